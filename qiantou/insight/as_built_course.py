"""What became of one line through all of its matters, in order: a withdrawal takes back no delay.

A line withdrawn and opened anew is one step, from its first matter to the last one's end; the time between two of them
is the asker's, who withdrew it. One that ended without a delivery once it was late lasted until then, and whatever of
its planned duration was left is nobody's to have regained. Source: docs/rules/attribution.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from qiantou.core.attribution import NOBODY
from qiantou.insight.account_pieces import DONE
from qiantou.insight.as_built_parts import ANEW, REGAINED, UNDONE, Lived, Part
from qiantou.insight.bulletin_waits import Record


def is_agreed(one: Record) -> bool:
    return any(state.admitted for state in one.after)


def from_agreed(records: list[Record]) -> list[Record]:
    """Those from the first that was agreed on; where none was, the last."""
    first = next((number for number, one in enumerate(records) if is_agreed(one)), -1)
    return records[first:]


def last_period(records: Sequence[Record]) -> list[Record]:
    """Of what falls due again and again, what is owed last: whatever is ordered after it comes after that."""
    stays = [one for one in records if one.matter.is_open or one.matter.outcome in DONE] or records
    return [max(stays, key=lambda one: first_day([one]) or date.min)]


def first_day(records: Sequence[Record]) -> date | None:
    """The day on which its sides first agreed; while they have not, the one first offered."""
    dated = [state for one in records for state in one.after if state.due is not None]
    agreed = next((state for state in dated if state.admitted), dated[0] if dated else None)
    return agreed.due if agreed is not None else None


@dataclass(frozen=True)
class Course:
    """`lives`: of the line's matters, as they were opened. `planned`: its planned duration in minutes. `late`: from
    where it could begin until it was launched."""

    lives: tuple[Lived, ...]
    planned: int
    late: tuple[Part, ...] = ()

    @property
    def doer(self) -> str:
        return self.lives[-1].doer

    @property
    def overtime(self) -> dict[str, int]:
        """By party, the minutes beyond what it was allowed, in any of the matters."""
        found: dict[str, int] = {}
        for one in self.lives:
            for party, minutes in one.overtime.items():
                found[party] = found.get(party, 0) + minutes
        return found

    def parts(self) -> Iterator[Part]:
        """In order of time; what an open line has left of its planned duration is not regained yet."""
        room, end = self.planned, self.lives[-1].start
        yield from self.late
        for part, is_own in self._stretches():
            end, used = part.end, min(room, part.minutes) if is_own else 0
            room -= used
            if used < part.minutes:
                yield replace(part, start=part.start + used)
        last = self.lives[-1].read.matter
        if not self.lives[-1].is_open and room:
            who, why = (self.doer, REGAINED) if last.outcome in DONE else (NOBODY, UNDONE)
            yield Part(end - room, end, who, who, why, False, last.stream, last.ended, True)

    def _stretches(self) -> Iterator[tuple[Part, bool]]:
        """Those of each matter until the next was opened, and the asker's between two of them."""
        for one, after in pairwise(self.lives):
            opened = max(after.at(after.read.one.entries[0].at), one.start)
            yield from _until(one, opened)
            closed, matter = max(one.at(one.read.closed), one.start), one.read.matter
            if closed < opened:
                asker = one.axis.party(matter.asker)
                yield Part(closed, opened, asker, asker, ANEW, False, matter.stream, matter.ended), False
        yield from self.lives[-1].stretches()


def _until(one: Lived, minute: int) -> Iterator[tuple[Part, bool]]:
    for part, is_own in one.stretches():
        if part.start < minute:
            yield replace(part, end=min(part.end, minute)), is_own
