"""Temporary files lie in memory where there is room, and none of a run that was killed stays there."""

import os
import subprocess
import sys
import tempfile

import pytest

from tests.support import memory


@pytest.fixture
def roomy(tmp_path, monkeypatch):
    """A folder that stands for the memory, on a machine that says nothing of temporary files."""
    monkeypatch.setattr(memory, "ROOM", 0)
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("TMPDIR", "")  # so that what is set below is taken back
    monkeypatch.delenv("TMPDIR")
    return tmp_path


def test_what_a_killed_run_left_is_removed_and_a_living_ones_stays(roomy):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, living = roomy / f"{memory.NAME}{ended.pid}-a", roomy / f"{memory.NAME}{os.getppid()}-b"
    for folder in (left, living):
        (folder / "deep").mkdir(parents=True)
    own = memory.use_memory(roomy)
    assert own is not None
    assert {path.name for path in roomy.iterdir()} == {own.name, living.name}
    assert os.environ["TMPDIR"] == tempfile.gettempdir() == str(own)


def test_who_says_where_temporary_files_go_is_obeyed(roomy, monkeypatch):
    monkeypatch.setenv("TMPDIR", "/elsewhere")
    assert memory.use_memory(roomy) is None


def test_without_room_they_lie_where_they_always_do(roomy, monkeypatch):
    monkeypatch.setattr(memory, "ROOM", 1 << 60)
    assert memory.use_memory(roomy) is None
    assert "TMPDIR" not in os.environ
