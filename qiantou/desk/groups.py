"""Working and leading groups 专班、领导小组: all of them with what speaks for ending each; the report."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import actor, business, joint_for, register_for, visible_joints
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import execute
from qiantou.core.figures import QUIET_MONTHS, REPORT_MONTHS
from qiantou.core.kernel import Rejected, Stream
from qiantou.core.moves import Basis, Offer
from qiantou.core.sunset import YEARLY_REPORT, stands
from qiantou.core.undertaking import Charter
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.addresses import ref as ref_of
from qiantou.desk.bodies import alarms_of, bodies, report_of, told
from qiantou.desk.charter_forms import Sent
from qiantou.desk.charter_labels import TIERS
from qiantou.desk.charters import asks_report, page, tell
from qiantou.desk.frame import names_for
from qiantou.desk.templatetags.dates import day


@login_required
@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Every body the reader takes part in, with its alarms: each with the rule and its figures."""
    account = business(request.user)
    force = register_for(account).at(shell.now())
    found = bodies(force)
    works = list(visible_joints(account).filter(stream__in=list(found)).order_by("-opened"))
    titles = {work.stream: work.title for work in works}
    names = names_for(request, {work.lead for work in works})
    cards = [
        {
            "title": work.title or _("(the words were erased)"), "url": reverse("charter", args=[ref_of(work.stream)]),
            "lead": names.get(work.lead, work.lead),
            "tier": labels.label(TIERS, found[Stream(work.stream)].charter.tier.value),
            "until": _until(found[Stream(work.stream)].charter.until),
            "alarms": told(alarms_of(work.stream, found, force), titles, work.stream),
        }
        for work in works
    ]  # fmt: skip
    cards.sort(key=lambda card: -len(card["alarms"]))
    context = {"cards": cards, "months": force.number(QUIET_MONTHS), "report": force.number(REPORT_MONTHS)}
    return render(request, "desk/charters/bodies.html", context)


def _until(until: date | None) -> str:
    return day(until) if until else _("not agreed")


@login_required
@require_POST
def report(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the lead for the report of the year: a matter like any other, due on the last day of the year."""
    account = cast(Account, request.user)
    work, charter, today = _body(account, ref)
    desk = asks_report(account, charter)
    form = Sent(request.POST)
    if desk is None or not stands(charter):
        raise Http404
    if not form.is_valid():
        return page(request, work, status=422)
    title = _("Yearly report %(year)s: %(work)s") % {"year": today.year, "work": work.title}
    offer = Offer(
        "task", desk, charter.lead, title[:500], due=date(today.year, 12, 31), basis=Basis("request"),
        joint=Stream(work.stream), cause=YEARLY_REPORT,
    )  # fmt: skip
    command_id = form.cleaned_data["command_id"]
    stream = report_of(work.stream, today.year)
    try:
        receipt = execute(stream, offer, by=actor(account, desk), command_id=command_id)
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        return page(request, work, bound=form, status=422)
    tell(request, _("The lead is asked for the report of the year."), receipt)
    return redirect(matter_url(stream))


def _body(account: Account, ref: str) -> tuple[Any, Charter, date]:
    """The joint work, its charter, today. Raises Http404."""
    work = joint_for(account, ref)
    force = register_for(account).at(shell.now())
    charter = force.charter(Stream(work.stream))
    if charter is None:
        raise Http404
    return work, charter, force.day


urlpatterns = [
    path("j/bodies/", groups, name="bodies"),
    path("j/<str:ref>/charter/report/", report, name="charter-report"),
]
