"""One matter as a look-up shows it: the entries of its days, each in a sentence; no move, no link to anything else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qiantou.desk.addresses import ref
from qiantou.desk.frame import named
from qiantou.desk.situation import situation
from qiantou.desk.talk import desks_of, told_entries
from qiantou.readmodel.models import MatterRow


def read_matter(row: MatterRow, days: tuple[datetime, datetime]) -> dict[str, Any]:
    """Context of `desk/lookups/matter.html`. `days`: from when until before when."""
    start, end = days
    found = situation(row)
    shown = [one for one in found.told if start <= one.entry.at < end and one.position is not None]
    desks = {desk for one in shown for desk in (*desks_of(one.entry.event), one.entry.by.desk, one.entry.by.post)}
    told = told_entries(replace(found, told=shown), named({row.asker, row.doer, *desks}))
    for one in told:
        one["scan_url"] = one["receipt_url"] = ""
    return {"entries": told, "title": title_in(row, start)}


def title_in(row: MatterRow, start: datetime) -> str:
    """What a matter is called to who looks from `start` on; one begun before is told by its number alone."""
    if row.opened >= start:
        return row.title
    return _("(opened before the days of the look-up, no. %(ref)s)") % {"ref": ref(row.stream)}
