"""What the page of a joint work shows: its matters in the order of the paper, the strip, figures that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qiantou.access.guards import standing
from qiantou.access.models import Account
from qiantou.core.kernel import Rejected, Stream
from qiantou.core.kinds import Policy
from qiantou.core.register import InForce
from qiantou.core.worktime import working_days_between
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, receipt_url
from qiantou.desk.clocks import is_stopped, light, since_words
from qiantou.desk.holding import held, holders
from qiantou.desk.strip import Row, Strip, draw
from qiantou.ledger.models import Entry
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow, SpanRow

MOST = 2000  # matters of one joint work that one page looks at
ROWS = 80  # rows of the strip on one page


class Filters(forms.Form):
    """The filters of a joint work; the address is the filter."""

    q = forms.CharField(label=gettext_lazy("Words in the title"), required=False, widget=forms.SearchInput)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    phase = forms.ChoiceField(label=gettext_lazy("Stands"), required=False)
    late = forms.BooleanField(label=gettext_lazy("late only"), required=False)

    def offer(self, names: Mapping[str, str], desks: Iterable[str]) -> None:
        """Fill the choices: the desks that take part, and the phases."""
        units = sorted((names.get(desk, desk), desk) for desk in desks)
        self.fields["unit"].choices = [("", _("all")), *((desk, name) for name, desk in units)]  # type: ignore[attr-defined]
        phases = [(code, str(label)) for code, label in labels.PHASES.items()]
        self.fields["phase"].choices = [("", _("all")), ("open", _("open")), *phases]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Found:
    """The matters under the filters, in tree order; `desks` take part in any of the joint work's matters."""

    rows: list[MatterRow]
    desks: list[str]
    page: int
    pages: list[tuple[int, bool]]


