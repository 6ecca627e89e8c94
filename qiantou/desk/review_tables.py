"""The tables of an assessment page: measures, the sheet with its sum, and the working of each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.core.contesting import Item
from qiantou.core.figures import RATERS_LEAST
from qiantou.core.kernel import Desk, Stream
from qiantou.core.review import SERVED, Attained, Earning, Part, Reading, Sheet, Source, Unearned, ratio
from qiantou.core.undertaking import Charter
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.figure_words import NAMES
from qiantou.desk.mandate_page import scan_url
from qiantou.desk.review_exempt import basis_of, remark_on
from qiantou.desk.review_read import Read, Review
from qiantou.desk.review_words import (
    LACKS,
    SOURCES,
    UNMEASURED,
    formula,
    hundredths,
    in_percent,
    percent,
    placed,
    points,
)
from qiantou.desk.templatetags.dates import day, duration

Names = Mapping[str, str]


def measure_name(charter: Charter, place: int) -> str:
    return _("Satisfaction of those served") if place == SERVED else charter.measures[place].name or str(place + 1)


def measures_table(review: Review, names: Names) -> dict[str, Any]:
    """Every measure with what was read of it; satisfaction only where anybody was asked."""
    columns = [
        {"label": _("What is measured"), "wide": True}, {"label": _("Target"), "num": True},
        {"label": _("Read"), "num": True}, {"label": _("By whom, when")},
        {"label": _("What it rests on"), "wide": True}, {"label": _("Attained"), "num": True},
    ]  # fmt: skip
    told = [one for one in review.reads if one.measure != SERVED or one.reading is not None]
    rows = [{"cells": _measure_cells(one, review, names), "doubt": one.reading is not None and not one.counts}
            for one in told]  # fmt: skip
    empty = _("The charter names no outcome measure: the sheet tells shares and gives no points.")
    return {"label": _("Outcome measures"), "columns": columns, "rows": rows, "stack": True, "empty": empty}


def _measure_cells(one: Read, review: Review, names: Names) -> list[dict[str, Any]]:
    charter = review.terms
    kept = charter.measures[one.measure] if one.measure != SERVED else None
    reading = one.reading
    value, when, rests, link = _("not measured"), names.get(one.by, one.by), "–", ""
    if reading is not None:
        value = reading.value or f"{reading.satisfied}/{reading.asked}"
        when = f"{names.get(reading.by, reading.by)} · {day(reading.day)}"
        rests = one.words.value.evidence if one.words is not None else "–"
        link = scan_url(one.words.value.scan) if one.words is not None else ""
    note = "" if reading is None or one.counts else _("not confirmed yet: counts for nothing")
    if one.later is not None and isinstance(one.later.value, Reading):
        told = one.later.value.value or f"{one.later.value.satisfied}/{one.later.value.asked}"
        note = _("read since: %(value)s, which is not confirmed and counts for nothing") % {"value": told}
    pinned = review.pinned.get(one.measure, value)
    if pinned and pinned != value:
        note, value, when, rests, link = _("read since the sheet: %(value)s") % {"value": value}, pinned, "–", "–", ""
    return [
        {"text": _measured_in(charter, one.measure)},
        {"text": (kept.target if kept else "") or "–", "num": True, "label": _("Target")},
        {"text": value, "num": True, "label": _("Read"), "note": note},
        {"text": when, "label": _("By whom, when")},
        {"text": rests, "label": _("What it rests on"), "url": link},
        _attained_cell(one.measure, review.sheet),
    ]  # fmt: skip


def _measured_in(charter: Charter, place: int) -> str:
    name = measure_name(charter, place)
    unit = charter.measures[place].unit if place != SERVED else ""
    return _("%(name)s (%(unit)s)") % {"name": name, "unit": unit} if unit else name


def _attained_cell(place: int, sheet: Sheet | None) -> dict[str, Any]:
    """How far it was met, and what it weighs; of what is left out, that it is no nought."""
    told = {one.measure: one for one in sheet.measures} if sheet is not None else {}
    counted = sum(one.attained is not None for one in told.values())
    one = told.get(place)
    cell = {"num": True, "label": _("Attained")}
    if one is None or one.attained is None:
        why = labels.label(UNMEASURED, one.lacks.value) if one is not None and one.lacks is not None else "–"
        return cell | {"text": why, "note": _("left out; no nought")}
    weight = percent(Fraction(1, counted))
    return cell | {"text": in_percent(one.attained), "note": _("weighs %(weight)s %%") % {"weight": weight}}


def sheet_table(sheet: Sheet, review: Review, names: Names) -> dict[str, Any]:
    """A row for each party, one for what nobody earned, and the sum: 100 %."""
    columns = [
        {"label": _("Unit")}, {"label": _("Lines, %"), "num": True}, {"label": _("Coordination, %"), "num": True},
        {"label": _("Help, %"), "num": True}, {"label": _("Share, %"), "num": True},
        {"label": _("Punctuality, %"), "num": True}, {"label": _("Points of 100"), "num": True},
    ]  # fmt: skip
    each = hundredths([
        *(one.exact for part in sheet.parts for one in (part.lines, part.coordination, part.help)),
        *(one.share.exact for one in sheet.unearned),
    ])  # fmt: skip
    count = len(sheet.parts)
    own = [tuple(each[3 * place : 3 * place + 3]) for place in range(count)]
    rows = [
        *({"cells": _part_cells(part, told, names)} for part, told in zip(sheet.parts, own, strict=True)),
        *({"cells": _unearned_cells(one, told, review, names)}
          for one, told in zip(sheet.unearned, each[3 * count :], strict=True)),
        {"cells": _sum_cells([sum(column) for column in zip(*own, strict=True)], sum(each))},
    ]  # fmt: skip
    return {"label": _("Assessment sheet"), "columns": columns, "rows": rows, "stack": True, "empty": ""}


def _part_cells(part: Part, told: tuple[int, ...], names: Names) -> list[dict[str, Any]]:
    """`told`: lines, coordination and help in hundredths of a percent."""
    return [
        {"text": names.get(part.unit, part.unit)},
        *_shares(placed(told[0]), placed(told[1]), placed(told[2]), placed(sum(told))),
        {"text": percent(part.process), "num": True, "label": _("Punctuality, %")},
        {"text": points(part.points), "num": True, "label": _("Points of 100")},
    ]  # fmt: skip


def _shares(lines: str, coordination: str, helped: str, share: str) -> list[dict[str, Any]]:
    return [
        {"text": lines, "num": True, "label": _("Lines, %")},
        {"text": coordination, "num": True, "label": _("Coordination, %")},
        {"text": helped, "num": True, "label": _("Help, %")},
        {"text": share, "num": True, "label": _("Share, %")},
    ]  # fmt: skip


def _unearned_cells(one: Unearned, told: int, review: Review, names: Names) -> list[dict[str, Any]]:
    line = line_name(one.line, one.matter, review) if one.line else ""
    named = _("Not earned: %(line)s") % {"line": line} if line else _("Not earned")
    why = labels.label(LACKS, one.lacks.value)
    if one.waits_for is not None:
        why = _("handed in, not answered by %(unit)s yet") % {"unit": names.get(one.waits_for, one.waits_for)}
    return [
        {"text": named, "note": why,
         "url": matter_url(one.matter) if one.matter is not None else ""},
        *_shares("–", "–", "–", placed(told)),
        {"text": "–", "num": True, "label": _("Punctuality, %")},
        {"text": "–", "num": True, "label": _("Points of 100")},
    ]  # fmt: skip


def _sum_cells(columns: list[int], whole: int) -> list[dict[str, Any]]:
    """That the exact shares are the whole is checked when the sheet is entered."""
    told = [placed(one) for one in columns] or [placed(0)] * 3
    return [
        {"text": _("Sum")}, *_shares(told[0], told[1], told[2], placed(whole)),
        {"text": "", "num": True, "label": ""}, {"text": "", "num": True, "label": ""},
    ]  # fmt: skip


def line_name(line: str, matter: object, review: Review) -> str:
    """The line with what it is to deliver; of a work without a plan the title of its matter."""
    told = review.lines.get(line, "")
    return f"{line} {told}".strip() if told else review.titles.get(str(matter or line), line)


def workings(sheet: Sheet, review: Review, names: Names) -> list[dict[str, Any]]:
    """Of each row: what was earned by which matter, what was late in its own hands, and how the points come about."""
    return [
        {
            "unit": names.get(part.unit, part.unit), "points": points(part.points),
            "formula": formula(part.total, sheet.outcome, part.process, sheet.rates),
            "rows": [*_earned(part.unit, sheet, review, names), *_late(part.unit, sheet, review)],
            "process": _process(part, sheet, review.force.register.at(sheet.through).number(RATERS_LEAST)),
        }
        for part in sheet.parts
    ]  # fmt: skip


def _earned(unit: Desk, sheet: Sheet, review: Review, names: Names) -> Iterator[dict[str, Any]]:
    for one in sheet.earnings:
        if one.unit == unit:
            yield {"what": str(labels.label(SOURCES, one.source.value)), "name": _earning_name(one, review),
                   "url": matter_url(one.matter) if one.matter is not None else "",
                   "value": in_percent(one.share), "note": _earning_note(one, sheet, names),
                   "ruled": basis_of(one.contest, review.exemptions)}  # fmt: skip


def _earning_name(one: Earning, review: Review) -> str:
    if one.line:
        return line_name(one.line, one.matter, review)
    return review.titles.get(str(one.matter), "") if one.matter is not None else ""


def _earning_note(one: Earning, sheet: Sheet, names: Names) -> str:
    if one.undone is not None:
        return _("handed in, then taken out by %(unit)s") % {"unit": names.get(one.undone, one.undone)}
    if one.silent is not None:
        return _("handed in, not answered by %(unit)s in its time") % {"unit": names.get(one.silent, one.silent)}
    if not one.of:
        return ""
    told = {"own": duration(one.minutes, sheet.rates.day_minutes), "all": duration(one.of, sheet.rates.day_minutes)}
    part = _part(one, sheet)
    if part == Fraction(one.minutes, one.of):
        return _("it changed hands: %(own)s of %(all)s") % told
    told["part"] = in_percent(ratio(part))
    return (
        _("it changed hands: %(own)s of %(all)s; counted as %(part)s, since who delivered has an equal part at least")
        % told
    )


def _part(one: Earning, sheet: Sheet) -> Fraction:
    """What it is of everything that was earned by the same thing."""
    same = [other for other in sheet.earnings if _thing(other) == _thing(one)]
    return one.share.exact / sum((other.share.exact for other in same), Fraction())


def _thing(one: Earning) -> tuple[Source, str, Stream | None]:
    return one.source, one.line, one.matter


def _late(unit: Desk, sheet: Sheet, review: Review) -> Iterator[dict[str, Any]]:
    for one in sheet.overruns:
        if one.unit == unit:
            waits = remark_on(one, review.pending, review.exemptions)
            note = _("does not count") if one.contest is not None else waits
            yield {"what": _("own over-run"), "name": review.titles.get(one.matter, ""),
                   "url": reverse("matter", args=[ref(one.matter)]),
                   "value": duration(one.minutes, sheet.rates.day_minutes),
                   "note": note, "ruled": basis_of(one.contest, review.exemptions)}  # fmt: skip


def waits_rows(sheet: Sheet, review: Review, names: Names) -> list[dict[str, Any]]:
    """Who held a matter to answer or decide it beyond its time, superiors as well; no points follow."""
    return [
        {"unit": names.get(one.unit, one.unit), "name": review.titles.get(one.matter, ""),
         "url": matter_url(one.matter), "value": duration(one.minutes, sheet.rates.day_minutes)}
        for one in sheet.waits
    ]  # fmt: skip


def _process(part: Part, sheet: Sheet, least: int) -> str:
    """`least`: raters below whom a mean says nothing, as it was when the sheet was reckoned."""
    rates = sheet.rates
    told = {"late": duration(part.minutes, rates.day_minutes), "each": rates.late_a_day, "most": rates.late_at_most,
            "process": percent(part.process)}  # fmt: skip
    said = (
        _("Punctuality %(process)s %%: own over-run %(late)s; %(each)s %% a working day, at most %(most)s %%.") % told
    )
    if part.rating is not None:
        said += " " + _("Mutual rating %(mean)s %% of %(count)d raters, weighing %(weight)s %% of it.") % {
            "mean": percent(part.rating), "count": part.raters, "weight": rates.rating,
        }  # fmt: skip
    elif any(one.item == f"{Item.RATING}:{part.unit}" for one in sheet.amended):
        said += " " + _("Mutual rating: taken away by a ruling, it weighs nothing.")
    elif part.raters or rates.rating:
        said += " " + _(
            "Mutual rating: too few; fewer than %(least)d units rated it, so it weighs nothing. That number is one of "
            "the site: %(name)s."
        ) % {"least": least, "name": labels.label(NAMES, RATERS_LEAST)}  # fmt: skip
    return said


def attained_rows(sheet: Sheet, charter: Charter) -> list[dict[str, str]]:
    """How the outcome comes about: each measure's part, those left out with the reason."""
    told = [one for one in sheet.measures if one.attained is not None]
    return [_attained_row(one, charter, len(told)) for one in sheet.measures]


def _attained_row(one: Attained, charter: Charter, count: int) -> dict[str, str]:
    name = measure_name(charter, one.measure) if one.measure < len(charter.measures) else str(one.measure + 1)
    if one.attained is None:
        return {"name": name, "value": labels.label(UNMEASURED, one.lacks.value if one.lacks else ""),
                "note": _("left out; no nought")}  # fmt: skip
    weight = percent(Fraction(1, count))
    return {"name": name, "value": in_percent(one.attained), "note": _("weighs %(weight)s %%") % {"weight": weight}}
