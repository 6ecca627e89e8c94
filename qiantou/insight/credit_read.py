"""What the record of a joint work says of its lines, its helps and each unit's own over-runs: the input of `credit`.

As recorded through an instant. What nobody confirmed, or somebody contests, earns nothing and takes nothing, and is
counted as left out; what passes inside one unit is that unit's alone. A line that no matter carries out, or that is not
accepted, is nobody's share, which is no blame. What was handed in stands where its asker let its time to answer pass,
or took the matter out. Source: docs/rules/assessment.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from math import lcm

from qiantou.core.credit import weighed
from qiantou.core.facts import Event
from qiantou.core.forgiving import Exempt, exempted_by
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter
from qiantou.core.plan import LINES, Line, Shares
from qiantou.core.register import CHARTERS, InForce
from qiantou.core.review import Lack, Overrun
from qiantou.core.review_terms import over_since
from qiantou.core.span import spans
from qiantou.core.undertaking import Charter
from qiantou.core.worktime import working_minutes
from qiantou.insight.account_own import beyond, counted_in
from qiantou.insight.account_pieces import Read
from qiantou.insight.account_shields import Waiting
from qiantou.insight.as_built import built_of
from qiantou.insight.as_built_read import between_units, lived
from qiantou.insight.bulletin_waits import Record
from qiantou.insight.credit import Delivery, Held, Help, Work
from qiantou.insight.credit_plan import Done, Terms

DONE = ("accepted", "granted", "consented")
TAKEN_OUT = ("withdrawn", "moot")
OBSTACLE = "obstacle"
WORKED = ("task", OBSTACLE, "means")
IN_HAND = (Phase.UNDERWAY, Phase.BLOCKED, Phase.DELIVERED)
OUTSIDE = "outside"
"""The cause of an obstacle that no unit's work clears: its desk confirms it."""


@dataclass(frozen=True)
class Seen:
    """The matters of a joint work, and what stopped them, as recorded through an instant; `force` as known then.

    `exempt`: of which matter, or of which joint work as a whole, which unit was exempted by then.
    `waited`: of which line's matter when its ties and its planned duration let it last, by the plan. `known`: the
    histories read already.
    """

    joint: Stream
    histories: Mapping[Stream, Sequence[Entry[Event]]]
    force: InForce
    through: datetime
    exempt: Exempt = field(default_factory=dict)
    waited: Mapping[Stream, Waiting] = field(default_factory=dict)
    known: Mapping[Stream, Record] | None = None

    @cached_property
    def others(self) -> Mapping[Stream, Record]:
        return lived(self.histories, self.force, self.through) if self.known is None else self.known

    @cached_property
    def records(self) -> dict[Stream, Record]:
        """The matters of the joint work, without what passes inside one unit."""
        return {stream: one for stream, one in self.others.items() if self._is_of_it(one.matter)}

    @cached_property
    def reads(self) -> dict[Stream, Read]:
        """The same matters, read for their time: whoever asks for it shares what was cut into pieces."""
        calendar = self.force.calendar
        return {stream: Read(one, self.others, self.through, calendar) for stream, one in self.records.items()}

    def _is_of_it(self, matter: Matter) -> bool:
        return matter.joint == self.joint and self.force.inner_of(matter.asker, matter.doer) is None

    def party(self, desk: Desk) -> Desk:
        """Its whole unit; a leader's post, and an outside party, is one by itself."""
        return self.force.whole(desk) or desk

    @cached_property
    def over(self) -> datetime:
        """Since when the work is over; the instant through which it is read while it is not."""
        return over_since(self.joint, self.force) or self.through

    @cached_property
    def left_out(self) -> int:
        """Matters that rest on entries nobody confirmed, or that are contested."""
        return sum(one.matter.is_hatched for one in self.records.values())

    def carrying_out(self) -> dict[str, list[Record]]:
        """Line → the matters opened for it, without those taken out again where another was opened. A task of no line
        stands for itself, unless it was taken out or is the whole that others are parts of."""
        found: defaultdict[str, list[Record]] = defaultdict(list)
        tasks = [one.matter for one in self.records.values() if one.matter.kind == "task" and not one.matter.beside]
        wholes = {one.parent for one in tasks}
        for one in tasks:
            gone = one.outcome in TAKEN_OUT and not _stands(one)
            if one.line or not (one.stream in wholes or gone):
                found[one.line or one.stream].append(self.records[one.stream])
        return {line: _standing(told) for line, told in found.items()}

    def in_hand(self, at: datetime) -> dict[str, Desk]:
        """Line → the unit that had it in hand at that instant, also where it took it over; nothing unconfirmed."""
        found: dict[str, Desk] = {}
        for line, told in self.carrying_out().items():
            for one in told:
                then = [state for entry, state in zip(one.entries, one.after, strict=True) if entry.at <= at][-1:]
                if then and then[0].stage in IN_HAND and not then[0].is_hatched:
                    found[line] = self.party(then[0].doer)
        return found

    def done(self) -> dict[str, Done]:
        """Line → who delivered its first accepted work, and when it was handed in."""
        found: dict[str, Done] = {}
        for line, told in self.carrying_out().items():
            for one in told:
                matter = one.matter
                if _stands(matter) and (line not in found or _handed_in(matter) < found[line].at):
                    found[line] = Done(self.party(matter.doer), _handed_in(matter))
        return found


