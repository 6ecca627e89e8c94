"""Guidance 指导请求: asking how, beside a work or alone; what was asked, who owes the answer, what counts meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor, business, matter_for, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import Receipt, execute
from qiantou.core.evolve import evolve
from qiantou.core.guidance import GUIDANCE, diligence
from qiantou.core.kernel import Desk, Rejected, Stream, fold
from qiantou.core.moves import Basis, Offer
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.asked import InTheNameOf, entries_of, form_of, in_short, rows_of, tabs
from qiantou.desk.charters import tell
from qiantou.desk.forms import DeskField, text
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.moving import fresh_from
from qiantou.desk.templatetags.dates import moment
from qiantou.readmodel.models import MatterRow

ROWS = 50


class AskHow(InTheNameOf):
    question = text(gettext_lazy("What has to be made clear"), rows=3)
    doer = DeskField(label=gettext_lazy("Who is asked"))
    reading = text(
        gettext_lazy("How your unit reads it, and what it will do unless told otherwise"), required=False, rows=3,
        help_text=gettext_lazy("It counts as diligence from now on, until an answer comes that can be acted upon."),
    )  # fmt: skip
    beside = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guidance(request: HttpRequest) -> HttpResponse:
    """The form, and the questions the reader's desks have a part in. ?beside=REF asks beside a work in hand."""
    account = business(request.user)
    seen, names = standing(account), directory(request)
    work = _work(account, request.POST.get("beside") or request.GET.get("beside", ""))
    initial = {"beside": work.stream if work else "", "doer": names.get(work.asker, "") if work else ""}
    form = form_of(AskHow, request, seen, names, **initial) if seen.desks else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                receipt = _ask(account, form.cleaned_data, work)
            except Rejected as refusal:
                form.add_error(None, sentence_for(refusal))
            else:
                tell(request, _("The question is asked; its clock runs."), receipt)
                return redirect(matter_url(receipt.stream) if receipt else "guidance")
    context = {
        "tabs": tabs("guidance"), "form": form, "work": work, "work_url": matter_url(work.stream) if work else "",
        "table": _table(rows_of(seen, [GUIDANCE], limit=ROWS), names),
        "desk_names": offered_names(names, seen, register_for(account).at(shell.now())) if form else [],
    }  # fmt: skip
    return render(request, "desk/asked/guidance.html", context, status=422 if form and form.is_bound else 200)


def _work(account: Account, named: str) -> MatterRow | None:
    """The work the question stands beside. Raises Http404 for one the reader does not do."""
    if not named:
        return None
    row = matter_for(account, named)
    if row.doer not in standing(account).desks:
        raise Http404
    return row


def _ask(account: Account, said: Mapping[str, Any], work: MatterRow | None) -> Receipt | None:
    """Raises Rejected."""
    desk = Desk(work.doer) if work is not None else Desk(said["desk"])
    title, detail = in_short(said["question"])
    offer = Offer(
        GUIDANCE, desk, said["doer"], title, detail=detail, basis=Basis("matter" if work else "request"),
        joint=Stream(work.joint) if work and work.joint else None, parent=Stream(work.stream) if work else None,
        beside=work is not None, reading=said["reading"],
    )  # fmt: skip
    return execute(fresh_from(said["command_id"]), offer, by=actor(account, desk), command_id=said["command_id"])


def _table(rows: list[MatterRow], names: Mapping[str, str]) -> dict[str, Any]:
    told = entries_of(rows)
    columns = [
        {"label": _("Question"), "wide": True}, {"label": _("Who asks")}, {"label": _("Who answers")},
        {"label": _("Status")}, {"label": _("Asker's own reading"), "wide": True},
    ]  # fmt: skip
    lines = []
    for row in rows:
        entries = told.get(Stream(row.stream), [])
        matter = fold(evolve, None, entries)
        assert matter is not None
        lines.append({"needs": False, "cells": [
            {"text": row.title or _("(the words were erased)"), "url": matter_url(row.stream)},
            {"text": names.get(row.asker, row.asker), "label": _("Who asks")},
            {"text": names.get(row.doer, row.doer), "label": _("Who answers")},
            {"text": standing_words(row), "label": _("Status")},
            {"text": reading_words(diligence(matter, entries)), "label": _("Asker's own reading")},
        ]})  # fmt: skip
    empty = _("Nobody has asked for guidance here yet.")
    return {"label": _("Questions for guidance"), "columns": columns, "rows": lines, "empty": empty, "stack": True}


def standing_words(row: MatterRow) -> str:
    """Where it stands, or how it ended; a question that was settled was answered."""
    if row.is_open:
        return labels.phase(row.phase, row.kind)
    settled = row.kind == GUIDANCE and row.outcome in ("accepted", "consented")
    return labels.label(labels.OUTCOMES, "answered" if settled else row.outcome)


def reading_words(reading: Any) -> str:
    """Since when, and until when, the stated reading counts; a dash where none is stated or none is confirmed."""
    if reading is None:
        return "–"
    if reading.until is None:
        return _("counts as diligence since %(since)s") % {"since": moment(reading.since)}
    facts = {"since": moment(reading.since), "until": moment(reading.until)}
    return _("counted as diligence from %(since)s to %(until)s") % facts


urlpatterns = [path("asked/", guidance, name="guidance")]
