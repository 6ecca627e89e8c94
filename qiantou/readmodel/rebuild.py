"""All rows written afresh from the record, in the caller's transaction. Readers see the old rows until it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from qiantou.core.kernel import Stream
from qiantou.core.register import Register
from qiantou.readmodel.history import listings, matters, with_plans
from qiantou.readmodel.matter_rows import rows_of
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
from qiantou.readmodel.project import joined
from qiantou.readmodel.register_rows import RegisterRows

TABLES: tuple[type[Model], ...] = (
    MatterRow,
    PartyRow,
    TieRow,
    SpanRow,
    JointRow,
    ShareRow,
    DeskRow,
    TermRow,
    ListingRow,
)


def rebuild(streams: Sequence[Stream], now: datetime, progress: Callable[[int], None]) -> int:
    """Drop every row and write it again; how many matters there are. `streams` are those of the register.

    On PostgreSQL commands wait until the transaction ends. `progress` is told how many matters are done.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE ledger_streamhead IN EXCLUSIVE MODE")
    for table in TABLES:
        table._default_manager.all().delete()
    told = with_plans(listings(streams), now)
    force = Register(told).at(now)
    _write_register(RegisterRows.of(told))
    done = 0
    for _, pack in matters():
        made = {stream: rows_of(entries, force, now) for stream, entries in pack.items()}
        _create(MatterRow, [rows.matter for rows in made.values()])
        _create(PartyRow, joined(made, "parties"))
        _create(SpanRow, joined(made, "spans"))
        TieRow.objects.bulk_create(joined(made, "ties"), ignore_conflicts=True, batch_size=400)
        ShareRow.objects.bulk_create(joined(made, "shares"), ignore_conflicts=True, batch_size=400)
        done += len(made)
        progress(done)
    return done


def _write_register(rows: RegisterRows) -> None:
    _create(DeskRow, [DeskRow(desk=key, **columns) for key, columns in rows.desks.items()])
    _create(TermRow, [TermRow(key=key, **columns) for key, columns in rows.terms.items()])
    _create(JointRow, [JointRow(stream=key, **columns) for key, columns in rows.joints.items()])
    _create(ListingRow, [ListingRow(**columns) for columns in rows.listings])
    _create(ShareRow, [ShareRow(joint=joint, desk=desk) for joint, desk in sorted(rows.shares)])


def _create(table: type[Model], rows: Sequence[Any]) -> None:
    table._default_manager.bulk_create(rows, batch_size=400)
