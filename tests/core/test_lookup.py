"""docs/rules/lookup.md says what the code does, row by row; and a discipline body is no side of anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.figures import LOOKUP_TERM, USUAL
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.lookup import LOOKED, LOOKUPS, Looked, stream_of
from qiantou.core.moves import Decline, OfferTo, Refer, Rule
from qiantou.core.register import Value
from tests.core.looking import CASE, DIS, KEY, PAGE, TODAY, county, enter
from tests.core.steps import Case, given, task
from tests.core.world import DEPUTY, LEAD, ROADS, WATER
from tests.insight.tables import rows


def enters(case: Case, value: Value | None, *, key: str = KEY, section: str = LOOKUPS, by: Desk = DIS) -> str:
    """What it is refused for; "" for nothing."""
    try:
        enter(case, value, key=key, section=section, by=by)
    except Rejected as refusal:
        return refusal.code
    return ""


def opens(case: Case, by: Desk = DIS, looked: Looked = PAGE, key: str = f"{stream_of(KEY)}/a") -> str:
    return enters(case, looked, key=key, section=LOOKED, by=by)


CLOSED = replace(CASE, closed=TODAY, number="", approval="")
ROWS: dict[str, Callable[[Desk], str]] = {
    "a look-up": lambda by: enters(county(), CASE, by=by),
    "without a case number": lambda by: enters(county(), replace(CASE, number=" "), by=by),
    "without an approval": lambda by: enters(county(), replace(CASE, approval=""), by=by),
    "without a range": lambda by: enters(county(), replace(CASE, units=()), by=by),
    "of a strange unit": lambda by: enters(county(), replace(CASE, units=(Desk("u:none"),)), by=by),
    "of a strange joint work": lambda by: enters(county(), replace(CASE, joint=Stream("none")), by=by),
    "days that end before they begin": lambda by: enters(county(), replace(CASE, through=date(2025, 1, 1)), by=by),
    "days still to come": lambda by: enters(county(), replace(CASE, through=date(2026, 3, 3)), by=by),
    "for a year": lambda by: enters(county(), replace(CASE, until=date(2027, 3, 2)), by=by),
    "of another body": lambda by: enters(county(), replace(CASE, body=WATER), by=by),
    "closed as it is entered": lambda by: enters(county(), replace(CASE, closed=TODAY), by=by),
    "closed": lambda by: enters(county(CASE), CLOSED, by=by),
    "closed under another number": lambda by: enters(county(CASE), replace(CLOSED, number="case 8"), by=by),
    "a wider range": lambda by: enters(county(CASE), replace(CLOSED, units=(ROADS, WATER)), by=by),
    "taken out": lambda by: enters(county(CASE), None, by=by),
    "opened again": lambda by: enters(county(CASE, CLOSED), CASE, by=by),
    "a page of ROADS": lambda by: opens(county(CASE), by),
    "a page of WATER": lambda by: opens(county(CASE), by, replace(PAGE, units=(WATER,))),
    "a page after its last day": lambda by: opens(county(CASE).at("2026-04-01 09:00"), by),
    "a page after it was closed": lambda by: opens(county(CASE, CLOSED), by),
    "a page of no look-up": lambda by: opens(county(), by),
    "a page in another stream": lambda by: opens(county(CASE), by, key="other/a"),
}


@pytest.mark.parametrize(("entry", "by", "refused"), rows("lookup.md", "What may be entered")[1:])
def test_it_is_entered_as_the_page_says(entry: str, by: str, refused: str) -> None:
    assert ROWS[entry](DIS if by == "DIS" else ROADS) == refused


def test_the_page_has_every_case() -> None:
    assert {entry for entry, *_ in rows("lookup.md", "What may be entered")[1:]} == set(ROWS)
    assert USUAL[LOOKUP_TERM].amount == 92


def test_a_discipline_body_is_no_side() -> None:
    county().refused("discipline-is-no-side", task(doer=DIS), LEAD)
    county().refused("discipline-is-no-side", task(asker=DIS), DIS)
    refused = given().when(Decline("no-means", "no"), ROADS)
    refused.town.listings += county().town.listings[-2:]
    refused.refused("discipline-is-no-side", OfferTo(DIS), LEAD)
    refused.when(Refer("no way on"), LEAD)
    refused.refused("discipline-is-no-side", Rule(Phase.UNDERWAY, "they do it", doer=DIS), DEPUTY)


def test_a_confidential_case_is_told_once_it_is_closed() -> None:
    secret = replace(CASE, confidential=True)
    told = [one.is_told() for one in (CASE, secret, replace(secret, closed=TODAY))]
    assert told == [True, False, True]
