"""What a ruling that grants a contest changes of an attribution: the contester's share becomes nobody's; who regained
time is told to have regained as many working days more as it asked, and nobody has them.

The attribution put out by it is the one before, of the same record through the same instant, in everything else. One
that is put out later from a longer record leaves to nobody what was ruled before. Rules: docs/rules/attribution.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from qiantou.core.attribution import ATTRIBUTIONS, NOBODY, Attribution, Bounds, Drawn, Share
from qiantou.core.kernel import Stream
from qiantou.core.register import InForce

Minutes = Mapping[str, Fraction]
"""Party → working minutes, above 0."""


@dataclass(frozen=True)
class Taken:
    """What rulings left to nobody. `share`: of what was put down to a party; `regained`: beyond what it was told to
    have regained."""

    share: Minutes = field(default_factory=dict)
    regained: Minutes = field(default_factory=dict)


def ruled(
    before: Attribution, asked: Iterable[tuple[str, int]], rulings: Sequence[Stream], force: InForce
) -> Attribution:
    """The attribution before, as these parties have it by rulings, each with the working days more it asked to have
    regained: a share above nought is nobody's, whatever was asked. Days are those of the calendar it was put out by."""
    day = force.register.at(before.through).calendar.day_minutes
    told = dict(asked)
    taken = Taken(
        {party: before.share(party) for party in told if before.share(party) > 0},
        {party: Fraction(days * day) for party, days in told.items() if before.share(party) < 0 and days},
    )
    return replace(left_to_nobody(before, taken), rulings=tuple(rulings), reason="")


def left_to_nobody(made: Attribution, taken: Taken) -> Attribution:
    """With as much of each share as was taken, or all of it, moved to nobody, and what rulings granted as regained
    with it; what was regained besides stays its own."""
    moved = {party: max(Fraction(0), min(minutes, made.share(party))) for party, minutes in taken.share.items()}
    for party, minutes in taken.regained.items():
        moved[party] = moved.get(party, Fraction(0)) + minutes
    moved = {party: minutes for party, minutes in moved.items() if minutes > 0 and party != NOBODY}
    if not moved:
        return made
    shares = {one.party: one.minutes for one in made.shares}
    shares[NOBODY] = shares.get(NOBODY, Fraction(0)) + sum(moved.values())
    left = {party: minutes - moved.get(party, 0) for party, minutes in shares.items()}
    told = tuple(Share(party, *left[party].as_integer_ratio()) for party in sorted(left) if left[party])
    return replace(made, shares=told, drawn=_shifted(made.drawn, moved) if made.drawn is not None else None)


def _shifted(drawn: Drawn, moved: Minutes) -> Drawn:
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


def taken_by(told: Sequence[Attribution]) -> Taken:
    """What the rulings among these versions, oldest first, took from whom."""
    share, regained = dict[str, Fraction](), dict[str, Fraction]()
    for before, made in pairwise(told):
        if made.rulings:
            for one in before.shares:
                lost = one.minutes - made.share(one.party)
                if one.party != NOBODY and lost > 0:
                    kept = share if one.minutes > 0 else regained
                    kept[one.party] = kept.get(one.party, Fraction(0)) + lost
    return Taken(share, regained)


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
