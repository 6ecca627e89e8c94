"""A clock that jumps, two people at once, a button pressed twice, a calendar edited under open matters."""

import threading
from contextvars import copy_context
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiantou.acts import execute as executing
from qiantou.acts import shell
from qiantou.acts.clock import Clock
from qiantou.acts.execute import execute, execute_all, tick
from qiantou.core.facts import Climbed, Consented, Expired, Tabled
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.moves import Accept, AcceptDelivery, Counter, Deliver, Report, Return
from qiantou.core.register import DAYS, Listed
from qiantou.core.worktime import DayRule
from qiantou.jobs.site import prepare_site
from qiantou.jobs.verify_site import verify_site
from qiantou.ledger.models import Entry
from qiantou.ledger.seal import seal
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK, MONDAY, played
from tests.baddays.faults import FAULTS
from tests.core.world import LEAD, ROADS

LAPSES = (Climbed, Consented, Expired, Tabled)
DUE = date(2026, 3, 20)
JUMPS = [timedelta(hours=2), timedelta(days=-3), timedelta(days=40), timedelta(days=-400), timedelta(minutes=1)]


def lapses(stream):
    return [(type(entry.event), entry.at) for entry in read([stream])[stream] if isinstance(entry.event, LAPSES)]


def look():
    clock = Clock()
    while clock.run():
        pass


def check_order():
    """In every stream `at` never goes back, and the whole record verifies with its rows."""
    for stream in set(Entry.objects.values_list("stream", flat=True)):
        instants = [entry.at for entry in read([stream])[stream]]
        assert instants == sorted(instants)
    assert [(finding.code, dict(finding.facts)) for finding in verify_site().findings] == []


def test_a_clock_that_jumps_back_and_forth_never_turns_a_stream_back(site):
    prepare_site()
    with played() as town:
        task = town.offered(due=DUE)
        moves = [Accept(), Report("一"), Deliver("二"), Return("三处"), Report("四"), Deliver("五"), AcceptDelivery()]
        desks = [ROADS, ROADS, ROADS, LEAD, ROADS, ROADS, LEAD]
        for move, desk, jump in zip(moves, desks, JUMPS * 2, strict=False):
            town.now += jump
            town.do(task, move, desk)
            town.do(town.offered(), Accept(), ROADS)
            look()
            seal(shell.now())
        assert town.row(task).phase == "closed"
        town.now = max(Entry.objects.values_list("at", flat=True))
        look()
        check_order()


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.lists(st.integers(-2000, 2000), min_size=3, max_size=8))
def test_lapses_fire_once_however_the_clock_goes(sqlite_site, hours):
    prepare_site()
    with played() as town:
        town.sent = Entry.objects.count()  # ids and names go on from one example to the next
        town.chance.seed(town.sent)
        silent, straight = town.offered(), town.offered()
        begun = town.now
        for jump in hours:
            town.now = max(begun, town.now + timedelta(hours=jump))
            tick(silent)
        town.now = begun + timedelta(days=200)
        tick(silent)
        tick(straight)
        assert lapses(silent) == lapses(straight)
        assert len(lapses(silent)) == len(set(lapses(silent)))
        town.now = max(Entry.objects.values_list("at", flat=True))
        look()
        check_order()


@pytest.fixture
def fires_twice(monkeypatch):
    """The fault planted: a lapse is written twice, as by two clocks that know nothing of each other."""
    written = executing.write

    def twice(entries, **how):
        last = entries[-1]
        again = [replace(last, version=last.version + 1)] if isinstance(last.event, LAPSES) else []
        return written([*entries, *again], **how)

    monkeypatch.setattr(executing, "write", twice)


def test_a_lapse_that_fires_twice_is_seen(sqlite_site, fires_twice):
    prepare_site()
    with played() as town:
        task = town.offered()
        town.now = town.row(task).reply_at
        tick(task)
        assert len(lapses(task)) != len(set(lapses(task)))
        with pytest.raises(AssertionError, match="lapsed-too-early"):
            check_order()


