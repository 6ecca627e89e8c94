"""Even load: how many units share a line, and where its pieces lie before the search.

A line keeps the number of units it has today, as far as it may; a new line has one. It gets more only where so few
could not carry it within the limit, whatever else moved. Source: docs/rules/load.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from qiantou.insight.load_bound import least_near, least_share
from qiantou.insight.load_table import Floats, Ints, Table

Counts = list[int]


def counts(table: Table, limit: Fraction) -> Counts:
    """Of how many equal pieces each line is made. `limit`: the largest share that is near enough."""
    made = [max(1, min(len(line.now), most)) for line, most in zip(table.lines, table.most, strict=True)]
    for at in np.flatnonzero(least_near(table, made) > float(limit) * (1 + 1e-12)).tolist():
        made[at] = _enough(table, at, made[at], limit)
    return made


def _enough(table: Table, at: int, least: int, limit: Fraction) -> int:
    best: tuple[Fraction, int] | None = None
    for count in range(least, table.most[at] + 1):
        share = least_share(table, at, count)
        if share <= limit:
            return count
        best = min(best or (share, count), (share, count))
    return best[1] if best else least


def piece_lines(made: Counts) -> Ints:
    """The line of each piece, pieces of one line together."""
    return np.repeat(np.arange(len(made)), made)


def from_today(table: Table, made: Counts) -> Ints:
    """Every piece where its line is today, as far as it may stay; the rest by `_fill`."""
    wished = []
    for at, line in enumerate(table.lines):
        allowed = set(table.open_to(at).tolist())
        here = [table.place[unit] for unit in line.now if table.place.get(unit) in allowed]
        wished.append(here[: made[at]])
    return _fill(table, made, wished)


def from_parts(table: Table, made: Counts, parts: Floats) -> Ints:
    """Every piece where the relaxation put most of its line; the rest by `_fill`."""
    wished = []
    for at, count in enumerate(made):
        mine = parts[table.first[at] : table.first[at + 1]]
        order = np.argsort(-mine, kind="stable")[:count]
        large = [pair for pair in order.tolist() if mine[pair] * count * 2 >= table.effort[at]]
        wished.append([int(table.open_to(at)[pair]) for pair in large])
    return _fill(table, made, wished)


def with_one_more(table: Table, made: Counts, line: Ints, at: Ints) -> Ints:
    """Every piece where it lies; where `made` says more pieces than lie anywhere, the rest by `_fill`."""
    wished: list[list[int]] = [[] for _ in made]
    for of, unit in zip(line.tolist(), at.tolist(), strict=True):
        wished[of].append(unit)
    return _fill(table, made, wished)


def _fill(table: Table, made: Counts, wished: Iterable[list[int]]) -> Ints:
    """Pieces without a wish go, the largest first, where the share comes out least."""
    placed = [list(units) for units in wished]
    size = table.effort / np.array(made, dtype=float)
    load = table.base_near.copy()
    for at, units in enumerate(placed):
        load[units] += size[at]
    short = [at for at in np.argsort(-size, kind="stable").tolist() if len(placed[at]) < made[at]]
    for at in short:
        while len(placed[at]) < made[at]:
            open_units = np.setdiff1d(table.open_to(at), placed[at])
            shares = (load[open_units] + size[at]) / table.capacity[open_units]
            unit = int(open_units[shares.argmin()])
            load[unit] += size[at]
            placed[at].append(unit)
    return np.array([unit for units in placed for unit in units], dtype=np.int64)