def _standing(told: Sequence[Record]) -> list[Record]:
    kept = [one for one in told if one.matter.is_open or one.matter.outcome not in TAKEN_OUT or _stands(one.matter)]
    return kept or list(told[-1:])


def _stands(matter: Matter) -> bool:
    """Whether work was handed in that was accepted, or that its asker left unanswered past its time, or took out."""
    accepted = not matter.is_open and matter.outcome in DONE
    return not matter.is_hatched and (accepted or _is_unanswered(matter) or _is_taken_out(matter))


def _is_unanswered(matter: Matter) -> bool:
    """Handed in, and by the asker's silence before whoever decides."""
    return matter.delivered is not None and matter.stage is Phase.REFERRED and matter.referral == "silence"


def _is_taken_out(matter: Matter) -> bool:
    return matter.delivered is not None and not matter.is_open and matter.outcome in TAKEN_OUT


def _handed_in(matter: Matter) -> datetime:
    return matter.delivered or matter.since


def work_of(seen: Seen, terms: Terms | None, ratings: Mapping[Desk, tuple[int, Fraction | None]] | None = None) -> Work:
    """What the joint work came to. Where nobody signed a plan its tasks are its lines, each unit's together alike, and
    nothing is set aside."""
    if terms is not None:
        seen = _waiting(seen, terms)
    told = seen.carrying_out()
    lines: Mapping[str, Line | None] = terms.lines if terms is not None else dict.fromkeys(_unplanned(told, seen))
    weights = _weights(terms) if terms is not None else _alike(lines, told, seen)
    deliveries = [one for name, line in lines.items() for one in _deliveries(name, line, told.get(name, []), seen)]
    deliveries += _given_up(terms, told, seen) if terms is not None else ()
    helps = list(_helps(seen))
    overruns = list(_overruns(seen))
    charter = seen.force.charter(seen.joint)
    lead = [charter.lead] if charter is not None else []
    units = (one.unit for one in lines.values() if one is not None)
    parties = dict.fromkeys((*lead, *map(seen.party, units), *(one.unit for one in deliveries), *_dealing(seen)))
    return Work(
        weights, terms.shares if terms is not None else Shares(0, 0), deliveries, helps, _leads(seen), overruns,
        tuple(parties), ratings or {}, tuple(_waits(seen)),
    )  # fmt: skip


def _waiting(seen: Seen, terms: Terms) -> Seen:
    """With what each line waited for by the plan, a dropped one by the version that had it last."""
    own = between_units(seen.others, seen.force)
    built = built_of(terms.content, own, seen.force, seen.through, earlier=terms.earlier, put=terms.put)
    return replace(seen, waited=built.waited, known=seen.others)


def _unplanned(told: Mapping[str, Sequence[Record]], seen: Seen) -> list[str]:
    """Of a work without a plan: the tasks opened before the first of them was delivered, all where none was."""
    first = min((one.at for one in seen.done().values()), default=None)
    return [line for line, own in told.items() if first is None or any(one.entries[0].at <= first for one in own)]


