"""Who should lead: what would change the order. Found by trying, so that it is what the order itself would do.

Source: docs/rules/lead.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

from qiantou.insight.lead_score import of, reasons_of, score_of
from qiantou.insight.lead_terms import Candidate, Change, Criterion, Past, Placed, Yardstick


def changes(
    known: Iterable[Candidate], placed: Sequence[Placed], compared: Sequence[Criterion], yardstick: Yardstick
) -> list[Change]:
    """For each criterion compared, the least change that puts a runner-up alone in front, the smallest first.

    None where several share the first place.
    """
    leaders = [one for one in placed if one.rank == 1]
    runners = [one for one in placed if one.rank == 2]
    if len(leaders) != 1 or not runners or not compared:
        return []
    by_unit = {candidate.unit: candidate for candidate in known}

    def holds(change: Change) -> bool:
        changed = _with(by_unit[change.unit], change.criterion, change.after)
        told = {one.unit: one.reasons for one in placed} | {change.unit: reasons_of(changed, yardstick)}
        scores = {name: score_of(reasons, compared, yardstick) or Fraction(0) for name, reasons in told.items()}
        return all(scores[change.first] > score for name, score in scores.items() if name != change.first)

    found = []
    for runner in runners:
        for criterion in compared:
            rises, falls = _rises(runner, criterion), _falls(leaders[0], criterion, runner.unit)
            least = [next(filter(holds, steps), None) for steps in (rises, falls)]
            found += sorted((change for change in least if change is not None), key=lambda change: change.part)[:1]
    return sorted(found, key=lambda change: (change.part, change.first, change.criterion))


def _rises(runner: Placed, criterion: Criterion) -> Iterator[Change]:
    """Ever larger changes of the runner-up, up to the whole scale."""
    before, whole, step = _scale(runner, criterion)
    for count in range(1, ceil((whole - before) / step) + 1):
        yield Change(criterion, runner.unit, before, before + count * step, runner.unit, count * step / whole)


def _falls(leader: Placed, criterion: Criterion, first: str) -> Iterator[Change]:
    """Ever larger changes of the leader, down to nothing."""
    before, whole, step = _scale(leader, criterion)
    for count in range(1, int(before / step) + 1):
        yield Change(criterion, leader.unit, before, before - count * step, first, count * step / whole)


def _scale(one: Placed, criterion: Criterion) -> tuple[Fraction, Fraction, Fraction]:
    """What the candidate has, the whole, and the step: one, half a day for free days. Of a criterion compared."""
    reason = of(one.reasons, criterion)
    assert reason.count is not None
    assert reason.whole is not None
    return reason.count, reason.whole, Fraction(1, 2) if criterion is Criterion.FREE else Fraction(1)


def _with(candidate: Candidate, criterion: Criterion, count: Fraction) -> Candidate:
    match criterion:
        case Criterion.DUTY:
            return replace(candidate, duty_lines=int(count))
        case Criterion.STANDING:
            return replace(candidate, doers_below=int(count))
        case Criterion.FREE:
            return replace(candidate, free_days=count)
        case Criterion.PAST:
            return replace(candidate, past=Past(candidate.past.n if candidate.past else 0, int(count)))
