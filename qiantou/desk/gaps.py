"""The gaps between what each unit answers for and the powers and means it holds (权责对等), before anybody signs.

A power counts by the share of the other units of the plan over which a mandate in force lends it, or that stand
below the lead anyway. A means counts once a day is promised for it. What nobody agreed on is no gap. Rules:
docs/rules/parity.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from qiantou.core.context import Context
from qiantou.core.evolve import evolve
from qiantou.core.kernel import Desk, Rejected, Stream, fold
from qiantou.core.mandate import Mandate, Power
from qiantou.core.matter import Matter
from qiantou.core.plan import Line, Means, Sort
from qiantou.core.powers import need
from qiantou.core.register import MANDATES, InForce
from qiantou.desk import labels
from qiantou.desk.drafted import Plan
from qiantou.desk.shares import percent
from qiantou.insight.parity import Finding, Parity, Part, parity
from qiantou.readmodel.opinions import placed

Names = Mapping[str, str]
GAPS = (Finding.LACKS_BOTH, Finding.LACKS_POWERS, Finding.LACKS_MEANS, Finding.SMALL_GAPS)
ALWAYS = (Power.CONVENE, Power.DISPATCH, Power.RETURN)
"""What a lead needs whose plan is carried out by others."""


def code(one: Parity) -> str:
    """A finding on a unit, as it is kept with the version that was signed over it."""
    return f"{one.finding.value}:{one.unit}"


Over = Mapping[str, tuple[Desk, ...]]
"""Power that the plan needs of its lead → the other units of the plan over which the lead does not hold it."""


def parities_of(plan: Plan, force: InForce, now: datetime) -> tuple[tuple[Parity, ...], Over]:
    """What each unit of the plan answers for and holds, the lead first; one query at most, for countersignatures."""
    charter = force.charter(plan.joint)
    if charter is None:
        return (), {}
    others = [unit for unit in _units(plan, charter.lead) if unit != charter.lead]
    over = _missing(plan, charter.lead, others, _context(plan.joint, force, now))
    powers = {power: Fraction(len(others) - len(units), len(others)) for power, units in over.items()}
    return parity(_parts(plan, charter.lead, powers)), {
        power: units for power, units in over.items() if len(units) < len(others)
    }


def _units(plan: Plan, lead: Desk) -> list[Desk]:
    return list(dict.fromkeys((lead, *(line.unit for line in plan.now.values() if isinstance(line, Line)))))


def _context(joint: Stream, force: InForce, now: datetime) -> Context:
    """What a power is judged by: the register, and the countersignatures of this joint work's mandates."""
    mandates = (one for one in force.section(MANDATES).values() if isinstance(one, Mandate) and one.joint == joint)
    told = placed(stream for one in mandates for stream in one.countersigns)
    signed: dict[Stream, Matter | None] = {
        stream: fold(evolve, None, (entry for entry, _position in entries))
        for stream, entries in told.items()
        if entries
    }
    return Context(now, force, signed.get)


def _parts(plan: Plan, lead: Desk, powers: Mapping[str, Fraction | None]) -> Iterator[Part]:
    lines = {name: line for name, line in plan.now.items() if isinstance(line, Line)}
    agreed = all(line.weight is not None for line in lines.values())
    for unit in _units(plan, lead):
        own = [line for line in lines.values() if line.unit == unit]
        weight = Fraction(sum(line.weight or 0 for line in own) if agreed else len(own))
        yield Part(unit, weight, dict(powers) if unit == lead else {}, _means(plan, own))


def _missing(plan: Plan, lead: Desk, others: list[Desk], context: Context) -> dict[str, tuple[Desk, ...]]:
    """Of each power the plan needs of the lead, the other units over which it is not held."""
    if not others:
        return {}
    needed = [*ALWAYS]
    if any(isinstance(one, Line) and one.outer is not None for one in plan.now.values()):
        needed.append(Power.DEADLINES)
    if any(isinstance(one, Means) and one.sort is Sort.DATA for one in plan.now.values()):
        needed.append(Power.DATA)
    return {
        power.value: tuple(other for other in others if not _holds(power, plan.joint, lead, other, context))
        for power in needed
    }


def _holds(power: Power, joint: Stream, lead: Desk, other: Desk, context: Context) -> bool:
    if context.force.stands_over(lead, other):
        return True
    for key in context.force.section(MANDATES):
        try:
            need(power, key, holder=lead, over=other, joint=joint, context=context)
        except Rejected:
            continue
        return True
    return False


def _means(plan: Plan, own: Iterable[Line]) -> dict[str, Fraction | None] | None:
    """Of each means its lines need, whether a day was promised; None where no line of the plan says what it needs."""
    if not any(isinstance(one, Means) for one in plan.now.values()):
        return None
    promised = {name: one for name, one in plan.now.items() if isinstance(one, Means)}
    needed = dict.fromkeys(name for line in own for name in line.needs if name in promised)
    return {name: Fraction(promised[name].due is not None) for name in needed}


def sentence(one: Parity, names: Names, plan: Plan, over: Over) -> str:
    """A gap in plain words: what the unit answers for, what it holds, what is missing, and over whom."""
    facts = {
        "unit": names.get(one.unit, one.unit),
        "share": percent(one.responsibility.share or Fraction(0)),
        "powers": _lacking(one.powers.lacking, names, over),
        "means": _listed(_called(plan, name) for name in one.means.lacking),
    }
    match one.finding:
        case Finding.LACKS_BOTH:
            said = _("%(unit)s answers for %(share)s of the work and lacks powers (%(powers)s) and means (%(means)s).")
        case Finding.LACKS_POWERS:
            said = _("%(unit)s answers for %(share)s of the work and lacks powers: %(powers)s.")
        case Finding.LACKS_MEANS:
            said = _("%(unit)s answers for %(share)s of the work and lacks means: %(means)s.")
        case _:
            missing = _listed(part for part in (facts["powers"], facts["means"]) if part)
            return _("%(unit)s has most of what it needs; not wholly held: %(missing)s.") % {
                **facts,
                "missing": missing,
            }
    return said % facts


def _lacking(powers: Iterable[str], names: Names, over: Over) -> str:
    """The powers lacking over all, then those lacking over some, by the same units together."""
    found: dict[tuple[Desk, ...], list[str]] = {}
    for power in powers:
        found.setdefault(over.get(power, ()), []).append(labels.label(labels.POWERS, power))
    told = [_listed(found.pop(()))] if () in found else []
    for units, some in found.items():
        whom = _listed(names.get(unit, unit) for unit in units)
        told.append(_("%(powers)s over %(units)s") % {"powers": _listed(some), "units": whom})
    return _("; ").join(told)


def _called(plan: Plan, name: str) -> str:
    value = plan.now.get(name)
    return (value.what if isinstance(value, Means) else "") or name


def _listed(words: Iterable[str]) -> str:
    return _(", ").join(words)
