"""Moves behind a one-time link: the worked examples of docs/rules/outsiders.md, and what may be offered there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qiantou.core.kernel import Actor, Desk, Linked
from qiantou.core.moves import Accept, AcceptDelivery, Command, Confirm, Contest, Deliver
from qiantou.core.offered_moves import answerable, possible_moves
from tests.core.steps import WORK, Case, given, recorded, task
from tests.core.test_offered_moves import context_of
from tests.core.world import FIRM, GOV, LEAD, TOWN, WATER

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "outsiders.md").read_text("utf-8")
DESKS = {"FIRM": FIRM, "WATER": WATER, "LEAD": LEAD, "GOV": GOV, "TOWN": TOWN}
CASES = {
    "LEAD asks FIRM": lambda: given(task(doer=FIRM)),
    "GOV asks TOWN, which answers to GOV": lambda: given(task(asker=GOV, doer=TOWN)),
    "WATER recorded that FIRM accepts": lambda: given(task(doer=FIRM)).when(Accept(), recorded(FIRM, by=WATER)),
    "LEAD recorded that FIRM accepts": lambda: given(task(doer=FIRM)).when(Accept(), recorded(FIRM, by=LEAD)),
    "FIRM asked WATER, who delivered": lambda: (
        Case().when(task(asker=FIRM, doer=WATER), Actor(FIRM, through=Linked()))
        .when(Accept(), WATER).when(Deliver("done"), WATER)
    ),
}  # fmt: skip
MOVES: dict[str, Command] = {
    "accepts": Accept(), "confirms": Confirm(2), "contests": Contest(2, "never said"),
    "accepts the delivery": AcceptDelivery(),
}  # fmt: skip


KNOWING = re.compile(r"none|sent to the phone|read out by (?P<told>\w+)|sent to a phone that (?P<entered>\w+) .*")


def rows(heading: str) -> list[list[str]]:
    section = RULES.split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def linked(desk: Desk, code: str) -> Actor:
    found = re.fullmatch(
        r"none|sent to the phone|read out by (?P<told>\w+)|sent to a phone that (?P<entered>\w+) .*", code
    )
    assert found is not None
    who = {name: DESKS[desk] for name, desk in found.groupdict().items() if desk}
    return Actor(desk, through=None if code == "none" else Linked(**who))


EXAMPLES = rows("Who read the code out")


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) == 14
    assert {case for case, *_ in EXAMPLES} == set(CASES)


@pytest.mark.parametrize(("case", "move", "code", "outcome"), EXAMPLES, ids=[" · ".join(row[1:3]) for row in EXAMPLES])
def test_a_worked_example(case: str, move: str, code: str, outcome: str) -> None:
    who, _, act = move.partition(" ")
    found, by = CASES[case](), linked(DESKS[who], code)
    if outcome.startswith("refused: "):
        found.refused(outcome.removeprefix("refused: "), MOVES[act], by)
        return
    matter = found.when(MOVES[act], by).matter()
    told = {"confirmed": not matter.is_hatched, "contested": matter.contested == (2,)}
    assert told.get(outcome, matter.phase.value == outcome)


def test_what_a_link_makes_is_not_hatched_and_may_be_taken_back_by_another() -> None:
    case = given(task(doer=FIRM)).when(Accept(), Actor(FIRM, through=Linked(WATER)))
    assert not case.matter().is_hatched
    assert case.town.entries[-1].by.through == Linked(WATER)


def test_only_what_the_rules_let_a_link_do_is_offered() -> None:
    case = given(task(doer=FIRM))
    matter, context = case.matter(), context_of(case.town, WORK)
    assert "accept" not in possible_moves(matter, FIRM, context)
    assert "accept" in possible_moves(matter, FIRM, context, through=Linked())
    case.when(Accept(), recorded(FIRM, by=WATER))
    matter, context = case.matter(), context_of(case.town, WORK)
    assert answerable(matter, FIRM, context, through=Linked()) == (2,)
    assert answerable(matter, FIRM, context, through=Linked(WATER)) == ()
    assert answerable(matter, FIRM, context) == ()
