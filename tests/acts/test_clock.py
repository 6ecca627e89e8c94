"""The clock records what silence means, once, at its own instant, however late it looks."""

import threading
from contextvars import copy_context
from datetime import timedelta

from django.db import connections

from qiantou.acts.clock import Clock
from qiantou.core.facts import Climbed, Consented, Expired, Tabled
from qiantou.core.moves import Accept
from qiantou.ledger.models import Entry
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow
from tests.acts.county import played
from tests.core.world import ROADS

LAPSES = (Climbed, Consented, Expired, Tabled)


def lapses(stream):
    return [entry for entry in read([stream])[stream] if isinstance(entry.event, LAPSES)]


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


def test_a_matter_whose_look_fails_stands_aside_and_the_others_go_on(site, caplog):
    with played() as town:
        broken, sound = town.offered(), town.offered()
        row = town.row(broken)
        MatterRow.objects.filter(pk=broken).delete()
        row.stream = "e" * 32  # a row without any entry
        row.save()
        MatterRow.objects.filter(pk="e" * 32).update(next_at=town.now)
        town.later(days=30)
        clock = Clock()
        clock.run()
        assert lapses(sound)
        assert "eeeeeeeeeeee" in caplog.text
        assert clock.run() == 0
        assert clock.next_at() == town.now + timedelta(seconds=2)
        town.later(seconds=3)
        clock.run()
        assert clock.next_at() == town.now + timedelta(seconds=4)


def test_two_clocks_fire_once(site):
    with played() as town:
        tasks = [town.offered() for _ in range(12)]
        for task in tasks[::3]:
            town.do(task, Accept(), ROADS)
        town.later(days=30)
        start = threading.Barrier(2)
        faults = []

        def look():
            try:
                start.wait()
                clock = Clock()
                while clock.run(limit=3):
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
        for task in tasks:
            told = [(type(entry.event), entry.at) for entry in lapses(task)]
            assert len(told) == len(set(told))
        assert all(lapses(task) for number, task in enumerate(tasks) if number % 3)
        assert not MatterRow.objects.filter(next_at__lte=town.now).exists()
