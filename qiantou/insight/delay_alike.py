"""Which parties of a window are alike: any two could change places, and no finish would be another one.

Two are alike where exchanging them and their rows, with the rows and parties that those hang together with, or handing
all of them on in a circle, maps the network, the durations before the window and everything that grew in it onto
itself. Every such exchange is checked link by link before it counts; one that is not found costs nothing but that
shares are drawn apart. Source: docs/rules/delay.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from qiantou.insight.forward import Grid, Net
from qiantou.insight.forward_laid import Cells

ROUNDS = 4
"""How far around a row is looked before it is tried whether two can change places."""
MOST = 5_000
"""Rows of the network beyond which nobody is compared: draws are few there, and the comparison would cost more."""
TRIED = 8
"""Groups a party is compared with before it stands alone."""
Color = int
Sign = tuple[tuple[Color, int], ...]
Step = tuple[int, tuple[Any, ...]]
"""The other row, and of what kind the link is, direction and lag included."""


def alike(net: Net, base: Grid, cells: Cells) -> list[list[int]]:
    """Groups of two and more players. `cells`: what they lay, by seats 0, 1, …; `base`: the durations before it."""
    known = _Window(net, tuple(int(one) for one in base), cells)
    if net.rows > MOST or not known.has_like:
        return []
    groups: defaultdict[Sign, list[list[int]]] = defaultdict(list)
    for player in range(len(known.laid)):
        mine = groups[known.signs[player]]
        group = next((group for group in mine[:TRIED] if known.can_change_places(group[0], player)), None)
        if group is None:
            mine.append([player])
        else:
            group.append(player)
    return [group for mine in groups.values() for group in mine if len(group) > 1]


@dataclass(frozen=True)
class _Window:
    net: Net
    base: tuple[int, ...]
    cells: Cells

    @cached_property
    def laid(self) -> list[dict[int, int]]:
        """By player, row and amount."""
        found: list[dict[int, int]] = [{} for _ in range(int(self.cells.whose.max(initial=-1)) + 1)]
        for row, amount, whose in zip(*(column.tolist() for column in self._columns), strict=True):
            found[whose][row] = amount
        return found

    @property
    def _columns(self) -> tuple[Any, Any, Any]:
        return self.cells.rows, self.cells.amounts, self.cells.whose

    @property
    def has_like(self) -> bool:
        """Whether any two lay the same on rows that last the same: without that none are alike."""
        told = [tuple(sorted((self.base[row], amount) for row, amount in laid.items())) for laid in self.laid]
        return len(set(told)) < len(told)

    @cached_property
    def by_row(self) -> list[dict[int, int]]:
        """By row, player and amount."""
        found: list[dict[int, int]] = [{} for _ in range(self.net.rows)]
        for player, laid in enumerate(self.laid):
            for row, amount in laid.items():
                found[row][player] = amount
        return found

    @cached_property
    def steps(self) -> list[list[Step]]:
        """By row, its links in both directions."""
        pairs = zip(self.net.into, self.net.out, strict=True)
        return [
            [(other, ("in", *rest)) for other, *rest in into] + [(other, ("out", *rest)) for other, *rest in out]
            for into, out in pairs
        ]

    @cached_property
    def colors(self) -> list[Color]:
        """Rows that differ in color cannot change places."""
        told: list[Any] = [(base, tuple(sorted(self.by_row[row].values()))) for row, base in enumerate(self.base)]
        for _round in range(ROUNDS):
            told = _numbered(told)
            around = (tuple(sorted((kind, told[other]) for other, kind in steps)) for steps in self.steps)
            told = list(zip(told, around, strict=True))
        return _numbered(told)

    @cached_property
    def signs(self) -> list[Sign]:
        """Players that differ in sign cannot change places."""
        return [tuple(sorted((self.colors[row], amount) for row, amount in laid.items())) for laid in self.laid]

    def can_change_places(self, one: int, other: int) -> bool:
        """Whether an exchange of the two is found, or a way to hand everything on in a circle, that maps all onto
        itself."""
        return any(self._is_found(_Pairing(self, is_exchange=kind), one, other) for kind in (True, False))

    def _is_found(self, told: _Pairing, one: int, other: int) -> bool:
        return told.reaches(one, other) and self._is_kept(told.rows.on, told.seats.on)

    def rows_of(self, player: int) -> list[int]:
        return sorted(self.laid[player], key=lambda row: (self.colors[row], self.laid[player][row], row))

    def players_on(self, row: int) -> list[int]:
        laid = self.by_row[row]
        return sorted(laid, key=lambda player: (laid[player], self.signs[player], player))

    def around(self, row: int, place: int, rows: _Onto) -> Iterator[tuple[int, int]]:
        """What hangs together with one of the two only, in pairs; what has its place already is left out."""
        ours, others = set(self.steps[row]), set(self.steps[place])
        alone, apart = (
            sorted((kind, self.colors[near], near) for near, kind in told if near not in known)
            for told, known in ((ours - others, rows.on), (others - ours, rows.back))
        )
        for (_kind, _color, near), (_same, _hue, far) in zip(alone, apart, strict=False):
            if not rows.is_exchange or not {near, far} & {row, place}:
                yield near, far

    def _is_kept(self, swap: dict[int, int], seats: dict[int, int]) -> bool:
        """Durations, links and what everybody lays are the same after it; nobody and nothing comes to stand twice."""
        if swap.keys() != set(swap.values()) or seats.keys() != set(seats.values()):
            return False
        for row, place in swap.items():
            moved = sorted((swap.get(near, near), kind) for near, kind in self.steps[row])
            if self.base[row] != self.base[place] or moved != sorted(self.steps[place]):
                return False
        for player, seat in seats.items():
            if {swap.get(row, row): amount for row, amount in self.laid[player].items()} != self.laid[seat]:
                return False
        return True


@dataclass(frozen=True)
class _Onto:
    """Where each comes to stand, and who comes to stand there; an exchange puts both in each other's place."""

    is_exchange: bool
    on: dict[int, int] = field(default_factory=dict)
    back: dict[int, int] = field(default_factory=dict)

    def is_other(self, one: int, place: int) -> bool:
        """Whether one of the two is told to stand elsewhere, or another in that place."""
        return self.on.get(one, place) != place or self.back.get(place, one) != one

    def put(self, one: int, place: int) -> None:
        for here, there in ((one, place), (place, one)) if self.is_exchange else ((one, place),):
            self.on[here], self.back[there] = there, here


