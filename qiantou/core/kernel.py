"""What every rule shares: a refusal, who acts, an entry, and folding entries into a state."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Annotated, Any, Generic, NewType, TypeVar

Desk = NewType("Desk", str)
"""Who can hold a matter: "u:…" a unit or inner section, "p:…" a leader's post, "o:…" an outside party."""

Stream = NewType("Stream", str)
"""The random name, 32 hex digits, of one sequence of entries."""

WORDS = "words"
Words = Annotated[str, WORDS]
"""Text a person typed. It may be erased later, so no rule may read it; only pages and papers do."""


def derived(stream: Stream, word: str) -> Stream:
    """The name of a stream that a rule opens by itself: the same whenever it is opened again. `word` tells it from
    others that rest on `stream`, whose own name is random."""
    return Stream(hashlib.sha256(f"{stream}/{word}".encode()).hexdigest()[:32])


class Rejected(Exception):
    """A rule says no. `code` names the rule, `facts` what the sentence shown to the person needs."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True)
class Recorded:
    """A move entered for another desk (代录): by whom, on which paper, said on which day, with the paper's scan."""

    by: Desk
    said: date
    paper: Words = ""
    scan: Words = ""


@dataclass(frozen=True)
class Linked:
    """A move made behind a one-time link, by whoever a code to the desk's registered phone confirmed.

    `told`: the desk that read the code out by telephone; None where it was sent to the phone. `entered`: the desk whose
    people registered that phone; None for an administrator.
    """

    told: Desk | None = None
    entered: Desk | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts. `desk` is the desk whose move it is; the account, or the link, is opaque, never a name.

    A desk of None is the rule itself: the clock, a consequence of another entry, or, where `recorded` names a
    paper and who entered it, that paper.
    """

    desk: Desk | None = None
    post: Desk | None = None
    account: str = ""
    recorded: Recorded | None = None
    through: Linked | None = None


RULE = Actor()

Event = TypeVar("Event", covariant=True)


@dataclass(frozen=True)
class Entry(Generic[Event]):
    """One recorded fact: the `version`-th of its stream, at an aware UTC instant."""

    stream: Stream
    version: int
    at: datetime
    by: Actor
    event: Event


State = TypeVar("State")
Fact = TypeVar("Fact")
Value = TypeVar("Value")


def changed(value: Value, **fields: Any) -> Value:
    """A copy of a frozen record with these fields changed. Raises TypeError for a field it does not have.

    As `dataclasses.replace`, which a fold over a long record spends most of its time in: it sets every field
    through the guard of a frozen class. Only for classes without slots, `__post_init__` and cached properties.
    """
    before = vars(value)
    told = before | fields
    if len(told) != len(before):
        raise TypeError(f"{type(value).__name__} has not all of {', '.join(fields)}")
    made = object.__new__(type(value))
    object.__setattr__(made, "__dict__", told)
    return made


def fold(evolve: Callable[[State, Fact], State], state: State, facts: Iterable[Fact]) -> State:
    """The state after every fact has been applied in order."""
    return reduce(evolve, facts, state)
