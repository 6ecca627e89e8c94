"""The charter 立项书 of a joint work: its page, changing it, saying that it is met, and closing the work."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiantou.access.guards import actor, joint_for, register_for, standing, visible_joints
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import Receipt
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.register import PAPERS, InForce
from qiantou.core.sunset import stands
from qiantou.core.undertaking import Charter, Paper
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.addresses import ref as ref_of
from qiantou.desk.bodies import alarms_of, bodies, report_of, told
from qiantou.desk.charter_forms import Draft, End, Met, Sent, initial_of, measure_rows
from qiantou.desk.charter_page import adds_burden, desks_of, history, is_body, measures_table, shown
from qiantou.desk.charter_read import Change, Stage, chartering_desk, enter, positions, stage_of, stages
from qiantou.desk.frame import directory, names_for, offered_names
from qiantou.desk.incoming_page import seen_by
from qiantou.desk.joint_nav import tabs
from qiantou.desk.seconding import days_today, desks_in, lent_to, may_lend, table
from qiantou.desk.seconding_forms import Lend
from qiantou.readmodel.models import JointRow, MatterRow


@login_required
@require_safe
def charter(request: HttpRequest, ref: str) -> HttpResponse:
    """The charter in force, its history, and what those who answer for it may do."""
    return page(request, joint_for(cast(Account, request.user), ref))


def page(request: HttpRequest, work: JointRow, *, bound: Sent | None = None, status: int = 200) -> HttpResponse:
    """`bound`: a form of this page that was refused, shown with what was typed."""
    account = cast(Account, request.user)
    stage, found = stage_of(work.stream)
    force = register_for(account).at(shell.now())
    lent = lent_to(work.stream) if is_body(stage.charter) else []
    names = names_for(request, [*desks_of(found), *desks_in(lent)])
    desk = chartering_desk(account, stage.charter)
    context = {
        "work": work, "ref": ref_of(work.stream), "tabs": tabs(work.stream, "charter"), "stage": stage,
        "charter": stage.charter, "parts": shown(stage, names), "measures": measures_table(stage.charter, names),
        "burden": adds_burden(stage.charter), "history": history(found, names, positions(found)),
        "may": desk is not None and stage.charter.ended is None, "now": shell.now(),
        "paper_url": _paper_url(account, stage.charter), **_forms(stage, bound, force),
    }  # fmt: skip
    if is_body(stage.charter):
        context |= _group(account, work, stage, force)
        context["lent"] = table(lent, stage.charter, force, names)
        context["may_lend"] = may_lend(account, stage.charter)
        context["desk_names"] = _offered(account, directory(request)) if context["may_lend"] else []
    return render(request, "desk/charters/charter.html", context, status=status)


def _group(account: Account, work: JointRow, stage: Stage, force: InForce) -> dict[str, Any]:
    """What the page shows of a working or leading group besides."""
    found = bodies(force)
    ringing = alarms_of(work.stream, found, force)
    others = [one for alarm in ringing for one in cast(tuple[str, ...], alarm.facts.get("joints", ()))]
    titles = dict(visible_joints(account).filter(stream__in=others).values_list("stream", "title")) if others else {}
    asked = MatterRow.objects.filter(stream=report_of(work.stream, force.day.year)).first()
    return {
        "is_body": True, "alarms": told(ringing, titles, work.stream), "lent_days": days_today(work.stream, force),
        "report_url": matter_url(asked.stream) if asked else "",
        "asks_report": stands(stage.charter) and asked is None and asks_report(account, stage.charter) is not None,
        "command_id": uuid4().hex,
    }  # fmt: skip


def asks_report(account: Account, charter: Charter) -> Desk | None:
    """The reader's desk that may ask the lead for the yearly report: sponsor, issuer or keeper, not the lead itself."""
    mine = standing(account).desks
    asking = (charter.sponsor, charter.issuer, charter.keeper)
    return next((desk for desk in asking if desk is not None and desk in mine and desk != charter.lead), None)


def _paper_url(account: Account, charter: Charter) -> str:
    """The page of the incoming paper the charter was drawn up from, for those with a part in it."""
    known = register_for(account).at(shell.now()).section(PAPERS).get(charter.paper)
    if not isinstance(known, Paper) or not seen_by(known, standing(account).sight):
        return ""
    return reverse("paper", args=[charter.paper.removeprefix("r:")])


