"""The signed plan as a network, and what became of it by the record: the input of `insight/delay`.

One axis of whole working minutes from when the first line could be launched. A line is planned from where its
predecessors end, and not before everybody had signed it, to the end of its day as first agreed. It really lasted from
there until its delivery was accepted; an open one is told through an instant, and expected to need what is left of its
planned duration. What is no step of the network is left out by name.
Source: docs/rules/attribution.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

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
from qiantou.insight.as_built_launch import late_parts, parted, windows
from qiantou.insight.as_built_over import over_of
from qiantou.insight.as_built_parts import LATE_LAUNCH, UNLAUNCHED, Awaited, Axis, Lived, Part, Wait, is_open
from qiantou.insight.as_built_read import Histories, Owed, owed, recorded, ties_of
from qiantou.insight.as_built_step import LAUNCH, AsBuilt, Step, activity_of, based
from qiantou.insight.as_built_ties import Order, PutOut, in_force, in_order, laid, lost, orders
from qiantou.insight.bulletin_waits import Record
from qiantou.insight.network import Activity, Link, LinkType

Hindered = Mapping[str, Sequence[tuple[datetime, datetime]]]
"""Line or means → from when until when it could not be launched."""


def as_built(
    plan: Content, histories: Histories, force: InForce, through: datetime, *, earlier: Sequence[Content] = (),
    put: Sequence[PutOut] = (), hindered: Hindered | None = None,
) -> AsBuilt:  # fmt: skip
    """`plan`: the signed version; `earlier`: those before it, oldest first, of which a line that was launched stays,
    though it was dropped since; `put`: how each of them all was put out, by which a later tie counts from then on.
    `histories`: the matters of the joint work and what stopped them. `force`: the register as of `through`. What was
    recorded later counts for nothing. `hindered`: of lines and means, when they could not be launched."""
    return built_of(
        plan, recorded(histories, force, through), force, through, earlier=earlier, put=put, hindered=hindered
    )


def built_of(
    plan: Content, records: Mapping[Stream, Record], force: InForce, through: datetime, *,
    earlier: Sequence[Content] = (), put: Sequence[PutOut] = (), hindered: Hindered | None = None,
) -> AsBuilt:  # fmt: skip
    """The same of matters already read, through that instant and between units."""
    versions = (*earlier, plan)
    return _Building(owed(earlier, plan), records, force, through, versions, put, hindered or {}).built()


@dataclass
class _Building:
    signed: Mapping[str, Owed]
    records: Mapping[Stream, Record]
    force: InForce
    through: datetime
    versions: Sequence[Content]
    put: Sequence[PutOut]
    hindered: Hindered
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
        return over_since(self.joint, self.force) if self.joint is not None else None

    @cached_property
    def joint(self) -> Stream | None:
        return next((one.matter.joint for told in self.every.values() for one in told), None)

    def _agreed(self, one: Record) -> datetime:
        """From when on it could be launched; its lead's own line when it was."""
        opened, matter = one.entries[0].at, one.matter
        whole = self.force.whole
        lead = leading(matter.joint, opened, self.force)
        if lead is None or whole(one.after[0].doer) == whole(lead):
            return opened
        return agreed_at(one, self.records, self.signed_at)

    def _worked(self) -> _Building:
        for name in in_order(self.owed, self.orders):
            why = self._why_not(name)
            if why:
                self.left_out[name] = why
            else:
                self.done[name] = self._step(name)
        return self

    def built(self) -> AsBuilt:
        self._worked()
        activities = [activity_of(step) for step in self.done.values()]
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
            told = counted_in(self._read(one), self.force, self.waited, self.joint)
            inside = ((self.axis.party(unit), minutes) for unit, minutes in sorted(told.items()))
            yield from (Overtime(unit, stream, minutes) for unit, minutes in inside if unit != OUTSIDE)

    def _knows(self, name: str) -> _Building:
        """Where what was once before a line is told: here, or, where its order was turned round and it comes only after
        that line now, in the work by the versions before the last."""
        is_told = name in self.done or name in self.left_out or name not in self.owed
        return self if is_told or len(self.versions) < 2 else self._before

    @cached_property
    def _before(self) -> _Building:
        many = len(self.versions) - 1
        *earlier, last = versions = self.versions[:many]
        return replace(
            self, signed=owed(earlier, last), versions=versions, put=self.put[:many], done={}, left_out={}, waited={}
        )._worked()

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
        still = is_open(self._read(records[-1]), self._over(records[-1]))
        if not still and last.outcome not in DONE and not ended_late:
            return "withdrawn" if last.outcome in ("withdrawn", "moot") else "otherwise"
        return "" if due is not None else "no-day"

    def _read(self, one: Record) -> Read:
        return Read(one, self.records, self.through, self.force.calendar)

    def _closed(self, one: Record) -> datetime:
        """When it was last closed, at the latest when the work was over."""
        closed = self._read(one).closed
        return min(closed, self._over(one) or closed)

    def _over(self, one: Record) -> datetime | None:
        """When the work was over for that line, which is not by its own doer's word."""
        return over_of(self._read(one), self.force) if self.over is not None else None

    def _end_of(self, due: date) -> datetime:
        return self.force.calendar.end_of_day(roll_forward(self.force.calendar, due))

    def _step(self, name: str) -> Step:
        records = self.own[name]
        last, due = records[-1].matter, first_day(records)
        assert due is not None
        still = is_open(self._read(records[-1]), self._over(records[-1]))
        ended = None if still else self.axis.at(self._closed(records[-1]))
        ties = [one.tie for one in self._orders(name) if one.tie.line in self.done and one.since is one.until is None]
        kept = [tie for tie in ties if ended is None or self._held(tie, actual=True) <= ended]
        begun = self._begun(name)
        start, planned = self._start(kept, begun, actual=True), self._start(kept, begun, actual=False)
        lasts = max(0, self.axis.at(self._end_of(due)) - planned)
        waits = self._run(ties, self._start(ties, begun, actual=True), lasts, actual=True)[1] if ties else 0
        late = self._launched_late(name, start)
        waits = max(waits, self._undated(name, lasts), late[-1].end + lasts if late else 0)
        awaited, unheld = self._awaited(name, waits, self._end_of(due), ended)
        if awaited.spans:
            self.waited |= {one.matter.stream: awaited.spans for one in records}
        lives = tuple(Lived(self._read(one), self.axis, start, lasts, awaited, self._over(one)) for one in records)
        course = Course(lives, lasts, late)
        parts = tuple(course.parts())
        return Step(
            name, course.doer, last.stream, due, lasts, self._run(kept, planned, lasts, actual=False),
            self._run(kept, start, lasts + sum(part.minutes for part in parts), actual=True), still, parts,
            tuple(kept), (*(tie for tie in ties if tie not in kept), *unheld), course.overtime,
            (begun, based(self.done, [(tie, self._lag(tie)) for tie in kept])) if self._is_added(name) else None,
            tuple((one.tie, self.axis.at(one.since)) for one in self._orders(name)
                  if one.since is not None and one.until is None and one.tie not in unheld),
            tuple(one.tie for one in self._missing(name)),
        )  # fmt: skip

    def _orders(self, name: str) -> list[Order]:
        """Its ties, each from when it counts: the one that stood when everybody had signed the line, from its
        beginning; one put before it later, from when that version was in force. One that was taken away before the line
        was signed never counted."""
        if name not in self._counted:
            self._counted[name] = list(self._counting(name))
        return self._counted[name]

    @cached_property
    def _counted(self) -> dict[str, list[Order]]:
        return {}

    def _counting(self, name: str) -> Iterator[Order]:
        signed = self._agreed(self.own[name][0])
        for one in self.orders.get(name, ()):
            since = one.since if one.since is not None and one.since > signed else None
            if since is None and one.tie.line in self.own and self._is_added(one.tie.line) and not self._is_added(name):
                since = self._agreed(self.own[one.tie.line][0])
            if one.until is None or one.until > max(signed, since or signed):
                yield replace(one, since=since)

    @cached_property
    def orders(self) -> dict[str, list[Order]]:
        return orders(self.versions, in_force(self.put, self.signed_at))

    def _undated(self, name: str, lasts: int) -> int:
        """To which minute what it comes after and what has no day lets it last: until that ended, and then as planned;
        0 where there is none."""
        ends = [0]
        for one in self._orders(name):
            if self.left_out.get(one.tie.line) == "no-day" and one.since is one.until is None:
                ended = self._undated_end(one.tie)
                ends.append(0 if ended is None else ended if LinkType(one.tie.type).to_finish else ended + lasts)
        return max(ends)

    def _undated_end(self, tie: Tie) -> int | None:
        if not LinkType(tie.type).from_finish:
            return None
        return self.axis.at(self._closed(self.own[tie.line][-1])) + self._lag(tie)

    def _awaited(self, name: str, minutes: int, day: datetime, ended: int | None) -> tuple[Awaited, tuple[Tie, ...]]:
        """When it waits by the plan, through `minutes` by what stood from its beginning; while anything it comes after
        was not launched, through now: that is the lead's, who launches. `day`: the end of its day; `ended`: when it
        did. With the later ties that it did not wait for."""
        spans: list[tuple[datetime | None, datetime]] = [(None, self._instant(minutes))] if minutes else []
        waits: list[Wait] = []
        unheld: list[Tie] = []
        for one in self._orders(name):
            begin = self.axis.at(one.since) if one.since is not None else None
            if one.since is one.until is None:
                continue
            by = self._knows(one.tie.line)
            if one.tie.line in by.done:
                wait = by._wait(one)
                if ended is not None and max(wait.end, wait.start) > ended:
                    unheld += [one.tie] if one.until is None else []
                    continue
                end = wait.end
                waits += [wait] if wait.start < end else []
            elif by.left_out.get(one.tie.line) == "no-day" and (undated := self._undated_end(one.tie)) is not None:
                end = min(undated, self.axis.at(one.until)) if one.until is not None else undated
            else:
                continue
            if begin is None:
                begin = by._held(one.tie, actual=False) if one.tie.line in by.done else 0
            left = 0 if LinkType(one.tie.type).to_finish else max(0, self.axis.at(day) - begin)
            if end > begin:
                spans.append((one.since, self._instant(end + left)))
        unlaunched, span = self._unlaunched(name, minutes)
        return Awaited((*spans, *span), unlaunched, tuple(waits)), tuple(unheld)

    def _wait(self, one: Order) -> Wait:
        """By a tie of a later version from when it counts until it was held back no longer; by one that a later version
        took away, from where the plan had it begin until then."""
        tie, hold = one.tie, self._held(one.tie, actual=True)
        holds_begin = not LinkType(tie.type).to_finish
        until = min(hold, self.axis.at(one.until)) if one.until is not None else hold
        begin = self.axis.at(one.since) if one.since is not None else self._held(tie, actual=False)
        held = {each: self._held(each, actual=True) for step in self.done.values() for each in step.ties}
        told = lost(self.done, tie, begin, held)
        known = None if one.since is not None else begin
        parts = laid(told, begin, hold, known=known) if begin < hold else ()
        cut = tuple((start, min(end, until), party) for start, end, party in parts if start < until)
        return Wait(begin, until, cut, holds_begin)

    def _unlaunched(
        self, name: str, minutes: int
    ) -> tuple[tuple[tuple[int, int, str, str], ...], tuple[tuple[datetime | None, datetime], ...]]:
        """While what it comes after was not launched: whose that is, and since when it waited."""
        missing = self._missing(name)
        if not missing:
            return (), ()
        last, since = self.own[name][-1], min((one.since for one in missing), key=lambda at: at or self.axis.origin)
        led = leading(last.matter.joint, self._read(last).closed, self.force)
        lead = self.axis.party(led) if led is not None else NOBODY
        begin = max(minutes, self.axis.at(since)) if since is not None else minutes
        shut = [span for one in missing for span in self.hindered.get(one.tie.line, ())]
        free = windows(self.axis, [since] if since is not None else [], shut)
        told = parted(begin, self.axis.at(self.through), free, UNLAUNCHED)
        whose = ((*one, lead if one[2] == UNLAUNCHED else NOBODY) for one in told)
        return tuple(whose), ((since, self.through),)

    def _missing(self, name: str) -> list[Order]:
        told = (one for one in self._orders(name) if one.until is None)
        return [one for one in told if self.left_out.get(one.tie.line) == "not-opened"]

    def _is_added(self, name: str) -> bool:
        """Whether a later version added it: the first launch opens everything that was signed, or nothing."""
        return name in self.own and self.own[name][0].entries[0].at > self._first

    @cached_property
    def _first(self) -> datetime:
        return min(records[0].entries[0].at for records in self.every.values())

    def _instant(self, minutes: int) -> datetime:
        return add_working_minutes(self.force.calendar, self.axis.origin, minutes)

    def _begun(self, name: str) -> int:
        return self.axis.at(self._agreed(self.own[name][0]))

    def _launched_late(self, name: str, start: int) -> tuple[Part, ...]:
        """From where it could begin until it was launched: the lead's, who launches, beyond what it is allowed and
        while it could be; then it has its planned duration."""
        first = self.own[name][0]
        opened, lead = first.entries[0].at, leading(first.matter.joint, first.entries[0].at, self.force)
        end = self.axis.at(min(opened, self.over or opened))
        if lead is None or end <= start:
            return ()
        free = windows(self.axis, [self._instant(start) if start else self.axis.origin], self.hindered.get(name, ()))
        told = parted(start, end, free, LATE_LAUNCH)
        return late_parts(told, self.axis.party(lead), first.matter.stream)

    def _start(self, ties: Sequence[Tie], begun: int, *, actual: bool) -> int:
        return max([begun, *(self._held(tie, actual=actual) for tie in ties if not LinkType(tie.type).to_finish)])

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
