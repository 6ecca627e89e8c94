"""The databases the tests run on: fresh each time, migrated, and on PostgreSQL not owned by who uses them."""

import subprocess
import sys

import pytest

from tests.support.databases import Site
from tests.support.postgres import APP, SUPERUSER

MARK = "a session left by another test"


@pytest.mark.parametrize("turn", [1, 2])
def test_every_test_starts_on_a_migrated_database_of_its_own(site: Site, turn: int):
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    assert not Session.objects.exists()

    Session.objects.create(session_key=MARK, session_data="", expire_date=timezone.now())


def test_the_default_connection_is_the_kind_asked_for(site: Site):
    from django.db import connection

    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[site.kind]


def test_the_program_owns_no_table_on_postgresql(postgres_site: Site):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (APP,)
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE tableowner = current_user) FROM pg_tables")
        tables, owned = cursor.fetchone()
    assert tables > 0
    assert owned == 0


def test_a_child_process_finds_the_same_site(site: Site):
    ask = "import django; django.setup(); from django.db import connection as c; c.ensure_connection()\n"
    ask += "print(c.settings_dict['NAME'])"
    environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "qiantou.settings", "PYTHONPATH": "."}

    answer = subprocess.run([sys.executable, "-c", ask], env=environment, capture_output=True, check=True)

    from django.db import connection

    assert answer.stdout.decode().strip() == connection.settings_dict["NAME"]


def test_a_killed_database_starts_again_with_what_it_acknowledged(postgres_site: Site):
    from django.contrib.sessions.models import Session
    from django.db import connection
    from django.utils import timezone

    Session.objects.create(session_key=MARK, session_data="", expire_date=timezone.now())
    postgres_site.server.kill()
    postgres_site.server.start()
    connection.close()

    assert Session.objects.filter(session_key=MARK).exists()


def test_a_server_is_one_of_its_own_and_leaves_nothing():
    from tests.support.postgres import PostgresServer

    server = PostgresServer()
    server.create()
    socket_path = server.folder / ".s.PGSQL.5432"

    assert socket_path.exists()
    assert len(str(socket_path)) < 107
    assert SUPERUSER in server.url(SUPERUSER, "postgres")
    server.stop()
    assert not server.folder.exists()
