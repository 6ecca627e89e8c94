"""The worked examples of docs/rules/loop.md, read from its tables and played line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Basis,
    Block,
    Command,
    Counter,
    Decline,
    Deliver,
    Insist,
    Offer,
    OfferTo,
    PassUp,
    Refer,
    Reopen,
    Return,
    Rule,
    TakeBack,
    Tick,
    Withdraw,
)
from tests.core.steps import Case
from tests.core.world import DEPUTY, HEAD, JOINT, LEAD, ORDERED, ROADS, TOWN, WATER

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "loop.md").read_text(encoding="utf-8")
DESKS = {"LEAD": LEAD, "ROADS": ROADS, "WATER": WATER, "TOWN": TOWN, "DEPUTY": DEPUTY, "HEAD": HEAD}
PLAIN: dict[str, Command] = {
    "accept": Accept(),
    "insist": Insist("as asked"),
    "deliver": Deliver("done"),
    "accept the delivery": AcceptDelivery(),
    "return, lacking": Return("a part is missing", lacking=True),
    "return, not lacking": Return("another wish", lacking=False),
    "refer": Refer("we cannot agree"),
    "pass up": PassUp("beyond me"),
    "withdraw": Withdraw("over"),
    "take back": TakeBack(),
    "reopen": Reopen("the letter went astray"),
    "decline": Decline("no-means", "no means"),
    "time passes": Tick(),
}


@dataclass(frozen=True)
class Line:
    when: str
    who: str
    matter: str
    move: str
    phase: str
    holder: str
    due: str


def examples() -> dict[str, list[Line]]:
    """Title → lines, from every table under a heading of the section."""
    section = RULES.split("\n## Worked examples\n")[1].split("\n## ")[0]
    found: dict[str, list[Line]] = {}
    for part in section.split("\n### ")[1:]:
        title, rest = part.split("\n", 1)
        rows = re.findall(r"^\| (\d\d-\d\d \d\d:\d\d) \|(.*)\|$", rest, re.MULTILINE)
        found[title] = [Line(when, *(cell.strip() for cell in cells.split("|"))) for when, cells in rows]
    return found


def play(lines: list[Line]) -> None:
    """Every line in turn: the move, then phase, holder and due day of the matter named, or the refusal."""
    case = Case()
    for number, line in enumerate(lines):
        desk, on = DESKS.get(line.who), Stream(line.matter)
        case.at(f"2026-{line.when}")
        told = ""
        try:
            case.when(command(line.move, desk, on, f"fresh{number}"), desk, on)
        except Rejected as refusal:
            told = f"refused: {refusal.code}"
        matter = case.town.matter(on)
        assert matter is not None, line
        due = case.due(on) if matter.is_open else None
        names = {desk: name for name, desk in DESKS.items()}
        shown = (
            told or matter.phase.value,
            names.get(matter.holder or Desk(""), ""),
            due.strftime("%m-%d") if due else "",
        )
        assert shown == (line.phase, line.holder, line.due), line


def command(text: str, desk: Desk | None, on: Stream, fresh: str) -> Command:
    """The move a line speaks of."""
    if text in PLAIN:
        return PLAIN[text]
    day = re.search(r"(?:due|date) (\d\d)-(\d\d)", text)
    due = date(2026, int(day[1]), int(day[2])) if day else None
    named = re.search(r"\b(?:to|of|by|is) ([A-Z]+)\b", text)
    other = DESKS[named[1]] if named else None
    opens = re.search(r"opens (\w+)", text)
    verb = text.split()[0].strip(",:")
    match verb:
        case "ask" | "order":
            assert desk is not None
            assert other is not None
            kind = next((kind for kind in ("variation", "dispute", "obstacle") if kind in text), "task")
            beside = kind in ("variation", "dispute")
            handed = re.search(r"hand over to ([A-Z]+)", text)
            return Offer(
                kind, desk, other, text, due=due, parent=Stream("work") if beside else None, beside=beside,
                basis=ORDERED if verb == "order" else Basis(), joint=JOINT if verb == "order" else None,
                new_doer=DESKS[handed[1]] if handed else None,
            )  # fmt: skip
        case "counter":
            return Counter(due, "as said")
        case "amend":
            return Amend(due)
        case "offer":
            assert other is not None
            return OfferTo(other)
        case "block":
            blocker = re.search(r"waits for (\w+)", text)
            if blocker:
                return Block("it must be first", blocker=Stream(blocker[1]))
            return Block("it is missing", to=other, fresh=Stream(opens[1] if opens else fresh))
        case "not":
            return Decline("not-ours", "theirs", whose=other, fresh=Stream(opens[1] if opens else fresh))
        case "rule":
            granted = "not granted" not in text
            return Rule(Phase(text.split()[1].strip(",:;")), "as heard", due, other, granted)
    raise ValueError(f"no such move in docs/rules/loop.md: {text}")
