"""A large site, made quickly: the real rules, writer and rows, without a transaction for every move.

Matters are played in memory by the same rules as on a page, so their entries are those that pages would have
made; then thousands of matters are written at once, as the ledger's writer and the rows' own writer would have
written them. Several processes play and write side by side. What comes out passes `verify`, rows and all.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing import get_context
from typing import Any

from qiantou.core.kernel import Actor, Desk, Entry, Stream
from qiantou.core.lookup_check import is_discipline
from qiantou.core.loop import Play
from qiantou.core.matter import Matter
from qiantou.core.moves import Accept, AcceptDelivery, Command, Deliver, Offer, Report
from qiantou.core.register import Register

BATCH = 2000  # matters written in one transaction
COPIES = 10  # matters alike but for name and nonces: playing each of a million moves would take an hour
DAYS_BACK = 300  # how long ago the first matter was opened
OPEN_ONE_IN = 10
SEED = 20261122
TITLES = (
    "提供产销对接活动场地", "核查救助对象收入情况", "完成老旧管网改造设计", "报送招标项目清单",
    "落实冷链车辆通行证", "开展集镇充电设施选址", "整理卫生院用地资料", "督促企业安全隐患整改",
    "核定农田水利补助面积", "汇总村级服务站点名单",
)  # fmt: skip
REPORTS = ("已与有关村对接，正在现场踏勘。", "资料已收齐三分之二，其余月底前报。", "方案已送审，等待专家意见。")


@dataclass(frozen=True)
class Cast:
    """Who asks and does: desks with the post and account that type for them, and that account's login."""

    clerks: tuple[tuple[Desk, Desk, str], ...]
    logins: tuple[str, ...] = ()

    def by(self, number: int) -> Actor:
        desk, post, account = self.clerks[number % len(self.clerks)]
        return Actor(desk=desk, post=post, account=account)

    def desk_of(self, login: str) -> Desk:
        return self.clerks[self.logins.index(login)][0]


@dataclass
class InMemory:
    """One matter that nobody else's is tied to, as the rules ask for it."""

    register: Register
    matters: dict[Stream, Matter] = field(default_factory=dict)

    def matter(self, stream: Stream) -> Matter | None:
        return self.matters.get(stream)

    def related(self, stream: Stream) -> Sequence[Stream]:
        return ()

    def parts(self, stream: Stream) -> Sequence[Stream]:
        return ()

    def issued(self, asker: Desk, since: datetime) -> Sequence[str]:
        return ()


def cast_of(county: Any) -> Cast:
    """The units of the demonstration county, each with its clerk; a discipline body is no side of any matter."""
    from qiantou.acts import registers, shell

    force = registers.current().at(shell.now())
    whole = [key for key in county.clerks if county.desks[key].startswith("u:") and "." not in key]
    units = [key for key in whole if not is_discipline(county.desks[key], force)]
    return Cast(tuple((county.desks[key], *county.clerks[key]) for key in units), tuple(units))


def fill(register: Register, cast: Cast, now: datetime, *, matters: int, processes: int = 2) -> None:
    """Add so many matters, opened over DAYS_BACK days up to `now`; one in OPEN_ONE_IN is still open."""
    from django.db import connection

    database = dict(connection.settings_dict)
    each = -(-matters // processes)
    shares = [range(start, min(start + each, matters)) for start in range(0, matters, each)]
    connection.close()
    with get_context("fork").Pool(processes) as pool:
        pool.starmap(_share, [(database, register, cast, now, (matters, share)) for share in shares])


def offered(scene: Any, *, matters: int) -> list[tuple[Stream, str, str]]:
    """Add so many matters that wait for their doer's answer: stream, login of the asker, login of the doer."""
    batch: dict[Stream, list[Entry[Any]]] = {}
    found, register, cast = [], scene.register, scene.cast
    for number in range(matters):
        chance = random.Random(f"offered {number}")
        stream = Stream(chance.randbytes(16).hex())
        asker = chance.randrange(len(cast.clerks))
        doer = (asker + 1 + chance.randrange(len(cast.clerks) - 1)) % len(cast.clerks)
        title = f"{chance.choice(TITLES)}（待办第{number}号）"
        offer = Offer("task", cast.clerks[asker][0], cast.clerks[doer][0], title, due_text="按期完成")
        play = Play(InMemory(register), scene.now)
        play.carry_out(stream, offer, cast.by(asker))
        batch[stream] = play.entries
        found.append((stream, cast.logins[asker], cast.logins[doer]))
    write_matters(batch, register, scene.now)
    return found


def _share(database: dict[str, Any], register: Register, cast: Cast, now: datetime, share: tuple[int, range]) -> None:
    """One process's matters, in batches: each played once and written COPIES times under names of its own."""
    from bench.copying import Batch
    from tests.support.databases import connect

    connect(database)
    total, numbers = share
    batch = Batch(register.at(now), now)
    for start in range(0, len(numbers), COPIES):
        names = numbers[start : start + COPIES]
        chance = random.Random(SEED + names[0])
        opened = now - timedelta(days=DAYS_BACK * (1 - names[0] / total))
        played = list(_played(register, cast, opened, names[0], chance))
        batch.add(played, [Stream(chance.randbytes(16).hex()) for _ in names])
        if len(batch) >= BATCH:
            batch.write()
    batch.write()


def _played(
    register: Register, cast: Cast, opened: datetime, number: int, chance: random.Random
) -> Iterator[Entry[Any]]:
    """The entries of one matter: asked, taken, reported on, delivered, accepted; or only as far as reported on."""
    stream = Stream(chance.randbytes(16).hex())
    first = chance.randrange(len(cast.clerks))
    asker, doer = cast.by(first), cast.by(first + 1 + chance.randrange(len(cast.clerks) - 1))
    assert asker.desk is not None
    assert doer.desk is not None
    due = (opened + timedelta(days=20 + chance.randrange(60))).date()
    offer = Offer(
        "task", asker.desk, doer.desk, f"{chance.choice(TITLES)}（第{number}号）", due=due, due_text="按期完成"
    )
    steps: list[tuple[Command, Actor]] = [(offer, asker), (Accept(), doer), (Report(chance.choice(REPORTS)), doer)]
    if number // COPIES % OPEN_ONE_IN:
        steps += [(Deliver("已办结，材料附后。"), doer), (AcceptDelivery(), asker)]
    play = Play(InMemory(register), opened)
    for command, by in steps:
        play.carry_out(stream, command, by)
        play.now += timedelta(minutes=20 + chance.randrange(60))
    yield from play.entries


def write_matters(batch: dict[Stream, list[Entry[Any]]], register: Register, now: datetime) -> None:
    """The matters and their rows, in one transaction."""
    from django.db import transaction

    from qiantou.ledger.writer import write
    from qiantou.readmodel.project import write_rows

    with transaction.atomic():
        write_rows(batch, register.at(now), now, fresh=batch.keys())
        write([entry for entries in batch.values() for entry in entries], recorded_at=now)
