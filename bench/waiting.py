"""Who waits for whom: circles among many open matters, on seeded graphs; no database.

Every matter but the first waits for one opened earlier, as parts and predecessors do; one in a hundred is also blocked
by a later one a few places on, which closes circles of very different lengths.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from bench.figures import Figure
from qiantou.core.kernel import Stream
from qiantou.insight.cycles import Wait, Why, circles

MATTERS = 100_000
WANTED = 1.0  # seconds
SEEDS = (1, 2, 3, 4, 5)


def graph(seed: int, matters: int = MATTERS) -> list[Wait]:
    """The waits of this many open matters, in an order of their own."""
    chance = random.Random(seed)
    names = [Stream(f"{chance.getrandbits(128):032x}") for _ in range(matters)]
    waits = [Wait(names[one], names[chance.randrange(one)], Why.AFTER) for one in range(1, matters)]
    later = range(0, matters - 8, 100)
    waits += [Wait(names[one], names[one + chance.randrange(1, 8)], Why.BLOCK) for one in later]
    chance.shuffle(waits)
    return waits


def run() -> Iterator[Figure]:
    seconds, found = [], []
    for seed in SEEDS:
        waits = graph(seed)
        begun = time.perf_counter()
        told = circles(waits)
        seconds.append(time.perf_counter() - begun)
        found.append(len(told))
    note = f"{MATTERS:,} open matters, seeds {SEEDS[0]}–{SEEDS[-1]}; {min(found)}–{max(found)} circles in each"
    yield Figure("waiting", "circles of waiting found", "s", seconds, WANTED, at_most=True, note=note)
