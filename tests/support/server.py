"""The real server and worker of a test's site, as processes of their own: to visit, and to kill.

The site on SQLite belongs to its server while it runs; what a test wants in it, it writes before.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.databases import Site

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60
END_SECONDS = 20


@dataclass(frozen=True)
class Served:
    base: str  # http://127.0.0.1:PORT
    process: subprocess.Popen[bytes]
    log: Path

    def kill(self) -> None:
        """SIGKILL to the server and its processes: what a power cut would be to it."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def command(site: Site, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
    """`qiantou ARGUMENTS` started on `site`, a group of processes of its own, its words in `log`."""
    environment = {**site.environment, "PYTHONPATH": str(ROOT)}
    with log.open("ab") as words:
        return subprocess.Popen(
            [sys.executable, "-m", "qiantou", *arguments],
            env=environment,
            cwd=site.data,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            process_group=0,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(site: Site, *options: str) -> Iterator[Served]:
    """`qiantou serve` on a free port, answering; stopped after. RuntimeError with its words if it never does."""
    port, log = free_port(), site.data.parent / "server.log"
    process = command(site, "serve", "--port", str(port), *options, log=log)
    running = Served(f"http://127.0.0.1:{port}", process, log)
    try:
        wait_for(running)
        yield running
    finally:
        stop(process)


@contextmanager
def working(site: Site, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    """`qiantou worker` beside the server of a site on PostgreSQL; stopped after."""
    process = command(site, "worker", *options, log=site.data.parent / "worker.log")
    try:
        yield process
    finally:
        stop(process)


def wait_for(running: Served) -> None:
    """Returns when the server answers at all, whatever it says."""
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{running.base}/health", timeout=5).close()
            return
        except urllib.error.HTTPError as answer:
            answer.close()
            return
        except OSError:
            if running.process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(running.log.read_text("utf-8", "replace")[-3000:]) from None
            time.sleep(0.05)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the process to end, as Ctrl-C does, and end its whole group if it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
