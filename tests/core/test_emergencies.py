"""The ladder of an emergency runs by the minute: the worked examples of docs/rules/ladder.md."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from qiantou.core.facts import Urged
from qiantou.core.kernel import Stream
from qiantou.core.kinds import Urgency
from qiantou.core.ladder import coming
from qiantou.core.moves import Accept, Block, Deliver, Offer, Withdraw
from tests.core.steps import OBSTACLE, WORK, Case, task
from tests.core.world import DEPUTY, LEAD, ROADS, TOWN, WATER, local
from tests.insight.tables import rows

EXAMPLES = rows("ladder.md", "An emergency, by the minute")[1:]
FIRST = date(2026, 3, 2)


def called(arrives: str, due: date | None = None) -> Case:
    case = Case().at(f"{FIRST} {arrives}")
    offer = Offer("whistle-emergency", TOWN, ROADS, "the dyke is giving way", due=due)
    return case.when(offer, TOWN).when(Accept(), ROADS)


def unplanned(arrives: str) -> Case:
    """A kind of which no row says how long it may take."""
    case = Case().at(f"{FIRST} {arrives}")
    return case.when(task(due=None, urgency=Urgency.EMERGENCY), LEAD).when(Accept(), ROADS)


def stopped(case: Case, start: str, end: str) -> Case:
    case.at(f"{FIRST} {start}").when(Block("the gate is shut", to=WATER, fresh=OBSTACLE), ROADS)
    case.when(Accept(), WATER, on=OBSTACLE)
    return case.at(f"{FIRST} {end}").when(Withdraw("it is open"), ROADS, on=OBSTACLE)


CASES: dict[str, Callable[[str], Case]] = {
    "nothing more is heard of it": called,
    "at night": called,
    "stopped by WATER from 10:00 to 10:40": lambda at: stopped(called(at), "10:00", "10:40"),
    "stopped by WATER from 11:10 to 11:40": lambda at: stopped(called(at), "11:10", "11:40"),
    "the caller named the next day": lambda at: called(at, date(2026, 3, 3)),
    "LEAD asks for a task without a day": unplanned,
    "finished in time": lambda at: called(at).when(Deliver("done"), ROADS),
}


def climbed(case: Case) -> list[str]:
    """The rungs of the work until the sheet, or until nothing more comes in two days, as the page writes them."""
    while True:
        found = coming(case.matter(), case.town.register.at(case.town.now), case.town.now)
        if found is None or found.at > local("2026-03-05 00:00"):
            break
        case.town.now = max(found.at, case.town.now)
        case.ticked()
    zone = local("2026-03-02 09:00").tzinfo
    told = []
    for entry in case.town.of(WORK):
        if isinstance(entry.event, Urged):
            at = entry.at.astimezone(zone)
            days = (at.date() - FIRST).days
            told.append(f"{f'+{days} ' if days else ''}{at:%H:%M} {entry.event.rung.value}")
    return [one for one in told if not one.endswith("prompt")]


@pytest.mark.parametrize(("name", "arrives", "expected"), EXAMPLES)
def test_the_worked_example(name: str, arrives: str, expected: str) -> None:
    assert (", ".join(climbed(CASES[name](arrives))) or "–") == expected


def test_every_case_has_an_example() -> None:
    assert {name for name, _, _ in EXAMPLES} == set(CASES)


@pytest.mark.parametrize("make", [called, unplanned])
def test_what_stops_an_emergency_is_answered_and_cleared_by_the_minute(make: Callable[[str], Case]) -> None:
    case = make("09:00").when(Block("the gate is shut", to=WATER, fresh=OBSTACLE), ROADS)
    assert case.matter(OBSTACLE).urgency is Urgency.EMERGENCY
    case.at(f"{FIRST} 09:29").ticked(OBSTACLE).then("offered", WATER, on=OBSTACLE)
    case.at(f"{FIRST} 09:30").ticked(OBSTACLE).then("referred", DEPUTY, on=OBSTACLE)
    quick = make("09:00").when(Block("the gate is shut", to=WATER, fresh=OBSTACLE), ROADS)
    quick.at(f"{FIRST} 09:10").when(Accept(), WATER, on=OBSTACLE)
    force = quick.town.register.at(quick.town.now)
    assert coming(quick.matter(OBSTACLE), force, quick.town.now).at == local(f"{FIRST} 11:40")


def test_what_stops_urgent_work_is_no_mark_of_its_doer() -> None:
    case = Case().when(task(urgency=Urgency.URGENT), LEAD).when(Accept(), ROADS)
    for number in range(7):
        case.when(Block("no pump", to=WATER, fresh=Stream(f"b{number}")), ROADS)
        assert case.matter(Stream(f"b{number}")).urgency is Urgency.URGENT
    case.when(task(asker=ROADS, doer=TOWN, urgency=Urgency.URGENT), ROADS, on=Stream("own"))
