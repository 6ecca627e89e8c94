"""The windows of a delay one after another: the finish at their edges, and which rows could matter within each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from qiantou.insight.delay_growth import Cell
from qiantou.insight.delay_windows import Case, Split, alone, split
from qiantou.insight.forward import CELLS, Grid, Net, backward, finishes, forward

Numbered = tuple[int, dict[Cell, int]]


def split_windows(net: Net, planned: Grid, grown: Sequence[dict[Cell, int]]) -> Iterator[tuple[int, int, Split]]:
    """Number, finish before it, and shares of each window in which anything grew. `planned`: one column."""
    acting = [(number, cells) for number, cells in enumerate(grown) if cells]
    columns = max(1, CELLS // max(1, net.rows))
    state = planned[:, 0]
    for first in range(0, len(acting), columns):
        some = acting[first : first + columns]
        edges = _edges(state, [cells for _, cells in some])
        ends = finishes(net, np.maximum(edges, 0))
        changes = [int(one) for one in np.diff(ends)]
        cases = _cases(net, edges, some, changes)
        for place, (number, cells) in enumerate(some):
            case = cases.get(place)
            found = alone(changes[place], cells) if case is None else split(case, cells)
            yield number, int(ends[place]), found
        state = edges[:, -1]


def _edges(state: Grid, windows: Sequence[dict[Cell, int]]) -> Grid:
    """The durations before the first of these windows and after each of them, a column each."""
    edges = np.repeat(state[:, None], len(windows) + 1, axis=1)
    for column, cells in enumerate(windows, start=1):
        edges[:, column] = edges[:, column - 1]
        for (_, row), amount in cells.items():
            edges[row, column] += amount
    return edges


def _cases(net: Net, edges: Grid, some: Sequence[Numbered], changes: Sequence[int]) -> dict[int, Case]:
    """By its place, each of these windows in which more than one thing grew."""
    places = [place for place, (_, cells) in enumerate(some) if len(cells) > 1]
    if not places:
        return {}
    base = edges[:, places]
    least, most = base.copy(), base.copy()
    for column, place in enumerate(places):
        for (_, row), amount in some[place][1].items():
            (most if amount > 0 else least)[row, column] += amount
    np.maximum(least, 0, out=least)
    np.maximum(most, 0, out=most)
    floors = forward(net, least, most)[1].max(axis=0)
    starts, ends = forward(net, most, least)
    after_start, after_finish = backward(net, most, least)
    kept = np.maximum(starts + after_start, ends + after_finish) > floors
    return {
        place: Case(
            net.part(kept[:, column]),
            kept[:, column],
            base[kept[:, column], column],
            int(floors[column]),
            changes[place],
            some[place][0],
        )
        for column, place in enumerate(places)
    }
