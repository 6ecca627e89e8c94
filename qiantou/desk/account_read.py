"""The time account of a matter as its page tells it: read from the record, with what it waits for, however deep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qiantou.access.guards import readable
from qiantou.acts.attributing import reading
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.span import states
from qiantou.desk.situation import Situation, Told, read_told
from qiantou.insight.account import Account, account
from qiantou.insight.account_own import OwnOverrun, own_overrun
from qiantou.insight.account_shields import Waiting
from qiantou.insight.bulletin_waits import Record

_DEEP = 8  # so many matters in a row, each waiting for the next; beyond, who had it is told by the last


@dataclass(frozen=True)
class Read:
    """`places`: position of an entry by matter and version, of those the reader may open; None: not recorded yet."""

    found: Situation
    account: Account
    own: OwnOverrun
    places: Mapping[tuple[str, int], int | None]

    def shown(self, desk: str) -> str:
        """The desk, or the whole unit where it is a section of another: what passes inside is unseen outside."""
        whole = self.found.force.whole(Desk(desk))
        is_own = whole is None or whole == desk or whole in self.found.seen.homes
        party = desk in (self.found.matter.asker, self.found.matter.doer)
        return desk if is_own or party else str(whole)


def read(found: Situation) -> Read:
    """Through the instant of the situation: one query for each step of waiting, one for what opens to the reader."""
    own = Stream(found.row.stream)
    told: dict[Stream, list[Told]] = {own: list(found.told)}
    records = {own: _record(found.entries)}
    for _step in range(_DEEP):
        names = {name for record in records.values() for name in _named(record)} - told.keys()
        if not names:
            break
        for name, each in read_told(names).items():
            told[name] = [one for one in each if one.entry.at <= found.now]
            if told[name]:
                records[name] = _record([one.entry for one in told[name]])
    calendar = found.force.calendar
    opened = {own, *readable((name for name in told if name != own), found.seen)}
    places: dict[tuple[str, int], int | None] = {
        (name, one.entry.version): one.position for name in told if name in opened for one in told[name]
    }
    return Read(
        found, account(records[own], records, calendar, found.now),
        own_overrun(records[own], records, calendar, found.now, waited=_waited(found, records[own])), places,
    )  # fmt: skip


def _waited(found: Situation, record: Record) -> Waiting:
    """Of a line of a plan: when its ties and its planned duration let it last."""
    matter = record.matter
    whole = reading(matter.joint, found.force, found.now) if matter.joint is not None and matter.line else None
    return whole.built.waited.get(matter.stream, ()) if whole is not None else ()


def _record(entries: list[Entry]) -> Record:  # type: ignore[type-arg]
    return Record(entries, states(entries))


def _named(record: Record) -> set[Stream]:
    """What stopped it, and what was asked beside it."""
    matter = record.matter
    return {*(b.matter for b in matter.blocks), *(r.side for r in matter.rests), *(r.side for r in matter.disputed)}
