"""The matters by which sheets are owed, kept by the worker (docs/rules/assessment.md, "By when").

One place opens them and ends those that are owed no more, so that works that were over before are found as well; a
sheet that is put out ends its own in the same command (`acts/assessing.py`).
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qiantou.acts import registers, shell
from qiantou.acts.alone import alone
from qiantou.acts.execute import Step, execute_all
from qiantou.core.evolve import evolve
from qiantou.core.kernel import RULE, Rejected, Stream, fold
from qiantou.core.kinds import ASSESSING
from qiantou.core.matter import Matter
from qiantou.core.moves import Moot
from qiantou.core.register import CHARTERS, InForce
from qiantou.core.sheet_clock import Owed, is_owed_by, opening, owed
from qiantou.ledger.writer import read
from qiantou.readmodel.models import JointRow, MatterRow

log = logging.getLogger("qiantou.sheets")


@dataclass(frozen=True)
class Kept:
    """Of one work: how many such matters there were, and those that are open."""

    number: int = 0
    begun: tuple[Stream, ...] = ()


def keep_owed() -> int:
    """Open what is owed and end what is owed no more; of how many works. One query while nothing is to be done.

    Any number of workers may do so at once: each looks once more while nobody else writes. One that is refused keeps
    no other.
    """
    force = registers.current().at(shell.now())
    told = _kept()
    changed = 0
    for joint in sorted({Stream(key) for key in force.section(CHARTERS)} | told.keys()):
        found = told.get(joint, Kept())
        if not _is_to_do(joint, found, force):
            continue
        try:
            changed += _keep(joint, found)
        except Rejected as refusal:
            log.error("the sheet of %s is asked of nobody: %s %s", joint, refusal.code, refusal.facts)
    return changed


def begun_of(joint: Stream) -> list[Stream]:
    """The open matter by which the sheet of a work is owed, if there is one; one query."""
    rows = MatterRow.objects.filter(joint=joint, kind=ASSESSING, is_open=True).order_by("stream")
    return [Stream(name) for name in rows.values_list("stream", flat=True)]


def _keep(joint: Stream, found: Kept) -> int:
    with alone(*found.begun) as now:
        force = registers.current().at(now)
        steps = list(_steps(joint, _kept(joint).get(joint, Kept()), force))
        if steps:
            execute_all(steps, by=RULE, command_id="")
    return bool(steps)


def _steps(joint: Stream, kept: Kept, force: InForce) -> list[Step]:
    ends = [one for one in _matters(kept.begun) if not is_owed_by(one, force)]
    steps = [Step(one.stream, Moot()) for one in ends]
    found = _owed(joint, force) if len(ends) == len(kept.begun) else None
    if found is not None:
        stream, offer = opening(found, kept.number + 1)
        title = JointRow.objects.filter(pk=joint).values_list("title", flat=True).first()
        steps.append(Step(stream, replace(offer, title=title or offer.title)))
    return steps


def _is_to_do(joint: Stream, kept: Kept, force: InForce) -> bool:
    """Whether anything is, as far as can be seen while others write."""
    if kept.begun:
        return any(not is_owed_by(one, force) for one in _matters(kept.begun))
    return owed(joint, force) is not None


def _owed(joint: Stream, force: InForce) -> Owed | None:
    rows = MatterRow.objects.filter(joint=joint, kind="task", is_open=True).values_list("stream", flat=True)
    return owed(joint, force, _matters([Stream(name) for name in rows]), read([joint])[joint])


def _matters(streams: Sequence[Stream]) -> list[Matter]:
    told = (fold(evolve, None, entries) for entries in (read(streams) if streams else {}).values())
    return [one for one in told if one is not None]


def _kept(*joints: Stream) -> dict[Stream, Kept]:
    """Work → its matters of that kind, of these works or of all; one query."""
    rows = MatterRow.objects.filter(kind=ASSESSING, **({"joint__in": joints} if joints else {}))
    every: defaultdict[Stream, list[tuple[Stream, bool]]] = defaultdict(list)
    for joint, stream, is_open in rows.order_by("stream").values_list("joint", "stream", "is_open"):
        every[Stream(joint)].append((Stream(stream), is_open))
    return {joint: Kept(len(own), tuple(name for name, is_open in own if is_open)) for joint, own in every.items()}
