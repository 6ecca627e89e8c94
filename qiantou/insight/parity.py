"""Parity 权责对等: what each unit answers for, beside the powers and means it has of those the plan needs of it.

Three shares, never a score; what nobody agreed on is told as not agreed. Nothing here is an error.
Source: docs/rules/parity.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

ENOUGH = Fraction(2, 3)
"""[default] With less of its powers, or of its means, than this a unit lacks them."""

Degrees = Mapping[str, Fraction | None]
"""Of each power or means needed, how much is held, 0..1; None: not known, and counted for nothing."""


@dataclass(frozen=True)
class Part:
    """One unit's part of a plan. `weight`: of its lines together; None, here or below: not agreed."""

    unit: str
    weight: Fraction | None
    powers: Degrees | None = None
    means: Degrees | None = None


class State(StrEnum):
    """What stands behind a share."""

    MEASURED = "measured"
    NOT_AGREED = "not-agreed"  # nobody said what is needed, or nothing of it is known
    NONE_NEEDED = "none-needed"  # the plan needs none of it


@dataclass(frozen=True)
class Bar:
    """`share` 0..1, None unless measured. `lacking`: what is not fully held; `unknown`: what is not known."""

    share: Fraction | None
    state: State
    lacking: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Finding(StrEnum):
    """One for each unit; the page has a sentence for it."""

    NOT_AGREED = "not-agreed"  # weight, or both needs, are not agreed: nothing to compare
    ANSWERS_FOR_NOTHING = "answers-for-nothing"
    LACKS_BOTH = "lacks-both"
    LACKS_POWERS = "lacks-powers"
    LACKS_MEANS = "lacks-means"
    SMALL_GAPS = "small-gaps"  # something is missing, less than would be lacking
    EVEN = "even"  # it has all that is known to be needed


@dataclass(frozen=True)
class Parity:
    """`uncovered`: the part of the whole work it answers for without the power or means, whichever is scarcer."""

    unit: str
    responsibility: Bar
    powers: Bar
    means: Bar
    finding: Finding
    uncovered: Fraction | None


@dataclass(frozen=True)
class OfficeAbove:
    """The level above has an office for this work, the lead so many people: less than one."""

    people: Fraction
    code: str = "office-above-lead-below-one"


def parity(parts: Iterable[Part], *, enough: Fraction = ENOUGH) -> tuple[Parity, ...]:
    """One for each part, in the order given."""
    known = list(parts)
    weights = [part.weight for part in known if part.weight is not None]
    whole = sum(weights, Fraction(0)) if len(weights) == len(known) else Fraction(0)
    return tuple(_of(part, whole, enough) for part in known)


def office_above(*, office: bool | None, people: Fraction | None) -> OfficeAbove | None:
    """The warning, where both are known and it holds. `people`: of the lead, on this work, in full-time people."""
    return OfficeAbove(people) if office and people is not None and people < 1 else None


def _of(part: Part, whole: Fraction, enough: Fraction) -> Parity:
    responsibility = Bar(None, State.NOT_AGREED)
    if part.weight is not None and whole > 0:
        responsibility = Bar(part.weight / whole, State.MEASURED)
    powers, means = _bar(part.powers), _bar(part.means)
    held = [bar.share for bar in (powers, means) if bar.share is not None]
    uncovered = responsibility.share * (1 - min(held)) if responsibility.share is not None and held else None
    finding = _finding(responsibility, powers, means, enough)
    return Parity(part.unit, responsibility, powers, means, finding, uncovered)


def _bar(needed: Degrees | None) -> Bar:
    if needed is None:
        return Bar(None, State.NOT_AGREED)
    if not needed:
        return Bar(None, State.NONE_NEEDED)
    unknown = tuple(sorted(name for name, degree in needed.items() if degree is None))
    known = {name: min(Fraction(1), max(Fraction(0), degree)) for name, degree in needed.items() if degree is not None}
    if not known:
        return Bar(None, State.NOT_AGREED, unknown=unknown)
    lacking = tuple(sorted(name for name, degree in known.items() if degree < 1))
    return Bar(sum(known.values(), Fraction(0)) / len(known), State.MEASURED, lacking, unknown)


def _finding(responsibility: Bar, powers: Bar, means: Bar, enough: Fraction) -> Finding:
    if responsibility.share is None or powers.state is means.state is State.NOT_AGREED:
        return Finding.NOT_AGREED
    if not responsibility.share:
        return Finding.ANSWERS_FOR_NOTHING
    match [bar.share is not None and bar.share < enough for bar in (powers, means)]:
        case [True, True]:
            return Finding.LACKS_BOTH
        case [True, False]:
            return Finding.LACKS_POWERS
        case [False, True]:
            return Finding.LACKS_MEANS
    return Finding.SMALL_GAPS if powers.lacking or means.lacking else Finding.EVEN
