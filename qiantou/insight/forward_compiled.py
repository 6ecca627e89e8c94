"""The forward and the backward pass of `forward`, compiled for this machine where numba is installed.

The same integers as there, tested against it. int64 only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

NEVER = -(1 << 60)
"""Below every sum of a net whose sums stay under delay.SAFE."""
BLOCK = 16
"""Columns side by side: the processor takes several at once, and the rows stay in its caches."""


Function = TypeVar("Function", bound=Callable[..., Any])


def _compiled(function: Function) -> Function:
    """Compiled when first called, and kept for the next start beside the program or in the user's own cache."""
    try:
        return cast(Function, numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # neither place can be written: compiled at every start
        return cast(Function, numba.njit(nogil=True)(function))


@_compiled
def forward(net: Any, added: Any, taken: Any, start: Any, finish: Any) -> None:
    """Fills `start` and `finish`. `net`: the offsets of each row's links, then their columns (Net.links_into)."""
    offset, other, from_finish, to_finish, lag = net
    rows, columns = added.shape
    ends = np.empty(columns, dtype=np.int64)
    for row in range(rows):
        begins, finishes = start[row], finish[row]
        begins[:] = 0
        ends[:] = NEVER
        for link in range(offset[row], offset[row + 1]):
            held = finish[other[link]] if from_finish[link] else start[other[link]]
            later = lag[link]
            if to_finish[link]:
                for column in range(columns):
                    ends[column] = max(ends[column], held[column] + later)
            else:
                for column in range(columns):
                    begins[column] = max(begins[column], held[column] + later)
        for column in range(columns):
            begun = begins[column]
            finishes[column] = max(begun + added[row, column], ends[column])
            begins[column] = max(begun, ends[column] - taken[row, column])


@_compiled
def backward(net: Any, added: Any, taken: Any, after_start: Any, after_finish: Any) -> None:
    """Fills the last two. `net` as for `forward`, by the links that lead on (Net.links_out)."""
    offset, other, from_finish, to_finish, lag = net
    rows, columns = added.shape
    for row in range(rows - 1, -1, -1):
        after_start[row] = 0
        after_finish[row] = 0
        for link in range(offset[row], offset[row + 1]):
            mine = after_finish[row] if from_finish[link] else after_start[row]
            next_row = other[link]
            from_start, from_end = after_start[next_row], after_finish[next_row]
            for column in range(columns):
                if to_finish[link]:
                    rest = max(from_end[column], from_start[column] - taken[next_row, column])
                else:
                    rest = max(from_start[column], from_end[column] + added[next_row, column])
                mine[column] = max(mine[column], rest + lag[link])


@_compiled
def _again(net: Any, lasts: Any, start: Any, ends: Any, row: int) -> tuple[int, int]:
    """The start and the finish of one row, from those it waits for."""
    offset, other, from_finish, to_finish, lag = net
    begun = 0
    for link in range(offset[row], offset[row + 1]):
        place = other[link]
        held = (ends[place] if from_finish[link] else start[place]) + lag[link]
        if to_finish[link]:
            held -= lasts[row]
        begun = max(begun, held)
    return begun, begun + lasts[row]


@_compiled
def finish(net: Any, lasts: Any, start: Any, ends: Any) -> int:
    """The finish of the whole under one set of durations; fills `start` and `ends`."""
    offset, other, from_finish, to_finish, lag = net
    last = 0
    for row in range(len(lasts)):
        begun, lasting = 0, lasts[row]
        for link in range(offset[row], offset[row + 1]):
            place = other[link]
            held = (ends[place] if from_finish[link] else start[place]) + lag[link]
            begun = max(begun, held - lasting if to_finish[link] else held)
        start[row] = begun
        ends[row] = begun + lasting
        last = max(last, begun + lasting)
    return last


@_compiled
def each(net: Any, base: Any, cells: Any, asked: Any, found: Any) -> None:
    """Fills `found` with the finish for each row of `asked`; the rest as in forward.finishes_with. BLOCK at a time."""
    rows, amounts, whose = cells
    shape = (len(base), BLOCK)
    lasts, start, ends = np.empty(shape, np.int64), np.empty(shape, np.int64), np.empty(shape, np.int64)
    for first in range(0, len(asked), BLOCK):
        count = min(BLOCK, len(asked) - first)
        for row in range(len(base)):
            lasts[row] = base[row]
        for cell in range(len(rows)):
            for column in range(count):
                lasts[rows[cell], column] += amounts[cell] * asked[first + column, whose[cell]]
        for row in range(len(base)):
            for column in range(BLOCK):
                lasts[row, column] = max(lasts[row, column], 0)
        forward(net, lasts, lasts, start, ends)
        for column in range(count):
            last = 0
            for row in range(len(base)):
                last = max(last, ends[row, column])
            found[first + column] = last


@_compiled
def each_changed(into: Any, out: Any, lasts: Any, changed: Any, found: Any) -> None:
    """Fills `found` with the finish when one duration alone is another one: `changed` has a row and a duration each.

    Only what a change reaches is worked out again, and undone for the next."""
    rows = len(lasts)
    start, ends = np.empty_like(lasts), np.empty_like(lasts)
    finish(into, lasts, start, ends)
    before, after = np.zeros(rows + 1, dtype=np.int64), np.zeros(rows + 1, dtype=np.int64)
    for row in range(rows):
        before[row + 1] = max(before[row], ends[row])
        after[rows - 1 - row] = max(after[rows - row], ends[rows - 1 - row])
    reached = np.zeros(rows, dtype=np.bool_)
    undo = np.empty((rows, 3), dtype=np.int64)
    for one in range(len(changed)):
        row = changed[one, 0]
        was, lasts[row] = lasts[row], changed[one, 1]
        last, done, waiting = before[row], 0, 1
        reached[row] = True
        while waiting:
            if reached[row]:
                reached[row] = False
                waiting -= 1
                begun, ended = _again(into, lasts, start, ends, row)
                if begun != start[row] or ended != ends[row]:
                    undo[done] = row, start[row], ends[row]
                    done += 1
                    start[row], ends[row] = begun, ended
                    for link in range(out[0][row], out[0][row + 1]):
                        other = out[1][link]
                        if not reached[other]:
                            reached[other] = True
                            waiting += 1
            last = max(last, ends[row])
            row += 1
        found[one] = max(last, after[row])
        for step in range(done):
            start[undo[step, 0]], ends[undo[step, 0]] = undo[step, 1], undo[step, 2]
        lasts[changed[one, 0]] = was


@_compiled
def growing(into: Any, out: Any, base: Any, cells: Any, orders: Any, found: Any) -> None:
    """Fills `found` with the finish after each step of each order in which players lay their amounts on `base`.

    `cells`: where each player's begin, their rows, their amounts. Only what a step reaches is worked out again."""
    offset, rows, amounts = cells
    count = len(base)
    start, ends, lasts = np.empty_like(base), np.empty_like(base), np.empty_like(base)
    reached = np.zeros(count, dtype=np.bool_)
    for order in range(len(orders)):
        told = base.copy()
        for row in range(count):
            lasts[row] = max(told[row], 0)
        last = finish(into, lasts, start, ends)
        found[order, 0] = last
        for step in range(orders.shape[1]):
            player = orders[order, step]
            row, waiting, fell = count, 0, False
            for cell in range(offset[player], offset[player + 1]):
                place = rows[cell]
                told[place] += amounts[cell]
                lasts[place] = max(told[place], 0)
                if not reached[place]:
                    reached[place] = True
                    waiting += 1
                row = min(row, place)
            while waiting:
                if reached[row]:
                    reached[row] = False
                    waiting -= 1
                    begun, ended = _again(into, lasts, start, ends, row)
                    if begun != start[row] or ended != ends[row]:
                        fell = fell or (ends[row] == last and ended < last)
                        start[row], ends[row] = begun, ended
                        last = max(last, ended)
                        for link in range(out[0][row], out[0][row + 1]):
                            other = out[1][link]
                            if not reached[other]:
                                reached[other] = True
                                waiting += 1
                row += 1
            if fell:
                last = 0
                for one in range(count):
                    last = max(last, ends[one])
            found[order, step + 1] = last
