"""The delivery of messages: a loop of its own beside the clock, so that a slow mail server makes no clock late.

It may be killed at any moment: what was being sent is sent again, under the same id.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from qiantou.access.recipients import surroundings
from qiantou.jobs.rounds import go_round, until
from qiantou.outbox.again import forget_old
from qiantou.outbox.gather import gather
from qiantou.outbox.sending import next_at, send_next

TIDY_EVERY = 3600.0  # seconds
BATCH = 50  # messages between two looks at what is new
END_SECONDS = 5.0  # how long a try under way may still take when the worker ends

log = logging.getLogger("qiantou.outbox")


class Deliverer:
    """The loop and what it remembers between rounds."""

    def __init__(self) -> None:
        self.site = surroundings()
        self._tidied = time.monotonic()
        self._fault = ""

    def run(self, stop: threading.Event) -> None:
        """Go round until `stop` is set. A database that is away is waited for."""
        go_round(
            lambda: self._sound(stop), stop, away=self._away, log=log, failed="a round of the delivery failed"
        )  # fmt: skip
        connection.close()

    def _sound(self, stop: threading.Event) -> float:
        """One round; after one without a fault, the next fault is told again."""
        pause = self.round(stop)
        self._fault = ""
        return pause

    def _away(self, fault: str) -> None:
        self._tell(f"messages wait: {fault}")

    def round(self, stop: threading.Event | None = None) -> float:
        """Everything due now; how many seconds to sleep after it."""
        while gather(self.site):
            pass
        for _number in range(BATCH):
            if (stop is not None and stop.is_set()) or not send_next(self.site):
                break
        else:
            return 0.0
        if time.monotonic() - self._tidied >= TIDY_EVERY:
            forget_old(self.site.now())
            self._tidied = time.monotonic()
        return until(next_at(), self.site.now())

    def _tell(self, fault: str) -> None:
        if fault != self._fault:
            log.error("%s", fault)
        self._fault = fault


@contextmanager
def delivering(stop: threading.Event) -> Iterator[None]:
    """The loop as a thread for as long as the context is open; a try under way is waited for a little."""
    thread = threading.Thread(target=Deliverer().run, args=(stop,), name="deliverer", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(END_SECONDS)
