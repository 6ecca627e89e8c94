"""Who waits for whom: circles among many open matters, on seeded graphs; no database.

Every matter but the first waits for one of the five opened before it, as parts and predecessors do; one in a hundred
is also blocked by a later one, mostly a few places on, at times some hundreds: where the way back leads through it,
that closes a circle.

The peer is networkx (`pip install networkx==3.6.1`; not a part of Qiantou: left out where it is missing). From the same
list of waits it makes a graph, its strongly connected components, and of each a shortest round through the least name.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

from bench.figures import Figure
from qiantou.core.kernel import Stream
from qiantou.insight.cycles import Wait, Why, circles

MATTERS = 100_000
WANTED = 1.0  # seconds
NEAR, FAR = 8, 400  # places on to what blocks a matter
SEEDS = (1, 2, 3, 4, 5)


def graph(seed: int, matters: int = MATTERS) -> list[Wait]:
    """The waits of this many open matters, in an order of their own."""
    chance = random.Random(seed)
    names = [Stream(f"{chance.getrandbits(128):032x}") for _ in range(matters)]
    waits = [Wait(names[one], names[max(0, one - chance.randrange(1, 6))], Why.AFTER) for one in range(1, matters)]
    for one in range(0, matters - FAR, 100):
        on = chance.randrange(1, NEAR if one % 1000 else FAR)
        waits.append(Wait(names[one], names[one + on], Why.BLOCK))
    chance.shuffle(waits)
    return waits


def run() -> Iterator[Figure]:
    seconds, peer, found = [], [], []
    beside = find_spec("networkx") is not None
    for seed in SEEDS:
        waits = graph(seed)
        begun = time.perf_counter()
        told = circles(waits)
        seconds.append(time.perf_counter() - begun)
        found.append(len(told))
        if beside:
            begun = time.perf_counter()
            rounds = by_networkx(waits)
            peer.append(time.perf_counter() - begun)
            if rounds != [len(one.round) for one in told]:
                raise RuntimeError("networkx finds other circles")
    note = f"{MATTERS:,} open matters, seeds {SEEDS[0]}–{SEEDS[-1]}; {min(found)}–{max(found)} circles in each"
    yield Figure("waiting", "circles of waiting found", "s", tuple(seconds), WANTED, at_most=True, note=note)
    if peer:
        yield Figure("waiting", "circles of waiting found by networkx", "s", tuple(peer))
        ratios = tuple(own / other for own, other in zip(seconds, peer, strict=True))
        yield Figure("waiting", "circles of waiting found: times networkx", "×", ratios)


def by_networkx(waits: Sequence[Wait]) -> list[int]:
    """How many matters the shortest round of each knot has, in the order of the knots' least names."""
    import networkx

    graph = networkx.DiGraph((wait.waiter, wait.awaited) for wait in waits)
    knots = [knot for knot in networkx.strongly_connected_components(graph) if len(knot) > 1]
    rounds = []
    for knot in sorted(knots, key=min):
        inside, first = graph.subgraph(knot), min(knot)
        away = networkx.single_source_shortest_path_length(inside, first)
        rounds.append(1 + min(away[one] for one in inside.predecessors(first)))
    return rounds
