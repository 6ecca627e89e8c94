"""Guidance: its worked examples, who may be asked, what an answer says, and when the asker's own reading counts."""

from __future__ import annotations

import pytest

from qiantou.core.guidance import Reading, diligence, says_nothing
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Phase
from qiantou.core.light import Light, light
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Chase,
    Confirm,
    Decline,
    Deliver,
    Drop,
    Offer,
    Refer,
    Return,
    Rule,
    Withdraw,
)  # fmt: skip
from qiantou.core.register import UNITS, Unit
from tests.core.asked_examples import cases, play
from tests.core.examples import Line
from tests.core.steps import OTHER, SIDE, WORK, Case, recorded, task, underway
from tests.core.test_ladder import climb, rungs
from tests.core.world import DEPUTY, FIRM, GOV, LEAD, ROADS, TOWN, WATER, listed, local

EXAMPLES = cases("guidance")


def how(doer: Desk = ROADS, *, asker: Desk = TOWN, reading: str = "the old line holds", **terms: object) -> Offer:
    return Offer("guidance", asker, doer, "how is the new line drawn", reading=reading, **terms)  # type: ignore[arg-type]


def asked(**terms: str) -> Case:
    return Case().when(how(**terms), TOWN)  # type: ignore[arg-type]


def reading(case: Case) -> Reading | None:
    return diligence(case.matter(), case.town.of(WORK))


