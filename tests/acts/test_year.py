"""A simulated year: at its end every rung was taken once, or rightly not, and whatever was delivered was right.

The oracles know the pages of the rules and the record alone (`year_judge`, `year_told`). QIANTOU_YEAR=full lives a year
in which six times as much is asked, for which the suite has no time.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from qiantou.core.facts import Urged
from qiantou.core.kernel import Entry
from qiantou.core.kinds import Rung
from qiantou.core.moves import Accept, Block, Offer, Report
from qiantou.core.span import states
from tests.acts.year_judge import Verdict, judge
from tests.core.world import LEAD, ROADS, WATER, Town, local

TOLD, SEED = datetime(2026, 1, 15, 4, tzinfo=UTC), 20260116
IS_FULL = os.environ.get("QIANTOU_YEAR") == "full"
RESTS = (
    "ended", "lifted", "excused", "waits for what it asked", "blocked by another desk", "told once", "no further rung",
    "a sheet lies before the arbiter", "too little time to be told before", "no clock was awake",
)  # fmt: skip
"""Why a rung was rightly not taken: each must have been seen."""
HELD = (
    "meeting called by rule", "meeting held", "bulletin issued", "bulletin approved", "delegated", "absent from post",
    "supervision item", "guidance asked alone", "data asked", "passing of the lead", "reason given", "which first",
)  # fmt: skip
TROUBLES = (
    "mail server away", "mail server busy", "mail server slow", "mailbox unknown", "webhook fails", "robot too fast",
    "killed after the server took it",
)  # fmt: skip
FAULTS = (
    "days without a clock", "hours without a clock", "looks that failed", "killed in the middle",
    "days without deliveries",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Thousands of lines about faults on purpose are of no use."""
    log = logging.getLogger("qiantou")
    before = log.level
    log.setLevel(logging.CRITICAL)
    yield
    log.setLevel(before)


@pytest.mark.slow
def test_every_rung_of_a_year_was_taken_once_or_rightly_not_and_every_message_was_right(sqlite_site):
    from tests.acts.year_tally import RARE, WANTED

    seen = lived(365, moves=3 if IS_FULL else 2, busy=1.0 if IS_FULL else 0.08)
    empty = [name for name in (*WANTED, *(RARE if IS_FULL else ())) if not seen.tally[name]]
    empty += [name for name in HELD if not any(drawn.startswith(name) for drawn in seen.drawn)]
    empty += [name for name in RESTS if not seen.verdict.why_not[name]]
    empty += [name for name in TROUBLES if not seen.troubles[name]]
    empty += [name for name in FAULTS if not seen.faults[name]]
    empty += [rung.value for rung in Rung if not any(rung.value in name for name in seen.verdict.taken)]
    assert empty == []
    assert seen.letters.again > 0, "a server that took a letter and was not believed"
    assert all(seen.letters.left_out[name] for name in ("ended", "moved", "resting"))


@pytest.mark.slow
def test_two_workers_at_once_do_as_one_does(postgres_site):
    """Three weeks on the database that lets them race: for the clock, and for the messages."""
    seen = lived(21, moves=3, busy=0.6, workers=2)
    assert sum(seen.verdict.taken.values()) > 20
    assert sum(seen.letters.told.values()) > 20


def lived(days: int, *, moves: int, busy: float, workers: int = 1):
    """A year, or less, of which nothing is wrong."""
    from tests.acts.year import year_of
    from tests.acts.year_close import closed
    from tests.acts.year_post import post_office

    with post_office() as post, year_of(TOLD, SEED, post) as year:
        year.moves, year.busy, year.workers = moves, busy, workers
        year.live(days)
        year.settle()
        seen = closed(year)
    assert seen.verdict.wrong == []
    assert seen.letters.wrong == []
    assert seen.report.findings == ()
    return seen


def climbed_twice() -> tuple[Town, list[datetime]]:
    """A matter whose ladder was climbed to the sheet, stopped and moved on the way, and every look of its clock."""
    town, looks = Town(now=local("2026-03-02 09:00")), []
    work = town.fresh()
    town.do(work, Offer("task", LEAD, ROADS, "w", due=local("2026-03-20 09:00").date()), LEAD)
    town.do(work, Accept(), ROADS)
    for day in range(60):
        town.now = local("2026-03-02 08:35") + timedelta(days=day + 1)
        looks.append(town.now)
        for stream in town.streams():
            town.tick(stream)
        town.later(hours=2)
        if day == 22:
            town.do(work, Report("half"), ROADS)
        if day == 25:
            town.do(work, Block("lack", to=WATER, fresh=town.fresh()), ROADS)
    return town, looks


def wrongs(town: Town, entries: list[Entry], looks: list[datetime]) -> list[str]:
    into = Verdict()
    judge(entries, states(entries), town.register, looks, into)
    return into.wrong


def test_the_oracle_finds_nothing_wrong_with_a_ladder_that_is_right():
    town, looks = climbed_twice()
    for stream in town.streams():
        assert wrongs(town, town.of(stream), looks) == []
    taken = [entry.event.rung for entry in town.entries if isinstance(entry.event, Urged)]
    assert {Rung.REMINDER, Rung.CHASER, Rung.BULLETIN, Rung.PROMPT} <= set(taken)


@pytest.mark.parametrize(
    "fault", ["left out", "a day late", "to another", "twice", "at night", "no copy", "another rung"]
)
def test_the_oracle_sees_a_rung_that_is_wrong(fault):
    town, looks = climbed_twice()
    for stream in town.streams():
        entries = town.of(stream)
        for place, entry in enumerate(entries):
            if isinstance(entry.event, Urged) and (fault != "no copy" or entry.event.copied is not None):
                assert wrongs(town, spoilt(entries, place, fault), looks), (fault, entry.event)


def spoilt(entries: list[Entry], place: int, fault: str) -> list[Entry]:
    """The record with one rung changed."""
    entry, event = entries[place], entries[place].event
    later = [replace(one, at=max(one.at, entry.at + timedelta(days=1))) for one in entries[place + 1 :]]
    made = {
        "left out": [],
        "a day late": [replace(entry, at=entry.at + timedelta(days=1))],
        "to another": [replace(entry, event=replace(event, to=WATER if event.to != WATER else LEAD))],
        "twice": [entry, replace(entry, at=entry.at + timedelta(days=1))],
        "at night": [replace(entry, at=entry.at - timedelta(hours=8))],
        "no copy": [replace(entry, event=replace(event, copied=None))],
        "another rung": [replace(entry, event=replace(event, rung=Rung.MEETING))],
    }[fault]
    told = [*entries[:place], *made, *(later if fault in ("a day late", "twice") else entries[place + 1 :])]
    return [replace(one, version=number) for number, one in enumerate(told, 1)]
