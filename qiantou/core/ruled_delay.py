"""What a ruling that grants a contest changes of an attribution: the contester's share becomes nobody's.

The attribution put out by it is the one before, of the same record through the same instant, in everything else. One
that is put out later from a longer record leaves to nobody what was ruled before. Rules: docs/rules/attribution.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from qiantou.core.attribution import ATTRIBUTIONS, NOBODY, Attribution, Bounds, Drawn, Share
from qiantou.core.kernel import Stream
from qiantou.core.register import InForce

Taken = Mapping[str, Fraction]
"""Party → working minutes of the delay that rulings took from it, above 0."""


def ruled(before: Attribution, parties: Iterable[str], rulings: Sequence[Stream]) -> Attribution:
    """The attribution before, without the shares of these parties."""
    taken = {party: before.share(party) for party in parties}
    return replace(left_to_nobody(before, taken), rulings=tuple(rulings), reason="")


def left_to_nobody(made: Attribution, taken: Taken) -> Attribution:
    """With as much of each share as was taken, or all of it, moved to nobody; what was regained stays its own."""
    moved = {party: min(minutes, made.share(party)) for party, minutes in taken.items() if party != NOBODY}
    moved = {party: minutes for party, minutes in moved.items() if minutes > 0}
    if not moved:
        return made
    shares = {one.party: one.minutes for one in made.shares}
    shares[NOBODY] = shares.get(NOBODY, Fraction(0)) + sum(moved.values())
    left = {party: minutes - moved.get(party, 0) for party, minutes in shares.items()}
    told = tuple(Share(party, *left[party].as_integer_ratio()) for party in sorted(left) if left[party])
    return replace(made, shares=told, drawn=_shifted(made.drawn, moved) if made.drawn is not None else None)


def _shifted(drawn: Drawn, moved: Taken) -> Drawn:
    """The bounds with their shares, rounded outwards."""
    found = {one.party: one for one in drawn.bounds}
    nobody = found.get(NOBODY, Bounds(NOBODY, 0, 0))
    for party, minutes in moved.items():
        nobody = Bounds(NOBODY, nobody.least + floor(minutes), nobody.most + ceil(minutes))
        if party in found:
            own = found[party]
            found[party] = Bounds(party, own.least - ceil(minutes), own.most - floor(minutes))
    found[NOBODY] = nobody
    return replace(drawn, bounds=tuple(found[party] for party in sorted(found)))


def taken_by(told: Sequence[Attribution]) -> dict[str, Fraction]:
    """What the rulings among these versions, oldest first, took from whom."""
    found: dict[str, Fraction] = {}
    for before, made in pairwise(told):
        if made.rulings:
            for one in before.shares:
                lost = one.minutes - made.share(one.party)
                if one.party != NOBODY and lost > 0:
                    found[one.party] = found.get(one.party, Fraction(0)) + lost
    return found


def versions(joint: Stream, force: InForce, through: Attribution | None = None) -> list[Attribution]:
    """The attributions of a joint work, oldest first; up to that one, where it is named."""
    told = [row.value for row in force.history(ATTRIBUTIONS, joint) if isinstance(row.value, Attribution)]
    return told if through is None or through not in told else told[: told.index(through) + 1]


def is_the_one_before(made: Attribution, before: Attribution | None) -> bool:
    """Whether an attribution put out by rulings is the one before in all but the shares."""
    if before is None:
        return False
    bare = replace(made, shares=before.shares, drawn=before.drawn, rulings=before.rulings, reason=before.reason)
    return bare == before
