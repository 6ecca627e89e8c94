"""Mandates 授权清单 of a joint work: what is lent to its lead, by whom, over whom, until when; and lending it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import actor, joint_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.execute import Receipt, execute
from qiantou.acts.lend import Lending, lend
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.mandate import Mandate, Power, Source
from qiantou.core.moves import Basis, Offer
from qiantou.core.powers import lender
from qiantou.core.register import InForce
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.addresses import ref as ref_of
from qiantou.desk.charters import tell
from qiantou.desk.frame import named, names_for
from qiantou.desk.joint_nav import tabs
from qiantou.desk.mandate_consent import recordable
from qiantou.desk.mandate_entry import changers, enterers, found_in, issuers, letter, refused, stage_of
from qiantou.desk.mandate_forms import AskFor, Say
from qiantou.desk.mandate_page import desks_of, done_table, missing, shown
from qiantou.desk.mandate_read import Held, cited, mandates_of
from qiantou.desk.matter_page import day_of
from qiantou.desk.moving import fresh_from
from qiantou.desk.repeating import asked, before
from qiantou.readmodel.models import JointRow, MatterRow


@login_required
@require_safe
def mandates(request: HttpRequest, ref: str) -> HttpResponse:
    """The mandates as in force, or with ?asof=DAY as of the end of a past day."""
    return page(request, joint_for(cast(Account, request.user), ref))


def page(request: HttpRequest, work: JointRow, *, bound: Say | None = None, status: int = 200) -> HttpResponse:
    """`bound`: a form of this page that was refused."""
    account = cast(Account, request.user)
    asof = day_of(request.GET.get("asof", ""))
    now = shell.now()
    until = registers.current().at(now).calendar.end_of_day(asof) if asof is not None else None
    force = registers.current().at(min(now, until) if until is not None else now)
    charter = force.charter(Stream(work.stream))
    held = mandates_of(work.stream, force, until=until)
    used = cited(work.stream, until=until)
    post = lender(charter.lead, None, force) if charter else None
    names = names_for(request, {*desks_of(held), work.lead, post})
    titles = dict(MatterRow.objects.filter(stream__in={one.stream for one in used}).values_list("stream", "title"))
    mine = standing(account).desks if asof is None else ()
    context = {
        "work": work, "ref": ref_of(work.stream), "tabs": tabs(work.stream, "mandates"), "day": asof,
        "latest": registers.current().at(now).day, "now_url": reverse("mandates", args=[ref_of(work.stream)]),
        "mandates": [
            {**_with_acts(one, shown(one, names, force), mine, force, bound),
             "recordable": _recordable(one, account, force, names) if asof is None else []}
            for one in held
        ],
        "done": done_table(used, titles),
        "missing": missing(held, charter.lead, force, names) if charter else [],
        "may_ask": charter is not None and charter.lead in mine, "command_id": shell.fresh(),
        "may_issue": bool(charter and issuers(mine, charter, force)),
        "may_transcribe": bool(charter and enterers(mine, charter)),
        "lead": names.get(work.lead, work.lead),
    }  # fmt: skip
    return render(request, "desk/mandates/mandates.html", context, status=status)


def _with_acts(
    one: Held, told: dict[str, Any], mine: tuple[Desk, ...], force: InForce, bound: Say | None
) -> dict[str, Any]:
    """The mandate with what the reader may do about it: only its issuer, or a post above it, changes it."""
    if one.standing in ("ended", "passed"):
        return told
    if not any(desk == one.value.issuer or desk in force.superiors(one.value.issuer) for desk in mine):
        return told
    acts = [("resume", _("Resume")) if one.value.suspended else ("suspend", _("Suspend"))]
    acts += [("confirm", _("Confirm what was entered"))] if one.value.source is not Source.ISSUED else []
    acts.append(("end", _("End the mandate")))
    forms = [
        {"code": code, "label": label, "reason": code in ("suspend", "end"),
         "form": bound if bound is not None and (bound.data.get("act"), bound.key) == (code, one.key)
         else _say(one, code)}
        for code, label in acts
    ]  # fmt: skip
    return {**told, "acts": forms, "may_change": True}


def _recordable(one: Held, account: Account, force: InForce, names: dict[str, str]) -> list[tuple[Desk, str]]:
    """The parties whose written consent the reader may record, and their names."""
    if one.is_over:
        return []
    return [(letter.doer, names.get(letter.doer, letter.doer)) for letter, _desks in recordable(one, account, force)]


def _say(one: Held, code: str) -> Say:
    form = Say(initial={"seen": one.version, "act": code})
    form.auto_id = f"{one.key.removeprefix('g:')}_{code}_%s"
    return form


@login_required
@require_POST
def say(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """Suspend, resume, confirm or end."""
    account = cast(Account, request.user)
    if (again := before(request)) is not None:
        return _entered(request, ref, again)
    work, _charter, force = stage_of(request, ref)
    one = found_in(work, key, force)
    desks = changers(request, one, force)
    if not desks:
        raise Http404
    form = Say(request.POST)
    form.key = one.key
    form.auto_id = f"{key}_{request.POST.get('act', '')}_%s"
    if form.is_valid():
        said = form.cleaned_data
        lending = Lending(one.key, _said(one.value, said["act"]), seen=said["seen"], note=said["reason"])
        try:
            receipt = lend(lending, letter, by=actor(account, desks[0]), command_id=asked(request))
        except Rejected as refusal:
            refused(form, refusal, work.stream, one.key)
        else:
            return _entered(request, ref, receipt)
    return page(request, work, bound=form, status=422)


def _entered(request: HttpRequest, ref: str, receipt: Receipt | None) -> HttpResponse:
    tell(request, _("It is entered."), receipt)
    return redirect(reverse("mandates", args=[ref]))


def _said(value: Mandate, act: str) -> Mandate | None:
    match act:
        case "suspend" | "resume":
            return replace(value, suspended=act == "suspend")
        case "confirm":
            return replace(value, source=Source.ISSUED)
        case _:
            return None


@login_required
@require_POST
def ask_for(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask the lowest post that could lend a power to lend it: a request for one sentence, and no more."""
    account = cast(Account, request.user)
    work, charter, force = stage_of(request, ref)
    if charter.lead not in standing(account).desks:
        raise Http404
    form = AskFor(request.POST)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    post = lender(charter.lead, said["over"], force)
    if post is None:
        raise Http404
    power = labels.label(labels.POWERS, Power(said["power"]))
    over = named({said["over"]}).get(said["over"], "") if said["over"] else ""
    title = (
        _("Please lend us the power “%(power)s” over %(unit)s") if over else _("Please lend us the power “%(power)s”")
    )
    stream = fresh_from(said["command_id"])
    offer = Offer("word", charter.lead, post, title % {"power": power, "unit": over}, basis=Basis("request"),
                  joint=Stream(work.stream), cause="power")  # fmt: skip
    try:
        execute(stream, offer, by=actor(account, charter.lead), command_id=said["command_id"])
    except Rejected as refusal:
        messages.error(request, sentence_for(refusal))
        return redirect(reverse("mandates", args=[ref]))
    return redirect(matter_url(stream))


urlpatterns = [
    path("j/<str:ref>/mandates/", mandates, name="mandates"),
    path("", include("qiantou.desk.mandate_paper")),
    path("", include("qiantou.desk.mandate_entry")),
    path("", include("qiantou.desk.mandate_consent")),
    path("j/<str:ref>/mandates/ask/", ask_for, name="mandate-ask"),
    path("j/<str:ref>/mandates/<str:key>/say/", say, name="mandate-say"),
]
