"""Bulletins: who issues them, what stands beside a fact, who sees it first, and that nothing is changed once issued."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given as any_given
from hypothesis import strategies as st

from qiantou.core.bulletin import (
    ORDERS,
    Addition,
    Code,
    Issue,
    Item,
    Letter,
    Mark,
    Order,
    Sort,
    Struck,
    Waited,
    blamed,
    criticised,
    last_over,
    lines_of,
    next_after,
    order_key,
    period,
    rests_on,
)
from qiantou.core.bulletin_check import approver
from qiantou.core.bulletin_stream import free_from, issued_of, number_of, shown_since
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.listing import check
from qiantou.core.moves import Counter, Offer
from qiantou.core.plan import Every
from qiantou.core.register import CHARTERS, UNITS, Listed, Unit
from qiantou.core.undertaking import Charter
from tests.core.printing import (
    CONTENT,
    EARLY,
    END,
    KEY,
    LATE,
    ORDER,
    ORDERED,
    PRAISED,
    STOPPED,
    Press,
    approved,
    county,
    out,
    shown,
)
from tests.core.steps import Case
from tests.core.world import DEPUTY, GOV, HEAD, JOINT, LEAD, ROADS, TOWN, WATER, listed, local


def refused(code: str, press: Press, value: object, by: Desk | None = GOV, *, key: str = KEY) -> None:
    before = list(press.entries)
    with pytest.raises(Rejected) as refusal:
        press.enter(value, by, key=key)
    assert refusal.value.code == code
    assert press.entries == before


def ordered(order: Order, by: Desk | None = GOV, *, case: Case | None = None, key: str = "") -> None:
    force = (case or county()).town.register.at(local("2026-03-09 09:00"))
    check(Listed(ORDERS, key or order_key(order.joint or order.issuer), order, date(2026, 3, 9)), force, Actor(by))


def test_shown_approved_and_a_working_day_later_issued() -> None:
    press = out()
    issue = issued_of(press.entries, KEY)
    assert issue is not None
    assert issue.event.value == Issue(1)
    assert number_of(press.entries, KEY) == 1


def test_whoever_is_put_in_a_bad_light_has_its_lines_for_a_full_working_day() -> None:
    press = approved()
    force = press.case.town.register.at(press.case.town.now)
    assert free_from(press.entries, KEY, ORDER, force) == dict.fromkeys((ROADS, WATER), local("2026-03-10 09:00"))
    refused("shown-too-late", press.at("2026-03-10 08:59"), Issue(1))
    press.at("2026-03-10 09:00").issue()


def test_days_of_rest_are_no_working_day() -> None:
    press = Press().at("2026-03-13 16:00").show().ask().signed()  # a Friday
    refused("shown-too-late", press.at("2026-03-15 16:00"), Issue(1))
    refused("shown-too-late", press.at("2026-03-16 15:59"), Issue(1))
    press.at("2026-03-16 16:00").issue()


def test_the_days_ahead_are_the_orders() -> None:
    press = Press(order=replace(ORDER, ahead=2)).show().ask().signed()
    refused("shown-too-late", press.at("2026-03-11 08:59"), Issue(1))
    press.at("2026-03-11 09:00").issue()


def test_a_bulletin_that_puts_nobody_in_a_bad_light_is_issued_as_soon_as_it_is_signed() -> None:
    assert issued_of(Press().show(items=(EARLY,)).ask().signed().issue().entries, KEY) is not None


def test_lines_that_stayed_the_same_were_seen_before_and_changed_ones_were_not() -> None:
    press = shown().at("2026-03-10 09:00").show(items=(replace(LATE, days=3), *CONTENT.items[1:]))
    assert shown_since(press.entries, KEY) == {
        ROADS: local("2026-03-10 09:00"), WATER: local("2026-03-09 09:00"),
    }  # fmt: skip
    press.ask().signed()
    refused("shown-too-late", press, Issue(2))
    press.at("2026-03-11 09:00").issue()


def test_a_sentence_about_a_unit_is_words_so_it_sees_the_last_one_for_the_whole_day() -> None:
    blame = Mark(ROADS, Sort.CRITICISM, (0,), "late again")
    press = shown().at("2026-03-10 09:00").show(marks=(blame,)).at("2026-03-11 09:00").show(marks=(blame,))
    assert shown_since(press.entries, KEY)[ROADS] == local("2026-03-11 09:00")


def test_the_lead_does_not_issue() -> None:
    with pytest.raises(Rejected, match="not-the-leads"):
        ordered(Order(LEAD, JOINT))
    press = approved().at("2026-03-10 09:00")
    press.case.town.listings.append(listed(CHARTERS, JOINT, Charter(GOV, GOV, LEAD, HEAD)))
    refused("not-the-leads", press, Issue(1))


def test_an_order_is_given_by_who_answers_for_the_work_to_an_office_of_it() -> None:
    for by in (GOV, LEAD, DEPUTY, None):
        ordered(ORDER, by)
    for order, by, code in (
        (ORDER, WATER, "not-the-office"),
        (Order(GOV), WATER, "not-the-office"),
        (Order(WATER, JOINT), GOV, "no-office-of-it"),
    ):
        with pytest.raises(Rejected, match=code):
            ordered(order, by)
    for by in (WATER, DEPUTY, HEAD):
        ordered(Order(WATER), by)


@pytest.mark.parametrize("order", [replace(ORDER, ahead=0), replace(ORDER, every=Every.YEAR)])
def test_an_order_has_a_rhythm_and_a_day_at_least(order: Order) -> None:
    with pytest.raises(Rejected, match="wrong-value"):
        ordered(order)


def test_an_order_stands_under_its_own_name_and_names_what_there_is() -> None:
    for order, key, code in (
        (ORDER, "t:other", "wrong-key"), (Order(GOV, Stream("none")), "", "no-such-joint-work"),
        (Order(Desk("u:none")), "", "unknown-desk"),
    ):  # fmt: skip
        with pytest.raises(Rejected, match=code):
            ordered(order, None, key=key)
    force = county().town.register.at(local("2026-03-09 09:00"))
    with pytest.raises(Rejected, match="wrong-key"):
        check(Listed(ORDERS, ORDERED, None, date(2026, 3, 9)), force, Actor(GOV))


def test_the_sponsor_approves_else_who_stands_over_the_office() -> None:
    force = county().town.register.at(local("2026-03-09 09:00"))
    assert approver(ORDER, force) == DEPUTY
    assert approver(Order(WATER), force) == DEPUTY
    assert approver(Order(GOV), force) == HEAD


def test_no_bulletin_without_the_signature_under_that_very_entry() -> None:
    refused("not-approved", shown().at("2026-03-11 09:00"), Issue(1))
    refused("not-approved", shown().ask().at("2026-03-11 09:00"), Issue(1))
    press = approved().at("2026-03-11 09:00").show(looked=4)
    refused("moved-on", press, Issue(1))
    refused("not-approved", press, Issue(3))


@pytest.mark.parametrize(
    "terms", [{"pinned": 0}, {"cause": ""}, {"about": ("other",)}, {"doer": HEAD}, {"kind": "word"}], ids=str
)
def test_a_signature_under_something_else_is_none(terms: dict[str, object]) -> None:
    with pytest.raises(Rejected, match="not-approved"):
        shown().ask(**terms)


def test_a_letter_names_who_approves_and_a_matter_there_is() -> None:
    refused("not-approved", shown(), Letter(1, HEAD, Stream("none")))
    refused("not-approved", shown(), Letter(1, DEPUTY, Stream("none")))
    refused("not-approved", shown(), Letter(2, DEPUTY, Stream("none")))


def test_only_the_office_enters_and_only_for_a_whole_period_that_is_over() -> None:
    refused("not-the-office", Press(), CONTENT, LEAD)
    for start, end in ((date(2026, 3, 2), date(2026, 3, 7)), (date(2026, 3, 9), date(2026, 3, 15))):
        key = KEY.replace(END.isoformat(), end.isoformat())
        refused("period-not-over", Press(), replace(CONTENT, start=start, end=end), key=key)
    refused("wrong-key", Press(), replace(CONTENT, joint=None))
    refused("wrong-key", Press(), CONTENT, key=KEY.replace("2026-03-08", "2026-03-01"))
    refused("no-bulletin-order", Press(), CONTENT, key="0" * 32 + "/2026-03-08")
    refused("no-bulletin-order", Press(), CONTENT, key=KEY.replace("2026-03-08", "today"))
    early = Press()
    early.case.town.listings[-1] = replace(
        early.case.town.listings[-1], event=replace(early.case.town.listings[-1].event, since=date(2026, 3, 9))
    )
    refused("no-bulletin-order", early, CONTENT)


@pytest.mark.parametrize(
    "mark",
    [
        replace(PRAISED, items=()),
        replace(PRAISED, items=(0,)),
        replace(PRAISED, items=(2, 9)),
        replace(PRAISED, items=(-1,)),
        replace(PRAISED, unit=ROADS),
        Mark(ROADS, Sort.CRITICISM, (1,), "it is stopped by another"),
        Mark(WATER, Sort.CRITICISM, (2,), "too early"),
        Mark(TOWN, Sort.PRAISE, (0, 1, 2), "as always"),
    ],
    ids=str,
)
def test_praise_and_criticism_stand_beside_facts(mark: Mark) -> None:
    refused("mark-without-fact", Press(), replace(CONTENT, marks=(mark,)))


def test_criticism_rests_on_ones_own_days_or_on_blocking_another() -> None:
    marks = (PRAISED, Mark(ROADS, Sort.CRITICISM, (0,), "late"), Mark(WATER, Sort.CRITICISM, (1,), "in the way"))
    Press().show(marks=marks)
    refused("reason-missing", Press(), replace(CONTENT, marks=(replace(PRAISED, text=" "),)))


@any_given(st.sampled_from(Code), st.sampled_from(Sort), st.booleans())
def test_no_line_is_ground_for_both_praise_and_criticism_of_one_unit(code: Code, sort: Sort, blocks: bool) -> None:
    item = Item(code, ROADS, Stream("work"), whose=WATER)
    unit = WATER if blocks else ROADS
    both = [rests_on(Mark(unit, one, (0,)), item) for one in Sort]
    assert sum(both) <= 1
    assert rests_on(Mark(unit, Sort.CRITICISM, (0,)), item) is (unit in blamed(item))


def test_a_unit_named_in_it_adds_one_sentence_until_it_is_issued() -> None:
    press, own = shown(), f"{KEY}/1"
    press.enter(Addition(ROADS, 0, "the bridge was closed"), ROADS, key=own)
    press.enter(Addition(ROADS, 0, "the bridge was closed until Friday"), ROADS, key=own)
    refused("bulletin-issued", press, Addition(WATER, 1, "not us"), WATER, key=own)
    refused("not-in-the-bulletin", press, Addition(TOWN, None, "we too"), TOWN, key=f"{KEY}/2")
    refused("not-in-the-bulletin", press, Addition(WATER, 1, "not us"), ROADS, key=f"{KEY}/2")
    refused("reason-missing", press, Addition(WATER, 1, ""), WATER, key=f"{KEY}/2")
    refused("wrong-value", press, Addition(WATER, 9, "x"), WATER, key=f"{KEY}/2")
    press.ask().signed().at("2026-03-10 09:00").issue()
    refused("bulletin-issued", press, Addition(WATER, 1, "not us"), WATER, key=f"{KEY}/2")


def test_what_was_issued_is_corrected_by_an_addition_and_never_changed() -> None:
    refused("correct-the-draft", shown(), Addition(None, 0, "one day, not two"), key=f"{KEY}/1")
    press = out().enter(Addition(None, 0, "one day, not two"), key=f"{KEY}/1")
    refused("not-the-office", press, Addition(None, 0, "no day at all"), ROADS, key=f"{KEY}/2")
    refused("bulletin-issued", press, Addition(None, 0, "no day at all"), key=f"{KEY}/1")
    for value in (CONTENT, Letter(1, DEPUTY, Stream("letter1")), Issue(1)):
        refused("bulletin-issued", press, value)


HIDDEN = (Struck(0, "the count is contested in court"),)


def test_the_office_strikes_a_line_with_a_reason_that_stands_in_the_record() -> None:
    press = Press().show(struck=HIDDEN)
    content = press.entries[-1].event.value
    assert isinstance(content, type(CONTENT))
    assert content.items == CONTENT.items, "the facts stay"
    assert (criticised(content), list(lines_of(content, frozenset([ROADS])))) == ((WATER,), [(1, STOPPED)])
    refused("reason-missing", Press(), replace(CONTENT, struck=(Struck(0, " "),)))
    refused("wrong-value", Press(), replace(CONTENT, struck=(Struck(9, "no such line"),)))
    refused("wrong-value", Press(), replace(CONTENT, struck=HIDDEN * 2))
    blame = Mark(ROADS, Sort.CRITICISM, (0,), "late")
    refused("mark-without-fact", Press(), replace(CONTENT, struck=HIDDEN, marks=(blame,)))


@pytest.mark.parametrize(
    "item",
    [
        Item(Code.DECISION, ROADS, Stream("work"), whose=DEPUTY),
        Item(Code.DECISION, ROADS, Stream("work"), whose=HEAD),
        replace(STOPPED, whose=GOV),
        replace(STOPPED, whose=None, waits=(Waited(WATER, 9), Waited(HEAD, 9, decides=True))),
    ],
    ids=["who approves", "its own leader", "the office", "a leader among others"],
)
def test_nobody_strikes_what_is_told_of_the_office_or_its_leaders(item: Item) -> None:
    refused("strikes-its-own", Press(), replace(CONTENT, items=(item,), struck=HIDDEN))


def test_a_line_that_comes_back_is_shown_anew() -> None:
    press = Press().show(struck=HIDDEN).at("2026-03-10 09:00").show()
    assert shown_since(press.entries, KEY) == {
        ROADS: local("2026-03-10 09:00"), WATER: local("2026-03-09 09:00"),
    }  # fmt: skip


def test_whoever_had_the_obstacle_stands_in_a_bad_light_and_never_who_had_it_to_decide() -> None:
    item = replace(STOPPED, whose=None, waits=(Waited(WATER, 900), Waited(DEPUTY, 900, decides=True)))
    assert blamed(item) == (WATER,)
    handed_on = replace(STOPPED, whose=TOWN, waits=(Waited(WATER, 900), Waited(TOWN, 450)))
    assert blamed(handed_on) == (TOWN, WATER)
    content = replace(CONTENT, items=(item,))
    assert all(list(lines_of(content, frozenset([desk]))) for desk in (ROADS, WATER, DEPUTY))


def test_the_rule_shows_the_draft_and_the_office_goes_on_from_there() -> None:
    press = Press().enter(CONTENT, None)
    assert set(shown_since(press.entries, KEY)) == {ROADS, WATER}
    refused("not-the-office", press, CONTENT, None)
    refused("not-the-office", Press(), replace(CONTENT, struck=HIDDEN), None)
    refused("not-the-office", Press(), replace(CONTENT, marks=(PRAISED,)), None)
    press.ask().signed().at("2026-03-10 09:00").issue()
    refused("not-the-office", out(), CONTENT, None)


def test_a_working_group_issues_by_its_office() -> None:
    group = Desk("u:group")
    for office, code in ((group, None), (None, "no-office-of-it"), (LEAD, "not-the-leads")):
        case = county()
        body = Charter(LEAD, GOV, LEAD, DEPUTY, office=office)
        case.town.listings += [listed(UNITS, group, Unit(parent=GOV)), listed(CHARTERS, JOINT, body)]
        order = replace(ORDER, issuer=office or group)
        if code is None:
            ordered(order, LEAD, case=case)
            continue
        with pytest.raises(Rejected, match=code):
            ordered(order, LEAD, case=case)


def test_periods() -> None:
    assert period(Every.WEEK, date(2026, 3, 8)) == (date(2026, 3, 2), date(2026, 3, 8))
    assert period(Every.MONTH, date(2028, 2, 10)) == (date(2028, 2, 1), date(2028, 2, 29))
    assert period(Every.QUARTER, date(2026, 12, 31)) == (date(2026, 10, 1), date(2026, 12, 31))
    assert last_over(Every.MONTH, date(2026, 3, 1)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert last_over(Every.WEEK, date(2026, 3, 8)) == (date(2026, 2, 23), date(2026, 3, 1))


@any_given(st.sampled_from([Every.WEEK, Every.MONTH, Every.QUARTER]), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_periods_follow_each_other_without_gap_or_overlap(every: Every, day: date) -> None:
    first, last = period(every, day)
    assert first <= day <= last
    assert next_after(every, last)[0] == last + timedelta(1)
    assert last_over(every, day) == period(every, first - timedelta(1))
    assert last_over(every, day)[1] < day


def test_whoever_approves_may_ask_for_changes_first() -> None:
    press = shown().ask()
    press.case.when(Counter(None, "name the cause too"), DEPUTY, on=Stream("letter1"))
    assert press.case.matter(Stream("letter1")).holder == GOV
    refused("not-approved", press.at("2026-03-11 09:00"), Issue(1))


def test_the_signature_is_an_ordinary_matter_of_the_joint_work() -> None:
    offer = Offer("signature", GOV, DEPUTY, "the bulletin", joint=JOINT, cause="bulletin", about=(KEY,), pinned=1)
    assert shown().ask().case.matter(Stream("letter1")).pinned == offer.pinned
