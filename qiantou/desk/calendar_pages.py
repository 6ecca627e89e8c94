"""The calendar 日历: the year as everybody sees it, and its keeping by the system administrator.

A change is shown first with the dates it would move; entering it is one entry of the register.
"""

from __future__ import annotations

from datetime import date
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

from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.acts.horizon import Horizon, horizon
from qiantou.core.calendar import Calendar
from qiantou.core.kernel import Actor, Entry, Rejected
from qiantou.core.register import DAYS, OUTAGES, Listed
from qiantou.desk.addresses import receipt_url
from qiantou.desk.calendar_change import FORMS, as_typed, unchanged
from qiantou.desk.calendar_moves import consequences
from qiantou.desk.calendar_year import hours_words, months, sort_of, sort_words
from qiantou.desk.frame import names_for
from qiantou.desk.roster_pages import keeper
from qiantou.desk.templatetags.dates import day as written
from qiantou.desk.templatetags.dates import moment


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """GET /calendar/?year=2026"""
    return _page(request)


def _page(request: HttpRequest, *, bound: tuple[str, Any] | None = None, status: int = 200) -> HttpResponse:
    folded = registers.folded()
    force = folded.register.at(shell.now())
    year = _year(request.GET.get("year", ""), force.day)
    rules = _last(folded.entries, DAYS)
    outages = _last(folded.entries, OUTAGES)
    who = _who(request, [*rules.values(), *outages.values()])
    context = {
        "year": year, "before": year - 1, "after": year + 1,
        "months": list(months(force.calendar, year, force.day)),
        "hours": " ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in force.calendar.hours),
        "zone": force.calendar.zone,
        "through": force.calendar.known_through,
        "runs_out": _runs_out(force.calendar, year),
        "warned": horizon_words(horizon(force)),
        "rules": _rules_table(force.calendar, rules, year, who),
        "outages": _outages_table(outages, who),
        "forms": _forms(bound) if cast(Account, request.user).admin == "system" else [],
    }  # fmt: skip
    return render(request, "desk/calendar/calendar.html", context, status=status)


def _year(text: str, today: date) -> int:
    """Raises Http404 for what is no year of this century or the last."""
    if not text:
        return today.year
    if not text.isascii() or not text.isdigit() or not 1970 <= int(text) <= 2200:
        raise Http404
    return int(text)


def horizon_words(seen: Horizon) -> str:
    """The warning before the days of rest run out; empty while they reach far enough."""
    if not seen.is_short or seen.through is None:
        return ""
    told = _("Days of rest are known up to %(day)s, %(count)d days from now: enter the next notice in time.")
    words = told % {"day": written(seen.through), "count": seen.days}
    if seen.is_passed:
        words += " " + _("Open matters are due as late as %(day)s; their dates may move.") % {
            "day": written(seen.furthest)
        }
    return words


def _runs_out(calendar: Calendar, year: int) -> bool:
    return calendar.known_through is None or calendar.known_through < date(year, 12, 31)


def _last(entries: tuple[Entry[Listed], ...], section: str) -> dict[str, Entry[Listed]]:
    """Key → the entry that holds now; those that ended are left out."""
    found = {entry.event.key: entry for entry in entries if entry.event.section == section}
    return {key: entry for key, entry in found.items() if entry.event.value is not None}


def _who(request: HttpRequest, entries: list[Entry[Listed]]) -> dict[int, str]:
    """Version of the entry → who entered it: the post, else the sort of administrator, else the unit or the set-up."""
    names = names_for(request, {desk for entry in entries for desk in (entry.by.post, entry.by.desk)})
    typed = {entry.by.account for entry in entries if entry.by.account}
    accounts = Account.objects.filter(id__in=typed).exclude(admin="")
    admins = {account.id: str(account.get_admin_display()) for account in accounts}
    return {
        entry.version: names.get(entry.by.post or "")
        or admins.get(entry.by.account)
        or names.get(entry.by.desk or "")
        or _("when the site was set up")
        for entry in entries
    }


