"""Signature 签批: what stands before anybody signs, who has signed what, putting the plan out, and its launch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import Standing, actor, joint_for, standing
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.acts.execute import Receipt, execute_all
from qiantou.acts.letters import purpose_now, send_signatures
from qiantou.acts.open_plan import open_plan
from qiantou.core.kernel import Actor, Rejected, Stream
from qiantou.core.plan import SHARES, Purpose, Shares
from qiantou.core.register import Listed
from qiantou.core.worktime import Calendar
from qiantou.desk import labels
from qiantou.desk.addresses import joint_url, matter_url, receipt_url, ref
from qiantou.desk.advice_parity import findings
from qiantou.desk.drafted import Plan, plan_of
from qiantou.desk.frame import names_for
from qiantou.desk.joint_nav import tabs
from qiantou.desk.launching import stage_of
from qiantou.desk.letter_status import status_of
from qiantou.desk.putting_out import Once, PutOut, of_line
from qiantou.desk.stands import desks_in, stands
from qiantou.desk.templatetags.dates import listed
from qiantou.readmodel.models import JointRow, MatterRow
from qiantou.readmodel.opinions import Letter, latest, letters_of

Act = Callable[[Actor, str], Receipt | None]
"""Carries out what was pressed, under the command's id."""


class ShareForm(Once):
    """What is set aside of the credit before weights, in percent."""

    coordination = forms.IntegerField(label=gettext_lazy("Coordination, for the lead (%)"), min_value=0, max_value=100)
    reserve = forms.IntegerField(label=gettext_lazy("Reserve, for help given (%)"), min_value=0, max_value=100)


@login_required
@require_safe
def signing(request: HttpRequest, ref: str) -> HttpResponse:
    return _page(request, joint_for(cast(Account, request.user), ref))


@login_required
@require_POST
def send(request: HttpRequest, ref: str) -> HttpResponse:
    """Put the plan out for signature; once it was signed, what changed since, to those it touches."""
    work = joint_for(cast(Account, request.user), ref)
    joint, form = Stream(work.stream), PutOut(request.POST)

    def act(by: Actor, command_id: str) -> Receipt | None:
        form.may_put_out(plan_of(joint))
        purpose, shown = putting_out(joint)
        return send_signatures(joint, purpose=purpose, by=by, command_id=command_id, gaps_shown=shown)

    return _done(request, work, form, act)


def putting_out(joint: Stream) -> tuple[Purpose, tuple[str, ...]]:
    """What the plan would be put out as, and the codes of what stands on its page before anybody signs."""
    shown = (*(code for code, _sentence in findings(plan_of(joint))), *_running(letters_of(joint, "consultation")))
    return purpose_now(joint), shown


def _running(letters: Sequence[Letter]) -> list[str]:
    """What stood on the page of the letters that putting the plan out ends: code and unit of each."""
    return [f"letter-open:{one.matter.doer}" for one in letters if one.matter.is_open]


@login_required
@require_POST
def share(request: HttpRequest, ref: str) -> HttpResponse:
    """Set the shares of the credit; they are fixed with the signatures that follow."""
    work = joint_for(cast(Account, request.user), ref)
    form = ShareForm(request.POST)

    def act(by: Actor, command_id: str) -> Receipt | None:
        today = registers.current().at(shell.now()).day
        value = Shares(form.cleaned_data["coordination"], form.cleaned_data["reserve"])
        listed = Listed(SHARES, f"{work.stream}/shares", value, today)
        return execute_all((), by=by, command_id=command_id, listings=[listed])

    return _done(request, work, form, act)


@login_required
@require_POST
def launch(request: HttpRequest, ref: str) -> HttpResponse:
    """Open every matter of the signed plan; pressed again it answers with the same receipt."""
    work = joint_for(cast(Account, request.user), ref)

    def act(by: Actor, command_id: str) -> Receipt | None:
        return open_plan(Stream(work.stream), by=by, command_id=command_id)

    return _done(request, work, Once(request.POST), act)


def _done(request: HttpRequest, work: JointRow, form: Once, act: Act) -> HttpResponse:
    """Carry out what the lead pressed: a receipt on the page, or the refusal above what it concerns."""
    if form.is_valid():
        try:
            receipt = act(actor(cast(Account, request.user), work.lead), form.cleaned_data["command_id"])
        except Rejected as refusal:
            form.add_error(None, of_line(refusal))
            if isinstance(form, PutOut):
                form.anew(plan_of(work.stream))
        else:
            tell(request, receipt)
            return redirect("signing", ref(work.stream))
    return _page(request, work, refused=form, status=422)


