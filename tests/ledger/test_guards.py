"""The database itself refuses to change the record, whoever asks it."""

import pytest
from django.db import DatabaseError, connection, transaction

from qiantou.ledger.models import Erasure
from tests.acts.county import played

REFUSED = (
    "UPDATE ledger_entry SET version = 9 WHERE position = 0",
    "DELETE FROM ledger_entry WHERE position = 0",
    "UPDATE ledger_entrywords SET version = 9",
    "DELETE FROM ledger_entrywords",
    "UPDATE ledger_erasure SET version = 9",
    "DELETE FROM ledger_erasure",
    "UPDATE ledger_head SET size = size - 1",
    "UPDATE ledger_head SET size = 0",
    "UPDATE ledger_head SET id = 2",
    "DELETE FROM ledger_head",
    "INSERT INTO ledger_entry SELECT * FROM ledger_entry WHERE position = 0",
)


def attempt(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", REFUSED)
def test_the_record_cannot_be_changed(site, statement):
    with played() as town:
        Erasure.objects.create(stream="f" * 32, version=1)
        town.offered()
    with pytest.raises(DatabaseError):
        attempt(statement)


def test_sqlite_refuses_to_write_over_an_entry(sqlite_site):
    with played():
        pass
    with pytest.raises(DatabaseError, match="never written over"):
        attempt("INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry WHERE position = 0")


def test_postgresql_refuses_to_empty_the_record(postgres_site):
    for table in ("ledger_entry", "ledger_entrywords", "ledger_checkpoint", "ledger_head"):
        with pytest.raises(DatabaseError):
            attempt(f"TRUNCATE {table}")


def test_the_program_does_not_own_the_record_on_postgresql(postgres_site):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'ledger_entry'")
        assert cursor.fetchone() == (False,)


def test_the_owner_too_is_refused_by_the_triggers(postgres_site):
    import psycopg

    with played():
        pass
    with psycopg.connect(postgres_site.owner_url) as owner, pytest.raises(psycopg.errors.RestrictViolation):
        owner.execute("DELETE FROM ledger_entry")
