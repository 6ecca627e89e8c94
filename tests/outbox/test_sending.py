"""What is told to whom and when: queued with the entry, sent by the worker, asked again whether it still holds."""

from __future__ import annotations

import threading
from datetime import date, datetime, time, timedelta
from itertools import product

import pytest
from django.db import connection, transaction
from django.test import override_settings

from qiantou.access.recipients import surroundings
from qiantou.acts import shell
from qiantou.acts.clock import Clock
from qiantou.acts.execute import execute_all
from qiantou.core.delegation import Delegation
from qiantou.core.facts import Urged
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import Urgency
from qiantou.core.moves import Accept, Block, Deliver, TakeBack, Withdraw
from qiantou.core.register import DELEGATIONS, TERMS, Listed, Term
from qiantou.ledger.writer import read
from qiantou.outbox.again import forget_old, send_again
from qiantou.outbox.gather import gather
from qiantou.outbox.models import Hook, Line, Message, Notice, Robot, Try
from qiantou.outbox.queue import notice
from qiantou.outbox.sending import LEASE, WAITS, claim, send_next
from tests.acts.county import CLERK
from tests.core.world import DEPUTY, FIRM, HEAD, LEAD, ROADS, WATER, local
from tests.outbox.reached import Reached, reached
from tests.support.receivers import dingtalk, web


@pytest.fixture
def town(site):
    with reached() as found:
        yield found


@pytest.fixture
def trial(sqlite_site):
    with reached() as found:
        yield found


def test_what_came_to_a_desk_is_told_once_the_next_working_morning_and_says_no_content(town: Reached):
    town.reach("roads")
    task = town.county.town.offered(due=date(2026, 3, 20))  # Monday 2 March 2026, 09:00
    assert town.go_round() == []
    assert town.at("2026-03-03 08:29") == []
    assert town.at("2026-03-03 08:30") == ["roads"]
    assert town.at("2026-03-03 17:00") == []
    text = town.text()
    assert text.startswith("系统按规则发出")
    assert f"任务 {task[:12]} 时限 2026-03-20" in text
    assert f"https://qiantou.example/m/{task[:12]}/" in text
    assert "修复老桥" not in text
    assert town.fates(task) == ["told"]


def test_a_command_that_is_refused_leaves_no_notice(town: Reached):
    task = town.county.town.offered()
    before = Notice.objects.count()
    with pytest.raises(Rejected):
        town.county.town.do(task, Deliver("已办"), LEAD)
    assert Notice.objects.count() == before


def test_who_brought_it_to_its_own_desk_is_told_nothing(trial: Reached):
    town = trial.county.town
    task = town.offered()
    for move in (Accept(), Deliver("已办"), TakeBack()):
        town.do(task, move, ROADS)
    assert list(Notice.objects.values_list("desk", "code")) == [(ROADS, "came"), (LEAD, "came")]


def test_one_message_a_working_day_holds_all_that_came_and_none_comes_on_days_of_rest(trial: Reached):
    trial.reach("roads")
    tasks = [trial.county.town.offered() for _ in range(3)]
    trial.county.town.now = trial.county.town.now.replace(day=6)  # a Friday
    tasks.append(trial.county.town.offered())
    assert trial.at("2026-03-07 10:00") == []
    assert trial.at("2026-03-08 10:00") == []
    assert trial.at("2026-03-09 08:30") == ["roads"]
    assert all(task[:12] in trial.text() for task in tasks)


def test_a_worker_that_was_away_sends_late_and_never_at_night(trial: Reached):
    trial.reach("roads")
    trial.county.town.offered()
    trial.county.town.now = trial.county.town.now + timedelta(minutes=1)
    trial.go_round()
    assert trial.at("2026-03-03 22:00") == []
    assert trial.at("2026-03-04 03:00") == []
    assert trial.at("2026-03-04 08:30") == ["roads"]


@pytest.mark.parametrize(("moves", "fates"), [
    ([(Withdraw("不需要"), LEAD)], ["ended"]),
    ([(Accept(), ROADS), (Deliver("已办"), ROADS)], ["moved"]),
])  # fmt: skip
def test_what_no_longer_holds_is_left_out_and_says_why(trial: Reached, moves, fates):
    trial.reach("roads")
    task = trial.county.town.offered()
    trial.go_round()
    for move, desk in moves:
        trial.county.town.do(task, move, desk)
    assert trial.at("2026-03-03 08:30") == []
    assert trial.fates(task) == fates
    assert Message.objects.get().state == "dropped"


