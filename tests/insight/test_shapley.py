"""The Shapley value: known games, and what holds of every one."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from qiantou.insight.shapley import SEED, drawn_orders, every_coalition, exact, pairs, root_above, sampled


def test_a_pair_of_gloves_is_worth_most_to_who_has_the_rare_one() -> None:
    """One left glove and two right ones, a pair is worth 1: 2/3, 1/6, 1/6 (Shapley's own kind of example)."""
    values = [int(left and (right or other)) for left, right, other in every_coalition(3)]
    assert exact(values, 3) == [Fraction(2, 3), Fraction(1, 6), Fraction(1, 6)]


GAMES = st.integers(2, 5).flatmap(
    lambda players: st.lists(st.integers(-50, 50), min_size=1 << players, max_size=1 << players)
)


@settings(deadline=None)
@given(GAMES)
def test_it_is_the_mean_over_all_orders(values: list[int]) -> None:
    players = len(values).bit_length() - 1
    orders = list(permutations(range(players)))
    for player, share in enumerate(exact(values, players)):
        gains = 0
        for order in orders:
            before = sum(1 << one for one in order[: order.index(player)])
            gains += values[before | 1 << player] - values[before]
        assert share == Fraction(gains, len(orders))


@settings(deadline=None)
@given(GAMES)
def test_drawn_shares_add_up_exactly_and_all_orders_drawn_are_the_value(values: list[int]) -> None:
    players = len(values).bit_length() - 1
    drawn = drawn_orders(players, pairs=8)
    for orders in (drawn, [one for order in permutations(range(players)) for one in (order, order[::-1])]):
        told = np.array(orders)
        masks = np.cumsum(1 << told, axis=1)
        come = np.array(values)[np.hstack([np.zeros((len(told), 1), dtype=int), masks])]
        shares, variances = sampled(come, told)
        assert sum(shares) == values[-1] - values[0]
        assert min(variances) >= 0
    assert shares == exact(values, players)


def test_large_networks_draw_fewer_orders() -> None:
    assert pairs(13 * 1000) == 256
    assert pairs(10**7) == 214
    assert pairs(10**12) == 8


def test_orders_are_the_same_every_time_and_come_with_their_reverse() -> None:
    assert SEED == 20200901
    assert drawn_orders(4, pairs=2) == drawn_orders(4, pairs=2)
    first, second, *_ = drawn_orders(5, pairs=2)
    assert second == first[::-1]


@given(st.fractions(min_value=0, max_value=10**6))
def test_a_root_is_never_below(value: Fraction) -> None:
    root = root_above(value)
    assert root * root >= value
    assert (root - Fraction(2, 10**6)) ** 2 <= value or root < Fraction(3, 10**6)
