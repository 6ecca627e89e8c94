"""Addresses of one matter: its page, and each move on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.validators import MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import matter_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts.execute import Receipt
from qiantou.core.kernel import Desk, Rejected
from qiantou.desk import labels, offering
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.forms import MoveForm
from qiantou.desk.matter_page import day_of, keep_paper, matter_page
from qiantou.desk.moving import WAYS, carry_out, is_repeat, mover, way_of
from qiantou.desk.situation import Situation, called, situation
from qiantou.desk.talk import sentence

AFTERWARDS = ("remark", "confirm", "contest", "reopen", "take-back")
"""Moves that a closed matter may still take."""
EARLIER = timedelta(days=366)  # [default]


@login_required
@require_safe
def matter(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /m/REF/ with ?move=CODE to unfold a move, ?for=DESK to record for it, ?asof=DAY for a past day."""
    account = cast(Account, request.user)
    row = matter_for(account, ref)
    found = situation(row, standing(account), asof=day_of(request.GET.get("asof", "")))
    return matter_page(request, found)


@login_required
@require_POST
def move(request: HttpRequest, ref: str, code: str) -> HttpResponse:
    """One move. 422 with the sentence at the form when a rule refuses it, 409 when others acted meanwhile."""
    account = cast(Account, request.user)
    row = matter_for(account, ref)
    if code not in WAYS:
        raise Http404
    found = situation(row, standing(account))
    desk = Desk(request.POST.get("desk", ""))
    is_own = desk in standing(account).desks_on(row.kind, row.joint)
    recorder = None if is_own else offering.recorder_for(found, standing(account), desk)
    form = way_of(code, found.matter).form(request.POST, matter=found.matter, code=code)
    form.files = request.FILES
    offering.fit(form, found, code, recorded=not is_own)
    if not is_own:
        _bound_said(form, row.opened)
    if not form.is_valid():
        return matter_page(request, found, bound=(code, form), status=422)
    if not is_repeat(account, form.cleaned_data["command_id"]) and form.cleaned_data["version"] != found.version:
        if not found.matter.is_open and code not in AFTERWARDS:
            return _ended(request, found, form)
        return _overtaken(request, found, code, form)
    try:
        by = mover(account, form.cleaned_data, None if is_own else recorder or desk)
        receipt = carry_out(code, form.cleaned_data, found.matter, by)
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        return matter_page(request, situation(row, standing(account)), bound=(code, form), status=422)
    if not is_own:
        keep_paper(request, row, form.cleaned_data["paper"])
    _tell(request, code, found, receipt)
    return redirect(matter_url(row.stream))


def _bound_said(form: MoveForm, opened: datetime) -> None:
    """What is recorded may have been said before the matter was entered here, but hardly more than a year before."""
    wrong = _("This is more than a year before the matter was entered here: look at the year.")
    form.fields["said"].validators.append(MinValueValidator((opened - EARLIER).date(), message=wrong))


def _ended(request: HttpRequest, found: Situation, form: MoveForm) -> HttpResponse:
    """The matter came to its end after this form was made: how, and no form any more."""
    since = [told.entry for told in found.told if told.entry.version > form.cleaned_data["version"]]
    names = called({str(entry.by.desk or "") for entry in since})
    happened = "; ".join(sentence(entry, names, found.matter.kind) for entry in since) or "–"
    told = _(
        "This matter has ended meanwhile: %(happened)s. Nothing you sent was recorded; there is nothing left to do."
    )
    messages.warning(request, told % {"happened": happened})
    return matter_page(request, found, status=409)


def _overtaken(request: HttpRequest, found: Situation, code: str, form: MoveForm) -> HttpResponse:
    """Somebody acted after this form was made: say who did what, keep what was typed, let it be sent again."""
    since = [told.entry for told in found.told if told.entry.version > form.cleaned_data["version"]]
    names = called({str(entry.by.desk or "") for entry in since})
    happened = "; ".join(sentence(entry, names, found.matter.kind) for entry in since)
    form.data = {**request.POST.dict(), "version": str(found.version)}
    told = _("Meanwhile: %(happened)s. Look at it, then send again if you still mean it.") % {"happened": happened}
    unseen = _("This form speaks of a state the matter never had. Look at it, then send again if you still mean it.")
    form.add_error(None, told if since else unseen)
    return matter_page(request, found, bound=(code, form), status=409)


def _tell(request: HttpRequest, code: str, found: Situation, receipt: Receipt | None) -> None:
    if receipt is None:
        return
    label = labels.move(code, settles=found.matter.policy.settles, kind=found.matter.kind)
    words = _("%(move)s: recorded as entry %(position)s.") % {"move": label, "position": receipt.position}
    link = receipt_url(receipt.position) if receipt.position is not None else ""
    text = format_html(
        '{} <a href="{}">{}</a> <small class="mono">{}</small>', words, link, _("Receipt"), receipt.leaf.hex()
    )
    messages.success(request, text)


urlpatterns = [
    path("m/<str:ref>/", matter, name="matter"),
    path("m/<str:ref>/move/<slug:code>/", move, name="move"),
]
