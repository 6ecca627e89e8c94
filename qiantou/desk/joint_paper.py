"""Who holds what in a joint work, on one sheet of paper: each claim with the entry it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from qiantou.core.kernel import Stream
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.ledger.models import Entry
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow


def holdings(rows: Sequence[MatterRow], names: Mapping[str, str], paper: str) -> list[dict[str, Any]]:
    """Claims by holder for the page on paper; each with the entry it rests on.

    One query; two more for the papers where a claim rests on what was recorded for another desk.
    """
    still = [row for row in rows if row.is_open]
    last = {(row.stream, row.version) for row in still}
    entries = Entry.objects.filter(stream__in=[row.stream for row in still]).values_list(
        "stream", "version", "position"
    )
    places = {stream: position for stream, version, position in entries if (stream, version) in last}
    papers = _recorded_papers([row.stream for row in still if row.hatched])
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in still:
        groups.setdefault(row.holder, []).append(_claim(row, places.get(row.stream), papers.get(row.stream) or paper))
    ordered = sorted(groups.items(), key=lambda pair: names.get(pair[0], pair[0]))
    return [{"holder": names.get(holder, holder), "claims": claims} for holder, claims in ordered]


def _recorded_papers(streams: Sequence[str]) -> dict[str, str]:
    """The paper of the last entry recorded for another desk in each of these matters."""
    told = read([Stream(stream) for stream in streams], words=True) if streams else {}
    return {
        stream: entry.by.recorded.paper
        for stream, entries in told.items()
        for entry in entries
        if entry.by.recorded is not None
    }


def _claim(row: MatterRow, position: int | None, paper: str) -> dict[str, Any]:
    entry = _("entry %(position)s") % {"position": position} if position is not None else "–"
    parts = [paper if row.place or row.hatched else "", row.place, entry]
    return {
        "what": row.title,
        "url": matter_url(row.stream),
        "since": row.since,
        "due": row.due_now,
        "source": " · ".join(part for part in parts if part),
        "source_url": receipt_url(position) if position is not None else "",
        "confirmed": not row.hatched and row.phase != "offered",
        "note": labels.phase(row.phase),
    }
