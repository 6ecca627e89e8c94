"""A desk's own time beyond the day in its work, and what protects it: nobody else's delay is ever in it.

Never counted: while the doer's clock stands, and before the work was its own. Protected, in this order:
- UNSURE: it rests on an entry nobody confirmed, or that is contested.
- REASON: the reason it gave was accepted; or is not answered yet, from when it was given on.
- RESERVED: it worked under reservation while it was asked whose duty it is; the whole, once it was found another's.
- ASKED: what it asked beside the work lay with another desk.
- LIFTED: by decision nobody was to chase it.
- WARNED: before its day it asked for a later one, with a reason nobody found wanting: through the day it asked for.
What the desk itself withdrew protects nothing. A missing entry is never counted against it.

Source: docs/rules/account.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from qiantou.core.due import last_day
from qiantou.core.facts import Declined, Lifted, Undone
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import EXPLANATION, SHEET, Effect
from qiantou.core.matter import GRANTED, STOPPED, Matter, Rest, pauses
from qiantou.core.worktime import Calendar
from qiantou.insight.account_hands import minutes_of
from qiantou.insight.account_pieces import Clock, Read, pieces
from qiantou.insight.bulletin_waits import Record, Records

WANTING = ("too-late", "no-reason-shown")
"""The grounds by which a request for another day is found to be none that warned of anything."""


class Shield(StrEnum):
    UNSURE = "unsure"
    REASON = "reason"
    RESERVED = "reserved"
    ASKED = "asked"
    LIFTED = "lifted"
    WARNED = "warned"


@dataclass(frozen=True)
class OwnOverrun:
    """Working minutes beyond the day, in the desk's own hands; of them `protected`, each minute once."""

    desk: Desk
    minutes: int
    protected: tuple[tuple[Shield, int], ...] = ()

    @property
    def counted(self) -> int:
        """What is its own: at most this may be held against it."""
        return self.minutes - sum(minutes for _, minutes in self.protected)

    @property
    def is_warned(self) -> bool:
        return any(shield is Shield.WARNED for shield, _ in self.protected)


_Stretch = tuple[Shield, datetime | None, datetime | None]  # from, until; None without bound


def own_overrun(
    one: Record, others: Records, calendar: Calendar, until: datetime, *, desk: Desk | None = None
) -> OwnOverrun:
    """How long the work was late in the hands of the desk, its doer where none is named, through `until`."""
    read = Read(one, others, until, calendar)
    whose = desk or read.matter.doer
    late = [piece for piece in pieces(read) if piece.over and piece.clock is Clock.RUNS and piece.holder == whose]
    if not late:
        return OwnOverrun(whose, 0)
    shields, at = list(_shields(read, whose)), minutes_of(read)
    edges = {edge for _, begun, end in shields for edge in (begun, end) if edge is not None}
    found = defaultdict[Shield | None, int](int)
    for piece in late:
        inside = sorted(edge for edge in edges if piece.start < edge < piece.end)
        for start, end in pairwise([piece.start, *inside, piece.end]):
            shield = Shield.UNSURE if piece.bears != whose else _shield(shields, start)
            found[shield] += at(end) - at(start)
    protected = tuple((shield, found[shield]) for shield in Shield if found[shield])
    return OwnOverrun(whose, sum(found.values()), protected)


def _shield(shields: list[_Stretch], at: datetime) -> Shield | None:
    """The first of them that covers the instant."""
    return next(
        (
            shield
            for wanted in Shield
            for shield, begun, end in shields
            if shield is wanted and (begun is None or begun <= at) and (end is None or at < end)
        ),
        None,
    )


def _shields(read: Read, desk: Desk) -> Iterator[_Stretch]:
    matter = read.matter
    if matter.is_hatched and matter.doer == desk:
        yield Shield.UNSURE, None, None
    yield from _accepted(read, desk)
    for rest in matter.disputed:
        side = _side(read, rest.side, desk)
        if side is not None and side.outcome in GRANTED:
            yield Shield.RESERVED, None, None
        elif side is not None:
            yield Shield.RESERVED, rest.start, rest.end
    for rest in matter.rests:
        side = _side(read, rest.side, desk) if rest.kind not in (SHEET, STOPPED) else None
        if side is None:
            continue
        yield Shield.REASON if rest.kind == EXPLANATION else Shield.ASKED, rest.start, rest.held_back or rest.end
        warned = _warned(read, rest, side)
        if warned is not None:
            yield Shield.WARNED, None, read.calendar.end_of_day(warned)
    yield from _lifted(read, desk)


def _accepted(read: Read, desk: Desk) -> Iterator[_Stretch]:
    """Through the last state in which a reason of that doer's was accepted, unless that was undone."""
    undone = {entry.event.side for entry in read.one.entries if isinstance(entry.event, Undone)}
    after, entries = read.one.after, read.one.entries
    for number in reversed(range(len(after))):
        state = after[number]
        if state.doer == desk and state.excused is not None and state.excused not in undone:
            ends = entries[number + 1].at if number + 1 < len(entries) else None
            yield Shield.REASON, None, ends
            return


def _side(read: Read, name: Stream, desk: Desk) -> Matter | None:
    """What the desk asked beside the work, unless it withdrew it."""
    known = read.others.get(name)
    if known is None or known.matter.asker != desk or known.matter.outcome == "withdrawn":
        return None
    return known.matter


def _warned(read: Read, rest: Rest, side: Matter) -> date | None:
    """The day asked for, where it was asked for before the day then in force was over and the reason stood."""
    work, known = read.matter, read.others[rest.side]
    if side.policy.effect is not Effect.VARY or side.opened is None or side.is_hatched:
        return None
    due = last_day(work.due, work.grants, pauses(work, read.calendar), read.calendar, side.opened)
    if due is None or read.calendar.day_of(side.opened) > due:
        return None
    if any(isinstance(entry.event, Declined) and entry.event.ground in WANTING for entry in known.entries):
        return None
    return side.asked[0] if side.asked is not None else side.due


def _lifted(read: Read, desk: Desk) -> Iterator[_Stretch]:
    """Through the day of the decision, or, where it named none, as long as it held."""
    after, entries = read.one.after, read.one.entries
    for number, (entry, state) in enumerate(zip(entries, after, strict=True)):
        if not isinstance(entry.event, Lifted) or state.doer != desk or state.lifted is None:
            continue
        fell = (later.at for later, then in zip(entries[number:], after[number:], strict=True) if then.lifted is None)
        end = next(fell, None)
        if state.lifted != date.max:
            through = read.calendar.end_of_day(state.lifted)
            end = through if end is None else min(end, through)
        yield Shield.LIFTED, entry.at, end
