"""Set-up and start with nothing but Python: `python3 run.py demo`, `test`, or any command of `qiantou`.

Makes a virtual environment beside this file, installs exactly what the lock names (every file checked against
its hash), remembers what it was made from, and hands over to the command. A second start finds the stamp and
hands over at once. Set-up speaks on stderr; stdout belongs to the command.

Only the standard library, and only syntax that an old Python can read: it has to say which one is needed.
"""

import ast
import contextlib
import errno
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = (3, 11)
HERE = Path(__file__).resolve().parent
ON_WINDOWS = os.name == "nt"
NO_ROOM = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
NO_LEAVE = (errno.EROFS, errno.EACCES, errno.EPERM)

# Of the caller's variables for Python only these go on: the others move its modules or change its meaning.
PYTHON_KEPT = """
    PYTHONIOENCODING PYTHONUTF8 PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE PYTHONHASHSEED PYTHONFAULTHANDLER
    PYTHONPYCACHEPREFIX PYTHONCOERCECLOCALE
""".split()  # noqa: SIM905
# Of pip's settings, from variables and files alike, only how the packages are reached, never where they go.
PIP_KEPT = """
    index-url extra-index-url find-links no-index proxy cert client-cert trusted-host cache-dir no-cache-dir
    timeout default-timeout retries keyring-provider
""".split()  # noqa: SIM905
PIP_INSTALL = """
    -m pip install --require-hashes --no-deps --only-binary :all: --no-input --disable-pip-version-check
    --progress-bar off -r
""".split()  # noqa: SIM905

# Signs in pip's words, and the sentences for them. The first that fits is said.
NO_NETWORK = (
    "连不上软件源。请检查网络或代理；有内网软件源的，请设置 PIP_INDEX_URL；没有网络的，"
    "请按 docs/dependencies.md 从文件夹安装。",
    "The package index cannot be reached. Check the network or proxy; for a mirror set PIP_INDEX_URL; "
    "without a network install from a folder, as docs/dependencies.md says.",
)
FAILURES = (
    (
        "DO NOT MATCH THE HASHES",
        "下载到的软件包与锁定文件不符，没有安装。请检查所用的软件源。",
        "A package differs from its hash in the lock; nothing was installed. Check the package index.",
    ),
    *((sign, *NO_NETWORK) for sign in ("NewConnectionError", "name resolution", "Max retries", "timed out")),
    *((sign, *NO_NETWORK) for sign in ("Timeout", "ProxyError", "Connection refused", "unreachable")),
    *((sign, *NO_NETWORK) for sign in ("SSLError", "CERTIFICATE_VERIFY", "Could not fetch URL", "HTTP error")),
    (
        "No matching distribution found",
        "软件源里没有适合本机的软件包，或没有应答（见上面 pip 的话）。",
        "The package index has no package for this machine, or gave no answer; see pip's words above.",
    ),
    ("", "安装软件包失败（见上面 pip 的话）。", "pip could not install the packages; see its words above."),
)


class Stop(Exception):
    """Set-up cannot go on: one sentence in Chinese, the same in English, and pip's own words if they help."""

    def __init__(self, chinese, english, detail=""):
        super().__init__(english)
        self.chinese, self.english, self.detail = chinese, english, detail


