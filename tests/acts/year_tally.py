"""What a year held, counted from its record: a year in which nothing of a sort happened proves nothing about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from qiantou.core.facts import (
    Bound,
    Chased,
    Climbed,
    Contested,
    Countered,
    Declined,
    Event,
    Excused,
    Inherited,
    Lifted,
    NotOurs,
    PassedUp,
    Prompted,
    Reassigned,
    Referred,
    Reported,
    Returned,
    Ruled,
    Tabled,
    TakenBack,
    Undone,
    Varied,
)  # fmt: skip
from qiantou.core.kernel import Entry, Stream
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter

WANTED = (
    "lifted", "a lifting ended", "taken back: underway", "taken back: delivered", "taken back: referred",
    "reason accepted", "reason not accepted", "handed over by variation", "handed over by decision",
    "handed over by dispute", "handed over by ruling", "lead passed", "dispute with opinion", "ruling contested",
    "arrived", "call finished", "call to the leader", "guidance asked again", "guidance to the leader", "data withheld",
    "which first", "item approved", "decided by a deputy", "decided by recorded", "listed", "bound by silence",
    "chased by people", "by a meeting", "passed up", "not ours", "blocked", "outcome granted", "outcome refused",
    "outcome accepted", "outcome withdrawn", "outcome moot", "outcome consented",
)  # fmt: skip
RARE = ("undone", "dispute with two rounds", "call returned", "outcome answered", "outcome silent")
"""What only a busier year is sure to hold."""


def tally(histories: Mapping[Stream, Sequence[Entry[Event]]], after: Mapping[Stream, Sequence[Matter]]) -> Counter[str]:
    """How often each sort of thing happened."""
    found: Counter[str] = Counter()
    kinds = {stream: states[0].kind for stream, states in after.items()}
    for stream, entries in histories.items():
        states = after[stream]
        found[f"outcome {states[-1].outcome}"] += 1
        found["which first"] += states[-1].ahead is not None
        rounds = sum(isinstance(entry.event, Countered) for entry in entries)
        found["dispute with two rounds"] += kinds[stream] == "dispute" and rounds >= 2
        for (before, now), entry in zip(pairwise(states), entries[1:], strict=True):
            found.update(_named(before, now, entry, kinds))
    return found


def _named(before: Matter, now: Matter, entry: Entry[Event], kinds: Mapping[Stream, str]) -> Iterator[str]:
    kind, event = before.kind, entry.event
    if before.lifted is not None and now.is_open and now.lifted is None:
        yield "a lifting ended"
    if now.phase is Phase.BLOCKED and before.phase is not Phase.BLOCKED:
        yield "blocked"
    match event:
        case TakenBack():
            yield f"taken back: {before.stage.value}"
        case Declined() | Referred(cause="reason") if kind == "explanation":
            yield "reason not accepted"
        case Varied(side=side, doer=doer) if doer is not None:
            yield f"handed over by {kinds[side]}"
        case Reassigned(side=side):
            yield f"handed over by {kinds[side]}"
        case Inherited(side=side) if side is not None and kinds.get(side) == "passing":
            yield "lead passed"
        case Contested():
            yield "ruling contested"
        case Ruled():
            yield from _ruled(before, event, entry)
        case Returned():
            yield (
                "guidance asked again" if kind == "guidance" else "call returned" if before.policy.call else "returned"
            )
        case Climbed() | Referred():
            yield "guidance to the leader" if kind == "guidance" else "to the arbiter"
            yield "call to the leader" if before.policy.call else "other to the arbiter"
            yield "by a meeting" if isinstance(event, Referred) and event.cause == "meeting" else "not by a meeting"
        case PassedUp():
            yield "dispute with opinion" if kind == "dispute" else "passed up"
        case Declined(withheld=withheld) if withheld is not None:
            yield "data withheld"
        case Declined(ground="not-ours") | NotOurs():
            yield "not ours"
        case Lifted() | Excused() | Undone() | Tabled() | Bound() | Prompted() | Chased() | Reported():
            yield NAMES[type(event)]
        case _ if before.policy.call and now.stage is not before.stage:
            yield {Phase.UNDERWAY: "arrived", Phase.DELIVERED: "call finished"}.get(now.stage, "call moved")


def _ruled(before: Matter, event: Ruled, entry: Entry[Event]) -> Iterator[str]:
    if event.doer not in (None, before.doer):
        yield "handed over by ruling"
    if before.policy.supervises and event.outcome is Phase.OFFERED:
        yield "item approved"
    if entry.by.recorded is not None:
        yield "decided by recorded"
    elif entry.by.post != entry.by.desk:
        yield "decided by a deputy"


NAMES: Mapping[type, str] = {
    Lifted: "lifted", Excused: "reason accepted", Undone: "undone", Tabled: "listed", Bound: "bound by silence",
    Prompted: "chased by people", Chased: "chased before it binds", Reported: "reported",
}  # fmt: skip
