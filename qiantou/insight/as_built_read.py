"""What a plan owes by its signed versions, and the matters of the work as they stood through an instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from qiantou.core.advance import next_lapse
from qiantou.core.evolve import evolve
from qiantou.core.facts import Event
from qiantou.core.kernel import RULE, Entry, Stream
from qiantou.core.plan import LINES, MEANS, Line, Means, Tie, TieType
from qiantou.core.plan_diff import Content
from qiantou.core.register import InForce
from qiantou.core.span import states
from qiantou.insight.bulletin_waits import Record

Owed = tuple[Line | Means, bool]
Histories = Mapping[Stream, Sequence[Entry[Event]]]


def owed(earlier: Sequence[Content], plan: Content) -> dict[str, Owed]:
    """Line or means → what was signed of it last, and whether it stands in the plan still."""
    found: dict[str, Owed] = {}
    for version in (*earlier, plan):
        told = {**version.get(MEANS, {}), **version.get(LINES, {})}
        found |= {name: (value, version is plan) for name, value in told.items() if isinstance(value, Line | Means)}
    return found


def recorded(histories: Histories, force: InForce, through: datetime) -> dict[Stream, Record]:
    """Without what passes inside one unit."""
    return between_units(lived(histories, force, through), force)


def lived(histories: Histories, force: InForce, through: datetime) -> dict[Stream, Record]:
    """Every matter that was opened by then."""
    told = ((stream, _record(own, force, through)) for stream, own in histories.items())
    return {stream: one for stream, one in told if one is not None}


def between_units(records: Mapping[Stream, Record], force: InForce) -> dict[Stream, Record]:
    told = records.items()
    return {stream: one for stream, one in told if force.inner_of(one.matter.asker, one.matter.doer) is None}


def _record(entries: Sequence[Entry[Event]], force: InForce, through: datetime) -> Record | None:
    """The matter with what had lapsed by then, whether or not a clock had recorded it."""
    own = [entry for entry in entries if entry.at <= through]
    if not own:
        return None
    after = states(own)
    while (lapse := next_lapse(after[-1], force.register, through)) is not None:
        at, event = lapse
        own.append(Entry(own[0].stream, len(own) + 1, at, RULE, event))
        after.append(evolve(after[-1], own[-1]))
    return Record(own, after)


def ties_of(value: Line | Means) -> tuple[Tie, ...]:
    """What it is ordered after; the means it needs come first."""
    if isinstance(value, Means):
        return ()
    return (*value.before, *(Tie(name, TieType.FS) for name in value.needs if name not in value.after))
