"""Numbers a site sets: in force from their day, read by the rule applied then; the table of the docs is the code."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from qiantou.core.convening import called
from qiantou.core.delegation import Delegation
from qiantou.core.duty import OffList
from qiantou.core.duty_change import published_on
from qiantou.core.figures import (
    CHASERS_APART,
    DELEGATED_IN_A_YEAR,
    DELEGATION_TERM,
    EMERGENCY_WORK,
    EXCEPTION_TERM,
    LETTER_REPLY,
    MEETING_NOTICE,
    PUBLISHED_AFTER,
    URGENT_MARKS,
    USUAL,
    Figure,
)
from qiantou.core.finishing import finishing
from qiantou.core.kernel import Rejected, Stream
from qiantou.core.kinds import Urgency
from qiantou.core.listing import check
from qiantou.core.meeting import Brought, Item
from qiantou.core.moves import Accept, Chase, Offer
from qiantou.core.register import DELEGATIONS, FIGURES, OFF_LISTS, Listed
from tests.core.provoking import entered
from tests.core.steps import OTHER, WORK, Case, staffed, task
from tests.core.world import DEPUTY, HEAD, LEAD, ROADS, WATER, listed

DOC = (Path(__file__).parents[2] / "docs" / "rules" / "figures.md").read_text(encoding="utf-8")
CORE = Path(__file__).parents[2] / "qiantou" / "core"
ROW = re.compile(r"^\| `([\w-]+)` \| .*? \| (\d+) ([\w ]+?) \| (\d+)–(\d+) \| (.*?) \|", re.M)
URGENT = task(urgency=Urgency.URGENT)
TODAY = date(2026, 3, 2)


def set_to(name: str, amount: int, case: Case | None = None, *, since: str = "2026-01-01") -> Case:
    """A county that has entered a number of its own."""
    case = case or Case()
    own = Figure(amount, "县政办发〔2026〕3号")
    case.town.listings.append(listed(FIGURES, name, own, since=date.fromisoformat(since)))
    return case


def test_the_table_of_the_docs_is_the_code() -> None:
    told = {name: (int(usual), counted, int(least), int(most), basis)
            for name, usual, counted, least, most, basis in ROW.findall(DOC)}  # fmt: skip
    assert told == {
        name: (one.amount, one.counted.value.replace("-", " "), one.least, one.most, one.basis)
        for name, one in USUAL.items()
    }


def test_every_number_of_the_core_that_stays_is_named_with_its_reason() -> None:
    """A constant marked as a default or as somebody's rule is a figure, a row of the kinds, or told to stay."""
    apart = {"figures.py", "kinds.py", "kind_table.py", "kind_clocks.py"}
    marked = re.compile(r'^([A-Z_]+)\b[^\n=]* = [^\n]*(?:\n"""[^\n]*)?\[(?:default|local)\]', re.M)
    found = {name for path in CORE.glob("*.py") if path.name not in apart for name in marked.findall(path.read_text())}
    stays = DOC[DOC.index("## What stays") :]
    assert found
    assert not [name for name in sorted(found) if f"`{name}`" not in stays]


@pytest.mark.parametrize("name", USUAL)
def test_a_number_is_the_usual_one_until_the_site_enters_its_own_and_from_that_day(name: str) -> None:
    usual = USUAL[name]
    assert usual.least <= usual.amount <= usual.most
    case = set_to(name, usual.least, since="2026-03-05")
    before, on = (case.at(f"{day} 09:00").town.register.at(case.town.now) for day in ("2026-03-04", "2026-03-05"))
    assert (before.number(name), on.number(name)) == (usual.amount, usual.least)
    assert before.figure(name) == usual.figure
    for amount in (usual.least - 1, usual.most + 1):
        with pytest.raises(Rejected, match="figure-out-of-range"):
            check(Listed(FIGURES, name, Figure(amount), TODAY), on)
    check(Listed(FIGURES, name, None, TODAY), on)


def test_a_figure_that_no_rule_reads_is_not_entered() -> None:
    with pytest.raises(Rejected, match="wrong-key"):
        entered(FIGURES, "urgent", Figure(3))


def test_fewer_urgent_marks_hold_from_their_day() -> None:
    case = set_to(URGENT_MARKS, 1, since="2026-03-03").when(URGENT, LEAD).when(URGENT, LEAD, on=Stream("m1"))
    case.at("2026-03-03 09:00").refused("urgent-capped", URGENT, LEAD, on=Stream("m2"))


def test_a_meeting_is_called_with_the_notice_of_the_site() -> None:
    items = (Item(Brought.LISTED, (WORK,)),)
    days = []
    for case in (Case(), set_to(MEETING_NOTICE, 2)):
        days.append(called(DEPUTY, items, case.town.register.at(case.town.now), invited=())[1].day)
    assert days == [date(2026, 3, 9), date(2026, 3, 4)]


def test_a_delegation_is_as_long_as_the_site_allows() -> None:
    def given_until(days: int, case: Case) -> None:
        staffed(case, HEAD)
        one = Delegation(DEPUTY, HEAD, TODAY + timedelta(days))
        check(Listed(DELEGATIONS, "b:one", one, TODAY), case.town.register.at(case.town.now))

    given_until(92, Case())
    given_until(100, set_to(DELEGATION_TERM, 100))
    with pytest.raises(Rejected, match="delegation-too-long") as refusal:
        given_until(31, set_to(DELEGATION_TERM, 30))
    assert refusal.value.facts["days"] == 30
    with pytest.raises(Rejected, match="away-too-long") as refusal:
        given_until(60, set_to(DELEGATED_IN_A_YEAR, 60))
    assert refusal.value.facts["most"] == 60


def test_a_letter_leaves_as_many_days_as_the_site_allows() -> None:
    letter = Offer("word", LEAD, ROADS, "one sentence", reply_days=30)
    Case().when(letter, LEAD)
    set_to(LETTER_REPLY, 20).refused("reply-out-of-range", letter, LEAD)


def test_chasers_stand_as_far_apart_as_the_site_says() -> None:
    for case, code in ((set_to(CHASERS_APART, 1), ""), (set_to(CHASERS_APART, 2), "chased-just-now")):
        case.when(task(), LEAD).when(Accept(), ROADS).when(Chase("please"), LEAD).at("2026-03-03 09:00")
        case.refused(code, Chase("again"), LEAD) if code else case.when(Chase("again"), LEAD)


def test_an_exception_lasts_as_long_as_the_site_allows() -> None:
    item = OffList(WATER, DEPUTY, date(2026, 12, 31), "pumps", "a flood")
    entered(OFF_LISTS, "x:one", item)
    with pytest.raises(Rejected, match="exception-too-long"):
        entered(OFF_LISTS, "x:one", item, case=set_to(EXCEPTION_TERM, 90))


def test_an_emergency_has_the_minutes_of_the_site_on_the_day_it_is_asked_for() -> None:
    urgent = task(urgency=Urgency.EMERGENCY, due=None)
    case = set_to(EMERGENCY_WORK, 30, since="2026-03-03").when(urgent, LEAD)
    case.at("2026-03-03 09:00").when(urgent, LEAD, on=OTHER)
    told = [finishing(case.matter(on)) for on in (WORK, OTHER)]
    assert [limit.amount for limit in told if limit is not None] == [120, 30]


def test_a_list_is_in_force_when_the_site_says() -> None:
    days = [published_on(case.town.register.at(case.town.now)) for case in (Case(), set_to(PUBLISHED_AFTER, 0))]
    assert days == [date(2026, 3, 5), TODAY]
