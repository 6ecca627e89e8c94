"""The forms of one bulletin, from the same facts: one page, the table, a unit's own lines, the public version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.core.bulletin import Bulletin, Code, Item, lines
from qiantou.core.kernel import Desk
from qiantou.desk import bulletin_words as said
from qiantou.desk.addresses import matter_url
from qiantou.desk.bulletin_read import Telling
from qiantou.desk.templatetags.dates import day, moment
from qiantou.readmodel.models import MatterRow

SHORT = 3  # lines of each part of the one page that has so many
SHEET = 17  # lines of all its parts together: it fits one sheet of paper
PARTS: tuple[tuple[Code, ...], ...] = (
    (Code.DECISION,), (Code.BLOCKED, Code.OUTSIDE),
    (Code.UNEXPLAINED, Code.LATE, Code.REASON, Code.RESERVED, Code.LIFTED, Code.DONE_LATE),
    (Code.HELPED, Code.WARNED, Code.DONE_EARLY), (Code.COMING,),
)  # fmt: skip
"""The parts of the one page, what waits above first."""
DONE = (Code.DONE, Code.DONE_EARLY, Code.DONE_LATE)


@dataclass(frozen=True)
class Written:
    """What lines are written with."""

    told: Telling
    names: dict[str, str]
    titles: dict[str, MatterRow]

    def line(self, place: int, item: Item) -> dict[str, Any]:
        row = self.titles.get(item.matter)
        minutes = self.told.seat.force.calendar.day_minutes
        return {
            "number": place + 1, "unit": self.name(item.unit), "code": str(said.CODES[item.code]),
            "title": (row.title or _("(the words were erased)")) if row else _("(a matter you cannot open)"),
            "url": matter_url(row.stream) if row else "", "said": said.sentence(item, self.names, minutes),
        }  # fmt: skip

    def name(self, desk: str | None) -> str:
        return self.names.get(desk or "", desk or "–")

    def lines(self, found: Iterable[tuple[int, Item]]) -> list[dict[str, Any]]:
        return [self.line(place, item) for place, item in found]


PAST = (Code.UNEXPLAINED, Code.LATE, Code.REASON, Code.RESERVED, Code.LIFTED)


def figures(content: Bulletin) -> list[dict[str, Any]]:
    """The figures above the lines; each counts lines of the table."""
    count = Counter(item.code for _, item in lines(content))
    done = sum(count[code] for code in DONE)
    late = sum(count[code] for code in PAST)
    early = _("%(count)d of them early") % {"count": count[Code.DONE_EARLY]}
    unexplained = _("%(count)d of them not explained") % {"count": count[Code.UNEXPLAINED]}
    return [
        {"label": _("Completed"), "value": done, "note": early},
        {"label": _("Past its day"), "value": late, "note": unexplained},
        {"label": _("Stopped by others"), "value": count[Code.BLOCKED] + count[Code.OUTSIDE],
         "note": _("not counted against the doer")},
        {"label": _("Waiting for a decision"), "value": count[Code.DECISION], "note": _("by those above")},
        {"label": _("Open at the end"), "value": content.open, "note": _("of %(all)d") % {"all": content.looked}},
    ]  # fmt: skip


def one_page(told: Telling, write: Written, *, short: int = SHORT, sheet: int = SHEET) -> dict[str, Any]:
    """For whoever decides: figures, then a few lines of each part, `short` of each before the `sheet` is filled up."""
    owned = [[(place, item) for place, item in told.lines if item.code in codes] for codes in PARTS]
    room = _room([len(own) for own in owned], short, sheet)
    heads = (
        _("Waiting above"),
        _("Stopped, and by whom"),
        _("Past its day"),
        _("Helped, warned, early"),
        _("Due next"),
    )
    parts = []
    for head, own, most in zip(heads, owned, room, strict=True):
        if own:
            left = len(own) - most
            more = rest_of(left) if left > 0 else ""
            parts.append({"head": head, "lines": write.lines(own[:most]), "more": more, "left": left})
    said_first = headline(told.content)
    return {
        "figures": figures(told.content),
        "parts": parts,
        "marks": marks(told, write)[:SHORT],
        "headline": said_first,
    }


def rest_of(left: int) -> str:
    """What a short form has no room for."""
    return ngettext("%(count)d more in the table", "%(count)d more in the table", left) % {"count": left}


def _room(counts: list[int], short: int, sheet: int) -> list[int]:
    """How many lines each part shows: so many of each, then what is left of the sheet in their order."""
    room = [min(count, short) for count in counts]
    left = max(0, sheet - sum(room))
    for place, count in enumerate(counts):
        more = min(count - room[place], left)
        room[place], left = room[place] + more, left - more
    return room


def headline(content: Bulletin) -> str:
    """The one sentence that comes first: what waits above, else who is stopped, else what is late."""
    items = [item for _, item in lines(content)]
    waiting = [item.days for item in items if item.code is Code.DECISION]
    if waiting:
        facts = {"count": len(waiting), "days": said.days(max(waiting))}
        return (
            ngettext(
                "%(count)d matter waits for a decision above, the longest for %(days)s.",
                "%(count)d matters wait for a decision above, the longest for %(days)s.",
                len(waiting),
            )
            % facts
        )
    stopped = sum(item.code is Code.BLOCKED for item in items)
    if stopped:
        return ngettext(
            "%(count)d matter is stopped by another desk.", "%(count)d matters are stopped by another desk.", stopped
        ) % {"count": stopped}
    late = sum(item.code in (Code.LATE, Code.UNEXPLAINED) for item in items)
    if late:
        return ngettext("%(count)d matter is past its day.", "%(count)d matters are past their day.", late) % {
            "count": late
        }
    return _("Nothing waits above, nothing is stopped, nothing is late.") if items else ""


def marks(told: Telling, write: Written, desks: frozenset[Desk] | None = None) -> list[dict[str, Any]]:
    return [
        {"unit": write.name(mark.unit), "sort": str(said.SORTS[mark.sort]), "text": mark.text,
         "praises": mark.sort == "praise",
         "lines": ", ".join(str(place + 1) for place in mark.items)}
        for mark in told.marks(desks)
    ]  # fmt: skip


def lines_table(told: Telling, write: Written) -> dict[str, Any]:
    """For supervision: every line; below a unit's first line its own sentence."""
    heads = [_("No."), _("Unit"), _("Matter"), _("What it says"), _("In words")]
    own = sentences(told)
    rows = []
    for place, item in told.lines:
        line = write.line(place, item)
        note = own.pop(item.unit, "") if item.unit in own else ""
        rows.append({"cells": [
            {"text": str(line["number"])}, {"text": line["unit"], "label": heads[1]},
            {"text": line["title"], "url": line["url"], "label": heads[2]}, {"text": line["code"], "label": heads[3]},
            {"text": line["said"], "label": heads[4], "note": _("The unit: %(said)s") % {"said": note} if note else ""},
        ]})  # fmt: skip
    columns = [{"label": head, "wide": number in (2, 4)} for number, head in enumerate(heads)]
    empty = _("The record holds nothing to tell of this period. That says nothing about anybody.")
    return {
        "figures": figures(told.content), "marks": marks(told, write),
        "lines": {"label": _("Lines"), "columns": columns, "rows": rows, "empty": empty, "stack": True},
        "others": [{"unit": write.name(desk), "said": text} for desk, text in own.items()],
    }  # fmt: skip


