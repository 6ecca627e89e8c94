"""What holds after any sequence of moves, lapses, hand-backs, blocks and calendar edits, the clock dead or not.

Two worlds get the same moves at the same instants. In one the clock ticks often, in the other never; both
must refuse the same moves and end with the same entries. They have no ladder, whose rungs count from when they were
recorded; of two others one has a ladder, and there every matter is in the same hands with the same day all the same.
In a last one people do all they can about a ladder.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from qiantou.core.bearing import is_doubtful
from qiantou.core.due import current_due, paused_minutes
from qiantou.core.evolve import evolve
from qiantou.core.follow import standing
from qiantou.core.kernel import WORDS, Entry, Rejected, Stream, fold
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Phase
from qiantou.core.matter import STANDS, carries, pauses
from qiantou.core.moves import Confirm, Contest, TakeBack
from qiantou.core.register import DAYS, HOURS, OUTAGES, POLICIES, Hours, Outage
from qiantou.core.span import states
from qiantou.core.worktime import OFFICE_HOURS, DayRule, roll_forward
from tests.core.anymoves import Move, moves, offers, works
from tests.core.world import Town, listed


def blanked(value: Any) -> Any:
    """The same record with every word erased, in it and in the records it holds."""
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for name, is_words in _fields(type(value)):
        held = getattr(value, name)
        changed[name] = type(held)() if is_words else blanked(held)
    return replace(value, **changed)


@cache
def _fields(record: type[Any]) -> tuple[tuple[str, bool], ...]:
    """Each field of a record, and whether it holds words."""
    hints = get_type_hints(record, include_extras=True)
    return tuple(
        (field.name, get_origin(hint) is Annotated and WORDS in get_args(hint))
        for field in fields(record)
        for hint in (hints[field.name],)
    )


class Worlds(RuleBasedStateMachine):
    """What every kind of play shares: time and the calendar for all its towns, and what must hold in each."""

    towns: tuple[Town, ...]

    @property
    def first(self) -> Town:
        return self.towns[0]

    @rule(hours=st.sampled_from((1, 3, 8, 24, 24, 48, 120, 240)))
    def time_passes(self, hours: int) -> None:
        for _ in range(max(1, hours // 24)):
            self.pass_time(timedelta(hours=min(hours, 24)))

    @rule(edit=st.sampled_from((DAYS, OUTAGES, HOURS)), ahead=st.integers(-5, 10), half=st.booleans())
    def calendar_edited(self, edit: str, ahead: int, half: bool) -> None:
        """A day of rest or of work, an outage told afterwards, or other office hours."""
        now = self.first.now.astimezone(UTC)
        if edit == DAYS:
            day = (now + timedelta(days=ahead)).date()
            self.enter(DAYS, day.isoformat(), DayRule(() if half else OFFICE_HOURS))
        elif edit == OUTAGES:
            self.enter(OUTAGES, f"outage {now}", Outage(now - timedelta(hours=abs(ahead) * 7 + 1), now))
        else:
            self.enter(HOURS, "site", Hours("Asia/Shanghai", OFFICE_HOURS[:1] if half else OFFICE_HOURS))

    def enter(self, section: str, key: str, value: object) -> None:
        """A change of the register falls between two instants of the clock, in every town the same."""
        self.pass_time(timedelta(minutes=1))
        entry = listed(section, key, value, at=self.first.now, since=date(2020, 1, 1))
        for town in self.towns:
            town.listings.append(entry)
        self.pass_time(timedelta(minutes=1))

    def pass_time(self, passed: timedelta) -> None:
        for town in self.towns:
            town.now += passed
            for stream in town.streams() if self.is_awake(town) else ():
                town.tick(stream)

    def is_awake(self, town: Town) -> bool:
        """Whether its clock ticks."""
        return True

    def made(self, move: Move) -> None:
        """The move in every town."""
        raise NotImplementedError

    @invariant()
    def every_history_folds_and_words_do_not_matter(self) -> None:
        for stream in self.first.streams():
            told = [blanked(entry) for entry in self.first.of(stream)]
            assert fold(evolve, None, told) == self.first.matter(stream)

    @invariant()
    def exactly_one_holder_while_open(self) -> None:
        for town in self.towns:
            for stream in town.streams():
                matter = town.matter(stream)
                assert matter is not None
                assert (matter.holder is not None) == matter.is_open
                assert matter.asker != matter.doer

    @invariant()
    def spans_leave_no_gap_and_add_up(self) -> None:
        for town in self.towns:
            for stream in town.streams():
                entries, spans = town.of(stream), town.spans(stream)
                matter = town.matter(stream)
                assert matter is not None
                end = town.now if matter.is_open else entries[matter.ended - 1].at
                assert matter.is_open or not spans or spans[-1].end == end
                told = list(zip(entries, states(entries), strict=True))
                ends = [one.at for (one, state), _ in pairwise(told) if not state.is_open]
                for one, two in pairwise(spans):
                    assert one.end == two.start or one.end in ends  # it was over, until its end was contested
                assert all(span.end is None or span.start < span.end for span in spans)
                assert (spans[-1].end is None if spans else False) == matter.is_open
                held = sum((((span.end or end) - span.start) for span in spans), timedelta())
                over = [
                    two.at - one.at for (one, state), (two, _) in pairwise(told) if not state.is_open and two.at <= end
                ]
                assert held + sum(over, timedelta()) == end - entries[0].at
                if spans and matter.is_open:
                    assert (spans[-1].holder, spans[-1].state) == (matter.holder, matter.phase.value)

    @invariant()
    def the_blocked_wait_for_whoever_holds_the_blocker(self) -> None:
        for town in self.towns:
            for stream in town.streams():
                matter = town.matter(stream)
                assert matter is not None
                if not matter.is_open:
                    continue
                for block in matter.blocks:
                    blocker = town.matter(block.matter)
                    assert blocker is not None
                    if block.standing in STANDS:
                        assert (block.holder, block.standing) == (blocker.holder, standing(blocker))
                if matter.phase is Phase.BLOCKED and matter.active_block is not None:
                    blocker = town.matter(matter.active_block.matter)
                    assert blocker is not None
                    assert matter.holder == blocker.holder

    @invariant()
    def nothing_waits_for_itself(self) -> None:
        for stream in self.first.streams():
            seen: set[Stream] = set()
            frontier = [stream]
            while frontier:
                matter = self.first.matter(frontier.pop())
                assert matter is not None
                waits = [block.matter for block in matter.blocks if matter.is_open and block.standing in STANDS]
                assert stream not in waits
                frontier += [name for name in waits if name not in seen]
                seen |= set(waits)

    @invariant()
    def no_stream_runs_backwards(self) -> None:
        for stream in self.first.streams():
            instants = [entry.at for entry in self.first.of(stream)]
            assert instants == sorted(instants)
            assert [entry.version for entry in self.first.of(stream)] == list(range(1, len(instants) + 1))

    @invariant()
    def dates_only_move_later(self) -> None:
        calendar, now = self.first.register.at(self.first.now).calendar, self.first.now
        for stream in self.first.streams():
            matter = self.first.matter(stream)
            assert matter is not None
            stops = pauses(matter, calendar)
            assert all(end is None or start <= end for start, end in stops)
            assert paused_minutes(stops, calendar=calendar, since=None, until=now) >= 0
            base = matter.grants[-1].due if matter.grants else matter.due
            due = current_due(matter.due, matter.grants, stops, calendar, now)
            assert due is None or (base is not None and due >= roll_forward(calendar, base))

    @invariant()
    def what_a_work_has_by_another_is_granted_and_in_doubt_as_that_is(self) -> None:
        for town in self.towns:
            for stream in town.streams():
                work = town.matter(stream)
                assert work is not None
                bare = replace(work, blocks=())
                for name in (other for other in town.streams() if carries(bare, other)):
                    side = town.matter(name)
                    assert side is not None
                    assert side.outcome == "moot" or side.took is not None, name
                    assert side.outcome == "moot" or (name in work.doubts) is is_doubtful(side), name


class Slept(Worlds):
    """`live` is ticked often; `dead` hears of time only when a move comes. Neither has a ladder."""

    def __init__(self) -> None:
        super().__init__()
        self.live, self.dead = self.towns = (plain(), plain())

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        for _ in range(3):
            for move in data.draw(works(self.live)):
                self.made(move)

    @precondition(lambda self: len(self.live.streams()) < 12)
    @rule(data=st.data())
    def offer(self, data: st.DataObject) -> None:
        self.made(data.draw(offers(self.live)))

    @rule(data=st.data(), count=st.integers(1, 6))
    def moves_of_one_morning(self, data: st.DataObject, count: int) -> None:
        for _ in range(count):
            self.made(data.draw(moves(self.live, wide=True)))
            self.pass_time(timedelta(minutes=20))

    def is_awake(self, town: Town) -> bool:
        return town is self.live

    def made(self, move: Move) -> None:
        assert outcome(self.live, move) == outcome(self.dead, move)

    def teardown(self) -> None:
        for town in self.towns:
            for stream in town.streams():
                town.tick(stream)
        assert recorded(self.live) == recorded(self.dead)
        before = list(self.live.entries)
        for stream in self.live.streams():
            self.live.tick(stream)
        assert self.live.entries == before


class Climbed(Worlds):
    """`plain` has no ladder, `climbing` has one: what nobody chases or explains is in the same hands in both."""

    def __init__(self) -> None:
        super().__init__()
        self.plain, self.climbing = self.towns = (plain(), Town())

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        for _ in range(2):
            self.made(data.draw(offers(self.plain)))

    @precondition(lambda self: len(self.plain.streams()) < 12)
    @rule(data=st.data())
    def offer(self, data: st.DataObject) -> None:
        self.made(data.draw(offers(self.plain)))

    @rule(data=st.data(), count=st.integers(1, 6))
    def moves_of_one_morning(self, data: st.DataObject, count: int) -> None:
        for _ in range(count):
            self.made(data.draw(moves(self.plain)))
            self.pass_time(timedelta(minutes=20))

    def made(self, move: Move) -> None:
        """The move in both, with the same outcome; but after a chaser nothing before it is taken back."""
        stream, command, _by = move
        climbing = self.climbing.matter(stream)
        if isinstance(command, TakeBack) and climbing is not None and climbing.mover is None:
            return
        other = self.as_climbing(move)
        assert outcome(self.plain, move) == outcome(self.climbing, other)

    def as_climbing(self, move: Move) -> Move:
        """The same move where entries have other numbers: an entry recorded for another is the same by its order."""
        stream, command, by = move
        one, other = self.plain.matter(stream), self.climbing.matter(stream)
        if not isinstance(command, Confirm | Contest) or one is None or other is None:
            return move
        numbers = {version: other.recorders[place][0] for place, (version, _, _) in enumerate(one.recorders)}
        return stream, replace(command, version=numbers.get(command.version, 10_000)), by

    @invariant()
    def a_ladder_changes_nobodys_hand_and_no_day(self) -> None:
        for stream in self.plain.streams():
            one, other = self.plain.matter(stream), self.climbing.matter(stream)
            assert one is not None
            assert other is not None
            assert [getattr(one, name) for name in HANDS] == [getattr(other, name) for name in HANDS]
            assert [(grant.at, grant.due) for grant in one.grants] == [(grant.at, grant.due) for grant in other.grants]


class Pressed(Worlds):
    """One town with its ladder, and everything that people do about it: reasons, chasers, sheets, liftings."""

    def __init__(self) -> None:
        super().__init__()
        self.towns = (Town(),)

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        for _ in range(3):
            for move in data.draw(works(self.first)):
                self.made(move)

    @rule(data=st.data(), count=st.integers(1, 6))
    def moves_of_one_morning(self, data: st.DataObject, count: int) -> None:
        for _ in range(count):
            self.made(data.draw(moves(self.first, wide=True)))
            self.pass_time(timedelta(minutes=20))

    def made(self, move: Move) -> None:
        outcome(self.first, move)


HANDS = ("phase", "holder", "asker", "doer", "arbiter", "due", "stops", "outcome")


def plain() -> Town:
    """A county whose kinds have no ladder."""
    town = Town()
    bare = [listed(POLICIES, kind, replace(policy, ladder=())) for kind, policy in KINDS.items()]
    town.listings.extend(bare)
    return town


def outcome(town: Town, move: Move) -> object:
    stream, command, by = move
    before = len(town.entries)
    try:
        town.do(stream, command, by=by)
    except Rejected as refusal:
        assert len(town.entries) == before
        return refusal.code
    return "done"


def recorded(town: Town) -> dict[tuple[Stream, int], tuple[datetime, Entry[Any]]]:
    return {(entry.stream, entry.version): (entry.at, entry) for entry in town.entries}


def played(most: int) -> settings:
    return settings(max_examples=most, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))


TestTheClockMaySleep = Slept.TestCase
TestTheClockMaySleep.settings = played(10)
TestALadderMovesNothing = Climbed.TestCase
TestALadderMovesNothing.settings = played(6)
TestWhatPresses = Pressed.TestCase
TestWhatPresses.settings = played(10)
