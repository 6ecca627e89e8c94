"""What was refused as confidential, and what became of it: read by every later finding and by the files of both sides.

Whoever lacked what another refused is not blamed for the lack alone; that it was refused, by whom, under which rule and
what was offered instead is a fact of the record. Rules: docs/rules/data.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qiantou.core.facts import Amended, Declined, Event, Ruled
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.matter import Matter
from qiantou.core.span import states
from qiantou.core.withholding import Withheld

OPEN, TAKEN, APPROVED, LIFTED, GIVEN, STANDS = "open", "taken-up", "with-the-approver", "lifted", "given", "stands"


@dataclass(frozen=True)
class Refusal:
    """One refusal as confidential. `touches`: whom it concerns besides; `became`: one of the words above.

    `open`: the asker has still to say what then; `taken-up`: it asked for the least that can be given;
    `with-the-approver`: it is with whoever may approve; `lifted`: it was decided that it is given; `given`: the holder
    gave something in the end; `stands`: it gave nothing, whatever another gave.
    """

    matter: Stream
    version: int
    at: datetime
    asker: Desk
    holder: Desk
    said: Withheld
    touches: tuple[Desk, ...]
    became: str
    sure: bool


def refusals(entries: Sequence[Entry[Event]]) -> tuple[Refusal, ...]:
    """Every refusal in a matter, in order. One entered for its holder and not confirmed is not `sure`."""
    after = states(entries)
    if not after:
        return ()
    last, found = after[-1], []
    for number, entry in enumerate(entries):
        event = entry.event
        if isinstance(event, Declined) and event.withheld is not None:
            before = after[number]
            doubted = entry.version in (*last.unconfirmed, *last.contested)
            found.append(Refusal(
                entry.stream, entry.version, entry.at, before.asker, before.doer, event.withheld, before.touches,
                _became(before.doer, last, entries[number + 1 :]), not doubted,
            ))  # fmt: skip
    return tuple(found)


def _became(holder: Desk, last: Matter, later: Sequence[Entry[Event]]) -> str:
    if last.doer != holder:
        return STANDS
    if not last.is_open:
        return GIVEN if last.delivered is not None and last.outcome in ("accepted", "consented") else STANDS
    if last.arbiter is not None:
        return APPROVED
    if any(isinstance(entry.event, Amended) and entry.event.least for entry in later):
        return TAKEN
    return LIFTED if any(isinstance(entry.event, Ruled) for entry in later) else OPEN


def concerns(refusal: Refusal, desk: Desk) -> bool:
    """Whether it belongs in the file of this desk: the asker's, the holder's, or whom the data are about."""
    return desk in (refusal.asker, refusal.holder, *refusal.touches)
