"""The mandates of a joint work with their words, as they stand now or stood at the end of a past day.

A passing of the lead goes on from the mandate before it: it names the new lead, and the words stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db import connection

from qiantou.core.binding import asked_of, ground, signatures
from qiantou.core.binding import stages as stages_of
from qiantou.core.context import Context
from qiantou.core.evolve import evolve
from qiantou.core.kernel import Desk, Entry, Recorded, Stream, fold
from qiantou.core.mandate import Mandate, Power
from qiantou.core.matter import Matter
from qiantou.core.register import CHARTERS, MANDATES, InForce
from qiantou.core.undertaking import Charter
from qiantou.ledger.codec import decode
from qiantou.ledger.plain import fetched, read_instant
from qiantou.ledger.writer import read
from qiantou.readmodel.listing_rows import InForce as Told
from qiantou.readmodel.listing_rows import entries

WORDED = ("number", "clause", "scan", "budget")
INSTANT = timedelta(microseconds=1)


Signatures = Mapping[Stream, Sequence[Entry[Any]]]


@dataclass(frozen=True)
class Reach:
    """How one unit of the scope is bound: "above", "signed", "consent"; else "awaited", "unasked",
    "unsigned", or "unconfirmed" where it was only recorded.

    `leader` signed, or would; `powers` those that bind it today, until a day before the term where `until` names one;
    `waiting`: the open signature for what does not bind it yet; `moved`: who looks after it since it was bound;
    `paper`: the written consent as it was recorded, with its words.
    """

    desk: Desk
    how: str
    powers: tuple[Power, ...] = ()
    leader: Desk | None = None
    signature: Matter | None = None
    waiting: Matter | None = None
    until: date | None = None
    moved: Desk | None = None
    paper: Recorded | None = None


@dataclass(frozen=True)
class Held:
    """One mandate: what each of its entries said, oldest first, and how it stands.

    `standing`: "in-force", "suspended", "over" once its term has passed, "ended" once it was revoked, "passed" once it
    ended because the lead passed on, to `successor`.
    """

    key: str
    stages: tuple[Told, ...]
    standing: str
    reach: tuple[Reach, ...]
    successor: Desk | None = None

    @property
    def value(self) -> Mandate:
        """What it says, or said last."""
        found = _last(self.stages)
        assert found is not None  # a mandate that never said anything is not told of
        return found

    @property
    def version(self) -> int:
        return self.stages[-1].version

    @property
    def is_over(self) -> bool:
        return self.standing in ("over", "ended", "passed")

    @property
    def taken(self) -> Told | None:
        """The entry by which it stands suspended, or was revoked before its term was over."""
        last = self.stages[-1]
        if last.value is None:
            return last if last.since <= self.value.until else None
        runs = takewhile(lambda stage: stage.value is not None and stage.value.suspended, reversed(self.stages))
        return next(iter(list(runs)[::-1]), None)

    @property
    def transcribed(self) -> Told:
        """The first entry that says what it says now: who entered it."""
        return self.stages[0]


@dataclass(frozen=True)
class Cited:
    """An entry that rests on a mandate: an order, a request, a proposal, a return."""

    mandate: str
    stream: str
    at: datetime
    what: str  # the type of the event
    powers: tuple[str, ...]


def mandates_of(joint: str, force: InForce, *, until: datetime | None = None) -> list[Held]:
    """Every mandate recorded before `until` (None: by now), the newest first; three queries."""
    told: dict[str, list[Told]] = {}
    for entry in entries(MANDATES, joint):
        if (until is None or entry.at < until) and entry.since <= force.day:
            stages = told.setdefault(entry.key, [])
            stages.append(_whole(entry, stages[-1] if stages else None))
    found = {key: stages for key, stages in told.items() if any(stage.value is not None for stage in stages)}
    values = [stage.value for stages in found.values() for stage in stages if stage.value is not None]
    signed = _entries_of({stream for value in values for stream in value.countersigns}, until)
    return [_held(key, stages, signed, force) for key, stages in reversed(found.items())]


def _last(stages: Sequence[Told]) -> Mandate | None:
    return next((stage.value for stage in reversed(stages) if stage.value is not None), None)


def _whole(entry: Told, before: Told | None) -> Told:
    if entry.value is None or before is None or before.value is None or entry.value.holder == before.value.holder:
        return entry
    kept: Mapping[str, Any] = {name: getattr(before.value, name) for name in WORDED}
    return replace(entry, value=replace(entry.value, **kept))


def _entries_of(streams: set[Stream], until: datetime | None) -> dict[Stream, list[Entry[Any]]]:
    """The entries of the signatures as they stood at that instant, with their words."""
    found: dict[Stream, list[Entry[Any]]] = read(streams, words=True) if streams else {}
    held = {stream: [one for one in own if until is None or one.at < until] for stream, own in found.items()}
    return {stream: own for stream, own in held.items() if own}


def _context(told: Signatures, force: InForce) -> Context:
    """What a mandate is judged by: the register, and the signatures asked for it."""
    matters: dict[Stream, Matter | None] = {stream: fold(evolve, None, own) for stream, own in told.items()}
    return Context(force.instant, force, matters.get)


def _held(key: str, stages: list[Told], told: Signatures, force: InForce) -> Held:
    value = _last(stages)
    assert value is not None
    standing, successor = "in-force", None
    if stages[-1].value is None:
        successor = _successor(value, stages[-1], force)
        standing = "ended" if successor is None else "passed"
    elif force.day > value.until:
        standing = "over"
    elif value.suspended:
        standing = "suspended"
    context = _context(told, _as_it_stood(standing, stages[-1], value, force))
    reach = tuple(_reach(value, key, desk, context, told) for desk in value.scope)
    return Held(key, tuple(stages), standing, reach, successor)


def _successor(value: Mandate, last: Told, force: InForce) -> Desk | None:
    """The lead that the charter names from the instant at which the mandate ended."""
    passed = (one.value.lead for one in force.history(CHARTERS, value.joint)
              if one.at == last.at and isinstance(one.value, Charter) and one.value.lead != value.holder)  # fmt: skip
    return next(passed, None)


def _as_it_stood(standing: str, last: Told, value: Mandate, force: InForce) -> InForce:
    """What has ended is shown as it was on its last day."""
    if standing not in ("ended", "passed", "over"):
        return force
    ended = force.instant if standing == "over" else last.at
    return force.register.at(min(ended, force.calendar.end_of_day(value.until)) - INSTANT)


def _reach(value: Mandate, key: str, desk: Desk, context: Context, told: Signatures) -> Reach:
    force = context.force
    found = {power: ground(key, power, desk, context) for power in value.powers}
    grounds = {power: one for power, one in found.items() if one is not None}
    asks = asked_of(desk, force)
    asked = [one for stage in stages_of(key, force) for one in signatures(stage, key, context) if one.doer == asks]
    waiting = next((one for one in asked if one.is_open), None)
    if not grounds:
        return Reach(desk, _unbound(waiting, asked), (), asks, waiting or (asked[-1] if asked else None), waiting)
    last = max(grounds.values(), key=lambda one: one.until)
    signed = last.signature
    then = force.register.at(last.at)
    return Reach(
        desk, last.how, tuple(grounds), signed.doer if signed else value.issuer, signed, waiting,
        last.until if last.until < value.until else None,
        asks if asks not in (desk, asked_of(desk, then)) else None,
        _paper(told[signed.stream], signed) if signed is not None else None,
    )  # fmt: skip


def _unbound(waiting: Matter | None, asked: Sequence[Matter]) -> str:
    if waiting is not None:
        return "awaited"
    if not asked:
        return "unasked"
    return "unconfirmed" if asked[-1].outcome == "granted" and asked[-1].is_hatched else "unsigned"


def _paper(entries: Sequence[Entry[Any]], signed: Matter) -> Recorded | None:
    return next((one.by.recorded for one in entries if one.version == signed.ended), None)


def usable(joint: str | None, holder: Desk, force: InForce) -> dict[str, Mandate]:
    """The mandates in force today that a desk may cite, by their keys; of one joint work, or of any. No words."""
    return {
        key: value for key, value in force.section(MANDATES).items()
        if isinstance(value, Mandate) and value.holder == holder and joint in (None, value.joint)
        and force.day <= value.until and not value.suspended
    }  # fmt: skip


def cited(joint: str, *, until: datetime | None = None) -> list[Cited]:
    """What was done under the mandates of a joint work, oldest first; one query."""
    return sorted(_cited(joint, until), key=lambda one: one.at)


def _cited(joint: str, until: datetime | None) -> Iterator[Cited]:
    holds = "position(%s in e.facts) > 0" if connection.vendor == "postgresql" else "instr(e.facts, %s) > 0"
    told = "SELECT e.stream, e.version, e.at, e.facts FROM ledger_entry e"
    theirs = "JOIN readmodel_matterrow m ON m.stream = e.stream WHERE m.joint = %s AND m.inner = ''"
    sql = f"{told} {theirs} AND {holds}"
    for stream, version, at, facts in fetched(sql, [joint, b'"mandate":"g:']):
        instant = read_instant(at)
        assert instant is not None
        event = decode(stream, version, instant, bytes(facts), None).event
        basis = getattr(event, "basis", None)
        if (until is None or instant < until) and getattr(event, "cause", "") != "countersign":
            key = basis.mandate if basis is not None else event.mandate
            powers = basis.powers if basis is not None else ("return",)
            if basis is not None and basis.dispatch:
                powers = (*(event.policy.powers[:1] or ("dispatch",)), *powers)
            yield Cited(key, stream, instant, type(event).__name__, tuple(dict.fromkeys(powers)))
