"""Own record of work (实绩清单): a person's own list, drawn by that person alone; as a page, a table and a document.

No address here takes a person: whoever is signed in is whose record it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import business, readable, standing
from qiantou.access.lookups import body_of
from qiantou.access.models import Account
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.dutyfile_page import too_long
from qiantou.desk.dutyfile_read import TooLong
from qiantou.desk.frame import names_for
from qiantou.desk.ownrecord_form import desks_in, form_for, period_in
from qiantou.desk.ownrecord_out import paper, table
from qiantou.desk.ownrecord_read import Done, OwnRecord, own_record
from qiantou.desk.ownrecord_words import DID, became_of, cite_of, role_of, shared_of, title_of
from qiantou.desk.templatetags.dates import day, moment
from qiantou.insight.own_record import Did

A_PAGE = 50
Names = Mapping[str, str]


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /own-record/?from=&to=."""
    account = business(cast(Account, request.user))
    form = form_for(request, account)
    context: dict[str, Any] = {"form": form, "clear_url": reverse("own-record") if request.GET else ""}
    context["blind"] = body_of(account) is not None
    if not form.is_valid():
        return render(request, "desk/dutyfile/own.html", context, status=422)
    try:
        drawn = own_record(account, period_in(form))
    except TooLong as fault:
        return render(request, "desk/dutyfile/own.html", {**context, "too_long": too_long(fault)}, status=422)
    names = names_for(request, desks_in(drawn))
    found = Paginator(drawn.done, A_PAGE).get_page(request.GET.get("page"))
    shown = cast("Sequence[Done]", found.object_list)
    opens = readable((one.row.stream for one in shown), standing(account))
    query = urlencode({"from": drawn.period[0].isoformat(), "to": drawn.period[1].isoformat()})
    context |= {
        "first": day(drawn.period[0]), "last": day(drawn.period[1]), "seats": _seats(drawn, names), "page": found,
        "figures": [{"label": DID[did], "value": str(len(drawn.of(did)))} for did in Did],
        "table": _table([_line(one, names, opens) for one in shown]),
        "xlsx_url": f"{reverse('own-record-xlsx')}?{query}", "docx_url": f"{reverse('own-record-docx')}?{query}",
    }  # fmt: skip
    return render(request, "desk/dutyfile/own.html", context)


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns = [
        {"label": _("When")}, {"label": _("Work done"), "wide": True}, {"label": _("Matter"), "wide": True},
        {"label": _("Post")}, {"label": _("On record as")},
    ]  # fmt: skip
    empty = _("No record here of work in your posts. What is not on record is not proof of anything.")
    return {"label": _("Own record of work"), "columns": columns, "rows": rows, "stack": True, "empty": empty}


def _line(one: Done, names: Names, opens: set[str]) -> dict[str, Any]:
    header = one.record.header
    return {"cells": [
        {"text": moment(one.deed.entry.at), "at": True},
        {"text": str(DID[one.deed.did]), "note": became_of(one), "label": _("Work done")},
        {"text": title_of(one), "url": matter_url(one.row.stream) if one.row.stream in opens else "",
         "note": " · ".join(text for text in (one.work, role_of(one)) if text), "label": _("Matter")},
        {"text": names.get(one.deed.seat.post, one.deed.seat.post), "note": shared_of(one), "label": _("Post")},
        {"text": cite_of(one), "url": receipt_url(header.position) if one.row.stream in opens else "",
         "label": _("On record as")},
    ]}  # fmt: skip


def _seats(drawn: OwnRecord, names: Names) -> dict[str, Any]:
    columns = [{"label": _("Post"), "wide": True}, {"label": _("From")}, {"label": _("To")}]
    rows = [
        {"cells": [
            {"text": names.get(seat.post, seat.post)}, {"text": day(seat.since), "label": _("From")},
            {"text": day(seat.until) if seat.until else _("still"), "label": _("To")},
        ]}
        for seat in drawn.seats
    ]  # fmt: skip
    empty = _("The register names no post of yours in this period.")
    return {"label": _("Posts held"), "columns": columns, "rows": rows, "stack": True, "empty": empty}


urlpatterns = [
    path("own-record/", page, name="own-record"),
    path("own-record/table.xlsx", table, name="own-record-xlsx"),
    path("own-record/paper.docx", paper, name="own-record-docx"),
]
