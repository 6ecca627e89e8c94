"""Which terms of a plan share the credit: those that everybody they touch signed; what else was tried is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from qiantou.core.kernel import Desk
from qiantou.core.plan import LINES, SHARES, Line, PlanValue, Purpose, Shares
from qiantou.core.plan_diff import Content, Signed
from qiantou.core.review import Held
from qiantou.insight.credit_plan import Done, Put, Terms, agreed
from tests.core.world import LEAD, ROADS, TOWN, WATER, local

START = local("2026-03-02 09:00")
BRIDGE, DRAINS = Line(ROADS, weight=60), Line(WATER, weight=40)
ASIDE = Shares(20, 10)
ALL = (ROADS, WATER)


def plan(shares: Shares = ASIDE, **lines: PlanValue) -> Content:
    return {LINES: lines, SHARES: {"shares": shares}}


FIRST = plan(A=BRIDGE, B=DRAINS)


def put(number: int, content: Content, *signed: Desk) -> Put:
    purpose = Purpose.SIGNATURE if number == 1 else Purpose.AMENDMENT
    at = START + timedelta(days=10 * (number - 1))
    return Put(Signed(number, purpose, content, number, LEAD), at, frozenset(signed))


def terms(*later: Put, done: dict[str, Done] | None = None, drafted: Content | None = None) -> Terms:
    history = [put(1, FIRST, *ALL), *later]
    found = agreed(history, done or {}, drafted or history[-1].version.content)
    assert found is not None
    return found


def delivered(line: str = "A", unit: Desk = ROADS, *, days: float = 5) -> dict[str, Done]:
    at: datetime = START + timedelta(days=days)
    return {line: Done(unit, at)}


def test_nothing_counts_until_everybody_it_touches_has_signed() -> None:
    assert agreed([put(1, FIRST, ROADS)], {}, FIRST) is None
    late = agreed([put(1, FIRST, ROADS), put(2, FIRST, WATER)], {}, FIRST)
    assert late is not None  # ROADS signed the very same before
    assert late.number == 2


def test_a_change_that_those_it_touches_signed_counts() -> None:
    fewer = plan(A=replace(BRIDGE, weight=50), B=replace(DRAINS, weight=50))
    assert terms(put(2, fewer, *ALL)).number == 2
    lacking = terms(put(2, fewer, WATER), done=delivered())
    assert (lacking.number, [(one.held, one.line, one.version) for one in lacking.refused]) == (
        1, [(Held.LESSENED, "A", 2)],
    )  # fmt: skip
    assert lacking.refused[0].was.exact == Fraction(42, 100)


def test_a_lead_that_takes_a_delivered_line_holds_nothing_of_it() -> None:
    moved = plan(A=replace(BRIDGE, unit=LEAD), B=DRAINS)
    told = terms(put(2, moved), done=delivered())
    assert [(one.held, one.unit) for one in told.refused] == [(Held.MOVED, ROADS)]
    assert told.lines["A"].unit == ROADS
    drafted = terms(done=delivered(), drafted=plan(B=DRAINS))
    assert [(one.held, one.version) for one in drafted.refused] == [(Held.DROPPED, 0)]


def test_who_delivered_a_line_that_was_handed_over_signs_its_change_too() -> None:
    lower = plan(A=replace(BRIDGE, weight=10), B=DRAINS)
    done = delivered(unit=TOWN)
    assert terms(put(2, lower, *ALL), done=done).number == 1
    assert terms(put(2, lower, *ALL, TOWN), done=done).number == 2
    assert terms(put(2, lower, *ALL), done=delivered(unit=TOWN, days=15)).number == 2  # delivered only after it


def test_what_is_set_aside_stays_as_signed_once_deliveries_have_begun() -> None:
    """More coordination out of the reserve changes no line, and would need nobody's signature otherwise."""
    more = plan(Shares(30, 0), A=BRIDGE, B=DRAINS)
    assert terms(put(2, more)).shares == Shares(30, 0)
    held = terms(put(2, more), done=delivered())
    assert held.shares == ASIDE
    assert [one.held for one in held.refused] == [Held.SET_ASIDE]
    assert terms(put(2, more, *ALL), done=delivered()).shares == Shares(30, 0)


def test_what_is_tried_again_is_told_once() -> None:
    moved = plan(A=replace(BRIDGE, unit=LEAD), B=DRAINS)
    told = terms(put(2, moved), put(3, moved), done=delivered())
    assert len(told.refused) == 1
