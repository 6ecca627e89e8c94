"""The time account (时间账) of one matter: whose working time made it later than the day first agreed, and by how much.

Each holder has what it was allowed and what it took, in whole working minutes (of an emergency: minutes round the
clock, outages apart). What it took beyond, less what was left unused by whoever handed it in, together with what is
nobody's, is the deviation, exactly: of the end from the end of the day first agreed. Time inside what was allowed is
nobody's fault, even where it made the work later. An extension changes what is allowed from its grant on; what it gave
is shown beside, so that the first day stays in sight.

Source: docs/rules/account.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from qiantou.core.attribution import NOBODY, OUTSIDE
from qiantou.core.calendar import Calendar
from qiantou.core.due import paused_since
from qiantou.core.kernel import Stream
from qiantou.core.kinds import Phase
from qiantou.core.matter import pauses
from qiantou.core.worktime import roll_forward
from qiantou.insight.account_hands import Bounce, Response, bounces, minutes_of, responses
from qiantou.insight.account_pieces import DONE, Clock, Piece, Read
from qiantou.insight.bulletin_waits import Record, Records


class Why(StrEnum):
    """Of what no holder bears: where it comes from."""

    WINDOW = "window"  # others had it, inside the time they are allowed
    OUTSIDE = "outside"  # a cause outside everybody's hands
    GRANTED = "granted"  # another day, granted or ruled
    ROUNDING = "rounding"  # waiting is given back in whole days
    AGREED = "agreed"  # it had passed before the day was agreed, or was left of it
    UNSURE = "unsure"  # rests on an entry nobody confirmed, or that is contested
    CLOSED = "closed"  # it was closed for a while, or the doer had no time of its own to answer yet


@dataclass(frozen=True)
class Row:
    """One holder: `over` beyond what it was allowed, `under` left unused of it. `causes`: minutes in hand by cause."""

    holder: str
    allowed: int
    actual: int
    over: int
    under: int
    causes: tuple[tuple[str, int], ...]

    @property
    def net(self) -> int:
        return self.over - self.under


@dataclass(frozen=True)
class Apart:
    """Minutes no holder bears; below nought where they took from the deviation."""

    party: str
    why: Why
    minutes: int


@dataclass(frozen=True)
class Account:
    """`agreed`: the day first agreed; None where there is none to measure by, and each clock is measured by itself.
    `finish`: when it was handed in or ended, else through when it is told. `doing`: the doer's minutes of work."""

    matter: Stream
    agreed: date | None
    finish: datetime
    is_done: bool
    rows: tuple[Row, ...]
    apart: tuple[Apart, ...]
    bounces: tuple[Bounce, ...]
    responses: tuple[Response, ...]
    pieces: tuple[Piece, ...]
    minutes: tuple[int, ...]
    day_minutes: int

    @property
    def deviation(self) -> int:
        """Working minutes later than agreed; below nought: earlier. Open work counts as handed in on the day in force,
        or now where that is over."""
        return sum(row.net for row in self.rows) + sum(one.minutes for one in self.apart)

    @property
    def shares(self) -> dict[str, int]:
        """By party, OUTSIDE and NOBODY among them; they add up to the deviation."""
        found = defaultdict[str, int](int)
        for row in self.rows:
            found[row.holder] += row.net
        for one in self.apart:
            found[one.party] += one.minutes
        return {party: minutes for party, minutes in found.items() if minutes}


def account(one: Record, others: Records, calendar: Calendar, until: datetime) -> Account:
    """The time of the matter from its offer until it ended, or through `until`. `others`: what stops it, and what that
    waits for; who has what is not there is read from the matter itself."""
    return _Sum(Read(one, others, until, calendar)).account()


