"""Plain statements for what every page asks: an ORM costs several times what the database needs to answer.

Written for both databases. SQLite may give days and instants as text: `read_day` and `read_instant` take either.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection

Rows = list[tuple[Any, ...]]


def fetched(sql: str, values: Sequence[Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows: Rows = cursor.fetchall()
    return rows


def among(column: str, values: Collection[str]) -> tuple[str, list[Any]]:
    """The condition that `column` is one of `values`, and what it takes: one array where there are arrays."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(values)]
    return f"{column} IN ({', '.join(['%s'] * len(values)) or 'NULL'})", list(values)


def read_day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def read_instant(value: datetime | str | None) -> datetime | None:
    return None if value is None else instant_of(value)


def instant_of(value: datetime | str) -> datetime:
    """SQLite keeps instants in UTC and does not say so."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def instant_as_kept(value: datetime) -> Any:
    """An instant as the database compares it."""
    return connection.ops.adapt_datetimefield_value(value)
