"""Options 备选方案: who gains and who loses under each, which are dominated, which has the smallest worst regret.

A grade says how an option is for one unit under one criterion against today: −2 much worse, −1 worse, 0 as today,
1 better, 2 much better. A grade not given is not known: it is never read as 0, and never decides anything.
Source: docs/rules/options.md, whose worked examples the tests run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

LEAST, MOST = -2, 2

Key = tuple[str, str, str]
"""A unit, an option, a criterion."""


@dataclass(frozen=True)
class Question:
    """What was asked and answered. `weights`: of the criteria, none negative; a criterion not named counts 1."""

    options: Sequence[str]
    criteria: Sequence[str]
    units: Sequence[str]
    grades: Mapping[Key, int]
    weights: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises ValueError for a grade out of range or for no one asked, a negative weight, or none above 0."""
        asked = set(product(self.units, self.options, self.criteria))
        wrong = [key for key, grade in self.grades.items() if key not in asked or not LEAST <= grade <= MOST]
        weights = [self.weights.get(criterion, 1) for criterion in self.criteria]
        if wrong or min(weights, default=0) < 0 or (weights and not any(weights)):
            raise ValueError(f"grades {wrong}, weights {weights}")


@dataclass(frozen=True)
class Outcome:
    """One option. `scores`: for each unit whose grades are complete, the weighted mean grade: above 0 it gains against
    today, under 0 it loses; `against_mean`: the same less its mean over all options, where it graded them all.

    `dominated_by`: options at least as good for every unit under every criterion, and better in one place.
    `regret`: of each unit that graded all, what it would have more under the option it likes best; `worst` of them.
    """

    option: str
    scores: Mapping[str, Fraction]
    gains: tuple[str, ...]
    loses: tuple[str, ...]
    unchanged: tuple[str, ...]
    unknown: tuple[str, ...]
    against_mean: Mapping[str, Fraction]
    dominated_by: tuple[str, ...]
    regret: Mapping[str, Fraction]
    worst: Fraction | None


@dataclass(frozen=True)
class Comparison:
    """`smallest`: the options whose worst regret is smallest, all of them where several tie. `left_out`: units that
    have not graded everything, so that regret was counted without them; `missing`: what they have not said."""

    outcomes: tuple[Outcome, ...]
    smallest: tuple[str, ...]
    left_out: tuple[str, ...]
    missing: tuple[Key, ...]


def compare(question: Question) -> Comparison:
    """The options side by side, in the order asked."""
    scores = {(unit, option): _score(question, unit, option) for unit in question.units for option in question.options}
    complete = [unit for unit in question.units if all(scores[unit, option] is not None for option in question.options)]
    outcomes = tuple(_outcome(question, option, scores, complete) for option in question.options)
    worst = [outcome.worst for outcome in outcomes if outcome.worst is not None]
    return Comparison(
        outcomes,
        smallest=tuple(outcome.option for outcome in outcomes if worst and outcome.worst == min(worst)),
        left_out=tuple(unit for unit in question.units if unit not in complete),
        missing=tuple(
            key for key in product(question.units, question.options, question.criteria) if key not in question.grades
        ),
    )


Scores = Mapping[tuple[str, str], Fraction | None]


def _score(question: Question, unit: str, option: str) -> Fraction | None:
    grades = [question.grades.get((unit, option, criterion)) for criterion in question.criteria]
    weights = [question.weights.get(criterion, 1) for criterion in question.criteria]
    if not grades or None in grades:
        return None
    told = sum(grade * weight for grade, weight in zip(grades, weights, strict=True) if grade is not None)
    return Fraction(told, sum(weights))


def _outcome(question: Question, option: str, scores: Scores, complete: Sequence[str]) -> Outcome:
    mine = {unit: score for unit in question.units if (score := scores[unit, option]) is not None}
    all_of = {unit: [score for other in question.options if (score := scores[unit, other]) is not None]
              for unit in complete}  # fmt: skip
    regret = {unit: max(all_of[unit]) - mine[unit] for unit in complete}
    return Outcome(
        option,
        scores=mine,
        gains=tuple(unit for unit, score in mine.items() if score > 0),
        loses=tuple(unit for unit, score in mine.items() if score < 0),
        unchanged=tuple(unit for unit, score in mine.items() if score == 0),
        unknown=tuple(unit for unit in question.units if unit not in mine),
        against_mean={unit: mine[unit] - sum(all_of[unit], Fraction(0)) / len(all_of[unit]) for unit in complete},
        dominated_by=tuple(other for other in question.options if _dominates(question, other, option)),
        regret=regret,
        worst=max(regret.values(), default=None),
    )


def _dominates(question: Question, one: str, other: str) -> bool:
    """Whether `one` is at least as good in every place, and better in one; an unknown grade decides against."""
    pairs = [
        (question.grades.get((unit, one, criterion)), question.grades.get((unit, other, criterion)))
        for unit, criterion in product(question.units, question.criteria)
    ]
    known = [(a, b) for a, b in pairs if a is not None and b is not None]
    return len(known) == len(pairs) and all(a >= b for a, b in known) and any(a > b for a, b in known)
