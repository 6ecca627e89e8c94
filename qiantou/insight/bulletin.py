"""What a bulletin may say of a period, drawn from the entries of its matters and from nothing else.

As recorded by the end of the period's last day, so that it comes out the same whenever it is drawn. Blocked, waiting
and excused are never late; the doer's own days and those of others stand apart. What nobody confirmed, or somebody
contests, says nothing, and a missing entry proves nothing: without a due day there is no lateness, without a receipt
no work. What passes inside one unit is nobody else's. Source: docs/rules/bulletin.md, whose examples the tests run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from qiantou.core.advance import next_lapse
from qiantou.core.bulletin import Code, Item
from qiantou.core.calendar import MICROSECOND
from qiantou.core.evolve import evolve
from qiantou.core.facts import BlockFiled, Event
from qiantou.core.kernel import RULE, Desk, Entry, Stream
from qiantou.core.matter import Matter
from qiantou.core.register import InForce
from qiantou.core.span import states
from qiantou.insight.bulletin_facts import Window, facts
from qiantou.insight.bulletin_waits import Record, Records

ORDER = {code: place for place, code in enumerate(Code)}
Histories = Mapping[Stream, Sequence[Entry[Event]]]


@dataclass(frozen=True)
class Drawn:
    """The facts in order, and what they were drawn from; see `core.bulletin.Bulletin`."""

    items: tuple[Item, ...]
    looked: int
    open: int
    left_out: int


def window(start: date, end: date, coming: date, force: InForce) -> Window:
    """The window of a period. `force`: the register as it is known now, from which the past one is taken."""
    calendar = force.calendar
    until = calendar.end_of_day(end)
    return Window(calendar.start_of_day(start), until, coming, force.register.at(until))


def draw(histories: Histories, seen: Window, beside: Histories | None = None) -> Drawn:
    """Every fact the record holds for the window, most pressing first.

    `beside`: what stops these matters and is none of them; it is looked at, and nothing is told of it.
    """
    records = _records(histories, seen)
    others = records | _records(beside or {}, seen)
    concerned = [one for one in records.values() if one.matter.is_open or seen.holds(one.matter.since)]
    items: dict[tuple[Code, Desk, Stream], Item] = {}
    left_out = 0
    for one in concerned:
        if _rests_on_doubt(one.matter, others):
            left_out += 1
            continue
        for item in facts(one, others, seen):
            items.setdefault((item.code, item.unit, item.matter), item)
    in_order = sorted(items.values(), key=lambda item: (ORDER[item.code], -item.days, item.unit, item.matter))
    return Drawn(tuple(in_order), len(concerned), sum(one.matter.is_open for one in concerned), left_out)


def blockers(histories: Histories) -> set[Stream]:
    """What stopped one of these matters and is none of them."""
    filed = (entry.event for own in histories.values() for entry in own if isinstance(entry.event, BlockFiled))
    return {event.blocker for event in filed} - histories.keys()


def _records(histories: Histories, seen: Window) -> dict[Stream, Record]:
    """Those begun by the end of the window, without what passes inside one unit."""
    told = ((stream, _record(own, seen)) for stream, own in histories.items())
    return {stream: one for stream, one in told if one is not None and not _is_inner(one.matter, seen.force)}


def _record(entries: Sequence[Entry[Event]], seen: Window) -> Record | None:
    """The matter with what had lapsed by the end of the window, whether or not a clock had recorded it."""
    own = [entry for entry in entries if entry.at < seen.until]
    if not own:
        return None
    after = states(own)
    while (lapse := next_lapse(after[-1], seen.force.register, seen.until - MICROSECOND)) is not None:
        at, event = lapse
        own.append(Entry(own[0].stream, len(own) + 1, at, RULE, event))
        after.append(evolve(after[-1], own[-1]))
    return Record(own, after)


def _is_inner(matter: Matter, force: InForce) -> bool:
    return force.inner_of(matter.asker, matter.doer) is not None


def _rests_on_doubt(matter: Matter, others: Records) -> bool:
    block = matter.active_block
    blocker = others.get(block.matter) if block is not None else None
    return matter.is_hatched or (blocker is not None and blocker.matter.is_hatched)
