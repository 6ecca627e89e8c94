"""Whose days were lost: the delay of a network, shared over those who lengthened its activities, window by window.

F(t) is the finish of the network with what was known at t: planned durations plus what each activity had grown by
then. The change of F over a window is shared over the parties that acted in it by the Shapley value; the windows add up
to the delay exactly. Time regained counts for whoever regained it. Everything is an integer or a fraction.
Source: shares as in J. C. Gonçalves-Dosantos, I. García-Jurado, J. Costa, ProjectManagement: an R package for managing
projects, The R Journal 12/1 (2020-009); windows as in contemporaneous period analysis (AACE 29R-03, MIP 3.5).
docs/rules/delay.md, whose worked examples the tests run.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from qiantou.insight import delay_growth, shapley
from qiantou.insight.delay_bounds import split_windows
from qiantou.insight.delay_growth import Piece, scaled
from qiantou.insight.delay_sums import Sums, but_for, floats, summed
from qiantou.insight.delay_windows import Split
from qiantou.insight.forward import Grid, Net, finishes, forward, net
from qiantou.insight.malformed import Malformed
from qiantou.insight.network import Activity, Link, Number, checked, number

SAFE = 1 << 50
"""Sums of durations below it leave room in 64 bits for those over 2¹¹ coalitions."""
MOST = 100_000
"""Windows of equal length; daily, more than 270 years."""
MOST_CROSSED = 1_000_000
"""Edges of windows that all stretches together may reach over: more would be worked on for minutes."""


@dataclass(frozen=True)
class Window:
    """After `begin` up to and with `end`; None: without bound. `before` and `after`: the finish known at either end."""

    begin: Fraction | None
    end: Fraction | None
    before: Fraction
    after: Fraction
    shares: Mapping[str, Fraction]
    concurrent: Fraction


@dataclass(frozen=True)
class Finding:
    """In the unit of the network. `shares` and `by_activity` each add up to `delay`, which is `actual_finish` less
    `planned_finish`; negative ones were regained.

    `by_window`: the windows in which anybody acted. `but_for`: the finish if that party alone had changed nothing.
    `concurrent`: the delay that stays whichever one party's part is taken away. `floats`: what each activity could slip
    in the plan; `float_used`: how much of that each party used up. `interval`: where more than shapley.EXACT parties
    met in a window, within which bounds the exact share lies with 95 %; `draws`: there, the fewest orders drawn in one,
    each with its reverse.
    """

    planned_finish: Fraction
    actual_finish: Fraction
    shares: Mapping[str, Fraction]
    by_activity: Mapping[str, Fraction]
    by_window: tuple[Window, ...]
    but_for: Mapping[str, Fraction]
    concurrent: Fraction
    floats: Mapping[str, Fraction]
    float_used: Mapping[str, Fraction]
    interval: Mapping[str, tuple[Fraction, Fraction]] | None = None
    draws: int = 0

    @property
    def delay(self) -> Fraction:
        return self.actual_finish - self.planned_finish


def attribute(
    activities: Sequence[Activity],
    links: Sequence[Link],
    windows: Sequence[Number] | None = None,
    *,
    every: Number | None = None,
) -> Finding:
    """`windows`: the instants between windows, rising; or `every`: how long each window is, from 0 on as far as
    anything happened. Neither: one window over everything.

    What happened before the first instant is in the first window, what after the last in the last. The same answer for
    the same network in any order of its parts. Raises Malformed with one of network.FAULTS.
    """
    order = checked(activities, links)
    cuts = _cuts(windows or ())
    rows = [activities[place] for place in order]
    parties = _parties(activities)
    seats = {name: seat for seat, name in enumerate(sorted(parties))}
    scale = delay_growth.common_scale(rows, links, cuts if every is None else [every])
    built, planned, actual = _built(rows, links, scale)
    starts = [int(one) for one in forward(built, actual, actual)[0][:, 0]]
    grown = list(delay_growth.pieces(rows, starts, scale, seats))
    edges = [scaled(cut, scale) for cut in cuts] if every is None else _regular(grown, scaled(every, scale))
    if sum(bisect_left(edges, one.end) - bisect_right(edges, one.begin) for one in grown) > MOST_CROSSED:
        raise Malformed("network-windows")
    splits = list(split_windows(built, planned, delay_growth.by_window(grown, edges)))
    sums = summed(one for _, _, one in splits)
    room = floats(built, planned)
    names, ids = list(seats), [one.id for one in rows]
    idle = {one.id: Fraction(0) for one in activities}  # in the order that was given
    return Finding(
        planned_finish=_finish(built, planned, scale),
        actual_finish=_finish(built, actual, scale),
        shares={name: sums.parts[seats[name]] / scale for name in parties},
        by_activity=idle | {ids[row]: share / scale for row, share in sums.rows.items()},
        by_window=tuple(_window(number, edges, (before, one), names, scale) for number, before, one in splits),
        but_for=_told(names, but_for(built, actual, grown, len(seats)), scale),
        concurrent=Fraction(sums.concurrent, scale),
        floats=idle | _told(ids, room, scale),
        float_used=_told(names, delay_growth.float_used(grown, room, len(seats)), scale),
        interval=_interval(sums, names, scale) if sums.variances else None,
        draws=sums.draws,
    )


def compare(
    activities: Sequence[Activity], links: Sequence[Link], choices: Mapping[str, Number | None]
) -> dict[str, Finding]:
    """The answer under each length of windows, side by side; None: one window over everything."""
    return {name: attribute(activities, links, every=every) for name, every in choices.items()}


def slack(activities: Sequence[Activity], links: Sequence[Link]) -> dict[str, tuple[Fraction, Fraction]]:
    """By activity, what it could slip in the plan, and what it could have slipped as it went, without the whole ending
    later. Whatever had nothing left as it went decided the finish. Raises Malformed with one of network.FAULTS."""
    rows = [activities[place] for place in checked(activities, links)]
    scale = delay_growth.common_scale(rows, links, ())
    built, planned, actual = _built(rows, links, scale)
    pairs = zip(rows, floats(built, planned), floats(built, actual), strict=True)
    return {one.id: (Fraction(before, scale), Fraction(left, scale)) for one, before, left in pairs}


def _cuts(windows: Sequence[Number]) -> list[Number]:
    """Raises Malformed unless they are numbers that rise."""
    cuts = [number(one, activity="", what="window") for one in windows]
    if any(one >= other for one, other in pairwise(cuts)):
        raise Malformed("network-windows")
    return cuts


def _regular(grown: Sequence[Piece], every: int) -> list[int]:
    """Multiples of `every` as far as anything grew, scaled. Raises Malformed when they are none, or more than MOST."""
    last = max((piece.end for piece in grown), default=0)
    if every <= 0 or last // every > MOST:
        raise Malformed("network-windows")
    return list(range(every, last, every))


def _parties(activities: Sequence[Activity]) -> dict[str, None]:
    """Whoever is named, in the order of the activities."""
    found: dict[str, None] = {}
    for one in activities:
        found[one.party] = None
        found |= dict.fromkeys(extension.party for extension in one.extensions)
    return found


def _built(rows: Sequence[Activity], links: Sequence[Link], scale: int) -> tuple[Net, Grid, Grid]:
    """The net, and the durations planned and actual as a column each, in scaled integers."""
    row = {one.id: number for number, one in enumerate(rows)}
    steps = [
        (row[one.before], row[one.after], one.type.from_finish, one.type.to_finish, scaled(one.lag, scale))
        for one in links
    ]
    planned, actual = [scaled(one.planned, scale) for one in rows], [scaled(one.actual, scale) for one in rows]
    grown = sum(scaled(ext.end - ext.start, scale) for one in rows for ext in one.extensions)
    most = sum(planned) + sum(actual) + grown + sum(abs(step[4]) for step in steps)
    dtype = np.int64 if most < SAFE else object
    return net(len(rows), steps, dtype), np.array([planned], dtype=dtype).T, np.array([actual], dtype=dtype).T


def _finish(built: Net, durations: Grid, scale: int) -> Fraction:
    return Fraction(int(finishes(built, durations)[0]), scale)


def _told(names: Sequence[str], values: Sequence[int], scale: int) -> dict[str, Fraction]:
    return {name: Fraction(value, scale) for name, value in zip(names, values, strict=True)}


def _window(number: int, edges: Sequence[int], told: tuple[int, Split], names: Sequence[str], scale: int) -> Window:
    before, one = told
    return Window(
        begin=Fraction(edges[number - 1], scale) if number else None,
        end=Fraction(edges[number], scale) if number < len(edges) else None,
        before=Fraction(before, scale),
        after=Fraction(before + one.change, scale),
        shares={names[seat]: share / scale for seat, share in one.parts.items()},
        concurrent=Fraction(one.concurrent, scale),
    )


def _interval(sums: Sums, names: Sequence[str], scale: int) -> dict[str, tuple[Fraction, Fraction]]:
    """About each share, as wide to either side as Z times the root of its variance."""
    found = {}
    for seat, name in enumerate(names):
        middle, half = sums.parts[seat], shapley.Z * shapley.root_above(sums.variances[seat])
        found[name] = (middle - half) / scale, (middle + half) / scale
    return found
