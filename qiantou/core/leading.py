"""The lead of a joint work passes: which of its matters go over, and which come back where the passing falls.

`follow` asks here; what the register says follows in `passing`. Rules: docs/rules/passing.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Effect
from qiantou.core.matter import GRANTED, Matter
from qiantou.core.moves import Command, Inherit, Moot, Reassign
from qiantou.core.register import CHARTERS, InForce
from qiantou.core.undertaking import Charter

OWN_KINDS = ("data", "means")
"""What a unit is asked for as itself, whoever leads."""


@dataclass(frozen=True)
class Left:
    """Who leads once a passing has fallen, by which passing if by any, and whether the lead rested on the fallen."""

    lead: Desk
    by: Stream | None
    rested: bool


class Joined(Protocol):
    def parts(self, stream: Stream) -> Iterable[Stream]: ...

    def joined(self, joint: Stream) -> Iterable[Stream]: ...

    def left_by(self, passing: Matter) -> Left: ...


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
            yield matter.stream, _asked_on(matter, lead, passing, passing.stream)


def led_back(passing: Matter, links: Joined, lookup: Lookup) -> Consequences:
    """The passing falls: what it brought to the new lead goes back, and what that one asked as lead since.

    What has moved on to a third desk meanwhile stays there. Where the lead that is left had itself come by a passing
    that fell, it goes back to who led before.
    """
    if not _leads(passing) or passing.joint is None:
        return
    left = links.left_by(passing)
    by = left.by or passing.stream
    for name in links.joined(passing.joint):
        matter = lookup(name)
        if matter is None or name == passing.stream:
            continue
        came, who = matter.moved or (None, None)
        if came == passing.stream and who == matter.doer:
            yield name, Reassign(by, left.lead)
        elif came == passing.stream and who == matter.asker:
            yield name, _asked_on(matter, left.lead, passing, by)
        elif left.rested and matter.asker == passing.doer and _is_top(matter) and _is_since(matter, passing):
            yield name, Moot() if _leads(matter) else _asked_on(matter, left.lead, passing, by)


def left_by(passing: Matter, force: InForce, lookup: Lookup) -> Left:
    now, before = force.charter(passing.joint), charter_before(passing, force, lookup)
    if now is not None and now.passed != passing.stream:
        return Left(now.lead, now.passed, rested=False)
    return Left(before.lead, before.passed, rested=True) if before is not None else Left(passing.asker, None, True)


def charter_before(passing: Matter, force: InForce, lookup: Lookup) -> Charter | None:
    """The charter as it last stood by no passing that has fallen: by this one it stands no more."""
    for known in reversed(force.history(CHARTERS, passing.joint) if passing.joint is not None else []):
        if isinstance(known.value, Charter) and not _fell(known.value.passed, passing, lookup):
            return known.value
    return None


def _fell(name: Stream | None, passing: Matter, lookup: Lookup) -> bool:
    one = lookup(name) if name is not None and name != passing.stream else None
    return name == passing.stream or (one is not None and one.outcome not in GRANTED)


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


def _asked_on(matter: Matter, lead: Desk, passing: Matter, by: Stream) -> Command:
    if matter.doer != lead:
        return Inherit(lead, by)
    if matter.policy.settles or passing.arbiter is None:
        return Moot()
    return Inherit(passing.arbiter, by)


def _is_since(matter: Matter, passing: Matter) -> bool:
    """Whether it was asked for after the lead had passed."""
    return passing.took is not None and matter.opened is not None and matter.opened >= passing.took
