"""What a decision may know besides the matter itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from qiantou.core.kernel import Desk, Stream
from qiantou.core.matter import Matter
from qiantou.core.plan_diff import Signed
from qiantou.core.register import InForce


@dataclass(frozen=True)
class Context:
    """What is in force now, and the open matters tied to the one being moved.

    `waiting`: the open matters that wait, directly or through others, for this one. `sides`: the kinds of the open
    matters that stand beside the one an offer names. `matter` looks up another matter by its stream, `waiters` the open
    matters that wait directly for one, `version` the version that a joint work's plan put out at one of its entries,
    `passings` its open passings of the lead, `carrying` what rulings on contests have in hand there, `parts` the open
    matters under a name, `applied` a unit's applications for exemption, `accused` the proposals of accountability of
    it; `issued` how many matters a desk has asked for since an instant, of one kind or marked with one urgency.
    """

    now: datetime
    force: InForce
    matter: Callable[[Stream], Matter | None]
    waiting: frozenset[Stream] = frozenset()
    sides: frozenset[str] = frozenset()
    stream: Stream | None = None  # the name of what is moved; None while a move is only tried
    waiters: Callable[[Stream], Iterable[Stream]] = lambda stream: ()
    version: Callable[[Stream, int], Signed | None] = lambda joint, entry: None
    passings: Callable[[Stream], Iterable[Matter]] = lambda joint: ()
    carrying: Callable[[Stream], Iterable[Matter]] = lambda joint: ()
    parts: Callable[[Stream], Sequence[Matter]] = lambda whole: ()
    applied: Callable[[Desk], Iterable[Matter]] = lambda unit: ()
    accused: Callable[[Desk], Iterable[Matter]] = lambda unit: ()
    issued: Callable[[Desk, str, datetime], int] = lambda asker, word, since: 0
