"""What protects a desk's own time beyond the day in its work, stretch by stretch, and whose such a stretch is instead.

One rule for the account of a matter, the assessment, the attribution and the gate. In this order:
- UNSURE: from the first entry on that nobody confirmed, or that is contested.
- WAITED: by the signed plan it waited for others: until its ties let it begin, and its planned duration from then on.
- REASON: the reason it gave was accepted, or the delivery was while nobody had found the reason wanting; or it is not
  answered yet, from when it was given on.
- RESERVED: it worked under reservation while it was asked whose duty it is; the whole, once it was found another's.
- CHANGES: it was sent back naming nothing agreed that was lacking: the asker's wish, until it was handed in again, and
  at most as long as its kind gives for work on which no day was agreed, or else to answer.
- ASKED: what it asked beside the work lay with another desk; beyond that desk's own clock it is that desk's.
- LIFTED: by decision nobody was to chase it.
- WARNED: before its day, or while another wish was still the asker's, it asked for a later one, with a reason nobody
  found wanting: from then through the day it asked for, and no longer after its day than it had asked before it.
A refusal that it let lie until it climbed by itself ends what the request protects. What it withdrew protects nothing.

Source: docs/rules/account.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from qiantou.core.attribution import NOBODY
from qiantou.core.bearing import MOOT
from qiantou.core.due import last_day
from qiantou.core.facts import Climbed, Declined, Delivered, Event, Lifted, Returned, Undone
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.kinds import EXPLANATION, SHEET, Effect, Phase
from qiantou.core.matter import GRANTED, STOPPED, Matter, Rest, pauses
from qiantou.core.span import spans
from qiantou.core.worktime import add_working_minutes, deadline, working_minutes
from qiantou.insight.account_pieces import DONE, Read, allowance
from qiantou.insight.bulletin_waits import Record

WANTING = ("too-late", "no-reason-shown", "outside-the-limit")
"""The grounds by which a request for another day is found to be none that warned of anything."""


Waiting = tuple[tuple[datetime | None, datetime], ...]
"""From when, None from its beginning, until when something waited by the signed plan."""


class Shield(StrEnum):
    UNSURE = "unsure"
    WAITED = "waited"
    REASON = "reason"
    RESERVED = "reserved"
    CHANGES = "changes"
    ASKED = "asked"
    LIFTED = "lifted"
    WARNED = "warned"


@dataclass(frozen=True)
class Stretch:
    """`[start, end)`, None without bound. `bears`: whose it is instead: NOBODY, or who held it beyond its own clock,
    then with the entry by which it came there."""

    shield: Shield
    start: datetime | None = None
    end: datetime | None = None
    bears: str = NOBODY
    matter: Stream | None = None
    entry: int = 0

    def covers(self, at: datetime) -> bool:
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


def shields(read: Read, desk: Desk, waited: Waiting = ()) -> tuple[Stretch, ...]:
    """The strongest first. `waited`: when it waited and had its planned duration, by the signed plan."""
    order = tuple(Shield)
    return tuple(sorted(_shields(read, desk, waited), key=lambda one: order.index(one.shield)))


def shield_at(held: tuple[Stretch, ...], at: datetime) -> Stretch | None:
    """The first of them that covers the instant."""
    return next((one for one in held if one.covers(at)), None)


def _shields(read: Read, desk: Desk, waited: Waiting) -> Iterator[Stretch]:
    matter = read.matter
    if matter.is_hatched:
        yield Stretch(Shield.UNSURE, in_doubt_from(matter, read.one.entries))
    for start, end in waited:
        yield Stretch(Shield.WAITED, start, end)
    yield from _accepted(read, desk)
    if matter.reserved is not None and matter.doer == desk:
        yield Stretch(Shield.RESERVED)
    for rest in matter.disputed:
        side = _side(read, rest.side, desk)
        if side is not None and side.matter.outcome in GRANTED:
            yield Stretch(Shield.RESERVED)
        elif side is not None:
            yield Stretch(Shield.RESERVED, rest.start, rest.end)
    for rest in matter.rests:
        side = _side(read, rest.side, desk) if rest.kind not in (SHEET, STOPPED) else None
        if side is not None:
            yield from _asked(read, rest, side, desk)
    for begin, end in reworked(read):
        yield Stretch(Shield.CHANGES, begin, end, matter.asker)
    yield from _lifted(read, desk)


def in_doubt_from(matter: Matter, entries: Sequence[Entry[Event]]) -> datetime | None:
    """When the first entry was made that is in doubt, or by which what is in doubt beside it came here; None where that
    cannot be told: then all of it is."""
    numbers = {number for number in matter.unconfirmed if number not in matter.said} | {*matter.contested}
    told = (entry.at for entry in entries
            if entry.version in numbers or getattr(entry.event, "side", None) in matter.doubts)  # fmt: skip
    return next(told, None)


def reworked(read: Read) -> Iterator[tuple[datetime, datetime]]:
    """From each return that named nothing agreed that is lacking, until it was handed in again.

    At most as long as the kind gives for work on which no day was agreed, or else to answer: by then the doer can have
    asked for another day.
    """
    entries = read.one.entries
    for number, entry in enumerate(entries):
        if isinstance(entry.event, Returned) and not entry.event.lacking:
            again = (later.at for later in entries[number + 1 :] if isinstance(later.event, Delivered))
            policy, end = read.one.after[number].policy, next(again, read.closed)
            limit = policy.work or policy.limit(Phase.OFFERED)
            yield entry.at, end if limit is None else min(end, deadline(read.calendar, entry.at, limit))


def _accepted(read: Read, desk: Desk) -> Iterator[Stretch]:
    """Through the last state in which a reason of that doer's was accepted, unless that was undone."""
    undone = {entry.event.side for entry in read.one.entries if isinstance(entry.event, Undone)}
    after, entries = read.one.after, read.one.entries
    for number in reversed(range(len(after))):
        state = after[number]
        if state.doer == desk and state.excused is not None and state.excused not in undone:
            ends = entries[number + 1].at if number + 1 < len(entries) else None
            yield Stretch(Shield.REASON, None, ends)
            return


