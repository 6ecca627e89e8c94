"""Even load: a sharper bound where some lines are too large for some units.

A plan either lays a line where that line alone brings a unit to some share or over, and then its largest share is no
less; or it does without such pairs, and then the bound without them holds. The smaller of the two is certain. The
share from which on pairs are left out is found by halving (J. K. Lenstra, D. B. Shmoys, É. Tardos, Approximation
algorithms for scheduling unrelated parallel machines, Mathematical Programming 46, 1990, prune in the same way).
Source: docs/rules/load.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from qiantou.insight.load_bound import bound_by_weights
from qiantou.insight.load_table import Flags, Floats, Table, narrowed
from qiantou.insight.load_terms import Bound

HALVINGS = 5


def sharpen(bound: Bound, table: Table, value: float, weights: Callable[[Table], Floats | None]) -> Bound:
    """A bound no less than `bound`. `value`: the best largest share so far; `weights`: what the relaxation of a table
    gives, None once there is no time."""
    low, high = float(bound.value), value
    for _ in range(HALVINGS):
        share = (low + high) / 2
        keep, least = _without_large(table, share)
        if least is None:
            return bound
        fewer = narrowed(table, keep)
        found = weights(fewer)
        if found is None:
            return bound
        without = bound_by_weights(fewer, found)
        if without.value > bound.value:
            bound = max(bound, replace(without, value=min(without.value, least), over=least), key=lambda one: one.value)
        low, high = (share, high) if without.value >= least else (low, share)
    return bound


def _without_large(table: Table, share: float) -> tuple[Flags, Fraction | None]:
    """The pairs whose line alone keeps the unit to the share, all pairs of a line that has none such; and the least
    exact share of a pair left out."""
    line = np.repeat(np.arange(len(table.lines)), np.diff(table.first))
    alone = (table.base_near[table.unit] + (table.effort / np.array(table.most))[line]) / table.capacity[table.unit]
    keep = alone <= share
    keep |= ~np.logical_or.reduceat(keep, table.first[:-1])[line]
    out = np.flatnonzero(~keep)
    if not len(out):
        return keep, None
    nearest = out[alone[out] <= alone[out].min() * (1 + 1e-9)].tolist()
    return keep, min(_alone(table, int(line[pair]), int(table.unit[pair])) for pair in nearest)


def _alone(table: Table, line: int, unit: int) -> Fraction:
    """The share of the unit with a piece of this line, as small as it may be, and no other."""
    return (table.base[unit] + Fraction(table.lines[line].effort, table.most[line])) / table.units[unit].capacity
