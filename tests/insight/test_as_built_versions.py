"""Several versions of a plan: the network ends where the record does, and no past day is moved by a later one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from graphlib import CycleError, TopologicalSorter

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from qiantou.core.kernel import Stream
from qiantou.core.moves import Accept, AcceptDelivery, Deliver
from qiantou.core.plan import LINES, MEANS, Line, Tie, TieType
from qiantou.insight.as_built import as_built
from qiantou.insight.as_built_step import AsBuilt
from qiantou.insight.delay import attribute
from qiantou.insight.forward import forward, net
from qiantou.insight.network import checked
from tests.core.steps import Case, task
from tests.core.world import JOINT, LEAD, ROADS, TOWN, WATER, local
from tests.insight.test_as_built import found, launched, named

Lines = dict[str, Line]
FIRST = "2026-03-09 08:30"


def of_versions(case: Case, versions: Sequence[tuple[str, Lines]], through: str = "2026-03-31 18:30") -> AsBuilt:
    """`versions`: from when on each was in force."""
    now = local(through)
    histories = {stream: case.town.of(stream) for stream in case.town.streams()}
    told = [{LINES: lines, MEANS: {}} for _, lines in versions]
    put = [(number, local(when)) for number, (when, _) in enumerate(versions, 1)]
    return as_built(told[-1], histories, case.town.register.at(now), now, earlier=told[:-1], put=put)


def launch(case: Case, name: str, one: Line) -> Case:
    offer = task(asker=LEAD, doer=one.unit, due=one.due, joint=JOINT, line=name, title=name)
    return case.when(offer, LEAD, Stream(name)).when(Accept(), one.unit, Stream(name))


def done_on(case: Case, ends: dict[str, str]) -> Case:
    for name, day in sorted(ends.items(), key=lambda one: one[1]):
        doer = case.town.of(Stream(name))[0].event.doer
        case.at(f"2026-03-{day} 18:00").when(Deliver("done"), doer, Stream(name)).when(
            AcceptDelivery(), LEAD, Stream(name)
        )
    return case


def in_network(one: AsBuilt) -> dict[str, int]:
    """By activity, when it ends in the network as it went."""
    rows = [one.activities[place] for place in checked(one.activities, one.links)]
    place = {row.id: number for number, row in enumerate(rows)}
    steps = [
        (place[link.before], place[link.after], link.type.from_finish, link.type.to_finish, int(link.lag))
        for link in one.links
    ]
    lasted = np.array([[int(row.actual) for row in rows]], dtype=np.int64).T
    ends = forward(net(len(rows), steps, np.int64), lasted, lasted)[1]
    return {name: int(ends[number, 0]) for name, number in place.items()}


def is_as_recorded(one: AsBuilt, case: Case) -> None:
    ends = in_network(one)
    assert {step.name: ends[step.name] for step in one.steps} == {step.name: step.actual[1] for step in one.steps}
    for step in one.steps:
        if not step.is_open:
            assert step.actual[1] == one.axis.at(case.town.of(step.matter)[-1].at)
    told = attribute(one.activities, one.links)
    assert told.actual_finish == max(step.actual[1] for step in one.steps)
    assert sum(told.shares.values()) == told.delay


@pytest.mark.parametrize("lag", [-1, 1])
@pytest.mark.parametrize("kind", list(TieType))
def test_a_line_added_after_another_that_was_added_ends_when_it_did(kind: TieType, lag: int) -> None:
    """Both added on the 16th; the second was to end on the 27th, and ended two working days later: ROADS' own."""
    first = {"L1": Line(ROADS, due=date(2026, 3, 13))}
    second = first | {
        "L2": Line(WATER, due=date(2026, 3, 20)),
        "L3": Line(ROADS, due=date(2026, 3, 27), ties=(Tie("L2", kind, lag),)),
    }
    case = done_on(launched(first), {"L1": "13"}).at("2026-03-16 08:30")
    for name in ("L2", "L3"):
        launch(case, name, second[name])
    one = of_versions(done_on(case, {"L2": "20", "L3": "31"}), [(FIRST, first), ("2026-03-16 08:30", second)])
    is_as_recorded(one, case)
    told = found(one, "week")
    assert (told.delay, named(dict(told.shares), 420)) == (12 * 420, {"nobody": 10, "ROADS": 2})


