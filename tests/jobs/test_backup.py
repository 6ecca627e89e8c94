"""A backup taken while the site runs comes back whole, on either database, and only into an empty site."""

import random
import zipfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from qiantou.access.models import Account, Person
from qiantou.acts import shell
from qiantou.acts.execute import execute
from qiantou.acts.rotate import rotate
from qiantou.core.kernel import Actor
from qiantou.core.moves import Accept
from qiantou.jobs import tables
from qiantou.jobs.backup import backup
from qiantou.jobs.restore import restore
from qiantou.jobs.site import RESTORING, prepare_site
from qiantou.jobs.stop import Stop
from qiantou.ledger import keys, places, stored
from qiantou.ledger.models import Checkpoint, Entry
from qiantou.ledger.seal import seal
from qiantou.readmodel.models import MatterRow
from tests.acts.county import played
from tests.acts.random_play import live
from tests.core.world import ROADS
from tests.jobs.server import qiantou
from tests.support.databases import Templates

PASSWORD = "Correct-horse-9"


@contextmanager
def another(templates: Templates, kind: str, folder: Path):
    """A second, empty site; this process is connected to it."""
    folder.mkdir()
    with templates.site(kind, folder) as made:
        yield made


@contextmanager
def lived_in():
    """A site with a sealed past, a rotated key, an account, and something not sealed yet."""
    prepare_site()
    Account.objects.create_user("li", PASSWORD, person=Person.objects.create(name="李"))
    with played() as town:
        live(town, random.Random(11), 30)
        seal(shell.now())
        rotate(by=Actor())
        town.offered()
        yield town


def contents():
    """Every line of every table."""
    return {model._meta.db_table: list(tables.lines(model)) for model in tables.models()}


@pytest.mark.parametrize("target", ["sqlite", "postgres"])
def test_a_backup_comes_back_whole_on_either_database(site, target, templates, tmp_path):
    file = tmp_path / "site.backup"
    with lived_in() as town:
        backup(file)
        before = contents()
        now = town.now
    assert file.stat().st_mode & 0o777 == 0o600
    with another(templates, target, tmp_path / "two"), shell.scripted(lambda: now):
        report = restore(file)
        assert report.findings == ()
        assert contents() == before
        assert not (places.keys_folder().parent / RESTORING).exists()
        assert Account.objects.get(login="li").check_password(PASSWORD)
        assert {oct(path.stat().st_mode & 0o777) for path in places.keys_folder().iterdir()} == {"0o600"}


def test_a_restored_site_goes_on(site, templates, tmp_path):
    file = tmp_path / "site.backup"
    with lived_in() as town:
        backup(file)
        now = town.now
    with another(templates, site.kind, tmp_path / "two"):
        restore(file)
        prepare_site()
        with shell.scripted(lambda: now):
            town.now = now
            row = MatterRow.objects.filter(phase="offered", doer=ROADS).first()
            assert row is not None
            before = Entry.objects.count()
            execute(row.stream, Accept(), by=Actor(ROADS, account="c" * 32), command_id="after")
            assert Entry.objects.count() == before + 1
            assert seal(shell.now()) == before + 1


def test_a_backup_of_a_moment_leaves_later_checkpoints_out(sqlite_site, templates, tmp_path, monkeypatch):
    """What is sealed while the tables are being copied is not in them, so its witness line is left out."""
    file = tmp_path / "site.backup"
    with lived_in() as town:
        migrations = tables.migrations

        def sealed_meanwhile():
            from threading import Thread

            thread = Thread(target=later)
            thread.start()
            thread.join()
            return migrations()

        def later():
            from django.db import connections

            with shell.scripted(lambda: town.now):
                town.chance.seed(99)
                town.offered()
                seal(town.now)
            connections.close_all()

        monkeypatch.setattr(tables, "migrations", sealed_meanwhile)
        entries = backup(file)
        monkeypatch.undo()
        assert Checkpoint.objects.filter(size__gt=entries).exists()
        now = town.now
    with another(templates, "sqlite", tmp_path / "two"), shell.scripted(lambda: now):
        assert restore(file).findings == ()
        assert seal(now) == entries


