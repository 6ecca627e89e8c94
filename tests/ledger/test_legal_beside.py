"""Who decides by the register, reservations and the ends of rows as a verifier folds them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from qiantou.core.facts import RowEnded, SideNoted, Succeeded
from qiantou.core.kernel import Actor
from qiantou.core.moves import Accept, Decline, Refer, Withdraw
from qiantou.core.register import CHARTERS, MANDATES, POSTS, Post
from tests.core.steps import SIDE, WORK, Case, dispute, given, order, underway
from tests.core.test_data_requests import given as handed_in
from tests.core.test_data_requests import monthly
from tests.core.test_deciders import CHARTER, SECOND
from tests.core.test_ladder import climb
from tests.core.test_office import NAMED, ON, referred, town, written
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ORDERED, ROADS, WATER, listed, local
from tests.ledger.test_legal import faults, stands


def succeeded() -> Case:
    case = underway(order()).when(Refer("no way on"), ROADS)
    case.town.listings.append(listed(POSTS, SECOND, Post(GOV), at=local("2026-03-02 12:00")))
    named = listed(CHARTERS, JOINT, replace(CHARTER, sponsor=SECOND), at=local("2026-03-03 09:00"))
    case.town.listings.append(named)
    return case.at("2026-03-03 10:00").ticked()


def test_a_case_goes_to_the_new_sponsor_and_to_nobody_else() -> None:
    case = succeeded()
    told = case.town.of(WORK)
    assert isinstance(told[-1].event, Succeeded)
    assert stands(case) == []
    assert faults([*told[:-1], replace(told[-1], event=Succeeded(HEAD))], case.town.listings) != []
    assert faults([*told[:-1], replace(told[-1], at=local("2026-03-02 15:00"))], case.town.listings) != []
    assert faults([*told[:-1], replace(told[-1], by=Actor(LEAD))], case.town.listings) != []


def test_work_under_reservation_stands() -> None:
    case = underway().when(dispute(), ROADS, on=SIDE)
    assert stands(climb(case, "2026-03-24 12:00")) == []
    assert stands(case.when(Withdraw("ours after all"), ROADS, on=SIDE)) == []
    opened = given(order()).when(Decline("not-ours", "theirs", WATER, SIDE), ROADS)
    assert stands(opened.when(Accept(), WATER, on=SIDE)) == []


def test_no_reservation_is_entered_by_hand() -> None:
    case = underway().when(dispute(), ROADS, on=SIDE)
    told = case.town.of(WORK)
    assert isinstance(told[-1].event, SideNoted)
    assert faults([*told[:-1], replace(told[-1], by=Actor(ROADS))], case.town.listings) != []


def test_the_end_of_a_row_stands() -> None:
    case = monthly(basis=ORDERED, joint=JOINT).at("2026-03-19 09:00")
    case.town.listings.append(listed(MANDATES, ORDERED.mandate, None, at=case.town.now, since=date(2026, 3, 19)))
    case.at("2026-03-19 09:05")
    handed_in(case)
    assert isinstance(case.town.of(WORK)[-1].event, RowEnded)
    assert stands(case) == []


def test_an_office_enters_a_decision_only_while_the_row_of_the_leader_names_it() -> None:
    case = town(referred()).when(ON, written())
    assert stands(case) == []
    told, named = case.town.of(WORK), listed(POSTS, DEPUTY, NAMED)
    assert named in case.town.listings
    others = [one for one in case.town.listings if one != named]
    assert faults(told, others) != []
    assert faults(told, [*others, replace(named, at=told[-1].at + timedelta(hours=1))]) != []
