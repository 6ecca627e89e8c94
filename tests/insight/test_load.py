"""Even load: the worked examples of docs/rules/load.md, and laws of every plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.evenload import instance
from qiantou.insight.load import solve
from qiantou.insight.load_terms import Ended, Impossible, Instance, Line, Plan, Progress, Proof, Unit, Why
from tests.insight.tables import examples, rows

EXAMPLES = list(examples("load.md"))
FAULTS = rows("load.md", "Impossible")[1:]


def units(told: str) -> tuple[Unit, ...]:
    """Units as in `a 10, b 10 busy 2`."""
    found = (re.fullmatch(r"(\w+) (-?\d+)(?: busy (\d+))?", part) for part in told.split(", "))
    return tuple(Unit(one[1], int(one[2]), int(one[3] or 0)) for one in found if one)


def asked(title: str, told: dict[str, str]) -> Instance:
    lines = tuple(
        Line(
            line, int(effort), tuple(now.split()), bool(fixed), dict.fromkeys(fits.split(), 1),
            frozenset(excluded.split()), int(most) if most else None,
        )
        for line, effort, now, fits, excluded, fixed, most in rows("load.md", title)[1:]
    )  # fmt: skip
    return Instance(units(told["Units"]), lines)


def moved_told(plan: Plan) -> Iterator[str]:
    for one in plan.moved:
        yield " ".join(part for part in (one.line, one.why, one.unit, str(one.share or "")) if part)


@pytest.mark.parametrize(("title", "told"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_the_worked_example_holds(title: str, told: dict[str, str]) -> None:
    plan = solve(asked(title, told))
    assert f"{plan.before} → {plan.value}" == told["Share"]
    over = f"over {plan.bound.over}" if plan.bound.over else ""
    proof = (plan.bound.proof, *plan.bound.units, plan.bound.line, over)
    assert f"{plan.bound.value} by {' '.join(part for part in proof if part)}" == told["Bound"]
    assert str(plan.distance) == told["Distance"]
    assert ", ".join(" ".join((line, *who)) for line, who in plan.assigned.items()) == told["Assigned"]
    assert ", ".join(moved_told(plan)) == told["Moved"]
    assert " ".join(plan.unfit) == told.get("Unfit", "")


@pytest.mark.parametrize("row", FAULTS, ids=[row[0] for row in FAULTS])
def test_the_impossible_names_the_lines_at_fault(row: list[str]) -> None:
    told, fault = row[3].split("→")
    shape = re.compile(r"(\w+) (-?\d+)(?: now ([a-z ]*?))?( fixed)?(?: excluded ([a-z ]+?))?(?: most (\d+))?")
    found = [shape.fullmatch(part.strip()) for part in told.split(",")]
    lines = tuple(
        Line(
            one[1], int(one[2]), tuple((one[3] or "").split()), bool(one[4]),
            excluded=frozenset((one[5] or "").split()), most=int(one[6]) if one[6] else None,
        )
        for one in found if one
    )  # fmt: skip
    assert len(lines) == len(found)
    with pytest.raises(Impossible) as refused:
        solve(Instance(units(row[2]), lines))
    assert (refused.value.code, " ".join(refused.value.lines)) == (row[0].strip("`"), fault.strip())
    assert bool(refused.value.units) is not bool(refused.value.lines)


def test_there_are_worked_examples_and_every_reason_and_proof_is_on_the_page() -> None:
    assert len(EXAMPLES) >= 6
    for heading, codes in (("What is answered", {*Proof, *Why}),):
        page = re.sub(r"\s+", " ", (rows_text(heading)))
        assert all(f"| `{code}` |" in page for code in codes)


def rows_text(heading: str) -> str:
    from tests.insight.tables import RULES

    return (RULES / "load.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]


def test_nothing_to_do_is_a_plan() -> None:
    plan = solve(Instance((), ()))
    assert (plan.value, plan.bound.proof, plan.distance, plan.ended) == (0, Proof.NOTHING, 0, Ended.ENOUGH)
    plan = solve(Instance((Unit("a", 10), Unit("b", 0)), (Line("x", 0),)))
    assert plan.assigned == {"x": ("a",)}
    assert plan.bound.proof is Proof.NOTHING


NAMES = st.sampled_from("abcd")


@st.composite
def instances(draw: st.DrawFn) -> Instance:
    """Up to four units and six lines; possible or not."""
    names = "abcd"[: draw(st.integers(1, 4))]
    some = st.lists(st.sampled_from(names), unique=True, max_size=3).map(tuple)
    capacity = st.integers(0, 12) if draw(st.integers(0, 5)) == 0 else st.integers(1, 12)
    made = tuple(Unit(name, draw(capacity), draw(st.integers(0, 4))) for name in names)
    lines = []
    for number in range(draw(st.integers(1, 5))):
        now, barred = draw(some), frozenset(draw(some)[:1])
        is_fixed = 0 < len(now) < 3 and barred.isdisjoint(now) and draw(st.integers(0, 3)) == 0
        fit = draw(st.dictionaries(st.sampled_from(names), st.integers(0, 2)))
        most = max(len(now), 1) if is_fixed else draw(st.none() | st.integers(1, 3))
        lines.append(Line(f"l{number}", draw(st.integers(0, 9)), now, is_fixed, fit, barred, most))
    return Instance(made, tuple(lines), most=draw(st.integers(1, 2)), floor=draw(st.integers(1, 2)))


def open_to(given_to: Instance, line: Line) -> list[str]:
    able = [unit.unit for unit in given_to.units if unit.capacity and unit.unit not in line.excluded]
    best = max((line.fit.get(unit, 0) for unit in able), default=0)
    return [unit for unit in able if line.fit.get(unit, 0) >= min(best, given_to.floor)]


def most(given_to: Instance, line: Line) -> int:
    return given_to.most if line.most is None else line.most


def largest(given_to: Instance, assigned: Mapping[str, tuple[str, ...]]) -> Fraction:
    loads = {unit.unit: Fraction(unit.busy) for unit in given_to.units}
    for line in given_to.lines:
        for unit in assigned[line.line]:
            loads[unit] += Fraction(line.effort, len(assigned[line.line]))
    return max((loads[unit.unit] / unit.capacity for unit in given_to.units if unit.capacity), default=Fraction(0))


def best_of_all(given_to: Instance) -> Fraction:
    """The smallest largest share, by trying every assignment."""
    choices = []
    for line in given_to.lines:
        free = open_to(given_to, line)
        ways = [way for size in range(1, most(given_to, line) + 1) for way in combinations(free, size)]
        choices.append([line.now] if line.fixed else ways)
    names = [line.line for line in given_to.lines]
    return min(largest(given_to, dict(zip(names, way, strict=True))) for way in product(*choices))


@settings(max_examples=60, deadline=None)
@given(instances())
def test_every_plan_keeps_to_what_was_asked_and_its_bound_is_true(given_to: Instance) -> None:
    try:
        plan = solve(given_to, seconds=5)
    except Impossible:
        return
    assert list(plan.assigned) == [line.line for line in given_to.lines]
    for line in given_to.lines:
        who = plan.assigned[line.line]
        assert 1 <= len(who) <= most(given_to, line)
        assert len(set(who)) == len(who)
        assert who == line.now if line.fixed else set(who) <= set(open_to(given_to, line))
    assert plan.value == largest(given_to, plan.assigned)
    assert plan.distance >= 0
    assert plan.bound.value <= best_of_all(given_to) <= plan.value


@settings(max_examples=40, deadline=None)
@given(instances())
def test_every_move_has_its_reason_and_the_numbers_are_the_plan_s(given_to: Instance) -> None:
    try:
        plan = solve(given_to, seconds=5)
    except Impossible:
        return
    reasons_hold(given_to, plan)


def reasons_hold(given_to: Instance, plan: Plan) -> None:
    lines = {line.line: line for line in given_to.lines}
    assert [one.line for one in plan.moved] == [
        name for name, line in lines.items() if set(line.now) != set(plan.assigned[name])
    ]
    capacity = {unit.unit: unit.capacity for unit in given_to.units}
    after = {unit.unit: unit.after for unit in plan.units}
    for one in plan.moved:
        line = lines[one.line]
        assert one.unit in line.now or one.why in (Why.NEW, Why.SHARED)
        if one.why is Why.RELIEVES:
            assert one.share == (after[one.unit] + Fraction(line.effort, len(one.after))) / capacity[one.unit]
            assert one.share > plan.limit >= plan.value
        assert (one.why is Why.NEW) is (not line.now)
        assert one.why is not Why.SHARED or len(one.after) > len(one.before)
        assert one.why is not Why.EXCLUDED or one.unit in line.excluded


def test_the_same_question_has_the_same_answer_and_its_size_does_not_matter() -> None:
    given_to = instance(120, 20, seed=3)
    plan = solve(given_to, seconds=60)
    assert plan.ended is Ended.ENOUGH
    assert solve(given_to, seconds=60) == plan
    tenfold = replace(
        given_to,
        units=tuple(replace(one, capacity=one.capacity * 10, busy=one.busy * 10) for one in given_to.units),
        lines=tuple(replace(line, effort=line.effort * 10) for line in given_to.lines),
    )
    assert solve(tenfold, seconds=60).bound.value == plan.bound.value


def test_lines_shared_by_two_stay_shared_by_two_different_units() -> None:
    lines = tuple(
        Line(f"l{number}", 20 + number, ("a", "b"), fit=dict.fromkeys("abcdefgh", 1), most=2) for number in range(40)
    )
    plan = solve(Instance(tuple(Unit(unit, 1000) for unit in "abcdefgh"), lines))
    assert plan.ended is Ended.ENOUGH
    assert [len(set(who)) for who in plan.assigned.values()] == [2] * 40
    assert sum(unit.after for unit in plan.units) == sum(line.effort for line in lines)


def test_who_stops_the_search_gets_a_whole_plan_and_a_true_bound() -> None:
    given_to = replace(instance(200, 20, seed=4), enough=Fraction(0))
    told: list[Progress] = []
    stopped = solve(given_to, seconds=60, cancelled=lambda: True, progress=told.append)
    assert stopped.ended is Ended.CANCELLED
    timed = solve(given_to, seconds=0.0)
    assert timed.ended is Ended.TIME
    for plan in (stopped, timed):
        assert plan.value == largest(given_to, plan.assigned) >= plan.bound.value > 0
    assert told
    assert all(one.value >= one.bound > 0 for one in told)


def test_the_bound_can_be_counted_by_hand() -> None:
    given_to = instance(300, 30, seed=5, outside=0.0)
    plan = solve(given_to, seconds=60)
    assert plan.bound.proof is Proof.UNITS
    reasons_hold(given_to, plan)
    named = set(plan.bound.units)
    captive = [line for line in given_to.lines if not line.fixed and set(open_to(given_to, line)) <= named]
    effort = Fraction(sum(line.effort for line in captive))
    effort += sum(
        Fraction(line.effort, len(line.now)) * len(named & set(line.now)) for line in given_to.lines if line.fixed
    )
    effort += sum(unit.busy for unit in given_to.units if unit.unit in named)
    capacity = sum(unit.capacity for unit in given_to.units if unit.unit in named)
    assert (len(captive), effort, capacity) == (plan.bound.lines, plan.bound.effort, plan.bound.capacity)
    assert plan.bound.value == effort / capacity
    assert len(named) < len(given_to.units)
