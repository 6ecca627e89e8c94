"""Redmine beside Qiantou: list and page of an issue against list and page of a matter, in one run.

Both are signed in, both have the same number of items on the same PostgreSQL with the same settings, both have
two worker processes with four threads, both list fifty rows; the same client asks them in turn.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.client import Client
from bench.figures import Figure
from bench.ground import free_port, served, stop, wait_for
from bench.load import Ask, one_round
from bench.pages import KNOWN, PEOPLE, ROUNDS, SECONDS, asks
from bench.scene import Scene
from tests.support.postgres import PostgresServer

SCRIPT = Path(__file__).with_name("redmine.sh")
LOGIN, PASSWORD = "bench", "a long pass of words"
LIST_TIMES, PAGE_TIMES = 10.0, 5.0  # of Redmine's requests a second


def is_installed() -> bool:
    return Path("/usr/share/redmine/config.ru").exists() and shutil.which("puma") is not None


def run(scene: Scene, items: int) -> Iterator[Figure]:
    """`items` must be the number of matters of the scene."""
    assert scene.site.server is not None
    with peer(scene.site.server, items) as port_peer, served(scene.site) as port_own:
        cookies = _signed_in(port_peer)
        ids = tuple(str(number) for number in random.Random(items).sample(range(1, items + 1), min(KNOWN, items)))
        lists = asks(port_peer, "/issues?per_page=50", cookies)
        clerk, head = scene.readers["clerk"], scene.readers["head"]
        yield from _beside(
            "list",
            lists,
            {
                "list, the head of the county, who sees all": asks(port_own, "/matters/", head.cookies),
                "list, a unit's clerk": asks(port_own, "/matters/?open=all", clerk.cookies),
            },
            LIST_TIMES,
        )
        pages = asks(port_peer, "/issues/{}", cookies, ids)
        own = {"page of one, a unit's clerk": asks(port_own, "/m/{}/", clerk.cookies, clerk.refs)}
        yield from _beside("page", pages, own, PAGE_TIMES)


def _beside(name: str, peer_asks: list[Ask], own: Mapping[str, list[Ask]], wanted: float) -> Iterator[Figure]:
    """Rounds of the peer and of each of ours in turn."""
    told = f"Redmine, issue {name}"
    rates: dict[str, list[float]] = {told: [], **{key: [] for key in own}}
    for turn in range(ROUNDS + 1):
        for key, people in {told: peer_asks, **own}.items():
            rate = one_round(people, seconds=SECONDS if turn else 2.0).rate
            if turn:
                rates[key].append(rate)
    yield Figure("redmine", told, "/s", tuple(rates[told]), note=f"{PEOPLE} people at once")
    for key in own:
        yield Figure("redmine", f"Qiantou, {key}", "/s", tuple(rates[key]), note=f"{PEOPLE} people at once")
        ratios = tuple(mine / other for mine, other in zip(rates[key], rates[told], strict=True))
        yield Figure("redmine", f"{key}: times Redmine's", "×", ratios, wanted)


@contextmanager
def peer(server: PostgresServer, items: int) -> Iterator[int]:
    """A Redmine with so many issues on the same cluster; its port."""
    server.run("CREATE ROLE redmine LOGIN", "CREATE DATABASE redmine_bench OWNER redmine TEMPLATE template0")
    prepared = subprocess.run(
        [SCRIPT, "prepare", str(server.folder), "redmine_bench", str(items)], capture_output=True, text=True
    )
    if prepared.returncode:
        raise RuntimeError(f"Redmine cannot be prepared:\n{prepared.stdout[-2000:]}{prepared.stderr[-2000:]}")
    _settle(server)
    port = free_port()
    with Path("/var/log/redmine/bench/puma.log").open("ab") as log:
        process = subprocess.Popen([SCRIPT, "serve", str(port)], stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/login")
        yield port
    finally:
        stop(process)


def _settle(server: PostgresServer) -> None:
    import psycopg

    with psycopg.connect(server.url("redmine", "redmine_bench"), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


def _signed_in(port: int) -> dict[str, str]:
    """The cookies of the administrator, signed in through Redmine's own page."""
    client = Client(port)
    page = client.get("/login").body.decode()
    token = re.search(r'name="authenticity_token" value="([^"]+)"', page)
    assert token is not None
    fields = {"authenticity_token": token.group(1), "username": LOGIN, "password": PASSWORD}
    answer = client.post("/login", fields)
    if answer.status != 302:
        raise RuntimeError(f"Redmine lets nobody in: {answer.status}")
    # The first pages of a process must not come at once: its menus are set up on the way (a race of Redmine's own).
    for _ in range(40):
        client.get("/issues")
        client.get("/issues/1")
        client.close()
    return client.cookies
