"""The clearing of a name (澄清正名): the notice to those who heard of the blame, and a correction to each bulletin.

Who decided gives the notice; each bulletin that named the unit for the work gets its correction in the same command,
beside what was said there, whichever office issued it. That office is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from qiantou.acts import shell
from qiantou.acts.bulletins import Run
from qiantou.acts.execute import Asked, Receipt, Step, execute_all, sent_before
from qiantou.core.bulletin import ADDITIONS, ISSUES, ORDERS, Addition, Bulletin, Order, end_of, stream_of
from qiantou.core.kernel import Actor, Desk, Entry, Stream
from qiantou.core.matter import Matter
from qiantou.core.moves import Deliver
from qiantou.core.register import InForce, Listed
from qiantou.ledger.writer import read
from qiantou.outbox.queue import notice as tell
from qiantou.readmodel.models import MatterRow

LIST = "/exemptions/"
"""Where those who are told read it."""
YEARS = 2
"""[default] Years of bulletins that are looked through, this one and the last."""


@dataclass(frozen=True)
class Blamed:
    """A line of an issued bulletin that named the unit for the work: which bulletin, and its place there."""

    run: Run
    item: int
    issuer: Desk


def blamed(unit: Desk, subject: Stream, force: InForce) -> list[Blamed]:
    """Every line about the unit in that joint work or matter; one query for the bulletins."""
    about = _about(subject)
    return [
        Blamed(run, number, bulletin.issuer)
        for run in _issued(force)
        if run.content is not None and isinstance(bulletin := run.content.event.value, Bulletin)
        for number, item in enumerate(bulletin.items)
        if item.unit == unit and item.matter in about and number not in {one.item for one in bulletin.struck}
    ]  # fmt: skip


def _about(subject: Stream) -> set[str]:
    """The matters of a joint work, or a matter with what stands under it, part of part; one query a level."""
    found, level = {str(subject)}, {str(subject)}
    while level:
        under = MatterRow.objects.filter(Q(joint=subject) | Q(parent__in=sorted(level)))
        level = {*under.values_list("stream", flat=True)} - found
        found |= level
    return found


def _issued(force: InForce) -> Iterator[Run]:
    told = force.histories(ORDERS)  # an order that was withdrawn since takes nothing back of what it had issued
    given = {name: [row.value for row in rows if isinstance(row.value, Order)] for name, rows in told.items()}
    held = {name: values[-1] for name, values in given.items() if values}
    streams = {stream_of(name, force.day.year - back): name for name in held for back in range(YEARS)}
    for stream, entries in (read(streams) if streams else {}).items():
        name = streams[stream]
        for end in _ends(entries):
            yield Run(name, held[name], end, end, entries)


def _ends(entries: Sequence[Entry[Listed]]) -> list[date]:
    keys = dict.fromkeys(entry.event.key for entry in entries if entry.event.section == ISSUES)
    return [end for key in keys if (end := end_of(key)) is not None]


def corrections(found: Sequence[Blamed], text: str, *, clearing: Stream, day: date) -> list[Listed]:
    """The corrections, one a line."""
    made: Counter[str] = Counter()
    told = []
    for one in found:
        key = one.run.key
        if _is_corrected(one, clearing):  # by an earlier notice, which came back
            continue
        before = {entry.event.key for entry in one.run.entries if entry.event.key.startswith(f"{key}/")}
        made[key] += 1
        told.append(
            Listed(ADDITIONS, f"{key}/{len(before) + made[key]}", Addition(None, one.item, text, clearing), day)
        )
    return told


def _is_corrected(one: Blamed, clearing: Stream) -> bool:
    told = (entry.event.value for entry in one.run.entries if entry.event.key.startswith(f"{one.run.key}/"))
    return any((value.item, value.clearing) == (one.item, clearing) for value in told if isinstance(value, Addition))


def clear(clearing: Matter, notice: Deliver, force: InForce, *, by: Actor, command_id: str) -> Receipt | None:
    """Give the notice and the corrections, and tell those it names: one command. Raises Rejected."""
    sent = Asked(command_id, ("clear", clearing.stream, notice))
    if (before := sent_before(by, sent)) is not None:
        return before
    found = blamed(clearing.asker, Stream(clearing.about[-1]), force)
    listings = corrections(found, notice.note, clearing=clearing.stream, day=force.day)
    desks = dict.fromkeys((*notice.told, *(one.issuer for one in found if one.issuer != clearing.doer)))
    with transaction.atomic():
        receipt = execute_all((Step(clearing.stream, notice),), by=by, command_id=sent, listings=listings)
        if receipt is not None and not receipt.repeated:
            for desk in desks:
                tell(desk, "cleared", "", shell.now(), path=LIST)
    return receipt
