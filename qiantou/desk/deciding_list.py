"""The list of what waits for a decision: a leader's own, a leader's for whom the reader acts, and for whom it works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.access.guards import Standing, standing, unhidden
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.core.evolve import evolve
from qiantou.core.kernel import Desk, Stream, fold
from qiantou.core.office import eases_its_own, offices_of
from qiantou.core.register import InForce
from qiantou.core.worktime import working_days_between
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.clocks import last_day_before
from qiantou.desk.frame import names_for
from qiantou.desk.lent_on_paper import lent_on_paper
from qiantou.desk.situation import titled
from qiantou.desk.templatetags.dates import day, far, listed
from qiantou.ledger.writer import read
from qiantou.readmodel.cases import recorded_for, waiting_for
from qiantou.readmodel.models import MatterRow

MOST_RECORDED = 20


@dataclass(frozen=True)
class Reading:
    """What every row of one page is written with."""

    now: datetime
    force: InForce
    names: Mapping[str, str]
    seen: Standing


def list_page(request: HttpRequest, *, missing: str = "", status: int = 200) -> HttpResponse:
    """`missing`: a code that opened no case."""
    seen = standing(cast(Account, request.user))
    now = shell.now()
    force = registers.current().at(now)
    mine = waiting_for(seen.desks, [one for one in seen.lent if not one.is_whole])
    prepared = [row for row in waiting_for(seen.offices) if not row.inner or row.inner in seen.homes]
    recorded = _to_confirm(seen)
    rows = [*mine, *prepared, *recorded]
    offices = named_offices(seen, force)
    names = names_for(request, {*_desks(rows, seen), *offices}, titled(row.joint for row in rows))
    reading = Reading(now, force, names, seen)
    context = {
        "sentence": _sentence(len(mine), seen),
        "lede": " · ".join(part for part in (_lede(mine or prepared, reading), _works(offices, names)) if part),
        "groups": list(_groups(mine, seen, reading)),
        "prepared": [_row(row, reading, prepares=True) for row in prepared],
        "recorded": [_recorded(row, reading) for row in recorded],
        "lent": lent_on_paper([post for post in seen.posts if post in seen.desks], force),
        "serves": bool(seen.offices),
        "missing": missing,
    }
    return render(request, "desk/deciding/list.html", context, status=status)


def named_offices(seen: Standing, force: InForce) -> list[Desk]:
    """The units that the rows of the reader's own posts name as their offices, beside the units they belong to."""
    own = [post for post in seen.posts if post in seen.desks]
    return list(dict.fromkeys(unit for post in own for unit in offices_of(post, force) if unit != force.unit_of(post)))


def _works(offices: Iterable[Desk], names: Mapping[str, str]) -> str:
    told = listed(names.get(unit, unit) for unit in offices)
    return _("your office: %(office)s") % {"office": told} if told else ""


def _desks(rows: Iterable[MatterRow], seen: Standing) -> set[str]:
    lent = {one.post for one in seen.lent}
    return {desk for row in rows for desk in (row.asker, row.doer, row.holder)} | set(seen.desks) | lent


def _sentence(count: int, seen: Standing) -> str:
    if not count and seen.offices:
        return _("What waits for your leaders' decisions")
    if not count:
        return _("Nothing waits for your decision")
    return ngettext("%(count)d case waits for your decision", "%(count)d cases wait for your decision", count) % {
        "count": count
    }


def _lede(rows: list[MatterRow], reading: Reading) -> str:
    """How long the longest has waited, and what comes next."""
    if not rows:
        return ""
    longest = max(_days(row, reading) for row in rows)
    told = ngettext(
        "the longest has waited for %(days)d working day", "the longest has waited for %(days)d working days", longest
    )
    return f"{day(reading.force.day)} · {told % {'days': longest}}"


def _days(row: MatterRow, reading: Reading) -> int:
    calendar = reading.force.calendar
    return max(working_days_between(calendar, calendar.day_of(row.since), reading.force.day), 0)


