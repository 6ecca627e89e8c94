"""The plan of a joint work (分工方案): its lines and means, who signed them, dissent beside them, what was launched."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.desk import plan_edit, plan_labels
from qiantou.desk.joint_nav import tabs
from qiantou.desk.plan_sheet import Plan, plan_for
from qiantou.desk.plan_table import beside, facts, line_rows, means_rows


@login_required
@require_safe
def plan(request: HttpRequest, ref: str) -> HttpResponse:
    found = plan_for(request, ref)
    told = beside(request, found)
    context = head(found, ref) | {
        "facts": facts(found) if found.lines else [],
        "lines": line_rows(found, told),
        "means": means_rows(found, told),
        "whole": told.dissent.get("", ()),
        "lead": told.names.get(found.charter.lead, ""),
        "may_draft": found.drafter is not None,
    }
    return render(request, "desk/plans/plan.html", context)


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
    path("j/<str:ref>/plan/new/", plan_edit.new_line, name="plan-line-new"),
    path("j/<str:ref>/plan/means/new/", plan_edit.new_means, name="plan-means-new"),
    path("j/<str:ref>/plan/means/<str:name>/", plan_edit.one_means, name="plan-means"),
    path("j/<str:ref>/plan/<str:name>/", plan_edit.line, name="plan-line"),
]