def _forms(stage: Stage, bound: Sent | None, force: InForce) -> dict[str, Any]:
    initial = {"command_id": uuid4().hex, "seen": stage.version, "since": force.day, "met": force.day}
    made = {"met_form": Met, "end_form": End, "lend_form": Lend}
    return {
        name: bound if isinstance(bound, form) else form(initial=initial, label_suffix="", auto_id=f"{name}_%s")
        for name, form in made.items()
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change the charter. A form made for an older version is refused, and nothing typed is lost."""
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    stage, found = stage_of(work.stream)
    desk = chartering_desk(account, stage.charter)
    if desk is None or stage.charter.ended is not None:
        raise Http404
    names = directory(request)
    form, rows = draft_forms(request, stage, names)
    form.stands()
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        base = seen_stage(found, form.cleaned_data["seen"])
        changed = form.applied(base.charter if base else stage.charter, rows.measures())
        said = form.cleaned_data
        change = Change(Stream(work.stream), changed, said["title"], said["paper_no"], said["seen"])
        try:
            receipt = enter(change, by=actor(account, desk), command_id=said["command_id"], account=account)
        except Rejected as refusal:
            refused(form, refusal, work.stream)
        else:
            tell(request, _("The charter is changed."), receipt)
            return redirect(reverse("charter", args=[ref]))
    context = {
        "work": work, "ref": ref, "tabs": tabs(work.stream, "charter"), "form": form, "rows": rows,
        "desk_names": _offered(account, names), "heading": _("Change the charter"),
        "back_url": reverse("charter", args=[ref]),
    }  # fmt: skip
    return render(request, "desk/charters/edit.html", context, status=422 if form.is_bound else 200)


def draft_forms(request: HttpRequest, stage: Stage, names: dict[str, str]) -> tuple[Draft, Any]:
    """The form and its rows of measures, from what was sent or from the charter."""
    homes = standing(cast(Account, request.user)).homes
    data = request.POST if request.method == "POST" else None
    initial = initial_of(stage.charter, stage.title, stage.paper, names)
    form = Draft(data, initial={**initial, "command_id": uuid4().hex, "seen": stage.version}, label_suffix="")
    form.knows(homes)
    return form, measure_rows(data, stage.charter.measures, names, homes)


def seen_stage(found: list[Stage], version: int) -> Stage | None:
    return next((stage for stage in found if stage.version == version), None)


def refused(form: Sent, refusal: Rejected, joint: str) -> None:
    """The sentence at the form; after "moved-on" the form speaks of the version that now stands, as typed."""
    form.add_error(None, sentence_for(refusal))
    if refusal.code == "moved-on":
        form.data = {**form.data.dict(), "seen": str(stages(joint)[-1].version), "command_id": uuid4().hex}  # type: ignore[attr-defined]


def tell(request: HttpRequest, words: str, receipt: Receipt | None) -> None:
    if receipt is None or receipt.position is None:
        messages.success(request, words)
        return
    link = receipt_url(receipt.position)
    messages.success(request, format_html('{} <a href="{}">{}</a>', words, link, _("Receipt")))


def _offered(account: Account, names: dict[str, str]) -> list[str]:
    return offered_names(names, standing(account), register_for(account).at(shell.now()))


@login_required
@require_POST
def met(request: HttpRequest, ref: str) -> HttpResponse:
    """The end condition is met: said by the lead, the issuer or the sponsor."""
    form = Met(request.POST, label_suffix="", auto_id="met_form_%s")
    return _say(request, ref, form, lambda charter, said: replace(charter, met=said["met"]))


@login_required
@require_POST
def end(request: HttpRequest, ref: str) -> HttpResponse:
    """Close the joint work, with the reason; what is open in it stays with whoever holds it."""
    form = End(request.POST, label_suffix="", auto_id="end_form_%s")
    today = register_for(cast(Account, request.user)).at(shell.now()).day
    return _say(request, ref, form, lambda charter, said: replace(charter, ended=today, ending=said["ending"]))


def _say(request: HttpRequest, ref: str, form: Met | End, says: Any) -> HttpResponse:
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    stage, found = stage_of(work.stream)
    desk = _speaker(account, stage.charter, form)
    if form.is_valid():
        said = form.cleaned_data
        base = seen_stage(found, said["seen"]) or stage
        change = Change(Stream(work.stream), says(base.charter, said), base.title, base.paper, said["seen"])
        try:
            receipt = enter(change, by=actor(account, desk), command_id=said["command_id"], account=account)
        except Rejected as refusal:
            refused(form, refusal, work.stream)
        else:
            tell(request, _("It is entered in the charter."), receipt)
            return redirect(reverse("charter", args=[ref]))
    return page(request, work, bound=form, status=422)


def _speaker(account: Account, charter: Charter, form: Sent) -> Desk:
    """The reader's desk that says it, one that may if there is one. Raises Http404 for who has no say here."""
    mine = standing(account).desks
    answering = [desk for desk in (charter.lead, charter.issuer, charter.sponsor) if desk in mine]
    desk = answering[0] if answering and isinstance(form, Met) else chartering_desk(account, charter)
    if desk is None:
        raise Http404
    return desk


urlpatterns = [
    path("", include("qiantou.desk.beginning")),
    path("j/<str:ref>/charter/", charter, name="charter"),
    path("j/<str:ref>/charter/edit/", edit, name="charter-edit"),
    path("j/<str:ref>/charter/met/", met, name="charter-met"),
    path("j/<str:ref>/charter/end/", end, name="charter-end"),
]
