"""A bulletin (通报): the facts of one period, drawn from the record, and praise or criticism beside the facts.

An order says who issues bulletins of what, in which rhythm. Each order has a stream of its own for each year, which
holds its bulletins: the content as it was shown, the signature asked for it, its being issued, and what units and
office added.
Keys are "stream/last day of the period", of an addition "stream/last day/number". What counts as which fact is the
business of `insight.bulletin`; what may be entered that of `bulletin_check`. Rules: docs/rules/bulletin.md.
"""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qiantou.core.kernel import Desk, Stream, Words
from qiantou.core.plan import Every

ORDERS = "bulletin-order"
BULLETINS, LETTERS, ISSUES, ADDITIONS = "bulletin", "bulletin-letter", "bulletin-issue", "bulletin-added"
OWN_SECTIONS = (BULLETINS, LETTERS, ISSUES, ADDITIONS)
"""The sections whose entries stand in the streams of their order."""
APPROVAL = "bulletin"
"""The cause of the signature by which a bulletin is approved; its `about` names the bulletin, `pinned` its entry."""


class Code(StrEnum):
    """What a line of a bulletin says of a matter, in the order in which they are told."""

    UNEXPLAINED = "unexplained"  # its ladder reached the bulletin, and no reason was accepted
    LATE = "late"  # in the doer's own time past its due day
    REASON = "reason"  # past its day; a reason was given and is not answered yet
    EXCUSED = "excused"  # past its day; the reason given was accepted
    RESERVED = "reserved"  # past its day under reservation, while it is asked whose duty it is
    LIFTED = "lifted"  # past its day, while its ladder is lifted by decision
    BLOCKED = "blocked"  # stopped by a desk that has the obstacle in hand
    OUTSIDE = "outside"  # stopped by a cause outside
    DECISION = "decision"  # before whoever decides
    DONE_LATE = "done-late"
    DONE = "done"
    DONE_EARLY = "done-early"
    HELPED = "helped"  # an obstacle of another was cleared
    WARNED = "warned"  # trouble told before the due day
    COMING = "coming"  # falls due in the next period


OWN_FAULT = (Code.UNEXPLAINED, Code.LATE, Code.DONE_LATE)
GOOD = (Code.DONE, Code.DONE_EARLY, Code.HELPED, Code.WARNED)


@dataclass(frozen=True)
class Waited:
    """Whole working minutes in which the doer's clock stood because this desk had the matter in hand.

    `decides`: it had it to decide, which stops nobody and is nobody's blame.
    """

    desk: Desk
    minutes: int
    decides: bool = False


@dataclass(frozen=True)
class Item:
    """One fact. `unit`: whose line it is; `whose`: who blocks, decides, was helped, or let the ladder rest.

    `days`: working days of its own lateness, earliness or waiting; `beyond`: working days past the day first agreed,
    whoever had them; `waits`: who else had the matter meanwhile, of what is stopped each in whose hands the obstacle
    was, where it was not `whose` alone. `day`: the due day, or since when. `until`: the day up to which its lateness is
    counted, where it was handed in, put up or asked about since.
    """

    code: Code
    unit: Desk
    matter: Stream
    days: int = 0
    beyond: int = 0
    whose: Desk | None = None
    day: date | None = None
    waits: tuple[Waited, ...] = ()
    until: date | None = None


class Sort(StrEnum):
    PRAISE = "praise"
    CRITICISM = "criticism"


@dataclass(frozen=True)
class Mark:
    """A sentence of praise or criticism of a unit, and the places of the items it rests on."""

    unit: Desk
    sort: Sort
    items: tuple[int, ...]
    text: Words = ""


@dataclass(frozen=True)
class Struck:
    """The office leaves the line at this place out of what it issues; the fact stays in the record, with the reason."""

    item: int
    reason: Words = ""


@dataclass(frozen=True)
class Order:
    """Bulletins of one joint work, or with `joint` None of every joint work whose record the issuer keeps.

    `issuer`: the office, never the lead. `ahead`: working days for which a unit criticised sees its lines before the
    bulletin is issued. `public`: whether a short version is open to everybody.
    """

    issuer: Desk
    joint: Stream | None = None
    every: Every = Every.MONTH
    ahead: int = 1
    public: bool = False


