"""What the record says of lines, helps and over-runs: by whom, for how long, and what nobody confirmed says nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from qiantou.core.kernel import Stream
from qiantou.core.moves import Accept, AcceptDelivery, Block, Deliver, Withdraw
from qiantou.core.plan import LINES, MEANS, SHARES, Shares
from qiantou.core.register import CHARTERS
from qiantou.core.review import Attained, Held, Lack, Rates, Ratio
from qiantou.core.undertaking import Charter
from qiantou.insight.credit import assess
from qiantou.insight.credit_plan import Terms
from qiantou.insight.credit_read import Seen, work_of
from tests.core.steps import OBSTACLE, OTHER, SIDE, WORK, Case, order, recorded, task, variation
from tests.core.world import GOV, HEAD, JOINT, LEAD, ROADS, TOWN, WATER, listed

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


def test_a_line_that_changed_hands_is_shared_by_working_time_half_at_least_to_who_delivered() -> None:
    case = handed_over(underway()).at("2026-03-05 09:00").when(Deliver("done"), TOWN).when(AcceptDelivery(), LEAD)
    work = work_of(seen(case), None)
    delivery = next(one for one in work.deliveries if one.matter == WORK)
    assert delivery.held == ((ROADS, 840), (TOWN, 420))
    assert [one.lacks for one in work.deliveries if one.matter == OTHER] == [Lack.OPEN]
    earned = assess(work, (Attained(0, "1", Ratio(1)),), RATES)
    shares = {part.unit: part.total for part in earned.parts}
    assert (shares[ROADS], shares[TOWN], shares[WATER]) == (Fraction(1, 4), Fraction(1, 4), 0)
    assert work.shares == Shares(0, 0)


def test_a_line_is_in_the_hand_of_whoever_took_it_over() -> None:
    case = underway()
    before = case.town.now
    told = seen(handed_over(case))
    assert told.in_hand(before) == {WORK: ROADS, OTHER: WATER}
    assert told.in_hand(case.town.now) == {WORK: TOWN, OTHER: WATER}


def test_clearing_anothers_obstacle_is_help_and_ones_own_is_none() -> None:
    case = underway().when(Block("no map", to=WATER, fresh=OBSTACLE), ROADS).at("2026-03-02 10:00")
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


def test_who_waits_with_the_sheet_after_the_work_is_over_makes_nobody_later() -> None:
    case = underway().at("2026-03-24 09:00")
    over = Charter(LEAD, GOV, GOV, ended=date(2026, 3, 24), ending="done")
    case.town.listings.append(listed(CHARTERS, JOINT, over, at=case.town.now))
    told = [(one.unit, one.minutes) for one in work_of(seen(case), None).overruns]
    assert told == [(ROADS, 450), (WATER, 450)]
    case.at("2026-05-24 09:00").when(Deliver("late"), ROADS)
    assert [(one.unit, one.minutes) for one in work_of(seen(case), None).overruns] == told


def test_as_of_an_instant_and_without_what_was_taken_out() -> None:
    case = underway()
    before = seen(case)
    case.at("2026-03-03 09:00").when(Withdraw("not needed"), LEAD, on=OTHER)
    case.when(Deliver("done"), ROADS).when(AcceptDelivery(), LEAD)
    assert {one.lacks for one in work_of(before, None).deliveries} == {Lack.OPEN}
    after = {one.matter: one.lacks for one in work_of(seen(case), None).deliveries}
    assert after == {WORK: None}


def test_time_past_its_own_day_is_no_work_and_who_delivered_at_no_time_has_its_part() -> None:
    """ROADS lets the work lie for a week past its day; TOWN takes it in the evening and hands it in on Sunday."""
    over = variation(due=date(2026, 4, 10), new_doer=TOWN, joint=JOINT)
    case = underway().at("2026-03-27 18:35").when(over, ROADS, on=SIDE)
    case.at("2026-03-27 18:40").when(Accept(), LEAD, on=SIDE).at("2026-03-27 19:30").when(Accept(), TOWN)
    case.at("2026-03-29 10:00").when(Deliver("done"), TOWN).when(AcceptDelivery(), LEAD)
    work = work_of(seen(case), None)
    held = next(one.held for one in work.deliveries if one.matter == WORK)
    assert held == ((ROADS, 15 * 420 - 30), (TOWN, 0))  # through its day, Friday the 20th
    shares = {part.unit: part.lines.exact for part in assess(work, (), RATES).parts}
    assert shares[ROADS] == shares[TOWN] == Fraction(1, 4)


def test_silence_over_what_was_handed_in_takes_no_credit() -> None:
    case = underway().at("2026-03-05 09:00").when(Deliver("done"), ROADS)
    told = next(one for one in work_of(seen(case), None).deliveries if one.matter == WORK)
    assert (told.lacks, told.waits_for) == (Lack.AWAITED, LEAD)
    later = work_of(seen(case.at("2026-04-25 09:00")), None)
    told = next(one for one in later.deliveries if one.matter == WORK)
    assert (told.lacks, told.silent, told.unit) == (None, LEAD, ROADS)
    assert {part.unit: part.total for part in assess(later, (), RATES).parts}[ROADS] == Fraction(1, 2)
    assert [(one.unit, one.minutes) for one in later.waits] == [(HEAD, 8400)]  # to whom it climbed on, past the deputy


def test_who_waited_with_a_decision_is_told_also_where_the_line_was_taken_out_in_its_name() -> None:
    """The asker's withdrawal, as the lead entered it for it: in doubt, and nothing of before with it."""
    case = Case().when(task(asker=WATER, joint=JOINT), WATER).when(Accept(), ROADS).at("2026-03-05 09:00")
    case.when(Deliver("done"), ROADS).at("2026-04-25 09:00").ticked()
    before = [(one.unit, one.minutes) for one in work_of(seen(case), None).waits]
    assert before == [(HEAD, 8400)]
    case.when(Withdraw("over"), recorded(WATER, LEAD, said=date(2026, 4, 24)))
    assert case.matter().is_hatched
    for _days in range(2):
        assert [(one.unit, one.minutes) for one in work_of(seen(case), None).waits] == before
        case.town.later(days=30)


