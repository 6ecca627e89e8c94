"""The door of a township by the table of docs/rules/duty_lists.md, and when a change of duties is published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from qiantou.core.context import Context
from qiantou.core.door import plan_through
from qiantou.core.duty import Duty, DutySort, OffList
from qiantou.core.duty_change import awaited, days_after, lists_kept_by, published_on, silent
from qiantou.core.facts import Accepted
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Phase
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Block,
    Counter,
    Decline,
    Deliver,
    Offer,
    OfferTo,
    Refer,
    Reservation,
    Rule,
    Withdraw,
)
from qiantou.core.plan import Line, Means, Role, Sort
from qiantou.core.points import Point
from qiantou.core.register import DUTIES, OFF_LISTS, POLICIES, POSTS, UNITS, Post, Unit
from tests.core.steps import OTHER, WORK, Case, dispute, order, task, variation
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER, listed

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "duty_lists.md").read_text(encoding="utf-8")
FIELDS, SECTION = Desk("u:fields"), Desk("u:town-fields")
DESKS = {
    "WORKS": ROADS, "a post of WORKS": Desk("p:roads"), "WATER": WATER, "GOV": GOV, "TOWN": TOWN, "SECTION": SECTION,
    "a post of TOWN": Desk("p:town"),
}  # fmt: skip
ROW, FOREIGN = "d:row", "d:foreign"
LATE = date(2026, 12, 31)


def examples() -> list[dict[str, str]]:
    section = RULES.split("## At the door\n", 1)[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    names, _, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(names, cells, strict=True)) for cells in body]


def town(row: str = "basic") -> Case:
    """TOWN as a township with the row written so ("basic until 2026-03-01"), FIELDS as another one, and SECTION."""
    case = Case()
    row, _comma, named = row.partition(", ")
    sort, _until, last = row.partition(" until ")
    upper, others = None if "nobody" in named else ROADS, (WATER,) if "WATER" in named else ()
    units = {TOWN: Desk("p:town"), FIELDS: None}
    entries = [
        listed(UNITS, unit, Unit(parent=GOV, head=head, leader=DEPUTY, sort="township")) for unit, head in units.items()
    ]
    entries.append(listed(UNITS, SECTION, Unit(parent=TOWN, inner=True)))
    entries.append(listed(DUTIES, FOREIGN, Duty(FIELDS, DutySort.BASIC, item="drains")))
    if sort != "none":
        until = date.fromisoformat(last) if last else None
        entries.append(listed(DUTIES, ROW, Duty(TOWN, DutySort(sort), upper=upper, others=others, until=until)))
    case.town.listings += entries
    return case


def cited(words: str, case: Case) -> dict[str, str]:
    if words == "nothing":
        return {}
    if not words.startswith("an exception"):
        return {"duty": {"the row": ROW, "a row of FIELDS": FOREIGN}[words]}
    last = words.rpartition("until ")[2] if "until" in words else LATE.isoformat()
    unit = FIELDS if "FIELDS" in words else TOWN
    case.town.listings.append(listed(OFF_LISTS, "x:one", OffList(unit, DEPUTY, date.fromisoformat(last), "a trial")))
    return {"off_list": "x:one"}


@pytest.mark.parametrize("said", examples(), ids=lambda said: "-".join(said.values()).replace(" ", "_"))
def test_at_the_door(said: dict[str, str]) -> None:
    case = town(said["row on the list"])
    asker, doer = DESKS[said["asked by"]], DESKS[said["doer"]]
    offer = task(kind=said["kind"], asker=asker, doer=doer, due=None, **cited(said["cited"], case))
    if said["answer"] == "offered":
        case.when(offer, asker).then(Phase.OFFERED, doer)
    else:
        case.refused(said["answer"], offer, asker)


def test_a_demand_does_not_reach_a_township_by_another_way() -> None:
    case = town().when(task(), LEAD)
    case.when(Decline("no-means", "why"), ROADS).refused("not-on-the-duty-list", OfferTo(TOWN), LEAD)
    case.when(OfferTo(WATER), LEAD).when(Accept(), WATER)
    side = variation(asker=WATER, new_doer=TOWN, due=None)
    case.refused("not-on-the-duty-list", side, WATER, on=Stream("side"))
    case.when(replace(side, duty=ROW), WATER, on=Stream("side")).when(Accept(), LEAD, on=Stream("side"))
    case.then(Phase.OFFERED, TOWN)


def test_a_lack_that_a_township_could_cure_stays_on_record_and_nothing_is_asked_of_it() -> None:
    case = town().when(task(), LEAD)
    case.when(Accept(Reservation("no site", TOWN, date(2026, 3, 1)), UNDER), ROADS).then(Phase.UNDERWAY, ROADS)
    assert case.town.matter(UNDER) is None
    accepted = case.town.of(WORK)[-1].event
    assert isinstance(accepted, Accepted)
    assert accepted.lack is not None
    assert (accepted.lack.curer, accepted.lack.asked_in) == (TOWN, None)


UNDER = Stream("under")
FILED = Block("TOWN has not cleared the site", to=TOWN, fresh=UNDER)


def test_an_obstacle_is_laid_at_the_door_of_a_township_by_a_row_alone() -> None:
    case = town().when(task(), LEAD).when(Accept(), ROADS)
    case.refused("not-on-the-duty-list", FILED, ROADS)
    case.refused("no-such-exception", replace(FILED, off_list="x:none"), ROADS)
    case.when(replace(FILED, duty=ROW), ROADS).then(Phase.OFFERED, TOWN, on=UNDER)
    assert case.matter(UNDER).duty == ROW


def test_a_matter_the_township_owes_is_named_without_a_row() -> None:
    case = town().when(task(), LEAD).when(Accept(), ROADS)
    case.when(task(asker=ROADS, doer=TOWN, duty=ROW), ROADS, on=OTHER).when(Accept(), TOWN, on=OTHER)
    case.when(Block("as agreed", blocker=OTHER), ROADS).then(Phase.BLOCKED, TOWN)


def test_what_a_township_asks_and_what_is_lacking_from_it_for_that_is_no_demand() -> None:
    case = town().when(task(asker=TOWN), TOWN).when(Accept(), ROADS)
    case.when(Block("the plot is not named", to=TOWN, fresh=UNDER), ROADS).then(Phase.OFFERED, TOWN, on=UNDER)
    other = town().when(task(asker=ROADS, doer=TOWN, duty=ROW), ROADS).when(Accept(), TOWN)
    other.when(Block("no pump", to=WATER, fresh=UNDER), TOWN).then(Phase.OFFERED, WATER, on=UNDER)


def test_what_is_lacking_from_a_township_is_asked_by_its_doer_while_the_work_is_in_hand_alone() -> None:
    lacking = task(kind="data", asker=ROADS, doer=TOWN, due=None, parent=WORK)
    case = town().when(task(asker=TOWN), TOWN).refused("not-on-the-duty-list", lacking, ROADS, on=OTHER)
    case.when(Accept(), ROADS).when(lacking, ROADS, on=OTHER).then(Phase.OFFERED, TOWN, on=OTHER)
    case.when(Deliver("done"), ROADS).when(AcceptDelivery(), TOWN).at("2028-03-01 09:00")
    case.refused("not-on-the-duty-list", replace(lacking, kind="task", title="anything"), ROADS, on=UNDER)


def test_a_ruling_gives_work_to_a_township_by_a_row_or_an_exception() -> None:
    case = town().when(task(), LEAD).when(Refer("who?"), LEAD)
    assigned = Rule(Phase.UNDERWAY, "TOWN is nearest", doer=TOWN)
    case.refused("not-on-the-duty-list", assigned, DEPUTY)
    case.refused("no-such-exception", replace(assigned, off_list="x:one"), DEPUTY)
    case.town.listings.append(listed(OFF_LISTS, "x:one", OffList(TOWN, DEPUTY, LATE, "this once")))
    case.when(replace(assigned, off_list="x:one"), DEPUTY).then(Phase.UNDERWAY, TOWN)
    again = town("none").when(task(doer=TOWN), LEAD).when(Refer("who?"), LEAD)
    again.town.listings.append(listed(DUTIES, ROW, Duty(TOWN, DutySort.BASIC)))
    again.when(Rule(Phase.UNDERWAY, "as it was", doer=TOWN), DEPUTY).then(Phase.UNDERWAY, TOWN)


def test_whoever_says_a_work_is_the_townships_names_the_row() -> None:
    case = town().when(task(), LEAD).when(Accept(), ROADS)
    asked = dispute(doer=TOWN)
    case.refused("not-on-the-duty-list", asked, ROADS, on=UNDER)
    case.when(replace(asked, duty=ROW), ROADS, on=UNDER).when(Accept(), TOWN, on=UNDER).then(Phase.UNDERWAY, TOWN)
    helped = town("cooperating").when(task(), LEAD).when(Accept(), ROADS)
    helped.refused("duty-of-another-department", replace(asked, duty=ROW), ROADS, on=UNDER)
    ruled = town().when(task(), LEAD).when(Accept(), ROADS).when(dispute(), ROADS, on=UNDER)
    ruled.when(Refer("decide"), ROADS, on=UNDER)
    final = Rule(Phase.CLOSED, "it is TOWN's", doer=TOWN)
    ruled.refused("not-on-the-duty-list", final, DEPUTY, on=UNDER)
    ruled.when(replace(final, duty=ROW), DEPUTY, on=UNDER).then(Phase.UNDERWAY, TOWN)


def test_an_order_declined_in_favour_of_a_township_names_the_row() -> None:
    case = town().when(order(), LEAD)
    declined = Decline("not-ours", "TOWN's", TOWN, UNDER)
    case.refused("not-on-the-duty-list", declined, ROADS)
    case.when(replace(declined, duty=ROW), ROADS).then(Phase.OFFERED, TOWN, on=UNDER)


def test_a_plan_is_looked_at_line_by_line_before_it_goes_out() -> None:
    case = town("cooperating")
    force = case.town.register.at(case.town.now)
    held = Line(TOWN, competent=ROADS, duty=ROW)
    plan_through({"L001": held, "L002": Line(LEAD, role=Role.COORDINATE), "M1": Means(Sort.PEOPLE, WATER)}, LEAD, force)
    plan_through({"L001": Line(TOWN)}, TOWN, force)
    for name, value, code in (
        ("L003", Line(TOWN), "not-on-the-duty-list"),
        ("L004", replace(held, competent=WATER), "duty-of-another-department"),
        ("M2", Means(Sort.PEOPLE, TOWN), "not-on-the-duty-list"),
    ):
        with pytest.raises(Rejected, match=code) as refusal:
            plan_through({"L001": held, name: value}, LEAD, force)
        assert refusal.value.facts["line"] == name


def test_what_was_asked_before_stands() -> None:
    case = town("none").when(task(asker=ROADS, doer=TOWN), ROADS)
    case.town.listings.append(listed(DUTIES, ROW, Duty(TOWN, DutySort.BASIC, item="drains")))
    case.when(Accept(), TOWN).when(Deliver("done"), TOWN).then(Phase.DELIVERED, ROADS)


def applied(case: Case | None = None) -> Case:
    """LEAD applied for a change; ROADS reviews it; WATER and TOWN were asked on 2 March for 7 working days."""
    case = case or Case()
    for name, unit in ((WORK, WATER), (OTHER, TOWN)):
        case.when(Offer("consultation", LEAD, unit, "opinion"), LEAD, on=name)
    change = Offer("duty-change", LEAD, ROADS, "drains", about=(WORK, OTHER))
    return case.when(change, LEAD, on=Stream("change")).when(Accept(), ROADS, on=Stream("change"))


def context(case: Case) -> Context:
    return Context(case.town.now, case.town.register.at(case.town.now), case.town.matter)


PUBLISHED = Deliver("published")
CHANGE = Stream("change")


def test_it_is_published_once_every_unit_answered_or_its_time_ran_out() -> None:
    case = applied().refused("opinions-first", PUBLISHED, ROADS, on=CHANGE)
    case.when(Counter(None, "", (Point("", reason="not ours"),)), WATER, on=WORK)
    case.refused("opinions-first", PUBLISHED, ROADS, on=CHANGE)
    case.at("2026-03-11 17:00").refused("opinions-first", PUBLISHED, ROADS, on=CHANGE)
    case.at("2026-03-12 09:00").when(PUBLISHED, ROADS, on=CHANGE).then(Phase.DELIVERED, LEAD, on=CHANGE)


def test_a_letter_taken_back_is_no_opinion_heard() -> None:
    case = applied().when(Accept(), TOWN, on=OTHER).when(Withdraw("why"), LEAD, on=WORK)
    with pytest.raises(Rejected) as refusal:
        case.when(PUBLISHED, ROADS, on=CHANGE)
    assert refusal.value.facts == {"units": (WATER,), "until": date(2026, 3, 12)}


def test_a_letter_taken_back_leaves_the_unit_its_reply_time_once_more() -> None:
    case = applied().when(Accept(), TOWN, on=OTHER).when(Withdraw("why"), LEAD, on=WORK)
    case.at("2026-03-11 17:00").refused("opinions-first", PUBLISHED, ROADS, on=CHANGE)
    case.at("2026-03-12 09:00")
    assert silent(case.matter(CHANGE), context(case)) == (WATER,)
    case.when(PUBLISHED, ROADS, on=CHANGE).then(Phase.DELIVERED, LEAD, on=CHANGE)


@pytest.mark.parametrize("asks", [Refer("who decides?"), Counter(None, "", (Point("", reason="not ours"),))])
def test_a_letter_lying_with_a_silent_leader_holds_the_review_until_his_clock_has_run_out(asks) -> None:
    case = applied().when(Accept(), TOWN, on=OTHER).when(asks, WATER, on=WORK)
    if isinstance(asks, Counter):  # it has spoken: whatever the leader says, the office has heard it
        case.at("2026-03-02 10:00").when(Refer("decide"), LEAD, on=WORK)
        assert not silent(case.matter(CHANGE), context(case))
        case.when(PUBLISHED, ROADS, on=CHANGE)
        return
    case.at("2026-03-09 17:00").refused("opinions-first", PUBLISHED, ROADS, on=CHANGE)
    case.at("2026-03-10 09:00")
    assert silent(case.matter(CHANGE), context(case)) == (WATER,)
    case.when(PUBLISHED, ROADS, on=CHANGE).then(Phase.DELIVERED, LEAD, on=CHANGE)


def test_a_leader_who_decides_before_the_unit_spoke_does_not_speak_for_it() -> None:
    case = applied().when(Accept(), TOWN, on=OTHER).when(Refer("now"), LEAD, on=WORK)
    case.when(Rule(Phase.CLOSED, "so be it"), DEPUTY, on=WORK)
    assert silent(case.matter(CHANGE), context(case)) == (WATER,)
    case.when(PUBLISHED, ROADS, on=CHANGE)


def test_a_unit_that_was_asked_again_and_agrees_has_spoken() -> None:
    case = applied().when(Accept(), TOWN, on=OTHER).when(Refer("who decides?"), WATER, on=WORK)
    case.when(Rule(Phase.OFFERED, "say it yourself"), DEPUTY, on=WORK).when(Accept(), WATER, on=WORK)
    assert silent(case.matter(CHANGE), context(case)) == ()


def test_a_kind_without_a_clock_has_one_here() -> None:
    policy = replace(KINDS["consultation"], clocks=(), silence=())
    case = Case()
    case.town.listings.append(listed(POLICIES, "consultation", policy))
    case = applied(case)
    case.at("2026-03-11 17:00").refused("opinions-first", PUBLISHED, ROADS, on=CHANGE)
    case.at("2026-03-12 09:00").when(PUBLISHED, ROADS, on=CHANGE)
    assert silent(case.matter(CHANGE), context(case)) == (WATER, TOWN)


def test_nothing_is_awaited_where_nobody_is_touched() -> None:
    case = Case().when(Offer("duty-change", LEAD, ROADS, "drains"), LEAD).when(Accept(), ROADS)
    case.when(PUBLISHED, ROADS).then(Phase.DELIVERED, LEAD)


def test_the_office_and_the_days() -> None:
    case = Case()
    force = case.town.register.at(case.town.now)
    assert lists_kept_by(force) is None
    case.town.listings += [
        listed(UNITS, FIELDS, Unit(parent=GOV, sort="establishment")),
        listed(POSTS, Desk("p:x"), Post(GOV)),
        listed(UNITS, SECTION, Unit(parent=FIELDS, sort="establishment", inner=True)),
    ]
    force = case.town.register.at(case.town.now)  # Monday 2 March 2026
    assert lists_kept_by(force) == FIELDS
    assert published_on(force) == date(2026, 3, 5)
    assert days_after(date(2026, 2, 13), case.town.now, force) == 11  # the 13th is not counted, Monday to Friday


def test_the_awaited_are_named_in_the_order_asked() -> None:
    case = applied()
    assert [unit for unit, _until in awaited(case.matter(CHANGE), context(case))] == [WATER, TOWN]
