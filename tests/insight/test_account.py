"""The time account of a matter adds up, whatever happened in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import given as any_given
from hypothesis import strategies as st

from qiantou.core.attribution import NOBODY, OUTSIDE
from qiantou.core.kernel import Actor, Recorded, Rejected, Stream
from qiantou.core.kinds import Phase as Stage
from qiantou.core.kinds import Urgency
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Block,
    Command,
    Confirm,
    Counter,
    Decline,
    Deliver,
    Insist,
    Lift,
    Offer,
    Refer,
    Report,
    Rule,
    Withdraw,
)
from qiantou.core.span import states
from qiantou.core.worktime import working_minutes
from qiantou.insight.account import Account, Why, account
from qiantou.insight.account_hands import Bounce
from qiantou.insight.account_own import OwnOverrun, beyond, own_overrun
from qiantou.insight.account_pieces import Clock, Read
from qiantou.insight.account_shields import Shield, shields
from qiantou.insight.bulletin_waits import Record
from tests.core.anymoves import moves, offers, works
from tests.core.steps import OBSTACLE, SIDE, WORK, Case, dispute, given, task, variation
from tests.core.world import DEPUTY, JOINT, LEAD, ROADS, WATER, Town, local
from tests.insight.account_examples import RULES, examples, reckoned, shown, summed
from tests.insight.account_examples import played as played_out

UNDOING = ("TakenBack", "Undone", "Reopened", "Unsigned", "Contested")
"""What makes the days be other than they were known to be."""

GENERATED = (Phase.explicit, Phase.generate)
"""A whole play takes minutes to make smaller, and tells no more for it."""


def records(town: Town) -> dict[Stream, Record]:
    return {name: Record(town.of(name), states(town.of(name))) for name in town.streams()}


def accounts(town: Town) -> dict[Stream, Account]:
    known = records(town)
    calendar = town.register.at(town.now).calendar
    return {name: account(one, known, calendar, town.now) for name, one in known.items()}


def played(draw: Callable[..., Any]) -> Town:
    """A county after a row of moves, with hours or weeks between them."""
    town = Town()
    for stream, command, by in [*draw(works(town)), draw(offers(town))]:
        _made(town, stream, command, by)
    for _ in range(draw(st.integers(0, 25))):
        town.now += timedelta(hours=draw(st.sampled_from((1, 3, 8, 24, 24, 72, 240))))
        for stream in town.streams():
            town.tick(stream)
        _made(town, *draw(moves(town, wide=True)))
    return town


def _made(town: Town, stream: Stream, command: Command, by: Actor) -> None:
    try:
        town.do(stream, command, by=by)
    except Rejected:
        return


def over(one: Account, clock: Clock | None = None) -> int:
    told = zip(one.pieces, one.minutes, strict=True)
    return sum(minutes for piece, minutes in told if piece.over and clock in (None, piece.clock))


def the_parts_make_the_deviation_to_the_minute(town: Town) -> None:
    calendar = town.register.at(town.now).calendar
    for stream, one in accounts(town).items():
        opened = town.of(stream)[0].at
        assert sum(one.shares.values()) == one.deviation
        if one.agreed is None:
            assert one.deviation == over(one)
            continue
        day = calendar.end_of_day(one.agreed)
        late = working_minutes(calendar, opened, one.finish) - working_minutes(calendar, opened, day)
        late -= working_minutes(calendar, day, opened)
        if one.is_done:
            assert one.deviation == late + over(one, Clock.AFTER)
        else:
            assert one.deviation >= late + over(one, Clock.AFTER)


def every_minute_is_in_one_hand_and_nobody_is_over_by_more_than_it_had(town: Town) -> None:
    calendar, known = town.register.at(town.now).calendar, records(town)
    for stream, one in accounts(town).items():
        opened = town.of(stream)[0].at
        told = beyond(Read(known[stream], known, town.now, calendar))
        rows = {row.holder: row.over for row in one.rows if row.over}
        assert all(told[holder] <= rows[holder] for holder in told)
        assert told == rows or known[stream].matter.is_hatched
        assert all(before.end == after.start for before, after in pairwise(one.pieces))
        end = one.pieces[-1].end if one.pieces else opened
        assert sum(one.minutes) == working_minutes(calendar, opened, end)
        for row in one.rows:
            assert 0 <= row.over <= row.actual
            assert 0 <= row.allowed == row.actual - row.net
            assert sum(minutes for _, minutes in row.causes) == row.actual


def waiting_given_back_in_whole_days_adds_less_than_a_day_and_only_where_it_waited(town: Town) -> None:
    for stream, one in accounts(town).items():
        if one.agreed is None or any(type(entry.event).__name__ in UNDOING for entry in town.of(stream)):
            continue
        rounded = sum(part.minutes for part in one.apart if part.why is Why.ROUNDING)
        waited = any(piece.clock is Clock.STANDS for piece in one.pieces)
        assert 0 <= rounded < (one.day_minutes if waited else 1)


@settings(
    max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck)
)
@any_given(st.data())
def test_whatever_happened_the_account_adds_up(drawn: st.DataObject) -> None:
    town = played(drawn.draw)
    the_parts_make_the_deviation_to_the_minute(town)
    every_minute_is_in_one_hand_and_nobody_is_over_by_more_than_it_had(town)
    waiting_given_back_in_whole_days_adds_less_than_a_day_and_only_where_it_waited(town)


@pytest.mark.parametrize("title", examples())
def test_the_worked_example_holds(title: str) -> None:
    example = examples()[title]
    one, own = reckoned(played_out(example))
    assert list(shown(one)) == example.sums
    assert summed(one, own) == example.told


def test_the_page_names_every_clock_every_part_apart_and_every_shield() -> None:
    for words in (Clock, Why, Shield):
        for word in words:
            assert f"\n| {word.value} |" in RULES, word


def underway(**terms: Any) -> Case:
    """Asked on Monday 2 March 2026 at 09:00, taken at 10:00; due on Friday 6 March."""
    return given(task(due=date(2026, 3, 6), **terms)).at("2026-03-02 10:00").when(Accept(), ROADS)


def account_of(case: Case) -> Account:
    return accounts(case.town)[WORK]


def own_of(case: Case) -> OwnOverrun:
    known = records(case.town)
    return own_overrun(known[WORK], known, case.town.register.at(case.town.now).calendar, case.town.now)


def test_an_outside_cause_bears_what_its_confirming_desk_needed_inside_its_time() -> None:
    case = underway().at("2026-03-03 08:30").when(Block("the flood", to=WATER, fresh=OBSTACLE, outside=True), ROADS)
    case.when(Accept(), WATER, on=OBSTACLE).at("2026-03-05 18:00").when(Deliver("gone"), WATER, on=OBSTACLE)
    case.at("2026-03-06 08:30").when(AcceptDelivery(), ROADS, on=OBSTACLE)
    case.at("2026-03-11 18:00").when(Deliver("done"), ROADS)
    assert account_of(case).shares == {OUTSIDE: 3 * 420}
    assert own_of(case).minutes == 0


def test_what_was_left_unused_stays_with_whoever_handed_it_in_whoever_a_ruling_names_since() -> None:
    case = underway().at("2026-03-04 18:00").when(Deliver("done"), ROADS).at("2026-03-05 09:00")
    case.when(Refer("whose is it"), LEAD).when(Rule(Stage.DELIVERED, "as heard", doer=WATER), DEPUTY)
    assert account_of(case).shares == {ROADS: -2 * 420}
    assert account_of(case).deviation == -2 * 420


def test_what_nobody_confirmed_is_nobodys_and_held_against_nobody() -> None:
    for_roads = Actor(ROADS, recorded=Recorded(LEAD, date(2026, 3, 2), "minutes"))
    case = given(task(due=date(2026, 3, 6))).at("2026-03-02 10:00").when(Accept(), for_roads)
    case.at("2026-03-10 18:00").when(Report("under way"), ROADS)
    assert account_of(case).shares == {NOBODY: 2 * 420}
    assert own_of(case).counted == 0
    taken = case.matter().unconfirmed[0]
    assert account_of(case.when(Confirm(taken), ROADS)).shares == {ROADS: 2 * 420}
    assert own_of(case).counted == 2 * 420


def test_a_reason_given_protects_from_then_on_and_accepted_for_the_whole() -> None:
    reason = Offer("explanation", ROADS, LEAD, "the flood", parent=WORK, beside=True)
    case = underway().at("2026-03-10 08:30").when(reason, ROADS, on=SIDE).at("2026-03-11 08:30")
    assert own_of(case).protected == ((Shield.REASON, 420),)
    assert own_of(case).counted == 420
    case.when(Accept(), LEAD, on=SIDE).at("2026-03-11 18:00").when(Deliver("done"), ROADS)
    assert (own_of(case).minutes, own_of(case).counted) == (3 * 420, 0)
    assert account_of(case).shares == {ROADS: 3 * 420}


def test_a_reason_nobody_refused_until_the_delivery_was_accepted_stands() -> None:
    reason = Offer("explanation", ROADS, LEAD, "the flood", parent=WORK, beside=True)
    case = underway().at("2026-03-10 08:30").when(reason, ROADS, on=SIDE).at("2026-03-11 08:30")
    case.when(Deliver("done"), ROADS)
    assert (own_of(case).minutes, own_of(case).counted) == (2 * 420, 420)
    case.when(AcceptDelivery(), LEAD).then("closed", None, on=SIDE)
    assert own_of(case).counted == 0
    refused = underway().at("2026-03-10 08:30").when(reason, ROADS, on=SIDE)
    refused.when(Decline("no-reason-shown", "it was dry"), LEAD, on=SIDE).at("2026-03-11 08:30")
    refused.when(Deliver("done"), ROADS).when(AcceptDelivery(), LEAD).then("closed", None, on=SIDE)
    assert own_of(refused).counted == 420


def test_a_request_withdrawn_protects_nothing() -> None:
    case = underway().at("2026-03-04 09:00").when(variation(due=date(2026, 3, 20)), ROADS, on=SIDE)
    case.at("2026-03-12 18:00").when(Withdraw("not needed"), ROADS, on=SIDE)
    assert own_of(case) == OwnOverrun(ROADS, 4 * 420)


def test_each_doer_has_its_own_part_of_the_time() -> None:
    case = underway().at("2026-03-09 18:00").when(variation(due=date(2026, 3, 12), new_doer=WATER), ROADS, on=SIDE)
    case.when(Accept(), LEAD, on=SIDE).at("2026-03-10 18:00").when(Accept(), WATER)
    case.at("2026-03-13 18:00").when(Deliver("done"), WATER)
    one = account_of(case)
    assert one.shares == {ROADS: 420, WATER: 420, NOBODY: 3 * 420}
    assert [(told.desk, told.minutes, told.allowed) for told in one.responses] == [
        (ROADS, 60, 1650),
        (WATER, 420, 1260),
    ]


def test_a_bounce_is_told_with_the_entry_by_which_it_came_back() -> None:
    case = (
        given()
        .at("2026-03-02 10:00")
        .when(Counter(None, "less"), ROADS)
        .at("2026-03-03 09:00")
        .when(Insist("as asked"), LEAD)
    )
    case.at("2026-03-04 09:00").when(Accept(), ROADS)
    assert account_of(case).bounces == (Bounce(ROADS, LEAD, (3,)),)


def test_an_emergency_is_told_in_minutes_round_the_clock() -> None:
    case = given(task(due=date(2026, 3, 3), urgency=Urgency.EMERGENCY)).when(Accept(), ROADS)
    case.at("2026-03-04 01:30").when(Deliver("done"), ROADS)
    assert account_of(case).shares == {ROADS: 90}


def test_an_emergency_to_be_finished_within_minutes_is_late_when_they_are_over() -> None:
    case = given(task(due=None, urgency=Urgency.EMERGENCY)).at("2026-03-02 09:20").when(Accept(), ROADS)
    case.at("2026-03-02 10:00").when(Block("no key", to=WATER, fresh=OBSTACLE), ROADS).when(
        Accept(), WATER, on=OBSTACLE
    ).at("2026-03-02 10:30").when(Deliver("the key"), WATER, on=OBSTACLE).when(AcceptDelivery(), ROADS, on=OBSTACLE)
    case.at("2026-03-02 12:20").when(Deliver("done"), ROADS)
    assert account_of(case).shares == {ROADS: 30, NOBODY: 30}
    assert own_of(case) == OwnOverrun(ROADS, 30)


def test_by_decision_nobody_was_to_chase_it() -> None:
    case = underway(joint=JOINT).at("2026-03-04 08:30").ticked().at("2026-03-09 08:30")
    case.when(Lift("the festival", date(2026, 3, 10)), DEPUTY).at("2026-03-11 18:00").when(Deliver("done"), ROADS)
    assert own_of(case) == OwnOverrun(ROADS, 3 * 420, ((Shield.LIFTED, 2 * 420),))


def test_what_was_never_its_duty_is_never_its_time() -> None:
    case = underway().at("2026-03-09 18:00").when(dispute(), ROADS, on=SIDE).at("2026-03-10 18:00")
    case.when(Refer("no"), WATER, on=SIDE).when(
        Rule(Stage.CLOSED, "theirs", due=date(2026, 3, 13), doer=WATER), DEPUTY, on=SIDE
    )
    known = {name: Record(case.town.of(name), states(case.town.of(name))) for name in case.town.streams()}
    calendar = case.town.register.at(case.town.now).calendar
    former = own_overrun(known[WORK], known, calendar, case.town.now, desk=ROADS)
    assert former == OwnOverrun(ROADS, 2 * 420, ((Shield.RESERVED, 2 * 420),))


def test_what_waited_by_the_plan_is_protected_until_its_planned_duration_is_over() -> None:
    case = underway().at("2026-03-11 18:00").when(Deliver("done"), ROADS)
    known = {name: Record(case.town.of(name), states(case.town.of(name))) for name in case.town.streams()}
    calendar = case.town.register.at(case.town.now).calendar
    one = own_overrun(known[WORK], known, calendar, case.town.now, waited=((None, local("2026-03-10 18:00")),))
    assert one == OwnOverrun(ROADS, 3 * 420, ((Shield.WAITED, 2 * 420),))


def test_a_warning_refused_as_none_protects_only_while_others_had_it() -> None:
    for ground in ("too-late", "no-reason-shown", "outside-the-limit"):
        case = underway().at("2026-03-06 17:30").when(variation(due=date(2028, 12, 29)), ROADS, on=SIDE)
        case.at("2026-03-09 18:00").when(Decline(ground, "no"), LEAD, on=SIDE)
        case.at("2026-03-27 18:00").when(Deliver("done"), ROADS)
        assert own_of(case) == OwnOverrun(ROADS, 15 * 420, ((Shield.ASKED, 420),))


def test_a_refusal_left_to_climb_by_itself_was_no_warning() -> None:
    case = underway().at("2026-03-04 09:00").when(variation(due=date(2026, 3, 31)), ROADS, on=SIDE)
    case.at("2026-03-09 18:00").when(Decline("others-depend-on-it", "no"), LEAD, on=SIDE)
    case.at("2026-03-16 18:00").ticked(SIDE).at("2026-03-20 18:00").when(Deliver("done"), ROADS)
    assert case.matter(SIDE).stage is Stage.REFERRED
    assert own_of(case) == OwnOverrun(ROADS, 10 * 420, ((Shield.ASKED, 420),))


def test_a_warning_protects_no_longer_after_the_day_than_it_came_before_it() -> None:
    case = underway().at("2026-03-06 17:30").when(variation(due=date(2028, 12, 29)), ROADS, on=SIDE)
    case.when(Refer("above us"), LEAD, on=SIDE).at("2026-03-06 17:40")
    case.when(Rule(Stage.CLOSED, "no", granted=False), DEPUTY, on=SIDE).at("2026-03-10 18:00")
    assert own_of(case.when(Deliver("done"), ROADS)) == OwnOverrun(ROADS, 2 * 420, ((Shield.WARNED, 30),))


def test_time_on_a_timely_request_beyond_their_own_clock_is_whoever_had_it() -> None:
    case = underway().at("2026-03-05 18:00").when(variation(due=date(2026, 3, 27)), ROADS, on=SIDE)
    case.at("2026-03-27 18:00").ticked(SIDE).when(Deliver("done"), ROADS)
    known = {name: Record(case.town.of(name), states(case.town.of(name))) for name in case.town.streams()}
    read = Read(known[WORK], known, case.town.now, case.town.register.at(case.town.now).calendar)
    asked = [one for one in shields(read, ROADS) if one.shield is Shield.ASKED]
    assert [(one.start, one.bears) for one in asked] == [
        (local("2026-03-05 18:00"), NOBODY),  # LEAD's three days to answer
        (local("2026-03-11 00:00"), NOBODY),  # DEPUTY's five to rule
        (local("2026-03-19 00:00"), DEPUTY),
    ]
    assert own_of(case).counted == 0
