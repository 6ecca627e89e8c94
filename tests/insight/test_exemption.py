"""What the record shows of each condition: for, against, missing; both sides always, and nothing that is in doubt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from qiantou.core.exemption import (
    DILIGENCE,
    DISSENT,
    NO_GAIN,
    NO_HARM,
    NOT_BANNED,
    OUTSIDE_BLOCK,
    PROCEDURE,
    SIGNS,
    USUAL_TABLE,
    Stand,
)  # fmt: skip
from qiantou.core.kernel import Desk
from qiantou.core.kinds import Phase
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Block,
    Chase,
    Confirm,
    Counter,
    Decline,
    Deliver,
    Insist,
    Offer,
    Refer,
    Report,
    Reservation,
    Return,
    Rule,
    TakeBack,
)
from qiantou.insight.credit_read import Seen, work_of
from qiantou.insight.exemption import Case as Told
from qiantou.insight.exemption import conditions, dissent, shown
from tests.core.steps import DUE, OBSTACLE, OTHER, SIDE, WORK, Case, given, order, recorded, underway, variation
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, WATER


def signs(case: Case, unit: Desk = ROADS) -> set[tuple[str, str]]:
    return {(one.stream, one.sign) for one in _shown(case, unit)}


def _shown(case: Case, unit: Desk):  # type: ignore[no-untyped-def]
    calendar = case.town.register.at(case.town.now).calendar
    told = [Told(case.matter(name), case.town.of(name)) for name in case.town.streams()]
    return shown(told, lambda desk: desk == unit, calendar.day_of)


def stand(case: Case, condition: str, unit: Desk = ROADS) -> Stand:
    return next(one for one in conditions(_shown(case, unit), USUAL_TABLE) if one.condition == condition)


def guidance() -> Offer:
    return Offer("guidance", ROADS, WATER, "how", reading="as before")


def asked_data() -> Case:
    case = underway().when(Offer("data", ROADS, WATER, "the maps"), ROADS, on=SIDE)
    return case.when(Decline("conflicts-with-rule", "the law forbids it"), WATER, on=SIDE)


def letter() -> Case:
    return Case().when(Offer("consultation", ROADS, WATER, "the plan", about=("L1",)), ROADS, on=OTHER)


EXAMPLES: dict[str, tuple[Callable[[], Case], str]] = {
    "asked others by letter": (letter, "opinions-asked"),
    "asked how": (lambda: Case().when(guidance(), ROADS), "asked-how"),
    "said how it reads it": (lambda: Case().when(guidance(), ROADS), "own-reading"),
    "called a meeting": (lambda: Case().when(Offer("meeting", ROADS, WATER, "come", due=DUE), ROADS), "met"),
    "chased": (lambda: Case().when(guidance(), ROADS).at("2026-03-04 09:00").when(Chase("please"), ROADS), "chased"),
    "reported": (lambda: underway().when(Report("half done"), ROADS), "reported"),
    "tried": (lambda: underway().when(Report("no firm came", attempted=True), ROADS), "attempted"),
    "asked for more time before its day": (lambda: underway().when(variation(), ROADS, on=SIDE), "asked-in-time"),
    "was granted it": (
        lambda: underway().when(variation(), ROADS, on=SIDE).when(Accept(), LEAD, on=SIDE), "granted",
    ),
    "put it up": (lambda: underway().when(Refer("we differ"), ROADS), "put-up"),
    "a leader decided": (
        lambda: underway().when(Refer("we differ"), ROADS).when(Rule(Phase.UNDERWAY, "go on"), DEPUTY),
        "decided-above",
    ),
    "reserved": (
        lambda: given().when(Accept(Reservation("no pump", WATER, DUE.replace(day=1)), OBSTACLE), ROADS), "reserved",
    ),
    "blocked": (lambda: underway().when(Block("no pump", to=WATER, fresh=OBSTACLE), ROADS), "blocked"),
    "the block was real": (
        lambda: underway().when(Block("no pump", to=WATER, fresh=OBSTACLE), ROADS).when(Accept(), WATER, on=OBSTACLE),
        "block-real",
    ),
    "the cause was outside": (
        lambda: underway().when(Block("a flood", to=WATER, outside=True, fresh=OBSTACLE), ROADS), "outside-cause",
    ),
    "a rule was against it": (asked_data, "against-a-rule"),
    "others were silent": (
        lambda: Case().when(guidance(), ROADS).at("2026-03-20 09:00").ticked(), "others-silent",
    ),
    "delivered": (lambda: underway().when(Deliver("done"), ROADS), "delivered"),
    "sent back": (lambda: underway().when(Deliver("done"), ROADS).when(Return("what of the kerb"), LEAD), "returned"),
    "delivered again": (
        lambda: underway().when(Deliver("done"), ROADS).when(Return("kerb"), LEAD).when(Deliver("now"), ROADS),
        "delivered-again",
    ),
    "accepted": (lambda: underway().when(Deliver("done"), ROADS).when(AcceptDelivery(), LEAD), "accepted"),
    "was silent": (lambda: given().at("2026-03-10 09:00").ticked(), "own-silence"),
    "bound by its silence": (lambda: given(order()).at("2026-03-10 09:00").ticked().at("2026-03-20 09:00").ticked(),
                             "bound-by-silence"),
    "overridden": (lambda: given().when(Counter(None, "too wide"), ROADS).when(Insist("as it is"), LEAD), DISSENT),
}  # fmt: skip


@pytest.mark.parametrize(("play", "sign"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_an_entry_shows_its_sign(play: Callable[[], Case], sign: str) -> None:
    found = {sign for _stream, sign in signs(play())}
    assert sign in found
    assert found <= set(SIGNS)


def test_who_insists_overrode_and_who_was_overridden_dissented() -> None:
    case = given().when(Counter(None, "too wide"), ROADS).when(Insist("as it is"), LEAD)
    assert "overrode" in {sign for _one, sign in signs(case, LEAD)}
    assert [one.sign for one in dissent(_shown(case, ROADS))] == [DISSENT]
    assert not dissent(_shown(case, LEAD))


def test_both_sides_stand_beside_each_other_and_what_is_missing_is_named() -> None:
    case = given().at("2026-03-10 09:00").ticked().when(Rule(Phase.UNDERWAY, "do it"), DEPUTY)
    case.when(Report("begun"), ROADS)
    told = stand(case, DILIGENCE)
    assert [one.sign for one in told.speaks_for] == ["reported"]
    assert [one.sign for one in told.against] == ["own-silence"]
    assert "asked-how" in told.missing
    assert "reported" not in told.missing


def test_questions_for_people_are_left_to_people() -> None:
    case = asked_data()
    assert stand(case, NO_GAIN) == Stand(NO_GAIN)
    assert [one.sign for one in stand(case, NOT_BANNED).against] == ["against-a-rule"]
    assert not stand(case, NO_HARM).against


def test_with_no_record_nothing_speaks_against_anybody() -> None:
    told = conditions((), USUAL_TABLE)
    assert not any(one.against or one.speaks_for for one in told)
    assert next(one for one in told if one.condition == PROCEDURE).missing


def test_what_another_entered_shows_nothing_until_it_is_confirmed() -> None:
    case = underway().when(Report("begun"), recorded(ROADS, LEAD))
    assert not signs(case) & {("work", "reported")}
    case.when(Confirm(case.matter(WORK).version), ROADS)
    assert ("work", "reported") in signs(case)


def test_what_was_taken_back_shows_nothing() -> None:
    case = underway().when(Deliver("done"), ROADS).when(TakeBack(), ROADS)
    assert not signs(case) & {("work", "delivered")}


def test_the_same_record_shows_another_unit_another_thing() -> None:
    case = underway().when(Block("no pump", to=WATER, fresh=OBSTACLE), ROADS)
    case.at("2026-03-10 09:00").ticked(OBSTACLE)
    assert ("obstacle", "own-silence") in signs(case, WATER)
    assert [one.sign for one in stand(case, OUTSIDE_BLOCK).speaks_for][:1] == ["blocked"]
    assert not signs(case, GOV)


def test_what_a_unit_was_exempted_in_is_no_over_run_of_its_own() -> None:
    case = underway(order()).at("2026-04-20 09:00").when(Deliver("done"), ROADS).when(AcceptDelivery(), LEAD)
    histories = {name: case.town.of(name) for name in case.town.streams()}
    seen = Seen(JOINT, histories, case.town.register.at(case.town.now), case.town.now)
    assert [one.unit for one in work_of(seen, None).overruns] == [ROADS]
    for subject in (WORK, JOINT):
        assert not work_of(replace(seen, exempt={(subject, ROADS): OBSTACLE}), None).overruns
    assert work_of(replace(seen, exempt={(WORK, WATER): OBSTACLE}), None).overruns