def test_what_was_taken_out_after_it_was_handed_in_keeps_its_credit_and_is_told() -> None:
    case = underway().at("2026-03-05 09:00").when(Deliver("done"), ROADS).when(Withdraw("no use"), LEAD)
    earned = assess(work_of(seen(case), None), (), RATES)
    assert {part.unit: part.total for part in earned.parts}[ROADS] == Fraction(1, 2)
    assert [(one.held, one.unit, one.was.exact) for one in earned.refused] == [(Held.TAKEN_OUT, ROADS, Fraction(1, 2))]


def test_an_obstacle_that_stopped_nothing_is_no_help_and_one_helper_helps_one_matter_once() -> None:
    case = underway()
    for number, hours in enumerate((0, 1, 2)):
        name = Stream(f"obstacle{number}")
        case.when(Block("again", to=WATER, fresh=name), ROADS).when(Accept(), WATER, on=name)
        case.at(f"2026-03-02 {9 + hours + (number > 0):02}:00").when(Deliver("here"), WATER, on=name)
        case.when(AcceptDelivery(), ROADS, on=name)
    assert [one.matter for one in work_of(seen(case), None).helps] == [Stream("obstacle1")]


def test_without_a_plan_each_unit_weighs_the_same_and_what_came_after_a_delivery_nothing() -> None:
    case = underway().when(order(doer=WATER), LEAD, on=Stream("third"))
    case.at("2026-03-05 09:00").when(Deliver("done"), ROADS).when(AcceptDelivery(), LEAD)
    case.at("2026-03-06 09:00").when(order(doer=TOWN), LEAD, on=Stream("trifle"))
    work = work_of(seen(case), None)
    assert work.weights == {WORK: 2, OTHER: 1, "third": 1}
    assert set(work.parties) >= {ROADS, WATER, TOWN}


def test_waiting_for_a_late_line_before_it_is_no_over_run_of_its_own() -> None:
    """WATER's line comes after ROADS's, which is ten days late, and takes its planned days from there."""
    from tests.insight.test_as_built import examples, launched, played

    example = examples()["15 Ten days late before it, its own planned days after it"]
    case = played(launched(example.lines), example.moves)
    terms = Terms(1, {LINES: example.lines, MEANS: {}, SHARES: {}})
    told = work_of(seen(case), terms)
    assert [(one.unit, one.minutes) for one in told.overruns] == [(ROADS, 10 * 420)]
    assert [(one.unit, one.minutes) for one in work_of(seen(case), None).overruns if one.unit == WATER]
    dropped = {name: line for name, line in example.lines.items() if line.unit != WATER}
    later = replace(terms, number=2, content={LINES: dropped, MEANS: {}, SHARES: {}}, earlier=(terms.content,))
    assert list(work_of(seen(case), later).overruns) == list(told.overruns)
