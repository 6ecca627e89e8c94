"""How each refusal of disputes, supervision items and coordination meetings comes about; as `provoking`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.kind_table import DISPUTE
from qiantou.core.kinds import Phase
from qiantou.core.meeting import MEETINGS, Brought, Decided, Item, Meeting, Outcome
from qiantou.core.moves import Accept, Block, Offer, Refer, Rule, TakeUp
from qiantou.core.register import POLICIES, UNITS, Unit, Value
from tests.core.provoking import entered
from tests.core.steps import (
    DUE,
    OBSTACLE,
    OTHER,
    SIDE,
    WORK,
    Case,
    blocked,
    dispute,
    given,
    order,
    recorded,
    task,
    underway,
    variation,
)
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, TOWN, WATER, listed

OFFICE = Desk("u:establishment")
"""The office that the site names for opinions on disputes."""
HELD = date(2026, 3, 2)
MEETING = Meeting(DEPUTY, date(2026, 3, 12), (Item(Brought.LISTED, (WORK,)),), (ROADS, WATER))
MINUTES = replace(
    MEETING, day=HELD, held=HELD, attended=(ROADS,), number="no. 3", decisions=(Decided(WORK, Outcome.NONE),)
)


def advised() -> Case:
    """A county whose establishment office gives its opinion on disputes, and a dispute that ROADS has put up."""
    case = Case()
    case.town.listings += [
        listed(UNITS, OFFICE, Unit(parent=GOV)),
        listed(POLICIES, "dispute", replace(DISPUTE, opinion=OFFICE)),
    ]
    case.when(order(), LEAD).when(Accept(), ROADS)
    asked = replace(dispute(), joint=order().joint)
    return case.when(asked, ROADS, on=SIDE).when(Refer("we cannot agree"), ROADS, on=SIDE)


def item(**terms: Any) -> Offer:
    """GOV puts the work of ROADS under supervision, DEPUTY to approve."""
    asked: dict[str, Any] = {
        "kind": "supervision", "asker": GOV, "doer": ROADS, "title": "the road before the rains", "due": DUE,
        "parent": WORK, "beside": True, "approver": DEPUTY, "number": "no. 7",
    }  # fmt: skip
    return Offer(**{**asked, **terms})


def put(case: Case | None = None, **terms: Any) -> Case:
    return (case or underway()).when(item(**terms), terms.get("asker", GOV), on=OTHER)


def capped() -> None:
    """Five works under supervision in one month, and a sixth."""
    case = Case()
    for number in range(6):
        work, side = Stream(f"w{number}"), Stream(f"s{number}")
        case.when(task(), LEAD, on=work).when(Accept(), ROADS, on=work)
        case.when(item(parent=work), GOV, on=side)


def met(value: Meeting | None = MEETING, *, by: Desk | None = DEPUTY, before: Meeting | None = None) -> None:
    case = underway()
    if before is not None:
        case.town.listings.append(listed(MEETINGS, "e:one", before))
    told: Value | None = value
    entered(MEETINGS, "e:one" if before is None or before.day == HELD else "e:two", told, by=Actor(by), case=case)


def stranger() -> None:
    """A chair that stands above neither side takes a matter up."""
    underway().when(TakeUp(Desk("p:water")), Actor())


MEETING_REFUSALS: dict[str, Callable[[], object]] = {
    "gives-an-opinion": lambda: advised().when(Rule(Phase.CLOSED, "theirs"), OFFICE, on=SIDE),
    "opinion-without-clock": lambda: entered(POLICIES, "dispute", replace(DISPUTE, opinion=GOV, opining=None)),
    "names-no-superior": lambda: township_work().when(Block("x", to=WATER, fresh=OBSTACLE), LEAD),
    "item-for-the-doer": lambda: put(doer=WATER),
    "supervises-itself": lambda: put(asker=LEAD),
    "no-supervision-office": lambda: put(asker=WATER),
    "approves-its-own": lambda: put(asker=DEPUTY),
    "approval-by-a-third": lambda: put().when(
        Rule(Phase.OFFERED, "press it"), recorded(DEPUTY, LEAD, scan="a" * 64), on=OTHER
    ),
    "item-needs-a-number": lambda: put(number=" "),
    "item-needs-an-end": lambda: put(due=None),
    "target-blocked": lambda: put(blocked()),
    "target-awaits-an-answer": lambda: put(given(variation())),
    "items-capped": capped,
    "chair-is-a-post": lambda: met(replace(MEETING, chair=GOV)),
    "may-not-call": lambda: met(by=WATER),
    "nothing-to-meet-about": lambda: met(replace(MEETING, agenda=())),
    "twice-on-the-agenda": lambda: met(replace(MEETING, agenda=MEETING.agenda * 2)),
    "meeting-in-the-past": lambda: met(replace(MEETING, day=date(2026, 2, 27))),
    "meetings-capped": lambda: met(before=replace(MEETING, day=date(2026, 3, 10))),
    "minutes-are-final": lambda: met(before=MINUTES),
    "meeting-not-held-yet": lambda: met(replace(MINUTES, held=date(2026, 3, 12))),
    "minutes-need-a-number": lambda: met(replace(MINUTES, number="")),
    "nobody-attended": lambda: met(replace(MINUTES, attended=())),
    "points-without-answer": lambda: met(replace(MINUTES, decisions=())),
    "chair-not-above": stranger,
}


def township_work() -> Case:
    """TOWN is a township that does a part of the joint work; HEAD and DEPUTY stand above it, WATER does not."""
    case = Case()
    town = Unit(parent=GOV, head=Desk("p:town"), leader=DEPUTY, sort="township")
    case.town.listings.append(listed(UNITS, TOWN, town))
    return case.when(order(doer=TOWN), LEAD).when(Accept(), TOWN)


__all__ = ["HEAD", "MEETING_REFUSALS", "advised", "item", "put", "township_work"]
