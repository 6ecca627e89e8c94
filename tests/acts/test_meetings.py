"""Coordination meetings on both databases: circles are batched by rule, and minutes become matters at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from qiantou.acts import registers, shell
from qiantou.acts.execute import execute_all
from qiantou.acts.meetings import Minutes, Task, call, call_off, convene, enter, hold, waiting
from qiantou.core.convening import meetings
from qiantou.core.kernel import Actor, Rejected, Stream
from qiantou.core.mandate import Mandate, Power
from qiantou.core.meeting import MEETINGS, Brought, Decided, Item, Meeting, Outcome
from qiantou.core.moves import Accept, Block, Offer, Refer
from qiantou.core.register import CHARTERS, MANDATES, Listed
from qiantou.core.undertaking import Charter
from qiantou.readmodel.listing_rows import in_force
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK, Played, played
from tests.core.world import DEPUTY, GOV, HEAD, LEAD, ROADS, TOWN, WATER, local

DEPUTY_HIMSELF = Actor(DEPUTY, account=CLERK)


def force():
    return registers.current().at(shell.now())


def round_of_three(town: Played) -> tuple[Stream, Stream, Stream]:
    """The road waits for the pump that blocks it, the pump for the gate, and the gate comes after the road."""
    road = town.offered(due=date(2026, 4, 30))
    town.do(road, Accept(), ROADS)
    pump, gate = shell.fresh(), shell.fresh()
    town.do(road, Block("缺抽水泵", to=WATER, fresh=pump), ROADS)
    town.do(gate, Offer("task", WATER, ROADS, "修闸门", after=(road,), due=date(2026, 3, 9)), WATER)
    town.do(gate, Accept(), ROADS)
    town.do(pump, Accept(), WATER)
    town.do(pump, Block("等闸门", blocker=gate), WATER)
    return road, pump, gate


def test_a_circle_becomes_one_meeting_and_its_minutes_matters(site):
    with played() as town:
        road, pump, gate = round_of_three(town)
        (circle,) = waiting(force()).circles
        assert set(circle.matters) == {road, pump, gate}
        with translation.override("en"):  # as a worker whose own words are English
            assert (convene(), convene()) == (1, 0)
        ((key, called),) = meetings(force()).items()
        assert (called.chair, called.caller, called.day) == (DEPUTY, None, date(2026, 3, 9))
        assert called.agenda == (Item(Brought.CIRCLE, circle.matters),)
        assert set(called.invited) == {LEAD, ROADS, WATER}
        letters = MatterRow.objects.filter(parent=called.letters)
        assert {row.doer for row in letters} == {LEAD, ROADS, WATER}
        assert {row.title for row in letters} == {"2026-03-09调度会"}

        town.now = local("2026-03-09 15:00")
        decisions = (
            Decided(pump, Outcome.REFUSED, words="水泵由县交通局自备"),
            Decided(road, Outcome.GOES_ON, date(2026, 4, 10), words="先修路"),
            Decided(gate, Outcome.NONE),
        )
        told = Minutes(date(2026, 3, 9), "〔2026〕3号", (ROADS, WATER), decisions, (Task("备两台水泵", ROADS, None),))
        hold(key, told, by=DEPUTY_HIMSELF, command_id="minutes")
        again = hold(key, told, by=DEPUTY_HIMSELF, command_id="minutes")
        assert again.repeated
        assert (town.row(pump).is_open, town.row(road).phase, town.row(road).due_now) == (
            False, "underway", date(2026, 4, 10),
        )  # fmt: skip
        task = MatterRow.objects.get(title="备两台水泵")
        assert (task.asker, task.doer, task.phase) == (DEPUTY, ROADS, "offered")
        kept = meetings(force())[key]
        assert (kept.held, kept.decisions[-1].opened) == (date(2026, 3, 9), task.stream)
        assert waiting(force()).circles == ()
        assert convene() == 0


def test_points_are_batched_and_the_month_is_capped(sqlite_site):
    with played() as town:
        first = town.offered(due=date(2026, 4, 30))
        town.do(first, Refer("意见不一"), LEAD)
        key = call(
            Meeting(DEPUTY, date(2026, 3, 10), (Item(Brought.PUT, (first,)),), (TOWN,)),
            by=DEPUTY_HIMSELF, command_id="call",
        )  # fmt: skip
        round_of_three(town)
        assert convene() == 1
        ((only, joined),) = meetings(force()).items()
        assert only == key
        assert [item.brought for item in joined.agenda] == [Brought.PUT, Brought.CIRCLE]
        assert set(joined.invited) == {TOWN, LEAD, ROADS, WATER}
        assert MatterRow.objects.filter(parent=joined.letters).count() == 4
        another = Meeting(DEPUTY, date(2026, 3, 20), (Item(Brought.PUT, (Stream("a" * 32),)),))
        with pytest.raises(Rejected, match="meetings-capped"):
            call(another, by=DEPUTY_HIMSELF, command_id="second")
        assert HEAD not in joined.invited
        assert GOV not in joined.invited

        more = Meeting(DEPUTY, date(2026, 3, 10), (Item(Brought.PUT, (town.offered(due=date(2026, 5, 8)),)),))
        assert call(more, by=DEPUTY_HIMSELF, command_id="third") == key
        assert len(meetings(force())[key].agenda) == 3
        call_off(key, by=DEPUTY_HIMSELF, command_id="off")
        assert not MatterRow.objects.filter(parent=joined.letters, is_open=True).exists()
        assert meetings(force()) == {}
        assert convene() == 1


def test_the_office_enters_the_minutes_for_the_chair(sqlite_site):
    """Recorded with the minutes as the paper: in force at once, and the chair's to confirm."""
    with played() as town:
        road = town.offered(due=date(2026, 4, 30))
        town.do(road, Accept(), ROADS)
        town.do(road, Refer("意见不一"), ROADS)
        item = Item(Brought.PUT, (road,))
        called = Meeting(DEPUTY, date(2026, 3, 2), (item,), place="三楼会议室")
        key = call(called, by=Actor(GOV, account=CLERK), command_id="call")
        decided = (Decided(road, Outcome.GOES_ON, date(2026, 5, 8), words="延到五月"),)
        told = Minutes(date(2026, 3, 2), "〔2026〕3号", (ROADS,), decided, (Task("备两台水泵", WATER, None),))
        stranger = Actor(WATER, account=CLERK)
        with pytest.raises(Rejected, match=r"may-not-record|may-not-call"):
            hold(key, told, by=stranger, command_id="not theirs")
        hold(key, told, by=Actor(GOV, account=CLERK), command_id="minutes")
        row = town.row(road)
        assert (row.phase, row.due_now, row.hatched) == ("underway", date(2026, 5, 8), True)
        minutes = in_force(MEETINGS, day=date(2026, 3, 2), keys=[key])[key].value
        assert (minutes.place, minutes.number) == ("三楼会议室", "〔2026〕3号")
        assert MatterRow.objects.get(title="备两台水泵").asker == DEPUTY
        with pytest.raises(Rejected, match="minutes-are-final"):
            hold(key, told, by=DEPUTY_HIMSELF, command_id="again")


