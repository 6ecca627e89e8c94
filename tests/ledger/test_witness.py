"""The witness file outlives the database: what it saw cannot be taken back, and a crash cannot fool it."""

import contextlib
import multiprocessing
import os

import pytest

from qiantou.ledger import witness
from qiantou.ledger.merkle import EMPTY_ROOT, CompactRange, Head, leaf_hash
from qiantou.ledger.note import Checkpoint, SigningKey, sign_note
from qiantou.ledger.report import Unsound
from qiantou.ledger.tiles import Edge, TileTree, append_leaves

KEY = SigningKey("county.example/qiantou", bytes(32))
ORIGIN = KEY.name


class Log:
    """A log in memory: leaves, tiles and heads."""

    def __init__(self, *entries):
        growth = append_leaves(Edge(), [leaf_hash(entry.encode()) for entry in entries])
        self.entries, self.tiles = len(entries), growth.tiles
        self.tree = TileTree(lambda level, index: self.tiles[level, index])

    def checkpoint(self, size=None, origin=ORIGIN):
        size = self.entries if size is None else size
        return Checkpoint(origin, Head(size, self.tree.root_at(size)))

    def note(self, size=None):
        return sign_note(self.checkpoint(size).text, [KEY])

    def check(self, path, *, published=None, **of):
        return witness.check_log(
            path, self.checkpoint(**of), node=self.tree.node, entries=self.entries, published=published
        )


LOG = Log(*"abcdefg")


@pytest.fixture
def path(tmp_path):
    witness.create(tmp_path / "witness" / "checkpoints", entries=0)
    return tmp_path / "witness" / "checkpoints"


def test_a_new_file_has_seen_nothing(path):
    assert witness.last(path) is None
    assert list(witness.notes(path)) == []
    assert LOG.check(path) == Head(0, EMPTY_ROOT)
    assert path.stat().st_mode & 0o077 == 0


def test_what_was_added_is_read_back_in_order(path):
    added = [LOG.note(size) for size in (1, 3, 3, 7)]
    for note in added:
        witness.append(path, note)
    assert list(witness.notes(path)) == [added[0], added[1], added[3]]
    assert witness.last(path) == added[3]
    assert LOG.check(path) == LOG.checkpoint().head
    assert path.read_bytes().startswith(b"qiantou-witness/1\n")


def test_it_is_on_the_disk_before_append_returns(path, monkeypatch):
    flushed = []
    really = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: (flushed.append(path.read_bytes()), really(descriptor)))
    witness.append(path, LOG.note())
    assert flushed == [path.read_bytes()]


def test_making_it_is_only_for_an_empty_log(path):
    witness.append(path, LOG.note())
    before = path.read_bytes()
    witness.create(path, entries=7)
    witness.create(path, entries=0)
    assert path.read_bytes() == before
    path.unlink()
    with pytest.raises(Unsound, match="witness-missing"):
        witness.create(path, entries=1)
    assert not path.exists()


def test_a_missing_file_is_refused(path):
    path.unlink()
    for act in (
        lambda: witness.last(path),
        lambda: witness.append(path, LOG.note()),
        lambda: list(witness.notes(path)),
        lambda: LOG.check(path),
    ):
        with pytest.raises(Unsound, match="witness-missing"):
            act()


def test_a_log_that_lost_entries_is_refused(path):
    witness.append(path, LOG.note())
    shorter = Log(*"abcde")
    with pytest.raises(Unsound, match=r"witness-ahead.*witnessed=7.*entries=5"):
        shorter.check(path)
    with pytest.raises(Unsound, match="witness-ahead"):
        LOG.check(path, size=6)
    with pytest.raises(Unsound, match="witness-ahead"):
        witness.append(path, LOG.note(6))


@pytest.mark.parametrize("entries", ["abcdefX", "Xbcdefg", "abXdefghijk", "bacdefgh"])
def test_a_rewritten_log_is_refused(path, entries):
    witness.append(path, LOG.note())
    with pytest.raises(Unsound, match="witness-inconsistent"):
        Log(*entries).check(path)


