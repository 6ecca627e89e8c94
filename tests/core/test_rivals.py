"""Of two contests of one thing the second ruling sees what the first came to; a line is divided as a ruling says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from qiantou.core.contest_rivals import are_rivals
from qiantou.core.contesting import Claim, claim_of, contest_stream
from qiantou.core.kernel import RULE, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.moves import Moot, Rule
from qiantou.core.review import Amendment, Earning, Ratio, Source
from tests.core.assessing import (
    AMENDED,
    CLAIM,
    MORE,
    SECOND,
    SHARED,
    YES,
    amending,
    before_the_leader,
    contest,
    enter,
    over,
    rivals,
    shared_no_more,
)
from tests.core.steps import OTHER, WORK
from tests.core.world import DEPUTY, GOV, JOINT, LEAD, ROADS, WATER


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(Rejected, match=code):
        act()


def test_while_the_first_ruling_waits_to_be_carried_out_no_rival_is_granted() -> None:
    case = rivals()
    case.refused("contest-before-it", YES, DEPUTY, on=SECOND)
    no = Rule(Phase.CLOSED, "it is not theirs", granted=False)
    rivals().when(no, DEPUTY, on=SECOND).then("closed", None, on=SECOND)
    enter(case, AMENDED, GOV)
    case.town.do(amending(case), Moot(), by=RULE)
    case.when(YES, DEPUTY, on=SECOND)
    assert case.matter(SECOND).outcome == "granted"


def test_once_the_first_ruling_fell_its_rival_may_be_granted() -> None:
    case = rivals()
    case.town.do(amending(case), Moot(), by=RULE)
    case.when(YES, DEPUTY, on=SECOND).then("closed", None, on=SECOND)


@pytest.mark.parametrize(
    ("one", "other", "rivals"),
    [
        (CLAIM, replace(CLAIM, unit=ROADS), True),
        (CLAIM, Claim("share:L002/40", ROADS), True),
        (Claim("share:L002/40", ROADS), Claim("share:L002/60", WATER), True),
        (CLAIM, Claim("line:L001", ROADS), False),
        (CLAIM, CLAIM, False),
        (Claim("help:m1", WATER), Claim("help:m1"), True),
        (Claim("help:m1"), Claim("help:m2"), False),
        (Claim("help:L002"), CLAIM, False),
        (Claim("measure:0"), Claim("measure:0"), False),
        (Claim("time:m1", WATER), Claim("time:m1", ROADS), False),
        (Claim("delay:"), Claim("delay:"), False),
    ],
)
def test_rivals_ask_that_one_thing_be_counted_in_two_ways(one: Claim, other: Claim, *, rivals: bool) -> None:
    assert (are_rivals(one, other), are_rivals(other, one)) == (rivals, rivals)


def test_whoever_shares_a_line_asks_for_more_of_it_and_nobody_else_does() -> None:
    helped = replace(SHARED, earnings=(*SHARED.earnings, Earning(Source.HELP, WATER, Ratio(1, 100), matter=OTHER)))
    parts = (*SHARED.parts[:2], replace(SHARED.parts[2], help=Ratio(1, 100), points=Ratio(903, 50)))
    rest = (replace(SHARED.unearned[0], share=Ratio(29, 100)),)
    case = enter(over(), replace(helped, parts=parts, unearned=rest), GOV)
    more = Claim("share:L001/60", WATER)
    assert (claim_of(more.about), more.name, more.part) == (more, "L001", 60)
    for claim, asker in (
        (Claim("share:L001/40", WATER), WATER),  # what it has
        (Claim("share:L001/100", WATER), WATER), (Claim("share:L001/", WATER), WATER), (Claim("share:L001"), WATER),
        (Claim("share:L001/60", ROADS), WATER), (Claim("share:L002/60", WATER), WATER),
        (Claim("share:L001/60", LEAD), LEAD),
        (Claim("share:/60", LEAD), LEAD), (Claim("share:/60", WATER), WATER),  # of no line at all
    ):  # fmt: skip
        on = contest_stream(JOINT, asker, claim.item)
        case.refused("nothing-to-contest", contest(asker, claim), asker, on=on)
    before_the_leader(case, more, WATER)
    again = Claim("share:L001/70", WATER)
    case.refused("already-offered", contest(WATER, again), WATER, on=contest_stream(JOINT, WATER, again.item))


def test_the_amended_sheet_divides_the_line_and_changes_nothing_else() -> None:
    claim = Claim("share:L001/60", WATER)
    on = contest_stream(JOINT, WATER, claim.item)
    case = before_the_leader(enter(over(), SHARED, GOV), claim, WATER).when(YES, DEPUTY, on=on)
    fifth, rest = Ratio(1, 5), Ratio(3, 10)
    roads = replace(SHARED.parts[1], lines=fifth, points=Ratio(427, 25))
    made = replace(
        SHARED, number=2, amended=(Amendment(on, claim.item, WATER),), reason="as ruled",
        parts=(SHARED.parts[0], roads, replace(SHARED.parts[2], lines=rest, points=Ratio(129, 5))),
        earnings=(SHARED.earnings[0], Earning(Source.LINE, ROADS, fifth, "L001", WORK, contest=on),
                  Earning(Source.LINE, WATER, rest, "L001", WORK, contest=on)),
    )  # fmt: skip
    assert sum(part.total for part in made.parts) == Fraction(7, 10)
    other = replace(made, amended=(replace(made.amended[0], item="share:L001/61"),))
    refused("contest-not-granted", lambda: enter(case, other, GOV))
    refused("only-a-ruling-amends", lambda: enter(case, replace(made, plan=2), GOV))
    enter(case, made, GOV)


def test_more_of_a_line_is_not_granted_to_whom_a_ruling_since_left_no_part_of_it() -> None:
    case, on = shared_no_more(), contest_stream(JOINT, WATER, MORE.item)
    case.refused("share-is-no-more", YES, DEPUTY, on=on)
    case.when(Rule(Phase.CLOSED, "it was given to another", granted=False), DEPUTY, on=on).then("closed", None, on=on)
