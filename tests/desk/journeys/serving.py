"""A county served to real browsers: the site's own application on a loopback port, one context a person.

A click waits until the new page begins to arrive, not until it is there: what is read at once after it is read
from half a page. `expect` and `wait_for` wait for what is there; before anything is said to be missing, or a text
is taken whole, the page must have `arrived`. With QIANTOU_HALVES=0.4 every page stops half way for so many
seconds, and a journey that reads too early fails.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse

from tests.desk.town import Office, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


HALVES = float(os.environ.get("QIANTOU_HALVES", "0"))  # seconds


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Nothing: the test's own output matters."""


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@dataclass
class Served:
    """The county behind an address; `page("lead")` is that person's browser, signed in."""

    county: Office
    base: str
    chromium: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def page(self, who: str, **options: Any) -> Page:
        context = self.chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", base_url=self.base, **options)
        client = self.county.client(who, language="en")
        cookies = [{"name": name, "value": cookie.value, "url": self.base} for name, cookie in client.cookies.items()]
        context.add_cookies(cookies)  # type: ignore[arg-type]
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text) if _is_fault(message) else None)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def _is_fault(message: Any) -> bool:
    return message.type == "error" and "the server responded with a status of" not in message.text


def in_halves(answered: HttpResponse) -> Iterator[bytes]:
    """A page that stops half way, as it does over a slow line."""
    page = b"".join(answered)
    yield page[: len(page) // 2]
    time.sleep(HALVES)
    yield page[len(page) // 2 :]
    answered.close()


def arrived(page: Page) -> Page:
    """The page that a click has led to, once it is there to its last line."""
    page.wait_for_load_state()
    return page


def told(page: Page) -> str:
    """What an arrived page says."""
    return arrived(page).locator("main").inner_text()


@contextmanager
def serving(county: Office) -> Iterator[str]:
    """The address of the site, served in threads that share this test's clock and database."""
    application, world = get_wsgi_application(), copy_context()

    def answer(environ: Any, start: Any) -> Any:
        try:
            answered = world.copy().run(application, environ, start)
            return in_halves(answered) if HALVES and isinstance(answered, HttpResponse) else answered
        finally:
            connection.close()

    server = make_server("127.0.0.1", 0, answer, server_class=Threads, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def served_to(chromium: Browser) -> Iterator[Served]:
    with office() as county, serving(county) as base:
        made = Served(county, base, chromium)
        try:
            yield made
        finally:
            made.close()
    assert made.faults == []
