"""Settings of a machine for Python, pip and language lead set-up nowhere, nor are lost where they help."""

import sys
from pathlib import Path

import pytest

from tests.setup.stranger import DONE, ELSEWHERE, PIP_FILE, Outcome, Project


def test_a_moved_folder_is_made_again_where_it_is_whatever_variables_say(moved: Project, tmp_path: Path):
    """Those that move modules or packages are without effect, nor does a language without Chinese hinder set-up."""
    hostile, elsewhere = tmp_path / "hostile", tmp_path / "elsewhere"
    hostile.mkdir()
    for name in ("abacus", "venv", "ensurepip", "pip", "qiantou"):
        (hostile / f"{name}.py").write_text("raise SystemExit('led astray')", encoding="ascii")
    settings = {
        "PYTHONPATH": str(hostile),
        "PYTHONHOME": sys.base_prefix,
        "PYTHONSTARTUP": str(hostile / "venv.py"),
        "PYTHONWARNINGS": "error",
        "PYTHONOPTIMIZE": "2",
        "PIP_TARGET": str(elsewhere),
        "PIP_PREFIX": str(elsewhere),
        "PIP_USER": "1",
        "PIP_REQUIRE_VIRTUALENV": "1",
        "PIP_NO_BINARY": ":all:",
        "PIP_DRY_RUN": "1",
        "VIRTUAL_ENV": str(elsewhere),
        "DJANGO_SETTINGS_MODULE": "elsewhere.settings",
    }

    latin = {"LC_ALL": "en_US.ISO-8859-1", "PYTHONIOENCODING": "latin-1", "PYTHONCOERCECLOCALE": "0"}

    more = {**settings, **latin, "PYTHONUTF8": "0"}
    first, second = (moved.run("once", more=more, encoding="latin-1") for _ in range(2))

    assert (first.code, DONE in first.told) == (0, True), first.told
    assert (second.code, second.told) == (0, "")
    assert first.found["prefix"] == second.found["prefix"] == str(moved.folder / ".venv")
    assert not set(settings) & set(first.found["variables"])
    assert not elsewhere.exists()


def test_a_pip_file_may_say_where_packages_come_from_but_not_where_they_go(first_start: tuple[Project, Outcome]):
    """The small project was first started on a machine with nothing but such a file."""
    project, started = first_start
    settings = (project.folder.parent / PIP_FILE).read_text(encoding="utf-8")

    assert f"find-links =\n    {project.wheels}\n" in settings
    assert f"target = {project.folder.parent / ELSEWHERE}\n" in settings
    assert DONE in started.told, started.told
    assert started.found["abacus"].startswith(str(project.folder / ".venv"))
    assert not (project.folder.parent / ELSEWHERE).exists()


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8"])
def test_chinese_and_english_where_the_terminal_carries_both(project: Project, encoding: str):
    told = project.run(more={"PYTHONIOENCODING": encoding}, encoding=encoding).told

    assert "用法" in told
    assert "usage" in told


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_english_alone_where_it_carries_no_chinese(project: Project, encoding: str):
    told = project.run(more={"PYTHONIOENCODING": encoding}, encoding=encoding).told

    assert "usage" in told
    assert "?" not in told
    assert "\\u" not in told
