"""Whether the rows are what the record comes to. Read inside one snapshot; changes nothing.

A row whose `next_at` has come may be stale in what time or a new calendar moves; nothing else may differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from qiantou.core.kernel import Stream
from qiantou.core.register import Register
from qiantou.core.span import states
from qiantou.ledger import stored
from qiantou.ledger.parallel import Sent
from qiantou.ledger.report import Finding
from qiantou.ledger.stored import Part
from qiantou.ledger.streams import Folded
from qiantou.readmodel import listing_rows
from qiantou.readmodel.history import listings, matters, with_plans
from qiantou.readmodel.matter_rows import MATTER, PARTY, SPAN, Told, told_of
from qiantou.readmodel.models import (
    DeskRow,
    JointRow,
    ListingRow,
    MatterRow,
    PartyRow,
    ShareRow,
    SpanRow,
    TermRow,
    TieRow,
)
from qiantou.readmodel.register_rows import RegisterRows

MOVED_BY_TIME = {"due_now", "paused", "reply_at", "next_at"}
Key = tuple[Any, ...]
Found = dict[Key, tuple[Any, ...]]


@dataclass(frozen=True)
class Compared:
    """What the streams of a part came to; shares and ties can be judged only when all parts are known."""

    findings: Sequence[Finding]
    shares: Set[Key]
    ties: Set[Key]


@dataclass(frozen=True)
class RowsComparison:
    """Every row that is missing, too many, or different: "row-missing", "row-extra", "row-differs", with the table
    and the row's key. Handed to other processes, each of which compares parts."""

    register: Sent[Register]
    listed: RegisterRows
    now: datetime

    @classmethod
    def under(cls, streams: Sequence[Stream], now: datetime) -> RowsComparison:
        """`streams` are those of the register."""
        told = with_plans(listings(streams), now)
        return cls(Sent(Register(told)), RegisterRows.of(told), now)

    def part(self, part: Part, streams: Iterable[Folded]) -> Compared:
        force = self.register.value.at(self.now)
        told = [told_of(each.entries, each.states, force, self.now) for each in streams if each.states]
        return Compared(
            list(_compare_matters(told, part, self.now)),
            {pair for one in told for pair in one.shares},
            {pair for one in told for pair in one.ties},
        )

    def whole(self, parts: Iterable[Compared]) -> Iterator[Finding]:
        yield from _compare_register(self.listed)
        shares: set[Key] = set(self.listed.shares)
        ties: set[Key] = set()
        for compared in parts:
            yield from compared.findings
            shares |= compared.shares
            ties |= compared.ties
        yield from _compare_pairs("ShareRow", shares, ShareRow.objects.values_list("joint", "desk"))
        yield from _compare_pairs("TieRow", ties, TieRow.objects.values_list("stream", "other"))


def differences(streams: Sequence[Stream], now: datetime) -> Iterator[Finding]:
    """As `RowsComparison`, of the whole record as it stands, in this process."""
    comparison = RowsComparison.under(streams, now)
    compared = []
    for part, pack in matters():
        folded = [Folded((), entries, states(entries)) for entries in pack.values()]
        compared.append(comparison.part(part, folded))
    yield from comparison.whole(compared)


def _compare_register(rows: RegisterRows) -> Iterator[Finding]:
    yield from _compare_listings(rows)
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


def _compare_listings(rows: RegisterRows) -> Iterator[Finding]:
    expected = listing_rows.kept(rows.listings)
    found = listing_rows.kept(ListingRow.objects.values(*listing_rows.COLUMNS))
    yield from _compare("ListingRow", expected, found)
    yield from (_finding("row-extra", "ListingRow", key) for key in sorted(found.keys() - expected.keys()))


def _compare_matters(told: Sequence[Told], part: Part, now: datetime) -> Iterator[Finding]:
    """The rows of the matters in this part. A matter whose time has come may be stale in what time moves."""
    found = _found(MatterRow, MATTER, 1, part)
    due = MATTER.index("next_at") - 1
    stale = {key for (key,), row in found.items() if row[due] is not None and row[due] <= now}
    for table, names, keys, rows in (
        (MatterRow, MATTER, 1, [tuple(map(one.matter.__getitem__, MATTER)) for one in told]),
        (PartyRow, PARTY, 2, [row for one in told for row in one.parties]),
        (SpanRow, SPAN, 2, [row for one in told for row in one.span_rows]),
    ):
        present = found if table is MatterRow else _found(table, names, keys, part)
        moved = [place - keys for place, name in enumerate(names) if name in MOVED_BY_TIME]
        expected: Found = {}
        for row in rows:
            key, values = row[:keys], row[keys:]
            if moved and row[names.index("stream")] in stale and key in present:
                values = _with(values, present[key], moved)
            expected[key] = values
        yield from _compare(table.__name__, expected, present)
        yield from (_finding("row-extra", table.__name__, key) for key in sorted(present.keys() - expected.keys()))


def _found(table: type[Model], names: Sequence[str], keys: int, part: Part) -> Found:
    """The rows of a table in this part, by the first `keys` of their columns."""
    query = table._default_manager.filter(stream__gte=part.first)
    if part.end is not None:
        query = query.filter(stream__lt=part.end)
    listed = query.values_list(*names)
    if connection.vendor == "postgresql":  # a fifth of the price of reading them through the ORM
        return {row[:keys]: row[keys:] for row in stored.rows(*listed.query.sql_with_params())}
    return {row[:keys]: row[keys:] for row in listed}


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
