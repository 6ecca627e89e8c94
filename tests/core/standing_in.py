"""A county in which the deputy is away and another post acts for its desk, and how each refusal of it comes about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from qiantou.core.delegation import Delegation
from qiantou.core.kernel import Actor, Desk, Entry, Recorded
from qiantou.core.kinds import Phase
from qiantou.core.listing import check
from qiantou.core.moves import Refer, Rule
from qiantou.core.register import DELEGATIONS, POSTS, Listed, Post
from tests.core.steps import Case, order, staffed, underway
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, listed

SECOND = Desk("p:deputy2")
LEADS_HEAD = Desk("p:lead")
MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
AWAY = Delegation(DEPUTY, SECOND, FRIDAY)
GOES_ON = Rule(Phase.UNDERWAY, "as the lead says")
STANDING_IN = Actor(DEPUTY, post=SECOND)


def county(case: Case) -> Case:
    case.town.listings += [listed(POSTS, SECOND, Post(GOV))]
    return staffed(case, HEAD, DEPUTY, SECOND, LEADS_HEAD)


def away(case: Case, value: Delegation = AWAY) -> Case:
    county(case).town.listings += [listed(DELEGATIONS, "b:1", value, since=MONDAY)]
    return case


def entered(value: Delegation | None, by: Actor, case: Case | None = None, key: str = "b:1") -> Case:
    case = case or county(Case())
    check(Listed(DELEGATIONS, key, value, MONDAY), case.town.register.at(case.town.now), by)
    return case


def term(begins: date, days: int, key: str) -> Entry[Listed]:
    """An absence of the deputy of so many days."""
    return listed(DELEGATIONS, key, replace(AWAY, until=begins + timedelta(days - 1)), since=begins)


def referred() -> Case:
    return underway(order()).when(Refer("we cannot agree"), ROADS)


def chained(until: date, *, key: str = "b:3") -> Case:
    """The deputy was away for 60 days from June and 90 until 26 February, and is to be from 2 March until then."""
    case = Case()
    case.town.listings += [term(date(2025, 6, 1), 60, "b:1"), term(date(2025, 11, 29), 90, "b:2")]
    return entered(replace(AWAY, until=until), Actor(DEPUTY), county(case), key)


ACTING: dict[str, Callable[[], object]] = {
    "not-delegated": lambda: county(referred()).when(GOES_ON, STANDING_IN),
    "delegated-no-further": lambda: entered(replace(AWAY, deputy=HEAD), STANDING_IN, away(Case())),
    "deputy-is-a-side": lambda: away(referred(), replace(AWAY, deputy=LEADS_HEAD)).when(
        GOES_ON, Actor(DEPUTY, post=LEADS_HEAD)
    ),
    "delegates-to-itself": lambda: entered(replace(AWAY, deputy=DEPUTY), Actor(DEPUTY)),
    "delegated-by-its-post": lambda: entered(AWAY, Actor(LEAD)),
    "delegation-needs-its-scan": lambda: entered(
        replace(AWAY, deputy=HEAD), Actor(DEPUTY, recorded=Recorded(GOV, MONDAY, "a note"))
    ),
    "deputy-of-the-office": lambda: entered(AWAY, Actor(DEPUTY, recorded=Recorded(GOV, MONDAY, "a note", "f" * 64))),
    "delegation-too-long": lambda: entered(replace(AWAY, until=date(2026, 12, 1)), Actor(DEPUTY)),
    "nobody-in-post": lambda: entered(replace(AWAY, deputy=Desk("p:roads")), Actor(DEPUTY)),
    "away-too-long": lambda: chained(until=date(2026, 4, 4)),
    "stands-in-for-another": lambda: entered(
        Delegation(DEPUTY, HEAD, FRIDAY), Actor(DEPUTY), away(Case(), Delegation(SECOND, DEPUTY, FRIDAY)), key="b:2"
    ),
    "deputy-is-away": lambda: entered(AWAY, Actor(DEPUTY), away(Case(), Delegation(SECOND, HEAD, FRIDAY)), key="b:2"),
}
