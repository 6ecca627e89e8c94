"""Set-up makes the environment once, whole, and only what the lock names; then it is out of the way."""

import errno
import os
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.setup.stranger import DONE, PYTHON, Outcome, Project, outcome, set_up_of


def test_first_start_sets_up_and_the_second_says_nothing(first_start: tuple[Project, Outcome]):
    project, first = first_start
    second = project.run("verify")

    assert first.code == 7
    assert DONE in first.told
    assert first.found["arguments"] == ["read-division", "方案.docx", "--year", "2026"]
    assert first.found["folder"] == str(project.folder)
    assert (second.code, second.told) == (0, "")
    assert second.found["abacus"].startswith(str(project.folder / ".venv"))


def test_the_command_starts_from_any_folder(finished_folder: Path, tmp_path: Path):
    command = [PYTHON, finished_folder / "run.py", "once"]
    away = outcome(subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE))

    assert (away.code, away.told) == (0, "")
    assert away.found["folder"] == str(tmp_path)


def test_a_set_up_killed_half_way_is_made_again_once_by_two_starts_at_once(project: Project):
    process = project.started("once")
    while not (project.folder / ".venv" / "bin" / "python").exists():
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()

    chinese = {"LANG": "zh_CN.GBK", "PYTHONIOENCODING": "gbk"}
    processes = [project.started("once", more=chinese) for _ in range(2)]
    outcomes = [outcome(process, "gbk") for process in processes]

    assert [each.code for each in outcomes] == [0, 0]
    assert sum(each.told.count(DONE) for each in outcomes) == 1


def test_ctrl_c_leaves_nothing_half_made(project: Project, tmp_path: Path):
    """The wheel is a pipe, at which the set-up waits for as long as nobody writes; a stray file is no hindrance."""
    (project.folder / ".venv").write_text("a stray file in the way", encoding="ascii")
    (tmp_path / "slow").mkdir()
    pipe = tmp_path / "slow" / next(project.wheels.glob("*.whl")).name
    os.mkfifo(pipe)
    process = replace(project, wheels=pipe.parent).started("once")
    writing = opened_by_reader(pipe, process)
    os.killpg(process.pid, signal.SIGINT)
    stopped = outcome(process)
    os.close(writing)

    assert stopped.code == 130
    assert "Stopped" in stopped.told
    assert project.has_nothing_left()


def opened_by_reader(pipe: Path, process: subprocess.Popen[bytes]) -> int:
    """The writing end, once the process reads; before that it cannot be opened without waiting."""
    while process.poll() is None:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as fault:
            if fault.errno != errno.ENXIO:  # nobody reads yet
                raise
    pytest.fail(outcome(process).told)


@pytest.mark.parametrize("line", ["lock", "Python", "base", "folder", "machine"])
def test_a_changed_line_of_the_stamp_means_another_environment(finished_folder: Path, tmp_path: Path, line: str):
    now = set_up_of(finished_folder)
    lines = now.made_from().decode().split("\n")
    place = {
        "lock": 0,
        "Python": 1,
        "base": len(lines) - 3,
        "folder": len(lines) - 2,
        "machine": len(lines) - 1,
    }
    lines[place[line]] += " of another"
    now.stamp = tmp_path / "stamp"

    now.stamp.write_bytes(now.made_from())
    assert now.is_whole()
    now.stamp.write_text("\n".join(lines), encoding="utf-8")
    assert not now.is_whole()


def test_without_stamp_or_python_it_is_not_whole(finished_folder: Path, tmp_path: Path):
    no_stamp, no_python = set_up_of(finished_folder), set_up_of(finished_folder)
    no_stamp.stamp = tmp_path / "none"
    no_python.python = str(tmp_path / "none")

    assert set_up_of(finished_folder).is_whole()
    assert not no_stamp.is_whole()
    assert not no_python.is_whole()


def test_with_a_package_gone_it_is_not_whole(finished_folder: Path, tmp_path: Path):
    now = set_up_of(finished_folder)
    assert now.parts.read_text("utf-8").split("\n") == now.held()
    now.parts = tmp_path / "parts"
    now.parts.write_text("\n".join([*now.held(), "gone"]), encoding="utf-8")
    assert not now.is_whole()


def test_with_a_package_emptied_it_is_not_whole(finished_folder: Path, tmp_path: Path):
    now = set_up_of(finished_folder)
    now.packages = "packages"
    now.folder = tmp_path
    package = tmp_path / "packages" / "django"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    made = now.held()
    (package / "__pycache__").mkdir()
    assert now.held() == made
    (package / "__init__.py").unlink()
    assert set(made) - set(now.held()) == {"django 1"}
