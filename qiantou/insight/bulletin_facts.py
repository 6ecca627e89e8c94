"""The facts of one matter in the window of a bulletin; see `bulletin` for what they may rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from qiantou.core.bulletin import Code, Item
from qiantou.core.calendar import MICROSECOND
from qiantou.core.due import current_due, days_late, last_day
from qiantou.core.facts import Lifted
from qiantou.core.kernel import Desk
from qiantou.core.kinds import Effect, Phase, Rung
from qiantou.core.light import Ease, ease
from qiantou.core.matter import APPROVAL, Block, Matter, Standing, pauses
from qiantou.core.register import InForce
from qiantou.core.worktime import Calendar, roll_forward, working_days_between
from qiantou.insight.bulletin_waits import Record, Records, blocking, deciding, stopped_by, waits

REASONS = {Ease.REASON: Code.REASON, Ease.EXCUSED: Code.EXCUSED}
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


def facts(one: Record, others: Records, seen: Window) -> Iterator[Item]:
    matter = one.matter
    if matter.policy.supervises and matter.referral == APPROVAL:
        return  # not asked of anybody yet; what it presses is told as the work it is
    if matter.stage is Phase.REFERRED and matter.arbiter is not None and not matter.awaits_objection:
        yield _decision(one, seen)
    if matter.policy.supervises:
        return
    effect = matter.policy.effect
    if effect is Effect.UNBLOCK and _is_done(matter) and seen.holds(matter.since):
        done = _finished(one, others, seen)
        yield done if done.code is Code.DONE_LATE else _helped(matter, seen)
    if effect is Effect.VARY and matter.outcome != "withdrawn" and matter.opened is not None:
        parent = others.get(matter.parent) if matter.parent is not None else None
        if parent is not None and seen.holds(matter.opened) and _was_in_time(parent.matter, matter.opened, seen):
            yield Item(Code.WARNED, matter.asker, parent.matter.stream, day=seen.calendar.day_of(matter.opened))
    if effect is Effect.NONE and not matter.policy.settles and not matter.policy.by_rule:
        yield from _work(one, others, seen)
    yield from _warned(matter, seen)


def _is_done(matter: Matter) -> bool:
    return not matter.is_open and matter.outcome in DONE


def _decision(one: Record, seen: Window) -> Item:
    """Before whoever decides, since it came to this desk; the line of the side that works. Where it lay before others
    too, each with its days."""
    matter = one.matter
    unit = matter.asker if matter.beside and not matter.policy.by_rule else matter.doer
    day = seen.calendar.day_of(matter.since)
    before = deciding(one, seen.until, seen.calendar)
    return Item(
        Code.DECISION, unit, matter.stream, days=_days(day, seen.last, seen), whose=matter.arbiter, day=day,
        waits=before if len(before) > 1 else (),
    )  # fmt: skip


def _helped(matter: Matter, seen: Window) -> Item:
    day = seen.calendar.day_of(matter.since)
    took = _days(seen.calendar.day_of(matter.opened or matter.since), day, seen)
    return Item(Code.HELPED, matter.doer, matter.stream, days=took, whose=matter.asker, day=day)


def _work(one: Record, others: Records, seen: Window) -> Iterator[Item]:
    matter = one.matter
    if _is_done(matter):
        if seen.holds(matter.since):
            yield _finished(one, others, seen)
        return
    stopped = stopped_by(one, others) if matter.stage is Phase.UNDERWAY else None
    if stopped is not None:
        yield _blocked(one, *stopped, others=others, seen=seen)
    late = _late(one, others, seen, since=stopped[0].filed if stopped else None) if matter.is_open else None
    if late is not None:
        yield late
    if late is not None or stopped is not None or matter.stage is not Phase.UNDERWAY:
        return
    due = current_due(matter.due, matter.grants, pauses(matter, seen.calendar), seen.calendar, seen.until)
    if due is not None and seen.last < due <= seen.coming:
        yield Item(Code.COMING, matter.doer, matter.stream, day=due)


def _finished(one: Record, others: Records, seen: Window) -> Item:
    matter, calendar = one.matter, seen.calendar
    delivered = matter.delivered or matter.since
    terms = matter.due, matter.grants, pauses(matter, calendar), calendar, delivered
    late, last = days_late(*terms), last_day(*terms)
    day = calendar.day_of(delivered)
    beyond, others_had = _beyond(matter, day, seen), waits(one, others, delivered, calendar)
    apart = _apart(one.worked, last, seen) if late and last is not None else None
    if late and apart is not None:
        return Item(apart, matter.doer, matter.stream, late, whose=_lifter(one, apart), day=last)
    if late and not matter.excused and ease(one.worked) is not Ease.EXCUSED:
        return Item(Code.DONE_LATE, matter.doer, matter.stream, late, beyond, day=last, waits=others_had)
    early = _days(day, last, seen) if last is not None and not late else 0
    code = Code.DONE_EARLY if early else Code.DONE
    return Item(code, matter.doer, matter.stream, early, beyond, day=last, waits=others_had if beyond else ())


def _late(one: Record, others: Records, seen: Window, *, since: datetime | None) -> Item | None:
    """Past its day in the doer's own time, or past it with a reason; None where it is not late.

    What the doer handed in, put up or asked for in the period excuses only the days from then on; what it did so
    before was told then. `since`: when it was stopped.
    """
    matter, calendar = one.matter, seen.calendar
    state, left = one.own
    left = left or since
    if state.doer != matter.doer or state.stage is not Phase.UNDERWAY or (left is not None and left < seen.begin):
        return None
    now = (left or seen.until) - MICROSECOND
    terms = matter.due, matter.grants, pauses(matter, calendar), calendar, now
    due, late = last_day(*terms), days_late(*terms)
    if due is None or not late:
        return None
    until = calendar.day_of(left) if left is not None else None
    why = Ease.EXCUSED if matter.excused else ease(state)
    apart = REASONS.get(why) or _apart(state, due, seen)
    if apart is not None:
        return Item(apart, matter.doer, matter.stream, late, whose=_lifter(one, apart), day=due, until=until)
    if why is not Ease.NONE:
        return None
    if state.is_reserved:  # asked only when its day was over: the days until then are its own
        begun = min(one.start for one in state.disputed if one.end is None)
        late, until = days_late(*terms[:-1], begun), calendar.day_of(begun)
    last = min(seen.last, until or seen.last)
    beyond, others_had = _beyond(matter, last, seen), waits(one, others, now, calendar)
    rung = next((taken.at for taken in state.rungs if taken.rung is Rung.BULLETIN), None)
    code, day = (Code.LATE, due) if rung is None else (Code.UNEXPLAINED, calendar.day_of(rung))
    return Item(code, matter.doer, matter.stream, late, beyond, day=day, waits=others_had, until=until)


def _apart(state: Matter, due: date, seen: Window) -> Code | None:
    """How lateness is told that is nobody's fault: begun while it was asked whose duty it is, or while its ladder was
    lifted by decision."""
    begun = min((one.start for one in state.disputed if one.end is None), default=None)
    if begun is not None and seen.calendar.day_of(begun) <= due:
        return Code.RESERVED
    return Code.LIFTED if state.lifted is not None and state.lifted >= seen.last else None


def _lifter(one: Record, code: Code) -> Desk | None:
    """Who let the ladder rest at last, of a line that says so."""
    lifted = (entry.by.desk for entry in reversed(one.entries) if isinstance(entry.event, Lifted))
    return next(lifted, None) if code is Code.LIFTED else None


def _blocked(one: Record, block: Block, blocker: Matter, *, others: Records, seen: Window) -> Item:
    """Since when others have what stops it, and each of them for how long; nobody blocks who has it to decide."""
    matter, calendar = one.matter, seen.calendar
    day = calendar.day_of(block.held[0][0] if block.held else block.filed)
    had = blocking(one, block, others, seen.until, calendar)
    days = sum(wait.minutes for wait in had) // calendar.day_minutes
    if block.outside:
        return Item(Code.OUTSIDE, matter.doer, matter.stream, days, day=day)
    holder = blocker.holder if blocker.stage is not Phase.REFERRED else None
    told = had if holder is None or len(had) > 1 else ()
    return Item(Code.BLOCKED, matter.doer, matter.stream, days, whose=holder, day=day, waits=told)


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
