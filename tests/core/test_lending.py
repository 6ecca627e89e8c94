"""What may be entered of mandates, and by whom. Source: docs/rules/mandate.md."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.binding import to_sign
from qiantou.core.kernel import RULE, Actor, Desk, Rejected, Stream
from qiantou.core.listing import check
from qiantou.core.mandate import Mandate, Power, Source
from qiantou.core.register import CHARTERS, MANDATES, InForce, Listed
from qiantou.core.undertaking import Charter
from tests.core.test_powers import FAR, KEY, LENT, OTHER, SIGNING, county
from tests.core.world import DEPUTY, FIRM, GOV, HEAD, JOINT, LEAD, ROADS, TOWN, WATER, listed

CUSTOMS = Desk("u:customs")
DAY = date(2026, 3, 2)
PAPER = replace(LENT, source=Source.MINUTES, number="no. 3", clause="LEAD leads and dispatches", scan="a" * 64)
WIDE = replace(LENT, scope=(ROADS, FAR), countersigns=(SIGNING,))
FUND = replace(LENT, powers=(Power.BUDGET,), budget="x")
FAR_FUND = replace(WIDE, powers=(Power.BUDGET,), budget="x", ceiling="100")


def force(mandate: Mandate | None = None, *, charter: Charter | None = None) -> InForce:
    case = county(mandate)
    if charter is not None:
        case.town.listings.append(listed(CHARTERS, JOINT, charter))
    return case.town.register.at(case.town.now)


def entered(mandate: Mandate | None, by: Desk | None, *, before: Mandate | None = None) -> str:
    """The code with which the entry is refused; "" for none."""
    try:
        check(Listed(MANDATES, KEY, mandate, DAY), force(before), Actor(by) if by else RULE)
    except Rejected as refusal:
        return refusal.code
    return ""


ENTERED = {
    "issued by the leader above": (LENT, DEPUTY, ""),
    "issued by the leader's own superior": (LENT, HEAD, ""),
    "issued in the leader's name by the lead": (LENT, LEAD, "only-the-issuer"),
    "lent by oneself": (replace(LENT, issuer=LEAD), LEAD, "nobody-lends-itself"),
    "lent by a peer": (replace(LENT, issuer=WATER), WATER, "nobody-lends-itself"),
    "lent by a leader of another portfolio": (replace(LENT, issuer=OTHER), OTHER, "nobody-lends-itself"),
    "lent over oneself": (replace(LENT, scope=(LEAD,)), DEPUTY, "powers-and-scope"),
    "lent to a unit that does not lead": (replace(LENT, holder=WATER), DEPUTY, "lent-to-the-lead"),
    "no power": (replace(LENT, powers=()), DEPUTY, "powers-and-scope"),
    "nobody in scope": (replace(LENT, scope=()), DEPUTY, "powers-and-scope"),
    "a term that is over": (replace(LENT, until=date(2026, 3, 1)), DEPUTY, "term-ends-before-it-begins"),
    "of no joint work": (replace(LENT, joint=Stream("none")), DEPUTY, "no-such-joint-work"),
    "over a unit nobody knows": (replace(LENT, scope=(Desk("u:none"),)), DEPUTY, "unknown-desk"),
    "across portfolios, nobody asked": (replace(LENT, scope=(ROADS, FAR)), DEPUTY, "countersign-first"),
    "across portfolios, the leader asked": (WIDE, DEPUTY, ""),
    "across portfolios, by the head of the county": (replace(LENT, scope=(ROADS, FAR), issuer=HEAD), HEAD, ""),
    "a vertical unit": (replace(LENT, scope=(CUSTOMS,)), HEAD, "joins-by-consent"),
    "a vertical unit that is asked": (replace(LENT, scope=(CUSTOMS,), countersigns=(SIGNING,)), DEPUTY, ""),
    "an outside party": (replace(LENT, scope=(FIRM,)), DEPUTY, "joins-by-consent"),
    "a budget without its name": (replace(LENT, powers=(Power.BUDGET,)), DEPUTY, "name-the-budget"),
    "a budget of so much": (replace(FUND, ceiling="120.5"), DEPUTY, ""),
    "a budget of how much": (replace(FUND, ceiling="plenty"), DEPUTY, "figure-unreadable"),
    "a budget of nothing": (replace(FUND, ceiling="0"), DEPUTY, "figure-unreadable"),
    "from minutes, by the lead": (PAPER, LEAD, ""),
    "from minutes, by the office of who signed them": (PAPER, GOV, ""),
    "from minutes, by a unit in scope": (PAPER, ROADS, "may-not-transcribe"),
    "from minutes without a number": (replace(PAPER, number=" "), LEAD, "number-clause-scan"),
    "from minutes without the clause": (replace(PAPER, clause=""), LEAD, "number-clause-scan"),
    "from minutes without a scan": (replace(PAPER, scan=""), LEAD, "number-clause-scan"),
}  # fmt: skip


@pytest.mark.parametrize(("mandate", "by", "code"), ENTERED.values(), ids=ENTERED.keys())
def test_what_may_be_entered_and_by_whom(mandate: Mandate, by: Desk, code: str) -> None:
    assert entered(mandate, by) == code


CHANGED = {
    "by the issuer": (replace(LENT, scope=(ROADS, WATER)), DEPUTY, LENT, ""),
    "by the post above": (replace(LENT, suspended=True), HEAD, LENT, ""),
    "by the lead": (replace(LENT, powers=tuple(Power), budget="x"), LEAD, LENT, "only-the-issuer"),
    "by the lead, as if from a paper": (replace(PAPER, scope=(ROADS, TOWN)), LEAD, LENT, "only-the-issuer"),
    "the issuer makes it that of the leader above": (replace(LENT, issuer=HEAD), DEPUTY, LENT, "only-the-issuer"),
    "what was entered from a paper, confirmed": (replace(PAPER, source=Source.ISSUED), DEPUTY, PAPER, ""),
    "suspended after its words were erased": (
        replace(PAPER, number="", clause="", scan="", suspended=True), DEPUTY, PAPER, ""
    ),
    "a budget added without its name": (
        replace(LENT, powers=(Power.DISPATCH, Power.BUDGET)), DEPUTY, LENT, "name-the-budget"
    ),
    "another budget without its name": (replace(FUND, budget="", fund=1), DEPUTY, FUND, "name-the-budget"),
    "another joins unasked": (replace(LENT, scope=(ROADS, CUSTOMS)), DEPUTY, LENT, "joins-by-consent"),
    "moved to another joint work": (replace(LENT, joint=Stream("second")), DEPUTY, LENT, "no-such-joint-work"),
    "ended by the issuer": (None, DEPUTY, LENT, ""),
    "ended by the lead": (None, LEAD, LENT, "only-the-issuer"),
    "ended though never there": (None, DEPUTY, None, "wrong-key"),
    "countersigned, then narrowed": (replace(WIDE, scope=(FAR,)), DEPUTY, WIDE, ""),
    "countersigned, then suspended": (replace(WIDE, suspended=True), DEPUTY, WIDE, ""),
    "countersigned, then another power": (
        replace(WIDE, powers=(Power.DISPATCH, Power.DATA)), DEPUTY, WIDE, "countersign-first"
    ),
    "countersigned, then longer": (replace(WIDE, until=date(2027, 3, 1)), DEPUTY, WIDE, "countersign-first"),
    "countersigned, then another unit of that portfolio": (
        replace(WIDE, scope=(ROADS, FAR)), DEPUTY, replace(WIDE, scope=(FAR,)), ""
    ),
    "signed for one, then over another": (WIDE, DEPUTY, replace(WIDE, scope=(ROADS,)), "countersign-first"),
    "countersigned, then more money": (replace(FAR_FUND, ceiling="200"), DEPUTY, FAR_FUND, "countersign-first"),
    "countersigned, then money without end": (replace(FAR_FUND, ceiling=""), DEPUTY, FAR_FUND, "countersign-first"),
    "countersigned, then less money": (replace(FAR_FUND, ceiling="99.5"), DEPUTY, FAR_FUND, ""),
    "countersigned, then another budget": (
        replace(FAR_FUND, fund=1, budget="y"), DEPUTY, FAR_FUND, "countersign-first"
    ),
    "countersigned, then longer and asked again": (
        replace(WIDE, until=date(2027, 3, 1), countersigns=(SIGNING, Stream("again"))), DEPUTY, WIDE, ""
    ),
    "countersigned, then longer while suspended": (
        replace(WIDE, until=date(2027, 3, 1), suspended=True), DEPUTY, WIDE, ""
    ),
}  # fmt: skip


@pytest.mark.parametrize(("mandate", "by", "before", "code"), CHANGED.values(), ids=CHANGED.keys())
def test_who_may_change_it_and_how_far(mandate: Mandate | None, by: Desk, before: Mandate, code: str) -> None:
    assert entered(mandate, by, before=before) == code


def test_who_is_asked_to_sign_for_which_units() -> None:
    lent = replace(LENT, scope=(ROADS, FAR, CUSTOMS, FIRM))
    assert to_sign(lent, "g:new", force()) == {OTHER: (FAR,), CUSTOMS: (CUSTOMS,), FIRM: (FIRM,)}
    assert to_sign(replace(lent, issuer=HEAD), "g:new", force()) == {CUSTOMS: (CUSTOMS,), FIRM: (FIRM,)}
    assert to_sign(replace(lent, suspended=True), "g:new", force()) == {}


def test_a_change_asks_those_whom_it_would_bind_to_more() -> None:
    assert to_sign(WIDE, KEY, force(WIDE)) == {}
    assert to_sign(replace(WIDE, scope=(ROADS, WATER, FAR)), KEY, force(WIDE)) == {}  # WATER is below the issuer
    assert to_sign(replace(WIDE, powers=tuple(Power)), KEY, force(WIDE)) == {OTHER: (FAR,)}
    assert to_sign(replace(WIDE, scope=(ROADS, FAR, FIRM)), KEY, force(WIDE)) == {FIRM: (FIRM,)}


def test_a_passing_keeps_the_words_and_needs_them_not_again() -> None:
    charter = Charter(lead=WATER, issuer=GOV, keeper=WATER, sponsor=DEPUTY)
    passed = replace(PAPER, holder=WATER, number="", clause="", scan="")
    check(Listed(MANDATES, KEY, passed, DAY), force(PAPER, charter=charter), RULE)