class _Sum:
    """The reckoning: pieces in minutes, and what the day in force made of them."""

    def __init__(self, read: Read) -> None:
        self.read, self.matter = read, read.matter
        self.at = minutes_of(read)
        self.pieces = read.pieces
        self.minutes = [self.at(piece.end) - self.at(piece.start) for piece in self.pieces]

    @cached_property
    def taken(self) -> datetime | None:
        """When its terms were taken last, by the doer, its silence or a ruling; None where they were not."""
        if not self.matter.admitted or self.matter.policy.settles or self.matter.policy.replies:
            return None
        after, entries = self.read.one.after, self.read.one.entries
        flips = [entry.at for (a, b), entry in zip(pairwise(after), entries[1:], strict=True)
                 if b.admitted and not a.admitted]  # fmt: skip
        return flips[-1] if flips else entries[0].at

    @cached_property
    def agreed(self) -> date | None:
        if self.taken is None:
            return None
        first = self.matter.due or (self.matter.grants[0].due if self.matter.grants else None)
        return roll_forward(self.read.calendar, first) if first is not None else None

    @property
    def giver(self) -> str:
        """Who had handed it in: a ruling may name another doer since."""
        return self.read.state(self.read.finish).doer

    @property
    def is_done(self) -> bool:
        matter = self.matter
        return matter.stage is Phase.DELIVERED or (not matter.is_open and matter.outcome in DONE)

    def account(self) -> Account:
        under = self._under()
        apart = [*self._between(), *self._days(under)] if self.agreed is not None else [*self._unborne()]
        return Account(
            self.matter.stream, self.agreed, self.read.finish, self.is_done, self._rows(under), _told(apart),
            bounces(self.read.one), responses(self.read), self.pieces, tuple(self.minutes),
            self.read.calendar.day_minutes,
        )  # fmt: skip

    def _rows(self, under: int) -> tuple[Row, ...]:
        actual, over = defaultdict[str, int](int), defaultdict[str, int](int)
        causes = defaultdict[str, dict[str, int]](dict)
        for piece, minutes in zip(self.pieces, self.minutes, strict=True):
            if piece.holder == NOBODY:
                continue
            actual[piece.holder] += minutes
            causes[piece.holder][piece.cause] = causes[piece.holder].get(piece.cause, 0) + minutes
            if piece.over and piece.bears == piece.holder:
                over[piece.holder] += minutes
        if under:
            actual[self.giver] += 0  # also one that had it for no time of its own
        rows = []
        for desk, took in actual.items():
            left = under if desk == self.giver else 0
            told = tuple((cause, minutes) for cause, minutes in causes[desk].items() if minutes)
            rows.append(Row(desk, took - over[desk] + left, took, over[desk], left, told))
        return tuple(rows)

    def _under(self) -> int:
        """What its doer left unused of the day in force, once the work is done."""
        if self.agreed is None or not self.is_done:
            return 0
        finish = self.read.finish
        return max(0, self._in_force(finish) - self.at(self._stopped(finish)))

    def _unborne(self) -> Iterable[Apart]:
        """Time beyond a clock that nobody bears."""
        for piece, minutes in zip(self.pieces, self.minutes, strict=True):
            if piece.over and (piece.holder == NOBODY or piece.bears != piece.holder):
                yield Apart(NOBODY, _why(piece), minutes)

    def _between(self) -> Iterable[Apart]:
        """What others had it for inside what they are allowed, while the doer's clock stood; and time in doubt."""
        yield from self._unborne()
        for piece, minutes in zip(self.pieces, self.minutes, strict=True):
            if piece.clock is Clock.STANDS and not piece.over:
                why = Why.OUTSIDE if piece.bears == OUTSIDE else Why.WINDOW
                yield Apart(piece.bears, why, minutes)

    def _days(self, under: int) -> Iterable[Apart]:
        """What the day itself did: that it was agreed late, was moved by a grant, or moved in whole days."""
        assert self.agreed is not None
        assert self.taken is not None
        calendar, finish = self.read.calendar, self.read.finish
        first, last = self.at(self.read.first_end(self.agreed)), self._in_force(finish)
        grants = [grant for grant in self.matter.grants if grant.at <= finish]
        base, since = first, self.taken
        if grants:
            base = self.at(calendar.end_of_day(roll_forward(calendar, grants[-1].due)))
            since = max(since, grants[-1].at)
        ran_before, ran = self._split(Clock.RUNS, since, over=True)
        stood_before, stood = self._split(Clock.STANDS, since, over=False)
        talked = sum(self._split(Clock.TALK, since, over=True))
        now = self.at(self._stopped(finish))
        late_then, late = max(0, self.at(since) - base), max(0, now - last)
        moved = late_then - ran_before + base - first - stood_before
        yield Apart(NOBODY, Why.GRANTED if grants else Why.AGREED, moved)
        yield Apart(NOBODY, Why.AGREED, -talked)
        yield Apart(NOBODY, Why.ROUNDING, late - late_then - ran + last - base - stood + self.at(finish) - now)

    def _split(self, clock: Clock, since: datetime, *, over: bool) -> tuple[int, int]:
        """Minutes under that clock before and from `since` on; `over`: beyond what was allowed alone."""
        told = [(piece.start < since, minutes) for piece, minutes in zip(self.pieces, self.minutes, strict=True)
                if piece.clock is clock and (piece.over or not over)]  # fmt: skip
        return sum(m for before, m in told if before), sum(m for before, m in told if not before)

    def _in_force(self, at: datetime) -> int:
        end = self.read.day_end(at)
        assert end is not None
        return self.at(end)

    def _stopped(self, at: datetime) -> datetime:
        """When the doer's clock last stopped that stands still, a grant in between apart; `at` where it runs."""
        assert self.taken is not None
        stood = paused_since(pauses(self.matter, self.read.calendar), at)
        grants = (grant.at for grant in self.matter.grants if grant.at <= at)
        return min(at, max(stood, self.taken, *grants)) if stood is not None else at


def _told(apart: Iterable[Apart]) -> tuple[Apart, ...]:
    found = defaultdict[tuple[str, Why], int](int)
    for one in apart:
        found[one.party, one.why] += one.minutes
    return tuple(Apart(party, why, minutes) for (party, why), minutes in found.items() if minutes)


def _why(piece: Piece) -> Why:
    if piece.clock is Clock.RUNS and piece.cause == "review":
        return Why.WINDOW
    return Why.CLOSED if piece.holder == NOBODY or piece.cause == "reply" else Why.UNSURE
