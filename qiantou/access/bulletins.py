"""The only way from an account to an order of bulletins and what they say: what it may not see does not exist (404).

The office that issues and whoever approves read everything, the units of the work what was issued. Before that a unit
reads the lines that name it, once they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404

from qiantou.access.guards import Standing, register_for, standing
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.acts.bulletins import joints_of, orders
from qiantou.core.bulletin import ORDERS, Order, end_of, stream_of
from qiantou.core.bulletin_check import approver
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.register import InForce
from qiantou.readmodel.models import ShareRow

REF = 12


@dataclass(frozen=True)
class Seat:
    """What the reader is to the bulletins of an order. `whole`: reads drafts too. `approver`: None where nobody stands
    above the office. `withdrawn`: since when the order is in force no more; what it issued is read all the same."""

    name: str
    order: Order
    force: InForce
    seen: Standing
    approver: Desk | None
    withdrawn: date | None = None

    @property
    def ref(self) -> str:
        return ref_of(self.name)

    @property
    def issues(self) -> bool:
        """Whether the reader moves for the office that issues."""
        return self.order.issuer in self.seen.desks

    @property
    def whole(self) -> bool:
        return self.issues or self.order.issuer in self.seen.sight or self.approver in self.seen.desks

    @property
    def streams(self) -> list[str]:
        """Where this year's bulletins stand, and the last year's."""
        return [str(stream_of(self.name, self.force.day.year - back)) for back in range(2)]

    @property
    def joints(self) -> list[Stream]:
        return joints_of(self.order, self.force)


def ref_of(order: str) -> str:
    """The short name of an order in addresses."""
    return str(stream_of(order, 0))[:REF]


def seat_for(account: Account, ref: str, *, withdrawn: bool = False) -> Seat:
    """What the account is to the order of that short name, `withdrawn`: or to one that is in force no more. Raises
    Http404 to who has no part in any of its works."""
    force = register_for(account).at(shell.now())
    told = [seat(account, name, order, force) for name, order in orders(force).items() if ref_of(name) == ref]
    if withdrawn and not told:
        told = [replace(seat(account, name, order, force), withdrawn=day) for name, order, day in _gone(ref, force)]
    for found in told:
        if found.whole or _takes_part(found):
            return found
    raise Http404


def _gone(ref: str, force: InForce) -> Iterator[tuple[str, Order, date]]:
    """The order of that short name that was withdrawn: as it last stood, and since when it does no more."""
    for name, rows in force.histories(ORDERS).items():
        held = [row.value for row in rows if isinstance(row.value, Order)]
        if ref_of(name) == ref and held and rows[-1].value is None:
            yield name, held[-1], force.calendar.day_of(rows[-1].at)


def record_seat(account: Account, stream: Stream, key: str) -> tuple[Seat, date]:
    """The seat from which an entry of an order's stream is read, and the end of the period that its key names.

    Raises Http404 to strangers, and where the order stands no more.
    """
    end = end_of(key)
    force = register_for(account).at(shell.now())
    name = next((name for name in orders(force) if end is not None and stream_of(name, end.year) == stream), None)
    if name is None or end is None:
        raise Http404
    return seat_for(account, ref_of(name)), end


def seats_of(account: Account) -> list[Seat]:
    """Every order the account may read something of; one query at the most."""
    force = register_for(account).at(shell.now())
    found = [seat(account, name, order, force) for name, order in orders(force).items()]
    if not found:
        return []
    shared = _shared(standing(account), {joint for one in found for joint in one.joints})
    return [one for one in found if one.whole or shared & set(one.joints)]


def seat(account: Account, name: str, order: Order, force: InForce) -> Seat:
    try:
        signs: Desk | None = approver(order, force)
    except Rejected:
        signs = None
    return Seat(name, order, force, standing(account), signs)


def _takes_part(found: Seat) -> bool:
    return bool(_shared(found.seen, set(found.joints)))


def _shared(seen: Standing, joints: set[Stream]) -> set[str]:
    """Those of the joint works in which a desk in sight takes part."""
    if not joints or not seen.sight:
        return set()
    rows = ShareRow.objects.filter(joint__in=joints, desk__in=sorted(seen.sight))
    return set(rows.values_list("joint", flat=True))
