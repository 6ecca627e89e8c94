"""Coordination meeting (调度会): its agenda as the record gives it, who came, and what was decided point by point.

A value of the register: called, then held. Everything but typed text is a fact; the minutes' sentences are words.
Rules: docs/rules/meeting.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from qiantou.core.kernel import Desk, Stream, Words

MEETINGS = "meeting"
"""The section of the register."""


class Brought(StrEnum):
    """What puts a point on the agenda."""

    LISTED = "listed"  # its arbiter was silent, or its ladder came to the meeting
    CIRCLE = "circle"  # matters that wait for each other
    PUT = "put"  # by whoever called the meeting


class Outcome(StrEnum):
    """What a meeting may decide of a matter."""

    GOES_ON = "goes-on"  # the work goes on, with the day and doer named
    GRANTED = "granted"
    REFUSED = "refused"
    NEXT = "next"  # to the next meeting
    NONE = "none"  # spoken of, nothing decided


RULINGS = (Outcome.GOES_ON, Outcome.GRANTED, Outcome.REFUSED)


@dataclass(frozen=True)
class Item:
    """One point of the agenda: a matter, or the matters of a circle in their order."""

    brought: Brought
    matters: tuple[Stream, ...]


@dataclass(frozen=True)
class Decided:
    """Of a matter of the agenda; or with `opened` a new task, which the meeting gives to `doer`."""

    matter: Stream | None
    outcome: Outcome
    due: date | None = None
    doer: Desk | None = None
    opened: Stream | None = None
    words: Words = ""


@dataclass(frozen=True)
class Meeting:
    """`caller`: None where the rule called it. `extra`: beyond the number a month, by the chair's own word.
    `letters`: the name its invitations share. `held`: the day on which it was, None while it is only called.
    `number`: of its minutes."""

    chair: Desk
    day: date
    agenda: tuple[Item, ...]
    invited: tuple[Desk, ...] = ()
    caller: Desk | None = None
    joint: Stream | None = None
    extra: bool = False
    letters: Stream | None = None
    held: date | None = None
    attended: tuple[Desk, ...] = ()
    decisions: tuple[Decided, ...] = ()
    place: Words = ""
    number: Words = ""
    minutes: Words = ""

    @property
    def matters(self) -> tuple[Stream, ...]:
        """Every matter of the agenda, once."""
        return tuple(dict.fromkeys(name for item in self.agenda for name in item.matters))
