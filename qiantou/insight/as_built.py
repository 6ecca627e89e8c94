"""The signed plan as a network, and what became of it by the record: the input of `insight/delay`.

One axis of whole working minutes from when the first line could be launched. A line is planned from where its
predecessors end, and not before everybody had signed it, to the end of its day as first agreed. It really lasted from
there until its delivery was accepted; an open one is told through an instant, and expected to need what is left of its
planned duration. What is no step of the network is left out by name.
Source: docs/rules/attribution.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from graphlib import TopologicalSorter

from qiantou.core.attribution import NOBODY, OUTSIDE, Overtime
from qiantou.core.kernel import Stream
from qiantou.core.plan import Line, Means, Role, Tie
from qiantou.core.plan_diff import Content
from qiantou.core.register import InForce
from qiantou.core.review_terms import over_since
from qiantou.core.worktime import add_working_minutes, roll_forward
from qiantou.insight.account_own import counted_in
from qiantou.insight.account_pieces import DONE, Read
from qiantou.insight.account_shields import Waiting
from qiantou.insight.as_built_agreed import agreed_at, leading, signed_at
from qiantou.insight.as_built_course import Course, first_day, from_agreed, is_agreed, last_period
from qiantou.insight.as_built_parts import LATE_LAUNCH, Awaited, Axis, Lived, Part, is_open
from qiantou.insight.as_built_read import Histories, Owed, owed, recorded, ties_of
from qiantou.insight.bulletin_waits import Record
from qiantou.insight.network import Activity, Extension, Link, LinkType

LAUNCH = ""
"""The activity from which lines begin that were asked for only later."""
LEFT_OUT = ("coordination", "repeats", "no-day", "not-opened", "withdrawn", "otherwise")
"""Why a line or means is no step: it goes along with the rest or falls due again and again, and nothing waits for its
end; it has no day, no matter, was taken out, or ended without a delivery."""


@dataclass(frozen=True)
class Step:
    """A line or means as planned and as it went, `(start, finish)` in working minutes; open: as expected.

    `lasts`: its planned duration. `added`: of one that a later version added, the minute at which that was signed, and
    the one from which the network counts it: in the first plan it lasts no time, and all of its days are known at once.
    `due`: its day as first signed. `unheld`: the ties that the record shows it did not
    wait for. `overtime`: by party, the minutes beyond what each was allowed, whatever came of them; the doer's as in
    the account of the matter.
    """

    name: str
    party: str
    matter: Stream
    due: date
    lasts: int
    planned: tuple[int, int]
    actual: tuple[int, int]
    is_open: bool
    parts: tuple[Part, ...]
    ties: tuple[Tie, ...]
    unheld: tuple[Tie, ...]
    overtime: Mapping[str, int]
    added: tuple[int, int] | None = None


@dataclass(frozen=True)
class AsBuilt:
    """The steps in an order in which each comes after what it hangs on. `left_out`: name → a code of LEFT_OUT.

    `waited`: of the matter of a line with ties, when these and its planned duration let it last. `overruns`: what
    is each unit's own of any matter of the work until that was over, as in its account; `apart`: those of them in
    matters of lines that are no step's. `over`: when the work was, and with it whatever is told here; None: it goes on.
    """

    axis: Axis
    through: datetime
    steps: tuple[Step, ...]
    activities: tuple[Activity, ...]
    links: tuple[Link, ...]
    left_out: Mapping[str, str]
    waited: Mapping[Stream, Waiting]
    overruns: tuple[Overtime, ...]
    apart: tuple[Overtime, ...] = ()
    over: datetime | None = None

    @property
    def overtime(self) -> dict[str, int]:
        """By party, the minutes beyond what each was allowed, in the steps and in what is left out of the network."""
        found: dict[str, int] = {}
        told = [item for step in self.steps for item in step.overtime.items()]
        for party, minutes in (*told, *((one.party, one.minutes) for one in self.apart)):
            found[party] = found.get(party, 0) + minutes
        return found

    @property
    def is_final(self) -> bool:
        return bool(self.steps) and not any(step.is_open for step in self.steps)

    def instant(self, minutes: int) -> datetime:
        """When so many working minutes had passed since the launch."""
        return add_working_minutes(self.axis.force.calendar, self.axis.origin, minutes) if minutes else self.axis.origin


def as_built(
    plan: Content, histories: Histories, force: InForce, through: datetime, *, earlier: Sequence[Content] = ()
) -> AsBuilt:
    """`plan`: the signed version; `earlier`: those before it, oldest first, of which a line that was launched stays,
    though it was dropped since. `histories`: the matters of the joint work and what stopped them. `force`: the register
    as of `through`. What was recorded later counts for nothing."""
    return built_of(plan, recorded(histories, force, through), force, through, earlier=earlier)


def built_of(
    plan: Content, records: Mapping[Stream, Record], force: InForce, through: datetime, *,
    earlier: Sequence[Content] = (),
) -> AsBuilt:  # fmt: skip
    """The same of matters already read, through that instant and between units."""
    return _Building(owed(earlier, plan), records, force, through).built()


@dataclass
class _Building:
    signed: Mapping[str, Owed]
    records: Mapping[Stream, Record]
    force: InForce
    through: datetime
    done: dict[str, Step] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    waited: dict[Stream, Waiting] = field(default_factory=dict)

    @cached_property
    def owed(self) -> dict[str, Line | Means]:
        """What the plan holds, and of what it dropped whatever was launched."""
        launched = {one.matter.line for one in self.records.values()}
        return {name: value for name, (value, is_in) in self.signed.items() if is_in or name in launched}

    @cached_property
    def every(self) -> dict[str, list[Record]]:
        """Line or means → its matters as they were opened: one, and more where it was opened anew."""
        found: dict[str, list[Record]] = {}
        for one in sorted(self.records.values(), key=lambda one: one.entries[0].at):
            matter = one.matter
            if matter.line in self.owed and not matter.beside and matter.kind in ("task", "means"):
                found.setdefault(matter.line, []).append(one)
        return found

    @cached_property
    def own(self) -> dict[str, list[Record]]:
        """Of each its matters from the first that was agreed on; where none was, the last."""
        told = {name: from_agreed(records) for name, records in self.every.items()}
        return {name: last_period(records) if self._repeats(name) else records for name, records in told.items()}

    @cached_property
    def awaited_ends(self) -> set[str]:
        """Lines and means after whose end something comes."""
        ties = (tie for value in self.owed.values() for tie in ties_of(value))
        return {tie.line for tie in ties if LinkType(tie.type).from_finish}

    def _repeats(self, name: str) -> bool:
        value = self.owed[name]
        return isinstance(value, Line) and value.rhythm is not None

    @cached_property
    def axis(self) -> Axis:
        begun = (self._agreed(records[0]) for records in self.every.values())
        return Axis(min(begun, default=self.through), self.force)

    @cached_property
    def signed_at(self) -> dict[int, datetime]:
        return signed_at(self.records)

    @cached_property
    def over(self) -> datetime | None:
        """Since when the work is over."""
        works = (one.matter.joint for told in self.every.values() for one in told)
        joint = next(works, None)
        return over_since(joint, self.force) if joint is not None else None

    def _agreed(self, one: Record) -> datetime:
        """From when on it could be launched; its lead's own line when it was."""
        opened, matter = one.entries[0].at, one.matter
        whole = self.force.whole
        lead = leading(matter.joint, opened, self.force)
        if lead is None or whole(one.after[0].doer) == whole(lead):
            return opened
        return agreed_at(one, self.records, self.signed_at)

    def built(self) -> AsBuilt:
        for name in self._in_order():
            why = self._why_not(name)
            if why:
                self.left_out[name] = why
            else:
                self.done[name] = self._step(name)
        activities = [_activity(step) for step in self.done.values()]
        links = [link for step in self.done.values() for link in self._links(step)]
        if any(link.before == LAUNCH for link in links):
            activities.insert(0, Activity(LAUNCH, NOBODY, 0, 0))
        overruns, inside = tuple(self._overruns()), {one.matter.stream for name in self.done for one in self.own[name]}
        apart = {one.matter.stream for told in self.every.values() for one in told} - inside
        return AsBuilt(self.axis, self.through, tuple(self.done.values()), tuple(activities), tuple(links),
                       self.left_out, self.waited, overruns,
                       tuple(one for one in overruns if one.matter in apart), self.over)  # fmt: skip

    def _overruns(self) -> Iterator[Overtime]:
        for stream, one in sorted(self.records.items()):
            told = counted_in(self._read(one), self.force, self.waited, self.over)
            inside = ((self.axis.party(unit), minutes) for unit, minutes in sorted(told.items()))
            yield from (Overtime(unit, stream, minutes) for unit, minutes in inside if unit != OUTSIDE)

    def _in_order(self) -> Iterator[str]:
        told = self.owed.items()
        before = {name: [tie.line for tie in ties_of(value) if tie.line in self.owed] for name, value in told}
        return iter(tuple(TopologicalSorter(before).static_order()))

    def _why_not(self, name: str) -> str:
        value, records = self.owed[name], self.own.get(name)
        if isinstance(value, Line) and value.role is Role.COORDINATE and name not in self.awaited_ends:
            return "coordination"
        if self._repeats(name) and name not in self.awaited_ends:
            return "repeats"
        if records is None:
            return "not-opened"
        due, last = first_day(records), records[-1].matter
        ended_late = due is not None and is_agreed(records[0]) and self._closed(records[-1]) > self._end_of(due)
        still = is_open(self._read(records[-1]), self.over)
        if not still and last.outcome not in DONE and not ended_late:
            return "withdrawn" if last.outcome in ("withdrawn", "moot") else "otherwise"
        return "" if due is not None else "no-day"

    def _read(self, one: Record) -> Read:
        return Read(one, self.records, self.through, self.force.calendar)

    def _closed(self, one: Record) -> datetime:
        """When it was last closed, at the latest when the work was over."""
        closed = self._read(one).closed
        return min(closed, self.over or closed)

    def _end_of(self, due: date) -> datetime:
        return self.force.calendar.end_of_day(roll_forward(self.force.calendar, due))

    def _step(self, name: str) -> Step:
        records = self.own[name]
        last, due = records[-1].matter, first_day(records)
        assert due is not None
        ended = self.axis.at(self._closed(records[-1]))
        ties = [tie for tie in ties_of(self.owed[name]) if tie.line in self.done and not self._is_later(tie, name)]
        still = is_open(self._read(records[-1]), self.over)
        kept = [tie for tie in ties if still or self._held(tie, actual=True) <= ended]
        begun = self._begun(name)
        start, planned = self._start(kept, begun, actual=True), self._start(kept, begun, actual=False)
        lasts = max(0, self.axis.at(self._end_of(due)) - planned)
        waits = self._run(ties, self._start(ties, begun, actual=True), lasts, actual=True)[1] if ties else 0
        late = self._launched_late(name, start)
        waits = max(waits, self._undated(name, lasts), late.end + lasts if late is not None else 0)
        awaited = self._awaited(name, waits, due)
        if awaited is not None:
            self.waited |= {one.matter.stream: awaited.spans for one in records}
        lives = tuple(Lived(self._read(one), self.axis, start, lasts, awaited, self.over) for one in records)
        course = Course(lives, lasts, late)
        parts = tuple(course.parts())
        return Step(
            name, course.doer, last.stream, due, lasts, self._run(kept, planned, lasts, actual=False),
            self._run(kept, start, lasts + sum(part.minutes for part in parts), actual=True), still, parts,
            tuple(kept), tuple(tie for tie in ties if tie not in kept), course.overtime,
            (begun, self._start(kept, 0, actual=True, most=0)) if self._is_added(name) else None,
        )  # fmt: skip

    def _undated(self, name: str, lasts: int) -> int:
        """To which minute what it comes after and what has no day lets it last: until that ended, and then as planned;
        0 where there is none."""
        ends = [0]
        for tie in ties_of(self.owed[name]):
            if self.left_out.get(tie.line) == "no-day" and LinkType(tie.type).from_finish:
                ended = self.axis.at(self._closed(self.own[tie.line][-1])) + self._lag(tie)
                ends.append(ended if LinkType(tie.type).to_finish else ended + lasts)
        return max(ends)

    def _awaited(self, name: str, minutes: int, due: date) -> Awaited | None:
        """When it waits by the plan; while anything it comes after was not launched, through now: that is the
        lead's, who launches."""
        spans = self._later(name, due)
        if minutes:
            spans = ((None, self._instant(minutes)), *spans)
        if all(self.left_out.get(tie.line) != "not-opened" for tie in ties_of(self.owed[name])):
            return Awaited(spans) if spans else None
        last, opened = self.own[name][-1], self.own[name][0].entries[0].at
        led = leading(last.matter.joint, self._read(last).closed, self.force) if self._could_launch(name) else None
        lead = self.axis.party(led) if led is not None else NOBODY
        amended = min((at for at in self.signed_at.values() if at > opened), default=None)
        since = max(minutes, self.axis.at(amended)) if amended is not None else minutes
        return Awaited((*spans, (amended, self.through)), since, lead)

    def _could_launch(self, name: str) -> bool:
        """Whether the units of what it waits for and was not launched are there to be asked."""
        missing = (tie.line for tie in ties_of(self.owed[name]) if self.left_out.get(tie.line) == "not-opened")
        values = [self.owed[line] for line in missing]
        units = (value.unit if isinstance(value, Line) else value.promiser for value in values)
        return all(self.force.whole(unit) is not None for unit in units)

    def _later(self, name: str, due: date) -> Waiting:
        """When it waited for what a later version put before it, and then had what it had left: nothing of before."""
        found = []
        for tie in ties_of(self.owed[name]):
            if tie.line in self.done and self._is_later(tie, name):
                since = self._agreed(self.own[tie.line][0])
                left = 0 if LinkType(tie.type).to_finish else self.axis.at(self._end_of(due)) - self.axis.at(since)
                until = self._instant(self._held(tie, actual=True) + max(0, left))
                found += [(since, until)] if since < until else []
        return tuple(found)

    def _is_added(self, name: str) -> bool:
        """Whether a later version added it: the first launch opens everything that was signed, or nothing."""
        opened = (records[0].entries[0].at for records in self.every.values())
        return name in self.own and self.own[name][0].entries[0].at > min(opened)

    def _is_later(self, tie: Tie, name: str) -> bool:
        return self._is_added(tie.line) and not self._is_added(name)

    def _instant(self, minutes: int) -> datetime:
        return add_working_minutes(self.force.calendar, self.axis.origin, minutes)

    def _begun(self, name: str) -> int:
        return self.axis.at(self._agreed(self.own[name][0]))

    def _launched_late(self, name: str, start: int) -> Part | None:
        """From where it could begin until it was launched: that is the lead's, who launches; then it has its planned
        duration."""
        first = self.own[name][0]
        opened, lead = first.entries[0].at, leading(first.matter.joint, first.entries[0].at, self.force)
        end = self.axis.at(min(opened, self.over or opened))
        if lead is None or end <= start:
            return None
        party = self.axis.party(lead)
        return Part(start, end, party, party, LATE_LAUNCH, False, first.matter.stream, 1)

    def _start(self, ties: Sequence[Tie], begun: int, *, actual: bool, most: int | None = None) -> int:
        """`most`: the longest lag that is counted."""
        less = {tie: max(0, self._lag(tie) - most) if most is not None else 0 for tie in ties}
        held = (self._held(tie, actual=actual) - less[tie] for tie in ties if not LinkType(tie.type).to_finish)
        return max([begun, *held])

    def _run(self, ties: Sequence[Tie], start: int, lasts: int, *, actual: bool) -> tuple[int, int]:
        """Begins and ends; it begins later where its end hangs on something."""
        held = (self._held(tie, actual=actual) for tie in ties if LinkType(tie.type).to_finish)
        finish = max([start + lasts, *held])
        return max(start, finish - lasts), finish

    def _held(self, tie: Tie, *, actual: bool) -> int:
        """Before which minute it holds back the end of the line it names."""
        step = self.done[tie.line]
        start, finish = step.actual if actual else step.planned
        return (finish if LinkType(tie.type).from_finish else start) + self._lag(tie)

    def _lag(self, tie: Tie) -> int:
        return tie.lag * self.force.calendar.day_minutes

    def _links(self, step: Step) -> Iterator[Link]:
        begun = self._begun(step.name)
        if begun and step.added is None:
            yield Link(LAUNCH, step.name, LinkType.FS, begun)
        for tie in step.ties:
            lag = self._lag(tie) if step.added is None else min(0, self._lag(tie))
            yield Link(tie.line, step.name, LinkType(tie.type), lag)


def _activity(step: Step) -> Activity:
    grown = tuple(Extension(part.party, part.start, part.end, part.regained) for part in step.parts)
    parts = sum(part.minutes for part in step.parts)
    if step.added is None:
        return Activity(step.name, step.party, step.lasts, step.lasts + parts, None, grown)
    at, base = step.added
    scope = max(0, step.actual[1] - parts - base)
    grown = (Extension(NOBODY, base, base + scope, at=at), *grown)
    return Activity(step.name, step.party, 0, scope + parts, None, grown)
