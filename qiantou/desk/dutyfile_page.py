"""Duty file (履职档案): what the record holds of how a unit, a post or a joint work did its duty in a period.

One page with every heading and its newest lines; each heading by itself page by page; the same as a Word document and
as an archive that verifies offline. Opening it leaves no trace.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from qiantou.access.duty_sight import FileSight
from qiantou.access.guards import business
from qiantou.access.lookups import body_of
from qiantou.access.models import Account
from qiantou.desk.dutyfile_form import address_of, wish_of
from qiantou.desk.dutyfile_out import archive, document_of
from qiantou.desk.dutyfile_read import MOST, DutyFile, Told, TooLong, gathered
from qiantou.desk.dutyfile_seats import Sitting, sittings
from qiantou.desk.dutyfile_told import HEADINGS, Row, rows
from qiantou.desk.frame import directory
from qiantou.desk.templatetags.dates import day, moment
from qiantou.insight.duty_file import Heading

SHOWN = 10  # newest lines of each heading on the first page
A_PAGE = 50

Names = dict[str, str]


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """GET /duty-file/?joint=&unit=&post=&from=&to=[&part=]."""
    account = business(cast(Account, request.user))
    if body_of(account) is not None:
        return render(request, "desk/dutyfile/none.html", status=403)
    names = directory(request)
    wish = wish_of(account, request.GET.dict(), names)
    context: dict[str, Any] = {"form": wish.form, "clear_url": reverse("duty-file") if request.GET else ""}
    if wish.sight is None:
        return render(request, "desk/dutyfile/page.html", context, status=422 if request.GET else 200)
    context |= _about(wish.sight, names)
    try:
        file = gathered(wish.sight)
    except TooLong as fault:
        context["too_long"] = too_long(fault)
        return render(request, "desk/dutyfile/page.html", context, status=422)
    context |= _outside(file)
    part = request.GET.get("part", "")
    if part:
        return render(request, "desk/dutyfile/part.html", context | _part(request, file, part, names))
    context["parts"] = [_brief(file, heading, names) for heading in Heading if heading is not Heading.SEATS]
    context["seats"] = _seats(sittings(file), names)
    return render(request, "desk/dutyfile/page.html", context)


def too_long(fault: TooLong) -> str:
    told = {"count": fault.count, "most": MOST}
    return _("The matters of this file have %(count)d entries, and one file holds %(most)d. Choose a shorter "
             "period, or one joint work.") % told  # fmt: skip


def whose(sight: FileSight, names: Names) -> str:
    """ "Roads bureau, in 农村客运提质": whose file it is."""
    desk = sight.post or sight.unit
    work = (sight.joint.title or _("(the words were erased)")) if sight.joint else ""
    name = names.get(desk or "", desk or "")
    return _("%(whose)s in %(work)s") % {"whose": name, "work": work} if name and work else name or work


def _about(sight: FileSight, names: Names) -> dict[str, Any]:
    return {
        "whose": whose(sight, names), "first": day(sight.subject.first), "last": day(sight.subject.last),
        "home_url": f"{reverse('duty-file')}?{urlencode(address_of(sight))}",
    }  # fmt: skip


def _outside(file: DutyFile) -> dict[str, Any]:
    query = urlencode(address_of(file.sight))
    parts = any(one.record.header.position < file.sealed for one in file.told)
    waiting = file.unsealed
    told = ngettext(
        "%(count)d entry is not sealed yet and is not in the archive: draw it again in a minute.",
        "%(count)d entries are not sealed yet and are not in the archive: draw it again in a minute.", waiting,
    )  # fmt: skip
    return {
        "docx_url": f"{reverse('duty-file-docx')}?{query}",
        "zip_url": f"{reverse('duty-file-zip')}?{query}" if parts else "",
        "unsealed": told % {"count": waiting} if waiting else "", "sealed": file.sealed,
    }  # fmt: skip


def _part(request: HttpRequest, file: DutyFile, part: str, names: Names) -> dict[str, Any]:
    """One heading, page by page. Raises Http404 for a heading there is not."""
    if part not in set(Heading) - {Heading.SEATS}:
        raise Http404
    heading = Heading(part)
    found = Paginator(file.by_heading[heading][::-1], A_PAGE).get_page(request.GET.get("page"))
    told = _table(heading, rows(cast("Sequence[Told]", found.object_list), file, names))
    return {"heading": HEADINGS[heading], "table": told, "page": found}


def _brief(file: DutyFile, heading: Heading, names: Names) -> dict[str, Any]:
    """The newest lines of a heading, and where all of them are."""
    told = file.by_heading[heading]
    query = urlencode({**address_of(file.sight), "part": heading.value})
    more = ngettext("All %(count)d line", "All %(count)d lines", len(told)) % {"count": len(told)}
    return {
        "id": heading.value, "heading": HEADINGS[heading], "count": len(told),
        "table": _table(heading, rows(told[::-1][:SHOWN], file, names)),
        "url": f"{reverse('duty-file')}?{query}" if len(told) > SHOWN else "", "more": more,
    }  # fmt: skip


def _table(heading: Heading, found: Sequence[Row]) -> dict[str, Any]:
    columns = [
        {"label": _("When")}, {"label": _("What happened"), "wide": True}, {"label": _("Matter")},
        {"label": _("Waited")}, {"label": _("On record as")},
    ]  # fmt: skip
    return {
        "label": HEADINGS[heading], "columns": columns, "rows": [_line(row) for row in found], "stack": True,
        "empty": _("No record here. What is not on record is not proof of anything: ask the unit."),
    }  # fmt: skip


def _line(row: Row) -> dict[str, Any]:
    note = " · ".join(text for text in (row.doubt, *row.facts, row.words, row.by) if text)
    return {
        "doubt": bool(row.doubt),
        "cells": [
            {"text": moment(row.at), "at": True}, {"text": row.said, "note": note, "label": _("What happened")},
            {"text": row.title, "url": row.url, "label": _("Matter")}, {"text": row.waited, "label": _("Waited")},
            {"text": row.cite, "url": row.receipt_url, "note": row.hash[:16], "label": _("On record as")},
        ],
    }  # fmt: skip


def _seats(found: Sequence[Sitting], names: Names) -> dict[str, Any]:
    columns = [
        {"label": _("Post"), "wide": True},
        {"label": _("Person in the post")},
        {"label": _("From")},
        {"label": _("To")},
    ]
    told = [
        {"cells": [
            {"text": names.get(one.seat.post, one.seat.post)},
            {"text": one.name or "–", "label": _("Person in the post")},
            {"text": day(one.seat.since), "label": _("From")},
            {"text": day(one.seat.until) if one.seat.until else _("still"), "label": _("To")},
        ]}
        for one in found
    ]  # fmt: skip
    empty = _("No record of who sat in a post here. That proves nothing: ask the unit.")
    return {"label": HEADINGS[Heading.SEATS], "columns": columns, "rows": told, "stack": True, "empty": empty}


@login_required
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The file as a Word document."""
    return document_of(*_whole(request))


@login_required
@require_safe
def package(request: HttpRequest) -> HttpResponse:
    """The file as an archive that anybody can verify offline."""
    return archive(*_whole(request))


def _whole(request: HttpRequest) -> tuple[DutyFile, Names, str]:
    """Raises Http404 for what is no file, or too long for one."""
    account = business(cast(Account, request.user))
    names = directory(request)
    wish = wish_of(account, request.GET.dict(), names)
    if wish.sight is None:
        raise Http404
    try:
        return gathered(wish.sight), names, whose(wish.sight, names)
    except TooLong as fault:
        raise Http404 from fault


urlpatterns = [
    path("duty-file/", page, name="duty-file"),
    path("duty-file/file.docx", paper, name="duty-file-docx"),
    path("duty-file/file.zip", package, name="duty-file-zip"),
]
