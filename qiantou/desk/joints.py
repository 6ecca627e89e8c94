"""Joint work 牵头工作: the list, and one joint work with its strip, who holds what, and the page for paper."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import business, joint_for, register_for, visible_joints
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.core.kernel import Stream
from qiantou.desk import labels
from qiantou.desk.addresses import joint_url
from qiantou.desk.bodies import chips
from qiantou.desk.clocks import light
from qiantou.desk.exporting import workbook
from qiantou.desk.frame import names_for
from qiantou.desk.joint_chain import chain_of, chain_table, spans_of, stretches
from qiantou.desk.joint_nav import tabs
from qiantou.desk.joint_page import MOST, Filters, facts, held_now, leads_of, matters_of, page_of, strip_of
from qiantou.desk.joint_paper import holdings
from qiantou.desk.labels_review import asked_by
from qiantou.desk.own_part import own_part
from qiantou.desk.templatetags.dates import day, moment
from qiantou.readmodel.models import MatterRow

LISTED = 300


@login_required
@require_safe
def joints(request: HttpRequest) -> HttpResponse:
    """Every joint work the reader's desks take part in, the newest first."""
    account = business(request.user)
    works = list(visible_joints(account).order_by("-opened")[:LISTED])
    calendar = register_for(account).at(shell.now()).calendar
    names = names_for(request, {desk for work in works for desk in (work.lead, work.sponsor, work.issuer)})
    short = chips({work.stream for work in works})
    rows = [
        {
            "cells": [
                {
                    "text": work.title or _("(the words were erased)"),
                    "url": joint_url(work.stream),
                    "note": " · ".join(text for text in (work.paper, short.get(work.stream, "")) if text),
                },
                {"text": names.get(work.lead, work.lead)},
                {"text": names.get(work.sponsor, "–")},
                {"text": day(calendar.day_of(work.opened))},
            ]
        }
        for work in works
    ]
    columns = [
        {"label": _("Joint work"), "wide": True},
        {"label": _("Lead")},
        {"label": _("Decides")},
        {"label": _("Opened")},
    ]
    empty = _("You take part in no joint work yet. Import the paper that divides it.")
    return render(
        request,
        "desk/joints/list.html",
        {"table": {"label": _("Joint work"), "columns": columns, "rows": rows, "empty": empty}},
    )


@login_required
@require_safe
def joint(request: HttpRequest, ref: str) -> HttpResponse:
    work = joint_for(cast(Account, request.user), ref)
    now = shell.now()
    force = registers.current().at(now)
    found = matters_of(request, work.stream, force, now)
    shown, spans = page_of(found), spans_of(found.everything)
    links = chain_of(found.everything, spans, force.calendar, now)
    desks = {desk for row in found.rows for desk in (row.asker, row.doer, row.holder)}
    desks |= {span.holder for row in shown for span in spans[row.stream]}
    names = names_for(request, [*desks, work.lead, work.issuer, work.sponsor, *found.desks])
    filters = Filters(request.GET or None, auto_id="f_%s")
    filters.offer(names, found.desks)
    context = {
        "work": work,
        "ref": ref,
        "tabs": tabs(work.stream, "joint"),
        "title": work.title or _("(the words were erased)"),
        "leads": leads_of(found.everything, work.lead, names),
        "sponsor": names.get(work.sponsor, ""),
        "issuer": names.get(work.issuer, ""),
        "until": charter.until if (charter := force.charter(Stream(work.stream))) is not None else None,
        "own": own_part(work, found.everything, names, force),
        "facts": facts(found.rows, force, now),
        "strip": strip_of(shown, spans, force, names=names, deciding=stretches(links)) if shown else None,
        "chain": chain_table(links, found.everything, force.calendar),
        "form": filters,
        "clear_url": joint_url(work.stream) if request.GET else "",
        "held": held_now(found.rows, force, now, names),
        "pages": found.pages,
        "count": len(found.rows),
        "most": MOST if found.cut else 0,
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/joints/joint.html", context)


@login_required
@require_safe
def holdings_page(request: HttpRequest, ref: str) -> HttpResponse:
    """ "Who holds what" on one sheet of paper: each claim with its entry and whether it is confirmed."""
    work = joint_for(cast(Account, request.user), ref)
    now = shell.now()
    force = registers.current().at(now)
    found = matters_of(request, work.stream, force, now)
    names = names_for(request, {row.holder for row in found.rows} | {work.lead})
    context = {
        "work": work,
        "title": work.title,
        "back_url": joint_url(work.stream),
        "lead": names.get(work.lead, work.lead),
        "holdings": holdings(found.rows, names, work.paper),
        "now": now,
    }
    return render(request, "desk/joints/holdings.html", context)


@login_required
@require_safe
def export(request: HttpRequest, ref: str) -> HttpResponse:
    """Excel of exactly the rows the page shows under its filters."""
    work = joint_for(cast(Account, request.user), ref)
    now = shell.now()
    force = registers.current().at(now)
    found = matters_of(request, work.stream, force, now)
    names = names_for(request, {desk for row in found.rows for desk in (row.asker, row.doer, row.holder)})
    columns = [
        _("Place"), _("Matter"), _("Kind"), _("Asked by"), _("Done by"), _("Held by"), _("Since"), _("Status"),
        _("Original day"), _("Due"), _("Light"), _("Confirmed"),
    ]  # fmt: skip
    rows = [_cells(row, names, light(row, force.calendar, now).word) for row in found.rows]
    return workbook(work.title or ref, columns, rows)


def _cells(row: MatterRow, names: dict[str, str], lamp: str) -> list[object]:
    stands = labels.standing(row.phase, row.outcome, row.is_open, row.kind)
    return [
        row.place, row.title, labels.kind(row.kind), asked_by(row.kind, names.get(row.asker, "")),
        names.get(row.doer, ""), names.get(row.holder, "–"), moment(row.since), stands, row.due, row.due_now,
        lamp if row.is_open else "", _("not yet") if row.hatched else _("yes"),
    ]  # fmt: skip


urlpatterns = [
    path("j/", joints, name="joints"),
    path("j/<str:ref>/", joint, name="joint"),
    path("j/<str:ref>/holdings/", holdings_page, name="holdings"),
    path("j/<str:ref>/export/", export, name="joint-export"),
]