def tell(request: HttpRequest, receipt: Receipt | None) -> None:
    """Where the record has what was done."""
    if receipt is not None and receipt.position is not None:
        told = _("Done; recorded from entry %(position)s on.") % {"position": receipt.position}
        link = format_html('{} <a href="{}">{}</a>', told, receipt_url(receipt.position), _("Receipt"))
        messages.success(request, link)


def _page(request: HttpRequest, work: JointRow, *, refused: Once | None = None, status: int = 200) -> HttpResponse:
    seen = standing(cast(Account, request.user))
    letters = letters_of(Stream(work.stream))
    plan = plan_of(work.stream)
    force = registers.current().at(shell.now())
    charter = force.charter(Stream(work.stream))
    names = names_for(request, {work.lead, charter.sponsor if charter else None, *desks_in(letters, plan)})
    signatures = [one for one in latest(letters) if one.matter.kind == "signature"]
    rows = MatterRow.objects.filter(joint=work.stream, line__gt="", beside=False)
    stage = stage_of(plan.entries, letters, rows, charter, force) if charter is not None else None
    is_lead = work.lead in seen.desks
    told = {
        "work": work,
        "ref": ref(work.stream),
        "tabs": tabs(work.stream, "signing"),
        "joint_url": joint_url(work.stream),
        "title": work.title or _("(the words were erased)"),
        "refused": refused.non_field_errors() if refused is not None and not isinstance(refused, ShareForm) else (),
        "stands": stands(letters, plan, names, force),
        "findings": [said for _code, said in findings(plan, names)],
        "signatures": signatures_table(signatures, force.calendar, names),
        "own": own_requests(signatures, seen),
        "launch": stage.told(names) if stage is not None else None,
        "no_plan": not plan.now,
    }
    context = told | (_buttons(work, plan, letters, refused) if is_lead else {})
    return render(request, "desk/signing/signing.html", context, status=status)


def _buttons(work: JointRow, plan: Plan, letters: Sequence[Letter], refused: Once | None) -> dict[str, Any]:
    """What the lead alone may press."""
    is_out = any(one.matter.kind == "signature" and one.matter.is_open for one in latest(letters))
    was_signed = any(version.purpose is not Purpose.CONSULTATION for version, _entry in plan.versions)
    form = refused if isinstance(refused, PutOut) else PutOut.of(plan)
    return {
        "send": form if plan.now and not is_out else None,
        "running": any(one.matter.kind == "consultation" and one.matter.is_open for one in letters),
        "again": was_signed and not is_out and purpose_now(Stream(work.stream)) is Purpose.AMENDMENT,
        "once": Once(initial={"command_id": uuid4().hex}, auto_id="launch_%s"),
        "shares": _share_form(plan, refused) if not is_out else None,
    }


def _share_form(plan: Plan, refused: Once | None) -> Once:
    if isinstance(refused, ShareForm):
        return refused
    told = {"coordination": plan.shares.coordination, "reserve": plan.shares.reserve}
    return ShareForm(initial={"command_id": uuid4().hex, **told}, auto_id="share_%s")


def own_requests(signatures: Sequence[Letter], seen: Standing) -> list[dict[str, str]]:
    """The reader's own open requests to sign, each with the way to its page."""
    return [
        {"url": matter_url(one.row.stream, "accept"), "label": labels.move("accept", kind="signature"),
         "what": listed(one.lines) or _("the whole plan")}
        for one in signatures if one.matter.holder == one.matter.doer and one.matter.doer in seen.desks
    ]  # fmt: skip


def signatures_table(signatures: Sequence[Letter], calendar: Calendar, names: Mapping[str, str]) -> dict[str, Any]:
    """Who was asked to sign what, and how it stands."""
    columns = [
        {"label": _("Who signs")}, {"label": _("Version")}, {"label": _("What")}, {"label": _("How it stands")},
    ]  # fmt: skip
    rows = []
    for one in signatures:
        status = status_of(one, calendar, names)
        hatched = _("not yet confirmed") if one.matter.is_hatched else ""
        rows.append({"cells": [
            {"text": names.get(one.matter.doer, one.matter.doer), "url": matter_url(one.row.stream), "note": hatched},
            {"text": one.version, "label": _("Version")},
            {"text": listed(one.lines) or _("the whole plan"), "label": _("What")},
            {"text": status.word, "note": status.note, "label": _("How it stands")},
        ]})  # fmt: skip
    empty = _("Nobody has been asked to sign yet.")
    return {"label": _("Signatures"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


urlpatterns = [
    path("j/<str:ref>/signing/", signing, name="signing"),
    path("j/<str:ref>/signing/send/", send, name="signing-send"),
    path("j/<str:ref>/signing/launch/", launch, name="signing-launch"),
    path("j/<str:ref>/signing/shares/", share, name="signing-shares"),
]
