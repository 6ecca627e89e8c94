"""Who should lead 谁来牵头: candidates in order with their reasons, and what would change the order. People decide.

Each criterion is a share between 0 and 1; the order follows the weighted mean of those that are known of every
candidate. What is not known of one is compared for none, so that a gap in the record moves nobody up or down.
Source: docs/rules/lead.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from qiantou.insight.lead_change import changes
from qiantou.insight.lead_score import of, reasons_of, score_of
from qiantou.insight.lead_terms import (
    YARDSTICK,
    Above,
    Advice,
    Candidate,
    Criterion,
    FirstNamed,
    Placed,
    Reason,
    Yardstick,
)


def advise(
    candidates: Iterable[Candidate],
    *,
    superiors: Mapping[str, Sequence[str]],
    first_named: str | None = None,
    yardstick: Yardstick = YARDSTICK,
) -> Advice:
    """The candidates in order. `superiors`: of each doer, the posts above it, nearest first. Names of units differ."""
    known = sorted(candidates, key=lambda candidate: candidate.unit)
    reasons = {candidate.unit: reasons_of(candidate, yardstick) for candidate in known}
    missing = {
        criterion: tuple(unit for unit, told in reasons.items() if of(told, criterion).share is None)
        for criterion in Criterion
    }
    missing = {criterion: units for criterion, units in missing.items() if units}
    compared = [criterion for criterion in Criterion if criterion not in missing and yardstick.weights[criterion]]
    placed = _placed(reasons, compared, yardstick)
    below = [candidate.doers_below for candidate in known]
    stands = any(candidate.doers and candidate.doers_below == candidate.doers for candidate in known)
    nobody = False if stands else (None if None in below or not known else True)
    return Advice(
        placed=placed,
        not_compared=missing,
        changes=tuple(changes(known, placed, compared, yardstick)),
        nobody_above=nobody,
        above=None if stands else lowest_above(superiors),
        first_named=_first_named(known, first_named, yardstick),
    )


def lowest_above(superiors: Mapping[str, Sequence[str]]) -> Above:
    """The lowest posts that stand above every doer; none where one doer's chain is not known or nothing is common."""
    unplaced = tuple(sorted(doer for doer, chain in superiors.items() if not chain))
    chains = list(superiors.values())
    common = set(chains[0]).intersection(*chains[1:]) if chains and not unplaced else set()
    height = {post: max(chain.index(post) for chain in chains) + 1 for post in common}
    lowest = min(height.values(), default=0)
    return Above(tuple(sorted(post for post, high in height.items() if high == lowest)), lowest, unplaced)


def _first_named(known: Iterable[Candidate], unit: str | None, yardstick: Yardstick) -> FirstNamed | None:
    for found in known:
        if found.unit == unit and found.duty_lines is not None and found.lines:
            is_few = Fraction(found.duty_lines, found.lines) < yardstick.few
            return FirstNamed(found.unit, found.duty_lines, found.lines, is_few)
    return None


def _placed(
    reasons: Mapping[str, tuple[Reason, ...]], compared: Sequence[Criterion], yardstick: Yardstick
) -> tuple[Placed, ...]:
    scores = {unit: score_of(told, compared, yardstick) for unit, told in reasons.items()}
    order = sorted(reasons, key=lambda unit: (-(scores[unit] or 0), unit))
    ranks = {unit: 1 + sum((scores[other] or 0) > (scores[unit] or 0) for other in order) for unit in order}
    return tuple(Placed(unit, ranks[unit], scores[unit], reasons[unit]) for unit in order)
