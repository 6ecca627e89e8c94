"""Whistle (吹哨): a township or a department calls the departments it names; they come, answer, and finish.

Each class (emergency, enforcement, key work) is a kind of its own with its own limits. Accepting is arriving (报到);
whoever is late may still arrive, as long as nobody has decided. Of several the first called coordinates. A call ends
with the caller's word on whether it was solved and how satisfied it is; its silence ends the call and rates nothing.
Rules: docs/rules/whistle.md, with worked examples that the tests run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qiantou.core.calendar import Calendar
from qiantou.core.context import Context
from qiantou.core.evolve import REVERSIBLE
from qiantou.core.facts import (
    Accepted,
    Bound,
    Delivered,
    DeliveryAccepted,
    Event,
    Offered,
    OfferedTo,
    Reopened,
    Ruled,
    TakenBack,
)
from qiantou.core.kernel import Desk, Entry, Rejected
from qiantou.core.kinds import Phase, Policy
from qiantou.core.matter import Matter
from qiantou.core.moves import AcceptDelivery, Offer
from qiantou.core.worktime import deadline

CLASSES = ("whistle-emergency", "whistle-enforcement", "whistle-key-work")
YES, PARTLY, NO = "yes", "partly", "no"
SATISFIED = (YES, PARTLY, NO)


def check_call(command: Offer, policy: Policy, context: Context) -> None:
    """Raises Rejected where who coordinates is named for what is no call, or where a call of several names nobody, a
    department that is not called, or not the same one to each of them: whoever coordinates is called first.
    """
    if not policy.call and command.first is not None:
        raise Rejected("nobody-coordinates-here")
    if not policy.call:
        return
    if not command.several:
        if command.first not in (None, command.doer):
            raise Rejected("who-coordinates")
        return
    under = context.parts(command.parent) if command.parent is not None else ()
    others = [one for one in under if (one.kind, one.asker) == (policy.kind, command.asker)]
    told = _coordinator(others) if others else command.doer
    if command.first is None or command.first != told:
        raise Rejected("who-coordinates")


def _coordinator(others: Sequence[Matter]) -> Desk | None:
    """Who coordinates now: whoever has the part of the one that was called to it, else who was named last."""
    return next((one.doer for one in others if one.called == one.first), others[-1].first)


def check_rating(command: AcceptDelivery, policy: Policy) -> None:
    """The caller says whether it was solved and how satisfied it is; nobody else rates. Raises Rejected."""
    if not policy.call:
        if command.solved is not None or command.satisfied:
            raise Rejected("not-rated-here")
        return
    if command.solved is None or command.satisfied not in SATISFIED:
        raise Rejected("rate-the-call")


@dataclass(frozen=True)
class Called:
    """One department under one call. Instants aware; None for what has not come about or has no limit.

    `sure`: its answers are its own words, or were confirmed: only then do they count.
    """

    caller: Desk
    desk: Desk
    kind: str
    at: datetime
    arrive_by: datetime | None
    arrived: datetime | None
    finish_by: datetime | None
    finished: datetime | None
    solved: bool | None
    satisfied: str
    first: Desk | None
    is_open: bool
    sure: bool

    @property
    def coordinates(self) -> bool:
        """Whether it holds the call together on the spot: it alone was called, or it was named."""
        return self.first in (None, self.desk)

    @property
    def came_in_time(self) -> bool:
        return self.arrived is not None and (self.arrive_by is None or self.arrived < self.arrive_by)

    @property
    def finished_in_time(self) -> bool:
        return self.finished is not None and (self.finish_by is None or self.finished < self.finish_by)


def called(matter: Matter, entries: Sequence[Entry[Event]], calendar: Calendar) -> Called:
    """How the department that has it now answered: earlier ones that said it is not theirs are no part of it.

    What was taken back did not happen. Whoever takes the coordinator's part over coordinates.
    """
    asked: datetime | None = None
    arrived: datetime | None = None
    finished: datetime | None = None
    rating: DeliveryAccepted | None = None
    before = asked, arrived, finished
    for entry in entries:
        if isinstance(entry.event, TakenBack):
            asked, arrived, finished = before
        elif isinstance(entry.event, REVERSIBLE):
            before = asked, arrived, finished
        match entry.event:
            case Offered() | OfferedTo() | Reopened():
                asked, arrived, finished = entry.at, None, None
            case Ruled(outcome=Phase.OFFERED):
                asked, arrived, finished = entry.at, None, None
            case Accepted() | Bound() | Ruled(outcome=Phase.UNDERWAY):
                arrived = arrived or entry.at
            case Delivered():
                finished = entry.at
            case DeliveryAccepted() as told:
                rating = told
            case _:
                continue
    assert asked is not None, "every matter begins with an offer"
    arrival, work = matter.policy.limit(Phase.OFFERED), matter.policy.work
    return Called(
        caller=matter.asker, desk=matter.doer, kind=matter.kind, at=asked,
        arrive_by=deadline(calendar, asked, arrival) if arrival is not None else None,
        arrived=arrived,
        finish_by=deadline(calendar, arrived, work) if work is not None and arrived is not None else None,
        finished=finished,
        solved=rating.solved if rating is not None else None,
        satisfied=rating.satisfied if rating is not None else "",
        first=matter.doer if matter.first == _asked_first(entries) else matter.first,
        is_open=matter.is_open,
        sure=not (matter.unconfirmed or matter.contested),
    )  # fmt: skip


def _asked_first(entries: Sequence[Entry[Event]]) -> Desk | None:
    """Who was called before anybody said that it is not his."""
    return next((entry.event.doer for entry in entries if isinstance(entry.event, Offered)), None)
