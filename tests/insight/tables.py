"""Tables and told lines of a page of rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

RULES = Path(__file__).parents[2] / "docs" / "rules"


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table under `heading`, its head first."""
    text = (RULES / page).read_text(encoding="utf-8")
    section = re.search(rf"^##+ {re.escape(heading)}\n(.*?)(?=^##+ |\Z)", text, re.MULTILINE | re.DOTALL)
    assert section, heading
    lines = [line for line in section[1].splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")] for line in lines]
    return [cells[0], *cells[2:]]


def examples(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The title of each worked example, and its lines `Name: what is told`."""
    text = (RULES / page).read_text(encoding="utf-8")
    part = re.split(r"^## ", text.split("## Worked examples\n")[1], maxsplit=1, flags=re.MULTILINE)[0]
    for section in part.split("\n### ")[1:]:
        yield section.split("\n", 1)[0], dict(re.findall(r"^([A-Z][a-z ]+): (.*)$", section, re.MULTILINE))
