"""Sealing on both databases: what is recorded is signed and witnessed, and a log that contradicts itself is not."""

import shutil
import sqlite3
from datetime import timedelta

import pytest
from django.db import connection

from qiantou.core.facts import Reported
from qiantou.core.kernel import Entry, Stream
from qiantou.ledger import keys, places, stored, witness
from qiantou.ledger.canonical import Header, commit, leaf_bytes, sm3
from qiantou.ledger.codec import encode
from qiantou.ledger.events import KeyRotated
from qiantou.ledger.export import write_bundle
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.models import Checkpoint, Tile
from qiantou.ledger.offline import verify_bundle
from qiantou.ledger.prove import Prover
from qiantou.ledger.receipt import verify_receipt
from qiantou.ledger.report import Unsound, Verdict
from qiantou.ledger.seal import seal
from qiantou.ledger.verify import verify_live
from tests.ledger.site_log import ACTOR, NOW, add_to_record, fill, ready, seeded_noise, stream_id
from tests.ledger.whole_log import verify_whole_log


@pytest.fixture
def log(site):
    ready()
    return site


def leaves():
    return [leaf_bytes(record.header) for record in stored.records(0, stored.size())]


def check_whole_log():
    chain = stored.keychain()
    notes = list(stored.notes())
    verify_whole_log(leaves(), notes=notes, keys=chain.keys, read_tile=stored.read_tile)
    assert verify_live().findings == ()
    assert set(notes) <= set(witness.notes(places.witness_file()))


def test_the_whole_log_holds_after_every_step(log):
    assert seal(NOW) == 0
    for step, count in enumerate((1, 2, 255, 3, 256)):
        written = fill(count)
        assert written[-1].position == stored.size() - 1
        assert seal(NOW + timedelta(seconds=step)) == stored.size()
        check_whole_log()
    assert seal(NOW) is None
    assert Checkpoint.objects.count() == 6


def test_both_databases_give_the_leaves_that_no_database_would(log):
    written = fill(5, noise=seeded_noise())
    noise = seeded_noise()
    for number, (row, leaf) in enumerate(zip(written, leaves(), strict=True)):
        at = NOW + timedelta(seconds=number)
        entry = Entry(Stream(row.stream), row.version, at, ACTOR, Reported(text=f"第{number}次"))
        facts, words = encode(entry)
        one, two = noise(32), noise(32)
        header = Header(
            position=number,
            stream=stream_id(number % 3),
            version=1 + number // 3,
            at=at,
            recorded_at=NOW,
            facts=commit(one, facts),
            words=commit(two, words),
            facts_sm3=sm3(one, facts),
            words_sm3=sm3(two, words),
        )
        assert leaf == leaf_bytes(header)
        assert row.leaf == leaf_hash(leaf)


def test_an_export_of_the_site_is_proven_by_its_key(log, tmp_path):
    fill(300)
    seal(NOW)
    fill(3)
    with stored.snapshot():
        assert write_bundle(tmp_path / "out", stored.source()) == 300
    key = stored.keychain().current
    report = verify_bundle(tmp_path / "out", key)
    assert (report.verdict, report.facts["entries"]) == (Verdict.PROVEN, 300)


def test_a_receipt_from_the_database_stands_alone(log):
    fill(300)
    prover = Prover()
    with pytest.raises(Unsound, match="not-yet-sealed"):
        prover.receipt(3)
    seal(NOW)
    fill(300)
    seal(NOW)
    for position, size in ((0, 300), (299, 300), (300, 600), (599, 600)):
        report = verify_receipt(prover.receipt(position), [stored.keychain().current])
        assert (report.verdict, report.facts["entries"]) == (Verdict.PROVEN, size)
    with pytest.raises(Unsound, match="no-such-entry"):
        prover.receipt(600)


def test_a_rotated_key_signs_from_its_entry_on(log, tmp_path):
    fill(3)
    seal(NOW)
    old = stored.keychain().current
    new = keys.next_key(places.keys_folder(), old.name).verifier
    add_to_record(KeyRotated(old.text, new.text))
    seal(NOW)
    keys.retire(places.keys_folder(), old)
    fill(3)
    seal(NOW)
    check_whole_log()
    with stored.snapshot():
        write_bundle(tmp_path / "out", stored.source())
    for key in (old, new):
        assert verify_bundle(tmp_path / "out", key).verdict is Verdict.PROVEN


def test_a_missing_witness_file_stops_the_seal(log):
    fill(3)
    places.witness_file().unlink()
    with pytest.raises(Unsound, match="witness-missing"):
        seal(NOW)
    assert not Checkpoint.objects.exists()


def test_a_missing_key_stops_the_seal(log):
    fill(3)
    seal(NOW)
    fill(3)
    shutil.rmtree(places.keys_folder())
    with pytest.raises(Unsound, match="key-missing"):
        seal(NOW)
    keys.first_key(places.keys_folder(), "county.example/another")
    with pytest.raises(Unsound):
        seal(NOW)
    assert Checkpoint.objects.count() == 1


