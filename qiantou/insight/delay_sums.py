"""What a delay comes to over all windows, and what else is told of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from qiantou.insight.delay_growth import Piece
from qiantou.insight.delay_windows import Split
from qiantou.insight.forward import Grid, Net, backward, finishes, forward
from qiantou.insight.forward_laid import finishes_changed


@dataclass
class Sums:
    """Over windows, in scaled integers: by party, by row, the variances of drawn shares, and what was concurrent.

    `draws`: the fewest orders drawn in a window whose shares are not exact; 0 where all are."""

    parts: defaultdict[int, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    rows: defaultdict[int, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    variances: defaultdict[int, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    concurrent: int = 0
    draws: int = 0


def summed(splits: Iterable[Split]) -> Sums:
    found = Sums()
    for one in splits:
        for party, share in one.parts.items():
            found.parts[party] += share
        for (_, row), share in one.cells.items():
            found.rows[row] += share
        for party, variance in one.variances.items():
            found.variances[party] += variance
        found.concurrent += one.concurrent
        found.draws = min(filter(None, (found.draws, one.draws)), default=0)
    return found


def floats(net: Net, durations: Grid) -> list[int]:
    """By row, how much later it could begin, or end, without the whole ending later. `durations`: one column."""
    if not net.rows:
        return []
    starts, ends = forward(net, durations, durations)
    after_start, after_finish = backward(net, durations, durations)
    through = np.maximum(starts + after_start, ends + after_finish)
    finish = int(ends.max())
    return [finish - one for one in through[:, 0].tolist()]


def but_for(net: Net, actual: Grid, pieces: Sequence[Piece], parties: int) -> list[int]:
    """By party, the finish without anything it changed. `actual`: one column."""
    own: defaultdict[int, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for piece in pieces:
        own[piece.party][piece.row] += piece.length
    finish = int(finishes(net, actual)[0])
    found = [finish] * parties
    asked = sorted(own)
    if not net.to_finish.any():  # then shorter durations never lengthen the whole
        room = floats(net, actual)
        asked = [one for one in asked if any(room[row] == 0 or grown < 0 for row, grown in own[one].items())]
    single = [one for one in asked if len(own[one]) == 1]
    rows = np.array([row for one in single for row in own[one]], dtype=np.int64)
    less = np.array([grown for one in single for grown in own[one].values()], dtype=actual.dtype)
    lasts = actual[:, 0]
    if single:
        other = np.maximum(lasts[rows] - less, 0)
        for party, value in zip(single, finishes_changed(net, lasts, rows, other).tolist(), strict=True):
            found[party] = value
    for party in asked:
        if len(own[party]) > 1:
            durations = actual.copy()
            for row, grown in own[party].items():
                durations[row, 0] -= grown
            found[party] = int(finishes(net, np.maximum(durations, 0))[0])
    return found
