"""The time of one matter in pieces: in whose hands, under which clock, and whether beyond what was allowed.

Four clocks. TALK: before a day was agreed each side has its own time to answer. RUNS: the doer's clock, which runs out
with the day in force. STANDS: the doer's clock stands while somebody else has it, who has a time of its own; what stops
the work is followed into the matter that stops it. AFTER: what was handed in waits for its review. Pieces are
`[start, end)`, in order, without gap or overlap.

Which waiting stops the doer's clock is said by `core/matter.pauses`, the day in force by `core/due`.
Source: docs/rules/account.md, whose worked examples the tests run.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from qiantou.core.attribution import NOBODY, OUTSIDE
from qiantou.core.calendar import EPOCH, MICROSECOND, microseconds, united
from qiantou.core.dispute import is_for_opinion
from qiantou.core.due import Pause, last_day
from qiantou.core.finishing import finishing
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Phase
from qiantou.core.ladder import overdue_from
from qiantou.core.matter import STANDS, Block, Matter, pauses
from qiantou.core.span import Span, spans
from qiantou.core.worktime import Calendar, Limit, deadline
from qiantou.insight.bulletin_waits import Record, Records

DONE = ("accepted", "granted", "consented", "answered")


class Clock(StrEnum):
    TALK = "talk"
    RUNS = "runs"
    STANDS = "stands"
    AFTER = "after"


@dataclass(frozen=True)
class Piece:
    """`bears`: whose the time is where it lies beyond what was allowed, and where it makes the work later without
    anybody's fault: the holder, OUTSIDE or NOBODY. `matter`, `entry`: the entry by which it came there; of the matter
    itself, or of what stopped it. `holder` is NOBODY while it was closed, or stopped by nothing named."""

    start: datetime
    end: datetime
    clock: Clock
    holder: str
    bears: str
    cause: str
    over: bool
    matter: Stream
    entry: int


@dataclass(frozen=True)
class Read:
    """The record read through an instant, by a calendar. `others`: what stands beside it or stops it."""

    one: Record
    others: Records
    until: datetime
    calendar: Calendar
    passed: frozenset[Stream] = field(default=frozenset())  # what is stopped, directly or through others, by this one

    @property
    def matter(self) -> Matter:
        return self.one.matter

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """Its time in pieces, cut once for whoever asks."""
        return pieces(self)

    @property
    def finish(self) -> datetime:
        """When it was handed in for good; else when it ended; else the instant through which it is read."""
        matter = self.matter
        if matter.delivered is not None and matter.stage in (Phase.DELIVERED, Phase.CLOSED):
            return matter.delivered
        return self.until if matter.is_open else self.closed

    @property
    def closed(self) -> datetime:
        """When it was last closed; the instant through which it is read where it is open."""
        ended = self.matter.ended
        return self.until if self.matter.is_open else next(e.at for e in self.one.entries if e.version == ended)

    def day_end(self, at: datetime) -> datetime | None:
        """When the day in force at that time was over; None where no day was set."""
        matter, calendar = self.matter, self.calendar
        day = last_day(matter.due, matter.grants, pauses(matter, calendar), calendar, at)
        if day is not None and self.in_minutes:
            return overdue_from(self.one.worked, day, calendar)
        return calendar.end_of_day(day) if day is not None else None

    @property
    def in_minutes(self) -> bool:
        """Whether it is an emergency that was to be finished within minutes, and no day was agreed."""
        worked, calendar = self.one.worked, self.calendar
        due = worked.due
        return due is not None and overdue_from(worked, due, calendar) != calendar.end_of_day(due)

    def first_end(self, agreed: date) -> datetime:
        """When the time first agreed was over, nobody's waiting in it."""
        work = finishing(self.one.worked) if self.in_minutes else None
        return deadline(self.calendar, self.one.worked.since, work) if work else self.calendar.end_of_day(agreed)

    def state(self, at: datetime) -> Matter:
        found = bisect_right(self.one.entries, at, key=lambda entry: entry.at) - 1
        return self.one.after[max(found, 0)]


def pieces(read: Read) -> tuple[Piece, ...]:
    """Its time from when it was offered until it ended, or through the instant it is read."""
    matter, last = read.matter, read.closed
    stood = list(_stretches(pauses(matter, read.calendar), last))
    edges = {edge for stretch in stood for edge in stretch} | {grant.at for grant in matter.grants}
    edges |= {entry.at for (a, b), entry in zip(pairwise(read.one.after), read.one.entries[1:], strict=True)
              if (a.admitted, a.doer) != (b.admitted, b.doer)}  # fmt: skip
    edges.add(read.finish)
    found: list[Piece] = []
    for span in _filled(spans(read.one.entries, read.one.after), read.one.entries[0].at, last):
        inside = sorted({edge for edge in edges if span.start < edge < (span.end or last)})
        for start, end in pairwise([span.start, *inside, span.end or last]):
            stands = any(begin <= start < close for begin, close in stood)
            found += _piece(read, span, start, end, stands=stands)
    return tuple(piece for piece in found if piece.start < piece.end)


def _filled(told: Iterable[Span], opened: datetime, last: datetime) -> Iterator[Span]:
    """The spans through `last`, and between them what time it was closed for a while."""
    through = opened
    for span in told:
        if span.start >= last:
            return
        if through < span.start:
            yield Span(span.matter, Desk(NOBODY), Phase.CLOSED.value, "closed", through, span.start)
        through = min(span.end or last, last)
        yield span if span.end == through else replace(span, end=through)


