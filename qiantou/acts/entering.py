"""Changes of the register as entries, each checked against what is in force with those entered before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from qiantou.acts import registers
from qiantou.core.bulletin import OWN_SECTIONS
from qiantou.core.bulletin_check import check_own
from qiantou.core.kernel import Actor, Entry, Stream
from qiantou.core.lawful import may_be_entered
from qiantou.core.lending import LENT
from qiantou.core.listing import check
from qiantou.core.lookup import LOOKED
from qiantou.core.numbering import NUMBERS
from qiantou.core.numbering_check import numbered
from qiantou.core.plan import PLAN_SECTIONS
from qiantou.core.plan_check import check_entry, check_whole
from qiantou.core.register import DUTIES, InForce, Listed, Register

APART = (NUMBERS, LOOKED, *PLAN_SECTIONS, *OWN_SECTIONS)
"""Sections that are read by themselves: no part of the common register."""


class Listing:
    """One command's changes, in order, and the register as it stands with them."""

    def __init__(self, folded: registers.Folded, versions: Mapping[str, int], by: Actor, now: datetime) -> None:
        self.entries: list[Entry[Listed]] = []
        self._folded, self._versions, self._by, self._now = folded, dict(versions), by, now
        self._plans: dict[Stream, list[Entry[Any]]] = {}
        self._made: tuple[int, Register] = (0, folded.register)
        self._before = folded.register.at(now)
        self._checked = (0, self._before)
        self._named: list[Entry[Listed]] = []

    @cached_property
    def _last(self) -> dict[Stream, datetime]:
        """When each common stream was last written; most commands enter nothing and never ask."""
        return {entry.stream: entry.at for entry in self._folded.entries}

    @property
    def known(self) -> Register:
        """The common register with what has been entered so far."""
        if self._made[0] != len(self.entries):
            common = [entry for entry in self.entries if entry.event.section not in APART]
            made = Register((*self._folded.entries, *common)) if common else self._folded.register
            self._made = (len(self.entries), made)
        return self._made[1]

    def finish(self) -> None:
        """Raises Rejected where a plan does not hold together with all that was entered."""
        for entries in self._plans.values():
            check_whole(entries, self._before.day)

    def add(self, listed: Listed, *, by: Actor | None = None) -> None:
        """Raises Rejected for what cannot be in force."""
        actor = by or self._by
        stream = registers.stream_of(listed)
        may_be_entered(listed)
        check(listed, self._force(listed), actor)
        if listed.section in PLAN_SECTIONS:
            check_entry(listed, self._force(listed), actor)
            self.plan(stream)
        if listed.section in OWN_SECTIONS:
            check_own(listed, self.plan(stream), self._force(listed), actor)
        if listed.section == NUMBERS:
            listed = numbered(listed, self.plan(stream), self._force(listed), actor)
        version = self._versions.get(stream, 0) + 1
        self._versions[stream] = version
        at = max(self._now, self._last.get(stream, self._now))
        entry = Entry(stream, version, at, actor, listed)
        self.entries.append(entry)
        if listed.section not in (DUTIES, *APART):
            self._named.append(entry)
        if stream in self._plans:
            self._plans[stream].append(entry)

    def _force(self, listed: Listed) -> InForce:
        """What the entry is checked against. Units and posts come before the heads and leaders they name; whatever
        is lent, chartered or planned comes after what it names, and of a long list of rows none names another."""
        if listed.section not in (*LENT, *APART):
            return self._before
        if self._checked[0] != len(self._named):
            self._checked = (len(self._named), Register((*self._folded.entries, *self._named)).at(self._now))
        return self._checked[1]

    def plan(self, joint: Stream) -> list[Entry[Any]]:
        """The entries of a joint work's plan, with what has been entered so far."""
        if joint not in self._plans:
            self._plans[joint] = registers.plan_entries(joint)
        return self._plans[joint]
