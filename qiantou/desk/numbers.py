"""The numbers of papers (函件台账): taking one, the list by unit and year, the words and caps the unit's head sets."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import Standing, actor, readable, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.acts.numbering import take_number
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.numbering import AGENCIES, CAPS, Agency, Cap, Number
from qiantou.core.register import InForce, Listed
from qiantou.desk.exporting import workbook
from qiantou.desk.frame import names_for
from qiantou.desk.papers_about import wanted
from qiantou.desk.papers_forms import CapForm, Free, Take, Word
from qiantou.desk.papers_numbers import Numbers, cells, facts, numbers_of, table, unit_of_paper

YEAR = re.compile(r"[0-9]{4}")


@login_required
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """POST /numbers/take/: the next number for a paper about what the reader sees. 404 to another unit's people."""
    account = cast(Account, request.user)
    form = Take(request.POST)
    if not form.is_valid():
        raise Http404
    said = form.cleaned_data
    back = said["back"]
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        raise Http404
    unit = _unit(standing(account), said["unit"])
    force = register_for(account).at(shell.now())
    about = wanted(account, said["about"], said["form"], unit=unit, force=force)
    if about.issuer is not None and unit_of_paper(about.issuer, standing(account), force) != unit:
        raise Http404
    asked = Number(unit, said["agency"], said["form"], about=(about.about.stream,), to=about.to)
    try:
        number = take_number(asked, said["title"], by=actor(account, unit), command_id=said["command_id"])
        messages.success(request, _("Number taken: %(number)s.") % {"number": number.text})
    except Rejected as refusal:
        messages.error(request, sentence_for(refusal))
    return redirect(back)


@login_required
@require_POST
def free(request: HttpRequest) -> HttpResponse:
    """POST /numbers/new/?unit=DESK: the next number for a paper that has no page here."""
    account = cast(Account, request.user)
    unit, _year, told = _asked(request)
    form = Free(told.words, request.POST)
    if not form.is_valid():
        return _page(request, bound=form, status=422)
    said = form.cleaned_data
    asked = Number(unit, said["agency"], said["form"], others=said["others"])
    try:
        number = take_number(asked, said["title"], by=actor(account, unit), command_id=said["command_id"])
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        return _page(request, bound=form, status=422)
    messages.success(request, _("Number taken: %(number)s.") % {"number": number.text})
    return redirect(f"{reverse('numbers')}?unit={unit}")


def _unit(seen: Standing, desk: str) -> Desk:
    if desk not in seen.desks or not desk.startswith("u:"):
        raise Http404
    return Desk(desk)


@login_required
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """GET /numbers/?unit=DESK&year=2026: what a unit of the reader's took in a year."""
    return _page(request)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook."""
    unit, year, told = _asked(request)
    names = names_for(request, [unit, *(desk for one in told.told for desk in one.value.to)])
    heads = [_("Number"), _("Date"), _("Sort of paper"), _("Title"), _("Sent to")]
    rows = [cells(one, names) for one in told.told if one.value.year == year]
    return workbook(f"{names.get(unit, unit)} {year} {_('Numbers of papers')}", heads, rows)


@login_required
@require_POST
def word(request: HttpRequest) -> HttpResponse:
    """POST /numbers/word/?unit=DESK: the head gives the unit a word for its papers."""
    return _set(request, Word, lambda unit, said: (AGENCIES, said["agency"].strip(), Agency(unit)))


@login_required
@require_POST
def cap(request: HttpRequest) -> HttpResponse:
    """POST /numbers/cap/?unit=DESK: the head caps a form, or lifts the cap."""

    def made(unit: Desk, said: dict[str, Any]) -> tuple[str, str, Cap | None]:
        value = Cap(unit, said["form"], said["most"]) if said["most"] is not None else None
        return CAPS, f"{unit}/{said['form']}", value

    return _set(request, CapForm, made)


def _set(
    request: HttpRequest, kind: type[Word | CapForm], made: Callable[[Desk, Any], tuple[str, str, Any]]
) -> HttpResponse:
    account = cast(Account, request.user)
    unit, _year, told = _asked(request)
    head = _head(standing(account), unit, told.force)
    if head is None:
        raise Http404
    form = kind(request.POST)
    if not form.is_valid():
        return _page(request, bound=form, status=422)
    said = form.cleaned_data
    section, key, value = made(unit, said)
    try:
        change = Listed(section, key, value, told.force.day)
        execute_all((), by=actor(account, head), command_id=said["command_id"], listings=[change])
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        return _page(request, bound=form, status=422)
    return redirect(f"{reverse('numbers')}?unit={unit}")


def _asked(request: HttpRequest) -> tuple[Desk, int, Numbers]:
    """The unit, the year and its numbers. Raises Http404 for another's unit, and for who belongs to none."""
    account = cast(Account, request.user)
    seen, force = standing(account), register_for(account).at(shell.now())
    unit = _unit(seen, request.GET.get("unit", "") or seen.unit or "")
    year = request.GET.get("year", "")
    return unit, int(year) if YEAR.fullmatch(year) else force.day.year, numbers_of(unit, force)


