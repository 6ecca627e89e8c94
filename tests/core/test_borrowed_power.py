"""Ways by which a lead might help itself to a power it was not lent; each is closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.listing import check
from qiantou.core.moves import Accept, Basis, Counter, Offer, Refer, Rule
from qiantou.core.register import CHARTERS, POSTS, UNITS, Listed, Post, Unit
from qiantou.core.undertaking import Charter
from tests.core.provoking import CITED, FAR, LENT, SINCE, lent, letter, ordered
from tests.core.steps import SIDE, WORK, Case, recorded, staffed, task
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ROADS, WATER, listed

OTHER_LEADER = Desk("p:other")
OWN_HEAD = Desk("p:lead")


def chartered(charter: Charter, by: Desk) -> None:
    case = Case()
    check(Listed(CHARTERS, JOINT, charter, SINCE), case.town.register.at(case.town.now), Actor(by))


def test_a_lead_does_not_make_its_own_head_the_arbiter() -> None:
    before = Charter(LEAD, GOV, LEAD, DEPUTY, above=True)
    for sponsor in (OWN_HEAD, HEAD, None):
        with pytest.raises(Rejected, match="sponsor-stands-above"):
            chartered(replace(before, sponsor=sponsor), LEAD)
    for by in (GOV, DEPUTY, HEAD):
        if by == HEAD:  # above everybody, but not answerable for this charter
            continue
        chartered(replace(before, sponsor=HEAD), by)


def test_a_lead_records_no_consent_for_a_desk_where_somebody_sits() -> None:
    for kind in ("signature", "consultation", "meeting"):
        case = staffed(letter(kind), "p:roads")
        case.refused("relieves-the-recorder", Accept(), recorded(ROADS, by=LEAD))
        letter(kind).when(Accept(), recorded(ROADS, by=LEAD)).then("closed", None)


def countersigned() -> Case:
    """A countersignature that DEPUTY, the issuer, asks of another leader."""
    case = lent(replace(LENT, scope=(ROADS, FAR), countersigns=(SIDE,)))
    case.town.listings += [
        listed(UNITS, FAR, Unit(parent=GOV, leader=OTHER_LEADER)), listed(POSTS, OTHER_LEADER, Post(GOV)),
    ]  # fmt: skip
    asked = Offer("signature", DEPUTY, OTHER_LEADER, "sign", joint=JOINT, cause="countersign", about=("g:one",))
    return case.when(asked, DEPUTY, on=SIDE)


def test_the_issuer_does_not_overrule_who_countersigns() -> None:
    refused = countersigned().when(Counter(None, "not for my units"), OTHER_LEADER, on=SIDE)
    refused.then("referred", HEAD, on=SIDE)
    silent = countersigned().at("2026-03-06 09:00").ticked(on=SIDE)
    silent.then("referred", HEAD, on=SIDE)


def test_a_countersignature_recorded_for_a_leader_binds_nobody() -> None:
    case = countersigned().when(Accept(), recorded(OTHER_LEADER, by=LEAD), on=SIDE)
    with pytest.raises(Rejected, match="not-countersigned"):
        ordered(case, doer=FAR)


def test_an_order_goes_over_to_nobody_whom_the_mandate_does_not_cover() -> None:
    case = ordered(lent()).when(Accept(), ROADS)
    asked = Offer(
        "variation", ROADS, LEAD, "let WATER do it", joint=JOINT, parent=WORK, beside=True, new_doer=WATER,
        basis=Basis("matter"),
    )  # fmt: skip
    case.when(asked, ROADS, on=SIDE)
    case.refused("outside-the-mandate", Accept(), LEAD, on=SIDE)
    case.when(Refer("whose is it"), LEAD).when(Rule(Phase.UNDERWAY, "WATER does it", doer=WATER), DEPUTY)
    case.then("underway", WATER)  # the leader who rules stands above it


def test_a_ruling_orders_nobody_whom_the_arbiter_is_not_above() -> None:
    case = ordered(lent())
    case.town.listings.append(listed(UNITS, FAR, Unit(parent=GOV, leader=OTHER_LEADER)))
    case.when(Refer("whose is it"), LEAD)
    case.refused("outside-the-mandate", Rule(Phase.UNDERWAY, "FAR does it", doer=FAR), DEPUTY)


def test_an_order_in_another_name_is_recorded_by_its_own_office_alone() -> None:
    order = task(asker=DEPUTY, joint=JOINT, basis=replace(CITED, mandate=""))
    Case().refused("may-not-record", order, recorded(DEPUTY, by=LEAD))
    Case().when(order, recorded(DEPUTY, by=GOV)).then("offered", ROADS)
