"""docs/rules/consultation.md and signature.md say what the code does: their worked examples are played line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from qiantou.core.fates import fates
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.moves import (
    Accept,
    Amend,
    Command,
    Confirm,
    Counter,
    Insist,
    Offer,
    Reservation,
    Rule,
    TakeBack,
    Tick,
    Withdraw,
)
from qiantou.core.points import NOT, Disposal, Point
from tests.core.steps import WORK, Case, recorded
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, WATER

DOCS = Path(__file__).parents[2] / "docs" / "rules"
DESKS = {"LEAD": LEAD, "ROADS": ROADS, "WATER": WATER, "DEPUTY": DEPUTY, "GOV": GOV}
ABOUT = ("v1", "L001", "L002")
PLAIN: dict[str, Command] = {
    "agree": Accept(),
    "agree, reserving what WATER could cure": Accept(Reservation("no means", WATER, date(2026, 3, 1))),
    "withdraw": Withdraw("no longer wanted"),
    "take back": TakeBack(),
    "time passes": Tick(),
    "refuse": Counter(None, "nobody to do it"),
    "refuse without a reason": Counter(None, ""),
    "rule for the lead": Rule(Phase.CLOSED, "the money lapses"),
    "rule for the unit": Rule(Phase.CLOSED, "it floods", granted=False),
}
ANSWERS = {"object": "object", "change": "change"}
OUTCOMES = {"adopt": "adopted", "partly": "partly", "not": "not"}


@dataclass(frozen=True)
class Step:
    when: str
    who: str
    move: str
    phase: str
    holder: str
    points: str


def examples() -> Iterator[tuple[str, list[Step]]]:
    for name in ("consultation", "signature"):
        section = (DOCS / f"{name}.md").read_text(encoding="utf-8").split("\n## Worked examples\n")[1]
        for part in section.split("\n## ")[0].split("\n### ")[1:]:
            title, rest = part.split("\n", 1)
            for table in rest.split("\n\n"):
                rows = re.findall(r"^\| (\d\d-\d\d \d\d:\d\d) \|(.*)\|$", table, re.MULTILINE)
                if rows:
                    yield title, [Step(when, *(cell.strip() for cell in cells.split("|"))) for when, cells in rows]


@pytest.mark.parametrize(("title", "steps"), list(examples()), ids=lambda told: told if isinstance(told, str) else "")
def test_the_worked_example_is_what_happens(title: str, steps: list[Step]) -> None:
    case = Case()
    assert len(steps) > 1, title
    for step in steps:
        case.at(f"2026-{step.when}")
        told = ""
        try:
            case.when(command(step.move, case), who(step))
        except Rejected as refusal:
            told = f"refused: {refusal.code}"
        matter = case.matter()
        stands = told or f"{matter.phase.value} {matter.outcome}".strip()
        names = {desk: name for name, desk in DESKS.items()}
        held = names.get(matter.holder or Desk(""), "")
        assert (stands, held, points_of(case)) == (step.phase, step.holder, step.points), step


def points_of(case: Case) -> str:
    """The points as the page of all letters tells them."""
    words = {"": "waiting", "let-go": "let go", "set-aside": "set aside"}
    told = fates(case.matter(), case.town.of(WORK))
    return ", ".join(f"{number} {words.get(fate, fate)}" for number, fate in told.items())


def who(step: Step) -> Desk | Actor | None:
    """Whoever moves: "GOV for ROADS" is what GOV recorded for ROADS the day it was said."""
    by, _for, desk = step.who.partition(" for ")
    if desk:
        return recorded(DESKS[desk], by=DESKS[by], said=date.fromisoformat(f"2026-{step.when[:5]}"))
    return DESKS.get(by)


def command(text: str, case: Case) -> Command:
    """The move a line speaks of."""
    if text in PLAIN:
        return PLAIN[text]
    if text == "confirm":
        return Confirm(case.matter().unconfirmed[-1])
    if text.startswith("ask"):
        return asked(text)
    parts = [part.split() for part in text.replace("change the whole", "change whole").split(", ")]
    reasons = ["" if "without" in part else "as said" for part in parts]
    if parts[0][0] in OUTCOMES:
        disposals = tuple(
            Disposal(int(part[1]), OUTCOMES[part[0]], reason if part[0] != "adopt" else "")
            for part, reason in zip(parts, reasons, strict=True)
        )
        insists = all(disposal.outcome == NOT for disposal in disposals)
        return Insist("as it is", disposals) if insists else Amend(None, "", disposals)
    return Counter(None, "", tuple(point(part, reason) for part, reason in zip(parts, reasons, strict=True)))


def point(part: list[str], reason: str) -> Point:
    if part[0] == "maintain":
        return Point("", again=int(part[1]), reason=reason)
    return Point("" if part[1] == "whole" else part[1], ANSWERS[part[0]], reason=reason)


def asked(text: str) -> Offer:
    days = re.search(r"(\d+) days", text)
    consents = True if "no objection" in text else False if "unanswered" in text else None
    kind = "signature" if "sign" in text else "consultation"
    return Offer(
        kind, LEAD, ROADS, "the bridge", about=ABOUT, reply_days=int(days[1]) if days else None,
        silence_consents=consents, joint=JOINT,
    )  # fmt: skip
