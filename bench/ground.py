"""The ground that is measured on: PostgreSQL as in production, sites on it, and their real servers.

PostgreSQL comes from the wheel of the test environment, with `fsync` on: a commit that is acknowledged is on
the disk. Everything lies in a temporary folder that is removed at the end.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.support import postgres
from tests.support.databases import Site, Templates, set_up_django

DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
}
START_SECONDS = 60
ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def ground(folder: Path) -> Iterator[Templates]:
    """One cluster; each `site` of it is a database of its own."""
    set_up_django(folder)
    postgres.SETTINGS.update(DURABLE)
    made = Templates(folder)
    try:
        made.postgres().run("ALTER SYSTEM SET autovacuum = 'on'", "SELECT pg_reload_conf()")
        yield made
    finally:
        made.end()


@contextmanager
def site(templates: Templates, folder: Path) -> Iterator[Site]:
    """A new site with keys and the demonstration county, no matters yet; Django is connected to it."""
    folder.mkdir(parents=True, exist_ok=True)
    with templates.site("postgres", folder) as made:
        from qiantou.jobs.site import prepare_site

        prepare_site()
        yield made


def settle(made: Site) -> None:
    """What autovacuum would have done by tomorrow: statistics, visibility, and nothing left to be flushed."""
    import psycopg

    assert made.server is not None
    name = urlsplit(made.url).path[1:]
    with psycopg.connect(made.server.url(postgres.SUPERUSER, name), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(made: Site, *, processes: int = 2) -> Iterator[int]:
    """`qiantou serve` and `qiantou worker` beside it, as production runs them; the port."""
    from django.conf import settings

    # Sessions made by the measurement are signed with this process's key.
    environment = {**made.environment, "QIANTOU_SECRET_KEY": settings.SECRET_KEY}
    port = free_port()
    serve = ["serve", "--port", str(port), "--processes", str(processes)]
    with running(serve, environment), running(["worker"], environment):
        wait_for(f"http://127.0.0.1:{port}/sign-in/")
        yield port


@contextmanager
def running(arguments: list[str], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A command of `qiantou` in a process of its own, stopped when the block ends."""
    log = Path(environment["QIANTOU_DATA"]) / f"{arguments[0]}.log"
    with log.open("ab") as told:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "qiantou", *arguments],
            env={**environment, "PYTHONPATH": str(ROOT)},
            stdout=told,
            stderr=told,
        )
    try:
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_for(url: str) -> None:
    """Returns once the page answers. Raises TimeoutError."""
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - http on this machine
                return
        except OSError:
            if time.monotonic() > give_up:
                raise TimeoutError(f"{url} does not answer") from None
            time.sleep(0.1)


def load_average() -> float:
    return os.getloadavg()[0]
