"""The year of a unit: the worked examples of docs/rules/yearly.md, and laws of its intervals and sums."""

from __future__ import annotations

from fractions import Fraction
from math import comb, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.kernel import Desk, Stream
from qiantou.insight.bounded_mean import bounded_mean
from qiantou.insight.rating import scaled
from qiantou.insight.year_review import Part, UnitYear, by_sheet, years
from tests.insight.tables import rows

RATES = st.lists(st.fractions(0, 1, max_denominator=40), min_size=1, max_size=40)


def percent(cell: str) -> Fraction:
    return Fraction(int(cell), 100)


def part(row: list[str]) -> Part:
    lines, coordination, given_help, points = (percent(cell) for cell in row[2:6])
    over = None if row[6] == "–" else int(row[6])
    rating = None if row[7] == "–" else scaled(Fraction(row[7]))
    return Part(
        Stream(row[0]), Desk(row[1]), lines, coordination, given_help, points, over, rating, is_final=row[8] == "yes"
    )


YEARS = years([part(row) for row in rows("yearly.md", "A year")[1:]], least=3)


@pytest.mark.parametrize("row", rows("yearly.md", "Intervals of means")[1:], ids=" ".join)
def test_the_interval_of_a_mean(row: list[str]) -> None:
    told = bounded_mean([Fraction(value) for value in row[1].split()])
    assert told.value == Fraction(row[2])
    assert (told.low, told.high) == pytest.approx((float(row[3]), float(row[4])), abs=5e-6)


@pytest.mark.parametrize("row", rows("yearly.md", "What comes of it")[1:], ids=" ".join)
def test_the_year_of_a_unit(row: list[str]) -> None:
    told = YEARS[Desk(row[0])]
    assert (str(told.n), str(told.waiting)) == (row[1], row[2])
    assert (str(told.rate.value) if told.rate else "too few") == row[3]
    assert (f"{told.rate.low:.0%}–{told.rate.high:.0%}".replace("%", "") if told.rate else "–") == row[4]
    few = "" if told.in_time.interval else ", too few"
    assert f"{told.in_time.k} of {told.in_time.n}{few}" == row[5]
    assert (str(told.rating.value) if told.rating else "too few") == row[6]
    assert ", ".join(str(share) for share in told.by_role) == row[7]


@given(RATES)
def test_an_interval_holds_its_mean_and_is_never_wider_than_the_band(values: list[Fraction]) -> None:
    told = bounded_mean(values)
    band = sqrt(log(40) / (2 * len(values)))
    assert max(0.0, float(told.value) - band) - 1e-9 <= told.low <= float(told.value) + 1e-9
    assert float(told.value) - 1e-9 <= told.high <= min(1.0, float(told.value) + band) + 1e-9


@given(RATES, RATES)
def test_more_of_the_same_makes_it_no_wider_and_a_better_sheet_no_lower(
    values: list[Fraction], more: list[Fraction]
) -> None:
    one, twice = bounded_mean(values), bounded_mean(values * 2)
    assert twice.low >= one.low - 1e-9
    assert twice.high <= one.high + 1e-9
    better = bounded_mean([max(pair) for pair in zip(values, more, strict=False)] + values[len(more) :])
    assert better.low >= one.low - 1e-9
    assert better.high >= one.high - 1e-9


@pytest.mark.parametrize("n", [5, 12])
@pytest.mark.parametrize("percent", range(5, 100, 5))
def test_the_true_mean_is_inside_as_often_as_promised(n: int, percent: int) -> None:
    """Exactly, over every outcome of n sheets of which each brings in all or nothing."""
    chance, sure = percent / 100, 0.0
    for k in range(n + 1):
        told = bounded_mean([Fraction(1)] * k + [Fraction(0)] * (n - k))
        if told.low <= chance <= told.high:
            sure += comb(n, k) * chance**k * (1 - chance) ** (n - k)
    assert sure >= 0.95


@st.composite
def parts(draw: st.DrawFn) -> Part:
    lines, coordination, given_help = (draw(st.integers(0, 30)) for _ in range(3))
    earned = draw(st.integers(0, lines + coordination + given_help))
    shares = [Fraction(number, 100) for number in (lines, coordination, given_help, earned)]
    return Part(
        Stream(draw(st.sampled_from("ABCDEFG"))), Desk(draw(st.sampled_from("XYZ"))), *shares,
        over=draw(st.none() | st.integers(0, 5000)), rating=draw(st.none() | st.fractions(0, 1)),
        is_final=draw(st.booleans()),
    )  # fmt: skip


@given(st.lists(parts()), st.integers(1, 6))
def test_every_part_is_told_once_and_only_final_ones_are_counted(told: list[Part], least: int) -> None:
    found = years(told, least=least)
    assert sorted(map(id, (one for year in found.values() for one in year.parts))) == sorted(map(id, told))
    for unit, year in found.items():
        final = [one for one in told if one.unit == unit and one.is_final]
        assert (year.n, year.n + year.waiting) == (len(final), len(year.parts))
        assert sum(year.by_role) == sum((one.total for one in final), Fraction(0))
        assert year.is_few == (year.n < least)
        assert year.rate is None or (year.rate.n >= least and year.rate.low <= year.rate.value <= year.rate.high)
        assert year.in_time.k <= year.in_time.n <= year.n
    assert sum(len(own) for own in by_sheet(told).values()) == len(told)


@given(st.lists(parts(), min_size=1))
def test_sheets_that_may_still_change_change_nothing(told: list[Part]) -> None:
    def counted(given_parts: list[Part]) -> dict[Desk, tuple[object, ...]]:
        found: dict[Desk, UnitYear] = years(given_parts, least=1)
        return {unit: (year.n, year.rate, year.in_time, year.rating) for unit, year in found.items() if year.n}

    assert counted(told) == counted([one for one in told if one.is_final])


def test_a_value_outside_and_no_value_at_all_have_no_mean() -> None:
    for values in ([], [Fraction(-1, 5)], [Fraction(6, 5)]):
        with pytest.raises(ValueError, match="values at"):
            bounded_mean(values)
