"""Acting for a leader who is away: who delegates, what the deputy may do, and that it ends by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.delegation import Delegation
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.moves import Basis, Offer, PassUp
from qiantou.core.register import DELEGATIONS, TERMS, UNITS, Term, Unit
from tests.core.standing_in import (
    AWAY,
    FRIDAY,
    GOES_ON,
    LEADS_HEAD,
    MONDAY,
    SECOND,
    STANDING_IN,
    away,
    chained,
    county,
    entered,
    referred,
)  # fmt: skip
from tests.core.steps import OTHER, Case
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ROADS, WATER, listed


def refused(code: str, value: Delegation | None, by: Actor, case: Case | None = None, key: str = "b:1") -> None:
    with pytest.raises(Rejected) as refusal:
        entered(value, by, case, key)
    assert refusal.value.code == code


TO_HEAD = replace(AWAY, deputy=HEAD)
PHOTO = "f" * 64


def by_office(*, paper: str = "office note 7", scan: str = PHOTO, said: date = MONDAY, post: str = "p:clerk") -> Actor:
    return Actor(DEPUTY, post=Desk(post), recorded=Recorded(GOV, said, paper, scan))


@pytest.mark.parametrize("by", [Actor(DEPUTY, post=DEPUTY), Actor(HEAD)])
def test_the_post_or_one_above_it_delegates(by):
    entered(AWAY, by)


def test_its_office_delegates_by_a_paper_with_its_scan():
    entered(TO_HEAD, by_office())
    refused("delegation-needs-its-scan", TO_HEAD, by_office(scan=" "))


def test_the_offices_own_people_never_act_by_their_own_entry():
    refused("deputy-of-the-office", AWAY, by_office())
    refused("deputy-of-the-office", replace(AWAY, deputy=LEADS_HEAD), by_office(post=LEADS_HEAD))
    entered(replace(AWAY, deputy=LEADS_HEAD), by_office())  # another unit's head
    leading = county(Case())
    leading.town.listings.append(listed(UNITS, WATER, Unit(parent=GOV, head=Desk("p:water"), leader=SECOND)))
    entered(AWAY, by_office(), leading)  # a leader of the same unit is no clerk of it
    entered(replace(AWAY, deputy=SECOND), Actor(DEPUTY))  # the leader itself says so


def test_who_enters_it_does_not_act_in_another_post_of_its_own():
    case = county(Case())
    for post in ("p:clerk", "p:roads"):
        case.town.listings.append(listed(TERMS, f"t:two-{post}", Term("one", Desk(post))))
    refused("deputy-of-the-office", replace(AWAY, deputy=Desk("p:roads")), by_office(), case)
    entered(replace(AWAY, deputy=Desk("p:roads")), by_office(post="p:other"), case)


def test_nobody_else_delegates_a_desk():
    refused("delegated-by-its-post", AWAY, Actor(SECOND))
    refused("delegated-by-its-post", AWAY, Actor(LEAD))
    refused("may-not-record", AWAY, Actor(DEPUTY, recorded=Recorded(LEAD, MONDAY, "note", PHOTO)))
    refused("paper-missing", TO_HEAD, by_office(paper=""))
    refused("said-in-future", TO_HEAD, by_office(said=FRIDAY))


def test_a_desk_is_lent_to_another_post_in_which_somebody_sits_for_a_time():
    own = Actor(DEPUTY)
    refused("delegates-to-itself", replace(AWAY, deputy=DEPUTY), own)
    refused("unknown-desk", replace(AWAY, deputy=Desk("p:nobody")), own)
    refused("nobody-in-post", replace(AWAY, deputy=Desk("p:roads")), own)
    refused("delegation-too-long", replace(AWAY, until=date(2026, 12, 1)), own)
    refused("term-ends-before-it-begins", replace(AWAY, until=date(2026, 3, 1)), own)
    refused("no-such-joint-work", replace(AWAY, joints=("nowhere",)), own)  # type: ignore[arg-type]
    refused("unknown-kind", replace(AWAY, kinds=("nothing",)), own)


def test_who_is_away_itself_stands_in_for_nobody():
    case = away(Case(), Delegation(SECOND, HEAD, FRIDAY))
    refused("deputy-is-away", AWAY, Actor(DEPUTY), case, key="b:2")


def test_who_stands_in_for_another_is_not_away_itself():
    case = away(Case(), Delegation(SECOND, DEPUTY, FRIDAY))
    refused("stands-in-for-another", Delegation(DEPUTY, HEAD, FRIDAY), Actor(DEPUTY), case, key="b:2")
    entered(Delegation(DEPUTY, HEAD, FRIDAY, kinds=("task",)), Actor(DEPUTY), case, key="b:2")  # not away
    case.town.listings.append(listed(DELEGATIONS, "b:1", None, since=MONDAY))
    entered(Delegation(DEPUTY, HEAD, FRIDAY), Actor(DEPUTY), case, key="b:2")


def test_terms_do_not_follow_one_another_without_end():
    """150 days are gone; of the year that ends on 3 April all of them count, and 33 make 183."""
    chained(until=date(2026, 4, 3))
    with pytest.raises(Rejected) as refusal:
        chained(until=date(2026, 4, 4))
    assert (refusal.value.code, refusal.value.facts["days"]) == ("away-too-long", 184)
    chained(until=date(2026, 3, 20), key="b:2")


def test_a_delegated_desk_is_not_delegated_on():
    case = away(Case())
    refused("delegated-no-further", Delegation(DEPUTY, HEAD, FRIDAY), STANDING_IN, case)
    with pytest.raises(Rejected, match="delegated-no-further"):
        entered(None, replace(STANDING_IN, post=SECOND), case)


@pytest.mark.parametrize("by", [DEPUTY, HEAD, SECOND])
def test_who_gave_it_and_the_deputy_end_it_early(by):
    entered(None, Actor(by, post=by), away(Case()))


def test_nobody_else_ends_it_and_what_never_was_does_not_end():
    refused("delegated-by-its-post", None, Actor(LEAD), away(Case()))
    refused("no-such-entry", None, Actor(DEPUTY))


def test_the_deputy_decides_until_the_last_day_and_not_after():
    away(referred()).when(GOES_ON, STANDING_IN).then(Phase.UNDERWAY, ROADS)
    away(referred()).at("2026-03-06 17:00").when(GOES_ON, STANDING_IN)
    away(referred()).at("2026-03-09 09:00").refused("not-delegated", GOES_ON, STANDING_IN)


def test_without_a_delegation_nobody_moves_for_another_post():
    county(referred()).refused("not-delegated", GOES_ON, STANDING_IN)
    away(referred()).refused("not-delegated", PassUp("above us"), Actor(DEPUTY, post=HEAD))


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        ({"kinds": ("task",)}, True),
        ({"kinds": ("dispute",)}, False),
        ({"joints": (JOINT,)}, True),
        ({"joints": ("elsewhere",)}, False),
        ({"joints": (JOINT,), "kinds": ("dispute",)}, False),
    ],
)
def test_a_scope_limits_what_the_deputy_does(scope, covered):
    case = away(referred(), replace(AWAY, **scope))
    if covered:
        case.when(GOES_ON, STANDING_IN)
    else:
        case.refused("not-delegated", GOES_ON, STANDING_IN)


def test_a_deputy_decides_in_nothing_of_its_own_unit():
    case = away(referred(), Delegation(DEPUTY, LEADS_HEAD, FRIDAY))
    case.refused("deputy-is-a-side", GOES_ON, Actor(DEPUTY, post=LEADS_HEAD))


def test_the_deputy_also_asks_in_the_desks_name_within_the_scope():
    asked = Offer("task", DEPUTY, ROADS, "survey the bridge", basis=Basis("request"))
    away(Case()).when(asked, STANDING_IN, on=OTHER).then(Phase.OFFERED, ROADS, on=OTHER)
    narrow = away(Case(), replace(AWAY, kinds=("dispute",)))
    narrow.refused("not-delegated", asked, STANDING_IN, on=OTHER)


def test_whoever_records_for_the_post_acts_for_nobody():
    by = Actor(DEPUTY, post=Desk("p:clerk"), recorded=Recorded(GOV, MONDAY, "handwritten note", "f" * 64))
    county(referred()).when(GOES_ON, by).then(Phase.UNDERWAY, ROADS)
