"""`qiantou read-division` as typed: JSON alone on stdout, the paper's doubts beside it, in the caller's language."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def typed(*words: str, lang: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qiantou", "read-division", *words],
        env={**os.environ, "LC_ALL": lang, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def prose(tmp_path: Path) -> str:
    paper = tmp_path / "a.txt"
    paper.write_text("今天天气很好。", encoding="utf-8")
    return str(paper)


def test_doubts_about_the_paper_stand_beside_the_json(prose: str):
    done = typed(prose, "--json")
    assert (json.loads(done.stdout), done.returncode) == ([], 0)
    assert done.stderr.strip() == "No task with units was found in this paper."


def test_the_callers_language_is_spoken(prose: str, tmp_path: Path):
    said = typed(prose, "--json", lang="zh_CN.UTF-8").stderr
    assert "未" in said or "没有" in said
    paper = tmp_path / "b.txt"
    paper.write_text("1.修路。（县交通局牵头，6月底前完成）", encoding="utf-8")
    assert "年份" in typed(str(paper), lang="zh_CN.UTF-8").stdout
    refused = typed(str(tmp_path), lang="zh_CN.UTF-8")
    assert (refused.returncode, refused.stdout) == (1, "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "缺少参数：FILE"),
        (("a.txt", "--year", "99999"), "“99999”不是 1949 至 2199 之间的年份"),
        (("a.txt", "--year"), "需要一个值"),
        (("a.txt", "--jsn"), "不认识的参数：--jsn"),
        (("none.txt",), "none.txt"),
    ],
)
def test_what_is_typed_wrong_is_told_in_the_callers_language(words: tuple[str, ...], told: str):
    done = typed(*words, lang="zh_CN.UTF-8")
    assert told in done.stderr
    assert "error:" not in done.stderr
    assert "No such file" not in done.stderr


@pytest.mark.parametrize("year", ["99999", "-5", "0", "二〇二六"])
def test_a_year_out_of_bounds_is_refused(prose: str, year: str):
    done = typed(prose, f"--year={year}")
    assert (done.returncode, "is not a year from 1949 to 2199" in done.stderr) == (2, True)
