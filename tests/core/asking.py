"""How each refusal of guidance, calls, data requests and which-first comes about: code → the move that meets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from qiantou.core.figures import URGENT_MARKS, USUAL
from qiantou.core.kernel import Stream
from qiantou.core.kinds import Phase, Urgency
from qiantou.core.moves import Accept, AcceptDelivery, Decline, Deliver, Offer, Rule
from qiantou.core.plan import Every, Rhythm
from qiantou.core.repeating import Repeats
from qiantou.core.withholding import Withheld
from tests.core.steps import OTHER, SIDE, WORK, Case, given, task
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, TOWN, WATER

HOW = Offer("guidance", TOWN, ROADS, "how is the new line drawn")
CALL = Offer("whistle-emergency", TOWN, ROADS, "a bank has slipped")
URGENT = task(urgency=Urgency.URGENT)
DATA = Offer("data", LEAD, ROADS, "who drew pensions", due=date(2026, 3, 20))
FIRST = Offer("precedence", ROADS, WATER, "both by March", parent=WORK, beside=True, about=(WORK, OTHER))


def both(**terms: date | None) -> Case:
    """ROADS has two works in hand, of two askers."""
    case = given().when(Accept(), ROADS)
    return case.when(task(asker=WATER, **terms), WATER, on=OTHER).when(Accept(), ROADS, on=OTHER)


def decided(command: Rule) -> Case:
    return both().when(FIRST, ROADS, on=SIDE).when(command, DEPUTY, on=SIDE)


def marks(count: int) -> None:
    case = Case()
    for number in range(count):
        case.when(URGENT, LEAD, on=Stream(f"m{number}"))


ASKING: dict[str, Callable[[], object]] = {
    "asked-downward": lambda: Case().when(replace(HOW, asker=GOV), GOV),
    "reply-to-it": lambda: given(HOW).when(Accept(), ROADS),
    "nobody-coordinates-here": lambda: given(task(first=WATER)),
    "who-coordinates": lambda: given(replace(CALL, parent=SIDE, several=True)),
    "not-rated-here": lambda: (
        given().when(Accept(), ROADS).when(Deliver("why"), ROADS).when(AcceptDelivery(solved=True), LEAD)
    ),
    "rate-the-call": lambda: (
        given(CALL).when(Accept(), ROADS).when(Deliver("why"), ROADS).when(AcceptDelivery(), TOWN)
    ),
    "say-what-can-be-given": lambda: given(DATA).when(Decline("confidential", "why"), ROADS),
    "nothing-withheld": lambda: given(DATA).when(Decline("no-means", "why", withheld=Withheld(HEAD, "hits")), ROADS),
    "two-works": lambda: both().when(replace(FIRST, about=(WORK, WORK)), ROADS, on=SIDE),
    "no-day-to-compete": lambda: both(due=None).when(FIRST, ROADS, on=SIDE),
    "name-which-first": lambda: decided(Rule(Phase.CLOSED, "as heard")),
    "put-off-to-a-later-day": lambda: decided(Rule(Phase.CLOSED, "as heard", date(2026, 3, 2), first=WORK)),
    "urgent-capped": lambda: marks(USUAL[URGENT_MARKS].amount + 1),
    "no-such-row": lambda: given().when(replace(DATA, follows=WORK, repeats=None), LEAD, on=OTHER),
    "repeats-until-later": lambda: given(
        replace(DATA, repeats=Repeats(Rhythm(Every.MONTH, 20), date(2026, 3, 20)))
    ),
}  # fmt: skip
