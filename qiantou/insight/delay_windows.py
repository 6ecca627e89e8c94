"""One window of a delay: its change of finish, shared over the parties that acted in it.

v(S) is what the growth of the parties S within the window, on top of all growth before it, does to the finish; the
shares are the Shapley value of v. Only rows that some S could make controlling are looked at: where even the longest
way through a row is no longer than the shortest finish, no S can make it matter, and whoever has only such rows adds
nothing to any S. Source: docs/rules/delay.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from qiantou.insight import shapley
from qiantou.insight.delay_alike import alike
from qiantou.insight.delay_growth import Cell
from qiantou.insight.forward import Grid, Net, finishes
from qiantou.insight.forward_laid import (
    Cells,
    finishes_changed,
    finishes_growing,
    finishes_with,
    finishes_without,
)


@dataclass
class Split:
    """The change of one window in scaled integers; `parts` by party, `cells` by party and row, both adding up to it."""

    change: int
    parts: dict[int, Fraction] = field(default_factory=dict)
    cells: dict[Cell, Fraction] = field(default_factory=dict)
    variances: dict[int, Fraction] = field(default_factory=dict)
    concurrent: int = 0
    draws: int = 0


@dataclass(frozen=True)
class Case:
    """A window that has to be worked out: `net` and the `base` durations before it, of the rows `kept` out of all;
    `floor`: the finish that no S can be below; `number`: of the window, from 0."""

    net: Net
    kept: NDArray[np.bool_]
    base: Grid
    floor: int
    change: int
    number: int = 0


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
    laid = Cells(
        place[[row for _, row in cells]],
        np.array([grown[cell] for cell in cells], dtype=case.base.dtype),
        np.array([seat[party] for party, _ in cells]),
    )
    shares, variances, draws = _shares(case, laid, len(players))
    whole = case.change + max(int(finishes(case.net, np.maximum(case.base, 0)[:, None])[0]), case.floor)
    without = np.maximum(finishes_without(case.net, case.base, laid, len(players)), case.floor)
    spared = sum(max(0, whole - one) for one in without.tolist())
    found = Split(
        case.change,
        dict(zip(players, shares, strict=True)),
        variances=dict(zip(players, variances, strict=True)) if variances else {},
        concurrent=max(0, case.change - spared) if case.change > 0 else 0,
        draws=draws,
    )
    if len(cells) == len(players):
        found.cells = {cell: shares[seat[cell[0]]] for cell in cells}
    else:
        found.cells = _by_cell(found.parts, dict(zip(cells, _weights(case, laid), strict=True)), grown)
    return found


def _shares(case: Case, laid: Cells, players: int) -> tuple[list[Fraction], list[Fraction], int]:
    """Each player's share; its variance and how many orders were drawn, where they were."""
    if players <= shapley.EXACT:
        asked = shapley.every_coalition(players)
        values = np.maximum(finishes_with(case.net, case.base, laid, asked), case.floor)
        return shapley.exact(values, players), [], 0
    draws = shapley.pairs(players * case.net.rows)
    orders = np.array(shapley.drawn_orders(players, draws, case.number))
    values = np.maximum(finishes_growing(case.net, case.base, laid, orders), case.floor)
    return *shapley.sampled(values, orders, alike(case.net, case.base, laid)), draws


def _weights(case: Case, laid: Cells) -> list[int]:
    """By cell, what it changes by coming alone and by coming last, added."""
    rows, amounts = laid.rows, laid.amounts
    least, most = np.maximum(case.base, 0), case.base.copy()
    np.add.at(most, rows, amounts)
    single = finishes_changed(case.net, least, rows, np.maximum(case.base[rows] + amounts, 0))
    without = finishes_changed(case.net, np.maximum(most, 0), rows, np.maximum(most[rows] - amounts, 0))
    nothing, whole = finishes(case.net, np.stack([least, np.maximum(most, 0)], axis=1))
    first = np.maximum(single, case.floor) - max(int(nothing), case.floor)
    last = max(int(whole), case.floor) - np.maximum(without, case.floor)
    return [int(one) for one in first + last]


def _by_cell(shares: dict[int, Fraction], weights: dict[Cell, int], grown: dict[Cell, int]) -> dict[Cell, Fraction]:
    """Each party's share over its activities, in proportion to their weights, as far as those have the sign of the
    share; where none has, to how much they grew."""
    own: dict[int, dict[Cell, int]] = {party: {} for party in shares}
    for cell, weight in weights.items():
        own[cell[0]][cell] = max(0, weight if shares[cell[0]] > 0 else -weight)
    found = {}
    for party, share in shares.items():
        mine = own[party] if any(own[party].values()) else {cell: abs(grown[cell]) for cell in own[party]}
        total = sum(mine.values())
        found.update({cell: share * weight / total for cell, weight in mine.items()})
    return found
