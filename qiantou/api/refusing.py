"""Every refusal as JSON: {"code", "sentence", "facts"}, the sentence in the language that was asked for.

400 not readable · 401 no token · 403 scope · 404 to strangers · 409 others were faster · 422 a rule or a field says no
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from qiantou.access.by_token import challenged, told
from qiantou.access.refusals import sentence_for
from qiantou.api.scope import NotAllowed
from qiantou.api.shapes import Unfit, plain
from qiantou.core.kernel import Rejected

CONFLICTS = frozenset({"moved-on", "conflict"})


class Refusal(Schema):
    """Why nothing was recorded: the code of the rule, its sentence, and the facts the sentence is made of."""

    code: str
    sentence: str
    facts: dict[str, object] = {}


REFUSALS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Refusal)
"""The answers that any operation may give besides its own."""


def answer_to(api: NinjaAPI) -> None:
    """Have the operations of `api` refuse in this way."""
    told_by: tuple[tuple[type[Exception], Any], ...] = (
        (Rejected, _by_rule), (NotAllowed, _without_scope), (Http404, _unseen), (PermissionDenied, _unseen),
        (ValidationError, _unread), (Unfit, _unfit), (HttpError, _by_library),
    )  # fmt: skip
    for kind, handler in told_by:
        api.add_exception_handler(kind, handler)


def _by_rule(request: HttpRequest, refusal: Rejected) -> HttpResponse:
    status = 409 if refusal.code in CONFLICTS else 403 if refusal.code == "not-your-desk" else 422
    return told(status, refusal.code, sentence_for(refusal), plain(refusal.facts))


def _without_scope(request: HttpRequest, refused: NotAllowed) -> HttpResponse:
    if not refused.scope:
        return challenged(told(401))
    sentence = _("This token has not the scope “%(scope)s”.") % {"scope": refused.scope}
    return told(403, "scope", sentence, {"scope": refused.scope})


def _unseen(request: HttpRequest, _refused: Exception) -> HttpResponse:
    return told(404)


def _unread(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    """Where and what is wrong; never what was sent."""
    faults = [(".".join(str(part) for part in one["loc"][1:]), str(one["msg"])) for one in wrong.errors]
    return _unfit(request, Unfit(*faults))


def _unfit(request: HttpRequest, wrong: Unfit) -> HttpResponse:
    facts: dict[str, object] = {"fields": [{"field": field, "fault": fault} for field, fault in wrong.faults]}
    return told(422, "unfit", _("Some fields are missing or hold what they cannot hold."), facts)


def _by_library(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    """What cannot be read; the library hides behind the same error the rule by which a body was refused."""
    if isinstance(wrong.__cause__, Rejected):
        return _by_rule(request, wrong.__cause__)
    return told(wrong.status_code)
