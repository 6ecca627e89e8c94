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
import subprocess  # noqa: S404
import sys
from pathlib import Path

NEEDED = (3, 11)
HERE = Path(__file__).resolve().parent
NO_ROOM = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
NO_LEAVE = (errno.EROFS, errno.EACCES, errno.EPERM)

# Of the caller's variables only these reach the new Python: the rest move its modules or change its meaning.
PYTHON_KEPT = frozenset(
    "PYTHON" + name
    for name in (
        "IOENCODING UTF8 UNBUFFERED DONTWRITEBYTECODE HASHSEED FAULTHANDLER PYCACHEPREFIX COERCECLOCALE".split()
    )
)
# Of pip's settings, from variables and files alike, only these: how the packages are reached, never where they go.
PIP_KEPT = frozenset(
    "index-url extra-index-url find-links no-index proxy cert client-cert trusted-host cache-dir no-cache-dir "
    "timeout default-timeout retries keyring-provider".split()
)
USAGE = (
    "用法：python3 run.py demo（演示）| test（全部测试）| 其他 qiantou 命令，如 --help",
    "usage: python3 run.py demo | test | any other qiantou command, such as --help",
)


class Stop(Exception):
    """Set-up cannot go on: one sentence in Chinese, the same in English, and what pip said if that helps."""

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
            sentence = ascii(sentence)[1:-1]
        print(sentence, file=sys.stderr, flush=True)


def pip_option(variable):
    """`PIP_INDEX_URL` → `index-url`."""
    return variable[len("PIP_") :].lower().replace("_", "-")


def kept_environment(variables):
    """The caller's environment without what would lead Python or pip astray."""
    kept = {}
    for name, value in variables.items():
        if name.startswith("PYTHON") and name not in PYTHON_KEPT:
            continue
        if name.startswith("PIP_") and name != "PIP_CONFIG_FILE" and pip_option(name) not in PIP_KEPT:
            continue
        if name in ("VIRTUAL_ENV", "__PYVENV_LAUNCHER__"):
            continue
        kept[name] = value
    return kept


def pip_settings(python, environment):
    """The environment for pip: its own files' word on how to reach an index, and no other word of theirs."""
    environment = dict(environment, PYTHONIOENCODING="utf-8")
    listed = subprocess.run(
        [python, "-m", "pip", "config", "list"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
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


class Environment:
    """A virtual environment in `folder`, made from `lock`; whole if and only if its stamp says so."""

    def __init__(self, folder, lock):
        self.folder, self.lock = HERE / folder, HERE / lock
        scripts = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
        self.python = str(self.folder.joinpath(*scripts))
        self.stamp = self.folder / "made-from.txt"

    def made_from(self):
        """What the environment depends on; a change of any line means it is made again."""
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
            return self.stamp.read_bytes() == self.made_from() and os.access(self.python, os.X_OK)
        except FileNotFoundError:
            return False

    def ready(self, environment):
        """Make it unless it is whole. Two runs at once: the second waits, then finds it whole."""
        if self.is_whole():
            return
        with alone(self.folder.with_name(self.folder.name + ".lock")) as guard:
            if self.is_whole():
                return
            try:
                self.make(environment, guard)
            except BaseException:
                shutil.rmtree(str(self.folder), ignore_errors=True)
                raise

    def make(self, environment, guard):
        make_venv = venv_builder()
        say(
            "正在准备运行环境（只需一次，一般不到一分钟）……",
            "Setting up (once only, usually under a minute) ...",
        )
        if self.folder.exists():
            shutil.rmtree(str(self.folder))
        make_venv(symlinks=os.name != "nt").create(str(self.folder))
        bootstrap = [self.python, "-m", "ensurepip", "--default-pip"]
        code, output = run_quietly(bootstrap, environment, guard)
        if code:
            raise explained(output, no_pip())
        install = [self.python, "-m", "pip", "install", "--require-hashes", "--no-deps", "--only-binary", ":all:"]
        install += ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "-r", str(self.lock)]
        code, output = run_quietly(install, pip_settings(self.python, environment), guard)
        if code:
            raise explained(output)
        # Relative to the environment itself, so that no folder name has to survive a locale's encoding.
        link = "import os, sys; sys.path.append(os.path.dirname(sys.prefix))\n"
        packages = next(self.folder.glob("Lib/site-packages" if os.name == "nt" else "lib/python*/site-packages"))
        (packages / "qiantou-source.pth").write_text(link, encoding="ascii")
        unfinished = self.stamp.with_suffix(".new")
        unfinished.write_bytes(self.made_from())
        unfinished.replace(self.stamp)
        say("运行环境已就绪。", "Set-up is done.")


def run_quietly(command, environment, guard):
    """Exit code and output. The child holds the guard too: an orphan pip never meets a second set-up."""
    more = {} if os.name == "nt" else {"pass_fds": (guard.fileno(),)}
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **more)
    try:
        output = child.communicate()[0].decode("utf-8", "replace")
    except BaseException:
        child.kill()
        child.wait()
        raise
    return child.returncode, output


