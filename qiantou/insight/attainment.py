"""How far an outcome measure was met, 0 … 1 as an exact fraction (docs/rules/assessment.md, "Outcome").

What has no reading that counts, or no target, gives none: it is left out and is no nought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from qiantou.core.review import SERVED, Attained, Ratio, Reading, Unmeasured, ratio
from qiantou.core.undertaking import Charter, Direction, Measure

FARTHEST = 40
"""Places before or after the point of a figure that is reckoned with."""
Read = tuple[Reading, bool]
"""A reading, and whether it counts."""


def attainment(measure: Measure, value: Fraction) -> Fraction | None:
    """Up: the way from baseline to target that was gone; down: the same downwards; hold: less by what it strays from
    the target, or from the baseline where there is no target. Without a baseline up is value by target, down target by
    value. None where there is nothing to measure by."""
    target, baseline = _exact(measure.target), _exact(measure.baseline)
    if measure.direction is Direction.HOLD:
        held = target if target is not None else baseline
        return None if held is None else _held(value, held)
    if target is None:
        return None
    if measure.direction is Direction.DOWN:
        target, value = -target, -value
        baseline = -baseline if baseline is not None else None
    if value >= target:
        return Fraction(1)
    if baseline is not None and baseline < target:
        return _within((value - baseline) / (target - baseline))
    if target > 0:
        return _within(value / target)
    return _within(target / value) if target < 0 else Fraction(0)


def attained(
    charter: Charter,
    readings: Mapping[int, Read],
    *,
    served_least: int,
    struck: Mapping[int, Read | None] | None = None,
) -> tuple[Attained, ...]:
    """Every measure of the charter, and the satisfaction of those served where anybody was asked.

    `struck`: measures whose reading a ruling took away, with the one that stands in its place, if any. Fewer than
    `served_least` of those served are too few to say anything.
    """
    told = {**readings, **(struck or {})}
    places = [*range(len(charter.measures)), *([SERVED] if SERVED in told else [])]
    found = (_attained(charter, place, told.get(place), is_struck=place in (struck or {})) for place in places)
    served = told.get(SERVED)
    few = served is not None and served[1] and served[0].asked < served_least
    return tuple(replace(one, attained=None, lacks=Unmeasured.TOO_FEW) if few and one.measure == SERVED else one
                 for one in found)  # fmt: skip


def _attained(charter: Charter, place: int, read: Read | None, *, is_struck: bool) -> Attained:
    if read is None:
        return Attained(place, lacks=Unmeasured.STRUCK if is_struck else Unmeasured.NO_READING)
    reading, is_counted = read
    if not is_counted:
        return Attained(place, reading.value, lacks=Unmeasured.UNCONFIRMED)
    if place == SERVED:
        told = f"{reading.satisfied}/{reading.asked}"
        return Attained(place, told, ratio(Fraction(reading.satisfied, reading.asked)))
    met = attainment(charter.measures[place], Fraction(Decimal(reading.value)))
    if met is None:
        return Attained(place, reading.value, lacks=Unmeasured.NO_TARGET)
    return Attained(place, reading.value, Ratio(met.numerator, met.denominator))


def _exact(figure: str) -> Fraction | None:
    """None for none, and for one whose exponent nobody writes a target with."""
    told = Decimal(figure) if figure else None
    return Fraction(told) if told is not None and abs(told.adjusted()) <= FARTHEST else None


def _held(value: Fraction, held: Fraction) -> Fraction:
    if held == 0:
        return Fraction(1) if value == 0 else Fraction(0)
    return _within(1 - abs(value - held) / abs(held))


def _within(part: Fraction) -> Fraction:
    return max(Fraction(0), min(Fraction(1), part))
