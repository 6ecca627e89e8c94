"""The plan (分工方案): its lines, the means promised for it, its options and its versions.

All of it is register: keys are "joint/name", and the entries stand in the joint work's own stream, so that a
plan is read by itself and its drafting holds up nobody else. Weights and shares are whole numbers; None and ""
are "not agreed". What is signed is the plan as it stood at the entry of its version. Rules: docs/rules/plan.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from qiantou.core.kernel import Desk, Stream, Words

LINES, MEANS, OPTIONS, CRITERIA, CHOICES, VERSIONS, SHARES = (
    "line", "means", "option", "criterion", "choice", "version", "shares",
)  # fmt: skip
PLAN_SECTIONS = (LINES, MEANS, OPTIONS, CRITERIA, CHOICES, VERSIONS, SHARES)


class Role(StrEnum):
    LEAD = "lead"  # 牵头: answers for the line as a whole
    DO = "do"  # 承办
    SUPPORT = "support"  # 配合
    COORDINATE = "coordinate"  # 统筹协调: the lead's own line, with people and days


class TieType(StrEnum):
    """Which end of the earlier line holds back which end of the later one."""

    FS = "FS"  # finish–start: 完成—开始
    SS = "SS"  # start–start: 开始—开始
    FF = "FF"  # finish–finish: 完成—完成
    SF = "SF"  # start–finish: 开始—完成


@dataclass(frozen=True)
class Tie:
    """How a line is ordered after another; `lag`: working days between them, below nought where they overlap."""

    line: str
    type: TieType = TieType.FS
    lag: int = 0


LONGEST_LAG = 500
"""Working days between two lines, either way."""


class Every(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class Rhythm:
    """Each period by its `day`: of the week (1 Monday … 7), of the month (1 … 31, the last where it is shorter),
    or of the first month after the quarter or year."""

    every: Every
    day: int


@dataclass(frozen=True)
class Line:
    """One thing one unit owes. `due` is proposed by the doer inside `outer`, the lead's outer limit.

    `competent`: the competent unit (业务主管单位) that sets the standard and accepts, where it is not the lead.
    `duty`, `off_list`: the row or exception cited. `effort`: "", "small", "medium", "large", or person-days as a
    decimal text. `people` and `days_a_week` (quarters of a day) belong to coordination. `after`: names of lines
    that come first; `ties`: those in any other order than finish–start without a lag; `needs`: names of means.
    Deliverable and standard are words.
    """

    unit: Desk
    role: Role = Role.DO
    order: int = 0
    due: date | None = None
    outer: date | None = None
    competent: Desk | None = None
    duty: str = ""
    off_list: str = ""
    weight: int | None = None
    effort: str = ""
    people: int | None = None
    quarter_days: int | None = None
    after: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    rhythm: Rhythm | None = None
    deliverable: Words = ""
    standard: Words = ""
    ties: tuple[Tie, ...] = ()

    @property
    def before(self) -> tuple[Tie, ...]:
        """Every line that this one is ordered after, in any way."""
        return (*(Tie(name) for name in self.after), *self.ties)


class Sort(StrEnum):
    MONEY = "money"
    PEOPLE = "people"
    DATA = "data"
    EQUIPMENT = "equipment"
    SUPPORT = "support"


@dataclass(frozen=True)
class Means:
    """What the work needs (要素保障), who promised it and by when; `source` names the paper it comes from.

    `duty`, `off_list`: the row or exception cited where a township promises it.
    """

    sort: Sort
    promiser: Desk
    due: date | None = None
    order: int = 0
    what: Words = ""
    amount: Words = ""
    source: Words = ""
    duty: str = ""
    off_list: str = ""


@dataclass(frozen=True)
class Option:
    """One way of doing it; units say what it means for them."""

    order: int = 0
    label: Words = ""
    detail: Words = ""


@dataclass(frozen=True)
class Criterion:
    """What options are judged by; `weight` None counts as equal."""

    order: int = 0
    weight: int | None = None
    label: Words = ""


@dataclass(frozen=True)
class Choice:
    """The option taken, with the reason; closes the comparison."""

    option: str
    by: Desk
    reason: Words = ""


class Purpose(StrEnum):
    CONSULTATION = "consultation"
    SIGNATURE = "signature"
    AMENDMENT = "amendment"


@dataclass(frozen=True)
class Version:
    """The plan as put out: what it was put out for, and what was shown to whoever signs.

    `gaps_shown`: the codes of the findings of parity and fitness that stood on the page before signing.
    """

    number: int
    purpose: Purpose
    gaps_shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shares:
    """Percent of the credit set aside before weights: the lead's coordination, and a reserve for help given."""

    coordination: int = 20
    reserve: int = 0


PlanValue = Line | Means | Option | Criterion | Choice | Version | Shares


def joint_of(key: str) -> Stream:
    """The joint work a key of a plan section belongs to."""
    return Stream(key.partition("/")[0])


def name_of(key: str) -> str:
    """The name inside its plan of what the key stands for."""
    return key.partition("/")[2]


def circle(lines: Mapping[str, Line]) -> tuple[str, ...]:
    """Names of lines each of which comes before the next, the last before the first; empty if there are none."""
    before = {name: [tie.line for tie in line.before if tie.line in lines] for name, line in lines.items()}
    try:
        TopologicalSorter(before).prepare()
    except CycleError as found:
        return tuple(found.args[1][1:])
    return ()
