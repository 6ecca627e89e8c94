"""The command line: one sentence for what goes wrong, on any terminal; no data folder for mere questions."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from qiantou.jobs.cli import COMMANDS
from tests.jobs.server import ROOT, qiantou


def ask(*arguments, **environment):
    """Run the command line in a bare environment; None takes a name out."""
    given = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [sys.executable, "-m", "qiantou", *arguments], env=given, capture_output=True, cwd=ROOT, check=False
    )


def test_help_names_every_command_and_makes_no_folder(tmp_path):
    data = tmp_path / "site"
    told = ask("--help", QIANTOU_DATA=str(data), HOME=str(tmp_path))
    assert told.returncode == 0
    for name in COMMANDS:
        assert name in told.stdout.decode()
    assert not data.exists()


ALL_EXPLAINED = """
import sys
from qiantou.jobs.cli import COMMANDS, main
for name in COMMANDS:
    try:
        main([name, "--help"])
    except SystemExit as end:
        if end.code:
            sys.exit(f"{name}: {end.code}")
"""


def test_every_command_explains_itself(sqlite_site):
    """All of them in one process: what starting each by itself takes is in the tests of each."""
    told = subprocess.run(
        [sys.executable, "-W", "error", "-c", ALL_EXPLAINED],
        env={**sqlite_site.environment, "LANG": "C.UTF-8"}, capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    for name in COMMANDS:
        assert f"usage: qiantou {name} " in told.stdout


def test_an_unknown_command_is_misuse():
    assert ask("fly").returncode == 2


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_terminal_without_the_letters_does_not_crash_it(tmp_path, encoding):
    data = tmp_path / "数据€"
    made = ask("migrate", QIANTOU_DATA=os.fsencode(str(data)), PYTHONIOENCODING=encoding, LC_ALL="zh_CN.UTF-8")
    assert made.returncode == 0, made.stderr
    refused = ask(
        "checkhealth", QIANTOU_DATABASE_URL="mysql://数据€", QIANTOU_DATA=str(data), PYTHONIOENCODING=encoding
    )
    assert refused.returncode == 1
    assert b"Traceback" not in refused.stderr


def test_a_database_that_is_away_is_one_sentence(sqlite_site):
    url = "postgresql://nobody@/nothing?host=/nowhere"
    away = replace(sqlite_site, environment={**sqlite_site.environment, "QIANTOU_DATABASE_URL": url})
    refused = qiantou(away, "checkhealth")
    assert refused.returncode == 1
    assert refused.stderr.startswith("qiantou: the database cannot be used:")
    assert len(refused.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("command", [("verify",), ("export", "out"), ("rebuild",), ("checkhealth",), ("rotate-key",)])
def test_without_a_site_a_check_says_so_and_makes_nothing(tmp_path, command):
    data = tmp_path / "site"
    refused = ask(*command, QIANTOU_DATA=str(data), LC_ALL="C.UTF-8")
    assert (refused.returncode, b"There is no site in" in refused.stderr) == (1, True), refused.stderr
    assert not data.exists()


def test_tables_that_are_not_there_are_no_site_either(tmp_path):
    (tmp_path / "qiantou.sqlite3").touch()
    refused = ask("verify", QIANTOU_DATA=str(tmp_path), LC_ALL="C.UTF-8")
    assert (refused.returncode, b"There is no site in" in refused.stderr) == (1, True), refused.stderr


def test_settings_of_another_django_project_are_without_effect(sqlite_site):
    others = {**sqlite_site.environment, "DJANGO_SETTINGS_MODULE": "elsewhere.settings"}
    assert qiantou(replace(sqlite_site, environment=others), "migrate").returncode == 0


def test_a_folder_and_a_receipt_are_not_checked_at_once(tmp_path):
    key = tmp_path / "key"
    key.write_text("x")
    refused = ask("verify", str(tmp_path), "--receipt", str(key), LC_ALL="C.UTF-8")
    assert (refused.returncode, b"one thing at a time" in refused.stderr) == (1, True), refused.stderr
