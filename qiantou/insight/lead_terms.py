"""Who should lead 谁来牵头, in words: what is known of each candidate, the yardstick, and the advice.

Source: docs/rules/lead.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from qiantou.insight.wilson import CONFIDENCE


class Criterion(StrEnum):
    DUTY = "duty"  # lines of the plan that its own duties cover
    STANDING = "standing"  # doers it stands above
    FREE = "free"  # days it has free, of those that leading needs
    PAST = "past"  # its accepted tasks that were done by their day


WEIGHTS: Mapping[Criterion, int] = {
    Criterion.DUTY: 4,
    Criterion.STANDING: 3,
    Criterion.FREE: 2,
    Criterion.PAST: 1,
}
"""[default] What each criterion counts."""

FEW = Fraction(1, 3)
"""[default] A unit named first that owns less than this share of the lines owns few."""


@dataclass(frozen=True)
class Past:
    """Accepted tasks it did before that had a day: how many `n`, of which so many `on_time`."""

    n: int
    on_time: int


@dataclass(frozen=True)
class Candidate:
    """One unit that might lead. None: not known. `doers` are the other units that have lines, the same for all."""

    unit: str
    duty_lines: int | None
    lines: int
    doers_below: int | None
    doers: int
    free_days: Fraction | None = None
    past: Past | None = None


@dataclass(frozen=True)
class Yardstick:
    """What the comparison rests on, all [default] and all to be shown beside it.

    `need_days`: free days that leading needs; more counts no further. `least_n`: a shorter past record is too few.
    """

    weights: Mapping[Criterion, int] = field(default_factory=lambda: WEIGHTS)
    need_days: Fraction = Fraction(20)
    least_n: int = 10
    confidence: float = CONFIDENCE
    few: Fraction = FEW


YARDSTICK = Yardstick()


class Gap(StrEnum):
    """Why a criterion is not known of a candidate."""

    NOT_KNOWN = "not-known"
    NONE_TO_COUNT = "none-to-count"  # the plan has no lines, or no other doers
    TOO_FEW = "too-few"  # a past record shorter than `least_n`


@dataclass(frozen=True)
class Reason:
    """One criterion of one candidate: `count` of `whole`, `share` of the scale, or the `gap` instead."""

    criterion: Criterion
    count: Fraction | None
    whole: Fraction | None
    share: Fraction | None
    gap: Gap | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Placed:
    """`rank` from 1, equal for equals. `score`: weighted mean of the criteria compared; None when none was."""

    unit: str
    rank: int
    score: Fraction | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Change:
    """The least change of this one criterion of `unit` that puts `first` alone before all others."""

    criterion: Criterion
    unit: str
    before: Fraction
    after: Fraction
    first: str
    part: Fraction  # of the criterion's whole scale


@dataclass(frozen=True)
class Above:
    """The lowest posts above all doers, and how high (1: the post right above each). `unplaced`: chain not known."""

    posts: tuple[str, ...]
    height: int
    unplaced: tuple[str, ...]


@dataclass(frozen=True)
class FirstNamed:
    """The unit named first and the lines its own duties cover; `few`: less than the stated share."""

    unit: str
    duty_lines: int
    lines: int
    few: bool


@dataclass(frozen=True)
class Advice:
    """`not_compared`: criteria left out, with the units of which they are not known. `nobody_above`: no candidate
    stands above all the doers (None: not known of all); `above`: who would."""

    placed: tuple[Placed, ...]
    not_compared: Mapping[Criterion, tuple[str, ...]]
    changes: tuple[Change, ...]
    nobody_above: bool | None
    above: Above | None
    first_named: FirstNamed | None
