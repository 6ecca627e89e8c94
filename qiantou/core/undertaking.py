"""A joint work on paper: the incoming paper, the charter (立项书) and whoever is lent to it.

Everything but lead, issuer and keeper is optional: what depends on a missing part reads "not agreed".
Source of the rules on bodies: State Council Decree 486, article 11; docs/rules/charter.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from qiantou.core.kernel import WORDS, Desk, Stream, Words


class Tier(StrEnum):
    PLAIN = "plain"  # 简易牵头
    JOINT_MEETING = "joint-meeting"  # 联席会议
    WORKING_GROUP = "working-group"  # 专班
    LEADING_GROUP = "leading-group"  # 领导小组


BODIES = (Tier.WORKING_GROUP, Tier.LEADING_GROUP)
"""Bodies that need an end condition and an end date."""


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    HOLD = "hold"


@dataclass(frozen=True)
class Measure:
    """An outcome measure: figures are decimal texts, "" where not agreed."""

    direction: Direction
    baseline: str = ""
    target: str = ""
    by: Desk | None = None  # who measures
    name: Words = ""
    unit: Words = ""


@dataclass(frozen=True)
class Charter:
    """One joint work (牵头工作): its lead, its issuer, the arbiter named for it, and who keeps its record.

    `above`: silence of the arbiter climbs to the arbiter's own superior instead of the next meeting's list.
    `until` is its last day; `met` the day on which the end condition was met, `ended` the day on which it was
    closed; `passed` the passing of the lead that the present lead rests on; `paper` the key of the incoming paper;
    `office` the unit by which a working group (专班) acts; `appraiser` the unit of the site that will use its
    assessment, where there is one.
    `goal` to `ending` are words: what the work is for, when it ends, who will use its assessment under which rule
    ("" is "not linked to appraisal"), the lists, forms and chat groups it replaces, and why it was closed.
    """

    lead: Desk
    issuer: Desk
    keeper: Desk
    sponsor: Desk | None = None
    above: bool = False
    tier: Tier = Tier.PLAIN
    until: date | None = None
    met: date | None = None
    members: tuple[Desk, ...] = ()
    measures: tuple[Measure, ...] = ()
    paper: str = ""
    passed: Stream | None = None
    goal: Words = ""
    end_condition: Words = ""
    assessment: Words = ""
    replaces: Annotated[tuple[str, ...], WORDS] = ()
    ended: date | None = None
    ending: Words = ""
    office: Desk | None = None
    appraiser: Desk | None = None


@dataclass(frozen=True)
class Paper:
    """An incoming paper (来文), the lead and sponsor proposed on it (拟办意见), the units owning most of its duties.

    Its title is the entry's name.
    """

    keeper: Desk
    received: date
    proposed: Desk | None = None
    sponsor: Desk | None = None
    units: tuple[Desk, ...] = ()
    number: Words = ""
    issuer: Words = ""
    opinion: Words = ""
    scan: Words = ""


@dataclass(frozen=True)
class Secondment:
    """A person lent to a working or leading group from `begins` on; it ends by itself after `until`.

    `quarter_days`: quarters of a working day a week, 1 to 20. Nobody is lent by a township. `asked` is the signature by
    which the home unit is asked, `agreed` the day on which it was lent: until then nobody is. `order` is the leader who
    ordered it, told by `number`, `clause` and `scan` of the paper.
    """

    joint: Stream
    home: Desk
    quarter_days: int
    until: date
    post: Words = ""
    begins: date | None = None
    asked: Stream | None = None
    agreed: date | None = None
    order: Desk | None = None
    number: Words = ""
    clause: Words = ""
    scan: Words = ""
