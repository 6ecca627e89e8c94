"""Duty file (履职档案): of what is on record, what tells how a unit or post did its duty, and under which heading.

Every entry of a matter the subject had a part in stands under exactly one heading; nothing is judged or left out. An
answer, a ruling or a review says how long it was waited for, in working minutes since the entry that asked for it; what
nobody confirmed, or was contested, says so and is counted for nothing. A heading without entries proves nothing.
Rules: docs/rules/duty_file.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qiantou.core import facts as f
from qiantou.core.calendar import Calendar
from qiantou.core.evolve import evolve
from qiantou.core.facts import Event
from qiantou.core.kernel import Desk, Entry, fold
from qiantou.core.register import Known, Term
from qiantou.core.worktime import working_minutes


class Heading(StrEnum):
    """In the order in which a file tells."""

    SEATS = "seats"  # who sat in the post when
    MANDATES = "mandates"  # charter, mandates and delegations in force then
    PLAN = "plan"  # versions, own lines, signatures
    REQUESTS = "requests"
    ANSWERS = "answers"
    OBSTACLES = "obstacles"
    RULINGS = "rulings"
    MEETINGS = "meetings"
    DELIVERIES = "deliveries"  # with their reviews
    PROGRESS = "progress"  # reports, chasers and everything else of a matter
    BULLETINS = "bulletins"
    REVIEW = "review"  # where the time went, sheet, exemption


OF_KIND: Mapping[str, Heading] = {
    "obstacle": Heading.OBSTACLES, "meeting": Heading.MEETINGS,
    "signature": Heading.PLAN, "consultation": Heading.PLAN, "word": Heading.PLAN, "options": Heading.PLAN,
}  # fmt: skip
"""Kinds that stand under one heading whole."""
ASKS = (f.Offered, f.Amended, f.Insisted, f.OfferedTo, f.Reopened, f.Prompted, f.Withdrawn, f.Dropped)
ANSWERS = (
    f.Accepted, f.Settled, f.Agreed, f.Countered, f.Declined, f.NotOurs, f.Signed, f.Carried,
    f.Consented, f.Bound, f.Expired, f.Unanswered,
)  # fmt: skip
RULES = (f.Referred, f.Climbed, f.Ruled, f.PassedUp, f.Tabled, f.Succeeded, f.Contested, f.Confirmed)
BLOCKS = (f.BlockFiled, f.BlockerMoved)
DELIVERS = (f.Delivered, f.Returned, f.DeliveryAccepted)
OPENS: Mapping[type, tuple[type, ...]] = {
    **dict.fromkeys((f.Offered, f.Amended, f.Insisted, f.OfferedTo), ANSWERS),
    **dict.fromkeys((f.Referred, f.Climbed, f.PassedUp), (f.Ruled, f.PassedUp)),
    f.Delivered: (f.Returned, f.DeliveryAccepted),
    f.Countered: (f.Amended, f.Insisted),
}
"""What an entry is waited upon by: which entries end the wait that it begins."""


@dataclass(frozen=True)
class Subject:
    """Whose file: `desks` with every section and post of the unit, or the post alone; None for a whole joint work.

    `post`: only entries by it, to it, or answering it. From the beginning of `first` to the end of `last`.
    """

    first: date
    last: date
    desks: frozenset[Desk] | None = None
    post: Desk | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends after it begins")


@dataclass(frozen=True)
class Line:
    """`waited`: working minutes since what it answers; None where it answers nothing, or is in doubt.
    `doubt`: "", "unconfirmed" or "contested"."""

    heading: Heading
    entry: Entry[Event]
    waited: int | None = None
    doubt: str = ""


def lines(entries: Sequence[Entry[Event]], subject: Subject, calendar: Calendar) -> list[Line]:
    """The lines of one matter, in order, from its entries from the first on; those of the period alone."""
    matter = fold(evolve, None, entries)
    if matter is None:
        return []
    begin, end = calendar.start_of_day(subject.first), calendar.end_of_day(subject.last)
    found: list[Line] = []
    for entry, asked in _waits(entries):
        doubt = "contested" if entry.version in matter.contested else ""
        doubt = doubt or ("unconfirmed" if entry.version in matter.unconfirmed else "")
        if begin <= entry.at < end and _concerns(entry, asked, subject):
            told = asked is not None and not doubt
            waited = working_minutes(calendar, asked.at, entry.at) if told and asked is not None else None
            found.append(Line(heading_of(entry.event, matter.kind), entry, waited, doubt))
    return found


def heading_of(event: Event, kind: str) -> Heading:
    """Under which heading an entry of a matter of that kind stands."""
    if kind in OF_KIND:
        return OF_KIND[kind]
    for types, heading in (
        (ASKS, Heading.REQUESTS), (ANSWERS, Heading.ANSWERS), (RULES, Heading.RULINGS), (BLOCKS, Heading.OBSTACLES),
        (DELIVERS, Heading.DELIVERIES),
    ):  # fmt: skip
        if isinstance(event, types):
            return heading
    return Heading.PROGRESS


def _waits(entries: Iterable[Entry[Event]]) -> Iterator[tuple[Entry[Event], Entry[Event] | None]]:
    """Each entry with the one that it answers; what is not answered by it goes on waiting."""
    open_: list[Entry[Event]] = []
    for entry in entries:
        asked = next((one for one in reversed(open_) if isinstance(entry.event, OPENS[type(one.event)])), None)
        if asked is not None:
            open_.remove(asked)
        if type(entry.event) in OPENS:
            open_ = [one for one in open_ if OPENS[type(one.event)] != OPENS[type(entry.event)]] + [entry]
        yield entry, asked


def _concerns(entry: Entry[Event], asked: Entry[Event] | None, subject: Subject) -> bool:
    """All of a matter is the unit's; of a post what it did, what was put to it, and what it was answered."""
    if subject.post is None:
        return True
    own = any(subject.post in (one.by.post, one.by.desk) for one in (entry, asked) if one is not None)
    fields = ("asker", "doer", "to", "arbiter", "head", "whose", "holder", "approver")
    return own or any(getattr(entry.event, name, None) == subject.post for name in fields)


