"""The year of a unit in words: shares, rates with their intervals, what is too few, and the rows of its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qiantou.access.guards import Standing
from qiantou.acts.finality import Wait
from qiantou.core.contesting import contested_until
from qiantou.core.figures import RATERS_LEAST
from qiantou.core.kernel import Desk, Stream
from qiantou.desk import labels, shares
from qiantou.desk.addresses import address, receipt_url, ref
from qiantou.desk.review_year_read import Told, Year
from qiantou.desk.templatetags.dates import brief, day, listed
from qiantou.insight.rating import HIGHEST, LOWEST
from qiantou.insight.year_review import Part, Proportion, UnitYear

Cell = dict[str, Any]
WAITS: labels.Labels = {
    Wait.CONTEST.value: gettext_lazy("a contest is open"),
    Wait.RULING.value: gettext_lazy("a ruling on a contest waits to be carried out"),
    Wait.APPLICATION.value: gettext_lazy("an application for exemption is open"),
    Wait.EXEMPTION.value: gettext_lazy("a decision on an exemption has still to reach the sheet"),
}


@dataclass(frozen=True)
class Words:
    """What the rows are written with. `titles`: of the undertakings that open to the reader; `places`: entries."""

    year: Year
    names: Mapping[str, str]
    titles: Mapping[str, str]
    places: Mapping[Stream, int]

    def unit(self, desk: Desk) -> str:
        return self.names.get(desk, desk)

    def work(self, joint: Stream) -> str:
        if joint not in self.titles:
            return _("(a joint work you cannot open)")
        return self.titles[joint] or _("(the words were erased)")

    def url(self, joint: Stream) -> str:
        return address("review", ref(joint)) if joint in self.titles else ""


def percent(share: Fraction) -> str:
    """A share with one decimal, without a nought after it."""
    return shares.percent(share, 1).replace(".0%", "%")


def in_cell(share: Fraction | float) -> float:
    """A share in percent as a cell of a workbook holds it: a number that can be added up."""
    return round(float(100 * share), 4)


def points(told: Fraction) -> str:
    """Points of 100."""
    return f"{float(100 * told):.1f}"


def between(low: float, high: float) -> str:
    return _("between %(low)d%% and %(high)d%%") % {"low": round(100 * low), "high": round(100 * high)}


def few_words(n: int, least: int) -> str:
    return _("%(n)d, at least %(least)d needed") % {"n": n, "least": least}


def _figure(text: str, note: str, label: str) -> Cell:
    """Set right as every number is, so that an interval stays on one line."""
    return {"text": text, "note": note, "num": True, "label": label}


def rate_cell(told: UnitYear, label: str = "") -> Cell:
    """The mean of the rates and its interval; too few is said, with both numbers."""
    if told.rate is None:
        n = sum(part.rate is not None for part in told.final)
        return _figure(_("too few to say"), few_words(n, told.least), label)
    return _figure(percent(told.rate.value), between(told.rate.low, told.rate.high), label)


def in_time_cell(told: Proportion, least: int, label: str = "") -> Cell:
    if told.interval is None:
        return _figure(_("too few to say"), few_words(told.n, least), label)
    return _figure(_("%(k)d of %(n)d") % {"k": told.k, "n": told.n}, between(*told.interval), label)


def sheets_words(told: UnitYear) -> tuple[str, str]:
    """How many final sheets, and how many may still change."""
    waiting = ngettext("%(count)d more not final", "%(count)d more not final", told.waiting) % {"count": told.waiting}
    return str(told.n), waiting if told.waiting else ""


def graded(part: Part, least: int) -> tuple[str, str]:
    """The mean grade of a sheet and by how many; what is too few is said, with the least number, what nobody gave is a
    dash."""
    if part.rating is not None:
        grade = LOWEST + (HIGHEST - LOWEST) * part.rating
        raters = ngettext("by %(count)d unit", "by %(count)d units", part.raters) % {"count": part.raters}
        return _("%(grade)s of %(most)d") % {"grade": f"{float(grade):.1f}", "most": HIGHEST}, raters
    return (_("too few to say"), _("fewer than %(least)d raters") % {"least": least}) if part.raters else ("–", "")


def over_words(part: Part, day_minutes: int) -> str:
    if part.over is None:
        return "–"
    return brief(part.over, day_minutes) if part.over else _("none")


def standing_words(told: Told, year: Year) -> str:
    if told.is_final:
        return _("final")
    until = contested_until(told.last.at, year.force)
    waits = [labels.label(WAITS, one.value) for one in told.waits]
    if year.force.day <= until:
        waits.insert(0, _("may be contested until %(day)s") % {"day": day(until)})
    return _("not final: %(why)s") % {"why": listed(waits)}


def no_sheets_words(year: Year, seen: Standing) -> str:
    """Why the reader finds no sheet in a year."""
    told = {"year": year.number}
    if not year.sheets:
        return _("No assessment sheet was first put out in %(year)d: one is put out once a joint work is over.") % told
    if not seen.sight:
        return _("You sit in no post of a unit, and a sheet is open to the units that have a row in it.")
    told_why = _(
        "Of the sheets first put out in %(year)d none has a row that is open to you: a row is open to its unit, to who "
        "stands above that in line, and to whoever keeps or put out the sheet."
    )
    return told_why % told


def units_table(rows: list[tuple[UnitYear, str]], words: Words, empty: str) -> dict[str, Any]:
    """A row a unit, in the order given; each with the address of its page. `empty`: why there is none."""
    columns: list[Cell] = [
        {"label": _("Unit")}, {"label": _("Final sheets"), "num": True},
        {"label": _("Brought in of its share"), "num": True},
        {"label": _("Sheets without own over-run"), "num": True},
        {"label": _("Share from lines"), "num": True}, {"label": _("from coordination"), "num": True},
        {"label": _("from help"), "num": True},
    ]  # fmt: skip
    shown = []
    for told, url in rows:
        n, waiting = sheets_words(told)
        roles = zip(told.by_role, columns[4:], strict=True)
        shown.append({"cells": [
            {"text": words.unit(told.unit), "url": url},
            {"text": n, "note": waiting, "num": True, "label": _("Final sheets")},
            rate_cell(told, _("Brought in of its share")),
            in_time_cell(told.in_time, told.least, _("Sheets without own over-run")),
            *({"text": percent(share), "num": True, "label": column["label"]} for share, column in roles),
        ]})  # fmt: skip
    return {"label": _("Units"), "columns": columns, "rows": shown, "empty": empty, "stack": True}


def sheets_table(told: UnitYear, words: Words) -> dict[str, Any]:
    """A row a sheet of one unit: its parts, and the entry it rests on."""
    year = words.year
    columns: list[Cell] = [
        {"label": _("Joint work"), "wide": True}, {"label": _("From lines"), "num": True},
        {"label": _("from coordination"), "num": True}, {"label": _("from help"), "num": True},
        {"label": _("Points of its share"), "num": True}, {"label": _("Own over-run"), "num": True},
        {"label": _("Mutual rating")}, {"label": _("Standing"), "wide": True},
        {"label": _("Entry of the record"), "num": True},
    ]  # fmt: skip
    rows = []
    for part in told.parts:
        sheet = words.year.sheets[part.joint]
        grade, raters = graded(part, year.force.register.at(sheet.sheet.through).number(RATERS_LEAST))
        place = words.places.get(part.joint)
        rows.append({"cells": [
            {"text": words.work(part.joint), "url": words.url(part.joint), "note": day(sheet.first)},
            *({"text": percent(share), "num": True, "label": column["label"]}
              for share, column in zip((part.lines, part.coordination, part.help), columns[1:4], strict=True)),
            {**points_cell(part), "label": _("Points of its share")},
            {"text": over_words(part, sheet.sheet.rates.day_minutes), "num": True, "label": _("Own over-run")},
            {"text": grade, "note": raters, "label": _("Mutual rating")},
            {"text": standing_words(sheet, words.year), "label": _("Standing")},
            {"text": str(place or "–"), "url": receipt_url(place) if place else "", "num": True,
             "label": _("Entry of the record")},
        ]})  # fmt: skip
    empty = _(
        "No assessment sheet first put out in %(year)d has a row of this unit: a sheet has rows for the lead, for "
        "every unit with a line, and for who had something to do in the work."
    ) % {"year": year.number}
    return {"label": _("Assessment sheets"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def points_cell(part: Part) -> Cell:
    """Points of the share, and what part of it that is."""
    if part.points is None:
        return {"text": "–", "note": _("no outcome was measured"), "num": True}
    text = _("%(points)s of %(share)s") % {"points": points(part.points), "share": points(part.total)}
    return {"text": text, "note": percent(part.rate) if part.rate is not None else "", "num": True}


def year_facts(told: UnitYear) -> list[dict[str, Any]]:
    """What the year comes to, each figure with n and its interval."""
    n, waiting = sheets_words(told)
    rate, in_time = rate_cell(told), in_time_cell(told.in_time, told.least)
    found = [
        {"label": _("Final sheets"), "value": n, "note": waiting},
        {"label": _("Brought in of its share"), "value": rate["text"], "note": rate["note"]},
        {"label": _("Sheets without own over-run"), "value": in_time["text"], "note": in_time["note"]},
    ]
    if told.rating is not None:
        grade = LOWEST + (HIGHEST - LOWEST) * told.rating.value
        note = _("mean of %(n)d sheets") % {"n": told.rating.n}
        found.append({"label": _("Mutual rating"), "value": f"{float(grade):.1f}", "note": note})
    lines, coordination, given = (percent(share) for share in told.by_role)
    rest = _("coordination %(coordination)s, help %(help)s") % {"coordination": coordination, "help": given}
    found.append({"label": _("Shares from lines, one joint work being 100%"), "value": lines, "note": rest})
    return found
