"""Waits-for cycles (互相等待): matters of which each can go on only after the next, round to the first.

A matter waits for what blocks it, for the matters that come before it, and as a whole for its open parts. Cycles are
the strongly connected components of that graph (Tarjan, Depth-first search and linear graph algorithms, 1972, without
recursion); of each one shortest round through its least name is told in order, and what else hangs in the same knot.
Nothing is guessed: an edge is a fact of the record, and a matter that is closed is waited for no more.
Source: docs/rules/cycles.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiantou.core.kernel import Stream


class Why(StrEnum):
    """What makes one matter wait for another; where two hold at once the first is told."""

    BLOCK = "block"  # it is blocked by it, answered or not
    AFTER = "after"  # its line comes after it
    PART = "part"  # it is the whole of it


@dataclass(frozen=True)
class Wait:
    """`waiter` goes on only once `awaited` is closed."""

    waiter: Stream
    awaited: Stream
    why: Why


@dataclass(frozen=True)
class Circle:
    """`round`: each wait's `awaited` is the next one's `waiter`, the last one's the first's. `also`: in the same knot,
    not on this round, in order of their names."""

    round: tuple[Wait, ...]
    also: tuple[Stream, ...] = ()

    @property
    def matters(self) -> tuple[Stream, ...]:
        """Every matter of the knot: those of the round in its order, then the others."""
        return (*(wait.waiter for wait in self.round), *self.also)


RANK = {why: number for number, why in enumerate(Why)}
Arrows = Sequence[Sequence[int]]
"""By place of the waiter, the places of what it waits for."""


def circles(waits: Iterable[Wait]) -> tuple[Circle, ...]:
    """Every knot of matters that wait for each other, by its least name; the same for the same waits in any order.

    Linear in the waits. A matter that waits for itself is a circle of one.
    """
    told: dict[tuple[int, int], Wait] = {}
    place: dict[Stream, int] = {}
    for wait in waits:
        pair = place.setdefault(wait.waiter, len(place)), place.setdefault(wait.awaited, len(place))
        known = told.get(pair)
        if known is None or RANK[wait.why] < RANK[known.why]:
            told[pair] = wait
    arrows: list[list[int]] = [[] for _ in place]
    for one, other in told:
        arrows[one].append(other)
    knots = _components(arrows)
    names = list(place) if knots else []
    return tuple(sorted((_told(knot, names, arrows, told) for knot in knots), key=lambda one: one.round[0].waiter))


def _told(knot: list[int], names: Sequence[Stream], arrows: Arrows, told: Mapping[tuple[int, int], Wait]) -> Circle:
    """The knot by the names of its matters, whatever order they came in."""
    order = sorted(knot, key=lambda one: names[one])
    inside = {one: number for number, one in enumerate(order)}
    own = [sorted(inside[other] for other in arrows[one] if other in inside) for one in order]
    way = _round(own)
    steps = zip(way, [*way[1:], way[0]], strict=True)
    on = set(way)
    waits = tuple(told[order[one], order[other]] for one, other in steps)
    return Circle(waits, tuple(names[one] for number, one in enumerate(order) if number not in on))


def _components(arrows: Arrows) -> list[list[int]]:
    """The strongly connected components in which something waits: of two or more, or of one that awaits itself."""
    unseen = -1
    order, low = [unseen] * len(arrows), [0] * len(arrows)
    on_stack = bytearray(len(arrows))
    stack: list[int] = []
    found: list[list[int]] = []
    count = 0
    for root in range(len(arrows)):
        if order[root] != unseen:
            continue
        path: list[tuple[int, int]] = [(root, 0)]
        while path:
            node, step = path.pop()
            if step == 0:
                order[node] = low[node] = count
                count += 1
                stack.append(node)
                on_stack[node] = 1
            row = arrows[node]
            if step > 0:
                low[node] = min(low[node], low[row[step - 1]])
            while step < len(row):
                other = row[step]
                step += 1
                if order[other] == unseen:
                    path += [(node, step), (other, 0)]
                    break
                if on_stack[other]:
                    low[node] = min(low[node], order[other])
            else:
                if low[node] == order[node]:
                    knot = _popped(node, stack, on_stack)
                    if len(knot) > 1 or node in row:
                        found.append(knot)
    return found


def _popped(node: int, stack: list[int], on_stack: bytearray) -> list[int]:
    """The component whose first-seen node this is, taken off the stack."""
    knot: list[int] = []
    while not knot or knot[-1] != node:
        knot.append(stack.pop())
        on_stack[knot[-1]] = 0
    return knot


def _round(arrows: Arrows) -> list[int]:
    """A shortest way from the first matter of a knot back to it; of several the one through the lesser names."""
    came: dict[int, int] = {}
    frontier = deque([0])
    while frontier:
        node = frontier.popleft()
        for other in arrows[node]:
            if other == 0:
                way = [node]
                while way[-1] != 0:
                    way.append(came[way[-1]])
                return way[::-1]
            if other not in came:
                came[other] = node
                frontier.append(other)
    raise ValueError("no way back in a strongly connected component")
