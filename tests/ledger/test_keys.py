"""A site's key is made once, whole, for the owner alone; anything looser is refused."""

import multiprocessing
import os
import stat

import pytest

from qiantou.ledger import keys
from qiantou.ledger.note import SigningKey
from qiantou.ledger.report import Unsound

NAME = "county.example/qiantou"


def make_key(folder, gate, made):
    gate.wait()
    made.put(keys.first_key(folder, NAME).verifier.text)


def test_the_first_start_makes_a_closed_folder_and_closed_files(tmp_path):
    folder = tmp_path / "data" / "keys"
    key = keys.first_key(folder, NAME)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert sorted(path.name for path in folder.iterdir()) == [".lock", "0001.key", "0001.vkey"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert keys.first_key(folder, NAME) == key
    assert keys.known_keys(folder) == (key.verifier,)
    assert key.verifier.name == NAME


def test_processes_starting_at_once_get_one_key(tmp_path):
    context = multiprocessing.get_context("fork")
    gate, made = context.Barrier(6), context.Queue()
    starters = [context.Process(target=make_key, args=(tmp_path / "keys", gate, made)) for _ in range(6)]
    for starter in starters:
        starter.start()
    texts = {made.get(timeout=30) for _ in starters}
    for starter in starters:
        starter.join()
    assert texts == {keys.first_key(tmp_path / "keys", NAME).verifier.text}
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == [".lock", "0001.key", "0001.vkey"]


def test_a_start_that_died_half_way_is_taken_up(tmp_path):
    key = keys.first_key(tmp_path / "keys", NAME)
    (tmp_path / "keys" / "0001.vkey").unlink()
    (tmp_path / "keys" / ".0001.key.dead").write_text("half a ke")
    assert keys.first_key(tmp_path / "keys", NAME) == key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_key_that_others_can_reach_is_refused(tmp_path, mode):
    keys.first_key(tmp_path / "keys", NAME)
    (tmp_path / "keys" / "0001.key").chmod(mode)
    with pytest.raises(Unsound, match=f"key-file-open.*0001.key.*{mode:04o}"):
        keys.first_key(tmp_path / "keys", NAME)


@pytest.mark.parametrize("mode", [0o750, 0o705, 0o755])
def test_a_folder_that_others_can_reach_is_refused(tmp_path, mode):
    keys.first_key(tmp_path / "keys", NAME)
    (tmp_path / "keys").chmod(mode)
    for act in (lambda: keys.first_key(tmp_path / "keys", NAME), lambda: keys.known_keys(tmp_path / "keys")):
        with pytest.raises(Unsound, match="key-folder-open"):
            act()


@pytest.mark.parametrize("text", ["", "00" * 32, "00" * 31 + "\n", "zz" * 32 + "\n", "11" * 32 + "\n", "\xff" * 99])
def test_a_damaged_key_is_refused_and_left_as_it_is(tmp_path, text):
    keys.first_key(tmp_path / "keys", NAME)
    path = tmp_path / "keys" / "0001.key"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(Unsound, match="key-damaged"):
        keys.first_key(tmp_path / "keys", NAME)
    assert path.read_bytes() == text.encode("latin-1")


def test_links_and_other_things_are_no_keys(tmp_path):
    folder = tmp_path / "keys"
    keys.first_key(folder, NAME)
    (folder / "0001.key").rename(tmp_path / "elsewhere")
    (folder / "0001.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unsound, match="key-damaged"):
        keys.first_key(folder, NAME)
    (folder / "0001.key").unlink()
    os.mkfifo(folder / "0001.key", 0o600)
    with pytest.raises(Unsound, match="key-damaged"):
        keys.first_key(folder, NAME)
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(Unsound, match="key-damaged"):
        keys.first_key(tmp_path / "link", NAME)


def test_a_lost_private_key_is_not_replaced_by_a_new_one(tmp_path):
    keys.first_key(tmp_path / "keys", NAME)
    (tmp_path / "keys" / "0001.key").unlink()
    with pytest.raises(Unsound, match="key-missing"):
        keys.first_key(tmp_path / "keys", NAME)


def test_old_public_keys_stay_when_a_key_is_retired(tmp_path):
    folder = tmp_path / "keys"
    old = keys.first_key(folder, NAME)
    new = keys.next_key(folder, NAME)
    assert old.verifier != new.verifier
    assert keys.known_keys(folder) == (old.verifier, new.verifier)
    assert keys.signing_key(folder, old.verifier) == old
    for _ in range(2):
        keys.retire(folder, old.verifier)
    assert keys.known_keys(folder) == (old.verifier, new.verifier)
    assert keys.signing_key(folder, new.verifier) == new
    with pytest.raises(Unsound, match="key-missing"):
        keys.signing_key(folder, old.verifier)
    with pytest.raises(Unsound, match="key-missing"):
        keys.signing_key(folder, SigningKey(NAME, bytes(32)).verifier)
