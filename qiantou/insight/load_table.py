"""Even load: a checked instance as vectors, for the solver.

A line goes to units whose duty fits, that are not excluded and have capacity. Where no duty fits, it goes to those
that come nearest, and is listed as unfit. A fixed line is a person's decision: it is part of what its units already
carry, and asks for no fit. Source: docs/rules/load.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from qiantou.insight.load_check import most
from qiantou.insight.load_terms import Instance, Line, Unit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Table:
    """`units`: those with capacity, m of them. `lines`: those not fixed, n of them. A pair is a line and a unit it may
    go to: pairs `[first[j], first[j + 1])` are line j's, `unit[pair]` in ascending order.

    `base`: what each unit carries whatever the plan, exact; `base_near`, `capacity`, `effort`: the same as decimals.
    """

    instance: Instance
    units: tuple[Unit, ...]
    lines: tuple[Line, ...]
    most: tuple[int, ...]
    unfit: tuple[str, ...]
    base: tuple[Fraction, ...]
    base_near: Floats
    capacity: Floats
    effort: Floats
    first: Ints
    unit: Ints
    place: dict[str, int]

    def open_to(self, line: int) -> Ints:
        """The places of the units the line may go to."""
        return self.unit[self.first[line] : self.first[line + 1]]


def table(instance: Instance) -> Table:
    """The vectors of a checked instance."""
    units = tuple(unit for unit in instance.units if unit.capacity)
    place = {unit.unit: at for at, unit in enumerate(units)}
    lines = tuple(line for line in instance.lines if not line.fixed)
    base = [Fraction(unit.busy) for unit in units]
    for line in instance.lines:
        if line.fixed:
            for name in line.now:
                base[place[name]] += Fraction(line.effort, len(line.now))
    found = [_open_to(line, place, instance.floor) for line in lines]
    return Table(
        instance=instance,
        units=units,
        lines=lines,
        most=tuple(min(most(instance, line), len(places)) for line, (places, _) in zip(lines, found, strict=True)),
        unfit=tuple(line.line for line, (_, fits) in zip(lines, found, strict=True) if not fits),
        base=tuple(base),
        base_near=np.array([float(load) for load in base]),
        capacity=np.array([float(unit.capacity) for unit in units]),
        effort=np.array([float(line.effort) for line in lines]),
        first=np.cumsum([0, *(len(places) for places, _ in found)], dtype=np.int64),
        unit=np.array([at for places, _ in found for at in places], dtype=np.int64),
        place=place,
    )


def narrowed(full: Table, keep: Flags) -> Table:
    """The table with these pairs alone. Each line keeps at least one."""
    line = np.repeat(np.arange(len(full.lines)), np.diff(full.first))[keep]
    counts = np.bincount(line, minlength=len(full.lines))
    return replace(
        full,
        first=np.concatenate([[0], np.cumsum(counts)]),
        unit=full.unit[keep],
        most=tuple(min(most, count) for most, count in zip(full.most, counts.tolist(), strict=True)),
    )


def _open_to(line: Line, place: dict[str, int], floor: int) -> tuple[list[int], bool]:
    """Where a checked line may go, in the order of the units, and whether their duty fits it."""
    grades = {unit: grade for unit, grade in line.fit.items() if unit in place and unit not in line.excluded}
    fitting = [place[unit] for unit, grade in grades.items() if grade >= floor]
    if fitting:
        return sorted(fitting), True
    graded = {at: grades.get(unit, 0) for unit, at in place.items() if unit not in line.excluded}
    best = max(graded.values())
    return [at for at, grade in graded.items() if grade == best], False
