"""Blocking: who has the ball while the work stands, and what becomes of the time. Source: docs/rules/loop.md."""

from __future__ import annotations

from datetime import date

import pytest

from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Phase
from qiantou.core.matter import Standing
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Block,
    Counter,
    Decline,
    Deliver,
    Drop,
    Offer,
    Refer,
    Report,
    Return,
    Rule,
    TakeBack,
    Withdraw,
)
from qiantou.core.register import UNITS, Unit
from tests.core.steps import DUE, OBSTACLE, OTHER, SIDE, WORK, Case, blocked, given, recorded, task, underway, variation
from tests.core.world import DEPUTY, FIRM, HEAD, JOINT, LEAD, ROADS, TOWN, WATER, listed

SECTION, ROADS_HEAD = Desk("u:roads.s1"), Desk("p:roads")
SECOND, THIRD = Stream("second"), Stream("third")


def bridge() -> Offer:
    """What ROADS, the doer of the work, asked of TOWN."""
    return task(asker=ROADS, doer=TOWN, title="mend the bridge")


def test_a_block_asks_a_desk_and_moves_the_ball_once_that_desk_has_taken_it() -> None:
    case = underway().when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS)
    case.then("underway", ROADS).then("offered", WATER, on=OBSTACLE)
    case.when(Accept(), WATER, on=OBSTACLE).then("blocked", WATER)
    case.refused("wrong-phase", Deliver("early"), ROADS)
    case.when(Deliver("here it is"), WATER, on=OBSTACLE).then("blocked", ROADS)
    case.when(AcceptDelivery(), ROADS, on=OBSTACLE).then("underway", ROADS)


def test_the_light_pauses_at_filing_and_the_date_moves_by_the_working_time_waited() -> None:
    case = underway().at("2026-03-03 09:00").when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS)
    assert case.due() is None
    case.at("2026-03-04 09:00").when(Accept(), WATER, on=OBSTACLE)
    case.at("2026-03-05 09:00").when(Deliver("here"), WATER, on=OBSTACLE)
    assert case.due() == date(2026, 3, 24)  # two working days after 20 March, a Friday
    case.at("2026-03-06 09:00").when(AcceptDelivery(), ROADS, on=OBSTACLE)
    assert case.due() == date(2026, 3, 24)  # the day of its own review is the doer's


def test_a_refused_obstacle_gives_the_time_back() -> None:
    case = underway().at("2026-03-03 09:00").when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS)
    case.at("2026-03-05 09:00").when(Decline("already-done", "you have it"), WATER, on=OBSTACLE)
    assert case.due() == date(2026, 3, 24)  # not settled yet: the time until the answer counts so far
    case.when(Drop("found it"), ROADS, on=OBSTACLE).then("underway", ROADS)
    assert case.due() == DUE


def test_an_obstacle_ruled_unreal_gives_the_time_back_and_one_ruled_real_does_not() -> None:
    for granted, due in ((False, DUE), (True, date(2026, 3, 24))):
        case = underway().at("2026-03-03 09:00").when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS)
        case.when(Refer("they will not answer"), ROADS, on=OBSTACLE).at("2026-03-05 09:00")
        case.when(Rule(Phase.CLOSED, "as heard", granted=granted), DEPUTY, on=OBSTACLE).then("underway", ROADS)
        assert case.due() == due


def test_silence_past_the_reply_clock_makes_the_obstacle_real() -> None:
    case = underway().at("2026-03-03 09:00").when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS)
    case.at("2026-03-06 09:00").ticked()
    case.then("referred", DEPUTY, on=OBSTACLE).then("blocked", DEPUTY)
    assert case.matter().blocks[0].standing is Standing.REAL


def test_filed_in_the_last_working_hour_it_pauses_nothing_until_answered() -> None:
    case = underway().at("2026-03-03 17:00").when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS)
    case.at("2026-03-04 17:00")
    assert case.due() == DUE
    case.when(Accept(), WATER, on=OBSTACLE)
    assert case.due() is None
    case.at("2026-03-05 17:00").when(Deliver("here"), WATER, on=OBSTACLE)
    assert case.due() == date(2026, 3, 23)


def test_withdrawn_before_anybody_answered_it_was_no_block() -> None:
    case = underway().at("2026-03-03 09:00").when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS)
    case.at("2026-03-05 09:00").when(Withdraw("found it"), ROADS, on=OBSTACLE).then("underway", ROADS)
    assert case.due() == DUE


