"""Persons lent to a body: whose word it takes, what may be changed without it, and who ends it early."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.listing import check
from qiantou.core.moves import Accept, Confirm, Counter, Offer, Refer, Rule
from qiantou.core.register import CHARTERS, POSTS, SECONDMENTS, UNITS, Listed, Post, Unit
from qiantou.core.seconding import LENDING, agreed, given, may_end
from qiantou.core.sunset import seconded_days
from qiantou.core.undertaking import Charter, Secondment, Tier
from tests.core.steps import Case, recorded
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ROADS, TOWN, WATER, listed
from tests.insight.tables import rows

ASKED, KEY = Stream("asked"), "s:one"
TODAY, LAST = date(2026, 3, 2), date(2026, 4, 30)
GROUP = Charter(LEAD, GOV, LEAD, DEPUTY, tier=Tier.WORKING_GROUP, until=date(2026, 12, 31), end_condition="all is done")
WANTED = Secondment(JOINT, ROADS, 10, LAST, begins=TODAY, asked=ASKED)
ORDERED = replace(WANTED, asked=None, agreed=TODAY, order=DEPUTY, number="3", clause="lends one", scan="f" * 64)
OWN = replace(WANTED, asked=None, agreed=TODAY)
SECOND, SECTION = Desk("p:second"), Desk("u:town-fields")


def grouped(*, leader: Desk = DEPUTY) -> Case:
    """A working group of LEAD decided by DEPUTY; `leader` looks after ROADS."""
    case = Case()
    roads = Unit(parent=GOV, head=Desk("p:roads"), leader=leader)
    case.town.listings += [
        listed(CHARTERS, JOINT, GROUP),
        listed(POSTS, SECOND, Post(GOV)),
        listed(UNITS, ROADS, roads),
    ]
    return case


def enter(case: Case, lent: Secondment | None, desk: Desk | None, since: date = TODAY) -> Case:
    """Enter it as this desk does; raises Rejected."""
    check(Listed(SECONDMENTS, KEY, lent, since), case.town.register.at(case.town.now), Actor(desk))
    case.town.listings.append(listed(SECONDMENTS, KEY, lent, at=case.town.now, since=since))
    return case


def asked(*, leader: Desk = DEPUTY) -> Case:
    """LEAD entered the wish and asked ROADS to sign it."""
    case = enter(grouped(leader=leader), WANTED, LEAD)
    offer = Offer("signature", LEAD, ROADS, "lend one", joint=JOINT, cause=LENDING, about=(KEY,))
    return case.when(offer, LEAD, ASKED)


def lends(case: Case, command: object, by: Desk | Actor) -> list[Listed]:
    """What the register learns from the command, entered."""
    play = case.town.do(ASKED, command, by=by if isinstance(by, Actor) else Actor(by))  # type: ignore[arg-type]
    found = list(agreed(play, case.town.register.at(case.town.now)))
    case.town.listings += [listed(one.section, one.key, one.value, at=case.town.now, since=one.since) for one in found]
    return found


def days(case: Case) -> int:
    force = case.town.register.at(case.town.now)
    lent = [one for one in force.section(SECONDMENTS).values() if isinstance(one, Secondment)]
    return seconded_days(lent, {JOINT: GROUP}, force.day, home=ROADS)


def test_nobody_is_lent_before_its_unit_signs_and_from_then_on_he_is() -> None:
    case = asked()
    assert days(case) == 0
    assert [one.value.agreed for one in lends(case, Accept(), ROADS)] == [TODAY]  # type: ignore[union-attr]
    assert days(case) == 10
    case.town.later(days=60)
    assert days(case) == 0, "it ends by itself"


@pytest.mark.parametrize("command", [Counter(None, "none to spare"), Refer("let the sponsor decide")])
def test_a_refusal_and_a_referral_lend_nobody(command: object) -> None:
    case = asked()
    assert lends(case, command, ROADS) == []
    assert days(case) == 0


def test_what_was_recorded_for_the_home_unit_lends_nobody_before_it_confirms() -> None:
    case = asked()
    assert lends(case, Accept(), recorded(ROADS, by=GOV)) == []
    assert [one.value.agreed for one in lends(case, Confirm(2), ROADS)] == [TODAY]  # type: ignore[union-attr]


def test_an_entry_is_no_other_unit_s_to_overwrite() -> None:
    case = asked()
    lends(case, Accept(), ROADS)
    with pytest.raises(Rejected, match="only-the-issuer"):
        enter(case, replace(OWN, home=WATER, quarter_days=1), WATER)
    assert days(case) == 10


def test_asked_again_by_the_leader_who_decides_it_is_the_unit_that_signs() -> None:
    case = asked(leader=SECOND)
    lends(case, Counter(None, "none to spare"), ROADS)
    lends(case, Rule(Phase.OFFERED, "speak with each other"), DEPUTY)
    assert [one.value.agreed for one in lends(case, Accept(), ROADS)] == [TODAY]  # type: ignore[union-attr]
    assert days(case) == 10


ACTS = {
    "nothing": lambda case: None,
    "ROADS signs": lambda case: lends(case, Accept(), ROADS),
    "ROADS objects": lambda case: lends(case, Counter(None, "none to spare"), ROADS),
    "DEPUTY grants": lambda case: lends(case, Rule(Phase.CLOSED, "the bridge comes first", granted=True), DEPUTY),
    "ROADS ends it": lambda case: enter(case, replace(OWN, until=TODAY), ROADS),
    "the day after": lambda case: case.town.later(days=1),
}
EXAMPLES = rows("charter.md", "Seconded persons (抽调人员)")[1:]


@pytest.mark.parametrize("row", EXAMPLES, ids=[" ".join(row[:3]) for row in EXAMPLES])
def test_the_worked_example_is_played(row: list[str]) -> None:
    by, leader, then, expected = row
    after = {"DEPUTY": DEPUTY, "SECOND": SECOND}[leader]
    case = asked(leader=after) if by == "LEAD asking" else grouped(leader=after)
    if by != "LEAD asking":
        enter(case, *{"ROADS": (OWN, ROADS), "LEAD from DEPUTY's order": (ORDERED, LEAD)}[by])
    for act in then.split(", "):
        ACTS[act](case)
    assert days(case) == float(expected) * 4


def test_every_act_has_an_example() -> None:
    assert {act for row in EXAMPLES for act in row[2].split(", ")} == ACTS.keys()


@pytest.mark.parametrize(
    ("lent", "desk", "code"),
    [
        (replace(WANTED, agreed=TODAY), LEAD, "home-unit-agrees"),
        (replace(WANTED, asked=None), LEAD, "home-unit-agrees"),
        (replace(WANTED, asked=None), DEPUTY, "home-unit-agrees"),
        (replace(WANTED, asked=None, agreed=TODAY), ROADS, ""),
        (replace(WANTED, asked=None, agreed=TODAY), WATER, "not-your-charter"),
        (ORDERED, LEAD, ""),
        (ORDERED, DEPUTY, ""),
        (replace(ORDERED, scan=" "), LEAD, "number-clause-scan"),
        (replace(ORDERED, order=SECOND), LEAD, "orders-from-above"),
        (replace(ORDERED, order=WATER), LEAD, "orders-from-above"),
        (replace(WANTED, home=TOWN), LEAD, "none-from-townships"),
        (replace(ORDERED, home=SECTION), LEAD, "none-from-townships"),
        (replace(WANTED, begins=date(2026, 5, 1)), LEAD, "term-ends-before-it-begins"),
    ],
)
def test_whose_word_it_takes(lent: Secondment, desk: Desk, code: str) -> None:
    case = grouped()
    case.town.listings += [
        listed(UNITS, TOWN, Unit(parent=GOV, leader=DEPUTY, sort="township")),
        listed(UNITS, SECTION, Unit(parent=TOWN, inner=True)),
    ]
    if code:
        with pytest.raises(Rejected, match=f"^{code}"):
            enter(case, lent, desk)
    else:
        enter(case, lent, desk)


@pytest.mark.parametrize(
    ("change", "by_lead", "by_home"),
    [
        ({"until": date(2026, 3, 20)}, "", ""),
        ({"quarter_days": 4}, "", ""),
        ({"until": date(2026, 6, 1)}, "home-unit-agrees", ""),
        ({"quarter_days": 20}, "home-unit-agrees", ""),
        ({"begins": date(2026, 2, 1)}, "home-unit-agrees", ""),
        ({"until": date(2026, 6, 1), "agreed": None, "asked": Stream("again")}, "home-unit-agrees", ""),
        ({"until": date(2026, 6, 1), "agreed": None}, "home-unit-agrees", ""),
    ],
)  # fmt: skip
def test_what_was_agreed_shrinks_freely_and_grows_by_the_home_unit_s_word_alone(change, by_lead, by_home) -> None:
    for desk, code in ((LEAD, by_lead), (ROADS, by_home)):
        case = asked()
        lends(case, Accept(), ROADS)
        lent = replace(WANTED, **{"agreed": TODAY, **change})
        if code:
            with pytest.raises(Rejected, match=code):
                enter(case, lent, desk)
        else:
            enter(case, lent, desk)


def test_what_was_ordered_is_ended_by_the_work_or_from_above_and_not_by_the_unit() -> None:
    case = enter(grouped(), ORDERED, LEAD)
    shorter = replace(ORDERED, until=date(2026, 3, 20))
    for lent in (shorter, None):
        with pytest.raises(Rejected, match="only-the-issuer"):
            enter(case, lent, ROADS)
    force = case.town.register.at(case.town.now)
    assert [may_end(desk, ORDERED, force) for desk in (LEAD, DEPUTY, HEAD, ROADS, WATER)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert may_end(ROADS, WANTED, force)
    enter(case, shorter, DEPUTY)
    enter(case, None, LEAD)


def test_days_given_count_from_the_word_on_and_stop_with_the_work() -> None:
    case = asked()
    lends(case, Accept(), ROADS)
    lent = replace(WANTED, agreed=TODAY)
    force = case.town.register.at(case.town.now)
    assert (given(lent, force), given(WANTED, force)) == (Fraction(5, 14), 0)
    case.town.later(days=13)
    assert given(lent, case.town.register.at(case.town.now)) == 5
    case.town.later(days=400)
    assert given(lent, case.town.register.at(case.town.now)) == Fraction(5, 2) * Fraction(60, 7)
