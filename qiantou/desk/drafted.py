"""A plan with its words, as any version of it was put out and as it stands now; one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from qiantou.core.kernel import Entry, Stream
from qiantou.core.plan import LINES, MEANS, SHARES, Line, Means, Shares, Version
from qiantou.core.plan_diff import content, put_out
from qiantou.readmodel.opinions import placed

Owed = Line | Means


@dataclass(frozen=True)
class Plan:
    """The entries of one joint work's plan, in order, with their words."""

    joint: Stream
    entries: Sequence[Entry[Any]]

    @cached_property
    def versions(self) -> list[tuple[Version, Entry[Any]]]:
        """Every version put out, oldest first, with its entry."""
        return put_out(self.entries)

    def at(self, version: str = "") -> dict[str, Owed]:
        """Name → line or means as of a version ("v2"), as it stands now for ""; lines first, in their order."""
        through = next((entry.version for one, entry in self.versions if f"v{one.number}" == version), None)
        found = content(self.entries, through)
        owed = [(name, one) for name, one in found[LINES].items() if isinstance(one, Line)]
        promised = [(name, one) for name, one in found[MEANS].items() if isinstance(one, Means)]
        lines = sorted(owed, key=lambda item: (item[1].order, item[0]))
        means = sorted(promised, key=lambda item: (item[1].order, item[0]))
        return {**dict(lines), **dict(means)}

    @cached_property
    def now(self) -> dict[str, Owed]:
        return self.at()

    @cached_property
    def shares(self) -> Shares:
        """What is set aside of the credit; the default where nobody said otherwise."""
        found = next((one for one in content(self.entries)[SHARES].values() if isinstance(one, Shares)), None)
        return found or Shares()


def plan_of(joint: str) -> Plan:
    """The plan of a joint work."""
    stream = Stream(joint)
    return Plan(stream, [entry for entry, _position in placed([stream])[stream]])


def deliverable(value: Owed | None, name: str = "") -> str:
    """What is owed, in words; the name where they were erased or the line is gone."""
    match value:
        case Line(deliverable=text) | Means(what=text):
            return text or name
        case _:
            return name
