"""The Shapley value: what each of some players adds to a joint result, over all orders in which they could have come.

Exact for few players, from the value of every coalition; for more, the mean over drawn orders, each with its reverse,
which still adds up to the whole exactly and comes with an interval. No floating-point number enters.
Source: L. S. Shapley, A value for n-person games, 1953; drawn orders as in J. Castro, D. Gómez, J. Tejada, Polynomial
calculation of the Shapley value based on sampling, Computers & OR 36, 2009. docs/rules/delay.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import factorial, isqrt
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.bool_]
"""A row for each coalition, a column for each player: who is in it."""

EXACT = 12
"""[default] Up to so many players every coalition is valued; the values are 2¹² = 4,096."""
PAIRS = 256
"""Drawn orders, each with its reverse."""
FEWEST, EFFORT = 8, 1 << 31
"""At least so many, however large the network; and so many steps over rows of the network are worth it."""
SEED = 20200901
Z = Fraction(196, 100)
"""Of the normal law: 95 % lie within so many standard deviations of the mean."""


def every_coalition(players: int) -> Bits:
    """Row `mask` holds the players whose bit is set in `mask`; the first row is empty, the last full."""
    masks = np.arange(1 << players)
    return (masks[:, None] >> np.arange(players)[None, :] & 1).astype(bool)


def exact(values: Sequence[int] | NDArray[np.int64], players: int) -> list[Fraction]:
    """Each player's share; `values` in the order of `every_coalition`. The shares add up to the last less the first."""
    table = np.asarray(values)
    masks = np.arange(1 << players)
    size = every_coalition(players).sum(axis=1)
    orders = factorial(players)
    shares = []
    for player in range(players):
        without = masks[masks >> player & 1 == 0]
        gains, sizes = table[without | 1 << player] - table[without], size[without]
        total = sum(
            factorial(k) * factorial(players - k - 1) * int(gains[sizes == k].sum()) for k in range(players)
        )  # fmt: skip
        shares.append(Fraction(total, orders))
    return shares


def drawn_orders(players: int, pairs: int = PAIRS, window: int = 0) -> list[list[int]]:
    """`pairs` orders drawn with a fixed seed, each followed by its reverse; others in each window, so that what is
    missed in one is not missed again in the next."""
    chance = Random(f"{SEED}/{window}")  # noqa: S311 — repeatable on purpose; nothing secret hangs on it
    orders = []
    for _ in range(pairs):
        order = list(range(players))
        chance.shuffle(order)
        orders += [order, order[::-1]]
    return orders


def pairs(effort: int) -> int:
    """How many orders are drawn, each with its reverse, where one costs so much: players × rows of the network."""
    return max(FEWEST, min(PAIRS, EFFORT // max(1, effort)))


def sampled(
    values: NDArray[Any], orders: NDArray[np.int64], alike: Sequence[Sequence[int]] = ()
) -> tuple[list[Fraction], list[Fraction]]:
    """Each player's share, and the variance of that share; `values`: by order, from nobody to everybody.

    `alike`: players of whom any two could change places, with others or not, so that the value is the same for all of
    them: each has their mean, which still adds up, and misses the value no more often than one alone.
    """
    players = orders.shape[1]
    steps = np.diff(values, axis=1)
    gains = np.empty_like(steps)
    np.put_along_axis(gains, orders, steps, axis=1)
    both = gains[0::2] + gains[1::2]  # an order and its reverse are one draw
    draws = len(both)
    shares, variances = [Fraction(0)] * players, [Fraction(0)] * players
    told = {player for group in alike for player in group}
    for group in [*alike, *([player] for player in range(players) if player not in told)]:
        column = [sum(map(int, row)) for row in both[:, list(group)]]
        total, squares = sum(column), sum(one * one for one in column)
        share = Fraction(total, 2 * draws * len(group))
        spread = Fraction(draws * squares - total * total, 4 * draws * (draws - 1) * len(group) ** 2)
        for player in group:
            shares[player], variances[player] = share, spread / draws
    return shares, variances


def root_above(value: Fraction) -> Fraction:
    """The square root, to a millionth part of the unit, never below it. `value` ≥ 0."""
    fine = 10**12
    return Fraction(isqrt(value.numerator * fine // value.denominator) + 1, 10**6) if value else Fraction(0)