def _groups(rows: list[MatterRow], seen: Standing, reading: Reading) -> Iterable[dict[str, Any]]:
    """A list for each desk that has cases: the reader's own without a heading, a delegated one with its post."""
    for number, desk in enumerate(dict.fromkeys(row.holder for row in rows)):
        own = [_row(row, reading, prepares=False) for row in rows if row.holder == desk]
        name = reading.names.get(desk, desk)
        title = _("Before %(post)s, for whom you act") % {"post": name} if desk not in seen.posts else name
        yield {"id": f"cases{number}", "title": title, "rows": own}


def _row(row: MatterRow, reading: Reading, *, prepares: bool) -> dict[str, Any]:
    """How long it has waited, what it is, and until when before it goes elsewhere."""
    calendar, days = reading.force.calendar, _days(row, reading)
    until = last_day_before(row.reply_at, calendar) if row.reply_at is not None and not row.listed else None
    parts = [
        _("%(asker)s and %(doer)s") % {
            "asker": reading.names.get(row.asker, row.asker), "doer": reading.names.get(row.doer, row.doer),
        },
        reading.names.get(row.joint, "") if row.joint else "",
        _("on the list of the next coordination meeting") if row.listed else "",
    ]  # fmt: skip
    url = reverse("decide-case", args=[ref(row.stream)])
    acts = [{"label": _("Decide"), "url": url, "likely": True}]
    if prepares:
        parts.insert(0, _("before %(post)s") % {"post": reading.names.get(row.holder, row.holder)})
        acts = [
            {"label": _("Approval slip"), "url": reverse("decide-paper", args=[ref(row.stream)]), "likely": False},
            *_note(row, reading),
        ]
    waited = ngettext("waits %(days)d working day", "waits %(days)d working days", days) % {"days": days}
    return {
        "when": waited if days else _("came today"),
        "note": _("until %(day)s") % {"day": f"{day(until)} · {far(until, reading.force.day)}"} if until else "",
        "needs": not prepares and (row.listed or (until is not None and until <= reading.force.day)),
        "url": url,
        "what": row.title or _("(the words were erased)"),
        "why": " · ".join(part for part in parts if part),
        "kind": labels.kind(row.kind),
        "hue": labels.HUES.get(row.kind, "none"),
        "unconfirmed": "",
        "acts": acts,
    }


def _note(row: MatterRow, reading: Reading) -> list[dict[str, Any]]:
    """The way to enter the note, for an office that neither is a side of the case nor works as one with a side."""
    mine = [unit for unit in offices_of(Desk(row.holder), reading.force) if unit in reading.seen.desks]
    sides = (Desk(row.asker), Desk(row.doer))
    if all(eases_its_own(unit, sides, reading.force) for unit in mine):
        return []
    return [{"label": _("Enter the note"), "url": reverse("decide-note", args=[ref(row.stream)]), "likely": True}]


def _to_confirm(seen: Standing) -> list[MatterRow]:
    """Matters in which a decision was entered in the name of one of the reader's posts, and not answered for yet."""
    posts = [desk for desk in seen.desks if desk.startswith("p:")]
    if not posts:
        return []
    rows = list(recorded_for(posts).filter(unhidden(seen))[:MOST_RECORDED])
    told = read([Stream(row.stream) for row in rows]) if rows else {}
    states = {name: fold(evolve, None, entries) for name, entries in told.items()}
    found = []
    for row in rows:
        matter = states.get(Stream(row.stream))
        named = [desk for version, desk, _by in matter.recorders if version in matter.unconfirmed] if matter else []
        if any(desk in posts for desk in named):
            found.append(row)
    return found


def _recorded(row: MatterRow, reading: Reading) -> dict[str, Any]:
    url = matter_url(row.stream)
    return {
        "when": _("to confirm"),
        "note": "",
        "needs": True,
        "url": url,
        "what": row.title or _("(the words were erased)"),
        "why": _("entered in your name from a paper: confirm it, or say that it is wrong"),
        "kind": labels.kind(row.kind),
        "hue": labels.HUES.get(row.kind, "none"),
        "unconfirmed": _("recorded for another desk, not yet confirmed"),
        "acts": [{"label": _("Look and confirm"), "url": url, "likely": True}],
    }
