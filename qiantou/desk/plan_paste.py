"""Paste a plan from Excel: first what it would change and what is at fault, row by row; then, on a second press, done.

Nothing is kept between the two: the table travels with the page, so that it can be mended where it stands.
"""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Rejected
from qiantou.desk import plan_labels
from qiantou.desk.addresses import receipt_url
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.plan_faults import LEFT_OUT
from qiantou.desk.plan_import import Planned, Reading
from qiantou.desk.plan_out import wording
from qiantou.desk.plan_sheet import Plan, draft_for
from qiantou.documents.container import REFUSALS
from qiantou.documents.plan_grid import read_grid
from qiantou.documents.plan_writing import grid_text

SHOWN = 2000
LONGEST = 120
"""Characters shown of what was left out."""
WHAT = {"added": gettext_lazy("added"), "changed": gettext_lazy("changed"), "removed": gettext_lazy("taken out"),
        "same": gettext_lazy("as it was")}  # fmt: skip
ORDER = ("removed", "changed", "added", "same")


class PasteForm(forms.Form):
    """A table as text or as a file, and what it stands for."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    text = forms.CharField(
        required=False, label=gettext_lazy("Rows copied from Excel or WPS, with their headings"),
        widget=forms.Textarea(attrs={"rows": 10, "class": "mono", "spellcheck": "false"}), strip=False,
    )  # fmt: skip
    file = forms.FileField(required=False, label=gettext_lazy("or a workbook (.xlsx)"))
    whole = forms.BooleanField(
        required=False, label=gettext_lazy("The table is the whole plan: lines it does not hold are taken out")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("file") and not (given.get("text") or "").strip():
            raise forms.ValidationError(_("Paste the rows or choose a file."))
        return given


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest, ref: str) -> HttpResponse:
    found = draft_for(request, ref)
    initial = {"command_id": uuid4().hex, "version": found.version}
    bound = request.method == "POST"
    form = PasteForm(request.POST if bound else None, request.FILES or None, initial=initial, label_suffix="")
    reading = None
    if bound and form.is_valid():
        try:
            reading = _read(request, found, form)
            if "apply" in request.POST and reading.is_clean and reading.changes:
                return _applied(request, ref, found, form, reading)
        except Rejected as refusal:
            form.add_error(None, _sentence(refusal))
        form.data = _again(form, found)
    words = wording()
    context = {
        "work": found.work, "ref": ref, "form": form, "lines": len(found.lines), "headings": words.headings,
        "columns": words.comma.join(words.headings.values()),
    }  # fmt: skip
    if reading is not None:
        context |= _preview(request, found, reading)
    wrong = form.errors or (reading is not None and not reading.is_clean)
    return render(request, "desk/plans/paste.html", context, status=422 if wrong else 200)


def _read(request: HttpRequest, found: Plan, form: PasteForm) -> Reading:
    """Raises Rejected where it is no table that is opened."""
    given = form.cleaned_data
    grid = read_grid(given["file"].read() if given.get("file") else given["text"])
    if given.get("file"):  # the table goes on as text, so that it can be mended on the page
        given["text"] = grid_text(grid.rows, wording(), columns=grid.columns)
    names = offered_names(directory(request), found.seen, found.force)
    return Reading(found, grid, names, whole=given["whole"])


def _again(form: PasteForm, found: Plan) -> dict[str, Any]:
    """The form for the next press: the same table, against the plan as it stands now."""
    given = form.cleaned_data
    typed = {"text": given.get("text", ""), "version": str(found.version), "command_id": uuid4().hex}
    return typed | ({"whole": "on"} if given.get("whole") else {})


def _sentence(refusal: Rejected) -> str:
    sentence = REFUSALS.get(refusal.code)
    return str(_(sentence)) % refusal.facts if sentence else sentence_for(refusal)


def _applied(request: HttpRequest, ref: str, found: Plan, form: PasteForm, reading: Reading) -> HttpResponse:
    """Raises Rejected, "moved-on" where the plan changed since the preview."""
    assert found.drafter is not None
    given = form.cleaned_data
    receipt = execute_all(
        (), by=actor(cast(Account, request.user), found.drafter), command_id=given["command_id"],
        listings=reading.listings(), seen={found.joint: given["version"]},
    )  # fmt: skip
    count = len(reading.changes)
    words = ngettext("%(count)d line of the plan is changed.", "%(count)d lines of the plan are changed.", count)
    text = words % {"count": count}
    if receipt is not None and receipt.position is not None:
        text = format_html('{} <a href="{}">{}</a>', text, receipt_url(receipt.position), _("Receipt"))
    messages.success(request, text)
    return redirect(reverse("plan", args=[ref]))


def _preview(request: HttpRequest, found: Plan, reading: Reading) -> dict[str, Any]:
    names = directory(request)
    counts = {what: sum(one.what == what for one in reading.planned) for what in ORDER}
    rows = [_row(one, names) for what in ORDER for one in reading.planned if one.what == what != "same"]
    left = [
        {"row": one.row or "–", "text": Truncator(one.text).chars(LONGEST), "why": LEFT_OUT[one.code]}
        for one in reading.grid.left_out
    ]
    return {
        "reading": reading,
        "facts": [{"label": WHAT[what], "value": counts[what]} for what in ("added", "changed", "removed", "same")],
        "changes": rows[:SHOWN],
        "faults": sorted(reading.faults, key=lambda one: (one.is_passed_over, one.row)),
        "left_out": left,
        "may_apply": reading.is_clean and bool(reading.changes),
    }


def _row(one: Planned, names: dict[str, str]) -> dict[str, Any]:
    line = one.after or one.before
    assert line is not None
    headings = wording().headings
    labels = {**plan_labels.FIELDS, **headings, "needs": headings["means"]}
    return {
        "row": one.row or "–",
        "name": one.name,
        "what": WHAT[one.what],
        "grave": one.what == "removed",
        "title": plan_labels.title_of(line),
        "unit": names.get(line.unit, line.unit),
        "fields": plan_labels.changes(one.before, one.after, names, labels=labels) if one.what == "changed" else [],
        "said": plan_labels.said(line, names, labels) if one.what == "added" else [],
    }