DAY = st.integers(10, 27)
LAG = st.integers(-3, 3).filter(bool)
ADDED = st.lists(
    st.tuples(DAY, st.integers(0, 4), st.integers(1, 9), st.integers(0, 5), st.sampled_from(TieType), LAG),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(signed=st.integers(10, 18), due=DAY, ended=DAY, added=ADDED)
def test_the_network_ends_where_the_record_does_whatever_was_added(signed, due, ended, added) -> None:
    """One version adds lines after one another, by ties of any type, launched at once or late, ended whenever."""
    units = (WATER, ROADS, TOWN)
    first = {"L0": Line(ROADS, due=date(2026, 3, due))}
    second, done, launches = dict(first), [(ended, "L0")], []
    for number, (day, waits, lasted, other, kind, lag) in enumerate(added, 1):
        name, to = f"L{number}", f"L{other % number}"
        ties = () if other == 5 else (Tie(to, kind, lag),)
        second[name] = Line(units[number % 3], due=date(2026, 3, max(signed, day)), ties=ties)
        launches.append((signed + waits, name))
        done.append((signed + waits + lasted, name))
    case = launched(first)
    for day, move, name in sorted([*((d, 0, n) for d, n in launches), *((d, 1, n) for d, n in done)]):
        one = second[name]
        if day > 31:
            continue
        case.at(f"2026-03-{day:02} {'18:00' if move else '09:30'}")
        if move:
            case.when(Deliver("done"), one.unit, Stream(name)).when(AcceptDelivery(), LEAD, Stream(name))
        else:
            launch(case, name, one)
    is_as_recorded(of_versions(case, [(FIRST, first), (f"2026-03-{signed:02} 09:00", second)]), case)


BEFORE = {"L1": Line(ROADS, due=date(2026, 3, 11)), "L2": Line(WATER, due=date(2026, 3, 17), after=("L1",))}
LOOSED = BEFORE | {"L2": replace(BEFORE["L2"], after=())}
TURNED = LOOSED | {"L1": replace(BEFORE["L1"], ties=(Tie("L2", TieType.SS, -2),))}


@pytest.mark.parametrize("signed", ["2026-03-19 18:00", "2026-03-30 09:00"])
def test_a_version_that_turns_an_order_round_moves_no_day_that_is_past(signed: str) -> None:
    """L2 waited for L1 until the 18th: it did so still when L1 is put after L2, a day later or when all is done."""
    case = done_on(launched(BEFORE), {"L1": "20", "L2": "24"})
    versions = [(FIRST, BEFORE), ("2026-03-18 18:00", LOOSED), (signed, TURNED)]
    one = of_versions(case, versions)
    assert named(dict(found(one).shares), 420) == {"ROADS": 5}
    assert named(dict(one.overtime), 420) == {"ROADS": 7}
    for through in ("2026-03-19 18:01", "2026-03-23 18:00"):
        shares, own = (of_versions(case, many, through) for many in (versions[:2], versions))
        assert (found(own, "day").shares, own.overtime) == (found(shares, "day").shares, shares.overtime)


def test_a_tie_put_again_was_waited_for_as_long_as_it_stood_before() -> None:
    """L2 waited until the 18th; that the same tie is signed again when all is done takes nothing of that back."""
    case = done_on(launched(BEFORE), {"L1": "20", "L2": "24"})
    versions = [(FIRST, BEFORE), ("2026-03-18 18:00", LOOSED), ("2026-03-30 09:00", BEFORE)]
    one = of_versions(case, versions)
    assert named(dict(found(one).shares), 420) == {"ROADS": 5}
    assert named(dict(one.overtime), 420) == {"ROADS": 7}


def turns(lines: Lines) -> bool:
    try:
        TopologicalSorter({name: [tie.line for tie in one.before] for name, one in lines.items()}).prepare()
    except CycleError:
        return True
    return False


TIES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(TieType), LAG), max_size=3)


def tied(lines: Lines, told: Sequence[tuple[int, int, TieType, int]]) -> Lines:
    found = dict(lines)
    for one, other, kind, lag in told:
        if one != other and f"L{one}" in found and f"L{other}" in found:
            was = found[f"L{one}"]
            found[f"L{one}"] = replace(
                was, ties=(*(t for t in was.ties if t.line != f"L{other}"), Tie(f"L{other}", kind, lag))
            )
    return found


@settings(max_examples=100, deadline=None)
@given(
    dues=st.lists(DAY, min_size=3, max_size=4), ends=st.lists(DAY, min_size=4, max_size=4),
    first=TIES, second=st.just([]) | TIES, last=TIES, signed=st.integers(10, 27),
)  # fmt: skip
@example([12, 10, 10], [12, 11, 10, 10], [(0, 1, TieType.FS, 1)], [], [(0, 1, TieType.FS, 1)], 12)  # put again
@example([11, 17, 10], [20, 24, 10, 10], [(1, 0, TieType.FS, 1)], [], [(0, 1, TieType.SS, -2)], 18)  # turned round
def test_what_is_signed_when_all_is_done_changes_nothing(dues, ends, first, second, last, signed) -> None:
    """A first plan with ties; a second without them, or with others; and when all is done a third that adds some."""
    units = (ROADS, WATER, TOWN, WATER)
    plain = {f"L{number}": Line(units[number], due=date(2026, 3, due)) for number, due in enumerate(dues)}
    one, other = tied(plain, first), tied(plain, second)
    more = {
        name: replace(
            line,
            ties=(*line.ties, *(t for t in tied(plain, last)[name].ties if t.line not in {o.line for o in line.ties})),
        )
        for name, line in other.items()
    }
    assume(not any(turns(lines) for lines in (one, other, more)))
    case = done_on(launched(plain), {f"L{number}": str(day) for number, day in enumerate(ends[: len(dues)])})
    versions = [(FIRST, one), (f"2026-03-{signed:02} 12:00", other), ("2026-03-30 09:00", more)]
    before, after = of_versions(case, versions[:2]), of_versions(case, versions)
    assert after.overtime == before.overtime
    assert found(after, "day").shares == found(before, "day").shares
