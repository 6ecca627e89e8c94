"""Several at once: accept deliveries, or accept offers, with a preview; all are recorded or none.

What was chosen is shown with what follows before anything is recorded. A matter that moved between preview
and confirmation stops the whole, and the preview is shown again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import actor, business, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts.execute import Step, execute_all
from qiantou.core.kernel import Rejected, Stream
from qiantou.core.moves import Accept, AcceptDelivery, Command
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.frame import names_for
from qiantou.desk.moving import is_repeat
from qiantou.desk.templatetags.dates import day
from qiantou.desk.unanswered import LIES_THERE, unanswered_beside
from qiantou.readmodel.models import MatterRow

MOST = 500
COMMAND = re.compile("[0-9a-f]{32}")
"""A command without its id would leave no receipt, and could be recorded twice."""
CHOICES: dict[str, tuple[str, Command]] = {
    "accept-delivery": ("delivered", AcceptDelivery()),
    "accept": ("offered", Accept()),
}


@login_required
@require_safe
def bulk(request: HttpRequest) -> HttpResponse:
    """What each of the reader's desks could accept now: deliveries to it, and offers to it, MOST at a time."""
    seen = standing(business(request.user))
    rows = MatterRow.objects.filter(is_open=True, holder__in=seen.desks, phase__in=("delivered", "offered"))
    if request.GET.get("joint"):
        rows = rows.filter(joint=request.GET["joint"])
    held = list(rows.order_by("place", "since", "stream")[:MOST])
    all_held = rows.count() if len(held) == MOST else len(held)
    names = names_for(request, {desk for row in held for desk in (row.asker, row.doer, row.holder)})
    groups: list[dict[str, Any]] = []
    for code, (phase, _command) in CHOICES.items():
        for desk in seen.desks:
            own = [row for row in held if row.phase == phase and row.holder == desk]
            if own:
                groups.append({
                    "code": code, "desk": desk, "title": f"{labels.move(code)} · {names.get(desk, desk)}",
                    "table": _table(own, names), "id": f"{code}-{len(groups)}",
                })  # fmt: skip
    context = {"groups": groups, "shown": f"{len(held):,}", "more": all_held > len(held), "all": f"{all_held:,}"}
    return render(request, "desk/lists/bulk.html", context)


@login_required
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The chosen ones and what follows; recorded only when confirmed from here."""
    code, desk, rows = _chosen(request)
    if request.POST.get("confirm"):
        return _confirmed(request, code, desk, rows)
    return _preview(request, code, desk, rows)


def _preview(
    request: HttpRequest, code: str, desk: str, rows: Sequence[MatterRow], *, refusal: str = "", status: int = 200
) -> HttpResponse:
    names = names_for(request, {desk, *(one for row in rows for one in (row.asker, row.doer, row.holder))})
    context = {
        "code": code,
        "desk": desk,
        "desk_name": names.get(desk, desk),
        "label": labels.move(code),
        "then": labels.label(labels.THEN, code),
        "refusal": refusal,
        "command_id": uuid4().hex,
        "picks": [f"{row.stream}:{row.version}" for row in rows],
        "back": _back(request),
        "count": len(rows),
        "table": {**_table(rows, names, unanswered_beside(_delivered(rows, code))), "pick": ""},
    }
    return render(request, "desk/lists/preview.html", context, status=status)


def _confirmed(request: HttpRequest, code: str, desk: str, rows: Sequence[MatterRow]) -> HttpResponse:
    account = cast(Account, request.user)
    command_id = request.POST.get("command_id", "")
    if COMMAND.fullmatch(command_id) is None:
        raise Http404
    seen = dict(pick.partition(":")[::2] for pick in request.POST.getlist("pick"))
    moved = [row for row in rows if str(row.version) != seen[row.stream]]
    if moved and not is_repeat(account, command_id):
        titles = "、".join(row.title for row in moved)
        words = _("These moved meanwhile, and nothing was recorded: %(titles)s") % {"titles": titles}
        return _preview(request, code, desk, rows, refusal=words, status=409)
    steps = [Step(Stream(row.stream), CHOICES[code][1]) for row in rows]
    try:
        receipt = execute_all(steps, by=actor(account, desk), command_id=command_id)
    except Rejected as refusal:
        words = f"{sentence_for(refusal)} {_('Nothing was recorded.')}"
        return _preview(request, code, desk, rows, refusal=words, status=422)
    if receipt is not None and receipt.position is not None:
        words = ngettext("%(count)d matter accepted.", "%(count)d matters accepted.", len(rows)) % {"count": len(rows)}
        messages.success(
            request, format_html('{} <a href="{}">{}</a>', words, receipt_url(receipt.position), _("Receipt"))
        )
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """The name of the page that it was chosen on."""
    return "weekly" if request.POST.get("back") == "weekly" else "bulk"


def _chosen(request: HttpRequest) -> tuple[str, str, list[MatterRow]]:
    """The move, the desk and the matters of the form. Raises Http404 for what is not the reader's."""
    code, desk = request.POST.get("code", ""), request.POST.get("desk", "")
    if code not in CHOICES or desk not in standing(cast(Account, request.user)).desks:
        raise Http404
    picks = [pick.partition(":")[0] for pick in request.POST.getlist("pick")][:MOST]
    part = "asker" if code == "accept-delivery" else "doer"
    rows = MatterRow.objects.filter(stream__in=picks, **{part: desk}).order_by("place", "since", "stream")
    return code, desk, list(rows)


def _delivered(rows: Sequence[MatterRow], code: str) -> set[str]:
    return {row.stream for row in rows} if code == "accept-delivery" else set()


def _table(rows: Sequence[MatterRow], names: dict[str, str], lying: Collection[str] = ()) -> dict[str, Any]:
    """`lying`: the works beside which a reason lies unanswered."""
    columns = [
        {"label": _("Matter"), "wide": True},
        {"label": _("Asked by")},
        {"label": _("Done by")},
        {"label": _("Original day")},
    ]
    written = [
        {"value": f"{row.stream}:{row.version}", "cells": [
            {"text": row.title, "url": matter_url(row.stream),
             "note": f"{row.place} {LIES_THERE}".strip() if row.stream in lying else row.place},
            {"text": names.get(row.asker, row.asker)}, {"text": names.get(row.doer, row.doer)},
            {"text": day(row.due)},
        ]}
        for row in rows
    ]  # fmt: skip
    return {
        "label": _("Matters"),
        "columns": columns,
        "rows": written,
        "pick": "pick",
        "empty": _("Nothing was chosen."),
    }


urlpatterns = [path("bulk/", bulk, name="bulk"), path("bulk/preview/", preview, name="bulk-preview")]
