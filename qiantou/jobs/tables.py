"""The site's tables as lines of JSON and back, the same from either database.

    line 1         the names of the columns
    further lines  one row each: bytes as hex digits, instants and days as ISO texts

Sessions, lock-outs and whatever the framework keeps for itself are left out: people sign in again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import BinaryField, DateField, DateTimeField, Field, Model

BATCH = 500  # rows of one INSERT


def models() -> list[type[Model]]:
    """The models of the program's own packages, in order of their tables' names."""
    own = [config for config in apps.get_app_configs() if config.name.startswith("qiantou.")]
    found = [model for config in own for model in config.get_models(include_auto_created=True)]
    return sorted(found, key=lambda model: model._meta.db_table)


def migrations() -> list[str]:
    """The applied migrations of these packages: two sites with the same ones have the same tables."""
    labels = {model._meta.app_label for model in models()}
    applied = MigrationRecorder.Migration.objects.filter(app__in=labels).values_list("app", "name")
    return sorted(f"{app}.{name}" for app, name in applied)


def known_migrations() -> list[str]:
    """The migrations that this program brings for these packages, whether applied or not."""
    labels = {model._meta.app_label for model in models()}
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations if app in labels)


def lines(model: type[Model]) -> Iterator[bytes]:
    """The table's rows. Read inside a snapshot."""
    names = [field.attname for field in model._meta.concrete_fields]
    yield _line(names)
    rows = model._base_manager.order_by(model._meta.pk.attname if model._meta.pk else "pk").values_list(*names)
    for row in rows.iterator(chunk_size=2000):
        yield _line([_plain(value) for value in row])


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, date):
        return value.isoformat()
    return value


def load(model: type[Model], told: Iterable[bytes]) -> int:
    """Insert the rows into the empty table; how many. Raises ValueError when the columns are others."""
    rest = iter(told)
    fields = list(model._meta.concrete_fields)
    names = [field.attname for field in fields]
    if json.loads(next(rest)) != names:
        raise ValueError(f"{model._meta.db_table} has other columns")
    count = 0
    while batch := list(islice(rest, BATCH)):
        made = []
        for line in batch:
            values = zip(fields, json.loads(line), strict=True)
            made.append(model(**{field.attname: _typed(field, value) for field, value in values}))
        model._base_manager.bulk_create(made)
        count += len(made)
    return count


def _typed(field: Field[Any, Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(field, BinaryField):
        return bytes.fromhex(value)
    if isinstance(field, DateTimeField):
        return datetime.fromisoformat(value)
    if isinstance(field, DateField):
        return date.fromisoformat(value)
    return value
