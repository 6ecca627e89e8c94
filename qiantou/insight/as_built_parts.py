"""What became of one line's time: every stretch beyond its planned duration, with the party it is put down to.

The doer's own time counts against the planned duration first; what goes beyond it is the doer's where its day had
passed, and nobody's inside what it was allowed. Time in other hands lengthens the line as it passes: the holder's
beyond its own clock, nobody's inside it. Source: docs/rules/attribution.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from qiantou.core.attribution import NOBODY, OUTSIDE
from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import InForce
from qiantou.core.worktime import working_minutes
from qiantou.insight.account_own import counted_in
from qiantou.insight.account_pieces import DONE, Clock, Piece, Read, pieces
from qiantou.insight.account_shields import Shield, Stretch, Waiting, reworked, shields

REGAINED, CHANGES, EXCUSED, DISPUTED = "regained", "changes", "excused", "disputed"
SHIELDED = {Shield.REASON: EXCUSED, Shield.RESERVED: DISPUTED}
ASKED = Shield.ASKED.value
ANEW, UNDONE, UNLAUNCHED, LATE_LAUNCH = "anew", "undone", "unlaunched", "launched-late"
ORDERED, HINDERED, LAUNCHING = "ordered-later", "hindered", "launching"
"""Causes of a part beside those of `core/span`: done in less, another wish of the asker, a reason accepted, and working
while it was asked whose duty it is; withdrawn until it was opened anew, not asked for any more, waiting for what was
not launched, and launched late itself; waiting by a tie of a later version, a launch that could
not be made, and the time that one is allowed."""


@dataclass(frozen=True)
class Mark:
    """From when until when, why, and whom it is put down to instead; `stretch`: by what it is protected."""

    start: int
    end: int
    cause: str
    party: str
    stretch: Stretch | None = None


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


def is_open(read: Read, over: datetime | None) -> bool:
    """Whether it is in hand still, or was when the work was over; handed in by then and accepted since, it was not."""
    if read.matter.is_open or over is None or read.closed <= over:
        return read.matter.is_open
    return read.matter.outcome not in DONE or read.finish > over


@dataclass(frozen=True)
class Wait:
    """`[start, end)` in minutes during which a line waited for what a later version put before it, or no longer does,
    and whose each part of that is. `holds_begin`: it could not be worked on; else its end alone had to wait."""

    start: int
    end: int
    parts: tuple[tuple[int, int, str], ...]
    holds_begin: bool


@dataclass(frozen=True)
class Awaited:
    """When a line waited for others by the plan, and then had its planned duration. `unlaunched`: while it waited for
    what was not launched, in minutes, why, and whose that is. `waits`: by ties that stand in no network."""

    spans: Waiting = ()
    unlaunched: tuple[tuple[int, int, str, str], ...] = ()
    waits: tuple[Wait, ...] = ()


@dataclass(frozen=True)
class Lived:
    """A line's time from `start` on, as recorded: its own time counts against `planned` first. `over`: when the work
    was for it; nobody's time passes after it, and no move made since changes what had become of the line by then."""

    read: Read
    axis: Axis
    start: int
    planned: int
    awaited: Awaited = Awaited()
    over: datetime | None = None

    @property
    def doer(self) -> str:
        return self.axis.party(self.read.matter.doer)

    @property
    def is_open(self) -> bool:
        return is_open(self.read, self.over)

    def at(self, instant: datetime) -> int:
        """The minute of an instant, at most that at which the work was over."""
        return self.axis.at(min(instant, self.over or instant))

    @property
    def overtime(self) -> dict[str, int]:
        """By party, the minutes in its hands beyond what it was allowed, whether or not anything came later by them."""
        found = defaultdict[str, int](int)
        waited = {self.read.matter.stream: self.awaited.spans}
        for unit, minutes in counted_in(self.read, self.axis.force, waited, self.read.matter.joint).items():
            found[self.axis.party(unit)] += minutes
        for part, is_own in self.stretches():
            if part.over and part.party == self.axis.party(part.holder) and not (is_own and part.cause != ASKED):
                found[part.party] += part.minutes
        return {party: minutes for party, minutes in found.items() if minutes}

    def stretches(self) -> Iterator[tuple[Part, bool]]:
        """Each stretch with whom it is put down to once it lengthens the line, and whether it is the doer's own."""
        changes = list(self._changes())
        protected = {state.doer: self._protects(state.doer) for state in self.read.one.after}
        for piece in pieces(self.read):
            start, end = max(self.axis.at(piece.start), self.start), self.at(piece.end)
            if start >= end:
                continue
            is_own = self._is_own(piece)
            part = self._part(piece, start, end)
            if not is_own:
                yield part, False
                continue
            shielded = protected.get(Desk(piece.holder), []) if piece.over else []
            for one in _marked(part, [*self._ordered(over=piece.over), *shielded, *changes]):
                waits = one.cause == ORDERED
                yield (replace(one, over=False) if waits else one), not waits
        if self.is_open:
            yield from self._ahead()

    def _is_own(self, piece: Piece) -> bool:
        if piece.clock is Clock.RUNS:
            return piece.holder != NOBODY
        return piece.clock is Clock.TALK and piece.holder == self.read.matter.doer

    def _part(self, piece: Piece, start: int, end: int) -> Part:
        bears = piece.bears if piece.over or piece.bears == OUTSIDE else NOBODY
        party, holder = self.axis.party(bears), self.axis.party(piece.holder)
        is_reviewed = piece.clock is Clock.RUNS and all(state.doer != piece.holder for state in self.read.one.after)
        return Part(start, end, party, holder, piece.cause, piece.over and not is_reviewed, piece.matter, piece.entry)

    def _protects(self, desk: str) -> list[Mark]:
        """What protects that desk's time beyond the day, the strongest first, as in the account of the matter."""
        at, origin, until = self.axis.at, self.axis.origin, self.read.closed
        marks = [
            Mark(at(one.start or origin), at(one.end or until), SHIELDED.get(one.shield, one.shield.value),
                 self.axis.party(one.bears), one)
            for one in shields(self.read, Desk(desk), self.awaited.spans)
        ]  # fmt: skip
        if not self.awaited.unlaunched:
            return marks
        first = next(number for number, mark in enumerate(marks) if mark.cause == Shield.WAITED)
        unlaunched = (Mark(*one) for one in self.awaited.unlaunched)
        return [*marks[:first], *unlaunched, *marks[first:]]

    def _ordered(self, *, over: bool) -> Iterator[Mark]:
        """While it waited by a tie of a later version; `over`: beyond its day, where also what holds its end counts."""
        for wait in self.awaited.waits:
            if over or wait.holds_begin:
                yield from (Mark(start, end, ORDERED, party) for start, end, party in wait.parts)

    def _ahead(self) -> Iterator[tuple[Part, bool]]:
        """Of an open one, what it is still to wait by such a tie."""
        now, matter = max(self.at(self.read.until), self.start), self.read.matter
        ahead = [wait for wait in self.awaited.waits if wait.holds_begin and wait.end > now]
        if ahead:
            for start, end, party in max(ahead, key=lambda wait: wait.end).parts:
                if end > now:
                    begin, entry = max(start, now), self.read.one.entries[-1].version
                    yield Part(begin, end, party, self.doer, ORDERED, False, matter.stream, entry), False

    def _changes(self) -> Iterator[Mark]:
        """Own time that is another wish of the asker."""
        for begin, end in reworked(self.read):
            yield Mark(self.axis.at(begin), self.axis.at(end), CHANGES, self.axis.party(self.read.matter.asker))


def _marked(part: Part, marks: Sequence[Mark]) -> Iterator[Part]:
    """The part cut where a mark begins and ends; under a mark it is not put down to the doer."""
    edges = {edge for mark in marks for edge in (mark.start, mark.end) if part.start < edge < part.end}
    for begin, end in pairwise([part.start, *sorted(edges), part.end]):
        one = replace(part, start=begin, end=end)
        mark = next((mark for mark in marks if mark.start <= begin < mark.end), None)
        if mark is None:
            yield one
            continue
        one, stretch = replace(one, cause=mark.cause, party=mark.party), mark.stretch
        if stretch is not None and stretch.matter is not None and mark.party != NOBODY:
            one = replace(one, holder=mark.party, matter=stretch.matter, entry=stretch.entry)
        yield one