def chartered(town: Played) -> Stream:
    """A joint work of LEAD in which DEPUTY decides, with the power to convene."""
    joint = shell.fresh()
    charter = Charter(lead=LEAD, issuer=GOV, keeper=LEAD, sponsor=DEPUTY)
    mandate = Mandate(joint, LEAD, (Power.CONVENE,), (ROADS, WATER), DEPUTY, date(2026, 12, 31))
    listings = [Listed(CHARTERS, joint, charter, date(2026, 3, 2), name="修复老桥")]
    execute_all((), by=Actor(account=CLERK), command_id=shell.fresh(), listings=listings)
    lent = [Listed(MANDATES, f"g:{joint}", mandate, date(2026, 3, 2))]
    execute_all((), by=DEPUTY_HIMSELF, command_id=shell.fresh(), listings=lent)
    return joint


def test_a_lead_puts_its_points_on_the_meeting_its_sponsor_has_called_and_changes_nothing_else(sqlite_site):
    with played() as town:
        lead, joint = Actor(LEAD, account=CLERK), chartered(town)
        first, point = (town.offered(due=date(2026, 4, 30), joint=joint) for _ in range(2))
        item, more = Item(Brought.PUT, (first,)), Item(Brought.PUT, (point,))
        called = Meeting(DEPUTY, date(2026, 3, 10), (item,), place="三楼")
        key = call(called, by=DEPUTY_HIMSELF, command_id="call")
        asked = Meeting(DEPUTY, date(2026, 3, 25), (more,), caller=LEAD, joint=joint)
        with pytest.raises(Rejected, match="may-not-call"):
            call(replace(asked, caller=WATER), by=Actor(WATER, account=CLERK), command_id="not theirs")
        assert call(asked, by=lead, command_id="a point") == key, "the one of this month"
        grown = meetings(force())[key]
        assert (grown.day, grown.caller, grown.agenda) == (date(2026, 3, 10), None, (item, more))
        assert in_force(MEETINGS, day=force().day, keys=[key])[key].value.place == "三楼", "whoever adds to it"
        for changed in (
            replace(grown, agenda=(more,)),
            replace(grown, day=date(2026, 3, 11)),
            replace(grown, invited=()),
        ):
            with pytest.raises(Rejected, match="may-not-call"):
                enter(key, changed, by=lead, command_id=shell.fresh())
