"""Look-ups 调阅: the discipline body's own, and what was opened of a unit's matters, as that unit reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiantou.access.guards import business, register_for
from qiantou.access.lookups import (
    Line,
    Open,
    any_lookup,
    body_of,
    by_of,
    lookup_for,
    matter_under,
    matters_under,
    own_lookups,
    told_of,
)
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import shell
from qiantou.acts.execute import Receipt, execute_all
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.lookup import LOOKUPS, Looked, Lookup, Page
from qiantou.core.register import Listed
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.charters import tell
from qiantou.desk.frame import directory, named
from qiantou.desk.lookup_forms import Close, Enter
from qiantou.desk.lookup_read import read_matter, title_in
from qiantou.desk.templatetags.dates import day, moment
from qiantou.readmodel.listing_rows import InForce as Told
from qiantou.readmodel.models import JointRow


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lookups(request: HttpRequest) -> HttpResponse:
    """To a discipline body its look-ups and the form of another; to everybody else what was opened of its matters."""
    account = business(request.user)
    body = body_of(account)
    if body is None:
        if request.method == "POST":
            raise Http404
        return render(request, "desk/lookups/told.html", {"table": _opened(told_of(account))})
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = _enter(account, body, form.cleaned_data)
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, _("The look-up is entered. Each page you open under it is an entry."), receipt)
            return redirect("lookups")
    names = directory(request)
    force = register_for(account).at(shell.now())
    context = {
        "form": form, "table": _own(own_lookups(account, body), names, account),
        "desk_names": sorted(names[key] for key in force.section("unit") if key in names),
    }  # fmt: skip
    return render(request, "desk/lookups/own.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def lookup(request: HttpRequest, name: str) -> HttpResponse:
    """What lies in the range, by title; a closed or ended one says so and shows nothing."""
    account = business(request.user)
    return _one(request, account, any_lookup(account, name), Close(initial={"command_id": uuid4().hex}))


def _one(request: HttpRequest, account: Account, found: Open, form: Close) -> HttpResponse:
    context: dict[str, Any] = {"one": found, "open": found.lookup.is_open(found.force.day), "facts": _facts(found)}
    context["close"] = form
    if context["open"]:
        page = matters_under(account, found, uuid4().hex, _instant(request.GET.get("before", "")))
        context |= {"table": _range(found, page.shown), "more": page.more.isoformat() if page.more else ""}
    return render(request, "desk/lookups/one.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def lookup_matter(request: HttpRequest, name: str, matter: str) -> HttpResponse:
    """One matter: what was recorded of it on the days of the look-up; read-only."""
    account = business(request.user)
    found = lookup_for(account, name)
    row = matter_under(account, found, matter, uuid4().hex)
    context = read_matter(row, found.days) | {"one": found, "now": shell.now()}
    return render(request, "desk/lookups/matter.html", context)


@login_required
@require_POST
def close(request: HttpRequest, name: str) -> HttpResponse:
    account = business(request.user)
    found = any_lookup(account, name)
    form = Close(request.POST)
    if not form.is_valid():
        return _one(request, account, found, form)
    ended = replace(found.lookup, closed=found.force.day, number="", approval="")
    listing = Listed(LOOKUPS, found.key, ended, found.force.day)
    by = by_of(account, found.lookup.body)
    try:
        receipt = execute_all((), by=by, command_id=form.cleaned_data["command_id"], listings=[listing])
    except Rejected as refusal:
        return render(request, "desk/lookups/over.html", {"sentence": sentence_for(refusal)}, status=422)
    tell(request, _("The look-up is closed. Those looked up read what was opened."), receipt)
    return redirect("lookups")


def _instant(typed: str) -> datetime | None:
    """Before when the matters of the page were opened; None for the first page. Raises Http404."""
    try:
        at = datetime.fromisoformat(typed) if typed else None
    except ValueError:
        raise Http404 from None
    if at is not None and at.tzinfo is None:
        raise Http404
    return at


def _form(request: HttpRequest) -> Enter:
    sent = request.POST if request.method == "POST" else None
    return Enter(sent, initial={"command_id": uuid4().hex}, label_suffix="")


def _enter(account: Account, body: Desk, said: Mapping[str, Any]) -> Receipt | None:
    """Raises Rejected."""
    force = register_for(account).at(shell.now())
    made = Lookup(
        body, said["since"], said["through"], said["until"], said["units"],
        said["joint"], said["confidential"],
        number=said["number"], approval=said["approval"],
    )  # fmt: skip
    key = f"l:{shell.fresh_for(account.id, said['command_id'])[:12]}"
    listing = Listed(LOOKUPS, key, made, force.day)
    return execute_all((), by=by_of(account, body), command_id=said["command_id"], listings=[listing])


def _own(told: list[Told], names: Mapping[str, str], account: Account) -> dict[str, Any]:
    force = register_for(account).at(shell.now())
    columns = [
        {"label": _("Case number")}, {"label": _("Range"), "wide": True}, {"label": _("Days")},
        {"label": _("Last day")}, {"label": _("Status")},
    ]  # fmt: skip
    rows = [
        {"needs": one.value.confidential and not one.value.is_open(force.day) and one.value.closed is None, "cells": [
            {"text": one.value.number, "url": reverse("lookup", args=[one.key.removeprefix("l:")]),
             "note": _("confidential case") if one.value.confidential else ""},
            {"text": _units(one.value, names), "label": _("Range")},
            {"text": f"{day(one.value.since)} – {day(one.value.through)}", "label": _("Days")},
            {"text": day(one.value.until), "label": _("Last day")},
            {"text": _status(one.value, force.day), "label": _("Status")},
        ]}
        for one in told
    ]  # fmt: skip
    empty = _("No look-up has been entered. Without one nothing of any matter is seen here.")
    return {"label": _("Look-ups"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _units(lookup: Lookup, names: Mapping[str, str]) -> str:
    row = JointRow.objects.filter(pk=lookup.joint).first() if lookup.joint else None
    told = {"title": row.title, "ref": ref(row.stream)} if row is not None else {}
    work = [_("joint work “%(title)s” (%(ref)s)") % told] if told else []
    return _(", ").join([*(names.get(unit, unit) for unit in lookup.units), *work])


def _status(lookup: Lookup, today: Any) -> str:
    if lookup.closed is not None:
        return _("closed on %(day)s") % {"day": day(lookup.closed)}
    if lookup.is_open(today):
        return _("in use")
    if lookup.confidential:
        return _("over, and not closed: those looked up do not know of it yet")
    return _("over")


def _facts(found: Open) -> list[dict[str, Any]]:
    one = found.lookup
    return [
        {"label": _("Case number"), "value": one.number},
        {"label": _("Approved by (body or post)"), "value": one.approval},
        {"label": _("Range"), "value": _units(one, named(one.units))},
        {"label": _("Days"), "value": day(one.since), "note": _("until %(day)s") % {"day": day(one.through)}},
        {
            "label": _("Status"),
            "value": _status(one, found.force.day),
            "note": _("until %(day)s") % {"day": day(one.until)},
        },
    ]


def _range(found: Open, shown: list[Line]) -> dict[str, Any]:
    names = named({desk for line in shown for desk in (line.asker, line.doer)})
    start, _end = found.days
    columns = [{"label": _("Matter"), "wide": True}, {"label": _("Asked by")}, {"label": _("Done by")}]
    lines = [
        {"cells": [
            {"text": title_in(line.row, start),
             "url": reverse("lookup-matter", args=[found.ref, ref(line.row.stream)])},
            {"text": names.get(line.asker, line.asker), "label": _("Asked by")},
            {"text": names.get(line.doer, line.doer), "label": _("Done by")},
        ]}
        for line in shown
    ]  # fmt: skip
    empty = _("Nothing lies in this range. That nothing is on record proves nothing: ask the unit.")
    return {"label": _("Matters in the range"), "columns": columns, "rows": lines, "empty": empty, "stack": True}


def _opened(told: list[tuple[Told, Told]]) -> dict[str, Any]:
    """What was opened of the reader's matters: by whom, which page, when, under which case."""
    names = named({desk for one, case in told for desk in (case.value.body, one.by.post or "")})
    columns = [
        {"label": _("When")}, {"label": _("What was opened")}, {"label": _("Looked up by")},
        {"label": _("Case number")}, {"label": _("Days looked at")},
    ]  # fmt: skip
    rows = [
        {"cells": [
            {"text": moment(one.at)},
            {**_what(one.value), "label": _("What was opened")},
            {"text": names.get(case.value.body, case.value.body), "label": _("Looked up by"),
             "note": names.get(one.by.post or "", "")},
            {"text": case.value.number or _("(the words were erased)"), "label": _("Case number")},
            {"text": f"{day(case.value.since)} – {day(case.value.through)}", "label": _("Days looked at")},
        ]}
        for one, case in told
    ]  # fmt: skip
    empty = _("No discipline body has opened anything of your units' matters, as far as you may be told.")
    return {"label": _("Pages opened"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _what(looked: Looked) -> dict[str, str]:
    if looked.page is Page.MATTER and looked.matter is not None:
        return {"text": _("a matter"), "url": matter_url(looked.matter)}
    return {"text": _("the list of matters")}


urlpatterns = [
    path("lookups/", lookups, name="lookups"),
    path("lookups/<str:name>/", lookup, name="lookup"),
    path("lookups/<str:name>/close/", close, name="lookup-close"),
    path("lookups/<str:name>/m/<str:matter>/", lookup_matter, name="lookup-matter"),
]
