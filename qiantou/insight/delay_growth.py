"""By how much each activity had grown at each instant, and in which window whose part of it fell.

ext(t) = Σ clip(t − begin, 0, length) over the extensions of an activity, regained ones with the opposite sign. Where it
has none of its own: one from its start + planned duration on, of its whole difference; a negative difference is known
only when the activity is done, so all of it counts at that instant. Integers of one common scale.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import lcm

from qiantou.insight.network import Activity, Link, Number

Cell = tuple[int, int]
"""A party and a row: what one party did to one activity."""


@dataclass(frozen=True)
class Piece:
    """A part of the growth of one activity: `length` (negative when regained) spread evenly over [begin, end), or all
    of it at `end` where the two are the same."""

    party: int
    row: int
    begin: int
    end: int
    length: int


def common_scale(activities: Sequence[Activity], links: Sequence[Link], cuts: Sequence[Number]) -> int:
    """The least number by which all of them become integers."""
    found = {1}
    for one in activities:
        found |= {one.planned.denominator, one.actual.denominator}
        if one.start is not None:
            found.add(one.start.denominator)
        for extension in one.extensions:
            found |= {extension.start.denominator, extension.end.denominator}
            found |= {extension.at.denominator} if extension.at is not None else set()
    found |= {link.lag.denominator for link in links} | {cut.denominator for cut in cuts}
    return lcm(*found)


def scaled(value: Number, scale: int) -> int:
    """Exact: `scale` is a multiple of its denominator."""
    return value.numerator * (scale // value.denominator)


def pieces(
    activities: Sequence[Activity], starts: Sequence[int], scale: int, parties: dict[str, int]
) -> Iterator[Piece]:
    """`activities` and `starts` by row; the starts are what their links gave them, and give way to real ones."""
    for row, one in enumerate(activities):
        for told in one.extensions:
            begin, end = scaled(told.start, scale), scaled(told.end, scale)
            length = begin - end if told.regained else end - begin
            if told.at is not None:
                begin = end = scaled(told.at, scale)
            if length:
                yield Piece(parties[told.party], row, begin, end, length)
        grown = scaled(one.actual, scale) - scaled(one.planned, scale)
        if one.extensions or not grown:
            continue
        start = starts[row] if one.start is None else scaled(one.start, scale)
        end = start + scaled(one.actual, scale)
        begin = start + scaled(one.planned, scale) if grown > 0 else end
        yield Piece(parties[one.party], row, begin, end, grown)


def by_window(pieces: Sequence[Piece], cuts: Sequence[int]) -> list[dict[Cell, int]]:
    """What grew within each window, by party and row, zeros left out. Windows lie between the cuts, the instant of a
    cut in the earlier one; the first has no beginning and the last no end."""
    found: list[defaultdict[Cell, int]] = [defaultdict(int) for _ in range(len(cuts) + 1)]
    for piece in pieces:
        cell = piece.party, piece.row
        last = bisect_left(cuts, piece.end)
        if piece.begin == piece.end:
            found[last][cell] += piece.length
            continue
        sign = 1 if piece.length > 0 else -1
        since = piece.begin
        for window in range(bisect_right(cuts, piece.begin), last):
            found[window][cell] += sign * (cuts[window] - since)
            since = cuts[window]
        found[last][cell] += sign * (piece.end - since)
    return [{cell: grown for cell, grown in window.items() if grown} for window in found]


def float_used(pieces: Sequence[Piece], floats: Sequence[int], parties: int) -> list[int]:
    """By party, how much of the float its activities had in the plan its lost time used up: who came first, first."""
    left = list(floats)
    used = [0] * parties
    for piece in sorted(pieces, key=lambda one: (one.begin, one.end, one.party)):
        taken = min(max(piece.length, 0), left[piece.row])
        left[piece.row] -= taken
        used[piece.party] += taken
    return used
