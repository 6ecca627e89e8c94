"""The count of the record only grows: going back would stop every writer, and hand out a place twice."""

from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER ledger_head_no_shrink BEFORE UPDATE ON ledger_head
WHEN NEW.id <> OLD.id OR NEW.size < OLD.size
BEGIN SELECT RAISE(ABORT, 'the count of the record only grows'); END;
CREATE TRIGGER ledger_head_no_insert_over BEFORE INSERT ON ledger_head
WHEN EXISTS (SELECT 1 FROM ledger_head WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the count of the record only grows'); END;
CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
WHEN OLD.size > 0
BEGIN SELECT RAISE(ABORT, 'the count of the record only grows'); END;
"""
POSTGRES_FUNCTION = """
CREATE FUNCTION ledger_head_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.id = OLD.id AND NEW.size >= OLD.size THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' AND OLD.size = 0 THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'the count of the record only grows' USING ERRCODE = 'restrict_violation';
END $$;
"""
POSTGRES_TRIGGERS = """
CREATE TRIGGER ledger_head_no_change BEFORE UPDATE OR DELETE ON ledger_head
FOR EACH ROW EXECUTE FUNCTION ledger_head_grows();
CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON ledger_head
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
"""


def guard(apps: Any, editor: Any) -> None:
    with editor.connection.cursor() as cursor:
        if editor.connection.vendor == "sqlite":
            for part in SQLITE.split("END;"):
                if part.strip():
                    cursor.execute(part.strip() + " END;")
        else:
            cursor.execute(POSTGRES_FUNCTION + POSTGRES_TRIGGERS)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
