"""What every move is asked: is this the phase, is it your turn, is a reason given, may that desk be asked?"""

from __future__ import annotations

from datetime import date

from qiantou.core.context import Context
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.lookup_check import is_discipline
from qiantou.core.matter import Matter
from qiantou.core.moves import Command
from qiantou.core.plain import has_words, says
from qiantou.core.register import InForce


def in_phase(matter: Matter, command: Command, *phases: Phase) -> None:
    if matter.phase not in phases:
        raise Rejected("wrong-phase", move=type(command).__name__, phase=matter.phase.value)


def only(desk: Desk | None, by: Actor) -> None:
    if by.desk is None or by.desk != desk:
        raise Rejected("not-yours", holder=desk)


def party(matter: Matter, by: Actor) -> None:
    if not matter.is_party(by.desk):
        raise Rejected("not-a-party", asker=matter.asker, doer=matter.doer)


def said(text: str) -> str:
    """A reason, which says something. Raises Rejected."""
    if not says(text):
        raise Rejected("reason-missing")
    return text


def worded(text: str) -> str:
    """A report, a remark, a lack: more than signs, be it one character or a number. Raises Rejected."""
    if not has_words(text):
        raise Rejected("reason-missing")
    return text


def from_today_on(day: date | None, by: Actor, context: Context) -> None:
    """Raises Rejected for a day that had passed when it was named: on the day of the move, or of the paper that is
    recorded."""
    named = by.recorded.said if by.recorded is not None else context.force.day
    if day is not None and day < named:
        raise Rejected("day-has-passed", day=day)


def known(desk: Desk, context: Context) -> Desk:
    if not context.force.is_known(desk):
        raise Rejected("unknown-desk", desk=desk)
    return desk


def askable(desk: Desk, *, asker: Desk, context: Context) -> Desk:
    """The desk, where `asker` may ask it for something.

    A section is asked by its own unit, the other sections and the posts of it; everybody else asks the unit.
    Raises Rejected("unknown-desk") or Rejected("ask-the-unit").
    """
    no_discipline(desk, context.force)
    whole = context.force.whole(known(desk, context))
    if whole not in (None, desk) and _home(asker, context.force) != whole:
        raise Rejected("ask-the-unit", unit=whole)
    return desk


def no_discipline(desk: Desk, force: InForce) -> None:
    """Raises Rejected where a discipline body would become a side: it reads by a look-up alone, and has no part."""
    if is_discipline(desk, force):
        raise Rejected("discipline-is-no-side", desk=desk)


def moved_to(doer: Desk, work: Matter, context: Context) -> Desk:
    """The desk, where `work` may go over to it: its asker may ask it, and what is inside a unit stays inside.

    Raises Rejected("unknown-desk"), Rejected("ask-the-unit") or Rejected("stays-inside").
    """
    askable(doer, asker=work.asker, context=context)
    if not goes_along(work, doer, context):
        raise Rejected("stays-inside", unit=context.force.inner_of(work.asker, work.doer))
    return doer


def goes_along(matter: Matter, desk: Desk, context: Context) -> bool:
    """Whether the desk may become a side of the matter: an inner affair of a unit has no side outside it."""
    inside = context.force.inner_of(matter.asker, matter.doer)
    return inside is None or _home(desk, context.force) == inside


def in_own_hands(work: Matter, desk: Desk, force: InForce) -> bool:
    """Whether the desk is of its doer's own unit, a section or a post of it, though the work was asked from elsewhere:
    what lies there is in the doer's own hands, and stops no clock.

    The posts of the government at the root are no unit in this sense: each leader decides by himself.
    """
    home = _home(work.doer, force)
    unit = force.unit(home)
    if home is None or unit is None or unit.parent is None:
        return desk == work.doer
    return _home(desk, force) == home and _home(work.asker, force) != home


def is_outside(desk: Desk | None) -> bool:
    """Whether the desk is an outside party, which has no account."""
    return desk is not None and desk.startswith("o:")


def _home(desk: Desk, force: InForce) -> Desk | None:
    """The whole unit the desk belongs to; an outside party belongs to none, whoever keeps contact with it."""
    return None if is_outside(desk) else force.whole(force.unit_of(desk))
