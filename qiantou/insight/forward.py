"""When everything begins and ends at the earliest, for many sets of durations at once: forward and backward pass.

Arrays have a row for each activity and a column for each set of durations. A link holds back the beginning of what
comes after it (FS, SS) or its end (FF, SF):

    a = max(0, finish of before + lag over FS, start of before + lag over SS)
    b = max(finish of before + lag over FF, start of before + lag over SF)
    start = max(a, b − duration), finish = start + duration = max(a + duration, b)

With the longest durations added and the shortest taken off, the same pass bounds every start and finish from above,
and the other way round from below. Integers only: int64, or Python's own (dtype object) where those could overflow.
Source: J. E. Kelley, Critical-path planning and scheduling, 1961; links of four types as in the precedence diagram
method (J. W. Fondahl, 1961). docs/rules/delay.md.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

Grid = NDArray[Any]
"""Integers; activities × sets of durations."""
Links = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_], Grid]
"""Where each row's links begin, and then their other rows, from a finish, to a finish, lags."""
Step = tuple[int, bool, bool, int]
"""The other activity's row, from its finish, to a finish, lag."""


HAS_NUMBA = find_spec("numba") is not None
WORTH = 1_000_000
"""Rows × columns."""
CELLS = 1 << 21
"""Rows × columns worked on at once."""


@dataclass(frozen=True)
class Net:
    """The links by row, rows in an order in which every link leads on. `lag` has the dtype of all durations."""

    rows: int
    before: NDArray[np.int64]
    after: NDArray[np.int64]
    from_finish: NDArray[np.bool_]
    to_finish: NDArray[np.bool_]
    lag: Grid

    @cached_property
    def into(self) -> list[list[Step]]:
        """By row, the links that lead to it."""
        return self._steps(self.after, self.before)

    @cached_property
    def out(self) -> list[list[Step]]:
        """By row, the links that lead on from it."""
        return self._steps(self.before, self.after)

    def _steps(self, own: NDArray[np.int64], other: NDArray[np.int64]) -> list[list[Step]]:
        steps: list[list[Step]] = [[] for _ in range(self.rows)]
        columns = (own, other, self.from_finish, self.to_finish, self.lag)
        for row, *step in zip(*(column.tolist() for column in columns), strict=True):
            steps[row].append(tuple(step))
        return steps

    @cached_property
    def links_into(self) -> Links:
        """The links sorted by the row they lead to."""
        return self._sorted(self.after, self.before)

    @cached_property
    def links_out(self) -> Links:
        """The links sorted by the row they lead on from."""
        return self._sorted(self.before, self.after)

    def _sorted(self, own: NDArray[np.int64], other: NDArray[np.int64]) -> Links:
        order = np.argsort(own, kind="stable")
        offset = np.searchsorted(own[order], np.arange(self.rows + 1))
        return offset, other[order], self.from_finish[order], self.to_finish[order], self.lag[order]

    def part(self, kept: NDArray[np.bool_]) -> Net:
        """The rows kept and the links between them."""
        links = kept[self.before] & kept[self.after]
        place = np.cumsum(kept) - 1
        return Net(
            int(kept.sum()), place[self.before[links]], place[self.after[links]],
            self.from_finish[links], self.to_finish[links], self.lag[links],
        )  # fmt: skip


def net(rows: int, links: Sequence[tuple[int, int, bool, bool, int]], dtype: type) -> Net:
    """A net of links (before, after, from finish, to finish, lag)."""
    columns = list(zip(*links, strict=True)) or [()] * 5
    return Net(
        rows,
        np.array(columns[0], dtype=np.int64),
        np.array(columns[1], dtype=np.int64),
        np.array(columns[2], dtype=np.bool_),
        np.array(columns[3], dtype=np.bool_),
        np.array(columns[4], dtype=dtype),
    )


def is_compiled(dtype: np.dtype[Any], size: int) -> bool:
    """Whether numba is installed, and worth its start of about a second: large nets, or where it has begun already."""
    if dtype != np.int64 or not HAS_NUMBA:
        return False
    return size >= WORTH or "qiantou.insight.forward_compiled" in sys.modules


def forward(net: Net, added: Grid, taken: Grid) -> tuple[Grid, Grid]:
    """Starts and finishes, with `added` as durations in finishes and `taken` as durations in starts."""
    start, finish = np.empty_like(added), np.empty_like(added)
    if is_compiled(added.dtype, added.size):
        from qiantou.insight import forward_compiled

        forward_compiled.forward(net.links_into, added, taken, start, finish)
        return start, finish
    for row, steps in enumerate(net.into):
        begins: Grid | int = 0
        ends: Grid | None = None
        for other, from_finish, to_finish, lag in steps:
            held = (finish if from_finish else start)[other] + lag
            if not to_finish:
                begins = np.maximum(begins, held)
            else:
                ends = held if ends is None else np.maximum(ends, held)
        if ends is None:
            start[row] = begins
            finish[row] = begins + added[row]
        else:
            start[row] = np.maximum(begins, ends - taken[row])
            finish[row] = np.maximum(begins + added[row], ends)
    return start, finish


def backward(net: Net, added: Grid, taken: Grid) -> tuple[Grid, Grid]:
    """How long it goes on at the least after each start and each finish, ≥ 0; durations as in `forward`."""
    after_start, after_finish = np.zeros_like(added), np.zeros_like(added)
    if is_compiled(added.dtype, added.size):
        from qiantou.insight import forward_compiled

        forward_compiled.backward(net.links_out, added, taken, after_start, after_finish)
        return after_start, after_finish
    for row in range(net.rows - 1, -1, -1):
        for other, from_finish, to_finish, lag in net.out[row]:
            if to_finish:
                rest = np.maximum(after_finish[other], after_start[other] - taken[other])
            else:
                rest = np.maximum(after_start[other], after_finish[other] + added[other])
            mine = after_finish if from_finish else after_start
            np.maximum(mine[row], rest + lag, out=mine[row])
    return after_start, after_finish


def finishes(net: Net, durations: Grid) -> Grid:
    """The finish of the whole for each column; 0 for a net without activities."""
    if not net.rows:
        return np.zeros(durations.shape[1], dtype=durations.dtype)
    return np.asarray(forward(net, durations, durations)[1].max(axis=0))
