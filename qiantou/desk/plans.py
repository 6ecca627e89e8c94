"""The plan of a joint work (分工方案): its lines and means, who signed them, dissent beside them, what was launched."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.core.plan_order import reversed_days
from qiantou.desk import plan_edit, plan_labels, plan_out, plan_paper, plan_paste, plan_versions
from qiantou.desk.joint_nav import tabs
from qiantou.desk.launching import stage_of
from qiantou.desk.plan_sheet import Plan, plan_for
from qiantou.desk.plan_table import apart, beside, facts, lines_table, means_rows


@login_required
@require_safe
def plan(request: HttpRequest, ref: str) -> HttpResponse:
    found = plan_for(request, ref)
    told = beside(request, found)
    stage = stage_of(found.entries, told.letters, chain(*told.matters.values()), found.charter, found.force)
    context = head(found, ref) | {
        "facts": facts(found) if found.lines else [],
        "lines": lines_table(found, told) if found.lines else None,
        "means": means_rows(found, told),
        "apart": apart(found, told),
        "order": [plan_labels.reversed_words(one) for one in reversed_days(found.lines)],
        "lead": told.names.get(found.charter.lead, ""),
        "may_draft": found.drafter is not None,
        "launch": stage.told(told.names) if stage is not None else None,
        "may_launch": found.charter.lead in found.seen.desks,
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
    path("j/<str:ref>/plan/paste/", plan_paste.paste, name="plan-paste"),
    path("j/<str:ref>/plan/copy/", plan_out.copy, name="plan-copy"),
    path("j/<str:ref>/plan/versions/", plan_versions.versions, name="plan-versions"),
    path("j/<str:ref>/plan/plan.xlsx", plan_out.workbook, name="plan-xlsx"),
    path("j/<str:ref>/plan/plan.docx", plan_paper.paper, name="plan-docx"),
    path("j/<str:ref>/plan/new/", plan_edit.line, name="plan-line-new"),
    path("j/<str:ref>/plan/means/new/", plan_edit.means, name="plan-means-new"),
    path("j/<str:ref>/plan/means/<str:name>/", plan_edit.means, name="plan-means"),
    path("j/<str:ref>/plan/<str:name>/", plan_edit.line, name="plan-line"),
]
