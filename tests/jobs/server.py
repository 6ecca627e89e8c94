"""A real server as a child on loopback, and questions to it."""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support.databases import Site

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds until a child must have answered


def qiantou(site: Site, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run one command of the site to its end, in a process of its own that had not to load the program anew; several at
    once, each from a thread, are started cold, since the warm one runs them in turn."""
    environment = {**site.environment, "LANG": "C.UTF-8"}
    if threading.current_thread() is not threading.main_thread():
        return subprocess.run(
            [sys.executable, "-W", "error", "-m", "qiantou", *arguments],
            env=environment, input=typed, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False,
        )  # fmt: skip
    warm = _warm()
    assert warm.stdin is not None
    assert warm.stdout is not None
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("in", typed), ("out", ""), ("err", "")):
            Path(folder, name).write_text(text, encoding="utf-8")
        warm.stdin.write(json.dumps({"words": arguments, "environment": environment, "files": folder}) + "\n")
        warm.stdin.flush()
        code = warm.stdout.readline()
        assert code, "the process that starts commands has ended"
        out, err = (Path(folder, name).read_text("utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess(arguments, int(code), out, err)


@cache
def _warm() -> subprocess.Popen[str]:
    """The parent of every command of this process's tests; it ends with them."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.jobs.warm"],
        env={**os.environ, "LANG": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    )
    atexit.register(process.communicate)
    return process


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Child:
    """A process of the site; for a server, its port."""

    process: subprocess.Popen[bytes]
    log: Path
    port: int = 0

    def ask(self, path: str, sent: bytes | None = None, **headers: str) -> tuple[int, str]:
        """GET, or POST what is `sent`; status and text."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=sent, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, refusal.read().decode()

    def until(self, path: str, status: int = 200, told: str = "") -> str:
        """The answer once it has this status and contains `told`; AssertionError with the log if it never has."""
        end = time.monotonic() + PATIENCE
        last: object = None
        while time.monotonic() < end:
            try:
                code, body = self.ask(path)
            except OSError as fault:
                last = fault
                assert self.process.poll() is None, self.text()
            else:
                if code == status and told in body:
                    return body
                last = (code, body)
            time.sleep(0.05)
        raise AssertionError(f"{last}\n{self.text()}")

    def until_told(self, words: str) -> None:
        """Returns once it has said this; AssertionError with the log if it never does."""
        end = time.monotonic() + PATIENCE
        while words not in self.text():
            assert self.process.poll() is None, self.text()
            assert time.monotonic() < end, self.text()
            time.sleep(0.05)

    def text(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal to the process itself, and its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """SIGKILL to the process and everything it started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


@contextmanager
def started(site: Site, command: str, *arguments: str, port: int = 0) -> Iterator[Child]:
    """A child of its own process group, ended with everything it started when the block ends."""
    log = site.data.parent / f"{command}-{time.monotonic_ns()}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "qiantou", command, *arguments],
            env={**site.environment, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            cwd=ROOT,
            start_new_session=True,
        )
    child = Child(process, log, port)
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)


@contextmanager
def serving(site: Site, *arguments: str) -> Iterator[Child]:
    """A server of the site that answers."""
    port = free_port()
    with started(site, "serve", "--port", str(port), *arguments, port=port) as child:
        child.until("/health")
        yield child
