"""Duty lists from Excel: what would be added, changed and ended is shown first, then all of it is entered, or nothing.

For the establishment office, and for the system administrator, who keeps the register; to others these pages do not
exist. Between the two steps the workbook stays in the form, not on the server.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.duties import Loading, lists_version, load, planned
from qiantou.core.duty import Duty
from qiantou.core.duty_change import lists_kept_by
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.register import InForce
from qiantou.desk import duty_words
from qiantou.desk.addresses import receipt_url
from qiantou.desk.duty_reading import Workbook, read
from qiantou.desk.forms import DESKS_LIST, DeskField, day
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.roster_pages import LARGEST, SHOWN, keeper
from qiantou.documents.container import REFUSALS
from qiantou.documents.duty_rows import Finding


class LoadForm(forms.Form):
    """The workbook as a file, or as it was shown before in `data`."""

    file = forms.FileField(
        label=gettext_lazy("Workbook of duty lists (.xlsx, .csv, .docx)"),
        error_messages={"required": gettext_lazy("Please choose a file."), "empty": gettext_lazy("The file is empty.")},
    )
    unit = DeskField(required=False, label=gettext_lazy("Whose lists, where the file names no unit"))
    paper = forms.CharField(max_length=200, label=gettext_lazy("Number of the paper that published them"))
    since = day(gettext_lazy("In force from"), required=True)
    data = forms.CharField(required=False, widget=forms.HiddenInput)  # type: ignore[assignment]
    named = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, **options: Any) -> None:
        super().__init__(data, files, **options)
        self.fields["file"].required = not (data and data.get("data"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file = given.get("file")
        if file and file.size > LARGEST:
            raise forms.ValidationError(_("The workbook is larger than %(limit)d MB.") % {"limit": LARGEST >> 20})
        given["content"] = file.read() if file else _decoded(given.get("data", ""))
        given["named"] = file.name if file else given.get("named", "")
        if not given["content"] and "file" not in self.errors:
            self.add_error("file", _("Please choose a file."))
        return given


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except (ValueError, binascii.Error):
        return b""


def loader(request: HttpRequest, force: InForce) -> Actor:
    """Who loads lists: the establishment office, else the system administrator. Raises Http404."""
    account = cast(Account, request.user)
    office = lists_kept_by(force)
    if office is not None and office in standing(account).desks:
        return actor(account, office)
    return Actor(account=keeper(request).id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def loading(request: HttpRequest) -> HttpResponse:
    """The form; after it the dry run, which changes nothing; and with `apply` the change itself."""
    force = register_for(cast(Account, request.user)).at(shell.now())
    by = loader(request, force)
    bound = request.method == "POST"
    form = LoadForm(request.POST if bound else None, request.FILES or None, initial={"since": force.day})
    form.label_suffix = ""
    context: dict[str, Any] = {"form": form, "desks_list": DESKS_LIST}
    if bound and form.is_valid():
        said = form.cleaned_data
        try:
            book = read(said["content"], named=said["named"], unit=said["unit"])
            if "apply" in request.POST and not book.hindered:
                return _applied(request, book, said, by)
            context |= _preview(request, book, said)
        except Rejected as refusal:
            form.add_error(None, _sentence(refusal))
    context["desk_names"] = offered_names(directory(request), standing(cast(Account, request.user)), force)
    return render(request, "desk/duties/load.html", context, status=422 if form.errors or "faults" in context else 200)


def _sentence(refusal: Rejected) -> str:
    sentence = REFUSALS.get(refusal.code)
    return str(_(sentence)) % refusal.facts if sentence else sentence_for(refusal)


def _preview(request: HttpRequest, book: Workbook, said: Mapping[str, Any]) -> dict[str, Any]:
    """Who hinders is told alone; else what would change, and what a person should look at."""
    common = {
        "left_out": _findings(book.left_out), "data": base64.b64encode(said["content"]).decode(),
        "named": said["named"], "command_id": uuid4().hex,
    }  # fmt: skip
    if book.hindered:
        return {**common, "faults": _findings(book.faults)}
    names = directory(request)
    found = planned(book.rows, since=said["since"])
    return {
        **common, "dry": True, "doubts": _findings(book.faults), "seen": lists_version(),
        "count": sum(one.changes for one in found), "changes": [_told(one, names) for one in found],
    }  # fmt: skip


def _findings(found: Sequence[Finding]) -> dict[str, Any] | None:
    """Row by row: where, what stands there, the rule."""
    if not found:
        return None
    columns = [{"label": _("Where")}, {"label": _("Text"), "wide": True}, {"label": _("Rule"), "wide": True}]
    rows = [
        {"cells": [{"text": one.place}, {"text": one.text[:200] or "–", "label": _("Text")},
                   {"text": duty_words.finding(one), "label": _("Rule")}]}
        for one in found[:SHOWN]
    ]  # fmt: skip
    label = _("Rows to look at")
    return {"label": label, "columns": columns, "rows": rows, "stack": True, "more": max(0, len(found) - SHOWN)}


def _told(found: Loading, names: Mapping[str, str]) -> dict[str, Any]:
    """What becomes of the lists of one unit, changes first."""
    lines = [(_("changed"), duty, before.value) for before, duty in found.changed]
    lines += [(_("added"), duty, None) for duty in found.added]
    lines += [(_("ends"), row.value, None) for row in found.ended]
    columns = [{"label": _("What happens")}, {"label": _("List")}, {"label": _("Duty"), "wide": True}]
    rows = [
        {"cells": [{"text": what}, {"text": duty_words.sort(duty.sort), "label": _("List")},
                   {"text": _row_words(duty), "note": was(before, duty), "label": _("Duty")}]}
        for what, duty, before in lines[:SHOWN]
    ]  # fmt: skip
    return {
        "unit": names.get(found.unit, found.unit), "changes": found.changes, "same": found.same,
        "kept": [duty_words.sort(sort) for sort in found.kept], "more": max(0, len(lines) - SHOWN),
        "table": {"label": _("What would change"), "columns": columns, "rows": rows, "stack": True,
                  "empty": _("Nothing changes: the lists say this already.")},
    }  # fmt: skip


def _row_words(duty: Duty) -> str:
    return f"{duty.number} {duty.item}".strip()


_FIELDS = {
    "number": gettext_lazy("number"), "klass": gettext_lazy("class"), "item": gettext_lazy("item of the list"),
    "upper_name": gettext_lazy("department above"), "upper_duty": gettext_lazy("its duty"),
    "part": gettext_lazy("the unit's part"), "how": gettext_lazy("how it is done"),
}  # fmt: skip


def was(before: Duty | None, after: Duty) -> str:
    """What a changed row said before, field by field."""
    if before is None:
        return ""
    told = [
        _("%(field)s was: %(text)s") % {"field": label, "text": getattr(before, name) or "–"}
        for name, label in _FIELDS.items()
        if getattr(before, name) != getattr(after, name)
    ]
    return " · ".join(told)


def _applied(request: HttpRequest, book: Workbook, said: Mapping[str, Any], by: Actor) -> HttpResponse:
    """Raises Rejected."""
    try:
        seen, command_id = int(request.POST.get("seen", "")), request.POST.get("command_id", "")[:64]
    except ValueError:
        raise Http404 from None
    receipt = load(
        book.rows, since=said["since"], paper=said["paper"], by=by, command_id=command_id or uuid4().hex, seen=seen
    )
    told = ngettext("%(count)d row of the duty lists was entered.", "%(count)d rows of the duty lists were entered.",
                    receipt.entries) % {"count": receipt.entries}  # fmt: skip
    if receipt.repeated:
        told = _("This was entered before; nothing was done twice.")
    link = receipt_url(receipt.position or 0)
    messages.success(request, format_html('{} <a href="{}">{}</a>', told, link, _("Receipt")))
    return redirect(reverse("duties") if by.desk else reverse("duties-load"))


urlpatterns = [path("duties/load/", loading, name="duties-load")]
