"""Whom a mandate binds, and by what (docs/rules/mandate.md).

A unit of its scope is bound by an entry of the mandate made while the issuer stood above it, or by a signature that
was asked for at an entry: of its portfolio leader, or, where nobody here stands above it, of the party itself, whose
written consent that is. Each entry is judged by the register of its own instant: a unit that has moved to another
portfolio stays bound for the term it was bound for, and what was signed holds for nothing wider.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from qiantou.core.context import Context
from qiantou.core.guard import is_outside
from qiantou.core.kernel import Desk, Recorded, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.mandate import Mandate, Power
from qiantou.core.matter import GRANTED, Matter
from qiantou.core.office import offices_of
from qiantou.core.register import MANDATES, InForce

COUNTERSIGN = "countersign"
"""The cause of the signature a portfolio leader or a party is asked for; its `about` names the mandate."""


@dataclass(frozen=True)
class Stage:
    """One entry of a mandate, and the signatures first asked for at it."""

    value: Mandate
    at: datetime
    asked: tuple[Stream, ...]


@dataclass(frozen=True)
class Ground:
    """By what a unit is bound until when: "above", by its issuer's post; "signed", its leader; "consent", itself."""

    how: str
    until: date
    at: datetime  # of the entry it rests on
    signature: Matter | None = None


def stages(key: str, force: InForce) -> tuple[Stage, ...]:
    """The entries of the mandate that stands under a key, oldest first; none of one that was ended."""
    found: list[Stage] = []
    for known in force.history(MANDATES, key):
        if not isinstance(known.value, Mandate):
            found.clear()
            continue
        before = found[-1].value.countersigns if found else ()
        asked = tuple(stream for stream in known.value.countersigns if stream not in before)
        found.append(Stage(known.value, known.at, asked))
    return tuple(found)


def ground(key: str, power: Power, desk: Desk, context: Context) -> Ground | None:
    """By what a power of the mandate binds a desk today; None where it does not, or not yet.

    An entry counts as long as no later one lent less of it.
    """
    force, own, until = context.force, stages(key, context.force), date.max
    for stage in reversed(own):
        value = stage.value
        until = min(until, value.until)
        if power not in value.powers or desk not in value.scope or force.day > value.until:
            return None
        if power is Power.BUDGET and _is_more_money(own[-1].value, value):
            return None
        if any(is_above(value.issuer, desk, at) for at in (force, force.register.at(stage.at))):
            return Ground("above", until, stage.at)
        for one in signatures(stage, key, context):
            then = force.register.at(one.since)
            if one.doer == asked_of(desk, then) and is_given(one, force):
                return Ground("consent" if one.doer == desk else "signed", until, stage.at, one)
    return None


def signatures(stage: Stage, key: str, context: Context) -> tuple[Matter, ...]:
    """The signatures asked for at an entry, open or ended; a matter about anything else is none."""
    asked = (context.matter(stream) for stream in stage.asked)
    return tuple(
        one for one in asked
        if one is not None and (one.kind, one.cause, one.joint) == ("signature", COUNTERSIGN, stage.value.joint)
        and key in one.about
    )  # fmt: skip


def is_given(matter: Matter, force: InForce) -> bool:
    """Granted by its own desk, or by a ruling of who stands above it.

    What was recorded for it binds nobody before it is confirmed, unless nobody sat there who could: then the paper
    stands that `recording` asked for.
    """
    if matter.stage is not Phase.CLOSED or matter.outcome not in GRANTED:
        return False
    if matter.arbiter is not None and not is_above(matter.arbiter, matter.doer, force):
        return False
    then = force.register.at(matter.since)
    vacant = is_party(matter.doer, then) and not then.is_staffed(matter.doer)
    return vacant or not matter.is_hatched


