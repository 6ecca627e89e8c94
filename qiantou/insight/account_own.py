"""A desk's own time beyond the day in its work, and what protects it: nobody else's delay is ever in it.

Never counted: while the doer's clock stands, and before the work was its own. What protects of the rest is said in
`account_shields.py`; each minute is protected once. A missing entry is never counted against it.

Source: docs/rules/account.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from qiantou.core.attribution import NOBODY
from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import InForce
from qiantou.core.review_terms import over_for
from qiantou.core.worktime import Calendar
from qiantou.insight.account_hands import minutes_of
from qiantou.insight.account_pieces import Clock, Read
from qiantou.insight.account_shields import Shield, Waiting, in_doubt_from, shield_at, shields
from qiantou.insight.bulletin_waits import Record, Records


@dataclass(frozen=True)
class OwnOverrun:
    """Working minutes beyond the day, in the desk's own hands; of them `protected`, each minute once."""

    desk: Desk
    minutes: int
    protected: tuple[tuple[Shield, int], ...] = ()

    @property
    def counted(self) -> int:
        """What is its own: at most this may be held against it."""
        return self.minutes - sum(minutes for _, minutes in self.protected)


def own_overrun(
    one: Record, others: Records, calendar: Calendar, until: datetime, *, desk: Desk | None = None,
    waited: Waiting = (),
) -> OwnOverrun:  # fmt: skip
    """How long the work was late in the hands of the desk, its doer where none is named, through `until`. `waited`:
    when, by the signed plan, it waited for others and then had its planned duration."""
    read = Read(one, others, until, calendar)
    return _own(read, desk or read.matter.doer, waited)


def _own(read: Read, whose: Desk, waited: Waiting, ends: datetime | None = None) -> OwnOverrun:
    """`ends`: after which nothing counts any more."""
    told = [piece for piece in read.pieces if piece.over and piece.clock is Clock.RUNS and piece.holder == whose]
    late = [replace(one, end=min(one.end, ends or one.end)) for one in told if ends is None or one.start < ends]
    if not late:
        return OwnOverrun(whose, 0)
    held, at = shields(read, whose, waited), minutes_of(read)
    edges = {edge for stretch in held for edge in (stretch.start, stretch.end) if edge is not None}
    found = defaultdict[Shield | None, int](int)
    for piece in late:
        inside = sorted(edge for edge in edges if piece.start < edge < piece.end)
        for start, end in pairwise([piece.start, *inside, piece.end]):
            found_at = shield_at(held, start)
            shield = found_at.shield if found_at is not None else None
            found[Shield.UNSURE if piece.bears != whose else shield] += at(end) - at(start)
    protected = tuple((shield, found[shield]) for shield in Shield if found[shield])
    return OwnOverrun(whose, sum(found.values()), protected)


def counted_in(read: Read, force: InForce, waited: Mapping[Stream, Waiting], joint: Stream | None) -> dict[Desk, int]:
    """By unit, the whole one, or post: what is its own of the matter, of everybody who had it to do; of its time until
    that joint work was over for it. Nothing from an entry on that nobody confirmed, or that is contested."""
    found: defaultdict[Desk, int] = defaultdict(int)
    for desk in dict.fromkeys(state.doer for state in read.one.after):
        unit = force.whole(desk) or desk
        ends = over_for(unit, joint, force) if joint is not None else None
        found[unit] += _own(read, desk, waited.get(read.matter.stream, ()), ends).counted
    return {desk: minutes for desk, minutes in found.items() if minutes > 0}


def beyond(read: Read) -> dict[str, int]:
    """Holder → the working minutes it took beyond what it was allowed: the same as the rows of its time account, but
    for what ran from an entry on that nobody confirmed, or that is contested."""
    at, entries = minutes_of(read), read.one.entries
    sure = (in_doubt_from(read.matter, entries) or entries[0].at) if read.matter.is_hatched else None
    found: defaultdict[str, int] = defaultdict(int)
    for piece in read.pieces:
        if piece.over and piece.holder != NOBODY and piece.bears == piece.holder:
            end = piece.end if sure is None else max(piece.start, min(piece.end, sure))
            found[piece.holder] += at(end) - at(piece.start)
    return {holder: minutes for holder, minutes in found.items() if minutes > 0}
