"""Going round until stopped, as the clock and the deliveries do: no fault of one round ends the loop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from django.db import Error, close_old_connections, connection

LONGEST_SLEEP = 2.0  # seconds: how late what another process entered may be noticed
SHORTEST_SLEEP = 0.05  # seconds


def go_round(
    one: Callable[[], float], stop: threading.Event, *, away: Callable[[str], None], log: logging.Logger, failed: str
) -> None:
    """Call `one` until `stop` is set; it answers how many seconds to sleep after it.

    A database that is away is waited for, and `away` is told of it; any other fault is logged as `failed`.
    """
    while not stop.is_set():
        close_old_connections()
        try:
            pause = one()
        except Error as fault:
            away(f"the database cannot be used: {str(fault).strip()}")
            pause = LONGEST_SLEEP
            connection.close()
        except Exception:  # the loop must outlive a fault of one of its parts; each round tells it again
            log.exception(failed)
            pause = LONGEST_SLEEP
        stop.wait(pause)


def until(due: datetime | None, now: datetime) -> float:
    """How many seconds to sleep where the next thing is due then; None for nothing."""
    if due is None:
        return LONGEST_SLEEP
    return min(LONGEST_SLEEP, max(SHORTEST_SLEEP, (due - now).total_seconds()))
