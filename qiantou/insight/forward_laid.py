"""The finish of a network under many sets of durations that differ little: what some players lay on some rows.

Each function works in blocks, so that what it takes of memory does not grow with the number of sets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiantou.insight.forward import CELLS, Grid, Net, finishes, is_compiled

Bits = NDArray[np.bool_]
"""A row for each set, a column for each player: whether it is in it."""


@dataclass(frozen=True)
class Cells:
    """What could be laid on the durations of which rows, and by whom (a column of what is asked)."""

    rows: NDArray[np.int64]
    amounts: Grid
    whose: NDArray[np.int64]


def finishes_with(net: Net, base: Grid, cells: Cells, asked: Bits) -> Grid:
    """The finish of the whole for each row of `asked`: on the durations `base` whatever is laid by those it asks for;
    no duration falls below 0."""
    if is_compiled(base.dtype, net.rows * len(asked)):
        from qiantou.insight import forward_compiled

        found = np.empty(len(asked), dtype=np.int64)
        told = cells.rows, cells.amounts, cells.whose
        forward_compiled.each(net.links_into, base, told, asked, found)
        return found
    columns = max(1, CELLS // max(1, net.rows))
    parts = []
    for first in range(0, len(asked), columns):
        some = asked[first : first + columns]
        durations = np.repeat(base[:, None], len(some), axis=1)
        for row, amount, one in zip(cells.rows, cells.amounts, cells.whose, strict=True):
            durations[row, some[:, one]] += amount
        parts.append(finishes(net, np.maximum(durations, 0)))
    return np.concatenate(parts)


def finishes_without(net: Net, base: Grid, cells: Cells, players: int) -> Grid:
    """The finish of the whole with everything laid but one player's, for each player in turn."""
    if len(cells.rows) == players and len(set(cells.rows.tolist())) == players:
        full = base.copy()
        full[cells.rows] += cells.amounts
        order = np.argsort(cells.whose)
        rows = cells.rows[order]
        return finishes_changed(net, np.maximum(full, 0), rows, np.maximum(base[rows], 0))
    step = max(1, CELLS // players)
    blocks = [np.arange(first, min(first + step, players)) for first in range(0, players, step)]
    return np.concatenate([
        finishes_with(net, base, cells, block[:, None] != np.arange(players)[None, :]) for block in blocks
    ])  # fmt: skip


def finishes_growing(net: Net, base: Grid, cells: Cells, orders: NDArray[np.int64]) -> Grid:
    """For each order of the players, the finish before anything is laid and after each of them has laid its own."""
    count, players = orders.shape
    if is_compiled(base.dtype, net.rows * orders.size):
        from qiantou.insight import forward_compiled

        by_player = np.argsort(cells.whose, kind="stable")
        offset = np.searchsorted(cells.whose[by_player], np.arange(players + 1))
        told = offset, cells.rows[by_player], cells.amounts[by_player]
        found = np.empty((count, players + 1), dtype=np.int64)
        forward_compiled.growing(net.links_into, net.links_out, base, told, orders, found)
        return found
    step = max(1, CELLS // players)
    values = []
    for order in orders:
        come = np.empty(players, dtype=np.int64)
        come[order] = np.arange(players)
        for first in range(0, players + 1, step):
            steps = np.arange(first, min(first + step, players + 1))
            values.append(finishes_with(net, base, cells, come[None, :] < steps[:, None]))
    return np.concatenate(values).reshape(count, players + 1)


def finishes_changed(net: Net, lasts: Grid, rows: NDArray[np.int64], other: Grid) -> Grid:
    """The finish of the whole when one row alone lasts another time than in `lasts`: `rows` and `other` in turn."""
    if is_compiled(lasts.dtype, net.rows * len(rows)):
        from qiantou.insight import forward_compiled

        found = np.empty(len(rows), dtype=np.int64)
        changed = np.stack([rows, other], axis=1)
        forward_compiled.each_changed(net.links_into, net.links_out, lasts.copy(), changed, found)
        return found
    columns = max(1, CELLS // max(1, net.rows))
    parts = []
    for first in range(0, len(rows), columns):
        some = rows[first : first + columns]
        durations = np.repeat(lasts[:, None], len(some), axis=1)
        durations[some, np.arange(len(some))] = other[first : first + columns]
        parts.append(finishes(net, durations))
    return np.concatenate(parts)
