"""A duty file of two thousand entries, drawn for one unit in one joint work: the page, the Word document, the archive
with a proof of every entry; then the archive verified. No program that we know of draws one; there is no peer.

Two hundred and fifty matters were asked of one unit, taken, reported on five times and handed in; in between stand the
entries of a county's other work, so that the proofs lead through a tree of some size.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.fill import InMemory, write_matters
from bench.scene import Scene
from qiantou.core.kernel import Actor, Desk, Entry, Stream
from qiantou.core.loop import Play
from qiantou.core.moves import Accept, Deliver, Offer, Report

MATTERS, REPORTS, TIMES = 250, 5, 5
ENTRIES = MATTERS * (REPORTS + 3)
WANTED = 5.0  # seconds
LEAD, DOER, OFFICE = "fagaiju", "shuili", "zhengfuban"


def run(scene: Scene, folder: Path) -> Iterator[Figure]:
    client, query = _asked(scene)
    for name, path, least in (
        (f"duty file of {ENTRIES:,} entries as a page", "/duty-file/", 1),
        ("the same duty file as .docx", "/duty-file/file.docx", 1),
        ("the same duty file as an archive, .docx and proofs in it", "/duty-file/file.zip", ENTRIES),
    ):
        seconds = [_seconds(lambda path=path: client.get(f"{path}?{query}")) for _ in range(TIMES)]  # type: ignore[misc]
        yield Figure("duty_file", name, "s", tuple(seconds), WANTED, at_most=True)
        answer = client.get(f"{path}?{query}")
        if answer.status_code != 200 or _proven(answer.content, folder) < (least if path.endswith("zip") else 0):
            raise RuntimeError(f"{path}: {answer.status_code}")
    place = folder / "duty-file.zip"
    yield Figure(
        "duty_file", "the archive verified", "s", tuple(_seconds(lambda: _verify(place)) for _ in range(TIMES))
    )


def _seconds(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _proven(body: bytes, folder: Path) -> int:
    """How many entries of an archive are proven; none of what is no archive."""
    if not body.startswith(b"PK") or b"manifest.note" not in body:
        return 0
    place = folder / "duty-file.zip"
    place.write_bytes(body)
    return _verify(place)


def _verify(place: Path) -> int:
    from qiantou.ledger.excerpt_check import verify_excerpt

    report = verify_excerpt(place)
    if not report.is_sound:
        raise RuntimeError(str(report.findings[:1]))
    return int(report.facts["excerpt"])


def _asked(scene: Scene) -> tuple[Any, str]:
    """A browser of the unit's own clerk, and the file that it asks for."""
    from django.test import Client

    from qiantou.access.models import Account
    from qiantou.acts import shell
    from qiantou.ledger.seal import seal

    today = scene.register.at(shell.now()).day
    joint, unit = _joint(scene, today - timedelta(days=100)), scene.cast.desk_of(DOER)
    _filled(scene, joint, unit)
    seal(shell.now())
    client = Client(headers={"host": "127.0.0.1"})
    account = Account.objects.get(login=DOER)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    first, last = today - timedelta(days=365), today
    return client, f"joint={joint[:12]}&unit={unit}&from={first}&to={last}"


def _joint(scene: Scene, since: date) -> Stream:
    from qiantou.acts import shell
    from qiantou.acts.execute import execute_all
    from qiantou.core.register import CHARTERS, Listed
    from qiantou.core.undertaking import Charter

    joint, lead, office = shell.fresh(), scene.cast.desk_of(LEAD), scene.cast.desk_of(OFFICE)
    sponsor = scene.register.at(shell.now()).superiors(lead)[0]
    listed = Listed(CHARTERS, joint, Charter(lead, office, office, sponsor), since, "测速")
    then = scene.register.at(shell.now()).calendar.start_of_day(since)
    with shell.scripted(lambda: then):
        execute_all((), by=Actor(account="b" * 32), command_id=uuid.uuid4().hex, listings=[listed])
    return joint


def _filled(scene: Scene, joint: Stream, unit: Desk) -> None:
    chance = random.Random("duty file")
    calendar = scene.register.at(scene.now).calendar
    begun = calendar.start_of_day(scene.register.at(scene.now).day - timedelta(days=60)) + timedelta(hours=9)
    lead, hers = scene.cast.by(scene.cast.logins.index(LEAD)), scene.cast.by(scene.cast.logins.index(DOER))
    batch: dict[Stream, list[Entry[Any]]] = {}
    for number in range(MATTERS):
        stream = Stream(chance.randbytes(16).hex())
        play = Play(InMemory(scene.register), begun + timedelta(minutes=number))
        offer = Offer("task", scene.cast.desk_of(LEAD), unit, f"第{number + 1}项任务", due=calendar.day_of(scene.now),
                      joint=joint)  # fmt: skip
        play.carry_out(stream, offer, lead)
        reports = (Report("正在办理，已完成现场踏勘。") for _ in range(REPORTS))
        for command in (Accept(), *reports, Deliver("已完成。")):
            play.now += timedelta(hours=20)
            play.carry_out(stream, command, hers)
        batch[stream] = play.entries
    write_matters(batch, scene.register, scene.now)