def _head(seen: Standing, unit: Desk, force: InForce) -> Desk | None:
    """The reader's post that sets words and caps of the unit; None for anybody else."""
    return next((desk for desk in (force.head(unit), *force.superiors(unit)) if desk in seen.desks), None)


def _page(request: HttpRequest, *, bound: Word | CapForm | Free | None = None, status: int = 200) -> HttpResponse:
    account = cast(Account, request.user)
    seen = standing(account)
    unit, year, told = _asked(request)
    shown = [one for one in told.told if one.value.year == year]
    units = [desk for desk in seen.desks if desk.startswith("u:")]
    names = names_for(request, [*units, *(desk for one in shown for desk in one.value.to)])
    years = sorted({told.force.day.year, *(one.value.year for one in told.told)}, reverse=True)
    context = {
        "unit": names.get(unit, unit), "year": year, "words": told.words,
        "years": [{"url": f"?unit={unit}&year={one}", "label": str(one), "on": one == year} for one in years],
        "units": [{"url": f"?unit={one}", "label": names.get(one, one), "on": one == unit} for one in units],
        "facts": facts(told, year),
        "table": table(shown, names, readable((one.value.about[0] for one in shown if one.value.about), seen)),
        "export_url": f"{reverse('numbers-export')}?unit={unit}&year={year}",
        "free_form": _free(bound, told.words) if told.words else None,
        "free_url": f"{reverse('number-free')}?unit={unit}", "free_open": isinstance(bound, Free),
        **(_settings(bound, unit) if _head(seen, unit, told.force) else {}),
    }  # fmt: skip
    return render(request, "desk/papers/numbers.html", context, status=status)


def _free(bound: Word | CapForm | Free | None, words: list[str]) -> Free:
    return bound if isinstance(bound, Free) else Free(words, initial={"command_id": shell.fresh()})


def _settings(bound: Word | CapForm | Free | None, unit: Desk) -> dict[str, Any]:
    fresh = {"command_id": shell.fresh()}
    return {
        "word_form": bound if isinstance(bound, Word) else Word(initial=fresh, auto_id="word_%s"),
        "cap_form": bound if isinstance(bound, CapForm) else CapForm(initial=fresh, auto_id="cap_%s"),
        "word_url": f"{reverse('number-word')}?unit={unit}", "cap_url": f"{reverse('number-cap')}?unit={unit}",
        "open": isinstance(bound, Word | CapForm),
    }  # fmt: skip


urlpatterns = [
    path("numbers/", numbers, name="numbers"),
    path("numbers/export/", export, name="numbers-export"),
    path("numbers/take/", take, name="number-take"),
    path("numbers/new/", free, name="number-free"),
    path("numbers/word/", word, name="number-word"),
    path("numbers/cap/", cap, name="number-cap"),
]
