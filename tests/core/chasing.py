"""How each refusal of the ladder and of chasing comes about: code → the move that meets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from qiantou.core.kernel import Stream
from qiantou.core.kinds import EXPLANATION, Phase
from qiantou.core.moves import Accept, Chase, Lift, Offer, Rule, Withdraw
from tests.core.steps import OTHER, SIDE, WORK, Case, blocked, dispute, given, underway, variation
from tests.core.world import DEPUTY, LEAD, ROADS


def reason() -> Offer:
    return Offer(EXPLANATION, ROADS, LEAD, "the flood", parent=WORK, beside=True)


def sheeted() -> tuple[Case, Stream]:
    """A work whose ladder has come to its last rung, and the sheet beside it."""
    case = underway()
    for day in ("2026-03-23 09:00", "2026-03-30 09:00", "2026-04-06 09:00"):
        case.at(day).ticked()
    return case, next(name for name in case.town.streams() if case.matter(name).kind == "decision")


def on_the_sheet(command: Rule | Withdraw) -> Callable[[], object]:
    def move() -> object:
        case, sheet = sheeted()
        return case.when(command, DEPUTY if isinstance(command, Rule) else LEAD, on=sheet)

    return move


CHASING: dict[str, Callable[[], object]] = {
    "opened-by-rule": on_the_sheet(Withdraw("why")),
    "decides-day-or-doer": on_the_sheet(Rule(Phase.CLOSED, "get on with it")),
    "nothing-to-explain": lambda: underway().when(reason(), ROADS, on=SIDE),
    "was-excused": lambda: (
        underway().at("2026-03-24 09:00").when(reason(), ROADS, on=SIDE).when(Accept(), LEAD, on=SIDE)
        .when(Chase("x"), LEAD)
    ),
    "disputed-before": lambda: (
        underway().when(dispute(), ROADS, on=SIDE).when(Withdraw("let it be"), ROADS, on=SIDE)
        .when(dispute(), ROADS, on=OTHER)
    ),
    "day-has-passed": on_the_sheet(Rule(Phase.CLOSED, "at once", due=date(2026, 3, 2))),
    "chases-itself": lambda: underway().when(Chase("x"), ROADS),
    "blocked-not-late": lambda: blocked().when(Chase("x"), LEAD),
    "awaits-an-answer": lambda: underway().when(variation(), ROADS, on=SIDE).when(Chase("x"), LEAD),
    "chased-just-now": lambda: given().when(Chase("x"), LEAD).when(Chase("x"), LEAD),
    "chased-enough": lambda: (
        underway().when(Chase("x"), LEAD).at("2026-03-05 09:00").when(Chase("x"), LEAD)
        .at("2026-03-10 09:00").when(Chase("x"), LEAD).at("2026-03-13 09:00").when(Chase("x"), LEAD)
    ),
    "no-ladder-to-lift": lambda: underway().when(Lift("why"), DEPUTY),
}  # fmt: skip
