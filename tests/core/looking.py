"""A county with a discipline body, its look-up of ROADS, and how each refusal of look-ups comes about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.listing import check
from qiantou.core.lookup import DISCIPLINE, LOOKED, LOOKUPS, Looked, Lookup, Page, stream_of
from qiantou.core.lookup_check import check_pages
from qiantou.core.register import POSTS, UNITS, Listed, Post, Unit, Value
from tests.core.steps import Case, task
from tests.core.world import GOV, LEAD, ROADS, listed

DIS, POST = Desk("u:dis"), Desk("p:dis")
KEY, TODAY = "l:one", date(2026, 3, 2)
CASE = Lookup(
    DIS, date(2026, 1, 1), date(2026, 2, 28), date(2026, 3, 31), (ROADS,), number="case 7", approval="the committee"
)
PAGE = Looked(KEY, Page.MATTER, (ROADS, LEAD), Stream("work"))


def county(*entered: Lookup) -> Case:
    """With these look-ups under KEY, one after the other."""
    case = Case()
    case.town.listings.append(listed(UNITS, DIS, Unit(parent=GOV, head=POST, sort=DISCIPLINE)))
    case.town.listings.append(listed(POSTS, POST, Post(DIS)))
    for lookup in entered:
        case.town.listings.append(listed(LOOKUPS, KEY, lookup))
    return case


def enter(case: Case, value: Value | None, *, key: str = KEY, section: str = LOOKUPS, by: Desk = DIS) -> None:
    force = case.town.register.at(case.town.now)
    check(Listed(section, key, value, case.town.now.date()), force, Actor(by, POST))


def opened(case: Case, looked: Looked = PAGE, *, by: Desk = DIS, key: str = f"{stream_of(KEY)}/a") -> None:
    enter(case, looked, key=key, section=LOOKED, by=by)


def paged(page: Looked) -> None:
    """There is no such matter."""
    case = county(CASE)
    entry = listed(LOOKED, f"{stream_of(KEY)}/a", page)
    check_pages([entry], case.town.matter, case.town.register.at(case.town.now))


LOOKED_UP: dict[str, Callable[[], object]] = {
    "discipline-is-no-side": lambda: county().when(task(doer=DIS), LEAD),
    "only-a-discipline-body": lambda: enter(county(), CASE, by=ROADS),
    "lookup-stays": lambda: enter(county(CASE), None),
    "lookup-needs-its-number": lambda: enter(county(), replace(CASE, number="")),
    "lookup-needs-its-approval": lambda: enter(county(), replace(CASE, approval="")),
    "lookup-needs-its-range": lambda: enter(county(), replace(CASE, units=())),
    "lookup-ends-before-it-begins": lambda: enter(county(), replace(CASE, through=date(2025, 1, 1))),
    "lookup-of-days-to-come": lambda: enter(county(), replace(CASE, through=date(2026, 3, 3))),
    "lookup-too-long": lambda: enter(county(), replace(CASE, until=date(2027, 3, 2))),
    "page-out-of-range": lambda: paged(PAGE),
    "lookup-is-over": lambda: opened(county(CASE).at("2026-04-01 09:00")),
}
