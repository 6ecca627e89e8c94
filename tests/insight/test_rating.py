"""Mutual rating: the worked examples of docs/rules/rating.md, and laws of who rates whom and what it weighs."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.kernel import Desk
from qiantou.core.review import Rates, process_of
from qiantou.insight.rating import Rated, may_rate, rated, scaled
from tests.insight.tables import rows

LEAD, TOWN, VALLEY = Desk("LEAD"), Desk("TOWN"), Desk("VALLEY")
UNITS = st.sampled_from([LEAD, TOWN, VALLEY, Desk("WATER"), Desk("ROADS")])


def process(timeliness: Fraction, part: Fraction | None, weight: int) -> Fraction:
    """The process indicators of a sheet whose site takes all of a unit's punctuality for one day of 10,000 minutes."""
    rates = Rates(70, late_a_day=100, late_at_most=100, help_at_most=0, rating=weight, day_minutes=10_000)
    minutes = (1 - timeliness) * 10_000
    return process_of(int(minutes), part, rates)


def pairs(cell: str, between: str) -> set[tuple[str, ...]]:
    return set() if cell == "none" else {tuple(one.split(between)) for one in cell.split(", ")}


@pytest.mark.parametrize("row", rows("rating.md", "Who may rate whom")[1:], ids=" ".join)
def test_who_may_rate_whom(row: list[str]) -> None:
    dealings = {(Desk(one), Desk(other)) for one, other in pairs(row[1], " ")}
    assert may_rate(dealings, LEAD, {TOWN, VALLEY}) == pairs(row[2], "→")


@pytest.mark.parametrize("row", rows("rating.md", "What a mean weighs")[1:], ids=" ".join)
def test_what_a_mean_weighs(row: list[str]) -> None:
    grades = [] if row[1] == "none" else [int(grade) for grade in row[1].split()]
    told = rated(grades, 5)
    assert told == Rated(int(row[4]), None if row[5] == "too few" else Fraction(row[5]))
    assert process(Fraction(row[3]), told.part, int(row[2])) == Fraction(row[6])


@given(st.lists(st.tuples(UNITS, UNITS)))
def test_only_those_who_dealt_with_each_other_rate_and_never_themselves(dealings: list[tuple[Desk, Desk]]) -> None:
    met = {frozenset(one) for one in dealings}
    for rater, about in may_rate(dealings, LEAD, {TOWN, VALLEY}):
        assert rater != about
        assert frozenset((rater, about)) in met
        assert LEAD in (rater, about) or (rater in {TOWN, VALLEY} and about not in {TOWN, VALLEY})


@given(st.lists(st.integers(1, 5)), st.integers(1, 8))
def test_fewer_than_the_least_tell_nothing(grades: list[int], least: int) -> None:
    told = rated(grades, least)
    assert told.n == len(grades)
    assert (told.mean is None) == (len(grades) < least)
    assert told.mean is None or min(grades) <= told.mean <= max(grades)


@given(st.integers(0, 10_000), st.none() | st.fractions(1, 5), st.integers(0, 30))
def test_a_rating_moves_the_process_by_its_weight_at_most(minutes: int, mean: Fraction | None, weight: int) -> None:
    timeliness = 1 - Fraction(minutes, 10_000)
    told = process(timeliness, None if mean is None else scaled(mean), weight)
    assert 0 <= told <= 1
    assert abs(told - timeliness) <= Fraction(weight, 100)
    assert mean is not None or told == timeliness


def test_a_grade_outside_the_scale_is_no_grade() -> None:
    for grade in (0, 6):
        with pytest.raises(ValueError, match=str(grade)):
            rated([grade], 1)
    assert (scaled(Fraction(1)), scaled(Fraction(3)), scaled(Fraction(5))) == (0, Fraction(1, 2), 1)
