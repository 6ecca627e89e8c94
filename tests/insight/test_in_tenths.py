"""Shares in tenths add up to their sum in tenths."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from qiantou.insight.in_tenths import tenths

SHARES = st.dictionaries(st.text("abc", min_size=1, max_size=3), st.fractions(-2000, 2000, max_denominator=60))


def test_a_third_each_of_a_day_is_a_tenth_more_for_one() -> None:
    assert tenths(dict.fromkeys("abc", Fraction(140)), 420) == {"a": 4, "b": 3, "c": 3}


def test_what_was_regained_counts_against_the_rest() -> None:
    assert tenths({"a": 1050, "b": -210}, 420) == {"a": 25, "b": -5}


@given(SHARES)
def test_they_add_up_and_none_is_off_by_a_whole_tenth(shares: dict[str, Fraction]) -> None:
    told = tenths(shares, 420)
    total = sum(shares.values(), Fraction(0)) / 42
    assert sum(told.values()) == floor(total + Fraction(1, 2))
    assert all(abs(told[name] - share / 42) < 1 for name, share in shares.items())
