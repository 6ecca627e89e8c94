"""Numbers of supervision items: one is taken once a year by an issuing government, checked where entries are written.

An item that was never approved, refused or withdrawn before its approver, has given its number back.
"""

from __future__ import annotations

from typing import Any

from qiantou.core.evolve import evolve
from qiantou.core.facts import Offered, Ruled
from qiantou.core.kernel import Entry, Rejected, Stream, fold
from qiantou.core.kinds import Phase
from qiantou.core.loop import Play
from qiantou.core.register import InForce
from qiantou.core.supervision import folded, government
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow


def check_numbers(play: Play, force: InForce) -> None:
    """Raises Rejected for an item under a number that another of the same government and year has. The quota has kept
    others of it waiting until the transaction ends."""
    put = [(one.stream, one.event) for one in play.entries if isinstance(one.event, Offered)]
    taken: set[str] = set()
    for stream, offered in put:
        if not offered.policy.supervises:
            continue
        number = folded(offered.number)
        if number in taken or number in _numbers(offered, stream, force):
            raise Rejected("item-number-taken", number=offered.number)
        taken.add(number)


def _numbers(offered: Offered, own: Stream, force: InForce) -> set[str]:
    """Those the government has given out since the year began; two queries."""
    issuers = government(offered.asker, force)
    since = force.calendar.start_of_day(force.day.replace(month=1, day=1))
    rows = MatterRow.objects.filter(kind=offered.policy.kind, asker__in=issuers, opened__gte=since).exclude(pk=own)
    names = [Stream(name) for name in rows.values_list("stream", flat=True)]
    told = read(names) if names else {}
    return {folded(number) for entries in told.values() if (number := _number(entries))}


def _number(entries: list[Entry[Any]]) -> str:
    """The number of an item that is open, or was approved before it ended; else ""."""
    item, offered = fold(evolve, None, entries), entries[0].event
    assert isinstance(offered, Offered)
    approved = any(isinstance(one.event, Ruled) and one.event.outcome is not Phase.CLOSED for one in entries)
    return offered.number if item is not None and (item.is_open or approved) else ""
