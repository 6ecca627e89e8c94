"""From when each tie of a plan counts, and whose the wait is that a later version makes or unmakes.

A tie that stood when its line was signed is a link of the network, from the beginning. One that a later version puts
before a line, or takes away, counts from the instant, or until the instant, when everybody had signed that version: the
line waits in it beside the network. Of such a wait nobody bears what was to be expected when it was signed; what the
line waited for lost since then is whoever's it is. Source: docs/rules/attribution.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from typing import Protocol

from qiantou.core.attribution import NOBODY
from qiantou.core.plan import LINES, MEANS, Line, Means, Tie
from qiantou.core.plan_diff import Content
from qiantou.insight.as_built_parts import Part
from qiantou.insight.as_built_read import ties_of
from qiantou.insight.network import LinkType

PutOut = tuple[int, datetime]
"""The entry of the plan that put a version out, and when."""
Lost = tuple[int, int, str]
"""From which minute, how many, and whose; below nought: regained."""


class Ran(Protocol):
    """A step as it went."""

    @property
    def parts(self) -> tuple[Part, ...]: ...

    @property
    def ties(self) -> tuple[Tie, ...]: ...

    @property
    def actual(self) -> tuple[int, int]: ...


@dataclass(frozen=True)
class Order:
    """A tie of a line. `since`: from when it counts, None where it does from the line's beginning; `until`: when a
    later version took it away."""

    tie: Tie
    since: datetime | None = None
    until: datetime | None = None


def in_force(put: Sequence[PutOut], signed: Mapping[int, datetime]) -> list[datetime]:
    """When each version was in force: put out, and signed by everybody, it or the next that was. `signed`: entry of the
    plan → when everybody asked by it had signed."""
    found = []
    for entry, at in put:
        whole = next((when for number, when in sorted(signed.items()) if number >= entry), at)
        found.append(max(at, whole))
    return found


def orders(versions: Sequence[Content], since: Sequence[datetime]) -> dict[str, list[Order]]:
    """Line → its ties by every version that has it. `since`: when each version was in force; none where that is not
    known, and each tie of the last version counts from the beginning."""
    found: dict[str, list[Order]] = {}
    first: set[str] = set()
    for number, version in enumerate(versions):
        at = since[number] if since else None
        for name, value in {**version.get(MEANS, {}), **version.get(LINES, {})}.items():
            if isinstance(value, Line | Means):
                begins = at if name in first else None
                found[name] = _followed(found.get(name, []), ties_of(value), begins, at)
                first.add(name)
    return found


def _followed(
    before: Sequence[Order], ties: Sequence[Tie], begins: datetime | None, ends: datetime | None
) -> list[Order]:  # fmt: skip
    """The orders once a version with these ties is in force; one that is put again counts from then, and
    for as long as it did before."""
    standing = {one.tie: one for one in before if one.until is None}
    gone = [one for one in before if one.until is not None]
    gone += [Order(tie, one.since, ends) for tie, one in standing.items() if tie not in ties and ends is not None]
    return [*(standing.get(tie) or Order(tie, begins) for tie in ties), *gone]


def in_order(owed: Mapping[str, Line | Means], every: Mapping[str, Sequence[Order]]) -> tuple[str, ...]:
    """Each after what it comes after; and after what it once came after, unless the plan has turned that round."""
    once = {name: [one.tie.line for one in every.get(name, ()) if one.tie.line in owed] for name in owed}
    try:
        return tuple(TopologicalSorter(once).static_order())
    except CycleError:
        now = {name: [tie.line for tie in ties_of(value) if tie.line in owed] for name, value in owed.items()}
        return tuple(TopologicalSorter(now).static_order())


def lost(done: Mapping[str, Ran], tie: Tie, since: int, held: Mapping[Tie, int]) -> list[Lost]:
    """What moved the end of the line that a tie names after a minute: its own stretches, and what put off its begin.

    `held`: by each tie of that line, until when it was held back by it, as it went.
    """
    step = done[tie.line]
    own = [_clipped(part, since) for part in step.parts] if LinkType(tie.type).from_finish else []
    return [*_carried(done, step, since, held), *(one for one in own if one[1])]


def _clipped(part: Part, since: int) -> Lost:
    if part.regained:
        return (part.end, part.minutes if part.end > since else 0, part.party)
    begin = max(part.start, since)
    return (begin, max(0, part.end - begin), part.party)


def _carried(done: Mapping[str, Ran], step: Ran, since: int, held: Mapping[Tie, int]) -> list[Lost]:
    """What put off its beginning since then: the last that was lost before it, as far as it was later by it."""
    start = step.actual[0]
    ties = [tie for tie in step.ties if tie.line in done and not LinkType(tie.type).to_finish]
    last = max(ties, key=lambda tie: held[tie], default=None)
    if last is None or start <= since or held[last] < start:
        return []
    told = [one for one in lost(done, last, since, held) if one[1] > 0]
    room = start - max([since, *(held[tie] for tie in ties if tie != last)])
    kept: list[Lost] = []
    for begin, minutes, party in reversed(told):
        used = min(minutes, room)
        room -= used
        if used:
            kept.insert(0, (begin, used, party))
    return kept


def laid(told: Iterable[Lost], start: int, end: int, *, known: int | None = None) -> tuple[tuple[int, int, str], ...]:
    """`[start, end)` parted: nobody's until what was expected then, and from there on what was lost since, in the order
    in which it was. `known`: until when it was expected; by default, its end less what was lost."""
    every = sorted(told)
    known = end - max(0, sum(minutes for _, minutes, _ in every)) if known is None else known
    at = min(max(start, known), end)
    found = [(start, at, NOBODY)]
    for _, minutes, party in every:
        if minutes > 0 and at < end:
            found.append((at, min(end, at + minutes), party))
            at = found[-1][1]
    return tuple(one for one in _joined([*found, (at, end, NOBODY)]) if one[0] < one[1])


def _joined(told: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """Neighbours of one party as one."""
    last: tuple[int, int, str] | None = None
    for one in told:
        if one[0] >= one[1]:
            continue
        if last is not None and last[1:] == (one[0], one[2]):
            last = (last[0], one[1], one[2])
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last