def say(chinese, english):
    """Both sentences on stderr; English alone where stderr cannot carry Chinese."""
    for sentence in (chinese, english):
        try:
            sentence.encode(sys.stderr.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            if sentence is chinese:
                continue
        print(sentence, file=sys.stderr, flush=True)  # Python escapes on stderr what it cannot encode


def kept_environment(variables):
    """The caller's environment without what would lead Python or pip astray."""

    def is_kept(name):
        if name.startswith("PIP_"):
            return name == "PIP_CONFIG_FILE" or name[4:].lower().replace("_", "-") in PIP_KEPT
        if name.startswith("PYTHON"):
            return name in PYTHON_KEPT
        return name not in ("VIRTUAL_ENV", "__PYVENV_LAUNCHER__") and not name.startswith("DJANGO_")

    return {name: value for name, value in variables.items() if is_kept(name)}


def pip_environment(python, environment):
    """The environment for pip: its own files' word on how to reach an index, and no other word of theirs."""
    # A file's `user = true` would make `pip config list` itself look at the user's file alone.
    environment = dict(environment, PYTHONIOENCODING="utf-8", PIP_USER="0")
    listing = [python, "-m", "pip", "config", "list"]
    listed = subprocess.run(listing, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if listed.returncode:
        say("读不懂 pip 的设置文件，本次不用它。", "pip's settings file cannot be read; going on without it.")
    for line in listed.stdout.decode("utf-8", "replace").splitlines():
        key, _, value = line.partition("=")
        section, _, option = key.partition(".")
        variable = "PIP_" + option.upper().replace("-", "_")
        if section in ("global", "install") and option in PIP_KEPT and variable not in os.environ:
            environment[variable] = str(ast.literal_eval(value))
    environment["PIP_CONFIG_FILE"] = os.devnull
    return environment


def is_text(path):
    """Whether the language settings could read `path`: bytes they could not are surrogates in it."""
    return not any("\ud800" <= character <= "\udfff" for character in path)


class Environment:
    """A virtual environment in `folder`, made from `lock`; whole if and only if its stamp says so."""

    def __init__(self, folder, lock):
        self.folder, self.lock = HERE / folder, HERE / lock
        self.python = str(self.folder / ("Scripts/python.exe" if ON_WINDOWS else "bin/python"))
        self.packages = "Lib/site-packages" if ON_WINDOWS else "lib/python*/site-packages"
        self.stamp = self.folder / "made-from.txt"
        self.parts = self.folder / "parts.txt"

    def made_from(self):
        """What the environment depends on: when any line changes it is made again."""
        lines = (
            hashlib.sha256(self.lock.read_bytes()).hexdigest(),
            sys.version,
            sys.base_prefix,
            str(self.folder),
            sys.platform + " " + platform.machine(),
        )
        return "\n".join(lines).encode("utf-8", "surrogateescape")

    def is_whole(self):
        try:
            made = self.stamp.read_bytes() == self.made_from() and os.access(self.python, os.X_OK)
            return made and (
                not self.parts.exists() or set(self.parts.read_text("utf-8").split("\n")) <= set(self.held())
            )
        except (FileNotFoundError, NotADirectoryError):
            return False

    def held(self):
        """What lies in the folder of packages, and how much in each: less of it later means making it all again."""
        kept = [path for path in self.folder.glob(self.packages + "/*") if path.name != "__pycache__"]
        return sorted("{} {}".format(path.name, number_in(path)) for path in kept)

    def ready(self, environment):
        """Make it unless it is whole. Two runs at once: the second waits, then finds it whole."""
        if self.is_whole():
            return
        check_parts()
        with alone(self.folder.with_name(self.folder.name + ".lock")) as guard:
            if self.is_whole():
                return
            say(
                "正在准备运行环境（只需一次，一般不到一分钟）……",
                "Setting up (once only, usually under a minute) ...",
            )
            remove(self.folder)
            try:
                self.make(environment, guard)
            except BaseException:
                shutil.rmtree(str(self.folder), ignore_errors=True)
                raise
            say("运行环境已就绪。", "Set-up is done.")

    def make(self, environment, guard):
        finish([sys.executable, "-m", "venv", "--without-pip", str(self.folder)], environment, guard)
        finish([self.python, "-m", "ensurepip", "--default-pip"], environment, guard)
        reaching = pip_environment(self.python, environment)
        finish([self.python, *PIP_INSTALL, str(self.lock)], reaching, guard)
        # Relative to the environment itself, so that no folder name has to survive a locale's encoding.
        link = "import os, sys; here = os.path.dirname(sys.prefix); here in sys.path or sys.path.append(here)\n"
        (next(self.folder.glob(self.packages)) / "qiantou-source.pth").write_text(link, encoding="ascii")
        self.parts.write_text("\n".join(self.held()), encoding="utf-8")
        unfinished = self.stamp.with_suffix(".new")
        unfinished.write_bytes(self.made_from())
        unfinished.replace(self.stamp)


def number_in(folder):
    """How many things lie in a folder, what Python puts there itself left aside; 0 for a file."""
    return sum(path.name != "__pycache__" for path in folder.iterdir()) if folder.is_dir() else 0


def remove(path):
    """Clear away whatever is there: nothing, a folder half made, a stray file or link."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(str(path))
    elif path.is_symlink() or path.exists():
        path.unlink()


def finish(command, environment, guard):
    """Run a step; Stop if it fails. It holds the guard too: an orphaned pip never meets a second set-up."""
    inherited = {} if ON_WINDOWS else {"pass_fds": (guard.fileno(),)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **inherited)
    if done.returncode:
        raise why(done.stdout.decode("utf-8", "replace"))


@contextlib.contextmanager
def alone(path):
    """Hold the lock on `path`, waiting for whoever has it; a killed holder leaves it free."""
    waiting = "另一个 run.py 正在准备运行环境，等它做完。", "Another run.py is setting up; waiting for it."
    with path.open("ab") as guard:
        if ON_WINDOWS:
            import msvcrt

            held = False
            while not held:
                try:
                    msvcrt.locking(guard.fileno(), msvcrt.LK_LOCK, 1)  # tries for ten seconds, then raises
                    held = True
                except OSError:
                    say(*waiting)
        else:
            import fcntl

            try:
                fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(*waiting)
                fcntl.flock(guard, fcntl.LOCK_EX)
        yield guard


def check_parts():
    """Raises Stop where the system keeps parts of Python's standard library in a package of its own."""
    try:
        import ensurepip  # noqa: F401  (used by the new Python: better said before anything is made)
        import venv  # noqa: F401
    except ImportError:
        line = "apt-get install python{}.{}-venv".format(*sys.version_info[:2])
        line = line if getattr(os, "geteuid", int)() == 0 else "sudo " + line
        raise Stop(
            "这个 Python 缺少 ensurepip。Debian、Ubuntu、麒麟、统信等系统请先执行：" + line,
            "This Python lacks ensurepip. On Debian, Ubuntu and their kin run: " + line,
        ) from None


def why(output):
    """The Stop that says in a sentence why pip failed."""
    if "No space left" in output or any("[Errno %d]" % number in output for number in NO_ROOM):
        return no_room()
    chinese, english = next(sentences for sign, *sentences in FAILURES if sign in output)
    return Stop(chinese, english, "" if (chinese, english) == NO_NETWORK else output)


def no_room():
    return Stop(
        "磁盘空间不足（{} 或临时文件夹）。运行环境约需 300 MB，测试环境约需 700 MB。".format(HERE),
        "The disk is full ({} or the temporary folder). Set-up needs about 300 MB, tests about 700 MB.".format(HERE),
    )


def of_the_disk(trouble):
    """The Stop for an OSError of set-up."""
    if trouble.errno in NO_ROOM:
        return no_room()
    if trouble.errno in NO_LEAVE:
        return Stop(
            "不能写入文件夹 {}，请把项目放到可写的文件夹再试。".format(HERE),
            "The folder {} cannot be written; move the project to one that can.".format(HERE),
        )
    return Stop("准备运行环境时出错：{}".format(trouble), "Set-up failed: {}".format(trouble))


def hand_over(command, environment):
    """Become the command; on Windows, where that is not to be had, wait for it and return its exit code."""
    if not ON_WINDOWS:
        os.execve(command[0], command, environment)  # noqa: S606  (the Python of the environment made here)
    return subprocess.call(command, env=environment)


def main(arguments):
    if sys.version_info < NEEDED:
        versions = (*NEEDED, platform.python_version())
        raise Stop(
            "需要 Python {}.{} 或更新的版本，当前是 {}。".format(*versions),
            "Qiantou needs Python {}.{} or later; this is {}.".format(*versions),
        )
    if not arguments:
        say(
            "用法：python3 run.py demo（演示）| test（全部测试）| 其他 qiantou 命令，如 --help",
            "usage: python3 run.py demo | test | any other qiantou command, such as --help",
        )
        return 2
    environment = kept_environment(os.environ)
    if not is_text(str(HERE)):
        environment["PYTHONUTF8"] = "1"  # the language settings cannot read this folder's own name
    if arguments[0] == "test":
        place = Environment(".venv-test", "requirements-test.lock")
        command = [place.python, "-P", str(HERE / "tests" / "support" / "suite.py"), *arguments[1:]]
    else:
        part = "-test" if arguments[0] == "bench" else ""  # its PostgreSQL comes with the test environment
        place = Environment(".venv" + part, "requirements" + part + ".lock")
        command = [place.python, "-P", "-m", "qiantou", *arguments]
    try:
        place.ready(environment)
    except OSError as trouble:
        raise of_the_disk(trouble) from trouble
    return hand_over(command, environment)


if __name__ == "__main__":
    # PYTHONPATH must not lend its modules to set-up either: what is imported later is Python's own.
    lent = [str(Path(part).absolute()) for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    sys.path[:] = [part for part in sys.path if part not in lent]
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        if stop.detail:
            print(stop.detail[-2000:], file=sys.stderr)
        say(stop.chinese, stop.english)
        sys.exit(1)
    except KeyboardInterrupt:
        say("已中断，没有留下半成品。", "Stopped; nothing half-made is left behind.")
        sys.exit(130)
