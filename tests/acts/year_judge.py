"""An oracle of the ladder, written from docs/rules/ladder.md alone: it never asks the ladder that it judges.

Between two entries of a matter nothing about it changes but the time. So for every entry the next rung is reckoned, and
the first look of a clock that finds it due must have taken it, to whom the rules say; where there is none, the reason
is named. What belongs to the loop (who has it, which day holds, what stands before it) is read from the fold.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from qiantou.core.advance import lapse_at
from qiantou.core.arbiter import arbiters_of
from qiantou.core.due import current_due
from qiantou.core.facts import Event, Excused, Lifted, Prompted, Referred, Ruled, SideNoted, TakenBack, Undone, Urged
from qiantou.core.kernel import Desk, Entry, Rejected
from qiantou.core.kinds import Effect, Phase, Rung, Step, Urgency
from qiantou.core.matter import Matter, pauses
from qiantou.core.register import InForce, Register
from qiantou.core.worktime import Calendar, Limit, Unit

TOLD_BEFORE = (Rung.PROMPT, Rung.REMINDER)
TOLD = (*TOLD_BEFORE, Rung.CHASER)
SHEETS, STOPPED, DISPUTES = "decision", "stopped", "dispute"
FOREVER = date.max
TWO_HOURS = Limit(120, Unit.MINUTES, "where the kind of an emergency names no time")


@dataclass(frozen=True)
class Climbed:
    """What the rules of the ladder remember of a matter. `rungs`: taken for this doer, day and stage, each with whether
    anything moved since; `waits`: what was asked beside the work, kind and time; `anew`: a sheet was decided then."""

    rungs: tuple[tuple[Rung, datetime, bool], ...] = ()
    waits: tuple[tuple[str, str, datetime, datetime | None], ...] = ()
    untold: tuple[tuple[str, datetime], ...] = ()  # guidance that nobody gives, and from when on nothing rests for it
    excused: str = ""  # the side matter in which its reason was accepted
    lifted: date | None = None  # through which day it rests by decision, FOREVER where none was named
    anew: datetime | None = None
    disputes: tuple[str, ...] = ()  # in which it is asked now whose duty the work is
    chased: tuple[datetime, ...] = ()  # by people, since day, doer or stage last changed
    aside: tuple[Climbed, tuple[object, ...]] | None = None  # what it was when a side asked for a decision; its terms


@dataclass
class Verdict:
    """`taken`: rungs found right; `why_not`: how often a state took none, by reason; `wrong`: what the rules did not
    say."""

    taken: Counter[str] = field(default_factory=Counter)
    why_not: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Found:
    """The rung that a state takes at the first look from `at` on; or why none."""

    rung: Rung | None
    at: datetime | None = None
    until: datetime | None = None
    why: str = ""


def judge(
    entries: Sequence[Entry[Event]],
    after: Sequence[Matter],
    register: Register,
    looks: Sequence[datetime],
    into: Verdict,
) -> None:
    """Judge one matter by every look of a clock from its first entry to the last look."""
    ladders = climbed(entries, after)
    for place, (entry, matter) in enumerate(zip(entries, after, strict=True)):
        ladder = ladders[place]
        coming = entries[place + 1] if place + 1 < len(entries) else None
        until = coming.at if coming is not None else None
        if coming is not None and coming.at < looks[0]:
            continue  # told before the year began
        urged = coming.event if coming is not None and isinstance(coming.event, Urged) else None
        seen = [coming.at] if coming is not None and urged and _by_a_command(matter, coming.at, looks) else looks
        look, rung, why = first_taken(matter, ladder, register, seen, (entry.at, until))
        if urged is None:
            missed = rung is not None and (until is None or look is None or look < until)
            if missed:
                into.wrong.append(f"{entry.stream} after {entry.version}: {rung} at {look} was not taken")
            into.why_not[why or "something else happened first"] += 1
            continue
        assert coming is not None
        told = (urged.rung, coming.at, urged.to, urged.copied, urged.reserved)
        if rung is None or look is None:
            into.wrong.append(f"{entry.stream} after {entry.version}: took {told}, but {why}")
            continue
        force = register.at(look)
        to, copied = to_whom(matter, rung, force), copy_to(matter, rung, force)
        meant = (rung, look, to, copied, bool(ladder.disputes) and to == matter.doer)
        if told != meant:
            into.wrong.append(f"{entry.stream} after {entry.version}: took {told}, meant was {meant}")
        into.taken[f"{matter.urgency.value} {rung.value}"] += 1


def _by_a_command(matter: Matter, at: datetime, looks: Sequence[datetime]) -> bool:
    """Whether a command looked at it: whoever acts in a joint work first lets the passing of its lead take effect."""
    place = bisect_left(looks, at)
    return matter.policy.effect is Effect.LEAD and (place == len(looks) or looks[place] != at)


def climbed(entries: Sequence[Entry[Event]], after: Sequence[Matter]) -> list[Climbed]:
    """What is remembered after each entry."""
    found: list[Climbed] = []
    for place, entry in enumerate(entries):
        before = after[place - 1] if place else None
        was = found[-1] if found else Climbed()
        if isinstance(entry.event, TakenBack):
            assert before is not None
            assert before.before is not None
            back = found[before.before.version - 1]
            chased = tuple(dict.fromkeys((*back.chased, *was.chased)))
            found.append(replace(back, waits=was.waits, untold=was.untold, disputes=was.disputes, chased=chased))
            continue
        found.append(_next(was, before, after[place], entry))
    return found


def _next(was: Climbed, before: Matter | None, now: Matter, entry: Entry[Event]) -> Climbed:
    event = entry.event
    if before is not None and belongs(before) != belongs(now):
        same = belongs(before, asker=False) == belongs(now, asker=False) and before.holder == now.holder
        holds = (before.doer, before.due, before.grants) == (now.doer, now.due, now.grants)
        kept = Climbed(excused=was.excused if holds else "", waits=was.waits, untold=was.untold, disputes=was.disputes)
        kept = replace(kept, aside=_aside(was, before, now, entry))
        went_on = isinstance(event, Ruled) and now.stage is Phase.UNDERWAY
        if went_on and was.aside is not None and was.aside[1] == _terms(now):
            stood = was.aside[0]
            was = replace(kept, rungs=stood.rungs, anew=stood.anew, chased=stood.chased)
        else:
            was = replace(kept, anew=was.anew, chased=was.chased) if same else kept
    match event:
        case Urged():
            return replace(was, rungs=(*was.rungs, (event.rung, entry.at, False)))
        case Excused():
            was = replace(was, excused=event.side)
        case Undone() if event.side == was.excused:
            was = replace(was, excused="")  # its acceptance was contested, and fell
        case Lifted():
            was = replace(was, lifted=event.until or FOREVER)
        case Prompted():
            was = replace(was, chased=(*was.chased, entry.at))
        case SideNoted():
            was = _asked(was, event, entry.at)
    moves = before is not None and entry.by.desk == before.doer and not isinstance(event, Prompted)
    asks = (
        isinstance(event, SideNoted) and event.pending and not event.held_back and event.kind not in (SHEETS, STOPPED)
    )
    if (moves or asks) and was.rungs:
        *others, (rung, at, _moved) = was.rungs
        was = replace(was, rungs=(*others, (rung, at, True)))
    return was


def _aside(was: Climbed, before: Matter, now: Matter, entry: Entry[Event]) -> tuple[Climbed, tuple[object, ...]] | None:
    """A side asked for a decision of work that had rungs: if none of its terms is changed, it goes on from these."""
    if now.stage is not Phase.REFERRED:
        return None
    asks = isinstance(entry.event, Referred) and entry.event.cause == "asked"
    if before.stage is not Phase.UNDERWAY or not asks or not was.rungs:
        return was.aside
    *others, (rung, at, moved) = was.rungs
    return replace(was, rungs=(*others, (rung, at, moved or entry.by.desk == before.doer)), aside=None), _terms(before)


def _terms(matter: Matter) -> tuple[object, ...]:
    return matter.asker, matter.doer, matter.due, matter.grants


def _asked(was: Climbed, event: SideNoted, at: datetime) -> Climbed:
    """Something stands beside the work from now on, or no longer; a sheet that was decided lets it all begin anew.

    Whose duty it is may be asked meanwhile: that rests nothing.
    """
    if event.kind == DISPUTES:
        others = tuple(side for side in was.disputes if side != event.side)
        return replace(was, disputes=(*others, event.side) if event.pending else others)
    others = tuple(one for one in was.untold if one[0] != event.side)
    was = replace(was, untold=(*others, (event.side, at)) if event.pending and event.held_back else others)
    known = any((one[0], one[3]) == (event.side, None) for one in was.waits)
    if event.pending:
        return was if known else replace(was, waits=(*was.waits, (event.side, event.kind, at, None)))
    ended = tuple((one[0], one[1], one[2], at) if (one[0], one[3]) == (event.side, None) else one for one in was.waits)
    if event.kind == SHEETS:
        return replace(was, waits=ended, rungs=(), anew=at, chased=())
    return replace(was, waits=ended)


def belongs(matter: Matter, *, asker: bool = True) -> tuple[object, ...]:
    """A ladder belongs to a stage with its sides and its day."""
    side = matter.asker if asker else None
    return matter.stage, side, matter.doer, matter.arbiter, matter.due, matter.grants


def is_told_enough(matter: Matter, ladder: Climbed) -> bool:
    """One cap for people's chasers and the rule's own; none in an emergency."""
    sent = len(ladder.chased) + sum(rung in TOLD for rung, _at, _moved in ladder.rungs)
    return matter.urgency is not Urgency.EMERGENCY and sent >= matter.policy.chasers


def first_taken(
    matter: Matter,
    ladder: Climbed,
    register: Register,
    looks: Sequence[datetime],
    stretch: tuple[datetime, datetime | None],
) -> tuple[datetime | None, Rung | None, str]:
    """The first look in a stretch of time in which the matter stayed as it is that finds a rung due; or why none."""
    begin, end = stretch
    why, place = "", bisect_left(looks, begin)
    while place < len(looks) and (end is None or looks[place] <= end):
        look = looks[place]
        found = due_then(matter, ladder, register.at(look), look)
        if found.rung is None or found.at is None:
            return None, None, found.why
        if found.until is not None and look >= found.until:
            why = "too late to be told before it"
        elif found.at <= look and _in_hours(matter, look, register.at(look).calendar):
            return look, found.rung, ""
        else:
            why = "not yet"
        ahead = bisect_left(looks, found.at) if found.at > look else place + 1
        place = max(place + 1, min(ahead, _next_edit(register, looks, look)))
    return None, None, why or "no clock was awake"


def _next_edit(register: Register, looks: Sequence[datetime], look: datetime) -> int:
    """The first look after the register next changes: what is in force then may bring a rung nearer."""
    later = register.changes(look, looks[-1])
    return bisect_left(looks, later[0]) if later else len(looks)


def due_then(matter: Matter, ladder: Climbed, force: InForce, look: datetime) -> Found:
    """The next rung as the rules have it at a look."""
    if not matter.is_open:
        return Found(None, why="ended")
    if ladder.lifted == FOREVER:
        return Found(None, why="lifted")
    if matter.stage is not Phase.UNDERWAY:
        return _prompted(matter, ladder, force, look)
    why = resting(matter, ladder)
    if why:
        return Found(None, why=why)
    due = current_due(matter.due, matter.grants, pauses(matter, force.calendar), force.calendar, look)
    if due is None:
        return Found(None, why="no day is set, or its clock stands")
    found = _climbing(matter, ladder, due, force.calendar, look)
    if ladder.lifted is None or found.at is None:
        return found
    return replace(found, at=max(found.at, force.calendar.start_of_day(ladder.lifted + timedelta(days=1))))


def resting(matter: Matter, ladder: Climbed) -> str:
    """Why nobody is chased: blocked by another desk, waiting for what it asked, excused, or before the arbiter."""
    counted = (one for one in matter.blocks if one.standing == "real" or (one.standing == "pending" and one.counted))
    if any(block.holder != matter.doer for block in counted):
        return "blocked by another desk"
    untold = {side for side, _at in ladder.untold}
    kinds = {kind for side, kind, _since, until in ladder.waits if until is None and side not in untold}
    if kinds - {SHEETS}:
        return "waits for what it asked"
    if ladder.excused:
        return "excused"
    return "a sheet lies before the arbiter" if kinds else ""


def _prompted(matter: Matter, ladder: Climbed, force: InForce, look: datetime) -> Found:
    """One working day before a time to answer runs out; not to whom it came on that day or later."""
    step = next((one for one in _steps(matter) if one.rung is Rung.PROMPT), None)
    lapse = lapse_at(matter, force)
    if step is None or lapse is None:
        return Found(None, why="silence means nothing here")
    if ladder.rungs:
        return Found(None, why="told once")
    if is_told_enough(matter, ladder):
        return Found(None, why="chased enough")
    calendar = force.calendar
    day = _days_on(calendar, calendar.day_of(lapse - timedelta(microseconds=1)), -step.limit.amount)
    if calendar.day_of(max(matter.since, matter.entered)) >= day:
        return Found(None, why="too little time to be told before")
    return Found(Rung.PROMPT, max(calendar.start_of_day(day), matter.entered), lapse)


def _climbing(matter: Matter, ladder: Climbed, due: date, calendar: Calendar, look: datetime) -> Found:
    came = max(matter.since, ladder.anew or matter.since)
    for step, more in _left(matter, ladder):
        if step.rung is not Rung.REMINDER:
            limit = replace(step.limit, amount=step.limit.amount + more)
            return Found(step.rung, max(_pressed(matter, ladder, limit, (due, came), calendar), matter.entered))
        day = _days_on(calendar, due, -step.limit.amount)
        end = calendar.start_of_day(due + timedelta(days=1))
        if look < end and calendar.day_of(came) < day:
            return Found(step.rung, max(calendar.start_of_day(day), matter.entered), end)
    return Found(None, why="no further rung")


def _steps(matter: Matter) -> list[Step]:
    return [step for step in matter.policy.ladder if step.urgency is matter.urgency]


def _left(matter: Matter, ladder: Climbed) -> Iterator[tuple[Step, int]]:
    """The rungs above the last one taken, each with so much more time as a chaser held back by the cap; after two
    past the day on which nothing moved the sheet alone."""
    steps = [step for step in _steps(matter) if step.rung is not Rung.PROMPT]
    order = [step.rung for step in steps]
    reached = max((order.index(rung) for rung, _at, _moved in ladder.rungs if rung in order), default=-1)
    past = [moved for rung, _at, moved in ladder.rungs if rung not in TOLD_BEFORE]
    still = len(past) >= 2 and not any(past[-2:])
    enough, more = is_told_enough(matter, ladder), 0
    for step in steps[reached + 1 :]:
        if ladder.untold and step.rung is not Rung.SHEET:  # whoever is not told how is neither chased nor blamed
            more += 0 if step.rung is Rung.REMINDER else step.limit.amount
            continue
        unsure = step.rung is Rung.BULLETIN and matter.is_hatched
        if enough and step.rung in TOLD:
            more = step.limit.amount if step.rung is Rung.CHASER else more
        elif (step.rung is Rung.SHEET or not still) and not unsure:
            yield step, more
            more = 0


def _pressed(
    matter: Matter, ladder: Climbed, limit: Limit, told: tuple[date, datetime], calendar: Calendar
) -> datetime:
    """So long after the day, after the work came to its doer, or after the rung before; waiting is not counted."""
    due, came = told
    past = [at for rung, at, _moved in ladder.rungs if rung not in TOLD_BEFORE]
    begin = max(_over(matter, ladder, due, calendar), came, *past)
    if limit.unit is not Unit.WORKING_DAYS:
        assert limit.unit is Unit.MINUTES
        return _shifted(begin, timedelta(minutes=limit.amount), _waited(matter, ladder, begin, calendar), calendar)
    first = max(due, *(calendar.day_of(at) for at in (came, *past)))
    day = _days_on(calendar, first, limit.amount)
    length = sum((_length(calendar, day, one) for one in calendar.hours), timedelta())
    lost = sum((_worked(calendar, *one) for one in _waited(matter, ladder, begin, calendar)), timedelta())
    minutes, full = lost // timedelta(minutes=1), length // timedelta(minutes=1)
    return calendar.start_of_day(_days_on(calendar, day, -(-minutes // full)))


def _over(matter: Matter, ladder: Climbed, due: date, calendar: Calendar) -> datetime:
    """The end of the day; of an emergency to be finished within minutes and without a day of its own, when these are
    over, counted from the arrival."""
    end, work = calendar.start_of_day(due + timedelta(days=1)), matter.policy.work or TWO_HOURS
    if matter.urgency is not Urgency.EMERGENCY or work.unit is not Unit.MINUTES or matter.grants:
        return end
    over = _shifted(matter.since, timedelta(minutes=work.amount), [], calendar)
    if matter.due != calendar.day_of(over - timedelta(microseconds=1)):
        return end
    allowed = timedelta(minutes=work.amount)
    return _shifted(matter.since, allowed, _waited(matter, ladder, matter.since, calendar), calendar)


def _shifted(
    begin: datetime, allowed: timedelta, waited: list[tuple[datetime, datetime]], calendar: Calendar
) -> datetime:
    """So much time after `begin`, closed time of the site and waiting passed over."""
    gaps = _joined([*waited, *((start, end) for start, end in calendar.closed)])
    end = begin + allowed
    for start, until in gaps:
        if until > begin and start < end:
            end += until - max(start, begin)
    return end


def _waited(matter: Matter, ladder: Climbed, begin: datetime, calendar: Calendar) -> list[tuple[datetime, datetime]]:
    """When its doer waited for others after `begin`, each stretch once."""
    untold = dict(ladder.untold)
    asked = ((since, until or untold.get(side)) for side, _kind, since, until in ladder.waits)
    held = [*pauses(matter, calendar), *asked]
    told = [(max(since, begin), until) for since, until in held if until is not None and until > begin]
    return _joined(told)


def _joined(stretches: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    for start, end in sorted(stretches):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _days_on(calendar: Calendar, day: date, count: int) -> date:
    """So many working days later, or earlier; a day of rest is passed over, also by nothing."""
    step = timedelta(days=1 if count > 0 else -1)
    while count:
        day += step
        count -= (1 if count > 0 else -1) * calendar.is_working_day(day)
    return day


def _worked(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Office time between two instants, day by day."""
    total, day = timedelta(), calendar.day_of(start)
    while day <= calendar.day_of(end):
        for opening, closing in sessions(calendar, day):
            total += max(min(closing, end) - max(opening, start), timedelta())
        day += timedelta(days=1)
    return total


