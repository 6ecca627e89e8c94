"""The roster from Excel: what it would change is shown first, then all of it is applied, or nothing.

For the system administrator alone; to others these pages do not exist. Between the two steps the workbook stays
in the form, not on the server.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qiantou.access.enrolling import apply, planned, sentence_of
from qiantou.access.guards import names
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.access.roster import Plan
from qiantou.access.roster_sheets import template
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.register import Listed, Post, Term, Unit
from qiantou.desk import labels
from qiantou.desk.exporting import TYPE
from qiantou.documents.container import REFUSALS

LARGEST = 4 * 1024 * 1024  # bytes of a workbook
SHOWN = 200  # changes and faults listed; the rest is counted


class RosterForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Workbook with the sheets of the template (.xlsx)"))

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The workbook is larger than %(limit)d MB.") % {"limit": LARGEST >> 20})
        return bytes(file.read())


def keeper(request: HttpRequest) -> Account:
    """The system administrator. Raises Http404 for everybody else."""
    account = cast(Account, request.user)
    if account.admin != "system":
        raise Http404
    return account


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest) -> HttpResponse:
    """The form; after it the dry run, which changes nothing."""
    keeper(request)
    form = RosterForm(request.POST, request.FILES) if request.method == "POST" else RosterForm()
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        data = form.cleaned_data["file"]
        try:
            context |= _shown(planned(data), data)
        except Rejected as refusal:
            form.add_error("file", _sentence(refusal))
    status = 422 if form.is_bound and (form.errors or context.get("faults")) else 200
    return render(request, "desk/units/roster.html", context, status=status)


def _sentence(refusal: Rejected) -> str:
    sentence = REFUSALS.get(refusal.code)
    return str(_(sentence)) % refusal.facts if sentence else sentence_for(refusal)


def _shown(plan: Plan, data: bytes) -> dict[str, Any]:
    if plan.faults:
        faults = [sentence_of(fault) for fault in plan.faults]
        return {"faults": faults[:SHOWN], "more": max(0, len(faults) - SHOWN)}
    offices = _offices(plan)
    former = {name: old for old, name in plan.units_renamed}
    lines = [(labels.label(labels.SECTIONS, one.section), _entry(one, former, offices)) for one in plan.listings]
    lines += [(_("account"), f"{newcomer.login} {newcomer.name}") for newcomer in plan.newcomers]
    lines += [(_("name"), f"{login} {name}") for login, name in plan.renamed]
    return {
        "dry": True, "changes": plan.changes, "lines": lines[:SHOWN], "more": max(0, len(lines) - SHOWN),
        "data": base64.b64encode(data).decode(), "command_id": uuid4().hex,
    }  # fmt: skip


def _entry(listed: Listed, former: Mapping[str, str], offices: Mapping[str, str]) -> str:
    """What one entry says. `former`: new names of units → old; `offices`: names of the units that posts name so."""
    match listed.value:
        case Unit() if listed.name in former:
            return _("renamed: %(former)s → %(name)s") % {"former": former[listed.name], "name": listed.name}
        case Term():
            return _("a term in a post")
        case Post(office=office) if office is not None:
            told = {"post": listed.name, "office": offices.get(office, office)}
            return _("%(post)s, with %(office)s as its office") % told
        case _:
            return listed.name


def _offices(plan: Plan) -> dict[str, str]:
    """Desk → name of the offices that the plan names, new ones by the plan itself; no query where it names none."""
    wanted = {one.value.office for one in plan.listings if isinstance(one.value, Post)} - {None}
    own = {one.key: one.name for one in plan.listings if isinstance(one.value, Unit)}
    return {**names(wanted), **own} if wanted else {}


@login_required
@require_POST
def enrol(request: HttpRequest) -> HttpResponse:
    """Apply the workbook shown before. New accounts wait for the security administrator, who hands out passwords."""
    account = keeper(request)
    try:
        data = base64.b64decode(request.POST.get("data", ""), validate=True)
    except (ValueError, binascii.Error):
        raise Http404 from None
    form = RosterForm()
    try:
        plan = planned(data)
        if plan.faults:
            return render(request, "desk/units/roster.html", {"form": form, **_shown(plan, data)}, status=422)
        command_id = request.POST.get("command_id", "")[:64] or uuid4().hex
        done = apply(plan, by=Actor(account=account.id), command_id=command_id, released=False)
    except Rejected as refusal:
        return render(request, "desk/units/roster.html", {"form": form, "faults": [_sentence(refusal)]}, status=422)
    except IntegrityError:
        told = _("Somebody applied a roster at the same moment. Nothing was changed; look at it again.")
        return render(request, "desk/units/roster.html", {"form": form, "faults": [told]}, status=409)
    context = {
        "form": form, "done": True, "changes": plan.changes, "receipt": done.receipt, "waiting": done.waiting,
    }  # fmt: skip
    return render(request, "desk/units/roster.html", context)


@login_required
@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """The empty workbook to fill in, with examples."""
    keeper(request)
    answer = HttpResponse(template(english=get_language() == "en"), content_type=TYPE)
    answer["Content-Disposition"] = 'attachment; filename="roster.xlsx"'
    return answer


urlpatterns = [
    path("units/import/", roster, name="roster"),
    path("units/import/apply/", enrol, name="roster-apply"),
    path("units/import/template/", blank, name="roster-template"),
]
