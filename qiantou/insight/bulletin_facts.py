"""The facts of one matter in the window of a bulletin; see `bulletin` for what they may rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from qiantou.core.bulletin import Code, Item, Waited
from qiantou.core.calendar import EPOCH, MICROSECOND, microseconds, united
from qiantou.core.due import current_due, days_late, last_day
from qiantou.core.facts import Event
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.kinds import Effect, Phase, Rung
from qiantou.core.light import Ease, ease
from qiantou.core.matter import STANDS, Block, Matter, Standing, pauses
from qiantou.core.register import InForce
from qiantou.core.span import spans
from qiantou.core.worktime import Calendar, roll_forward, working_days_between, working_time

DONE = ("accepted", "granted", "consented")


@dataclass(frozen=True)
class Window:
    """The period `[begin, until)`, and the last day of the next one. `force` is as recorded by `until`."""

    begin: datetime
    until: datetime
    coming: date
    force: InForce

    @property
    def calendar(self) -> Calendar:
        return self.force.calendar

    @property
    def last(self) -> date:
        return self.calendar.day_of(self.until - MICROSECOND)

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.begin <= at < self.until


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


def facts(one: Record, others: Mapping[Stream, Matter], seen: Window) -> Iterator[Item]:
    matter = one.matter
    if matter.stage is Phase.REFERRED and matter.arbiter is not None and not matter.awaits_objection:
        yield _decision(matter, seen)
    effect = matter.policy.effect
    if effect is Effect.UNBLOCK and _is_done(matter) and seen.holds(matter.since):
        yield _helped(matter, seen)
    if effect is Effect.VARY and matter.opened is not None and seen.holds(matter.opened):
        parent = others.get(matter.parent) if matter.parent is not None else None
        if parent is not None and _was_in_time(parent, matter.opened, seen):
            yield Item(Code.WARNED, matter.asker, parent.stream, day=seen.calendar.day_of(matter.opened))
    if effect is Effect.NONE and not matter.policy.settles and not matter.policy.by_rule:
        yield from _work(one, seen)
    yield from _warned(matter, seen)


def _is_done(matter: Matter) -> bool:
    return not matter.is_open and matter.outcome in DONE


def _decision(matter: Matter, seen: Window) -> Item:
    """Before whoever decides, since it came to this desk; the line of the side that works."""
    unit = matter.asker if matter.beside else matter.doer
    day = seen.calendar.day_of(matter.since)
    return Item(
        Code.DECISION, unit, matter.stream, days=_days(day, seen.last, seen), whose=matter.arbiter, day=day
    )  # fmt: skip


def _helped(matter: Matter, seen: Window) -> Item:
    day = seen.calendar.day_of(matter.since)
    took = _days(seen.calendar.day_of(matter.opened or matter.since), day, seen)
    return Item(Code.HELPED, matter.doer, matter.stream, days=took, whose=matter.asker, day=day)


def _work(one: Record, seen: Window) -> Iterator[Item]:
    matter = one.matter
    if _is_done(matter):
        if seen.holds(matter.since):
            yield _finished(one, seen)
        return
    if matter.stage is not Phase.UNDERWAY:
        return
    block = matter.active_block
    if block is not None and block.holder != matter.doer:
        yield _blocked(matter, block, seen)
        return
    item = _late(one, seen)
    if item is not None:
        yield item
        return
    due = current_due(matter.due, matter.grants, pauses(matter, seen.calendar), seen.calendar, seen.until)
    if due is not None and seen.last < due <= seen.coming:
        yield Item(Code.COMING, matter.doer, matter.stream, day=due)


def _finished(one: Record, seen: Window) -> Item:
    matter, calendar = one.matter, seen.calendar
    delivered = matter.delivered or matter.since
    terms = matter.due, matter.grants, pauses(matter, calendar), calendar, delivered
    late, last = days_late(*terms), last_day(*terms)
    day = calendar.day_of(delivered)
    beyond, waits = _beyond(matter, day, seen), _waits(one, delivered, seen)
    if late and ease(one.worked) is not Ease.EXCUSED:
        return Item(Code.DONE_LATE, matter.doer, matter.stream, late, beyond, day=last, waits=waits)
    early = _days(day, last, seen) if last is not None and not late else 0
    code = Code.DONE_EARLY if early else Code.DONE
    return Item(code, matter.doer, matter.stream, early, beyond, day=last, waits=waits if beyond else ())


def _late(one: Record, seen: Window) -> Item | None:
    """Past its day in the doer's own time, or past it with a reason; None where it is not late."""
    matter, calendar = one.matter, seen.calendar
    now = seen.until - MICROSECOND
    terms = matter.due, matter.grants, pauses(matter, calendar), calendar, now
    due, late = current_due(*terms), days_late(*terms)
    if due is None or not late:
        return None
    why = ease(matter)
    if why in (Ease.REASON, Ease.EXCUSED):
        code = Code.REASON if why is Ease.REASON else Code.EXCUSED
        return Item(code, matter.doer, matter.stream, late, day=due)
    if why is not Ease.NONE:
        return None
    beyond, waits = _beyond(matter, seen.last, seen), _waits(one, now, seen)
    rung = next((taken.at for taken in matter.rungs if taken.rung is Rung.BULLETIN), None)
    if rung is not None:
        since = calendar.day_of(rung)
        return Item(Code.UNEXPLAINED, matter.doer, matter.stream, late, beyond, day=since, waits=waits)
    return Item(Code.LATE, matter.doer, matter.stream, late, beyond, day=due, waits=waits)


