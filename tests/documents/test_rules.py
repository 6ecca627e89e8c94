"""The worked examples of docs/rules/division.md, and its tables of codes."""

import re
from pathlib import Path

import pytest

from qiantou.documents.container import REFUSALS
from qiantou.documents.division import read_division
from qiantou.documents.doubts import DOUBTS, Doubt
from qiantou.documents.opening import read_pasted

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "division.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```text\n(.*?)```\n```rows\n(.*?)```", RULES, re.S)


@pytest.mark.parametrize(("text", "rows"), EXAMPLES, ids=[text[:20] for text, _ in EXAMPLES])
def test_a_worked_example(text: str, rows: str):
    read = [
        " | ".join(
            (
                row.task,
                "、".join(row.lead) or "-",
                "、".join(row.cooperating) or "-",
                str(row.due or "-"),
                " ".join(sorted({doubt.code for doubt in row.doubts})) or "-",
            )
        )
        for row in read_division(read_pasted(text), year=2026).rows
    ]
    assert read == [_sorted_codes(line) for line in rows.strip().splitlines()]


def _sorted_codes(line: str) -> str:
    rest, _, codes = line.rpartition(" | ")
    return f"{rest} | {' '.join(sorted(codes.split()))}"


def test_there_are_examples():
    assert len(EXAMPLES) >= 6


def test_every_code_stands_in_the_rules():
    listed = re.findall(r"^\| `([a-z-]+)` \|", RULES, re.M)
    assert listed == [*DOUBTS, *REFUSALS]


@pytest.mark.parametrize("code", DOUBTS)
def test_every_doubt_has_a_sentence(code: str):
    facts = dict.fromkeys(re.findall(r"%\((\w+)\)s", DOUBTS[code]), "县财政局")
    assert "%(" not in Doubt(code, facts).sentence()
