"""The way in for programs: under /api/ a token in the Authorization header says who asks, and nothing else does.

No cookie is looked at there, so no other site's page can make a browser ask. Whatever is refused before an operation
is reached is told as JSON too: {"code", "sentence", "facts"}. Wrong tokens are counted like wrong passwords: five for
one token from one place, a hundred from one place over all, then that place is answered 429 for a while; a right token
is let in all the same, as nobody guesses 256 bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from qiantou.access import tokens
from qiantou.access.attempts import ADDRESS_LIMIT, digest, place_of
from qiantou.access.deeds import note
from qiantou.access.guards import standing
from qiantou.access.models import Account, Token

PREFIX = "/api/"
ADDRESSES = "qiantou.api.addresses"
"""Where the operations are found: known by name alone, and loaded with the first request of a program."""
COOL_OFF = timedelta(hours=settings.AXES_COOLOFF_TIME)
ANSWERS = {
    400: ("not-understood", _("What was sent could not be understood. Nothing was recorded.")),
    401: ("token-missing", _("Send a token in the header: Authorization: Bearer qt-…")),
    403: ("not-allowed", _("This token may not do that.")),
    404: ("not-found", _("There is nothing of this name, or it is not yours to see.")),
    405: ("not-allowed-here", _("This address knows no such method.")),
    411: ("length-missing", _("Say in the header how long it is.")),
    413: ("too-large", _("What was sent is larger than may be sent.")),
    429: ("too-many-tries", _("Too many wrong tokens came from your place. Try again later.")),
    500: ("failed", _("The site made a mistake. Nothing was recorded; it may be sent again with the same key.")),
    503: ("not-ready", _("The site cannot answer now. Nothing was recorded; send it again with the same key.")),
}
"""Status → code and sentence of an answer that comes from no rule."""
UNKNOWN = ("token-unknown", _("This token is not known here, has expired, or was revoked."))
FIRST = ("password-first", _("Sign in and choose a password of your own first; the token works after that."))

Answer = Callable[[HttpRequest], HttpResponse]


class ByToken:
    """Stands behind the language of pages, and before anything reads what was sent."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        request.urlconf = ADDRESSES
        request.user = AnonymousUser()
        token = _shown(request)
        chosen = _wished(request) or (token.account.language if token else "") or settings.LANGUAGE_CODE
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            answer = _refused(request, token) or _as_json(self.get_response(request))
        answer.headers["Content-Language"] = chosen
        patch_vary_headers(answer, ("Authorization", "Accept-Language"))
        return answer


def token_of(request: HttpRequest) -> Token | None:
    """The token that the request came with; None without one."""
    return getattr(request, "token", None)


def _shown(request: HttpRequest) -> Token | None:
    """The live token of the header, its account made the request's own; it may move for the token's desks alone."""
    scheme, _blank, shown = request.headers.get("Authorization", "").partition(" ")
    token = tokens.known(shown.strip()) if scheme.lower() == "bearer" else None
    if token is not None:
        tokens.used(token)
        request.token = token  # type: ignore[attr-defined]
        request.user = narrowed(token)
    return token


def narrowed(token: Token) -> Account:
    """The token's account, which may move for the token's desks alone and read as before."""
    account = token.account
    if token.desks:
        seen = standing(account)
        kept = tuple(desk for desk in seen.desks if desk in token.desks)
        lent = tuple(one for one in seen.lent if one.post in token.desks)
        account.standing_kept = replace(seen, desks=kept, lent=lent)  # type: ignore[attr-defined]
    return account


def _refused(request: HttpRequest, token: Token | None) -> HttpResponse | None:
    given = request.headers.get("Authorization", "")
    if token is not None:
        return told(403, *FIRST) if token.account.must_change else None
    if not given:
        return None  # an operation says itself whether it needs one
    name, place = tokens.claimed(given.partition(" ")[2].strip()), place_of(request)
    if _is_resting(name, place):
        answer = told(429)
        answer.headers["Retry-After"] = str(round(COOL_OFF.total_seconds()))
        return answer
    _count(name, place)
    owner = Token.objects.filter(pk=name).values_list("account_id", flat=True).first() if name else None
    if owner:
        note("token-refused", account=owner)
    return challenged(told(401, *UNKNOWN))


def challenged(answer: HttpResponse) -> HttpResponse:
    """With the header that says how to come in."""
    answer.headers["WWW-Authenticate"] = 'Bearer realm="qiantou"'
    return answer


def told(status: int, code: str = "", sentence: object = "", facts: dict[str, object] | None = None) -> HttpResponse:
    """An answer that comes from no rule: of `status`, or with its own code and sentence."""
    usual = ANSWERS.get(status, ANSWERS[400 if status < 500 else 500])
    said = {"code": code or usual[0], "sentence": str(sentence or usual[1]), "facts": facts or {}}
    return JsonResponse(said, status=status, json_dumps_params={"ensure_ascii": False})


def _as_json(answer: HttpResponse) -> HttpResponse:
    """What stands around the operations speaks in pages; a program is told the same in JSON."""
    if answer.status_code < 400 or answer.headers.get("Content-Type", "").startswith("application/json"):
        return answer
    said = told(answer.status_code)
    for name in ("Retry-After", "Allow"):
        if name in answer.headers:
            said.headers[name] = answer.headers[name]
    return said


def _counted(name: str) -> str:
    return digest(f"token {name}")


def _is_resting(name: str, place: str) -> bool:
    since = timezone.now() - COOL_OFF
    here = AccessAttempt.objects.filter(ip_address=place or None, attempt_time__gte=since)
    own, total = Sum("failures_since_start", filter=Q(username=_counted(name))), Sum("failures_since_start")
    found = here.aggregate(own=own, total=total)
    return (found["own"] or 0) >= settings.AXES_FAILURE_LIMIT or (found["total"] or 0) >= ADDRESS_LIMIT


def _count(name: str, place: str) -> None:
    """One more; after a pause it begins anew."""
    known = {"username": _counted(name), "ip_address": place or None, "user_agent": ""}
    AccessAttempt.objects.filter(**known, attempt_time__lt=timezone.now() - COOL_OFF).delete()
    empty = {"http_accept": "", "path_info": "", "get_data": "", "post_data": "", "failures_since_start": 1}
    kept, is_first = AccessAttempt.objects.get_or_create(**known, defaults=empty)
    if not is_first:
        AccessAttempt.objects.filter(pk=kept.pk).update(failures_since_start=F("failures_since_start") + 1)


def _wished(request: HttpRequest) -> str:
    """The first language of Accept-Language, by weight, that the site speaks; "" for none."""
    wishes = []
    for place, part in enumerate(request.headers.get("Accept-Language", "").split(",")[:20]):
        name, _mark, weight = part.partition(";q=")
        try:
            wishes.append((-float(weight or 1), place, name.strip().lower()[:2]))
        except ValueError:
            continue
    known = {code[:2]: code for code, _label in settings.LANGUAGES}
    return next((known[name] for _weight, _place, name in sorted(wishes) if name in known), "")
