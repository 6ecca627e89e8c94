"""docs/rules/loop.md says what the code does: its tables are compared, its worked examples are played."""

from __future__ import annotations

import pytest

from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Phase, Policy, Silence
from qiantou.core.worktime import Limit
from tests.core.examples import RULES, Line, examples, play
from tests.core.test_table import ANSWER_TABLE, WORK_TABLE, spread

CLOCKED = (Phase.OFFERED, Phase.COUNTERED, Phase.DECLINED, Phase.DELIVERED, Phase.REFERRED)


def shown(limit: Limit | None) -> str:
    return "" if limit is None else f"{limit.amount} {limit.unit.value.replace('_', ' ')} {limit.basis}"


def table(heading: list[str], rows: list[list[str]]) -> str:
    rule = "|" + "---|" * len(heading)
    first, *rest = ["|" + "|".join(f" {cell} " if cell else " " for cell in line) + "|" for line in [heading, *rows]]
    return "\n".join([first, rule, *rest])


def moves_table(text: str) -> str:
    """The table of the tests in the words of the page."""
    heading, *rows = [line.split() for line in text.strip().splitlines()]
    return table(heading, [[name, who, *spread(cells)] for name, who, *cells in rows]).replace(
        "{other}", "offered or refused"
    )


def silence_table() -> str:
    """Every clock of every kind and what its end means, for a request and for an order."""
    rows = []
    for kind, policy in KINDS.items():
        for phase in CLOCKED:
            if policy.settles and phase is Phase.DELIVERED:
                continue
            request, order = (policy.meaning(phase, dispatch=dispatch) for dispatch in (False, True))
            told = request.value if request else ""
            if order is Silence.BIND:
                told += f"; an order: chaser, {shown(policy.chaser)}, then bind"
            elif order is not request and order is not None:
                told += f"; an order: {order.value}"
            rows.append([kind, phase.value, shown(policy.limit(phase)), told])
    return table(["kind", "phase", "time to answer", "silence"], rows)


def _to_object(policy: Policy) -> str:
    return f", who may object once it is agreed: {shown(policy.window)}" if policy.window is not None else ""


def kinds_table() -> str:
    """What else a row says."""
    rows = []
    for kind, policy in KINDS.items():
        flags = {"needs receipt": policy.receipt, "acceptance is the answer": policy.settles,
                 "only beside work": policy.beside, "may be blocked": policy.stoppable,
                 "a demand on a duty list": policy.demand, "needs a power": policy.by_power,
                 f"told to the arbiter{_to_object(policy)}": policy.overseen, "answered point by point": policy.pointed,
                 "delivered once opinions are in": policy.opinions,
                 "answered, never taken in hand": policy.replies, "rated by its caller": policy.call,
                 "asked of nobody below": policy.upward}  # fmt: skip
        rows.append([
            kind, shown(policy.work), str(policy.rounds), str(policy.returns), shown(policy.reopening),
            ", ".join(policy.grounds), ", ".join(name for name, holds in flags.items() if holds), policy.effect.value,
            ", ".join(policy.powers),
        ])  # fmt: skip
    heading = [
        "kind",
        "time for the work if no date",
        "rounds",
        "returns",
        "reopening",
        "grounds",
        "is",
        "its end does",
        "an order by",
    ]
    return table(heading, rows)


@pytest.mark.parametrize("text", [WORK_TABLE, ANSWER_TABLE], ids=["work", "answer"])
def test_the_moves_by_phase_are_those_the_tests_enumerate(text: str) -> None:
    assert moves_table(text) in RULES


def test_the_silence_table_is_the_table_of_kinds() -> None:
    assert silence_table() in RULES


def test_the_kinds_table_is_the_table_of_kinds() -> None:
    assert kinds_table() in RULES


@pytest.mark.parametrize("lines", examples().values(), ids=examples().keys())
def test_the_worked_example_runs(lines: list[Line]) -> None:
    assert len(lines) > 2
    play(lines)


def test_there_are_worked_examples() -> None:
    assert len(examples()) >= 12
