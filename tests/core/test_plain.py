"""What says something, and that every reason of the product is asked by the same rule."""

from __future__ import annotations

import pytest

from qiantou.core.kinds import Phase
from qiantou.core.moves import (
    Accept,
    Contest,
    Counter,
    Decline,
    Deliver,
    Drop,
    Insist,
    Lift,
    PassUp,
    Refer,
    Remark,
    Report,
    Return,
    Rule,
    Withdraw,
)  # fmt: skip
from qiantou.core.plain import has_words, says
from tests.core.gating import ready, refuses
from tests.core.steps import Case, given, underway
from tests.core.test_recording import recorded
from tests.core.world import DEPUTY, LEAD, ROADS

NOTHING = (".", "。", "……", "—", "1", "12.", "x", "略", " \n", "！！")


@pytest.mark.parametrize("text", NOTHING)
def test_a_sign_a_number_or_one_letter_is_no_reason(text: str) -> None:
    assert not says(text)


@pytest.mark.parametrize("text", ["汛期", "no", "见附件", "a 1 b", "Überlastet"])
def test_two_letters_are_one(text: str) -> None:
    assert says(text)


def test_a_report_or_an_answer_may_be_one_character_or_a_number() -> None:
    assert all(has_words(text) for text in ("可", "80 %"))
    assert not any(has_words(text) for text in ("。", " — "))


def test_a_leader_decides_in_one_character_but_not_by_a_sign() -> None:
    for text in ("可", "准", "否"):
        referred().when(Rule(Phase.CLOSED, text), DEPUTY).then("closed", None)
    for text in ("。", "—", "阅"):
        referred().refused("seen-is-no-decision", Rule(Phase.CLOSED, text), DEPUTY)


def delivered() -> Case:
    return underway().when(Deliver("all of it"), ROADS)


def referred() -> Case:
    return underway().when(Refer("too slow"), LEAD)


@pytest.mark.parametrize("text", NOTHING)
def test_no_move_is_made_with_a_reason_that_says_nothing(text: str) -> None:
    given().refused("reason-missing", Decline("no-power", text), ROADS)
    given().refused("reason-missing", Counter(None, text), ROADS)
    underway().refused("reason-missing", Withdraw(text), LEAD).refused("reason-missing", Refer(text), ROADS)
    underway().refused("reason-missing", Lift(text), DEPUTY)
    delivered().refused("reason-missing", Return(text), LEAD)
    referred().refused("reason-missing", PassUp(text), DEPUTY)
    countered = given().when(Counter(None, "a week more"), ROADS)
    countered.refused("reason-missing", Insist(text), LEAD)
    given().when(Decline("no-power", "the law"), ROADS).refused("reason-missing", Drop(text), LEAD)
    given().when(Accept(), recorded(ROADS, by=LEAD)).refused("reason-missing", Contest(2, text), ROADS)


@pytest.mark.parametrize("text", [".", "。", "……", " "])
def test_nothing_is_reported_delivered_or_remarked_by_a_sign_alone(text: str) -> None:
    underway().refused("reason-missing", Report(text), ROADS).refused("nothing-delivered", Deliver(text), ROADS)
    closed = underway().when(Withdraw("not needed"), LEAD)
    closed.refused("reason-missing", Remark(text), LEAD)


@pytest.mark.parametrize("text", NOTHING)
def test_accountability_is_not_proposed_without_a_reason(text: str) -> None:
    assert refuses(ready(), detail=text) == ("reason-missing",)
    assert refuses(ready(), detail="it lay") == ()