def test_one_block_at_a_time_holds_the_ball_and_the_rest_queue() -> None:
    case = blocked().when(Block("no permit", to=TOWN, fresh=SECOND), ROADS).then("blocked", WATER)
    case.when(Accept(), TOWN, on=SECOND).then("blocked", WATER)
    case.when(Deliver("here"), WATER, on=OBSTACLE).when(AcceptDelivery(), ROADS, on=OBSTACLE)
    case.then("blocked", TOWN)
    case.when(Deliver("here"), TOWN, on=SECOND).when(AcceptDelivery(), ROADS, on=SECOND).then("underway", ROADS)


def test_overlapping_blocks_are_united() -> None:
    case = underway().at("2026-03-03 09:00").when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS)
    case.when(Block("no permit", to=TOWN, fresh=SECOND), ROADS)
    case.when(Accept(), WATER, on=OBSTACLE).when(Accept(), TOWN, on=SECOND)
    case.at("2026-03-05 09:00")
    case.when(Deliver("here"), WATER, on=OBSTACLE).when(Deliver("here"), TOWN, on=SECOND)
    assert case.due() == date(2026, 3, 24)


def test_a_blocked_blocker_passes_the_ball_to_the_end_of_the_chain() -> None:
    case = blocked().when(Block("no pump", to=TOWN, fresh=SECOND), WATER, on=OBSTACLE)
    case.when(Accept(), TOWN, on=SECOND)
    case.then("blocked", TOWN, on=OBSTACLE).then("blocked", TOWN)
    case.when(Deliver("a pump"), TOWN, on=SECOND).then("blocked", WATER)
    case.when(Return("it leaks"), WATER, on=SECOND).then("blocked", TOWN)
    case.when(Withdraw("bought one"), WATER, on=SECOND).then("blocked", WATER)


def test_an_open_matter_may_be_named_and_its_end_lifts_the_block() -> None:
    case = underway().when(bridge(), ROADS, on=OTHER).when(Block("the bridge first", blocker=OTHER), ROADS)
    case.then("underway", ROADS)
    case.when(Accept(), TOWN, on=OTHER).then("blocked", TOWN)
    case.when(Deliver("a bridge"), TOWN, on=OTHER).then("blocked", ROADS)
    case.when(AcceptDelivery(), ROADS, on=OTHER).then("underway", ROADS)


def test_a_named_matter_already_taken_blocks_at_once_and_may_be_taken_back() -> None:
    case = underway().when(bridge(), ROADS, on=OTHER).when(Accept(), TOWN, on=OTHER)
    case.when(Block("the bridge first", blocker=OTHER), ROADS).then("blocked", TOWN)
    case.when(TakeBack(), ROADS).then("underway", ROADS)
    assert case.matter().blocks == ()


def test_a_matter_owed_to_another_cannot_be_named() -> None:
    case = underway().when(task(asker=TOWN, doer=WATER), TOWN, on=OTHER).when(Accept(), WATER, on=OTHER)
    case.refused("not-owed-to-you", Block("the bridge first", blocker=OTHER), ROADS).then("underway", ROADS)
    case.refused("not-owed-to-you", Block("myself", blocker=WORK), ROADS)
    asked = blocked()  # who is asked for an obstacle cannot wait for the work it stops: its doer must be asked
    asked.refused("not-owed-to-you", Block("the road first", blocker=WORK), WATER, on=OBSTACLE)


@pytest.mark.parametrize(
    ("due", "code"),
    [
        (None, "blocker-without-day"),
        (date(2026, 3, 20), ""),  # the day of the work itself
        (date(2026, 3, 23), "blocker-far-off"),
    ],
)
@pytest.mark.parametrize("taken", [False, True])
def test_what_is_named_ends_by_a_day_no_later_than_that_of_the_work(due: date | None, code: str, taken: bool) -> None:
    case = underway().when(task(asker=ROADS, doer=TOWN, due=due), ROADS, on=OTHER)
    if taken:
        case.when(Accept(), TOWN, on=OTHER)
    named = Block("the bridge first", blocker=OTHER)
    if code:
        case.refused(code, named, ROADS)
        case.when(Block("the bridge first", to=TOWN, fresh=OBSTACLE), ROADS).then("offered", TOWN, on=OBSTACLE)
    else:
        case.when(named, ROADS)
        assert case.due() is None


def test_near_the_end_of_the_work_what_an_obstacle_would_take_may_be_named() -> None:
    for due, code in ((date(2026, 3, 31), ""), (date(2026, 4, 1), "blocker-far-off")):
        case = underway().when(task(asker=ROADS, doer=TOWN, due=due), ROADS, on=OTHER).at("2026-03-20 09:00")
        named = Block("the bridge first", blocker=OTHER)  # two working days to answer it, five to clear it
        case.refused(code, named, ROADS) if code else case.when(named, ROADS)


