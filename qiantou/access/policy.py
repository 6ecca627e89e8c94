"""What every address is held to, and what every answer carries: a content policy, the language of its reader."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LANGUAGE_COOKIE = "qiantou_language"


class ContentPolicy:
    """Nothing from another host, nothing inline, nothing kept by a cache that others share."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class OwnPassword:
    """Whoever signed in with a password that somebody else knows sees nothing before choosing another."""

    OPEN = frozenset({"password", "sign-out", "preferences", "language", "theme"})

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Answer, *_arguments: object) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if name in self.OPEN or not getattr(request.user, "must_change", False):
            return None
        onward = "?" + urlencode({"next": request.get_full_path()}) if request.method in ("GET", "HEAD") else ""
        return redirect(reverse("password") + onward)


class Language:
    """The account's language, else the cookie's, else Chinese. A browser's own wish comes last on purpose:
    office machines are set up by others."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = language_of(request, getattr(request.user, "language", ""))
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


def language_of(request: HttpRequest, *wishes: str) -> str:
    """The first of the wishes that is a language of the site, else the cookie's, else Chinese."""
    known = dict(settings.LANGUAGES)
    asked = (*wishes, request.COOKIES.get(LANGUAGE_COOKIE, ""))
    return next((wish for wish in asked if wish in known), settings.LANGUAGE_CODE)
