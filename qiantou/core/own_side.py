"""What a deputy leaves to others: whatever its own unit is a side of (docs/rules/deciding.md, "Acting for a leader").

Its own is its post, and its unit with the sections and posts of it, but for the unit of the leader it acts for: there
it is where the leader is. Sides are all whom the answer gives something or takes something from: of the matter, of the
work it stands beside, of the two works between which it is decided, and whoever is named to do it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from qiantou.core.acting import acts_for
from qiantou.core.bulletin import Bulletin
from qiantou.core.context import Context
from qiantou.core.guard import is_outside
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.mandate import Mandate
from qiantou.core.matter import Matter, standing_beside
from qiantou.core.meeting import Meeting
from qiantou.core.moves import Command, Offer, OfferTo, Rule
from qiantou.core.register import InForce, Listed
from qiantou.core.undertaking import Charter, Secondment


def may_decide(command: Command, matter: Matter, by: Actor, context: Context) -> None:
    """Raises Rejected("deputy-is-a-side") where the deputy, or the unit it sits in, is a side of the matter."""
    if acts_for(by, context.force) is None:
        return
    named = (command.doer,) if isinstance(command, Rule | OfferTo) else ()
    _refuse_own((*_sides(matter, context), *named), by, context.force)


def may_demand(command: Offer, by: Actor, context: Context) -> None:
    """The same for what is asked in the leader's name: of whom, for whom, and beside whose work."""
    if acts_for(by, context.force) is None:
        return
    work = context.matter(command.parent) if command.beside and command.parent is not None else None
    beside = (work.asker, work.doer) if work is not None else ()
    _refuse_own((command.asker, command.doer, command.new_doer, *beside), by, context.force)


def may_list(listed: Listed, by: Actor, force: InForce) -> None:
    """The same for an entry of the register: powers, the lead, lent people, a new task, praise and criticism."""
    if acts_for(by, force) is not None:
        before = force.section(listed.section).get(listed.key)
        _refuse_own((*_named(before), *_named(listed.value)), by, force)


def _sides(matter: Matter, context: Context) -> Iterator[Desk | None]:
    yield from (matter.asker, matter.doer, matter.new_doer, *matter.between)
    for name in standing_beside(matter):
        work = context.matter(name)
        if work is not None:
            yield from (work.asker, work.doer)


def _named(value: object) -> Iterator[Desk | None]:
    """Whom a value of the register gives or takes something."""
    match value:
        case Mandate(holder=holder, scope=scope):
            yield from (holder, *scope)
        case Charter(lead=lead):
            yield lead
        case Secondment(home=home):
            yield home
        case Meeting(decisions=decisions):
            yield from (decided.doer for decided in decisions)
        case Bulletin(items=items, marks=marks, struck=struck):
            yield from (mark.unit for mark in marks)
            yield from (items[one.item].unit for one in struck if 0 <= one.item < len(items))
        case _:
            return


def _refuse_own(desks: Iterable[Desk | None], by: Actor, force: InForce) -> None:
    home = force.whole(force.unit_of(by.post))
    shared = home == force.whole(force.unit_of(by.desk))
    for desk in desks:
        inside = not is_outside(desk) and force.whole(force.unit_of(desk)) == home
        if desk is not None and (desk == by.post or (inside and not shared)):
            raise Rejected("deputy-is-a-side", deputy=by.post, desk=desk)
