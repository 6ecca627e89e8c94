"""What the page of options 方案比选 shows: the options side by side, the grid by unit, who has spoken, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from qiantou.core.advance import lapse_at
from qiantou.core.kernel import Desk
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.clocks import last_day_before
from qiantou.desk.options_read import Answer, Weighed
from qiantou.desk.templatetags.dates import day, listed, moment, words
from qiantou.insight.options import Outcome

Names = Mapping[str, str]
Table = dict[str, Any]
SIGNS = {-2: "−2", -1: "−1", 0: "0", 1: "+1", 2: "+2"}


def desks_of(found: Weighed) -> set[Desk]:
    """Every desk the page names."""
    return {*found.units, *found.answers, *found.leaders, found.plan.charter.lead} | (
        {found.sponsor} if found.sponsor else set()
    )


def titled(name: str, label: str) -> str:
    return f"{name} {label}".strip() if label else name


def compared_table(found: Weighed, names: Names) -> Table:
    """One row an option: who gains, who loses, whether another is better everywhere, the largest regret."""
    columns = [
        {"label": _("Option"), "wide": True}, {"label": _("Better than today for")},
        {"label": _("Worse than today for")},
        {"label": _("As today for")}, {"label": _("Not known for")}, {"label": _("Largest regret"), "num": True},
    ]  # fmt: skip
    rows = [_outcome_row(one, found, names) for one in found.compared.outcomes]
    empty = _("No option has been entered yet.")
    return {"label": _("The options side by side"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _outcome_row(one: Outcome, found: Weighed, names: Names) -> dict[str, Any]:
    option = found.options[one.option]
    graded = {key[0] for key in found.grades}
    unsaid = [desk for desk in found.answers if desk not in graded]
    unknown = [*one.unknown, *unsaid]
    worst = [unit for unit, regret in one.regret.items() if one.worst and regret == one.worst]
    regret = "–" if one.worst is None else decimal(one.worst)
    return {"cells": [
        {"text": titled(one.option, option.label), "note": _marks(one, found)},
        {"text": named(one.gains, names), "label": _("Better than today for")},
        {"text": named(one.loses, names), "label": _("Worse than today for")},
        {"text": named(one.unchanged, names), "label": _("As today for")},
        {"text": named(unknown, names), "label": _("Not known for")},
        {"text": regret, "note": named(worst, names) if worst else "", "num": True, "label": _("Largest regret")},
    ]}  # fmt: skip


def _marks(one: Outcome, found: Weighed) -> str:
    """What stands out of this option, in words."""
    smallest = found.compared.smallest
    marks = []
    if one.dominated_by:
        told = _("%(options)s is as good for everybody in every respect, and better in one")
        marks.append(told % {"options": listed(one.dominated_by)})
    if one.option in smallest:
        told = (
            _("smallest of the largest regrets") if len(smallest) == 1 else _("smallest of the largest regrets, a tie")
        )
        marks.append(told)
    if found.chosen and found.chosen[0].option == one.option:
        marks.append(_("taken"))
    return " · ".join(marks)


def named(desks: Iterable[str], names: Names) -> str:
    return listed(names.get(desk, desk) for desk in desks) or "–"


def decimal(value: Fraction) -> str:
    """A mean of grades to two places, with a true minus sign."""
    shown = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return shown.replace("-", "−")


def grid(found: Weighed, names: Names) -> dict[str, Any]:
    """Rows of grades by unit; columns the criteria under each option. A grade not given is not known: "–"."""
    criteria = [{"name": titled(name, one.label), "weight": one.weight or 1} for name, one in found.criteria.items()]
    options = [titled(name, one.label) for name, one in found.options.items()]
    places = [(option, criterion) for option in found.options for criterion in found.criteria]
    rows = []
    for desk, answer in found.answers.items():
        told = answer.positions
        if not told:
            continue
        cells = [_grade(told.get(place), number % len(criteria) == 0) for number, place in enumerate(places)]
        rows.append({"who": words(names.get(desk, desk)), "cells": cells, "url": matter_url(answer.letter.row.stream),
                     "unconfirmed": answer.letter.matter.is_hatched})  # fmt: skip
    under = [one | {"first": number == 0} for _option in options for number, one in enumerate(criteria)]
    return {"options": options, "span": len(criteria), "criteria": under, "rows": rows}


def _grade(position: Any, first: bool) -> dict[str, Any]:
    if position is None:
        return {"text": "–", "tone": "", "why": "", "first": first}
    tone = "worse" if position.grade < 0 else "better" if position.grade > 0 else ""
    strong = " much" if abs(position.grade) == 2 else ""
    return {"text": SIGNS.get(position.grade, "–"), "tone": f"{tone}{strong}", "why": position.reason, "first": first}


def reasons_table(found: Weighed, names: Names) -> Table:
    """What each unit said of each option, grade by grade with its reason, and the entry it stands in."""
    columns = [{"label": _("Unit")}, {"label": _("Option")}, {"label": _("Grades and reasons"), "wide": True}]
    said: dict[tuple[Desk, str], list[str]] = {}
    for desk, _answer, option, criterion, grade, reason in told_positions(found):
        said.setdefault((desk, option), []).append(f"{criterion} {SIGNS.get(grade, '–')}" + _(": ") + (reason or "–"))
    rows = [
        {"cells": [
            {"text": names.get(desk, desk), "url": _entry(found.answers[desk]),
             "note": _("not yet confirmed") if found.answers[desk].letter.matter.is_hatched else ""},
            {"text": option, "label": _("Option")},
            {"text": format_html_join(mark_safe("<br>"), "{}", ((words(one),) for one in told)),
             "label": _("Grades and reasons")},
        ]}
        for desk in found.answers for (of, option), told in said.items() if of == desk
    ]  # fmt: skip
    return {"label": _("Grades and reasons"), "columns": columns, "rows": rows, "empty": "", "stack": True}


def told_positions(found: Weighed) -> Iterator[tuple[Desk, Answer, str, str, int, str]]:
    """Desk, answer, option, criterion, grade, reason, of every grade given; by option, so that units stand together."""
    for option, entered in found.options.items():
        for criterion, judged in found.criteria.items():
            for desk, answer in found.answers.items():
                one = answer.positions.get((option, criterion))
                if one is not None:
                    yield (
                        desk,
                        answer,
                        titled(option, entered.label),
                        titled(criterion, judged.label),
                        one.grade,
                        one.reason,
                    )


def _entry(answer: Answer) -> str:
    position = answer.said[1] if answer.said else None
    return receipt_url(position) if position is not None else matter_url(answer.letter.row.stream)


def asked_table(found: Weighed, names: Names) -> Table:
    """Everybody asked, and the leaders still to be asked: answered, waiting until when, or silent."""
    columns = [
        {"label": _("Who")}, {"label": _("How it stands")}, {"label": _("In a sentence"), "wide": True},
        {"label": _("Remarks since"), "wide": True},
    ]  # fmt: skip
    rows = [_asked_row(answer, found, names) for answer in found.answers.values()]
    for leader in found.leaders:
        if leader not in found.answers:
            note = _("portfolio leader concerned")
            rows.append({"needs": found.chosen is None, "cells": [
                {"text": names.get(leader, leader), "note": note},
                {"text": _("not asked yet"), "label": _("How it stands")},
                {"text": "–", "label": _("In a sentence")}, {"text": "–", "label": _("Remarks since")},
            ]})  # fmt: skip
    empty = _("Nobody has been asked yet.")
    return {"label": _("Who was asked"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _asked_row(answer: Answer, found: Weighed, names: Names) -> dict[str, Any]:
    word, note, needs = stands(answer, found)
    leader = answer.desk in found.leaders
    remarks = " · ".join(one[0].event.text for one in answer.remarks)  # type: ignore[union-attr]
    return {"doubt": needs, "cells": [
        {"text": names.get(answer.desk, answer.desk), "url": matter_url(answer.letter.row.stream),
         "note": _("portfolio leader concerned") if leader else ""},
        {"text": word, "note": note, "label": _("How it stands")},
        {"text": answer.note or "–", "label": _("In a sentence")},
        {"text": remarks or "–", "label": _("Remarks since")},
    ]}  # fmt: skip


def stands(answer: Answer, found: Weighed) -> tuple[str, str, bool]:
    """The word, what it rests on, and whether it is silence."""
    matter = answer.letter.matter
    if answer.said is not None:
        older = "" if set(found.options) <= set(matter.about) else _("asked before the last option was entered")
        hatched = _("not yet confirmed") if matter.is_hatched else ""
        return _("answered"), older or hatched or moment(answer.said[0].at), False
    if matter.is_open:
        lapses = lapse_at(matter, found.plan.force)
        if lapses is not None and lapses > found.plan.force.instant:
            until = _("until %(day)s") % {"day": day(last_day_before(lapses, found.plan.force.calendar))}
            return _("has not answered yet"), until, False
        return _("silent"), _("its time to answer has run out"), True
    if matter.outcome == "silent":
        return _("silent"), moment(matter.since), True
    if matter.outcome == "moot":
        return _("had not answered when the choice was made"), moment(matter.since), True
    return _("declined to answer"), moment(matter.since), False


def left_out(found: Weighed, names: Names) -> list[str]:
    """What the comparison was counted without, in sentences."""
    told = []
    if found.compared.left_out:
        missing = len(found.compared.missing)
        sentence = _("Regret is counted without %(units)s: %(count)d grades are not known.")
        told.append(sentence % {"units": named(found.compared.left_out, names), "count": missing})
    unconfirmed = [desk for desk, one in found.answers.items() if one.positions and one.letter.matter.is_hatched]
    if unconfirmed:
        sentence = _("Not counted until confirmed: what was recorded for %(units)s.")
        told.append(sentence % {"units": named(unconfirmed, names)})
    return told


def closing(found: Weighed, names: Names) -> dict[str, Any] | None:
    """The choice as it was made; None before."""
    if found.chosen is None:
        return None
    choice, entry = found.chosen
    option = found.options.get(choice.option)
    who = names.get(choice.by, choice.by)
    return {
        "option": titled(choice.option, option.label if option else ""), "who": words(who), "at": entry.at,
        "reason": choice.reason or _("(the words were erased)"),
    }  # fmt: skip


def option_cards(found: Weighed) -> list[dict[str, Any]]:
    """Each option with what it would mean."""
    return [
        {"name": name, "label": one.label, "detail": one.detail, "frozen": found.is_put_out(name)}
        for name, one in found.options.items()
    ]  # fmt: skip


def criterion_rows(found: Weighed) -> list[dict[str, Any]]:
    whole = sum(one.weight or 1 for one in found.criteria.values())
    return [
        {"name": name, "label": one.label, "weight": one.weight, "frozen": found.is_put_out(name),
         "share": f"{100 * (one.weight or 1) / whole:.0f}%"}
        for name, one in found.criteria.items()
    ]  # fmt: skip


def sheet_rows(found: Weighed, names: Names) -> Iterator[Sequence[Any]]:
    """For Excel: every grade, then whoever answered in a sentence alone."""
    for desk, answer, option, criterion, grade, reason in told_positions(found):
        yield names.get(desk, desk), option, criterion, grade, reason, stands(answer, found)[0]
    for desk, answer in found.answers.items():
        if not answer.positions:
            yield names.get(desk, desk), None, None, None, answer.note, stands(answer, found)[0]


def awaited_words(found: Weighed, names: Names) -> str:
    """Whom the choice still waits for; empty for nobody."""
    if not found.waiting:
        return ""
    return format_html(_("The choice waits for {}."), words(named(found.waiting, names)))