def _side(read: Read, name: Stream, desk: Desk) -> Record | None:
    """What the desk asked beside the work, unless it withdrew it."""
    known = read.others.get(name)
    if known is None or known.matter.asker != desk or known.matter.outcome == "withdrawn":
        return None
    return known


def _asked(read: Read, rest: Rest, side: Record, desk: Desk) -> Iterator[Stretch]:
    """While it lay with others; of a request for another day that came in time, the time beyond their own clocks is
    theirs."""
    if rest.kind == EXPLANATION and _is_left_unanswered(read, side):
        yield Stretch(Shield.REASON)
    early = _before_its_day(read, side)
    timely = side.matter.policy.effect is not Effect.VARY or early is not None
    shield = Shield.REASON if rest.kind == EXPLANATION else Shield.ASKED
    over = rest.end if early is None else None  # what came in time waits as long as nobody has decided it
    ends = [one for one in (rest.held_back, over, _left_lying(side), read.until) if one is not None]
    for span in spans(side.entries, side.after):
        end = min([span.end or read.until, *ends])
        if span.holder == desk or span.start >= end:
            continue
        limit = allowance(Read(side, read.others, read.until, read.calendar).state(span.start))
        clock = deadline(read.calendar, span.start, limit) if limit is not None else end
        entry = next((one.version for one in reversed(side.entries) if one.at <= span.start), 0)
        yield Stretch(shield, span.start, min(end, clock), NOBODY, span.matter, entry)
        if clock < end:
            theirs = timely and shield is Shield.ASKED and not span.unconfirmed
            yield Stretch(shield, clock, end, span.holder if theirs else NOBODY, span.matter, entry)
    if early is not None and not _is_wanting(side):
        asked = side.matter.asked[0] if side.matter.asked is not None else side.matter.due
        day, minutes = early
        if asked is not None and minutes > 0:
            most = add_working_minutes(read.calendar, read.calendar.end_of_day(day), minutes)
            yield Stretch(Shield.WARNED, side.matter.opened, min(read.calendar.end_of_day(asked), most))


def _before_its_day(read: Read, side: Record) -> tuple[date, int] | None:
    """Of a request for another day: the day in force before it, or through which another wish is the asker's, and the
    working minutes that it came before its end; None where it came after it, or rests on nothing sure."""
    work, asked = read.matter, side.matter
    if asked.policy.effect is not Effect.VARY or asked.opened is None or asked.is_hatched:
        return None
    before = [grant for grant in work.grants if grant.at < asked.opened]  # not what was granted upon it, at once
    due = last_day(work.due, before, pauses(work, read.calendar), read.calendar, asked.opened)
    if due is None:
        return None
    wished = (end for start, end in reworked(read) if start <= asked.opened < end)
    due = max([due, *map(read.calendar.day_of, wished)])
    if read.calendar.day_of(asked.opened) > due:
        return None
    return due, working_minutes(read.calendar, asked.opened, read.calendar.end_of_day(due))


def _is_left_unanswered(read: Read, side: Record) -> bool:
    """Whether a reason lay there that nobody had refused, and ended with its work when that was accepted: who took the
    work and did not answer has not found it wanting."""
    work, reason = read.matter, side.matter
    refused = any(isinstance(entry.event, Declined) for entry in side.entries)
    if refused or reason.is_hatched or reason.outcome != MOOT or work.is_open or work.outcome not in DONE:
        return False
    return side.entries[-1].at == read.closed


def _is_wanting(side: Record) -> bool:
    """Whether it was refused as no warning of anything, or refused and let lie."""
    grounds = {entry.event.ground for entry in side.entries if isinstance(entry.event, Declined)}
    return bool(grounds & set(WANTING)) or _left_lying(side) is not None


def _left_lying(side: Record) -> datetime | None:
    """When a refusal that its asker let lie went up by itself; None where it did not, or was granted there."""
    climbed = (entry.at for entry in side.entries if isinstance(entry.event, Climbed)
               and entry.event.phase is Phase.DECLINED)  # fmt: skip
    return next(climbed, None) if side.matter.outcome not in GRANTED else None


def _lifted(read: Read, desk: Desk) -> Iterator[Stretch]:
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
        yield Stretch(Shield.LIFTED, entry.at, end)
