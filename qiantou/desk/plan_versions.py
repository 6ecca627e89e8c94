"""The versions of a plan put out, and the difference between any two, or between one and the draft, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qiantou.core.plan import Line, Means, PlanValue
from qiantou.core.plan_diff import CHANGED, Content, Difference, content, differences
from qiantou.desk import plan_labels
from qiantou.desk.addresses import receipt_url
from qiantou.desk.frame import directory
from qiantou.desk.joint_nav import tabs
from qiantou.desk.plan_sheet import Plan, plan_for
from qiantou.desk.plan_table import duty_names
from qiantou.desk.templatetags.dates import listed, moment
from qiantou.ledger.models import Entry as EntryRow

NOTHING, DRAFT = "", "draft"


class Compared(forms.Form):
    """Which two; the address is the question."""

    earlier = forms.ChoiceField(label=gettext_lazy("From version"), required=False)
    later = forms.ChoiceField(label=gettext_lazy("to version"), required=False)


@login_required
@require_safe
def versions(request: HttpRequest, ref: str) -> HttpResponse:
    found = plan_for(request, ref)
    put_out = [(f"v{version.number}", entry) for version, entry in found.versions]
    before, after = _asked(request, found, [NOTHING, *(code for code, _entry in put_out)])
    form = Compared({"earlier": before, "later": after})
    names = [(code, _("version %(number)s") % {"number": code[1:]}) for code, _entry in put_out]
    form.fields["earlier"].choices = [(NOTHING, _("nothing")), *names, (DRAFT, _("the present draft"))]  # type: ignore[attr-defined]
    form.fields["later"].choices = [*names, (DRAFT, _("the present draft"))]  # type: ignore[attr-defined]
    earlier, later = _content(found, before), _content(found, after)
    owed = [value for one in (earlier, later) for section in one.values() for value in section.values()]
    cited = [value for value in owed if isinstance(value, Line | Means)]
    called = {**directory(request), **duty_names(cited, found.force)}
    told = [_told(one, called) for one in differences(earlier, later)]
    context = {
        "work": found.work,
        "ref": ref,
        "tabs": tabs(found.joint, "plan"),
        "form": form,
        "clear_url": "",
        "table": _table(found, ref),
        "differences": told,
    }
    return render(request, "desk/plans/versions.html", context)


def _asked(request: HttpRequest, found: Plan, codes: Sequence[str]) -> tuple[str, str]:
    """Which two; where nobody says, what the draft changed since the last version, else what that version changed."""
    later = request.GET.get("later", DRAFT)
    if "earlier" in request.GET:
        return request.GET["earlier"], later
    if len(codes) > 1 and "later" not in request.GET and _content(found, codes[-1]) == found.content:
        return codes[-2], codes[-1]
    return codes[-1], later


def _content(found: Plan, code: str) -> Content:
    """The plan as of a version; the draft for DRAFT, nothing for whatever else."""
    if code == DRAFT:
        return found.content
    entry = next((entry for version, entry in found.versions if f"v{version.number}" == code), None)
    return content(found.entries, entry.version) if entry is not None else {}


def _table(found: Plan, ref: str) -> dict[str, Any]:
    """The versions, newest first, each with its entry and the way to what it changed."""
    numbers = [entry.version for _version, entry in found.versions]
    told = EntryRow.objects.filter(stream=found.joint, version__in=numbers).values_list("version", "position")
    positions = dict(told)
    base = reverse("plan-versions", args=[ref])
    rows = []
    before = NOTHING
    for version, entry in found.versions:
        code = f"v{version.number}"
        position = positions.get(entry.version)
        rows.append({"cells": [
            {"text": _("version %(number)s") % {"number": version.number}},
            {"text": plan_labels.PURPOSES[version.purpose], "label": _("Purpose")},
            {"text": moment(entry.at), "label": _("Put out")},
            {"text": _("what it changed"), "url": f"{base}?earlier={before}&later={code}#differences"},
            {"text": _("Receipt"), "url": receipt_url(position) if position is not None else ""},
        ]})  # fmt: skip
        before = code
    labels = (_("Version"), _("Purpose"), _("Put out"), _("Changes"), _("Receipt"))
    columns = [{"label": label} for label in labels]
    empty = _("No version was put out yet: what stands is a draft.")
    return {"label": _("Versions"), "columns": columns, "rows": rows[::-1], "empty": empty, "stack": True}


def _told(one: Difference, names: Mapping[str, str]) -> dict[str, Any]:
    value = one.after if one.after is not None else one.before
    return {
        "section": plan_labels.SECTIONS[one.section],
        "name": one.name,
        "what": WHAT[one.what],
        "title": plan_labels.title_of(value),
        "desk": _desks(value, names),
        "fields": plan_labels.changes(one.before, one.after, names) if one.what == CHANGED else [],
        "moved": one.what == CHANGED and set(one.fields) == {"order"},
        "grave": one.after is None,
    }


WHAT = {"added": gettext_lazy("added"), "changed": gettext_lazy("changed"), "removed": gettext_lazy("taken out")}


def _desks(value: PlanValue | None, names: Mapping[str, str]) -> str:
    return listed(names.get(desk, desk) for desk in plan_labels.desks_of(value)[:1])
