"""The loop: it catches up, seals, tidies, outlives faults, and may be killed at any moment."""

import signal
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection

from qiantou.acts import shell
from qiantou.jobs.health import figures
from qiantou.jobs.rounds import LONGEST_SLEEP
from qiantou.jobs.site import prepare_site
from qiantou.jobs.verify_site import verify_site
from qiantou.jobs.worker import Worker
from qiantou.ledger import places
from qiantou.ledger.models import Checkpoint, Entry, Head
from tests.acts.county import played
from tests.jobs.server import serving, started


def test_a_round_catches_up_seals_and_tells_how_long_to_sleep(site):
    prepare_site()
    with played() as town:
        task = town.offered()
        worker = Worker()
        worker.round()
        assert Checkpoint.objects.latest("size").size == Head.objects.get().size
        assert worker.round() == LONGEST_SLEEP
        town.now = town.row(task).next_at - timedelta(seconds=1)
        assert worker.round() == 1.0
        town.later(days=30)
        before = Entry.objects.count()
        assert worker.round() == 0
        assert Entry.objects.count() > before
        assert worker.round() == LONGEST_SLEEP


def test_what_is_past_its_time_is_removed_on_the_way(site):
    prepare_site()
    with played():
        Session.objects.create(session_key="a" * 32, session_data="", expire_date=shell.now() - timedelta(seconds=1))
        Session.objects.create(session_key="b" * 32, session_data="", expire_date=datetime(2090, 1, 1, tzinfo=UTC))
        AccessAttempt.objects.create(username="x", ip_address="203.0.113.9", user_agent="", failures_since_start=1)
        AccessAttempt.objects.update(attempt_time=datetime(2020, 1, 1, tzinfo=UTC))
        Worker().round()
        assert [kept.session_key for kept in Session.objects.all()] == ["b" * 32]
        assert not AccessAttempt.objects.exists()


def test_the_journal_of_what_was_deleted_is_cut_off_on_the_way(sqlite_site):
    prepare_site()
    with played() as town:
        town.offered()
        journal = Path(f"{connection.settings_dict['NAME']}-wal")
        assert journal.stat().st_size
        Worker().round()
        assert journal.stat().st_size == 0


def test_a_seal_that_refuses_stops_neither_clock_nor_loop_and_is_told_once(site, caplog):
    prepare_site()
    with played() as town:
        task = town.offered()
        places.witness_file().unlink()
        worker = Worker()
        town.later(days=30)
        worker.round()
        worker._sealed = float("-inf")
        worker.round()
        assert town.row(task).phase == "referred"
        assert not Checkpoint.objects.exists()
        assert caplog.text.count("witness-missing") == 1


def test_a_database_that_is_away_for_a_while_is_waited_for(sqlite_site, monkeypatch):
    rounds, stop = [], threading.Event()
    worker = Worker()

    def failing_twice():
        rounds.append(1)
        if len(rounds) < 3:
            raise OperationalError("away")
        stop.set()
        return 0.0

    monkeypatch.setattr(worker, "round", failing_twice)
    monkeypatch.setattr("qiantou.jobs.rounds.LONGEST_SLEEP", 0.0)
    worker.run(stop)
    assert len(rounds) == 3


def test_a_real_worker_seals_what_others_record_and_ends_when_asked(postgres_site):
    prepare_site()
    with played() as town:
        town.offered()
    with started(postgres_site, "worker") as worker:
        wait_until(lambda: Checkpoint.objects.filter(size=Head.objects.get().size).exists(), worker)
        assert worker.stop() == 0
        assert "Traceback" not in worker.text()


def test_a_server_on_sqlite_keeps_the_clock_and_seals(sqlite_site):
    prepare_site()
    with played() as town:
        task = town.offered()  # asked for in March 2026: silence has long lapsed
    with serving(sqlite_site) as server:
        wait_until(lambda: town.row(task).phase == "referred" and figures().seal_lateness == 0, server)
        server.kill()
    assert verify_site().findings == ()


def test_a_worker_killed_again_and_again_loses_nothing(postgres_site):
    prepare_site()
    with played() as town:
        tasks = [town.offered() for _ in range(40)]
    for _ in range(3):
        with started(postgres_site, "worker") as worker:
            wait_until(lambda: Entry.objects.filter(recorded_at__gt=town.now).exists(), worker)
            worker.stop(signal.SIGKILL)
    with started(postgres_site, "worker") as worker:
        wait_until(lambda: figures().due == 0 and figures().seal_lateness == 0, worker)
    assert {town.row(task).phase for task in tasks} == {"referred"}
    assert verify_site().findings == ()


def wait_until(holds, child):
    """Ask again until it holds; fails when the child ends before, or after half a minute."""
    end = datetime.now(UTC) + timedelta(seconds=30)
    while not holds():
        assert child.process.poll() is None, child.text()
        assert datetime.now(UTC) < end, child.text()
        threading.Event().wait(0.05)


@pytest.fixture(autouse=True)
def _wall_clock():
    """Children live in the present, whatever a script here said before."""
    assert shell.now().tzinfo is UTC
