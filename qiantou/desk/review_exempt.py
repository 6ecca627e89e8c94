"""What an exemption has still to change of a sheet that is out, said beside the figure (docs/rules/exemption.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from qiantou.access.guards import Standing, readable
from qiantou.core.contesting import AMENDING, BY_EXEMPTION, Claim, Item
from qiantou.core.forgiving import touched
from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import InForce
from qiantou.core.review import Overrun, Sheet
from qiantou.desk.addresses import matter_url
from qiantou.desk.templatetags.dates import day
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow


@dataclass(frozen=True)
class Pending:
    """What an application changes of the sheet, and since which day it is in hand."""

    application: Stream
    claim: Claim
    since: date

    def said(self, *, numbered: bool) -> str:
        """`numbered`: to who may see the application, which is else told without its number."""
        told = {"day": day(self.since), "number": self.application[:12]}
        if self.claim.sort is Item.EXEMPT:
            if not numbered:
                return _("exempted on %(day)s; the sheet is to be amended") % told
            return _("exempted on %(day)s, no. %(number)s; the sheet is to be amended") % told
        if not numbered:
            return _("its exemption fell on %(day)s; the sheet is to be amended") % told
        return _("its exemption no. %(number)s fell on %(day)s; the sheet is to be amended") % told


def pending_of(rows: Sequence[MatterRow], force: InForce) -> list[Pending]:
    """Of what a sheet waits for; one query, none for none."""
    begun = {Stream(row.stream): row for row in rows if row.kind == AMENDING}
    found = []
    for stream, entries in (read(sorted(begun), until=1) if begun else {}).items():
        application, item, unit = entries[0].event.about
        since = force.calendar.day_of(begun[stream].opened)
        found.append(Pending(Stream(application), Claim(item, Desk(unit)), since))
    return found


def remark_on(overrun: Overrun, pending: Sequence[Pending], exemptions: Mapping[Stream, bool]) -> str:
    """What is still to become of an over-run; "" for nothing."""
    told = (one for one in pending if touched(one.claim, (overrun,)))
    return next((one.said(numbered=exemptions.get(one.application, False)) for one in told), "")


def exemptions_in(sheets: Iterable[Sheet], pending: Sequence[Pending], seen: Standing) -> dict[Stream, bool]:
    """The applications for exemption that sheets rest on or wait for → whether the application opens to the reader."""
    made = {one.contest for sheet in sheets for one in sheet.amended if Claim(one.item).sort in BY_EXEMPTION}
    named = made | {one.application for one in pending}
    opened = readable(named, seen)
    return {name: name in opened for name in named}


def basis_of(contest: Stream | None, exemptions: Mapping[Stream, bool]) -> dict[str, str]:
    """By what a figure was amended: a ruling, open to all sides; or a decision on an exemption, which to who does not
    see the application has neither address nor number. Empty texts for nothing."""
    if contest is None:
        return {"text": "", "url": "", "number": ""}
    opens = exemptions.get(contest, True)
    text = _("by the decision on an exemption") if contest in exemptions else _("by a ruling")
    return {"text": text, "url": matter_url(contest) if opens else "", "number": contest[:12] if opens else ""}
