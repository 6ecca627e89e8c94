"""Honours 评先 proposed by contribution: who, on which parts of which sheets, and on whose work that rests besides.

A unit is proposed where it has sheets enough and brought in at least the site's part of what was its share. Nothing is
ranked; who decides sees reasons and flags, and decides. A flag says that what is proposed rests on others' work, with
their names: an honour that keeps silent about the others is what the flags are for. Rules: docs/rules/honours.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qiantou.core.kernel import Desk, Stream
from qiantou.insight.year_review import Part, UnitYear

HALF = Fraction(1, 2)
"""[default] A unit's own lines and help below this part of its shares: the rest was coordination of others' work."""
PERCENT = 100


class Flag(StrEnum):
    """Why an honour would rest on others."""

    ONLY_COORDINATED = "only-coordinated"  # in this undertaking it delivered no line of its own
    MOSTLY_COORDINATED = "mostly-coordinated"  # over the year, less than half is its own work
    DELIVERERS_UNNAMED = "deliverers-unnamed"  # it coordinated; others delivered more lines, and are not proposed
    HELPERS_UNNAMED = "helpers-unnamed"  # others helped, and are not proposed


@dataclass(frozen=True)
class Flagged:
    """`others`: on whom it rests, with their shares of the undertaking; `joint` None for the year as a whole."""

    flag: Flag
    joint: Stream | None = None
    others: tuple[tuple[Desk, Fraction], ...] = ()


@dataclass(frozen=True)
class Proposal:
    """One unit, the year that is the reason, and what has to be said beside it."""

    year: UnitYear
    flags: tuple[Flagged, ...] = ()

    @property
    def unit(self) -> Desk:
        return self.year.unit


@dataclass(frozen=True)
class Honours:
    """`proposed` in the order of the units as they were given; `few` have too few sheets to say anything of."""

    proposed: tuple[Proposal, ...]
    few: tuple[UnitYear, ...]


def propose(told: Iterable[UnitYear], sheets: Mapping[Stream, Sequence[Part]], *, rate: int) -> Honours:
    """`told`: every unit of the year, whoever reads: a flag asks who else is proposed. `sheets`: every part of every
    sheet. `rate`: percent of its share that a unit brought in at least."""
    seen = list(told)
    chosen = [year for year in seen if year.rate is not None and year.rate.value >= Fraction(rate, PERCENT)]
    named = {year.unit for year in chosen}
    return Honours(
        tuple(Proposal(year, tuple(_flags(year, sheets, named))) for year in chosen),
        tuple(year for year in seen if year.is_few),
    )


def _flags(year: UnitYear, sheets: Mapping[Stream, Sequence[Part]], named: Collection[Desk]) -> list[Flagged]:
    found: list[Flagged] = []
    lines, coordination, given = year.by_role
    if coordination and lines + given < HALF * (lines + coordination + given):
        found.append(Flagged(Flag.MOSTLY_COORDINATED))
    for own in year.final:
        others = [part for part in sheets.get(own.joint, ()) if part.unit != year.unit]
        if own.coordination and not own.lines:
            found += _rests(Flag.ONLY_COORDINATED, own.joint, [(part.unit, part.lines) for part in others])
        if own.coordination:
            more = [(part.unit, part.lines) for part in others if part.unit not in named and part.lines > own.lines]
            found += _rests(Flag.DELIVERERS_UNNAMED, own.joint, more)
        helped = [(part.unit, part.help) for part in others if part.unit not in named]
        found += _rests(Flag.HELPERS_UNNAMED, own.joint, helped)
    return found


def _rests(flag: Flag, joint: Stream, others: Iterable[tuple[Desk, Fraction]]) -> list[Flagged]:
    """The flag with those who have a share; none where nobody has."""
    having = tuple(sorted((unit, share) for unit, share in others if share))
    return [Flagged(flag, joint, having)] if having else []
