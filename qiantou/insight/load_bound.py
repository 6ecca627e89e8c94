"""Even load: what no plan can do better than, exactly.

Any set of units must carry every line that may go to no unit outside it. What they must carry, divided by their
capacity together, is a bound on the largest share; the best such bound equals the optimum of the linear program in
which lines may be cut at will (its dual is a weight on units, and the sets of units at or above a weight are as
good as the weights: the coarea formula for this sum of minima). So the solver's numbers are only a hint at which sets
to look at; each bound here is counted again in whole numbers, and is true whatever the solver said.
Source: docs/rules/load.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

import numpy as np

from qiantou.insight.load_table import Flags, Floats, Table
from qiantou.insight.load_terms import Bound, Proof

NOTHING = Bound(Fraction(0), Proof.NOTHING)


def better(bounds: Iterable[Bound]) -> Bound:
    """The largest; the first of equals."""
    return max(bounds, key=lambda bound: bound.value, default=NOTHING)


def plain_bound(table: Table) -> Bound:
    """The best of those that need no solver: each unit's other work, each line alone, all units together."""
    everyone = bound_by_weights(table, np.ones(len(table.units)))
    return better([NOTHING, everyone, *_busy(table), *_alone(table)])


def bound_by_weights(table: Table, weights: Floats) -> Bound:
    """The best bound among the sets of units whose weight is at or above some number. `weights`: one a unit, any."""
    if not len(table.lines):
        return NOTHING
    least = np.minimum.reduceat(weights[table.unit], table.first[:-1])
    order = np.argsort(-least, kind="stable")
    efforts = list(accumulate((table.lines[at].effort for at in order.tolist()), initial=0))
    down = np.argsort(-weights, kind="stable").tolist()
    sizes = np.searchsorted(-least[order], -weights[down], side="right").tolist()
    best, base, capacity = (Fraction(0), 0, 0), Fraction(0), 0
    for count, at in enumerate(down):
        base += table.base[at]
        capacity += table.units[at].capacity
        if count + 1 < len(down) and weights[down[count + 1]] == weights[at]:
            continue
        value = (efforts[sizes[count]] + base) / capacity
        best = max(best, (value, count + 1, sizes[count]), key=lambda found: found[0])
    value, count, lines = best
    members = sorted(down[:count])
    return Bound(
        value,
        Proof.UNITS if lines else Proof.BUSY,
        units=tuple(table.units[at].unit for at in members),
        lines=lines,
        effort=efforts[lines] + sum((table.base[at] for at in members), Fraction(0)),
        capacity=sum(table.units[at].capacity for at in members),
    )


def _busy(table: Table) -> Iterator[Bound]:
    for unit, base in zip(table.units, table.base, strict=True):
        yield Bound(base / unit.capacity, Proof.BUSY, (unit.unit,), effort=base, capacity=unit.capacity)


def _alone(table: Table) -> Iterator[Bound]:
    """The line that by itself asks most, however many units share it."""
    best, found = Fraction(0), None
    near = least_near(table, [1] * len(table.lines))  # with one unit: never less than with more
    for at in np.argsort(-near, kind="stable").tolist():
        if float(best) > near[at] * (1 + 1e-12):
            break
        value = min(least_share(table, at, count) for count in range(1, table.most[at] + 1))
        if value > best:
            best, found = value, table.lines[at]
    if found is not None:
        yield Bound(best, Proof.LINE, lines=1, effort=Fraction(found.effort), line=found.line)


def least_share(table: Table, at: int, count: int) -> Fraction:
    """The largest share among the `count` units that would carry the line most easily, nothing else given to them."""
    each = Fraction(table.lines[at].effort, count)
    places: list[int] = table.open_to(at).tolist()
    shares: list[Fraction] = sorted((table.base[place] + each) / table.units[place].capacity for place in places)
    return shares[count - 1]


def least_near(table: Table, counts: Sequence[int]) -> Floats:
    """For each line made of so many pieces, about the least share at which any one unit could carry one of them."""
    if not len(table.lines):
        return np.zeros(0)
    each = np.repeat(table.effort / np.array(counts), np.diff(table.first))
    shares = (table.base_near[table.unit] + each) / table.capacity[table.unit]
    return np.asarray(np.minimum.reduceat(shares, table.first[:-1]))


def pairs_within(table: Table, weights: Floats, target: float) -> Flags:
    """The pairs that a plan with no share over `target` can use, about; always the cheapest ones of each line.

    A piece of effort e on a unit that is not its line's cheapest lifts the bound of the weights by e times what it
    costs more (fixing of variables by reduced cost); a piece that alone overfills a unit cannot lie there.
    """
    each = np.repeat(table.effort / np.array(table.most), np.diff(table.first))
    price = weights / float(weights @ table.capacity)
    cost = price[table.unit]
    least = np.minimum.reduceat(cost, table.first[:-1])
    extra = cost - np.repeat(least, np.diff(table.first))
    bound = float(least @ table.effort + price @ table.base_near)
    fits = table.base_near[table.unit] + each <= target * table.capacity[table.unit]
    cheap = bound + each * extra <= target
    keep = fits & cheap
    lost = np.repeat(~np.logical_or.reduceat(keep, table.first[:-1]), np.diff(table.first))
    return np.asarray(keep | (lost & (extra <= 1e-12)))