def _rules_table(calendar: Calendar, rules: dict[str, Entry[Listed]], year: int, who: dict[int, str]) -> dict[str, Any]:
    lines = []
    for key in sorted(key for key in rules if key.startswith(f"{year:04d}-")):
        entry, day = rules[key], date.fromisoformat(key)
        rule = calendar.rule(day)
        lines.append({"cells": [
            {"text": written(day)}, {"text": sort_words(sort_of(calendar, day)), "note": hours_words(calendar, day)},
            {"text": rule.name or "–"}, {"text": rule.source or "–"},
            {"text": who[entry.version], "note": moment(entry.at)},
        ]})  # fmt: skip
    columns = [{"label": label} for label in (_("Day"), _("Holds"), _("Name"), _("Source"), _("Entered by"))]
    empty = _("No day of this year differs from the week's pattern.")
    return {"label": _("Days that differ"), "columns": columns, "rows": lines, "empty": empty}


def _outages_table(outages: dict[str, Entry[Listed]], who: dict[int, str]) -> dict[str, Any]:
    lines = []
    for entry in outages.values():
        value: Any = entry.event.value
        lines.append({"cells": [
            {"text": moment(value.start)}, {"text": moment(value.end)},
            {"text": who[entry.version], "note": moment(entry.at)},
        ]})  # fmt: skip
    columns = [{"label": label} for label in (_("Closed from"), _("until"), _("Entered by"))]
    return {"label": _("Closed time"), "columns": columns, "rows": lines, "empty": _("The site was never closed.")}


def _forms(bound: tuple[str, Any] | None) -> list[tuple[str, str, Any]]:
    titles = {"day": _("Change a day"), "outage": _("Enter time in which the site was closed"),
              "known": _("Say how far days of rest are known"),
              "hours": _("Change the working hours of the week")}  # fmt: skip
    return [
        (name, titles[name], bound[1] if bound and bound[0] == name else form(auto_id=f"{name}_%s", label_suffix=""))
        for name, form in FORMS.items()
    ]


@login_required
@require_POST
def change(request: HttpRequest, what: str) -> HttpResponse:
    """Without `confirm`: what it would do. With it: the entry."""
    account = keeper(request)
    if what not in FORMS:
        raise Http404
    form = FORMS[what](request.POST, auto_id=f"{what}_%s", label_suffix="")
    if not form.is_valid():
        return _page(request, bound=(what, form), status=422)
    force = registers.current().at(shell.now())
    listed = form.listed(force.calendar, force.day)
    if "confirm" in request.POST:
        return _enter(request, account, listed, what)
    context = {
        "what": what, "listed": listed, "told": _told(listed, what), "unchanged": unchanged(listed, force.calendar),
        "found": consequences(listed), "typed": as_typed(form), "command_id": uuid4().hex,
    }  # fmt: skip
    return render(request, "desk/calendar/preview.html", context)


def _told(listed: Listed, what: str) -> str:
    """The change in one line."""
    value: Any = listed.value
    if listed.section == DAYS:
        day = written(date.fromisoformat(listed.key))
        if value is None:
            return _("%(day)s: as the week has it") % {"day": day}
        hours = " ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in value.sessions) or _("rest")
        return " ".join(part for part in (f"{day}:", hours, value.name) if part)
    if listed.section == OUTAGES:
        return _("closed from %(start)s until %(end)s") % {"start": moment(value.start), "end": moment(value.end)}
    if what == "hours":
        hours = " ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in value.sessions)
        return _("Monday to Friday %(hours)s, %(zone)s") % {"hours": hours, "zone": value.zone}
    return _("days of rest are known up to %(day)s") % {"day": written(value.known_through)}


def _enter(request: HttpRequest, account: Account, listed: Listed, what: str) -> HttpResponse:
    command_id = request.POST.get("command_id", "")[:64] or uuid4().hex
    try:
        receipt = execute_all((), by=Actor(account=account.id), command_id=command_id, listings=[listed])
    except Rejected as refusal:
        messages.error(request, sentence_for(refusal))
        return redirect("calendar")
    if receipt is not None and receipt.position is not None:
        told = _("Entered: %(change)s. Entry %(position)s of the record.")
        words = told % {"change": _told(listed, what), "position": receipt.position}
        messages.success(
            request, format_html('{} <a href="{}">{}</a>', words, receipt_url(receipt.position), _("Receipt"))
        )
    year = listed.key[:4] if listed.section == DAYS else ""
    return redirect(reverse("calendar") + (f"?year={year}" if year else ""))


urlpatterns = [
    path("calendar/", calendar, name="calendar"),
    path("calendar/change/<slug:what>/", change, name="calendar-change"),
]
