"""The register as the record holds it: four streams, folded once per version and kept in the process.

What is kept can never be stale: it is used only for the versions it was folded from, and a stream's
entries never change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from qiantou.core.kernel import Entry, Stream
from qiantou.core.register import (
    CHARTERS,
    DAYS,
    DEFAULT_HOURS,
    HOURS,
    OUTAGES,
    PARTIES,
    POLICIES,
    POSTS,
    TERMS,
    UNITS,
    Listed,
    Register,
)  # fmt: skip
from qiantou.ledger.writer import read
from qiantou.readmodel.plain import among, fetched


def _named(section: str) -> Stream:
    return Stream(section.encode().hex().ljust(32, "0"))


STRUCTURE, CALENDAR, KINDS, JOINTS = (_named(name) for name in ("structure", "calendar", "kinds", "joints"))
STREAMS = tuple(sorted((STRUCTURE, CALENDAR, KINDS, JOINTS)))
STREAM_OF = {
    UNITS: STRUCTURE, POSTS: STRUCTURE, TERMS: STRUCTURE, PARTIES: STRUCTURE,
    DAYS: CALENDAR, HOURS: CALENDAR, OUTAGES: CALENDAR, POLICIES: KINDS, CHARTERS: JOINTS,
}  # fmt: skip


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
    entries: list[Entry[Any]] = []
    for stream, rows in read(STREAMS).items():
        entries.extend(rows[: wanted[STREAMS.index(stream)]])
    made = Folded(wanted, tuple(entries), Register(entries), max((entry.at for entry in entries), default=None))
    with _guard:
        _kept[_place()] = made
    return made


def current() -> Register:
    """The register as of now."""
    return folded().register


def zone() -> ZoneInfo:
    """The site's time zone as the register had it when this process folded it last; the default before that.

    Asks nothing of the database: whoever writes an instant has folded the register for the same answer.
    """
    kept = _kept.get(_place())
    return kept.zone if kept is not None else ZoneInfo(DEFAULT_HOURS.zone)
