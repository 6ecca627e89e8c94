"""The matters of a record as they stood before each of its commands: the world in which moves are decided again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from qiantou.core.bulletin import OWN_SECTIONS
from qiantou.core.facts import Offered, Ruled
from qiantou.core.gate import ACCOUNTABILITY
from qiantou.core.growing import Growing
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.kinds import EXEMPTION, Phase
from qiantou.core.lookup import LOOKED
from qiantou.core.loop import Play
from qiantou.core.matter import STANDS, Matter, standing_beside
from qiantou.core.numbering import NUMBERS
from qiantou.core.plan import PLAN_SECTIONS, joint_of
from qiantou.core.reading_back import SAID
from qiantou.core.register import InForce, Listed, Register
from qiantou.core.supervision import folded, government

APART = (NUMBERS, LOOKED, *PLAN_SECTIONS, *OWN_SECTIONS)
"""Sections read by themselves: no part of the common register."""


class Recorded:
    """What is recorded so far: matters by what ties them to each other, plans, and the register."""

    def __init__(self) -> None:
        self.growing = Growing()
        self._homes: dict[str, Stream] = {}
        self._began: datetime | None = None
        self.latest: datetime | None = None  # of the common register: nothing is recorded before it any more
        self.last: dict[Stream, datetime] = {}  # when the last entry of each stream of the register was
        self._matters: dict[Stream, Matter] = {}
        self._beside: defaultdict[Stream, set[Stream]] = defaultdict(set)  # what names each, as a blocker or a work
        self._parts: defaultdict[Stream, set[Stream]] = defaultdict(set)
        self._joined: defaultdict[Stream, set[Stream]] = defaultdict(set)
        self._asked: defaultdict[Desk, list[tuple[datetime, tuple[str, str]]]] = defaultdict(list)
        self._items: dict[Stream, tuple[datetime, Offered]] = {}
        self._approved: set[Stream] = set()
        self._plans: defaultdict[Stream, list[Entry[Listed]]] = defaultdict(list)

    @property
    def register(self) -> Register:
        return self.growing

    def began(self, at: datetime) -> bool:
        """Whether an entry of that instant belongs to the command that began the register."""
        return self._began in (None, at)

    def enter(self, entry: Entry[Listed]) -> None:
        """An entry of the register, or of the own stream of a joint work, a bulletin or a unit's numbers."""
        self._began = self._began or entry.at
        self.last[entry.stream] = entry.at
        self._homes.setdefault(entry.event.section, entry.stream)
        if entry.event.section in APART:
            self._plans[entry.stream].append(entry)
        else:
            self.growing.add(entry)
            self.latest = max(self.latest or entry.at, entry.at)

    def home(self, entry: Entry[Listed]) -> Stream:
        """Where an entry of its section belongs: with the joint work, order or unit that its key names, or where the
        section began."""
        section = entry.event.section
        return joint_of(entry.event.key) if section in APART else self._homes.get(section, entry.stream)

    def keep(self, play: Play) -> None:
        """What was played is recorded."""
        for entry in play.entries:
            if isinstance(entry.event, Offered) and entry.event.policy.supervises:
                self._items[entry.stream] = entry.at, entry.event
            if isinstance(entry.event, Ruled) and entry.event.outcome is not Phase.CLOSED:
                self._approved.add(entry.stream)
            if isinstance(entry.event, Offered) and entry.by.desk == entry.event.asker:
                told = entry.event.policy.kind, entry.event.urgency.value
                self._asked[entry.event.asker].append((entry.at, told))
        for name, matter in play.touched.items():
            self._matters[name] = matter
            for other in _named(matter):
                self._beside[other].add(name)
            if matter.parent is not None:
                self._parts[matter.parent].add(name)
            if matter.joint is not None:
                self._joined[matter.joint].add(name)

    def is_taken(self, offered: Offered, force: InForce) -> bool:
        """Whether another supervision item of the same government has the number this year: one that is open, or was
        approved before it ended."""
        if not offered.policy.supervises:
            return False
        issuers = government(offered.asker, force)
        since = force.calendar.start_of_day(force.day.replace(month=1, day=1))
        return any(
            at >= since and other.policy.kind == offered.policy.kind and other.asker in issuers
            and folded(other.number) == folded(offered.number)
            and (self._matters[stream].is_open or stream in self._approved)
            for stream, (at, other) in self._items.items()
        )  # fmt: skip

    def matter(self, stream: Stream) -> Matter | None:
        return self._matters.get(stream)

    def related(self, stream: Stream) -> Iterable[Stream]:
        matter = self._matters.get(stream)
        others = set(_standing(matter)) if matter is not None else set()
        named = (name for name in self._beside.get(stream, ()) if stream in _standing(self._matters[name]))
        return others.union(named)

    def parts(self, stream: Stream) -> Iterable[Stream]:
        return [name for name in self._parts.get(stream, ()) if not self._matters[name].beside]

    def joined(self, joint: Stream) -> Iterable[Stream]:
        return self._joined.get(joint, ())

    def varied(self, joint: Stream) -> Iterable[Stream]:
        of_joint = (self._matters[name] for name in self._joined.get(joint, ()))
        return [one.stream for one in of_joint if one.kind == "variation" and not one.is_open]

    def applied(self, unit: Desk) -> Iterable[Stream]:
        asked = ((name, one) for name, one in self._matters.items() if one.asker == unit)
        return [name for name, one in asked if one.kind == EXEMPTION]

    def accused(self, unit: Desk) -> Iterable[Stream]:
        of_unit = ((name, one) for name, one in self._matters.items() if one.about[:1] == (unit,))
        return [name for name, one in of_unit if one.kind == ACCOUNTABILITY]

    def title(self, stream: Stream) -> str:
        return SAID

    def issued(self, asker: Desk, since: datetime) -> Mapping[tuple[str, str], int]:
        return Counter(told for at, told in self._asked.get(asker, ()) if at >= since)

    def plan(self, joint: Stream) -> Sequence[Entry[Listed]]:
        return self._plans.get(joint, ())


def _named(matter: Matter) -> Iterable[Stream]:
    return *(block.matter for block in matter.blocks), *standing_beside(matter)


def _standing(matter: Matter) -> tuple[Stream, ...]:
    """What an open matter is tied to: the blockers that stand, and what it stands beside."""
    if not matter.is_open:
        return ()
    return *(block.matter for block in matter.blocks if block.standing in STANDS), *standing_beside(matter)
