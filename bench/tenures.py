"""Who held what for how long, in logs of millions of events; no database.

Cases of some eleven events, sixty holders; whoever had a case before gets it back one time in three. The rows stand by
case and by time, as the peer wants them, and once more in the order of time alone.

The peer is pm4py (AGPL-3.0: never a part of Qiantou; `pip install pm4py pandas` in an environment of the bench, left
out where it is missing): its hand-over-of-work network and its subcontracting network (A→B→A) over the same columns
in memory. Its hand-overs are compared with ours; its subcontracting counts only the first of each resource, so that
the numbers of those are not.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib.util import find_spec

import numpy as np

from bench.figures import Figure
from qiantou.insight.tenure import Log, Tenure, tenure
from qiantou.insight.tenure_file import read_events

EVENTS = 3_300_000
HOLDERS = 60
SEED = 1
ROUNDS = 5
FILE = 330_000  # events of the file that is read


def log(events: int = EVENTS) -> Log:
    chance = np.random.default_rng(SEED)
    case = np.sort(chance.integers(0, events // 11, events))
    holder = chance.integers(0, HOLDERS, events)
    back = np.flatnonzero(chance.random(events) < 1 / 3)
    back = back[back >= 2]
    holder[back] = holder[back - 2]
    moment = chance.integers(0, 365 * 86_400, events) * 1_000_000
    moment = moment[np.lexsort((moment, case))]
    _, case = np.unique(case, return_inverse=True)
    return Log(
        [f"c{one}" for one in range(case.max() + 1)], [f"h{one:02}" for one in range(HOLDERS)], case, holder, moment
    )


def run() -> Iterator[Figure]:
    told = log()
    sorted_seconds, found = _timed(told)
    order = np.argsort(told.time, kind="stable")
    by_time = Log(told.cases, told.holders, told.case[order], told.holder[order], told.time[order])
    other_seconds, again = _timed(by_time)
    if again.handovers != found.handovers or again.pingpongs != found.pingpongs:
        raise RuntimeError("the order of rows changes the answer")
    note = f"{EVENTS:,} events of {len(told.cases):,} cases, in memory"
    yield Figure("tenures", "time held, hand-overs, ping-pongs", "s", sorted_seconds, note=note)
    yield Figure("tenures", "the same, rows in order of time", "s", other_seconds)
    yield Figure("tenures", "the same from a file", "s", tuple(_reading()), note=f"{FILE:,} events")
    if find_spec("pm4py") is None:
        return
    seconds = by_pm4py(told, found)
    yield Figure("tenures", "hand-overs and A→B→A by pm4py", "s", seconds)
    ratios = tuple(sum(seconds) / one for one in sorted_seconds)
    name = "time held, hand-overs, ping-pongs: times faster than pm4py's two"
    yield Figure("tenures", name, "×", ratios, 100.0)


def _timed(told: Log) -> tuple[tuple[float, ...], Tenure]:
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        found = tenure(told)
        seconds.append(time.perf_counter() - begun)
    return tuple(seconds), found


def _reading() -> Iterator[float]:
    told = log(FILE)
    moments = (told.time // 1_000_000).astype("datetime64[s]").astype(str)
    lines = [
        f"{told.cases[case]},{told.holders[holder]},{moment}"
        for case, holder, moment in zip(told.case.tolist(), told.holder.tolist(), moments.tolist(), strict=True)
    ]
    data = "\n".join(["case,holder,time", *lines]).encode()
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        tenure(read_events(data))
        yield time.perf_counter() - begun


def by_pm4py(told: Log, own: Tenure) -> tuple[float, ...]:
    """Seconds of both analyses, once: it takes a minute."""
    import pandas
    import pm4py

    frame = pandas.DataFrame({
        "case:concept:name": np.array(told.cases)[told.case],
        "org:resource": np.array(told.holders)[told.holder],
        "concept:name": "held",
        "time:timestamp": pandas.to_datetime(told.time, unit="us", utc=True),
    })  # fmt: skip
    begun = time.perf_counter()
    passed = pm4py.discover_handover_of_work_network(frame).connections
    pm4py.discover_subcontracting_network(frame, n=2)
    seconds = time.perf_counter() - begun
    total = len(told.case) - len(told.cases)
    theirs = {pair: round(share * total) for pair, share in passed.items() if pair[0] != pair[1] and share}
    if theirs != dict(own.handovers):
        raise RuntimeError("pm4py counts other hand-overs")
    return (seconds,)
