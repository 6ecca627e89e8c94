"""Removing the typed words of one entry, on a basis and with an approver, on the record.

The facts stay, and so does the proof that the entry was there. In one transaction: permission, removal, the
`Erased` entry that names the entry, basis and approver, the rows that showed those words, and the scans that no
other words name. Doing it again
changes nothing. Copies outside the site (exports, backups, printed papers) are not reached; docs say so.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from qiantou.acts import files, shell
from qiantou.core.facts import Offered
from qiantou.core.kernel import Actor, Entry, Rejected, Stream
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
    if not basis.strip():
        raise Rejected("basis-missing")
    if not approver.strip():
        raise Rejected("approver-missing")
    with transaction.atomic():
        versions = lock({stream, RECORD})
        found = EntryRow.objects.filter(stream=stream, version=version).values_list("position", flat=True).first()
        if found is None:
            raise Rejected("no-such-entry", stream=stream, version=version)
        if Erasure.objects.filter(stream=stream, version=version).exists():
            return None
        Erasure.objects.create(stream=stream, version=version)
        EntryWords.objects.filter(stream=stream, version=version).delete()
        files.forget(stream, version)
        rewrite_rows(stream, version)
        return _record(Erased(found, stream, version, basis.strip(), approver.strip()), versions.get(RECORD, 0), by)


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
