"""Honours proposed 评先建议: who of a year, with reasons and with what has to be said beside it; people decide.

A proposal is a page and a workbook, and no entry: nothing follows from it. Rules: docs/rules/honours.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qiantou.access.guards import business, standing
from qiantou.core.figures import HONOURS_RATE
from qiantou.desk.exporting import workbook
from qiantou.desk.review_year import asked_year, in_order, review_tabs, tree_of, words_for, years_nav
from qiantou.desk.review_year_read import Year
from qiantou.desk.review_year_words import Words, in_time_cell, percent, rate_cell, sheets_words
from qiantou.desk.templatetags.dates import listed
from qiantou.documents.sheets import Percent
from qiantou.insight.honours import Flag, Flagged, Honours, Proposal, propose
from qiantou.insight.year_review import by_sheet

SENTENCES = {
    Flag.ONLY_COORDINATED: gettext_lazy(
        "Delivered no line of “%(work)s” itself: the lines were delivered by %(others)s."
    ),
    Flag.MOSTLY_COORDINATED: gettext_lazy(
        "Less than half of its shares of the year is for lines and help of its own; the rest is coordination."
    ),
    Flag.DELIVERERS_UNNAMED: gettext_lazy(
        "In “%(work)s” more of the lines than it did was delivered by %(others)s, not proposed here."
    ),
    Flag.HELPERS_UNNAMED: gettext_lazy("In “%(work)s” help was given by %(others)s, not proposed here."),
}


@dataclass(frozen=True)
class Proposed:
    """The proposal of one year, drawn over all its units; of it those that are open to the reader."""

    year: Year
    honours: Honours
    words: Words
    rate: int


@login_required
@require_safe
def honours(request: HttpRequest) -> HttpResponse:
    """GET /review/honours/?year=2026"""
    told = _proposed(request)
    few = listed(told.words.unit(one.unit) for one in told.honours.few)
    context = {
        "year": told.year.number, "rate": told.rate, "few": few, "table": _table(told),
        "tabs": review_tabs("review-honours", told.year.number), "years": years_nav(told.year, "review-honours"),
        "export_url": f"{reverse('review-honours-export')}?year={told.year.number}",
    }  # fmt: skip
    return render(request, "desk/review/honours.html", context)


@login_required
@require_safe
def honours_export(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook, for the people who decide."""
    told = _proposed(request)
    columns = [
        _("Unit"), _("Final sheets"), _("Brought in of its share"), _("at least"), _("at most"),
        _("Sheets without own over-run"), _("of so many"), _("Share from lines"), _("from coordination"),
        _("from help"), _("To be said beside it"), _("Remark"),
    ]  # fmt: skip
    rows = [_row(one, told.words) for one in told.honours.proposed]
    return workbook(_("Honours proposed for %(year)d") % {"year": told.year.number}, columns, rows)


def _row(one: Proposal, words: Words) -> list[Any]:
    """Shares as numbers that can be added up; of what is too few, none."""
    year, mean = one.year, one.year.rate
    rate = [Percent(mean.value), Percent(mean.low), Percent(mean.high)] if mean else [None, None, None]
    few = _("too few to say") if mean is None or year.in_time.interval is None else ""
    return [words.unit(one.unit), year.n, *rate, year.in_time.k, year.in_time.n, *map(Percent, year.by_role),
            "\n".join(flags(one, words)), few]  # fmt: skip


def reasons(one: Proposal) -> str:
    """Its shares by role over the year, those that are none left out."""
    roles = (_("lines %(share)s"), _("coordination as signed %(share)s"), _("help to others %(share)s"))
    told = [said % {"share": percent(share)} for said, share in zip(roles, one.year.by_role, strict=True) if share]
    return listed(told) or "–"


def flags(one: Proposal, words: Words) -> list[str]:
    """A sentence for each; of undertakings that are not wholly open to the reader the others are not named."""
    return [_flag(flagged, words) for flagged in one.flags]


def _flag(flagged: Flagged, words: Words) -> str:
    if flagged.joint is None:
        return str(SENTENCES[flagged.flag])
    others = _("other units")
    if flagged.joint in words.year.whole:
        order = tree_of(words.year)
        told = sorted(flagged.others, key=lambda one: (order.get(one[0], len(order)), one[0]))
        named = ({"unit": words.unit(unit), "share": percent(share)} for unit, share in told)
        others = listed(_("%(unit)s (%(share)s)") % one for one in named)
    return str(SENTENCES[flagged.flag]) % {"work": words.work(flagged.joint), "others": others}


def _proposed(request: HttpRequest) -> Proposed:
    year = asked_year(request)
    rate, sight = year.force.number(HONOURS_RATE), standing(business(request.user)).sight
    open_here = {one for one in {part.unit for part in year.every} if one in sight or year.is_whole(one)}
    drawn = propose(in_order(replace(year, parts=year.every)), by_sheet(year.every), rate=rate)
    found = Honours(
        tuple(one for one in drawn.proposed if one.unit in open_here),
        tuple(one for one in drawn.few if one.unit in open_here),
    )
    return Proposed(year, found, words_for(request, year), rate)


def _table(told: Proposed) -> dict[str, Any]:
    columns = [
        {"label": _("Unit")}, {"label": _("Final sheets"), "num": True},
        {"label": _("Brought in of its share"), "num": True},
        {"label": _("Sheets without own over-run"), "num": True},
        {"label": _("Reasons")}, {"label": _("To be said beside it"), "wide": True},
    ]  # fmt: skip
    rows = []
    for one in told.honours.proposed:
        n, waiting = sheets_words(one.year)
        said = flags(one, told.words)
        url = f"{reverse('review-unit', args=[one.unit])}?year={told.year.number}"
        rows.append({"cells": [
            {"text": told.words.unit(one.unit), "url": url},
            {"text": n, "note": waiting, "num": True, "label": _("Final sheets")},
            rate_cell(one.year, _("Brought in of its share")),
            in_time_cell(one.year.in_time, one.year.least, _("Sheets without own over-run")),
            {"text": reasons(one), "label": _("Reasons")},
            {"text": "" if said else _("nothing to add"), "lines": said, "label": _("To be said beside it")},
        ]})  # fmt: skip
    empty = _("Nobody of the units you see is proposed for this year.")
    return {"label": _("Honours proposed"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


urlpatterns = [
    path("review/honours/", honours, name="review-honours"),
    path("review/honours/export/", honours_export, name="review-honours-export"),
]