def sessions(calendar: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    """The office hours of a day, what the site was closed for cut out."""
    found = []
    for opening, closing in calendar.rule(day).sessions:
        start = datetime.combine(day, opening, calendar.clock)
        pieces = [(start, start + _length(calendar, day, (opening, closing)))]
        for shut, open_again in _joined(calendar.closed):
            pieces = [
                part for begin, end in pieces
                for part in ((begin, min(end, max(shut, begin))), (max(begin, min(open_again, end)), end))
                if part[0] < part[1]
            ]  # fmt: skip
        found += pieces
    return sorted(set(found))


def _length(calendar: Calendar, day: date, session: tuple) -> timedelta:  # type: ignore[type-arg]
    start, end = (datetime.combine(day, one, calendar.clock) for one in session)
    return end - start


def _in_hours(matter: Matter, look: datetime, calendar: Calendar) -> bool:
    if matter.urgency is Urgency.EMERGENCY:
        return True
    return any(opening <= look < closing for opening, closing in sessions(calendar, calendar.day_of(look)))


def to_whom(matter: Matter, rung: Rung, force: InForce) -> Desk | None:
    """A prompt to who owes the answer, a sheet to the arbiter, else the doer."""
    if rung is Rung.PROMPT:
        return matter.holder
    if rung is not Rung.SHEET:
        return matter.doer
    try:
        return arbiters_of(matter, force)[0]
    except Rejected:
        return matter.asker


def copy_to(matter: Matter, rung: Rung, force: InForce) -> Desk | None:
    """The head of the doer's unit, of what comes after the day."""
    head = force.head(matter.doer)
    return None if rung in (*TOLD_BEFORE, Rung.SHEET) or head == matter.doer else head
