"""Which terms of a plan share the credit: those that everybody they touch signed; what else was tried is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from qiantou.core.kernel import Desk
from qiantou.core.plan import LINES, SHARES, Line, PlanValue, Purpose, Shares
from qiantou.core.plan_diff import Content, Signed
from qiantou.core.review import Held, Ratio
from qiantou.insight.credit_plan import Done, Put, Terms, agreed
from tests.core.world import LEAD, ROADS, TOWN, WATER, local

START = local("2026-03-02 09:00")
BRIDGE, DRAINS = Line(ROADS, weight=60), Line(WATER, weight=40)
ASIDE = Shares(20, 10)
ALL = (ROADS, WATER)


def plan(shares: Shares = ASIDE, **lines: PlanValue) -> Content:
    return {LINES: lines, SHARES: {"shares": shares}}


FIRST = plan(A=BRIDGE, B=DRAINS)


def put(number: int, content: Content, *signed: Desk, decided: bool = True) -> Put:
    purpose = Purpose.SIGNATURE if number == 1 else Purpose.AMENDMENT
    at = START + timedelta(days=10 * (number - 1))
    return Put(Signed(number, purpose, content, number, LEAD), at, frozenset(signed), decided)


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
    told = terms(put(2, fewer, *ALL))
    assert (told.number, told.earlier) == (2, (FIRST,))
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


def test_who_has_a_line_in_hand_that_the_plan_owes_by_another_signs_its_change_too() -> None:
    lower = plan(A=replace(BRIDGE, weight=10), B=DRAINS)
    taken_over = replace(put(2, lower, *ALL), held={"A": TOWN, "B": WATER})
    assert terms(taken_over).number == 1
    assert terms(replace(taken_over, signed=frozenset({*ALL, TOWN}))).number == 2
    assert terms(replace(taken_over, held={"A": ROADS, "B": TOWN, "C": TOWN})).number == 1, "B's share is another too"


def test_who_delivered_a_line_that_was_handed_over_signs_its_change_too() -> None:
    lower = plan(A=replace(BRIDGE, weight=10), B=DRAINS)
    done = delivered(unit=TOWN)
    assert terms(put(2, lower, *ALL), done=done).number == 1
    assert terms(put(2, lower, *ALL, TOWN), done=done).number == 2
    assert terms(put(2, lower, *ALL), done=delivered(unit=TOWN, days=15)).number == 2  # delivered only after it


def test_what_is_set_aside_stays_as_signed_unless_every_unit_with_a_line_signs_another() -> None:
    """More coordination out of the reserve lessens what a line may come to, begun or not."""
    more = plan(Shares(30, 0), A=BRIDGE, B=DRAINS)
    for done in ({}, delivered()):
        held = terms(put(2, more, ROADS), done=done)
        assert held.shares == ASIDE
        assert [(one.held, one.was, one.would) for one in held.refused] == [
            (Held.SET_ASIDE, Ratio(1, 5), Ratio(3, 10)), (Held.RESERVE, Ratio(1, 10), Ratio(0)),
        ]  # fmt: skip
        assert terms(put(2, more, *ALL), done=done).shares == Shares(30, 0)


def test_what_the_leader_who_decides_did_not_sign_does_not_count() -> None:
    more = plan(Shares(30, 0), A=BRIDGE, B=DRAINS)
    assert terms(put(2, more, *ALL, decided=False)).number == 1
    assert terms(put(2, more, *ALL, decided=False), put(3, more)).number == 3


def test_a_line_more_lessens_no_share_once_deliveries_have_begun_agreed_weights_or_not() -> None:
    alike = plan(A=replace(BRIDGE, weight=None), B=replace(DRAINS, weight=None))
    own = plan(A=replace(BRIDGE, weight=None), B=replace(DRAINS, weight=None), C=Line(LEAD))
    for signed in ((), (ROADS,)):
        told = agreed([put(1, alike, *ALL), put(2, own, *signed)], delivered(), own)
        assert told is not None
        assert set(told.lines) == {"A", "B"}
        assert [(one.held, one.line, one.unit) for one in told.refused] == [(Held.LESSENED, "A", ROADS)]
    for history, done in (([put(2, own, *ALL)], delivered()), ([put(2, own)], {})):
        told = agreed([put(1, alike, *ALL), *history], done, own)
        assert told is not None
        assert set(told.lines) == {"A", "B", "C"}


def test_what_is_tried_again_is_told_once() -> None:
    moved = plan(A=replace(BRIDGE, unit=LEAD), B=DRAINS)
    told = terms(put(2, moved), put(3, moved), done=delivered())
    assert len(told.refused) == 1
