"""One line or one means of a plan: shown to whoever takes part, and entered, changed or taken out by those who draft.

Every change is an entry of the register; one made on a plan that moved on meanwhile is refused and nothing typed is
lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiantou.access.guards import actor
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts.execute import Receipt, execute_all
from qiantou.core.kernel import Rejected
from qiantou.core.plan import LINES, MEANS, Line, Means
from qiantou.core.register import DUTIES, OFF_LISTS, Listed
from qiantou.desk import plan_labels
from qiantou.desk.addresses import receipt_url
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.plan_forms import EntryForm, LineForm, MeansForm, initial_of, means_initial
from qiantou.desk.plan_sheet import Plan, draft_for, names_in, plan_for
from qiantou.desk.plan_table import duty_words
from qiantou.readmodel.listing_rows import in_force

STEP = 10
"""Places between two lines entered one after the other, so that a third can stand between them."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_line(request: HttpRequest, ref: str) -> HttpResponse:
    return _line_page(request, draft_for(request, ref), ref, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    found = plan_for(request, ref) if request.method != "POST" else draft_for(request, ref)
    if name not in found.lines:
        raise Http404
    if found.drafter is None:
        return _shown(request, found, ref, name, found.lines[name])
    return _line_page(request, found, ref, name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_means(request: HttpRequest, ref: str) -> HttpResponse:
    return _means_page(request, draft_for(request, ref), ref, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one_means(request: HttpRequest, ref: str, name: str) -> HttpResponse:
    found = plan_for(request, ref) if request.method != "POST" else draft_for(request, ref)
    if name not in found.means:
        raise Http404
    if found.drafter is None:
        return _shown(request, found, ref, name, found.means[name])
    return _means_page(request, found, ref, name)


def _line_page(request: HttpRequest, found: Plan, ref: str, name: str | None) -> HttpResponse:
    names = directory(request)
    known = found.lines[name] if name else None
    duties = _duties(found, known)
    initial = initial_of(known, {**names, **duties}) if known else {}
    form = LineForm(_sent(request), version=found.version, initial=initial)
    form.offer(found.seen.homes)
    if request.method == "POST":
        key = name or names_in(found.entries).line()
        if "remove" in request.POST and name:
            return _removed(request, found, form, LINES, name) or _page(request, found, ref, form, name, duties)
        if form.is_valid():
            try:
                value = form.line(found.force, known.order if known else _next(found.lines.values()))
            except forms.ValidationError as error:
                form.add_error("duty", error)
            else:
                done = _entered(request, found, form, [_listed(found, LINES, key, value)])
                if done is not None:
                    return _told(request, ref, done, key)
    return _page(request, found, ref, form, name, duties)


def _means_page(request: HttpRequest, found: Plan, ref: str, name: str | None) -> HttpResponse:
    known = found.means[name] if name else None
    initial = means_initial(known, directory(request)) if known else {}
    form = MeansForm(_sent(request), version=found.version, initial=initial)
    form.offer(found.seen.homes)
    if request.method == "POST":
        key = name or names_in(found.entries).means()
        if "remove" in request.POST and name:
            return _removed(request, found, form, MEANS, name) or _page(request, found, ref, form, name, {})
        if form.is_valid():
            value = form.means(known.order if known else _next(found.means.values()))
            done = _entered(request, found, form, [_listed(found, MEANS, key, value)])
            if done is not None:
                return _told(request, ref, done, key)
    return _page(request, found, ref, form, name, {})


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _next(values: Any) -> int:
    return max((value.order for value in values), default=0) + STEP


def _listed(found: Plan, section: str, name: str, value: Line | Means | None) -> Listed:
    return Listed(section, f"{found.joint}/{name}", value, found.force.day)


def _entered(request: HttpRequest, found: Plan, form: EntryForm, listings: Sequence[Listed]) -> Receipt | None:
    """The receipt; None where it was refused, with the sentence on the form."""
    assert found.drafter is not None
    by = actor(cast(Account, request.user), found.drafter)
    given = form.cleaned_data
    try:
        return execute_all(
            (), by=by, command_id=given["command_id"], listings=listings, seen={found.joint: given["version"]}
        )
    except Rejected as refusal:
        form.add_error(None, sentence_for(refusal))
        if refusal.code == "moved-on":
            form.anew(found.version)
        return None


def _removed(request: HttpRequest, found: Plan, form: EntryForm, section: str, name: str) -> HttpResponse | None:
    """Taken out; None where it was refused. Nothing else of the form counts, so only its hidden fields are read."""
    for field in form.visible_fields():
        form.fields[field.name].required = False
    form.is_valid()
    if not {"command_id", "version"} <= form.cleaned_data.keys():
        raise Http404
    done = _entered(request, found, form, [_listed(found, section, name, None)])
    return None if done is None else _told(request, found.work.stream[:12], done, "")


def _told(request: HttpRequest, ref: str, receipt: Receipt, name: str) -> HttpResponse:
    words = _("The plan is changed.") if name else _("Taken out of the plan. The record keeps what it was.")
    if receipt.position is not None:
        words = format_html('{} <a href="{}">{}</a>', words, receipt_url(receipt.position), _("Receipt"))
    messages.success(request, words)
    return redirect(reverse("plan", args=[ref]) + (f"#{name}" if name else ""))


def _page(
    request: HttpRequest, found: Plan, ref: str, form: EntryForm, name: str | None, duties: Mapping[str, str]
) -> HttpResponse:  # fmt: skip
    context = {
        "work": found.work,
        "ref": ref,
        "form": form,
        "name": name or "",
        "is_means": isinstance(form, MeansForm),
        "duties": duties.values(),
        "desk_names": offered_names(directory(request), found.seen, found.force),
    }
    return render(request, "desk/plans/entry.html", context, status=422 if form.errors else 200)


def _duties(found: Plan, known: Line | None) -> dict[str, str]:
    """Key → words of the rows and exceptions of the unit of a line, to choose from."""
    if known is None:
        return {}
    listed = {
        **in_force(DUTIES, known.unit, day=found.force.day),
        **in_force(OFF_LISTS, known.unit, day=found.force.day),
    }
    return {key: duty_words(row.value) for key, row in listed.items()}


def _shown(request: HttpRequest, found: Plan, ref: str, name: str, told: Line | Means) -> HttpResponse:
    """One line or means as facts, for those who do not draft."""
    names = directory(request)
    if isinstance(told, Line):
        names = {**names, **_duties(found, told)}
    hidden = ("order", "off_list" if isinstance(told, Line) and not told.off_list else "")
    facts = [
        {"label": plan_labels.FIELDS[field], "value": plan_labels.value(field, value, names)}
        for field, value in vars(told).items()
        if field not in hidden
    ]
    title = plan_labels.title_of(told)
    context = {"work": found.work, "ref": ref, "name": name, "title": title, "facts": facts}
    return render(request, "desk/plans/shown.html", context)
