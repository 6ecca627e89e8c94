"""What rests on an end that falls: the worked examples of docs/rules/undone.md, and that nothing else goes with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.kinds import EXPLANATION, Phase
from qiantou.core.light import light
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Block,
    Confirm,
    Contest,
    Counter,
    Decline,
    Deliver,
    Offer,
    Refer,
    Rule,
    TakeBack,
    Withdraw,
)
from tests.core.examples import DESKS
from tests.core.steps import DUE, OBSTACLE, OTHER, SIDE, WORK, Case, dispute, order, recorded, task, variation
from tests.core.test_ladder import climb, rungs
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ROADS, TOWN, WATER
from tests.insight.test_bulletin import drawn

PAGE = (Path(__file__).parents[2] / "docs" / "rules" / "undone.md").read_text(encoding="utf-8")
PIPE = Stream("pipe")
NAMES = {desk: name for name, desk in DESKS.items()}
AGAINST = Rule(Phase.CLOSED, "I never said so", granted=False)


def on(text: str) -> date:
    month, day = text.split("-")
    return date(2026, int(month), int(day))


def begun() -> Case:
    """ROADS has a work of LEAD's and one of WATER's in hand."""
    case = Case().when(order(), LEAD).when(Accept(), ROADS)
    return case.when(task(asker=WATER, due=date(2026, 3, 18)), WATER, on=PIPE).when(Accept(), ROADS, on=PIPE)


def entered(desk: Desk, by: Desk) -> Actor:
    return recorded(desk, by, scan="note")


def aside(case: Case) -> Stream:
    """The matter the example is about: what was opened last beside a work."""
    return next(name for name in reversed(case.town.streams()) if case.matter(name).beside)


def last(case: Case) -> int:
    return next(iter(case.matter(aside(case)).unconfirmed))


def stopped(case: Case) -> Case:
    case.when(Block("no stone", to=WATER, fresh=OBSTACLE), ROADS)
    return case.when(Accept(), WATER, on=OBSTACLE)


FIRST = Offer("precedence", ROADS, WATER, "both by March", parent=WORK, beside=True, about=(WORK, PIPE))
REASON = Offer(EXPLANATION, ROADS, LEAD, "the flood", parent=WORK, beside=True, joint=JOINT)
MOVES: dict[str, Callable[..., object]] = {
    r"ROADS asks for more time, (\S+)": lambda c, day: c.when(variation(due=on(day), joint=JOINT), ROADS, SIDE),
    r"LEAD refers the side": lambda c: c.when(Refer("too long"), LEAD, aside(c)),
    r"GOV enters that DEPUTY grants (\d\S+)": lambda c, day: c.when(
        Rule(Phase.CLOSED, "so be it", on(day)), entered(DEPUTY, GOV), aside(c)
    ),
    r"GOV enters that DEPUTY grants it": lambda c: c.when(
        Rule(Phase.CLOSED, "so be it"), entered(DEPUTY, GOV), aside(c)
    ),
    r"GOV enters that DEPUTY gives it to WATER by (\S+)": lambda c, day: c.when(
        Rule(Phase.CLOSED, "let them", on(day), WATER), entered(DEPUTY, GOV), aside(c)
    ),
    r"GOV enters that DEPUTY puts work first, pipe by (\S+)": lambda c, day: c.when(
        Rule(Phase.CLOSED, "the road", on(day), first=WORK), entered(DEPUTY, GOV), aside(c)
    ),
    r"DEPUTY puts pipe first, work by (\S+)": lambda c, day: c.when(
        Rule(Phase.CLOSED, "the water", on(day), first=PIPE), DEPUTY, aside(c)
    ),
    r"ROADS enters that (\w+) agrees": lambda c, who: c.when(Accept(), recorded(DESKS[who], ROADS), aside(c)),
    r"(\w+) contests it": lambda c, who: c.when(Contest(last(c), "never"), DESKS[who], aside(c)),
    r"(\w+) confirms it": lambda c, who: c.when(Confirm(last(c)), DESKS[who], aside(c)),
    r"DEPUTY refuses": lambda c: c.when(AGAINST, DEPUTY, aside(c)),
    r"ROADS is stopped by WATER": stopped,
    r"WATER has cured it": lambda c: c.when(Deliver("here"), WATER, OBSTACLE).when(AcceptDelivery(), ROADS, OBSTACLE),
    r"WATER delivers": lambda c: c.when(Deliver("here"), WATER, OBSTACLE),
    r"LEAD enters that ROADS took it": lambda c: c.when(AcceptDelivery(), recorded(ROADS, LEAD), OBSTACLE),
    r"DEPUTY sends it back to WATER": lambda c: c.when(Rule(Phase.UNDERWAY, "cure it"), DEPUTY, OBSTACLE),
    r"ROADS gives its reason": lambda c: c.when(REASON, ROADS, SIDE),
    r"LEAD does not accept it": lambda c: c.when(Decline("within-its-power", "no flood"), LEAD, SIDE),
    r"the ladder comes to its sheet": lambda c: climb(c, "2026-04-06 09:00"),
    r"WATER accepts": lambda c: c.when(Accept(), WATER),
    r"ROADS asks which first": lambda c: c.when(FIRST, ROADS, SIDE),
    r"ROADS says it is WATER's": lambda c: c.when(dispute(joint=JOINT), ROADS, SIDE),
}


def examples() -> list[tuple[str, list[list[str]]]]:
    found = []
    for part in PAGE.split("\n### ")[1:]:
        rows = re.findall(r"^\| (\d\d-\d\d) \|(.*)\|$", part, re.MULTILINE)
        found.append((part.split("\n")[0], [[day, *(c.strip() for c in cells.split("|"))] for day, cells in rows]))
    return found


@pytest.mark.parametrize(("title", "rows"), examples())
def test_the_worked_example_runs(title: str, rows: list[list[str]]) -> None:
    played(title, rows)


def played(title: str, rows: list[list[str]]) -> Case:
    """Every row in turn: what is said there, then how the work stands."""
    case = begun()
    for day, said, of, *expected in rows:
        if not said.startswith("the ladder"):
            case.at(f"2026-{day} 09:00")
        if said:
            pattern, move = next((one, move) for one, move in MOVES.items() if re.fullmatch(one, said))
            found = re.fullmatch(pattern, said)
            assert found
            move(case, *found.groups())
        assert shown(case, Stream(of)) == expected, (title, day, said)
    return case


def shown(case: Case, work: Stream) -> list[str]:
    matter, due = case.matter(work), case.due(work)
    found = light(matter, case.town.register.at(case.town.now), case.town.now)
    return [matter.phase.value, NAMES[matter.doer], due.strftime("%m-%d") if due else "", found.light.value]


def granted_falsely(**terms: object) -> Case:
    """ROADS asked for more time, and the office entered that the leader grants it until 30 April."""
    case = begun().at("2026-03-10 09:00").when(variation(joint=JOINT, **terms), ROADS, SIDE)
    case.when(Refer("too long"), LEAD, SIDE)
    return case.when(Rule(Phase.CLOSED, "so be it", on("04-30")), entered(DEPUTY, GOV), SIDE)


def contested(case: Case) -> Case:
    return case.when(Contest(last(case), "never"), DEPUTY, aside(case))


def test_a_bulletin_leaves_it_out_and_counts_it_once_confirmed() -> None:
    case = granted_falsely()
    assert (left_out(case), left_out(contested(case))) == (2, 2)  # the work, and what stands beside it
    assert left_out(case.when(Rule(Phase.CLOSED, "yes, until then", on("04-30")), DEPUTY, SIDE)) == 0
    case = granted_falsely()
    assert left_out(case.when(Confirm(last(case)), DEPUTY, SIDE)) == 0


def left_out(case: Case) -> int:
    case.town.later(minutes=1)
    return drawn(case, on("03-09"), on("03-10")).left_out


def test_the_ladder_counts_from_the_day_on_which_the_grant_fell() -> None:
    case = contested(granted_falsely()).at("2026-04-01 09:00").when(AGAINST, HEAD, SIDE)
    assert [told[:2] for told in rungs(climb(case, "2026-04-10 12:00"))] == [
        ("04-02", "chaser"), ("04-09", "bulletin"),
    ]  # fmt: skip


def test_decided_with_other_terms_it_is_judged_as_if_it_had_not_been_granted() -> None:
    case = contested(granted_falsely()).when(Rule(Phase.CLOSED, "a week", on("03-27")), DEPUTY, SIDE)
    assert (case.due(), case.told()[-2:]) == (on("03-27"), ["Undone", "Varied"])
    case = contested(granted_falsely()).when(Rule(Phase.CLOSED, "as you asked"), DEPUTY, SIDE)
    assert case.due() == on("04-03")  # what ROADS asked for, not what nobody had said
    handed = begun().when(variation(due=None, new_doer=TOWN, joint=JOINT), ROADS, SIDE)
    handed.when(Accept(), recorded(LEAD, ROADS), SIDE).then("offered", TOWN)
    handed.when(Contest(last(handed), "never"), LEAD, SIDE)
    handed.when(Rule(Phase.CLOSED, "it stands"), DEPUTY, SIDE).then("offered", TOWN)
    assert not handed.matter().is_hatched


def test_decided_otherwise_by_a_note_it_waits_for_confirmation_again() -> None:
    case = contested(granted_falsely()).at("2026-03-11 09:00")
    case.when(Rule(Phase.CLOSED, "a week", on("03-27")), entered(DEPUTY, GOV), SIDE)
    assert (case.due(), case.matter().is_hatched) == (on("03-27"), True)
    assert not case.when(Confirm(last(case)), DEPUTY, SIDE).matter().is_hatched


def test_another_new_doer_is_asked_once_the_first_is_out() -> None:
    case = begun().when(variation(due=None, new_doer=TOWN, joint=JOINT), ROADS, SIDE)
    case.when(Accept(), recorded(LEAD, ROADS), SIDE)
    case.when(Contest(last(case), "never"), LEAD, SIDE)
    case.when(Rule(Phase.CLOSED, "WATER knows it", doer=WATER), DEPUTY, SIDE).then("offered", WATER)


def test_what_the_new_doer_bargained_for_goes_with_it() -> None:
    case = begun().when(variation(due=None, new_doer=TOWN, joint=JOINT), ROADS, SIDE)
    case.when(Accept(), recorded(LEAD, ROADS), SIDE)
    case.when(Counter(on("05-29"), "we begin anew"), TOWN).when(Amend(on("05-29")), LEAD)
    case.when(Contest(last(case), "never"), LEAD, SIDE).when(AGAINST, DEPUTY, SIDE)
    case.then("underway", ROADS)
    assert case.due() == DUE


def test_an_acceptance_entered_for_the_new_doer_is_not_its_own() -> None:
    case = begun().when(variation(due=None, new_doer=TOWN, joint=JOINT), ROADS, SIDE)
    case.when(Accept(), recorded(LEAD, ROADS), SIDE).when(Accept(), recorded(TOWN, LEAD))
    case.when(Contest(last(case), "never"), LEAD, SIDE).when(AGAINST, DEPUTY, SIDE).then("underway", ROADS)
    assert not case.matter().is_hatched  # nobody has to confirm it any more


def test_an_ended_work_loses_the_day_too_and_stands_confirmed_with_it() -> None:
    ended = granted_falsely().at("2026-04-10 09:00").when(Deliver("done"), ROADS).when(AcceptDelivery(), LEAD)
    assert ended.matter().is_hatched
    ended.when(Confirm(last(ended)), DEPUTY, SIDE)
    assert not ended.matter().is_hatched
    ended = granted_falsely().at("2026-04-10 09:00").when(Deliver("done"), ROADS).when(AcceptDelivery(), LEAD)
    contested(ended).when(AGAINST, DEPUTY, SIDE)
    assert (ended.matter().phase, ended.matter().grants) == (Phase.CLOSED, ())


def test_what_ends_undecided_with_its_work_stays_in_doubt() -> None:
    case = contested(granted_falsely()).when(Withdraw("no longer wanted"), LEAD)
    assert (case.matter(SIDE).outcome, case.matter().is_hatched, len(case.matter().grants)) == ("moot", True, 1)


def test_a_move_taken_back_leaves_the_doubt_as_it_is() -> None:
    case = granted_falsely().when(Deliver("done"), ROADS)
    case.when(Confirm(last(case)), DEPUTY, SIDE).when(TakeBack(), ROADS).then("underway", ROADS)
    assert not case.matter().is_hatched


def test_a_ruling_on_the_work_itself_is_decided_anew_too() -> None:
    case = begun().when(Refer("too much"), ROADS)
    case.when(Rule(Phase.OFFERED, "WATER by May", on("05-29"), WATER), entered(DEPUTY, GOV)).then("offered", WATER)
    case.when(Contest(case.matter().unconfirmed[0], "never"), DEPUTY)
    case.when(Rule(Phase.UNDERWAY, "go on"), DEPUTY).then("underway", ROADS)
    assert case.due() == DUE


def test_an_obstacle_that_waits_for_the_work_by_now_stops_it_no_more() -> None:
    case = stopped(begun()).when(task(asker=WATER, doer=LEAD, due=on("03-09")), WATER, OTHER)
    case.when(Block("their key first", blocker=OTHER), WATER, OBSTACLE)
    case.when(Deliver("here"), WATER, OBSTACLE).when(AcceptDelivery(), recorded(ROADS, LEAD), OBSTACLE)
    case.when(Accept(), LEAD, OTHER).at("2026-03-16 09:00").when(Block("the road first", blocker=WORK), LEAD, OTHER)
    case.when(Contest(case.matter(OBSTACLE).unconfirmed[0], "not here"), ROADS, OBSTACLE)
    case.then("underway", ROADS).then("referred", DEPUTY, on=OBSTACLE)


def test_a_work_that_had_not_ended_learns_what_became_of_what_it_waited_for() -> None:
    case = begun().when(Block("no stone", to=WATER, fresh=OBSTACLE), ROADS).when(variation(joint=JOINT), ROADS, SIDE)
    case.when(Withdraw("not needed"), recorded(LEAD, ROADS)).then("closed", None, on=OBSTACLE)
    case.when(Contest(case.matter().unconfirmed[0], "never"), LEAD).when(Rule(Phase.UNDERWAY, "go on"), DEPUTY)
    case.then("underway", ROADS)
    assert not case.matter().asking
    assert case.due()  # nothing stops it any more


def test_another_day_or_a_reason_is_asked_of_nobody_beside_the_work() -> None:
    case = begun().when(variation(joint=JOINT), ROADS, SIDE).when(Refer("too long"), LEAD, SIDE)
    case.refused("ask-the-asker", Rule(Phase.OFFERED, "ask them", doer=TOWN), DEPUTY, SIDE)
    case.when(Rule(Phase.OFFERED, "ask once more", doer=LEAD), DEPUTY, SIDE).then("offered", LEAD, on=SIDE)
    whose = begun().when(dispute(joint=JOINT), ROADS, SIDE).when(Refer("why"), ROADS, SIDE)
    whose.when(Rule(Phase.OFFERED, "or theirs?", doer=TOWN), DEPUTY, SIDE).then("offered", TOWN, on=SIDE)
