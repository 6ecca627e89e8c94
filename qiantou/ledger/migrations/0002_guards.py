"""The database itself refuses to change the record, and on PostgreSQL the program does not own its tables."""

from typing import Any

from django.conf import settings
from django.db import migrations

SQLITE_NEVER = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'the record is never changed'); END;
CREATE TRIGGER {table}_no_insert_over BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})
BEGIN SELECT RAISE(ABORT, 'the record is never written over'); END;
"""
SQLITE_KEPT = """
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, 'the record is never deleted'); END;
"""
SQLITE_WORDS = """
CREATE TRIGGER ledger_entrywords_no_delete BEFORE DELETE ON ledger_entrywords
WHEN NOT EXISTS (SELECT 1 FROM ledger_erasure e WHERE e.stream = OLD.stream AND e.version = OLD.version)
BEGIN SELECT RAISE(ABORT, 'words are removed only by an erasure on record'); END;
"""
POSTGRES_FUNCTIONS = """
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is never changed' USING ERRCODE = 'restrict_violation'; END $$;
CREATE FUNCTION ledger_words_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM ledger_erasure e WHERE e.stream = OLD.stream AND e.version = OLD.version) THEN
    RAISE EXCEPTION 'words are removed only by an erasure on record' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END $$;
"""
POSTGRES_NEVER = """
CREATE TRIGGER {table}_no_change BEFORE UPDATE{delete} ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""
POSTGRES_WORDS = """
CREATE TRIGGER ledger_entrywords_no_delete BEFORE DELETE ON ledger_entrywords
FOR EACH ROW EXECUTE FUNCTION ledger_words_go();
"""
NEVER = {
    "ledger_entry": "position = NEW.position OR (stream = NEW.stream AND version = NEW.version)",
    "ledger_checkpoint": "size = NEW.size",
    "ledger_erasure": "id = NEW.id OR (stream = NEW.stream AND version = NEW.version)",
    "ledger_entrywords": "id = NEW.id OR (stream = NEW.stream AND version = NEW.version)",
}
GRANTS = """
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "{role}";
GRANT USAGE ON SCHEMA public TO "{role}";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}";
REVOKE UPDATE, DELETE ON ledger_entry, ledger_checkpoint, ledger_erasure FROM "{role}";
REVOKE UPDATE ON ledger_entrywords FROM "{role}";
"""


def guard(apps: Any, editor: Any) -> None:
    statements = []
    if editor.connection.vendor == "sqlite":
        for table, same in NEVER.items():
            statements += [SQLITE_NEVER.format(table=table, same=same)]
            if table != "ledger_entrywords":
                statements += [SQLITE_KEPT.format(table=table)]
        statements += [SQLITE_WORDS]
        with editor.connection.cursor() as cursor:
            for statement in _single("\n".join(statements)):
                cursor.execute(statement)
    else:
        statements = [POSTGRES_FUNCTIONS]
        for table in NEVER:
            delete = "" if table == "ledger_entrywords" else " OR DELETE"
            statements += [POSTGRES_NEVER.format(table=table, delete=delete)]
        statements += [POSTGRES_WORDS]
        with editor.connection.cursor() as cursor:
            cursor.execute("\n".join(statements))
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.APP_ROLE])
            if cursor.fetchone() is not None:
                cursor.execute(GRANTS.format(role=settings.APP_ROLE.replace('"', '""')))


def _single(script: str) -> list[str]:
    return [part.strip() + " END;" for part in script.split("END;") if part.strip()]


def first_head(apps: Any, editor: Any) -> None:
    apps.get_model("ledger", "Head").objects.create(id=1, size=0)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunPython(guard, migrations.RunPython.noop),
        migrations.RunPython(first_head, migrations.RunPython.noop),
    ]
