"""docs/rules/gate.md, "Praise and help, beside blame": what is counted of an issuer, row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from qiantou.core.bulletin import Mark, Sort
from qiantou.core.kernel import Actor, Recorded
from qiantou.core.kinds import Phase
from qiantou.core.moves import AcceptDelivery, Chase, Deliver, Offer, Return, Rule, Withdraw
from qiantou.insight.issuers import Tally, tally
from tests.core.gating import put, ready
from tests.core.steps import OTHER, SIDE, WORK, Case, order, underway
from tests.core.world import DEPUTY, JOINT, LEAD, ROADS
from tests.insight.tables import rows

HEADING = "Praise and help, beside blame 表扬帮扶与批评问责对照"
HOW = Offer("guidance", ROADS, LEAD, "which bridge first", parent=WORK, beside=True)
HELP = Offer("support", LEAD, ROADS, "two surveyors", parent=WORK, beside=True, joint=JOINT)


def answered(by: Actor) -> Case:
    case = underway(order()).when(HOW, ROADS, on=SIDE).when(Deliver("the northern one"), by, on=SIDE)
    return case.when(AcceptDelivery(), ROADS, on=SIDE)


def vague() -> Case:
    return underway(order()).when(HOW, ROADS, on=SIDE).when(Deliver("看着办"), LEAD, on=SIDE)


def helped() -> Case:
    return underway(order()).when(HELP, LEAD, on=OTHER)


CASES: dict[str, Callable[[], Case]] = {
    "a question of ROADS answered": lambda: answered(Actor(LEAD)),
    "the same, recorded for LEAD and not confirmed": lambda: answered(
        Actor(LEAD, recorded=Recorded(ROADS, date(2026, 3, 2), "by telephone"))
    ),
    "help offered, and let lie": lambda: helped().at("2026-03-12 09:00").ticked(OTHER),
    "a question whose answer names nothing, and was let lie": lambda: vague().at("2026-03-12 09:00").ticked(SIDE),
    "the same, taken by ROADS": lambda: vague().when(AcceptDelivery(), ROADS, on=SIDE),
    "a question sent back, and decided by the leader": lambda: (
        vague().when(Return("which one?"), ROADS, on=SIDE).when(Deliver("酌情处理"), LEAD, on=SIDE)
        .when(Return("which one?"), ROADS, on=SIDE).when(Rule(Phase.CLOSED, "the northern one"), DEPUTY, on=SIDE)
    ),
    "help offered, and withdrawn": lambda: helped().when(Withdraw("not needed"), LEAD, on=OTHER),
    "a chaser": lambda: underway(order()).at("2026-03-23 08:30").when(Chase("how far is it?"), LEAD),
    "a proposal of accountability": lambda: put(ready()),
}  # fmt: skip
MARKS = {
    "praise of ROADS in a bulletin": Mark(ROADS, Sort.PRAISE, (0,)),
    "criticism of ROADS in a bulletin": Mark(ROADS, Sort.CRITICISM, (0,)),
}


def counted(name: str) -> Tally:
    if name in MARKS:
        return tally(LEAD, [MARKS[name]], [])
    town = CASES[name]().town
    return tally(LEAD, [], [town.of(stream) for stream in town.streams()])


@pytest.mark.parametrize(("name", "given", "blamed"), rows("gate.md", HEADING)[1:])
def test_what_is_counted_is_what_the_page_says(name: str, given: str, blamed: str) -> None:
    found = counted(name)
    assert (found.given, found.blamed) == (int(given), int(blamed))


def test_help_beside_the_work_that_is_blamed_stands_apart() -> None:
    found = counted("a proposal of accountability")
    assert (found.for_gate, found.answered, found.proposals) == (1, 0, 1)


def test_every_row_of_the_tests_is_on_the_page() -> None:
    assert {name for name, *_ in rows("gate.md", HEADING)[1:]} == {*CASES, *MARKS}