@dataclass(frozen=True)
class Bulletin:
    """The content, as it was shown to the units named in it.

    `looked`: the matters it was drawn from, `open` of them at the end of its last day; `left_out`: those that rest on
    entries nobody confirmed, of which it says nothing; `struck`: lines it holds and does not tell.
    """

    issuer: Desk
    start: date
    end: date
    items: tuple[Item, ...]
    marks: tuple[Mark, ...] = ()
    joint: Stream | None = None
    looked: int = 0
    open: int = 0
    left_out: int = 0
    struck: tuple[Struck, ...] = ()


@dataclass(frozen=True)
class Letter:
    """The signature asked for the content that stands at the entry `version` of the stream."""

    version: int
    approver: Desk
    approval: Stream


@dataclass(frozen=True)
class Issue:
    """The content of the entry `version` is issued."""

    version: int


@dataclass(frozen=True)
class Addition:
    """A unit's own sentence, or with `unit` None a correction by the office; `item`: the place it speaks of.

    `clearing`: the matter by which the name of that line's unit is cleared; whoever clears it corrects the line, whose
    bulletin it may be.
    """

    unit: Desk | None
    item: int | None = None
    text: Words = ""
    clearing: Stream | None = None


def order_key(owner: str) -> str:
    """The key of the order for a joint work or, for its whole area, for an office."""
    return f"t:{owner}"


def stream_of(order: str, year: int) -> Stream:
    """The stream of the bulletins under an order whose periods end in a year."""
    return Stream(hashlib.sha256(f"bulletins/{order}/{year}".encode()).hexdigest()[:32])


def key_of(order: str, end: date) -> str:
    return f"{stream_of(order, end.year)}/{end.isoformat()}"


def end_of(key: str) -> date | None:
    """The last day of the period that a key of these sections speaks of; None where it names none."""
    try:
        return date.fromisoformat(key.split("/")[1])
    except (IndexError, ValueError):
        return None


def bulletin_of(key: str) -> str:
    """The key of the bulletin that a key of these sections belongs to."""
    return "/".join(key.split("/")[:2])


def period(every: Every, day: date) -> tuple[date, date]:
    """First and last day of the period a day falls in: Monday to Sunday, or the calendar month, quarter, year."""
    if every is Every.WEEK:
        first = day - timedelta(day.weekday())
        return first, first + timedelta(6)
    months = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}[every]
    begins = (day.month - 1) // months * months + 1
    ends = begins + months - 1
    return date(day.year, begins, 1), date(day.year, ends, monthrange(day.year, ends)[1])


def last_over(every: Every, today: date) -> tuple[date, date]:
    """The last period that was over before today."""
    return period(every, period(every, today)[0] - timedelta(1))


def next_after(every: Every, end: date) -> tuple[date, date]:
    """The period that follows the one ending on `end`."""
    return period(every, end + timedelta(1))


def rests_on(mark: Mark, item: Item) -> bool:
    """Whether the fact is one that this praise or criticism may rest on."""
    if mark.sort is Sort.PRAISE:
        return item.unit == mark.unit and item.code in GOOD
    return mark.unit in blamed(item)


def blamed(item: Item) -> tuple[Desk, ...]:
    """Whom a line puts in a bad light: the doer late in its own time, and whoever blocks another or did; never who had
    the obstacle to decide."""
    if item.code in OWN_FAULT:
        return (item.unit,)
    if item.code is not Code.BLOCKED:
        return ()
    had = (item.whose, *(wait.desk for wait in item.waits if not wait.decides))
    return tuple(dict.fromkeys(desk for desk in had if desk not in (None, item.unit)))


def named(item: Item) -> tuple[Desk, ...]:
    """Every desk a line names, each once: whose it is, who blocks, decides or was helped, and who had it meanwhile."""
    desks = (item.unit, item.whose, *(wait.desk for wait in item.waits))
    return tuple(dict.fromkeys(desk for desk in desks if desk is not None))


def lines(content: Bulletin) -> Iterator[tuple[int, Item]]:
    """The lines that are told, with their places; none that was struck."""
    out = {one.item for one in content.struck}
    return ((place, item) for place, item in enumerate(content.items) if place not in out)


def criticised(content: Bulletin) -> tuple[Desk, ...]:
    """Whoever the lines put in a bad light, each once, in order."""
    return tuple(dict.fromkeys(desk for _, item in lines(content) for desk in blamed(item)))


def lines_of(content: Bulletin, desks: frozenset[Desk]) -> Iterator[tuple[int, Item]]:
    """The lines that name one of these desks, with their places."""
    return ((place, item) for place, item in lines(content) if not desks.isdisjoint(named(item)))