def test_nobody_is_chased_while_the_clock_stands_still(trial: Reached):
    trial.reach("roads")
    town = trial.county.town
    task, stone = town.offered(), shell.fresh()
    town.do(task, Accept(), ROADS)
    notice(ROADS, "reminder", task, town.now)
    notice(ROADS, "asked", task, town.now)
    town.do(task, Block("缺图纸", to=WATER, fresh=stone), ROADS)
    town.do(stone, Accept(), WATER)
    assert trial.at("2026-03-03 08:30") == []
    assert set(trial.fates(task)) <= {"resting", "moved"}


def test_who_left_the_desk_is_told_nothing(trial: Reached):
    account = trial.reach("roads")
    task = trial.county.town.offered()
    trial.go_round()
    person = trial.county.people["roads"].person_id
    gone = Listed(TERMS, "t:roads", Term(person, Desk("p:roads-clerk"), date(2026, 3, 1)), date(2026, 3, 1))
    execute_all((), by=Actor(account=CLERK), command_id="gone", listings=[gone])
    assert trial.at("2026-03-03 08:30") == []
    assert trial.fates(task) == ["left"]
    assert Message.objects.get().target == account


def test_an_emergency_goes_at_once_at_any_hour_and_cannot_be_unsubscribed(trial: Reached):
    trial.reach("roads", muted="came")
    trial.county.town.offered()
    assert trial.at("2026-03-03 08:30") == []
    trial.county.town.now = trial.county.town.now.replace(day=7, hour=19)  # Sunday, 03:00 in China
    task = trial.county.town.offered(urgency=Urgency.EMERGENCY)
    assert trial.go_round() == ["roads"]
    assert trial.box.letters[-1]["Subject"] == "牵头：紧急"
    assert trial.fates(task) == ["told"]


def test_of_one_matter_no_more_than_two_lines_are_told_within_a_day_emergencies_excepted(trial: Reached):
    trial.reach("roads")
    task = trial.county.town.offered()
    trial.county.town.now = local("2026-03-03 03:00")
    for _number in range(3):
        notice(ROADS, "came", task, trial.county.town.now, urgent=True)
    assert trial.go_round() == ["roads"] * 3
    assert trial.at("2026-03-03 08:30") == []
    assert sorted(trial.fates(task)) == ["cap", "told", "told", "told"]


def test_of_one_matter_the_weightiest_line_alone_is_told(trial: Reached):
    trial.reach("roads")
    town = trial.county.town
    task = town.offered()
    notice(ROADS, "reminder", task, town.now)
    notice(ROADS, "asked", task, town.now)
    assert trial.at("2026-03-03 08:30") == ["roads"]
    assert sorted(trial.fates(task)) == ["merged", "merged", "told"]
    assert trial.text().count(task[:12]) == 2  # the line and its link


def test_a_letter_put_off_is_tried_again_at_growing_intervals_and_fails_in_the_end(trial: Reached):
    trial.reach("roads")
    trial.county.town.offered()
    trial.box.refuse = "450 later"
    trial.at("2026-03-03 08:30")
    for wait in WAITS:
        trial.county.town.now += max(wait, timedelta(hours=14))  # past the night that may lie between
        trial.county.town.now = Message.objects.get().next_at.replace(hour=2)
        Message.objects.update(next_at=trial.county.town.now)
        trial.go_round()
    message = Message.objects.get()
    assert (message.state, message.tries, Try.objects.count()) == ("failed", len(WAITS) + 1, len(WAITS) + 1)
    assert set(Try.objects.values_list("code", "detail")) == {("busy", "SMTP 450")}
    assert trial.fates(Stream(Notice.objects.get().stream)) == [""]

    trial.box.refuse = ""
    assert send_again(message.pk, trial.county.town.now)
    assert trial.go_round() == ["roads"]
    assert trial.box.letters[-1]["X-Qiantou-Id"] == message.name
    assert not send_again(message.pk, trial.county.town.now)