def test_a_crash_between_witness_and_database_is_taken_up(log, monkeypatch):
    fill(3)

    def crash(*_):
        raise OSError("killed here")

    with monkeypatch.context() as patched:
        patched.setattr("qiantou.ledger.seal._publish", crash)
        with pytest.raises(OSError, match="killed here"):
            seal(NOW)
    assert not Checkpoint.objects.exists()
    assert verify_live().findings == ()
    fill(2)
    assert seal(NOW) == 5
    check_whole_log()


def test_a_stored_tile_that_was_changed_stops_the_seal(log):
    fill(3)
    seal(NOW)
    tile = Tile.objects.get()
    Tile.objects.update(hashes=bytes(32) + bytes(tile.hashes)[32:])
    fill(3)
    with pytest.raises(Unsound, match="tree-differs"):
        seal(NOW)
    assert [finding.code for finding in verify_live().findings] == ["leaf-differs"]


def test_a_restored_older_database_is_recognised(sqlite_site):
    ready()
    fill(3)
    seal(NOW)
    database = sqlite_site.data / "qiantou.sqlite3"
    connection.close()
    older = database.with_name("older")
    with sqlite3.connect(database) as one, sqlite3.connect(older) as two:
        one.backup(two)
    one.close(), two.close()
    fill(3)
    seal(NOW)
    connection.close()
    for path in sqlite_site.data.glob("qiantou.sqlite3*"):
        path.unlink()
    older.rename(database)
    fill(1)
    with pytest.raises(Unsound, match=r"witness-ahead.*witnessed=6.*entries=4"):
        seal(NOW)
    fill(5)
    with pytest.raises(Unsound, match="witness-inconsistent"):
        seal(NOW)
    assert {finding.code for finding in verify_live().findings} == {"witness-inconsistent"}


def unguarded(sql, *values):
    """What someone who owns the SQLite file can do: take the guards away, change, and put nothing back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(sql, values)


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("UPDATE ledger_entry SET facts = x'7b7d' WHERE position = 2", "facts-changed"),
        ("UPDATE ledger_entry SET facts_nonce = zeroblob(32) WHERE position = 2", "facts-changed"),
        ("UPDATE ledger_entry SET at = '2030-01-01 00:00:00' WHERE position = 2", "leaf-differs"),
        ("UPDATE ledger_entry SET at = 'soon' WHERE position = 2", "bad-row"),
        ("UPDATE ledger_entry SET stream = 'x' WHERE position = 2", "leaf-differs"),
        ("UPDATE ledger_entry SET version = 9 WHERE position = 2", "leaf-differs"),
        ("UPDATE ledger_entry SET position = 77 WHERE position = 2", "entries-missing"),
        ("DELETE FROM ledger_entry WHERE position = 2", "head-differs"),
        ("UPDATE ledger_entrywords SET body = x'7b7d' WHERE id = 3", "words-changed"),
        ("DELETE FROM ledger_entrywords WHERE id = 3", "words-missing"),
        ("INSERT INTO ledger_erasure (stream, version) VALUES ('x', 1)", "erasure-unrecorded"),
        ("UPDATE ledger_head SET size = 4", "head-differs"),
        ("UPDATE ledger_streamhead SET version = version + 1", "stream-head-differs"),
        ("DELETE FROM ledger_streamhead", "stream-head-differs"),
        ("UPDATE ledger_checkpoint SET root = zeroblob(32)", "bad-checkpoint"),
        ("UPDATE ledger_checkpoint SET note = replace(note, char(10, 53, 10), char(10, 52, 10))", "bad-signature"),
        ("DELETE FROM ledger_checkpoint WHERE size = 5", "tile-differs"),
        ("DELETE FROM ledger_tile", "tile-differs"),
        ("INSERT INTO ledger_tile (level, 'index', hashes) VALUES (3, 0, x'00')", "tile-extra"),
        ("INSERT INTO ledger_entrywords (stream, version, nonce, body) VALUES ('x', 1, '', '')", "words-extra"),
    ],
)
def test_verify_names_what_was_changed_behind_the_guards(sqlite_site, sql, code):
    ready()
    fill(3)
    seal(NOW)
    fill(2)
    seal(NOW)
    assert verify_live().findings == ()
    unguarded(sql)
    report = verify_live()
    codes = [finding.code for finding in report.findings if finding.code != "guard-missing"]
    assert code in codes, report.findings
    assert report.exit_code == 1


def test_entries_not_yet_sealed_are_checked_too(log):
    fill(3)
    report = verify_live()
    assert (report.verdict, report.facts["entries"], report.facts["sealed"]) == (Verdict.INTACT, 3, 0)


def test_an_entry_changed_before_its_seal_is_not_signed(sqlite_site):
    ready()
    fill(3)
    unguarded("UPDATE ledger_entrywords SET body = x'7b7d' WHERE id = 2")
    with pytest.raises(Unsound, match=r"words-changed.*position=1"):
        seal(NOW)
    assert not Checkpoint.objects.exists()


def test_a_witness_file_that_forgot_is_noticed(log):
    fill(3)
    seal(NOW)
    before = places.witness_file().read_bytes()
    fill(3)
    seal(NOW)
    places.witness_file().write_bytes(before)
    assert [finding.code for finding in verify_live().findings] == ["witness-behind"]
    fill(1)
    with pytest.raises(Unsound, match="witness-behind"):
        seal(NOW)
