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
        "words": _words(behind),
        "recorded": [_recorded(behind, told, names) for told in found.told if told.entry.version in recorded(behind)],
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


def _words(behind: Behind) -> list[dict[str, Any]]:
    """The demand as first written, and the last that the other side wrote to it since."""
    first, *rest = behind.found.told
    others = [told for told in rest if isinstance(told.entry.event, TO_IT) and told.entry.by.desk != behind.desk]
    return [_written(told) for told in (first, *others[-1:])]


def _written(told: Told) -> dict[str, Any]:
    words = _("These words were erased; the entry and its hash stay.") if told.erased else said(told.entry.event)
    return {"at": told.entry.at, "said": words}


def _recorded(behind: Behind, told: Told, names: Names) -> dict[str, Any]:
    entry = told.entry
    paper = entry.by.recorded
    assert paper is not None
    return {
        "act": label_of(entry.event),
        "said": said(entry.event),
        "facts": [] if isinstance(entry.event, Accepted) else facts_of(entry.event, names),
        "by": names.get(paper.by, paper.by),
        "day": day(paper.said),
        "paper": paper.paper or "–",
    }
