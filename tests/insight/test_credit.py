"""Shares of the credit add up to the whole; a line is whose work was accepted; help earns from the reserve."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.kernel import Desk, Stream
from qiantou.core.plan import Shares
from qiantou.core.review import (
    Amendment,
    Attained,
    Lack,
    Overrun,
    Part,
    Rates,
    Ratio,
    Source,
)
from qiantou.insight.credit import Delivery, Earned, Help, Work, assess

A, B, C, LEAD = Desk("u:a"), Desk("u:b"), Desk("u:c"), Desk("u:lead")
RATES = Rates(result=70, late_a_day=2, late_at_most=50, help_at_most=2, rating=0, day_minutes=480)
MET = (Attained(0, "1", Ratio(4, 5)),)


def delivered(line: str, *held: tuple[Desk, int], lacks: Lack | None = None) -> Delivery:
    """The last of them handed it in."""
    return Delivery(line, Stream(f"m{line}"), held[-1][0] if held else A, held, lacks)


def work(**terms: object) -> Work:
    told: dict[str, object] = {
        "weights": {"L1": 60, "L2": 40}, "shares": Shares(20, 10), "helps": (), "leads": ((LEAD, 100),),
        "deliveries": (delivered("L1", (A, 480)), delivered("L2", (B, 480))), "overruns": (), "parties": (LEAD, A, B),
        "ratings": {}, **terms,
    }  # fmt: skip
    return Work(**told)  # type: ignore[arg-type]


def row(earned: Earned, unit: Desk) -> Part:
    return next(part for part in earned.parts if part.unit == unit)


def total(earned: Earned) -> Fraction:
    return sum((part.total for part in earned.parts), Fraction(0)) + sum(one.share.exact for one in earned.unearned)


units = st.sampled_from([A, B, C, LEAD])
holds = st.lists(st.tuples(units, st.integers(0, 9999)), min_size=1, max_size=3, unique_by=lambda one: one[0])
names = st.sampled_from(["L1", "L2", "L3"])
lacks = st.none() | st.sampled_from([Lack.OPEN, Lack.NOT_ACCEPTED])
works = st.builds(
    work,
    weights=st.dictionaries(st.sampled_from(["L1", "L2", "L3", "L4"]), st.integers(0, 50)),
    shares=st.tuples(st.integers(0, 60), st.integers(0, 40)).map(lambda two: Shares(*two)),
    deliveries=st.lists(
        st.builds(lambda line, held, why: delivered(line, *held, lacks=why), names, holds, lacks), max_size=6,
    ),
    helps=st.lists(st.builds(Help, st.integers(0, 30).map(lambda n: Stream(f"h{n}")), units), max_size=30),
    leads=st.just(()) | holds.map(tuple),
    overruns=st.lists(st.builds(Overrun, units, st.just(Stream("mL1")), st.integers(0, 99999)), max_size=4),
    ratings=st.dictionaries(units, st.tuples(st.integers(0, 9), st.none() | st.fractions(0, 1))),
)  # fmt: skip
rulings = st.lists(
    st.builds(
        lambda item, unit, n: Amendment(Stream(f"c{n}"), item, unit),
        st.sampled_from([
            "line:L1", "line:L3", "share:L1/60", "share:L1/1", "share:L3/99", "help:h1", "help:h99", "time:mL1",
            "measure:0",
        ]),
        units | st.none(), st.integers(0, 99),
    ), max_size=4,
)  # fmt: skip


@given(works, rulings, st.integers(0, 10))
def test_the_shares_are_the_whole_credit_whatever_happened(
    one: Work, ruled: list[Amendment], help_at_most: int
) -> None:
    earned = assess(one, MET, replace(RATES, help_at_most=help_at_most), ruled)
    assert total(earned) == 1
    assert all(earning.share.exact > 0 for earning in (*earned.earnings, *earned.unearned))
    for part in earned.parts:
        assert part.total == sum(own.share.exact for own in earned.earnings if own.unit == part.unit)
        assert part.points is not None
        assert 0 <= part.points.exact <= 100 * part.total


def test_a_line_is_shared_by_the_time_each_had_it_where_it_changed_hands() -> None:
    earned = assess(work(deliveries=(delivered("L1", (A, 100), (C, 300)), delivered("L2", (B, 0), (A, 1)))), MET, RATES)
    lines = Fraction(80, 100)  # the reserve was not used
    assert row(earned, A).lines.exact == lines * Fraction(6, 10) / 4 + lines * Fraction(4, 10)
    assert row(earned, C).lines.exact == lines * Fraction(6, 10) * Fraction(3, 4)


@given(holds)
def test_who_delivered_has_an_equal_part_at_least_and_nobody_else_more_than_its_time(
    held: list[tuple[Desk, int]],
) -> None:
    earned = assess(work(weights={"L1": 1}, shares=Shares(0, 0), deliveries=(delivered("L1", *held),)), MET, RATES)
    (last, _own), minutes = held[-1], sum(count for _unit, count in held)
    assert row(earned, last).lines.exact >= Fraction(1, len(held))
    for unit, count in held[:-1]:
        got = sum(one.share.exact for one in earned.earnings if one.unit == unit)
        assert got <= Fraction(count, minutes or 1)


def test_what_was_not_delivered_is_nobodys_and_lessens_nobody() -> None:
    whole = assess(work(), MET, RATES)
    lacking = assess(work(deliveries=(delivered("L1", (A, 1)), delivered("L2", lacks=Lack.OPEN))), MET, RATES)
    assert row(lacking, A) == row(whole, A)
    assert [(one.line, one.share, one.lacks) for one in lacking.unearned] == [("L2", Ratio(8, 25), Lack.OPEN)]


def test_help_earns_from_the_reserve_alike_and_what_is_left_goes_back_to_the_lines() -> None:
    helps = (Help(Stream("h1"), C), Help(Stream("h2"), C), Help(Stream("h3"), A))
    earned = assess(work(helps=helps), MET, RATES)
    assert row(earned, C).help.exact == Fraction(4, 100)
    assert row(earned, A).lines.exact == Fraction(74, 100) * Fraction(6, 10)  # 4 of the reserve of 10 are left
    many = tuple(Help(Stream(f"h{n}"), C) for n in range(40))
    assert row(assess(work(helps=many), MET, RATES), C).help.exact == Fraction(10, 100)


def test_a_lead_that_delivered_nothing_has_its_coordination_and_no_more() -> None:
    earned = assess(work(), MET, RATES)
    assert row(earned, LEAD).total == Fraction(20, 100)
    assert {one.source for one in earned.earnings if one.unit == LEAD} == {Source.COORDINATION}


def test_a_lead_that_passed_shares_the_coordination_by_the_time_each_led() -> None:
    earned = assess(work(leads=((LEAD, 300), (C, 100))), MET, RATES)
    assert (row(earned, LEAD).coordination, row(earned, C).coordination) == (Ratio(3, 20), Ratio(1, 20))


def test_only_its_own_over_runs_take_from_a_unit_and_never_past_the_cap() -> None:
    late = assess(work(overruns=(Overrun(A, Stream("mL1"), 960),)), MET, RATES)
    assert row(late, A).process == Ratio(24, 25)
    assert row(late, B) == row(assess(work(), MET, RATES), B)
    far = assess(work(overruns=(Overrun(A, Stream("mL1"), 10**6),)), MET, RATES)
    assert row(far, A).process == Ratio(1, 2)


def test_points_are_outcome_and_punctuality_by_their_shares_and_wait_while_nothing_was_measured() -> None:
    earned = assess(work(overruns=(Overrun(A, Stream("mL1"), 480),)), MET, RATES)
    told = row(earned, A)
    process = Fraction(98, 100)
    assert told.points is not None
    assert told.points.exact == 100 * told.total * (Fraction(7, 10) * Fraction(4, 5) + Fraction(3, 10) * process)
    assert all(part.points is None for part in assess(work(), (Attained(0),), RATES).parts)


def test_a_rating_counts_within_its_weight_and_from_enough_raters_alone() -> None:
    rated = replace(RATES, rating=20)
    few = assess(work(ratings={A: (2, None), B: (5, Fraction(1, 2))}), MET, rated)
    assert (row(few, A).process, row(few, A).raters) == (Ratio(1), 2)
    assert row(few, B).process == Ratio(9, 10)


def test_a_mean_that_a_ruling_took_away_weighs_nothing_and_no_others_changes() -> None:
    ratings = {A: (5, Fraction(1, 4)), B: (5, Fraction(1, 2))}
    told = work(ratings=ratings)
    before = assess(told, MET, replace(RATES, rating=20))
    after = assess(told, MET, replace(RATES, rating=20), (Amendment(Stream("c"), f"rating:{A}", A),))
    assert (row(after, A).rating, row(after, A).raters) == (None, 5)
    assert row(after, A).process.exact == 1 > row(before, A).process.exact
    assert row(after, B) == row(before, B)


def test_a_ruling_gives_a_line_to_whom_it_names_and_touches_nobody_else() -> None:
    before = assess(work(), MET, RATES)
    after = assess(work(), MET, RATES, (Amendment(Stream("c"), "line:L1", C),))
    assert row(after, C).lines == row(before, A).lines
    assert row(after, A).total == 0
    assert row(after, B) == row(before, B)
    late = work(overruns=(Overrun(A, Stream("mL1"), 960),))
    freed = assess(late, MET, RATES, (Amendment(Stream("c"), "time:mL1", A),))
    assert (row(freed, A).process, freed.overruns[0].contest) == (Ratio(1), Stream("c"))


def of_line(earned: Earned, line: str) -> dict[Desk, Fraction]:
    return {one.unit: one.share.exact for one in earned.earnings if one.line == line}


def test_a_ruling_divides_what_a_line_earned_and_leaves_the_others_as_they_were_among_themselves() -> None:
    one = work(deliveries=(delivered("L1", (A, 100), (B, 200), (C, 300)), delivered("L2", (B, 480))))
    was = of_line(assess(one, MET, RATES), "L1")
    ruled = [Amendment(Stream("c1"), "share:L1/40", A)]
    made = assess(one, MET, RATES, ruled)
    now, whole = of_line(made, "L1"), sum(was.values(), Fraction(0))
    assert now[A] == whole * Fraction(40, 100)
    assert now[B] / now[C] == was[B] / was[C]
    assert sum(now.values(), Fraction(0)) == whole
    assert {row.contest for row in made.earnings if row.line == "L1"} == {Stream("c1")}
    assert of_line(made, "L2") == of_line(assess(one, MET, RATES), "L2")


def test_of_two_rulings_on_one_line_the_later_is_made_of_what_the_earlier_came_to() -> None:
    one = work()
    whole = sum(of_line(assess(one, MET, RATES), "L1").values(), Fraction(0))
    given = Amendment(Stream("c1"), "line:L1", B)
    divided = Amendment(Stream("c2"), "share:L1/25", C)
    assert of_line(assess(one, MET, RATES, [given, divided]), "L1") == {B: whole * 3 / 4, C: whole / 4}
    assert of_line(assess(one, MET, RATES, [divided, given]), "L1") == {B: whole}
    assert of_line(assess(one, MET, RATES, [replace(divided, unit=A)]), "L1") == {A: whole}, "nobody shares it"


def test_what_was_accepted_under_a_line_that_all_gave_up_has_a_row_of_nought() -> None:
    gone = Delivery("L9", Stream("mL9"), C, lacks=Lack.GIVEN_UP)
    made = assess(work(deliveries=(delivered("L1", (A, 480)), delivered("L2", (B, 480)), gone)), MET, RATES)
    assert [(row.line, row.unit, row.share.top) for row in made.unearned] == [("L9", C, 0)]
    assert total(made) == 1
