"""The gallery: every part of the pages with made-up content, served as strictly as the real site and drawn first.

No database and no accounts: templates, the stylesheet, the script and a content policy. The language is the cookie's.
"""

import mimetypes
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from tempfile import TemporaryDirectory
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tests.pictures.render import LANGUAGE_COOKIE, Cookies, Page
from tests.support.databases import set_up_django

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HERE = Path(__file__).parent
PLANTED = "planted"  # a page with a fault of every sort, for the test of the pictures themselves
STILL = "/still"  # what a page that asks how far a job has come is told: nothing new, so the page stays as it is
NAMES = ("desk", "matter", "work", "leader", "list", "form", "holdings", "missing", "broken", "signin")
STATUSES = {"form": 422, "missing": 404, "broken": 500}


@contextmanager
def open_gallery(only: str = "") -> Iterator[tuple[str, Sequence[Page], Cookies]]:
    """Serve the gallery on a free port for as long as the context is open."""
    pages = [Page(f"gallery-{name}", f"/{name}", status=STATUSES.get(name, 200), lies=name == "work") for name in NAMES]
    with TemporaryDirectory() as folder:
        set_up_django(Path(folder))
        server = make_server("127.0.0.1", 0, _application(), server_class=_Server, handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", [page for page in pages if only in page.name], {}
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """A picture run prints faults only."""


def _application() -> Callable[..., Iterable[bytes]]:
    from django.contrib.staticfiles import finders
    from django.core.handlers.wsgi import WSGIRequest
    from django.template.backends.django import DjangoTemplates
    from django.utils import timezone, translation

    from tests.pictures.gallery_content import content

    processors = ["django.template.context_processors.request", "django.template.context_processors.i18n"]
    options = {"context_processors": processors, "autoescape": True}
    engine = DjangoTemplates(
        {"NAME": "gallery", "DIRS": [HERE / "gallery_pages"], "APP_DIRS": True, "OPTIONS": options}
    )

    def page(environ: dict[str, Any]) -> str:
        request = WSGIRequest(environ)
        language = request.COOKIES.get(LANGUAGE_COOKIE, "zh-hans")
        name = environ["PATH_INFO"].strip("/") or "desk"
        with translation.override(language), timezone.override("Asia/Shanghai"):
            template = {"missing": "404.html", "broken": "500.html"}.get(name, f"{name}.html")
            return engine.get_template(template).render(content(name, request), request)

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            if not found:
                start_response("404 Not Found", [("Content-Type", "text/plain")])
                return [b""]
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            start_response("200 OK", [("Content-Type", kind)])
            return [Path(found).read_bytes()]
        if path == STILL:
            start_response("204 No Content", [])
            return []
        name = path.strip("/") or "desk"
        status = f"{STATUSES.get(name, 200) if name in (*NAMES, PLANTED) else 404} OK"
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", POLICY)]
        body = page(environ).encode() if name in (*NAMES, PLANTED) else b""
        start_response(status, headers)
        return [body]

    return application
