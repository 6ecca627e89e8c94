"""Exemption as a verifier folds it: what was played stands, what was decided before the hearing does not."""

from __future__ import annotations

from dataclasses import replace

from qiantou.core.exemption import Outcome
from qiantou.core.facts import Delivered, Offered, Reported, Ruled
from qiantou.core.follow import cleared_by
from qiantou.core.kernel import Actor
from qiantou.core.kinds import Phase
from qiantou.core.moves import AcceptDelivery, Deliver, Refer, Remark, Rule
from tests.core.exempted import ASKED, decided, heard, hearing, taken_up, verdict
from tests.core.steps import Case
from tests.core.world import GOV, HEAD, LEAD, ROADS, WATER
from tests.ledger.test_legal import STRANGER, faults, stands


def exempted() -> Case:
    case = heard().when(decided(), GOV, on=ASKED)
    clearing = cleared_by(case.matter(ASKED))
    return case.when(Deliver("cleared", told=(WATER, LEAD)), GOV, on=clearing).when(
        AcceptDelivery(), ROADS, on=clearing
    )


def reviewed() -> Case:
    """The applicant says that it need not be heard."""
    case = taken_up().when(hearing(waived=True), ROADS, on=ASKED)
    case.when(decided(verdict(Outcome.NOT, "no-gain")), GOV, on=ASKED).when(Refer("no"), ROADS, on=ASKED)
    case.when(Rule(Phase.CLOSED, "none", verdict=verdict()), HEAD, on=ASKED)
    return case.when(Remark("", received=True), ROADS, on=ASKED)


def forged(case: Case, sort: type, **other: object) -> list[str]:
    """What is found where the application's one entry of this sort says something else."""
    entries = [
        replace(one, **other) if one.stream == ASKED and isinstance(one.event, sort) else one
        for one in case.town.entries
    ]  # fmt: skip
    return faults(entries, case.town.listings)


def test_what_was_played_stands():
    assert stands(exempted()) == []
    assert stands(reviewed()) == []


def test_no_decision_stands_before_the_hearing():
    assert forged(exempted(), Reported, event=Reported("talked")) == ["illegal-move"]
    assert forged(exempted(), Reported, by=Actor(ROADS)) == ["illegal-move"]


def test_no_decision_stands_without_its_ground_or_by_a_stranger():
    case = exempted()
    bare = Delivered("so", verdict=replace(verdict(), found=()))
    assert forged(case, Delivered, event=bare) == ["illegal-move"]
    assert forged(case, Delivered, by=Actor(STRANGER)) == ["illegal-move"]
    excluded = Delivered("so", verdict=verdict(excluded=("corruption",)))
    assert forged(case, Delivered, event=excluded) == ["illegal-move"]


def test_an_application_is_put_to_who_decides_and_a_review_to_who_stands_above():
    asked = next(one.event for one in exempted().town.entries if one.stream == ASKED)
    assert isinstance(asked, Offered)
    assert forged(exempted(), Offered, event=replace(asked, doer=WATER)) == ["illegal-move"]
    assert forged(reviewed(), Ruled, by=Actor(GOV)) == ["illegal-move"]
