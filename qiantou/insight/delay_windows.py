"""One window of a delay: its change of finish, shared over the parties that acted in it.

v(S) is what the growth of the parties S within the window, on top of all growth before it, does to the finish; the
shares are the Shapley value of v. Only rows that some S could make controlling are looked at: where even the longest
way through a row is no longer than the shortest finish, no S can make it matter, and whoever has only such rows adds
nothing to any S. Source: docs/rules/delay.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from qiantou.insight import shapley
from qiantou.insight.delay_growth import Cell
from qiantou.insight.forward import Grid, Net, finishes

CELLS = 1 << 21
"""Rows × columns worked on at once."""


@dataclass
class Split:
    """The change of one window in scaled integers; `parts` by party, `cells` by party and row, both adding up to it."""

    change: int
    parts: dict[int, Fraction] = field(default_factory=dict)
    cells: dict[Cell, Fraction] = field(default_factory=dict)
    variances: dict[int, Fraction] = field(default_factory=dict)
    concurrent: int = 0


@dataclass(frozen=True)
class Case:
    """A window that has to be worked out: `net` and the `base` durations before it, of the rows `kept` out of all;
    `floor`: the finish that no S can be below."""

    net: Net
    kept: NDArray[np.bool_]
    base: Grid
    floor: int
    change: int


def alone(change: int, cells: dict[Cell, int]) -> Split:
    """A window in which one party did something to one activity."""
    ((party, row),) = cells
    return Split(change, {party: Fraction(change)}, {(party, row): Fraction(change)})


def split(case: Case, grown: dict[Cell, int]) -> Split:
    """The shares of the parties, and of each party's activities in its share."""
    place = np.cumsum(case.kept) - 1
    cells = sorted(cell for cell in grown if case.kept[cell[1]])
    players = sorted({party for party, _ in cells})
    if not cells:
        return Split(case.change)
    seat = {party: number for number, party in enumerate(players)}
    of_party = np.array([seat[party] for party, _ in cells])
    one_each = len(cells) == len(players)
    orders = [] if len(players) <= shapley.EXACT else shapley.drawn_orders(len(players))
    coalitions = shapley.growing(orders, len(players)) if orders else shapley.every_coalition(len(players))
    full, single = np.ones((1, len(cells)), dtype=bool), np.eye(len(cells), dtype=bool)
    without = ~(of_party[None, :] == np.arange(len(players))[:, None])
    asked = [coalitions[:, of_party], full, without]
    if not one_each:
        asked += [~single, single, np.zeros((1, len(cells)), dtype=bool)]
    rows = place[[row for _, row in cells]]
    amounts = np.array([grown[cell] for cell in cells], dtype=case.base.dtype)
    values = _values(case, rows, amounts, np.vstack(asked))
    table, rest = values[: len(coalitions)], [int(one) for one in values[len(coalitions) :]]
    shares, variances = shapley.sampled(table, orders) if orders else (shapley.exact(table, len(players)), [])
    spared = sum(max(0, rest[0] - one) for one in rest[1 : 1 + len(players)])
    found = Split(
        case.change,
        dict(zip(players, shares, strict=True)),
        variances=dict(zip(players, variances, strict=True)) if orders else {},
        concurrent=max(0, case.change - spared) if case.change > 0 else 0,
    )
    if one_each:
        found.cells = {cell: shares[seat[cell[0]]] for cell in cells}
    else:
        found.cells = _by_cell(cells, found.parts, grown, rest[0], rest[1 + len(players) :])
    return found


def _values(case: Case, rows: Grid, amounts: Grid, asked: shapley.Bits) -> Grid:
    """The finish for each set of cells asked about, a row of `asked` each."""
    columns = max(1, CELLS // max(1, case.net.rows))
    found = []
    for first in range(0, len(asked), columns):
        some = asked[first : first + columns]
        durations = np.repeat(case.base[:, None], len(some), axis=1)
        for number, row in enumerate(rows):  # one row may hold the cells of several parties
            durations[row, some[:, number]] += amounts[number]
        np.maximum(durations, 0, out=durations)
        found.append(np.maximum(finishes(case.net, durations), case.floor))
    return np.concatenate(found)


def _by_cell(
    cells: Sequence[Cell], shares: dict[int, Fraction], grown: dict[Cell, int], whole: int, rest: Sequence[int]
) -> dict[Cell, Fraction]:
    """Each party's share over its activities, in proportion to what each changes by coming last and by coming alone, as
    far as that has the sign of the share; where none has, to how much they grew."""
    without, single, nothing = rest[: len(cells)], rest[len(cells) : -1], rest[-1]
    weights: dict[Cell, int] = {}
    for number, cell in enumerate(cells):
        sign = 1 if shares[cell[0]] > 0 else -1
        weights[cell] = max(0, sign * (whole - without[number] + single[number] - nothing))
    found = {}
    for party, share in shares.items():
        own = {cell: weights[cell] for cell in cells if cell[0] == party}
        if not any(own.values()):
            own = {cell: abs(grown[cell]) for cell in own}
        total = sum(own.values())
        found.update({cell: share * weight / total for cell, weight in own.items()})
    return found
