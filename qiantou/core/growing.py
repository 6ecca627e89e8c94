"""A register to which entries are added in the order in which they were recorded: for whoever reads a whole record.

What was asked of it before stays true as long as nothing earlier is added; where a later entry carries an earlier
instant, what was kept is forgotten.
"""

from __future__ import annotations

from bisect import bisect_right, insort

from qiantou.core.kernel import Entry
from qiantou.core.register import Known, Listed, Register


class Growing(Register):
    """A register as it stood before the entry being looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[str, list[Known]] = {}
        self._sections = self._kept

    def add(self, entry: Entry[Listed]) -> None:
        listed = entry.event
        rows = self._kept.setdefault(listed.section, [])
        instants = self._instants.setdefault(listed.section, [])
        place = bisect_right(instants, entry.at)
        if place < len(instants):
            self._forget()
        instants.insert(place, entry.at)
        rows.insert(place, Known(entry.at, listed.since, listed.key, listed.value, entry.by.desk))
        if entry.at not in self._changes[-1:]:
            insort(self._changes, entry.at)

    def _forget(self) -> None:
        for kept in (self._snapshots, self._calendars, self._duties, self._histories):
            kept.clear()
