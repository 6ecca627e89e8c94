"""The attribution (工期归因) of a joint work: whose days were lost, as computed from the record and put out.

It is pinned in the register under its joint work, computed inside the command that enters it and never typed; a later
one supersedes it. Rules: docs/rules/attribution.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from qiantou.core.kernel import Stream, Words

ATTRIBUTIONS = "attribution"
OUTSIDE, NOBODY = "outside", "nobody"
"""Parties that are no desks: a cause outside everybody's hands (外部原因), and no party at fault (无责任方)."""
METHOD = 6
"""Counts on with every change of what is computed from the same record: of the network that is read from it, of whose
a stretch of time is, of how shares are drawn. What was put out by another one is not computed again."""
AT_ONCE = timedelta(hours=1)
"""Between working an attribution out and entering it there is a command, and no choice of a moment."""


class Window(StrEnum):
    """Over how long a stretch the change of the finish is shared at once; DELAY_WINDOW counts them from 1."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    ALL = "all"


@dataclass(frozen=True)
class Share:
    """Working minutes of the delay that a party caused, top/bottom in lowest terms; below nought: regained.

    `party`: a unit, a leader's post, OUTSIDE or NOBODY.
    """

    party: str
    top: int
    bottom: int = 1

    @property
    def minutes(self) -> Fraction:
        return Fraction(self.top, self.bottom)


@dataclass(frozen=True)
class Overtime:
    """Working minutes of one matter beyond its day that are the party's own, nothing protected in them."""

    party: str
    matter: Stream
    minutes: int


@dataclass(frozen=True)
class Bounds:
    """Whole working minutes, rounded outwards, between which a party's exact share lies with 95 %."""

    party: str
    least: int
    most: int


@dataclass(frozen=True)
class Drawn:
    """More parties met in a window than every coalition of can be valued: the shares are the mean over drawn orders.

    `orders`: how many, each with its reverse, the fewest in one window; `seed`: of the generator that drew them. The
    shares add up to the delay all the same; the same record is drawn the same again.
    """

    orders: int
    seed: int
    bounds: tuple[Bounds, ...] = ()  # in the order of the parties' names


@dataclass(frozen=True)
class Attribution:
    """Of the record through an instant, by windows of the length in force then; parties in the order of their names.

    `planned`, `actual`: working minutes from the launch to the planned finish and to the finish, expected where lines
    are still open; the shares add up to their difference. `plan`: the number of the signed version it rests on.
    `reason`: why it takes the place of an earlier one; `rulings`: the contests of that one, granted, for which it does.
    `method`: the METHOD it was computed by; 0: by one from before they were numbered.
    """

    joint: Stream
    through: datetime
    window: Window
    planned: int
    actual: int
    shares: tuple[Share, ...] = ()
    plan: int = 0
    is_final: bool = False  # whether every line was delivered by then
    overtime: tuple[Overtime, ...] = ()  # by matter and party
    reason: Words = ""
    drawn: Drawn | None = None  # None: exact
    rulings: tuple[Stream, ...] = ()
    method: int = 0

    @property
    def delay(self) -> int:
        return self.actual - self.planned

    def share(self, party: str) -> Fraction:
        """Working minutes; nought for a party without a share."""
        return sum((one.minutes for one in self.shares if one.party == party), Fraction(0))

    def own_overtime(self, party: str, matter: Stream) -> int:
        """Working minutes of the matter beyond its day that are the party's own."""
        return sum(one.minutes for one in self.overtime if (one.party, one.matter) == (party, matter))
