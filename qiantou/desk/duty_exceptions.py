"""Exceptions to the duty lists 清单外事项: one item for one unit until a day, entered by the leader who approves it.

The page lists a month's exceptions by approver with their number; Excel of exactly what is shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.validators import MinValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from qiantou.access.guards import actor, register_for, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import Asked, execute_all, sent_before
from qiantou.core.door import guarded
from qiantou.core.duty import OffList
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.register import OFF_LISTS, UNITS, InForce, Listed, Unit
from qiantou.desk.addresses import receipt_url
from qiantou.desk.duties import reader
from qiantou.desk.exception_demands import Demands, demands_under
from qiantou.desk.exporting import workbook
from qiantou.desk.forms import day, text
from qiantou.desk.frame import directory
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.readmodel.listing_rows import InForce as Row
from qiantou.readmodel.listing_rows import entries

MONTH = re.compile(r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])")


class Exceptional(forms.Form):
    """One item, one unit, a last day and the reason."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    approver = forms.ChoiceField(label=gettext_lazy("Approved by"))
    unit = forms.ChoiceField(label=gettext_lazy("Unit"))
    item = forms.CharField(max_length=500, label=gettext_lazy("The one item"))
    until = day(gettext_lazy("Last day"), required=True)
    reason = text(gettext_lazy("Reason"))


def month_of(typed: str, today: date) -> date:
    """The first day of the month asked for; this month for none. Raises Http404 for what is no month."""
    if not typed:
        return today.replace(day=1)
    found = MONTH.fullmatch(typed)
    if found is None:
        raise Http404
    return date(int(found["year"]), int(found["month"]), 1)


def _month(found: Sequence[Row], first: date) -> list[tuple[Row, Row]]:
    """Of each exception that began in the month, how it was entered and how it last stood; in order of entry."""
    begun: dict[str, Row] = {}
    last: dict[str, Row] = {}
    for row in found:
        if row.value is not None:
            begun.setdefault(row.key, row)
        last[row.key] = row
    return [(row, last[key]) for key, row in begun.items() if row.since.replace(day=1) == first]


def approving(account: Account, force: InForce) -> dict[Desk, list[Desk]]:
    """The posts of the account above some unit, each with the units it may approve exceptions for."""
    units = [Desk(key) for key, unit in force.section(UNITS).items() if isinstance(unit, Unit) and not unit.inner]
    above = {unit: force.superiors(unit) for unit in units}
    own = [desk for desk in standing(account).desks if desk.startswith("p:")]
    return {post: below for post in own if (below := [unit for unit in units if post in above[unit]])}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def exceptions(request: HttpRequest) -> HttpResponse:
    account = reader(request)
    force, names = register_for(account).at(shell.now()), directory(request)
    form = _form(request, approving(account, force), force, names)
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                return _entered(request, form.cleaned_data, account, force)
            except Rejected as refusal:
                form.add_error(None, sentence_for(refusal))
    first = month_of(request.GET.get("month", ""), force.day)
    shown = _month(entries(OFF_LISTS), first)
    carried = _carried(shown, account)
    context = {
        "form": form, "first": first, "count": len(shown), "groups": _groups(shown, carried, names, force.day),
        "months": _months(first, force.day), "export_url": f"{reverse('duty-exceptions-export')}?month={first:%Y-%m}",
    }  # fmt: skip
    return render(request, "desk/duties/exceptions.html", context, status=422 if form and form.is_bound else 200)


def _form(
    request: HttpRequest, posts: dict[Desk, list[Desk]], force: InForce, names: dict[str, str]
) -> Exceptional | None:
    """None for who approves nothing."""
    if not posts:
        return None
    data = request.POST if request.method == "POST" else None
    form = Exceptional(data, initial={"command_id": uuid4().hex}, label_suffix="")
    below = list(dict.fromkeys(unit for units in posts.values() for unit in units if guarded(unit, force)))
    form.fields["approver"].choices = [(post, names.get(post, post)) for post in posts]  # type: ignore[attr-defined]
    form.fields["unit"].choices = [(unit, names.get(unit, unit)) for unit in below]  # type: ignore[attr-defined]
    passed = _("This day has passed: name one from today on.")
    form.fields["until"].validators.append(MinValueValidator(force.day, message=passed))
    return form


