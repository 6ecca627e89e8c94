"""One line or one means of a plan: shown to whoever takes part, and entered, changed or taken out by those who draft.

Every change is an entry of the register; one made on a plan that moved on meanwhile is refused and nothing typed is
lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

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
from qiantou.core.plan import LINES, MEANS, Line, Means, name_of
from qiantou.core.register import DUTIES, OFF_LISTS, Listed
from qiantou.desk import plan_labels
from qiantou.desk.addresses import receipt_url
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.plan_forms import EntryForm, LineForm, MeansForm, initial_of
from qiantou.desk.plan_sheet import Plan, draft_for, names_in, plan_for
from qiantou.desk.plan_table import duty_words
from qiantou.readmodel.listing_rows import in_force

STEP = 10
"""Places between two lines entered one after the other, so that a third can stand between them."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, ref: str, name: str | None = None) -> HttpResponse:
    return _one(request, ref, LINES, name)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def means(request: HttpRequest, ref: str, name: str | None = None) -> HttpResponse:
    return _one(request, ref, MEANS, name)


def _one(request: HttpRequest, ref: str, section: str, name: str | None) -> HttpResponse:
    """A line or means as facts, or as the form by which it is changed; a new one has no name yet."""
    is_drafting = name is None or request.method == "POST"
    found = draft_for(request, ref) if is_drafting else plan_for(request, ref)
    known = _values(found, section).get(name) if name is not None else None
    if name is not None and known is None:
        raise Http404
    if known is not None and found.drafter is None:
        return _shown(request, found, ref, str(name), known)
    return _form_page(request, found, ref, section, name)


def _values(found: Plan, section: str) -> Mapping[str, Line | Means]:
    return found.lines if section == LINES else found.means


def _form_page(request: HttpRequest, found: Plan, ref: str, section: str, name: str | None) -> HttpResponse:
    values = _values(found, section)
    known = values[name] if name is not None else None
    duties = _duties(found, known) if known is not None else {}
    form = _form(request, found, section, known, duties)
    if request.method == "POST":
        if "remove" in request.POST and name is not None:
            return _removed(request, found, form, section, name) or _page(request, found, ref, form, name, duties)
        key = name or (names_in(found.entries).line() if section == LINES else names_in(found.entries).means())
        value = form.entry(found.force, known.order if known else _next(values.values())) if form.is_valid() else None
        done = _entered(request, found, form, [_listed(found, section, key, value)]) if value is not None else None
        if done is not None:
            return _told(request, ref, done, key)
    return _page(request, found, ref, form, name, duties)


def _form(
    request: HttpRequest, found: Plan, section: str, known: Line | Means | None, duties: Mapping[str, str]
) -> LineForm | MeansForm:  # fmt: skip
    kind = LineForm if section == LINES else MeansForm
    initial = initial_of(known, {**directory(request), **duties}) if known is not None else {}
    form = kind(request.POST if request.method == "POST" else None, version=found.version, initial=initial)
    form.offer(found.seen.homes)
    return form


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
        new = {name_of(one.key) for one in listings} - found.lines.keys() - found.means.keys()
        if refusal.facts.get("line") in new:  # it has no number yet that anybody has seen
            refusal.facts["line"] = _("this line")
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


def _duties(found: Plan, known: Line | Means) -> dict[str, str]:
    """Key → words of the rows and exceptions of who owes it, to choose from."""
    owing = known.unit if isinstance(known, Line) else known.promiser
    listed = {
        **in_force(DUTIES, owing, day=found.force.day),
        **in_force(OFF_LISTS, owing, day=found.force.day),
    }
    return {key: duty_words(row.value) for key, row in listed.items()}


def _shown(request: HttpRequest, found: Plan, ref: str, name: str, told: Line | Means) -> HttpResponse:
    """One line or means as facts, for those who do not draft."""
    names = {**directory(request), **_duties(found, told)}
    hidden = ("order", *(("off_list",) if not told.off_list else ()), *(("duty",) if told.off_list else ()))
    facts = [
        {"label": plan_labels.FIELDS[field], "value": plan_labels.value(field, value, names)}
        for field, value in vars(told).items()
        if field not in hidden
    ]
    title = plan_labels.title_of(told)
    context = {"work": found.work, "ref": ref, "name": name, "title": title, "facts": facts}
    return render(request, "desk/plans/shown.html", context)
