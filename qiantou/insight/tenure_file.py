"""A log of events as a file of separated columns: case, holder, time, in any order, others beside them.

UTF-8 with or without a mark, UTF-16 with one, else GB18030. A time is as in ISO 8601, with a zone in all of them or in
none, or all are seconds since 1970: digits without anything between are a date where there are 8, 12 or 14 of them. An
empty holder is nobody: the case is closed, or lies still.
"""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import numpy as np

from qiantou.insight.malformed import Malformed
from qiantou.insight.tenure import NOBODY, Log

FAULTS = (
    "events-not-text",
    "events-no-column",
    "events-column-twice",
    "events-short",
    "events-no-case",
    "events-bad-time",
    "events-zones",
    "events-mixed",
    "events-none",
    "events-quotes",
    "events-long-cell",
)
COLUMNS = {
    "case": "case", "holder": "holder", "time": "time",
    "办件": "case", "事项": "case", "办理方": "holder", "当前办理方": "holder", "时间": "time",
}  # fmt: skip
SINCE_1970, WITH_ZONE, WITHOUT_ZONE = "seconds", "zone", "no zone"
DIGITS = re.compile(r"\d{8}(\d{4}(\d\d)?)?", re.ASCII)
"""20260302, 202603020830 or 20260302083000: no log tells seconds of as many digits that it could mean."""
SECONDS = re.compile(r"-?(\d{1,7}|\d{9,11})(\.\d+)?", re.ASCII)
SLASHED = re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})(?:[ T](\d{1,2})(:\d{2}\S*))?")
EPOCH, ZONED_EPOCH = datetime(1970, 1, 1), datetime(1970, 1, 1, tzinfo=UTC)  # noqa: DTZ001 — beside times without a zone
MICROSECOND = timedelta(microseconds=1)


def read_events(data: bytes) -> Log:
    """Raises Malformed with one of FAULTS, naming the line."""
    text = _text(data)
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    cases: dict[str, int] = {}
    holders: dict[str, int] = {}
    columns: tuple[list[int], list[int], list[int]] = ([], [], [])
    clock = Clock()
    try:
        first, second, third = _places(next(rows, []))
        for row in rows:
            if not any(row):
                continue
            try:
                case, holder, told = row[first].strip(), row[second].strip(), row[third].strip()
            except IndexError:
                raise Malformed("events-short", line=rows.line_num) from None
            if not case:
                raise Malformed("events-no-case", line=rows.line_num)
            columns[0].append(cases.setdefault(case, len(cases)))
            columns[1].append(holders.setdefault(holder, len(holders)) if holder else NOBODY)
            columns[2].append(clock.read(told, rows.line_num))
    except csv.Error as fault:
        code = "events-long-cell" if "field larger" in str(fault) else "events-quotes"
        raise Malformed(code, line=rows.line_num) from None
    if not columns[0]:
        raise Malformed("events-none")
    made = [np.array(column, dtype=np.int64) for column in columns]
    return Log(list(cases), list(holders), made[0], made[1], made[2])


@dataclass
class Clock:
    """Reads times; the first one settles of which kind all of them are."""

    kind: str = ""

    def read(self, told: str, line: int) -> int:
        """Microseconds since 1970: of the zone that is told, else of the place the log is from."""
        if SECONDS.fullmatch(told):
            return self._settled(int(Decimal(told) * 1_000_000), SINCE_1970, told, line)
        try:
            moment = datetime.fromisoformat(_iso(told))
        except ValueError:
            raise Malformed("events-bad-time", line=line, text=told[:40]) from None
        if moment.tzinfo is None:
            return self._settled((moment - EPOCH) // MICROSECOND, WITHOUT_ZONE, told, line)
        return self._settled((moment - ZONED_EPOCH) // MICROSECOND, WITH_ZONE, told, line)

    def _settled(self, moment: int, kind: str, told: str, line: int) -> int:
        if self.kind != kind:
            if self.kind:
                is_mixed = SINCE_1970 in (self.kind, kind)
                raise Malformed("events-mixed" if is_mixed else "events-zones", line=line, text=told[:40])
            self.kind = kind
        return moment


def _iso(told: str) -> str:
    """As a spreadsheet writes it, "2026/3/2 8:30", with its noughts; digits alone with the time apart from the date."""
    if DIGITS.fullmatch(told):
        return f"{told[:8]}T{told[8:]}" if told[8:] else told
    return SLASHED.sub(lambda one: f"{one[1]}-{one[2]:0>2}-{one[3]:0>2}{_clock(one[4], one[5])}", told, count=1)


def _clock(hour: str | None, rest: str | None) -> str:
    return f"T{hour:0>2}{rest}" if hour else ""


def _delimiter(text: str) -> str:
    """What parts the columns of the first line: a comma, a semicolon or a tab."""
    return max(",;\t", key=text.partition("\n")[0].count)


def _text(data: bytes) -> str:
    marked = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Malformed("events-not-text")


def _places(head: list[str]) -> tuple[int, int, int]:
    """Where the columns case, holder and time stand."""
    found: dict[str, int] = {}
    for place, name in enumerate(head):
        known = COLUMNS.get(name.strip().lower())
        if known in found:
            raise Malformed("events-column-twice", column=name.strip())
        if known:
            found[known] = place
    for name in ("case", "holder", "time"):
        if name not in found:
            raise Malformed("events-no-column", column=name)
    return found["case"], found["holder"], found["time"]
