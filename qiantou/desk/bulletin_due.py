"""What of the bulletins waits for a reader: a draft that is due, lines shown to its unit, one to be signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from qiantou.access.bulletins import Seat
from qiantou.acts.bulletins import due_period
from qiantou.core.bulletin import BULLETINS, ISSUES, LETTERS, Bulletin, Letter, key_of, lines_of
from qiantou.core.matter import GRANTED
from qiantou.desk.bulletin_words import term
from qiantou.desk.frame import named
from qiantou.desk.templatetags.dates import short_day
from qiantou.readmodel.listing_rows import InForce as Listing
from qiantou.readmodel.listing_rows import entries
from qiantou.readmodel.models import JointRow, ListingRow, MatterRow

Names = Mapping[str, str]


@dataclass(frozen=True)
class Waiting:
    """The bulletin of the period that is due under an order, and why it waits: a draft, shown, to be signed by the
    reader (asked), before who approves (before), signed, or with lines of the reader's (own)."""

    seat: Seat
    start: date
    end: date
    why: str
    lines: int = 0


def waiting(seats: Sequence[Seat]) -> list[Waiting]:
    """What waits for the reader under these orders; four queries at the most, none where nothing is due."""
    due = {
        key_of(one.name, period[1]): (one, period)
        for one in seats if (period := due_period(one.name, one.order, one.force)) is not None
    }  # fmt: skip
    if not due:
        return []
    rows = ListingRow.objects.filter(key__in=list(due), section__in=[BULLETINS, ISSUES])
    told = set(rows.values_list("section", "key"))
    shown = [key for section, key in told if section == BULLETINS and (ISSUES, key) not in told]
    contents = {one.key: one for one in entries(BULLETINS, keys=shown)} if shown else {}
    letters = {one.key: one for one in entries(LETTERS, keys=shown)} if shown else {}
    asked = [one.value.approval for one in letters.values() if isinstance(one.value, Letter)]
    rows_of = MatterRow.objects.in_bulk(asked) if asked else {}
    found = []
    for key, (seat, (start, end)) in due.items():
        if (ISSUES, key) in told:
            continue
        why, lines = _why(seat, contents.get(key), letters.get(key), rows_of)
        if why:
            found.append(Waiting(seat, start, end, why, lines))
    return found


def _why(
    seat: Seat, content: Listing | None, letter: Listing | None, rows: Mapping[str, MatterRow]
) -> tuple[str, int]:  # fmt: skip
    if content is None or not isinstance(content.value, Bulletin):
        return ("draft" if seat.issues else ""), 0
    value = letter.value if letter is not None else None
    asked = isinstance(value, Letter) and value.version == content.version
    row = rows.get(value.approval) if asked and isinstance(value, Letter) else None
    if row is not None and row.holder in seat.seen.desks and row.holder == seat.approver:
        return "asked", 0
    if seat.issues:
        given = row is not None and not row.is_open and row.outcome in GRANTED
        return ("signed" if given else "before" if row is not None else "shown"), 0
    mine = len(list(lines_of(content.value, frozenset(seat.seen.desks))))
    return ("own" if mine else ""), mine


def dockets(seats: Sequence[Seat]) -> list[dict[str, Any]]:
    """Rows as parts/docket.html takes them; two more queries where anything waits."""
    found = waiting(seats)
    if not found:
        return []
    joints = [one.seat.order.joint for one in found if one.seat.order.joint]
    works = dict(JointRow.objects.filter(pk__in=joints).values_list("stream", "title"))
    names = named([one.seat.order.issuer for one in found])
    return [_docket(one, works, names) for one in found]


def _docket(one: Waiting, works: Names, names: Names) -> dict[str, Any]:
    order = one.seat.order
    work = works.get(order.joint or "", "") if order.joint else names.get(order.issuer, order.issuer)
    url = reverse("bulletin", args=[one.seat.ref, one.end.isoformat()])
    when, why = _words(one)
    return {
        "when": when, "note": _("up to %(day)s") % {"day": short_day(one.end)},
        "needs": one.why in ("draft", "shown", "asked", "signed"),
        "url": url, "what": _("Bulletin: %(work)s, %(term)s") % {"work": work, "term": term(one.start, one.end)},
        "why": why, "kind": _("Bulletin"), "hue": "none", "unconfirmed": "",
        "acts": [{"label": _("Read it"), "url": url, "likely": True}],
    }  # fmt: skip


def _words(one: Waiting) -> tuple[str, str]:
    match one.why:
        case "draft":
            told = _("The period is over. In office hours it is drawn and shown by rule; you may show it before.")
            return _("To be shown"), told
        case "asked":
            return _("To be approved"), _("Issued once you have signed it.")
        case "before":
            return _("Before who approves"), _("Issued by you once it is signed, and was shown long enough.")
        case "signed":
            return _("To be issued"), _("It is approved: issue it once it was shown long enough.")
        case "shown":
            return _("Shown"), _("Drawn from the record and shown to the units: put it before who approves.")
        case _:
            lines = ngettext("%(count)d line names you", "%(count)d lines name you", one.lines) % {"count": one.lines}
            return _("Before it is issued"), _("%(lines)s; you may add a sentence.") % {"lines": lines}
