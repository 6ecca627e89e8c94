"""Whether the rows are what the record comes to. Read inside one snapshot; changes nothing.

A row whose `next_at` has come may be stale in what time or a new calendar moves; nothing else may differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from qiantou.core.kernel import Stream
from qiantou.core.register import Register
from qiantou.ledger.report import Finding
from qiantou.readmodel.history import listings, matters
from qiantou.readmodel.matter_rows import Rows, rows_of
from qiantou.readmodel.models import DeskRow, JointRow, MatterRow, PartyRow, ShareRow, SpanRow, TermRow, TieRow
from qiantou.readmodel.register_rows import RegisterRows

MOVED_BY_TIME = {"due_now", "paused", "reply_at", "next_at"}
Key = tuple[Any, ...]
Found = dict[Key, tuple[Any, ...]]


def differences(streams: Sequence[Stream], now: datetime) -> Iterator[Finding]:
    """Every row that is missing, too many, or different: "row-missing", "row-extra", "row-differs", with the
    table and the row's key. `streams` are those of the register."""
    told = listings(streams)
    force = Register(told).at(now)
    register = RegisterRows.of(told)
    yield from _compare_register(register)
    shares = set(register.shares)
    counts = dict.fromkeys((MatterRow, PartyRow, SpanRow), 0)
    ties: set[Key] = set()
    for pack in matters():
        made = [rows_of(entries, force, now) for entries in pack.values()]
        yield from _compare_matters(made, now)
        shares |= {(row.joint, row.desk) for rows in made for row in rows.shares}
        ties |= {(row.stream, row.other) for rows in made for row in rows.ties}
        counts[MatterRow] += len(made)
        counts[PartyRow] += sum(len(rows.parties) for rows in made)
        counts[SpanRow] += sum(len(rows.spans) for rows in made)
    yield from _compare_pairs("ShareRow", shares, ShareRow.objects.values_list("joint", "desk"))
    yield from _compare_pairs("TieRow", ties, TieRow.objects.values_list("stream", "other"))
    for table, count in counts.items():
        present = table._default_manager.count()
        if present > count:
            yield Finding("row-extra", {"table": table.__name__, "row": f"{present - count}"})


def _compare_register(rows: RegisterRows) -> Iterator[Finding]:
    for table, key, wanted in (
        (DeskRow, "desk", rows.desks),
        (TermRow, "key", rows.terms),
        (JointRow, "stream", rows.joints),
    ):
        names = [field.name for field in table._meta.concrete_fields if field.name != key]
        found = {row[0]: row[1:] for row in table._default_manager.values_list(key, *names)}
        expected = {name: tuple(columns[column] for column in names) for name, columns in wanted.items()}
        yield from _compare(table.__name__, expected, found)
        yield from (_finding("row-extra", table.__name__, name) for name in sorted(found.keys() - expected.keys()))


def _compare_matters(made: Sequence[Rows], now: datetime) -> Iterator[Finding]:
    streams = [rows.matter.stream for rows in made]
    stale = set(MatterRow.objects.filter(stream__in=streams, next_at__lte=now).values_list("stream", flat=True))
    for table, key, part in (
        (MatterRow, ("stream",), "matter"),
        (PartyRow, ("stream", "desk"), "parties"),
        (SpanRow, ("stream", "ordinal"), "spans"),
    ):
        own = [field.name for field in table._meta.concrete_fields if field.name not in ("id", *key)]
        found: Found = {}
        query = table._default_manager.filter(stream__in=streams)
        for row in query.values_list(*key, *own):
            found[row[: len(key)]] = row[len(key) :]
        expected: Found = {}
        for rows in made:
            listed = getattr(rows, part)
            for row in listed if isinstance(listed, list) else [listed]:
                expected[tuple(getattr(row, name) for name in key)] = tuple(getattr(row, name) for name in own)
        moved = [number for number, name in enumerate(own) if name in MOVED_BY_TIME]
        for each, values in expected.items():
            if each[0] in stale and each in found:
                found[each] = _with(found[each], values, moved)
        yield from _compare(table.__name__, expected, found)


def _with(row: tuple[Any, ...], other: tuple[Any, ...], places: Iterable[int]) -> tuple[Any, ...]:
    """`row` with the values of `other` at these places."""
    mixed = list(row)
    for place in places:
        mixed[place] = other[place]
    return tuple(mixed)


def _compare(table: str, expected: Mapping[Any, Any], found: Mapping[Any, Any]) -> Iterator[Finding]:
    for key, values in expected.items():
        if key not in found:
            yield _finding("row-missing", table, key)
        elif found[key] != values:
            yield _finding("row-differs", table, key)


def _compare_pairs(table: str, expected: set[Key], pairs: Iterable[Key]) -> Iterator[Finding]:
    found = set(pairs)
    yield from (_finding("row-missing", table, key) for key in sorted(expected - found))
    yield from (_finding("row-extra", table, key) for key in sorted(found - expected))


def _finding(code: str, table: str, key: Any) -> Finding:
    told = " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
    return Finding(code, {"table": table, "row": told})
