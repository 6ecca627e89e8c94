"""What may be sent to the site, and what becomes of words that cannot be taken: they are shown again to be copied.

    how much    60 MB by whoever is signed in, 1 MB by anybody else; always with its length, and never on the disk
    characters  no control characters; a word processor's line breaks are line breaks

Refused before anything is read: 411 without a length, 413 beyond it. 400 for characters, 403 once the sign-in ended.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from qiantou.core.plain import BREAKS, HIDDEN, without_hidden

Answer = Callable[[HttpRequest], HttpResponse]

MOST_BYTES = settings.FILE_UPLOAD_MAX_MEMORY_SIZE
MOST_OF_STRANGERS = 1024 * 1024  # [default]
NOT_TYPED = frozenset({
    "csrfmiddlewaretoken", "command_id", "version", "desk", "entry", "next", "act", "shape", "issuer", "joint",
    "sponsor", "lang", "theme", "keys", "username",
})  # fmt: skip
"""Fields that carry no words of a person; passwords are left out besides."""


class Sending:
    """Stands behind the sign-in and the language, before anything reads what was sent."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        refused = _too_much(request) or _strange_address(request)
        answer = refused or self.get_response(request)
        if isinstance(answer, HttpResponseNotAllowed):
            return _not_allowed(request, answer)
        if request.method == "POST" and _asks_to_sign_in(request, answer):
            return ended(request)
        return answer

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Line breaks of a word processor are line breaks; any other control character is refused."""
        if request.method != "POST":
            return None
        said = [(name, value) for name, values in request.POST.lists() for value in values]
        if any(BREAKS.search(value) for _name, value in said):
            taken = QueryDict(mutable=True)
            for name, value in said:
                taken.appendlist(name, BREAKS.sub("\n", value))
            request.POST = taken  # type: ignore[assignment]
            said = [(name, BREAKS.sub("\n", value)) for name, value in said]
        if any(HIDDEN.search(name) or HIDDEN.search(value) for name, value in said):
            return render(request, "400.html", {"typed": typed(request), "is_hidden": True}, status=400)
        return None


def typed(request: HttpRequest) -> list[str]:
    """The words a person typed into the form, as they read, in its order."""
    return [
        without_hidden(value)
        for name, values in request.POST.lists() if name not in NOT_TYPED and "password" not in name
        for value in values if value.strip()
    ]  # fmt: skip


def page_of(request: HttpRequest) -> str:
    """The page of the form that was sent, where the browser names one of this site; else the first page."""
    said = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}):
        return "/"
    place = urlsplit(said)
    path = f"{place.path}?{place.query}" if place.query else place.path
    return path if url_has_allowed_host_and_scheme(path, None) and path.startswith("/") else "/"


def ended(request: HttpRequest) -> HttpResponse:
    """The sign-in ended before the form was sent: nothing was recorded, and what was typed is shown to be copied."""
    onward = reverse("sign-in") + "?" + urlencode({"next": page_of(request)})
    return render(request, "access/ended.html", {"typed": typed(request), "sign_in_url": onward}, status=403)


def _too_much(request: HttpRequest) -> HttpResponse | None:
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        return render(request, "413.html", {"code": 411}, status=411)
    most = MOST_BYTES if request.user.is_authenticated else MOST_OF_STRANGERS
    try:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        size = most + 1
    return None if 0 <= size <= most else render(request, "413.html", {"code": 413, "most": most >> 20}, status=413)


def _strange_address(request: HttpRequest) -> HttpResponse | None:
    """NUL and its like in an address: nobody types them, and no database can look for them."""
    query = unquote(request.META.get("QUERY_STRING", "").replace("+", " "))
    if HIDDEN.search(request.path) or HIDDEN.search(query):
        return render(request, "400.html", {"is_hidden": True}, status=400)
    return None


def _asks_to_sign_in(request: HttpRequest, answer: HttpResponse) -> bool:
    """Whether a page that only who is signed in may use sends a stranger away."""
    place = urlsplit(answer.headers.get("Location", ""))
    return place.path == reverse("sign-in") and place.query.startswith("next=") and not request.user.is_authenticated


def _not_allowed(request: HttpRequest, answer: HttpResponseNotAllowed) -> HttpResponse:
    """An address that is only sent to, opened like a page."""
    page = render(request, "405.html", status=405)
    page.headers["Allow"] = answer.headers["Allow"]
    return page
