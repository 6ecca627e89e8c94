"""What was taken back of a mandate is lent anew by nobody but who took it back, or stands above him.

An issuer, or a post above it, that ends a mandate before its term, suspends it or lends less than before, has decided.
The same powers over the same units, or another paper of that issuer, are not entered behind its back: neither by
the lead from the paper it still has, nor by an issuer whom his own superior overruled. Facts alone are compared, so a
number typed otherwise helps nobody. Rules: docs/rules/mandate.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from qiantou.core.kernel import Desk, Rejected
from qiantou.core.mandate import Mandate
from qiantou.core.office import offices_of
from qiantou.core.register import MANDATES, InForce, Known


@dataclass(frozen=True)
class Taken:
    """A mandate from which something was taken: as it was, as it stands now (None: ended), by whom, from when."""

    was: Mandate
    now: Mandate | None
    by: Desk
    day: date

    @property
    def lends_nothing(self) -> bool:
        return self.now is None or self.now.suspended


def check_anew(mandate: Mandate, force: InForce, by: Desk) -> None:
    """Raises Rejected where the entry lends again what was taken back, and this desk may not."""
    for taken in taken_back(force):
        if not _lends_again(mandate, taken):
            continue
        above = (taken.by, *force.superiors(taken.by))
        offices = offices_of(mandate.issuer, force) if mandate.issuer in above else ()
        papers = tuple(office for office in offices if office != mandate.holder)
        if by in (*above, *papers):
            continue
        raise Rejected(
            "revoked-before" if taken.now is None else "suspended-before" if taken.now.suspended else "lessened-before",
            issuer=taken.was.issuer, lender=taken.by, day=taken.day,
        )  # fmt: skip


def taken_back(force: InForce) -> Iterator[Taken]:
    """Everything that a post took back of any mandate and that does not stand again."""
    for history in force.histories(MANDATES).values():
        last = history[-1].value
        now = last if isinstance(last, Mandate) else None
        for before, after in pairwise(history):
            was = before.value
            if after.by is None or not isinstance(was, Mandate) or not _is_less(after, was):
                continue
            if now is None or now.suspended or _is_less(history[-1], was):
                yield Taken(was, now, after.by, after.since)


def _is_less(entry: Known, before: Mandate) -> bool:
    """Whether an entry took something away: all of it before its term was over, or a part."""
    if not isinstance(entry.value, Mandate):
        return entry.since <= before.until
    return (entry.value.suspended and not before.suspended) or bool(_lost(before, entry.value))


def _lost(was: Mandate, now: Mandate) -> bool:
    lost = set(was.powers) - set(now.powers) or set(was.scope) - set(now.scope)
    return bool(lost) or now.until < was.until


def _lends_again(mandate: Mandate, taken: Taken) -> bool:
    """Another paper of the issuer who ended or suspended it, or a power over a unit that no longer stands."""
    was, now = taken.was, taken.now
    if mandate.joint != was.joint or mandate.suspended:
        return False
    if taken.lends_nothing and mandate.issuer == was.issuer:
        return True
    powers, units = set(mandate.powers) & set(was.powers), set(mandate.scope) & set(was.scope)
    if now is None or now.suspended:
        return bool(powers and units)
    longer = was.until > now.until and mandate.until > now.until
    return bool(powers and units) and (longer or not (powers <= set(now.powers) and units <= set(now.scope)))
