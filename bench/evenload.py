"""Even load: seeded plans, how near to the bound the assignment comes, and after how many seconds.

A plan: units stand in fields of about a dozen; a line belongs to a field and fits 5 to 12 units, most of them in its
field; fields and units are loaded unevenly; a unit has 4 to 39 people, a line takes hours (lognormal, σ 0.6), all lines
together three quarters of all capacity, other work up to a tenth. Nine lines of ten have a unit today, chosen by habit
and not by capacity; one small line of sixteen is fixed, one of fifty excludes a unit, one of ten may have three units.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bench.figures import Figure
from qiantou.insight.load import solve
from qiantou.insight.load_terms import Instance, Line, Plan, Unit


@dataclass(frozen=True)
class Case:
    """`wanted`: at most so much above the bound, as a fraction, when `seconds` have passed."""

    lines: int
    units: int
    seconds: float
    wanted: float
    seeds: tuple[int, ...]
    outside: float = 0.2

    @property
    def name(self) -> str:
        return f"{self.lines:,} lines over {self.units} units, {self.outside:.0%} outside, {self.seconds:g} s"


FIVE, THREE = (1, 2, 3, 4, 5), (1, 2, 3)
CLOSED = 0.02  # harder: the fields hang together by few lines, and the fullest set of units is not all of them
CASES = (
    Case(500, 50, 1.0, 0.03, FIVE),
    Case(500, 50, 10.0, 0.01, FIVE),
    Case(10_000, 200, 30.0, 0.005, THREE),
    Case(500, 50, 1.0, 0.03, FIVE, CLOSED),
    Case(500, 50, 10.0, 0.01, FIVE, CLOSED),
    Case(10_000, 200, 30.0, 0.005, THREE, CLOSED),
)
HOURS = 1_760  # of a person's year
FIELD = 12  # units in a field, about
SMALL = 600  # hours: lines above are not fixed
FILLED = 0.75  # effort of all lines over all capacity


def instance(lines: int, units: int, seed: int, outside: float = 0.2) -> Instance:
    """A plan made by chance from the seed, the same each time. `outside`: how much of the fit lies in other fields."""
    chance = np.random.default_rng(seed)
    people = chance.integers(4, 40, units)
    field = chance.integers(0, max(1, units // FIELD), units)
    weight = np.bincount(field) * chance.lognormal(0, 0.35, field.max() + 1)
    effort = chance.lognormal(0, 0.6, lines)
    effort = np.maximum(1, (effort * (FILLED * HOURS * people.sum() / effort.sum())).astype(int))
    fields = chance.choice(len(weight), lines, p=weight / weight.sum())
    odds = [_odds(field == which, outside) for which in range(len(weight))]
    made = [_line(number, int(effort[number]), odds[fields[number]], chance) for number in range(lines)]
    busy = [int(HOURS * count * chance.uniform(0, 0.1)) for count in people]
    return Instance(
        tuple(Unit(_name(at), int(HOURS * count), busy[at]) for at, count in enumerate(people)), tuple(made), seed=seed
    )


def _odds(inside: np.ndarray, outside: float) -> np.ndarray:
    odds = np.where(inside, (1 - outside) / max(1, inside.sum()), outside / max(1, (~inside).sum()))
    return odds / odds.sum()


def _line(number: int, effort: int, odds: np.ndarray, chance: np.random.Generator) -> Line:
    count = int(chance.integers(5, 13))
    fitting = chance.choice(len(odds), min(count, int((odds > 0).sum())), replace=False, p=odds).tolist()
    habit = fitting[int(len(fitting) * chance.random() ** 2)]
    fixed = bool(chance.random() < 0.06) and effort < SMALL
    return Line(
        f"line-{number}",
        effort,
        now=(_name(habit),) if fixed or chance.random() < 0.9 else (),
        fixed=fixed,
        fit={_name(at): 2 if at == fitting[0] else 1 for at in fitting},
        excluded=frozenset({_name(fitting[-1])}) if chance.random() < 0.02 and fitting[-1] != habit else frozenset(),
        most=3 if chance.random() < 0.1 else None,
    )


def _name(at: int) -> str:
    return f"unit-{at}"


def run() -> Iterator[Figure]:
    for case in CASES:
        taken = []
        for seed in case.seeds:
            begun = time.perf_counter()
            asked = instance(case.lines, case.units, seed, case.outside)
            made = time.perf_counter()
            plan = solve(asked, seconds=case.seconds)
            taken.append((time.perf_counter() - made, plan))
            _tell(case, seed, made - begun, *taken[-1])
        note = f"seeds {', '.join(map(str, case.seeds))}"
        distances = tuple(100 * float(plan.distance) for _, plan in taken)
        yield Figure(
            "evenload", f"{case.name}: above the bound", "%", distances, 100 * case.wanted, at_most=True, note=note
        )
        seconds = tuple(seconds for seconds, _ in taken)
        yield Figure("evenload", f"{case.name}: time taken", "s", seconds, case.seconds, at_most=True, note=note)


def _tell(case: Case, seed: int, making: float, seconds: float, plan: Plan) -> None:
    shares = f"largest share {float(plan.before):.3f} today, {float(plan.value):.4f} planned, "
    proof = f"bound {float(plan.bound.value):.4f} by {len(plan.bound.units)} units, {plan.bound.lines} lines"
    print(
        f"  {case.name}, seed {seed}: made in {making:.2f} s, solved in {seconds:.2f} s, "
        f"{100 * float(plan.distance):.3f} % above the bound ({plan.ended}), {shares}{proof}, {len(plan.moved)} moved",
        file=sys.stderr,
    )


if __name__ == "__main__":
    for figure in run():
        print(figure.name, figure.samples, figure.holds)
