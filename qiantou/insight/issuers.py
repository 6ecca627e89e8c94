"""What an issuer gave and what it blamed: praise and help beside criticism, chasers and proposals. Never a score.

Counted are entries, each once: a sentence of praise or criticism in a bulletin that was issued, a question answered, an
obstacle of another cleared, help offered, a chaser by people, a proposal of accountability and its being adopted. What
nobody confirmed, or somebody contests, counts for neither. Help beside a work of which the issuer then proposed
accountability is what the gate asked of it: counted apart, on neither side.
Method: docs/rules/gate.md, "Praise and help, beside blame".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from qiantou.core.bulletin import Mark, Sort
from qiantou.core.evolve import evolve
from qiantou.core.facts import Event, Prompted
from qiantou.core.gate import ACCOUNTABILITY, SUPPORT
from qiantou.core.guidance import GUIDANCE, is_answered
from qiantou.core.kernel import Desk, Entry, Stream, fold
from qiantou.core.matter import Matter
from qiantou.core.proposing import works_of

OBSTACLE = "obstacle"


@dataclass(frozen=True)
class Tally:
    """Of one issuer, in numbers of entries or matters. `for_gate`: help beside works of which it proposed
    accountability, which counts as given to nobody."""

    issuer: Desk
    praise: int = 0
    answered: int = 0
    cleared: int = 0
    offered: int = 0
    for_gate: int = 0
    criticism: int = 0
    chasers: int = 0
    proposals: int = 0
    adopted: int = 0

    @property
    def given(self) -> int:
        return self.praise + self.answered + self.cleared + self.offered

    @property
    def blamed(self) -> int:
        return self.criticism + self.chasers + self.proposals


def tally(issuer: Desk, marks: Iterable[Mark], matters: Iterable[Sequence[Entry[Event]]]) -> Tally:
    """`marks`: those of its bulletins that were issued. `matters`: the entries of each matter it asked or was asked."""
    told, read = list(marks), [(entries, fold(evolve, None, entries)) for entries in matters]
    known = [(entries, matter) for entries, matter in read if matter is not None]
    accused = {work for _entries, matter in known if _proposes(issuer, matter) for work in works_of(matter)}
    counts = dict.fromkeys(("answered", "cleared", "offered", "for_gate", "chasers", "proposals", "adopted"), 0)
    for entries, matter in known:
        for name in _of(issuer, entries, matter, accused):
            counts[name] += 1
    praise = sum(one.sort is Sort.PRAISE for one in told)
    return Tally(issuer, praise=praise, criticism=len(told) - praise, **counts)


def _proposes(issuer: Desk, matter: Matter) -> bool:
    return matter.asker == issuer and matter.kind == ACCOUNTABILITY and not matter.is_hatched


def _of(issuer: Desk, entries: Sequence[Entry[Event]], matter: Matter, accused: Collection[Stream]) -> Iterable[str]:
    """What one matter adds for the issuer. `accused`: works of which it proposed accountability."""
    doubted = (*matter.unconfirmed, *matter.contested)
    for entry in entries:
        if isinstance(entry.event, Prompted) and entry.by.desk == issuer and entry.version not in doubted:
            yield "chasers"
    if matter.is_hatched:
        return
    own_answer = is_answered(matter) and matter.outcome != "granted"  # else a leader had to give it
    if matter.doer == issuer and matter.kind == GUIDANCE and own_answer:
        yield "for_gate" if matter.parent in accused else "answered"
    if matter.doer == issuer and matter.kind == OBSTACLE and matter.outcome == "accepted":
        yield "cleared"
    if matter.asker == issuer and matter.kind == SUPPORT and matter.outcome not in ("withdrawn", "moot"):
        yield "for_gate" if matter.parent in accused else "offered"
    if _proposes(issuer, matter):
        yield "proposals"
        if matter.outcome == "granted":
            yield "adopted"
