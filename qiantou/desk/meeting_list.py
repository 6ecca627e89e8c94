"""The list of coordination meetings: called, held, and what waits for one; who may call which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.access.guards import Standing, joint_for, readable, standing
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.acts.meetings import Waiting, waiting
from qiantou.core.convening import joinable, meetings
from qiantou.core.kernel import Desk, Stream
from qiantou.core.meeting import Brought, Item, Meeting
from qiantou.core.meeting_check import holders, may_convene
from qiantou.core.register import CHARTERS, POSTS, InForce
from qiantou.desk import labels
from qiantou.desk.clocks import with_weekday
from qiantou.desk.frame import names_for
from qiantou.desk.meeting_read import BROUGHT, Met, desks_of, known, points
from qiantou.desk.situation import titled
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.desk.templatetags.dates import words
from qiantou.readmodel.models import MatterRow


def list_context(request: HttpRequest) -> dict[str, Any]:
    force = registers.current().at(shell.now())
    seen = standing(cast(Account, request.user))
    met = known(seen, force)
    due = waiting(force)
    chairs = [chair for chair in due.points if set(holders(chair, force)) & set(seen.desks)]
    items = [item for chair in chairs for item in due.points[chair]]
    circles = _circles(due, seen)
    told = points([*items, *circles], seen, force)
    convenes = _convenes(seen, force)
    names = names_for(request, {*desks_of(met), *told.desks, *chairs}, titled(convenes))
    coming = [one for one in met if one.value.held is None]
    return {
        "coming": _table(reversed(coming), force, names, _("No meeting is called."), _("Meetings called")),
        "held": _table((one for one in met if one.value.held), force, names, _("No minutes yet."), _("Held")),
        "waiting": [
            {"chair": names.get(chair, chair), "url": reverse("meeting-call", args=[chair]),
             "rows": [_docket(item, told, names) for item in due.points[chair]]}
            for chair in chairs
        ],
        "convenes": [
            {"work": names.get(joint, joint), "url": _call_url(chair, joint)} for joint, chair in convenes.items()
        ],
        "circles": replace(told, items=circles).drawn(force, names),
    }  # fmt: skip


def _convenes(seen: Standing, force: InForce) -> dict[str, Desk]:
    """Joint work → the leader who decides in it, of those the reader leads with the power to convene."""
    found = {}
    for joint in force.section(CHARTERS):
        charter = force.charter(Stream(joint))
        if charter is not None and charter.lead in seen.desks and charter.sponsor is not None:
            meeting = Meeting(charter.sponsor, force.day, (), joint=Stream(joint))
            if may_convene(meeting, charter.lead, force):
                found[joint] = charter.sponsor
    return found


def _circles(due: Waiting, seen: Standing) -> list[Item]:
    """Those of which the reader may open a matter."""
    opened = readable((name for circle in due.circles for name in circle.matters), seen)
    return [Item(Brought.CIRCLE, one.matters) for one in due.circles if opened & set(one.matters)]


def _table(met: Any, force: InForce, names: Mapping[str, str], empty: str, label: str) -> dict[str, Any]:
    columns = [
        {"label": _("Day")},
        {"label": _("Chair")},
        {"label": _("Points of the agenda"), "num": True},
        {"label": _("Called together by")},
    ]
    rows = [
        {"needs": _waits_for_minutes(one, force), "cells": [
            {"text": _day(one.value, force), "url": reverse("meeting", args=[one.ref]), "note": _note(one, force)},
            {"text": names.get(one.value.chair, one.value.chair), "label": _("Chair")},
            {"text": len(one.value.agenda), "num": True, "label": _("Points of the agenda")},
            {"text": names.get(one.value.caller, one.value.caller) if one.value.caller else _("the chair or by rule"),
             "label": _("Called together by")},
        ]}
        for one in met
    ]  # fmt: skip
    return {"label": label, "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _waits_for_minutes(met: Met, force: InForce) -> bool:
    """Its day is over; or has come, and the reader holds it and will enter them."""
    if met.value.held is not None or met.value.day > force.day:
        return False
    return met.value.day < force.day or met.holder is not None


def _day(meeting: Meeting, force: InForce) -> str:
    return with_weekday(meeting.day, force.instant) if meeting.held is None else in_words(meeting.held)


def _note(met: Met, force: InForce) -> str:
    if met.value.held is not None:
        return met.value.number
    waits = _("its minutes are not entered yet") if _waits_for_minutes(met, force) else ""
    return " · ".join(part for part in (met.value.place, waits) if part)


def _docket(item: Item, told: Any, names: Mapping[str, str]) -> dict[str, Any]:
    rows = [told.rows[name] for name in item.matters if name in told.rows]
    count = len(rows)
    what = told.title(item.matters[0])
    if count > 1:
        what = ngettext("%(first)s and %(count)d more", "%(first)s and %(count)d more", count - 1) % {
            "first": what, "count": count - 1,
        }  # fmt: skip
    units = " · ".join(dict.fromkeys(names.get(row.doer, "–") for row in rows))
    return {"when": labels.label(BROUGHT, item.brought), "what": what, "note": "", "why": units,
            "url": f"#{item.matters[0][:12]}", "kind": "", "acts": []}  # fmt: skip


def callable_for(account: Account, chair: Desk, work: str, force: InForce) -> tuple[Desk, Stream | None]:
    """Which of the account's desks calls a meeting of this chair, and for which joint work. Raises Http404."""
    if chair not in force.section(POSTS):
        raise Http404
    desks = standing(account).desks
    own = next((desk for desk in holders(chair, force) if desk in desks), None)
    if own is not None and not work:
        return own, None
    joint = Stream(joint_for(account, work).stream) if work else None
    charter = force.charter(joint)
    if charter is None or charter.lead not in desks:
        raise Http404
    if not may_convene(Meeting(chair, force.day, (), joint=joint), charter.lead, force):
        raise Http404
    return charter.lead, joint


def joining(chair: Desk, by: Desk, force: InForce) -> Meeting | None:
    """The meeting that points of a lead would join this month; None for the chair's own, and where none is called."""
    key = joinable(chair, force.day, force) if by not in holders(chair, force) else None
    return meetings(force)[key] if key is not None else None


def bringable(chair: Desk, joint: Stream | None, seen: Standing, force: InForce) -> list[tuple[Item, str]]:
    """The points that may be put on the agenda: what waits for this chair by rule, what is before it to decide, and of
    a joint work what is stopped or not agreed."""
    items = list(waiting(force).points.get(chair, ()))
    taken = {name for item in items for name in item.matters}
    rows = MatterRow.objects.filter(is_open=True, inner="")
    if joint is None:
        rows = rows.filter(phase="referred", arbiter=chair)
    else:
        rows = rows.filter(joint=joint, phase__in=("referred", "blocked"))
        items = [item for item in items if MatterRow.objects.filter(stream__in=item.matters, joint=joint).exists()]
    for row in rows.order_by("since", "stream")[:100]:
        if row.stream not in taken:
            items.append(Item(Brought.PUT, (Stream(row.stream),)))
    told = points(items, seen, force)
    return [(item, _called(item, told)) for item in items]


def _called(item: Item, told: Any) -> str:
    titles = " ⇄ ".join(told.title(name) for name in item.matters)
    return format_html("{} <small>{}</small>", words(titles), labels.label(BROUGHT, item.brought))


def _call_url(chair: Desk, joint: str) -> str:
    """Where the lead of a joint work calls a meeting before its sponsor."""
    return f"{reverse('meeting-call', args=[chair])}?{urlencode({'joint': joint})}"