@pytest.mark.parametrize("lines", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_worked_example_runs(lines: list[Line]) -> None:
    play(lines)


def test_nobody_asks_downward() -> None:
    township = listed(UNITS, TOWN, Unit(parent=GOV, head=Desk("p:town"), leader=DEPUTY, sort="township"))
    case = Case()
    case.town.listings.append(township)
    case.refused("asked-downward", how(TOWN, asker=ROADS), ROADS)
    case.refused("asked-downward", how(ROADS, asker=GOV), GOV).refused("asked-downward", how(asker=DEPUTY), DEPUTY)
    case.when(how(DEPUTY), TOWN).when(how(WATER, asker=ROADS), ROADS, on=SIDE)


def test_a_unit_outside_may_be_asked_and_answers_on_paper() -> None:
    case = Case().when(how(FIRM), TOWN).refused("outside-speaks-on-paper", Deliver("so"), FIRM)
    case.when(Deliver("so"), recorded(FIRM, WATER)).then("delivered", TOWN)


def test_the_stated_reading_counts_until_the_answer_that_was_accepted_came() -> None:
    case = asked()
    since = local("2026-03-02 09:00")
    assert reading(case) == Reading(since, None)
    case.at("2026-03-03 09:00").when(Deliver("the new one"), ROADS)
    assert reading(case) == Reading(since, None)
    case.at("2026-03-05 09:00").when(AcceptDelivery(), TOWN)
    assert reading(case) == Reading(since, local("2026-03-03 09:00"))


def test_an_answer_sent_back_ends_nothing() -> None:
    case = asked().at("2026-03-03 09:00").when(Deliver("as you see fit"), ROADS).when(Return("what then"), TOWN)
    case.at("2026-03-04 09:00").when(Deliver("the new one"), ROADS).at("2026-03-12 00:00").ticked()
    told = reading(case)
    assert told is not None
    assert told.until == local("2026-03-04 09:00")


@pytest.mark.parametrize(
    ("ends", "until"),
    [
        ((Rule(Phase.CLOSED, "the new line", granted=True), DEPUTY), local("2026-03-03 09:00")),
        ((Rule(Phase.CLOSED, "no, the old line", granted=False), DEPUTY), local("2026-03-03 09:00")),
        ((Withdraw("clear now"), TOWN), local("2026-03-03 09:00")),
    ],
)
def test_how_the_reading_ends(ends: tuple[Rule | Withdraw, Desk], until: object) -> None:
    case = asked().when(Refer("no word"), TOWN).at("2026-03-03 09:00").when(*ends)
    told = reading(case)
    assert told is not None
    assert told.until == until


def test_a_question_refused_and_let_drop_leaves_the_reading_standing() -> None:
    case = asked().when(Decline("no-power", "not for us"), ROADS).when(Drop("so be it"), TOWN)
    told = reading(case)
    assert told is not None
    assert told.until is None


def test_without_a_stated_reading_nothing_counts() -> None:
    assert reading(asked(reading="  ")) is None


def test_a_reading_entered_by_another_counts_once_it_is_confirmed() -> None:
    case = Case().when(task(doer=TOWN), LEAD).when(Accept(), TOWN)
    offer = Offer("guidance", TOWN, ROADS, "how", parent=WORK, beside=True, reading="as before")
    case.when(offer, recorded(TOWN, LEAD), on=SIDE)
    assert diligence(case.matter(SIDE), case.town.of(SIDE)) is None
    case.when(Confirm(1), TOWN, on=SIDE)
    assert diligence(case.matter(SIDE), case.town.of(SIDE)) is not None


def test_the_work_learns_that_its_question_waits_for_another_desk() -> None:
    case = Case().when(task(), LEAD).when(Accept(), ROADS)
    case.when(Offer("guidance", ROADS, WATER, "how", parent=WORK, beside=True), ROADS, on=SIDE)
    assert [rest.side for rest in case.matter().asking] == [SIDE]
    case.when(Deliver("so"), WATER, on=SIDE)
    assert case.matter().asking == ()


def test_whoever_asked_how_is_not_chased_while_nobody_answers_even_from_the_list_of_a_meeting() -> None:
    case = Case().when(task(), LEAD).when(Accept(), ROADS)
    case.when(Offer("guidance", ROADS, WATER, "how", parent=WORK, beside=True), ROADS, on=SIDE)
    case.refused("awaits-an-answer", Chase("how far?"), LEAD)
    case.at("2026-03-30 09:00").ticked(on=SIDE)
    assert case.matter(SIDE).listed
    assert light(case.matter(), case.town.register.at(case.town.now), case.town.now).light is Light.WAITING
    case.refused("awaits-an-answer", Chase("how far?"), LEAD)
    case.when(Rule(Phase.CLOSED, "by the new line"), DEPUTY, on=SIDE).at("2026-04-03 09:00").when(Chase("now?"), LEAD)


def test_a_question_on_the_list_of_a_meeting_holds_chaser_and_bulletin_back_but_not_the_sheet() -> None:
    case = underway().when(how(WATER, asker=ROADS, beside=True, parent=WORK), ROADS, on=SIDE)
    case.at("2026-03-18 09:00").ticked(on=SIDE).ticked()
    assert [rung for _, rung, *_ in rungs(climb(case, "2026-04-10 12:00"))] == []
    assert [rung for _, rung, *_ in rungs(climb(case, "2026-04-13 12:00"))] == ["sheet"]


def test_once_it_is_answered_the_ladder_goes_on_without_the_days_of_the_question() -> None:
    case = underway().when(how(WATER, asker=ROADS, beside=True, parent=WORK), ROADS, on=SIDE)
    case.at("2026-03-18 09:00").ticked(on=SIDE).ticked()
    climb(case, "2026-03-27 10:00").when(Rule(Phase.CLOSED, "by the new line"), DEPUTY, on=SIDE)
    told = [(day, rung) for day, rung, *_ in rungs(climb(case, "2026-04-07 12:00"))]
    assert told == [("03-30", "chaser"), ("04-06", "bulletin")]


@pytest.mark.parametrize("first_answered", [True, False])
def test_a_question_upon_a_question_rests_nothing_but_its_asker_is_not_chased(first_answered: bool) -> None:
    case = underway().when(how(WATER, asker=ROADS, beside=True, parent=WORK), ROADS, on=SIDE)
    case.at("2026-03-03 09:00")
    if first_answered:
        case.when(Deliver("a, then b"), WATER, on=SIDE).when(AcceptDelivery(), ROADS, on=SIDE)
    case.when(how(LEAD, asker=ROADS, beside=True, parent=WORK), ROADS, on=OTHER)
    second = case.matter().asking[-1]
    assert (second.side, second.held_back) == (OTHER, second.start)
    case.refused("awaits-an-answer", Chase("how far?"), LEAD)


def test_a_question_a_week_does_not_push_the_sheet_away() -> None:
    case = climb(underway(), "2026-03-19 09:00")
    for number, day in enumerate(("03-19", "03-26", "04-02", "04-09")):
        climb(case, f"2026-{day} 09:00")
        case.when(how(WATER, asker=ROADS, beside=True, parent=WORK), ROADS, on=Stream(f"how{number}"))
    case.ticked(on=Stream("how0")).ticked()
    assert [told[:2] for told in rungs(climb(case, "2026-04-30 12:00"))] == [("03-18", "reminder"), ("04-27", "sheet")]


@pytest.mark.parametrize(
    "answer",
    [
        "看着办", "酌情处理", "请你镇按有关规定办理。", "研究办理", "请按相关政策，结合实际，酌情处理！", "已阅",
        "收到", "依法依规妥善处理", "As you see fit.", "Please handle as appropriate", "视情况处理",
    ],
)  # fmt: skip
def test_an_answer_that_names_nothing_is_known(answer: str) -> None:
    assert says_nothing(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "同意",
        "按你镇理解办理，3月底前报送名单",
        "按《耕地保护办法》第十二条办理",
        "不需要公示",
        "可以",
        "",
        "use the new line",
    ],
)
def test_an_answer_that_names_something_is_none_such(answer: str) -> None:
    assert not says_nothing(answer)
