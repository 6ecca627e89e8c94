"""The year in assessment sheets 年度汇总: the units a reader may see, one unit with every sheet, and both as workbooks.

Units stand in the order of their tree, never by points, and no column sorts. Rules: docs/rules/yearly.md.
"""

from __future__ import annotations

import re
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import business, register_for, standing, visible_joints
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.core.kernel import Desk
from qiantou.core.register import UNITS
from qiantou.desk.exporting import workbook
from qiantou.desk.frame import names_for
from qiantou.desk.review_year_read import Year, places, year_for
from qiantou.desk.review_year_words import (
    Words,
    graded,
    in_cell,
    no_sheets_words,
    sheets_table,
    standing_words,
    units_table,
    year_facts,
)
from qiantou.insight.year_review import UnitYear

YEAR = re.compile(r"[0-9]{4}")


@login_required
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """GET /review/units/?year=2026"""
    year = asked_year(request)
    told = in_order(year)
    words = words_for(request, year)
    context = {
        "year": year.number, "years": years_nav(year, "review-units"), "least": _least(told),
        "table": units_table(
            [(one, _address(one.unit, year)) for one in told], words,
            no_sheets_words(year, standing(business(request.user))),
        ),
        "tabs": review_tabs("review-units", year.number),
        "export_url": f"{reverse('review-units-export')}?year={year.number}",
    }  # fmt: skip
    return render(request, "desk/review/units.html", context)


@login_required
@require_safe
def units_export(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook, a row a unit."""
    year = asked_year(request)
    words = words_for(request, year)
    columns = [
        _("Unit"), _("Final sheets"), _("Not final"), _("Brought in of its share, %"), _("at least, %"),
        _("at most, %"), _("Sheets without own over-run"), _("of so many"), _("Share from lines, %"),
        _("from coordination, %"), _("from help, %"), _("Remark"),
    ]  # fmt: skip
    rows = [_unit_row(one, words) for one in in_order(year)]
    return workbook(_("Units assessed in %(year)d") % {"year": year.number}, columns, rows)


@login_required
@require_safe
def unit(request: HttpRequest, unit: str) -> HttpResponse:
    """GET /review/units/UNIT/?year=2026: 404 to whoever sees none of its parts in any year."""
    year = asked_year(request)
    told = _one(request, unit, year)
    words = words_for(request, year)
    seen = standing(business(request.user))
    context = {
        "unit": words.unit(told.unit), "year": year.number, "is_few": told.is_few, "n": told.n, "least": told.least,
        "years": years_nav(year, "review-unit", unit), "facts": year_facts(told),
        "table": sheets_table(told, words), "partly": told.unit not in seen.sight,
        "tabs": review_tabs("", year.number), "list_url": f"{reverse('review-units')}?year={year.number}",
        "export_url": f"{reverse('review-unit-export', args=[unit])}?year={year.number}",
    }  # fmt: skip
    return render(request, "desk/review/unit.html", context)


@login_required
@require_safe
def unit_export(request: HttpRequest, unit: str) -> HttpResponse:
    """One unit's sheets as a workbook, a row a sheet."""
    year = asked_year(request)
    told = _one(request, unit, year)
    words = words_for(request, year)
    columns = [
        _("Joint work"), _("First put out"), _("From lines, %"), _("from coordination, %"), _("from help, %"),
        _("Points earned"), _("Share, %"), _("Own over-run, working minutes"), _("Mutual rating"), _("Standing"),
        _("Entry of the record"),
    ]  # fmt: skip
    rows = [
        [
            words.work(part.joint), words.year.sheets[part.joint].first,
            *(in_cell(share) for share in (part.lines, part.coordination, part.help)),
            None if part.points is None else in_cell(part.points), in_cell(part.total), part.over, graded(part, 0)[0],
            standing_words(year.sheets[part.joint], year), words.places.get(part.joint),
        ]
        for part in told.parts
    ]  # fmt: skip
    title = _("%(unit)s in the assessments of %(year)d") % {"unit": words.unit(told.unit), "year": year.number}
    return workbook(title, columns, rows)


def asked_year(request: HttpRequest) -> Year:
    """The sheets of the year asked for, this year's unless named. Raises Http404 for what is no year."""
    account = business(request.user)
    force = register_for(account).at(shell.now())
    asked = request.GET.get("year", "")
    if asked and not YEAR.fullmatch(asked):
        raise Http404
    return year_for(standing(account), force, int(asked) if asked else force.day.year)


def in_order(year: Year) -> list[UnitYear]:
    """The units of the year as their tree has them; those that are no more come last, by name."""
    order = tree_of(year)
    return sorted(year.units().values(), key=lambda one: (order.get(one.unit, len(order)), one.unit))


def tree_of(year: Year) -> dict[Desk, int]:
    """Unit → its place in the order of the tree."""
    return {Desk(key): number for number, key in enumerate(year.force.section(UNITS))}


def words_for(request: HttpRequest, year: Year) -> Words:
    """Four queries, three where no sheet is told."""
    account = cast(Account, request.user)
    joints = {part.joint for part in year.parts}
    titles = dict(visible_joints(account).filter(stream__in=sorted(joints)).values_list("stream", "title"))
    shown = {joint: year.sheets[joint] for joint in joints}
    desks = {part.unit for part in year.parts}
    return Words(year, names_for(request, desks), titles, places(shown) if shown else {})


def years_nav(year: Year, name: str, *args: str) -> list[dict[str, Any]]:
    """The years that have a sheet, and the one shown."""
    told = sorted({*year.numbers, year.number, year.force.day.year}, reverse=True)
    url = reverse(name, args=args)
    return [{"url": f"{url}?year={one}", "label": str(one), "on": one == year.number} for one in told]


def review_tabs(current: str, year: int) -> list[dict[str, Any]]:
    """Units and honours of a year."""
    pages = (("review-units", _("Units")), ("review-honours", _("Honours proposed")))
    return [{"url": f"{reverse(code)}?year={year}", "label": label, "on": code == current} for code, label in pages]


def _one(request: HttpRequest, unit: str, year: Year) -> UnitYear:
    """The unit's year; an empty one for a unit in the reader's sight. Raises Http404."""
    told = year.units().get(Desk(unit))
    if told is None and unit in standing(business(request.user)).sight and year.force.unit(Desk(unit)) is not None:
        return year.empty(Desk(unit))
    if told is None:
        raise Http404
    return told


def _address(desk: Desk, year: Year) -> str:
    return f"{reverse('review-unit', args=[desk])}?year={year.number}"


def _least(told: list[UnitYear]) -> int:
    return told[0].least if told else 0


def _unit_row(told: UnitYear, words: Words) -> list[Any]:
    mean = told.rate
    figures = [in_cell(mean.value), in_cell(mean.low), in_cell(mean.high)] if mean else [None, None, None]
    said = _("too few to say") if told.is_few else ""
    return [words.unit(told.unit), told.n, told.waiting, *figures, told.in_time.k, told.in_time.n,
            *(in_cell(share) for share in told.by_role), said]  # fmt: skip


urlpatterns = [
    path("review/units/", units, name="review-units"),
    path("review/units/export/", units_export, name="review-units-export"),
    path("review/units/<str:unit>/", unit, name="review-unit"),
    path("review/units/<str:unit>/export/", unit_export, name="review-unit-export"),
]
