"""The controlling chain 决定完工的链 of a joint work on its page: stretches for the strip, a table in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from qiantou.core.chain import Link, Thread, chain
from qiantou.core.kernel import Desk, Stream
from qiantou.core.span import Span
from qiantou.core.worktime import Calendar, working_minutes
from qiantou.desk.addresses import matter_url
from qiantou.desk.templatetags.dates import brief, moment
from qiantou.readmodel.models import MatterRow, SpanRow

Stretches = Mapping[str, Sequence[tuple[datetime, datetime]]]


def spans_of(rows: Sequence[MatterRow]) -> dict[str, list[Span]]:
    """The spans of these matters, in order; one query."""
    found: dict[str, list[Span]] = {row.stream: [] for row in rows}
    columns = ("stream", "holder", "state", "cause", "start", "end", "unconfirmed", "blocker")
    told = SpanRow.objects.filter(stream__in=list(found)).order_by("stream", "ordinal").values_list(*columns)
    for stream, holder, state, cause, start, end, unconfirmed, blocker in told:
        waits_for = Stream(blocker) if blocker else None
        span = Span(Stream(stream), Desk(holder), state, cause, start, end, unconfirmed=unconfirmed, blocker=waits_for)
        found[stream].append(span)
    return found


def chain_of(
    rows: Sequence[MatterRow], spans: Mapping[str, Sequence[Span]], calendar: Calendar, now: datetime
) -> tuple[Link, ...]:
    """The chain through these matters: all that the reader may see, whatever the filters leave."""
    threads = []
    for row in rows:
        day = row.due_now or row.due
        due = calendar.end_of_day(day) if day is not None else None
        parent = Stream(row.parent) if row.parent else None
        threads.append(Thread(Stream(row.stream), spans[row.stream], parent, row.beside, due))
    return chain(threads, now)


def stretches(links: Sequence[Link]) -> Stretches:
    """By matter, when it decided."""
    found: defaultdict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for link in links:
        if link.matter is not None:
            found[link.matter].append((link.start, link.end))
    return found


def chain_table(links: Sequence[Link], rows: Sequence[MatterRow], calendar: Calendar) -> dict[str, Any]:
    """The chain link by link, in order of time."""
    titles = {row.stream: row.title or "–" for row in rows}
    told = []
    for link in links:
        minutes = working_minutes(calendar, link.start, link.end)
        name = {"text": titles[link.matter], "url": matter_url(link.matter)} if link.matter else None
        told.append({"cells": [
            name or {"text": _("nothing was in hand")},
            {"text": moment(link.start), "label": _("From")},
            {"text": moment(link.end), "label": _("Until")},
            {"text": brief(minutes, calendar.day_minutes), "num": True, "label": _("Working time")},
        ]})  # fmt: skip
    columns = [
        {"label": _("Matter"), "wide": True}, {"label": _("From")}, {"label": _("Until")},
        {"label": _("Working time"), "num": True},
    ]  # fmt: skip
    label = _("The chain that decides completion")
    return {"label": label, "columns": columns, "rows": told, "empty": "", "stack": True}