class _Pairing:
    """What has to change places where one player takes that of another: their rows, whoever lays on those, and what
    hangs together with them, one pair after the other."""

    def __init__(self, window: _Window, *, is_exchange: bool) -> None:
        self.window = window
        self.rows, self.seats = _Onto(is_exchange), _Onto(is_exchange)

    def reaches(self, one: int, other: int) -> bool:
        """Whether no two of the pairs speak against each other."""
        rows: list[tuple[int, int]] = []
        players = [(one, other)]
        while rows or players:
            onto, pair = (self.seats, players.pop()) if players else (self.rows, rows.pop())
            if onto.is_other(*pair) or self._differ(onto, *pair):
                return False
            if pair[0] in onto.on:
                continue
            onto.put(*pair)
            if onto is self.seats:
                rows += zip(*(self.window.rows_of(each) for each in pair), strict=True)
            else:
                players += zip(*(self.window.players_on(each) for each in pair), strict=True)
                rows += self.window.around(*pair, self.rows)
        return True

    def _differ(self, onto: _Onto, one: int, place: int) -> bool:
        """Players with as many rows, and rows with as many players, are alike at least in color or sign."""
        told: Sequence[object] = self.window.signs if onto is self.seats else self.window.colors
        return told[one] != told[place]


def _numbered(told: list[Any]) -> list[Color]:
    """Equal things by equal numbers, in their order."""
    place = {value: number for number, value in enumerate(sorted(set(told)))}
    return [place[value] for value in told]
