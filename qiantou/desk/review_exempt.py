"""What an exemption has still to change of a sheet that is out, said beside the figure (docs/rules/exemption.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from qiantou.core.contesting import AMENDING, Claim, Item
from qiantou.core.forgiving import touched
from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import InForce
from qiantou.core.review import Overrun
from qiantou.desk.templatetags.dates import day
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow


@dataclass(frozen=True)
class Pending:
    """What an application changes of the sheet, and since which day it is in hand."""

    application: Stream
    claim: Claim
    since: date

    def said(self) -> str:
        told = {"day": day(self.since), "number": self.application[:12]}
        if self.claim.sort is Item.EXEMPT:
            return _("exempted on %(day)s, no. %(number)s; the sheet is to be amended") % told
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


def remark_on(overrun: Overrun, pending: Sequence[Pending]) -> str:
    """What is still to become of an over-run; "" for nothing."""
    return next((one.said() for one in pending if touched(one.claim, (overrun,))), "")
