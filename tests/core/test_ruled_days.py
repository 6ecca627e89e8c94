"""A decision names no day that has passed, and gives late work to another only with a day."""

from __future__ import annotations

from datetime import date

import pytest

from qiantou.core.kernel import Actor, Recorded
from qiantou.core.kinds import Phase, Urgency
from qiantou.core.ladder import coming, minutes_end
from qiantou.core.light import Light, light
from qiantou.core.moves import Accept, Decline, Refer, Rule
from tests.core.steps import SIDE, Case, dispute, task, underway, variation
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, WATER, local

GONE, LATER = date(2026, 3, 2), date(2026, 4, 10)


def referred(at: str = "2026-03-25 09:00") -> Case:
    return underway(task(joint=JOINT)).at(at).when(Refer("no way on"), ROADS)


@pytest.mark.parametrize("outcome", [Phase.OFFERED, Phase.UNDERWAY])
def test_a_day_in_the_past_is_refused(outcome: Phase) -> None:
    case = referred().refused("day-has-passed", Rule(outcome, "by then", GONE), DEPUTY)
    case.when(Rule(outcome, "today", date(2026, 3, 25)), DEPUTY)


def test_what_the_office_enters_is_judged_by_the_day_on_which_it_was_written() -> None:
    def noted(day: date) -> Actor:
        return Actor(DEPUTY, recorded=Recorded(GOV, day, "note 7", "f" * 64))

    decided = Rule(Phase.UNDERWAY, "by tomorrow", date(2026, 3, 24))
    referred("2026-03-23 09:00").at("2026-03-25 09:00").when(decided, noted(date(2026, 3, 23)))
    referred("2026-03-23 09:00").at("2026-03-25 09:00").refused("day-has-passed", decided, noted(date(2026, 3, 25)))


@pytest.mark.parametrize("outcome", [Phase.OFFERED, Phase.UNDERWAY])
def test_late_work_is_given_to_another_together_with_a_day(outcome: Phase) -> None:
    referred().refused("day-has-passed", Rule(outcome, "yours", doer=WATER), DEPUTY)
    case = referred().when(Rule(outcome, "yours", LATER, WATER), DEPUTY)
    assert (case.matter().doer, case.due()) == (WATER, LATER)
    referred("2026-03-19 09:00").when(Rule(outcome, "yours", doer=WATER), DEPUTY)  # not late


def test_who_stays_needs_no_new_day() -> None:
    referred().when(Rule(Phase.UNDERWAY, "go on"), DEPUTY).then(Phase.UNDERWAY, ROADS)


def test_a_hand_over_of_late_work_names_a_day() -> None:
    case = underway().at("2026-03-25 09:00")
    case.refused("day-has-passed", variation(due=None, new_doer=WATER), ROADS, on=SIDE)
    case.when(variation(due=LATER, new_doer=WATER), ROADS, on=SIDE).when(Decline("too-late", "no"), LEAD, on=SIDE)
    case.when(Refer("after all"), ROADS, on=SIDE)
    case.when(Rule(Phase.CLOSED, "granted"), DEPUTY, on=SIDE).then(Phase.OFFERED, WATER)
    assert case.due() == LATER


def test_a_dispute_over_late_work_is_decided_together_with_a_day() -> None:
    case = underway(task(joint=JOINT)).at("2026-03-25 09:00").when(dispute(joint=JOINT), ROADS, on=SIDE)
    case.when(Refer("no agreement"), ROADS, on=SIDE)
    case.refused("day-has-passed", Rule(Phase.CLOSED, "of WATER", doer=WATER), DEPUTY, on=SIDE)
    case.refused("day-has-passed", Rule(Phase.CLOSED, "as asked"), DEPUTY, on=SIDE)
    case.when(Rule(Phase.CLOSED, "as asked", LATER), DEPUTY, on=SIDE).then(Phase.UNDERWAY, WATER)
    assert case.due() == LATER


def test_a_plain_task_without_a_day_has_neither_ladder_nor_light() -> None:
    case = underway(task(due=None)).at("2026-12-01 09:00")
    force = case.town.register.at(case.town.now)
    assert coming(case.matter(), force, case.town.now) is None
    assert light(case.matter(), force, case.town.now).light is Light.NONE


def test_the_light_of_an_emergency_turns_by_the_minute() -> None:
    case = Case().when(task(due=None, urgency=Urgency.EMERGENCY), LEAD).when(Accept(), ROADS)
    force = case.town.register.at(case.town.now)
    assert case.matter().due == date(2026, 3, 2)
    seen = [light(case.matter(), force, case.at(f"2026-03-02 {at}").town.now).light for at in ("10:59", "11:00")]
    assert seen == [Light.BLUE, Light.YELLOW]
    assert minutes_end(case.matter(), force, case.town.now) == local("2026-03-02 11:00")
    assert minutes_end(underway().matter(), force, case.town.now) is None
