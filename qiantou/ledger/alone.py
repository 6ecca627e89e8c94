"""A matter that touches no other, judged by itself, so that most of a long record is checked on all processors.

Its plainest moves (taken, reported on, delivered, accepted) are known by their phase and their desk, without another
look at the rules: for a desk that moves for itself those rules ask for nothing else. Everything else is decided again.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from qiantou.core import facts
from qiantou.core.advance import meaning_of
from qiantou.core.calendar import Calendar
from qiantou.core.context import Context
from qiantou.core.decide import decide
from qiantou.core.evolve import evolve
from qiantou.core.facts import Offered, Urged
from qiantou.core.kernel import Desk, Entry, Rejected, Stream
from qiantou.core.kinds import Effect, Phase, Policy, Rung, Urgency
from qiantou.core.loop import Play
from qiantou.core.matter import Matter
from qiantou.core.reading_back import SAID, bare, is_plain_desk, mover, offer_of
from qiantou.core.register import Listed, Register
from qiantou.core.replay import BEGINNING, OTHER_TIME, Course, Unlawful, is_lapse
from qiantou.core.replay_world import APART
from qiantou.core.seat import check_filled, check_seat
from qiantou.core.unsaid import MOVE
from qiantou.core.worktime import Unit
from qiantou.ledger.record import Record
from qiantou.ledger.streams import Folded
from qiantou.ledger.together import fault_of
from qiantou.ledger.unsaid import unsaid_in

_MOST = 100_000  # offers remembered by each process, a few hundred bytes each
_DAYS = (Unit.WORKING_DAYS, Unit.CALENDAR_DAYS)
_OWN = {
    facts.Accepted, facts.Settled, facts.Countered, facts.Declined, facts.Amended, facts.Insisted, facts.OfferedTo,
    facts.Dropped, facts.Reported, facts.Delivered, facts.Returned, facts.DeliveryAccepted, facts.Referred, facts.Ruled,
    facts.PassedUp, facts.Withdrawn, facts.TakenBack, facts.Reopened, facts.Remarked, facts.Confirmed, facts.Contested,
    facts.Prompted, facts.Lifted, facts.Urged,
}  # fmt: skip
"""What can happen to a matter without touching another."""


class Known:
    """The register as the record tells it, with the position of each entry; `named`: the streams that others name."""

    def __init__(self, entries: tuple[tuple[int, Entry[Any]], ...], named: frozenset[str]) -> None:
        self.named = named
        self.register = Register([entry for _position, entry in entries])
        self._entries = entries
        self._positions = [position for position, _entry in entries]
        self._earliest = [entry.at for _position, entry in entries]  # of it and all recorded after it
        for number in range(len(entries) - 2, -1, -1):
            self._earliest[number] = min(self._earliest[number], self._earliest[number + 1])
        self._latest = list(accumulate((_turns(entry) for _position, entry in entries), max))
        self._before: dict[int, Register] = {}
        self._instants = sorted(entry.at for _position, entry in entries)
        self._stood: set[object] = set()
        self._calendars: dict[tuple[int, int], Calendar] = {}
        self._kept_policies: dict[int, Policy] = {}  # so that no other is given the same identity

    def stands(self, position: int, entry: Entry[Any]) -> bool:
        """Whether an offer that answers nothing comes out of its demand as it stands. Of offers alike in everything
        that rules ask, under the same register on the same day, one is asked for all."""
        offered: Offered = entry.event
        alike = (
            id(offered.policy), offered.asker, offered.doer, offered.basis, offered.joint, offered.duty,
            offered.off_list, offered.line, offered.cause, offered.new_doer, offered.approver, offered.number,
            offered.instead, offered.reads, offered.touches, offered.first, offered.urgency, offered.pinned,
            offered.blames,
        )  # fmt: skip
        mine = (entry.by.desk, entry.by.post, entry.by.recorded, entry.by.through)
        told = (*self._turn(position, entry.at), mine, alike)
        if told in self._stood:
            return True
        force = self.before(position, entry.at).at(entry.at)
        made = decide(offer_of(offered, (), force, _nothing), None, mover(entry), Context(entry.at, force, _nothing))
        if len(made) != 1 or bare(made[0]) != bare(offered):
            return False
        if len(self._stood) > _MOST:
            self._stood.clear()
        self._kept_policies[id(offered.policy)] = offered.policy
        self._stood.add(told)
        return True

    def seated(self, position: int, entry: Entry[Any]) -> None:
        """Raises Rejected as `check_seat` and `check_filled` do; of moves of a desk in one post on one day one is asked
        for all."""
        by, at = entry.by, entry.at
        if by.post is None:
            return
        told = (*self._turn(position, at), by.desk, by.post, by.recorded is None)
        if told not in self._stood:
            force = self.before(position, at).at(at)
            check_seat(by, force)
            check_filled(by, force)
            self._stood.add(told)

    def is_in_order(self, position: int, recorded: datetime) -> bool:
        """Whether the register had not changed since: whoever writes records nothing before its last change."""
        count = bisect_left(self._positions, position)
        return count == 0 or self._latest[count - 1] <= recorded

    def _turn(self, position: int, instant: datetime) -> tuple[int, int, date]:
        """What alone of position and instant the register asks: how much stood there, what of it was told by then,
        and the day."""
        recorded, told = self._count(position, instant), bisect_right(self._instants, instant)
        calendar = self._calendars.get((recorded, told))
        if calendar is None:
            calendar = self.before(position, instant).calendar(instant)
            if len(self._calendars) > _MOST:
                self._calendars.clear()
            self._calendars[recorded, told] = calendar
        return recorded, told, calendar.day_of(instant)

    def _count(self, position: int, instant: datetime) -> int:
        """How many entries of the register `before` goes by."""
        count = bisect_left(self._positions, position)
        whole = len(self._positions)
        return whole if count == whole or self._earliest[count] > instant else count

    def before(self, position: int, instant: datetime) -> Register:
        """What of the register stood in the record before this position, as far as rules ask at this instant.

        The whole of it, where nothing recorded later carries that instant or an earlier one.
        """
        count = self._count(position, instant)
        if count == len(self._positions):
            return self.register
        if count not in self._before:
            self._before = {count: Register([entry for _position, entry in self._entries[:count]])}
        return self._before[count]


def _turns(entry: Entry[Listed]) -> datetime:
    """When an entry changed the common register; one read by itself changed nothing of it."""
    return BEGINNING if entry.event.section in APART else entry.at


class _Alone:
    """The world of a matter that touches no other."""

    def __init__(self, register: Register, own: Matter | None) -> None:
        self.register, self._own = register, own

    def matter(self, stream: Stream) -> Matter | None:
        return self._own if self._own is not None and self._own.stream == stream else None

    def related(self, stream: Stream) -> Iterable[Stream]:
        return ()

    parts = joined = varied = related

    def applied(self, unit: Desk) -> Iterable[Stream]:
        return ()

    accused = applied

    def title(self, stream: Stream) -> str:
        return SAID

    def issued(self, asker: Desk, since: datetime) -> Mapping[tuple[str, str], int]:
        return {}

    def plan(self, joint: Stream) -> Sequence[Entry[Listed]]:
        return ()


def is_alone(entries: Sequence[Entry[Any]], named: Collection[str]) -> bool:
    """Whether the matter neither names another, nor is named by one, nor counts among others."""
    offered = entries[0].event
    if not isinstance(offered, Offered) or entries[0].stream in named or offered.joint in named:
        return False
    ties = (offered.parent, offered.signature, offered.follows, offered.repeats, offered.about, offered.between)
    policy = offered.policy
    counts = offered.urgency is not Urgency.ORDINARY and policy.urgency is None
    apart = policy.effect is not Effect.NONE or policy.supervises or policy.by_rule or policy.opinions
    if any(ties) or offered.beside or counts or apart or entries[0].by.desk is None or offered.basis.kind == "minutes":
        return False
    return all(_touches_none(entry) for entry in entries[1:])


def _touches_none(entry: Entry[Any]) -> bool:
    event = entry.event
    if is_lapse(event):
        return True
    if isinstance(event, Urged):
        return event.rung is not Rung.SHEET
    opens = isinstance(event, facts.Accepted | facts.Settled) and event.lack is not None
    return type(event) in _OWN and entry.by.desk is not None and not opens


def check_alone(known: Known, records: Sequence[Record], entries: Sequence[Entry[Any]]) -> Folded:
    """As `check_fold`, of such a matter."""
    states: list[Matter] = []
    course: Course | None = None
    for number, (record, entry) in enumerate(zip(records, entries, strict=True)):
        before, position = states[-1] if states else None, record.header.position
        if course is not None and course.is_settled:
            course = None
        if not known.is_in_order(position, record.header.recorded_at):
            return Folded([fault_of(position, Unlawful(entry, OTHER_TIME))])
        timely = entry.at == record.header.recorded_at
        unsaid = unsaid_in(record.words, offers=before is None)
        heard = MOVE not in unsaid or isinstance(entry.event, facts.Accepted | facts.DeliveryAccepted)
        if course is not None or not (timely and heard and _is_sure(known, position, before, entry)):
            course = course or Course(_Alone(known.before(position, entry.at), before), _forget)
            try:
                later = [other.event for other in entries[number + 1 : number + 3]]
                course.take(entry, later, recorded=record.header.recorded_at, unsaid=unsaid)
            except Unlawful as unlawful:
                return Folded([fault_of(position, unlawful)])
        states.append(evolve(before, entry))
    if course is not None and not course.is_settled:
        return Folded([fault_of(records[-1].header.position, Unlawful(entries[-1], "left-out"))])
    return Folded((), entries, states)


def _forget(play: Play) -> None:
    """The next move begins from the state that the fold has."""


def _is_sure(known: Known, position: int, before: Matter | None, entry: Entry[Any]) -> bool:
    """Whether it stands beyond doubt, so that nothing need be played. Where a rule refuses, playing tells which."""
    if before is not None and not _is_plain(before, entry):
        return False
    try:
        known.seated(position, entry)
        return before is not None or known.stands(position, entry)
    except (Rejected, ValueError):
        return False


def _nothing(stream: Stream) -> None:
    """A matter that touches no other looks up none."""


def _is_plain(matter: Matter, entry: Entry[Any]) -> bool:
    """Whether phase and desk alone say that it stands: no silence can have meant anything before it either."""
    by, event = entry.by, entry.event
    if by.recorded is not None or by.through is not None or not is_plain_desk(by.desk) or entry.at < matter.at:
        return False
    policy, stage = matter.policy, matter.stage
    match event:
        case facts.Reported():
            return stage is Phase.UNDERWAY and by.desk == matter.doer and not matter.blocks
        case facts.Delivered(positions=()):
            plain = not (policy.settles or policy.opinions or matter.blocks)
            return plain and stage is Phase.UNDERWAY and by.desk == matter.doer
        case facts.Accepted(due=due, lack=None):
            asked = stage is Phase.OFFERED and by.desk == matter.doer and not (policy.settles or policy.replies)
            return asked and due == matter.due and (due is not None or policy.work is None) and _in_time(matter, entry)
        case facts.DeliveryAccepted(solved=None, satisfied=""):
            given = stage is Phase.DELIVERED and by.desk == matter.asker and not policy.call
            return given and _in_time(matter, entry)
        case _:
            return False


def _in_time(matter: Matter, entry: Entry[Any]) -> bool:
    """Whether the clock cannot have run out yet, whatever the calendar: of so many days all but one have not passed."""
    limit = matter.policy.limit(matter.stage)
    if meaning_of(matter) is None or limit is None:
        return True
    return limit.unit in _DAYS and not matter.chased and entry.at - matter.since < timedelta(days=limit.amount - 1)