def test_what_an_answer_settles_and_what_its_kind_gives_a_time_may_be_named_without_a_day() -> None:
    for kind in ("data", "consultation"):
        case = underway().when(Offer(kind, ROADS, TOWN, "the width", about=("L1",)), ROADS, on=OTHER)
        case.when(Block("the width first", blocker=OTHER), ROADS)
        assert case.due() is None


def waiting_for_the_bridge() -> Case:
    """ROADS waits for a bridge that it asked of TOWN by 20 March."""
    case = underway().when(bridge(), ROADS, on=OTHER).when(Accept(), TOWN, on=OTHER)
    case.when(Block("the bridge first", blocker=OTHER), ROADS)
    more = variation(asker=TOWN, doer=ROADS, parent=OTHER, due=date(2026, 4, 30))
    return case.when(more, TOWN, on=SIDE)


def test_whoever_named_what_stops_its_work_grants_it_no_later_day() -> None:
    case = waiting_for_the_bridge().refused("stops-your-own-work", Accept(), ROADS, on=SIDE)
    case.when(Refer("as long as they like?"), ROADS, on=SIDE)
    case.when(Rule(Phase.CLOSED, "the river is high", granted=True), DEPUTY, on=SIDE)
    assert case.due(OTHER) == date(2026, 4, 30)


def test_what_no_longer_stops_the_work_may_be_put_off() -> None:
    case = waiting_for_the_bridge().when(Refer("go on without it"), ROADS, on=WORK)
    case.when(Withdraw("not needed"), LEAD).when(Accept(), ROADS, on=SIDE)
    assert case.due(OTHER) == date(2026, 4, 30)


def test_before_it_is_taken_what_stops_the_work_is_amended_to_no_later_day() -> None:
    case = underway().when(bridge(), ROADS, on=OTHER).when(Block("the bridge first", blocker=OTHER), ROADS)
    case.when(Counter(date(2026, 4, 30), "the river is high"), TOWN, on=OTHER)
    case.refused("stops-your-own-work", Amend(date(2026, 4, 30)), ROADS, on=OTHER)
    case.when(Amend(date(2026, 3, 19)), ROADS, on=OTHER).then("offered", TOWN, on=OTHER)


def test_by_when_an_obstacle_is_cleared_its_doer_says() -> None:
    case = underway().when(Block("no bridge", to=TOWN, fresh=OBSTACLE), ROADS)
    case.when(Counter(date(2026, 4, 30), "the river is high"), TOWN, on=OBSTACLE)
    case.when(Amend(date(2026, 4, 30)), ROADS, on=OBSTACLE).when(Accept(), TOWN, on=OBSTACLE)
    assert case.due(OBSTACLE) == date(2026, 4, 30)


def test_past_its_day_a_named_matter_comes_to_whoever_decides_by_itself() -> None:
    case = underway().when(bridge(), ROADS, on=OTHER).when(Accept(), TOWN, on=OTHER)
    case.when(Block("the bridge first", blocker=OTHER), ROADS)
    for day in ("03-23", "03-30", "04-06"):
        case.at(f"2026-{day} 09:00").ticked(OTHER)
    sheet = case.matter(case.town.streams()[-1])
    assert (sheet.kind, sheet.parent) == ("decision", OTHER)
    assert (sheet.stage, sheet.holder) == (Phase.REFERRED, DEPUTY)


def test_an_obstacle_of_the_same_joint_work_may_be_named_and_no_other_of_its_matters() -> None:
    case = blocked(task(joint=JOINT)).when(task(doer=TOWN, joint=JOINT), LEAD, on=OTHER).when(Accept(), TOWN, on=OTHER)
    case.refused("not-owed-to-you", Block("the road first", blocker=WORK), TOWN, on=OTHER)
    case.when(Block("the pump first", blocker=OBSTACLE), TOWN, on=OTHER).then("blocked", WATER, on=OTHER)


def test_a_matter_cannot_wait_for_itself() -> None:
    case = blocked(task(joint=JOINT)).when(Block("myself", blocker=OBSTACLE), WATER, on=OBSTACLE)
    case.then("referred", DEPUTY, on=OBSTACLE)
    assert case.matter(OBSTACLE).referral == "cycle"


def test_two_matters_waiting_for_each_other_become_a_referral() -> None:
    case = blocked().when(Block("the drain first", to=ROADS, fresh=SECOND), WATER, on=OBSTACLE)
    case.when(Accept(), ROADS, on=SECOND).when(Block("the pump first", blocker=OBSTACLE), ROADS, on=SECOND)
    case.then("referred", DEPUTY, on=SECOND).then("blocked", DEPUTY, on=OBSTACLE).then("blocked", DEPUTY)
    assert case.matter(SECOND).referral == "cycle"


