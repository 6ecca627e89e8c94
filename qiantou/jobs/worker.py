"""`qiantou worker`: the one loop beside the pages: clock, seal, what is past its time; deliveries in their own thread.

It may be killed at any moment: whatever it does is one transaction, or is found undone by the next loop.
On PostgreSQL any number may run; on SQLite the loop runs inside the server.
"""

import argparse
import logging
import signal
import threading
import time
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils.translation import gettext as _

from qiantou.access.attempts import remove_old_attempts
from qiantou.access.links import remove_old_links
from qiantou.access.sessions import SessionStore
from qiantou.acts import registers, shell
from qiantou.acts.clock import Clock
from qiantou.acts.horizon import horizon
from qiantou.acts.meetings import convene
from qiantou.acts.rotate import retire_old
from qiantou.acts.sheet_clock import keep_owed
from qiantou.acts.wiping import cut_journal
from qiantou.jobs.delivering import delivering
from qiantou.jobs.drafting import draft
from qiantou.jobs.lock import writing
from qiantou.jobs.rounds import go_round, until
from qiantou.jobs.site import prepare_site
from qiantou.ledger.report import Unsound
from qiantou.ledger.seal import seal

SEAL_EVERY = 3.0  # seconds
TIDY_EVERY = 600.0  # seconds
CONVENE_EVERY = 600.0  # seconds

log = logging.getLogger("qiantou.worker")


class Worker:
    """The loop and what it remembers between rounds."""

    def __init__(self) -> None:
        self.clock = Clock()
        self._sealed = self._tidied = self._convened = float("-inf")  # time.monotonic()
        self._fault = ""
        self._warned: date | None = None

    def run(self, stop: threading.Event) -> None:
        """Go round until `stop` is set. A database that is away is waited for."""
        with delivering(stop):
            go_round(self.round, stop, away=self._tell, log=log, failed="a round of the worker failed")
        connection.close()

    def round(self) -> float:
        """Everything due now; how many seconds to sleep after it."""
        looked = self.clock.run()
        if time.monotonic() - self._sealed >= SEAL_EVERY:
            self._seal()
        if time.monotonic() - self._convened >= CONVENE_EVERY:
            self._convened = time.monotonic()  # first: what fails is tried again after a while, not at once
            keep_owed()
            convene()
            draft()
        if time.monotonic() - self._tidied >= TIDY_EVERY:
            remove_old_drafts()
            remove_old_attempts()
            remove_old_links()
            SessionStore.clear_expired()
            retire_old()
            cut_journal()
            self._warn()
            self._tidied = time.monotonic()
        if looked:
            return 0.0
        return until(self.clock.next_at(), shell.now())

    def _seal(self) -> None:
        """Sign what has been added. A refusal stops the sealing, never the clock, and is told once."""
        try:
            seal(shell.now())
        except (Unsound, OSError) as fault:
            self._tell(f"not sealed: {fault}")
        else:
            self._fault = ""
        self._sealed = time.monotonic()

    def _warn(self) -> None:
        """Once a day while the calendar reaches too short."""
        seen = horizon(registers.current().at(shell.now()))
        if seen.is_short and self._warned != seen.today:
            log.warning("days of rest are known for %d days ahead: enter the next notice of holidays", seen.days)
            self._warned = seen.today

    def _tell(self, fault: str) -> None:
        if fault != self._fault:
            log.error("%s", fault)
        self._fault = fault


def remove_old_drafts() -> int:
    """Drafts of imports past their last day, with everything in them; how many."""
    removed, _each = apps.get_model("desk", "Draft").objects.filter(expires__lt=shell.now()).delete()
    return int(removed)


def in_thread() -> tuple[threading.Thread, threading.Event]:
    """The loop as a thread of this process, and what stops it."""
    stop = threading.Event()
    thread = threading.Thread(target=Worker().run, args=(stop,), name="worker", daemon=True)
    thread.start()
    return thread, stop


def add(subparsers: Any) -> None:
    subparsers.add_parser(
        "worker",
        description="Keep the clock and seal the record. On PostgreSQL run one or more beside `qiantou serve`; "
        "on SQLite the server does this itself.",
    )


def run(args: argparse.Namespace) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with writing():
        prepare_site()
        print(_("The worker runs; Ctrl-C stops it."), flush=True)
        Worker().run(stop)
    return 0
