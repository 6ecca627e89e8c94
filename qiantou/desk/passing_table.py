"""How each proposal to pass the lead stands: what became of it, or who is awaited until when and what silence means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.core.facts import Event
from qiantou.core.kernel import Entry, Stream
from qiantou.core.matter import Matter
from qiantou.core.register import InForce
from qiantou.core.span import states
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.addresses import ref as ref_of
from qiantou.desk.clocks import silence
from qiantou.desk.templatetags.dates import day, moment
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow

Names = Mapping[str, str]


def passing_table(rows: Sequence[MatterRow], names: Names, force: InForce) -> dict[str, Any]:
    """Context of `desk/parts/table.html`; one query, for the entries of these proposals."""
    told: dict[Stream, list[Entry[Any]]] = read([Stream(row.stream) for row in rows]) if rows else {}
    made = [{"cells": _cells(row, told[Stream(row.stream)], names, force), "needs": row.is_open} for row in rows]
    columns = [
        {"label": _("Proposed to"), "wide": True}, {"label": _("Proposed")}, {"label": _("Status")},
        {"label": _("Awaited"), "wide": True}, {"label": _("Paper copy")},
    ]  # fmt: skip
    empty = _("Nobody has proposed to pass the lead.")
    return {"label": _("Proposals to pass the lead"), "columns": columns, "rows": made, "empty": empty, "stack": True}


def _cells(row: MatterRow, entries: Sequence[Entry[Event]], names: Names, force: InForce) -> Iterable[dict[str, Any]]:
    after = states(entries)
    matter = after[-1]
    holder, paper = matter.holder or "", reverse("passing-paper", args=[ref_of(row.stream)])
    return [
        {"text": names.get(row.doer, row.doer), "url": matter_url(row.stream)},
        {"text": moment(row.opened), "note": names.get(row.asker, row.asker), "label": _("Proposed")},
        {"text": _status(after), "note": _since(after, force), "label": _("Status")},
        {"text": names.get(holder, holder) or "–", "note": silence(matter, force, names), "label": _("Awaited")},
        {"text": _("Note as Word"), "url": paper, "label": _("Paper copy")},
    ]  # fmt: skip


def _status(after: Sequence[Matter]) -> str:
    matter = after[-1]
    if matter.awaits_objection:
        return _("the unit agreed; the leader may object")
    if matter.is_open and matter.referral == "contest":
        return _("contested; waiting for a decision")
    if matter.is_open:
        return labels.phase(matter.phase.value, matter.kind)
    if matter.took is not None:
        return _("the lead has passed")
    if any(one.took is not None for one in after):
        return _("it fell; the lead went back")
    return labels.label(labels.OUTCOMES, matter.outcome)


def _since(after: Sequence[Matter], force: InForce) -> str:
    """Since when it has passed, or what it rests on."""
    matter = after[-1]
    if matter.took is not None and matter.is_open:
        passed = day(force.calendar.day_of(matter.took))
        return _("it passed on %(day)s; that holds until the decision") % {"day": passed}
    if matter.took is not None:
        return _("from %(day)s on") % {"day": day(force.calendar.day_of(matter.took))}
    if not matter.is_open:
        return day(force.calendar.day_of(matter.at))
    return _("entered in its name from a paper, not confirmed yet") if matter.unconfirmed else ""
