"""Even load 忙闲不均: give lines to units so that the largest share of capacity is as small as can be.

A bound that needs no solver first; where the search does not come near it, the linear program gives a better one and
a better start; then whole lines are moved and exchanged. At any moment there is a best plan and a bound that is
certain: whoever stops the search gets both. The numbers of the plan are exact; decimals stay inside the search.
Source: docs/rules/load.md, whose worked examples the tests run; docs/adr/0014-even-load.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction

import numpy as np

from qiantou.insight import load_start
from qiantou.insight.load_bound import better, bound_by_weights, pairs_within, plain_bound
from qiantou.insight.load_check import check
from qiantou.insight.load_plan import places_of, plan
from qiantou.insight.load_relaxation import Relaxed, relax
from qiantou.insight.load_search import Search
from qiantou.insight.load_sharpen import sharpen
from qiantou.insight.load_table import Floats, Ints, Table, narrowed, table
from qiantou.insight.load_terms import Bound, Ended, Instance, Plan, Progress

SECONDS = 10.0
"""[default] For how long a plan is looked for."""

SPLITS = 40
"""At most so many lines are shared by one unit more than needed, one after another."""

WIDTHS = (1, 4)
"""How far from the bound, in times of near enough, the plans are for which pairs are kept after the relaxation."""

CLOSING = 0.06
"""The part of the time that is kept for settling and telling the plan."""


def solve(
    instance: Instance,
    *,
    seconds: float = SECONDS,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Plan:
    """The best plan found within the time or before `cancelled` says so, asked some ten times a second.

    Raises Impossible, naming the lines (or units) at fault.
    """
    watch = _Watch(seconds, cancelled, progress)
    check(instance)
    asked = table(instance)
    if not asked.lines:
        return plan(asked, [], bound=plain_bound(asked), ended=Ended.ENOUGH)
    return _Solver(asked, watch).plan()


class _Watch:
    """Time and the person who waits: asked at every step, it looks up only now and then."""

    def __init__(self, seconds: float, cancelled: Callable[[], bool], progress: Callable[[Progress], None]) -> None:
        self.begun = time.monotonic()
        self.until = self.begun + seconds * (1 - CLOSING)
        self.cancelled, self.progress = cancelled, progress
        self.ended: Ended | None = None
        self.next = self.begun

    @property
    def left(self) -> float:
        return self.until - time.monotonic()

    def over(self, told: Callable[[], Progress]) -> bool:
        now = time.monotonic()
        if self.ended is None and now >= self.next:
            self.next = now + 0.1
            self.progress(told())
            if self.cancelled():
                self.ended = Ended.CANCELLED
        if self.ended is None and now >= self.until:
            self.ended = Ended.TIME
        return self.ended is not None


class _Solver:
    """One search. `bound` only rises, the search only comes nearer to it."""

    def __init__(self, asked: Table, watch: _Watch) -> None:
        self.table, self.watch, self.stage = asked, watch, "search"
        self.bound: Bound = plain_bound(asked)
        self.counts = load_start.counts(asked, self.limit)
        self.search = self._at(load_start.from_today(asked, self.counts))

    @property
    def limit(self) -> Fraction:
        """Shares up to here are near enough to the best possible."""
        return self.bound.value * (1 + self.table.instance.enough)

    @property
    def is_near(self) -> bool:
        return self.search.value <= float(self.limit) * (1 + 1e-12)

    def plan(self) -> Plan:
        self.search.reach(float(self.limit), stopped=self._is_over)
        if not self.is_near and not self._is_over():
            self._relax()
        if not self.is_near and not self._is_over():
            self._share_more()
        is_new = np.array([not line.now for line in self.table.lines], dtype=bool)[self.search.line]
        if self.watch.ended is None and is_new.any():
            limit = max(self.search.value, float(self.limit))
            self.search.level(is_new, limit, stopped=self._is_over)
        ended = Ended.ENOUGH if self.is_near else self.watch.ended or Ended.SETTLED
        self.watch.progress(self._told())
        return plan(self.table, places_of(self.search.line, self.search.at), bound=self.bound, ended=ended)

    def _relax(self) -> None:
        """A better bound from the linear program, and the search begun again from its solution as well."""
        self.stage = "relaxation"
        found = relax(self.table, seconds=self.watch.left / 2, stopped=self._is_over)
        self.stage = "search"
        if found is not None:
            self.bound = better([self.bound, bound_by_weights(self.table, found.weights)])
        self.search.reach(float(self.limit), stopped=self._is_over)
        if found is not None:
            self._begin_again(found)
        if not self.is_near and not self._is_over():
            self.bound = sharpen(self.bound, self.table, self.search.value, self._weights)
        self._come_near()

    def _weights(self, asked: Table) -> Floats | None:
        """The dual of a table's relaxation, as long as there is time for two more."""
        self.stage = "relaxation"
        found = None if self._is_over() else relax(asked, seconds=self.watch.left / 3, stopped=self._is_over)
        self.stage = "search"
        return found.weights if found is not None else None

    def _begin_again(self, found: Relaxed) -> None:
        """From the relaxation, by pairs that a plan so near can use; what was found before stays if it is better."""
        for width in WIDTHS:
            if self.is_near or self._is_over():
                return
            before, target = self.search, float(self.bound.value * (1 + width * self.table.instance.enough))
            keep = pairs_within(self.table, found.weights, target)
            fewer = narrowed(self.table, keep)
            counts = load_start.counts(fewer, self.limit)
            at = load_start.from_parts(fewer, counts, found.parts[keep])
            self.search = Search(fewer, load_start.piece_lines(counts), at)
            self.search.steps = before.steps
            self._come_near()
            if before.value <= self.search.value:
                self.search = before
            else:
                self.counts = counts

    def _share_more(self) -> None:
        """Where one more unit is allowed, share the largest line of the fullest unit, as long as that helps."""
        for _ in range(SPLITS):
            at = self._fullest_line()
            if at is None or self.is_near or self._is_over():
                return
            before, counts = self.search, list(self.counts)
            self.counts[at] += 1
            self.search = self._at(load_start.with_one_more(self.table, self.counts, before.line, before.at))
            self.search.steps = before.steps
            self._come_near()
            if self.search.value >= before.value * (1 - 1e-9):
                self.search, self.counts = before, counts
                return

    def _fullest_line(self) -> int | None:
        search = self.search
        home = int((search.load / search.capacity).argmax())
        more = [
            int(piece)
            for piece in np.flatnonzero(search.at == home)
            if self.counts[search.line[piece]] < self.table.most[search.line[piece]]
        ]
        return int(search.line[max(more, key=lambda piece: search.size[piece])]) if more else None

    def _come_near(self) -> None:
        """Aim at the limit; where that is out of reach, at points nearer and nearer to the best so far."""
        for part in (0.0, 0.5, 0.75, 0.9):
            reached = True
            while reached and not self.is_near and not self._is_over():
                limit = float(self.limit)
                target = limit + (self.search.value - limit) * part
                reached = self.search.reach(target, stopped=self._is_over)

    def _at(self, at: Ints) -> Search:
        return Search(self.table, load_start.piece_lines(self.counts), at)

    def _is_over(self) -> bool:
        return self.watch.over(self._told)

    def _told(self) -> Progress:
        return Progress(self.stage, self.search.steps, self.search.value, float(self.bound.value))
