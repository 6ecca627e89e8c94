"""The register as the record holds it: streams folded once per version and kept in the process.

What is kept can never be stale: it is used only for the versions it was folded from, and a stream's entries
never change; what was recorded since is read and added. Plans are no part of it: each stands in the stream of
its joint work and is read by itself (`plan`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from qiantou.core.attribution import ATTRIBUTIONS
from qiantou.core.bulletin import ORDERS, OWN_SECTIONS
from qiantou.core.exemption import CHECKS, TABLES
from qiantou.core.kernel import Entry, Stream
from qiantou.core.lookup import LOOKED, LOOKUPS
from qiantou.core.meeting import MEETINGS
from qiantou.core.numbering import AGENCIES, CAPS, NUMBERS
from qiantou.core.plan import PLAN_SECTIONS, joint_of
from qiantou.core.register import (
    CHARTERS,
    DAYS,
    DEFAULT_HOURS,
    DELEGATIONS,
    DUTIES,
    FIGURES,
    HOURS,
    MANDATES,
    OFF_LISTS,
    OUTAGES,
    PAPERS,
    PARTIES,
    POLICIES,
    POSTS,
    SECONDMENTS,
    TERMS,
    UNITS,
    Listed,
    Register,
)  # fmt: skip
from qiantou.core.review import READINGS, SHEETS
from qiantou.ledger.plain import among, fetched
from qiantou.ledger.writer import read


def _named(section: str) -> Stream:
    return Stream(section.encode().hex().ljust(32, "0"))


STRUCTURE, CALENDAR, KINDS, JOINTS, DUTY, AUTHORITY = (
    _named(name) for name in ("structure", "calendar", "kinds", "joints", "duties", "authority")
)
STREAMS = tuple(sorted((STRUCTURE, CALENDAR, KINDS, JOINTS, DUTY, AUTHORITY)))
STREAM_OF = {
    UNITS: STRUCTURE, POSTS: STRUCTURE, TERMS: STRUCTURE, PARTIES: STRUCTURE, DAYS: CALENDAR, HOURS: CALENDAR,
    OUTAGES: CALENDAR, POLICIES: KINDS, FIGURES: KINDS, CHARTERS: JOINTS, PAPERS: JOINTS, DUTIES: DUTY, OFF_LISTS: DUTY,
    ORDERS: JOINTS, MEETINGS: JOINTS, MANDATES: AUTHORITY, SECONDMENTS: AUTHORITY, DELEGATIONS: AUTHORITY,
    AGENCIES: STRUCTURE, CAPS: STRUCTURE, LOOKUPS: AUTHORITY, CHECKS: JOINTS, TABLES: KINDS, ATTRIBUTIONS: JOINTS,
    READINGS: JOINTS, SHEETS: JOINTS,
}  # fmt: skip


def stream_of(listed: Listed) -> Stream:
    """The stream an entry of the register belongs to: a plan's stands in the stream of its joint work,
    a bulletin's in that of its order, the number of a paper in that of its unit."""
    if listed.section in (NUMBERS, LOOKED, *PLAN_SECTIONS, *OWN_SECTIONS):
        return joint_of(listed.key)
    return STREAM_OF[listed.section]


@dataclass(frozen=True)
class Folded:
    versions: tuple[int, ...]
    entries: tuple[Entry[Listed], ...]
    register: Register
    last: datetime | None = None  # when the last of them was recorded

    @cached_property
    def zone(self) -> ZoneInfo:
        return self.register.calendar(self.last).clock if self.last else ZoneInfo(DEFAULT_HOURS.zone)


_kept: dict[str, Folded] = {}
_guard = Lock()


def _place() -> str:
    settings = connection.settings_dict
    return f"{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


def versions() -> tuple[int, ...]:
    """The present versions of the register's streams, in the order of STREAMS."""
    own, values = among("stream", STREAMS)
    sql = f"SELECT stream, version FROM ledger_streamhead WHERE {own}"  # noqa: S608 — constants
    found: dict[str, int] = dict(fetched(sql, values))
    return tuple(found.get(stream, 0) for stream in STREAMS)


def folded(at_versions: tuple[int, ...] | None = None) -> Folded:
    """The register at these versions (default: now). Call inside the transaction that uses it."""
    wanted = at_versions if at_versions is not None else versions()
    kept = _kept.get(_place())
    if kept is not None and kept.versions == wanted:
        return kept
    streams = _read_on(kept, wanted)
    entries = [entry for stream in STREAMS for entry in streams[stream]]
    made = Folded(wanted, tuple(entries), Register(entries), max((entry.at for entry in entries), default=None))
    with _guard:
        _kept[_place()] = made
    return made


def _read_on(kept: Folded | None, wanted: tuple[int, ...]) -> dict[Stream, list[Entry[Any]]]:
    """The entries of every stream up to the versions wanted; those kept before are gone on from, not read again.

    Only where the kept register is older in every stream, and the last entry kept is the one that stands there.
    """
    known: dict[Stream, list[Entry[Any]]] = {stream: [] for stream in STREAMS}
    if kept is None or any(had > now for had, now in zip(kept.versions, wanted, strict=True)):
        found = read(STREAMS)
        return {stream: found[stream][:now] for stream, now in zip(STREAMS, wanted, strict=True)}
    for entry in kept.entries:
        known[entry.stream].append(entry)
    for stream, now in zip(STREAMS, wanted, strict=True):
        own = known[stream]
        if len(own) < now:
            found = read([stream], after=max(len(own) - 1, 0))
            if own and found[stream][0] != own[-1]:
                return _read_on(None, wanted)
            own += found[stream][1 if own else 0 :][: now - len(own)]
    return known


def plan_entries(joint: Stream) -> list[Entry[Any]]:
    """The entries of a joint work's plan in order, without their words; one query."""
    return read([joint])[joint]


def plan(joint: Stream) -> tuple[Register, int]:
    """The plan of a joint work as a register of its own, and the version of its stream; one query."""
    entries = plan_entries(joint)
    return Register(entries), len(entries)


def current() -> Register:
    """The register as of now."""
    return folded().register


def zone() -> ZoneInfo:
    """The site's time zone as the register had it when this process folded it last; the default before that.

    Asks nothing of the database: whoever writes an instant has folded the register for the same answer.
    """
    kept = _kept.get(_place())
    return kept.zone if kept is not None else ZoneInfo(DEFAULT_HOURS.zone)