@contextlib.contextmanager
def alone(path):
    """Hold the lock on `path`, waiting for whoever has it; a killed holder leaves it free."""
    with path.open("ab") as guard:
        if os.name == "nt":
            import msvcrt

            while True:
                try:
                    msvcrt.locking(guard.fileno(), msvcrt.LK_LOCK, 1)  # waits ten seconds, then raises
                    break
                except OSError:
                    say_waiting()
        else:
            import fcntl

            try:
                fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say_waiting()
                fcntl.flock(guard, fcntl.LOCK_EX)
        yield guard


def say_waiting():
    say("另一个 run.py 正在准备运行环境，等它做完。", "Another run.py is setting up; waiting for it.")


def venv_builder():
    """The standard library's environment maker. Raises Stop where the system keeps it in a package of its own."""
    try:
        import ensurepip  # noqa: F401  (asked for here, used by the new Python)
        import venv
    except ImportError:
        raise no_pip() from None
    return venv.EnvBuilder


def no_pip():
    line = "apt-get install python{}.{}-venv".format(*sys.version_info[:2])
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        line = "sudo " + line
    return Stop(
        "这个 Python 缺少 ensurepip。Debian、Ubuntu、麒麟、统信等系统请先执行：" + line,
        "This Python lacks ensurepip. On Debian, Ubuntu and their kin run: " + line,
    )


def explained(output, otherwise=None):
    """The Stop that says in a sentence why pip failed."""
    if any("[Errno {}]".format(number) in output for number in NO_ROOM) or "No space left" in output:
        return no_room()
    if "DO NOT MATCH THE HASHES" in output:
        return Stop(
            "下载到的软件包与锁定文件不符，已停止安装。请检查所用的软件源。",
            "A downloaded package does not match its hash in the lock; nothing was installed. Check the package index.",
            output,
        )
    unreachable = "NewConnectionError|name resolution|Max retries|timed out|Timeout|ProxyError|Connection refused"
    unreachable += "|unreachable|SSLError|CERTIFICATE_VERIFY_FAILED|Could not fetch URL|Connection broken|HTTP error"
    if any(sign in output for sign in unreachable.split("|")):
        return Stop(
            "连不上软件源。请检查网络或代理；有内网软件源的，请设置 PIP_INDEX_URL；没有网络的，"
            "请按 docs/dependencies.md 从文件夹安装。",
            "The package index cannot be reached. Check the network or proxy; for a mirror set PIP_INDEX_URL; "
            "without a network install from a folder, see docs/dependencies.md.",
        )
    if "No matching distribution found" in output:
        return Stop(
            "软件源里没有适合本机（Python {0[0]}.{0[1]}，{1}）的软件包。".format(sys.version_info, platform.machine()),
            "The package index has no ready-made package for this machine (Python {0[0]}.{0[1]}, {1}).".format(
                sys.version_info, platform.machine()
            ),
            output,
        )
    return otherwise or Stop("安装软件包失败，pip 的原话如下。", "pip could not install the packages; it said:", output)


def no_room():
    return Stop(
        "磁盘空间不足：{}。运行环境约需 300 MB，测试环境约需 700 MB。".format(HERE),
        "The disk is full: {}. Set-up needs about 300 MB, and about 700 MB for tests.".format(HERE),
    )


def of_the_disk(trouble):
    """The Stop for an OSError of set-up, or the error itself where there is no better sentence."""
    if trouble.errno in NO_ROOM:
        return no_room()
    if trouble.errno in NO_LEAVE:
        return Stop(
            "不能写入文件夹 {}，请把项目放到可写的文件夹再试。".format(HERE),
            "The folder {} cannot be written; move the project to one that can.".format(HERE),
        )
    return trouble


def hand_over(command, environment):
    """Become the command; on Windows, where that is not to be had, wait for it. Returns its exit code."""
    if os.name == "nt":
        return subprocess.call(command, env=environment)
    sys.stdout.flush()
    os.execve(command[0], command, environment)  # noqa: S606  (the Python of the environment made here)


def main(arguments):
    if sys.version_info < NEEDED:
        say(
            "需要 Python {}.{} 或更新的版本，当前是 {}。".format(*NEEDED, platform.python_version()),
            "Qiantou needs Python {}.{} or later; this is {}.".format(*NEEDED, platform.python_version()),
        )
        return 1
    if not arguments:
        say(*USAGE)
        return 2
    environment = kept_environment(os.environ)
    if arguments[0] == "test":
        place = Environment(".venv-test", "requirements-test.lock")
        command = [place.python, "-P", str(HERE / "tests" / "support" / "suite.py"), *arguments[1:]]
    else:
        place = Environment(".venv", "requirements.lock")
        command = [place.python, "-P", "-m", "qiantou", *arguments]
    try:
        place.ready(environment)
    except OSError as trouble:
        raise of_the_disk(trouble) from trouble
    return hand_over(command, environment)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        if stop.detail:
            print(ascii(stop.detail[-2000:]).replace("\\n", "\n")[1:-1], file=sys.stderr)
        say(stop.chinese, stop.english)
        sys.exit(1)
    except KeyboardInterrupt:
        say("已中断，没有留下半成品。", "Stopped; nothing half-made is left behind.")
        sys.exit(130)