def test_three_matters_waiting_in_a_circle_become_a_referral() -> None:
    case = blocked().when(Block("no pump", to=TOWN, fresh=SECOND), WATER, on=OBSTACLE)
    case.when(Accept(), TOWN, on=SECOND).when(Block("no drain", to=ROADS, fresh=THIRD), TOWN, on=SECOND)
    case.when(Accept(), ROADS, on=THIRD).when(Block("the water first", blocker=OBSTACLE), ROADS, on=THIRD)
    case.then("referred", DEPUTY, on=THIRD).then("blocked", DEPUTY, on=OBSTACLE).then("blocked", DEPUTY)
    assert case.matter(THIRD).referral == "cycle"


def test_a_circle_through_a_block_named_before_it_was_answered_is_a_circle_too() -> None:
    case = underway(task(asker=TOWN)).when(bridge(), ROADS, on=OTHER)
    case.when(Block("the bridge", blocker=OTHER), ROADS).when(Accept(), TOWN, on=OTHER)
    case.when(Block("the road", blocker=WORK), TOWN, on=OTHER).then("referred", DEPUTY, on=OTHER)


def test_an_outside_cause_is_held_by_the_desk_that_must_confirm_it() -> None:
    case = underway().when(Block("a flood", to=WATER, outside=True, fresh=OBSTACLE), ROADS).at("2026-03-03 09:00")
    case.when(Accept(), WATER, on=OBSTACLE).then("blocked", WATER)
    assert case.matter(OBSTACLE).cause == "outside"
    assert case.town.spans(WORK)[-1].cause == "outside"


def test_an_outside_party_blocks_and_answers_on_paper_only() -> None:
    case = underway().when(Block("no cable", to=FIRM, fresh=OBSTACLE), ROADS)
    case.refused("outside-speaks-on-paper", Accept(), FIRM, on=OBSTACLE)
    case.when(Accept(), recorded(FIRM, by=WATER), on=OBSTACLE).then("blocked", FIRM)
    assert case.matter(OBSTACLE).is_hatched


def test_an_obstacle_from_a_recorded_block_is_itself_recorded() -> None:
    case = underway().when(Block("no cable", to=WATER, fresh=OBSTACLE), recorded(ROADS, by=LEAD))
    assert case.matter(OBSTACLE).is_hatched


def test_a_ruling_on_the_whole_does_not_lift_a_block() -> None:
    case = blocked().when(Refer("too slow"), LEAD).then("referred", DEPUTY)
    case.when(Rule(Phase.UNDERWAY, "go on", due=date(2026, 4, 1)), DEPUTY).then("blocked", WATER)


def test_handed_over_while_blocked_the_new_doer_takes_over_what_was_asked() -> None:
    case = blocked().when(variation(due=None, new_doer=TOWN), ROADS, on=SIDE).when(Accept(), LEAD, on=SIDE)
    case.then("offered", TOWN)
    assert case.matter(OBSTACLE).asker == TOWN
    case.when(Accept(), TOWN).then("blocked", WATER)
    case.when(Deliver("here"), WATER, on=OBSTACLE).then("blocked", TOWN)
    case.when(AcceptDelivery(), TOWN, on=OBSTACLE).then("underway", TOWN)


def test_handed_over_to_the_desk_that_blocks_the_obstacle_ends() -> None:
    case = blocked().when(variation(due=None, new_doer=WATER), ROADS, on=SIDE).when(Accept(), LEAD, on=SIDE)
    case.then("closed", None, on=OBSTACLE).when(Accept(), WATER).then("underway", WATER)


def test_when_the_work_ends_what_stands_beside_it_ends_too() -> None:
    case = blocked().when(variation(), ROADS, on=SIDE).when(Withdraw("money is gone"), LEAD)
    for on in (WORK, OBSTACLE, SIDE):
        case.then("closed", None, on=on)
    assert case.matter(SIDE).outcome == "moot"


def test_what_is_refused_of_a_block() -> None:
    case = underway().when(bridge(), ROADS, on=OTHER)
    case.refused("who-blocks", Block("something"), ROADS)
    case.refused("blocks-itself", Block("me", to=ROADS, fresh=OBSTACLE), ROADS)
    case.when(Block("the bridge", blocker=OTHER), ROADS)
    case.refused("already-blocked-by-it", Block("the bridge", blocker=OTHER), ROADS)
    case.when(Withdraw("no"), ROADS, on=OTHER)
    case.refused("blocker-not-open", Block("the bridge", blocker=OTHER), ROADS)


