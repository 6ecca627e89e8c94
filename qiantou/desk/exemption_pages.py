"""Exemption 容错免责: what could be applied for, what is applied for, one application with its check, its steps.

The check is drawn from the record and shows both sides; the page asks only what the record cannot know. Accepting,
declining, asking for a review and taking the answer are moves of the matter and stand on its own page.
Rules: docs/rules/exemption.md.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from qiantou.access.guards import actor, business, joint_for, matter_for, register_for, standing, visible_matters
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import exempting, shell
from qiantou.acts.exempting import Application
from qiantou.core.exempting import table_in_force
from qiantou.core.exemption import Check
from qiantou.core.exemption_bodies import part_of
from qiantou.core.figures import EXEMPTION_WITHIN
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.kinds import EXEMPTION
from qiantou.core.register import InForce
from qiantou.desk import labels
from qiantou.desk.addresses import address, ref
from qiantou.desk.asked import form_of, in_short
from qiantou.desk.charters import tell
from qiantou.desk.exemption_forms import Apply
from qiantou.desk.exemption_read import (
    SHOWN,
    Subject,
    abouts,
    check_told,
    notices,
    subjects,
    suggested,
)
from qiantou.desk.frame import directory
from qiantou.desk.templatetags.dates import day


@login_required
@require_safe
def exemptions(request: HttpRequest) -> HttpResponse:
    """GET /exemptions/: suggested, applied for, names cleared."""
    account = business(request.user)
    seen, names = standing(account), directory(request)
    force = register_for(account).at(shell.now())
    rows = list(visible_matters(account).filter(kind=EXEMPTION).order_by("-opened", "stream")[:SHOWN])
    about = abouts(row.stream for row in rows)
    works = subjects(about.values())
    heads = [
        _("Application"),
        _("Applied for by"),
        _("Decided by"),
        _("Standing of the application"),
        _("Applied for on"),
    ]
    table = {
        "label": _("Applications"), "stack": True, "columns": [{"label": head} for head in heads],
        "empty": _("No application is open to you."),
        "rows": [
            {"needs": row.is_open and row.holder in seen.desks, "cells": [
                {"text": row.title or _("(the words were erased)"), "url": address("exemption", ref(row.stream)),
                 "note": works[about[row.stream]].title if about.get(row.stream) in works else ""},
                {"text": names.get(row.asker, row.asker), "label": heads[1]},
                {"text": names.get(row.doer, row.doer), "label": heads[2]},
                {"text": labels.standing(row.phase, row.outcome, row.is_open, row.kind), "label": heads[3]},
                {"text": day(force.calendar.day_of(row.opened)), "label": heads[4]},
            ]}
            for row in rows
        ],
    }  # fmt: skip
    context = {
        "table": table, "days": force.number(EXEMPTION_WITHIN), "notices": _notices(request, names),
        "suggested": suggested(seen, force) if seen.desks else [], "may": bool(seen.desks),
        "keeps": account.admin == "system",
    }  # fmt: skip
    return render(request, "desk/exemptions/list.html", context)


def _notices(request: HttpRequest, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "who": names.get(row.asker, row.asker), "by": names.get(row.doer, row.doer), "at": entry.at,
            "said": getattr(entry.event, "note", "") or _("(the words were erased)"),
        }
        for row, entry in notices(standing(cast(Account, request.user)))
    ]  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def applying(request: HttpRequest) -> HttpResponse:
    """The form of one application; ?about=REF names the matter or joint work it is of. Raises Http404 for another's."""
    account = business(request.user)
    seen, names = standing(account), directory(request)
    force = register_for(account).at(shell.now())
    subject = _subject(account, request.POST.get("about") or request.GET.get("about", ""))
    form = form_of(Apply, request, seen, names, about=subject.stream, caused=_first_day(subject, force.day))
    form.not_after(force.day)
    if form.is_bound and form.is_valid():
        title, detail = in_short(form.cleaned_data["what"])
        told = Application(subject.stream, form.cleaned_data["caused"], title, detail)
        try:
            by = actor(account, form.cleaned_data["desk"])
            stream, receipt = exempting.apply(told, by=by, command_id=form.cleaned_data["command_id"])
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, _("Applied for; the clock of who decides runs."), receipt)
            return redirect("exemption", ref(stream))
    chosen = form["desk"].value()
    desk = Desk(chosen) if chosen in seen.desks else seen.desks[0]  # never the check of another's part
    check = exempting.drawn(subject.stream, part_of(desk, force), force)
    context = {
        "form": form, "subject": subject, **check_told(check, table_in_force(force)[0], seen),
        "days": force.number(EXEMPTION_WITHIN), **_body(check, force, names),
    }  # fmt: skip
    return render(request, "desk/exemptions/apply.html", context, status=422 if form.is_bound else 200)


def _subject(account: Account, name: str) -> Subject:
    """The joint work or the matter of that name, if the account may see it. Raises Http404."""
    try:
        stream = matter_for(account, name).stream
    except Http404:
        stream = joint_for(account, name).stream
    return subjects([stream])[stream]


def _first_day(subject: Subject, today: Any) -> Any:
    return subject.due if subject.due is not None and subject.due < today else today


def _body(check: Check, force: InForce, names: dict[str, str]) -> dict[str, str]:
    """`body`: who decides, by name; or `refused`: why nothing can be applied for."""
    try:
        body = exempting.may_apply(check, force)
    except Rejected as refusal:
        return {"refused": sentence_for(refusal, names=names)}
    return {"body": names.get(body, body)}


urlpatterns = [
    path("exemptions/", exemptions, name="exemptions"),
    path("exemptions/new/", applying, name="exemption-new"),
    path("", include("qiantou.desk.exemption_table")),
    path("", include("qiantou.desk.exemption_page")),
    path("", include("qiantou.desk.exemption_paper")),
]
