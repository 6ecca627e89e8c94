"""Who held what for how long: the worked examples of docs/rules/tenure.md, and what holds of every log."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiantou.core.kernel import Rejected
from qiantou.insight import tenure as tenures
from qiantou.insight.tenure import tenure
from qiantou.insight.tenure_file import FAULTS, read_events
from tests.insight.tables import rows

EXAMPLES = rows("tenure.md", "Worked examples")[1:]
Event = tuple[str, str, int]


def written(events: list[Event]) -> bytes:
    return "\n".join(["case,holder,time", *(f"{case},{holder},{time}" for case, holder, time in events)]).encode()


def words(told: dict[str, int]) -> str:
    return "; ".join(f"{name} {count}" for name, count in sorted(told.items())) or "–"


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_the_worked_example_holds(row: list[str]) -> None:
    _case, told, held, handovers, pingpongs = row
    events = [one.strip().split(" at ") for one in told.split(";")]
    found = tenure(read_events(written([("c", who.strip("–"), int(hour) * 3600) for who, hour in events])))
    assert words({holder: time // 3_600_000_000 for _, holder, time in found.held()}) == held
    assert words({"→".join(pair): count for pair, count in found.handovers.items()}) == handovers
    assert words({",".join(pair): count for pair, count in found.pingpongs.items()}) == pingpongs


def plainly(events: list[Event]) -> tuple[dict[tuple[str, str], int], Counter, Counter]:
    cases = defaultdict(list)
    for case, holder, time in events:
        cases[case].append((time, holder))
    held: dict[tuple[str, str], int] = {}
    handovers, pingpongs = Counter(), Counter()
    for case, told in cases.items():
        told.sort(key=lambda one: one[0])
        spells = []
        for one, other in pairwise([*told, told[-1]]):
            if one[1]:
                held[case, one[1]] = held.get((case, one[1]), 0) + (other[0] - one[0]) * 1_000_000
            if not spells or spells[-1] != one[1]:
                spells.append(one[1])
        handovers.update((a, b) for a, b in pairwise(spells) if a and b)
        pingpongs.update((a, b) for a, b, c in zip(spells, spells[1:], spells[2:], strict=False) if a and b and a == c)
    return held, handovers, pingpongs


EVENTS = st.lists(
    st.tuples(
        st.sampled_from("xyz"), st.sampled_from(["", "A", "B", "C"]), st.integers(0, 40) | st.integers(10**8, 1 << 36)
    ),
    min_size=1,
    max_size=40,
)


@settings(deadline=None)
@given(EVENTS, st.booleans(), st.sampled_from([1, tenures.COUNTERS]))
def test_every_log_counts_as_told_by_the_book(events, large, counters) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tenures, "COUNTERS", counters)
        for name in ("SMALL", "DENSE") if large else ():
            patch.setattr(tenures, name, 0)
        found = tenure(read_events(written(events)))
    held, handovers, pingpongs = plainly(events)
    assert {(case, holder): time for case, holder, time in found.held()} == held
    assert found.handovers == handovers
    assert found.pingpongs == pingpongs


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("AB")), min_size=1, max_size=30), st.randoms())
def test_the_order_of_rows_changes_nothing(told, chance: random.Random) -> None:
    events = [(case, holder, time) for time, (case, holder) in enumerate(told)]
    before = tenure(read_events(written(events)))
    chance.shuffle(events)
    after = tenure(read_events(written(events)))
    assert sorted(before.held()) == sorted(after.held())
    assert (before.handovers, before.pingpongs) == (after.handovers, after.pingpongs)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_files_of_offices_are_read(encoding: str) -> None:
    text = '编号,时间,办理方,办件\r\n1,2026-03-02T08:00,"县水利局",甲\r\n\r\n2,2026-03-02 09:30,县公路局,甲\r\n'
    found = tenure(read_events(text.encode(encoding)))
    assert list(found.held()) == [("甲", "县水利局", 5_400_000_000), ("甲", "县公路局", 0)]


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("20260302", 0),
        ("202603020830", 30_600),
        ("20260302083000", 30_600),
        ("20260302T0830", 30_600),
        ("20260302 083000", 30_600),
        ("2026/3/2 8:30", 30_600),
        ("2026-03-02 08:30", 30_600),
    ],
)
def test_digits_that_are_a_date_are_no_seconds(told: str, seconds: int) -> None:
    log = read_events(f"case,holder,time\nx,A,{told}\nx,,20260401\n".encode())
    assert (log.time[1] - log.time[0]) // 1_000_000 == 30 * 86_400 - seconds
    assert log.time[1] // 1_000_000 == 1_775_001_600


@pytest.mark.parametrize("told", ["0", "9999999", "100000000", "1772409600.5", "68719476736", "-86400"])
def test_all_other_digits_are_seconds(told: str) -> None:
    assert read_events(f"case,holder,time\nx,A,{told}\n".encode()).time[0] == float(told) * 1_000_000


@pytest.mark.parametrize("told", ["20261302", "20260302.0", "-20260302", "1772409600000", "20260302250000", "２０２６"])
def test_digits_that_are_neither_are_refused(told: str) -> None:
    with pytest.raises(Rejected, match="events-bad-time"):
        read_events(f"case,holder,time\nx,A,{told}\n".encode())


BAD = {
    "events-long-cell": b"case,holder,time\n" + b"x" * 131_073 + b",a,1",
    "events-not-text": b"case,holder,time\nx,\xff\xff,1\n",
    "events-no-column": b"case,time\nx,1\n",
    "events-column-twice": b"case,case,holder,time\nx,x,A,1\n",
    "events-short": b"case,holder,time\nx,A,1\nx,A\n",
    "events-no-case": b"case,holder,time\n,A,1\n",
    "events-bad-time": b"case,holder,time\nx,A,yesterday\n",
    "events-zones": b"case,holder,time\nx,A,2026-03-02T08:00\nx,B,2026-03-02T08:00+08:00\n",
    "events-mixed": b"case,holder,time\nx,A,1772409600\nx,B,2026-03-02T08:00+08:00\n",
    "events-none": b"case,holder,time\n",
    "events-quotes": b'case,holder,time\nx,"A"B,1\n',
}


@pytest.mark.parametrize("code", BAD)
def test_what_is_wrong_is_named(code: str) -> None:
    with pytest.raises(Rejected) as refused:
        read_events(BAD[code])
    assert refused.value.code == code
    assert refused.value.facts.get("line", 3) in (2, 3)


def test_each_fault_is_met() -> None:
    assert set(BAD) == set(FAULTS)
