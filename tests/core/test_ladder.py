"""The ladder: which rungs are taken when, to whom, and when none is. docs/rules/ladder.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from qiantou.core.facts import Urged
from qiantou.core.kernel import RULE, Desk, Stream
from qiantou.core.kinds import EXPLANATION, Phase, Rung, Urgency
from qiantou.core.ladder import coming
from qiantou.core.light import Light, light
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Block,
    Chase,
    Decline,
    Deliver,
    Lift,
    Offer,
    Refer,
    Report,
    Return,
    Rule,
    TakeBack,
    Withdraw,
)  # fmt: skip
from qiantou.core.register import UNITS, Unit
from tests.core.steps import OBSTACLE, SIDE, WORK, Case, blocked, given, order, recorded, task, underway, variation
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, WATER, listed, local

DOC = Path(__file__).parents[2] / "docs" / "rules" / "ladder.md"
ROADS_HEAD = Desk("p:roads")


def climb(case: Case, until: str, on: Stream = WORK) -> Case:
    """Let a clock that never sleeps run until then."""
    end = local(until)
    while True:
        found = coming(case.matter(on), case.town.register.at(case.town.now), case.town.now)
        if found is None or found.at > end:
            case.town.now = max(end, case.town.now)
            return case
        case.town.now = max(found.at, case.town.now)
        case.ticked(on)


def rungs(case: Case, on: Stream = WORK) -> list[tuple[str, str, Desk, Desk | None]]:
    zone = local("2026-03-02 09:00").tzinfo
    return [
        (entry.at.astimezone(zone).strftime("%m-%d"), entry.event.rung.value, entry.event.to, entry.event.copied)
        for entry in case.town.of(on) if isinstance(entry.event, Urged)
    ]  # fmt: skip


def explanation(**terms: object) -> Offer:
    said = {"asker": ROADS, "doer": LEAD, "title": "the flood", "parent": WORK, "beside": True}
    return Offer(EXPLANATION, **{**said, **terms})  # type: ignore[arg-type]


def stopped() -> Case:
    case = climb(underway(), "2026-03-17 08:00").at("2026-03-17 08:30")
    case.when(Block("no stone", to=WATER, fresh=OBSTACLE), ROADS).when(Accept(), WATER, on=OBSTACLE)
    climb(case, "2026-03-19 08:30").when(Deliver("here"), WATER, on=OBSTACLE)
    return case.when(AcceptDelivery(), ROADS, on=OBSTACLE)


def asked_for_time() -> Case:
    case = climb(underway(), "2026-03-19 10:00").when(variation(), ROADS, on=SIDE)
    return (
        climb(case, "2026-03-24 10:00")
        .when(Decline("too-late", "no"), LEAD, on=SIDE)
        .when(Withdraw("so be it"), ROADS, on=SIDE)
    )


def explained() -> Case:
    case = climb(underway(), "2026-03-24 09:00").when(explanation(), ROADS, on=SIDE)
    return case.when(Accept(), LEAD, on=SIDE)


def chased(*days: str) -> Case:
    case = underway()
    for day in days:
        climb(case, f"2026-03-{day} 09:00").when(Chase("how far?"), LEAD)
    return case


def referred_weekly() -> Case:
    case = underway()
    for thursday, friday in (("03-26", "03-27"), ("04-02", "04-03"), ("04-09", "04-10")):
        climb(case, f"2026-{thursday} 17:00").when(Refer("why"), ROADS)
        climb(case, f"2026-{friday} 09:00").when(Rule(Phase.UNDERWAY, "go on"), DEPUTY)
    return case


CASES: dict[str, Callable[[], Case]] = {
    "nothing happens": underway,
    "the doer reports on 24 March": lambda: climb(underway(), "2026-03-24 09:00").when(Report("half"), ROADS),
    "blocked from 17 to 19 March": stopped,
    "asks for more time on 19 March, refused on 24 March": asked_for_time,
    "delivered on 19 March": lambda: climb(underway(), "2026-03-19 09:00").when(Deliver("done"), ROADS),
    "the clock sleeps from 17 March to 27 March": lambda: underway().at("2026-03-27 09:00").ticked().ticked(),
    "urgent": lambda: underway(task(urgency=Urgency.URGENT)),
    "its reason is accepted on 24 March": explained,
    'the doer refers each Thursday at 17:00, "go on" each Friday at 09:00': referred_weekly,
    "LEAD chases on 4, 9 and 12 March": lambda: chased("04", "09", "12"),
    "LEAD chases on 9 and 12 March": lambda: chased("09", "12"),
}


def examples() -> list[tuple[str, list[str]]]:
    rows = re.findall(r"^\| (.+?) \| (\d\d-\d\d .+?) \|$", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    return [(case, told.split(", ")) for case, told in rows]


@pytest.mark.parametrize(("name", "expected"), examples())
def test_the_worked_examples(name: str, expected: list[str]) -> None:
    case = climb(CASES[name](), "2026-04-13 12:00")
    assert [f"{day} {rung}" for day, rung, _, _ in rungs(case)] == expected


def test_every_case_of_the_page_is_run() -> None:
    assert {name for name, _ in examples()} == set(CASES)


def test_a_chaser_is_copied_to_the_head_of_the_unit_and_the_sheet_is_the_arbiters() -> None:
    case = climb(underway(), "2026-04-10 12:00")
    assert [(rung, to, copied) for _, rung, to, copied in rungs(case)] == [
        ("reminder", ROADS, None), ("chaser", ROADS, ROADS_HEAD), ("bulletin", ROADS, ROADS_HEAD),
        ("sheet", DEPUTY, None),
    ]  # fmt: skip
    sheet = opened(case)
    case.then(Phase.REFERRED, DEPUTY, on=sheet).then(Phase.UNDERWAY, ROADS)
    assert all(entry.by == RULE for entry in case.town.of(sheet))


def opened(case: Case) -> Stream:
    """The sheet beside the work."""
    return next(name for name in case.town.streams() if case.matter(name).kind == "decision")


def test_a_sheet_is_decided_by_a_day_or_a_doer_and_the_ladder_begins_anew() -> None:
    case = climb(underway(), "2026-04-07 12:00")
    sheet = opened(case)
    case.refused("opened-by-rule", Withdraw("never mind"), LEAD, on=sheet)
    case.refused("decides-day-or-doer", Rule(Phase.CLOSED, "get on"), DEPUTY, on=sheet)
    case.refused("no-such-outcome", Rule(Phase.OFFERED, "ask again"), DEPUTY, on=sheet)
    case.when(Rule(Phase.CLOSED, "by the end of the month", due=local("2026-04-30 09:00").date()), DEPUTY, on=sheet)
    assert str(case.due()) == "2026-04-30"
    assert [rung for _, rung, *_ in rungs(climb(case, "2026-05-08 12:00"))][4:] == ["reminder", "chaser", "bulletin"]


def test_a_sheet_refused_lets_the_ladder_begin_anew_from_the_decision() -> None:
    case = climb(underway(), "2026-04-07 12:00")
    case.when(Rule(Phase.CLOSED, "as it is", granted=False), DEPUTY, on=opened(case))
    assert [told[:2] for told in rungs(climb(case, "2026-04-20 12:00"))][4:] == [
        ("04-08", "chaser"), ("04-15", "bulletin"),
    ]  # fmt: skip


def test_a_silent_arbiter_is_prompted_and_then_his_sheet_is_on_the_list_of_the_meeting() -> None:
    case = climb(underway(), "2026-04-07 12:00")
    sheet = opened(case)
    climb(case, "2026-04-15 12:00", on=sheet).ticked(on=sheet)
    assert [(rung, to) for _, rung, to, _ in rungs(case, on=sheet)] == [("prompt", DEPUTY)]
    assert case.told(sheet)[-1] == "Tabled"
    assert case.matter(sheet).listed


def test_a_sheet_stays_while_the_work_is_handed_in_and_ends_with_it() -> None:
    case = climb(underway(), "2026-04-07 12:00")
    sheet = opened(case)
    case.when(Deliver("at last"), ROADS).when(TakeBack(), ROADS).then(Phase.REFERRED, DEPUTY, on=sheet)
    case.when(Deliver("at last"), ROADS).when(AcceptDelivery(), LEAD).then(Phase.CLOSED, None, on=sheet)
    assert case.matter(sheet).outcome == "moot"


def test_a_sheet_needs_somebody_above_the_asker() -> None:
    case = underway(task(asker=HEAD))
    climb(case, "2026-04-07 12:00")
    assert rungs(case)[-1][1:3] == ("sheet", HEAD)
    assert case.matter().listed
    assert case.town.streams() == [WORK]


def test_a_reason_that_is_not_accepted_is_decided_by_the_leader_at_once() -> None:
    case = climb(underway(), "2026-03-24 09:00").when(explanation(), ROADS, on=SIDE)
    shown = light(case.matter(), case.town.register.at(case.town.now), case.town.now)
    assert shown.light is Light.REASON
    case.when(Decline("within-its-power", "no flood"), LEAD, on=SIDE).then(Phase.REFERRED, DEPUTY, on=SIDE)
    case.refused("awaits-an-answer", Chase("well?"), LEAD)
    case.when(Rule(Phase.CLOSED, "no flood", granted=False), DEPUTY, on=SIDE)
    assert light(case.matter(), case.town.register.at(case.town.now), case.town.now).light is Light.YELLOW


def test_a_reason_accepted_excuses_until_the_day_changes() -> None:
    case = explained()
    assert case.matter().excused
    case.when(variation(due=local("2026-03-31 09:00").date()), ROADS, on=Stream("more"))
    case.when(Accept(), LEAD, on=Stream("more"))
    assert not case.matter().excused
    assert coming(case.matter(), case.town.register.at(case.town.now), case.town.now) is not None


def test_whoever_owes_an_answer_is_told_the_working_day_before() -> None:
    case = climb(given(), "2026-03-05 12:00")
    assert rungs(case) == [("03-04", "prompt", ROADS, None)]
    assert rungs(climb(given().when(Refer("no way on"), LEAD), "2026-03-09 12:00"))[-1][1:3] == ("prompt", DEPUTY)


def test_what_comes_due_at_night_waits_for_the_morning_but_not_in_an_emergency() -> None:
    case = underway().at("2026-03-20 22:00").ticked()
    case.at("2026-03-21 03:00").ticked().at("2026-03-22 12:00").ticked()
    assert rungs(case) == []
    case = underway(task(urgency=Urgency.EMERGENCY)).at("2026-03-21 00:29").ticked()
    assert rungs(case) == []
    assert rungs(case.at("2026-03-21 00:30").ticked())[0][1] == "chaser"


def test_nobody_stopped_finished_or_waiting_is_chased() -> None:
    case = blocked().at("2026-03-25 10:00").ticked()
    assert rungs(case) == []
    case.refused("blocked-not-late", Chase("how long?"), LEAD)
    case.when(Chase("your stone"), ROADS, on=OBSTACLE)


def test_a_returned_delivery_is_chased_from_its_return() -> None:
    case = climb(underway(), "2026-03-20 16:00").when(Deliver("done"), ROADS)
    climb(case, "2026-03-24 10:00").when(Return("half is missing"), LEAD)
    assert rungs(climb(case, "2026-03-26 12:00"))[-1][:2] == ("03-25", "chaser")


def test_the_ladder_is_lifted_by_decision_alone_and_until_the_day_changes() -> None:
    case = climb(underway(), "2026-03-24 09:00")
    case.refused("not-yours", Lift("enough"), LEAD).refused("not-yours", Lift("enough"), ROADS)
    case.when(Lift("the bridge is closed anyway"), DEPUTY)
    assert coming(case.matter(), case.town.register.at(case.town.now), case.town.now) is None
    case.at("2026-04-27 10:00").refused("day-has-passed", Lift("till then", local("2026-04-26 09:00").date()), DEPUTY)
    case.when(Lift("open again", local("2026-04-28 09:00").date()), DEPUTY)
    assert [told[:2] for told in rungs(climb(case, "2026-05-05 12:00"))][2:] == [("04-29", "bulletin")]


def test_people_chase_two_working_days_apart_and_three_times_at_most() -> None:
    case = underway().at("2026-03-10 09:00").when(Chase("how far?"), LEAD)
    case.refused("chased-just-now", Chase("and now?"), LEAD).at("2026-03-12 09:00").when(Chase("and now?"), LEAD)
    climb(case, "2026-03-20 12:00").refused("chased-enough", Chase("tomorrow?"), LEAD)
    case.refused("not-a-party", Chase("and?"), WATER).refused("chases-itself", Chase("I must"), ROADS)


def test_chasers_are_counted_for_whom_they_went_to() -> None:
    """The leader is chased after the doer was three times; the doer, after the asker was for its review."""
    case = chased("04", "06", "10").when(Refer("nothing comes"), LEAD).at("2026-03-12 09:00")
    case.when(Chase("please decide"), ROADS).then(Phase.REFERRED, DEPUTY)
    case = underway().when(Deliver("done"), ROADS)
    for day in ("03", "05", "09"):
        case.at(f"2026-03-{day} 08:40").when(Chase("please look"), ROADS)
    case.when(Return("no map", lacking=True), LEAD).when(Chase("and now"), LEAD)


def test_nobody_is_prompted_by_rule_who_was_chased_as_often_as_may_be() -> None:
    case = given().when(Refer("no way on"), LEAD).when(Chase("please decide"), ROADS)
    matter, force = case.matter(), case.town.register.at(case.town.now)
    assert coming(matter, force, case.town.now) is not None
    capped = replace(matter, policy=replace(matter.policy, chasers=1))
    assert coming(capped, force, case.town.now) is None


def test_a_new_day_lets_the_rule_remind_again() -> None:
    case = chased("04", "09", "12").when(variation(), ROADS, on=SIDE).when(Accept(), LEAD, on=SIDE)
    assert [rung for _, rung, *_ in rungs(climb(case, "2026-04-06 12:00"))] == ["reminder", "chaser"]
    case.at("2026-04-09 09:00").refused("chased-enough", Chase("and now?"), LEAD)


def test_no_cap_in_an_emergency() -> None:
    case = underway(task(urgency=Urgency.EMERGENCY))
    for day in ("04", "09", "12"):
        case.at(f"2026-03-{day} 09:00").when(Chase("how far?"), LEAD)
    assert [rung for _, rung, *_ in rungs(climb(case, "2026-03-21 12:00"))] == ["chaser", "sheet"]


def test_a_leader_who_has_to_decide_may_be_chased_from_below() -> None:
    given().when(Refer("no way on"), LEAD).when(Chase("please decide"), ROADS)


def test_under_another_head_the_copy_goes_to_the_new_one() -> None:
    case = climb(underway(order()), "2026-03-19 12:00")
    case.town.listings.append(listed(UNITS, ROADS, Unit(parent=GOV, leader=DEPUTY, head=Desk("p:new"))))
    assert rungs(climb(case, "2026-03-24 12:00"))[-1][2:] == (ROADS, Desk("p:new"))


def test_a_site_without_a_ladder_takes_no_rung() -> None:
    case = underway()
    bare = replace(case.matter(), policy=replace(case.matter().policy, ladder=()))
    later: datetime = case.town.now + timedelta(90)
    assert coming(bare, case.town.register.at(later), later) is None


def test_the_rungs_stand_in_one_order() -> None:
    steps = [step.rung for step in underway().matter().policy.ladder if step.urgency is Urgency.ORDINARY]
    assert steps == list(Rung)


def test_taking_back_does_not_put_the_ladder_off() -> None:
    case = climb(underway(), "2026-03-24 09:00")
    for day in ("2026-03-24 10:00", "2026-03-26 10:00", "2026-03-27 10:00"):
        climb(case, day).when(Deliver("done"), ROADS).when(TakeBack(), ROADS)
    assert [told[:2] for told in rungs(climb(case, "2026-04-01 12:00"))][2:] == [("03-30", "bulletin")]


def test_what_was_refused_and_is_asked_again_rests_nothing_before_the_next_rung() -> None:
    case = climb(underway(), "2026-03-24 10:00")
    for number, day in enumerate(("2026-03-24 11:00", "2026-03-25 11:00", "2026-03-26 11:00")):
        side = Stream(f"more{number}")
        climb(case, day).when(variation(), ROADS, on=side).when(Decline("too-late", "no"), LEAD, on=side)
        case.when(Withdraw("so be it"), ROADS, on=side)
    assert [told[:2] for told in rungs(climb(case, "2026-03-31 12:00"))][2:] == [("03-30", "bulletin")]


def test_what_nobody_answers_until_the_meeting_rests_the_ladder_no_longer() -> None:
    case = climb(underway(), "2026-03-23 12:00").when(explanation(), ROADS, on=SIDE)
    case.at("2026-04-30 10:00").ticked(on=SIDE)
    assert case.matter(SIDE).listed
    assert not case.matter().asking
    assert rungs(climb(case, "2026-05-20 12:00"))[-1][1] == "sheet"


def test_a_sheet_before_the_arbiter_leaves_the_light_red() -> None:
    case = climb(underway(), "2026-04-07 12:00")
    assert case.matter().asking
    assert light(case.matter(), case.town.register.at(case.town.now), case.town.now).light is Light.RED


def test_without_a_side_in_the_register_no_sheet_is_opened_and_the_clock_goes_on() -> None:
    case = underway()
    case.town.listings.append(listed(UNITS, ROADS, None))
    climb(case, "2026-04-10 12:00")
    assert rungs(case)[-1][1:3] == ("sheet", LEAD)
    assert case.matter().listed


def test_the_doer_lets_no_ladder_rest_in_the_leaders_name() -> None:
    case = climb(underway(), "2026-03-24 09:00")
    case.refused("may-not-record", Lift("enough"), recorded(DEPUTY, by=ROADS))


def test_after_a_chaser_the_acceptance_is_taken_back_no_more() -> None:
    case = climb(underway(), "2026-03-19 12:00")
    assert case.matter().mover == ROADS
    climb(case, "2026-03-24 09:00").refused("nothing-to-take-back", TakeBack(), ROADS)


def test_a_chaser_is_nobodys_to_record() -> None:
    underway().refused("may-not-record", Chase("how far?"), recorded(LEAD, by=ROADS))
