"""Even load 忙闲不均, in words: what is asked (units, lines, limits) and what is answered (a plan with its proof).

Effort and capacity are whole numbers of one unit of effort (person-hours, half-days: the caller's choice, the same
throughout). A share is effort ÷ capacity, exact. Names of units and lines are opaque.
Source: docs/rules/load.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

FLOOR = 1
"""[default] A unit fits a line when its grade there is at least this."""

ENOUGH = Fraction(1, 200)
"""[default] Within half a percent of the best that can be proved, no further line is moved."""


@dataclass(frozen=True)
class Unit:
    """Who can carry lines. `busy`: effort it has in hand besides these lines."""

    unit: str
    capacity: int
    busy: int = 0


@dataclass(frozen=True)
class Line:
    """One line of a plan. Its effort is shared equally by the units it is given to.

    `now`: the units it has today, none for a new line; `fixed`: these it keeps, and no others. `fit`: the grade of
    each unit's duty (2 its own, 1 cooperating); a unit not named has 0. `most`: how many units at most; None: as the
    instance says.
    """

    line: str
    effort: int
    now: tuple[str, ...] = ()
    fixed: bool = False
    fit: Mapping[str, int] = field(default_factory=dict)
    excluded: frozenset[str] = frozenset()
    most: int | None = None


@dataclass(frozen=True)
class Instance:
    """What is asked. The same instance gives the same plan, unless time or a person ended the search."""

    units: tuple[Unit, ...]
    lines: tuple[Line, ...]
    most: int = 1
    floor: int = FLOOR
    enough: Fraction = ENOUGH
    seed: int = 1


class Impossible(Exception):
    """No plan exists. `lines`: those at fault, empty where it is not a line's fault; `code`: why."""

    def __init__(self, *, lines: tuple[str, ...] = (), units: tuple[str, ...] = (), code: str) -> None:
        super().__init__(code)
        self.lines, self.units, self.code = lines, units, code


class Proof(StrEnum):
    """Why no plan can do better than the bound."""

    UNITS = "units"  # these units alone must carry these lines, and more capacity they do not have
    LINE = "line"  # this one line, however it is shared
    BUSY = "busy"  # this unit's other work and fixed lines alone
    NOTHING = "nothing"  # there is no effort at all


@dataclass(frozen=True)
class Bound:
    """The largest share cannot be less than `value`, exactly. `effort` ÷ `capacity` is `value` for UNITS and BUSY.

    `over`: among the lines counted are some that other units may take, but each of them would bring such a unit to this
    share or over; `value` is then the smaller of the two.
    """

    value: Fraction
    proof: Proof
    units: tuple[str, ...] = ()
    lines: int = 0
    effort: Fraction = Fraction(0)
    capacity: int = 0
    line: str = ""
    over: Fraction | None = None


class Ended(StrEnum):
    ENOUGH = "enough"  # as near to the bound as was asked
    SETTLED = "settled"  # nothing better was found
    TIME = "time"
    CANCELLED = "cancelled"


class Why(StrEnum):
    """Why a line is not with the units it has today."""

    NEW = "new"  # it had none
    EXCLUDED = "excluded"
    NO_CAPACITY = "no-capacity"
    DOES_NOT_FIT = "does-not-fit"
    TOO_MANY = "too-many-units"
    SHARED = "shared"  # by more units than today: no plan found without it came as near
    RELIEVES = "relieves"  # back with this unit, that unit's share would be over the limit


@dataclass(frozen=True)
class Moved:
    """`unit`: the one it leaves that the reason is about; `share`: what that unit's would be if the line came back."""

    line: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    why: Why
    unit: str = ""
    share: Fraction | None = None


@dataclass(frozen=True)
class UnitLoad:
    """Effort, share (None: no capacity) and number of lines of one unit, today and as planned, other work included."""

    unit: str
    capacity: int
    before: Fraction
    after: Fraction
    lines_before: int
    lines_after: int

    @property
    def share_before(self) -> Fraction | None:
        return self.before / self.capacity if self.capacity else None

    @property
    def share_after(self) -> Fraction | None:
        return self.after / self.capacity if self.capacity else None


@dataclass(frozen=True)
class Plan:
    """`value` and `before`: the largest share as planned and today. `unfit`: lines that nobody's duty fits."""

    assigned: Mapping[str, tuple[str, ...]]
    value: Fraction
    before: Fraction
    bound: Bound
    limit: Fraction
    units: tuple[UnitLoad, ...]
    moved: tuple[Moved, ...]
    unfit: tuple[str, ...]
    ended: Ended

    @property
    def distance(self) -> Fraction:
        """At most so much of the bound above the best possible plan; 0 is proved best."""
        return self.value / self.bound.value - 1 if self.bound.value else Fraction(0)


@dataclass(frozen=True)
class Progress:
    """Where the search stands, for people: `value` and `bound` as decimals, `steps` of the search so far."""

    stage: str
    steps: int
    value: float
    bound: float
