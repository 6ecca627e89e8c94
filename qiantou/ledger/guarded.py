"""Whether the database still refuses to change the record: triggers, their texts, owners and grants.

Checked at every start and by `verify`. A guard that is missing or reads differently is a fault. Not
protected against: whoever owns the tables or the database file and removes a guard after the check; that is
what checkpoints and the witness file are for.
"""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.db import connection

from qiantou.ledger.report import Finding

_made: Any = import_module("qiantou.ledger.migrations.0002_guards")
_head: Any = import_module("qiantou.ledger.migrations.0003_head_grows")
KEPT = ("ledger_entry", "ledger_checkpoint", "ledger_erasure")  # no row may go
TABLES = (*KEPT, "ledger_entrywords")


def check_guards() -> list[Finding]:
    """What is wrong, nothing if all is well: "guard-missing", "guard-changed", "role-owns-table",
    "role-may-change"."""
    return list(_sqlite() if connection.vendor == "sqlite" else _postgres())


def _expected_sqlite() -> dict[str, str]:
    """Trigger name → its text, as SQLite keeps it."""
    script = "".join(_made.SQLITE_NEVER.format(table=table, same=same) for table, same in _made.NEVER.items())
    script += "".join(_made.SQLITE_KEPT.format(table=table) for table in KEPT) + _made.SQLITE_WORDS + _head.SQLITE
    return {text.split()[2]: _plain(text) for text in _made._single(script)}


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip("; ")


def _sqlite() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        found = {name: _plain(text) for name, text in cursor.fetchall()}
    for name, text in _expected_sqlite().items():
        if name not in found:
            yield Finding("guard-missing", {"guard": name})
        elif found[name] != text:
            yield Finding("guard-changed", {"guard": name})


def _expected_postgres() -> dict[str, str]:
    """Trigger name → its function."""
    names = {f"{table}_{deed}": "ledger_refuse" for table in TABLES for deed in ("no_change", "no_truncate")}
    names |= {"ledger_head_no_change": "ledger_head_grows", "ledger_head_no_truncate": "ledger_refuse"}
    return {**names, "ledger_entrywords_no_delete": "ledger_words_go"}


_TRIGGERS = """
SELECT t.tgname, p.proname, t.tgenabled, t.tgtype, t.tgqual IS NULL
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND n.nspname = current_schema() AND c.relname = ANY(%s)
"""
_BODIES = """
SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname = current_schema() AND p.proname = ANY(%s)
"""
_ROLE = """
SELECT c.relname, pg_has_role(current_user, c.relowner, 'MEMBER')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = current_schema() AND c.relname = ANY(%s)
"""
_BEFORE, _EACH_ROW, _DELETE, _UPDATE, _TRUNCATE = 2, 1, 8, 16, 32  # bits of pg_trigger.tgtype


def _deeds(name: str) -> int:
    if name.endswith("_no_truncate"):
        return _BEFORE | _TRUNCATE
    if name.endswith("_no_delete"):
        return _BEFORE | _EACH_ROW | _DELETE
    row = _BEFORE | _EACH_ROW | _UPDATE
    return row if name == "ledger_entrywords_no_change" else row | _DELETE


def _postgres() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS, [[*TABLES, "ledger_head"]])
        found = {name: tuple(rest) for name, *rest in cursor.fetchall()}
        for name, function in _expected_postgres().items():
            if name not in found:
                yield Finding("guard-missing", {"guard": name})
            elif found[name] != (function, "O", _deeds(name), True):
                yield Finding("guard-changed", {"guard": name})
        cursor.execute(_BODIES, [["ledger_refuse", "ledger_words_go", "ledger_head_grows"]])
        for name, body in cursor.fetchall():
            if _plain(body) not in _plain(_made.POSTGRES_FUNCTIONS + _head.POSTGRES_FUNCTION):
                yield Finding("guard-changed", {"guard": name})
        cursor.execute(_ROLE, [[*TABLES, "ledger_head"]])
        for table, owns in cursor.fetchall():
            if owns:
                yield Finding("role-owns-table", {"table": table})
        for table in TABLES:
            deeds = "UPDATE, TRUNCATE, TRIGGER" + (", DELETE" if table in KEPT else "")
            cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table, deeds])
            if cursor.fetchone()[0]:
                yield Finding("role-may-change", {"table": table})
