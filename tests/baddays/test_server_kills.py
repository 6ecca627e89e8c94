"""The real server and worker killed under load: what people were told stands in the record, once.

Kills fall anywhere: between statements, within one COMMIT, while a page is on its way out.
"""

import random

import pytest

from tests.baddays.crowd import Browser, Crowd
from tests.baddays.town import lost_or_twice, settle
from tests.jobs.server import serving, started
from tests.support.databases import NOWHERE, connect

PEOPLE = 3
KILLS = {"sqlite": 9, "postgres": 3}  # of the server
WORKERS = 2  # killed on PostgreSQL in each life of the server, the last one too: they start sooner than it does
MORE = (1, 6)  # reports acknowledged between two kills, at least and at most


def test_there_are_at_least_20_kills():
    assert KILLS["sqlite"] + KILLS["postgres"] + WORKERS * (KILLS["postgres"] + 1) >= 20


@pytest.mark.slow
def test_the_server_and_its_loop_killed_on_sqlite(sqlite_site):
    chance = random.Random(20)
    streams = settle(PEOPLE)
    connect(NOWHERE)
    crowd, threads = Crowd(0), []
    for life in range(KILLS["sqlite"] + 1):
        with serving(sqlite_site) as server:
            crowd.port = server.port
            threads = threads or crowd.start("roads", [stream[:12] for stream in streams])
            crowd.await_more(chance.randint(*MORE), threads)
            if life == KILLS["sqlite"]:
                _finish(crowd, threads)
            else:
                server.kill()
    _check(sqlite_site, crowd, streams)


@pytest.mark.slow
def test_server_and_worker_killed_on_postgresql(postgres_site):
    chance = random.Random(21)
    streams = settle(PEOPLE)
    connect(NOWHERE)
    crowd, threads = Crowd(0), []
    for life in range(KILLS["postgres"] + 1):
        with serving(postgres_site) as server:
            crowd.port = server.port
            threads = threads or crowd.start("roads", [stream[:12] for stream in streams])
            for _ in range(WORKERS):
                with started(postgres_site, "worker") as worker:
                    worker.until_told("The worker runs")
                    crowd.await_more(chance.randint(*MORE), threads)
                    worker.kill()
            crowd.await_more(chance.randint(*MORE), threads)
            if life == KILLS["postgres"]:
                _finish(crowd, threads)
            else:
                server.kill()
    _check(postgres_site, crowd, streams)


def _finish(crowd, threads):
    """Everybody ends; the last forms sent again, after it all, are answered as they were the first time."""
    crowd.stop(threads)
    browser = Browser(crowd.port)
    browser.sign_in("roads")
    for one in crowd.told[:: max(1, len(crowd.told) // 10)]:
        assert crowd.report(browser, one.ref, one.command, 2) == (one.position, one.leaf)


def _check(site, crowd, streams):
    from qiantou.settings import database_from_url

    connect(database_from_url(site.url))
    assert lost_or_twice(crowd.told, streams) == []


@pytest.mark.parametrize("fault", ["lost", "twice"])
def test_the_harness_sees_what_was_lost_or_happened_twice(sqlite_site, fault):
    streams = settle(1)
    with serving(sqlite_site) as server:
        crowd = Crowd(server.port)
        browser = Browser(server.port)
        browser.sign_in("roads")
        crowd.start("roads", [])
        position, leaf = crowd.report(browser, streams[0][:12], "a" * 32, 2)
        again = "a" * 32 if fault == "lost" else "b" * 32
        crowd.report(browser, streams[0][:12], again, 3)
    from tests.baddays.crowd import Told

    told = Told(streams[0][:12], "a" * 32, position + (fault == "lost"), leaf)
    assert lost_or_twice([told], streams) != []
