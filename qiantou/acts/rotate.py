"""Replacing the signing key: on the record first, then in use.

The new key is made, the change is recorded, the next checkpoint is signed by both keys, and only then is the
private half of the old one removed. Stopped half-way, it is taken up where it stopped when run again.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max

from qiantou.acts import shell
from qiantou.core.kernel import Actor, Entry, Rejected
from qiantou.ledger import keys, places, stored
from qiantou.ledger.events import RECORD, KeyRotated
from qiantou.ledger.models import Checkpoint, StreamHead
from qiantou.ledger.note import VerifierKey
from qiantou.ledger.seal import seal
from qiantou.ledger.writer import lock, write


def rotate(*, by: Actor) -> tuple[VerifierKey, VerifierKey]:
    """The old key and the one in force from here on. Raises Unsound as the keys and the seal do,
    and Rejected("conflict") when another rotation was faster."""
    folder = places.keys_folder()
    old = stored.keychain().current
    keys.signing_key(folder, old)
    spare = keys.known_keys(folder)[-1]
    new = spare if spare not in stored.keychain().keys else keys.next_key(folder, old.name).verifier
    _record(KeyRotated(old.text, new.text), by)
    seal(shell.now())
    retire_old()
    return old, new


def retire_old() -> None:
    """Remove the private half of every key that no checkpoint still to come needs."""
    folder, chain = places.keys_folder(), stored.keychain()
    last = max((change.position for change in chain.changes), default=-1)
    sealed = Checkpoint.objects.aggregate(size=Max("size"))["size"] or 0
    if last < sealed:
        for key in chain.keys[:-1]:
            keys.retire(folder, key)


def _record(event: KeyRotated, by: Actor) -> None:
    with transaction.atomic():
        version = lock({RECORD}).get(RECORD, 0)
        if stored.keychain().current.text != event.old:
            raise Rejected("conflict")
        now = shell.now()
        last = StreamHead.objects.filter(stream=RECORD).values_list("at", flat=True).first()
        entry: Entry[Any] = Entry(RECORD, version + 1, max(now, last or now), by, event)
        write([entry], recorded_at=now, noise=shell.noise)
