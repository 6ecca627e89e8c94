"""What an issuer gave and what it blamed: praise and help beside criticism, chasers and proposals. Never a score.

Counted are entries, each once: a sentence of praise or criticism in a bulletin that was issued, a question answered, an
obstacle of another cleared, help offered, a chaser by people, a proposal of accountability and its being adopted. What
nobody confirmed, or somebody contests, counts for neither. Method: docs/rules/gate.md, "Praise and help, beside blame".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qiantou.core.bulletin import Mark, Sort
from qiantou.core.evolve import evolve
from qiantou.core.facts import Event, Prompted
from qiantou.core.gate import ACCOUNTABILITY, SUPPORT
from qiantou.core.guidance import GUIDANCE
from qiantou.core.kernel import Desk, Entry, fold

ANSWERED = ("accepted", "consented", "granted", "answered")
OBSTACLE = "obstacle"


@dataclass(frozen=True)
class Tally:
    """Of one issuer, in numbers of entries or matters."""

    issuer: Desk
    praise: int = 0
    answered: int = 0
    cleared: int = 0
    offered: int = 0
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
    told = list(marks)
    counts = dict.fromkeys(("answered", "cleared", "offered", "chasers", "proposals", "adopted"), 0)
    for entries in matters:
        for name in _of(issuer, entries):
            counts[name] += 1
    praise = sum(one.sort is Sort.PRAISE for one in told)
    return Tally(issuer, praise=praise, criticism=len(told) - praise, **counts)


def _of(issuer: Desk, entries: Sequence[Entry[Event]]) -> Iterable[str]:
    """What one matter adds for the issuer."""
    matter = fold(evolve, None, entries)
    if matter is None:
        return
    doubted = (*matter.unconfirmed, *matter.contested)
    for entry in entries:
        if isinstance(entry.event, Prompted) and entry.by.desk == issuer and entry.version not in doubted:
            yield "chasers"
    if matter.is_hatched:
        return
    if matter.doer == issuer and matter.kind == GUIDANCE and matter.outcome in ANSWERED:
        yield "answered"
    if matter.doer == issuer and matter.kind == OBSTACLE and matter.outcome == "accepted":
        yield "cleared"
    if matter.asker == issuer and matter.kind == SUPPORT and matter.outcome not in ("withdrawn", "moot"):
        yield "offered"
    if matter.asker == issuer and matter.kind == ACCOUNTABILITY:
        yield "proposals"
        if matter.outcome == "granted":
            yield "adopted"
