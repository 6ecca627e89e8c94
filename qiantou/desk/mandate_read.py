"""The mandates of a joint work with their words, as they stand now or stood at the end of a past day.

A passing of the lead goes on from the mandate before it: it names the new lead, and the words stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from qiantou.core.context import Context
from qiantou.core.evolve import evolve
from qiantou.core.kernel import Desk, Entry, Stream, fold
from qiantou.core.mandate import Mandate
from qiantou.core.matter import Matter
from qiantou.core.powers import covers, is_above, is_signed, signatures, signer
from qiantou.core.register import MANDATES, InForce
from qiantou.ledger.codec import decode
from qiantou.ledger.writer import read
from qiantou.readmodel.listing_rows import InForce as Told
from qiantou.readmodel.listing_rows import entries
from qiantou.readmodel.plain import fetched, read_instant

WORDED = ("number", "clause", "scan", "budget", "consent")


@dataclass(frozen=True)
class Reach:
    """How one unit of the scope is bound: "above", "consent", "signed", "awaited" or "refused", and by whom."""

    desk: Desk
    how: str
    leader: Desk | None = None
    signature: Matter | None = None


@dataclass(frozen=True)
class Held:
    """One mandate: what each of its entries said, oldest first, and how it stands.

    `standing`: "in-force", "suspended", "over" once its term has passed, "ended" once it was revoked.
    """

    key: str
    stages: tuple[Told, ...]
    standing: str
    reach: tuple[Reach, ...]

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
        return self.standing in ("over", "ended")

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
    """Every mandate recorded before `until` (None: by now), the newest first; two queries."""
    told: dict[str, list[Told]] = {}
    for entry in entries(MANDATES, joint):
        if (until is None or entry.at < until) and entry.since <= force.day:
            stages = told.setdefault(entry.key, [])
            stages.append(_whole(entry, stages[-1] if stages else None))
    found = {key: stages for key, stages in told.items() if any(stage.value is not None for stage in stages)}
    streams = {stream for stages in found.values() if (last := _last(stages)) for stream in last.countersigns}
    context = _context(streams, force, until)
    return [_held(key, stages, context) for key, stages in reversed(found.items())]


def _last(stages: Sequence[Told]) -> Mandate | None:
    return next((stage.value for stage in reversed(stages) if stage.value is not None), None)


def _whole(entry: Told, before: Told | None) -> Told:
    if entry.value is None or before is None or before.value is None or entry.value.holder == before.value.holder:
        return entry
    kept: Mapping[str, Any] = {name: getattr(before.value, name) for name in WORDED}
    return replace(entry, value=replace(entry.value, **kept))


def _context(streams: set[Stream], force: InForce, until: datetime | None) -> Context:
    """The signatures as they stood at that instant."""
    found: dict[Stream, list[Entry[Any]]] = read(streams) if streams else {}
    matters = {
        stream: fold(evolve, None, [entry for entry in own if until is None or entry.at < until])
        for stream, own in found.items() if own and (until is None or own[0].at < until)
    }  # fmt: skip
    return Context(force.instant, force, matters.get)


def _held(key: str, stages: list[Told], context: Context) -> Held:
    value = _last(stages)
    assert value is not None
    standing = "in-force"
    if stages[-1].value is None:
        standing = "ended"
    elif context.force.day > value.until:
        standing = "over"
    elif value.suspended:
        standing = "suspended"
    reach = tuple(_reach(value, key, desk, context) for desk in value.scope)
    return Held(key, tuple(stages), standing, reach)


def _reach(value: Mandate, key: str, desk: Desk, context: Context) -> Reach:
    if is_above(value.issuer, desk, context.force):
        return Reach(desk, "above")
    if desk in value.consents:
        return Reach(desk, "consent")
    leader = signer(desk, context.force)
    asked = [one for one in signatures(value, key, context) if one.doer == leader]
    given = next((one for one in asked if is_signed(one)), None)
    if given is not None and covers(value, key, desk, context):
        return Reach(desk, "signed", leader, given)
    waiting = next((one for one in asked if one.is_open), None)
    return Reach(desk, "awaited" if waiting else "refused", leader, waiting or (asked[0] if asked else None))


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
