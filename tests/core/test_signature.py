"""What a signature under a plan stands for, by the rule alone: this version, this line, this day, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given as whenever
from hypothesis import strategies as st

from qiantou.core.kernel import RULE, Actor, Desk, Entry, Rejected, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import Accept, Confirm, Contest, Counter, Offer, Reservation, Rule, Withdraw
from qiantou.core.plan import LINES, VERSIONS, Every, Line, Means, Purpose, Rhythm, Sort, Version
from qiantou.core.plan_check import check_entry, check_put_out, check_whole
from qiantou.core.register import CHARTERS, Listed
from qiantou.core.undertaking import Charter
from tests.core.putting import CARRIED, LINE, enter, planned, put_out, request, signed
from tests.core.steps import DUE, OBSTACLE, OTHER, SIDE, Case, recorded, staffed, task
from tests.core.world import BEFORE, DEPUTY, FIRM, GOV, JOINT, LEAD, LONG_AGO, ROADS, TOWN, WATER, listed

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "signature.md").read_text(encoding="utf-8")
EXAMPLES = [
    [cell.strip() for cell in row.strip("|").split("|")]
    for row in RULES.split("## What a signature stands for\n")[1].split("\n## ")[0].split("\n")
    if row.startswith("| L1")
]
LATER = date(2026, 8, 31)
DRAINS = Line(WATER, due=DUE, competent=TOWN)
FUND = Means(Sort.MONEY, WATER, date(2026, 4, 1))


def told(text: str) -> tuple[str, Line]:
    """ "L1 roads 06-30", "L1 roads monthly 5 until 06-30" """
    name, unit, *rest = text.split()
    rhythm = Rhythm(Every.MONTH, int(rest[1])) if rest[0] == "monthly" else None
    return name, Line(Desk(f"u:{unit}"), due=date.fromisoformat(f"2026-{rest[-1]}"), rhythm=rhythm)


def test_a_signature_is_no_blank_cheque() -> None:
    case = signed()
    for strange in (
        replace(CARRIED, kind="passing", due=None), replace(CARRIED, line="L009"), replace(CARRIED, doer=WATER),
        replace(CARRIED, due=date(2026, 3, 3)), replace(CARRIED, due=None), replace(CARRIED, kind="means"),
    ):  # fmt: skip
        case.refused("not-signed", strange, LEAD, on=SIDE)
    case.refused("not-signed", replace(CARRIED, asker=WATER), WATER, on=SIDE)
    case.when(CARRIED, LEAD, on=SIDE).then("underway", ROADS, on=SIDE)


def test_what_was_signed_stays_what_it_was_whatever_is_drafted_or_put_out_later() -> None:
    case = put_out(enter(signed(), LINES, "L001", replace(LINE, due=LATER)), 2, Purpose.AMENDMENT)
    case.refused("not-signed", replace(CARRIED, due=LATER), LEAD, on=SIDE)
    case.when(CARRIED, LEAD, on=SIDE).then("underway", ROADS, on=SIDE)


def test_only_the_lead_asks_for_signatures_and_only_under_what_was_put_out() -> None:
    case = planned()
    asked = request(case)
    case.refused("only-the-lead-asks", replace(asked, asker=WATER), WATER)
    case.refused("not-put-out", replace(asked, pinned=1), LEAD)
    case.refused("not-put-out", replace(asked, pinned=9), LEAD)
    case.refused("not-put-out", replace(asked, about=("v2", "L001")), LEAD)
    consulted = put_out(case, 2, Purpose.CONSULTATION)
    consulted.refused("not-put-out", request(consulted, number=2), LEAD)
    unpinned = case.when(replace(asked, pinned=0), LEAD).when(Accept(), ROADS)
    unpinned.refused("not-signed", CARRIED, LEAD, on=SIDE)


def test_a_signature_under_another_joint_work_stands_for_nothing_here() -> None:
    case, other = signed(), Stream("other joint")
    case.town.plans[other] = case.town.plans[JOINT]
    case.town.listings.append(listed(CHARTERS, other, Charter(LEAD, GOV, LEAD, DEPUTY)))
    case.refused("not-signed", replace(CARRIED, joint=other), LEAD, on=SIDE)


@pytest.mark.parametrize(("plan", "under", "asked", "wanted"), EXAMPLES)
def test_what_a_signature_stands_for(plan: str, under: str, asked: str, wanted: str) -> None:
    case = planned(**dict(map(told, plan.split("; "))))
    case.when(replace(request(case), about=("v1", *under.split())), LEAD).when(Accept(), ROADS)
    name, line = told(asked)
    offer = replace(CARRIED, line=name, doer=line.unit, due=line.due)
    if wanted == "stands":
        case.when(offer, LEAD, on=SIDE).then("underway", ROADS, on=SIDE)
    else:
        case.refused("not-signed", offer, LEAD, on=SIDE)


def test_whoever_accepts_a_line_signs_it_and_so_owes_nothing_nor_binds_who_does() -> None:
    case = signed(planned(L002=Line(WATER, due=DUE, competent=ROADS)), ROADS, "L002")
    for doer in (WATER, ROADS):
        case.refused("not-signed", replace(CARRIED, line="L002", doer=doer), LEAD, on=SIDE)


def test_means_are_promised_for_the_day_that_was_signed() -> None:
    case = signed(planned(M1=FUND), WATER, "M1")
    means = replace(CARRIED, kind="means", doer=WATER, line="M1", due=FUND.due)
    case.refused("not-signed", replace(means, due=DUE), LEAD, on=SIDE)
    case.when(means, LEAD, on=SIDE).then("underway", WATER, on=SIDE)


def test_means_promised_without_a_day_are_due_in_the_time_of_their_kind() -> None:
    case = signed(planned(M1=replace(FUND, due=None)), WATER, "M1")
    case.when(replace(CARRIED, kind="means", doer=WATER, line="M1", due=None), LEAD, on=SIDE)
    assert case.due(SIDE) == date(2026, 3, 16)  # ten working days


def amended(*names: str) -> Case:
    """WATER works on L002 for TOWN; v2 gives it another day, which L003 has too, and TOWN has signed v2."""
    case = signed(planned(L002=DRAINS, L003=replace(DRAINS, due=LATER)), WATER, "L002")
    case.when(replace(CARRIED, asker=TOWN, doer=WATER, line="L002"), RULE, on=SIDE)
    case = put_out(enter(case, LINES, "L002", replace(DRAINS, due=LATER)), 2, Purpose.AMENDMENT)
    return signed(case, TOWN, *(names or ("L002", "L003")), number=2, on=OTHER)


def varied(case: Case, **terms: object) -> Offer:
    pinned = len(case.town.plans[JOINT])
    told = {"due": LATER, "about": ("v2", "L002"), "pinned": pinned, "signature": OTHER, "line": "v2", **terms}
    return Offer("variation", WATER, TOWN, "drains", joint=JOINT, parent=SIDE, beside=True, **told)  # type: ignore[arg-type]


def test_a_variation_is_settled_by_the_signature_that_saw_its_day() -> None:
    case = amended()
    for strange in (
        {"due": date(2031, 1, 1)}, {"about": ("v1", "L002")}, {"about": ("v2", "L003")}, {"about": ()},
        {"new_doer": ROADS}, {"signature": Stream("work")},
    ):  # fmt: skip
        case.refused("not-signed", varied(case, **strange), RULE, on=Stream("varied"))
    case.when(varied(case), RULE, on=Stream("varied"))
    assert case.matter(SIDE).grants[-1].due == LATER
    assert case.matter(Stream("varied")).about == ("v2", "L002")
    other = amended("L003")
    other.refused("not-signed", varied(other), RULE, on=Stream("varied"))


def test_the_sponsor_has_signed_for_every_line_what_the_version_says_of_it() -> None:
    case = planned(L002=Line(LEAD, due=DUE))
    case.when(task(asker=DEPUTY, doer=LEAD, joint=JOINT, line="L002"), DEPUTY, on=SIDE).when(Accept(), LEAD, on=SIDE)
    case = put_out(enter(case, LINES, "L002", Line(LEAD, due=LATER)), 2, Purpose.AMENDMENT)
    case.when(replace(request(case, DEPUTY, number=2), about=("v2",)), LEAD, OTHER).when(Accept(), DEPUTY, OTHER)
    asked = replace(varied(case), asker=LEAD, doer=DEPUTY)
    case.refused("not-signed", replace(asked, due=date(2031, 1, 1)), LEAD, on=Stream("varied"))
    case.when(asked, LEAD, on=Stream("varied"))
    assert case.matter(SIDE).grants[-1].due == LATER


def test_a_reservation_carried_into_the_launch_is_the_one_that_was_signed() -> None:
    lack = Reservation("no drawings", WATER, date(2026, 3, 1))
    case = planned()
    case.when(request(case), LEAD).when(Accept(lack), ROADS)
    for strange in (replace(lack, curer=TOWN), replace(lack, since=date(2026, 2, 1))):
        case.refused("not-what-was-reserved", replace(CARRIED, reservation=strange, fresh=OBSTACLE), LEAD, on=SIDE)
    case.when(replace(CARRIED, reservation=lack, fresh=OBSTACLE), LEAD, on=SIDE).then("offered", WATER, on=OBSTACLE)
    plain = signed()
    plain.refused("not-what-was-reserved", replace(CARRIED, reservation=lack, fresh=OBSTACLE), LEAD, on=SIDE)


def test_what_the_keeper_recorded_for_a_unit_stands_once_the_unit_confirmed_it() -> None:
    case = staffed(planned(), "p:roads")
    case.town.listings.append(listed(CHARTERS, JOINT, Charter(LEAD, GOV, WATER, DEPUTY)))
    case.when(request(case), LEAD).when(Accept(), recorded(ROADS, by=WATER)).then("closed", None)
    case.refused("not-signed", CARRIED, LEAD, on=SIDE)
    case.when(Confirm(2), ROADS).when(CARRIED, LEAD, on=SIDE).then("underway", ROADS, on=SIDE)


def test_what_was_contested_stands_for_nothing_until_it_is_ruled_to_stand() -> None:
    case = staffed(planned(), "p:roads")
    case.town.listings.append(listed(CHARTERS, JOINT, Charter(LEAD, GOV, WATER, DEPUTY)))
    case.when(request(case), LEAD).when(Accept(), recorded(ROADS, by=WATER)).when(Contest(2, "never"), ROADS)
    case.refused("not-signed", CARRIED, LEAD, on=SIDE)
    case.when(Rule(Phase.CLOSED, "it stands"), DEPUTY).when(CARRIED, LEAD, on=SIDE)


def test_a_paper_counts_where_nobody_sits_who_could_confirm_it_and_contact_units_confirm_for_outsiders() -> None:
    case = planned()
    case.when(request(case), LEAD).when(Accept(), recorded(ROADS, by=LEAD)).when(CARRIED, LEAD, on=SIDE)
    outside = staffed(planned(L001=Line(FIRM, due=DUE)), "p:water")
    outside.when(request(outside, FIRM), LEAD).when(Accept(), recorded(FIRM, by=LEAD))
    outside.refused("not-signed", replace(CARRIED, doer=FIRM), LEAD, on=SIDE)
    outside.when(Confirm(2), WATER).when(replace(CARRIED, doer=FIRM), LEAD, on=SIDE)
    spoken = staffed(planned(L001=Line(FIRM, due=DUE)), "p:water")
    spoken.when(request(spoken, FIRM), LEAD).when(Accept(), recorded(FIRM, by=WATER))
    spoken.when(replace(CARRIED, doer=FIRM), LEAD, on=SIDE)


@pytest.mark.parametrize("end", [Withdraw("asked anew"), Rule(Phase.CLOSED, "the unit is right", granted=False)])
def test_what_was_not_granted_stands_for_nothing(end: Withdraw | Rule) -> None:
    case = planned()
    case.when(request(case), LEAD).when(Counter(None, "not ours"), ROADS)
    case.when(end, LEAD if isinstance(end, Withdraw) else DEPUTY).refused("not-signed", CARRIED, LEAD, on=SIDE)


def check(entries: list[Entry[Listed]], by: Desk | None = LEAD) -> None:
    force = Case().town.register.at(BEFORE)
    check_entry(entries[-1].event, force, Actor(by))
    check_whole(entries, LONG_AGO)


@whenever(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_versions_count_on_by_one_each_with_its_letters(numbers: list[int]) -> None:
    case = planned()
    for number in numbers:
        put_out(case, number)
    grows = numbers == list(range(2, 2 + len(numbers)))
    entries = case.town.plans[JOINT]
    if grows:
        check(entries)
    else:
        with pytest.raises(Rejected, match="versions-count-on"):
            check(entries)
    with pytest.raises(Rejected, match="version-without-letters"):
        check_put_out(entries, [])


def test_a_version_is_put_out_by_the_lead_and_never_taken_back() -> None:
    entries = put_out(planned(), 2).town.plans[JOINT]
    for by in (DEPUTY, GOV):
        with pytest.raises(Rejected, match="only-the-lead-asks"):
            check(entries, by)
    named = enter(planned(), VERSIONS, "v9", Version(2, Purpose.AMENDMENT))
    with pytest.raises(Rejected, match="versions-count-on"):
        check(named.town.plans[JOINT])
    case = planned()
    letters = case.when(request(case), LEAD).town.entries
    check_put_out(case.town.plans[JOINT], letters)
    with pytest.raises(Rejected, match="version-without-letters"):
        check_put_out(put_out(case, 2).town.plans[JOINT], letters)
    with pytest.raises(Rejected, match="wrong-value"):
        check(enter(planned(), VERSIONS, "v1", None).town.plans[JOINT])