def test_a_longer_honest_log_is_accepted(path):
    witness.append(path, LOG.note(5))
    assert Log(*"abcdefghijk").check(path) == LOG.checkpoint(5).head


def test_another_log_is_refused(path):
    witness.append(path, LOG.note())
    with pytest.raises(Unsound, match="witness-other-log"):
        LOG.check(path, origin="elsewhere.example")


def test_a_file_that_lost_what_was_published_is_refused(path):
    witness.append(path, LOG.note(3))
    shown = LOG.note(5)
    with pytest.raises(Unsound, match=r"witness-behind.*witnessed=3.*published=5"):
        LOG.check(path, published=shown)
    with pytest.raises(Unsound, match="witness-inconsistent"):
        LOG.check(path, published=Log(*"XYZ").note())
    assert LOG.check(path, published=LOG.note(3)).size == 3
    assert LOG.check(path, published=LOG.note(1)).size == 3


def test_every_torn_write_is_recognised_and_healed(path):
    witness.append(path, LOG.note(3))
    before = path.read_bytes()
    witness.append(path, LOG.note(5))
    whole = path.read_bytes()
    for end in range(len(before), len(whole) + 1):
        path.write_bytes(whole[:end])
        complete = end >= len(whole) - 1  # only the newline may be missing
        expected = LOG.note(5) if complete else LOG.note(3)
        assert witness.last(path) == expected
        assert list(witness.notes(path))[-1] == expected
        witness.append(path, LOG.note(7))
        assert list(witness.notes(path)) == [LOG.note(3), *([LOG.note(5)] if complete else []), LOG.note(7)]


def test_a_complete_line_without_its_newline_is_not_dropped_by_adding_it_again(path):
    witness.append(path, LOG.note(5))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    witness.append(path, LOG.note(5))
    assert path.read_bytes() == whole


def test_a_torn_first_line_after_creation_is_healed(path):
    with path.open("ab") as file:
        file.write(b"0123")
    assert witness.last(path) is None
    witness.append(path, LOG.note())
    assert list(witness.notes(path)) == [LOG.note()]


def test_every_changed_byte_of_whole_lines_is_noticed(path):
    witness.append(path, LOG.note(3))
    witness.append(path, LOG.note(5))
    whole = path.read_bytes()
    for at in range(len(whole) - 1):
        changed = bytearray(whole)
        changed[at] ^= 1
        path.write_bytes(changed)
        with pytest.raises(Unsound, match="witness-damaged"):
            list(witness.notes(path))
    path.write_bytes(b"")
    with pytest.raises(Unsound, match="witness-damaged"):
        witness.append(path, LOG.note())


def test_the_last_note_is_found_in_a_long_file(path):
    edge = CompactRange()
    with path.open("ab") as file:
        for number in range(700):
            edge.append(leaf_hash(b"%d" % number))
            file.write(witness._line_of(sign_note(Checkpoint(ORIGIN, edge.head()).text, [KEY])))
    assert path.stat().st_size > 2 * (1 << 16)
    assert witness.last(path) == sign_note(Checkpoint(ORIGIN, edge.head()).text, [KEY])
    assert len(list(witness.notes(path))) == 700


def add(path, gate):
    gate.wait()
    for size in range(1, 8):
        with contextlib.suppress(Unsound):  # another writer may be further already
            witness.append(path, LOG.note(size))


def test_two_processes_never_mix_their_lines(path):
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(4)
    writers = [context.Process(target=add, args=(path, gate)) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 4
    assert witness.last(path) == LOG.note(7)
    assert all(line.endswith(b"\n") for line in path.read_bytes().splitlines(keepends=True))


@pytest.mark.parametrize("note", [b"", b"no note", b"text\n\n"])
def test_only_checkpoints_are_witnessed(path, note):
    before = path.read_bytes()
    with pytest.raises(Unsound):
        witness.append(path, note)
    assert path.read_bytes() == before
