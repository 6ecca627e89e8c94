"""When lines that a later version added could not be launched: tried as a launch tries them, in the record as it was.

A line that cannot be put into force waits (`open_plan.tried`): its unit is there no more, its mandate or its list does
not hold it, the work has ended, or any other rule of the loop refuses it. While it does, a late launch is nobody's.
It is tried once everybody had signed it, and when a change of the register or of the work came into force, the last one
of a day; what was found then holds until the next. Rules: docs/rules/attribution.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from qiantou.acts.open_plan import tried
from qiantou.acts.plan_steps import Opening
from qiantou.acts.registers import STREAM_OF
from qiantou.core.evolve import evolve
from qiantou.core.kernel import Actor, Desk, Entry, Stream, fold
from qiantou.core.loop import Play
from qiantou.core.matter import Matter
from qiantou.core.plan_diff import Signed
from qiantou.core.register import InForce, Register
from qiantou.core.signature import SIGNATURE
from qiantou.insight.as_built import Hindered
from qiantou.insight.as_built_read import Histories
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import Letter, letters_of

SECTIONS = tuple(STREAM_OF)
Asked = Mapping[str, tuple[datetime, datetime]]
"""Line or means → from when until when it is asked whether it could be launched."""


@dataclass(frozen=True)
class AsOf:
    """The record of one work through an instant, for what is opened fresh: nothing is tied to it yet."""

    register: Register
    entries: Sequence[Entry[Any]]
    histories: Histories
    at: datetime

    def matter(self, stream: Stream) -> Matter | None:
        told = [entry for entry in self.histories.get(stream, ()) if entry.at <= self.at]
        found: Matter | None = fold(evolve, None, told)
        return found

    def related(self, stream: Stream) -> Iterable[Stream]:
        return ()

    def parts(self, stream: Stream) -> Iterable[Stream]:
        return ()

    def joined(self, joint: Stream) -> Iterable[Stream]:
        return ()

    def varied(self, joint: Stream) -> Iterable[Stream]:
        return ()

    def applied(self, unit: Desk) -> Iterable[Stream]:
        return ()

    def accused(self, unit: Desk) -> Iterable[Stream]:
        return ()

    def title(self, stream: Stream) -> str:
        return ""

    def issued(self, asker: Desk, since: datetime) -> Mapping[tuple[str, str], int]:
        return {}

    def plan(self, joint: Stream) -> Sequence[Entry[Any]]:
        return self.entries


@dataclass(frozen=True)
class Launches:
    """`entries`: of the plan; `versions`: put out to be signed, oldest first, `since`: when each was in force."""

    joint: Stream
    entries: Sequence[Entry[Any]]
    versions: Sequence[Signed]
    since: Sequence[datetime]
    histories: Histories
    force: InForce

    def hindered(self, asked: Asked) -> Hindered:
        """When each of them could not be launched; few queries, and none where nothing is asked."""
        if not asked:
            return {}
        found: dict[str, list[tuple[datetime, datetime]]] = {}
        for name, (begin, end) in asked.items():
            marks = [begin, *(at for at in self._turns if begin < at < end)]
            for at, until in zip(marks, [*marks[1:], end], strict=True):
                if name in self._refused(at):
                    found.setdefault(name, []).append((at, until))
        return found

    @cached_property
    def _turns(self) -> list[datetime]:
        """The instants after which it may be otherwise: of each day the last."""
        calendar, last = self.force.calendar, self.force.instant
        told = {entry.at for own in (self.entries, *self.histories.values()) for entry in own if entry.at <= last}
        told |= {*self.force.register.turns(SECTIONS, self.since[0], last), *(at for at in self.since if at <= last)}
        return [max(each) for _day, each in groupby(sorted(told), key=calendar.day_of)]

    def _refused(self, at: datetime) -> frozenset[str]:
        """What a launch at that instant could not have opened."""
        if at not in self._tried:
            self._tried[at] = self._try(at)
        return self._tried[at]

    @cached_property
    def _tried(self) -> dict[datetime, frozenset[str]]:
        return {}

    def _try(self, at: datetime) -> frozenset[str]:
        force = self.force.register.at(at)
        charter = force.charter(self.joint)
        standing = [version for version, since in zip(self.versions, self.since, strict=True) if since <= at]
        if charter is None or not standing:
            return frozenset()
        entries, by = self.entries[: standing[-1].entry], Actor(charter.lead)
        rows = tuple(row for row in self._rows if row.opened <= at)
        letters = self._letters(self.since[len(standing) - 1])
        opening = Opening(self.joint, charter, force, by, "", entries, letters, rows)
        changes = [list(steps) for _name, steps in groupby(opening.steps(), key=lambda named: named[0])]
        play = Play(AsOf(self.force.register, entries, self.histories, at), at)
        return frozenset(tried(changes, by, play)[1])

    @cached_property
    def _rows(self) -> list[MatterRow]:
        return list(MatterRow.objects.filter(joint=self.joint, line__gt="").order_by("place", "opened"))

    def _letters(self, until: datetime) -> tuple[Letter, ...]:
        if until not in self._told:
            self._told[until] = tuple(letters_of(self.joint, SIGNATURE, until=until))
        return self._told[until]

    @cached_property
    def _told(self) -> dict[datetime, tuple[Letter, ...]]:
        return {}
