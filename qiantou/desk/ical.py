"""A calendar of whole days as iCalendar (RFC 5545): lines end with CRLF and fold at 75 bytes (3.1), text is escaped
(3.3.11), a day ends where the next begins (3.6.1). No time zone is needed, since no time of day is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

WIDTH = 75  # bytes of a line, its end not counted
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


@dataclass(frozen=True)
class Event:
    """One whole day. `uid` is the same whenever the same thing is told; `version` grows with every change."""

    uid: str
    day: date
    summary: str
    url: str
    changed: datetime
    version: int


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """The file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Qiantou//Qiantou//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
             f"X-WR-CALNAME:{_text(name)}"]  # fmt: skip
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(event: Event) -> list[str]:
    changed = event.changed.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{changed}",
        f"LAST-MODIFIED:{changed}",
        f"SEQUENCE:{event.version}",
        f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(event.summary)}",
        f"URL:{event.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(text: str) -> str:
    kept = "".join(letter for letter in text if letter >= " " or letter in "\n\t")
    return kept.translate(ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most WIDTH bytes, no character cut; each further one begins with a blank."""
    piece, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > WIDTH:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    yield piece
