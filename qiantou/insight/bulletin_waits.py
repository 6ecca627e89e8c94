"""Through whose hands the time of a stopped matter went: by desk, from the spans, whoever decides apart.

While a matter is stopped its own spans name whoever has the blocker in hand now; who had it before, and whether to do
or to decide, stands in the spans of the blocker. Times are working time; what nobody confirmed is nobody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import dropwhile, takewhile

from qiantou.core.bulletin import Waited
from qiantou.core.calendar import EPOCH, MICROSECOND, microseconds, united
from qiantou.core.facts import Event
from qiantou.core.follow import standing
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.kinds import Phase
from qiantou.core.light import Ease, ease
from qiantou.core.matter import STANDS, Block, Interval, Matter, Standing, pauses
from qiantou.core.span import Span, spans
from qiantou.core.worktime import Calendar, working_time

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Record:
    """One matter as it stood at the end of the window: its entries, and the state after each."""

    entries: Sequence[Entry[Event]]
    after: Sequence[Matter]

    @property
    def matter(self) -> Matter:
        return self.after[-1]

    @property
    def worked(self) -> Matter:
        """As it last stood in the doer's own hand; as it stands where it never was."""
        return next((state for state in reversed(self.after) if state.stage is Phase.UNDERWAY), self.matter)

    @property
    def own(self) -> tuple[Matter, datetime | None]:
        """As it last was its doer's to get on with, and when that ended; None where it is so still."""
        for number in reversed(range(len(self.after))):
            state = self.after[number]
            if state.stage is Phase.UNDERWAY and ease(state) is not Ease.WAITING:
                return state, self.entries[number + 1].at if number + 1 < len(self.entries) else None
        return self.matter, None


Records = Mapping[Stream, Record]
Held = tuple[Desk, datetime, datetime, bool]
"""Whose hands, from when until when, and whether to decide."""


def stopped_by(one: Record, others: Records) -> tuple[Block, Matter] | None:
    """The block by which it is stopped at the end of the window, and the blocker; None while it is in its doer's hands.

    How the blocker stands is read from the blocker itself: what silence did to it may not be recorded here yet.
    """
    for block in one.matter.blocks:
        blocker = others.get(block.matter)
        if block.standing not in STANDS or blocker is None:
            continue
        if standing(blocker.matter) is Standing.REAL:
            return None if blocker.matter.holder == one.matter.doer else (block, blocker.matter)
    return None


def waits(one: Record, others: Records, until: datetime, calendar: Calendar) -> tuple[Waited, ...]:
    """Who had it while its doer's clock stood, longest first; less than a minute is not told."""
    stood = list(_whole(pauses(one.matter, calendar), until))
    return _summed(_hands(one, others, stood), calendar) if stood else ()


def blocking(one: Record, block: Block, others: Records, until: datetime, calendar: Calendar) -> tuple[Waited, ...]:
    """Who had this blocker in hand, its blocked doer apart."""
    stood = list(_whole(block.held, until))
    return _summed(_had(others.get(block.matter), stood, one.matter.doer), calendar)


def deciding(one: Record, until: datetime, calendar: Calendar) -> tuple[Waited, ...]:
    """Before whom it has lain for decision since it was last referred, in order of the days; nobody where it is not."""
    is_before = Phase.REFERRED.value
    told = list(takewhile(lambda span: span.state == is_before, reversed(spans(one.entries, one.after))))
    return _summed([(span.holder, span.start, span.end or until, True) for span in told], calendar)


def _hands(one: Record, others: Records, stood: Sequence[tuple[datetime, datetime]]) -> Iterator[Held]:
    doer = one.matter.doer
    for span in spans(one.entries, one.after):
        if span.unconfirmed:
            continue
        pieces = list(_within(span, stood))
        if not pieces:
            continue
        if span.state not in (Phase.BLOCKED.value, Phase.UNDERWAY.value):
            yield from ((span.holder, *piece, span.state == Phase.REFERRED.value) for piece in pieces)
            continue
        for piece in pieces:
            yield from _had(others.get(name) if (name := _named(one, piece[0])) else None, [piece], doer)


def _had(blocker: Record | None, stood: Sequence[tuple[datetime, datetime]], doer: Desk) -> Iterator[Held]:
    if blocker is None:
        return
    for span in spans(blocker.entries, blocker.after):
        if not span.unconfirmed and span.holder != doer:
            yield from ((span.holder, *piece, span.state == Phase.REFERRED.value) for piece in _within(span, stood))


def _within(span: Span, stood: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    for start, end in stood:
        begin, close = max(start, span.start), min(end, span.end or end)
        if begin < close:
            yield begin, close


def _named(one: Record, at: datetime) -> Stream | None:
    """What was named at that time as stopping it: the block that held the ball, else the first that stood."""
    then = next(dropwhile(lambda state: state.at > at, reversed(one.after)), one.matter)
    block = then.active_block or next((block for block in then.blocks if block.standing in STANDS), None)
    return block.matter if block is not None else None


def _whole(intervals: Iterable[Interval], until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The intervals up to `until`, overlaps joined."""
    clipped = ((start, min(end or until, until)) for start, end in intervals)
    for start, end in united((microseconds(start), microseconds(end)) for start, end in clipped if start < end):
        yield EPOCH + start * MICROSECOND, EPOCH + end * MICROSECOND


def _summed(held: Iterable[Held], calendar: Calendar) -> tuple[Waited, ...]:
    found = defaultdict[tuple[Desk, bool], timedelta](timedelta)
    for desk, begin, close, decides in held:
        found[desk, decides] += working_time(calendar, begin, close)
    told = [Waited(desk, time // MINUTE, decides) for (desk, decides), time in found.items()]
    return tuple(sorted((one for one in told if one.minutes), key=lambda one: (-one.minutes, one.desk, one.decides)))