def test_what_was_killed_on_the_way_is_followed_up_under_the_same_id(town: Reached):
    town.reach("roads")
    town.county.town.offered()
    town.go_round()
    town.county.town.now = Message.objects.get().next_at
    taken = claim(surroundings())  # and killed here
    assert taken is not None
    assert not send_next(surroundings())
    town.county.town.now += LEASE
    assert town.go_round() == ["roads"]
    assert town.box.letters[-1]["X-Qiantou-Id"] == taken.name
    assert Message.objects.get().tries == 2


def test_what_kills_every_worker_is_given_up_in_the_end(trial: Reached):
    notice(ROADS, "bulletin", "", trial.county.town.now, urgent=True)
    trial.reach("roads")
    site = surroundings()
    gather(site)
    for _number in range(len(WAITS) + 1):
        assert claim(site) is not None
        trial.county.town.now += LEASE
    assert claim(site) is None
    assert trial.states() == ["failed"]


def test_two_workers_never_take_the_same_message(postgres_site):
    with reached() as town:
        town.reach("roads")
        town.county.town.offered()
        town.go_round()
        site = surroundings()
        town.county.town.now = Message.objects.get().next_at
        now, force, found = site.now(), site.force, []

        def other():
            with shell.scripted(lambda: now):
                found.append(claim(surroundings()))
                connection.close()

        with transaction.atomic():
            assert claim(site) is not None
            thread = threading.Thread(target=other)
            thread.start()
            thread.join(20)
        assert found == [None]
        assert force is not None


def test_the_head_has_a_copy_of_a_chaser_and_the_leader_what_waits_for_a_decision(trial: Reached):
    trial.reach("roads-head")
    trial.reach("deputy")
    town = trial.county.town
    task = town.offered()
    notice(Desk("p:roads"), "copied", task, town.now)
    notice(DEPUTY, "decision", task, town.now)
    assert trial.at("2026-03-03 08:30") == ["roads-head", "deputy"]


def test_what_is_gathered_after_the_days_message_went_out_is_told_the_next_working_day(trial: Reached):
    trial.reach("roads")
    monday = trial.county.town.now
    trial.county.town.offered()
    assert trial.at("2026-03-03 08:30") == ["roads"]
    notice(ROADS, "bulletin", "", monday)
    assert trial.at("2026-03-03 09:00") == []
    assert trial.at("2026-03-04 08:30") == ["roads"]


def test_news_of_an_outside_party_goes_to_the_unit_that_keeps_contact(trial: Reached):
    trial.reach("water")
    notice(FIRM, "bulletin", "", trial.county.town.now)
    assert trial.at("2026-03-03 08:30") == ["water"]


def test_to_whom_a_desk_is_delegated_is_told_too(trial: Reached):
    trial.reach("deputy")
    away = Delegation(HEAD, DEPUTY, until=date(2026, 3, 6))
    listed = Listed(DELEGATIONS, "b:head", away, date(2026, 3, 2))
    execute_all((), by=Actor(HEAD, account=CLERK), command_id="away", listings=[listed])
    notice(HEAD, "bulletin", "", trial.county.town.now)
    assert trial.at("2026-03-03 08:30") == ["deputy"]


def test_what_is_one_leaders_is_told_to_no_other_leader(trial: Reached):
    trial.reach("deputy")
    notice(HEAD, "decision", trial.county.town.offered(), trial.county.town.now)
    assert trial.at("2026-03-03 08:30") == []


def test_a_group_robot_is_told_of_its_desk_once_a_day_and_minds_its_pace(trial: Reached):
    town = trial.county.town
    with web(dingtalk("SECRET")) as server:
        robot = Robot.objects.create(
            kind="dingtalk",
            name="交通局",
            desk=ROADS,
            secret="SECRET",
            made=town.now,
            url=server.url("/send?access_token=TOKEN"),
        )
        tasks = [town.offered() for _ in range(2)]
        trial.at("2026-03-03 08:30")
        assert len(server.posted) == 1
        content = server.posted[0].json["text"]["content"]
        assert all(task[:12] in content for task in tasks)
        for _ in range(25):
            notice(ROADS, "came", tasks[0], town.now, urgent=True)
        trial.go_round()
        assert len(server.posted) == 20
        town.now += timedelta(minutes=1)
        trial.go_round()
    assert len(server.posted) == 26
    assert not Try.objects.exclude(code="ok").exists()
    assert robot.secret not in repr(list(Try.objects.values()))


