"""The clock: looks at every matter whose `next_at` has come, and records what has lapsed.

It decides nothing: a lapse is recorded at its own instant whoever records it, so a clock that slept only
catches up, and any number of clocks fire a lapse once. Every look rewrites `next_at`.

Several matters are looked at in one transaction, because most of what a look costs is asked of the database
once for all of them. They are recorded together or not at all: where one fails, each is looked at again by
itself, so that only that one stands aside. On PostgreSQL a look holds advisory locks on its matters and
others skip these, as with SKIP LOCKED; locks on the rows themselves would be taken in another order than a
command takes its locks, and end in deadlocks.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import Error, connection, transaction
from django.db.models import Min

from qiantou.acts import shell
from qiantou.acts.execute import tick
from qiantou.core.kernel import Stream
from qiantou.readmodel.models import MatterRow

BATCH = 200  # matters looked at before the loop does other work
TOGETHER = 50  # matters in one transaction, at the most: more of them hardly save anything
LONG = 0.5  # [default] seconds of one: after a longer one fewer are taken, for people may wait for any of its matters
FIRST_PAUSE = timedelta(seconds=2)  # [default] before a failed look is tried again; doubles each time
LONGEST_PAUSE = timedelta(minutes=5)  # [default]
CLOCK = 0x716B  # first half of the PostgreSQL advisory locks of clocks

log = logging.getLogger("qiantou.clock")


class Clock:
    """One worker's clock. Matters whose look failed stand aside for a while; the others go on in order."""

    def __init__(self) -> None:
        self._aside: dict[Stream, tuple[datetime, timedelta]] = {}
        self._together = 1  # how many are taken next: doubled while that is quick, halved where it is long

    def run(self, limit: int = BATCH) -> int:
        """Look at up to `limit` matters that are due, the longest due first; how many were looked at.

        Raises the database's error when the database is away, never that of a single matter.
        """
        now = shell.now()
        rows = MatterRow.objects.filter(next_at__lte=now).exclude(stream__in=self._waiting(now))
        due = [Stream(name) for name in rows.order_by("next_at", "stream").values_list("stream", flat=True)[:limit]]
        done = 0
        while due:
            taken, due = due[: self._together], due[self._together :]
            done += self._looked(taken, now)
        return done

    def next_at(self) -> datetime | None:
        """When the next look is due, those standing aside included."""
        waiting = self._waiting(shell.now())
        rows = MatterRow.objects.filter(next_at__isnull=False).exclude(stream__in=waiting)
        first: datetime | None = rows.aggregate(first=Min("next_at"))["first"]
        again = [self._aside[stream][0] for stream in waiting]
        return min([*again, *([first] if first else [])], default=None)

    def _waiting(self, now: datetime) -> list[Stream]:
        return [stream for stream, (until, _) in self._aside.items() if until > now]

    def _looked(self, streams: Sequence[Stream], now: datetime) -> int:
        """How many of these were looked at, together or, where that failed, one by one."""
        begun = time.perf_counter()
        try:
            looked = _look(streams, now)
        except Exception as fault:
            if isinstance(fault, Error) and not connection.is_usable():
                raise
            if len(streams) > 1:
                return sum(self._looked([stream], now) for stream in streams)
            self._put_aside(streams[0], now, repr(fault), fault)
            return 0
        if len(looked) == self._together:
            self._together = so_many_next(self._together, time.perf_counter() - begun)
        self._check_moved(looked, now)
        return len(looked)

    def _check_moved(self, streams: Sequence[Stream], now: datetime) -> None:
        """A look must move `next_at` on; one that does not would be repeated without end."""
        rows = MatterRow.objects.filter(stream__in=streams, next_at__lte=now)
        still = set(rows.values_list("stream", flat=True))
        for stream in streams:
            if stream in still:
                self._put_aside(stream, now, "still due after a look")
            else:
                self._aside.pop(stream, None)

    def _put_aside(self, stream: Stream, now: datetime, why: str, fault: Exception | None = None) -> None:
        before = self._aside.get(stream)
        pause = min(before[1] * 2, LONGEST_PAUSE) if before else FIRST_PAUSE
        self._aside[stream] = (now + pause, pause)
        first = before is None and fault is not None
        log.error("matter %s stands aside for %s: %s", stream[:12], pause, why, exc_info=fault if first else None)


def so_many_next(together: int, seconds: float) -> int:
    """How many matters a transaction takes next, after one of so many that took this long."""
    if seconds > LONG:
        return max(1, together // 2)
    return min(TOGETHER, together * 2) if seconds < LONG / 2 else together


def _look(streams: Sequence[Stream], now: datetime) -> Sequence[Stream]:
    """Tick these matters in one transaction, but those that another clock is at or was; which were ticked."""
    if connection.vendor != "postgresql":
        tick(*streams)
        return streams
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT stream, pg_try_advisory_xact_lock(%s, hashtext(stream)) FROM readmodel_matterrow "
            "WHERE stream = ANY(%s) AND next_at <= %s",
            [CLOCK, list(streams), now],
        )
        free = {name for name, is_free in cursor.fetchall() if is_free}
        mine = [stream for stream in streams if stream in free]
        if mine:
            tick(*mine)
    return mine
