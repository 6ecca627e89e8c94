"""A small county on a real database, and a clock the test moves."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from qiantou.acts import shell
from qiantou.acts.execute import Receipt, execute, execute_all
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.moves import Command, Offer
from qiantou.readmodel.models import MatterRow
from tests.core.world import LEAD, ROADS, county, local
from tests.support.beginnings import begin

CLERK = "c" * 32
MONDAY = local("2026-03-02 09:00")


@dataclass
class Played:
    """Commands by desks against the database; every command gets an id of its own unless given one."""

    now: datetime = MONDAY
    chance: random.Random = field(default_factory=lambda: random.Random(20260302))
    sent: int = 0

    def later(self, **passed: float) -> None:
        self.now += timedelta(**passed)

    def do(self, stream: Stream, command: Command, desk: Desk | None, *, command_id: str = "") -> Receipt | None:
        self.sent += 1
        return execute(stream, command, by=Actor(desk, account=CLERK), command_id=command_id or f"t{self.sent}")

    def offered(self, **terms: object) -> Stream:
        """A task that LEAD asks of ROADS."""
        stream = shell.fresh()
        offer = Offer("task", LEAD, ROADS, "修复老桥", **terms)  # type: ignore[arg-type]
        self.do(stream, offer, offer.asker)
        return stream

    def row(self, stream: Stream) -> MatterRow:
        return MatterRow.objects.get(pk=stream)


@contextmanager
def clocked() -> Iterator[Played]:
    """Nothing is listed yet; the clock stands at Monday 2 March 2026, 09:00 in China, and chance is seeded."""
    town = Played()
    with shell.scripted(lambda: town.now, town.chance.randbytes):
        yield town


@contextmanager
def played() -> Iterator[Played]:
    """The county is listed."""
    with clocked() as town:
        begin("county", list_county, town.chance)
        yield town


def list_county() -> None:
    execute_all((), by=Actor(account=CLERK), command_id="county", listings=[entry.event for entry in county()])


@contextmanager
def played_on(left: Played) -> Iterator[Played]:
    """The county as another test left it, on a copy of that test's site."""
    town = deepcopy(left)
    with shell.scripted(lambda: town.now, town.chance.randbytes):
        yield town
