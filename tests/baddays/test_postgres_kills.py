"""PostgreSQL itself killed under load: pages say so in a sentence, and the site goes on when it is back.

A server of its own, which writes to the disk before it answers, as in production.
"""

import random
import re
from collections.abc import Iterator

import pytest

from tests.baddays.crowd import Browser, Crowd
from tests.baddays.town import lost_or_twice, settle
from tests.jobs.server import serving, started
from tests.support import postgres
from tests.support.databases import NOWHERE, Site, Templates, connect

KILLS = 6
PEOPLE = 2
SENTENCE = re.compile("数据库暂时无法使用|database cannot be reached")


@pytest.fixture
def durable_site(tmp_path, tmp_path_factory, monkeypatch) -> Iterator[Site]:
    """A site on a PostgreSQL that keeps what it has acknowledged through any crash."""
    durable = {**postgres.SETTINGS, "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
    monkeypatch.setattr(postgres, "SETTINGS", durable)
    own = Templates(tmp_path_factory.mktemp("durable"))
    try:
        with own.site("postgres", tmp_path) as site:
            yield site
    finally:
        own.end()


def test_there_are_at_least_5_kills():
    assert KILLS >= 5


@pytest.mark.slow
def test_the_database_killed_under_load(durable_site):
    assert durable_site.server is not None
    chance = random.Random(5)
    streams = settle(PEOPLE)
    connect(NOWHERE)
    with serving(durable_site) as server, started(durable_site, "worker") as worker:
        crowd = Crowd(server.port)
        threads = crowd.start("roads", [stream[:12] for stream in streams])
        for _ in range(KILLS):
            crowd.await_more(chance.randint(1, 5), threads)
            pages = len(crowd.away)
            durable_site.server.kill()
            crowd.await_away(pages + 1)
            status, _page = Browser(server.port).get("/sign-in/")
            assert status in (200, 503)  # a page that asks the database nothing is there all the time
            assert server.ask("/ready")[0] == 503
            durable_site.server.start()
            crowd.await_more(1, threads)
        crowd.stop(threads)
        assert all(SENTENCE.search(page) for page in crowd.away)
        assert worker.process.poll() is None, worker.text()
        server.until("/ready")
        assert "Traceback" not in worker.text()
    from qiantou.settings import database_from_url

    connect(database_from_url(durable_site.url))
    assert lost_or_twice(crowd.told, streams) == []


def test_the_harness_sees_a_database_that_forgets(durable_site):
    """A server started on the cluster as it was before: what was acknowledged since is gone."""
    from qiantou.settings import database_from_url

    streams = settle(1)
    connect(NOWHERE)
    before = durable_site.url.rpartition("?")[0].rpartition("/")[2]
    server = durable_site.server
    assert server is not None
    server.run(f"CREATE DATABASE before TEMPLATE {before}")
    with serving(durable_site) as pages:
        crowd = Crowd(pages.port)
        threads = crowd.start("roads", [stream[:12] for stream in streams])
        crowd.await_more(2, threads)
        crowd.stop(threads)
    server.run(f"DROP DATABASE {before} WITH (FORCE)", f"ALTER DATABASE before RENAME TO {before}")
    connect(database_from_url(durable_site.url))
    found = lost_or_twice(crowd.told, streams)
    assert any(fault.startswith("acknowledged and lost") for fault in found), found
