"""Parity 权责对等 of one plan on the page of advice: who answers for how much, with which of the powers and means.

The figures are those shown again before anybody signs. What nobody agreed on is told as not agreed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from qiantou.acts import registers, shell
from qiantou.core.kernel import Desk
from qiantou.core.mandate import Power
from qiantou.core.plan import Line, Means
from qiantou.core.plan_order import reversed_days
from qiantou.desk import gaps, labels
from qiantou.desk.advice_svg import Bar, Row, draw, legend
from qiantou.desk.advice_tier import people_of
from qiantou.desk.drafted import Plan
from qiantou.desk.models import Reckoning
from qiantou.desk.plan_labels import reversed_words
from qiantou.desk.shares import percent
from qiantou.desk.situation import called
from qiantou.desk.templatetags.dates import listed, words
from qiantou.insight import parity as insight
from qiantou.insight.parity import Finding, OfficeAbove, Parity, State

Names = Mapping[str, str]
SENTENCES = {
    Finding.NOT_AGREED: gettext_lazy(
        "%(unit)s answers for %(share)s of the work; which powers and means it has for that is not agreed."
    ),
    Finding.ANSWERS_FOR_NOTHING: gettext_lazy("%(unit)s has no line that weighs anything."),
    Finding.EVEN: gettext_lazy(
        "%(unit)s answers for %(share)s of the work and has, or was promised, what is known to be needed for it."
    ),
}
"""Of findings that are no gap; a gap has a sentence of its own, which names what is lacking."""


@dataclass(frozen=True)
class Weighing:
    """The parity of one plan, the lead first; `equal`: not every line has a weight, so all count the same."""

    plan: Plan
    rows: tuple[Parity, ...]
    office: OfficeAbove | None
    equal: bool
    lead: Desk
    over: gaps.Over
    office_alone: bool  # the level above has an office, and how many people the lead has is not agreed


def weigh(plan: Plan, *, office: bool | None) -> Weighing | None:
    """None without a charter or a line. `office`: whether the level above has one for this work, None: not known."""
    now = shell.now()
    force = registers.current().at(now)
    charter = force.charter(plan.joint)
    lines = [one for one in plan.now.values() if isinstance(one, Line)]
    if charter is None or not lines:
        return None
    rows, over = gaps.parities_of(plan, force, now)
    people = people_of(lines, charter.lead)
    warning = insight.office_above(office=office, people=people)
    equal = any(line.weight is None for line in lines)
    return Weighing(plan, rows, warning, equal, charter.lead, over, bool(office) and people is None)


def findings(plan: Plan, names: Names | None = None) -> list[tuple[str, str]]:
    """What is shown before anybody signs: code and sentence of every gap that stands now, of an office above, and of
    days that run against the order of the lines.

    A code names the unit it is about, if it is about one. `names`: of the plan's units, asked for where not given.
    """
    told = Reckoning.objects.filter(joint=plan.joint).first()
    weighing = weigh(plan, office=told.office_above if told is not None else None)
    if weighing is None:
        return []
    lacking = [one for one in weighing.rows if one.finding in gaps.GAPS]
    named = {unit for units in weighing.over.values() for unit in units}
    known = names if names is not None else called(named | {one.unit for one in lacking})
    found = [(gaps.code(one), gaps.sentence(one, known, plan, weighing.over)) for one in lacking]
    found += [(weighing.office.code, office_sentence(weighing.office))] if weighing.office else []
    lines = {name: one for name, one in plan.now.items() if isinstance(one, Line)}
    return found + [(f"due-before:{one.line}:{one.first}", reversed_words(one)) for one in reversed_days(lines)]


def sentence(row: Parity, weighing: Weighing, names: Names) -> str:
    """What a unit answers for and with what, in plain words."""
    if row.finding in gaps.GAPS:
        return gaps.sentence(row, names, weighing.plan, weighing.over)
    if _leads_free(row, weighing):
        told = _("%(unit)s leads, but coordination is no line of the plan: what it answers for is not agreed.")
        return told % {"unit": names.get(row.unit, row.unit)}
    share = percent(row.responsibility.share)
    return str(SENTENCES[row.finding]) % {"unit": names.get(row.unit, row.unit), "share": share}


def _leads_free(row: Parity, weighing: Weighing) -> bool:
    """Whether it is the lead without a line of its own: what it answers for is then on no paper."""
    return row.finding is Finding.ANSWERS_FOR_NOTHING and row.unit == weighing.lead


def office_sentence(office: OfficeAbove) -> str:
    told = _("The level above has an office for this work; the lead has %(people)s people on it, less than one.")
    return told % {"people": f"{float(office.people):g}"}


def shown(weighing: Weighing, names: Names) -> dict[str, Any]:
    """The picture, its table and the sentences."""
    kinds = [
        (pgettext("letter in a chart", "R"), _("responsibility: its share of the weight of all lines")),
        (pgettext("letter in a chart", "P"), _("powers held, of those needed")),
        (pgettext("letter in a chart", "M"), _("means held, of those needed")),
    ]  # fmt: skip
    rows = [
        Row(names.get(one.unit, one.unit), [
            Bar(number, kinds[number][0], bar.share, bar_word(bar))
            for number, bar in enumerate((one.responsibility, one.powers, one.means))
        ])
        for one in weighing.rows
    ]  # fmt: skip
    told = [
        sentence(one, weighing, names)
        for one in weighing.rows
        if one.finding in gaps.GAPS or _leads_free(one, weighing)
    ]
    told += [office_sentence(weighing.office)] if weighing.office else []
    if weighing.office_alone:
        told.append(_("The level above has an office for this work; how many people the lead has is not agreed."))
    return {
        "svg": draw("parity", rows, title=_("Responsibility, powers and means of each unit")),
        "legend": legend("parity", kinds),
        "table": _table(weighing, names),
        "gaps": [words(one) for one in told],
        "equal": weighing.equal,
    }


def bar_word(bar: insight.Bar) -> str:
    if bar.share is not None:
        return percent(bar.share)
    return _("none needed") if bar.state is State.NONE_NEEDED else _("not agreed")


def _table(weighing: Weighing, names: Names) -> dict[str, Any]:
    columns = [
        {"label": _("Unit")}, {"label": _("Responsibility"), "num": True}, {"label": _("Powers held"), "num": True},
        {"label": _("Means held"), "num": True}, {"label": _("Not covered"), "num": True},
        {"label": _("In plain words"), "wide": True},
    ]  # fmt: skip
    powers = {power.value: labels.label(labels.POWERS, power) for power in Power}
    means = {name: one.what or name for name, one in weighing.plan.now.items() if isinstance(one, Means)}
    rows = [
        {"cells": [
            {"text": names.get(one.unit, one.unit), "note": _("lead") if one.unit == weighing.lead else ""},
            {"text": bar_word(one.responsibility), "num": True, "label": _("Responsibility")},
            {"text": bar_word(one.powers), "note": _open(one.powers, powers), "num": True, "label": _("Powers held")},
            {"text": bar_word(one.means), "note": _open(one.means, means), "num": True,
             "label": _("Means held")},
            {"text": percent(one.uncovered), "num": True, "label": _("Not covered")},
            {"text": sentence(one, weighing, names), "label": _("In plain words")},
        ]}
        for one in weighing.rows
    ]  # fmt: skip
    empty = _("The plan has no line yet.")
    return {"label": _("Parity in figures"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _open(bar: insight.Bar, said: Mapping[str, str]) -> str:
    """What of it is not known; what is lacking stands in the sentence."""
    told = [said.get(name, name) for name in bar.unknown]
    return _("not agreed: %(what)s") % {"what": listed(told)} if told else ""
