"""The worked examples of guidance, whistles, data requests and which-first, read from their pages and played."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Phase
from qiantou.core.moves import AcceptDelivery, Amend, Command, Decline, Deliver, Offer, Rule
from qiantou.core.register import POLICIES
from qiantou.core.whistle import CLASSES
from qiantou.core.withholding import LEAST, Withheld
from tests.core import examples
from tests.core.examples import DESKS, Line
from tests.core.steps import Case
from tests.core.world import LEAD, WATER, listed

PAGES = Path(__file__).parents[2] / "docs" / "rules"
WORKS = ("work", "pipe")


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def table(name: str, heading: str) -> list[list[str]]:
    """The cells of the table under this first column heading."""
    lines = page(name).splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith(f"| {heading} "))
    rows = lines[begin + 2 :]
    end = next((number for number, line in enumerate(rows) if not line.startswith("|")), len(rows))
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[:end]]


def cases(name: str) -> dict[str, list[Line]]:
    """Title → lines, from the worked examples of a page."""
    found: dict[str, list[Line]] = {}
    for part in page(name).split("\n## Worked examples\n")[1].split("\n### ")[1:]:
        title, rest = part.split("\n", 1)
        rows = re.findall(r"^\| (\d\d-\d\d \d\d:\d\d) \|(.*)\|$", rest, re.MULTILINE)
        found[title] = [Line(when, *(cell.strip() for cell in cells.split("|"))) for when, cells in rows]
    return found


def site() -> Case:
    """A county whose site has named LEAD to assign calls."""
    case = Case()
    case.town.listings += [listed(POLICIES, kind, replace(KINDS[kind], assigner=LEAD)) for kind in CLASSES]
    return case


def play(lines: list[Line]) -> Case:
    """Every line in turn: the move, then phase, holder and due day of the matter named, or the refusal."""
    case = site()
    names = {desk: name for name, desk in DESKS.items()}
    for number, line in enumerate(lines):
        desk, on, told = DESKS.get(line.who), Stream(line.matter), ""
        case.at(f"2026-{line.when}")
        try:
            case.when(command(line, desk, on, f"fresh{number}"), desk, on)
        except Rejected as refusal:
            told = f"refused: {refusal.code}"
        matter = case.town.matter(on)
        if matter is None:
            assert (told, line.holder, line.due) == (line.phase, "", ""), line
            continue
        due = case.due(on) if matter.is_open else None
        holder = names.get(matter.holder or Desk(""), "")
        shown = (told or matter.phase.value, holder, due.strftime("%m-%d") if due else "")
        assert shown == (line.phase, line.holder, line.due), line
    return case


def command(line: Line, desk: Desk | None, on: Stream, fresh: str) -> Command:
    """The move a line speaks of: one of these kinds, or any of the loop's."""
    text = line.move
    day = re.search(r"date (\d\d)-(\d\d)", text)
    named = re.search(r"\b(?:of|by|is|to) ([A-Z]+)\b", text) or re.search(r", ([A-Z]+) may approve", text)
    other = DESKS[named[1]] if named else None
    if text.startswith("ask guidance"):
        assert desk
        assert other
        beside = Stream("work") if "beside work" in text else None
        reading = "the old line holds" if "reading" in text else ""
        return Offer("guidance", desk, other, text, parent=beside, beside=beside is not None, reading=reading)
    if text.startswith("whistle"):
        assert desk
        assert other
        return Offer(f"whistle-{text.split()[1]}", desk, other, text, first=other)
    if text.startswith("ask data"):
        assert desk
        assert other
        return Offer("data", desk, other, text)
    if text.startswith("ask which first"):
        assert desk
        return Offer("precedence", desk, WATER, text, parent=Stream("work"), beside=True, about=WORKS)
    if text.startswith("rule: "):
        assert day
        first = next(name for name in WORKS if f"{name} first" in text)
        return Rule(Phase.CLOSED, "as heard", date(2026, int(day[1]), int(day[2])), first=Stream(first))
    if text.startswith("decline as confidential"):
        least = next((code for code in LEAST if text.endswith(code)), "")
        withheld = Withheld(other, least, "the act, art. 9", "state secret") if other and least else None
        return Decline("confidential", "as said", withheld=withheld)
    return {
        "answer": Deliver("the new line"),
        "take the least": Amend(None, "that will do"),
        "rate: solved, partly satisfied": AcceptDelivery(solved=True, satisfied="partly"),
    }.get(text) or examples.command(text, desk, on, fresh)
