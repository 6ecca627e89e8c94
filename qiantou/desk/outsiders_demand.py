"""What a desk without account is shown: the demand, its day, what silence means, and what was recorded for it.

Nothing of other matters, of other units' names beyond the two sides and the contact unit, or of the record's history.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from qiantou.core.facts import Accepted, Amended, Insisted, Offered, OfferedTo, Returned, Ruled
from qiantou.core.span import cause
from qiantou.desk import labels
from qiantou.desk.clocks import due_day, silence, with_weekday
from qiantou.desk.outsiders_moves import Behind, recorded
from qiantou.desk.situation import Told
from qiantou.desk.talk import facts_of, label_of, said
from qiantou.desk.templatetags.dates import day

Names = Mapping[str, str]
TO_IT = (Offered, OfferedTo, Amended, Insisted, Returned, Ruled)
"""Entries whose words are meant for whoever has to act on them."""


def shown(behind: Behind, names: Names) -> dict[str, Any]:
    """What `desk/outsiders/demand.html` shows besides the moves."""
    found = behind.found
    matter = found.matter
    holds = matter.holder == behind.desk
    return {
        "title": found.row.title or _("(the words were erased)"),
        "kind": labels.kind(matter.kind),
        "phase": labels.phase(matter.phase.value, matter.kind, cause(matter)),
        "facts": _facts(behind, names),
        "holds": holds,
        "silence": silence(matter, found.force, names) if matter.is_open and holds else "",
        "entries": _entries(behind, names),
        "recorded": bool(recorded(behind)),
        "now": found.now,
    }


def _facts(behind: Behind, names: Names) -> list[dict[str, Any]]:
    found = behind.found
    matter = found.matter
    due = due_day(matter, found.force.calendar, found.now)
    other, label = (matter.asker, _("Asked by")) if behind.desk == matter.doer else (matter.doer, _("Done by"))
    value = with_weekday(due.day, found.now) if due.day else found.row.due_text or "–"
    return [
        {"label": label, "value": names.get(other, other)},
        {"label": _("Due"), "value": value, "late": matter.is_open and due.late > 0},
        {"label": _("Asked on"), "value": day(found.force.calendar.day_of(found.told[0].entry.at))},
    ]


def _entries(behind: Behind, names: Names) -> list[dict[str, Any]]:
    """In order: the demand as first written, the last that the other side wrote to it, and what was recorded for it."""
    first, *rest = behind.found.told
    others = [told for told in rest if isinstance(told.entry.event, TO_IT) and told.entry.by.desk != behind.desk]
    waiting = recorded(behind)
    shown = [told for told in behind.found.told if told in (first, *others[-1:]) or told.entry.version in waiting]
    written = (_written(told, behind, names, is_own=told.entry.version in waiting) for told in shown)
    return [entry for entry in written if entry["said"] or entry["is_own"]]


def _written(told: Told, behind: Behind, names: Names, *, is_own: bool) -> dict[str, Any]:
    """Without the title, which stands above."""
    entry = told.entry
    words = _("These words were erased; the entry and its hash stay.") if told.erased else said(entry.event)
    if isinstance(entry.event, Offered):
        words = words.removeprefix(entry.event.title).strip()
    found: dict[str, Any] = {"at": entry.at, "act": label_of(entry.event), "said": words, "is_own": is_own, "facts": []}
    paper = entry.by.recorded
    if is_own and paper is not None:
        found["facts"] = [] if isinstance(entry.event, Accepted) else facts_of(entry.event, names)
        found |= {"by": names.get(paper.by, paper.by), "day": day(paper.said), "paper": paper.paper or "–"}
    return found
