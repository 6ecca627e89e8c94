"""The lead of a joint work passes: which of its matters go over, and which come back where the passing falls.

`follow` asks here; what the register says follows in `passing`. Rules: docs/rules/passing.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Effect
from qiantou.core.matter import Matter
from qiantou.core.moves import Command, Inherit, Moot, Reassign

OWN_KINDS = ("data", "means")
"""What a unit is asked for as itself, whoever leads."""


class Joined(Protocol):
    def parts(self, stream: Stream) -> Iterable[Stream]: ...

    def joined(self, joint: Stream) -> Iterable[Stream]: ...


Lookup = Callable[[Stream], Matter | None]
Consequences = Iterator[tuple[Stream, Command]]


def led_by_another(passing: Matter, links: Joined, lookup: Lookup) -> Consequences:
    """The wholes go over with their dates and history, and what the former lead asked for.

    Parts of a whole follow it by themselves. What the new lead itself owes is asked from then on by the leader who
    assigned the work; a letter to it ends. What the former lead had proposed to another unit ends too: it has no lead
    left to pass.
    """
    former, lead = passing.asker, passing.doer
    for matter in _tops(passing, links, lookup):
        if matter.policy.effect is Effect.LEAD and matter.asker == former:
            yield matter.stream, Moot()
        elif matter.doer == former and _is_whole(matter, links):
            yield matter.stream, Reassign(passing.stream, lead)
        elif matter.asker == former:
            yield matter.stream, _asked_on(matter, lead, passing)


def led_back(passing: Matter, links: Joined, lookup: Lookup) -> Consequences:
    """The passing falls: what it brought to the new lead goes back, and what that one asked as lead since.

    What has moved on to a third desk meanwhile stays there.
    """
    former, lead = passing.asker, passing.doer
    for name in links.joined(passing.joint) if _leads(passing) and passing.joint else ():
        matter = lookup(name)
        if matter is None or name == passing.stream:
            continue
        by, who = matter.moved or (None, None)
        if by == passing.stream and who == matter.doer:
            yield name, Reassign(passing.stream, former)
        elif by == passing.stream and who == matter.asker:
            yield name, Inherit(former, passing.stream)
        elif matter.asker == lead and _is_top(matter) and _is_since(matter, passing):
            yield name, Moot() if matter.policy.effect is Effect.LEAD else _asked_on(matter, former, passing)


def _tops(passing: Matter, links: Joined, lookup: Lookup) -> Iterator[Matter]:
    for name in links.joined(passing.joint) if _leads(passing) and passing.joint else ():
        matter = lookup(name)
        if matter is not None and _is_top(matter) and name != passing.stream:
            yield matter


def _leads(matter: Matter) -> bool:
    return matter.policy.effect is Effect.LEAD


def _is_top(matter: Matter) -> bool:
    return not matter.beside and matter.parent is None


def _is_whole(matter: Matter, links: Joined) -> bool:
    """Whether it is owed as the lead: not an answer, nor what is the unit's own, nor a line of the plan of its own."""
    if matter.policy.settles or matter.kind in OWN_KINDS:
        return False
    return not matter.line or any(True for _part in links.parts(matter.stream))


def _asked_on(matter: Matter, lead: Desk, passing: Matter) -> Command:
    if matter.doer != lead:
        return Inherit(lead, passing.stream)
    if matter.policy.settles or passing.arbiter is None:
        return Moot()
    return Inherit(passing.arbiter, passing.stream)


def _is_since(matter: Matter, passing: Matter) -> bool:
    """Whether it was asked for after the lead had passed."""
    return passing.took is not None and matter.opened is not None and matter.opened >= passing.took