def _blocked(matter: Matter, block: Block, seen: Window) -> Item:
    since = block.held[-1][0] if block.held else block.filed
    day = seen.calendar.day_of(since)
    days = _days(day, seen.last, seen)
    if block.outside:
        return Item(Code.OUTSIDE, matter.doer, matter.stream, days, day=day)
    return Item(Code.BLOCKED, matter.doer, matter.stream, days, whose=block.holder, day=day)


def _warned(matter: Matter, seen: Window) -> Iterator[Item]:
    """Trouble told in time: what was named as a block before the due day, unless it was found not to be one."""
    for block in matter.blocks:
        if (
            seen.holds(block.filed)
            and block.standing is not Standing.UNREAL
            and _was_in_time(matter, block.filed, seen)
        ):
            yield Item(Code.WARNED, matter.doer, matter.stream, day=seen.calendar.day_of(block.filed))
            return


def _was_in_time(matter: Matter, at: datetime, seen: Window) -> bool:
    last = last_day(matter.due, matter.grants, pauses(matter, seen.calendar), seen.calendar, at)
    return last is not None and seen.calendar.day_of(at) <= last


def _beyond(matter: Matter, day: date, seen: Window) -> int:
    """Working days past the day first agreed, whoever had them."""
    return _days(roll_forward(seen.calendar, matter.due), day, seen) if matter.due is not None else 0


def _days(first: date, last: date, seen: Window) -> int:
    return max(0, working_days_between(seen.calendar, first, last))


def _waits(one: Record, until: datetime, seen: Window) -> tuple[Waited, ...]:
    """By desk, longest first, the working minutes in which the doer's clock stood for it; less than one is not told."""
    matter, found = one.matter, defaultdict[Desk, timedelta](timedelta)
    stood = list(_stood(matter, until, seen.calendar))
    if not stood:
        return ()
    for span in spans(one.entries, one.after):
        if span.unconfirmed:
            continue
        for start, end in stood:
            begin, close = max(start, span.start), min(end, span.end or until)
            desk = span.holder if span.holder != matter.doer else _named(one, begin)
            if begin < close and desk is not None and desk != matter.doer:
                found[desk] += working_time(seen.calendar, begin, close)
    told = [Waited(desk, time // timedelta(minutes=1)) for desk, time in found.items()]
    return tuple(sorted((one for one in told if one.minutes), key=lambda one: (-one.minutes, one.desk)))


def _stood(matter: Matter, until: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    clipped = ((start, min(end or until, until)) for start, end in pauses(matter, calendar))
    for start, end in united((microseconds(start), microseconds(end)) for start, end in clipped if start < end):
        yield EPOCH + start * MICROSECOND, EPOCH + end * MICROSECOND


def _named(one: Record, at: datetime) -> Desk | None:
    """Who was named at that time as the one to move, while the doer still had the matter in hand."""
    then = next((state for state in reversed(one.after) if state.at <= at), one.matter)
    return next((block.holder for block in then.blocks if block.standing in STANDS), None)
