"""What settles each doubt of a row: an act of its own on the page, or a person who looked and ticked the row.

A doubt that asks for a fact (a lead, a task, which unit a name means) is settled by that fact alone. A doubt about
a reading is settled by the tick, or by the correction that makes it pointless: another lead, another day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qiantou.desk.drafts import DraftRow

Names = Mapping[str, list[str]]
Doubt = Mapping[str, Any]

FACTS = frozenset({"no-lead", "no-task", "collective", "unknown-unit", "prefix-elided"})
"""Settled by what they ask for, never by the tick."""
LEADS = frozenset({"several-leads", "lead-not-said", "listed-twice", "blank-below"})
"""Settled by the tick, or by another choice of lead."""
DAYS = frozenset({
    "no-year", "two-years", "two-dates", "rhythm", "ongoing-in-year", "relative-date", "date-unclear",
    "impossible-date", "scanned-digits",
})  # fmt: skip
"""Settled by the tick, or by a day other than the one read. The day read stands in the doubt under "due"."""
LOOKS = frozenset({
    "and-others", "unclear-text", "to-be-settled", "cut-off", "bracket-open", "columns-lost", "unreadable",
    "several-parts", "hidden-row", "lines-left-out",
})  # fmt: skip
"""Settled by the tick alone."""
PAPER = frozenset(
    {"no-rows", "encoding-guessed", "hidden-text", "text-boxes", "hidden-sheet", "remote-parts", "tracked-changes"}
)
"""Said of the whole paper, above the rows; nothing waits for them."""


def is_settled(doubt: Doubt, row: DraftRow, names: Names) -> bool:
    """Whether nothing is left to ask. `names`: written name → desks, for every name whose meaning is settled."""
    code = doubt["code"]
    if code in FACTS:
        return _is_told(doubt, row, names)
    if row.settled:
        return True
    if code in DAYS:
        return is_day(row.due) and row.due != doubt.get("due", "")
    return code in LEADS and _is_chosen(doubt, row)


def is_day(text: str) -> bool:
    """Whether a typed day is one of the calendar, written as 2026-06-30."""
    try:
        return 1990 <= date.fromisoformat(text).year <= 2100
    except ValueError:
        return False


def may_be_ticked(doubts: Sequence[Doubt]) -> bool:
    """Whether any of the doubts is settled by the tick."""
    return any(doubt["code"] not in FACTS for doubt in doubts)


def _is_told(doubt: Doubt, row: DraftRow, names: Names) -> bool:
    facts = doubt["facts"]
    if doubt["code"] == "no-lead":
        return bool(row.lead)
    if doubt["code"] == "no-task":
        return bool(row.task.strip())
    asked = [facts["name"]] if "name" in facts else facts["names"].split("、")
    return all(name in names or name not in (*row.lead, *row.cooperating) for name in asked)


def _is_chosen(doubt: Doubt, row: DraftRow) -> bool:
    """Whether the lead is now another than the one the doubt speaks of."""
    facts = doubt["facts"]
    match doubt["code"]:
        case "several-leads":
            return "、".join(row.lead) != facts["names"] and bool(row.lead)
        case "lead-not-said":
            return row.lead != [facts["name"]] and bool(row.lead)
        case "listed-twice":
            return facts["name"] not in row.lead
        case _:  # blank-below: the cell of the lead, where none was read
            return bool(row.lead) and any(other["code"] == "no-lead" for other in row.doubts)
