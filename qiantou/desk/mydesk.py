"""My desk 我的待办: what is in the reader's hands, what others hold, what is coming. A sentence first.

"Coming" is work in hand that is due more than five working days from now; everything else in hand stands
under "for me". What others hold is shown apart: it does not count against the reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from qiantou.access.bulletins import seats_of
from qiantou.access.guards import Standing, standing
from qiantou.access.links import codes_to_tell
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.acts.horizon import horizon
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import ASSESSING
from qiantou.core.register import InForce
from qiantou.core.worktime import Calendar
from qiantou.desk import bulletin_signed, labels
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.bulletin_due import dockets
from qiantou.desk.calendar_pages import horizon_words
from qiantou.desk.clocks import TO_ANSWER, Light, deadline_words, is_stopped, last_day_before, light, since_words
from qiantou.desk.exemption_read import FAR, NOT_EXEMPTED, suggested
from qiantou.desk.frame import ADMIN_PAGES, in_hand, keep_in_hand, names_for
from qiantou.desk.labels_review import ASKED_BY_RULE, asked_by
from qiantou.desk.mydesk_moves import shown_acts
from qiantou.desk.review_unread import readings_rows
from qiantou.desk.situation import titled
from qiantou.desk.templatetags.dates import day, far
from qiantou.readmodel.models import MatterRow, PartyRow

SHOWN = 100  # more than these are in the list of matters
AHEAD = 5  # working days
BULLETINS = 3  # the others stand on their own page: they are not to bury what a leader decides
POST = "p:"  # before the name of a leader's desk

OVERSEEN = [kind for kind, policy in KINDS.items() if policy.overseen]
ORDER = {"red": 0, "yellow": 1, "blue": 2, "none": 3, "green": 4}


@dataclass(frozen=True)
class Reading:
    """What every docket of one page is written with."""

    now: datetime
    calendar: Calendar
    names: Mapping[str, str]
    bulletins: Mapping[str, str]  # signature → the page of the bulletin it is asked for

    @property
    def today(self) -> date:
        return self.calendar.day_of(self.now)


@dataclass(frozen=True)
class OnDesk:
    """What lies on the reader's desks: in hand with its light, the pressing first; and what others hold."""

    lit: list[tuple[MatterRow, Light]]
    others: list[MatterRow]

    @property
    def mine(self) -> list[MatterRow]:
        return [row for row, _lamp in self.lit]

    @property
    def urgent(self) -> list[tuple[MatterRow, Light]]:
        return [pair for pair in self.lit if not _is_ahead(pair)]

    @property
    def ahead(self) -> list[tuple[MatterRow, Light]]:
        return [pair for pair in self.lit if _is_ahead(pair)]

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than is shown."""
        return SHOWN in (len(self.lit), len(self.others))


def on_desk(seen: Standing, calendar: Calendar, now: datetime) -> OnDesk:
    """At most SHOWN of each; two queries."""
    mine = MatterRow.objects.filter(is_open=True, holder__in=seen.desks).order_by("due_now", "stream")[:SHOWN]
    return OnDesk(sorted(((row, light(row, calendar, now)) for row in mine), key=_urgency), _with_others(seen))


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    account = cast(Account, request.user)
    if account.admin and ADMIN_PAGES[account.admin][0] != "desk":
        return redirect(ADMIN_PAGES[account.admin][0])
    seen = standing(account)
    now = shell.now()
    force = registers.current().at(now)
    calendar = force.calendar
    found = on_desk(seen, calendar, now)
    mine, others, urgent, ahead = found.mine, found.others, found.urgent, found.ahead
    names = names_for(request, _named((*mine, *others)), titled(row.joint for row in (*mine, *others)))
    reading = Reading(now, calendar, names, bulletin_signed.urls(mine, force))
    if len(mine) < SHOWN:
        keep_in_hand(request, len(mine))
    bulletins, unread = dockets(seats_of(account)), readings_rows(seen, force)
    context = {
        "sentence": _sentence(in_hand(request, seen) + len(unread)),
        "lede": _lede(seen, urgent, others, reading),
        "readings": unread,
        "groups": [one for one in _groups(seen, urgent, reading) if one["rows"] or not unread],
        "others": [_waiting(row, reading, seen) for row in others],
        "coming": [_docket(row, lamp, reading) for row, lamp in ahead],
        "wrong": _wrong(mine, seen, force),
        "bulletins": bulletins[:BULLETINS],
        "bulletins_more": _more(len(bulletins)),
        "leaders": _leaders(seen),
        "codes": _codes(codes_to_tell(seen, force)) if seen.desks else "",
        "more_url": reverse("matters") if found.is_cut else "",
        "has_post": bool(seen.desks),
        "warned": horizon_words(horizon(force)) if account.admin == "system" else "",
    }
    return render(request, "desk/mydesk/desk.html", context)


def _with_others(seen: Standing) -> list[MatterRow]:
    """Open matters in which one of the reader's desks has a part and another desk has to act.

    What a leader is told of and may object to comes first: it must not be lost below a long list.
    """
    part = PartyRow.objects.filter(desk__in=seen.desks, is_open=True).values("stream")
    held = MatterRow.objects.filter(stream__in=part, is_open=True).exclude(holder__in=seen.desks)
    return list(held.order_by(Case(When(kind__in=OVERSEEN, then=0), default=1), "since", "stream")[:SHOWN])


def _wrong(mine: Iterable[MatterRow], seen: Standing, force: InForce) -> str:
    """That something went wrong, and nobody has to wait to be blamed for it; empty where nothing has. Counted as on the
    page of exemptions; four queries, where something has come far."""
    late = [row for row in mine if row.doer in seen.desks and row.due_now is not None and row.due_now < force.day]
    far = any(row.rung in FAR and row.kind not in NOT_EXEMPTED for row in late)
    found = suggested(seen, force) if far else []
    if not found:
        return ""
    told = ngettext(
        "%(n)d matter has gone wrong. Its check is filled in from the record; you may apply for exemption.",
        "%(n)d matters have gone wrong. Their checks are filled in from the record; you may apply for exemption.",
        len(found),
    )
    return told % {"n": len(found)}


def _named(rows: Iterable[MatterRow]) -> set[str]:
    return {desk for row in rows for desk in (row.asker, row.doer, row.holder)}


def _urgency(pair: tuple[MatterRow, Light]) -> tuple[int, date, str]:
    row, lamp = pair
    return ORDER[lamp.colour], lamp.until or date.max, row.stream


def _is_ahead(pair: tuple[MatterRow, Light]) -> bool:
    row, lamp = pair
    return row.phase == "underway" and lamp.colour == "green" and lamp.days > AHEAD


def _more(count: int) -> str:
    told = ngettext("All %(count)d bulletin", "All %(count)d bulletins", count) % {"count": count}
    return told if count > BULLETINS else ""


def _codes(count: int) -> str:
    """What waits at the telephone, and not for long."""
    told = ngettext(
        "%(count)d code waits to be read out to a registered phone.",
        "%(count)d codes wait to be read out to a registered phone.",
        count,
    )
    return told % {"count": count} if count else ""


def _leaders(seen: Standing) -> str:
    """What waits for the leaders the reader works for, and whose cases it prepares; no query for whoever has none."""
    if not seen.offices:
        return ""
    count = MatterRow.objects.filter(holder__in=seen.offices, is_open=True, phase="referred").count()
    told = ngettext(
        "%(count)d case waits for the decision of the leaders you work for.",
        "%(count)d cases wait for the decision of the leaders you work for.",
        count,
    )
    return told % {"count": count} if count else ""


def _sentence(count: int) -> str:
    if not count:
        return _("Nothing is in your hands")
    return ngettext("%(count)d thing is in your hands", "%(count)d things are in your hands", count) % {"count": count}


def _lede(seen: Standing, urgent: list[tuple[MatterRow, Light]], others: list[MatterRow], reading: Reading) -> str:
    parts = [reading.names.get(seen.unit or "", ""), day(reading.today)]
    late = sum(lamp.is_late for _row, lamp in urgent)
    today = sum(lamp.is_today for _row, lamp in urgent)
    if late:
        parts.append(ngettext("%(count)d is late", "%(count)d are late", late) % {"count": late})
    if today:
        parts.append(ngettext("%(count)d is due today", "%(count)d are due today", today) % {"count": today})
    blocked = sum(row.phase == "blocked" and row.doer in seen.desks for row in others)
    if blocked:
        words = ngettext(
            "others block %(count)d (not counted against you)",
            "others block %(count)d (not counted against you)",
            blocked,
        )
        parts.append(words % {"count": blocked})
    return " · ".join(part for part in parts if part)


def _groups(seen: Standing, urgent: list[tuple[MatterRow, Light]], reading: Reading) -> list[dict[str, Any]]:
    """One list for each desk the person may move for that holds something; without a heading if only one may."""
    if len(seen.desks) < 2:
        return [{"id": "mine", "name": "", "rows": [_docket(row, lamp, reading) for row, lamp in urgent]}]
    groups = []
    for number, own in enumerate(seen.desks):
        rows = [_docket(row, lamp, reading) for row, lamp in urgent if row.holder == own]
        if rows:
            groups.append({"id": f"mine{number}", "name": reading.names.get(own, own), "rows": rows})
    return groups or [{"id": "mine", "name": "", "rows": []}]


def _docket(row: MatterRow, lamp: Light, reading: Reading) -> dict[str, Any]:
    settles = row.kind in KINDS and KINDS[row.kind].settles
    until = lamp.until
    if row.cause == "objection" and row.reply_at is not None:  # it takes effect then, confirmed or not
        until = last_day_before(row.reply_at, reading.calendar)
    acts = [
        {
            "label": labels.move(code, settles=settles, kind=row.kind),
            "url": matter_url(row.stream, code),
            "likely": not number,
        }
        for number, code in enumerate(shown_acts(row, settles))
    ]
    if row.phase == "referred" and row.holder.startswith(POST):
        acts = [{**acts[0], "url": reverse("decide-case", args=[ref(row.stream)])}]  # the case has every answer
    if row.kind == ASSESSING and row.joint:
        sheet = {"label": _("Put the sheet out"), "url": reverse("review", args=[ref(row.joint)]), "likely": True}
        acts = [sheet, *({**one, "likely": False} for one in acts)]
    if row.stream in reading.bulletins:
        acts = [{"label": _("Read the bulletin"), "url": reading.bulletins[row.stream], "likely": False}, *acts[:2]]
    return {
        **_told(row, reading),
        "when": lamp.lamp if lamp.colour != "none" or lamp.why else _no_light(row),
        "note": _by_when(row, until, reading) if until else row.due_text,
        "needs": lamp.is_late or lamp.is_today,
        "acts": acts,
    }


def _by_when(row: MatterRow, until: date, reading: Reading) -> str:
    """The day and how far it is; of a call that is answered within minutes or hours, the minute."""
    end, calendar = row.reply_at, reading.calendar
    if end is None or last_day_before(end, calendar) != until or end.astimezone(calendar.clock).time() == time(0):
        return f"{day(until)} · {far(until, reading.today)}"
    return deadline_words(end, calendar)


def _no_light(row: MatterRow) -> str:
    if row.hatched:
        return _("not yet confirmed")
    if row.phase in TO_ANSWER:
        return _("no limit to answer")
    return _("paused") if is_stopped(row) else _("no due day")


def _waiting(row: MatterRow, reading: Reading, seen: Standing) -> dict[str, Any]:
    told = _told(row, reading)
    acts = []
    if _may_object(row, seen):
        told["why"] = _("%(what)s · you may object") % {"what": told["why"]}
        acts = [{"label": _("I object"), "url": matter_url(row.stream, "refer"), "likely": False}]
    return {
        **told,
        "when": since_words(row.since, reading.now, reading.calendar),
        "note": reading.names.get(row.holder, row.holder),
        "acts": acts,
    }


def _may_object(row: MatterRow, seen: Standing) -> bool:
    """Whether the reader is told of the matter as the leader above both sides, who may take it up."""
    return row.kind in OVERSEEN and row.phase != "referred" and not {row.asker, row.doer} & set(seen.desks)


def _told(row: MatterRow, reading: Reading) -> dict[str, Any]:
    asker = asked_by(row.kind, reading.names.get(row.asker, row.asker))
    words = _("%(asker)s, of %(doer)s") if row.kind in ASKED_BY_RULE else _("%(asker)s asked %(doer)s")
    asked = words % {"asker": asker, "doer": reading.names.get(row.doer, row.doer)}
    parts = [asked, labels.phase(row.phase, row.kind, row.cause), reading.names.get(row.joint, "") if row.joint else ""]
    if row.next_at is not None and row.next_at <= reading.now:
        parts.append(_("its clock has run out; the next step is being recorded"))
    return {
        "url": matter_url(row.stream),
        "what": row.title or _("(the words were erased)"),
        "why": " · ".join(part for part in parts if part),
        "kind": labels.kind(row.kind),
        "hue": labels.HUES.get(row.kind, "none"),
        "unconfirmed": _("recorded for another desk, not yet confirmed") if row.hatched else "",
    }


urlpatterns = [path("", desk, name="desk")]
