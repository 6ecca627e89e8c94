"""Own record of work (实绩清单): what was done in a post while one person sat in it, whether its unit led or helped.

Only what moved something is told: what was delivered and what became of it, help on the obstacle of another, decisions,
work taken on, reviews, demands. Where several persons sat in the post at once each line says so, and whether it was
entered by this person's own account. Rules: docs/rules/own_record.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from qiantou.core import facts as f
from qiantou.core.calendar import Calendar
from qiantou.core.evolve import evolve
from qiantou.core.facts import Event
from qiantou.core.guidance import GUIDANCE
from qiantou.core.kernel import Desk, Entry, fold
from qiantou.core.kinds import Phase
from qiantou.insight.duty_file import Seat, shared

HELPING = ("obstacle", "support", GUIDANCE, "means")
"""Kinds in which what is delivered helps the work of another."""


class Did(StrEnum):
    """In the order in which a record tells."""

    DELIVERED = "delivered"
    HELPED = "helped"
    DECIDED = "decided"
    TOOK_ON = "took-on"
    REVIEWED = "reviewed"
    ASKED = "asked"


class Became(StrEnum):
    """What became of a delivery."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    WAITING = "waiting"
    ENDED = "ended"  # the matter ended otherwise


@dataclass(frozen=True)
class Deed:
    """`became` and `at` of what was delivered; `own`: entered by the person's account; `shared`: by how many others the
    post was filled that day."""

    did: Did
    entry: Entry[Event]
    seat: Seat
    became: Became | None = None
    at: datetime | None = None
    own: bool = True
    shared: int = 0


def deeds(
    entries: Sequence[Entry[Event]], seats: Sequence[Seat], others: Sequence[Seat], account: str, calendar: Calendar
) -> Iterator[Deed]:
    """What was done in one matter, from its entries from the first on, in the posts of `seats` on their days.

    `others`: all seats of these posts, of anybody. What another recorded, or was taken back or contested, is not told.
    """
    matter = fold(evolve, None, entries)
    if matter is None:
        return
    for number, entry in enumerate(entries):
        did, seat, after = did_of(entry.event, matter.kind), _seat(entry, seats, calendar), entries[number + 1 :]
        taken_back = bool(after) and isinstance(after[0].event, f.TakenBack)
        if did is None or seat is None or taken_back or entry.version in matter.contested:
            continue
        told = isinstance(entry.event, f.Delivered)
        became, at = _became(after, is_open=matter.is_open) if told else (None, None)
        day = calendar.day_of(entry.at)
        beside = [one for one in shared(seat, others) if one.since <= day and (one.until is None or day <= one.until)]
        yield Deed(did, entry, seat, became, at, entry.by.account == account, len({one.person for one in beside}))


def did_of(event: Event, kind: str) -> Did | None:
    """What an entry of a matter of that kind is called in the record; None for what is not told."""
    match event:
        case f.Delivered():
            return Did.HELPED if kind in HELPING else Did.DELIVERED
        case f.Settled() | f.Agreed() | f.Accepted() | f.Signed():
            return Did.TOOK_ON
        case f.Ruled() | f.PassedUp():
            return Did.DECIDED
        case f.DeliveryAccepted() | f.Returned():
            return Did.REVIEWED
        case f.Offered():
            return Did.ASKED
        case _:
            return None


def _seat(entry: Entry[Event], seats: Iterable[Seat], calendar: Calendar) -> Seat | None:
    """The seat in which it was done; None for another post, or another day."""
    if entry.by.recorded is not None or entry.by.desk is None:
        return None
    post: Desk = entry.by.post or entry.by.desk
    day = calendar.day_of(entry.at)
    sat = (seat for seat in seats if seat.post == post and seat.since <= day)
    return next((seat for seat in sat if seat.until is None or day <= seat.until), None)


def _became(after: Iterable[Entry[Event]], *, is_open: bool) -> tuple[Became, datetime | None]:
    """What became of a delivery, from the entries after it."""
    for entry in after:
        match entry.event:
            case f.DeliveryAccepted() | f.Consented():
                return Became.ACCEPTED, entry.at
            case f.Returned():
                return Became.RETURNED, entry.at
            case f.Ruled(outcome=Phase.CLOSED, granted=granted):
                return (Became.ACCEPTED if granted else Became.ENDED), entry.at
            case f.Withdrawn() | f.Dropped() | f.Mooted() | f.Expired():
                return Became.ENDED, entry.at
            case _:
                continue
    return (Became.WAITING if is_open else Became.ENDED), None