def test_a_delivery_returned_for_lacking_what_was_agreed_never_stopped_the_clock() -> None:
    for lacking, due in ((True, DUE), (False, date(2026, 3, 24))):
        case = underway().at("2026-03-10 09:00").when(Deliver("done"), ROADS).at("2026-03-12 09:00")
        case.when(Return("no", lacking), LEAD)
        assert case.due() == due


def test_review_within_its_allowance_is_no_pause_when_the_delivery_lacked_something() -> None:
    case = underway(task(due=date(2026, 4, 30))).at("2026-03-02 09:00").when(Deliver("done"), ROADS)
    case.at("2026-03-09 17:00").when(Return("one sheet missing"), LEAD)
    assert case.due() == date(2026, 4, 30)


def test_a_report_says_something_and_moves_nothing() -> None:
    underway().when(Report("half"), ROADS).then("underway", ROADS).refused("reason-missing", Report(" "), ROADS)


def test_an_obstacle_may_be_offered_by_itself() -> None:
    offer = Offer("obstacle", ROADS, WATER, "no water on site")
    case = given(offer).when(Accept(), WATER)
    assert case.due() == date(2026, 3, 9)  # five working days


def test_what_queues_is_not_waited_for_while_the_doer_has_the_first_blocker_in_hand() -> None:
    case = blocked().when(Block("and no bridge", to=TOWN, fresh=SECOND), ROADS).when(Accept(), TOWN, on=SECOND)
    case.at("2026-03-03 09:00").when(Deliver("here"), WATER, on=OBSTACLE).then("blocked", ROADS)
    assert case.due() is not None  # the review of the first is the doer's own time
    case.at("2026-03-05 09:00").when(AcceptDelivery(), ROADS, on=OBSTACLE).then("blocked", TOWN)
    assert case.due() is None
    case.at("2026-03-06 09:00").when(Withdraw("not needed"), ROADS, on=SECOND)
    assert case.due() == date(2026, 3, 24)  # a day of WATER and a day of TOWN, not the two of ROADS between


def test_a_block_filed_while_the_doer_has_the_first_blocker_in_hand_waits_for_its_turn() -> None:
    case = blocked().when(Deliver("here"), WATER, on=OBSTACLE)
    case.when(Block("and no bridge", to=TOWN, fresh=SECOND), ROADS)
    assert case.due() is not None
    case.when(AcceptDelivery(), ROADS, on=OBSTACLE)
    assert case.due() is None


def sectioned() -> Case:
    """ROADS has a section and a head post of its own, in a county where the work comes from LEAD."""
    case = Case()
    case.town.listings.append(listed(UNITS, SECTION, Unit(parent=ROADS, inner=True)))
    return case.when(task(), LEAD).when(Accept(), ROADS)


def test_what_lies_in_the_doers_own_unit_stops_no_clock_of_it() -> None:
    case = sectioned()
    for own in (SECTION, ROADS_HEAD):
        case.refused("blocks-itself", Block("no plan", to=own, fresh=OBSTACLE), ROADS)
        how = Offer("guidance", ROADS, own, "how", parent=WORK, beside=True)
        case.refused("asks-itself", how, ROADS, on=SIDE)
    case.when(task(asker=ROADS, doer=SECTION), ROADS, on=OTHER).when(Accept(), SECTION, on=OTHER)
    case.refused("blocks-itself", Block("the plan first", blocker=OTHER), ROADS)
    case.when(Block("no permit", to=FIRM, fresh=OBSTACLE), ROADS)  # an outside party is no part of who keeps contact


def test_inside_a_unit_its_own_sections_and_head_may_stop_the_work() -> None:
    case = sectioned().when(task(asker=ROADS, doer=SECTION), ROADS, on=OTHER).when(Accept(), SECTION, on=OTHER)
    case.when(Offer("guidance", SECTION, ROADS_HEAD, "how", parent=OTHER, beside=True), SECTION, on=SIDE)
    case.when(Block("no money", to=ROADS, fresh=OBSTACLE), SECTION, on=OTHER)
    case.when(Accept(), ROADS, on=OBSTACLE).then("blocked", ROADS, on=OTHER)


def test_a_leaders_own_matter_waits_for_the_leader_above_though_both_are_of_one_government() -> None:
    case = Case().when(task(doer=DEPUTY, asker=LEAD), LEAD)
    case.when(Accept(), DEPUTY).when(Block("no word", to=HEAD, fresh=OBSTACLE), DEPUTY).then("underway", DEPUTY)
