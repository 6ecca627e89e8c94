"""A further kind costs one row, its words and its tests: the loan of a hall, entered as data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qiantou.core.facts import EVENTS
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Clock, Phase, Policy, Silence, SilenceRow
from qiantou.core.listing import check
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Block,
    Counter,
    Decline,
    Deliver,
    Insist,
    Offer,
    Refer,
    Report,
    Return,
    Rule,
)  # fmt: skip
from qiantou.core.register import POLICIES, Listed
from qiantou.core.worktime import Limit, Unit
from tests.core.steps import OBSTACLE, WORK, Case
from tests.core.test_table import WORK_TABLE, move, spread
from tests.core.world import DEPUTY, LEAD, ROADS, WATER, listed

LOAN = Policy(
    kind="loan",
    clocks=(
        Clock(Phase.OFFERED, Limit(240, Unit.WORKING_MINUTES, "[default]")),
        Clock(Phase.COUNTERED, Limit(1, Unit.WORKING_DAYS, "[default]")),
        Clock(Phase.DELIVERED, Limit(2, Unit.CALENDAR_DAYS, "[default]")),
    ),
    silence=(
        SilenceRow(Phase.OFFERED, False, Silence.CLIMB),
        SilenceRow(Phase.COUNTERED, False, Silence.CLOSE),
        SilenceRow(Phase.DELIVERED, False, Silence.CONSENT),
    ),
    grounds=("hall-taken", "hall-closed"),
    work=Limit(2, Unit.WORKING_DAYS, "[default]"),
    rounds=1,
    receipt=False,
)
WORDS = {"loan": ("loan of a hall", "借用会场"), "hall-taken": ("the hall is taken", "会场已被预订"),
         "hall-closed": ("the hall is closed", "会场停用")}  # fmt: skip
ASK = Offer("loan", LEAD, ROADS, "the small hall on Friday")


def entered() -> Case:
    """The row as an entry of the register; nothing else in the program knows the kind."""
    case = Case()
    row = Listed(POLICIES, "loan", LOAN, date(2026, 1, 1), name=WORDS["loan"][1])
    check(row, case.town.register.at(case.town.now))
    case.town.listings.append(listed(POLICIES, "loan", row.value))
    return case.when(ASK, LEAD)


def built_in(monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.setitem(KINDS, "loan", LOAN)
    return Case().when(ASK, LEAD)


def at_phase(phase: Phase) -> Case:
    case = entered()
    match phase:
        case Phase.OFFERED:
            return case
        case Phase.COUNTERED:
            return case.when(Counter(None, "the large one"), ROADS)
        case Phase.DECLINED:
            return case.when(Decline("hall-taken", "a wedding"), ROADS)
        case Phase.DELIVERED:
            return case.when(Deliver("the key"), ROADS)
        case Phase.REFERRED:
            return case.when(Refer("why"), LEAD)
        case Phase.CLOSED:
            return case.when(Deliver("the key"), ROADS).when(AcceptDelivery(), LEAD)
    case.when(Accept(), ROADS)
    if phase is Phase.BLOCKED:
        case.when(Block("no key", to=WATER, fresh=OBSTACLE), ROADS).when(Accept(), WATER, on=OBSTACLE)
    return case


def rows() -> list[tuple[str, str, Phase, str]]:
    """The table of every work kind, but that a kind without receipt (签收) may be delivered at once."""
    heading, *lines = [line.split() for line in WORK_TABLE.strip().splitlines()]
    phases = [Phase(name) for name in heading[2:]]
    found = []
    for name, who, *cells in lines:
        for phase, cell in zip(phases, spread(cells), strict=True):
            at_once = (name, phase) == ("Deliver", Phase.OFFERED)
            found.append((name, who, phase, "delivered" if at_once else cell))
    return found


@pytest.mark.parametrize(("name", "who", "phase", "cell"), rows())
def test_the_whole_table_holds_for_the_new_kind(name: str, who: str, phase: Phase, cell: str) -> None:
    case = at_phase(phase)
    matter = case.matter()
    desk = {"asker": LEAD, "doer": ROADS, "arbiter": DEPUTY, "mover": matter.mover}[who]
    command = move(name, "task")
    if name == "Decline":
        command = replace(command, ground="hall-taken")  # type: ignore[type-var]
    if name == "Offer":
        command = ASK
    if name == "TakeBack" and phase is Phase.DELIVERED:
        cell = "offered"  # it was delivered straight from the offer
    if name == "Insist" and phase is Phase.COUNTERED:
        cell = "referred"  # one round only
    if cell in set(Phase):
        assert case.when(command, desk).matter().phase is Phase(cell)
    else:
        case.refused({"·": "wrong-phase", "closed!": "closed"}.get(cell, cell), command, desk)


def test_the_row_alone_decides_its_limits_and_its_silence() -> None:
    entered().at("2026-03-02 15:29").ticked().then("offered", ROADS)
    entered().at("2026-03-02 15:30").ticked().then("referred", DEPUTY)
    entered().when(Counter(None, "the large one"), ROADS).at("2026-03-04 00:00").ticked().then("closed", None)
    case = entered().when(Deliver("the key"), ROADS).at("2026-03-05 00:00").ticked().then("closed", None)
    assert case.matter().outcome == "consented"
    assert entered().when(Accept(), ROADS).due() == date(2026, 3, 4)


def test_as_a_row_of_the_box_it_goes_the_whole_loop_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    case = built_in(monkeypatch).when(Counter(None, "the large one"), ROADS).when(Insist("the small one"), LEAD)
    case.then("referred", DEPUTY).when(Rule(Phase.OFFERED, "see if you can"), DEPUTY).when(Accept(), ROADS)
    case.at("2026-03-03 09:00").when(Report("swept"), ROADS).when(Block("no key", to=WATER, fresh=OBSTACLE), ROADS)
    case.when(Accept(), WATER, on=OBSTACLE).then("blocked", WATER)
    case.at("2026-03-03 10:00").when(Deliver("a key"), WATER, on=OBSTACLE).when(AcceptDelivery(), ROADS, on=OBSTACLE)
    case.at("2026-03-04 10:00").when(Deliver("open"), ROADS).when(Return("no chairs"), LEAD).when(
        Deliver("chairs"), ROADS
    )
    case.when(AcceptDelivery(), LEAD).then("closed", None)
    states = [(span.state, span.holder) for span in case.town.spans(WORK)]
    assert states == [("underway", ROADS), ("blocked", WATER), ("underway", ROADS)]
    assert set(case.told()) <= {event.__name__ for event in EVENTS}


def test_every_code_of_the_row_has_its_words_in_both_languages() -> None:
    assert set(WORDS) == {LOAN.kind, *LOAN.grounds}
    assert all(english and chinese for english, chinese in WORDS.values())
