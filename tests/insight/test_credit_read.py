"""What the record says of lines, helps and over-runs: by whom, for how long, and what nobody confirmed says nothing."""

from __future__ import annotations

from fractions import Fraction

from qiantou.core.moves import Accept, AcceptDelivery, Block, Deliver, Withdraw
from qiantou.core.plan import Shares
from qiantou.core.review import Attained, Lack, Rates, Ratio
from qiantou.insight.credit import assess
from qiantou.insight.credit_read import Seen, work_of
from tests.core.steps import OBSTACLE, OTHER, SIDE, WORK, Case, order, recorded, variation
from tests.core.world import JOINT, LEAD, ROADS, TOWN, WATER

RATES = Rates(70, 2, 50, 2, 0, 420)


def seen(case: Case) -> Seen:
    town = case.town
    histories = {stream: town.of(stream) for stream in town.streams()}
    return Seen(JOINT, histories, town.register.at(town.now), town.now)


def underway() -> Case:
    """Two tasks of the joint work, without a plan, since Monday 2 March 09:00."""
    case = Case().when(order(), LEAD).when(order(doer=WATER), LEAD, on=OTHER)
    return case.when(Accept(), ROADS).when(Accept(), WATER, on=OTHER)


def handed_over(case: Case) -> Case:
    """On Wednesday ROADS asks that TOWN do it, and LEAD agrees at once; TOWN takes it."""
    case.at("2026-03-04 09:00").when(variation(due=None, new_doer=TOWN, joint=JOINT), ROADS, on=SIDE)
    return case.when(Accept(), LEAD, on=SIDE).when(Accept(), TOWN)


def test_a_line_that_changed_hands_is_shared_by_the_working_time_each_had_it() -> None:
    case = handed_over(underway()).at("2026-03-05 09:00").when(Deliver("done"), TOWN).when(AcceptDelivery(), LEAD)
    work = work_of(seen(case), None)
    delivery = next(one for one in work.deliveries if one.matter == WORK)
    assert delivery.held == ((ROADS, 840), (TOWN, 420))
    assert [one.lacks for one in work.deliveries if one.matter == OTHER] == [Lack.OPEN]
    earned = assess(work, (Attained(0, "1", Ratio(1)),), RATES)
    shares = {part.unit: part.total for part in earned.parts}
    assert (shares[ROADS], shares[TOWN], shares[WATER]) == (Fraction(1, 3), Fraction(1, 6), 0)
    assert work.shares == Shares(0, 0)


def test_clearing_anothers_obstacle_is_help_and_ones_own_is_none() -> None:
    case = underway().when(Block("no map", to=WATER, fresh=OBSTACLE), ROADS)
    case.when(Accept(), WATER, on=OBSTACLE).when(Deliver("here"), WATER, on=OBSTACLE)
    assert work_of(seen(case), None).helps == []
    case.when(AcceptDelivery(), ROADS, on=OBSTACLE)
    assert [(one.matter, one.unit) for one in work_of(seen(case), None).helps] == [(OBSTACLE, WATER)]


def test_what_nobody_confirmed_earns_nothing_and_is_counted_as_left_out() -> None:
    case = underway().at("2026-03-05 09:00").when(Deliver("done"), recorded(WATER, LEAD), on=OTHER)
    case.when(AcceptDelivery(), LEAD, on=OTHER)
    told = seen(case)
    work = work_of(told, None)
    assert [one.lacks for one in work.deliveries if one.matter == OTHER] == [Lack.UNCONFIRMED]
    assert (told.left_out, list(work.overruns)) == (1, [])


def test_only_its_own_time_beyond_the_day_is_a_units_over_run() -> None:
    case = underway().at("2026-03-24 09:00").when(Deliver("late"), ROADS).when(AcceptDelivery(), LEAD)
    told = {(one.unit, one.matter): one.minutes for one in work_of(seen(case), None).overruns}
    assert told[ROADS, WORK] == 450  # due Friday the 20th; Monday was its own, and half an hour of Tuesday
    assert set(told) == {(ROADS, WORK), (WATER, OTHER)}


def test_as_of_an_instant_and_without_what_was_taken_out() -> None:
    case = underway()
    before = seen(case)
    case.at("2026-03-03 09:00").when(Withdraw("not needed"), LEAD, on=OTHER)
    case.when(Deliver("done"), ROADS).when(AcceptDelivery(), LEAD)
    assert {one.lacks for one in work_of(before, None).deliveries} == {Lack.OPEN}
    after = {one.matter: one.lacks for one in work_of(seen(case), None).deliveries}
    assert after == {WORK: None}