def matters_of(request: HttpRequest, joint: str, force: InForce, now: datetime) -> Found:
    """The joint work's matters that the reader may see and the address asks for; one query."""
    seen = standing(cast(Account, request.user))
    unhidden = Q(inner="") | Q(inner__in=sorted(seen.homes))
    everything = list(MatterRow.objects.filter(unhidden, joint=joint).order_by("place", "opened", "stream")[:MOST])
    desks = list(dict.fromkeys(desk for row in everything for desk in (row.doer, row.asker, row.holder) if desk))
    rows = [row for row in in_tree(everything) if _asked_for(row, request, force, now)]
    count = max(1, -(-len(rows) // ROWS))
    asked = request.GET.get("page", "1")
    page = min(int(asked), count) if asked.isdecimal() and int(asked) else 1
    return Found(rows, desks, page, [(number, number == page) for number in range(1, count + 1)])


def _asked_for(row: MatterRow, request: HttpRequest, force: InForce, now: datetime) -> bool:
    wish = request.GET
    text, unit, phase = wish.get("q", "").strip().casefold(), wish.get("unit", ""), wish.get("phase", "")
    if text and text not in row.title.casefold():
        return False
    if unit and unit not in (row.asker, row.doer, row.holder):
        return False
    if phase == "open" and not row.is_open:
        return False
    if phase == "blocked":
        if not is_stopped(row):
            return False
    elif phase and phase not in ("open", row.phase):
        return False
    return not wish.get("late") or light(row, force.calendar, now).colour == "red"


def in_tree(rows: Sequence[MatterRow]) -> list[MatterRow]:
    """Each matter followed by its parts and side matters; those without a place come after those with one."""
    below: defaultdict[str, list[MatterRow]] = defaultdict(list)
    known = {row.stream for row in rows}
    for row in rows:
        below[row.parent if row.parent in known else ""].append(row)
    ordered: list[MatterRow] = []
    stack = _placed(below[""])[::-1]
    while stack:
        row = stack.pop()
        ordered.append(row)
        stack += _placed(below[row.stream])[::-1]
    return ordered


def _placed(rows: Iterable[MatterRow]) -> list[MatterRow]:
    return sorted(rows, key=lambda row: (not row.place, row.place, row.opened, row.stream))


def page_of(rows: Sequence[MatterRow], page: int) -> tuple[list[MatterRow], dict[str, list[SpanRow]]]:
    """The rows of one page of the strip, and their spans; one query."""
    shown = list(rows[(page - 1) * ROWS : page * ROWS])
    spans: dict[str, list[SpanRow]] = {row.stream: [] for row in shown}
    for span in SpanRow.objects.filter(stream__in=list(spans)).order_by("stream", "ordinal"):
        spans[span.stream].append(span)
    return shown, spans


def strip_of(
    shown: Sequence[MatterRow],
    spans: Mapping[str, Sequence[SpanRow]],
    force: InForce,
    now: datetime,
    names: Mapping[str, str],
) -> Strip:
    """The strip of these rows. What was allowed is read off the kind as it is now in force."""
    calendar = force.calendar
    depths = _depths(shown)
    rows = [
        Row(
            row.title or "–", held(spans[row.stream], _policy(force, row.kind), row.due_now or row.due, calendar),
            url=matter_url(row.stream), depth=depths[row.stream], note=_note(row, force, now),
        )
        for row in shown
    ]  # fmt: skip
    order = sorted((span for held_by in spans.values() for span in held_by), key=lambda span: span.start)
    return draw(rows, holders(dict.fromkeys(span.holder for span in order), names), calendar, now)


def _policy(force: InForce, kind: str) -> Policy | None:
    try:
        return force.policy(kind)
    except Rejected:
        return None


def _depths(shown: Sequence[MatterRow]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for row in shown:
        above = depths.get(row.parent)
        depths[row.stream] = min(above + 1, 2) if above is not None else 1 if "-" in row.place else 0
    return depths


def _note(row: MatterRow, force: InForce, now: datetime) -> str:
    if not row.is_open:
        return labels.label(labels.OUTCOMES, row.outcome)
    lamp = light(row, force.calendar, now)
    return labels.label(labels.LIGHTS, "red") if lamp.colour == "red" else ""


def facts(rows: Sequence[MatterRow], force: InForce, now: datetime) -> list[dict[str, Any]]:
    """Figures over the matters shown: each counts rows that the filters can show."""
    lamps = [(row, light(row, force.calendar, now)) for row in rows if row.is_open]
    late = [(row, lamp) for row, lamp in lamps if lamp.colour == "red"]
    deciding = [row for row, _lamp in lamps if row.phase == "referred"]
    blocked = [row for row, _lamp in lamps if is_stopped(row)]
    hatched = [row for row, _lamp in lamps if row.hatched]
    waited = sum(working_days_between(force.calendar, force.calendar.day_of(row.since), force.day) for row in deciding)
    return [
        _fact(_("Open"), len(lamps), _("of %(all)d") % {"all": len(rows)}, "?phase=open"),
        _fact(_("Late"), len(late), _("in hand is not at fault: see who holds it"), "?late=on", is_late=bool(late)),
        _fact(_("Waiting for a decision"), len(deciding), _days(waited), "?phase=referred"),
        _fact(_("Blocked or paused"), len(blocked), _("not counted against the doer"), "?phase=blocked"),
        _fact(_("Not yet confirmed"), len(hatched), _("feeds no light"), ""),
    ]


def _fact(label: str, count: int, note: str, url: str, *, is_late: bool = False) -> dict[str, Any]:
    return {"label": label, "value": str(count), "note": note, "url": url if count else "", "late": is_late}


def _days(days: int) -> str:
    return ngettext("%(days)d working day together", "%(days)d working days together", days) % {"days": days}


def held_now(rows: Sequence[MatterRow], force: InForce, now: datetime, names: Mapping[str, str]) -> dict[str, Any]:
    """Who holds what now: by holder, the number in hand, of them late, and the longest holding."""
    by_holder: defaultdict[str, list[MatterRow]] = defaultdict(list)
    for row in rows:
        if row.is_open:
            by_holder[row.holder].append(row)
    made = []
    for holder, own in sorted(by_holder.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        late = sum(light(row, force.calendar, now).colour == "red" for row in own)
        longest = min(own, key=lambda row: row.since)
        made.append({"cells": [
            {"text": names.get(holder, holder), "url": f"?unit={holder}&phase=open"},
            {"text": str(len(own)), "num": True},
            {"text": str(late) if late else "–", "num": True},
            {"text": since_words(longest.since, now, force.calendar), "note": longest.title},
        ]})  # fmt: skip
    columns = [
        {"label": _("Held by")}, {"label": _("In hand"), "num": True}, {"label": _("Of them late"), "num": True},
        {"label": _("Longest"), "wide": True},
    ]  # fmt: skip
    return {"label": _("Who holds what now"), "columns": columns, "rows": made, "empty": _("Nothing is open.")}


def holdings(rows: Sequence[MatterRow], names: Mapping[str, str], paper: str) -> list[dict[str, Any]]:
    """Claims by holder for the page on paper; each with the entry it rests on.

    One query; two more for the papers where a claim rests on what was recorded for another desk.
    """
    still = [row for row in rows if row.is_open]
    last = {(row.stream, row.version) for row in still}
    entries = Entry.objects.filter(stream__in=[row.stream for row in still]).values_list(
        "stream", "version", "position"
    )
    places = {stream: position for stream, version, position in entries if (stream, version) in last}
    papers = _recorded_papers([row.stream for row in still if row.hatched])
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in still:
        groups.setdefault(row.holder, []).append(_claim(row, places.get(row.stream), papers.get(row.stream) or paper))
    ordered = sorted(groups.items(), key=lambda pair: names.get(pair[0], pair[0]))
    return [{"holder": names.get(holder, holder), "claims": claims} for holder, claims in ordered]


def _recorded_papers(streams: Sequence[str]) -> dict[str, str]:
    """The paper of the last entry recorded for another desk in each of these matters."""
    told = read([Stream(stream) for stream in streams], words=True) if streams else {}
    return {
        stream: entry.by.recorded.paper
        for stream, entries in told.items()
        for entry in entries
        if entry.by.recorded is not None
    }


def _claim(row: MatterRow, position: int | None, paper: str) -> dict[str, Any]:
    entry = _("entry %(position)s") % {"position": position} if position is not None else "–"
    parts = [paper if row.place or row.hatched else "", row.place, entry]
    return {
        "what": row.title,
        "url": matter_url(row.stream),
        "since": row.since,
        "due": row.due_now or row.due,
        "source": " · ".join(part for part in parts if part),
        "source_url": receipt_url(position) if position is not None else "",
        "confirmed": not row.hatched and row.phase != "offered",
        "note": labels.phase(row.phase),
    }
