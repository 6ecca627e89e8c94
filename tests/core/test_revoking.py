"""What was taken back is not lent again behind the back of who took it. Source: docs/rules/mandate.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from qiantou.core.kernel import Actor, Desk, Entry, Rejected, Stream
from qiantou.core.listing import check
from qiantou.core.mandate import Mandate, Power, Source
from qiantou.core.register import CHARTERS, MANDATES, POSTS, Listed, Post
from qiantou.core.undertaking import Charter
from tests.core.steps import Case
from tests.core.test_powers import KEY, LENT, county
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ROADS, WATER, listed

PAPER = replace(LENT, source=Source.MINUTES, number="no. 3", clause="LEAD leads and dispatches", scan="a" * 64)
BOTH = replace(PAPER, powers=(Power.DISPATCH, Power.DATA), scope=(ROADS, WATER))


def told(*changes: tuple[Mandate | None, Desk]) -> Case:
    """LEAD entered BOTH from the paper; then these changes, one a day, each let by the rules."""
    case = county(None)
    for value, by in ((BOTH, LEAD), *changes):
        enters(case, KEY, value, by)
        case.town.now += timedelta(days=1)
    return case


def enters(case: Case, key: str, value: Mandate | None, by: Desk) -> None:
    found = Listed(MANDATES, key, value, case.town.now.date())
    check(found, case.town.register.at(case.town.now), Actor(by))
    case.town.listings.append(Entry(Stream("register"), 1, case.town.now, Actor(by), found))


ENDED, SUSPENDED = (None, DEPUTY), (replace(BOTH, suspended=True), DEPUTY)
LESS = (replace(BOTH, powers=(Power.DISPATCH,)), DEPUTY)
RETYPED = replace(PAPER, number="№3")
AGAIN = {
    "the same paper after it was ended": ([ENDED], BOTH, LEAD, "revoked-before DEPUTY"),
    "under the same number, typed otherwise": ([ENDED], RETYPED, LEAD, "revoked-before DEPUTY"),
    "another clause of it, over others": (
        [ENDED], replace(PAPER, powers=(Power.OVERSEE,), scope=(Desk("u:town"),)), LEAD, "revoked-before DEPUTY"
    ),
    "as if somebody above had signed it": ([ENDED], replace(PAPER, issuer=HEAD), LEAD, "revoked-before DEPUTY"),
    "by who ended it": ([ENDED], replace(BOTH, source=Source.ISSUED), DEPUTY, ""),
    "by his office, from the paper": ([ENDED], BOTH, GOV, ""),
    "by his superior's office, in his name": ([(None, HEAD)], BOTH, GOV, "revoked-before HEAD"),
    "by who stands above him": ([ENDED], replace(BOTH, source=Source.ISSUED, issuer=HEAD), HEAD, ""),
    "the same paper while it is suspended": ([SUSPENDED], BOTH, LEAD, "suspended-before DEPUTY"),
    "the same paper once it was resumed": ([SUSPENDED, (BOTH, DEPUTY)], BOTH, LEAD, ""),
    "what was taken out of it": ([LESS], BOTH, LEAD, "lessened-before DEPUTY"),
    "a unit that was taken out": (
        [(replace(BOTH, scope=(WATER,)), DEPUTY)], replace(PAPER, scope=(ROADS,)), LEAD, "lessened-before DEPUTY"
    ),
    "for longer than it was shortened to": (
        [(replace(BOTH, until=date(2026, 6, 30)), DEPUTY)], PAPER, LEAD, "lessened-before DEPUTY"
    ),
    "what it still lends": ([LESS], PAPER, LEAD, ""),
    "what was given back": ([LESS, (BOTH, DEPUTY)], BOTH, LEAD, ""),
    "ended by the superior, lent by the issuer": (
        [(None, HEAD)], replace(BOTH, source=Source.ISSUED), DEPUTY, "revoked-before HEAD"
    ),
    "ended by the superior, lent by him": ([(None, HEAD)], replace(BOTH, source=Source.ISSUED, issuer=HEAD), HEAD, ""),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "mandate", "by", "answer"), AGAIN.values(), ids=AGAIN.keys())
def test_what_was_taken_back_is_lent_anew_by_who_took_it_or_stands_above(changes, mandate, by, answer) -> None:
    assert refusal(told(*changes), "g:second", mandate, by) == answer


def refusal(case: Case, key: str, mandate: Mandate, by: Desk) -> str:
    """The code and who may lend anew; "" where it is let."""
    names = {DEPUTY: "DEPUTY", HEAD: "HEAD"}
    try:
        enters(case, key, mandate, by)
    except Rejected as found:
        return f"{found.code} {names[found.facts['lender']]}"
    return ""


def test_a_suspension_is_lifted_by_who_made_it_or_stands_above() -> None:
    by_head = [(replace(BOTH, suspended=True), HEAD)]
    assert refusal(told(*by_head), KEY, BOTH, DEPUTY) == "suspended-before HEAD"
    assert refusal(told(*by_head), KEY, BOTH, HEAD) == ""
    assert refusal(told(SUSPENDED), KEY, BOTH, HEAD) == ""
    assert refusal(told(*by_head), KEY, replace(BOTH, powers=(Power.OVERSEE,)), DEPUTY) == "suspended-before HEAD"
    with pytest.raises(Rejected, match="only-the-issuer"):
        enters(told(SUSPENDED), KEY, BOTH, LEAD)


def test_a_lead_that_is_its_leaders_office_does_not_speak_for_him() -> None:
    case = told(ENDED)
    case.town.listings.append(listed(POSTS, DEPUTY, Post(LEAD)))
    assert refusal(case, "g:second", BOTH, LEAD) == "revoked-before DEPUTY"


def test_an_ended_mandate_is_not_revived_under_its_own_key() -> None:
    assert refusal(told(ENDED), KEY, BOTH, LEAD) == "revoked-before DEPUTY"


def test_a_term_that_ran_out_took_nothing_back() -> None:
    case = told()
    case.at("2027-01-04 09:00")
    enters(case, KEY, None, DEPUTY)
    assert refusal(case, "g:second", replace(BOTH, until=date(2027, 6, 30)), LEAD) == ""


def test_what_ends_with_a_passing_took_nothing_back_and_another_work_is_another_matter() -> None:
    case = told()
    ended = listed(MANDATES, KEY, None, at=case.town.now)
    case.town.listings.append(replace(ended, event=replace(ended.event, since=case.town.now.date())))
    assert refusal(case, "g:second", BOTH, LEAD) == ""
    other = told(ENDED)
    other.town.listings.append(listed(CHARTERS, "second", Charter(LEAD, GOV, LEAD, DEPUTY)))
    assert refusal(other, "g:second", replace(BOTH, joint=Stream("second")), LEAD) == ""
    assert BOTH.joint == JOINT
