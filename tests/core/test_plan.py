"""The worked examples of docs/rules/plan.md, and laws of differences, rhythms and circles on any plan."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.credit import exact, is_agreed, reshared, set_aside, weighed
from qiantou.core.kernel import RULE, Desk, Entry, Rejected, Stream
from qiantou.core.plan import (
    LINES,
    MEANS,
    SHARES,
    VERSIONS,
    Every,
    Line,
    Means,
    PlanValue,
    Purpose,
    Rhythm,
    Role,
    Shares,
    Sort,
    Tie,
    TieType,
    Version,
    circle,
)
from qiantou.core.plan_check import check_entry, check_whole
from qiantou.core.plan_diff import Signed, applied, content, demanded, differences, owed, signed_versions, touched
from qiantou.core.register import CHARTERS, Listed, Register
from qiantou.core.rhythm import MOST, end_of, periods
from qiantou.core.undertaking import Charter
from qiantou.documents.plan_ties import apart, read_tie
from tests.core.world import BEFORE, DEPUTY, GOV, LEAD, LONG_AGO, county, listed, local

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "plan.md").read_text(encoding="utf-8")
TODAY = date(2026, 3, 2)
WORK = Stream("0" * 31 + "1")


def tables(heading: str) -> list[list[list[str]]]:
    """The tables under a heading, each as rows of cells without its head."""
    section = RULES.split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    found = re.findall(r"(?:^\|.*\|\n)+", section, re.M)
    return [[[cell.strip() for cell in row.strip("|").split("|")] for row in one.splitlines()[2:]] for one in found]


def day(text: str) -> date:
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def unit(name: str) -> Desk:
    return Desk(f"u:{name}")


def rhythm(text: str) -> Rhythm:
    every, number = text.split()
    return Rhythm(Every(every), int(number))


def typed(text: str) -> Line:
    """ "roads due 2026-06-30 effort medium" """
    first, *rest = text.split()
    said: dict[str, object] = {}
    while rest:
        name = rest.pop(0)
        value = rest.pop(0)
        match name:
            case "due" | "outer":
                said[name] = day(value)
            case "competent":
                said[name] = unit(value)
            case "role":
                said[name] = Role(value)
            case "rhythm":
                said[name] = rhythm(f"{value} {rest.pop(0)}")
            case "weight" | "people":
                said[name] = int(value)
            case "quarters":
                said["quarter_days"] = int(value)
            case _:
                said[name] = value
    return Line(unit(first), **said)  # type: ignore[arg-type]


def force() -> Register:
    charter = Charter(lead=LEAD, issuer=GOV, keeper=LEAD, sponsor=DEPUTY)
    return Register([*county(), listed(CHARTERS, WORK, charter)])


def entry(name: str, value: Line | Means | None, version: int = 1, section: str = LINES) -> Entry[Listed]:
    return Entry(WORK, version, BEFORE, RULE, Listed(section, f"{WORK}/{name}", value, LONG_AGO))


def waiting(text: str) -> dict[str, Line]:
    """ "a; b after a; c needs M1" """
    found = {}
    for number, part in enumerate(text.split("; ")):
        name, *rest = part.split()
        word, names = (rest[0], tuple(rest[1:])) if rest else ("", ())
        after, needs = (names if word == "after" else (), names if word == "needs" else ())
        plain, ties = apart([read_tie(one) for one in after])
        found[name] = Line(unit("roads"), order=number, after=plain, needs=needs, ties=ties)
    return found


def planned(text: str) -> dict[str, dict[str, PlanValue]]:
    """ "L1 roads 06-30; L2 water/town; L3 roads @7 w20; M1 water; shares 30/10" """
    found: dict[str, dict[str, PlanValue]] = {LINES: {}, MEANS: {}, SHARES: {}}
    for part in filter(None, text.split("; ")):
        name, who, *rest = part.split()
        if name == SHARES:
            found[SHARES][name] = Shares(*map(int, who.split("/")))
            continue
        doer, _slash, competent = who.partition("/")
        due = next((day(one) for one in rest if one[0] not in "@w"), None)
        order, weight = (next((int(one[1:]) for one in rest if one[0] == mark), None) for mark in "@w")
        if name[0] == "M":
            found[MEANS][name] = Means(Sort.MONEY, unit(doer), due, order or 0)
        else:
            other = unit(competent) if competent else None
            found[LINES][name] = Line(
                unit(doer), due=due, order=order or 0, competent=other, weight=weight, deliverable=name
            )
    return found


@pytest.mark.parametrize(("line", "refused"), tables("A line")[0])
def test_what_a_line_may_hold(line: str, refused: str) -> None:
    found = "–"
    try:
        check_entry(entry("L001", typed(line)).event, force().at(local("2026-03-02 09:00")), RULE)
    except Rejected as refusal:
        found = refusal.code
    assert found == refused


@pytest.mark.parametrize(("lines", "wanted"), tables("Order")[0])
def test_a_circle_is_found_with_its_lines(lines: str, wanted: str) -> None:
    assert " ".join(sorted(circle(waiting(lines)))) == wanted.replace("–", "")


@pytest.mark.parametrize(("lines", "refused"), tables("Order")[1])
def test_the_whole_holds_together(lines: str, refused: str) -> None:
    entries = [entry(name, line, number) for number, (name, line) in enumerate(waiting(lines).items(), 1)]
    with pytest.raises(Rejected) as refusal:
        check_whole(entries, TODAY)
    assert refusal.value.code == refused


@pytest.mark.parametrize(("told", "after", "until", "wanted"), tables("Rhythm")[0])
def test_the_due_days_of_a_rhythm(told: str, after: str, until: str, wanted: str) -> None:
    found = periods(rhythm(told), after=day(after), until=day(until))
    assert " ".join(one.isoformat()[5:] for one in found) == wanted.replace("–", "")


@pytest.mark.parametrize(("before", "after", "wanted"), tables("Versions")[0])
def test_who_signs_a_change(before: str, after: str, wanted: str) -> None:
    found = touched(planned(before), planned(after))
    told = "; ".join(f"{desk[2:]} {' '.join(names)}" for desk, names in found.items())
    assert sorted(told.split("; ")) == sorted(wanted.split("; "))


def test_another_order_is_another_term_and_signed_anew_by_its_unit_alone() -> None:
    before = {LINES: {"L1": Line(unit("roads")), "L2": Line(unit("water"), after=("L1",))}}
    for ties in ((Tie("L1", TieType.SS),), (Tie("L1", TieType.FS, 2),)):
        after = {LINES: {**before[LINES], "L2": Line(unit("water"), ties=ties)}}
        assert touched(before, after) == {unit("water"): ("L2",)}
        assert [one.fields for one in differences(before, after)] == [("after", "ties")]


def test_a_rhythm_ends_with_its_line_else_with_the_charter_else_after_a_year() -> None:
    line, outer, last = Line(unit("roads")), date(2026, 9, 30), date(2026, 12, 31)
    ends = [
        end_of(Line(unit("roads"), due=TODAY, outer=outer), after=TODAY, until=last),
        end_of(Line(unit("roads"), outer=outer), after=TODAY, until=last),
        end_of(line, after=TODAY, until=last),
        end_of(line, after=TODAY, until=None),
    ]
    assert ends == [TODAY, outer, last, TODAY + timedelta(365)]


def test_a_signature_holds_until_its_line_is_touched() -> None:
    texts = ("L1 roads; L2 water/town", "L1 roads 07-31; L2 water/town", "L1 roads 07-31; L3 town")
    history = [
        Signed(number, Purpose.AMENDMENT if number > 1 else Purpose.SIGNATURE, planned(text))
        for number, text in enumerate(texts, 1)
    ]  # fmt: skip
    assert demanded(history) == {
        unit("roads"): {"L1": 2},
        unit("water"): {"L2": 3},
        unit("town"): {"L2": 3, "L3": 3},
    }


def test_what_is_drafted_after_a_version_leaves_it_as_it_was() -> None:
    put_out = Entry(WORK, 2, BEFORE, RULE, Listed(VERSIONS, f"{WORK}/v1", Version(1, Purpose.SIGNATURE), LONG_AGO))
    first, later = typed("roads"), typed("water")
    entries = [entry("L001", first), put_out, entry("L001", later, 3), entry("L001", None, 4)]
    assert content(entries)[LINES] == {}
    assert signed_versions(entries)[0].content[LINES] == {"L001": first}


NAMES = st.sampled_from([f"L{number}" for number in range(6)])
DESKS = st.sampled_from([unit(name) for name in ("lead", "roads", "water", "town")])
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
ANY_LINE = st.builds(
    Line, unit=DESKS, due=st.none() | DAYS, competent=st.none() | DESKS, weight=st.none() | st.integers(0, 9),
    order=st.integers(0, 3), after=st.lists(NAMES, max_size=2).map(tuple), deliverable=st.text("甲乙", max_size=2),
)  # fmt: skip
ANY_MEANS = st.builds(Means, sort=st.sampled_from(Sort), promiser=DESKS, due=st.none() | DAYS)
PLANS = st.fixed_dictionaries({
    LINES: st.dictionaries(NAMES, ANY_LINE, max_size=5),
    MEANS: st.dictionaries(st.sampled_from(["M1", "M2"]), ANY_MEANS),
    SHARES: st.dictionaries(st.just("shares"), st.builds(Shares, st.sampled_from([0, 20]), st.sampled_from([0, 10]))),
})  # fmt: skip
RHYTHMS = st.one_of(
    st.builds(Rhythm, st.just(Every.WEEK), st.integers(1, 7)),
    st.builds(Rhythm, st.sampled_from([Every.MONTH, Every.QUARTER, Every.YEAR]), st.integers(1, 31)),
)


@given(PLANS, PLANS)
def test_applying_the_difference_gives_the_second(before, after) -> None:
    found = differences(before, after)
    assert applied(before, found) == after
    assert applied(after, differences(after, before)) == before
    assert all(one.before != one.after for one in found)


@given(PLANS, PLANS)
def test_nobody_signs_what_does_not_change_and_somebody_signs_whatever_does(before, after) -> None:
    signs = touched(before, after)
    named = {name for names in signs.values() for name in names}
    moved = {one.name for one in differences(before, after) if one.section != SHARES and one.fields != ("order",)}
    shared = reshared(before, after) if owed(before) else frozenset()
    assert named == moved | shared
    assert not touched(before, before)


@given(PLANS, PLANS)
def test_whose_share_changes_is_asked_unless_weights_are_equal_in_both(before, after) -> None:
    signs = touched(before, after)
    old, new = (weighed(plan[LINES]) for plan in (before, after))
    was, now = exact(old, set_aside(before)), exact(new, set_aside(after))
    equal = not is_agreed(old) and not is_agreed(new) and set_aside(before) == set_aside(after)
    for name in old.keys() & new.keys():
        if was[name] != now[name] and not equal:
            assert name in signs[new[name].unit]


@given(RHYTHMS, DAYS, st.integers(0, 3000))
def test_every_period_lies_within_its_bounds_and_on_its_day(every, after, days) -> None:
    until = after + timedelta(days)
    found = periods(every, after=after, until=until)
    assert list(found) == sorted(set(found))
    assert len(found) <= MOST
    for one in found:
        assert after < one <= until
        if every.every is Every.WEEK:
            assert one.isoweekday() == every.day
        else:
            assert one.day == min(every.day, monthrange(one.year, one.month)[1])
    step = {Every.WEEK: 7, Every.MONTH: 31, Every.QUARTER: 92, Every.YEAR: 366}[every.every]
    if len(found) < MOST:  # none was left out
        ends = (after, *found, until)
        assert all((later - earlier).days <= step for earlier, later in pairwise(ends))


@given(st.dictionaries(st.sampled_from("abcd"), st.sets(st.sampled_from("abcd")), max_size=4))
def test_a_circle_is_found_exactly_where_brute_force_finds_one(edges) -> None:
    lines = {name: Line(unit("roads"), after=tuple(sorted(others))) for name, others in edges.items()}
    found = circle(lines)
    orders = permutations(lines)
    fits = any(
        all(order.index(other) < order.index(name) for name in order for other in lines[name].after if other in lines)
        for order in orders
    )
    assert bool(found) is not fits
    for earlier, later in zip(found, (*found[1:], *found[:1]), strict=True):
        assert earlier in lines[later].after