def together(*acts):
    """Run the acts at the same instant, each with a connection of its own; what each came to."""
    barrier = threading.Barrier(len(acts))
    answers = [None] * len(acts)

    def run(number, act):
        barrier.wait()
        try:
            answers[number] = act()
        except Rejected as refusal:
            answers[number] = refusal.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=copy_context().run, args=(run, *pair)) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_people_moving_one_matter_one_is_recorded_and_one_is_told(site):
    prepare_site()
    with played() as town:
        for number in range(6):
            task = town.offered()
            by = Actor(ROADS, account=CLERK)
            answers = together(
                lambda task=task, by=by, key=f"a{number}": execute(task, Accept(), by=by, command_id=key),
                lambda task=task, by=by, key=f"b{number}": execute(task, Counter(None, "太晚"), by=by, command_id=key),
            )
            refused = [answer for answer in answers if isinstance(answer, str)]
            assert refused == ["wrong-phase"], answers
            assert len(read([task])[task]) == 2
        check_order()


@pytest.mark.parametrize("presses", [2, 4])
def test_a_button_pressed_several_times_at_once_is_one_command(site, presses):
    prepare_site()
    with played() as town:
        task = town.offered()
        by = Actor(ROADS, account=CLERK)
        answers = together(*[lambda: execute(task, Accept(), by=by, command_id="once")] * presses)
        assert len({(answer.position, answer.leaf) for answer in answers}) == 1, answers
        assert sorted(answer.repeated for answer in answers) == [False, *[True] * (presses - 1)]
        assert len(read([task])[task]) == 2
        check_order()


def test_a_button_that_is_carried_out_twice_is_seen(site):
    """The fault planted: commands are not known by their ids, so the second press is an answer of its own."""
    with played() as town:
        task = town.offered()
        by = Actor(ROADS, account=CLERK)
        with FAULTS["forgotten command"](print):
            answers = together(*[lambda: execute(task, Accept(), by=by, command_id="once")] * 2)
        assert "wrong-phase" in answers


def a_day_off(day):
    """Every working day of two weeks becomes a day of rest, one change of the calendar."""
    rows = [
        Listed(DAYS, (day + timedelta(days=n)).isoformat(), DayRule((), "停电", "通知"), day + timedelta(days=n))
        for n in range(14)
    ]
    execute_all((), by=Actor(account=CLERK), command_id=f"off {day}", listings=rows)


def test_a_calendar_edited_before_the_clock_looks_moves_what_is_due(site):
    """Edit first, look after: the silence of the closed days has no effect, and nothing has lapsed."""
    prepare_site()
    with played() as town:
        task = town.offered()
        due = town.row(task).reply_at
        a_day_off(MONDAY.date() + timedelta(days=1))
        town.now = due + timedelta(hours=1)
        look()
        assert lapses(task) == []
        moved = town.row(task).reply_at
        assert moved > due + timedelta(days=10)
        town.now = moved
        look()
        assert lapses(task)[0][1] == moved
        check_order()


def test_a_calendar_edited_after_the_clock_looked_leaves_what_was_recorded(site):
    """Look first, edit after: what has lapsed stays lapsed, once; only what is still to come moves."""
    prepare_site()
    with played() as town:
        task = town.offered()
        due = town.row(task).reply_at
        town.now = due
        look()
        before = lapses(task)
        assert before[0][1] == due
        coming = town.row(task).next_at
        a_day_off(town.now.date() + timedelta(days=1))
        look()
        assert lapses(task) == before
        assert coming is None or town.row(task).next_at > coming
        check_order()


def test_calendar_and_clock_at_the_same_instant_end_alike(site):
    """Whichever is first, the record is whole and the rows are what it comes to."""
    prepare_site()
    with played() as town:
        tasks = [town.offered() for _ in range(5)]
        town.now = town.row(tasks[0]).reply_at
        together(lambda: a_day_off(MONDAY.date() + timedelta(days=1)), look, look)
        look()
        for task in tasks:
            assert len(lapses(task)) == len(set(lapses(task)))
        assert not MatterRow.objects.filter(next_at__lte=town.now).exists()
        check_order()
