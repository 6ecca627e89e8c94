"""Which sheets are owed, with the lines they wait for (docs/rules/assessment.md, "By when")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from qiantou.acts.assessing import held_until
from qiantou.core.evolve import evolve
from qiantou.core.kernel import Desk, Stream, fold
from qiantou.core.matter import Matter
from qiantou.core.register import CHARTERS, InForce
from qiantou.core.review_terms import over_since
from qiantou.core.sheet_clock import Owed, owed
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow


def owed_before(desks: Iterable[Desk], force: InForce) -> list[Owed]:
    """The sheets that these desks owe, or that lie before them, the earliest day first; two queries where there are
    any, else none."""
    own = frozenset(desks)
    if not own:
        return []
    told = (owed(Stream(name), force) for name in force.section(CHARTERS))
    found = owed_of([one.joint for one in told if one is not None and one.desks & own], force)
    return sorted((one for one in found if one.desks & own), key=lambda one: (one.due, one.joint))


def owed_of(joints: Sequence[Stream], force: InForce) -> list[Owed]:
    """What is owed of each of these works; two queries at the most."""
    last = _waits(joints, force) if joints else {}
    told = (owed(joint, force, waits=last.get(joint)) for joint in joints)
    return [one for one in told if one is not None]


def _waits(joints: Sequence[Stream], force: InForce) -> dict[Stream, date]:
    """Work → the last day of its lines, of those for which its sheet waits."""
    rows = MatterRow.objects.filter(joint__in=joints, kind="task", is_open=True, hatched=False)
    names = [Stream(name) for name in rows.values_list("stream", flat=True)]
    tasks: defaultdict[Stream, list[Matter]] = defaultdict(list)
    for entries in (read(names) if names else {}).values():
        one = fold(evolve, None, entries)
        if one is not None and one.joint is not None:
            tasks[one.joint].append(one)
    found = {}
    for joint, matters in tasks.items():
        charter, over = force.charter(joint), over_since(joint, force)
        if charter is None or over is None:
            continue
        planned = any(one.line for one in matters)
        days = [held_until(one, over, charter, force) for one in matters if one.line or not planned]
        if kept := [day for day in days if day is not None]:
            found[joint] = max(kept)
    return found
