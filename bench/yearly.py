"""The year of a county assessed: 60 units, 100 joint works, 5,000 matters, from their entries to the units' intervals.

The record is built as objects from the seed, by the rules themselves: two of three matters in time, one of ten blocked
by another unit that clears the way, one of ten sent back once. Measured is what a site computes of it: states from
entries, own over-runs, deliveries, shares and points of a hundred sheets, then the year of each unit and the honours.
No plan is signed here, so that the tasks are the lines. No program that we know of does this; there is no peer.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench.figures import Figure
from qiantou.core.kernel import RULE, Actor, Desk, Entry, Stream
from qiantou.core.moves import Accept, AcceptDelivery, Block, Command, Deliver, Offer, Report, Return
from qiantou.core.register import CHARTERS, POSTS, UNITS, InForce, Listed, Post, Register, Unit
from qiantou.core.review import Attained, Rates, Ratio, Sheet
from qiantou.core.review_check import adds_up
from qiantou.core.undertaking import Charter
from qiantou.insight.account import account
from qiantou.insight.credit import assess
from qiantou.insight.credit_read import Seen, work_of
from qiantou.insight.honours import propose
from qiantou.insight.year_review import UnitYear, by_sheet, parts_of, years
from tests.core.world import Town

UNIT_COUNT, WORKS, TASKS = 60, 100, 45  # and five obstacles in each joint work
MATTERS = 5000
WANTED = 5.0  # seconds
SEEDS = (1, 2, 3)
OPENED = datetime(2026, 1, 5, 1, tzinfo=UTC)
THROUGH = datetime(2026, 12, 28, 1, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
RATES = Rates(70, 2, 50, 10, 0, 420)
MEASURES = (Attained(0, "90", Ratio(9, 10)),)
COUNTY, HEAD = Desk("u:county"), Desk("p:head")
DESKS = [Desk(f"u:{number:02}") for number in range(UNIT_COUNT)]

Histories = dict[Stream, dict[Stream, Sequence[Entry[Any]]]]


@dataclass
class Told:
    """One joint work in the making: its name, who takes part, and its matters so far."""

    joint: Stream
    units: Sequence[Desk]
    register: Register
    listings: list[Entry[Listed]]
    chance: random.Random
    count: int = 0

    def matters(self) -> Iterator[Town]:
        for number in range(TASKS):
            town = Town(OPENED + timedelta(days=3 * number, hours=self.chance.randrange(6)), self.listings)
            town._register = (len(self.listings), self.register)
            self._task(town, is_blocked=number % 9 == 0)
            yield town

    def _task(self, town: Town, *, is_blocked: bool) -> None:
        lead, (doer, helper) = self.units[0], self.chance.sample(self.units[1:], 2)
        stream, obstacle = self._fresh(), self._fresh()
        due = (town.now + timedelta(days=20)).date()
        steps: list[tuple[Stream, Command, Desk, float]] = [
            (stream, Offer("task", lead, doer, "第一项任务", due=due, joint=self.joint), lead, 0),
            (stream, Accept(), doer, 1), (stream, Report("正在办理"), doer, 3),
        ]  # fmt: skip
        if is_blocked:
            steps += [
                (stream, Block("缺资料", to=helper, fresh=obstacle), doer, 1), (obstacle, Accept(), helper, 1),
                (obstacle, Deliver("已提供"), helper, 2), (obstacle, AcceptDelivery(), doer, 1),
            ]  # fmt: skip
        late = self.chance.choice((5, 8, 30))
        steps.append((stream, Deliver("已办结"), doer, late))
        if self.chance.random() < 0.1:
            steps += [(stream, Return("缺盖章页"), lead, 1), (stream, Deliver("已补正"), doer, 2)]
        steps.append((stream, AcceptDelivery(), lead, 2))
        for on, command, desk, days in steps:
            town.later(days=days)
            town.do(on, command, by=Actor(desk))

    def _fresh(self) -> Stream:
        self.count += 1
        return Stream(f"{self.joint[:20]}{self.count:012x}")


def record(seed: int) -> tuple[Register, Histories]:
    """The register, and of each joint work its matters with their entries."""
    chance = random.Random(seed)
    teams = {Stream(chance.randbytes(16).hex()): chance.sample(DESKS, 8) for _ in range(WORKS)}
    units = [
        _listed(UNITS, COUNTY, Unit(head=HEAD)),
        _listed(POSTS, HEAD, Post(COUNTY)),
        *(_listed(UNITS, desk, Unit(parent=COUNTY)) for desk in DESKS),
    ]
    charters = [_listed(CHARTERS, joint, Charter(team[0], COUNTY, COUNTY)) for joint, team in teams.items()]
    listings = [*units, *charters]
    register = Register(listings)
    found: Histories = {}
    for joint, team in teams.items():
        own: dict[Stream, list[Entry[Any]]] = {}
        for town in Told(joint, team, register, listings, chance).matters():
            for entry in town.entries:
                own.setdefault(entry.stream, []).append(entry)
        found[joint] = dict(own)
    if sum(len(own) for own in found.values()) != MATTERS:
        raise RuntimeError("not as many matters as told")
    return register, found


def assessed(force: InForce, found: Histories) -> tuple[list[Sheet], dict[Desk, UnitYear]]:
    """Every sheet, then the year of every unit."""
    sheets = [_sheet(joint, own, force) for joint, own in found.items()]
    parts = [part for sheet in sheets for part in parts_of(sheet, is_final=True)]
    told = years(parts, least=5)
    propose(told.values(), by_sheet(parts), rate=80)
    return sheets, told


def run() -> Iterator[Figure]:
    seconds, apart = [], []
    for seed in SEEDS:
        register, found = record(seed)
        force = register.at(THROUGH)
        begun = time.perf_counter()
        sheets, told = assessed(force, found)
        seconds.append(time.perf_counter() - begun)
        late = any(part.minutes for one in sheets for part in one.parts)
        if len(told) != UNIT_COUNT or not late or not all(map(adds_up, sheets)):
            raise RuntimeError("the year does not add up")
        begun = time.perf_counter()
        _accounts(force, found)
        apart.append(time.perf_counter() - begun)
    note = f"seeds {SEEDS[0]}–{SEEDS[-1]}; {WORKS} joint works"
    name = f"a year of {UNIT_COUNT} units and {MATTERS:,} matters assessed"
    yield Figure("yearly", name, "s", tuple(seconds), WANTED, at_most=True, note=note)
    yield Figure("yearly", "time accounts of the same matters, each with its rows", "s", tuple(apart))


def _sheet(joint: Stream, own: Mapping[Stream, Sequence[Entry[Any]]], force: InForce) -> Sheet:
    seen = Seen(joint, own, force, THROUGH)
    work = work_of(seen, None)
    told = assess(work, MEASURES, RATES)
    return Sheet(
        joint, 1, THROUGH, COUNTY, 0, work.shares.coordination, work.shares.reserve, RATES, Ratio(9, 10), MEASURES,
        told.parts, told.earnings, told.unearned, told.overruns,
    )  # fmt: skip


def _accounts(force: InForce, found: Histories) -> None:
    for joint, own in found.items():
        seen = Seen(joint, own, force, THROUGH)
        for one in seen.records.values():
            account(one, seen.others, force.calendar, THROUGH)


def _listed(section: str, key: str, value: Any) -> Entry[Listed]:
    return Entry(Stream("register"), 1, OPENED - timedelta(days=30), RULE, Listed(section, key, value, LONG_AGO))
