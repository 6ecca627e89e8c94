"""The door of a township: what its published duty list does not hold is not asked of it (docs/rules/duty_lists.md).

A list that is not loaded refuses nothing. An exception names one item, a term and its approver. Asking a post of the
township is asking the township; what passes inside it is its own affair.
"""

from __future__ import annotations

from qiantou.core.context import Context
from qiantou.core.duty import Duty, DutySort, OffList
from qiantou.core.guard import is_outside
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.kinds import Policy
from qiantou.core.moves import Offer
from qiantou.core.register import OFF_LISTS, InForce

GRASS_ROOTS = "township"


def on_the_list(command: Offer, policy: Policy, context: Context) -> None:
    """Raises Rejected for a demand on a township that neither its list nor an exception covers."""
    force, unit = context.force, watched(command.doer, command.asker, context.force)
    if not policy.demand or unit is None:
        return
    if command.off_list:
        excepted(command.off_list, unit, force)
        return
    duty = force.duties(unit).get(command.duty)
    if duty is None:
        raise Rejected("not-on-the-duty-list", unit=unit)
    if duty.sort is DutySort.TAKEN_BACK:
        raise Rejected("duty-taken-back", unit=unit, upper=duty.upper)
    if is_ended(duty, force):
        raise Rejected("duty-ended", unit=unit, until=duty.until)


def not_moved_onto(doer: Desk, asker: Desk, policy: Policy, force: InForce) -> None:
    """Raises Rejected where a demand would go over to a township: it rests on no row of its list. Ask it anew."""
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
