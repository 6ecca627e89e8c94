"""Making a site ready: closed folder, tables by their owner, guards in place, key and witness once."""

from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from qiantou.jobs import site as preparing
from qiantou.jobs.stop import Stop
from qiantou.ledger import keys
from tests.acts.county import played


def test_a_first_start_makes_key_and_witness_that_only_the_owner_reads(site):
    preparing.prepare_site()
    made = [*preparing.keys_folder().iterdir(), preparing.witness_file()]
    assert {oct(path.stat().st_mode & 0o777) for path in made} == {"0o600"}
    assert oct(Path(site.data).stat().st_mode & 0o777) == "0o700"


def test_a_second_start_keeps_the_key(site):
    preparing.prepare_site()
    first = keys.known_keys(preparing.keys_folder())
    preparing.prepare_site()
    assert keys.known_keys(preparing.keys_folder()) == first


def test_an_open_data_folder_is_closed(sqlite_site):
    sqlite_site.data.chmod(0o755)
    preparing.prepare_site()
    assert sqlite_site.data.stat().st_mode & 0o077 == 0


def test_a_folder_shared_by_everyone_is_refused_and_left_alone(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    with pytest.raises(Stop, match="folder of its own"):
        preparing.close_folder(shared)
    assert shared.stat().st_mode & 0o7777 == 0o1777


def test_a_site_without_its_guards_does_not_start(sqlite_site):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_entry_no_delete")
    with pytest.raises(Stop, match="ledger_entry_no_delete"):
        preparing.prepare_site()


def test_a_record_without_its_keys_or_witness_does_not_start(site):
    preparing.prepare_site()
    with played() as town:
        town.offered()
    preparing.witness_file().unlink()
    with pytest.raises(preparing.witness.Unsound, match="witness-missing"):
        preparing.prepare_site()


def test_tables_are_made_by_their_owner_on_postgresql(postgres_site):
    with psycopg.connect(postgres_site.owner_url, autocommit=True) as owner:
        owner.execute("DELETE FROM django_migrations WHERE app = 'axes'")
        for (table,) in owner.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'axes%'").fetchall():
            owner.execute(f'DROP TABLE "{table}" CASCADE')
    assert preparing.pending()
    preparing.prepare_site()
    assert not preparing.pending()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchall() == [("qiantou_owner",)]
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("qiantou_app",)
    assert MigrationRecorder(connection).has_table()


def test_without_the_owners_address_old_tables_are_refused(postgres_site, settings_of):
    with psycopg.connect(postgres_site.owner_url, autocommit=True) as owner:
        owner.execute("DELETE FROM django_migrations WHERE app = 'axes'")
    settings_of(OWNER_URL="")
    with pytest.raises(Stop, match="QIANTOU_OWNER_URL"):
        preparing.prepare_site()
