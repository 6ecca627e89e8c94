"""Changing many rows that are there by one statement: saving them one by one costs most of what a command costs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Model

AT_ONCE = 400  # rows in one statement: SQLite takes 32,766 values


def amend(model: type[Model], rows: Sequence[Any], columns: Sequence[str]) -> None:
    """Give each row, known by its primary key, these columns.

    Raises DatabaseError where one is not there: rows that a command only amends were written by another.
    """
    key: Any = model._meta.pk
    fields: list[Any] = [key, *(model._meta.get_field(name) for name in columns)]
    told = ", ".join(f'"{field.column}" = v.column{number}' for number, field in enumerate(fields[1:], 2))
    first = ", ".join(_typed(field) for field in fields)
    more = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            pack = rows[start : start + AT_ONCE]
            values = "), (".join([first, *[more] * (len(pack) - 1)])
            cursor.execute(
                f'UPDATE "{model._meta.db_table}" SET {told} FROM (VALUES ({values})) AS v '  # noqa: S608 — names
                f'WHERE "{model._meta.db_table}"."{key.column}" = v.column1',
                [field.get_db_prep_save(getattr(row, field.attname), connection) for row in pack for field in fields],
            )
            if cursor.rowcount != len(pack):
                raise DatabaseError(f"{cursor.rowcount} of {len(pack)} rows of {model._meta.db_table} are there")


def _typed(field: Any) -> str:
    """A value of the first row; PostgreSQL takes the types of a list of values from it, and has none for NULL."""
    return f"%s::{field.db_type(connection)}" if connection.vendor == "postgresql" else "%s"
