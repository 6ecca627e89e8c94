"""A county served to real browsers: the site's own application on a loopback port, one context a person."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application
from django.db import connection

from tests.desk.town import Office, office

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


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


@contextmanager
def serving(county: Office) -> Iterator[str]:
    """The address of the site, served in threads that share this test's clock and database."""
    application, world = get_wsgi_application(), copy_context()

    def answer(environ: Any, start: Any) -> Any:
        try:
            return world.copy().run(application, environ, start)
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
