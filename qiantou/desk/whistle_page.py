"""One call: who has come, who has not, by when; refreshed by itself while anybody is awaited."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import matter_for, readable, register_for, standing
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.core.evolve import evolve
from qiantou.core.kernel import Desk, Stream, fold
from qiantou.core.whistle import CLASSES, Called, called
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.asked import entries_of
from qiantou.desk.asked_words import CLASSES as CLASS_WORDS
from qiantou.desk.asked_words import SATISFIED
from qiantou.desk.frame import names_for
from qiantou.desk.guidance import standing_words
from qiantou.desk.labels import label
from qiantou.desk.templatetags.dates import moment
from qiantou.readmodel.models import MatterRow

NEXT = {"offered": "accept", "underway": "deliver", "delivered": "accept-delivery"}


@login_required
@require_safe
def call(request: HttpRequest, ref: str) -> HttpResponse:
    """Every department of the call whose matter opens to the reader."""
    account = cast(Account, request.user)
    row = matter_for(account, ref)
    if row.kind not in CLASSES:
        raise Http404
    rows = _of_one_call(row, account)
    calendar = register_for(account).at(shell.now()).calendar
    told = {stream: (fold(evolve, None, entries), entries) for stream, entries in entries_of(rows).items()}
    found = [(one, called(*told[Stream(one.stream)], calendar)) for one in rows]  # type: ignore[arg-type]
    desks = standing(account).desks
    names = names_for(request, {*(one.asker for one in rows), *(one.doer for one in rows), found[0][1].first})
    context = {
        "row": row, "first": _coordinator(found, names), "kind": str(CLASS_WORDS[row.kind]),
        "caller": names.get(row.asker, row.asker),
        "table": _table(found, names, desks), "opened": row.opened, "now": shell.now(),
        "came": sum(seen.arrived is not None for _, seen in found), "count": len(found),
        "awaited": any(one.is_open and seen.arrived is None for one, seen in found),
    }  # fmt: skip
    return render(request, "desk/asked/call.html", context)


def _coordinator(found: list[tuple[MatterRow, Called]], names: dict[str, str]) -> str:
    """Who coordinates, where several were called."""
    first = next((seen.desk for _, seen in found if seen.first == seen.desk), found[0][1].first)
    return names.get(first, first) if first else ""


def _of_one_call(row: MatterRow, account: Account) -> list[MatterRow]:
    """The departments called at once: under the name they share, as far as the reader may see them."""
    if not row.parent or row.beside:
        return [row]
    every = list(
        MatterRow.objects.filter(parent=row.parent, asker=row.asker, kind=row.kind).order_by("opened", "stream")
    )
    seen = readable([one.stream for one in every], standing(account)) | {row.stream}
    return [one for one in every if one.stream in seen]


def _table(found: list[tuple[MatterRow, Called]], names: dict[str, str], desks: Collection[Desk]) -> dict[str, Any]:
    """`desks`: the reader's, whose next move stands as a link where its time will."""
    columns = [
        {"label": _("Department"), "wide": True}, {"label": _("Status")}, {"label": _("To arrive by")},
        {"label": _("Arrived")}, {"label": _("To finish by")}, {"label": _("Finished")},
        {"label": _("The caller says")},
    ]  # fmt: skip
    rows = [
        {"needs": row.is_open and seen.arrived is None, "doubt": not seen.sure, "cells": [
            {"text": names.get(row.doer, row.doer), "url": matter_url(row.stream),
             "note": _("coordinates") if seen.coordinates and len(found) > 1 else ""},
            {"text": standing_words(row), "label": _("Status")},
            {"text": moment(seen.arrive_by), "label": _("To arrive by")},
            {"text": moment(seen.arrived), "label": _("Arrived"), **_next(row, "accept", desks),
             "note": _("late") if seen.arrived is not None and not seen.came_in_time else ""},
            {"text": moment(seen.finish_by), "label": _("To finish by")},
            {"text": moment(seen.finished), "label": _("Finished"), **_next(row, "deliver", desks)},
            {"text": rating(seen), "label": _("The caller says"), **_next(row, "accept-delivery", desks)},
        ]}
        for row, seen in found
    ]  # fmt: skip
    return {"label": _("Who has come"), "columns": columns, "rows": rows, "empty": "", "stack": True}


def _next(row: MatterRow, move: str, desks: Collection[Desk]) -> dict[str, str]:
    """The move that fills this place, once it is the reader's: its name, and where it is made."""
    if not row.is_open or row.holder not in desks or NEXT.get(row.phase) != move:
        return {}
    return {"text": labels.move(move, kind=row.kind), "url": f"{matter_url(row.stream)}?move={move}"}


def rating(seen: Called) -> str:
    if seen.solved is None:
        return "–"
    facts = {"solved": _("solved") if seen.solved else _("not solved"), "satisfied": label(SATISFIED, seen.satisfied)}
    return _("%(solved)s, %(satisfied)s") % facts
