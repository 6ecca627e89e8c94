"""The door of a township: what its published duty list does not hold is not asked of it (docs/rules/duty_lists.md).

A list that is not loaded refuses nothing. An exception names one item, a term and its approver. Asking a post of the
township is asking the township; what passes inside it is its own affair, and what a township asks of others is never
held up here. The same door stands before an offer, an obstacle, a dispute, a ruling and a plan on its way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qiantou.core.context import Context
from qiantou.core.duty import Duty, DutySort, OffList
from qiantou.core.guard import is_outside
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import Effect, Policy
from qiantou.core.matter import Matter
from qiantou.core.moves import Offer
from qiantou.core.plan import Line, Means, PlanValue
from qiantou.core.register import OFF_LISTS, InForce

GRASS_ROOTS = "township"


@dataclass(frozen=True)
class Citing:
    """What a demand says it rests on: a row of the list of whom it asks, or an exception; empty for nothing."""

    duty: str = ""
    off_list: str = ""


def on_the_list(command: Offer, parent: Matter | None, by: Actor, policy: Policy, context: Context) -> None:
    """Raises Rejected for a demand on a township that neither its list nor an exception covers.

    What a doer needs of the township that asked for the work while it has it in hand, a township's own dispute, and the
    lead's own lines, which the rule asks of it in the name of who stands above, are no demands of others. Whoever says
    that a work is a township's names the row for who asks for that work.
    """
    force = context.force
    asker = parent.asker if parent is not None and policy.effect is Effect.REASSIGN else command.asker
    helped = policy.effect is not Effect.REASSIGN and _is_needed(command, parent)
    charter = force.charter(command.joint)
    own = by.desk is None and bool(command.line) and charter is not None and charter.lead == command.doer
    if policy.demand and not helped and not own:
        through(command.doer, asker, Citing(command.duty, command.off_list), force)


def _is_needed(command: Offer, parent: Matter | None) -> bool:
    """Whether a doer asks it of whoever asked for the work that it has in hand."""
    if parent is None or (command.asker, command.doer) != (parent.doer, parent.asker):
        return False
    return parent.is_open and parent.admitted


def through(doer: Desk, asker: Desk, citing: Citing, force: InForce) -> None:
    """Raises Rejected where the doer is a township with loaded lists and what is cited is not its own, or has ended.

    A row it only helps with (配合履职) is cited by the departments it names alone; where it names none that is known,
    by anybody.
    """
    unit = watched(doer, asker, force)
    if unit is None:
        return
    if citing.off_list:
        excepted(citing.off_list, unit, force)
        return
    duty = force.duties(unit).get(citing.duty)
    if duty is None:
        raise Rejected("not-on-the-duty-list", unit=unit)
    if duty.sort is DutySort.TAKEN_BACK:
        raise Rejected("duty-taken-back", unit=unit, upper=duty.upper)
    if is_ended(duty, force):
        raise Rejected("duty-ended", unit=unit, until=duty.until)
    if not is_open_to(duty, asker, force):
        raise Rejected("duty-of-another-department", unit=unit, upper=duty.uppers)


def is_open_to(duty: Duty, asker: Desk, force: InForce) -> bool:
    """Whether this asker may cite the row while it is in force."""
    if duty.sort is DutySort.COOPERATING:
        return not duty.uppers or _home(asker, force) in duty.uppers
    return duty.sort is DutySort.BASIC


def asked_in(fresh: Stream | None, curer: Desk, doer: Desk, force: InForce) -> Stream | None:
    """The name of the matter that asks who could cure a lack for it; none asks it of a township with loaded lists.

    A reservation stays on record all the same: the doer is not kept from speaking.
    """
    return fresh if watched(curer, doer, force) is None else None


def plan_through(owed: Mapping[str, PlanValue], lead: Desk, force: InForce) -> None:
    """As `through` for lines and means of a plan before it is put out: as the launch will ask for them.

    The lead's own are not looked at. Raises Rejected, the name of the line under "line".
    """
    for name, value in owed.items():
        if not isinstance(value, Line | Means):
            continue
        doer = value.unit if isinstance(value, Line) else value.promiser
        competent = value.competent if isinstance(value, Line) else None
        asker = competent if competent is not None and competent != doer else lead
        if doer == lead:
            continue
        try:
            through(doer, asker, Citing(value.duty, value.off_list), force)
        except Rejected as refusal:
            refusal.facts["line"] = name
            raise


def not_moved_onto(doer: Desk, asker: Desk, policy: Policy, force: InForce) -> None:
    """Raises Rejected where what another declined would go to a township: it rests on no row of its list. Ask anew."""
    unit = watched(doer, asker, force)
    if policy.demand and unit is not None:
        raise Rejected("not-on-the-duty-list", unit=unit)


def watched(doer: Desk, asker: Desk, force: InForce) -> Desk | None:
    """The township with loaded lists that is asked by somebody outside it; None where there is none."""
    unit = _home(doer, force)
    return unit if unit is not None and guarded(unit, force) and _home(asker, force) != unit else None


def _home(desk: Desk, force: InForce) -> Desk | None:
    """The whole unit of a unit, section or post; an outside party belongs to none."""
    return None if is_outside(desk) else force.whole(force.unit_of(desk))


def guarded(unit: Desk, force: InForce) -> bool:
    """Whether the desk is a township whose lists are loaded."""
    found = force.unit(unit)
    return found is not None and found.sort == GRASS_ROOTS and bool(force.duties(unit))


def is_ended(duty: Duty, force: InForce) -> bool:
    return duty.until is not None and force.day > duty.until


def excepted(key: str, unit: Desk, force: InForce) -> OffList:
    """The exception in force for the unit. Raises Rejected."""
    found = force.section(OFF_LISTS).get(key)
    if not isinstance(found, OffList) or found.unit != unit:
        raise Rejected("no-such-exception", unit=unit)
    if force.day > found.until:
        raise Rejected("exception-ended", unit=unit, until=found.until)
    return found
