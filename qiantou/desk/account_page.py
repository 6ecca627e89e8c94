"""Where the time of one matter went 时间去向: whose working time made it later, to the minute, each with its entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import matter_for, standing
from qiantou.access.models import Account
from qiantou.core.calendar import MICROSECOND
from qiantou.core.due import last_day
from qiantou.core.matter import pauses
from qiantou.desk import account_tables as tables
from qiantou.desk.account_read import Read, read
from qiantou.desk.account_svg import Bar, draw
from qiantou.desk.account_words import SHIELDS, signed
from qiantou.desk.addresses import matter_url
from qiantou.desk.frame import names_for
from qiantou.desk.holding import holders
from qiantou.desk.matter_page import day_of
from qiantou.desk.situation import situation
from qiantou.desk.templatetags.dates import brief, day, duration


@login_required
@require_safe
def time(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /m/REF/time/ with ?asof=DAY for a past day."""
    account = cast(Account, request.user)
    row = matter_for(account, ref)
    asof = day_of(request.GET.get("asof", ""))
    found = read(situation(row, standing(account), asof=asof))
    names = names_for(request, _desks(found))
    context = {
        "title": row.title or _("(the words were erased)"),
        "matter_url": matter_url(row.stream),
        "ref": ref,
        "answer": answer(found),
        "facts": facts(found, names),
        "bars": bars(found, names),
        "sums": tables.sums(found, names),
        "stretches": tables.stretches(found, names),
        "bounces": tables.bounces(found, names),
        "responses": tables.responses(found, names),
        "own": _own(found, names),
        "day": asof,
        "latest": found.found.force.day,
        "now_url": time_url(row.stream),
    }
    return render(request, "desk/matters/time.html", context)


def time_url(stream: str) -> str:
    return f"{matter_url(stream)}time/"


def _desks(found: Read) -> set[str]:
    told = found.account
    desks = {desk for piece in told.pieces for desk in (piece.holder, piece.bears)} | {found.own.desk}
    desks |= {desk for one in told.bounces for desk in (one.desk, one.through)}
    return {found.shown(desk) for desk in desks | {one.desk for one in told.responses}}


def answer(found: Read) -> str:
    """The deviation in one sentence."""
    told = found.account
    facts = {"time": duration(abs(told.deviation), told.day_minutes), "day": day(told.agreed)}
    if told.agreed is None:
        return _("No day was agreed, so each clock is measured by itself.")
    if not told.is_done:
        if told.deviation <= 0:
            return _("So far nothing makes it later than the day first agreed, %(day)s.") % facts
        return _("So far it is %(time)s of working time later than the day first agreed, %(day)s.") % facts
    if told.deviation > 0:
        return _("It was done %(time)s of working time later than the day first agreed, %(day)s.") % facts
    if told.deviation < 0:
        return _("It was done %(time)s of working time before the end of the day first agreed, %(day)s.") % facts
    return _("It was done exactly by the end of the day first agreed, %(day)s.") % facts


def facts(found: Read, names: Mapping[str, str]) -> list[dict[str, Any]]:
    told, matter, calendar = found.account, found.found.matter, found.found.force.calendar
    due = last_day(matter.due, matter.grants, pauses(matter, calendar), calendar, told.finish)
    ended = _("Handed in, or ended") if told.is_done or not matter.is_open else _("Told through")
    work = next((n for row in told.rows if row.holder == matter.doer for c, n in row.causes if c == "work"), 0)
    rows = [(_("Day first agreed"), day(told.agreed) if told.agreed else _("no day agreed"), "")]
    if told.agreed and due:
        rows.append((_("Day in force then"), day(due), _("with what was granted and waited for")))
    rows += [
        (ended, day(calendar.day_of(told.finish - MICROSECOND)), ""),
        (_("Deviation"), signed(told.deviation, told.day_minutes), _("days and hours:minutes of working time")),
        (_("At work on it"), brief(work, told.day_minutes), tables.party(found, matter.doer, names)),
    ]
    return [{"label": label, "value": value, "note": note} for label, value, note in rows]


def bars(found: Read, names: Mapping[str, str]) -> SafeString | None:
    """None while nobody had it for a minute."""
    told = found.account
    rows = [row for row in told.rows if row.actual]
    people = holders((found.shown(row.holder) for row in rows), names)
    drawn = []
    for row in rows:
        word = brief(row.actual, told.day_minutes)
        if row.over:
            word = _("%(time)s, %(over)s beyond") % {"time": word, "over": brief(row.over, told.day_minutes)}
        drawn.append(Bar(people[found.shown(row.holder)], row.actual - row.over, row.over, word))
    return draw("time", drawn) if drawn else None


def _own(found: Read, names: Mapping[str, str]) -> dict[str, Any]:
    """The doer's own time beyond the day, and what protects it."""
    own, minutes = found.own, found.account.day_minutes
    return {
        "who": tables.party(found, own.desk, names),
        "over": duration(own.minutes, minutes) if own.minutes else "",
        "counted": duration(own.counted, minutes) if own.counted else "",
        "protected": [(str(SHIELDS[shield]), duration(n, minutes)) for shield, n in own.protected],
    }


urlpatterns = [path("m/<str:ref>/time/", time, name="matter-time")]
