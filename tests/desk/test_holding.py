"""The bars of the strip against the rules: what was allowed is the due day as it stood then, not as it was at first."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from qiantou.core.moves import Accept, AcceptDelivery, Block, Deliver
from qiantou.core.worktime import Calendar, working_minutes
from qiantou.desk.clocks import due_day
from qiantou.desk.holding import held
from tests.core.steps import OBSTACLE, SIDE, WORK, Case, underway, variation
from tests.core.world import LEAD, ROADS, WATER


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def calendar_of(case: Case) -> Calendar:
    return case.town.register.at(case.town.now).calendar


def overtime(case: Case, desk: str) -> int:
    """Working minutes past what was allowed, in the bars of one desk."""
    calendar, now = calendar_of(case), case.town.now
    bars = held(case.town.spans(WORK), case.matter(), calendar, now)
    return sum(
        working_minutes(calendar, max(bar.start, bar.allowed_until), max(bar.end or now, bar.allowed_until))
        for bar in bars
        if bar.desk == desk and bar.allowed_until is not None
    )


def later() -> Case:
    """Due on 20 March, granted 3 April."""
    case = underway().when(variation(due=date(2026, 4, 3)), ROADS, on=SIDE)
    return case.when(Accept(), LEAD, on=SIDE)


def test_work_delivered_within_a_granted_day_has_no_overtime_whether_open_or_closed() -> None:
    case = later().at("2026-04-02 09:00").when(Deliver("done"), ROADS)
    assert overtime(case, ROADS) == 0
    case.when(AcceptDelivery(), LEAD)
    assert overtime(case, ROADS) == 0


def test_work_past_its_day_has_overtime_up_to_its_delivery_and_none_after() -> None:
    case = underway().at("2026-03-24 09:30").when(Deliver("done"), ROADS)
    assert overtime(case, ROADS) == 7 * 60 + 60  # Monday whole, Tuesday from 08:30 to 09:30
    case.at("2026-03-26 09:00").when(AcceptDelivery(), LEAD)
    assert overtime(case, ROADS) == 7 * 60 + 60


def test_time_in_which_another_was_in_the_way_is_in_what_was_allowed() -> None:
    case = underway().at("2026-03-16 08:30").when(Block("no drawing", to=WATER, fresh=OBSTACLE), ROADS)
    case.when(Accept(), WATER, on=OBSTACLE).at("2026-03-19 08:30").when(Deliver("drawn"), WATER, on=OBSTACLE)
    case.when(AcceptDelivery(), ROADS, on=OBSTACLE).at("2026-03-25 18:00").when(Deliver("done"), ROADS)
    assert overtime(case, ROADS) == 0  # three days later than 20 March, by three days of waiting


def test_what_is_closed_is_explained_as_it_stood_when_it_was_delivered() -> None:
    case = underway().at("2026-03-24 09:30").when(Deliver("done"), ROADS).at("2026-03-25 09:00")
    case.when(AcceptDelivery(), LEAD).at("2026-06-30 09:00")
    told = due_day(case.matter(), calendar_of(case), case.town.now)
    assert told.late == 2
    assert told.answer == "The last day on which it was in time was Fri 20 Mar 2026. It was 2 working days late."


def test_what_was_delivered_in_time_stays_in_time() -> None:
    case = underway().at("2026-03-19 09:30").when(Deliver("done"), ROADS).at("2026-03-20 09:00")
    case.when(AcceptDelivery(), LEAD).at("2026-06-30 09:00")
    told = due_day(case.matter(), calendar_of(case), case.town.now)
    assert told.late == 0
    assert told.answer.endswith("It was delivered in time.")
