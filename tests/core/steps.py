"""Given, when, then: a matter led by moves to where a test wants it, in the words of the rules.

The desks: LEAD asks, ROADS does, WATER and TOWN are other units, DEPUTY stands above all four, HEAD above him.
Names of matters are plain words: WORK is the one a case is about, a block opens OBSTACLE, and so on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from qiantou.core.due import current_due
from qiantou.core.kernel import Actor, Desk, Recorded, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter, pauses
from qiantou.core.moves import (
    Accept,
    Block,
    Command,
    Counter,
    Decline,
    Deliver,
    Offer,
    Refer,
    Withdraw,
)  # fmt: skip
from qiantou.core.register import TERMS, Term
from tests.core.world import JOINT, LEAD, ORDERED, ROADS, WATER, Town, listed, local

WORK, OBSTACLE, SIDE, OTHER = Stream("work"), Stream("obstacle"), Stream("side"), Stream("other")
DUE = date(2026, 3, 20)


def recorded(
    desk: Desk, by: Desk, *, said: date = date(2026, 3, 2), paper: str = "minutes no. 3", scan: str = ""
) -> Actor:
    """A move of `desk` entered by another."""
    return Actor(desk, recorded=Recorded(by, said, paper, scan))


def task(**terms: Any) -> Offer:
    return Offer(**{"kind": "task", "asker": LEAD, "doer": ROADS, "title": "mend the road", "due": DUE, **terms})


def order(**terms: Any) -> Offer:
    """A task of the joint work under the lead's mandate to dispatch."""
    return task(**{"basis": ORDERED, "joint": JOINT, **terms})


def variation(**terms: Any) -> Offer:
    asked: dict[str, Any] = {"asker": ROADS, "doer": LEAD, "due": date(2026, 4, 3), "parent": WORK, "beside": True}
    return Offer(kind="variation", title="more days", **{**asked, **terms})


def dispute(**terms: Any) -> Offer:
    asked: dict[str, Any] = {"asker": ROADS, "doer": WATER, "parent": WORK, "beside": True}
    return Offer(kind="dispute", title="whose drain is it", **{**asked, **terms})


@dataclass
class Case:
    """A world and the moves made in it; every step returns the case, so that steps read as a sentence."""

    town: Town = field(default_factory=Town)

    def at(self, text: str) -> Case:
        self.town.now = local(text)
        return self

    def when(self, command: Command, by: Desk | Actor | None = None, on: Stream = WORK) -> Case:
        actor = by if isinstance(by, Actor) else Actor(by)
        self.town.do(on, command, by=actor)
        return self

    def refused(self, code: str, command: Command, by: Desk | Actor | None = None, on: Stream = WORK) -> Case:
        """The move is refused with this code and leaves no entry."""
        before = list(self.town.entries)
        with pytest.raises(Rejected) as refusal:
            self.when(command, by, on)
        assert refusal.value.code == code
        assert self.town.entries == before
        return self

    def ticked(self, on: Stream = WORK) -> Case:
        self.town.tick(on)
        return self

    def then(self, phase: Phase | str, holder: Desk | None, on: Stream = WORK) -> Case:
        matter = self.matter(on)
        assert (matter.phase, matter.holder) == (Phase(phase), holder)
        return self

    def matter(self, on: Stream = WORK) -> Matter:
        matter = self.town.matter(on)
        assert matter is not None
        return matter

    def due(self, on: Stream = WORK) -> date | None:
        """The current due day."""
        matter, calendar = self.matter(on), self.town.register.at(self.town.now).calendar
        return current_due(matter.due, matter.grants, pauses(matter, calendar), calendar, self.town.now)

    def told(self, on: Stream = WORK) -> list[str]:
        """The names of the entries of a matter, in order."""
        return [type(entry.event).__name__ for entry in self.town.of(on)]


def given(offer: Offer | None = None) -> Case:
    """A matter just offered on Monday 2 March 2026 at 09:00."""
    offer = offer or task()
    case = Case()
    if offer.kind in ("variation", "dispute"):
        case.when(task(), LEAD).when(Accept(), ROADS).when(offer, offer.asker, on=SIDE)
        return case
    return case.when(offer, offer.asker)


def underway(offer: Offer | None = None) -> Case:
    return given(offer).when(Accept(), ROADS)


def blocked(offer: Offer | None = None) -> Case:
    """Underway, blocked by an obstacle that WATER has accepted."""
    case = underway(offer).when(Block("no material", to=WATER, fresh=OBSTACLE), ROADS)
    return case.when(Accept(), WATER, on=OBSTACLE)


def reached(phase: Phase, kind: str) -> tuple[Case, Stream]:
    """A matter of the kind in the phase, asked by its asker and answered by its doer, and its name."""
    offers = {"task": task(), "variation": variation(), "dispute": dispute()}
    offer = offers.get(kind) or task(kind=kind)
    case = given(offer)
    on = SIDE if offer.beside else WORK
    doer, asker = case.matter(on).doer, case.matter(on).asker
    ground = case.matter(on).policy.grounds[-1]
    steps: dict[Phase, tuple[tuple[Command, Desk], ...]] = {
        Phase.OFFERED: (),
        Phase.COUNTERED: ((Counter(date(2026, 3, 27), "a week more"), doer),),
        Phase.DECLINED: ((Decline(ground, "as said"), doer),),
        Phase.UNDERWAY: ((Accept(), doer),),
        Phase.BLOCKED: ((Accept(), doer), (Block("no key", to=WATER, fresh=OBSTACLE), doer)),
        Phase.DELIVERED: ((Accept(), doer), (Deliver("done"), doer)),
        Phase.REFERRED: ((Refer("we cannot agree"), asker),),
        Phase.CLOSED: ((Withdraw("no longer wanted"), asker),),
    }
    for command, desk in steps[phase]:
        case.when(command, desk, on)
    if phase is Phase.BLOCKED:
        case.when(Accept(), WATER, on=OBSTACLE)
    assert case.matter(on).phase is phase
    return case, on


def staffed(case: Case, *posts: str, until: date | None = None) -> Case:
    """Somebody sits in each of these posts."""
    case.town.listings += [listed(TERMS, f"t:{post}", Term(f"who sits in {post}", Desk(post), until)) for post in posts]
    return case