def check_consent(matter: Matter, recorded: Recorded, force: InForce) -> None:
    """Raises Rejected for a party's consent recorded by the lead that it would be bound to, or without its scan."""
    charter = force.charter(matter.joint)
    if charter is not None and force.whole(force.unit_of(recorded.by)) == charter.lead:
        raise Rejected("consent-not-by-the-lead", desk=matter.doer, keeper=charter.keeper, issuer=charter.issuer)
    if not recorded.scan.strip():
        raise Rejected("consent-needs-its-scan", desk=matter.doer)


def lenders(matter: Matter, force: InForce) -> tuple[Desk, ...]:
    """Who issued the mandate that a signature is asked for, and his offices."""
    mandate = next((force.section(MANDATES).get(key) for key in matter.about), None)
    if not isinstance(mandate, Mandate):
        return ()
    return (mandate.issuer, *offices_of(mandate.issuer, force))


def unasked(value: Mandate, key: str, force: InForce) -> tuple[Desk, ...]:
    """The desks of a mandate to be entered now for which somebody has to be asked first.

    The issuer is not above them, and no entry that stands lent at least as much over them. Of a suspended mandate
    none: it lends nothing, and is judged when it is resumed.
    """
    if value.suspended:
        return ()
    own = stages(key, force)
    others = (desk for desk in value.scope if not is_above(value.issuer, desk, force))
    return tuple(desk for desk in others if not _was_asked(value, desk, own, force))


def to_sign(value: Mandate, key: str, force: InForce) -> dict[Desk, tuple[Desk, ...]]:
    """Who is to be asked → the units for which: portfolio leaders, and parties for themselves."""
    found: dict[Desk, tuple[Desk, ...]] = {}
    for desk in unasked(value, key, force):
        signs = asked_of(desk, force)
        found[signs] = (*found.get(signs, ()), desk)
    return found


def _was_asked(value: Mandate, desk: Desk, own: tuple[Stage, ...], force: InForce) -> bool:
    for stage in reversed(own):
        if not _is_within(value, stage.value, desk):
            return False
        if stage.asked or is_above(stage.value.issuer, desk, force.register.at(stage.at)):
            return True
    return False


def _is_within(value: Mandate, before: Mandate, desk: Desk) -> bool:
    """Whether a desk is bound to no more by the one mandate than by the other."""
    fits = desk in before.scope and set(value.powers) <= set(before.powers) and value.until <= before.until
    return fits and not (Power.BUDGET in value.powers and _is_more_money(value, before))


def _is_more_money(value: Mandate, before: Mandate) -> bool:
    """Another budget than before, or more of it; one without a ceiling has no end."""
    if value.fund != before.fund:
        return True
    return bool(before.ceiling) and (not value.ceiling or Decimal(value.ceiling) > Decimal(before.ceiling))


def is_above(desk: Desk, other: Desk, force: InForce) -> bool:
    """Whether a desk stands over another; nobody here stands over an outside party, whoever keeps contact with it."""
    return not is_outside(other) and force.stands_over(desk, other)


def signer(desk: Desk, force: InForce) -> Desk | None:
    """The portfolio leader who countersigns for a unit: its own, or of the nearest unit it belongs to that has one.

    None for a vertical unit or an outside party.
    """
    unit, seen = None if is_outside(desk) else force.unit(force.whole(desk)), set[Desk]()
    while unit is not None and unit.leader is None and unit.parent is not None and unit.parent not in seen:
        seen.add(unit.parent)
        unit = force.unit(unit.parent)
    return unit.leader if unit is not None else None


def is_party(desk: Desk, force: InForce) -> bool:
    """Whether it is a unit above which nobody here stands, or an outside party: it joins by its own written consent."""
    return is_outside(desk) or (force.unit(desk) is not None and asked_of(desk, force) == desk)


def asked_of(desk: Desk, force: InForce) -> Desk:
    """Who signs for a desk that the issuer does not stand above: its portfolio leader, where it has none the nearest
    post above it but its own head, and for a party the party itself."""
    leader = signer(desk, force)
    if leader is not None or is_outside(desk):
        return leader or desk
    return next((post for post in force.superiors(desk) if post != force.head(desk)), desk)
