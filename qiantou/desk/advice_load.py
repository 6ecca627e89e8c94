"""Even load 忙闲不均: what is asked, how far the search is, its answer, and taking it over into the draft."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiantou.access.guards import actor
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import Asked, execute_all, sent_before
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.plan import LINES, Line
from qiantou.core.register import Listed
from qiantou.desk import advice_load_page as page
from qiantou.desk.addresses import joint_url
from qiantou.desk.advice_lead import days_of
from qiantou.desk.advice_load_form import LoadForm, asked_of, units_of
from qiantou.desk.advice_runs import begin, has_died, is_over
from qiantou.desk.frame import directory
from qiantou.desk.joint_nav import tabs
from qiantou.desk.models import LoadRun, Reckoning
from qiantou.desk.option_forms import Once
from qiantou.desk.plan_sheet import Plan, draft_for, names_in, plan_for
from qiantou.desk.signing import tell
from qiantou.insight.load import SECONDS


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest, ref: str) -> HttpResponse:
    """What the search may do, typed by those who draft; whoever takes part sees the last answer."""
    found = draft_for(request, ref) if request.method == "POST" else plan_for(request, ref)
    typed = Reckoning.objects.filter(joint=found.joint).first()
    names = directory(request)
    form = LoadForm(request.POST if request.method == "POST" else None)
    form.offer(found, names, typed.capacities if typed else {})
    if request.method == "POST" and form.is_valid():
        capacities = form.capacities
        Reckoning.objects.update_or_create(
            joint=found.joint, defaults={"capacities": capacities, "changed": shell.now()}
        )
        asked = asked_of(found, form)
        run = begin(found.joint, found.version, asked, seconds=SECONDS)
        return redirect("advice-run", ref, run.id)
    last = LoadRun.objects.filter(joint=found.joint, found__isnull=False).order_by("-begun").first()
    context = _head(found, ref) | {
        "form": form if found.drafter else None,
        "caps": form.capacity_fields if found.drafter else [],
        "others": form.other_fields if found.drafter else [],
        "facts": page.facts(found),
        "last": {"url": reverse("advice-run", args=[ref, last.id]), "at": last.begun} if last else None,
    }
    return render(request, "desk/advice/load.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def progress(request: HttpRequest, ref: str, run: str) -> HttpResponse:
    """How far it is; its answer, once there is one. htmx asks for the part alone."""
    found = plan_for(request, ref)
    one = _run(found, run)
    now = shell.now()
    job = page.job(one, ref, died=has_died(one, now), may_stop=found.drafter is not None)
    if request.headers.get("HX-Request") and not is_over(one, now):
        return render(request, "desk/advice/progress.html", {"job": job})
    return _answer(request, found, ref, one, job)


def _answer(
    request: HttpRequest, found: Plan, ref: str, run: LoadRun, job: dict[str, Any], *, refused: Once | None = None
) -> HttpResponse:
    names = directory(request)
    told = page.answer(run, found, names) if run.found is not None else None
    stale = run.plan != found.version
    takes = bool(told and told["moved"]["rows"]) and found.drafter is not None and not stale
    context = _head(found, ref) | {
        "job": job,
        "told": told,
        "failed": page.failure(run, names),
        "stale": stale,
        "take": refused or (Once() if takes else None),
        "take_url": reverse("advice-take", args=[ref, run.id]),
    }
    answer = render(request, "desk/advice/run.html", context, status=422 if refused else 200)
    if request.headers.get("HX-Request"):
        answer["HX-Refresh"] = "true"  # the answer is a page of its own, no part of the one that waited
    return answer


@login_required
@require_POST
def cancel(request: HttpRequest, ref: str, run: str) -> HttpResponse:
    """Stop the search; the best found so far is the answer."""
    found = draft_for(request, ref)
    one = _run(found, run)
    LoadRun.objects.filter(pk=one.pk).update(cancelled=True)
    return redirect("advice-run", ref, one.id)


@login_required
@require_POST
def take(request: HttpRequest, ref: str, run: str) -> HttpResponse:
    """Write the changes into the draft of the plan; refused if it got an entry since the search was asked."""
    found = draft_for(request, ref)
    one = _run(found, run)
    if one.found is None:
        raise Http404
    form = Once(request.POST)
    if form.is_valid():
        try:
            by = actor(cast(Account, request.user), cast(Desk, found.drafter))
            sent = Asked(form.cleaned_data["command_id"], ("take", str(one.id)))
            receipt = sent_before(by, sent) or execute_all(
                (), by=by, command_id=sent, listings=changes(found, one), seen={found.joint: one.plan}
            )
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, receipt)
            messages.info(request, _("The plan's draft has the changes. Nobody has signed them yet."))
            return redirect("plan", ref)
    form.data = {"command_id": uuid4().hex}
    job = page.job(one, ref, died=False)
    return _answer(request, found, ref, one, job, refused=form)


def changes(found: Plan, run: LoadRun) -> list[Listed]:
    """The lines as the answer has them: the first unit keeps the name, each further one gets a line of its own.

    Effort and weight are shared equally, the rest of the weight with the first. A duty the new unit does not have is
    no longer cited.
    """
    fresh = names_in(found.entries)
    ahead = 0
    told: list[Listed] = []
    for moved in (run.found or {})["moved"]:
        line, units = found.lines.get(moved["line"]), [Desk(unit) for unit in moved["after"]]
        if line is None or not units:
            continue
        for number, unit in enumerate(units):
            name = moved["line"] if number == 0 else fresh.line(ahead)
            ahead += number > 0
            value = _carried(line, unit, found, (number, len(units)))
            told.append(Listed(LINES, f"{found.joint}/{name}", value, found.force.day))
    return told


def _carried(line: Line, unit: Desk, found: Plan, part: tuple[int, int]) -> Line:
    number, of = part
    days, weight = days_of(line.effort), line.weight
    if of > 1:
        share, rest = divmod(weight or 0, of)
        weight = None if weight is None else share + (rest if number == 0 else 0)
    effort = line.effort if of == 1 or days is None else page.decimal(Fraction(days, of))
    duty = line.duty if line.duty in found.force.duties(unit) else ""
    competent = line.competent if line.competent != unit else None
    off_list = line.off_list if unit == line.unit else ""
    return replace(line, unit=unit, effort=effort, weight=weight, duty=duty, competent=competent, off_list=off_list)


def _run(found: Plan, run: str) -> LoadRun:
    """A search about this joint work. Raises Http404."""
    one = LoadRun.objects.filter(pk=run, joint=found.joint).first()
    if one is None:
        raise Http404
    return one


def _head(found: Plan, ref: str) -> dict[str, Any]:
    return {
        "work": found.work, "ref": ref, "tabs": tabs(found.joint, "advice"), "joint_url": joint_url(found.joint),
        "title": found.work.title or _("(the words were erased)"), "units": len(units_of(found)),
    }  # fmt: skip
