"""Even load: local search over whole lines: moves and exchanges that take effort off units over a target.

The cost of a unit is its overload squared, over its capacity: Σ max(0, load − target · capacity)² / capacity. Each
step takes the unit with the largest share and does the best move or exchange it has, even a worse one; what has just
moved rests for a few steps (F. Glover, Tabu search, ORSA Journal on Computing 1, 1989). A step costs a handful of
vector operations. With a target of 0 the same cost measures unevenness.
Source: docs/rules/load.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from qiantou.insight.load_table import Flags, Floats, Ints, Table

WIDEST = 600
"""How many partners of an exchange are looked at in one step; of more, as many by chance."""

REST = (4, 14)
"""For how many steps a line that has moved stays where it is, at least and under."""

PATIENCE = (200, 20, 1_500)
"""How many steps without a better plan until the target is given up: at least, more for each piece, at most."""


@dataclass(frozen=True)
class Step:
    """Piece `one` goes to `unit`; where `other` ≥ 0, that piece of `unit` comes back for it. `gain`: cost saved."""

    gain: float
    one: int
    unit: int
    other: int = -1


NONE = Step(-np.inf, -1, -1)


class Search:
    """Pieces of lines on units. A line shared by k units is k equal pieces, which never lie on the same unit.

    `line`, `size`: of each piece, `line` being its place in the table; `at`: the unit each piece lies on.
    """

    def __init__(self, table: Table, line: Ints, at: Ints) -> None:
        counts = np.bincount(line, minlength=len(table.lines))
        self.line, self.at = line, at.copy()
        self.size: Floats = table.effort[line] / counts[line]
        self.capacity, self.units = table.capacity, len(table.units)
        self.open: Flags = np.zeros((len(table.lines), self.units), dtype=bool)
        self.open[np.repeat(np.arange(len(table.lines)), np.diff(table.first)), table.unit] = True
        self.free: Flags = self.open.copy()  # open and not held by a piece of the same line
        self.free[line, at] = False
        self.base = table.base_near
        self.load: Floats = self.base + np.bincount(at, self.size, self.units)
        self.random = np.random.default_rng(table.instance.seed)
        self.resting: Ints = np.zeros(len(line), dtype=np.int64)
        self.steps = 0

    @property
    def value(self) -> float:
        """The largest share."""
        return float((self.load / self.capacity).max())

    def put(self, at: Ints) -> None:
        """Lay every piece where `at` says."""
        self.free[self.line, self.at] = True
        self.at = at.copy()
        self.free[self.line, self.at] = False
        self.load = self.base + np.bincount(at, self.size, self.units)

    def reach(self, target: float, *, stopped: Callable[[], bool]) -> bool:
        """Whether every share came to the target or under. Ends with the best plan met on the way, else the same."""
        best, best_at, idle = self.value, self.at.copy(), 0
        least, each, most = PATIENCE
        patience = min(most, least + each * len(self.at))
        while best > target and idle < patience and not stopped():
            self.steps += 1
            idle += 1
            step = self.best_step(self._home(target), target)
            if step.one < 0:
                continue  # all it has is at rest, or can go nowhere
            self._take(step)
            if (value := self.value) < best:
                if value < best * (1 - 1e-6):
                    idle = 0
                best, best_at = value, self.at.copy()
        self.put(best_at)
        return best <= target

    def _home(self, target: float) -> int:
        """The fullest unit, or, every other step, any over the target: one whose relief nobody else would ask for."""
        shares = self.load / self.capacity
        if self.steps % 2:
            return int(shares.argmax())
        over = np.flatnonzero(shares > target)
        return int(over[self.random.integers(len(over))])

    def best_step(self, home: int, target: float, among: Flags | None = None) -> Step:
        """The best move or exchange of a piece on `home`, of those at rest none; `among`: only of these pieces."""
        awake = self.resting <= self.steps
        if among is not None:
            awake &= among
        ours = np.flatnonzero((self.at == home) & awake)
        if not len(ours):
            return NONE
        move = self._best_move(ours, home, target)
        theirs = np.flatnonzero(self.free[self.line, home] & awake & (self.at != home))
        if not len(theirs):
            return move
        if len(theirs) > WIDEST:
            theirs = self.random.choice(theirs, WIDEST, replace=False)
        exchange = self._best_exchange(ours, theirs, home, target)
        return exchange if exchange.gain > move.gain else move

    def _cost(self, load: Floats | float, unit: Ints | int | slice, target: float) -> Floats:
        capacity = self.capacity[unit]
        over = np.maximum(load - target * capacity, 0.0)
        return np.asarray(over * over / capacity)

    def _best_move(self, ours: Ints, home: int, target: float) -> Step:
        sizes = self.size[ours]
        piece, unit = np.nonzero(self.free[self.line[ours]])
        if not len(piece):
            return NONE
        moved = sizes[piece]
        saved = self._cost(float(self.load[home]), home, target) - self._cost(self.load[home] - moved, home, target)
        added = self._cost(self.load[unit] + moved, unit, target) - self._cost(self.load[unit], unit, target)
        gain = saved - added
        best = int(gain.argmax())
        return Step(float(gain[best]), int(ours[piece[best]]), int(unit[best]))

    def _best_exchange(self, ours: Ints, theirs: Ints, home: int, target: float) -> Step:
        unit = self.at[theirs]
        one, other = np.nonzero(self.free[self.line[ours]][:, unit])
        if not len(one):
            return NONE
        unit = unit[other]
        moved = self.size[ours[one]] - self.size[theirs[other]]
        saved = self._cost(float(self.load[home]), home, target) - self._cost(self.load[home] - moved, home, target)
        added = self._cost(self.load[unit] + moved, unit, target) - self._cost(self.load[unit], unit, target)
        gain = saved - added
        best = int(gain.argmax())
        return Step(float(gain[best]), int(ours[one[best]]), int(unit[best]), int(theirs[other[best]]))

    def _take(self, step: Step) -> None:
        home = int(self.at[step.one])
        self._lay(step.one, step.unit)
        if step.other >= 0:
            self._lay(step.other, home)

    def _lay(self, piece: int, unit: int) -> None:
        line, old = self.line[piece], self.at[piece]
        self.load[old] -= self.size[piece]
        self.load[unit] += self.size[piece]
        self.free[line, old], self.free[line, unit] = self.open[line, old], False
        self.at[piece] = unit
        self.resting[piece] = self.steps + int(self.random.integers(*REST))

    def level(self, among: Flags, limit: float, *, stopped: Callable[[], bool]) -> None:
        """Even out below the largest share with these pieces alone, as long as no share comes over `limit`."""
        self.resting[:] = 0
        for _ in range(4):
            changed = False
            for home in np.argsort(-self.load / self.capacity, kind="stable").tolist():
                while not stopped():
                    step = self.best_step(home, 0.0, among)
                    if step.gain <= 1e-9 * (1 + self.load[home]) or not self._keeps(step, limit):
                        break
                    self._take(step)
                    self.resting[step.one] = self.resting[step.other] = 0
                    changed = True
            if not changed:
                return

    def _keeps(self, step: Step, limit: float) -> bool:
        moved = self.size[step.one] - (self.size[step.other] if step.other >= 0 else 0.0)
        home = int(self.at[step.one])
        pairs = ((step.unit, self.load[step.unit] + moved), (home, self.load[home] - moved))
        return all(load <= limit * self.capacity[unit] * (1 - 1e-12) for unit, load in pairs)
