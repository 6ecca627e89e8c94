"""Points of a letter: whatever is answered and disposed of, numbers stay and what is settled stays settled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.core.evolve import evolve
from qiantou.core.fates import fates
from qiantou.core.kernel import Rejected, fold
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter
from qiantou.core.moves import Accept, Amend, Command, Counter, Insist, Offer, Rule, TakeBack, Withdraw
from qiantou.core.points import ADOPTED, NOT, OUTCOMES, Disposal, Point, numbered, open_points
from tests.core.steps import WORK, Case
from tests.core.world import DEPUTY, LEAD, ROADS

LINES = ("L001", "L002", "L003")
CAP = 2


def letter() -> Case:
    return Case().when(Offer("consultation", LEAD, ROADS, "the bridge", about=("v1", *LINES)), LEAD)


def answers(matter: Matter) -> st.SearchStrategy[Command]:
    """Points on some lines; in a later round some of the open ones, or agreement, which lets them go."""
    agree: st.SearchStrategy[Command] = st.just(Accept())
    if not matter.points:
        chosen = st.lists(st.sampled_from(("", *LINES)), min_size=1, max_size=4)
        return st.one_of(agree, chosen.map(lambda names: Counter(None, "", tuple(map(said, names)))))
    still = [one.number for one in open_points(matter.points)]
    kept = st.lists(st.sampled_from(still), min_size=1, unique=True)
    return st.one_of(agree, kept.map(lambda told: Counter(None, "", tuple(said("", number) for number in told))))


def said(about: str, again: int | None = None) -> Point:
    return Point(about, "object", again=again, reason="it floods")


def disposals(matter: Matter) -> st.SearchStrategy[Command]:
    waiting = [one.number for one in matter.points if one.outcome == ""]
    chosen = st.lists(st.sampled_from(OUTCOMES), min_size=len(waiting), max_size=len(waiting))
    return chosen.map(lambda outcomes: disposing(dict(zip(waiting, outcomes, strict=True))))


def disposing(outcomes: dict[int, str]) -> Command:
    told = tuple(Disposal(number, outcome, "the money lapses") for number, outcome in outcomes.items())
    return Insist("no", told) if set(outcomes.values()) == {NOT} else Amend(None, "", told)


def step(case: Case, data: st.DataObject) -> None:
    """One move of whoever holds the letter; sometimes the last is taken back first."""
    matter = case.matter()
    if matter.before is not None and matter.mover is not None and data.draw(st.booleans(), "take back"):
        case.when(TakeBack(), matter.mover)
        return
    match matter.stage:
        case Phase.OFFERED:
            case.when(data.draw(answers(matter)), ROADS)
        case Phase.COUNTERED:
            case.when(data.draw(disposals(matter)), LEAD)
        case _:
            case.when(data.draw(st.sampled_from(RULINGS)), DEPUTY)


RULINGS = (
    Rule(Phase.CLOSED, "the money lapses"), Rule(Phase.CLOSED, "it floods", granted=False),
    Rule(Phase.OFFERED, "talk once more"),
)  # fmt: skip


@given(st.data())
def test_numbers_stay_and_what_is_settled_never_opens_again(data: st.DataObject) -> None:
    case = letter()
    for _ in range(8):
        before = case.matter()
        if not before.is_open:
            break
        step(case, data)
        after = case.matter()
        taken_back = case.told()[-1] == "TakenBack"
        assert [one.number for one in after.points] == list(range(1, len(after.points) + 1))
        if taken_back:
            continue
        kept = after.points[: len(before.points)]
        assert [one.about for one in kept] == [one.about for one in before.points]
        settled = [one for one in before.points if not one.is_open]
        assert all(after.points[one.number - 1] == one for one in settled)


@given(st.data())
def test_all_adopted_closes_and_past_the_cap_it_goes_up(data: st.DataObject) -> None:
    case = letter()
    while case.matter().is_open and len(case.town.entries) < 12:
        before = case.matter()
        step(case, data)
        after, told = case.matter(), case.told()
        waiting = [one.number for one in before.points if one.outcome == ""]
        if told[-1] == "TakenBack":
            continue
        if before.stage is Phase.COUNTERED:
            adopted = all(after.points[number - 1].outcome == ADOPTED for number in waiting)
            assert adopted is (after.outcome == "granted")
            assert (after.stage is Phase.REFERRED) is (not adopted and before.round >= CAP)
        if before.stage is Phase.OFFERED and after.is_open:
            assert (after.stage is Phase.REFERRED) is (before.round >= CAP)


@given(st.data())
def test_every_beginning_of_every_letter_folds_and_every_point_has_a_fate(data: st.DataObject) -> None:
    case = letter()
    while case.matter().is_open and len(case.town.entries) < 12:
        step(case, data)
    entries = case.town.of(WORK)
    for count in range(1, len(entries) + 1):
        matter = fold(evolve, None, entries[:count])
        assert matter is not None
        told = fates(matter, entries[:count])
        assert set(told) == {one.number for one in matter.points}
        closed = {"adopted", "let-go", "overruled", "upheld", "set-aside", "unanswered"}
        assert matter.is_open or set(told.values()) <= closed


def test_a_letter_withdrawn_settles_nothing() -> None:
    case = letter().when(Counter(None, "", (said("L001"),)), ROADS).when(Withdraw("enough"), LEAD)
    assert fates(case.matter(), case.town.of(WORK)) == {1: "set-aside"}


def test_an_objection_without_a_reason_is_refused_and_leaves_no_entry() -> None:
    letter().refused("objection-without-reason", Counter(None, "", (Point("L001", "object"),)), ROADS)
    letter().refused("objection-without-reason", Counter(None, "", (said("L002"), Point("L001", reason=" "))), ROADS)


def test_rejecting_without_a_reason_is_impossible() -> None:
    case = letter().when(Counter(None, "", (said("L001"), said("L002"))), ROADS)
    case.refused("why-not-adopted", Insist("no", (Disposal(1, NOT, "why"), Disposal(2, NOT))), LEAD)
    case.refused("why-not-adopted", Amend(None, "", (Disposal(1, ADOPTED), Disposal(2, "partly", " "))), LEAD)
    case.refused("every-point-once", Insist("no", (Disposal(1, NOT, "why"),)), LEAD)
    case.refused("every-point-once", Insist("no", (Disposal(1, NOT, "why"), Disposal(1, NOT, "why"))), LEAD)
    case.refused("no-such-outcome", Insist("no", (Disposal(1, NOT, "why"), Disposal(2, "later", "why"))), LEAD)


def test_a_settled_point_is_not_maintained() -> None:
    case = letter().when(Counter(None, "", (said("L001"), said("L002"))), ROADS)
    case.when(disposing({1: ADOPTED, 2: NOT}), LEAD)
    case.refused("only-open-points", Counter(None, "", (said("", again=1),)), ROADS)
    case.refused("only-open-points", Counter(None, "", (said("L003"),)), ROADS)
    case.refused("point-twice", Counter(None, "", (said("", again=2), said("", again=2))), ROADS)
    case.when(Counter(None, "", (said("", again=2),)), ROADS).then("countered", LEAD)


def test_points_are_counted_on_from_those_raised_before() -> None:
    case = letter().when(Counter(None, "", (said("L001"), said("L002"))), ROADS)
    standing = case.matter().points
    told = numbered((said("L003"), said("", again=2)), standing)
    assert {number: (point.about, point.again) for number, point in told.items()} == {3: ("L003", None), 2: ("", 2)}


def test_a_letter_without_points_is_not_countered() -> None:
    letter().refused("points-missing", Counter(None, "not like this"), ROADS)
    with pytest.raises(Rejected, match="not-in-the-letter"):
        letter().when(Counter(None, "", (said("L009"),)), ROADS)