def _entered(request: HttpRequest, said: dict[str, Any], account: Account, force: InForce) -> HttpResponse:
    """Raises Rejected."""
    by = actor(account, said["approver"])
    value = OffList(Desk(said["unit"]), Desk(said["approver"]), said["until"], said["item"], said["reason"])
    listed = Listed(OFF_LISTS, f"x:{shell.fresh_for(account.id, said['command_id'])[:12]}", value, force.day)
    sent = Asked(said["command_id"], ("exception", value))
    receipt = sent_before(by, sent) or execute_all((), by=by, command_id=sent, listings=[listed])
    assert receipt is not None  # the exception was listed
    link = receipt_url(receipt.position or 0)
    messages.success(request, format_html('{} <a href="{}">{}</a>', _("The exception is entered."), link, _("Receipt")))
    return redirect("duty-exceptions")


def _carried(shown: list[tuple[Row, Row]], account: Account) -> dict[str, Demands]:
    units = {begun.value.unit for begun, _last in shown}
    return demands_under({begun.key for begun, _last in shown}, units, standing(account))


def _groups(
    shown: list[tuple[Row, Row]], carried: dict[str, Demands], names: dict[str, str], today: date
) -> list[dict[str, Any]]:
    """Approver by approver, most exceptions first."""
    own: dict[str, list[tuple[Row, Row]]] = {}
    for pair in shown:
        own.setdefault(pair[0].value.approver, []).append(pair)
    ranked = sorted(own.items(), key=lambda item: -len(item[1]))
    return [
        {"approver": names.get(post, post), "count": len(pairs), "table": _table(pairs, carried, names, today)}
        for post, pairs in ranked
    ]


def _table(
    pairs: list[tuple[Row, Row]], carried: dict[str, Demands], names: dict[str, str], today: date
) -> dict[str, Any]:
    heads = _heads()
    columns = [{"label": head, "wide": head in (heads[1], heads[4], heads[6])} for head in heads]
    rows = []
    for begun, last in pairs:
        asked = carried[begun.key]
        told = [{"text": cell} for cell in _cells(begun, last, names, today)]
        told.append({"text": asked.text, "note": asked.note})
        rows.append({"cells": [{**cell, "label": head} for cell, head in zip(told, heads, strict=True)]})
    return {"label": _("Exceptions"), "columns": columns, "rows": rows, "empty": "", "stack": True}


def _heads() -> list[str]:
    return [_("Unit"), _("The one item"), _("From"), _("Last day"), _("Reason"), _("Where it stands"),
            _("Asked for under it")]  # fmt: skip


def _cells(begun: Row, last: Row, names: dict[str, str], today: date) -> list[str]:
    value = last.value or begun.value
    ended = last.value is None or value.until < today
    return [
        names.get(value.unit, value.unit), value.item or _("(the words were erased)"), in_words(begun.since),
        in_words(value.until), value.reason or "–", _("ended") if ended else _("in force"),
    ]  # fmt: skip


def _months(first: date, today: date) -> list[tuple[str, date]]:
    """The month before the one shown, and the one after it unless it has not begun."""
    before = (first.replace(day=1) - date.resolution).replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return [(f"{one:%Y-%m}", one) for one in (before, after) if one <= today]


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    account = reader(request)
    today, names = register_for(account).at(shell.now()).day, directory(request)
    first = month_of(request.GET.get("month", ""), today)
    shown = _month(entries(OFF_LISTS), first)
    carried = _carried(shown, account)
    rows = []
    for begun, last in shown:
        asked = carried[begun.key]
        told = "\n".join(part for part in (asked.text, asked.note) if part)
        rows.append([names.get(begun.value.approver, begun.value.approver), *_cells(begun, last, names, today), told])
    return workbook(f"{_('Exceptions to duty lists')} {first:%Y-%m}", [_("Approved by"), *_heads()], cast(Any, rows))


urlpatterns = [
    path("duties/exceptions/", exceptions, name="duty-exceptions"),
    path("duties/exceptions/export/", export, name="duty-exceptions-export"),
]
