"""Who decides follows the register: what lies before a leader goes to another once the charter names another sponsor,
or once his post is no more.

Post, not person: whoever fills the post next finds its cases, and nothing moves. What was passed up, or what a meeting
took up, stays with whoever has it, as long as there is such a post. A leader who is asked to approve, or told and may
object, is asked himself: that ends by its own clock.
Rules: docs/rules/deciding.md.
"""

from __future__ import annotations

from datetime import datetime

from qiantou.core.arbiter import arbiters_of
from qiantou.core.facts import Succeeded
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.matter import APPROVAL, Matter
from qiantou.core.register import CHARTERS, PARTIES, POSTS, UNITS, InForce, Register

NAMING = (CHARTERS, UNITS, POSTS, PARTIES)
"""The sections of the register that say who decides."""


def succession(matter: Matter, register: Register, now: datetime) -> tuple[datetime, Succeeded] | None:
    """The first instant by `now` from which somebody else decides than the desk before which it lies; None if never."""
    if not may_be_succeeded(matter):
        return None
    turns = register.turns(NAMING, matter.entered, now)
    if not turns and matter.entered == matter.since:
        return None
    first = _first(matter, register.at(matter.since))
    for instant in (matter.entered, *turns):
        heir = _heir(matter, first, register.at(instant))
        if heir is not None:
            return instant, Succeeded(heir)
    return None


def next_turn(matter: Matter, register: Register, now: datetime) -> datetime | None:
    """When by what is entered already somebody else may decide; None where nothing is entered for later."""
    return next(iter(register.turns(NAMING, now, None)), None) if may_be_succeeded(matter) else None


def may_be_succeeded(matter: Matter) -> bool:
    """Whether it lies before a desk because that desk decides."""
    waits = matter.stage is Phase.REFERRED and not (matter.listed or matter.awaits_objection)
    return waits and matter.referral != APPROVAL


def _heir(matter: Matter, first: Desk | None, force: InForce) -> Desk | None:
    assert matter.arbiter is not None, "what is referred lies before somebody"
    now = _first(matter, force)
    stays = force.is_known(matter.arbiter) and matter.arbiter != first
    return None if now == matter.arbiter or stays else now


def _first(matter: Matter, force: InForce) -> Desk | None:
    """Who decides first, by what is in force."""
    try:
        chain = arbiters_of(matter, force)
    except Rejected:
        return None
    return next((desk for desk in chain if force.is_known(desk)), None)
