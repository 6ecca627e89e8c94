"""Advice before signing: who should lead, parity, even load. People decide; figures stand with what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import visible_joints
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.core.kernel import Desk
from qiantou.core.led_plan import read_by_its_lead
from qiantou.core.register import PAPERS
from qiantou.core.undertaking import Paper
from qiantou.desk import advice_lead, advice_load, advice_parity, advice_tier
from qiantou.desk.addresses import joint_url
from qiantou.desk.drafted import Plan as Drafted
from qiantou.desk.frame import directory
from qiantou.desk.joint_nav import tabs
from qiantou.desk.models import Reckoning
from qiantou.desk.plan_sheet import Plan, draft_for, plan_for

YES, NO, UNKNOWN = "yes", "no", ""


class OfficeForm(forms.Form):
    """Whether the level above keeps an office for the same work."""

    office = forms.ChoiceField(
        label=gettext_lazy("Does the level above have an office for this work?"), required=False,
        widget=forms.RadioSelect,
        choices=[(YES, gettext_lazy("yes")), (NO, gettext_lazy("no")), (UNKNOWN, gettext_lazy("not known"))],
    )  # fmt: skip


@login_required
@require_safe
def advice(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /j/REF/advice/: who should lead, and parity."""
    found = plan_for(request, ref)
    typed = Reckoning.objects.filter(joint=found.joint).first()
    names = directory(request)
    lead = advice_lead.advice(
        candidates(found), found.lines, found.force, first_named=found.charter.lead,
        capacities=typed.capacities if typed else {}, joint=found.joint,
    )  # fmt: skip
    office = typed.office_above if typed else None
    entries = read_by_its_lead(found.entries, found.joint, found.force)
    weighing = advice_parity.weigh(Drafted(found.joint, entries), office=office)
    told = {None: UNKNOWN, True: YES, False: NO}[office]
    context = {
        "work": found.work,
        "ref": ref,
        "tabs": tabs(found.joint, "advice"),
        "joint_url": joint_url(found.joint),
        "title": found.work.title or _("(the words were erased)"),
        "lead": advice_lead.shown(lead, names, partial(_past_url, ref)) | _tier(request, found, names),
        "parity": advice_parity.shown(weighing, names) if weighing else None,
        "contest_url": reverse("ask") + f"?joint={found.joint}",
        "office": OfficeForm(initial={"office": told}, auto_id="office_%s") if found.drafter else None,
        "drafts": found.drafter is not None,
    }
    return render(request, "desk/advice/advice.html", context)


def _past_url(ref: str, unit: str) -> str:
    return reverse("advice-past", args=[ref, unit])


def _tier(request: HttpRequest, found: Plan, names: Mapping[str, str]) -> dict[str, Any]:
    """The form the work needs and who should decide, and the bodies that could carry it already."""
    charter, doers = found.charter, [line.unit for line in found.lines.values()]
    needed = advice_tier.proposal(charter.lead, found.lines, doers, found.force, found.joint)
    bodies = advice_tier.standing_bodies({charter.lead, *doers}, found.force, found.joint) if doers else []
    titles: dict[str, str] = {}
    if bodies:
        titles = dict(
            visible_joints(cast(Account, request.user)).filter(stream__in=bodies).values_list("stream", "title")
        )
    return {
        "tier": advice_tier.shown(needed, charter.lead, names, charter),
        "bodies": advice_tier.bodies_shown(bodies, titles),
    }


def candidates(found: Plan) -> list[Desk]:
    """The lead, whoever was proposed on the incoming paper or asked about it, and every unit with lines."""
    paper = found.force.section(PAPERS).get(found.charter.paper)
    proposed = (paper.proposed, *paper.units) if isinstance(paper, Paper) else ()
    named = (found.charter.lead, *proposed, *(line.unit for line in found.lines.values()))
    return list(dict.fromkeys(unit for unit in named if unit is not None))


@login_required
@require_POST
def office(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep what is known of an office above; an ordinary note, no entry of the record."""
    found = draft_for(request, ref)
    form = OfficeForm(request.POST)
    if form.is_valid():
        told = {YES: True, NO: False}.get(form.cleaned_data["office"])
        Reckoning.objects.update_or_create(joint=found.joint, defaults={"office_above": told, "changed": shell.now()})
        messages.success(request, _("Noted for this advice; it is no entry of the record."))
    return redirect("advice", ref)


urlpatterns = [
    path("j/<str:ref>/advice/", advice, name="advice"),
    path("j/<str:ref>/advice/office/", office, name="advice-office"),
    path("j/<str:ref>/advice/load/", advice_load.load, name="advice-load"),
    path("j/<str:ref>/advice/load/<str:run>/", advice_load.progress, name="advice-run"),
    path("j/<str:ref>/advice/load/<str:run>/cancel/", advice_load.cancel, name="advice-cancel"),
    path("j/<str:ref>/advice/load/<str:run>/take/", advice_load.take, name="advice-take"),
]
