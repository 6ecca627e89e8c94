"""docs/rules/gate.md says what the code does: its tables are run, and nothing that lacks anything passes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from qiantou.core.exemption import Outcome
from qiantou.core.figures import OWN_SHARE, USUAL
from qiantou.core.gate import Lack, Part
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kind_table import ACCOUNTABILITY, HEARING, SUPPORT
from qiantou.core.kinds import Phase, Silence, SilenceRow
from qiantou.core.listing import check
from qiantou.core.moves import Accept, Counter, Decline, Deliver, Offer, OfferTo, Report, Rule, Withdraw
from qiantou.core.register import POLICIES, Listed
from tests.core.gating import (
    CASES,
    DELAY,
    DRAWN,
    HEARD,
    PROPOSED,
    applied,
    attributed,
    checked,
    climbed,
    helped,
    put,
    ready,
    refuses,
)
from tests.core.steps import OTHER, WORK, Case, order, underway
from tests.core.world import DEPUTY, HEAD, LEAD, ROADS
from tests.insight.tables import rows

PAGE = "gate.md"
NAMES = {LEAD: "LEAD", ROADS: "ROADS", DEPUTY: "DEPUTY", HEAD: "HEAD"}
WAITED = Decline("within-its-days", "it waited")
OURS = Deliver("the northern bridge was closed by the flood for a week")


@pytest.mark.parametrize(("name", "refused"), rows(PAGE, "Who may pass")[1:])
def test_what_is_missing_is_what_the_page_says(name: str, refused: str) -> None:
    case, terms = CASES[name]()
    assert ", ".join(refuses(case, **terms)) == refused
    assert bool(case.town.of(PROPOSED)) is not bool(refused)


def test_every_case_of_the_tests_is_on_the_page() -> None:
    assert {name for name, _ in rows(PAGE, "Who may pass")[1:]} == set(CASES)


def test_the_numbers_of_the_page_are_those_of_the_code() -> None:
    assert USUAL[OWN_SHARE].amount == 30
    limits = [one.limit(Phase.OFFERED) for one in (ACCOUNTABILITY, HEARING, SUPPORT)]
    assert [limit.amount for limit in limits if limit is not None] == [15, 5, 3]


@pytest.mark.parametrize(("caused", "overtime", "own", "passes"), rows(PAGE, "The unit's own part")[1:])
def test_the_own_part_is_what_the_page_says(caused: str, overtime: str, own: str, passes: str) -> None:
    part = Part(Fraction(caused), int(overtime), 4800)
    assert (part.own, part.passes(USUAL[OWN_SHARE].amount)) == (Fraction(own), passes == "yes")


@forall(st.fractions(-9999, 9999), st.integers(0, 9999), st.integers(-99, 9999), st.integers(1, 100))
def test_the_own_part_is_never_more_than_either_number(caused: Fraction, late: int, delay: int, percent: int) -> None:
    part = Part(caused, late, delay)
    assert 0 <= part.own <= max(min(caused, late), 0)
    if part.passes(percent):
        assert min(part.own, part.own * 100 - percent * delay + 1, delay) > 0


@forall(st.sets(st.sampled_from(Lack)), st.integers(0, 29))
def test_no_combination_with_a_lack_passes_and_all_of_it_is_named(lacks: set[Lack], percent: int) -> None:
    """Only without an attribution is nothing said of the share."""
    case = built(lacks, percent)
    named = lacks - {Lack.SHARE} if Lack.ATTRIBUTION in lacks else lacks
    assert refuses(case) == tuple(lack.value for lack in Lack if lack in named)


def built(lacks: set[Lack], percent: int) -> Case:
    case = underway(order())
    case = case if Lack.GUIDANCE in lacks else helped(case)
    case = case if Lack.LADDER in lacks else climbed(case)
    case.when(Report("a third is laid"), ROADS).at(DRAWN)
    if Lack.ATTRIBUTION not in lacks:
        attributed(case, roads=DELAY * percent // 100 if Lack.SHARE in lacks else DELAY)
    checked(case)
    if Lack.EXEMPTION in lacks:
        applied(case)
    if Lack.CHECK in lacks:  # what was applied for rests on one; it was taken out since
        case.town.listings.pop()
    return case


def heard() -> Case:
    return put(ready()).when(OURS, ROADS, on=HEARD)


def silent() -> Case:
    return put(ready()).at("2026-04-20 09:00").ticked(HEARD)


def refused_higher() -> Case:
    return silent().at("2026-05-11 09:00").ticked(PROPOSED)


ENDS: dict[str, Callable[[], Case]] = {
    "put": lambda: put(ready()),
    "decided before the unit was heard": lambda: put(ready()).when(Accept(), DEPUTY, on=PROPOSED),
    "the unit answers, adopted": lambda: heard().when(Accept(), DEPUTY, on=PROPOSED),
    "the unit answers, not adopted": lambda: heard().when(WAITED, DEPUTY, on=PROPOSED),
    "not adopted, and let lie": lambda: (
        heard().when(WAITED, DEPUTY, on=PROPOSED).at("2026-04-27 09:00").ticked(PROPOSED)
    ),
    "the unit says nothing, adopted": lambda: silent().when(Accept(), DEPUTY, on=PROPOSED),
    "the unit has it put higher": lambda: (
        put(ready()).when(Counter(None, "hear us at the site"), ROADS, on=HEARD).when(Accept(), DEPUTY, on=PROPOSED)
    ),
    "whoever decides says nothing": refused_higher,
    "the leader above says nothing either": lambda: refused_higher().at("2026-06-30 09:00").ticked(PROPOSED),
    "the leader above does not adopt": lambda: (
        refused_higher().when(Rule(Phase.CLOSED, "the flood", granted=False), HEAD, on=PROPOSED)
    ),
    "the leader above has it decided again": lambda: (
        refused_higher().when(Rule(Phase.OFFERED, "look again"), HEAD, on=PROPOSED)
    ),
    "the leader above gives it to another": lambda: (
        refused_higher().when(Rule(Phase.CLOSED, "they do it", doer=ROADS), HEAD, on=PROPOSED)
    ),
    "given to a peer's head": lambda: (
        heard().when(WAITED, DEPUTY, on=PROPOSED)
        .when(OfferTo(Desk("p:water")), LEAD, on=PROPOSED)
    ),
    "an exemption is asked for meanwhile": lambda: applied(heard()).when(Accept(), DEPUTY, on=PROPOSED),
    "withdrawn": lambda: put(ready()).when(Withdraw("settled between us"), LEAD, on=PROPOSED),
}  # fmt: skip


@pytest.mark.parametrize(("name", "proposal", "hearing"), rows(PAGE, "What becomes of it")[1:])
def test_a_proposal_becomes_what_the_page_says(name: str, proposal: str, hearing: str) -> None:
    assert became(ENDS[name]) == (proposal, hearing)


def became(made: Callable[[], Case]) -> tuple[str, str]:
    """How proposal and hearing stand, or what the last move is refused for."""
    try:
        case = made()
    except Rejected as refusal:
        lacks = refusal.facts.get("lacks")
        return (", ".join(lacks) if isinstance(lacks, tuple) else refusal.code), ""
    return shown(case, PROPOSED), shown(case, HEARD)


def shown(case: Case, stream: Stream) -> str:
    matter = case.matter(stream)
    return f"{matter.stage.value} {NAMES[matter.holder] if matter.holder else matter.outcome}"


def test_every_end_of_the_tests_is_on_the_page() -> None:
    assert {name for name, *_ in rows(PAGE, "What becomes of it")[1:]} == set(ENDS)


def test_the_unit_is_told_and_is_no_side() -> None:
    case = put(ready())
    assert case.matter(PROPOSED).touches == (ROADS,)
    assert not case.matter(PROPOSED).is_party(ROADS)


def test_no_site_can_let_silence_adopt() -> None:
    case = Case()
    row = SilenceRow(Phase.OFFERED, False, Silence.CONSENT)
    with pytest.raises(Rejected) as refusal:
        check(Listed(POLICIES, "accountability", replace(ACCOUNTABILITY, silence=(row,)), case.town.now.date()),
              case.town.register.at(case.town.now))  # fmt: skip
    assert refusal.value.code == "silence-cannot-mean-that"


def test_a_hearing_and_an_offer_of_help_stand_beside_what_they_are_about() -> None:
    case = underway(order())
    for kind in ("hearing", "support"):
        case.refused("needs-its-matter", Offer(kind, LEAD, ROADS, "alone"), LEAD, on=PROPOSED)
        beside = Offer(kind, ROADS, LEAD, "by the doer", parent=WORK, beside=True)
        case.refused("needs-its-matter", beside, ROADS, on=PROPOSED)


def test_what_is_exempt_has_no_part() -> None:
    assert refuses(checked(ready(), decided=Outcome.EXEMPT)) == ("lack-share",)
    assert refuses(checked(ready(), decided=Outcome.LIGHTER)) == ()


def test_an_exemption_that_fell_since_the_check_was_drawn_counts_no_more() -> None:
    case = applied(ready()).when(Withdraw("we were wrong"), ROADS, on=OTHER)
    assert refuses(checked(case, decided=Outcome.EXEMPT, application=OTHER)) == ()
