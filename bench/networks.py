"""Delays of large networks, on seeded ones; no database.

An activity is one of some lanes side by side, after the one before it in its lane; every second one also waits for
one a little earlier in another lane, by any of the four types of links. Three of ten take another time than planned.
Durations are working minutes, half a day to two days and a half; parties are drawn evenly.

The peer of a single forward pass is networkx (`pip install networkx==3.6.1`; not a part of Qiantou: left out where it
is missing): its topological order, and the same starts and finishes over the attributes of its nodes and edges.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np

from bench.figures import Figure
from qiantou.insight import forward as passes
from qiantou.insight.delay import attribute
from qiantou.insight.network import Activity, Link, LinkType, checked

DAY, YEAR, MONTH = 480, 365 * 480, 30 * 480  # working minutes
PARTIES = 12
SEEDS = (1, 2, 3, 4, 5)
PASSES = 200
KINDS = [LinkType.FS, LinkType.FS, LinkType.FS, LinkType.SS, LinkType.FF, LinkType.SF]


def network(seed: int, count: int, long: int = 165) -> tuple[list[Activity], list[Link]]:
    """`count` activities in lanes of `long`; those last about a year."""
    chance = random.Random(seed)
    lanes = max(1, count // long)
    activities, links = [], []
    for one in range(count):
        planned = chance.randint(DAY // 2, DAY * 5 // 2)
        actual = max(DAY // 8, planned + chance.randint(-300, 1200)) if chance.random() < 0.3 else planned
        activities.append(Activity(f"a{one}", f"p{chance.randrange(PARTIES)}", planned, actual))
        if one < lanes:
            continue
        links.append(Link(f"a{one - lanes}", f"a{one}"))
        other = one - lanes - chance.randrange(1, 3 * lanes)
        if one % 2 and other >= 0:
            links.append(Link(f"a{other}", f"a{one}", chance.choice(KINDS), chance.choice([0, 0, DAY])))
    return activities, links


def run() -> Iterator[Figure]:
    compiled = passes.HAS_NUMBA
    told = "" if compiled else "without numba"
    yield from _passes(told)
    yield _timed("delay by days, a year, 10,000 activities", 1.0, told, lambda seed: (network(seed, 10_000), DAY))
    yield _timed("delay by months, 100,000 activities", 10.0, told, lambda seed: (network(seed, 100_000), MONTH))
    yield _timed(
        "delay in one window, 12 parties, 1,000 activities", 0.3, told, lambda seed: (network(seed, 1000), None)
    )
    if compiled:
        passes.HAS_NUMBA = False
        try:
            told = "numpy alone"
            yield _timed(
                "delay by days, a year, 10,000 activities", None, told, lambda seed: (network(seed, 10_000), DAY)
            )
            yield _timed(
                "delay in one window, 12 parties, 1,000 activities",
                None,
                told,
                lambda seed: (network(seed, 1000), None),
            )
        finally:
            passes.HAS_NUMBA = True


def _timed(name: str, wanted: float | None, note: str, made: Callable[[int], Any]) -> Figure:
    """The whole answer, from activities and links to shares; the first one warms what is compiled."""
    (activities, links), every = made(0)
    attribute(activities, links, every=every)
    seconds, own = [], []
    for seed in SEEDS:
        (activities, links), every = made(seed)
        begun, used = time.perf_counter(), time.process_time()
        found = attribute(activities, links, every=every)
        seconds.append(time.perf_counter() - begun)
        own.append(time.process_time() - used)
        if sum(found.shares.values()) != found.delay or found.interval is not None:
            raise RuntimeError("the shares are not the delay, or not exact")
    windows = f"{len(found.by_window)} windows" if every else ""
    told = ", ".join(filter(None, [note, windows, f"{statistics.median(own):.2f} s of processor time"]))
    return Figure("networks", name, "s", tuple(seconds), wanted, at_most=True, note=told)


def _passes(note: str) -> Iterator[Figure]:
    """One pass after another over one network, in turn with the peer's."""
    own, peer = [], []
    beside = find_spec("networkx") is not None
    for seed in SEEDS:
        activities, links = network(seed, 10_000)
        once = _own_pass(activities, links)
        begun = time.perf_counter()
        for _ in range(PASSES):
            finish = once()
        own.append((time.perf_counter() - begun) / PASSES)
        if beside:
            other = _peer_pass(activities, links)
            other()
            begun = time.perf_counter()
            found = other()
            peer.append(time.perf_counter() - begun)
            if found != finish:
                raise RuntimeError("networkx finds another finish")
    milli = tuple(1000 * one for one in own)
    yield Figure("networks", "forward pass, 10,000 activities", "ms", milli, note=note)
    if peer:
        yield Figure("networks", "forward pass by networkx", "ms", tuple(1000 * one for one in peer))
        ratios = tuple(other / one for one, other in zip(own, peer, strict=True))
        yield Figure("networks", "forward pass: times faster than networkx", "×", ratios, 300.0, note=note)


def _own_pass(activities: list[Activity], links: list[Link]) -> Callable[[], int]:
    order = checked(activities, links)
    row = {activities[place].id: number for number, place in enumerate(order)}
    steps = [(row[one.before], row[one.after], one.type.from_finish, one.type.to_finish, one.lag) for one in links]
    net = passes.net(len(order), steps, np.int64)
    lasts = np.array([activities[place].actual for place in order], dtype=np.int64)
    if not passes.HAS_NUMBA:
        return lambda: int(passes.finishes(net, lasts[:, None])[0])
    from qiantou.insight import forward_compiled

    start, ends, into = np.empty_like(lasts), np.empty_like(lasts), net.links_into
    forward_compiled.finish(into, lasts, start, ends)
    return lambda: forward_compiled.finish(into, lasts, start, ends)


def _peer_pass(activities: list[Activity], links: list[Link]) -> Callable[[], int]:
    import networkx

    graph = networkx.DiGraph()
    for one in activities:
        graph.add_node(one.id, lasts=one.actual)
    for link in links:
        graph.add_edge(
            link.before, link.after, from_finish=link.type.from_finish, to_finish=link.type.to_finish, lag=link.lag
        )

    def once() -> int:
        start: dict[str, int] = {}
        finish: dict[str, int] = {}
        for node in networkx.topological_sort(graph):
            begins, lasts = 0, graph.nodes[node]["lasts"]
            for other, link in graph.pred[node].items():
                held = (finish if link["from_finish"] else start)[other] + link["lag"]
                begins = max(begins, held - lasts if link["to_finish"] else held)
            start[node], finish[node] = begins, begins + lasts
        return max(finish.values())

    return once
