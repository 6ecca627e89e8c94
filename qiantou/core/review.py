"""The joint assessment (联动考核) of a concluded work: readings of its outcome measures, and the sheet.

Both are register. Readings stand under "joint/measure", the sheet under its joint work; a later sheet supersedes the
one before and says by which contest. Nobody types a sheet: it is computed from the record through an instant. Shares
and points are exact fractions in lowest terms; a share is a part of the whole credit, 0 … 1, points are of 100.
What may be entered is the business of `review_check`; what is computed that of `insight.credit`. Rules:
docs/rules/assessment.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from qiantou.core.kernel import Desk, Stream, Words

READINGS, SHEETS = "reading", "sheet"
REVIEW_SECTIONS = (READINGS, SHEETS)
METHOD = 1
"""Counts on with every change of what a sheet comes to from the same record, so that a sheet of before stays as it was
put out: whoever raises it sees to it that one of an earlier method can still be amended by a ruling."""
SERVED = -1
"""The place of the satisfaction of those served among the outcome measures of a charter, which count from 0."""


@dataclass(frozen=True)
class Ratio:
    """A fraction in lowest terms; `bottom` is above 0."""

    top: int
    bottom: int = 1

    @property
    def exact(self) -> Fraction:
        return Fraction(self.top, self.bottom)


def ratio(value: Fraction) -> Ratio:
    return Ratio(value.numerator, value.denominator)


ZERO = Ratio(0)


@dataclass(frozen=True)
class Reading:
    """What one outcome measure came to, read on a day by whoever measures. `value`: a decimal text.

    Of the satisfaction of those served (`SERVED`): how many were `asked`, how many of them `satisfied`. `confirmed`:
    the desk that confirmed what the lead read itself, or what another recorded for the desk that measures.
    """

    joint: Stream
    measure: int
    by: Desk
    day: date
    value: str = ""
    asked: int = 0
    satisfied: int = 0
    confirmed: Desk | None = None
    evidence: Words = ""
    scan: Words = ""


class Unmeasured(StrEnum):
    """Why an outcome measure gives no attainment; it is left out, and is no nought."""

    NO_READING = "no-reading"
    UNCONFIRMED = "unconfirmed"
    NO_TARGET = "no-target"
    TOO_FEW = "too-few"  # of those served were asked
    STRUCK = "struck"  # by a ruling on a contest


@dataclass(frozen=True)
class Attained:
    """An outcome measure in the sheet: how far its target was met, 0 … 1; None with the reason."""

    measure: int
    value: str = ""
    attained: Ratio | None = None
    lacks: Unmeasured | None = None


class Source(StrEnum):
    """What a share of the credit is earned by."""

    LINE = "line"
    COORDINATION = "coordination"
    HELP = "help"


@dataclass(frozen=True)
class Earning:
    """One share that one unit earned, and by what.

    `line` of the plan, `matter` whose accepted delivery it rests on, or of the obstacle cleared. `minutes` of the `of`
    working minutes of work were this unit's, where it changed hands. `contest`: the ruling that gave it so.
    `silent`: who did not answer in its time what was handed in; `undone`: who took the matter out after that.
    """

    source: Source
    unit: Desk
    share: Ratio
    line: str = ""
    matter: Stream | None = None
    minutes: int = 0
    of: int = 0
    contest: Stream | None = None
    silent: Desk | None = None
    undone: Desk | None = None


class Lack(StrEnum):
    """Why a share was not earned by anybody; no unit is blamed by it."""

    NOT_BEGUN = "not-begun"
    OPEN = "open"
    AWAITED = "awaited"  # handed in, and its asker has still time to answer, or it is being decided
    NOT_ACCEPTED = "not-accepted"
    UNCONFIRMED = "unconfirmed"
    NO_LINES = "no-lines"
    GIVEN_UP = "given-up"  # work was accepted, and all it touches signed a plan without that line: a row of nought


@dataclass(frozen=True)
class Unearned:
    """A share that nobody earned. `unit`: whose line it is; `waits_for`: who has yet to answer what was handed in."""

    share: Ratio
    lacks: Lack
    line: str = ""
    unit: Desk | None = None
    matter: Stream | None = None
    waits_for: Desk | None = None


@dataclass(frozen=True)
class Overrun:
    """Working minutes of a unit's own over-run in one matter. `contest`: the ruling by which it does not count."""

    unit: Desk
    matter: Stream
    minutes: int
    contest: Stream | None = None


