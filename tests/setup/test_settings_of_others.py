"""Settings of a machine for Python, pip and language lead set-up nowhere, nor are lost where they help."""

import sys
from pathlib import Path

import pytest

from tests.setup.stranger import DONE, Project


def test_variables_that_move_modules_or_packages_are_without_effect(project: Project, tmp_path: Path):
    """Nor does a language that knows no Chinese keep set-up from its end."""
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

    started = project.run("once", more={**settings, **latin, "PYTHONUTF8": "0"}, encoding="latin-1")

    assert (started.code, DONE in started.told) == (0, True), started.told
    assert started.found["prefix"] == str(project.folder / ".venv")
    assert not set(settings) & set(started.found["variables"])
    assert not elsewhere.exists()


def test_a_pip_file_may_say_where_packages_come_from_but_not_where_they_go(project: Project, tmp_path: Path):
    file, elsewhere = tmp_path / "pip.conf", tmp_path / "elsewhere"
    file.write_text(
        f"[global]\nno-index = true\nfind-links =\n    {project.wheels}\n    {tmp_path}\n"
        f"user = true\n[install]\ntarget = {elsewhere}\n",
        encoding="utf-8",
    )
    settings = {
        "PIP_CONFIG_FILE": str(file),
        "PIP_FIND_LINKS": None,
        "PIP_NO_INDEX": None,
        "LANG": "zh_CN.GBK",
    }

    started = project.run("once", more={**settings, "PYTHONIOENCODING": "gbk"}, encoding="gbk")

    assert (started.code, DONE in started.told) == (0, True), started.told
    assert not elsewhere.exists()


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
