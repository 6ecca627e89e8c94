"""The reader's own record of work, read from the record for nobody but the person who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from qiantou.access.duty_sight import desks_of, unit_of_post
from qiantou.access.guards import register_for
from qiantou.access.lookups import body_of
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.core.kernel import Desk
from qiantou.core.register import TERMS, InForce
from qiantou.desk.dutyfile_read import MOST, TooLong, entry_of
from qiantou.insight.duty_file import Seat, every_seat, joined
from qiantou.insight.own_record import Deed, Did, deeds
from qiantou.ledger import stored
from qiantou.ledger.record import Record
from qiantou.readmodel.models import JointRow, MatterRow, PartyRow


@dataclass(frozen=True)
class Done:
    """One deed, its entry as stored, its matter, and whether the desk it was done for led the joint work."""

    deed: Deed
    record: Record
    row: MatterRow
    work: str = ""
    led: bool = False


@dataclass(frozen=True)
class OwnRecord:
    """`seats`: the person's own, in some part of the period; `others`: all of these posts, of anybody."""

    force: InForce
    period: tuple[date, date]
    seats: Sequence[Seat]
    others: Sequence[Seat]
    done: Sequence[Done]

    def of(self, did: Did) -> list[Done]:
        return [one for one in self.done if one.deed.did is did]


def own_record(account: Account, period: tuple[date, date]) -> OwnRecord:
    """Of the account's own person, and nobody else's. Four queries. Raises TooLong."""
    register = register_for(account)
    force = register.at(shell.now())
    every = joined(every_seat(register.histories(TERMS, force.instant)))
    first, last = period
    own = [
        seat for seat in every
        if seat.person == account.person_id and seat.since <= last and (seat.until is None or first <= seat.until)
    ]  # fmt: skip
    posts = {seat.post for seat in own}
    others = [seat for seat in every if seat.post in posts]
    desks: set[Desk] = set(posts)
    for post in posts:
        home = unit_of_post(register, post)
        desks |= desks_of(register, home, period) if home else frozenset()
    return OwnRecord(force, period, own, others, _done(account, force, (own, others), desks, period) if own else ())


def _done(
    account: Account, force: InForce, seats: tuple[Sequence[Seat], Sequence[Seat]], desks: set[Desk],
    period: tuple[date, date],
) -> list[Done]:  # fmt: skip
    begin, end = force.calendar.start_of_day(period[0]), force.calendar.end_of_day(period[1])
    parts = PartyRow.objects.filter(desk__in=sorted(desks)).values("stream")
    rows = {
        row.stream: row
        for row in MatterRow.objects.filter(Q(is_open=True) | Q(changed__gte=begin), opened__lt=end, stream__in=parts)
    }
    count = sum(row.version for row in rows.values())
    if count > MOST:
        raise TooLong(count)
    kept: dict[str, list[Record]] = {stream: [] for stream in rows}
    for record in stored.records_of_all(list(rows)):
        kept[record.header.stream].append(record)
    is_blind = body_of(account) is not None
    works = {work.stream: work for work in JointRow.objects.filter(stream__in={row.joint for row in rows.values()})}
    found: list[Done] = []
    for stream, records in kept.items():
        places = {record.header.version: record for record in records}
        work = works.get(rows[stream].joint)
        for deed in deeds([entry_of(one) for one in records], *seats, account.id, force.calendar):
            if begin <= deed.entry.at < end:
                led = work is not None and work.lead == force.unit_of(deed.entry.by.desk)
                title = work.title if work is not None else ""
                told = _while_there(deed, force) if is_blind else deed
                found.append(Done(told, places[deed.entry.version], rows[stream], title, led))
    return sorted(found, key=lambda one: -one.record.header.position)


def _while_there(deed: Deed, force: InForce) -> Deed:
    """Without what became of it after the person left the post: a discipline body reads that by a look-up alone."""
    until = deed.seat.until
    if until is None or (deed.at is not None and force.calendar.day_of(deed.at) <= until):
        return deed
    return replace(deed, became=None, at=None)
