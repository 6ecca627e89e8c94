"""The compiled passes give the same integers as those of numpy, and a site without them loses nothing but time."""

from __future__ import annotations

import random

import numpy as np
import pytest

from qiantou.insight import forward as passes
from qiantou.insight import shapley
from qiantou.insight.delay import attribute
from qiantou.insight.network import Activity, Link, LinkType

pytest.importorskip("numba")


def drawn(chance: random.Random, count: int, parties: int) -> tuple[list[Activity], list[Link]]:
    activities = [
        Activity(f"a{one}", f"p{chance.randrange(parties)}", chance.randrange(9), chance.randrange(9))
        for one in range(count)
    ]
    links = [
        Link(f"a{other}", f"a{one}", chance.choice(list(LinkType)), chance.randrange(-2, 4))
        for one in range(1, count)
        for other in {chance.randrange(one) for _ in range(2)}
    ]
    return activities, links


@pytest.mark.parametrize("parties", [2, 4, 7, 25, 60])
def test_the_same_with_and_without(monkeypatch: pytest.MonkeyPatch, parties: int) -> None:
    """With many parties, orders are drawn, some parties with one activity and some with several."""
    network = drawn(random.Random(parties), 40, parties)
    monkeypatch.setattr(shapley, "PAIRS", 20)
    found = []
    for has in (True, False):
        monkeypatch.setattr(passes, "WORTH", 0)
        monkeypatch.setattr(passes, "HAS_NUMBA", has)
        found.append(attribute(*network, [5, 60]))
    assert found[0] == found[1]
    assert (found[0].interval is not None) == (parties > shapley.EXACT)
    assert found[0].delay == sum(found[0].shares.values())


def test_the_bounds_are_the_same_too(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(1)
    pairs = [
        (int(one), int(one + step))
        for one, step in zip(chance.integers(0, 20, 40), chance.integers(1, 9, 40), strict=True)
    ]
    net = passes.net(
        30, [(one, other, bool(n & 1), bool(n & 2), n % 5 - 2) for n, (one, other) in enumerate(pairs)], np.int64
    )
    least = chance.integers(0, 9, (30, 7))
    most = least + chance.integers(0, 5, (30, 7))
    found = []
    for has in (True, False):
        monkeypatch.setattr(passes, "WORTH", 0)
        monkeypatch.setattr(passes, "HAS_NUMBA", has)
        found.append([*passes.forward(net, most, least), *passes.backward(net, most, least)])
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)