def _piece(read: Read, span: Span, start: datetime, end: datetime, *, stands: bool) -> Iterator[Piece]:
    state = read.state(start)
    whole = Piece(start, end, Clock.RUNS, span.holder, span.holder, span.cause, False, span.matter, _entry(read, span))
    if span.unconfirmed:
        whole = replace(whole, bears=NOBODY)
    if start >= read.finish:
        return (yield from _by(replace(whole, clock=Clock.AFTER), _clock_end(read, span, state)))
    if not state.admitted:
        return (yield from _by(replace(whole, clock=Clock.TALK), _clock_end(read, span, state)))
    if stands:
        return (yield from _standing(read, replace(whole, clock=Clock.STANDS), span, state))
    yield from _running(read, whole, span, state)


def _running(read: Read, whole: Piece, span: Span, state: Matter) -> Iterator[Piece]:
    """The doer's clock runs, whoever has it: what is stopped by what was found to stop nothing is in its own time. What
    was handed in lacking something agreed is in the hands of whoever reviews it, and beyond the day nobody's. A new
    doer's time to answer is nobody's."""
    if span.state == Phase.CLOSED.value:
        yield from _by(whole, read.day_end(whole.start))
        return
    if _is_in_review(read, span, state):
        yield from _by(replace(whole, bears=NOBODY), read.day_end(whole.start))
        return
    own = replace(whole, holder=state.doer, bears=NOBODY if whole.bears == NOBODY else state.doer)
    answer = _clock_end(read, span, state) if state.stage is Phase.OFFERED else None
    if answer is not None and whole.start < answer:
        inside = replace(own, end=min(own.end, answer), bears=NOBODY)
        yield from _by(inside, read.day_end(whole.start))
        own = replace(own, start=inside.end)
    yield from _by(own, read.day_end(whole.start))


def _is_in_review(read: Read, span: Span, state: Matter) -> bool:
    """Whether it lay with whoever reviewed it, until that one answered; not where the doer took it back itself."""
    if state.stage is not Phase.DELIVERED or span.end is None:
        return False
    after = read.state(span.end)
    return after.returned > state.returned or after.stage is not Phase.UNDERWAY


def _standing(read: Read, whole: Piece, span: Span, state: Matter) -> Iterator[Piece]:
    """Somebody else has it. Inside its own time it is nobody's, or an outside cause's; beyond, its own."""
    if state.stage not in (Phase.UNDERWAY, Phase.OFFERED):
        yield from _shared(_by(whole, _clock_end(read, span, state)), NOBODY)
        return
    block = _stopping(state)
    if block is None:
        yield replace(whole, holder=NOBODY, bears=NOBODY, cause="stopped")
        return
    window = OUTSIDE if block.outside else NOBODY
    known = read.others.get(block.matter)
    if known is None or block.matter in read.passed:
        holder = block.holder or NOBODY
        yield replace(whole, holder=holder, bears=window, cause="outside" if block.outside else "blocker")
        return
    inner = Read(known, read.others, read.until, read.calendar, read.passed | {read.matter.stream})
    yield from _shared(_within(whole, pieces(inner)), window)


def _within(whole: Piece, told: Iterable[Piece]) -> Iterator[Piece]:
    """What the pieces of the matter that stops it say of this time; what they leave open is nobody's."""
    begun = whole.start
    for piece in told:
        start, end = max(begun, piece.start), min(whole.end, piece.end)
        if start >= end:
            continue
        if begun < start:
            yield replace(whole, start=begun, end=start, holder=NOBODY, bears=NOBODY, cause="stopped")
        yield replace(piece, start=start, end=end, clock=whole.clock)
        begun = end
    if begun < whole.end:
        yield replace(whole, start=begun, holder=NOBODY, bears=NOBODY, cause="stopped")


def _shared(told: Iterable[Piece], window: str) -> Iterator[Piece]:
    for piece in told:
        yield piece if piece.over else replace(piece, bears=window)


def _by(piece: Piece, limit: datetime | None) -> Iterator[Piece]:
    """The piece up to the limit, and from it on."""
    if limit is None or piece.end <= limit:
        yield piece
    elif piece.start >= limit:
        yield replace(piece, over=True)
    else:
        yield replace(piece, end=limit)
        yield replace(piece, start=limit, over=True)


def _clock_end(read: Read, span: Span, state: Matter) -> datetime | None:
    limit = allowance(state)
    return deadline(read.calendar, span.start, limit) if limit is not None else None


def allowance(state: Matter) -> Limit | None:
    """How long its holder has to answer, review or decide; None while the doer works, and where it has no clock."""
    if state.awaits_objection:
        return state.policy.window
    if is_for_opinion(state):
        return state.policy.opining
    return state.policy.limit(state.stage)


def _stopping(state: Matter) -> Block | None:
    """What stopped it then: the block that had the ball, else the first that stood."""
    return state.active_block or next((block for block in state.blocks if block.standing in STANDS), None)


def _entry(read: Read, span: Span) -> int:
    return next((entry.version for entry in reversed(read.one.entries) if entry.at <= span.start), 0)


def _stretches(stood: Iterable[Pause], until: datetime) -> Iterator[tuple[datetime, datetime]]:
    clipped = ((start, min(end or until, until)) for start, end in stood)
    for start, end in united((microseconds(start), microseconds(end)) for start, end in clipped if start < end):
        yield EPOCH + start * MICROSECOND, EPOCH + end * MICROSECOND
