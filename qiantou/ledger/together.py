"""What cannot be judged stream by stream: the register, and matters that touch each other, in the order of the record.

Entries that were recorded at one instant, those of the register before those of matters, are one command
(`core/replay_command.py`). The first that the rules do not make is told; what comes after it rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qiantou.core.kernel import Entry
from qiantou.core.register import Listed
from qiantou.core.replay import NOT_YET, Unlawful
from qiantou.core.replay_command import Command
from qiantou.core.replay_world import Recorded
from qiantou.core.unsaid import NOTHING, Unsaid
from qiantou.ledger.report import Fact, Finding
from qiantou.ledger.signatures import Told


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its position and when it was recorded. `gone`: its words were erased. `unsaid`: what they do not
    hold though they were not."""

    position: int
    recorded_at: datetime
    entry: Entry[Any]
    gone: bool = False
    unsaid: Unsaid = NOTHING


@dataclass(frozen=True, slots=True)
class Tied:
    """A matter that touches others: its entries, and what it has to say of signatures."""

    entries: tuple[Placed, ...]
    signed: Told | None = None


def check_together(listed: Iterable[Placed], tied: Iterable[Tied], world: Recorded | None = None) -> Iterator[Finding]:
    """Findings: "illegal-move", "illegal-entry", "lapsed-too-early"; at most one. `world`: what stood before them."""
    every = [*listed, *(placed for one in tied for placed in one.entries)]
    every.sort(key=lambda placed: placed.position)
    world = world or Recorded()
    for command in _commands(every):
        judged = Command(command[0].recorded_at)
        for placed in command:
            if isinstance(placed.entry.event, Listed):
                judged.listed.append(placed.entry)
                judged.erased |= {(placed.entry.stream, placed.entry.version)} if placed.gone else set()
            else:
                judged.moved.append(placed.entry)
                if placed.unsaid:
                    judged.unsaid[placed.entry.stream, placed.entry.version] = placed.unsaid
        try:
            judged.judge(world)
        except Unlawful as unlawful:
            yield fault_of(_position(command, unlawful), unlawful)
            return


def _commands(every: Iterable[Placed]) -> Iterator[list[Placed]]:
    together: list[Placed] = []
    for placed in every:
        if together:
            last = together[-1]
            begins = isinstance(placed.entry.event, Listed) and not isinstance(last.entry.event, Listed)
            if begins or placed.recorded_at != last.recorded_at:
                yield together
                together = []
        together.append(placed)
    if together:
        yield together


def _position(command: Iterable[Placed], unlawful: Unlawful) -> int:
    return next(placed.position for placed in command if placed.entry is unlawful.entry)


def fault_of(position: int, unlawful: Unlawful) -> Finding:
    """The entry, and the rule that does not make it, with what its sentence names."""
    entry = unlawful.entry
    told: dict[str, Fact] = {name: _plain(value) for name, value in unlawful.facts.items()}
    place: dict[str, Fact] = {"position": position, "stream": entry.stream, "version": entry.version}
    place |= {"move": type(entry.event).__name__, "rule": unlawful.rule}
    if isinstance(entry.event, Listed):
        return Finding("illegal-entry", told | place | {"section": entry.event.section, "key": entry.event.key})
    if unlawful.rule == NOT_YET:
        return Finding("lapsed-too-early", told | place)
    return Finding("illegal-move", told | place)


def _plain(value: object) -> Fact:
    return value if isinstance(value, int) and not isinstance(value, bool) else str(value)
