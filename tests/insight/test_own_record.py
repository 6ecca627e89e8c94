"""An own record of work: the worked example of docs/rules/own_record.md, and what it never tells."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from qiantou.core.facts import EVENTS
from qiantou.core.kernel import Actor, Desk, Recorded, Stream
from qiantou.core.moves import Accept, Deliver, Report, TakeBack
from qiantou.insight.duty_file import Seat
from qiantou.insight.own_record import Deed, Did, deeds, did_of
from tests.core.examples import DESKS, command
from tests.core.steps import WORK, Case, task
from tests.core.world import LEAD, ROADS

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "own_record.md").read_text(encoding="utf-8")
POST = Desk("p:roads")
A, B = Seat(POST, "a", date(2026, 3, 2)), Seat(POST, "b", date(2026, 3, 5))
IN_POST = Actor(ROADS, post=POST, account="aa")


def told(case: Case, seats: tuple[Seat, ...] = (A,), account: str = "aa") -> list[Deed]:
    calendar = case.town.register.at(case.town.now).calendar
    streams = case.town.streams()
    return [one for stream in streams for one in deeds(case.town.of(stream), seats, (A, B), account, calendar)]


def tables() -> list[list[list[str]]]:
    section = RULES.split("\n## Worked examples\n")[1]
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
        for table in re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE)
    ]


def test_the_worked_example_holds() -> None:
    moves, wanted = tables()
    case = Case()
    for number, (when, who, matter, move) in enumerate(moves):
        desk = DESKS[who]
        by = IN_POST if desk == ROADS else desk
        case.at(f"2026-{when}").when(command(move, desk, Stream(matter), f"f{number}"), by, Stream(matter))
    found = [[one.did.value, one.entry.stream, one.became.value if one.became else "", str(one.shared)]
             for one in told(case)]  # fmt: skip
    assert found == wanted


def test_every_code_is_in_the_table_in_its_order() -> None:
    table = RULES.split("\n## What is told\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE) == [one.value for one in Did]


def test_only_what_moves_something_is_told() -> None:
    shown = {made.__name__ for made in EVENTS if did_of(object.__new__(made), "task")}
    assert shown == {"Offered", "Accepted", "Settled", "Agreed", "Signed", "Delivered", "DeliveryAccepted", "Returned",
                     "Ruled", "PassedUp"}  # fmt: skip
    assert did_of(object.__new__(next(one for one in EVENTS if one.__name__ == "Delivered")), "obstacle") is Did.HELPED


def test_another_day_and_another_post_are_not_ones_own() -> None:
    case = Case().at("2026-03-02 09:00").when(task(), LEAD).when(Accept(), IN_POST).when(Report("half"), IN_POST)
    assert [one.did for one in told(case)] == [Did.TOOK_ON]
    left = Seat(POST, "a", date(2026, 1, 1), date(2026, 3, 1))
    assert told(case, (left,)) == []
    assert told(case, (Seat(Desk("p:other"), "a", date(2026, 1, 1)),)) == []


def test_what_another_recorded_or_was_taken_back_is_not_told() -> None:
    recorded = Actor(ROADS, post=POST, recorded=Recorded(LEAD, date(2026, 3, 2), "minutes"))
    case = Case().at("2026-03-02 09:00").when(task(), LEAD).when(Accept(), recorded)
    assert told(case) == []
    case = Case().at("2026-03-02 09:00").when(task(), LEAD).when(Accept(), IN_POST).when(Deliver("why"), IN_POST)
    assert [one.did for one in told(case.when(TakeBack(), IN_POST, WORK))] == [Did.TOOK_ON]


def test_it_says_by_whose_account_it_was_entered() -> None:
    case = Case().at("2026-03-06 09:00").when(task(), LEAD).when(Accept(), IN_POST)
    (mine,) = told(case)
    (theirs,) = told(case, account="bb")
    assert (mine.own, mine.shared, theirs.own) == (True, 1, False)
