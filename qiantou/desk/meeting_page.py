"""The page of one coordination meeting: every point as the record has it, who is invited, and what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.access.guards import readable, standing
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.core.meeting import Decided
from qiantou.core.numbering import Form
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.clocks import with_weekday
from qiantou.desk.duty_citing import loaded
from qiantou.desk.frame import names_for
from qiantou.desk.meeting_forms import MinutesForm
from qiantou.desk.meeting_read import OUTCOMES, Met, Points, decided_of, desks_of, points, told_to
from qiantou.desk.papers_about import of_meeting
from qiantou.desk.papers_numbers import Issued, box_of
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.readmodel.models import MatterRow


def meeting_page(
    request: HttpRequest, met: Met, form: MinutesForm | None, *, refused: str = "", status: int = 200,
    citing: Mapping[str, Any] | None = None,
) -> HttpResponse:  # fmt: skip
    """`citing`: the rows of duty lists that new tasks rest on, once a township was asked."""
    force = registers.current().at(shell.now())
    seen = standing(cast(Account, request.user))
    told = points(met.value.agenda, seen, force)
    letters = list(MatterRow.objects.filter(parent=met.value.letters)) if met.value.letters else []
    names = names_for(request, {*desks_of([met]), *told.desks})
    drawn = told.drawn(force, names)
    if form is not None:
        for item in drawn:
            for matter in item["matters"]:
                matter["fields"] = (
                    form.points[matter["stream"]] if matter["open"] else form.points[matter["stream"]][:1]
                )
    opened = readable(decided_of(met.value), seen)
    context = {
        "met": met, "ref": met.ref, "items": drawn, "form": form, "refused": refused, "now": force.instant,
        **(citing or {}), "loaded": loaded(form.known, force) if form is not None else "",
        "facts": _facts(met, names, force), "invited": _invited(met, letters, names),
        "decided": [_decision(one, told, names, opened) for one in told_to(met, opened).value.decisions],
        "may_call_off": met.holder is not None and met.value.held is None, "command_id": shell.fresh(),
        "paper_url": reverse("meeting-docx", args=[met.ref]) if met.value.held else "",
        "number_box": box_of(numbered(met), seen, force) if met.holder is not None else None,
        "heading": _("Coordination meeting of %(day)s") % {"day": in_words(met.value.held or met.value.day)},
    }  # fmt: skip
    return render(request, "desk/meetings/meeting.html", context, status=status)


def numbered(met: Met) -> Issued:
    title = _("Minutes of the coordination meeting of %(day)s") % {"day": in_words(met.value.held or met.value.day)}
    return Issued(Form.MINUTES, of_meeting(met), met.value.chair, title, reverse("meeting", args=[met.ref]))


def _facts(met: Met, names: Mapping[str, str], force: Any) -> list[dict[str, str]]:
    value = met.value
    facts = [
        {"label": _("Chair"), "value": names.get(value.chair, value.chair)},
        {
            "label": _("Held on") if value.held else _("Day"),
            "value": with_weekday(value.held or value.day, force.instant),
        },
        {"label": _("Called together by"), "value": _caller(met, names)},
    ]
    if value.place:
        facts.append({"label": _("Meeting place"), "value": value.place})
    if value.number:
        facts.append({"label": _("Number of the minutes"), "value": value.number})
    return facts


def _caller(met: Met, names: Mapping[str, str]) -> str:
    return names.get(met.value.caller, met.value.caller) if met.value.caller else _("the chair or by rule")


def _invited(met: Met, letters: list[MatterRow], names: Mapping[str, str]) -> dict[str, Any]:
    answers = {row.doer: labels.standing(row.phase, row.outcome, row.is_open, row.kind) for row in letters}
    rows = [
        {"cells": [
            {"text": names.get(desk, desk)},
            {"text": answers.get(desk, _("told by the office")), "label": _("Answer to the invitation")},
            {"text": (_("attended") if desk in met.value.attended else _("was absent")) if met.value.held else "–",
             "label": _("Attendance")},
        ]}
        for desk in dict.fromkeys((*met.value.invited, *met.value.attended))
    ]  # fmt: skip
    columns = [{"label": _("Who"), "wide": True}, {"label": _("Answer to the invitation")}, {"label": _("Attendance")}]
    return {"label": _("Invited"), "columns": columns, "rows": rows, "empty": _("Nobody is invited yet."),
            "stack": True}  # fmt: skip


def _decision(one: Decided, told: Points, names: Mapping[str, str], opened: set[str]) -> dict[str, str]:
    """One answer of the minutes: of a point, or a new task."""
    title, url = one.words or _("a matter not open to you"), ""
    if one.matter is not None:
        title, url = told.title(one.matter), matter_url(one.matter) if one.matter in told.opened else ""
    elif one.opened in opened:
        url = matter_url(str(one.opened))
    terms = [names.get(one.doer, one.doer) if one.doer else "", in_words(one.due) if one.due else ""]
    return {
        "title": title, "url": url, "words": one.words if one.matter is not None else "",
        "outcome": labels.label(OUTCOMES, one.outcome) if one.matter is not None else _("new task"),
        "terms": " · ".join(term for term in terms if term),
    }  # fmt: skip
