"""The tasks behind a past record, as the advice counts it: each that the reader may see, and how many others."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import visible_joints, visible_matters
from qiantou.access.models import Account
from qiantou.desk.addresses import matter_url
from qiantou.desk.advice import candidates
from qiantou.desk.advice_record import counted, records
from qiantou.desk.frame import names_for
from qiantou.desk.incoming import paper_for, paper_url
from qiantou.desk.joint_nav import tabs
from qiantou.desk.plan_sheet import plan_for
from qiantou.desk.templatetags.dates import day
from qiantou.insight.lead_terms import YARDSTICK, Past
from qiantou.insight.wilson import wilson

SHOWN = 200  # the newest; a longer record is told by its figures


@login_required
@require_safe
def of_joint(request: HttpRequest, ref: str, unit: str) -> HttpResponse:
    """GET /j/REF/advice/past/UNIT/: the record of one of its candidates."""
    found = plan_for(request, ref)
    if unit not in candidates(found):
        raise Http404
    back = {"back_url": reverse("advice", args=[ref]), "back": _("Advice before signing")}
    return _page(request, unit, back | {"tabs": tabs(found.joint, "advice"), "ref": ref})


@login_required
@require_safe
def of_paper(request: HttpRequest, ref: str, unit: str) -> HttpResponse:
    """GET /papers/REF/past/UNIT/: the record of a unit named on an incoming paper."""
    found, _force = paper_for(cast(Account, request.user), ref)
    if unit not in (found.value.proposed, *found.value.units):
        raise Http404
    return _page(request, unit, {"back_url": paper_url(found.key), "back": _("The incoming paper")})


def _page(request: HttpRequest, unit: str, context: dict[str, Any]) -> HttpResponse:
    account = cast(Account, request.user)
    past = records([unit]).get(unit, Past(0, 0))
    seen = counted([unit]).filter(stream__in=visible_matters(account).values("stream"))
    rows = list(seen.order_by("-delivered", "stream")[:SHOWN])
    works = {row.joint for row in rows if row.joint}
    titles = dict(visible_joints(account).filter(stream__in=works).values_list("stream", "title"))
    told = context | {
        "unit": names_for(request, [unit]).get(unit, unit),
        "facts": _facts(past, len(rows)),
        "table": _table(rows, titles),
    }
    return render(request, "desk/advice/past.html", told)


def _facts(past: Past, shown: int) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Tasks counted"), "value": past.n},
        {"label": _("Done by their original day"), "value": past.on_time, "note": _interval(past)},
    ]
    hidden = past.n - shown
    if hidden:
        why = _("of joint work you take no part in, or older than the newest %(shown)d") % {"shown": SHOWN}
        facts.append({"label": _("Not listed here"), "value": hidden, "note": why})
    return facts


def _interval(past: Past) -> str:
    if past.n < YARDSTICK.least_n:
        return _("too few to compare: it takes %(least)d") % {"least": YARDSTICK.least_n}
    low, high = wilson(past.on_time, past.n)
    told = {"share": past.on_time / past.n * 100, "low": low * 100, "high": high * 100}
    return _("%(share).0f%%; with 95%% confidence between %(low).0f%% and %(high).0f%%") % told


def _table(rows: list[Any], titles: dict[str, str]) -> dict[str, Any]:
    columns = [
        {"label": _("Task"), "wide": True}, {"label": _("Joint work"), "wide": True},
        {"label": _("Original day"), "num": True}, {"label": _("Handed in"), "num": True}, {"label": _("In time")},
    ]  # fmt: skip
    told = [{"cells": [
        {"text": row.title or _("(the words were erased)"), "url": matter_url(row.stream)},
        {"text": titles.get(row.joint, "–"), "label": _("Joint work")},
        {"text": day(row.due), "num": True, "label": _("Original day")},
        {"text": day(row.done), "num": True, "label": _("Handed in")},
        {"text": _("yes") if row.done <= row.due else _("no"), "label": _("In time")},
    ]} for row in rows]  # fmt: skip
    empty = _("No task of this unit that you may see is counted.")
    return {"label": _("Tasks counted"), "columns": columns, "rows": told, "empty": empty, "stack": True}


urlpatterns = [
    path("j/<str:ref>/advice/past/<str:unit>/", of_joint, name="advice-past"),
    path("papers/<str:ref>/past/<str:unit>/", of_paper, name="paper-past"),
]
