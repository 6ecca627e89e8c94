"""The table of the loop: every move in every phase, for every kind, allowed or refused with which code."""

from __future__ import annotations

from datetime import date

import pytest

from qiantou.core.kernel import Desk
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Phase
from qiantou.core.moves import (
    MOVES,
    Accept,
    AcceptDelivery,
    Amend,
    Block,
    Chase,
    Command,
    Confirm,
    Contest,
    Counter,
    Decline,
    Deliver,
    Drop,
    Insist,
    Lift,
    OfferTo,
    PassUp,
    Refer,
    Remark,
    Reopen,
    Report,
    Return,
    Rule,
    TakeBack,
    Withdraw,
)  # fmt: skip
from tests.core.steps import OTHER, Case, Stream, dispute, reached, task, variation
from tests.core.world import DEPUTY, GOV, HEAD, TOWN

# A phase is where the move leads; a dot is the refusal "wrong-phase".
WORK_TABLE = """
move           who      offered    countered  declined   underway   blocked    delivered  referred   closed
Offer          asker    already-offered ×8
Accept         doer     underway   ·          ·          ·          ·          ·          ·          closed!
Counter        doer     countered  ·          ·          ·          ·          ·          ·          closed!
Decline        doer     declined   ·          ·          ·          ·          ·          ·          closed!
Amend          asker    ·          offered    ·          ·          ·          ·          ·          closed!
Insist         asker    ·          offered    ·          ·          ·          ·          ·          closed!
OfferTo        asker    ·          ·          offered    ·          ·          ·          ·          closed!
Drop           asker    ·          ·          closed     ·          ·          ·          ·          closed!
Report         doer     ·          ·          ·          underway   ·          ·          ·          closed!
Block          doer     ·          ·          ·          underway   blocked    ·          ·          closed!
Deliver        doer     ·          ·          ·          delivered  ·          ·          ·          closed!
Return         asker    ·          ·          ·          ·          ·          underway   ·          closed!
AcceptDelivery asker    ·          ·          ·          ·          ·          closed     ·          closed!
Refer          asker    referred   referred   referred   referred   referred   referred   already-referred closed!
Rule           arbiter  ·          ·          ·          ·          ·          ·          offered    closed!
PassUp         arbiter  ·          ·          ·          ·          ·          ·          referred   closed!
Withdraw       asker    closed     closed     closed     closed     closed     closed     closed     closed!
TakeBack       mover    nothing-to-take-back offered offered offered nothing-to-take-back underway offered closed!
Reopen         doer     not-bound-by-silence ×7 closed!
Chase          asker    offered    chases-itself ×2 underway blocked-not-late chases-itself referred closed!
Lift           arbiter  no-ladder-to-lift ×7 closed!
Remark         asker    ·          ·          ·          ·          ·          ·          ·          closed
Confirm        doer     not-recorded-for-another ×8
Contest        doer     not-recorded-for-another ×8
"""

# Kinds whose acceptance is the answer never come to be underway, blocked or delivered.
ANSWER_TABLE = """
move           who      offered    countered  declined   referred   closed
Offer          asker    already-offered ×5
Accept         doer     closed     ·          ·          ·          closed!
Counter        doer     countered  ·          ·          ·          closed!
Decline        doer     declined   ·          ·          ·          closed!
Amend          asker    ·          offered    ·          ·          closed!
Insist         asker    ·          offered    ·          ·          closed!
OfferTo        asker    ·          ·          {other}    ·          closed!
Drop           asker    ·          ·          closed     ·          closed!
Report         doer     ·          ·          ·          ·          closed!
Block          doer     ·          ·          ·          ·          closed!
Deliver        doer     ·          ·          ·          ·          closed!
Return         asker    ·          ·          ·          ·          closed!
AcceptDelivery asker    ·          ·          ·          ·          closed!
Refer          asker    referred   referred   referred   already-referred closed!
Rule           arbiter  ·          ·          ·          offered    closed!
PassUp         arbiter  ·          ·          ·          referred   closed!
Withdraw       asker    closed     closed     closed     closed     closed!
TakeBack       mover    nothing-to-take-back offered offered offered closed!
Reopen         doer     not-bound-by-silence ×4 closed!
Chase          asker    offered    chases-itself ×2 referred closed!
Lift           arbiter  no-ladder-to-lift ×4 closed!
Remark         asker    ·          ·          ·          ·          closed
Confirm        doer     not-recorded-for-another ×5
Contest        doer     not-recorded-for-another ×5
"""

TABLES = {
    "task": WORK_TABLE,
    "obstacle": WORK_TABLE,
    "variation": ANSWER_TABLE.format(other="ask-the-asker"),
    "dispute": ANSWER_TABLE.format(other="offered"),
}


