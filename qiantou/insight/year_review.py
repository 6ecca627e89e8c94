"""The year of a unit: every sheet in which it had a part, with n, intervals and the parts; no rank, no sum of points.

Shares are exact fractions of the whole credit of one undertaking. What is compared over undertakings is the rate, the
points earned of the share that was the unit's: shares differ because plans differ. Sheets that are not final are told
and not counted; below the least n nothing is reckoned over them: too few. Rules: docs/rules/yearly.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from qiantou.core.kernel import Desk, Stream
from qiantou.core.review import Sheet
from qiantou.insight.bounded_mean import Mean, bounded_mean
from qiantou.insight.wilson import wilson

WHOLE = 100
"""Points of a sheet are of so many."""


@dataclass(frozen=True)
class Part:
    """What one unit had in one sheet: shares by role, `points` earned of their sum, own over-run in working minutes.

    `points` is None where no outcome was measured, `over` where it is not known; `rating` is the mean grade as a part
    of the best possible, None for too few raters or none.
    """

    joint: Stream
    unit: Desk
    lines: Fraction = Fraction(0)
    coordination: Fraction = Fraction(0)
    help: Fraction = Fraction(0)
    points: Fraction | None = None
    over: int | None = None
    rating: Fraction | None = None
    raters: int = 0
    is_final: bool = True

    @property
    def total(self) -> Fraction:
        return self.lines + self.coordination + self.help

    @property
    def rate(self) -> Fraction | None:
        """Points earned of its share, 0 … 1; None for a unit without a share, or without points."""
        return self.points / self.total if self.total and self.points is not None else None


@dataclass(frozen=True)
class Proportion:
    """`k` of `n`, with Wilson's interval; None where n is below the least."""

    k: int
    n: int
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class UnitYear:
    """`n` final sheets of the unit, `waiting` those that may still change; `parts` holds both.

    `rate`, `rating`: None where they are too few.
    """

    unit: Desk
    parts: tuple[Part, ...]
    n: int
    waiting: int
    least: int
    rate: Mean | None
    in_time: Proportion
    rating: Mean | None

    @property
    def is_few(self) -> bool:
        return self.n < self.least

    @property
    def final(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.is_final)

    @property
    def by_role(self) -> tuple[Fraction, Fraction, Fraction]:
        """Its shares from lines, coordination and help over all final sheets, in undertakings: 1 is a whole one."""
        own = self.final
        return (
            sum((part.lines for part in own), Fraction(0)),
            sum((part.coordination for part in own), Fraction(0)),
            sum((part.help for part in own), Fraction(0)),
        )


def parts_of(sheet: Sheet, *, is_final: bool) -> tuple[Part, ...]:
    """Every row of a sheet."""
    return tuple(
        Part(
            sheet.joint, row.unit, row.lines.exact, row.coordination.exact, row.help.exact,
            row.points.exact / WHOLE if row.points is not None else None, row.minutes,
            row.rating.exact if row.rating is not None else None, row.raters, is_final,
        )
        for row in sheet.parts
    )  # fmt: skip


def years(parts: Iterable[Part], *, least: int) -> dict[Desk, UnitYear]:
    """Unit → its year; no order is meant. `least`: final sheets below which nothing is reckoned, at least 1."""
    owned: dict[Desk, list[Part]] = {}
    for part in parts:
        owned.setdefault(part.unit, []).append(part)
    return {unit: year_of(unit, own, least=least) for unit, own in owned.items()}


def year_of(unit: Desk, own: Sequence[Part], *, least: int) -> UnitYear:
    """The year of one unit from its own parts; none is a year too."""
    least = max(least, 1)
    final = [part for part in own if part.is_final]
    rates = [rate for part in final if (rate := part.rate) is not None]
    told = [part.over for part in final if part.over is not None]
    graded = [part.rating for part in final if part.rating is not None]
    return UnitYear(
        unit, tuple(own), len(final), len(own) - len(final), least,
        rate=_mean(rates, least), in_time=_proportion(sum(not over for over in told), len(told), least),
        rating=_mean(graded, least),
    )  # fmt: skip


def _mean(values: Sequence[Fraction], least: int) -> Mean | None:
    return bounded_mean(values) if len(values) >= least else None


def _proportion(k: int, n: int, least: int) -> Proportion:
    return Proportion(k, n, wilson(k, n) if n >= least else None)


def by_sheet(parts: Iterable[Part]) -> Mapping[Stream, tuple[Part, ...]]:
    """Undertaking → the parts of all its units."""
    found: dict[Stream, list[Part]] = {}
    for part in parts:
        found.setdefault(part.joint, []).append(part)
    return {joint: tuple(own) for joint, own in found.items()}
