"""Circles of waiting: the worked examples of docs/rules/cycles.md, and what holds of every graph."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.kernel import Stream
from qiantou.insight.cycles import Circle, Wait, Why, circles
from tests.insight.tables import rows

EXAMPLES = rows("cycles.md", "Worked examples")[1:]


def waits(cell: str) -> list[Wait]:
    told = re.findall(r"(\w+)→(\w+) (\w+)", cell)
    return [Wait(Stream(one), Stream(other), Why(why)) for one, other, why in told]


def words(found: tuple[Circle, ...]) -> str:
    told = [
        " ".join([*(one.waiter for one in circle.round), *("+ " + name for name in circle.also)]) for circle in found
    ]
    return "; ".join(told) or "–"


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_the_worked_example_holds(row: list[str]) -> None:
    _case, given_waits, expected = row
    assert words(circles(waits(given_waits))) == expected


NAMES = st.sampled_from([Stream(name) for name in "abcdefgh"])
GRAPHS = st.lists(st.builds(Wait, NAMES, NAMES, st.sampled_from(list(Why))), max_size=24)


def reached(start: Stream, graph: list[Wait]) -> set[Stream]:
    """By the slow and plain way: whatever is waited for from here, one step at least."""
    found: set[Stream] = set()
    frontier = {start}
    while frontier:
        frontier = {wait.awaited for wait in graph if wait.waiter in frontier} - found
        found |= frontier
    return found


@given(GRAPHS, st.randoms(use_true_random=False))
def test_a_circle_is_told_once_in_order_and_nothing_else_is(graph: list[Wait], chance: random.Random) -> None:
    found = circles(graph)
    for circle in found:
        assert all(wait in graph for wait in circle.round)
        assert all(
            one.awaited == other.waiter
            for one, other in zip(circle.round, (*circle.round[1:], circle.round[0]), strict=True)
        )
        assert len(set(circle.matters)) == len(circle.matters)
        assert all(set(circle.matters) <= reached(name, graph) for name in circle.matters)
    told = [name for circle in found for name in circle.matters]
    names = {wait.waiter for wait in graph}
    assert sorted(told) == sorted(name for name in names if name in reached(name, graph))
    shuffled = list(graph)
    chance.shuffle(shuffled)
    assert circles(shuffled) == found


def test_a_line_of_fifty_thousand_that_bites_its_tail_is_one_circle() -> None:
    names = [Stream(f"{number:032x}") for number in range(50_000)]
    graph = [Wait(one, other, Why.AFTER) for one, other in pairwise(names)]
    assert circles(graph) == ()
    (circle,) = circles([*graph, Wait(names[-1], names[0], Why.BLOCK)])
    assert circle.matters == tuple(names)
