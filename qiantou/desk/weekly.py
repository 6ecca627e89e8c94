"""Standard requests once a week (每周集中签收): one list, ticked, one press.

A desk marks askers and kinds; what these ask again as once accepted stands here, with the day until which it can wait.
The list changes no clock, and what is an order, urgent, or due soon is never in it. Source: docs/rules/outsiders.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import business, register_for, standing
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.core.calendar import Calendar
from qiantou.core.facts import Offered
from qiantou.core.figures import STANDARD_LEFT
from qiantou.core.kernel import Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.register import InForce
from qiantou.core.worktime import working_days_between
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.clocks import last_day_before
from qiantou.desk.frame import names_for
from qiantou.desk.models import Standard
from qiantou.desk.templatetags.dates import day
from qiantou.insight.standard import day_of_list, is_again
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow

MOST = 500
REMEMBERED = 2000  # accepted matters of a desk that are compared with
ANSWERED = sorted(kind for kind, policy in KINDS.items() if policy.settles or policy.pointed or policy.beside)
"""Kinds where to accept is the answer itself: each is looked at on its own."""

Pair = tuple[str, str, str]  # desk, asker, kind


@dataclass(frozen=True)
class Weekly:
    """What the reader's desks hold of standard requests, and the pairs of asker and kind they accepted before."""

    rows: list[MatterRow]
    marked: set[Pair]
    accepted: Mapping[Pair, list[str]]


@login_required
@require_safe
def weekly(request: HttpRequest) -> HttpResponse:
    """GET /weekly/: the list of each of the reader's desks, and what it is made of."""
    account = business(request.user)
    force = register_for(account).at(shell.now())
    calendar, today = force.calendar, force.day
    found = collected(standing(account).desks, force)
    pairs = sorted(found.accepted, key=lambda pair: (pair not in found.marked, -len(found.accepted[pair]), pair))
    names = names_for(request, {desk for pair in pairs for desk in pair[:2]})
    day_then = day_of_list(calendar, today, settings.WEEKLY_DAY)
    groups = [_group(desk, found, names, calendar, day_then) for desk in dict.fromkeys(row.doer for row in found.rows)]
    context = {"groups": groups, "day_then": day_then, "pairs": [_pair(pair, found, names) for pair in pairs[:MOST]]}
    return render(request, "desk/lists/weekly.html", context)


@login_required
@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Collect what an asker asks of a kind, or collect it no longer."""
    account = business(request.user)
    desk, asker, kind = (request.POST.get(name, "") for name in ("desk", "asker", "kind"))
    is_own = desk in standing(account).desks
    if not is_own or not collect(account, (desk, asker, kind), on=request.POST.get("on") == "yes"):
        raise Http404
    return redirect("weekly")


def collect(account: Account, pair: Pair, *, on: bool) -> bool:
    """Collect a pair of a desk of the account's, or no longer; False for one of which it accepted nothing so far."""
    desk, asker, kind = pair
    if not _accepted([desk]).filter(asker=asker, kind=kind).exists():
        return False
    if on:
        told = {"by": account.id, "at": shell.now()}
        Standard.objects.get_or_create(desk=desk, asker=asker, kind=kind, defaults=told)
    else:
        Standard.objects.filter(desk=desk, asker=asker, kind=kind).delete()
    return True


def collected(desks: Iterable[str], force: InForce) -> Weekly:
    """Three queries, and one of the first entries where any request might be standard."""
    theirs, left = sorted(desks), force.number(STANDARD_LEFT)
    marked = set(Standard.objects.filter(desk__in=theirs).values_list("desk", "asker", "kind"))
    accepted: defaultdict[Pair, list[str]] = defaultdict(list)
    taken = _accepted(theirs).order_by("-opened").values_list("doer", "asker", "kind", "title")
    for desk, asker, kind, title in taken[:REMEMBERED]:
        accepted[desk, asker, kind].append(title)
    offered = MatterRow.objects.filter(is_open=True, phase="offered", holder__in=theirs, urgency="ordinary")
    held = [
        row for row in offered.order_by("reply_at", "title", "stream")[:MOST]
        if (row.doer, row.asker, row.kind) in marked
        and is_again(row.title, accepted[row.doer, row.asker, row.kind])
        and (row.due is None or working_days_between(force.calendar, force.day, row.due) >= left)
    ]  # fmt: skip
    orders = _orders([row.stream for row in held])
    return Weekly([row for row in held if row.stream not in orders], marked, accepted)


def _accepted(desks: Iterable[str]) -> Any:
    """What the desks took on: work that went on, or ended otherwise than by being let go."""
    taken = MatterRow.objects.filter(doer__in=sorted(desks), beside=False).exclude(kind__in=ANSWERED)
    return taken.filter(phase__in=("underway", "blocked", "delivered")) | taken.filter(outcome="accepted")


def _orders(streams: list[str]) -> set[str]:
    told = read([Stream(stream) for stream in streams]) if streams else {}
    first = ((stream, entries[0].event) for stream, entries in told.items())
    return {stream for stream, event in first if isinstance(event, Offered) and event.basis.dispatch}


def _group(desk: str, found: Weekly, names: Mapping[str, str], calendar: Calendar, day_then: date) -> dict[str, Any]:
    rows = [row for row in found.rows if row.doer == desk]
    columns = [
        {"label": _("Matter"), "wide": True}, {"label": _("Asked by")}, {"label": _("Due")},
        {"label": _("Can wait until")},
    ]  # fmt: skip
    written = []
    for row in rows:
        until = last_day_before(row.reply_at, calendar) if row.reply_at else None
        short = until is not None and until < day_then
        note = _("before the day of the list: it cannot wait for it") if short else ""
        written.append({
            "value": f"{row.stream}:{row.version}", "picked": True, "needs": short,
            "cells": [
                {"text": row.title, "url": matter_url(row.stream), "note": labels.kind(row.kind)},
                {"text": names.get(row.asker, row.asker), "label": _("Asked by")},
                {"text": day(row.due), "label": _("Due")},
                {"text": day(until), "note": note, "label": _("Can wait until")},
            ],
        })  # fmt: skip
    table = {"label": _("Standard requests"), "columns": columns, "rows": written, "pick": "pick", "empty": "",
             "stack": True}  # fmt: skip
    return {"desk": desk, "name": names.get(desk, desk), "table": table, "command_id": uuid4().hex, "count": len(rows)}


def _pair(pair: Pair, found: Weekly, names: Mapping[str, str]) -> dict[str, Any]:
    desk, asker, kind = pair
    count = len(found.accepted[pair])
    words = ngettext("%(count)d accepted so far", "%(count)d accepted so far", count) % {"count": count}
    return {
        "desk": desk, "asker": asker, "kind": kind, "on": pair in found.marked, "count": words,
        "label": f"{names.get(asker, asker)} · {labels.kind(kind)}", "latest": found.accepted[pair][0],
        "name": names.get(desk, desk),
    }  # fmt: skip


urlpatterns = [path("weekly/", weekly, name="weekly"), path("weekly/mark/", mark, name="weekly-mark")]
