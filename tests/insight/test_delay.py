"""Shares of a delay: the worked examples of docs/rules/delay.md, and what holds of every network."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from qiantou.insight import delay, shapley
from qiantou.insight.delay import attribute, compare, slack
from qiantou.insight.network import Activity, Extension, Link, LinkType
from tests.insight.networks import CUTS, changed, fractions, journal, networks
from tests.insight.plain_delay import finish, shares, starts

OFTEN = settings(max_examples=30, deadline=None)


def test_the_example_of_the_journal() -> None:
    found = attribute(*journal())
    assert found.planned_finish == Fraction("10.5")
    assert found.delay == 3
    assert list(found.shares.values()) == fractions("0 0 1/3 0 0 13/12 0 13/12 0 1/2")
    assert found.shares == found.by_activity


@OFTEN
@given(networks(), CUTS)
def test_the_shares_are_those_of_the_book(network, cuts) -> None:
    activities, links = network
    told, concurrent = shares(activities, links, cuts)
    found = attribute(activities, links, cuts)
    assert found.shares == {party: told.get(party, 0) for party in found.shares}
    assert found.concurrent == concurrent


@OFTEN
@given(networks(12), CUTS)
def test_every_sum_is_the_delay(network, cuts) -> None:
    activities, links = network
    found = attribute(activities, links, cuts)
    lasts = [{one.id: Fraction(value) for one, value in zip(activities, values, strict=True)} for values in (
        [one.planned for one in activities], [one.actual for one in activities])]  # fmt: skip
    assert [found.planned_finish, found.actual_finish] == [finish(activities, links, one) for one in lasts]
    assert sum(found.shares.values()) == sum(found.by_activity.values()) == found.delay
    assert sum(one.after - one.before for one in found.by_window) == found.delay
    for window in found.by_window:
        assert sum(window.shares.values()) == window.after - window.before


@OFTEN
@given(networks(), CUTS)
def test_who_changed_nothing_has_nothing(network, cuts) -> None:
    activities, links = network
    idle = Activity("idle", "the idle", 1, 1)
    found = attribute([*activities, idle], [*links, Link("idle", "a0")], cuts)
    assert found.shares["the idle"] == 0
    assert found.by_activity["idle"] == 0


@OFTEN
@given(networks(4), CUTS)
def test_two_who_did_the_same_share_the_same(network, cuts) -> None:
    activities, links = network
    twice = [changed(one, id=f"{side}{one.id}", party=side.__add__) for one in activities for side in "xy"]
    both = [replace(link, before=side + link.before, after=side + link.after) for link in links for side in "xy"]
    found = attribute(twice, both, cuts)
    for party in {one.party for one in activities}:
        assert found.shares["x" + party] == found.shares["y" + party]


@OFTEN
@given(networks(), CUTS, st.randoms(use_true_random=False))
def test_names_and_order_change_nothing(network, cuts, chance: random.Random) -> None:
    activities, links = network
    before = attribute(activities, links, cuts)
    name = dict(zip([one.id for one in activities], chance.sample("zyxwvu", len(activities)), strict=True))
    party = dict(zip(before.shares, chance.sample("PONM", len(before.shares)), strict=True))
    renamed = [changed(one, id=name[one.id], party=party.__getitem__) for one in activities]
    relinked = [replace(link, before=name[link.before], after=name[link.after]) for link in links]
    chance.shuffle(renamed)
    chance.shuffle(relinked)
    found = attribute(renamed, relinked, cuts)
    assert found.shares == {party[one]: share for one, share in before.shares.items()}
    assert found.by_activity == {name[one]: share for one, share in before.by_activity.items()}
    assert found.but_for == {party[one]: value for one, value in before.but_for.items()}
    assert (found.concurrent, found.delay) == (before.concurrent, before.delay)


@OFTEN
@given(networks(), CUTS)
def test_windows_in_which_nothing_grows_change_nothing(network, cuts) -> None:
    activities, links = network
    far = [Fraction(1000), Fraction(2000)]
    one, other = attribute(activities, links, cuts), attribute(activities, links, [*cuts, *far])
    assert (one.shares, len(one.by_window)) == (other.shares, len(other.by_window))
    both = compare(activities, links, {"all": None, "far": 1000})
    assert both["far"].shares == both["all"].shares == attribute(activities, links).shares
    weekly, told = attribute(activities, links, every=7), attribute(activities, links, [Fraction(7), Fraction(14)])
    assert all(window.begin is None or window.begin % 7 == 0 for window in weekly.by_window)
    assert weekly.shares == told.shares or max(one.begin or 0 for one in weekly.by_window) > 14


@OFTEN
@given(networks(), CUTS)
def test_numbers_too_large_for_the_machine_give_the_same(network, cuts) -> None:
    activities, links = network
    large = 1 << 60
    grown = [changed(one, times=large) for one in activities]
    wide = [replace(link, lag=link.lag * large) for link in links]
    found = attribute(grown, wide, [cut * large for cut in cuts])
    assert found.shares == {name: share * large for name, share in attribute(activities, links, cuts).shares.items()}


@OFTEN
@given(networks(), CUTS)
def test_but_for_each_party(network, cuts) -> None:
    activities, links = network
    found = attribute(activities, links, cuts)
    for party, value in found.but_for.items():
        lasts = {}
        for one in activities:
            own = sum((told.signed for told in one.extensions if told.party == party), Fraction(0))
            if not one.extensions and one.party == party:
                own = Fraction(one.actual - one.planned)
            lasts[one.id] = max(Fraction(0), one.actual - own)
        assert value == finish(activities, links, lasts)


def chains(count: int) -> tuple[list[Activity], list[Link]]:
    """So many parallel chains into one task, each a little later than the one before."""
    activities = [Activity(f"c{one}", f"p{one}", 20, 21 + one) for one in range(count)]
    return [*activities, Activity("end", "p0", 1, 1)], [Link(f"c{one}", "end") for one in range(count)]


def test_many_parties_are_drawn_and_the_exact_share_lies_in_the_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = attribute(*chains(14))
    monkeypatch.setattr(shapley, "EXACT", 14)
    exact = attribute(*chains(14))
    assert drawn.interval is not None
    assert exact.interval is None
    assert sum(drawn.shares.values()) == drawn.delay == 14
    inside = [low <= exact.shares[name] <= high for name, (low, high) in drawn.interval.items()]
    assert sum(inside) >= 13  # with 95 %, one of twenty may lie outside
    assert all(drawn.shares[name] != exact.shares[name] or high > low for name, (low, high) in drawn.interval.items())


def test_time_regained_counts_for_whoever_regained_it() -> None:
    late = Activity("a", "roads", 5, 7)
    quick = Activity("b", "water", 5, 4)
    found = attribute([late, quick], [Link("a", "b")], [Fraction(7)])
    assert found.shares == {"roads": 2, "water": -1}
    assert [(one.end, one.after) for one in found.by_window] == [(7, 12), (None, 11)]


def test_an_extension_may_be_put_down_to_somebody_else() -> None:
    """The land office kept roads waiting two days; roads then lost one of its own."""
    waited = (Extension("land", 2, 4), Extension("roads", 7, 8))
    found = attribute([Activity("a", "roads", 5, 8, extensions=waited)], [])
    assert found.shares == {"roads": 1, "land": 2}
    assert found.by_activity == {"a": 3}


def test_float_is_used_up_by_who_came_first() -> None:
    waited = (Extension("land", 1, 3), Extension("roads", 6, 8))
    slack = Activity("a", "roads", 5, 9, extensions=waited)
    found = attribute([slack, Activity("b", "water", 8, 8)], [])
    assert found.floats == {"a": 3, "b": 0}
    assert found.float_used == {"land": 2, "roads": 1, "water": 0}
    assert found.shares == {"land": Fraction(1, 2), "roads": Fraction(1, 2), "water": 0}


def test_nothing_at_all() -> None:
    assert attribute([], []).delay == 0


@pytest.mark.parametrize("kind", LinkType)
def test_each_type_of_link_holds_its_own_end(kind: LinkType) -> None:
    found = attribute([Activity("a", "a", 4, 6), Activity("b", "b", 3, 3)], [Link("a", "b", kind, 2)])
    told = {"FS": (9, 11), "SS": (5, 6), "FF": (6, 8), "SF": (4, 6)}[kind]
    assert (found.planned_finish, found.actual_finish) == told


def test_sums_over_coalitions_fit_the_machine() -> None:
    assert delay.SAFE * 2**12 < 2**63


def test_drawn_shares_are_the_same_in_any_order_of_the_file() -> None:
    late = [Activity(f"a{number:02}", f"p{number:02}", 5, 7 + number % 3) for number in range(14)]
    links = [Link(one.id, "end") for one in late]
    rows = [*late, Activity("end", "other", 1, 1)]
    told = attribute(rows, links)
    assert told.interval is not None
    assert attribute(rows[::-1], links[::-1]).shares == told.shares


@OFTEN
@given(networks(), st.integers(0, 5))
def test_float_is_what_an_activity_can_slip_and_without_any_it_decides(network, place: int) -> None:
    """Put off by a link from the beginning: the whole ends so much later as is not float."""
    activities, links = network
    one = activities[place % len(activities)]
    room, whole = slack(activities, links), attribute(activities, links)
    assert {name: before for name, (before, _left) in room.items()} == whole.floats
    lasts = [replace(each, planned=each.actual, start=None, extensions=()) for each in activities]
    assert {name: left for name, (_before, left) in room.items()} == attribute(lasts, links).floats
    assert min((left for _before, left in room.values()), default=0) == 0
    begun = starts(activities, links, {each.id: Fraction(each.actual) for each in activities})[one.id]
    since = Activity("since", "nobody", 0, 0)
    later = attribute([*lasts, since], [*links, Link("since", one.id, lag=begun + room[one.id][1] + 1)])
    assert later.planned_finish == whole.actual_finish + 1


def test_parties_that_are_alike_share_exactly_alike_where_shares_are_drawn() -> None:
    """Fourteen chains of two, all late the same, and one that is later: the fourteen are alike, the last one is not."""
    fore = [Activity(f"f{number:02}", "land", 3, 3) for number in range(15)]
    late = [Activity(f"a{number:02}", f"p{number:02}", 5, 8 if number == 14 else 7) for number in range(15)]
    rows = [*fore, *late, Activity("end", "other", 1, 1)]
    links = [*(Link(f"f{one.id[1:]}", one.id) for one in late), *(Link(one.id, "end") for one in late)]
    told = attribute(rows, links)
    assert (told.draws, sum(told.shares.values())) == (256, 3)
    first = {told.shares[f"p{number:02}"] for number in range(14)}
    assert len(first) == 1
    assert told.shares["p14"] > 1
    low, high = told.interval["p00"] if told.interval is not None else (0, 0)
    exact = Fraction(2, 15)
    assert low <= exact <= high
    assert high - low < Fraction(1, 50)


@settings(max_examples=6, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(networks(3), st.randoms(use_true_random=False))
def test_copies_of_one_network_share_exactly_alike_in_any_order(network, chance: random.Random) -> None:
    """Thirteen copies side by side, each of its own parties: drawn, and the same for every copy."""
    activities, links = network
    copies = [f"{number:02}" for number in range(13)]
    many = [changed(one, id=copy + one.id, party=copy.__add__) for one in activities for copy in copies]
    between = [replace(link, before=copy + link.before, after=copy + link.after) for link in links for copy in copies]
    found = attribute(many, between)
    for party in {one.party for one in activities} | {ext.party for one in activities for ext in one.extensions}:
        assert len({found.shares[copy + party] for copy in copies}) == 1
    chance.shuffle(many)
    chance.shuffle(between)
    assert attribute(many, between).shares == found.shares
