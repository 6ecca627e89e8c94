"""Even load: the linear program in which lines may be cut at will, solved by HiGHS.

minimise t  where  Σ_i y_ij = effort_j for each line j,  base_i + Σ_j y_ij ≤ t · capacity_i for each unit i,  y ≥ 0,
over the pairs of line and unit that are open. The interior-point method without crossover: on 10,000 lines over
200 units it took a quarter of the time of the simplex method. What comes back is only a hint (see load_bound), so
an unfinished answer may be used as it is.
Source: docs/rules/load.md; Q. Huangfu and J. A. J. Hall, Parallelizing the dual revised simplex method, 2018 (HiGHS).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from qiantou.insight.load_table import Floats, Table

STAYING = 2e-4
"""What a line that stays where it is today may cost: at most so much of a share, were all of them to stay."""


@dataclass(frozen=True)
class Relaxed:
    """`weights`: the dual, one a unit, ≥ 0; `parts`: effort of each pair, in the order of the table's pairs."""

    weights: Floats
    parts: Floats


def relax(table: Table, *, seconds: float, stopped: Callable[[], bool]) -> Relaxed | None:
    """What HiGHS found within the time and before `stopped`; None where it found nothing."""
    pairs, lines = len(table.unit), len(table.lines)
    if not lines or seconds <= 0:
        return None
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor alone carries no types
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("solver", "ipm")
    highs.setOptionValue("run_crossover", "on")
    highs.setOptionValue("threads", 1)  # the same numbers on any machine
    highs.setOptionValue("time_limit", seconds)
    highs.passModel(_program(table))

    def watch(event: highspy.HighsCallbackEvent) -> None:
        if stopped():
            event.interrupt()

    highs.cbIpmInterrupt += watch
    highs.cbSimplexInterrupt += watch
    highs.run()
    solution = highs.getSolution()
    parts, dual = np.array(solution.col_value), np.array(solution.row_dual)
    if len(parts) != pairs + 1 or not len(dual) or not (np.isfinite(parts).all() and np.isfinite(dual).all()):
        return None
    return Relaxed(np.maximum(-dual[lines:], 0.0), parts[:pairs] * _scale(table))


def _today(table: Table) -> Floats:
    """1 for each pair of a line and a unit it has today, else 0."""
    found = [
        float(table.units[place].unit in line.now)
        for at, line in enumerate(table.lines)
        for place in table.open_to(at).tolist()
    ]
    return np.array(found)


def _scale(table: Table) -> float:
    return float(table.effort.mean()) or 1.0


def _program(table: Table) -> highspy.HighsLp:
    """Columns: the pairs, then t. Rows: the lines, then the units. Efforts are scaled to a mean of one."""
    pairs, lines, units = len(table.unit), len(table.lines), len(table.units)
    scale = _scale(table)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = pairs + 1, lines + units
    program.col_cost_ = np.append(-STAYING * _today(table), float(lines))
    program.col_lower_, program.col_upper_ = np.zeros(pairs + 1), np.full(pairs + 1, highspy.kHighsInf)
    efforts = table.effort / scale
    program.row_lower_ = np.append(efforts, np.full(units, -highspy.kHighsInf))
    program.row_upper_ = np.append(efforts, -table.base_near / scale)
    rows = np.empty((pairs, 2), dtype=np.int32)
    rows[:, 0] = np.repeat(np.arange(lines), np.diff(table.first))
    rows[:, 1] = lines + table.unit
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.start_ = np.append(np.arange(pairs + 1) * 2, 2 * pairs + units).astype(np.int32)
    matrix.index_ = np.append(rows.ravel(), lines + np.arange(units)).astype(np.int32)
    matrix.value_ = np.append(np.ones(2 * pairs), -table.capacity / scale)
    return program
