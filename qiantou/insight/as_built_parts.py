"""What became of one line's time: every stretch beyond its planned duration, with the party it is put down to.

The doer's own time counts against the planned duration first; what goes beyond it is the doer's where its day had
passed, and nobody's inside what it was allowed. Time in other hands lengthens the line as it passes: the holder's
beyond its own clock, nobody's inside it. Source: docs/rules/attribution.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from qiantou.core.attribution import NOBODY, OUTSIDE
from qiantou.core.facts import Delivered, Returned
from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import InForce
from qiantou.core.worktime import working_minutes
from qiantou.insight.account_pieces import Clock, Piece, Read, pieces

REGAINED, CHANGES, EXCUSED, DISPUTED = "regained", "changes", "excused", "disputed"
ANEW, UNDONE = "anew", "undone"
"""Causes of a part beside those of `core/span`: done in less, another wish of the asker, a reason accepted, and working
while it was asked whose duty it is; withdrawn until it was opened anew, and not asked for any more."""

Mark = tuple[int, int, str, str]
"""From when until when, why, and whom it is put down to instead."""


@dataclass(frozen=True)
class Part:
    """`[start, end)` in working minutes of the axis: the line grew by it, or shrank where `regained`.

    `party`: whom it is put down to; `holder`: in whose hands it was; `over`: beyond what that holder was allowed.
    `matter`, `entry`: the entry by which it came there.
    """

    start: int
    end: int
    party: str
    holder: str
    cause: str
    over: bool
    matter: Stream
    entry: int
    regained: bool = False

    @property
    def minutes(self) -> int:
        return self.start - self.end if self.regained else self.end - self.start


@dataclass(frozen=True)
class Axis:
    """Whole working minutes since the launch."""

    origin: datetime
    force: InForce

    def at(self, instant: datetime) -> int:
        return working_minutes(self.force.calendar, self.origin, instant)

    def party(self, holder: str) -> str:
        """A unit whole, a leader's post as it is; whoever is outside is an outside cause."""
        if holder in (NOBODY, OUTSIDE) or holder.startswith("p:"):
            return holder
        if holder.startswith("o:"):
            return OUTSIDE
        return self.force.whole(Desk(holder)) or holder


@dataclass(frozen=True)
class Lived:
    """A line's time from `start` on, as recorded: its own time counts against `planned` first."""

    read: Read
    axis: Axis
    start: int
    planned: int

    @property
    def doer(self) -> str:
        return self.axis.party(self.read.matter.doer)

    @property
    def overtime(self) -> dict[str, int]:
        """By party, the minutes in its hands beyond what it was allowed, whether or not anything came later by them."""
        found: dict[str, int] = {}
        for part, _is_own in self.stretches():
            if part.over and part.party == self.axis.party(part.holder):
                found[part.party] = found.get(part.party, 0) + part.minutes
        return found

    def stretches(self) -> Iterator[tuple[Part, bool]]:
        """Each stretch with whom it is put down to once it lengthens the line, and whether it is the doer's own."""
        marks = list(self._marks())
        for piece in pieces(self.read):
            start, end = max(self.axis.at(piece.start), self.start), self.axis.at(piece.end)
            if start >= end:
                continue
            is_own = self._is_own(piece)
            part = self._part(piece, start, end)
            yield from ((one, is_own) for one in (_marked(part, marks) if is_own else (part,)))

    def _is_own(self, piece: Piece) -> bool:
        if piece.clock is Clock.RUNS:
            return piece.holder != NOBODY
        return piece.clock is Clock.TALK and piece.holder == self.read.matter.doer

    def _part(self, piece: Piece, start: int, end: int) -> Part:
        bears = piece.bears if piece.over or piece.bears == OUTSIDE else NOBODY
        party, holder = self.axis.party(bears), self.axis.party(piece.holder)
        return Part(start, end, party, holder, piece.cause, piece.over, piece.matter, piece.entry)

    def _marks(self) -> Iterator[Mark]:
        """Stretches of own time that are not the doer's doing, the strongest first."""
        matter, at, until = self.read.matter, self.axis.at, self.read.closed
        if matter.excused is not None:
            yield at(self.axis.origin), at(until), EXCUSED, NOBODY
        for rest in matter.disputed:
            yield at(rest.start), at(rest.end or until), DISPUTED, NOBODY
        for begin, end in self._reworked():
            yield at(begin), at(end), CHANGES, self.axis.party(matter.asker)

    def _reworked(self) -> Iterator[tuple[datetime, datetime]]:
        """From each return that named nothing agreed that is lacking, until it was handed in again."""
        entries = self.read.one.entries
        for number, entry in enumerate(entries):
            if isinstance(entry.event, Returned) and not entry.event.lacking:
                again = (later.at for later in entries[number + 1 :] if isinstance(later.event, Delivered))
                yield entry.at, next(again, self.read.closed)


def _marked(part: Part, marks: Sequence[Mark]) -> Iterator[Part]:
    """The part cut where a mark begins and ends; under a mark it is not put down to the doer."""
    edges = {edge for begin, end, *_told in marks for edge in (begin, end) if part.start < edge < part.end}
    for begin, end in pairwise([part.start, *sorted(edges), part.end]):
        one = replace(part, start=begin, end=end)
        mark = next((mark for mark in marks if mark[0] <= begin < mark[1]), None)
        yield one if mark is None else replace(one, cause=mark[2], party=mark[3])
