"""Every file and folder that the papers of the project name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "docs/map.md")
NAMED = re.compile(r"`([\w.-]+(?:/[\w.-]+)*/?)`|\]\(([^)#:]+)\)")


def paths(text: str) -> set[str]:
    """What is linked, and what reads like a path: with a folder in it, or the ending of a file."""
    linked = {there for _, there in NAMED.findall(text) if there}
    named = {path for path, _ in NAMED.findall(text) if "/" in path or re.search(r"\.(md|py|toml|lock)$", path)}
    return linked | named


@pytest.mark.parametrize("paper", PAPERS)
def test_every_path_named_is_there(paper: str):
    named = paths((ROOT / paper).read_text("utf-8"))
    assert named
    places = (ROOT, ROOT / "qiantou", (ROOT / paper).parent)
    assert [path for path in sorted(named) if not any((place / path).exists() for place in places)] == []


def test_modules_run_by_hand_have_their_environment():
    for line in (ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines():
        assert "python -m tests" not in line or ".venv-test/bin/python -m tests" in line
