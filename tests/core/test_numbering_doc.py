"""The worked examples of docs/rules/papers.md on numbers, one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qiantou.core.kernel import Desk, Entry, Rejected
from qiantou.core.numbering import CAPS, Cap, Number
from qiantou.core.register import Listed
from tests.core.numbering import force, take
from tests.core.world import LEAD, listed, local

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "papers.md").read_text(encoding="utf-8")


def rows() -> list[dict[str, str]]:
    section = RULES.split("## Numbers 发文字号\n", 1)[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    names, _, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(names, cells, strict=True)) for cells in body]


def test_the_worked_examples_come_out_as_written():
    told: list[Entry[Any]] = []
    caps: list[Entry[Listed]] = []
    came = []
    for row in rows():
        if row["cap set before"]:
            form, most = row["cap set before"].split()
            form = "" if form == "all" else form
            caps.append(listed(CAPS, f"{LEAD}/{form}", Cap(LEAD, form, int(most))))
        at = force(*caps, now=local(f"{row['day']} 09:00"))
        try:
            came.append(take(told, Number(LEAD, row["word"], row["form"]), by=Desk(row["who"]), at=at).text)
        except Rejected as refusal:
            came.append(refusal.code)
    assert came == [row["number"] for row in rows()]
    assert len(came) == 11