def _alike(lines: Mapping[str, object], told: Mapping[str, Sequence[Record]], seen: Seen) -> dict[str, int]:
    """Each unit weighs the same, however many tasks it was given."""
    unit = {line: seen.party(told[line][-1].matter.doer) for line in lines}
    count = Counter(unit.values())
    return {line: lcm(*count.values()) // count[unit[line]] for line in lines}


def is_work(kind: str, cause: str) -> bool:
    """Whether who has such a matter to do works with whoever asked: an opinion, a signature or what the rule opens is
    no work, nor is an obstacle outside. The sheet has a row, and a rating is asked, of those who did."""
    return kind in WORKED and cause != OUTSIDE


def _dealing(seen: Seen) -> Iterator[Desk]:
    """Who had something to do in it, whatever came of it."""
    for one in seen.records.values():
        if is_work(one.matter.kind, one.matter.cause):
            yield from (seen.party(state.doer) for state in one.after)


def _weights(terms: Terms) -> dict[str, int]:
    """Equal unless every line has one; as `core.credit` has it."""
    agreed = all(line.weight is not None for line in terms.lines.values())
    return {name: (line.weight or 0) if agreed else 1 for name, line in terms.lines.items()}


def _deliveries(name: str, line: Line | None, told: Sequence[Record], seen: Seen) -> Iterator[Delivery]:
    if not told and line is not None:
        yield Delivery(name, None, seen.party(line.unit), lacks=Lack.NOT_BEGUN)
    for one in told:
        matter = one.matter
        unit = seen.party(matter.doer)
        if _stands(matter):
            silent = seen.party(matter.asker) if _is_unanswered(matter) else None
            undone = seen.party(matter.asker) if _is_taken_out(matter) else None
            yield Delivery(name, matter.stream, unit, _held(one, seen, unit), silent=silent, undone=undone)
        else:
            lacks = _why(matter)
            waits_for = matter.holder if lacks is Lack.AWAITED else None
            yield Delivery(name, matter.stream, unit, lacks=lacks, waits_for=waits_for)


def _given_up(terms: Terms, told: Mapping[str, Sequence[Record]], seen: Seen) -> Iterator[Delivery]:
    """Work that was accepted under a line of an earlier version that shared by weight, where the signed plan has that
    line no more, in any role."""
    before = {name for content in terms.earlier for name in weighed(content.get(LINES, {}))}
    gone = before - terms.content.get(LINES, {}).keys()
    for name in sorted(gone & told.keys()):
        for one in told[name]:
            if _stands(one.matter):
                yield Delivery(name, one.matter.stream, seen.party(one.matter.doer), lacks=Lack.GIVEN_UP)


def _why(matter: Matter) -> Lack:
    if matter.is_hatched:
        return Lack.UNCONFIRMED
    if matter.is_open and matter.delivered is not None:
        return Lack.AWAITED
    return Lack.OPEN if matter.is_open else Lack.NOT_ACCEPTED


def _held(one: Record, seen: Seen, deliverer: Desk) -> Held:
    """Each unit that had it underway, with its working minutes less its own over-run: lying idle is no work. Time begun
    by an unconfirmed entry is nobody's."""
    found: dict[Desk, int] = {}
    for span in spans(one.entries, one.after):
        if span.state == Phase.UNDERWAY.value and span.end is not None and not span.unconfirmed:
            unit = seen.party(span.holder)
            minutes = working_minutes(seen.force.calendar, span.start, span.end)
            found[unit] = found.get(unit, 0) + minutes
    late = _own_overruns(one, seen) if len(found) > 1 else {}
    told = {unit: max(0, minutes - late.get(unit, 0)) for unit, minutes in found.items()}
    return tuple(told.items()) or ((deliverer, 0),)


def _helps(seen: Seen) -> Iterator[Help]:
    """Obstacles cleared: delivered by a unit for the work of another, and accepted. One for each helper and each matter
    that was helped, and only where its obstacle stopped that for some working time."""
    stopped = dict(_stopping(seen))
    told: set[tuple[Desk, Stream]] = set()
    for one in seen.records.values():
        matter = one.matter
        if matter.kind != OBSTACLE or matter.cause == OUTSIDE or matter.delivered is None:
            continue
        helper, helped = seen.party(matter.doer), seen.party(matter.asker)
        which = (helper, stopped.get(matter.stream, matter.stream))
        if _stands(matter) and helper != helped and matter.stream in stopped and which not in told:
            told.add(which)
            yield Help(matter.stream, helper)


def _stopping(seen: Seen) -> Iterator[tuple[Stream, Stream]]:
    """Each obstacle with the matter whose clock it stopped, for at least a working minute."""
    for one in seen.records.values():
        for block in one.matter.blocks:
            held = (working_minutes(seen.force.calendar, start, end or seen.through) for start, end in block.held)
            if any(minutes > 0 for minutes in held):
                yield block.matter, one.matter.stream


def _overruns(seen: Seen) -> Iterator[Overrun]:
    """Of every unit that had a matter to do: its own time beyond the day until the work was over, what protects it
    taken off; nothing of what it was exempted in."""
    for one in seen.records.values():
        for unit, counted in _own_overruns(one, seen).items():
            if counted > 0 and exempted_by(one.matter.stream, unit, seen.joint, seen.exempt) is None:
                yield Overrun(unit, one.matter.stream, counted)


def _own_overruns(one: Record, seen: Seen) -> dict[Desk, int]:
    return counted_in(seen.reads[one.matter.stream], seen.force, seen.waited, seen.joint)


def _waits(seen: Seen) -> Iterator[Overrun]:
    """Of everybody else who held a matter, to answer, to review or to decide it: the minutes beyond its time."""
    for one in seen.records.values():
        doers = {seen.party(state.doer) for state in one.after}
        minutes: defaultdict[Desk, int] = defaultdict(int)
        for holder, over in beyond(seen.reads[one.matter.stream]).items():
            minutes[seen.party(Desk(holder))] += over
        for unit, over in minutes.items():
            if over > 0 and unit not in doers:
                yield Overrun(unit, one.matter.stream, over)


def _leads(seen: Seen) -> Held:
    """Who led for how many working minutes: from when its charter was entered until the work was over."""
    told, over = seen.force.history(CHARTERS, seen.joint), seen.over
    found: dict[Desk, int] = {}
    for number, row in enumerate(told):
        if isinstance(row.value, Charter) and row.at < over:
            until = min(over, told[number + 1].at) if number + 1 < len(told) else over
            minutes = working_minutes(seen.force.calendar, row.at, until)
            found[row.value.lead] = found.get(row.value.lead, 0) + minutes
    last = seen.force.charter(seen.joint)
    return tuple(found.items()) or (((last.lead, 0),) if last is not None else ())
