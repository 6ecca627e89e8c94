"""Removing the typed words of one entry, on a basis and with an approver, on the record.

The facts stay, and so does the proof that the entry was there. In one transaction: permission, removal, the
`Erased` entry that names the entry, basis and approver, the rows that showed those words, and the scans that no
other words name. What the rule wrote once more goes too, each with an entry of its own: the title over a sheet, a
stop, a dispute, or the next period's request, which were opened under these words. Doing it again changes nothing.
Copies outside the site (exports, backups, printed papers) are not reached; docs say so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q

from qiantou.acts import files, shell
from qiantou.core.facts import Accepted, BlockFiled, Lack, NotOurs, Offered, Signed
from qiantou.core.kernel import Actor, Entry, Rejected, Stream
from qiantou.core.plain import says
from qiantou.core.register import Listed
from qiantou.ledger.events import RECORD, Erased
from qiantou.ledger.models import Entry as EntryRow
from qiantou.ledger.models import EntryWords, Erasure, StreamHead
from qiantou.ledger.writer import lock, read, write
from qiantou.readmodel import listing_rows
from qiantou.readmodel.models import DeskRow, JointRow, MatterRow
from qiantou.readmodel.register_rows import RegisterRows


def erase(stream: Stream, version: int, *, basis: str, approver: str, by: Actor) -> int | None:
    """The position of the `Erased` entry; None when the words were removed before.

    Raises Rejected: "basis-missing", "approver-missing", "no-such-entry".
    """
    if not says(basis):
        raise Rejected("basis-missing")
    if not approver.strip():
        raise Rejected("approver-missing")
    with transaction.atomic():
        copies = _copies(stream, version)
        versions = lock({stream, RECORD, *copies})
        found = EntryRow.objects.filter(stream=stream, version=version).values_list("position", flat=True).first()
        if found is None:
            raise Rejected("no-such-entry", stream=stream, version=version)
        if Erasure.objects.filter(stream=stream, version=version).exists():
            return None
        said = Erased(found, stream, version, basis.strip(), approver.strip())
        copied = [replace(said, position=position, stream=copy, version=1) for copy, position in copies.items()]
        made = [_remove(one, versions.get(RECORD, 0) + number, by) for number, one in enumerate((said, *copied))]
        return made[0]


def _copies(stream: Stream, version: int) -> dict[Stream, int]:
    """The matters opened under words of this entry, and under theirs in turn, whose words are still there; each with
    the position of its first entry, which took those words for its title."""
    found: dict[Stream, int] = {}
    left = [(stream, version)]
    while left:
        name, number = left.pop()
        entry = next((one for one in read([name])[name] if one.version == number), None)
        opened = [one for one in (_opened(entry) if entry else ()) if one not in (stream, *found)]
        firsts = EntryWords.objects.filter(stream__in=opened, version=1).values_list("stream", flat=True)
        rows = EntryRow.objects.filter(stream__in=list(firsts), version=1).order_by("position")
        told = {Stream(one): position for one, position in rows.values_list("stream", "position")}
        found |= told
        left += [(one, 1) for one in told]
    return found


def _opened(entry: Entry[Any]) -> list[Stream]:
    """What stands under words of this entry: the stop, reservation or dispute it opened; of an offer its sheets, and
    the requests of the next periods."""
    match entry.event:
        case BlockFiled(blocker=other, opened=True) | NotOurs(dispute=other):
            return [other]
        case Accepted(lack=Lack(asked_in=other)) | Signed(lack=Lack(asked_in=other)) if other is not None:
            return [other]
        case Offered() as offered:
            kind, row = offered.policy.kind, offered.follows or entry.stream
            near = Q(parent=entry.stream, beside=True)
            if offered.repeats is not None:
                near |= Q(asker=offered.asker, kind=kind, opened__gte=entry.at)
            names = [Stream(name) for name in MatterRow.objects.filter(near).values_list("stream", flat=True)]
            firsts = {name: told[0].event for name, told in read(names).items()}
            return [
                name for name, event in firsts.items()
                if isinstance(event, Offered) and (event.cause == "ladder" or event.follows == row)
            ]  # fmt: skip
        case _:
            return []


def _remove(event: Erased, before: int, by: Actor) -> int:
    """The position of the entry that says so; the stream of such entries stands at `before`."""
    Erasure.objects.create(stream=event.stream, version=event.version)
    EntryWords.objects.filter(stream=event.stream, version=event.version).delete()
    files.forget(event.stream, event.version)
    rewrite_rows(event.stream, event.version)
    return _record(event, before, by)


def _record(event: Erased, before: int, by: Actor) -> int:
    now = shell.now()
    last = StreamHead.objects.filter(stream=RECORD).values_list("at", flat=True).first()
    entry: Entry[Any] = Entry(RECORD, before + 1, max(now, last or now), by, event)
    (written,) = write([entry], recorded_at=now, noise=shell.noise)
    return written.position


def rewrite_rows(stream: Stream, version: int) -> None:
    """The rows that copied words of this entry, as the record now has them."""
    entries = read([stream], words=True)[stream]
    event = entries[version - 1].event
    match event:
        case Offered():
            MatterRow.objects.filter(stream=stream).update(title=event.title, due_text=event.due_text)
        case Listed(key=key):
            listing_rows.rewrite(stream, version, event)
            _rewrite_register(entries, key)


def _rewrite_register(entries: list[Entry[Any]], key: str) -> None:
    rows = RegisterRows.of(entry for entry in entries if entry.event.key == key)
    if key in rows.desks:
        DeskRow.objects.filter(desk=key).update(name=rows.desks[key]["name"])
    if key in rows.joints:
        told = rows.joints[key]
        JointRow.objects.filter(stream=key).update(title=told["title"], paper=told["paper"])
