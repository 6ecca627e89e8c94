"""Notices, written in the transaction of the entries they tell of: a command that fails leaves none.

What is told follows from the entries alone; to whom a notice goes on from its desk is asked when it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from qiantou.core.facts import Chased, Event, Prompted, RowEnded, Urged
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.kinds import Phase, Rung, Urgency
from qiantou.core.loop import Play
from qiantou.core.matter import Matter
from qiantou.outbox.codes import CODES
from qiantou.outbox.models import Notice

RUNGS = {Rung.PROMPT: "prompt", Rung.REMINDER: "reminder", Rung.CHASER: "chaser"}
"""Rung → what the desk is told; every later rung is "raised"."""
BATCH = 400


def notice(
    desk: Desk, code: str, stream: Stream | str, at: datetime, *, urgent: bool = False, path: str = ""
) -> None:  # fmt: skip
    """Queue one notice, inside the caller's transaction. `stream` may be "" or name what is no matter.

    `path`: the page of the site to be read, "/bulletins/3/"; that of the matter unless named. Raises KeyError for a
    code that is not in codes.CODES.
    """
    made = _made(desk, code, stream, at, urgent=urgent)
    made.path = path
    made.save()


def queue(play: Play) -> None:
    """Queue what the entries of a command tell, inside its transaction; one statement, none where nothing is told."""
    made = list(told(play))
    if made:
        Notice.objects.bulk_create(made, batch_size=BATCH)


def told(play: Play) -> Iterator[Notice]:
    """The notices that the entries of a command call for, in the order of their matters' first entries."""
    entries: dict[Stream, list[Entry[Event]]] = {}
    for entry in play.entries:
        entries.setdefault(entry.stream, []).append(entry)
    for stream, matter in play.touched.items():
        own = entries[stream]
        before = play.world.matter(stream) if own[0].version > 1 else None
        yield from _changed_hands(before, matter, own)
        for entry in own:
            yield from _pressed(matter, entry)


def _changed_hands(before: Matter | None, after: Matter, own: list[Entry[Event]]) -> Iterator[Notice]:
    """To whoever has it in hand now and did not put it there; to an asker whose matter somebody else has ended."""
    last = own[-1]
    urgent = after.urgency is Urgency.EMERGENCY
    holder = after.holder
    if holder is not None and (before is None or before.holder != holder) and holder != last.by.desk:
        code = "decision" if after.stage is Phase.REFERRED else "came"
        yield _made(holder, code, after.stream, last.at, urgent=urgent, holder=holder)
    if holder is None and before is not None and before.is_open and after.asker != last.by.desk:
        yield _made(after.asker, "ended", after.stream, last.at, urgent=urgent)


def _pressed(matter: Matter, entry: Entry[Event]) -> Iterator[Notice]:
    """What a rung of the ladder, the chaser before silence binds, and a side that asks to get on send."""
    urgent = matter.urgency is Urgency.EMERGENCY
    match entry.event:
        case Urged(rung, to, copied):
            if rung is Rung.SHEET:  # the sheet is a matter of its own, and comes to the arbiter as one
                return
            yield _made(to, RUNGS.get(rung, "raised"), entry.stream, entry.at, urgent=urgent, holder=to)
            if copied is not None and copied != to:
                yield _made(copied, "copied", entry.stream, entry.at, urgent=urgent, holder=matter.holder or "")
        case Chased(head) if head is not None:
            yield _made(head, "copied", entry.stream, entry.at, urgent=urgent, holder=matter.holder or "")
        case RowEnded():
            yield _made(matter.asker, "row", entry.stream, entry.at, urgent=False)
        case Prompted(to):
            yield _made(to, "asked", entry.stream, entry.at, urgent=urgent, holder=to)


def _made(
    desk: str, code: str, stream: str, at: datetime, *, urgent: bool, holder: str = ""
) -> Notice:  # fmt: skip
    if code not in CODES:
        raise KeyError(code)
    return Notice(desk=desk, code=code, stream=stream, at=at, urgent=urgent, holder=holder)