def test_a_site_in_use_is_never_overwritten(site, tmp_path):
    file = tmp_path / "site.backup"
    with lived_in():
        backup(file)
        before = contents()
        with pytest.raises(Stop, match="not empty"):
            restore(file)
        assert contents() == before
        with pytest.raises(Stop, match="never overwritten"):
            backup(file)


def test_a_site_with_keys_of_its_own_is_not_empty(sqlite_site, templates, tmp_path):
    file = tmp_path / "site.backup"
    with lived_in():
        backup(file)
    with another(templates, "sqlite", tmp_path / "two"):
        prepare_site()
        own = keys.known_keys(places.keys_folder())
        with pytest.raises(Stop, match="not empty"):
            restore(file)
        assert keys.known_keys(places.keys_folder()) == own


def test_a_damaged_backup_is_refused_before_anything_is_touched(sqlite_site, templates, tmp_path):
    file = tmp_path / "site.backup"
    with lived_in():
        backup(file)
    whole = file.read_bytes()
    cut, changed, more = tmp_path / "cut", tmp_path / "changed", tmp_path / "more"
    cut.write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(b"u:roads", b"u:water") if "matterrow" in name else data)
    more.write_bytes(whole)
    with zipfile.ZipFile(more, "a") as target:
        target.writestr("keys/9999.key", "x")
    with another(templates, "sqlite", tmp_path / "two"):
        for bad in (cut, changed, more):
            with pytest.raises(Stop, match="backup"):
                restore(bad)
        assert not places.keys_folder().exists()
        assert not places.witness_file().exists()
        assert restore(file).findings == ()


def test_a_backup_of_other_tables_is_refused_before_anything_is_touched(sqlite_site, tmp_path, monkeypatch):
    """Not even the tables are made: there is no database, no key and no witness after it."""
    file = tmp_path / "site.backup"
    with lived_in():
        monkeypatch.setattr(tables, "migrations", lambda: ["access.0001_initial"])
        backup(file)
    monkeypatch.undo()
    empty = tmp_path / "empty"
    variables = {**sqlite_site.environment, "QIANTOU_DATA": str(empty), "QIANTOU_DATABASE_URL": ""}
    answer = qiantou(replace(sqlite_site, environment=variables), "restore", str(file))
    assert answer.returncode == 1
    assert "0.1.0" in answer.stderr
    assert {path.name for path in empty.iterdir()} <= {"writer.lock", "secret-key"}


def test_a_restore_that_stopped_can_be_run_again_and_nothing_starts_before(sqlite_site, templates, tmp_path):
    file = tmp_path / "site.backup"
    with lived_in():
        backup(file)
    with another(templates, "sqlite", tmp_path / "two") as two:
        (two.data / RESTORING).touch()
        (two.data / "keys").mkdir(mode=0o700)
        (two.data / "keys" / "0001.key").write_text("half")
        with pytest.raises(Stop, match="did not finish"):
            prepare_site()
        assert restore(file).findings == ()
        prepare_site()


def test_both_commands_speak_in_sentences(sqlite_site, templates, tmp_path):
    file = tmp_path / "site.backup"
    with lived_in():
        chain = stored.keychain().current.fingerprint
    made = qiantou(sqlite_site, "backup", str(file))
    assert made.returncode == 0, made.stderr
    assert "private signing keys" in made.stdout
    with another(templates, "sqlite", tmp_path / "two") as two:
        back = qiantou(two, "restore", str(file))
        assert back.returncode == 0, back.stderr
        assert chain in back.stdout
        again = qiantou(two, "restore", str(file))
        assert again.returncode == 1
        assert "not empty" in again.stderr
