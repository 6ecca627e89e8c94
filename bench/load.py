"""Rounds of load: so many people at once, each on a connection of its own, for so long; requests a second."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

Ask = Callable[[], None]
"""One request; raises when the answer is not the one wanted."""


@dataclass
class Round:
    """What one round came to. `waits` in seconds, one for each request."""

    rate: float
    waits: list[float] = field(default_factory=list)


def rounds(people: Sequence[Ask], *, seconds: float, count: int) -> list[Round]:
    """`count` rounds after one that warms up and is not counted. Raises what a person's request raised."""
    one_round(people, seconds=min(seconds, 2.0))
    return [one_round(people, seconds=seconds) for _ in range(count)]


def one_round(people: Sequence[Ask], *, seconds: float) -> Round:
    ready = threading.Barrier(len(people) + 1)
    waits: list[list[float]] = [[] for _ in people]
    faults: list[BaseException] = []
    ends = [0.0]

    def work(number: int, ask: Ask) -> None:
        own = waits[number]
        ready.wait()
        try:
            while (begun := time.perf_counter()) < ends[0]:
                ask()
                own.append(time.perf_counter() - begun)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(number, ask)) for number, ask in enumerate(people)]
    for thread in threads:
        thread.start()
    begun = time.perf_counter()
    ends[0] = begun + seconds
    ready.wait()
    for thread in threads:
        thread.join()
    passed = time.perf_counter() - begun
    if faults:
        raise faults[0]
    flat = [wait for own in waits for wait in own]
    return Round(len(flat) / passed, flat)