@dataclass(frozen=True)
class Part:
    """A party's row: what it earned, and what becomes of it.

    `minutes`: of its own over-runs that count; `process` 0 … 1 by these and, where the site rates, by `rating`, the
    mean of `raters` marks as 0 … 1. `points` of 100; None while no outcome was measured.
    """

    unit: Desk
    lines: Ratio = ZERO
    coordination: Ratio = ZERO
    help: Ratio = ZERO
    minutes: int = 0
    process: Ratio = Ratio(1)
    rating: Ratio | None = None
    raters: int = 0
    points: Ratio | None = None

    @property
    def total(self) -> Fraction:
        return self.lines.exact + self.coordination.exact + self.help.exact


class Held(StrEnum):
    """What a later version of the plan would have taken from whoever earned it; it does not count."""

    MOVED = "moved"  # a line that was delivered is given to another unit
    LESSENED = "lessened"  # its share is lowered
    DROPPED = "dropped"  # it is taken out of the plan
    SET_ASIDE = "set-aside"  # coordination is another
    RESERVE = "reserve"  # the reserve for help is another
    TAKEN_OUT = "taken-out"  # its matter was taken out after it was handed in


@dataclass(frozen=True)
class Refused:
    """A change of the plan that does not count: those it touches have not all signed it. `version` 0: only drafted."""

    held: Held
    version: int
    line: str = ""
    unit: Desk | None = None  # who delivered
    was: Ratio = ZERO
    would: Ratio = ZERO


@dataclass(frozen=True)
class Rates:
    """The site's numbers as they were when the sheet was computed; percents, and the working minutes of a day."""

    result: int
    late_a_day: int
    late_at_most: int
    help_at_most: int
    rating: int
    day_minutes: int


@dataclass(frozen=True)
class Amendment:
    """What a granted contest changes: its item, and the unit it names for it.

    `at`: when it was carried out. Of a struck measure the reading confirmed by then stands in its place, for good.
    """

    contest: Stream
    item: str
    unit: Desk | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Sheet:
    """Of the record through an instant. Earned and unearned shares add up to 1 exactly.

    `plan`: the number of the signed version whose shares count, 0 where none was signed; `coordination` and `reserve`
    percents as signed. `left_out`: matters that rest on entries nobody confirmed. `amended`: the contests carried out,
    the last of them by this sheet. `waits`: what others than who did a matter took beyond their time to answer or
    decide it, superiors as well; shown, and no part of any points. `method`: the METHOD it was computed by; 0: by one
    from before they were numbered.
    """

    joint: Stream
    number: int
    through: datetime
    by: Desk
    plan: int
    coordination: int
    reserve: int
    rates: Rates
    outcome: Ratio | None = None
    measures: tuple[Attained, ...] = ()
    parts: tuple[Part, ...] = ()
    earnings: tuple[Earning, ...] = ()
    unearned: tuple[Unearned, ...] = ()
    overruns: tuple[Overrun, ...] = ()
    refused: tuple[Refused, ...] = ()
    left_out: int = 0
    amended: tuple[Amendment, ...] = ()
    reason: Words = ""
    waits: tuple[Overrun, ...] = ()
    method: int = 0


def reading_key(joint: Stream, measure: int) -> str:
    return f"{joint}/{'served' if measure == SERVED else measure}"


def part_of(sheet: Sheet, unit: Desk) -> Part | None:
    return next((part for part in sheet.parts if part.unit == unit), None)


def outcome_of(measures: tuple[Attained, ...]) -> Fraction | None:
    """The mean of what was measured, each measure alike; None where nothing was."""
    told = [one.attained.exact for one in measures if one.attained is not None]
    return sum(told, Fraction(0)) / len(told) if told else None


def process_of(minutes: int, rating: Fraction | None, rates: Rates) -> Fraction:
    """Punctuality by a unit's own over-runs, 0 … 1, its mutual rating within its weight."""
    lost = min(Fraction(rates.late_a_day * minutes, 100 * rates.day_minutes), Fraction(rates.late_at_most, 100))
    weight = Fraction(rates.rating, 100) if rating is not None else Fraction(0)
    return (1 - weight) * (1 - lost) + weight * (rating or 0)


def points_of(total: Fraction, outcome: Fraction | None, process: Fraction, rates: Rates) -> Fraction | None:
    """Points of 100: the share of the credit, times outcome and process by the configured share of results."""
    if outcome is None:
        return None
    result = Fraction(rates.result, 100)
    return 100 * total * (result * outcome + (1 - result) * process)
