"""A stranger's machine: an environment stripped to Python and coreutils, and a project in the shape of ours.

The small project has our own `run.py`, and in place of the real locks one lock naming one tiny wheel, so that
every case makes a real environment with the real pip in seconds. Its command says as JSON what it found.
"""

import hashlib
import json
import os
import runpy
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PYTHON = Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}")
COREUTILS = ("cat", "chmod", "cp", "env", "ls", "mkdir", "mv", "rm", "uname")
# What a machine may need to reach its package index at all is left to it.
REACHING = ("PIP_INDEX_URL", "PIP_CERT", "http_proxy", "https_proxy", "no_proxy", "SSL_CERT_FILE")
PROBE = """
import json, os, sys
import abacus
print(json.dumps({"arguments": sys.argv[1:], "abacus": abacus.__file__, "prefix": sys.prefix,
                  "folder": os.getcwd(), "variables": sorted(os.environ)}))
sys.exit(int(os.environ.get("PROBE_EXIT", "0")))
"""
DONE = "Set-up is done."
PIP_FILE, ELSEWHERE = "pip.conf", "elsewhere"  # beside the project that was started first


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    told: str  # stderr

    @property
    def found(self) -> dict[str, object]:
        """What the small project's command saw."""
        return json.loads(self.out)


def bare_path(folder: Path) -> str:
    """A PATH of one folder, which holds python3 and coreutils and nothing else."""
    folder.mkdir()
    (folder / "python3").symlink_to(PYTHON)
    for name in COREUTILS:
        found = shutil.which(name)
        assert found, f"no {name} on this machine"
        (folder / name).symlink_to(found)
    return str(folder)


@dataclass(frozen=True)
class Project:
    """`folder` holds run.py; `wheels` stands in for the package index; `path` is the stripped PATH."""

    folder: Path
    wheels: Path
    path: str

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": self.path, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}

    def started(
        self, *arguments: str, more: Mapping[str, str | None] = MappingProxyType({})
    ) -> subprocess.Popen[bytes]:
        """The running process; `more` adds to the environment, and None takes away."""
        environment = {**self.environment, **more}
        return subprocess.Popen(
            ["python3", "run.py", *arguments],
            cwd=self.folder,
            env={name: value for name, value in environment.items() if value is not None},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            process_group=0,
            preexec_fn=heed_ctrl_c,
        )

    def run(
        self,
        *arguments: str,
        more: Mapping[str, str | None] = MappingProxyType({}),
        encoding: str = "utf-8",
    ) -> Outcome:
        return outcome(self.started(*arguments, more=more), encoding)

    def run_after(self, statements: str, *arguments: str) -> Outcome:
        """run.py in a Python that differs from ours in what `statements` changed first."""
        start = f"{statements}\nimport runpy, sys\nsys.argv[:] = {['run.py', *arguments]!r}\n"
        start += "runpy.run_path('run.py', run_name='__main__')"
        command = ["python3", "-c", start]
        return outcome(
            subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
        )

    def has_nothing_left(self) -> bool:
        return not (self.folder / ".venv").exists()


def heed_ctrl_c() -> None:
    """As at a terminal: tests that a shell started in the background were told to ignore it, and so were their own."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def outcome(process: subprocess.Popen[bytes], encoding: str = "utf-8") -> Outcome:
    out, told = process.communicate()
    return Outcome(process.returncode, out.decode(encoding), told.decode(encoding))


def make_project(folder: Path, wheels: Path, path: str, lock: Sequence[str] = ()) -> Project:
    """A fresh small project in `folder`; `lock` replaces the lines of its lock."""
    (folder / "qiantou").mkdir(parents=True)
    shutil.copyfile(ROOT / "run.py", folder / "run.py")
    (folder / "qiantou" / "__main__.py").write_text(PROBE, encoding="utf-8")
    lines = lock or [locked(wheel) for wheel in wheels.glob("*.whl")]
    (folder / "requirements.lock").write_text("\n".join(lines) + "\n", encoding="ascii")
    return Project(folder, wheels, path)


def locked(wheel: Path) -> str:
    """The line of a lock for `wheel`."""
    name, version = wheel.name.split("-")[:2]
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"


def make_wheel(folder: Path, name: str = "abacus") -> Path:
    """A wheel holding the one module of this name."""
    folder.mkdir()
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    notes = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": "BEADS = 7\n",
        f"{notes}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{notes}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{notes}/RECORD"] = "".join(f"{name},,\n" for name in files)
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


def reaching_the_index() -> dict[str, str]:
    return {name: os.environ[name] for name in REACHING if name in os.environ}


def set_up_of(folder: Path) -> Any:
    """The `Environment` that the run.py in `folder` would use, asked without starting it."""
    return runpy.run_path(str(folder / "run.py"))["Environment"](".venv", "requirements.lock")


def stopped_by_pip(finished: Path, environment: Mapping[str, str], lock: Path) -> Any:
    """The `Stop` of the run.py in `finished` when the pip that it has set up is asked for the packages of `lock`."""
    of_run = runpy.run_path(str(finished / "run.py"))
    python = of_run["Environment"](".venv", "requirements.lock").python
    reaching = of_run["pip_environment"](python, dict(environment))
    with lock.open() as guard:
        try:
            of_run["finish"]([python, *of_run["PIP_INSTALL"], str(lock)], reaching, guard)
        except of_run["Stop"] as stop:
            return stop
    raise AssertionError("pip had nothing to say against it")
