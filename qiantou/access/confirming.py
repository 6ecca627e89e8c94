"""Before signing, the password once more (签批前再次验证): a desk left open signs nothing.

A ruling, the sponsor's choice among options, a signature under a plan or a mandate, the issue, change or end of a
mandate, a delegation and its end ask for it, unless it was given within the last MINUTES. Whatever was typed, files
too, waits in the answer and goes on with the password. Wrong ones count as at signing in, and rest the account alike.
Nothing of it is asked of who records another's decision: there the paper speaks.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.auth import authenticate
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from qiantou.access.deeds import note
from qiantou.access.forms import ConfirmPassword
from qiantou.access.guards import REF, business, joint_for, matter_for, readable, register_for, standing
from qiantou.access.lookups import body_of
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.core.delegation import Delegation
from qiantou.core.gate import ACCOUNTABILITY
from qiantou.core.meeting import MEETINGS, Meeting
from qiantou.core.meeting_check import holders
from qiantou.core.register import DELEGATIONS
from qiantou.readmodel.models import MatterRow

MINUTES = 10  # [default] how long a password given counts for what is signed after it
KEY = "password_given"
FIELD = "confirming_password"
KEPT = "kept-file."
MOST_KEPT = 14 * 1024 * 1024  # bytes of files that wait in the page; larger ones are chosen again
RULINGS = ("rule", "assign", "pass-up", "lift")
ANSWERS = ("accept", "reserve")
SIGNATURE = "signature"

Answer = Callable[[HttpRequest], HttpResponse]
Named = Mapping[str, str]


def given_now(request: HttpRequest) -> None:
    """The person of this session has just shown to know the password."""
    request.session[KEY] = timezone.now().isoformat()


def is_fresh(request: HttpRequest) -> bool:
    """Whether the password was given in this session within MINUTES."""
    said = request.session.get(KEY, "")
    return bool(said) and timezone.now() - datetime.fromisoformat(said) < timedelta(minutes=MINUTES)


def _move(request: HttpRequest, named: Named) -> bool:
    """A ruling of the reader's own; an answer of its own that is a signature."""
    code = named["code"]
    if code not in (*RULINGS, *ANSWERS) or not _is_own(request):
        return False
    row = matter_for(_account(request), named["ref"])
    return code in RULINGS or row.kind in (SIGNATURE, ACCOUNTABILITY)


def _is_own(request: HttpRequest) -> bool:
    """Whether the form is sent for a desk of the reader, and not recorded for another."""
    seen = standing(_account(request))
    desk = request.POST.get("desk", "")
    return desk in seen.desks or any(desk == one.post for one in seen.lent)


def _bulk(request: HttpRequest, _named: Named) -> bool:
    """Several answers at once, of which one is a signature; before they are confirmed they are only shown."""
    if not request.POST.get("confirm"):
        return False
    chosen = readable((pick.partition(":")[0] for pick in request.POST.getlist("pick")), standing(_account(request)))
    return bool(chosen) and MatterRow.objects.filter(stream__in=sorted(chosen), kind=SIGNATURE).exists()


def _answer(request: HttpRequest, named: Named) -> bool:
    """An answer to a case, unless only what would follow is asked."""
    matter_for(business(_account(request)), named["ref"])
    return "look" not in request.POST


def _minutes(request: HttpRequest, named: Named) -> bool:
    """The minutes of a meeting carry the chair's rulings, where the chair enters them itself."""
    seen, force = standing(business(_account(request))), register_for(_account(request)).at(shell.now())
    if not REF.fullmatch(named["ref"]):
        raise Http404
    told = (one for key, one in force.section(MEETINGS).items() if key.startswith(f"e:{named['ref']}"))
    chairs = [one.chair for one in told if isinstance(one, Meeting)]
    if not any({*holders(chair, force)} & {*seen.desks} for chair in chairs):
        raise Http404
    return any(desk.startswith("p:") for desk in seen.desks)


def _delegation(request: HttpRequest, _named: Named) -> bool:
    """A post's own; what its office enters stands on a paper."""
    return request.POST.get("post", "") in standing(_account(request)).desks


