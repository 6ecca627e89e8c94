"""Points of an answer (意见) and what the asker does with each (采纳情况).

An answer to a letter raises points, each about one line; the asker disposes of every one: adopted, partly, or
not, and why. What was adopted is settled; the next round asks about the rest alone, and whoever does not
maintain a point lets it go. Past the cap of rounds what stays open goes to the arbiter with both positions.
An objection without a reason is none. Source: docs/rules/consultation.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from qiantou.core.kernel import Rejected, Words
from qiantou.core.plain import says

CHANGE, OBJECT = "change", "object"
ADOPTED, PARTLY, NOT = "adopted", "partly", "not"
OUTCOMES = (ADOPTED, PARTLY, NOT)


@dataclass(frozen=True)
class Point:
    """`about`: the line it is about, "" for the whole. `again`: the number of the open point it maintains."""

    about: str
    answer: str = CHANGE
    due: date | None = None
    again: int | None = None
    proposal: Words = ""
    reason: Words = ""


@dataclass(frozen=True)
class Disposal:
    """What becomes of the point with this number."""

    point: int
    outcome: str
    reason: Words = ""


@dataclass(frozen=True)
class Raised:
    """A point as it stands: numbered from 1 in its matter, raised or last maintained in `round`.

    `outcome` is "" while it waits for the asker, "dropped" once it was not maintained.
    """

    number: int
    about: str
    answer: str
    round: int
    due: date | None = None
    outcome: str = ""

    @property
    def is_open(self) -> bool:
        """Not settled: waiting, or adopted only partly or not at all."""
        return self.outcome in ("", PARTLY, NOT)


def check_points(points: Sequence[Point], standing: Sequence[Raised], about: Sequence[str]) -> None:
    """Raises Rejected for a point the letter does not ask about, without a reason, or not open any more."""
    maintained = [point.again for point in points if point.again is not None]
    if standing and len(maintained) != len(points):
        raise Rejected("only-open-points")
    if len(set(maintained)) != len(maintained):
        raise Rejected("point-twice")
    open_points = {raised.number: raised for raised in standing if raised.is_open}
    for point in points:
        if point.answer not in (CHANGE, OBJECT):
            raise Rejected("no-such-answer", answer=point.answer)
        if point.again is not None and point.again not in open_points:
            raise Rejected("only-open-points")
        if about and point.about and point.about not in about:
            raise Rejected("not-in-the-letter", about=point.about)
        if not says(point.reason):
            raise Rejected("objection-without-reason", about=point.about)


def check_disposals(disposals: Sequence[Disposal], standing: Sequence[Raised]) -> None:
    """Raises Rejected unless every waiting point is disposed of once, and what is not adopted has a reason."""
    waiting = {raised.number for raised in standing if raised.outcome == ""}
    named = [disposal.point for disposal in disposals]
    if sorted(named) != sorted(waiting):
        raise Rejected("every-point-once", left=len(waiting - set(named)))
    for disposal in disposals:
        if disposal.outcome not in OUTCOMES:
            raise Rejected("no-such-outcome", outcome=disposal.outcome)
        if disposal.outcome != ADOPTED and not says(disposal.reason):
            raise Rejected("why-not-adopted", point=disposal.point)


def raised(points: Sequence[Point], standing: tuple[Raised, ...], round_: int) -> tuple[Raised, ...]:
    """The points after an answer in `round_`: open ones not maintained are dropped, new ones numbered on."""
    told = numbered(points, standing)
    kept = tuple(_maintained(old, told, round_) for old in standing)
    new = ((number, point) for number, point in told.items() if number > len(standing))
    return kept + tuple(Raised(number, point.about, point.answer, round_, point.due) for number, point in new)


def numbered(points: Sequence[Point], standing: Sequence[Raised]) -> dict[int, Point]:
    """Number → point of an answer: the one it maintains, or counted on from those raised before."""
    fresh = count(len(standing) + 1)
    return {point.again if point.again is not None else next(fresh): point for point in points}


def _maintained(old: Raised, told: Mapping[int, Point], round_: int) -> Raised:
    if not old.is_open:
        return old
    point = told.get(old.number)
    if point is None:
        return Raised(old.number, old.about, old.answer, old.round, old.due, "dropped")
    return Raised(old.number, old.about, point.answer, round_, point.due)


def disposed(disposals: Sequence[Disposal], standing: tuple[Raised, ...]) -> tuple[Raised, ...]:
    outcome = {disposal.point: disposal.outcome for disposal in disposals}
    return tuple(
        Raised(old.number, old.about, old.answer, old.round, old.due, outcome.get(old.number, old.outcome))
        for old in standing
    )


def open_points(standing: Sequence[Raised]) -> tuple[Raised, ...]:
    return tuple(point for point in standing if point.is_open)


@dataclass(frozen=True)
class Position:
    """What one option means for a unit under one criterion: −2 (much worse) … 2 (much better), and why."""

    option: str
    criterion: str
    grade: int
    reason: Words = ""


def check_positions(positions: Sequence[Position], about: Sequence[str]) -> None:
    """Raises Rejected for a grade out of range, without a reason, twice, or on an option not asked about."""
    seen: set[tuple[str, str]] = set()
    for position in positions:
        if not -2 <= position.grade <= 2:
            raise Rejected("grade-out-of-range", grade=position.grade)
        if about and position.option not in about:
            raise Rejected("not-in-the-letter", about=position.option)
        if (position.option, position.criterion) in seen:
            raise Rejected("point-twice")
        if not says(position.reason):
            raise Rejected("reason-missing")
        seen.add((position.option, position.criterion))
