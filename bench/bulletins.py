"""A bulletin of a thousand matters: drawn from the record and shown as its table, the longest of its forms, or written
as its paper. No program that we know of draws one; there is no peer.

Half of the matters were taken and handed in within the week, some before and some after their day; the others are
underway, half of them past it, or before whoever decides.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from bench.figures import Figure
from bench.fill import InMemory, write_matters
from bench.scene import Scene
from qiantou.core.kernel import Actor, Entry, Stream
from qiantou.core.loop import Play
from qiantou.core.moves import Accept, AcceptDelivery, Command, Deliver, Offer, Refer, Report

MATTERS, TIMES = 1000, 7
WANTED = 3.0  # seconds
OFFICE, LEAD = "zhengfuban", "fagaiju"


def run(scene: Scene) -> Iterator[Figure]:
    names = (f"bulletin of {MATTERS:,} matters, drawn and shown as a table", "the same bulletin as .docx")
    for name, seconds in zip(names, _shown(scene), strict=True):
        yield Figure("bulletins", name, "s", tuple(seconds), WANTED, at_most=True)


def _shown(scene: Scene) -> Iterator[list[float]]:
    """Seconds of the whole page, then of the whole paper, as the office asks for them."""
    from django.test import Client

    from qiantou.access.bulletins import ref_of
    from qiantou.access.models import Account
    from qiantou.acts import shell
    from qiantou.core.bulletin import last_over, order_key
    from qiantou.core.plan import Every

    week = last_over(Every.WEEK, scene.register.at(shell.now()).day)
    joint = _ordered(scene, week[0] - timedelta(days=30))
    _filled(scene, joint, week)
    client = Client(headers={"host": "127.0.0.1"})
    account = Account.objects.get(login=OFFICE)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    own = f"/bulletins/{ref_of(order_key(joint))}/{week[1].isoformat()}/"
    for address, rows in ((f"{own}?form=table", _lines), (f"{own}paper.docx?form=table", _rows)):
        seconds = []
        for _ in range(TIMES):
            begun = time.perf_counter()
            answer = client.get(address)
            seconds.append(time.perf_counter() - begun)
            if answer.status_code != 200 or rows(answer.content) < MATTERS * 9 // 10:
                raise RuntimeError(f"{address}: {answer.status_code}, {rows(answer.content)} lines")
        yield seconds


def _lines(page: bytes) -> int:
    return page.count(b"data-row")


def _rows(paper: bytes) -> int:
    """Rows of tables in a Word document."""
    with ZipFile(BytesIO(paper)) as package:
        return package.read("word/document.xml").count(b"<w:tr>")


def _ordered(scene: Scene, since: date) -> Stream:
    """A joint work with an order, which the office issues that keeps its record."""
    from qiantou.acts import shell
    from qiantou.acts.execute import execute_all
    from qiantou.core.bulletin import ORDERS, Order, order_key
    from qiantou.core.plan import Every
    from qiantou.core.register import CHARTERS, Listed
    from qiantou.core.undertaking import Charter

    joint, lead, office = shell.fresh(), scene.cast.desk_of(LEAD), scene.cast.desk_of(OFFICE)
    sponsor = scene.register.at(shell.now()).superiors(lead)[0]
    listings = [
        Listed(CHARTERS, joint, Charter(lead, office, office, sponsor), since, "测速"),
        Listed(ORDERS, order_key(joint), Order(office, joint, Every.WEEK), since),
    ]
    then = scene.register.at(shell.now()).calendar.start_of_day(since)
    with shell.scripted(lambda: then):
        execute_all((), by=Actor(account="b" * 32), command_id=uuid.uuid4().hex, listings=listings)
    return joint


def _filled(scene: Scene, joint: Stream, week: tuple[date, date]) -> None:
    chance = random.Random("bulletin")
    calendar = scene.register.at(scene.now).calendar
    monday = calendar.start_of_day(week[0]) + timedelta(hours=9)
    lead = scene.cast.desk_of(LEAD)
    doers = [number for number, clerk in enumerate(scene.cast.clerks) if clerk[0] != lead]
    batch: dict[Stream, list[Entry[Any]]] = {}
    for number in range(MATTERS):
        stream, doer = Stream(chance.randbytes(16).hex()), chance.choice(doers)
        due = week[0] + timedelta(days=chance.randrange(5))
        offer = Offer("task", lead, scene.cast.clerks[doer][0], f"第{number + 1}项任务", due=due, joint=joint)
        batch[stream] = _played(scene, stream, offer, doer, monday, chance)
    write_matters(batch, scene.register, scene.now)


def _played(
    scene: Scene, stream: Stream, offer: Offer, doer: int, monday: datetime, chance: random.Random
) -> list[Entry[Any]]:  # fmt: skip
    """Asked the week before, taken, reported on; handed in during the week, or not."""
    play = Play(InMemory(scene.register), monday - timedelta(days=4))
    asker, hers = scene.cast.by(scene.cast.logins.index(LEAD)), scene.cast.by(doer)
    play.carry_out(stream, offer, asker)
    steps: list[tuple[Command, Actor]] = [(Accept(), hers), *((Report("正在办理。"), hers) for _ in range(6))]
    if chance.random() < 0.5:
        steps += [(Deliver("已完成。"), hers), (AcceptDelivery(), asker)]
    elif chance.random() < 0.2:
        steps.append((Refer("意见不一致。"), hers))
    for number, (command, by) in enumerate(steps):
        if number == 1:
            play.now = monday + timedelta(days=chance.randrange(4), hours=chance.randrange(6))
        play.now += timedelta(minutes=30)
        play.carry_out(stream, command, by)
    return play.entries
