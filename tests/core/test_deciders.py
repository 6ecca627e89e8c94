"""Who decides follows the register: a new sponsor, a post that is no more, and what stays where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import PassUp, Refer, Rule, TakeBack
from qiantou.core.register import CHARTERS, POSTS, Post
from qiantou.core.undertaking import Charter
from tests.core.steps import WORK, Case, order, underway
from tests.core.test_deciding_doc import rows
from tests.core.test_ladder import climb, opened
from tests.core.world import BEFORE, DEPUTY, GOV, HEAD, JOINT, LEAD, LONG_AGO, ROADS, listed, local

SECOND = Desk("p:deputy2")
LATER = date(2026, 3, 5)
CHARTER = Charter(lead=LEAD, issuer=GOV, keeper=LEAD, sponsor=DEPUTY, above=True)


def sponsored(case: Case, post: Desk, at: str, since: date = LONG_AGO) -> Case:
    """The charter names another sponsor."""
    case.town.listings.append(listed(CHARTERS, JOINT, replace(CHARTER, sponsor=post), at=local(at), since=since))
    return case


def county(case: Case) -> Case:
    case.town.listings.append(listed(POSTS, SECOND, Post(GOV), at=BEFORE))
    return case


def sheeted() -> tuple[Case, Stream]:
    case = climb(county(underway(order())), "2026-04-07 12:00")
    return case, opened(case)


def referred() -> Case:
    return county(underway(order())).when(Refer("no way on"), ROADS)


def names_second(case: Case) -> Case:
    return sponsored(case, SECOND, "2026-03-03 09:00")


def names_second_later(case: Case) -> Case:
    return sponsored(case, SECOND, "2026-03-03 09:00", since=LATER)


def is_no_more(case: Case) -> Case:
    case.town.listings.append(listed(POSTS, DEPUTY, None, at=local("2026-03-03 09:00")))
    return case


def has_another_person(case: Case) -> Case:
    case.town.listings.append(listed("terms", "t:1", None, at=local("2026-03-03 09:00")))
    return case


CASES: dict[str, Callable[[], Case]] = {
    "before DEPUTY, the sponsor": lambda: sponsored(referred(), DEPUTY, "2026-03-02 09:30"),
    "before DEPUTY": lambda: referred(),
    "passed up to HEAD": lambda: referred().when(PassUp("above me"), DEPUTY),
}
THEN: dict[str, Callable[[Case], Case]] = {
    "the charter names SECOND": names_second,
    "the charter names SECOND from a later day": names_second_later,
    "the post is no more": is_no_more,
    "another person is in the post": has_another_person,
}
DESKS = {"DEPUTY": DEPUTY, "SECOND": SECOND, "HEAD": HEAD}


@pytest.mark.parametrize("row", rows("| case | then | before |\n"))
def test_the_case_lies_before_whom_the_page_says(row: list[str]) -> None:
    """`DEPUTY, from that day SECOND`: before the one until the later day, before the other from then on."""
    name, then, before = row
    case = THEN[then](CASES[name]()).at("2026-03-03 10:00").ticked()
    now, _from, later = before.partition(", from that day ")
    case.then(Phase.REFERRED, DESKS[now])
    case.at(f"{LATER} 10:00").ticked().then(Phase.REFERRED, DESKS[later or now])


def test_a_sheet_follows_the_sponsor_with_a_clock_of_its_own() -> None:
    case, sheet = sheeted()
    case.then(Phase.REFERRED, DEPUTY, on=sheet)
    sponsored(case, SECOND, "2026-04-09 10:00").at("2026-04-09 15:00").ticked(on=sheet)
    case.then(Phase.REFERRED, SECOND, on=sheet)
    moved = case.town.of(sheet)[-1]
    assert (type(moved.event).__name__, moved.at) == ("Succeeded", local("2026-04-09 10:00"))
    case.at("2026-04-14 12:00").ticked(on=sheet)  # a clock of five working days would have run out with the former
    assert case.told(sheet)[-1] == "Succeeded"
    case.refused("not-yours", Rule(Phase.CLOSED, "as it is", granted=False), DEPUTY, on=sheet)
    case.when(Rule(Phase.CLOSED, "as it is", granted=False), SECOND, on=sheet)


def test_whoever_moves_first_meets_the_new_sponsor_though_no_clock_ran() -> None:
    case = sponsored(referred(), SECOND, "2026-03-03 09:00").at("2026-03-03 10:00")
    case.when(Rule(Phase.UNDERWAY, "go on"), SECOND).then(Phase.UNDERWAY, ROADS)


def test_a_sponsor_named_from_a_later_day_decides_from_that_day() -> None:
    case = sponsored(referred(), SECOND, "2026-03-02 10:00", since=date(2026, 3, 4))
    case.at("2026-03-03 12:00").ticked().then(Phase.REFERRED, DEPUTY)
    case.at("2026-03-04 09:00").ticked().then(Phase.REFERRED, SECOND)
    assert case.town.of(WORK)[-1].at == local("2026-03-04 00:00")


def test_what_was_passed_up_stays_above() -> None:
    case = referred().when(PassUp("above me"), DEPUTY)
    sponsored(case, SECOND, "2026-03-03 09:00").at("2026-03-03 10:00").ticked().then(Phase.REFERRED, HEAD)


@pytest.mark.parametrize("sponsor", [DEPUTY, SECOND])
def test_a_post_that_is_no_more_decides_nothing(sponsor: Desk) -> None:
    """The charter may still name it: then it goes to whoever stands above both sides."""
    case = referred()
    case.town.listings.append(listed(POSTS, DEPUTY, None, at=local("2026-03-03 09:00")))
    if sponsor != DEPUTY:
        sponsored(case, sponsor, "2026-03-03 09:00")
    case.at("2026-03-03 10:00").ticked().then(Phase.REFERRED, HEAD if sponsor == DEPUTY else SECOND)


def test_another_person_in_the_post_moves_nothing() -> None:
    case = referred()
    case.town.listings.append(listed("terms", "t:1", None, at=local("2026-03-03 09:00")))
    case.at("2026-03-03 10:00").ticked().then(Phase.REFERRED, DEPUTY)


def test_a_decision_taken_back_lies_before_who_decides_now() -> None:
    case = referred().when(Rule(Phase.OFFERED, "once more"), DEPUTY)
    sponsored(case, SECOND, "2026-03-03 09:00").at("2026-03-03 10:00").when(TakeBack(), DEPUTY).ticked()
    case.then(Phase.REFERRED, SECOND)