@dataclass(frozen=True)
class Seat:
    """A person, by an opaque id, in a post from `since` to `until`, both included; None while it lasts."""

    post: Desk
    person: str
    since: date
    until: date | None = None


def seats(histories: Mapping[str, Sequence[Known]], posts: Iterable[Desk], first: date, last: date) -> list[Seat]:
    """Who sat in these posts in some part of the period, oldest first, from the changes of the terms."""
    wanted = set(posts)
    found = [seat for seat in every_seat(histories) if seat.post in wanted]
    during = [seat for seat in found if seat.since <= last and (seat.until is None or first <= seat.until)]
    return sorted(during, key=lambda seat: (seat.since, seat.post, seat.person))


def every_seat(histories: Mapping[str, Sequence[Known]]) -> Iterator[Seat]:
    """Of all posts and persons, from the changes of the terms."""
    for rows in histories.values():
        yield from _seats_of(rows)


def _seats_of(rows: Sequence[Known]) -> Iterator[Seat]:
    """One key's changes, in the order in which they hold: each lasts until the day before the next."""
    for number, known in enumerate(rows):
        if not isinstance(known.value, Term):
            continue
        after = rows[number + 1] if number + 1 < len(rows) else None
        until = known.value.until
        if after is not None and (until is None or after.since <= until):
            until = after.since - timedelta(1)
        if until is None or known.since <= until:
            yield Seat(known.value.post, known.value.person, known.since, until)


def joined(seats: Iterable[Seat]) -> list[Seat]:
    """Seats of one person in one post that follow each other without a day between, as one."""
    found: list[Seat] = []
    for seat in sorted(seats, key=lambda seat: (seat.post, seat.person, seat.since)):
        before = found[-1] if found else None
        if before is not None and (before.post, before.person) == (seat.post, seat.person) and _follows(before, seat):
            found[-1] = Seat(seat.post, seat.person, before.since, _later(before.until, seat.until))
        else:
            found.append(seat)
    return sorted(found, key=lambda seat: (seat.since, seat.post, seat.person))


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _follows(before: Seat, seat: Seat) -> bool:
    return before.until is None or seat.since <= before.until + timedelta(1)


def shared(seat: Seat, others: Iterable[Seat]) -> list[Seat]:
    """Who else sat in the post in some part of that time."""
    far = date.max
    return [
        other for other in others
        if (other.post, other.person) != (seat.post, seat.person) and other.post == seat.post
        and other.since <= (seat.until or far) and seat.since <= (other.until or far)
    ]  # fmt: skip
