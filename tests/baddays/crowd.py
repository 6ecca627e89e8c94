"""People at their browsers while the site is being killed: each moves one matter of his own, on and on.

A person signs in with a password, takes the forged-request token from the page, and sends a report with a
command id of his own. Told nothing (the line broke, 503) he sends the very same form again, as long as it
takes. What he is told is kept as he was told it: the entry's position and its hash.
"""

from __future__ import annotations

import http.client
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

PASS = "a long pass of words"
PATIENCE = 60.0  # seconds a person goes on sending one form
TOLD = re.compile(r'(\d+)[^<]*(?:<a href="[^"]*">[^<]*</a>)? <small class="mono">([0-9a-f]{64})</small>')


class Refused(Exception):
    """The site answered, and with something else than was asked for."""


@dataclass
class Browser:
    """Cookies and one line to the server; follows the one redirect after a form."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies.get("qiantou_csrf", "")})
        status, text = self._ask("POST", path, body)
        return self.get(text) if status == 302 else (status, text)

    def sign_in(self, name: str) -> None:
        self.get("/sign-in/")
        status, _ = self.post("/sign-in/", username=name, password=PASS)
        if status != 200 or "qiantou_session" not in self.cookies:
            raise Refused(f"sign-in: {status}")

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        """Status and page, or the address of a redirect. Raises OSError or HTTPException when the line breaks."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
            told |= {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
            line.request(method, path, body, told)
            answer = line.getresponse()
            page = answer.read().decode()
            for header in answer.headers.get_all("Set-Cookie", ()):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
            return (302, answer.headers["Location"]) if answer.status == 302 else (answer.status, page)
        finally:
            line.close()


@dataclass
class Told:
    """One report as its sender knows it."""

    ref: str
    command: str
    position: int
    leaf: str


@dataclass
class Crowd:
    """Everybody's browsers, a thread each; `port` changes when the server starts anew."""

    port: int
    told: list[Told] = field(default_factory=list)
    away: list[str] = field(default_factory=list)  # pages that said 503
    faults: list[str] = field(default_factory=list)
    going: threading.Event = field(default_factory=threading.Event)

    def start(self, name: str, refs: list[str]) -> list[threading.Thread]:
        self.going.set()
        threads = [threading.Thread(target=self._live, args=(name, ref)) for ref in refs]
        for thread in threads:
            thread.start()
        return threads

    def await_more(self, count: int, threads: list[threading.Thread]) -> None:
        """Until `count` more reports were acknowledged. AssertionError when somebody gave up."""
        wanted, end = len(self.told) + count, time.monotonic() + PATIENCE
        while len(self.told) < wanted:
            assert self.faults == []
            assert time.monotonic() < end, "nobody is answered any more"
            assert any(thread.is_alive() for thread in threads)
            time.sleep(0.005)

    def await_away(self, count: int) -> None:
        """Until so many pages in all said that the database is away."""
        end = time.monotonic() + PATIENCE
        while len(self.away) < count:
            assert self.faults == []
            assert time.monotonic() < end, "nobody is told that the database is away"
            time.sleep(0.005)

    def stop(self, threads: list[threading.Thread]) -> None:
        self.going.clear()
        for thread in threads:
            thread.join(PATIENCE)
        assert self.faults == []

    def _live(self, name: str, ref: str) -> None:
        try:
            browser = Browser(self.port)
            self._insist(browser, lambda: browser.sign_in(name))
            version = 2  # offered, accepted
            while self.going.is_set():
                command = uuid4().hex
                position, leaf = self.report(browser, ref, command, version)
                self.told.append(Told(ref, command, position, leaf))
                version += 1
        except Exception as fault:  # told by the test, with everybody else's
            self.faults.append(f"{type(fault).__name__}: {fault}")

    def report(self, browser: Browser, ref: str, command: str, version: int) -> tuple[int, str]:
        """Send one report until it is acknowledged."""
        form = {"command_id": command, "version": str(version), "desk": "u:roads", "reason": "进展顺利"}
        found: list[tuple[int, str]] = []

        def send() -> None:
            status, page = browser.post(f"/m/{ref}/move/report/", **form)
            if status == 503:
                self.away.append(page)
                raise OSError("503")
            receipt = TOLD.search(page)
            if status != 200 or receipt is None:
                raise Refused(f"report {command} on {ref}: {status} {page[:200]!r}")
            found.append((int(receipt.group(1)), receipt.group(2)))

        self._insist(browser, send)
        return found[-1]

    def _insist(self, browser: Browser, act: object) -> None:
        """Again while the line is broken; TimeoutError after PATIENCE."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            browser.port = self.port
            with suppress(OSError, http.client.HTTPException):
                act()  # type: ignore[operator]
                return
            time.sleep(0.02)
        raise TimeoutError("no answer")
