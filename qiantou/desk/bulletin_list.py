"""Lists of bulletins: those issued, the orders, and the periods of one order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.access.bulletins import Seat
from qiantou.acts.bulletins import due_period
from qiantou.core.bulletin import BULLETINS, ISSUES, Order, end_of, key_of, period, stream_of
from qiantou.desk.bulletin_words import RHYTHMS, STAGES, term
from qiantou.desk.templatetags.dates import day
from qiantou.readmodel.models import ListingRow

Names = Mapping[str, str]
LISTED = 60  # bulletins of one list
YEARS = 2  # of which lists speak, this one first


def _streams(seat: Seat) -> list[str]:
    return [stream_of(seat.name, seat.force.day.year - back) for back in range(YEARS)]


def _ends(seats: Sequence[Seat], section: str) -> dict[str, date]:
    """Key → day of entry, of what stands in a section of these orders, the newest period first; one query."""
    streams = [stream for seat in seats for stream in _streams(seat)]
    rows = ListingRow.objects.filter(section=section, owner__in=streams).values_list("key", "since")
    return dict(sorted(rows, key=lambda row: row[0].partition("/")[2], reverse=True))


def issued_table(seats: Sequence[Seat], works: Names, names: Names) -> dict[str, Any]:
    """What was issued, the newest first."""
    by_stream = {stream: seat for seat in seats for stream in _streams(seat)}
    rows = []
    for key, since in list(_ends(seats, ISSUES).items())[:LISTED]:
        seat, end = by_stream[key.partition("/")[0]], end_of(key)
        if end is None:
            continue
        rows.append({"cells": [
            {"text": _work(seat, works, names), "url": reverse("bulletin", args=[seat.ref, end.isoformat()])},
            {"text": _period(seat.order, end), "label": _("Period")},
            {"text": names.get(seat.order.issuer, seat.order.issuer), "label": _("Issuing office")},
            {"text": day(since), "label": _("On")},
        ]})  # fmt: skip
    columns = [
        {"label": _("Bulletin"), "wide": True},
        {"label": _("Period")},
        {"label": _("Issuing office")},
        {"label": _("On")},
    ]
    empty = _("No bulletin has been issued yet in the works you take part in.")
    return {"label": _("Issued"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def orders_table(seats: Sequence[Seat], works: Names, names: Names) -> dict[str, Any]:
    """Who issues bulletins of what, and how often."""
    rows = [
        {"cells": [
            {"text": _work(seat, works, names), "url": reverse("bulletins-of", args=[seat.ref])},
            {"text": names.get(seat.order.issuer, seat.order.issuer), "label": _("Issuing office")},
            {"text": names.get(seat.approver or "", "–"), "label": _("Approved by")},
            {"text": str(RHYTHMS[seat.order.every]), "label": _("How often")},
        ]}
        for seat in seats
    ]  # fmt: skip
    columns = [
        {"label": _("Of what"), "wide": True}, {"label": _("Issuing office")}, {"label": _("Approved by")},
        {"label": _("How often")},
    ]  # fmt: skip
    empty = _("No bulletins are ordered. Whoever answers for a joint work orders them on its page.")
    return {"label": _("Orders"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _work(seat: Seat, works: Names, names: Names) -> str:
    if seat.order.joint is not None:
        return works.get(seat.order.joint, "") or _("(the words were erased)")
    return _("All works in the care of %(office)s") % {"office": names.get(seat.order.issuer, seat.order.issuer)}


def _period(order: Order, end: date) -> str:
    """First and last day; of what was issued in another rhythm than that of today the last alone."""
    first, last = period(order.every, end)
    return term(first, last) if last == end else _("up to %(day)s") % {"day": day(end)}


def periods_table(seat: Seat) -> dict[str, Any]:
    """The periods of an order with how far each has come; whoever does not issue sees what was shown or issued."""
    shown, issued = _ends([seat], BULLETINS), _ends([seat], ISSUES)
    due = due_period(seat.name, seat.order, seat.force)
    keys = list(shown)
    if due is not None and seat.whole and (key := key_of(seat.name, due[1])) not in shown:
        keys.insert(0, key)
    rows = []
    for key in keys[:LISTED]:
        end = end_of(key)
        stage = "issued" if key in issued else "shown" if key in shown else "draft"
        if end is None:
            continue
        rows.append({"needs": stage == "draft" and seat.issues, "cells": [
            {"text": _period(seat.order, end), "url": reverse("bulletin", args=[seat.ref, end.isoformat()])},
            {"text": str(STAGES[stage]), "label": _("Stage")},
            {"text": day(issued.get(key)), "label": _("Issued")},
        ]})  # fmt: skip
    columns = [{"label": _("Period"), "wide": True}, {"label": _("Stage")}, {"label": _("Issued")}]
    empty = _("No period is over yet. The first draft stands here by itself on the day after.")
    return {"label": _("Bulletins"), "columns": columns, "rows": rows, "empty": empty, "stack": True}
