"""What the page of a joint work shows: its matters in the order of the paper, the strip, figures that add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qiantou.access.guards import standing, unhidden
from qiantou.access.models import Account
from qiantou.core.evolve import evolve
from qiantou.core.kernel import Desk, Stream, fold
from qiantou.core.matter import Matter
from qiantou.core.register import InForce
from qiantou.core.span import Span
from qiantou.core.worktime import working_days_between
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.clocks import is_stopped, light, since_words
from qiantou.desk.holding import held, holders
from qiantou.desk.joint_chain import Stretches
from qiantou.desk.strip import Row, Strip, draw
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow

MOST = 2000  # matters of one joint work that one page looks at
ROWS = 80  # rows of the strip on one page
LEADS = 6  # leads named above it


class Filters(forms.Form):
    """The filters of a joint work; the address is the filter."""

    q = forms.CharField(label=gettext_lazy("Words in the title"), required=False, widget=forms.SearchInput)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), required=False)
    phase = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    late = forms.BooleanField(label=gettext_lazy("late only"), required=False)

    def offer(self, names: Mapping[str, str], desks: Iterable[str]) -> None:
        """Fill the choices: the desks that take part, and the phases."""
        units = sorted((names.get(desk, desk), desk) for desk in desks)
        self.fields["unit"].choices = [("", _("all")), *((desk, name) for name, desk in units)]  # type: ignore[attr-defined]
        phases = [(code, str(label)) for code, label in labels.PHASES.items()]
        self.fields["phase"].choices = [("", _("all")), ("open", _("open")), *phases]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Found:
    """The matters under the filters, in tree order, out of everything; `desks` take part in any of it.

    `cut`: there are more than MOST, and the others are left to the list of matters.
    """

    rows: list[MatterRow]
    everything: list[MatterRow]
    desks: list[str]
    page: int
    pages: list[tuple[int, bool]]
    cut: bool


def matters_of(request: HttpRequest, joint: str, force: InForce, now: datetime) -> Found:
    """The joint work's matters that the reader may see and the address asks for; one query."""
    seen = standing(cast(Account, request.user))
    all_rows = MatterRow.objects.filter(unhidden(seen), joint=joint).order_by("place", "opened", "stream")
    everything = list(all_rows[: MOST + 1])
    cut = len(everything) > MOST
    everything = everything[:MOST]
    desks = list(dict.fromkeys(desk for row in everything for desk in (row.doer, row.asker, row.holder) if desk))
    rows = [row for row in in_tree(everything) if _asked_for(row, request, force, now)]
    count = max(1, -(-len(rows) // ROWS))
    asked = request.GET.get("page", "1")
    page = min(int(asked), count) if asked.isdecimal() and int(asked) else 1
    return Found(rows, everything, desks, page, [(number, number == page) for number in range(1, count + 1)], cut)


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
    return not wish.get("late") or light(row, force.calendar, now).is_late


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


def page_of(found: Found) -> list[MatterRow]:
    """The rows of one page of the strip."""
    return found.rows[(found.page - 1) * ROWS : found.page * ROWS]


def strip_of(
    shown: Sequence[MatterRow],
    spans: Mapping[str, Sequence[Span]],
    force: InForce,
    *,
    names: Mapping[str, str],
    deciding: Stretches,
) -> Strip:
    """The strip of these rows at the instant of `force`. What was allowed is read off each one's entries; one query."""
    told = strip_rows(shown, spans, force, names=names)
    rows = [replace(one, deciding=deciding.get(row.stream, ())) for row, one in zip(shown, told, strict=True)]
    return drawn(rows, force, names)


def strip_rows(
    shown: Sequence[MatterRow], spans: Mapping[str, Sequence[Span]], force: InForce, *, names: Mapping[str, str]
) -> list[Row]:
    """Of each matter its row as of the instant of `force`, without what it decided; one query."""
    calendar, now = force.calendar, force.instant
    depths, matters = _depths(shown), _folded(shown, now)
    return [
        Row(
            _told(row, matters[row.stream].doer, names), held(spans[row.stream], matters[row.stream], calendar, now),
            url=matter_url(row.stream), depth=depths[row.stream],
            note=_note(row, force, now) if row.changed <= now else "",
        )
        for row in shown
    ]  # fmt: skip


def drawn(rows: Sequence[Row], force: InForce, names: Mapping[str, str]) -> Strip:
    """The strip of rows at the instant of `force`."""
    order = sorted((span for row in rows for span in row.spans), key=lambda span: span.start)
    return draw(rows, holders(dict.fromkeys(span.desk for span in order), names), force.calendar, force.instant)


def _told(row: MatterRow, doer: Desk, names: Mapping[str, str]) -> str:
    """Number and who did it then before the title: the parts of a whole often have its title."""
    told = _("%(doer)s · %(title)s") % {"doer": names.get(doer, doer), "title": row.title or "–"}
    return f"{row.place} {told}".strip()


def leads_of(rows: Iterable[MatterRow], lead: str, names: Mapping[str, str]) -> list[str]:
    """Who leads, by name: the charter's `lead`; of an imported paper, whom others asked for its whole rows.

    A line of a plan is nobody's lead, whoever asked for it.
    """
    wholes = (row for row in rows if row.place and "-" not in row.place and not row.line)
    asked = dict.fromkeys(row.doer for row in wholes if row.asker != lead)
    told = [names.get(desk, desk) for desk in asked or (lead,)]
    return told if len(told) <= LEADS else [*told[:LEADS], "…"]


def _folded(rows: Sequence[MatterRow], until: datetime) -> dict[str, Matter]:
    """These matters as their entries told them by then: the pinned policy, what was granted, what stopped the clock."""
    told = read([Stream(row.stream) for row in rows])
    found: dict[str, Matter] = {}
    for stream, entries in told.items():
        by_then = [entry for entry in entries if entry.at <= until] or entries  # opened while the page is made
        folded = fold(evolve, None, by_then)
        if folded is not None:
            found[stream] = folded
    return found


def _depths(shown: Sequence[MatterRow]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for row in shown:
        above = depths.get(row.parent)
        depths[row.stream] = min(above + 1, 2) if above is not None else 1 if "-" in row.place else 0
    return depths


def _note(row: MatterRow, force: InForce, now: datetime) -> str:
    if not row.is_open:
        return labels.ended(row.outcome, row.kind)
    lamp = light(row, force.calendar, now)
    return labels.label(labels.LIGHTS, lamp.colour) if lamp.is_late else ""


def facts(rows: Sequence[MatterRow], force: InForce, now: datetime) -> list[dict[str, Any]]:
    """Figures over the matters shown: each counts rows that the filters can show."""
    lamps = [(row, light(row, force.calendar, now)) for row in rows if row.is_open]
    late = [(row, lamp) for row, lamp in lamps if lamp.is_late]
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
        late = sum(light(row, force.calendar, now).is_late for row in own)
        longest = min(own, key=lambda row: row.since)
        made.append({"cells": [
            {"text": names.get(holder, holder), "url": f"?unit={holder}&phase=open"},
            {"text": str(len(own)), "num": True, "label": _("In hand")},
            {"text": str(late) if late else "–", "num": True, "label": _("Of them late")},
            {"text": since_words(longest.since, now, force.calendar), "note": longest.title, "label": _("Longest")},
        ]})  # fmt: skip
    columns = [
        {"label": _("Held by")}, {"label": _("In hand"), "num": True}, {"label": _("Of them late"), "num": True},
        {"label": _("Longest"), "wide": True},
    ]  # fmt: skip
    empty = _("Nothing is open.")
    return {"label": _("Who holds what now"), "columns": columns, "rows": made, "empty": empty, "stack": True}
