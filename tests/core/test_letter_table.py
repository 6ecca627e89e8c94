"""The table of the loop for the kinds beyond plain work: letters, signatures, meetings, proposals, means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.kernel import Desk
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Phase
from qiantou.core.mandate import Power
from qiantou.core.moves import (
    Accept,
    Amend,
    Basis,
    Block,
    Command,
    Counter,
    Decline,
    Deliver,
    Insist,
    Offer,
    Refer,
    Withdraw,
)  # fmt: skip
from qiantou.core.points import Disposal, Point
from qiantou.core.whistle import CLASSES
from tests.core.gating import REVIEWED
from tests.core.provoking import LENT, lent
from tests.core.steps import OBSTACLE, Case, task
from tests.core.test_table import ANSWER_TABLE, TABLES, WORK_TABLE, move, spread
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ROADS, TOWN, WATER

# A phase is where the move leads; a dot is the refusal "wrong-phase". No ground for declining is listed.
WORD_TABLE = """
move           who      offered    countered  referred   closed
Offer          asker    already-offered ×4
Accept         doer     closed     ·          ·          closed!
Counter        doer     countered  ·          ·          closed!
Decline        doer     ground-not-listed ·   ·          closed!
Amend          asker    ·          offered    ·          closed!
Insist         asker    ·          offered    ·          closed!
OfferTo        asker    ·          ·          ·          closed!
Drop           asker    ·          ·          ·          closed!
Report         doer     ·          ·          ·          closed!
Block          doer     ·          ·          ·          closed!
Deliver        doer     closed     ·          ·          closed!
Return         asker    ·          ·          ·          closed!
AcceptDelivery asker    ·          ·          ·          closed!
Refer          asker    referred   referred   already-referred closed!
Rule           arbiter  ·          ·          offered    closed!
PassUp         arbiter  ·          ·          referred   closed!
Withdraw       asker    closed     closed     closed     closed!
TakeBack       mover    nothing-to-take-back offered offered closed!
Reopen         doer     not-bound-by-silence ×3 closed!
Chase          asker    offered    chases-itself referred closed!
Lift           arbiter  no-ladder-to-lift ×3 closed!
Remark         asker    ·          ·          ·          closed
Confirm        doer     not-recorded-for-another ×4
Contest        doer     not-recorded-for-another ×4
"""
DELIVERS = "Deliver        doer     closed "
LETTER_TABLE = WORD_TABLE.replace(DELIVERS, "Deliver        doer     ·      ")
SIGNATURE_TABLE = "\n".join(
    " ".join(cells[:3] + cells[4:]) if len(cells) == 6 else " ".join(cells).replace("×4", "×3").replace("×3 c", "×2 c")
    for cells in (line.split() for line in LETTER_TABLE.replace("countered  ·", "referred   ·").strip().splitlines())
)
ONE_ROUND = ("Insist         asker    ·          offered  ", "Insist         asker    ·          referred ")
MEETING_TABLE = ANSWER_TABLE.format(other="offered").replace(*ONE_ROUND)
STEADY_TABLE = WORK_TABLE.replace(
    "Block          doer     ·          ·          ·          underway   blocked ",
    "Block          doer     ·          ·          ·          cannot-be-blocked × ",
).replace("cannot-be-blocked × ", "cannot-be-blocked cannot-be-blocked ")
PASSING_TABLE = MEETING_TABLE.replace(
    "Accept         doer     closed ", "Accept         doer     referred "
)  # and then a day
CALL_TABLE = WORK_TABLE.replace(
    "Insist         asker    ·          offered ", "Insist         asker    ·          referred "
).replace(
    "AcceptDelivery asker    ·          ·          ·          ·          ·          closed ",
    "AcceptDelivery asker    ·          ·          ·          ·          ·          rate-the-call ",
)
LETTERS = {
    "word": WORD_TABLE, "options": WORD_TABLE, "consultation": LETTER_TABLE, "signature": SIGNATURE_TABLE,
    "meeting": MEETING_TABLE, "proposal": MEETING_TABLE, "passing": PASSING_TABLE,
    **dict.fromkeys(CLASSES, CALL_TABLE), "data": WORK_TABLE, "means": WORK_TABLE, "duty-change": STEADY_TABLE,
}  # fmt: skip
UNREACHED = {"duty-change": {Phase.BLOCKED}}
DAY = date(2026, 3, 27)
SIDES_MAY = ("Refer", "Remark", "Chase")
BY_THE_LADDER = {"decision", "explanation"}
"""Told in test_ladder."""
OF_THEIR_OWN = {
    "guidance", "precedence", "supervision", "contest", "amending", "assessing", "exemption", "clearing", *REVIEWED,
}  # fmt: skip
"""Told in tests of their own, and in test_offered_moves."""


def told(name: str, kind: str) -> Command:
    """A well-formed move of the class for a matter of the kind."""
    if kind == "consultation":
        pointed: dict[str, Command] = {
            "Counter": Counter(None, "", (Point("L001", reason="too early"),)),
            "Amend": Amend(None, "", (Disposal(1, "partly", "half of it"),)),
            "Insist": Insist("as it is", (Disposal(1, "not", "no other day"),)),
        }
        if name in pointed:
            return pointed[name]
    if name == "Decline":
        return Decline((*KINDS[kind].grounds, "no-means")[-1 if not KINDS[kind].grounds else -2], "as said")
    if name == "Offer":
        return task(kind=kind)
    return move(name, kind if KINDS[kind].grounds else "task")


def reached(phase: Phase, kind: str) -> Case:
    basis = Basis("mandate", mandate="g:one", powers=("budget",)) if kind == "proposal" else Basis("request")
    case = lent(replace(LENT, powers=(Power.BUDGET,)))
    about = ("v1", "L001") if kind in ("consultation", "signature") else ()
    case.when(Offer(kind, LEAD, ROADS, "as said", due=date(2026, 3, 20), basis=basis, joint=JOINT, about=about), LEAD)
    steps: dict[Phase, tuple[tuple[Command, Desk], ...]] = {
        Phase.OFFERED: (),
        Phase.COUNTERED: ((told("Counter", kind), ROADS),),
        Phase.DECLINED: ((told("Decline", kind), ROADS),),
        Phase.UNDERWAY: ((Accept(), ROADS),),
        Phase.BLOCKED: ((Accept(), ROADS), (Block("no key", to=WATER, fresh=OBSTACLE), ROADS)),
        Phase.DELIVERED: ((Accept(), ROADS), (Deliver("done"), ROADS)),
        Phase.REFERRED: ((Refer("we cannot agree"), LEAD),),
        Phase.CLOSED: ((Withdraw("no longer wanted"), LEAD),),
    }
    for command, desk in steps[phase]:
        case.when(command, desk)
    if phase is Phase.BLOCKED:
        case.when(Accept(), WATER, on=OBSTACLE)
    assert case.matter().phase is phase
    return case


def cells() -> list[tuple[str, str, str, Phase, str]]:
    """Kind, move, who, phase and what is expected, for every reachable cell of every table."""
    found = []
    for kind, table in LETTERS.items():
        heading, *rows = [line.split() for line in table.strip().splitlines()]
        phases = [Phase(name) for name in heading[2:]]
        for name, who, *expected in rows:
            for phase, cell in zip(phases, spread(expected), strict=True):
                if phase not in UNREACHED.get(kind, ()):
                    found.append((kind, name, who, phase, cell))
    return found


def who_moves(who: str, case: Case) -> Desk | None:
    matter = case.matter()
    desks = {"asker": matter.asker, "doer": matter.doer, "arbiter": matter.arbiter or DEPUTY, "mover": matter.mover}
    return desks[who]


@pytest.mark.parametrize("kind", LETTERS)
def test_every_move_in_every_phase(kind: str) -> None:
    for own, name, who, phase, cell in cells():
        if own != kind:
            continue
        case = reached(phase, kind)
        command, desk = told(name, kind), who_moves(who, case)
        if cell in set(Phase):
            assert case.when(command, desk).matter().phase is Phase(cell), (name, phase)
        else:
            case.refused({"·": "wrong-phase", "closed!": "closed"}.get(cell, cell), command, desk)


@pytest.mark.parametrize("kind", LETTERS)
def test_nobody_else_may_make_the_move(kind: str) -> None:
    for own, name, who, phase, cell in cells():
        if own != kind or cell not in set(Phase):
            continue
        case = reached(phase, kind)
        matter = case.matter()
        either = {matter.asker, matter.doer} if name in SIDES_MAY else {who_moves(who, case)}
        if name == "Refer" and KINDS[kind].overseen:
            either |= {DEPUTY, HEAD}  # told of it, and may take it up
        code = "not-a-party" if name in SIDES_MAY else "not-yours"
        for desk in {matter.asker, matter.doer, DEPUTY, HEAD, GOV, TOWN} - either:
            case.refused(code, told(name, kind), desk)


def test_the_tables_name_every_kind() -> None:
    assert set(LETTERS) | set(TABLES) | BY_THE_LADDER | OF_THEIR_OWN == set(KINDS)
    assert not set(LETTERS) & set(TABLES)