def test_a_robot_and_a_webhook_are_not_told_what_happened_before_they_were_entered(trial: Reached):
    town = trial.county.town
    town.offered()
    town.later(minutes=5)
    with web(dingtalk("SECRET")) as server:
        url = server.url("/send?access_token=TOKEN")
        Robot.objects.create(kind="dingtalk", name="群", desk=ROADS, secret="SECRET", url=url, made=town.now)
        Hook.objects.create(name="平台", url=url, secret="SECRET", made=town.now)
        trial.at("2026-03-03 08:30")
        assert server.posted == []
    assert not Message.objects.exists()


def test_a_message_is_in_the_language_of_its_reader(trial: Reached):
    account = trial.county.people["roads"]
    account.language = "en"
    account.save()
    trial.reach("roads")
    task = trial.county.town.offered(due=date(2026, 3, 20))
    assert trial.at("2026-03-03 08:30") == ["roads"]
    assert trial.box.letters[-1]["Subject"] == "Qiantou: 1 item for you"
    assert trial.text().startswith("Sent by rule")
    assert f"[came to your desk] task {task[:12]} due 2026-03-20" in trial.text()


def test_titles_are_told_only_where_the_site_allows_it(trial: Reached):
    trial.reach("roads")
    trial.county.town.offered()
    with override_settings(MESSAGE_TITLES=True):
        assert trial.at("2026-03-03 08:30") == ["roads"]
    assert "修复老桥" in trial.text()


def test_the_ladder_is_told_to_the_doer_its_chaser_to_the_head_and_nobody_who_is_stopped(trial: Reached):
    trial.reach("roads", muted="came")
    trial.reach("roads-head")
    town = trial.county.town
    task, stopped, stone = town.offered(due=date(2026, 3, 20)), town.offered(due=date(2026, 3, 20)), shell.fresh()
    for one in (task, stopped):
        town.do(one, Accept(), ROADS)
    town.do(stopped, Block("缺图纸", to=WATER, fresh=stone), ROADS)
    town.do(stone, Accept(), WATER)
    heard: dict[str, list[str]] = {}
    for day, hour in product(range(3, 28), ("03:00", "08:30", "08:40", "23:30")):
        town.now = local(f"2026-03-{day:02} {hour}")
        Clock().run()
        with override_settings(DIGEST_AT=time(8, 40)):
            heard |= {f"{day} {hour} {who}": lines(trial, who) for who in trial.go_round()}
    told = "\n".join(f"{when}: {line}" for when, letter in heard.items() for line in letter)
    assert all("08:40" in when for when in heard)
    assert f"{rung_day(task, 'reminder')} 08:40 roads: 〔办理时限将到〕" in told  # the same morning
    assert f"{rung_day(task, 'chaser')} 08:40 roads: 〔催办〕" in told
    assert f"{rung_day(task, 'chaser')} 08:40 roads-head: 〔抄送：对贵单位的催办〕" in told
    assert stopped[:12] not in told


def rung_day(task: Stream, rung: str) -> int:
    """The day of March on which the rung was taken."""
    taken = [entry for entry in read([task])[task] if isinstance(entry.event, Urged) and entry.event.rung == rung]
    return local_day(taken[0].at)


def local_day(instant: datetime) -> int:
    return instant.astimezone(local("2026-03-01 00:00").tzinfo).day


def lines(trial: Reached, who: str) -> list[str]:
    """The lines of the last letter to somebody."""
    letters = [letter for letter in trial.box.letters if str(letter["To"]).startswith(f"{who}@")]
    return [line for line in str(letters[-1].get_content()).splitlines() if line.startswith("〔")]


def test_what_is_done_is_kept_as_long_as_the_site_says(trial: Reached):
    trial.reach("roads")
    trial.county.town.offered()
    assert trial.at("2026-03-03 08:30") == ["roads"]
    with override_settings(MESSAGE_DAYS=7):
        assert [forget_old(local(when)) for when in ("2026-03-10 08:30", "2026-03-10 08:31")] == [0, 1]
    assert not any(model.objects.exists() for model in (Message, Line, Try, Notice))