def _over(request: HttpRequest, named: Named) -> bool:
    """By the post, its deputy, or who works for the post; one that ended too, so that a form sent again has its
    answer."""
    account = business(_account(request))
    seen, instant = standing(account), shell.now()
    told = register_for(account).histories(DELEGATIONS, instant).get(f"b:{named['key']}", ())
    held = (one.value for one in told if isinstance(one.value, Delegation))
    if not any({one.post, one.deputy} & {*seen.posts, *seen.offices} for one in held):
        raise Http404
    return True


def _joint(request: HttpRequest, named: Named) -> bool:
    joint_for(business(_account(request)), named["ref"])
    return True


def _exemption(request: HttpRequest, named: Named) -> bool:
    matter_for(business(_account(request)), named["name"])
    return True


def _lookup(request: HttpRequest, _named: Named) -> bool:
    """A discipline body's look-up, entered in one of its posts."""
    if body_of(business(_account(request))) is None:
        raise Http404
    return True


def _always(_request: HttpRequest, _named: Named) -> bool:
    return True


def _account(request: HttpRequest) -> Account:
    return cast(Account, request.user)


SIGNED: Mapping[str, Callable[[HttpRequest, Named], bool]] = {
    "move": _move, "bulk-preview": _bulk, "decide-answer": _answer, "mandate-issue": _joint, "mandate-change": _joint,
    "mandate-say": _joint, "delegate": _delegation, "delegation-over": _over, "meeting-minutes": _minutes,
    "options-choose": _joint, "review-put-out": _joint, "delay": _joint,
    "review-amend": _joint, "tokens": _always, "lookups": _lookup, "exemption-decide": _exemption,
}  # fmt: skip
"""The addresses that what is signed is sent to, and whether this is it. Raises Http404 to whom the page itself is not
shown: nobody is asked for a password at what is not there."""


class Confirming:
    """Stands behind the sign-in and the check of forms, before the view."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Answer, _arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        asks = SIGNED.get(match.view_name) if match is not None and request.method == "POST" else None
        if asks is None or not isinstance(request.user, Account):
            return None
        typed = request.POST.get(FIELD)
        if not asks(request, named) and typed is None:
            return None
        if typed is None and is_fresh(request):
            return None
        form = ConfirmPassword({FIELD: typed} if typed is not None else None)
        if form.is_bound and form.is_valid():
            found = authenticate(request, login=request.user.login, password=form.cleaned_data[FIELD])
            if found is not None and found.pk == request.user.pk:
                given_now(request)
                _go_on(request)
                return None
            if not getattr(request, "axes_locked_out", False):
                note("refused", account=request.user.id)
            form.add_error(FIELD, form.wrong)
        return render(
            request, "access/confirm.html", {"form": form, "minutes": MINUTES, **_waiting(request)}, status=422
        )


def _waiting(request: HttpRequest) -> dict[str, Any]:
    """What was sent, as hidden fields; a file as its name and its bytes."""
    apart = (FIELD, "csrfmiddlewaretoken")
    fields = [(name, value) for name, values in request.POST.lists() if name not in apart for value in values]
    files = [(name, one) for name, ones in request.FILES.lists() for one in ones]
    is_kept = sum(one.size or 0 for _name, one in files) <= MOST_KEPT
    if is_kept:
        fields += [(f"{KEPT}{name}", f"{one.name}|{base64.b64encode(one.read()).decode()}") for name, one in files]
    return {"sent": fields, "action": request.get_full_path(), "is_dropped": not is_kept}


def _go_on(request: HttpRequest) -> None:
    """What waited stands in the request as it was sent first."""
    taken, files = QueryDict(mutable=True), request.FILES.copy()
    for name, values in request.POST.lists():
        if name.startswith(KEPT):
            files.setlist(name.removeprefix(KEPT), [_file(value) for value in values])
        elif name != FIELD:
            taken.setlist(name, values)
    request.POST = taken  # type: ignore[assignment]
    request._files = files  # type: ignore[attr-defined]


def _file(kept: str) -> SimpleUploadedFile:
    """The file again. What a browser made of it meanwhile is read as what it is: no file."""
    name, _bar, body = kept.partition("|")
    try:
        content = base64.b64decode(body, validate=True)
    except binascii.Error:
        content = b""
    return SimpleUploadedFile(name or "file", content)
