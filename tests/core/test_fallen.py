"""A signature entered for a desk that contests it: what it set in motion is undone forward, by further entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.kernel import RULE, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Confirm, Contest, Decline, Deliver, Offer, Rule
from qiantou.core.plan import LINES, Line, Purpose
from tests.core.putting import CARRIED, enter, planned, put_out, request, signed
from tests.core.steps import DUE, OTHER, SIDE, Case, recorded, staffed
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, TOWN, WATER

LATER, VARIED = date(2026, 8, 31), Stream("varied")
DRAINS = Line(WATER, due=DUE, competent=TOWN)
AGAINST = Rule(Phase.CLOSED, "they did not sign", granted=False)
AGAIN = Rule(Phase.OFFERED, "ask them")
STANDS = Rule(Phase.CLOSED, "they did", granted=True)


def launched() -> Case:
    """ROADS, where nobody sits, has signed by a paper that GOV entered; its line is under way."""
    case = planned()
    case.when(request(case), LEAD).when(Accept(), recorded(ROADS, by=GOV))
    return case.when(CARRIED, LEAD, on=SIDE).then("underway", ROADS, on=SIDE)


def test_where_somebody_sits_it_carries_nothing_before_it_is_confirmed() -> None:
    case = staffed(planned(), "p:roads")
    case.when(request(case), LEAD).when(Accept(), recorded(ROADS, by=GOV))
    case.refused("not-signed", CARRIED, LEAD, on=SIDE)
    case.when(Confirm(2), ROADS).when(CARRIED, LEAD, on=SIDE).then("underway", ROADS, on=SIDE)
    case.refused("already-answered", Contest(2, "no"), ROADS)


@pytest.mark.parametrize("ruling", [AGAINST, AGAIN])
def test_ruled_against_the_line_is_asked_as_if_never_signed(ruling: Rule) -> None:
    case = launched().at("2026-03-04 09:00")
    past = list(case.town.entries)
    case.when(Contest(2, "we never signed"), ROADS).then("underway", ROADS, on=SIDE)  # it counts until the ruling
    case.when(ruling, DEPUTY).then("offered", ROADS, on=SIDE)
    assert case.town.entries[: len(past)] == past
    assert (case.matter(SIDE).due, case.matter(SIDE).since) == (DUE, case.town.now)
    case.refused("closed" if ruling is AGAINST else "wrong-phase", STANDS, DEPUTY)
    case.when(Decline("no-means", "no people"), ROADS, on=SIDE).then("declined", LEAD, on=SIDE)


def test_ruled_to_stand_nothing_is_touched() -> None:
    case = launched().when(Contest(2, "we never signed"), ROADS).when(STANDS, DEPUTY)
    assert case.told(SIDE) == ["Offered", "Signed"]


def test_a_unit_that_has_delivered_took_the_work_by_itself() -> None:
    case = launched().when(Deliver("done"), ROADS, on=SIDE).when(Contest(2, "we never signed"), ROADS)
    case.when(AGAINST, DEPUTY).then("delivered", LEAD, on=SIDE)


def test_a_day_that_a_fallen_signature_granted_is_granted_no_more() -> None:
    case = signed(planned(L002=DRAINS), WATER, "L002")
    case.when(replace(CARRIED, asker=TOWN, doer=WATER, line="L002"), RULE, on=SIDE)
    case = put_out(enter(case, LINES, "L002", replace(DRAINS, due=LATER)), 2, Purpose.AMENDMENT)
    case.when(request(case, TOWN, "L002", number=2), LEAD, OTHER).when(Accept(), recorded(TOWN, by=GOV), OTHER)
    pinned = len(case.town.plans[JOINT])
    another_day = Offer(
        "variation", WATER, TOWN, "drains", due=LATER, joint=JOINT, parent=SIDE, beside=True, line="v2",
        about=("v2", "L002"), pinned=pinned, signature=OTHER,
    )  # fmt: skip
    case.when(another_day, RULE, on=VARIED)
    assert case.due(SIDE) == LATER
    case.when(Contest(2, "we never signed"), TOWN, OTHER).when(AGAINST, DEPUTY, OTHER)
    assert (case.due(SIDE), case.matter(VARIED).outcome) == (DUE, "refused")
