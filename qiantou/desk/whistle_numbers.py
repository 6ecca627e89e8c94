"""Whistles in numbers: by department and by caller, each share with its n and interval, too few beside too many.

The reader sees the rows of desks in its sight; of the others the median alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from qiantou.access.guards import Standing, business, register_for, standing
from qiantou.acts import shell
from qiantou.core.evolve import evolve
from qiantou.core.kernel import Desk, fold
from qiantou.core.register import UNITS, InForce, Unit
from qiantou.core.whistle import CLASSES, Called, called
from qiantou.desk.asked import entries_of, tabs
from qiantou.desk.asked_words import FAR
from qiantou.desk.frame import names_for
from qiantou.desk.labels import label
from qiantou.desk.templatetags.dates import day
from qiantou.insight.whistles import Share, Tally, by_caller, by_department
from qiantou.readmodel.models import MatterRow

DAYS = 90
"""[default] How far back the numbers go."""
COUNTED = 5000
"""[default] Calls that are counted at most, the newest."""


@dataclass(frozen=True)
class Counted:
    """The calls of the last DAYS, and the rows of them that a reader sees."""

    since: date
    until: date
    count: int
    departments: list[Tally]
    callers: list[Tally]

    @property
    def desks(self) -> set[Desk]:
        return {row.desk for row in (*self.departments, *self.callers)}


def counted(seen: Standing, force: InForce) -> Counted:
    """Two queries."""
    since = force.day - timedelta(DAYS)
    calls = calls_since(since, force)
    by_sort = _by_sort({call.desk for call in calls}, force)
    departments = [row for peers in by_sort for row in _of(calls, peers) if row.desk in seen.sight]
    callers = [row for row in by_caller(calls, _units_of_sort("township", force)) if row.desk in seen.sight]
    return Counted(since, force.day, len(calls), departments, callers)


@login_required
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Both tables for the calls of the last ninety days."""
    account = business(request.user)
    found = counted(standing(account), register_for(account).at(shell.now()))
    names = names_for(request, found.desks)
    context = {
        "tabs": tabs("call-numbers"), "since": day(found.since), "until": day(found.until), "count": found.count,
        "departments": _table(found.departments, names, _("Department")),
        "callers": _table(found.callers, names, _("Caller")),
    }  # fmt: skip
    return render(request, "desk/asked/numbers.html", context)


def calls_since(since: date, force: InForce) -> list[Called]:
    """Every call opened since that day; two queries."""
    begun = datetime.combine(since, time(), ZoneInfo(force.calendar.zone))
    rows = list(MatterRow.objects.filter(kind__in=CLASSES, opened__gte=begun).order_by("-opened", "stream")[:COUNTED])
    found = []
    for entries in entries_of(rows).values():
        matter = fold(evolve, None, entries)
        assert matter is not None
        found.append(called(matter, entries, force.calendar))
    return found


def _of(calls: Iterable[Called], peers: Sequence[Desk]) -> list[Tally]:
    return by_department([call for call in calls if call.desk in peers])


def _by_sort(desks: Iterable[Desk], force: InForce) -> list[list[Desk]]:
    """The desks in groups of one sort of unit: only like is set beside like."""
    groups: dict[str, list[Desk]] = {}
    for desk in sorted(desks):
        unit = force.unit(desk)
        groups.setdefault(unit.sort if unit is not None else "", []).append(desk)
    return [groups[sort] for sort in sorted(groups)]


def _units_of_sort(sort: str, force: InForce) -> list[Desk]:
    return [Desk(key) for key, unit in force.section(UNITS).items() if isinstance(unit, Unit) and unit.sort == sort]


def _table(tallies: Sequence[Tally], names: dict[str, str], head: str) -> dict[str, Any]:
    columns = [
        {"label": head, "wide": True}, {"label": _("Calls"), "num": True}, {"label": _("Came in time")},
        {"label": _("Finished in time")}, {"label": _("Solved")}, {"label": _("Satisfied")},
        {"label": _("Beside its peers")},
    ]  # fmt: skip
    rows = [
        {"cells": [
            {"text": names.get(row.desk, row.desk)}, {"text": str(row.count), "num": True, "label": _("Calls")},
            *({"text": share_words(share), "note": interval_words(share), "label": name} for name, share in (
                (_("Came in time"), row.came), (_("Finished in time"), row.finished), (_("Solved"), row.solved),
                (_("Satisfied"), row.satisfied),
            )),
            {"text": label(FAR, row.far) if row.far else _("not far apart"), "note": median_words(row.middle),
             "label": _("Beside its peers")},
        ]}
        for row in sorted(tallies, key=lambda row: -row.count)
    ]  # fmt: skip
    empty = _("None of the desks you see called, or was called, in these months.")
    return {"label": head, "columns": columns, "rows": rows, "empty": empty, "stack": True}


def share_words(share: Share) -> str:
    return _("%(k)d of %(n)d") % {"k": share.k, "n": share.n} if share.n else "–"


def interval_words(share: Share) -> str:
    """ "between 10 % and 90 %": where the true share lies, at 95 % confidence."""
    if share.interval is None:
        return ""
    low, high = (round(100 * end) for end in share.interval)
    return _("between %(low)d%% and %(high)d%%") % {"low": low, "high": high}


def median_words(middle: float | None) -> str:
    if middle is None:
        return _("too few peers to compare")
    count = round(middle)
    return ngettext("median of the others: %(count)d call", "median of the others: %(count)d calls", count) % {
        "count": count
    }
