"""Choosing between options 方案比选: the sponsor chooses, with a reason, once the leaders concerned have spoken.

Concerned are the leaders of the units that have lines of the plan or were asked about the options; the sponsor, who
says it by choosing, is not waited for. A leader has spoken when the last letter about the options in force was
answered, declined or met with silence past its clock. Rules: docs/rules/choosing.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from qiantou.core.advance import lapse_at
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.matter import Matter
from qiantou.core.powers import signer
from qiantou.core.register import InForce
from qiantou.core.undertaking import Charter

UNSAID = ("withdrawn", "moot")
"""Outcomes of a letter that ended without its doer having had the time to answer."""
LEAST = 2
"""Fewer options are no choice."""


def chooser(charter: Charter, force: InForce) -> Desk | None:
    """The leader who chooses: the charter's sponsor, else the first above the lead; None where there is none."""
    above = (charter.sponsor, *force.superiors(charter.lead))
    return next((post for post in above if post is not None), None)


def concerned(units: Iterable[Desk], sponsor: Desk | None, force: InForce) -> tuple[Desk, ...]:
    """The portfolio leaders of these units, each once, without the one who chooses."""
    leaders = (signer(unit, force) for unit in units)
    return tuple(dict.fromkeys(leader for leader in leaders if leader is not None and leader != sponsor))


def last_letters(letters: Iterable[Matter], options: Collection[str]) -> dict[Desk, Matter]:
    """Desk → its last letter that asks about every option in force; letters in the order they were opened."""
    return {one.doer: one for one in letters if one.outcome not in UNSAID and set(options) <= set(one.about)}


def has_spoken(letter: Matter | None, force: InForce) -> bool:
    """Whether it was asked, and answered or let its clock run out, whether or not the clock was recorded yet."""
    if letter is None:
        return False
    lapses = lapse_at(letter, force)
    return not letter.is_open or (lapses is not None and lapses <= force.instant)


def awaited(
    leaders: Iterable[Desk], letters: Iterable[Matter], options: Collection[str], force: InForce
) -> tuple[Desk, ...]:
    """The leaders who were not asked yet, or have time to answer left."""
    last = last_letters(letters, options)
    return tuple(leader for leader in leaders if not has_spoken(last.get(leader), force))


def enough_options(options: Collection[str]) -> None:
    """Raises Rejected where there is nothing to choose between."""
    if len(options) < LEAST:
        raise Rejected("two-options-first", least=LEAST)


def may_choose(
    option: str, *, options: Collection[str], by: Desk | None, sponsor: Desk | None, waiting: Sequence[Desk]
) -> None:
    """Raises Rejected where the choice is not this desk's, is none, or comes before the leaders concerned."""
    if sponsor is None or by != sponsor:
        raise Rejected("not-your-choice", desk=sponsor)
    enough_options(options)
    if option not in options:
        raise Rejected("no-such-option", option=option)
    if waiting:
        raise Rejected("leaders-first", leaders=tuple(waiting))
