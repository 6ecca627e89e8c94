"""By what a mandate binds a unit: units that move to another portfolio, changes that lend more, parties that consent.
Source: docs/rules/mandate.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.binding import ground, to_sign, unasked
from qiantou.core.context import Context
from qiantou.core.kernel import Actor, Desk, Entry, Linked, Recorded, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.listing import check
from qiantou.core.mandate import Mandate, Power
from qiantou.core.moves import Accept, Basis, Confirm, Contest, Counter, Offer, Refer, Rule
from qiantou.core.register import CHARTERS, MANDATES, POSTS, TERMS, UNITS, Listed, Post, Term, Unit
from qiantou.core.undertaking import Charter
from tests.core.steps import WORK, Case, task
from tests.core.test_powers import CUSTOMS, FAR, KEY, LENT, ORDER, OTHER, SIGNING, asked_to_join, county, on_paper
from tests.core.world import DEPUTY, FIRM, GOV, HEAD, JOINT, LEAD, ROADS, WATER, listed, local

NEW = Desk("p:new")
DAY = date(2028, 6, 30)
WIDE = replace(LENT, scope=(ROADS, FAR), countersigns=(SIGNING,))
AGAIN = Stream("again")


def enters(case: Case, mandate: Mandate | None, by: Desk = DEPUTY) -> Case:
    """The desk enters it now, where the rule lets it."""
    found = Listed(MANDATES, KEY, mandate, case.town.now.date())
    check(found, case.town.register.at(case.town.now), Actor(by))
    case.town.listings.append(Entry(Stream("register"), 1, case.town.now, Actor(by), found))
    return case


def signed(case: Case, leader: Desk, on: Stream = SIGNING) -> Case:
    letter = Offer("signature", HEAD, leader, "countersign", joint=JOINT, cause="countersign", about=(KEY,))
    return case.when(letter, HEAD, on=on).when(Accept(), leader, on=on)


def moved(case: Case, unit: Desk, leader: Desk) -> Case:
    """From now on another leader looks after the unit."""
    case.town.listings += [
        listed(POSTS, leader, Post(GOV), at=case.town.now),
        listed(UNITS, unit, Unit(parent=GOV, leader=leader), at=case.town.now),
    ]
    return case


def orders(case: Case, doer: Desk, number: int = 0) -> None:
    case.when(task(doer=doer, joint=JOINT, basis=ORDER, due=DAY), LEAD, on=Stream(f"order{number}"))


def refused(case: Case, doer: Desk, code: str = "not-countersigned") -> str:
    with pytest.raises(Rejected) as refusal:
        orders(case, doer, 99)
    assert refusal.value.code == code
    return str(refusal.value.facts.get("lender", ""))


def test_a_unit_that_moves_to_another_portfolio_stays_bound_for_the_term_it_was_bound_for() -> None:
    case = moved(county().at("2026-04-01 09:00"), ROADS, NEW)
    orders(case, ROADS)
    longer = replace(LENT, until=date(2027, 3, 31))
    assert to_sign(longer, KEY, case.town.register.at(case.town.now)) == {NEW: (ROADS,)}
    with pytest.raises(Rejected, match="countersign-first"):
        enters(case, longer)
    enters(case, replace(longer, countersigns=(AGAIN,)))
    orders(case, ROADS, 1)  # the former term runs on
    case.at("2027-01-04 09:00")
    assert refused(case, ROADS) == NEW
    orders(signed(case, NEW, AGAIN), ROADS, 2)


def test_what_its_former_leader_signed_stands_and_what_he_had_not_signed_does_not() -> None:
    case = signed(county(WIDE), OTHER).at("2026-04-01 09:00")
    orders(moved(case, FAR, NEW), FAR)
    late = county(WIDE).at("2026-04-01 09:00")
    assert refused(signed(moved(late, FAR, NEW), OTHER), FAR) == NEW


def test_narrowing_asks_nobody_even_after_a_move() -> None:
    case = moved(county(replace(LENT, scope=(ROADS, WATER))).at("2026-04-01 09:00"), ROADS, NEW)
    for less in (
        replace(LENT, suspended=True), replace(LENT, until=date(2026, 6, 30)), replace(LENT, scope=(ROADS,)),
    ):  # fmt: skip
        assert unasked(less, KEY, case.town.register.at(case.town.now)) == ()
    enters(case, replace(LENT, until=date(2026, 6, 30))).at("2026-05-06 09:00")
    assert unasked(LENT, KEY, case.town.register.at(case.town.now)) == (ROADS,)  # what was given up is lent anew


@pytest.mark.parametrize(
    ("more", "power"),
    [({"powers": (Power.DISPATCH, Power.DATA)}, "data"), ({"until": date(2027, 3, 31)}, "later"),
     ({"scope": (ROADS, FAR, Desk("u:further"))}, "unit")],
    ids=["another power", "a longer term", "another unit"],
)  # fmt: skip
def test_a_signature_holds_for_what_was_signed_until_the_wider_mandate_is_signed_too(more, power) -> None:
    case = signed(county(WIDE), OTHER).at("2026-04-01 09:00")
    case.town.listings.append(listed(UNITS, Desk("u:further"), Unit(parent=GOV, leader=OTHER)))
    enters(case, replace(WIDE, countersigns=(SIGNING, AGAIN), **more))
    orders(case, FAR)
    doer, offer = Desk("u:further") if power == "unit" else FAR, task
    kind = "data" if power == "data" else "task"
    if power == "later":
        case.at("2027-01-04 09:00")
    asks = offer(kind=kind, doer=doer, joint=JOINT, basis=ORDER, due=DAY)
    case.refused("not-countersigned", asks, LEAD, on=Stream("wider"))
    signed(case, OTHER, AGAIN).when(asks, LEAD, on=Stream("wider"))


def test_more_money_is_proposed_once_it_is_signed_and_the_signature_for_less_is_none_for_more() -> None:
    fund = replace(WIDE, powers=(Power.BUDGET,), budget="the bridge fund", ceiling="100")
    case = signed(county(fund), OTHER).at("2026-04-01 09:00")
    asks = task(kind="proposal", doer=DEPUTY, due=DAY, joint=JOINT,
                basis=Basis("mandate", mandate=KEY, powers=("budget",)),
                about=(FAR,), blames=False)  # fmt: skip
    enters(case, replace(fund, ceiling="50")).when(asks, LEAD, on=Stream("less"))
    enters(case, replace(fund, ceiling="500", countersigns=(SIGNING, AGAIN)))
    case.refused("not-countersigned", asks, LEAD, on=Stream("more"))
    signed(case, OTHER, AGAIN).when(asks, LEAD, on=Stream("more"))


@given(
    changes=st.lists(
        st.tuples(
            st.sets(st.sampled_from((Power.DISPATCH, Power.DATA, Power.CONVENE)), min_size=1),
            st.sets(st.sampled_from((ROADS, FAR)), min_size=1),
            st.integers(3, 28),
            st.booleans(),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_unit_is_bound_to_no_more_than_its_leader_signed_and_than_still_stands(changes) -> None:
    case, granted = county(None), list[Mandate]()
    before: Mandate | None = None
    for number, (powers, scope, last, signs) in enumerate(changes):
        force = case.town.register.at(case.town.now)
        value = replace(
            LENT, powers=tuple(sorted(powers)), scope=tuple(sorted(scope)), until=date(2026, 3, last),
            countersigns=before.countersigns if before is not None else (),
        )  # fmt: skip
        asked = to_sign(value, KEY, force)
        assert asked in ({}, {OTHER: (FAR,)})
        if asked:
            value = replace(value, countersigns=(*value.countersigns, Stream(f"s{number}")))
        enters(case, value)
        if asked and signs:
            signed(case, OTHER, Stream(f"s{number}"))
            granted.append(value)
        before = value
        case.town.later(minutes=1)
    assert before is not None
    for power in Power:
        context = Context(case.town.now, case.town.register.at(case.town.now), case.town.matter)
        found = ground(KEY, power, FAR, context)
        fits = [one for one in granted if power in one.powers and found is not None and found.until <= one.until]
        assert found is None or (fits and power in before.powers and FAR in before.scope)
        assert found is None or found.until <= before.until
    if granted and granted[-1] is before:
        context = Context(case.town.now, case.town.register.at(case.town.now), case.town.matter)
        assert all(ground(KEY, power, FAR, context) is not None for power in before.powers)


def test_a_partys_consent_is_not_recorded_by_the_lead_nor_without_its_scan() -> None:
    for party in (FIRM, CUSTOMS):
        case = asked_to_join(replace(LENT, scope=(party,)))
        case.refused("consent-not-by-the-lead", Accept(), on_paper(party, by=LEAD), on=SIGNING)
        case.refused("consent-needs-its-scan", Accept(), on_paper(party, by=GOV, scan=""), on=SIGNING)
        case.refused("consent-needs-its-scan", Accept(), Actor(party, through=Linked()), on=SIGNING)
        orders(case.when(Accept(), on_paper(party, by=GOV), on=SIGNING), party)


def test_a_party_asked_again_by_who_decides_joins_by_its_own_consent() -> None:
    case = asked_to_join(replace(LENT, scope=(FIRM,))).when(Accept(), on_paper(FIRM, by=GOV), on=SIGNING)
    case.when(Contest(2, "we never wrote that"), WATER, on=SIGNING)
    case.when(Rule(Phase.OFFERED, "ask it again"), case.matter(SIGNING).holder, on=SIGNING)
    case.when(Accept(), on_paper(FIRM, by=GOV), on=SIGNING).when(Confirm(5), WATER, on=SIGNING)
    orders(case, FIRM)


@pytest.mark.parametrize("says", [Counter(None, "not with us"), Refer("who may decide?")])
def test_a_vertical_unit_without_a_head_refuses_to_join_and_no_ruling_makes_it(says) -> None:
    lone = Desk("u:lone")
    letter = Offer("signature", LEAD, lone, "join us", joint=JOINT, cause="countersign", about=(KEY,))
    for granted, outcome in ((True, "granted"), (False, "refused")):
        case = county(replace(LENT, scope=(lone,), countersigns=(SIGNING,)))
        case.town.listings.append(listed(UNITS, lone, Unit()))
        case.when(letter, LEAD, on=SIGNING).when(says, lone, on=SIGNING).then("referred", DEPUTY, on=SIGNING)
        case.when(Rule(Phase.CLOSED, "so be it", granted=granted), DEPUTY, on=SIGNING)
        assert case.matter(SIGNING).outcome == outcome
        refused(case, lone, "only-by-consent")


def test_a_vertical_unit_where_somebody_sits_confirms_what_was_recorded_for_it() -> None:
    case = asked_to_join(replace(LENT, scope=(CUSTOMS,)))
    case.town.listings.append(listed(TERMS, "t:customs", Term("somebody", Desk("p:customs"))))
    case.when(Accept(), on_paper(CUSTOMS, by=GOV), on=SIGNING)
    refused(case, CUSTOMS, "only-by-consent")
    orders(case.when(Confirm(2), CUSTOMS, on=SIGNING), CUSTOMS)


def test_the_issuer_records_a_consent_where_lead_keeper_and_issuer_of_the_work_are_one() -> None:
    case = asked_to_join(replace(LENT, scope=(FIRM,)))
    case.town.listings.append(listed(CHARTERS, JOINT, Charter(LEAD, LEAD, LEAD, DEPUTY)))
    orders(case.when(Accept(), Actor(FIRM, recorded=Recorded(DEPUTY, date(2026, 3, 2), "no. 4", "a" * 64)), on=SIGNING),
           FIRM)  # fmt: skip


def test_a_unit_without_a_leader_is_no_party_while_somebody_here_stands_above_it() -> None:
    branch, lone = Desk("u:branch"), Desk("u:lone")
    case = county()
    case.town.listings += [listed(UNITS, branch, Unit(parent=FAR)), listed(UNITS, lone, Unit(parent=GOV))]
    force = case.town.register.at(case.town.now)
    lent = replace(LENT, scope=(branch, lone, CUSTOMS))
    assert to_sign(lent, "g:new", force) == {OTHER: (branch,), HEAD: (lone,), CUSTOMS: (CUSTOMS,)}


def test_a_change_of_the_scope_leaves_what_was_ordered() -> None:
    case = county(replace(LENT, scope=(ROADS, WATER)))
    case.when(task(joint=JOINT, basis=ORDER, due=DAY), LEAD)
    enters(case.at("2026-03-03 09:00"), replace(LENT, scope=(WATER,)))
    case.at("2026-03-10 09:00").ticked().then("underway", ROADS)
    assert local("2026-03-10 09:00") == case.town.now
    case.refused("outside-the-mandate", task(joint=JOINT, basis=ORDER, due=DAY), LEAD, on=Stream("second"))
    assert case.matter(WORK).basis == ORDER
