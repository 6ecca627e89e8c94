"""Data requests: what a refusal must say, what becomes of it, and requests by the month."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date

import pytest

from qiantou.core.data_refused import concerns, refusals
from qiantou.core.kernel import RULE, Desk, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Basis,
    Confirm,
    Decline,
    Deliver,
    Drop,
    Offer,
    OfferTo,
    PassUp,
    Refer,
    Rule,
    Withdraw,
)  # fmt: skip
from qiantou.core.plan import Every, Rhythm
from qiantou.core.register import MANDATES
from qiantou.core.repeating import Repeats, next_due
from qiantou.core.withholding import LEAST, Withheld
from tests.core.asked_examples import cases, page, play, table
from tests.core.examples import Line
from tests.core.steps import OTHER, WORK, Case, recorded, task
from tests.core.world import DEPUTY, FIRM, HEAD, JOINT, LEAD, LENT, ROADS, TOWN, WATER, listed, local

EXAMPLES = cases("data")
SAID = Withheld(HEAD, "hits", "the act, art. 9")
REFUSE = Decline("confidential", "the act forbids it", withheld=SAID)
MONTHLY = Repeats(Rhythm(Every.MONTH, 20), date(2026, 12, 31))


def data(**terms: object) -> Offer:
    return Offer("data", LEAD, ROADS, "who drew pensions", **terms)  # type: ignore[arg-type]


def asked(**terms: object) -> Case:
    return Case().when(data(**terms), LEAD)


def became(case: Case) -> list[str]:
    return [one.became for one in refusals(case.town.of(WORK))]


@pytest.mark.parametrize("lines", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_the_worked_example_runs(lines: list[Line]) -> None:
    play(lines)


def test_the_table_of_what_can_be_given_is_that_of_the_rules() -> None:
    assert [row[0] for row in table("data", "code")] == list(LEAST)
    assert all(
        f"`{word}`" in page("data") for word in ("open", "taken-up", "with-the-approver", "lifted", "given", "stands")
    )


@pytest.mark.parametrize(
    ("withheld", "lacking"),
    [
        (None, "rule"),
        (replace(SAID, rule=" "), "rule"),
        (replace(SAID, approver=ROADS), "approver"),
        (replace(SAID, approver=Desk("u:none")), "approver"),
        *((replace(SAID, approver=desk), "approver") for desk in (Desk("p:roads"), WATER, FIRM, LEAD, Desk("p:lead"))),
        (replace(SAID, least="some"), "least"),
        (replace(SAID, least="nothing"), "why"),
    ],
)
def test_a_refusal_as_confidential_says_all_of_it(withheld: Withheld | None, lacking: str) -> None:
    with pytest.raises(Rejected) as refused:
        asked().when(replace(REFUSE, withheld=withheld), ROADS)
    assert (refused.value.code, refused.value.facts["lacking"]) == ("say-what-can-be-given", lacking)


def test_no_other_ground_withholds_anything() -> None:
    asked().refused("nothing-withheld", Decline("no-means", "as said", withheld=SAID), ROADS)


def test_who_may_approve_decides_first_and_passes_up_to_whoever_stands_above_both() -> None:
    case = asked().when(replace(REFUSE, withheld=replace(SAID, approver=HEAD)), ROADS).when(Refer("needed"), LEAD)
    case.then("referred", HEAD).when(PassUp("his portfolio"), HEAD).then("referred", DEPUTY)


def test_silence_of_the_asker_takes_it_to_who_may_approve() -> None:
    asked().when(REFUSE, ROADS).at("2026-03-06 00:00").ticked().then("referred", HEAD)


def test_what_became_of_a_refusal() -> None:
    case = asked().when(REFUSE, ROADS)
    assert became(case) == ["open"]
    case.when(Amend(None, "the hits will do"), LEAD)
    assert became(case) == ["taken-up"]
    case.when(Refer("no answer"), LEAD)
    assert became(case) == ["with-the-approver"]
    case.when(Rule(Phase.UNDERWAY, "give it"), HEAD)
    assert became(case) == ["taken-up"]
    case.when(Deliver("three hits"), ROADS).when(AcceptDelivery(), LEAD)
    assert became(case) == ["given"]
    assert became(asked().when(REFUSE, ROADS).when(Drop("without"), LEAD)) == ["stands"]


def test_what_another_gives_makes_no_refusal_good() -> None:
    case = asked().when(REFUSE, ROADS).when(OfferTo(WATER), LEAD).when(Accept(), WATER)
    assert became(case) == ["stands"]
    assert became(case.when(Deliver("the hits"), WATER).when(AcceptDelivery(), LEAD)) == ["stands"]


def test_what_it_was_decided_to_give_is_not_open_any_more() -> None:
    case = asked().when(REFUSE, ROADS).when(Refer("needed"), LEAD).when(Rule(Phase.UNDERWAY, "give it"), HEAD)
    assert became(case) == ["lifted"]
    assert became(case.when(Deliver("all"), ROADS).when(AcceptDelivery(), LEAD)) == ["given"]


def test_a_refusal_is_in_the_files_of_both_sides_and_of_whom_it_concerns() -> None:
    (one,) = refusals(asked(touches=(TOWN,)).when(REFUSE, ROADS).town.of(WORK))
    assert [concerns(one, desk) for desk in (LEAD, ROADS, TOWN, WATER)] == [True, True, True, False]
    assert (one.asker, one.holder, one.said.least, one.sure) == (LEAD, ROADS, "hits", True)


def test_a_refusal_entered_for_the_holder_is_sure_once_it_is_confirmed() -> None:
    case = asked().when(REFUSE, recorded(ROADS, LEAD))
    assert [one.sure for one in refusals(case.town.of(WORK))] == [False]
    case.when(Confirm(2), ROADS)
    assert [one.sure for one in refusals(case.town.of(WORK))] == [True]


def test_what_is_taken_back_was_no_refusal_that_counts_on() -> None:
    case = asked().when(REFUSE, ROADS)
    assert case.matter().withheld == (HEAD, "hits")
    case.when(Accept(), ROADS, on=OTHER) if case.town.matter(OTHER) else None
    assert case.when(Refer("needed"), LEAD).matter().arbiter == HEAD


def rhythm(text: str) -> Rhythm:
    every, day = text.split()
    return Rhythm(Every(every), int(day))


@pytest.mark.parametrize(("rhythmic", "due", "closed", "until", "then"), table("data", "rhythm"))
def test_when_the_next_falls_due(rhythmic: str, due: str, closed: str, until: str, then: str) -> None:
    repeats = Repeats(rhythm(rhythmic), date.fromisoformat(until))
    found = next_due(repeats, due=date.fromisoformat(due), today=date.fromisoformat(closed))
    assert found == (date.fromisoformat(then) if then else None)


def given(case: Case, on: Stream = WORK) -> Case:
    return case.when(Deliver("the list"), ROADS, on=on).when(AcceptDelivery(), LEAD, on=on)


def monthly(**terms: object) -> Case:
    return asked(due=date(2026, 3, 20), repeats=MONTHLY, **terms).when(Accept(), ROADS)


def periods_of(case: Case) -> list[Stream]:
    return case.town.streams()


def test_the_next_period_is_asked_for_and_taken_once_this_one_was_given() -> None:
    case = given(monthly().at("2026-03-19 09:00"))
    first, second = periods_of(case)
    matter = case.matter(second)
    assert (matter.phase, matter.due, matter.follows) == (Phase.UNDERWAY, date(2026, 4, 20), first)
    assert case.told(second) == ["Offered", "Carried"]
    assert "RowEnded" not in case.told()
    third = periods_of(given(case.at("2026-04-17 09:00"), second))[2]
    assert (case.matter(third).due, case.matter(third).follows) == (date(2026, 5, 20), first)


def test_the_next_period_counts_from_the_county_s_day_not_from_that_of_the_meridian() -> None:
    case = monthly()
    case.town.now = local("2026-04-20 06:00").astimezone(UTC)  # where it is still the 19th
    given(case)
    assert case.matter(periods_of(case)[1]).due == date(2026, 5, 20)


def test_silence_to_the_delivery_opens_the_next_too() -> None:
    case = monthly().at("2026-03-19 09:00").when(Deliver("the list"), ROADS).at("2026-03-27 00:00").ticked()
    assert case.matter().phase is Phase.REFERRED  # the row of kinds says that it climbs, so nothing follows yet
    case.when(Rule(Phase.DELIVERED, "look at it"), DEPUTY).when(AcceptDelivery(), LEAD)
    assert len(periods_of(case)) == 2


def test_withdrawn_the_row_ends() -> None:
    assert len(periods_of(monthly().when(Withdraw("no longer"), LEAD))) == 1


def test_a_row_whose_mandate_has_ended_ends_and_what_was_given_stays_given() -> None:
    ordered = Basis("mandate", dispatch=True, mandate=LENT)
    case = monthly(basis=ordered, joint=JOINT).at("2026-03-19 09:00")
    case.town.listings.append(listed(MANDATES, LENT, None, at=case.town.now, since=date(2026, 3, 19)))
    given(case)
    assert (len(periods_of(case)), case.matter().outcome) == (1, "accepted")
    assert (case.told()[-1], case.town.of(WORK)[-1].by) == ("RowEnded", RULE)


def test_the_row_cannot_be_entered_by_hand() -> None:
    case = monthly()
    later = data(due=date(2026, 4, 20), repeats=replace(MONTHLY, until=date(2027, 1, 1)), follows=WORK)
    case.refused("no-such-row", later, LEAD, on=OTHER)
    case.refused("repeats-until-later", data(due=date(2027, 1, 4), repeats=MONTHLY), LEAD, on=OTHER)
    case.refused("repeats-until-later", data(repeats=MONTHLY), LEAD, on=OTHER)


def test_who_is_concerned_is_in_the_register() -> None:
    Case().refused("unknown-desk", data(touches=(Desk("u:none"),)), LEAD)
    assert task().touches == ()
