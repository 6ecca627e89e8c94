"""docs/operations.md names every command, setting, figure and file there is."""

import re
from pathlib import Path

import pytest

from qiantou.jobs import health
from qiantou.jobs.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
TOLD = (ROOT / "docs" / "operations.md").read_text("utf-8")
SOURCES = [path.read_text("utf-8") for path in (ROOT / "qiantou").rglob("*.py")]
INNER = {"QIANTOU_ALONE", "QIANTOU_SERVER"}  # between the server and its own children
ELSEWHERE = {"demo", "read-division"}  # told in README.md


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - ELSEWHERE))
def test_every_command_is_told(name):
    assert re.search(rf"`(qiantou )?{name}\b|^    qiantou {name}\b|qiantou {name}\b", TOLD, re.MULTILINE)


def test_every_setting_is_told_and_no_other():
    used = {name for source in SOURCES for name in re.findall(r"QIANTOU_[A-Z_]+[A-Z]", source)} - INNER
    assert used == set(re.findall(r"QIANTOU_[A-Z_]+[A-Z]", TOLD))


def test_every_figure_is_told():
    empty = health.Figures(*[0] * len(health.Figures._fields))
    named = set(re.findall(r"qiantou_[a-z_]+", health.exposition(empty)))
    assert named == set(re.findall(r"qiantou_[a-z]+_[a-z_]+", TOLD)) - {"qiantou_owner", "qiantou_app"}
