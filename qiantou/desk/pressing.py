"""What a matter's page says of disputes, supervision items and what was tried; and putting a work under supervision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import Standing, actor, business, matter_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts.execute import execute
from qiantou.core.convening import meetings
from qiantou.core.due import days_late
from qiantou.core.evolve import evolve
from qiantou.core.facts import Offered
from qiantou.core.kernel import Desk, Rejected, Stream, fold
from qiantou.core.kinds import Effect, Phase
from qiantou.core.matter import pauses
from qiantou.core.meeting import Meeting
from qiantou.core.moves import Basis, Offer
from qiantou.core.supervision import barred_by, government, offices
from qiantou.core.urgent import month_begin
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.addresses import ref as ref_of
from qiantou.desk.charters import tell
from qiantou.desk.forms import DeskField, day
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.moving import fresh_from
from qiantou.desk.situation import Situation, situation
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.desk.templatetags.dates import listed
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow

KIND = "supervision"
OVER = "over"
"""The outcome of an item that ended with its last day."""


def pressing_facts(found: Situation, names: Mapping[str, str]) -> list[dict[str, str]]:
    """For whoever reads the matter: who works on meanwhile, who approved and under which number, what was tried."""
    matter, facts = found.matter, []
    if matter.policy.effect is Effect.REASSIGN and matter.is_open:  # asked by the doer of the work, whoever that is
        facts.append({
            "label": _("The work meanwhile"), "value": names.get(matter.asker, matter.asker),
            "note": _("stays with it under reservation from the first day on"),
        })  # fmt: skip
    if matter.is_reserved:
        facts.append({
            "label": _("Under reservation"), "value": _("the duty is in dispute"),
            "note": _("the doer works on and is held to the days; no bulletin blames it for them"),
        })  # fmt: skip
    offered = found.entries[0].event
    if matter.approver is not None and isinstance(offered, Offered):
        approver = names.get(matter.approver, matter.approver)
        facts.append({"label": _("Approved by"), "value": approver, "note": offered.number})
    if matter.outcome == OVER and found.parent is not None:
        facts.append(_stood(found, found.parent))
    if (met := _meeting(found)) is not None:
        facts.append({"label": _("Coordination meeting"), "value": in_words(met.day), "note": names.get(met.chair, "")})
    if matter.attempts:
        count = len(matter.attempts)
        words = ngettext("%(count)d attempt on record", "%(count)d attempts on record", count) % {"count": count}
        last = in_words(found.force.calendar.day_of(matter.attempts[-1]))
        facts.append(
            {"label": _("Tried"), "value": words, "note": _("last on %(day)s: that is work done") % {"day": last}}
        )
    return facts


def _stood(found: Situation, parent: MatterRow) -> dict[str, str]:
    """How the pressed work stood when the item ended by rule."""
    at, calendar = found.matter.since, found.force.calendar
    told = [entry for entry in read([Stream(parent.stream)])[Stream(parent.stream)] if entry.at <= at]
    then = fold(evolve, None, told)
    assert then is not None, "an item stands beside a work"
    late = days_late(then.due, then.grants, pauses(then, calendar), calendar, at) if then.stage is Phase.UNDERWAY else 0
    note = ngettext("%(days)d working day past its day", "%(days)d working days past its day", late) % {"days": late}
    return {
        "label": _("The work, when the item ended"), "value": labels.label(labels.PHASES, then.phase.value),
        "note": note if late else "",
    }  # fmt: skip


def _meeting(found: Situation) -> Meeting | None:
    """The meeting on whose agenda the matter stands."""
    coming = (one for one in meetings(found.force).values() if one.held is None)
    return next((one for one in coming if found.matter.stream in one.matters), None)


def supervise_url(found: Situation, seen: Standing) -> str:
    """Where the reader's office puts the work under supervision; empty where it may not."""
    matter = found.matter
    plain = matter.is_open and not (matter.policy.beside or matter.policy.settles or matter.policy.supervises)
    if not plain or not set(offices(matter, found.force)) & set(seen.desks):
        return ""
    return reverse("supervise", args=[ref_of(found.row.stream)])


class Item(forms.Form):
    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("What is to be settled"), max_length=300)
    approver = DeskField(label=gettext_lazy("Leader who approves it"))
    number = forms.CharField(label=gettext_lazy("Number of the item"), max_length=60)
    due = day(gettext_lazy("Ends on"), required=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def supervise(request: HttpRequest, ref: str) -> HttpResponse:
    """Put a work under supervision: the approver decides first, then its doer is asked."""
    account = business(cast(Account, request.user))
    seen = standing(account)
    found = situation(matter_for(account, ref), seen)
    desk = next((one for one in offices(found.matter, found.force) if one in seen.desks), None)
    if desk is None or not supervise_url(found, seen):
        raise Http404
    names = directory(request)
    barred = None if request.method == "POST" else barred_by(found.matter)
    approvers = [post for post in found.force.superiors(found.matter.doer) if post != desk]
    first = names.get(approvers[0], "") if approvers else ""
    initial = {"command_id": uuid4().hex, "title": found.row.title, "approver": first}
    form = Item(request.POST or None, initial=initial, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            return _put(request, account, desk, form.cleaned_data, found)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
    context = {
        "form": form, "title": found.row.title, "url": matter_url(found.row.stream), "desk": names.get(desk, desk),
        "barred": sentence_for(barred) if barred is not None else "",
        "approvers": listed(names.get(post, post) for post in approvers), **_quota(desk, found),
        "desk_names": offered_names(names, seen, found.force),
    }  # fmt: skip
    return render(request, "desk/pressing/supervise.html", context, status=422 if form.is_bound else 200)


def _quota(desk: Desk, found: Situation) -> dict[str, Any]:
    """Of this month, all desks of the issuing government together."""
    force = found.force
    items = MatterRow.objects.filter(kind=KIND, asker__in=government(desk, force), opened__gte=month_begin(force))
    return {"used": items.count(), "most": force.policy(KIND).quota}


def _put(request: HttpRequest, account: Account, desk: Desk, said: Mapping[str, Any], found: Situation) -> HttpResponse:
    matter, stream = found.matter, fresh_from(said["command_id"])
    offer = Offer(
        KIND, desk, matter.doer, said["title"], due=said["due"], basis=Basis("approval"), joint=matter.joint,
        parent=matter.stream, beside=True, approver=said["approver"], number=said["number"],
    )  # fmt: skip
    receipt = execute(stream, offer, by=actor(account, desk), command_id=said["command_id"])
    tell(request, _("It is before the leader who approves it; its doer is asked once it is approved."), receipt)
    return redirect(matter_url(stream))


urlpatterns = [path("m/<str:ref>/supervise/", supervise, name="supervise")]
