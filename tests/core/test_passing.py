"""The lead passes: docs/rules/passing.md says what follows, and its worked examples are played here."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from qiantou.core.arbiter import overseers
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Decline, Deliver, Offer, Refer, Report, Rule, Withdraw
from qiantou.core.passing import entailed
from qiantou.core.register import CHARTERS, MANDATES
from tests.core.steps import Case, task
from tests.core.world import DEPUTY, HEAD, JOINT, LEAD, ROADS, TOWN, WATER

WHOLE, PART, ASKED, OWN, PASS, TWO = (Stream(name) for name in ("whole", "part", "asked", "own", "pass", "two"))
DUE = date(2026, 3, 20)


def passing(doer: Desk = WATER, *, asker: Desk = LEAD) -> Offer:
    return Offer("passing", asker, doer, "theirs by duty", joint=JOINT)


def led() -> Case:
    """LEAD owes the whole to DEPUTY and has asked ROADS for a part of it and TOWN for something besides; ROADS asked
    LEAD for a part of its own."""
    case = Case()
    case.when(task(asker=DEPUTY, doer=LEAD, joint=JOINT, due=DUE), DEPUTY, WHOLE).when(Accept(), LEAD, WHOLE)
    case.when(task(joint=JOINT, parent=WHOLE, due=DUE), LEAD, PART).when(Accept(), ROADS, PART)
    case.when(task(doer=TOWN, joint=JOINT, due=DUE), LEAD, ASKED)
    case.when(task(asker=ROADS, doer=LEAD, joint=JOINT, parent=PART, due=DUE), ROADS, OWN)
    return case.when(passing(), LEAD, PASS)


def sides(case: Case, on: Stream) -> tuple[Desk, Desk]:
    matter = case.matter(on)
    return matter.asker, matter.doer


def test_acceptance_moves_wholes_and_what_the_lead_asked_with_their_dates_and_history() -> None:
    case = led()
    before = {name: case.told(name) for name in (WHOLE, PART, ASKED, OWN)}
    case.when(Accept(), WATER, PASS)
    assert (sides(case, WHOLE), sides(case, PART)) == ((DEPUTY, WATER), (WATER, ROADS))
    assert (sides(case, ASKED), sides(case, OWN)) == ((WATER, TOWN), (ROADS, LEAD))
    for name, told in before.items():
        assert case.told(name)[: len(told)] == told
        assert case.due(name) == DUE
    case.then("underway", WATER, WHOLE).then("underway", ROADS, PART).then("offered", TOWN, ASKED)


def test_work_goes_on_meanwhile_and_a_refusal_changes_nothing() -> None:
    case = led().when(Report("half done"), LEAD, WHOLE).when(Deliver("done"), ROADS, PART)
    case.when(Decline("not-ours", "not in our list", LEAD, Stream("x")), WATER, PASS)
    assert case.matter(WHOLE).doer == LEAD
    assert case.matter(PASS).holder == LEAD


def test_who_assigned_it_may_object_and_rules() -> None:
    case = led()
    force = case.town.register.at(case.town.now)
    assert overseers(case.matter(PASS), force) == (DEPUTY, HEAD)
    assert overseers(case.matter(WHOLE), force) == ()
    case.refused("not-a-party", Refer("no"), ROADS, PASS)
    case.when(Refer("I object"), DEPUTY, PASS).then("referred", DEPUTY, PASS)
    case.refused("wrong-phase", Accept(), WATER, PASS)
    assert case.matter(WHOLE).doer == LEAD
    ruled = Rule(Phase.CLOSED, "it is theirs by the list", granted=True)
    assert case.when(ruled, DEPUTY, PASS).matter(WHOLE).doer == WATER


def test_a_ruling_against_it_leaves_the_lead() -> None:
    case = led().when(Refer("I object"), DEPUTY, PASS)
    case.when(Rule(Phase.CLOSED, "it stays", granted=False), DEPUTY, PASS)
    assert case.matter(PASS).outcome == "refused"
    assert case.matter(WHOLE).doer == LEAD


def test_two_proposals_at_once_the_first_answer_moves_it_and_ends_the_other() -> None:
    case = led().when(passing(TOWN), LEAD, TWO).when(Accept(), TOWN, TWO)
    assert not case.matter(PASS).is_open
    case.refused("closed", Accept(), WATER, PASS)
    assert case.matter(WHOLE).doer == TOWN


def test_the_charter_and_the_mandates_follow() -> None:
    case = led()
    play = case.town.do(PASS, Accept(), Desk(WATER))
    changes = {listed.section: listed for listed in entailed(play, case.town.register.at(case.town.now))}
    charter, mandate = changes[CHARTERS].value, changes[MANDATES].value
    assert (charter.lead, charter.keeper, charter.passed, charter.sponsor) == (WATER, WATER, PASS, DEPUTY)
    assert mandate.holder == WATER
    assert WATER not in mandate.scope


@pytest.mark.parametrize(
    ("code", "offer"),
    [
        ("only-the-lead-passes", passing(asker=ROADS)),
        ("a-unit-leads", passing(DEPUTY)),
        ("no-such-joint-work", Offer("passing", LEAD, WATER, "x")),
        ("asks-itself", passing(LEAD)),
    ],
)
def test_who_may_propose_whom(code: str, offer: Offer) -> None:
    Case().refused(code, offer, offer.asker, PASS)


def test_it_may_be_taken_back_and_proposed_to_another() -> None:
    case = led().when(Withdraw("they have no people"), LEAD, PASS)
    assert case.matter(WHOLE).doer == LEAD
    assert case.when(passing(ROADS), LEAD, TWO).when(Accept(), ROADS, TWO).matter(WHOLE).doer == ROADS


PAGE = (Path(__file__).parents[2] / "docs" / "rules" / "passing.md").read_text(encoding="utf-8")
DESKS = {"LEAD": LEAD, "ROADS": ROADS, "WATER": WATER, "TOWN": TOWN, "DEPUTY": DEPUTY, "HEAD": HEAD}
MOVES = {
    "accepts": Accept(),
    "objects": Refer("I object"),
    "rules that it passes": Rule(Phase.CLOSED, "as heard", granted=True),
    "rules that it stays": Rule(Phase.CLOSED, "as heard", granted=False),
    "declines": Decline("no-means", "no people"),
    "withdraws": Withdraw("over"),
}
WHO = r" ([A-Z]+) \|"
EXAMPLES = re.findall(rf"^\| ([A-Z][^|]+?) \|{WHO * 5}$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("steps", "whole", "part", "asked", "own", "charter"), EXAMPLES)
def test_the_worked_example_runs(steps: str, whole: str, part: str, asked: str, own: str, charter: str) -> None:
    """Each step is "WHO does what"; then who does the whole, who asks for the part and besides, who does its own."""
    case, led_by = led(), LEAD
    for step in steps.split("; "):
        who, said = step.split(" ", 1)
        play = case.town.do(PASS, MOVES[said], DESKS[who])
        for listed in entailed(play, case.town.register.at(case.town.now)):
            if listed.section == CHARTERS:
                led_by = listed.value.lead  # type: ignore[union-attr]
    found = (case.matter(WHOLE).doer, case.matter(PART).asker, case.matter(ASKED).asker, case.matter(OWN).doer, led_by)
    assert found == tuple(DESKS[name] for name in (whole, part, asked, own, charter))


def test_there_are_worked_examples() -> None:
    assert len(EXAMPLES) >= 5
