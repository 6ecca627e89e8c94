"""Who should lead: each candidate's reasons as shares of a scale, and the weighted mean. See docs/rules/lead.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from qiantou.insight.lead_terms import Candidate, Criterion, Gap, Reason, Yardstick
from qiantou.insight.wilson import wilson


def reasons_of(candidate: Candidate, yardstick: Yardstick) -> tuple[Reason, ...]:
    past = candidate.past
    is_enough = past is not None and past.n >= max(1, yardstick.least_n)
    on_time = _reason(Criterion.PAST, past.on_time if past else None, past.n if past else None)
    if past is not None and is_enough:
        on_time = replace(on_time, interval=wilson(past.on_time, past.n, yardstick.confidence))
    elif past is not None:
        on_time = replace(on_time, share=None, gap=Gap.TOO_FEW)
    return (
        _reason(Criterion.DUTY, candidate.duty_lines, candidate.lines),
        _reason(Criterion.STANDING, candidate.doers_below, candidate.doers),
        _reason(Criterion.FREE, candidate.free_days, yardstick.need_days),
        on_time,
    )


def _reason(criterion: Criterion, count: Fraction | int | None, whole: Fraction | int | None) -> Reason:
    told = (None if count is None else Fraction(count), None if whole is None else Fraction(whole))
    if told[0] is None or told[1] is None:
        return Reason(criterion, *told, None, Gap.NOT_KNOWN)
    if not told[1]:
        return Reason(criterion, *told, None, Gap.NONE_TO_COUNT)
    return Reason(criterion, *told, min(Fraction(1), max(Fraction(0), told[0] / told[1])))


def of(reasons: Iterable[Reason], criterion: Criterion) -> Reason:
    return next(reason for reason in reasons if reason.criterion is criterion)


def score_of(reasons: Iterable[Reason], compared: Sequence[Criterion], yardstick: Yardstick) -> Fraction | None:
    whole = sum(yardstick.weights[criterion] for criterion in compared)
    shares = {reason.criterion: reason.share or Fraction(0) for reason in reasons}
    return sum((yardstick.weights[c] * shares[c] for c in compared), Fraction(0)) / whole if whole else None
