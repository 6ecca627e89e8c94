"""The clock records what silence means, once, at its own instant, however late it looks."""

import threading
from contextvars import copy_context
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from qiantou.acts import shell
from qiantou.acts.clock import LONG, TOGETHER, Clock, so_many_next
from qiantou.acts.execute import Step, execute_all, tick
from qiantou.core.facts import Climbed, Consented, Expired, Succeeded, Tabled
from qiantou.core.kernel import Actor
from qiantou.core.moves import Accept, Offer, Refer
from qiantou.core.register import POSTS, Listed
from qiantou.ledger.models import Entry
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK, played
from tests.acts.whole import check_rows_are_the_fold
from tests.core.world import DEPUTY, HEAD, LEAD, ROADS

LAPSES = (Climbed, Consented, Expired, Succeeded, Tabled)


def lapses(stream):
    return [entry for entry in read([stream])[stream] if isinstance(entry.event, LAPSES)]


def many(count):
    """So many tasks that LEAD asks of ROADS, in one command."""
    streams = [shell.fresh() for _ in range(count)]
    steps = [Step(stream, Offer("task", LEAD, ROADS, "修复老桥")) for stream in streams]
    execute_all(steps, by=Actor(LEAD, account=CLERK), command_id=streams[0])
    return streams


def fired_once(stream):
    told = [(type(entry.event), entry.at) for entry in lapses(stream)]
    return bool(told) and len(told) == len(set(told))


def test_nothing_due_is_not_looked_at(site):
    with played() as town:
        town.offered()
        assert Clock().run() == 0


def test_silence_is_recorded_at_its_own_instant_however_late_the_clock_is(site):
    with played() as town:
        task = town.offered()
        due = town.row(task).reply_at
        town.later(days=400)
        Clock().run()
        first = lapses(task)[0]
        assert first.at == due
        assert town.row(task).next_at is None or town.row(task).next_at > town.now


def test_a_case_goes_to_whoever_decides_once_a_post_is_no_more(site):
    with played() as town:
        task = town.offered()
        town.do(task, Refer("谈不拢"), LEAD)
        assert (town.row(task).arbiter, town.row(task).next_at > town.now) == (DEPUTY, True)
        town.later(minutes=5)
        gone = Listed(POSTS, DEPUTY, None, shell.now().date())
        execute_all([], by=Actor(None), command_id="9" * 32, listings=[gone])
        town.later(minutes=5)
        Clock().run()
        assert (town.row(task).arbiter, town.row(task).holder) == (HEAD, HEAD)
        assert lapses(task)[0].at == town.now - timedelta(minutes=5)
        check_rows_are_the_fold(town.now)


def test_a_look_at_a_matter_with_nothing_due_writes_no_entry_and_moves_it_on(site):
    with played() as town:
        task = town.offered()
        proper = town.row(task).next_at
        MatterRow.objects.filter(pk=task).update(next_at=town.now - timedelta(hours=1))
        before = Entry.objects.count()
        assert Clock().run() == 1
        assert Entry.objects.count() == before
        assert town.row(task).next_at == proper
        assert Clock().run() == 0


def test_the_longest_due_come_first_and_a_batch_ends(site):
    with played() as town:
        tasks = []
        for _ in range(3):
            tasks.append(town.offered())
            town.later(days=1)
        town.later(days=30)
        assert Clock().run(limit=2) == 2
        assert [bool(lapses(task)) for task in tasks] == [True, True, False]


def test_one_matter_among_twenty_whose_look_fails_stands_aside_and_the_others_go_on(site, caplog):
    with played() as town:
        sound = many(20)
        row = town.row(sound[0])
        row.stream = "7" * 32  # a row without any entry
        row.save()
        town.later(days=30)
        clock = Clock()
        clock.run()
        assert all(fired_once(stream) for stream in sound)
        assert caplog.text.count("stands aside") == 1
        assert "777777777777" in caplog.text
        assert clock.run() == 0
        assert clock.next_at() == town.now + timedelta(seconds=2)
        town.later(seconds=3)
        clock.run()
        assert clock.next_at() == town.now + timedelta(seconds=4)


def test_twenty_matters_are_recorded_by_as_many_statements_as_five(site):
    asked = []
    with played() as town:
        for count in (5, 20):
            streams = many(count)
            town.later(days=30)
            with CaptureQueriesContext(connection) as told:
                assert tick(*streams) >= count
            # locks come in runs of one mode, in the order of random names
            asked.append([one["sql"][:24] for one in told if " FOR " not in one["sql"]])
    assert asked[0] == asked[1]


def test_forty_due_at_once_are_looked_at_in_few_transactions(site):
    with played() as town:
        many(40)
        town.later(days=30)
        with CaptureQueriesContext(connection) as told:
            assert Clock().run() == 40
        assert sum("UPDATE ledger_head" in one["sql"] for one in told) < 20


@pytest.mark.parametrize(
    ("together", "seconds", "then"),
    [(1, 0.01, 2), (40, 0.01, TOGETHER), (40, LONG * 0.6, 40), (40, LONG * 1.2, 20), (1, 9, 1)],
)
def test_a_transaction_takes_as_many_as_keep_it_short(together, seconds, then):
    assert so_many_next(together, seconds) == then


def test_two_clocks_fire_once(site):
    with played() as town:
        tasks = many(40)
        for task in tasks[::13]:
            town.do(task, Accept(), ROADS)
        town.later(days=30)
        start = threading.Barrier(2)
        faults = []

        def look():
            try:
                start.wait()
                clock = Clock()
                while clock.run(limit=15):
                    pass
            except Exception as fault:
                faults.append(fault)
            finally:
                connections.close_all()

        clocks = [threading.Thread(target=copy_context().run, args=(look,)) for _ in range(2)]
        for clock in clocks:
            clock.start()
        for clock in clocks:
            clock.join()
        Clock().run()
        assert faults == []
        assert all(fired_once(task) for number, task in enumerate(tasks) if number % 13)
        assert not MatterRow.objects.filter(next_at__lte=town.now).exists()
