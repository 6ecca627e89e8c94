"""Coordination meetings as the record has them: which a reader sees, and every point drawn from the record itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.access.guards import REF, Standing, readable
from qiantou.core.convening import meetings as in_register
from qiantou.core.facts import Event
from qiantou.core.kernel import Desk, Stream
from qiantou.core.meeting import MEETINGS, Brought, Item, Meeting, Outcome
from qiantou.core.meeting_check import holders
from qiantou.core.register import InForce
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.situation import Told, read_told
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.readmodel.listing_rows import in_force
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.waits import edges

BROUGHT: labels.Labels = {
    Brought.LISTED: gettext_lazy("waits for a meeting by rule"),
    Brought.CIRCLE: gettext_lazy("wait for each other"),
    Brought.PUT: gettext_lazy("put on the agenda by whoever called"),
}
OUTCOMES: labels.Labels = {
    Outcome.GOES_ON: gettext_lazy("goes on, with the day and doer named"),
    Outcome.GRANTED: gettext_lazy("granted: it ends"),
    Outcome.REFUSED: gettext_lazy("not granted: it ends"),
    Outcome.NEXT: gettext_lazy("to the next meeting"),
    Outcome.NONE: gettext_lazy("nothing decided"),
}
WHYS: labels.Labels = {
    "block": gettext_lazy("is blocked by"),
    "after": gettext_lazy("comes after"),
    "part": gettext_lazy("is the whole of"),
}
SAYINGS = ("reason", "proposal", "reasons", "note", "lack", "text", "detail", "title")
"""Where an entry keeps what was typed, the telling ones first."""


@dataclass(frozen=True)
class Met:
    """A meeting with its words, and which of the reader's desks may hold it."""

    key: str
    value: Meeting
    holder: Desk | None

    @property
    def ref(self) -> str:
        return self.key.removeprefix("e:")[:12]


def known(seen: Standing, force: InForce) -> list[Met]:
    """The meetings a reader sees, the latest day first: of the chair, the caller, whoever is invited, and those above
    them. One query."""
    found = (
        Met(key, one.value, holder_of(one.value, seen, force)) for key, one in in_force(MEETINGS, day=force.day).items()
    )
    mine = [met for met in found if {*parties(met.value, force)} & seen.sight]
    return sorted(mine, key=lambda met: (met.value.day, met.key), reverse=True)


def found(ref: str, seen: Standing, force: InForce) -> Met:
    """The meeting an address names by 12 hex digits. Raises Http404 for strangers."""
    if not REF.fullmatch(ref):
        raise Http404
    key = next((key for key in in_register(force) if key.removeprefix("e:").startswith(ref)), None)
    told = in_force(MEETINGS, day=force.day, keys=[key]) if key is not None else {}
    if key is None or key not in told or not {*parties(told[key].value, force)} & seen.sight:
        raise Http404
    return Met(key, told[key].value, holder_of(told[key].value, seen, force))


def parties(meeting: Meeting, force: InForce) -> tuple[Desk, ...]:
    caller = (meeting.caller,) if meeting.caller is not None else ()
    return (*holders(meeting.chair, force), *caller, *meeting.invited, *meeting.attended)


def holder_of(meeting: Meeting, seen: Standing, force: InForce) -> Desk | None:
    """The reader's desk that may hold it: the chair itself before its office."""
    return next((desk for desk in holders(meeting.chair, force) if desk in seen.desks), None)


def decided_of(meeting: Meeting) -> set[str]:
    """The matters that its minutes decide of, and those they opened."""
    return {str(name) for one in meeting.decisions for name in (one.matter, one.opened) if name}


def told_to(met: Met, opened: Collection[str]) -> Met:
    """The meeting as told to a reader to whom these matters open: without the words of what was decided of others.

    Whoever may hold it reads it whole.
    """
    if met.holder is not None or decided_of(met.value) <= {*opened}:
        return met
    decisions = tuple(
        one if {one.matter, one.opened} & {*opened} else replace(one, words="") for one in met.value.decisions
    )
    return replace(met, value=replace(met.value, decisions=decisions, minutes=""))


def points(items: Sequence[Item], seen: Standing, force: InForce) -> Points:
    """What the page tells of these points: five queries, whatever their number."""
    names = list(dict.fromkeys(name for item in items for name in item.matters))
    rows = {Stream(row.stream): row for row in MatterRow.objects.filter(stream__in=names)}
    opened = readable(rows, seen)
    told = read_told(Stream(name) for name in opened) if opened else {}
    circles = any(item.brought is Brought.CIRCLE for item in items)
    waits = {(one, other): why for one, other, why in edges() if one in rows and other in rows} if circles else {}
    return Points(items, rows, frozenset(opened), told, waits)


