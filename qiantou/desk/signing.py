"""Signature 签批: what stands before anybody signs, who has signed what, putting the plan out, and its launch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import Standing, actor, joint_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.execute import Receipt, execute_all
from qiantou.acts.letters import purpose_now, send_signatures
from qiantou.acts.open_plan import open_plan, unsigned
from qiantou.core.kernel import Actor, Rejected, Stream
from qiantou.core.plan import SHARES, Purpose, Shares
from qiantou.core.plan_diff import signed_versions
from qiantou.core.register import Listed
from qiantou.core.worktime import Calendar
from qiantou.desk import labels
from qiantou.desk.addresses import joint_url, matter_url, receipt_url, ref
from qiantou.desk.advice_parity import above_of
from qiantou.desk.drafted import Plan, plan_of
from qiantou.desk.frame import names_for
from qiantou.desk.gaps import gaps_of, sentence
from qiantou.desk.joint_nav import tabs
from qiantou.desk.letter_status import status_of
from qiantou.desk.stands import desks_in, stands
from qiantou.readmodel.models import JointRow, MatterRow
from qiantou.readmodel.opinions import Letter, latest, letters_of


class Once(forms.Form):
    """A button pressed once: the command's own id."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)


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

    def act(by: Actor, said: Mapping[str, Any]) -> Receipt | None:
        joint, now = Stream(work.stream), shell.now()
        plan = plan_of(joint)
        gaps = gaps_of(plan, registers.current().at(now), now)
        shown = (*(gap.code for gap in gaps), *(code for code, _sentence in above_of(plan)))
        return send_signatures(
            joint, purpose=purpose_now(joint), by=by, command_id=said["command_id"], gaps_shown=shown
        )

    return _done(request, work, Once(request.POST), act)


@login_required
@require_POST
def share(request: HttpRequest, ref: str) -> HttpResponse:
    """Set the shares of the credit; they are fixed with the signatures that follow."""
    work = joint_for(cast(Account, request.user), ref)

    def act(by: Actor, said: Mapping[str, Any]) -> Receipt | None:
        today = registers.current().at(shell.now()).day
        value = Shares(said["coordination"], said["reserve"])
        listed = Listed(SHARES, f"{work.stream}/shares", value, today)
        return execute_all((), by=by, command_id=said["command_id"], listings=[listed])

    return _done(request, work, ShareForm(request.POST), act)


@login_required
@require_POST
def launch(request: HttpRequest, ref: str) -> HttpResponse:
    """Open every matter of the signed plan; pressed again it answers with the same receipt."""
    work = joint_for(cast(Account, request.user), ref)

    def act(by: Actor, said: Mapping[str, Any]) -> Receipt | None:
        return open_plan(Stream(work.stream), by=by, command_id=said["command_id"])

    return _done(request, work, Once(request.POST), act)


def _done(request: HttpRequest, work: JointRow, form: Once, act: Any) -> HttpResponse:
    """Carry out what the lead pressed: a receipt on the page, or the refusal above the form."""
    if form.is_valid():
        try:
            receipt = act(actor(cast(Account, request.user), work.lead), form.cleaned_data)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
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
    names = names_for(request, {work.lead, *desks_in(letters, plan)})
    now = shell.now()
    force = registers.current().at(now)
    signatures = [one for one in latest(letters) if one.matter.kind == "signature"]
    is_lead = work.lead in seen.desks
    context = {
        "work": work,
        "ref": ref(work.stream),
        "tabs": tabs(work.stream, "signing"),
        "joint_url": joint_url(work.stream),
        "title": work.title or _("(the words were erased)"),
        "stands": stands(letters, plan, names),
        "findings": [sentence(gap, names, plan) for gap in gaps_of(plan, force, now)]
        + [said for _code, said in above_of(plan)],
        "signatures": signatures_table(signatures, force.calendar, names),
        "own": own_requests(signatures, seen),
        "send": _form(Once, refused) if is_lead and _may_send(signatures, plan) else None,
        "again": is_lead and _was_signed(plan) and purpose_now(Stream(work.stream)) is Purpose.AMENDMENT,
        "launch": _form(Once, None) if is_lead and is_signed(work, plan, letters) else None,
        "launch_url": reverse("signing-launch", args=[ref(work.stream)]),
        "launched": MatterRow.objects.filter(joint=work.stream, line__gt="", beside=False).count(),
        "shares": _share_form(plan, refused) if is_lead and not _is_out(signatures) else None,
        "send_url": reverse("signing-send", args=[ref(work.stream)]),
        "share_url": reverse("signing-shares", args=[ref(work.stream)]),
        "no_plan": not plan.now,
    }
    return render(request, "desk/signing/signing.html", context, status=status)


def _form(kind: type[Once], refused: Once | None) -> Once:
    return refused if type(refused) is kind else kind(initial={"command_id": uuid4().hex}, auto_id="send_%s")


def _share_form(plan: Plan, refused: Once | None) -> Once:
    if isinstance(refused, ShareForm):
        return refused
    told = {"coordination": plan.shares.coordination, "reserve": plan.shares.reserve}
    return ShareForm(initial={"command_id": uuid4().hex, **told}, auto_id="share_%s")


def _was_signed(plan: Plan) -> bool:
    return any(version.purpose is not Purpose.CONSULTATION for version, _entry in plan.versions)


def is_signed(work: JointRow, plan: Plan, letters: Sequence[Letter]) -> bool:
    """Whether everybody whose signature the plan needs has given it."""
    history = signed_versions(plan.entries)
    force = registers.current().at(shell.now())
    charter = force.charter(Stream(work.stream))
    return bool(history) and charter is not None and not unsigned(history, letters, charter, force)


def _is_out(signatures: Sequence[Letter]) -> bool:
    return any(one.matter.is_open for one in signatures)


def _may_send(signatures: Sequence[Letter], plan: Plan) -> bool:
    return bool(plan.now) and not _is_out(signatures)


def own_requests(signatures: Sequence[Letter], seen: Standing) -> list[dict[str, str]]:
    """The reader's own open requests to sign, each with the way to its page."""
    return [
        {"url": matter_url(one.row.stream, "accept"), "label": labels.move("accept", kind="signature"),
         "what": "、".join(one.lines) or _("the whole plan")}
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
            {"text": "、".join(one.lines) or _("the whole plan"), "label": _("What")},
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
