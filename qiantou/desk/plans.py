"""The plan of a joint work (分工方案): its lines and means, who signed them, dissent beside them, what was launched."""

from __future__ import annotations

import re
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import actor
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts.open_plan import open_plan, unsigned
from qiantou.core.kernel import Rejected
from qiantou.core.plan import LINES
from qiantou.core.plan_diff import signed_versions
from qiantou.desk import plan_edit, plan_labels, plan_out, plan_paper, plan_paste, plan_versions
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.joint_nav import tabs
from qiantou.desk.plan_sheet import Plan, draft_for, plan_for
from qiantou.desk.plan_table import Beside, beside, facts, lines_table, means_rows


@login_required
@require_safe
def plan(request: HttpRequest, ref: str) -> HttpResponse:
    return _page(request, plan_for(request, ref), ref)


@login_required
@require_POST
def launch(request: HttpRequest, ref: str) -> HttpResponse:
    """Open every matter of the signed plan; refused while a signature is missing."""
    found = draft_for(request, ref)
    command_id = request.POST.get("command_id", "")
    if not re.fullmatch(r"[0-9a-f]{32}", command_id):
        raise Http404
    try:
        by = actor(cast(Account, request.user), found.charter.lead)
        receipt = open_plan(found.joint, by=by, command_id=command_id)
    except Rejected as refusal:
        return _page(request, found, ref, error=_sentence(refusal))
    words = _("The plan was launched before; nothing was opened twice.") if receipt.repeated else _("Launched.")
    if receipt.position is not None:
        words = format_html('{} <a href="{}">{}</a>', words, receipt_url(receipt.position), _("Receipt"))
    messages.success(request, words)
    return redirect(reverse("plan", args=[ref]))


def _sentence(refusal: Rejected) -> str:
    """The sentence of a refused launch, with the line it concerns."""
    sentence = sentence_for(refusal)
    if "line" not in refusal.facts:
        return sentence
    return _("Line %(name)s: %(sentence)s") % {"name": refusal.facts["line"], "sentence": sentence}


def _page(request: HttpRequest, found: Plan, ref: str, *, error: str = "") -> HttpResponse:
    told = beside(request, found)
    context = head(found, ref) | {
        "facts": facts(found) if found.lines else [],
        "lines": lines_table(found, told) if found.lines else None,
        "means": means_rows(found, told),
        "whole": told.dissent.get("", ()),
        "lead": told.names.get(found.charter.lead, ""),
        "may_draft": found.drafter is not None,
        "launch": _launch(found, told),
        "error": error,
    }
    return render(request, "desk/plans/plan.html", context, status=422 if error else 200)


def _launch(found: Plan, told: Beside) -> dict[str, Any] | None:
    """How far the launch is: who has still to sign, whether anything is open; None before a version to sign."""
    history = signed_versions(found.entries)
    if not history:
        return None
    signatures = [one for one in told.letters if one.matter.kind == "signature"]
    missing = unsigned(history, signatures, found.charter, found.force)
    lines = history[-1].content[LINES]
    taken_out = [
        {"name": name, "title": rows[0].title, "url": matter_url(rows[0].stream)}
        for name, rows in told.matters.items()
        if name.startswith("L") and name not in lines and any(row.is_open for row in rows)
    ]
    return {
        "version": history[-1].number,
        "missing": [told.names.get(desk, desk) for desk in missing],
        "left": [name for name in lines if name not in told.matters],
        "begun": bool(told.matters),
        "may": found.charter.lead in found.seen.desks,
        "command_id": uuid4().hex,
        "taken_out": taken_out,
    }


def head(found: Plan, ref: str) -> dict[str, Any]:
    """What stands above every page of the plan."""
    last = found.versions[-1] if found.versions else None
    return {
        "work": found.work,
        "ref": ref,
        "title": found.work.title or _("(the words were erased)"),
        "tabs": tabs(found.joint, "plan"),
        "version": last[0].number if last else 0,
        "purpose": plan_labels.PURPOSES[last[0].purpose] if last else "",
        "put_out": last[1].at if last else None,
    }


urlpatterns = [
    path("j/<str:ref>/plan/", plan, name="plan"),
    path("j/<str:ref>/plan/launch/", launch, name="plan-launch"),
    path("j/<str:ref>/plan/paste/", plan_paste.paste, name="plan-paste"),
    path("j/<str:ref>/plan/copy/", plan_out.copy, name="plan-copy"),
    path("j/<str:ref>/plan/versions/", plan_versions.versions, name="plan-versions"),
    path("j/<str:ref>/plan/plan.xlsx", plan_out.workbook, name="plan-xlsx"),
    path("j/<str:ref>/plan/plan.docx", plan_paper.paper, name="plan-docx"),
    path("j/<str:ref>/plan/new/", plan_edit.new_line, name="plan-line-new"),
    path("j/<str:ref>/plan/means/new/", plan_edit.new_means, name="plan-means-new"),
    path("j/<str:ref>/plan/means/<str:name>/", plan_edit.one_means, name="plan-means"),
    path("j/<str:ref>/plan/<str:name>/", plan_edit.line, name="plan-line"),
]
