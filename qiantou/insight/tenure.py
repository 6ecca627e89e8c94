"""Who held what for how long, who passed it to whom, and what came straight back, from a plain log of events.

An event says from when on a holder has a case; the next event of the same case ends that. Events of one instant keep
the order they came in. What the last event of a case says is held on, for a time nobody knows: it counts nothing. Two
events of one holder in a row are one holding. A hand-over is a pair of holders one after the other; a ping-pong
(A→B→A) is one that comes straight back, told by the ordered pair A, B. Nobody holding between them parts two holders.
Time is in whole microseconds. Source: docs/rules/tenure.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

NOBODY = -1
"""The place of no holder."""
SMALL = 1 << 24
"""Up to so many pairs each has a counter of its own."""
DENSE = 16
"""Up to so many counters for each event; above it is quicker to sort."""
COUNTERS = 1 << 20
"""So many at once stay in the processor's caches."""
Places = NDArray[np.int64]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Log:
    """Events in the order they came: the places of case and holder among their names, and microseconds since 1970."""

    cases: Sequence[str]
    holders: Sequence[str]
    case: Places
    holder: Places
    time: Places


@dataclass(frozen=True)
class Tenure:
    """`held`: microseconds by case and holder, in the order of the log's names. Pairs that never met are not told."""

    log: Log
    held_case: Places
    held_holder: Places
    held_time: Places
    handovers: Mapping[Pair, int]
    pingpongs: Mapping[Pair, int]

    def held(self) -> Iterator[tuple[str, str, int]]:
        columns = (self.held_case.tolist(), self.held_holder.tolist(), self.held_time.tolist())
        for case, holder, time in zip(*columns, strict=True):
            yield self.log.cases[case], self.log.holders[holder], time


def tenure(log: Log) -> Tenure:
    case, holder, time = _in_order(log)
    handovers, pingpongs = _passed(log, case, holder)
    return Tenure(log, *_held(log, case, holder, time), handovers, pingpongs)


def _in_order(log: Log) -> tuple[Places, Places, Places]:
    """The events by case, then by time, then as they came."""
    step = np.diff(log.case)
    if not ((step < 0) | ((step == 0) & (np.diff(log.time) < 0))).any():
        return log.case, log.holder, log.time
    order = _stable(log.time - log.time.min(), np.arange(len(log.time)))
    order = _stable(log.case, order)
    return log.case[order], log.holder[order], log.time[order]


def _stable(keys: Places, order: Places) -> Places:
    """`order` sorted by its keys (≥ 0), equal ones as they were; by 16 bits at a time, which numpy does without
    comparing."""
    most = int(keys.max(initial=0))
    for shift in range(0, most.bit_length(), 16):
        digits = (keys[order] >> shift & 0xFFFF).astype(np.uint16)
        order = order[np.argsort(digits, kind="stable")]
    return order


def _held(log: Log, case: Places, holder: Places, time: Places) -> tuple[Places, Places, Places]:
    lasts = np.zeros(len(case), dtype=np.int64)
    np.subtract(time[1:], time[:-1], out=lasts[:-1])
    lasts[:-1][case[1:] != case[:-1]] = 0
    if (holder < 0).any():
        someone = holder >= 0
        case, holder, lasts = case[someone], holder[someone], lasts[someone]
    if not len(case):
        return case, holder, lasts
    many = len(log.holders)
    if len(log.cases) * many <= DENSE * len(case) and int(time.max()) - int(time.min()) < 1 << 53:
        codes, sums = _by_cell(case, case * many + holder, lasts, many)
        return codes // many, codes % many, sums
    order = _stable(case, _stable(holder, np.arange(len(holder))))
    case, holder, lasts = case[order], holder[order], lasts[order]
    first = np.flatnonzero(np.r_[True, (np.diff(case) != 0) | (np.diff(holder) != 0)])
    return case[first], holder[first], np.add.reduceat(lasts, first)


def _by_cell(case: Places, codes: Places, lasts: Places, many: int) -> tuple[Places, Places]:
    """The codes that come, rising, and the sum of each; a counter for every case and holder, some cases at a time.

    A sum is at most the time of one case, below 2⁵³: floating-point numbers hold it exactly."""
    step = max(1, COUNTERS // many)
    found, sums = [], []
    edges = np.searchsorted(case, np.arange(0, int(case[-1]) + 1 + step, step))
    for number, (first, last) in enumerate(pairwise(edges.tolist())):
        below = number * step * many
        own = codes[first:last] - below
        seen = np.flatnonzero(np.bincount(own))
        found.append(seen + below)
        sums.append(np.bincount(own, weights=lasts[first:last])[seen].astype(np.int64))
    return np.concatenate(found), np.concatenate(sums)


def _passed(log: Log, case: Places, holder: Places) -> tuple[dict[Pair, int], dict[Pair, int]]:
    """Hand-overs and ping-pongs by ordered pair."""
    begins = np.flatnonzero(np.r_[True, (np.diff(case) != 0) | (np.diff(holder) != 0)][: len(case)])
    case, holder = case[begins], holder[begins]
    passed = (case[1:] == case[:-1]) & (holder[1:] >= 0) & (holder[:-1] >= 0)
    back = passed[1:] & passed[:-1] & (holder[2:] == holder[:-2])
    pairs = holder[:-1] * len(log.holders) + holder[1:]
    return _counted(log.holders, pairs[passed]), _counted(log.holders, pairs[:-1][back])


def _counted(names: Sequence[str], pairs: Places) -> dict[Pair, int]:
    """How often each pair comes, the most frequent first, equal ones by name."""
    many = len(names)
    if many * many <= SMALL:
        counts: Any = np.bincount(pairs, minlength=0)
        codes = np.flatnonzero(counts)
        counts = counts[codes]
    else:
        codes, counts = np.unique(pairs, return_counts=True)
    found = {
        (names[code // many], names[code % many]): count
        for code, count in zip(codes.tolist(), counts.tolist(), strict=True)
    }
    return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))
