"""Who should lead 谁来牵头, as a page says it: candidates with their reasons, and what would change the order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.duty import Duty, DutySort
from qiantou.core.kernel import Desk, Stream
from qiantou.core.plan import Line, Role
from qiantou.core.powers import is_above
from qiantou.core.register import DUTIES, InForce
from qiantou.desk import advice_tier, plan_labels
from qiantou.desk.advice_record import records
from qiantou.desk.seconding import seconded
from qiantou.desk.templatetags.dates import listed, words
from qiantou.insight.lead import advise
from qiantou.insight.lead_terms import YARDSTICK, Advice, Candidate, Change, Criterion, Gap, Placed, Reason

Names = Mapping[str, str]
CRITERIA: Mapping[Criterion, Promise] = {
    Criterion.DUTY: gettext_lazy("Lines on its own duties"),
    Criterion.STANDING: gettext_lazy("Doers it stands above"),
    Criterion.FREE: gettext_lazy("Free person-days"),
    Criterion.PAST: gettext_lazy("Tasks done by their original day"),
}
GAPS: Mapping[Gap, Promise] = {
    Gap.NOT_KNOWN: gettext_lazy("not known"),
    Gap.NONE_TO_COUNT: gettext_lazy("none to count"),
    Gap.TOO_FEW: gettext_lazy("too few"),
}
CHANGES: Mapping[Criterion, Promise] = {
    Criterion.DUTY: gettext_lazy("with %(after)s lines on its own duties instead of %(before)s"),
    Criterion.STANDING: gettext_lazy("if it stood above %(after)s doers instead of %(before)s"),
    Criterion.FREE: gettext_lazy("with %(after)s free person-days instead of %(before)s"),
    Criterion.PAST: gettext_lazy("with %(after)s tasks done in time instead of %(before)s"),
}
PastUrl = Callable[[str], str]


def advice(
    candidates: Iterable[Desk], lines: Mapping[str, Line], force: InForce, *,
    first_named: Desk | None = None, capacities: Mapping[str, int] | None = None, joint: Stream | None = None,
) -> Advice:  # fmt: skip
    """The candidates in order. Without lines the doers are the candidates themselves. One query."""
    asked = {name: line for name, line in lines.items() if line.role is not Role.COORDINATE}
    units = tuple(dict.fromkeys(unit for unit in candidates if force.unit(unit) is not None))
    doers = tuple(dict.fromkeys(line.unit for line in asked.values())) or units
    past = records(units)
    owned = _owned(asked, force)
    busy = _busy(asked)
    found = []
    for unit in units:
        others = [doer for doer in doers if doer != unit]
        listed = bool(force.duties(unit))
        free = _free(unit, capacities or {}, busy, seconded(unit, force, joint))
        found.append(Candidate(
            unit,
            duty_lines=len(owned.get(unit, ())) if listed or unit in owned else None, lines=len(asked),
            doers_below=sum(is_above(unit, doer, force) for doer in others), doers=len(others),
            free_days=free, past=past.get(unit),
        ))  # fmt: skip
    bound = dict.fromkeys((*doers, *([first_named] if first_named else [])))  # who lends powers stands above the lead
    superiors: Mapping[str, Sequence[str]] = {
        unit: force.superiors(unit) if not unit.startswith("o:") else () for unit in bound
    }
    return advise(found, superiors=superiors, first_named=first_named)


def lead_advice(
    units: Iterable[Desk | None], force: InForce, names: Names, *, past_url: PastUrl, proposed: Desk | None = None
) -> dict[str, Any] | None:
    """The advice where there is no plan yet: on an incoming paper, among the units named on it; one query.

    `names` must know the posts above them (`posts_above`). None for fewer than two units. The tier is that of the work
    led by `proposed`, else by whoever stands first.
    """
    known = tuple(dict.fromkeys(unit for unit in units if unit is not None))
    if len(known) < 2:
        return None
    found = advice(known, {}, force, first_named=proposed)
    first = proposed or (Desk(found.placed[0].unit) if found.placed else known[0])
    needed = advice_tier.proposal(first, {}, known, force)
    return shown(found, names, past_url) | {"tier": advice_tier.shown(needed, first, names)}


def posts_above(units: Iterable[Desk | None], force: InForce) -> set[str]:
    """The posts that the advice may name."""
    return {post for unit in units if unit is not None for post in force.superiors(unit)}


def _owned(lines: Mapping[str, Line], force: InForce) -> dict[Desk, set[str]]:
    """Unit → the lines whose cited duty is its own: a basic row of its list, or one it answers for above another."""
    duties = {key: one for key, one in force.section(DUTIES).items() if isinstance(one, Duty)}
    owned: dict[Desk, set[str]] = {}
    for name, line in lines.items():
        duty = duties.get(line.duty)
        owners = () if duty is None else (duty.unit,) if duty.sort is DutySort.BASIC else duty.uppers
        for owner in owners:
            owned.setdefault(owner, set()).add(name)
    return owned


def _busy(lines: Mapping[str, Line]) -> dict[Desk, Fraction]:
    """Unit → person-days of its lines, as far as their effort is agreed."""
    told: dict[Desk, Fraction] = {}
    for line in lines.values():
        told[line.unit] = told.get(line.unit, Fraction(0)) + (days_of(line.effort) or 0)
    return told


def days_of(effort: str) -> Fraction | None:
    """Person-days of an effort; None where none is agreed."""
    size = plan_labels.SIZES.get(effort)
    return Fraction(size) if size else Fraction(Decimal(effort)) if effort else None


def _free(unit: Desk, capacities: Mapping[str, int], busy: Mapping[Desk, Fraction], lent: Fraction) -> Fraction | None:
    """What it has left of the person-days that were typed for it; None where nothing was typed."""
    if unit not in capacities:
        return None
    return max(Fraction(0), capacities[unit] - busy.get(unit, Fraction(0)) - lent)


def shown(found: Advice, names: Names, past_url: PastUrl) -> dict[str, Any]:
    """The table of candidates, what would change the order, and what is said plainly. `past_url`: of a unit, the page
    of the tasks its record counts."""
    return {
        "table": _table(found, names, past_url),
        "changes": [words(_change(one, names)) for one in found.changes],
        "plain": [words(one) for one in plainly(found, names)],
    }


def _table(found: Advice, names: Names, past_url: PastUrl) -> dict[str, Any]:
    weights = YARDSTICK.weights
    columns: list[dict[str, Any]] = [{"label": _("Unit")}, {"label": _("Order"), "num": True}]
    columns += [
        {"label": _("%(criterion)s (weight %(weight)s)") % {"criterion": CRITERIA[one], "weight": weights[one]}}
        for one in Criterion
    ]
    columns += [{"label": _("Weighted mean"), "num": True}]
    rows = [_row(one, found, names, past_url) for one in found.placed]
    empty = _("Nobody to compare yet: the plan has no line and no lead is proposed.")
    return {"label": _("Who might lead"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _row(one: Placed, found: Advice, names: Names, past_url: PastUrl) -> dict[str, Any]:
    cells: list[dict[str, Any]] = [
        {"text": names.get(one.unit, one.unit)},
        {"text": one.rank if one.score is not None else "–", "num": True, "label": _("Order")},
    ]
    for reason in one.reasons:
        left = reason.criterion in found.not_compared
        note = _("compared for none") if left and reason.gap is None else _interval(reason)
        counts = reason.criterion is Criterion.PAST and reason.whole
        url = past_url(one.unit) if counts else ""
        cells.append({"text": _count(reason), "note": note, "url": url, "label": str(CRITERIA[reason.criterion])})
    score = "–" if one.score is None else f"{float(one.score):.2f}"
    cells.append({"text": score, "num": True, "label": _("Weighted mean")})
    return {"cells": cells}


def _count(reason: Reason) -> str:
    if reason.gap is not None:
        gap = str(GAPS[reason.gap])
        return _("%(gap)s (n = %(n)s)") % {"gap": gap, "n": reason.whole} if reason.gap is Gap.TOO_FEW else gap
    assert reason.count is not None
    assert reason.whole is not None
    if reason.criterion is Criterion.FREE:
        return _("%(count)s; leading takes %(whole)s") % {"count": number(reason.count), "whole": number(reason.whole)}
    return _("%(count)s of %(whole)s") % {"count": number(reason.count), "whole": number(reason.whole)}


def _interval(reason: Reason) -> str:
    if reason.interval is None:
        return ""
    low, high = reason.interval
    share = float(reason.share or 0)
    told = _("%(share).0f%%; with 95%% confidence between %(low).0f%% and %(high).0f%%")
    return told % {"share": share * 100, "low": low * 100, "high": high * 100}


def number(value: Fraction) -> str:
    return f"{float(value):.1f}".removesuffix(".0")


def _change(one: Change, names: Names) -> str:
    how = str(CHANGES[one.criterion]) % {"before": number(one.before), "after": number(one.after)}
    told = _("%(first)s would stand first if it were for %(unit)s: %(how)s.")
    if one.first == one.unit:
        told = _("%(first)s would stand first %(how)s.")
    return told % {"first": names.get(one.first, one.first), "unit": names.get(one.unit, one.unit), "how": how}


def plainly(found: Advice, names: Names) -> list[str]:
    """What is said beside the order: who stands above all, and how few duties the unit named first owns."""
    told = []
    first = found.first_named
    if first is not None:
        sentence = _("%(unit)s is named first; %(count)d of %(lines)d lines are its own duties.")
        if first.few:
            sentence = _("%(unit)s is named first, though only %(count)d of %(lines)d lines are its own duties.")
        told.append(
            sentence % {"unit": names.get(first.unit, first.unit), "count": first.duty_lines, "lines": first.lines}
        )
    if found.nobody_above:
        told.append(
            _("No unit stands above all the others that owe a line: whoever leads needs powers lent from above.")
        )
        told.append(_above(found, names))
    everybody = {one.unit for one in found.placed}
    nobodys = [str(CRITERIA[one]) for one, units in found.not_compared.items() if set(units) == everybody]
    if nobodys:
        told.append(_("Not compared, as it is known of nobody: %(criteria)s.") % {"criteria": listed(nobodys)})
    for criterion, units in found.not_compared.items():
        if set(units) != everybody:
            sentence = _("Not compared: %(criterion)s. Not known of %(units)s.")
            told.append(sentence % {"criterion": CRITERIA[criterion], "units": _named(units, names)})
    return [one for one in told if one]


def _above(found: Advice, names: Names) -> str:
    above = found.above
    if above is None:
        return ""
    if above.unplaced:
        return _("Who stands above all of them is not known: %(units)s stand in no chain here.") % {
            "units": _named(above.unplaced, names)
        }
    if not above.posts:
        return _("Nobody stands above all of them: the joint work must name who decides.")
    told = _(
        "The lowest post above all of them is %(posts)s, %(height)d up: it can lend the powers, or decide as sponsor."
    )
    return told % {"posts": _named(above.posts, names), "height": above.height}


def _named(units: Sequence[str], names: Names) -> str:
    return listed(names.get(unit, unit) for unit in units)
