"""An instant through which the record is read as it will always be read: nothing is written while it lasts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from qiantou.acts import registers, shell
from qiantou.acts.world import tied
from qiantou.core.kernel import Stream
from qiantou.ledger.writer import lock


@contextmanager
def alone(*streams: Stream) -> Iterator[datetime]:
    """Now, in a transaction that every other command waits for: whatever came before is there to be read, and nothing
    comes before it any more.

    Every command and every grade of a rating reads the stream of joint works, which is locked here; so are `streams`,
    with what they touch, which the command inside will move.
    """
    with transaction.atomic():
        own = [registers.JOINTS, *(tied(streams) if streams else ())]
        lock(own, shared=set(registers.STREAMS) - {registers.JOINTS})
        yield shell.now()