@dataclass(frozen=True)
class Points:
    """`opened`: the matters whose page opens to the reader; of the others it is told who has them, not what is said."""

    items: Sequence[Item]
    rows: Mapping[Stream, MatterRow]
    opened: frozenset[str]
    told: Mapping[Stream, Sequence[Told]]
    waits: Mapping[tuple[Stream, Stream], str]

    @property
    def desks(self) -> set[str]:
        return {desk for row in self.rows.values() for desk in (row.asker, row.doer, row.holder) if desk}

    def title(self, name: Stream) -> str:
        row = self.rows.get(name)
        return row.title if row is not None and name in self.opened else _("a matter not open to you")

    def drawn(self, force: InForce, names: Mapping[str, str]) -> list[dict[str, Any]]:
        """Each point with its matters, and of a circle who waits for whom."""
        return [
            {
                "number": number, "why": labels.label(BROUGHT, item.brought),
                "title": self._heading(item), "chip": "warn" if item.brought is Brought.CIRCLE else "",
                "matters": [self._matter(name, force, names) for name in item.matters if name in self.rows],
                "waits": self._table(item, names) if item.brought is Brought.CIRCLE else None,
            }
            for number, item in enumerate(self.items, 1)
        ]  # fmt: skip

    def _heading(self, item: Item) -> str:
        if len(item.matters) == 1:
            return self.title(item.matters[0])
        return _("%(count)s matters wait for each other") % {"count": len(item.matters)}

    def _matter(self, name: Stream, force: InForce, names: Mapping[str, str]) -> dict[str, Any]:
        row = self.rows[name]
        opens = name in self.opened
        since = force.calendar.day_of(row.since)
        facts = [
            {"label": _("Asked by"), "value": names.get(row.asker, "–")},
            {"label": _("Done by"), "value": names.get(row.doer, "–")},
            {
                "label": _("In hand of"), "value": names.get(row.holder, "–"),
                "note": _("since %(day)s") % {"day": in_words(since)} if row.is_open else "",
            },
            {"label": _("Status"), "value": labels.standing(row.phase, row.outcome, row.is_open, row.kind)},
            {"label": _("Due"), "value": in_words(row.due_now or row.due) if (row.due_now or row.due) else "–"},
        ]  # fmt: skip
        return {
            "stream": name, "title": self.title(name), "url": matter_url(name) if opens else "", "open": row.is_open,
            "kind": labels.kind(row.kind), "hue": labels.HUES.get(row.kind, "none"), "facts": facts,
            "sides": self._sides(name, names) if opens else [],
        }  # fmt: skip

    def _sides(self, name: Stream, names: Mapping[str, str]) -> list[dict[str, str]]:
        """The last thing each side wrote, in its own words."""
        row = self.rows[name]
        told = []
        for desk in dict.fromkeys((row.asker, row.doer)):
            words = next(
                (said for one in reversed(self.told.get(name, ())) if one.entry.by.desk == desk
                 and (said := _said(one.entry.event))),
                "",
            )  # fmt: skip
            told.append({"who": names.get(desk, desk), "words": words})
        return told

    def _table(self, item: Item, names: Mapping[str, str]) -> dict[str, Any]:
        rows = [
            {"cells": [
                {"text": self.title(one), "note": names.get(self.rows[one].holder, "–")},
                {"text": labels.label(WHYS, self.waits[one, other])},
                {"text": self.title(other), "note": names.get(self.rows[other].holder, "–")},
            ]}
            for one in item.matters for other in item.matters if (one, other) in self.waits
        ]  # fmt: skip
        columns = [{"label": _("Matter"), "wide": True}, {"label": _("How")}, {"label": _("Waits for"), "wide": True}]
        return {
            "label": _("Who waits for whom"),
            "columns": columns,
            "rows": rows,
            "empty": _("None of them waits any more."),
        }


def _said(event: Event) -> str:
    texts = (getattr(event, name, "") for name in SAYINGS)
    return next((text for text in texts if isinstance(text, str) and text.strip()), "")


def desks_of(told: Iterable[Met]) -> set[str]:
    return {
        str(desk)
        for met in told
        for desk in (met.value.chair, met.value.caller, *met.value.invited, *met.value.attended)
        if desk
    } | {str(one.doer) for met in told for one in met.value.decisions if one.doer}
