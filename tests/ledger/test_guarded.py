"""A start is refused where the database would let the record be changed."""

import psycopg
import pytest
from django.db import connection

from qiantou.ledger.guarded import check_guards


def test_a_fresh_site_is_guarded(site):
    assert check_guards() == []


@pytest.mark.parametrize("trigger", ["ledger_entry_no_update", "ledger_entry_no_delete", "ledger_entrywords_no_delete"])
def test_a_dropped_trigger_is_named_on_sqlite(sqlite_site, trigger):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}")
    assert [(fault.code, fault.facts["guard"]) for fault in check_guards()] == [("guard-missing", trigger)]


def test_a_trigger_that_never_fires_is_named_on_sqlite(sqlite_site):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_entry_no_delete")
        cursor.execute(
            "CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry WHEN 0 "
            "BEGIN SELECT RAISE(ABORT, 'the record is never deleted'); END"
        )
    assert [fault.code for fault in check_guards()] == ["guard-changed"]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DROP TRIGGER ledger_entry_no_change ON ledger_entry", "guard-missing"),
        ("ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_no_change", "guard-changed"),
        ("CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
         "guard-changed"),
        ("GRANT UPDATE ON ledger_entry TO qiantou_app", "role-may-change"),
        ("GRANT TRUNCATE ON ledger_entrywords TO qiantou_app", "role-may-change"),
        ("GRANT qiantou_owner TO qiantou_app", "role-owns-table"),
    ],
)  # fmt: skip
def test_a_weakened_guard_is_named_on_postgresql(postgres_site, statement, code):
    with psycopg.connect(postgres_site.owner_url, autocommit=True) as owner:
        try:
            if "GRANT qiantou_owner" in statement:
                postgres_site.server.run(statement)
            else:
                owner.execute(statement)
            assert code in {fault.code for fault in check_guards()}
        finally:
            if "GRANT qiantou_owner" in statement:
                postgres_site.server.run("REVOKE qiantou_owner FROM qiantou_app")