def struck(told: Telling, write: Written) -> list[dict[str, Any]]:
    """The lines left out that the reader may read, each with its reason."""
    return [{**write.line(place, item), "reason": reason} for place, item, reason in told.struck]


def sentences(told: Telling) -> dict[Desk, str]:
    return {addition.unit: addition.text for addition, _entry in told.sentences() if addition.unit is not None}


def own_lines(told: Telling, write: Written) -> dict[str, Any]:
    """For a unit: what names it, and its own sentence. Nobody else's lines."""
    mine = frozenset(told.seat.seen.sight)
    spoken = sentences(told)
    return {
        "lines": write.lines(told.mine), "marks": marks(told, write, mine),
        "sentences": [{"unit": write.name(desk), "said": text} for desk, text in spoken.items() if desk in mine],
        "free": [{"unit": write.name(desk), "at": moment(at)} for desk, at in told.free.items() if desk in mine],
    }  # fmt: skip


def public_version(told: Telling, write: Written) -> dict[str, Any]:
    """For everybody: what was completed and what is coming. No unit that is late, and nobody in person."""
    done = [item for _, item in told.lines if item.code in DONE]
    coming = [item for _, item in told.lines if item.code is Code.COMING]
    titles = dict(
        MatterRow.objects.filter(pk__in={one.matter for one in (*done, *coming)}).values_list("stream", "title")
    )
    return {
        "done": [_shared(item, write, titles) for item in done],
        "coming": [_shared(item, write, titles) for item in coming],
        "sentence": _("%(done)d things were completed; %(coming)d fall due in the next period.")
        % {"done": len(done), "coming": len(coming)},
        "is_open": told.seat.order.public and told.stage == "issued",
        "url": reverse("bulletin-public", args=[told.seat.ref, told.run.end.isoformat()]),
    }  # fmt: skip


def _shared(item: Item, write: Written, titles: dict[str, str]) -> dict[str, str]:
    """A unit is named for what it completed, a day for what is coming; a leader's post is no unit."""
    unit = write.name(item.unit) if item.code in DONE and item.unit.startswith("u:") else ""
    when = day(item.day) if item.code is Code.COMING and item.day else ""
    return {"title": titles.get(item.matter, ""), "unit": unit, "day": when}
