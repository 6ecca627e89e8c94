"""When what was decided may be applied for again: once the check shows an entry that it did not show then.

So nobody holds a decision up by asking the same again and again, and nobody who has something new is turned away.
Rules: docs/rules/exemption.md.
"""

from __future__ import annotations

from collections.abc import Iterable

from qiantou.core.context import Context
from qiantou.core.exemption import CHECKS, Check, key_of
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.matter import Matter
from qiantou.core.register import InForce


def decided_on(applied: Iterable[Matter], subject: Stream) -> Matter | None:
    """The unit's last application for the same work that was decided and ended; one that was withdrawn, or whose
    decision is contested or not confirmed, is none."""
    ended = (one for one in applied if one.about[:1] == (subject,) and not one.is_open and not one.is_hatched)
    decided = (one for one in ended if one.verdict is not None and one.outcome != "withdrawn")
    return max(decided, key=lambda one: (one.at, one.stream), default=None)


def shows_more(subject: Stream, unit: Desk, context: Context) -> None:
    """Raises Rejected for what was decided before, unless the check shows an entry that the check of then did not."""
    held = _held(subject, unit, context.force)
    check_more(held, context.applied(unit), subject, unit, context.force)


def check_more(
    held: Check | None, applied: Iterable[Matter], subject: Stream, unit: Desk, force: InForce
) -> None:  # fmt: skip
    """The same of a check that was not put out yet. Raises Rejected."""
    earlier = decided_on(applied, subject)
    if earlier is None:
        return
    then = _held(subject, unit, force.register.at(earlier.at))
    if not _shown(held) - _shown(then):
        raise Rejected("nothing-new-since", number=earlier.stream[:12])


def _held(subject: Stream, unit: Desk, force: InForce) -> Check | None:
    value = force.section(CHECKS).get(key_of(subject, unit))
    return value if isinstance(value, Check) else None


def _shown(held: Check | None) -> set[tuple[Stream, int]]:
    if held is None:
        return set()
    told = [one for stand in held.stands for one in (*stand.speaks_for, *stand.against)]
    return {(one.stream, one.version) for one in (*told, *held.dissent)}