def move(name: str, kind: str) -> Command:
    """A well-formed move of the class."""
    ground = KINDS[kind].grounds[-1]
    wellformed: dict[str, Command] = {
        "Offer": {"variation": variation(), "dispute": dispute()}.get(kind, task(kind=kind)),
        "Accept": Accept(), "Counter": Counter(date(2026, 3, 27), "a week more"),
        "Decline": Decline(ground, "as said"), "Amend": Amend(date(2026, 3, 25)), "Insist": Insist("it must be"),
        "OfferTo": OfferTo(TOWN), "Drop": Drop("not worth it"), "Report": Report("half done"),
        "Block": Block("no stone", to=TOWN, fresh=OTHER), "Deliver": Deliver("done"),
        "Return": Return("a part is missing"), "AcceptDelivery": AcceptDelivery(), "Refer": Refer("no way on"),
        "Rule": Rule(Phase.OFFERED, "ask again"), "PassUp": PassUp("beyond me"), "Withdraw": Withdraw("over"),
        "TakeBack": TakeBack(), "Reopen": Reopen("we were flooded"),
        "Chase": Chase("how far is it?"), "Lift": Lift("let it rest"), "Remark": Remark("thank you"),
        "Confirm": Confirm(1), "Contest": Contest(1, "not so"),
    }  # fmt: skip
    return wellformed[name]


def cells() -> list[tuple[str, str, str, Phase, str]]:
    """Kind, move, who, phase and what is expected, for every cell of every table."""
    found = []
    for kind, table in TABLES.items():
        heading, *rows = [line.split() for line in table.strip().splitlines()]
        phases = [Phase(name) for name in heading[2:]]
        for name, who, *expected in rows:
            for phase, cell in zip(phases, spread(expected), strict=True):
                found.append((kind, name, who, phase, cell))
    return found


def spread(cells: list[str]) -> list[str]:
    """Cells with "×n" after one written out n times."""
    out: list[str] = []
    for cell in cells:
        out.extend([out[-1]] * (int(cell[1:]) - 1) if cell.startswith("×") else [cell])
    return out


def desk_of(who: str, case: Case, on: Stream) -> Desk | None:
    matter = case.matter(on)
    desks = {"asker": matter.asker, "doer": matter.doer, "arbiter": matter.arbiter or DEPUTY, "mover": matter.mover}
    return desks[who]


@pytest.mark.parametrize(("kind", "name", "who", "phase", "cell"), cells())
def test_every_move_in_every_phase(kind: str, name: str, who: str, phase: Phase, cell: str) -> None:
    case, on = reached(phase, kind)
    command, desk = move(name, kind), desk_of(who, case, on)
    if cell in set(Phase):
        assert case.when(command, desk, on).matter(on).phase is Phase(cell)
    else:
        case.refused({"·": "wrong-phase", "closed!": "closed"}.get(cell, cell), command, desk, on)


@pytest.mark.parametrize(("kind", "name", "who", "phase", "cell"), [cell for cell in cells() if cell[4] in set(Phase)])
def test_nobody_else_may_make_the_move(kind: str, name: str, who: str, phase: Phase, cell: str) -> None:
    case, on = reached(phase, kind)
    matter = case.matter(on)
    either = {matter.asker, matter.doer} if name in ("Refer", "Remark", "Chase") else {desk_of(who, case, on)}
    for desk in {matter.asker, matter.doer, DEPUTY, HEAD, GOV, TOWN} - either:
        case.refused("not-a-party" if len(either) == 2 else "not-yours", move(name, kind), desk, on)
    case.refused("not-a-party" if len(either) == 2 else "not-yours", move(name, kind), None, on)


def test_the_tables_name_every_kind_move_and_phase() -> None:
    seen = cells()
    assert {kind for kind, *_ in seen} == set(TABLES)
    for kind in TABLES:
        policy = KINDS[kind]
        moves = {name for row_kind, name, *_ in seen if row_kind == kind}
        phases = {phase for row_kind, _, _, phase, _ in seen if row_kind == kind}
        assert moves == {cls.__name__ for cls in MOVES}
        never = {Phase.UNDERWAY, Phase.BLOCKED, Phase.DELIVERED} if policy.settles else set()
        assert phases == set(Phase) - never


@pytest.mark.parametrize("kind", [kind for kind in TABLES if not KINDS[kind].settles])
@pytest.mark.parametrize("outcome", [Phase.OFFERED, Phase.UNDERWAY, Phase.DELIVERED, Phase.CLOSED])
def test_a_ruling_leads_to_each_of_four_phases(kind: str, outcome: Phase) -> None:
    case, on = reached(Phase.DELIVERED, kind)
    case.when(Refer("it is good as it is"), case.matter(on).doer, on)
    assert case.when(Rule(outcome, "so be it"), DEPUTY, on).matter(on).phase is outcome


def test_either_side_may_refer_in_every_open_phase() -> None:
    for phase in set(Phase) - {Phase.CLOSED, Phase.REFERRED}:
        case, on = reached(phase, "task")
        case.when(Refer("help"), case.matter(on).doer, on).then("referred", DEPUTY, on)
        assert case.matter(on).left is phase
