"""The clock: looks at every matter whose `next_at` has come, and records what has lapsed.

It decides nothing: a lapse is recorded at its own instant whoever records it, so a clock that slept only
catches up, and any number of clocks fire a lapse once. Every look rewrites `next_at`. On PostgreSQL a look
holds an advisory lock on its matter and others skip it, as with SKIP LOCKED; a lock on the row itself would
be taken in another order than a command takes its locks, and end in deadlocks.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import Error, connection, transaction
from django.db.models import Min

from qiantou.acts import shell
from qiantou.acts.execute import tick
from qiantou.core.kernel import Stream
from qiantou.readmodel.models import MatterRow

BATCH = 200  # matters looked at before the loop does other work
FIRST_PAUSE = timedelta(seconds=2)  # [default] before a failed look is tried again; doubles each time
LONGEST_PAUSE = timedelta(minutes=5)  # [default]
CLOCK = 0x716B  # first half of the PostgreSQL advisory locks of clocks

log = logging.getLogger("qiantou.clock")


class Clock:
    """One worker's clock. Matters whose look failed stand aside for a while; the others go on in order."""

    def __init__(self) -> None:
        self._aside: dict[Stream, tuple[datetime, timedelta]] = {}

    def run(self, limit: int = BATCH) -> int:
        """Look at up to `limit` matters that are due, the longest due first; how many were looked at.

        Raises the database's error when the database is away, never that of a single matter.
        """
        now = shell.now()
        done = 0
        due = MatterRow.objects.filter(next_at__lte=now).exclude(stream__in=self._waiting(now))
        for name in list(due.order_by("next_at", "stream").values_list("stream", flat=True)[:limit]):
            stream = Stream(name)
            try:
                done += _look(stream, now)
            except Exception as fault:
                if isinstance(fault, Error) and not connection.is_usable():
                    raise
                self._put_aside(stream, now, repr(fault), fault)
            else:
                self._check_moved(stream, now)
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

    def _check_moved(self, stream: Stream, now: datetime) -> None:
        """A look must move `next_at` on; one that does not would be repeated without end."""
        if MatterRow.objects.filter(stream=stream, next_at__lte=now).exists() and not _is_held(stream):
            self._put_aside(stream, now, "still due after a look")
        else:
            self._aside.pop(stream, None)

    def _put_aside(self, stream: Stream, now: datetime, why: str, fault: Exception | None = None) -> None:
        before = self._aside.get(stream)
        pause = min(before[1] * 2, LONGEST_PAUSE) if before else FIRST_PAUSE
        self._aside[stream] = (now + pause, pause)
        first = before is None and fault is not None
        log.error("matter %s stands aside for %s: %s", stream[:12], pause, why, exc_info=fault if first else None)


def _look(stream: Stream, now: datetime) -> bool:
    """Tick one matter; False when another clock is at it or was."""
    if connection.vendor != "postgresql":
        tick(stream)
        return True
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, hashtext(stream)) FROM readmodel_matterrow "
            "WHERE stream = %s AND next_at <= %s",
            [CLOCK, stream, now],
        )
        if cursor.fetchone() != (True,):
            return False
        tick(stream)
    return True


def _is_held(stream: Stream) -> bool:
    """Whether another clock is looking at the matter at this moment."""
    if connection.vendor != "postgresql":
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [CLOCK, stream])
        (is_free,) = cursor.fetchone()
        return not is_free
