"""Changes of duty lists 履职事项调整: applied for by a unit, answered by the units touched, published by the office.

The matter itself moves on its own page; here stand its rows, the opinions, and what the office publishes. Where that
differs from what was applied for, the difference is shown before it is published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from qiantou.access.guards import actor, matter_for, register_for, standing, visible_matters
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.duty_changes import apply, publish
from qiantou.acts.duty_text import Application, Item
from qiantou.core.duty_change import awaited, published_on, silent
from qiantou.core.figures import APPLY_WITHIN, PUBLISHED_AFTER
from qiantou.core.kernel import Rejected
from qiantou.core.kinds import Phase
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, receipt_url, ref
from qiantou.desk.clocks import last_day_before
from qiantou.desk.duties import reader
from qiantou.desk.duty_change_forms import (
    ACTS,
    WORDED,
    Publish,
    PublishedRows,
    Rows,
    Why,
    application_of,
    initial_row,
    items_of,
)
from qiantou.desk.duty_change_told import application_in, as_applied, grounds, opinions_table, rows_table
from qiantou.desk.duty_loading import was
from qiantou.desk.forms import DESKS_LIST
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.situation import Situation, situation
from qiantou.desk.templatetags.dates import day as in_words

SHOWN = 200


@login_required
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """The changes the reader has a part in, newest first."""
    account = reader(request)
    rows = list(visible_matters(account).filter(kind="duty-change").order_by("-opened")[:SHOWN])
    names, calendar = directory(request), register_for(account).at(shell.now()).calendar
    heads = [_("Change"), _("Applied for by"), _("Where it stands"), _("Opened")]
    table = {
        "label": _("Changes of duty lists"), "stack": True, "columns": [{"label": head} for head in heads],
        "empty": _("No change you have a part in."),
        "rows": [
            {"cells": [
                {"text": row.title, "url": reverse("duty-change", args=[ref(row.stream)])},
                {"text": names.get(row.asker, row.asker), "label": heads[1]},
                {"text": labels.standing(row.phase, row.outcome, row.is_open), "label": heads[2]},
                {"text": in_words(calendar.day_of(row.opened)), "label": heads[3]},
            ]}
            for row in rows
        ],
    }  # fmt: skip
    return render(request, "desk/duties/changes.html", {"table": table})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def applying(request: HttpRequest) -> HttpResponse:
    """The form; ?row=KEY&act=change begins at a row. `more` adds a row and sends nothing."""
    account = reader(request)
    force, names = register_for(account).at(shell.now()), directory(request)
    units = [desk for desk in standing(account).desks if desk.startswith("u:")]
    if not units:
        raise Http404
    data = request.POST if request.method == "POST" else None
    why = Why(data, [(unit, names.get(unit, unit)) for unit in units], force)
    act = request.GET.get("act", "change")
    first = initial_row(f"d:{request.GET.get('row', '')}", act if act in ACTS else "change", force, names)
    first = first or {"unit": names.get(units[0], "")}
    rows = Rows(_with_one_more(request) if data is not None else None, initial=[first], prefix="r")
    for form in rows:
        form.label_suffix = ""
    sent = data is not None and "more" not in request.POST
    if sent and why.is_valid() and rows.is_valid() and len(items := items_of(rows, force)) and not _wrong(rows):
        try:
            return _applied(request, application_of(why, items), why.cleaned_data, names)
        except Rejected as refusal:
            why.add_error(None, sentence_for(refusal))
    context = {
        "why": why, "rows": rows, "days": force.number(APPLY_WITHIN), "desks_list": DESKS_LIST,
        "desk_names": offered_names(names, standing(account), force),
    }  # fmt: skip
    return render(request, "desk/duties/apply.html", context, status=422 if sent else 200)


def _with_one_more(request: HttpRequest) -> Any:
    if "more" not in request.POST:
        return request.POST
    total = request.POST.get("r-TOTAL_FORMS", "1")
    count = int(total) + 1 if total.isdecimal() and len(total) < 4 else 1
    unit = request.POST.get("r-0-unit", "")
    return {
        **request.POST.dict(),
        "r-TOTAL_FORMS": str(count),
        f"r-{count - 1}-unit": unit,
        f"r-{count - 1}-act": "add",
    }


def _wrong(rows: Any) -> bool:
    return any(form.errors for form in rows)


def _applied(
    request: HttpRequest, application: Application, said: Mapping[str, Any], names: Mapping[str, str]
) -> HttpResponse:
    """Raises Rejected."""
    title = _("Change of duties: %(item)s") % {"item": application.items[0].duty.item[:60]}
    by = actor(cast(Account, request.user), said["desk"])
    stream, receipt = apply(application, title=title, names=names, by=by, command_id=said["command_id"])
    count = len(application.items)
    told = ngettext("Applied for: %(count)d row.", "Applied for: %(count)d rows.", count) % {"count": count}
    link = receipt_url(receipt.position or 0)
    messages.success(request, format_html('{} <a href="{}">{}</a>', told, link, _("Receipt")))
    return redirect("duty-change", ref(stream))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, name: str) -> HttpResponse:
    """One change: its rows, the opinions, and for the office the form that publishes it."""
    account = cast(Account, request.user)
    row = matter_for(account, name)
    found = situation(row, standing(account)) if row.kind == "duty-change" else None
    application = application_in(found) if found is not None else None
    if found is None or application is None:
        raise Http404
    names = directory(request)
    context = _told(found, application, names)
    status = 200
    may = found.matter.doer in standing(account).desks and found.matter.stage is Phase.UNDERWAY
    if may:
        publishing = _Publishing(request, found, application, names)
        if request.method == "POST" and (answer := publishing.done()) is not None:
            return answer
        context |= publishing.context()
        status = 422 if request.method == "POST" else 200
    elif request.method == "POST":
        messages.info(request, _("This is not under review now; nothing was published twice."))
        return redirect("duty-change", name)
    return render(request, "desk/duties/change.html", context, status=status)


def _told(found: Situation, application: Application, names: Mapping[str, str]) -> dict[str, Any]:
    """What everybody reads: why, how long after the cause, the rows, the opinions."""
    matter = found.matter
    missing = [
        _("%(unit)s (until %(day)s)") % {
            "unit": names.get(desk, desk), "day": in_words(last_day_before(until, found.force.calendar)),
        }
        for desk, until in awaited(matter, found.context)
    ]  # fmt: skip
    return {
        "title": found.row.title, "url": matter_url(found.row.stream),
        "phase": labels.standing(found.row.phase, found.row.outcome, found.row.is_open),
        "facts": [
            {"label": _("Applied for by"), "value": names.get(matter.asker, matter.asker)},
            *grounds(application, found),
            {"label": _("Reviewed by"), "value": names.get(matter.doer, matter.doer)},
        ],
        "rows": rows_table(application.items, as_applied(application, found), names),
        "opinions": opinions_table(found, names),
        "missing": "、".join(missing),
        "silent": "、".join(names.get(desk, desk) for desk in silent(matter, found.context)),
    }  # fmt: skip


class _Publishing:
    """The office's form: the rows as applied for, to be published so or edited."""

    def __init__(
        self, request: HttpRequest, found: Situation, application: Application, names: Mapping[str, str]
    ) -> None:
        self.request, self.found, self.application, self.names = request, found, application, names
        data = request.POST if request.method == "POST" else None
        self.form = Publish(data, initial={"command_id": uuid4().hex, "version": found.version}, label_suffix="")
        initial = [{name: getattr(item.duty, name) for name in WORDED} for item in application.items]
        self.rows = PublishedRows(data, initial=initial, prefix="p")
        for form in self.rows:
            form.label_suffix = ""
        self.differences: list[dict[str, Any]] = []
        self.looked = ""

    def done(self) -> HttpResponse | None:
        """The way on once it is published; None while something is wrong, or a difference was not shown yet."""
        if not (self.form.is_valid() and self.rows.is_valid()) or len(self.rows) != len(self.application.items):
            return None
        said = self.form.cleaned_data
        items = tuple(self._edited())
        self.differences = [one for one in self._told(items) if one["was"]]
        digest = hashlib.sha256(repr(items).encode()).hexdigest() if self.differences else ""
        self.looked = digest
        if digest != said["looked"] or "publish" not in self.request.POST:
            return None
        edited = replace(self.application, items=items)
        try:
            by = actor(cast(Account, self.request.user), self.found.matter.doer)
            receipt = publish(
                self.found.row, edited, paper=said["paper"], note=self._note(), by=by,
                command_id=said["command_id"], version=said["version"],
            )  # fmt: skip
        except Rejected as refusal:
            self.form.add_error(None, sentence_for(refusal))
            return None
        link = receipt_url(receipt.position or 0)
        told = _("Published; it is in force from the day named.")
        messages.success(self.request, format_html('{} <a href="{}">{}</a>', told, link, _("Receipt")))
        return redirect("duty-change", ref(self.found.row.stream))

    def _edited(self) -> Iterator[Item]:
        for item, form in zip(self.application.items, self.rows, strict=True):
            if not form.cleaned_data.get("left_out"):
                yield replace(item, duty=form.over(item.duty))

    def _told(self, items: Sequence[Item]) -> Iterator[dict[str, Any]]:
        """Row by row what is published otherwise than applied for."""
        left = list(items)
        for item, form in zip(self.application.items, self.rows, strict=True):
            title = item.duty.item
            if form.cleaned_data.get("left_out"):
                yield {"title": title, "was": _("left out")}
            else:
                yield {"title": title, "was": was(item.duty, left.pop(0).duty)}

    def _note(self) -> str:
        """What was published otherwise, and who was asked and did not answer, in words."""
        told = [f"{one['title']}: {one['was']}" for one in self.differences]
        units = "、".join(self.names.get(desk, desk) for desk in silent(self.found.matter, self.found.context))
        return "\n".join([*told, _("Asked, and did not answer: %(units)s") % {"units": units}] if units else told)

    def context(self) -> dict[str, Any]:
        if self.form.is_bound:
            self.form.data = {**self.form.data.dict(), "looked": self.looked}  # type: ignore[attr-defined]
        return {
            "form": self.form, "publishing": list(zip(self.application.items, self.rows, strict=False)),
            "management": self.rows.management_form, "differences": self.differences,
            "since": published_on(self.found.force), "days": self.found.force.number(PUBLISHED_AFTER),
        }  # fmt: skip


urlpatterns = [
    path("duties/changes/", changes, name="duty-changes"),
    path("duties/changes/new/", applying, name="duty-change-new"),
    path("duties/changes/<str:name>/", change, name="duty-change"),
]
