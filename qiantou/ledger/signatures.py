"""Whether every line taken by a signature has one in the record, and one that covers it (docs/rules/signature.md).

A line and the signature it rests on are matters of two streams, which are checked apart. Each stream tells what the
question needs of it; once all are known it is answered by the rule that stands at the door of the loop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qiantou.core import facts
from qiantou.core.context import Context
from qiantou.core.facts import Offered
from qiantou.core.kernel import Entry, Stream
from qiantou.core.matter import Matter
from qiantou.core.plan import PLAN_SECTIONS
from qiantou.core.plan_diff import Signed, version_at
from qiantou.core.register import Listed, Register
from qiantou.core.signature import SIGNATURE, covers
from qiantou.ledger.record import Record
from qiantou.ledger.report import Fact, Finding

Placed = Sequence[tuple[int, Entry[Listed]]]
"""Entries of the register and of plans, each with its position."""


@dataclass(frozen=True, slots=True)
class Told:
    """Of a signature its state after each position; of what rests on one, the offer, and where it was taken."""

    stream: Stream
    states: tuple[tuple[int, Matter], ...] = ()
    offered: Offered | None = None
    taken: tuple[int, Entry[Any]] | None = None


def told_of(records: Sequence[Record], entries: Sequence[Entry[Any]], states: Sequence[Matter]) -> Told | None:
    """What a stream has to say of signatures; None for one that neither is nor names any."""
    if not states:
        return None
    stream, offered = entries[0].stream, entries[0].event
    if states[0].kind == SIGNATURE:
        positions = (record.header.position for record in records)
        return Told(stream, tuple(zip(positions, states, strict=True)))
    if offered.signature is None or len(entries) == 1 or not isinstance(entries[1].event, facts.Signed | facts.Settled):
        return None
    bare = replace(offered, title="", detail="", standard="", due_text="", source="")  # words weigh, and decide nothing
    return Told(stream, offered=bare, taken=(records[1].header.position, entries[1]))


def check_signatures(listed: Placed, told: Iterable[Told]) -> Iterator[Finding]:
    """Findings: "signature-missing" where the record holds none before that entry, "signature-other" where it holds
    one that does not stand for this: by another desk, not given yet, under another line, version or day."""
    every = list(told)
    signed = {one.stream: one.states for one in every if one.states}
    known = _Known(listed)
    for one in every:
        if one.offered is None or one.taken is None or one.offered.signature is None:
            continue
        position, entry = one.taken
        before = [state for at, state in signed.get(one.offered.signature, ()) if at < position]
        place: dict[str, Fact] = {"position": position, "stream": one.stream, "version": entry.version}
        if not before:
            yield Finding("signature-missing", place)
        elif not known.stands(before[-1], one.offered, one.taken):
            yield Finding("signature-other", place)


class _Known:
    """The register and the plans, as the record tells them."""

    def __init__(self, listed: Placed) -> None:
        self._listed = listed
        self._register = Register([entry for _position, entry in listed])
        self._plans: dict[Stream, list[Entry[Listed]]] = {}
        for _position, entry in listed:
            if entry.event.section in PLAN_SECTIONS:
                self._plans.setdefault(entry.stream, []).append(entry)
        self._versions: dict[tuple[Stream, int], Signed | None] = {}

    def stands(self, signed: Matter, offered: Offered, taken: tuple[int, Entry[Any]]) -> bool:
        """By the whole register, or by what stood in the record before: a later entry may carry an earlier instant."""
        position, entry = taken
        lack = entry.event.lack
        if lack is not None and signed.reserved != (lack.curer, lack.since):
            return False
        return self._covers(signed, offered, entry, self._register) or self._covers(
            signed, offered, entry, Register([known for at, known in self._listed if at < position])
        )

    def _covers(self, signed: Matter, offered: Offered, entry: Entry[Any], register: Register) -> bool:
        context = Context(entry.at, register.at(entry.at), lambda stream: None, version=self._version)
        return covers(signed, offered, context)

    def _version(self, joint: Stream, number: int) -> Signed | None:
        key = joint, number
        if key not in self._versions:
            self._versions[key] = version_at(self._plans.get(joint, ()), number)
        return self._versions[key]
