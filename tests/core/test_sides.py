"""Side matters: variation, hand-over, dispute, "not ours", reservation. Source: docs/rules/loop.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import NOT_OURS, Phase
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Basis,
    Block,
    Counter,
    Decline,
    Deliver,
    Drop,
    Insist,
    OfferTo,
    PassUp,
    Refer,
    Reservation,
    Return,
    Rule,
    TakeBack,
    Withdraw,
)
from tests.core.steps import DUE, OTHER, SIDE, WORK, Case, dispute, given, order, task, underway, variation
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ORDERED, ROADS, TOWN, WATER

LATER = date(2026, 4, 3)
NOT_MINE = Decline(NOT_OURS, "it is their ditch", whose=WATER, fresh=OTHER)


def test_more_time_is_a_side_matter_and_the_work_stays_with_its_doer() -> None:
    case = underway().when(variation(), ROADS, on=SIDE).then("underway", ROADS).then("offered", LEAD, on=SIDE)
    case.when(Accept(), LEAD, on=SIDE).then("closed", None, on=SIDE).then("underway", ROADS)
    assert case.due() == LATER
    assert case.matter().due == DUE  # the original date stays


def test_a_variation_bargained_over_grants_the_date_last_agreed() -> None:
    case = underway().when(variation(), ROADS, on=SIDE)
    case.when(Counter(date(2026, 3, 27), "a week is enough"), LEAD, on=SIDE).then("countered", ROADS, on=SIDE)
    case.when(Amend(date(2026, 3, 27)), ROADS, on=SIDE).when(Accept(), LEAD, on=SIDE)
    assert case.due() == date(2026, 3, 27)


def test_a_variation_ruled_on_after_silence_grants_the_date_of_the_ruling() -> None:
    case = underway().when(variation(), ROADS, on=SIDE).at("2026-03-06 09:00").ticked(SIDE)
    case.then("referred", DEPUTY, on=SIDE)
    case.when(Rule(Phase.CLOSED, "half of it", due=date(2026, 3, 30)), DEPUTY, on=SIDE)
    assert case.due() == date(2026, 3, 30)


def test_a_variation_offered_again_by_a_ruling_keeps_the_terms_under_talk() -> None:
    case = underway().when(variation(), ROADS, on=SIDE).at("2026-03-06 09:00").ticked(SIDE)
    case.when(Rule(Phase.OFFERED, "talk again", due=date(2026, 3, 25)), DEPUTY, on=SIDE)
    case.when(Accept(), LEAD, on=SIDE)
    assert case.due() == date(2026, 3, 25)


def test_a_refused_variation_changes_nothing() -> None:
    case = underway().when(variation(), ROADS, on=SIDE).when(Decline("too-late", "no"), LEAD, on=SIDE)
    case.when(Drop("well then"), ROADS, on=SIDE).then("underway", ROADS)
    assert case.due() == DUE


def test_a_granted_date_reaches_work_that_is_delivered_or_referred_meanwhile() -> None:
    for move, desk in ((Deliver("done"), ROADS), (Refer("too big"), ROADS)):
        case = underway().when(variation(), ROADS, on=SIDE).when(move, desk)
        case.when(Accept(), LEAD, on=SIDE)
        assert case.matter().grants[-1].due == LATER


def test_a_granted_date_comes_too_late_for_work_that_is_closed() -> None:
    case = underway().when(variation(), ROADS, on=SIDE).when(Withdraw("over"), LEAD).then("closed", None, on=SIDE)
    case.refused("closed", Accept(), LEAD, on=SIDE)


def test_a_hand_over_asks_the_new_doer() -> None:
    case = underway().when(variation(due=None, new_doer=TOWN), ROADS, on=SIDE).then("underway", ROADS)
    case.when(Accept(), LEAD, on=SIDE).then("offered", TOWN)
    case.when(Accept(), TOWN).then("underway", TOWN)
    assert case.due() == DUE


def test_a_hand_over_is_not_granted_over_work_that_has_moved_on() -> None:
    case = underway().when(variation(due=None, new_doer=TOWN), ROADS, on=SIDE).when(Deliver("done"), ROADS)
    case.refused("work-moved-on", Accept(), LEAD, on=SIDE)
    case.when(Refer("why"), LEAD, on=SIDE)
    case.refused("work-moved-on", Rule(Phase.CLOSED, "yes"), DEPUTY, on=SIDE)
    case.when(Return("not done"), LEAD).when(Rule(Phase.CLOSED, "yes"), DEPUTY, on=SIDE).then("offered", TOWN)


def test_bargaining_with_the_new_doer_never_touches_the_original_date() -> None:
    case = underway().when(variation(due=None, new_doer=TOWN), ROADS, on=SIDE).when(Accept(), LEAD, on=SIDE)
    case.when(Counter(LATER, "we begin from nothing"), TOWN).when(Amend(LATER), LEAD).when(Accept(), TOWN)
    assert (case.matter().due, case.due()) == (DUE, LATER)


def test_amending_without_a_date_keeps_the_date() -> None:
    case = given().when(Counter(LATER, "later"), ROADS).when(Amend(None, "only the wording"), LEAD)
    assert (case.matter().due, case.matter().proposed) == (DUE, None)
    case.when(Accept(), ROADS)
    assert case.due() == DUE
    side = underway().when(variation(due=LATER), ROADS, on=SIDE).when(Counter(None, "why"), LEAD, on=SIDE)
    side.when(Amend(None, "the flood"), ROADS, on=SIDE).when(Accept(), LEAD, on=SIDE)
    assert (side.matter().due, side.due()) == (DUE, LATER)


def test_what_is_refused_of_a_variation() -> None:
    case = underway()
    case.refused("needs-its-matter", variation(parent=None), ROADS, on=SIDE)
    case.refused("no-such-parent", variation(parent=OTHER), ROADS, on=SIDE)
    case.refused("not-yours", variation(asker=TOWN), TOWN, on=SIDE)
    case.refused("ask-the-asker", variation(doer=WATER), ROADS, on=SIDE)
    case.refused("nothing-to-vary", variation(due=None), ROADS, on=SIDE)
    case.refused("hand-over-to-another", variation(new_doer=ROADS), ROADS, on=SIDE)
    case.when(variation(), ROADS, on=SIDE)
    case.refused("already-asked", variation(), ROADS, on=OTHER)
    case.refused("needs-its-matter", variation(asker=LEAD, doer=ROADS, parent=SIDE), LEAD, on=OTHER)


def test_a_dispute_runs_beside_the_work_and_a_yes_moves_the_duty() -> None:
    case = underway().when(dispute(), ROADS, on=SIDE).then("underway", ROADS).then("offered", WATER, on=SIDE)
    case.when(Accept(), WATER, on=SIDE).then("underway", WATER)


def test_a_dispute_goes_two_written_rounds_and_then_to_the_arbiter() -> None:
    case = underway().when(dispute(), ROADS, on=SIDE)
    for _ in range(2):
        case.when(Counter(None, "yours"), WATER, on=SIDE).then("countered", ROADS, on=SIDE)
        last = case.matter(SIDE).round == 2
        case.when(Insist("no, yours"), ROADS, on=SIDE)
        case.then("referred" if last else "offered", DEPUTY if last else WATER, on=SIDE)
    assert case.matter(SIDE).referral == "rounds"
    case.when(Rule(Phase.CLOSED, "WATER it is", doer=WATER), DEPUTY, on=SIDE).then("underway", WATER)


def test_a_counter_past_the_cap_goes_to_the_arbiter_too() -> None:
    case = given()
    for _ in range(2):
        case.when(Counter(LATER, "later"), ROADS).when(Amend(date(2026, 3, 23)), LEAD)
    case.when(Counter(LATER, "later"), ROADS).then("referred", DEPUTY)
    assert case.matter().referral == "rounds"


def test_a_dispute_ruled_against_the_doer_leaves_the_work_where_it_is() -> None:
    case = underway().when(dispute(), ROADS, on=SIDE).when(Refer("rule please"), WATER, on=SIDE)
    case.when(Rule(Phase.CLOSED, "it is yours", granted=False), DEPUTY, on=SIDE).then("underway", ROADS)


def test_a_dispute_with_the_asker_is_for_the_arbiter() -> None:
    case = underway().refused("refer-to-the-arbiter", dispute(doer=LEAD), ROADS, on=SIDE)
    case.when(dispute(), ROADS, on=SIDE).when(Decline("no-power", "not us"), WATER, on=SIDE)
    case.refused("refer-to-the-arbiter", OfferTo(LEAD), ROADS, on=SIDE)


def test_under_a_mandate_to_dispatch_not_ours_opens_a_dispute_and_the_work_goes_on() -> None:
    case = given(order()).when(NOT_MINE, ROADS).then("underway", ROADS).then("offered", WATER, on=OTHER)
    assert (case.matter(OTHER).asker, case.matter(OTHER).parent) == (ROADS, WORK)
    case.refused("opened-another-matter", TakeBack(), ROADS)


def test_without_a_mandate_not_ours_declines_and_the_second_goes_to_the_arbiter() -> None:
    case = given().when(NOT_MINE, ROADS).then("declined", LEAD)
    case.when(OfferTo(WATER), LEAD).then("offered", WATER)
    case.when(Decline(NOT_OURS, "nor ours", whose=TOWN), WATER).then("referred", DEPUTY)
    assert case.matter().referral == "not-ours"
    case.when(TakeBack(), WATER).then("offered", WATER)
    assert case.matter().not_ours == 1


def test_not_ours_names_whose_it_is() -> None:
    case = given()
    case.refused("whose-is-it", Decline(NOT_OURS, "not us"), ROADS)
    case.refused("whose-is-it", Decline(NOT_OURS, "not us", whose=ROADS), ROADS)
    case.refused("unknown-desk", Decline(NOT_OURS, "not us", whose=OTHER), ROADS)
    case.refused("ground-not-listed", Decline("no-wish", "tired"), ROADS)
    case.refused("reason-missing", Decline("no-power", " "), ROADS)


def test_a_refused_offer_goes_to_another_desk() -> None:
    case = given().when(Decline("no-means", "no digger"), ROADS)
    case.refused("hand-over-to-another", OfferTo(ROADS), LEAD).refused("asks-itself", OfferTo(LEAD), LEAD)
    case.refused("unknown-desk", OfferTo(OTHER), LEAD)
    case.when(OfferTo(TOWN), LEAD).then("offered", TOWN)


def test_a_reservation_opens_an_obstacle_for_the_desk_that_could_cure_the_lack() -> None:
    lack = Reservation("no survey of the pipes", WATER, date(2026, 2, 20))
    case = given().when(Accept(lack, fresh=OTHER), ROADS).then("underway", ROADS).then("offered", WATER, on=OTHER)
    assert case.matter(OTHER).cause == "reservation"
    case.refused("opened-another-matter", TakeBack(), ROADS)
    case.when(Accept(), WATER, on=OTHER).then("underway", ROADS)  # a lack is no block
    case.when(Block("now it stops us", blocker=OTHER), ROADS).then("blocked", WATER)


def test_a_reservation_names_a_lack_and_another_desk() -> None:
    case = given()
    case.refused("lack-needs-another-desk", Accept(Reservation("x", ROADS, DUE), fresh=OTHER), ROADS)
    case.refused("said-in-future", Accept(Reservation("x", WATER, DUE), fresh=OTHER), ROADS)
    since = date(2026, 3, 1)
    case.refused("reason-missing", Accept(Reservation(" ", WATER, since), fresh=OTHER), ROADS)
    case.refused("unknown-desk", Accept(Reservation("x", SIDE, since), fresh=OTHER), ROADS)
    side = underway().when(variation(), ROADS, on=SIDE)
    side.refused("settles-at-once", Accept(Reservation("x", WATER, since), fresh=OTHER), LEAD, on=SIDE)


def test_the_arbiter_of_two_units_stands_above_both_and_passing_up_ends_at_the_top() -> None:
    case = underway().when(Refer("help"), LEAD).then("referred", DEPUTY)
    case.when(PassUp("beyond me"), DEPUTY).then("referred", HEAD)
    case.refused("no-one-above", PassUp("beyond me too"), HEAD)


def test_nobody_decides_in_its_own_matter() -> None:
    case = given(task(asker=DEPUTY)).when(Refer("unfair"), ROADS).then("referred", HEAD)
    given(task(asker=GOV)).when(Refer("unfair"), ROADS).then("referred", HEAD)
    case.when(Rule(Phase.UNDERWAY, "do it"), HEAD).then("underway", ROADS)
    # Nobody stands above the head of all, so its own demand is decided by itself.
    given(task(asker=HEAD)).when(Refer("unfair"), ROADS).then("referred", HEAD)


def test_a_ruling_names_an_outcome_and_makes_nobody_ask_itself() -> None:
    case = underway().when(Refer("help"), LEAD)
    case.refused("seen-is-no-decision", Rule(None, "seen"), DEPUTY)
    case.refused("seen-is-no-decision", Rule(Phase.UNDERWAY, " "), DEPUTY)
    case.refused("no-such-outcome", Rule(Phase.DECLINED, "no"), DEPUTY)
    case.refused("nothing-delivered", Rule(Phase.DELIVERED, "look again"), DEPUTY)
    case.refused("asks-itself", Rule(Phase.UNDERWAY, "you then", doer=LEAD), DEPUTY)
    case.refused("unknown-desk", Rule(Phase.UNDERWAY, "they", doer=OTHER), DEPUTY)
    case.when(Rule(Phase.UNDERWAY, "they", doer=TOWN, due=LATER), DEPUTY).then("underway", TOWN)
    assert (case.matter().due, case.due()) == (DUE, LATER)


def test_a_ruling_on_a_dispute_cannot_name_the_asker_of_the_work() -> None:
    case = underway().when(dispute(), ROADS, on=SIDE).when(Refer("rule"), WATER, on=SIDE)
    case.refused("asks-itself", Rule(Phase.CLOSED, "LEAD", doer=LEAD), DEPUTY, on=SIDE)
    case.refused("asks-itself", Rule(Phase.OFFERED, "ROADS", doer=ROADS), DEPUTY, on=SIDE)
    case.refused("no-such-outcome", Rule(Phase.UNDERWAY, "go on"), DEPUTY, on=SIDE)


def test_past_the_cap_a_return_goes_to_the_arbiter() -> None:
    case = underway()
    for _ in range(2):
        case.when(Deliver("done"), ROADS).when(Return("not yet"), LEAD)
    case.when(Deliver("done"), ROADS).when(Return("still not"), LEAD).then("referred", DEPUTY)
    assert case.matter().referral == "returns"


def test_a_move_may_be_taken_back_by_its_mover_until_another_acts() -> None:
    case = given().when(Accept(), ROADS).refused("not-yours", TakeBack(), LEAD)
    case.when(TakeBack(), ROADS).then("offered", ROADS).refused("nothing-to-take-back", TakeBack(), ROADS)
    case.when(Decline("no-means", "why"), ROADS).when(OfferTo(TOWN), LEAD)
    case.refused("not-yours", TakeBack(), ROADS).when(TakeBack(), LEAD).then("declined", LEAD)
    case.refused("nothing-to-take-back", TakeBack(), ROADS)


def test_a_change_of_doer_by_ruling_taken_back_gives_the_sides_back_too() -> None:
    case = underway().when(variation(), ROADS, on=SIDE).when(Refer("help"), LEAD)
    case.when(Rule(Phase.UNDERWAY, "they", doer=TOWN), DEPUTY)
    assert case.matter(SIDE).asker == TOWN
    case.when(TakeBack(), DEPUTY).then("referred", DEPUTY)
    assert case.matter(SIDE).asker == ROADS


PART, OWN = Stream("part"), Stream("own")


def divided(*, by: Desk = ROADS) -> Case:
    """ROADS has the whole in hand and asks WATER for one part of it and TOWN for another."""
    case = underway().when(task(asker=by, doer=WATER, parent=WORK), by, on=PART)
    return case.when(task(asker=by, doer=TOWN, parent=WORK), by, on=OWN)


def handed_over(case: Case) -> Case:
    return case.when(variation(due=None, new_doer=TOWN), ROADS, on=SIDE).when(Accept(), LEAD, on=SIDE)


def test_parts_are_asked_by_the_new_lead_once_the_whole_is_handed_over() -> None:
    case = divided().when(Accept(), WATER, on=PART).when(Deliver("done"), WATER, on=PART).then("delivered", ROADS, PART)
    handed_over(case).then("offered", TOWN).then("delivered", TOWN, on=PART)
    case.refused("not-yours", AcceptDelivery(), ROADS, on=PART)
    case.when(AcceptDelivery(), TOWN, on=PART).then("closed", None, on=PART)


def test_the_new_leads_own_part_is_owed_to_who_asked_for_the_whole() -> None:
    case = handed_over(divided())
    assert (case.matter(OWN).asker, case.matter(OWN).doer) == (LEAD, TOWN)
    case.then("offered", TOWN, on=OWN)


def test_parts_follow_a_ruling_and_come_back_when_it_is_taken_back() -> None:
    case = divided().when(Refer("too big"), ROADS).when(Rule(Phase.UNDERWAY, "they", doer=TOWN), DEPUTY)
    assert case.matter(PART).asker == TOWN
    case.when(TakeBack(), DEPUTY)
    assert case.matter(PART).asker == ROADS


def test_parts_asked_by_the_asker_of_the_whole_stay_with_it() -> None:
    assert handed_over(divided(by=LEAD)).matter(PART).asker == LEAD


def test_closed_parts_are_left_alone() -> None:
    case = divided().when(Withdraw("no need"), ROADS, on=PART)
    assert handed_over(case).matter(PART).asker == ROADS


def test_no_demand_is_made_for_a_day_that_has_passed() -> None:
    late = {"due": date(2026, 2, 27)}
    request = task(basis=Basis("request"), **late)
    case = Case()
    case.refused("day-has-passed", request, LEAD).refused("day-has-passed", order(**late), LEAD)
    case.refused("day-has-passed", order(basis=replace(ORDERED, kind="document"), **late), LEAD)
    case.when(order(due=date(2026, 3, 2)), LEAD)
    case.refused("day-has-passed", Counter(date(2026, 2, 27), "sooner"), ROADS).when(Counter(DUE, "later"), ROADS)
    case.refused("day-has-passed", Amend(date(2026, 2, 27)), LEAD)
    more = underway()
    more.refused("day-has-passed", variation(**late), ROADS, on=SIDE)


def test_what_runs_already_is_entered_with_the_day_of_its_paper() -> None:
    late = {"due": date(2026, 2, 27)}
    Case().when(task(basis=Basis("plan"), **late), LEAD).when(Accept(), ROADS).then("underway", ROADS)
