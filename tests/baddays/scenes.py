"""Scripts of commands that a child plays and dies in. The same scene gives the same bytes, played by whomever.

Each step has its own instant and its own chance, drawn from its name alone: a step played again after a
crash asks for exactly what it asked for the first time, whatever was recorded meanwhile.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import SimpleNamespace

from qiantou.acts import registers, shell
from qiantou.acts.clock import Clock
from qiantou.acts.erase import erase
from qiantou.acts.execute import Receipt, Step, execute, execute_all, tick
from qiantou.acts.launch import Division, Request, launch
from qiantou.acts.rotate import retire_old, rotate
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.kinds import Phase
from qiantou.core.moves import (
    Accept,
    AcceptDelivery,
    Amend,
    Block,
    Command,
    Counter,
    Decline,
    Deliver,
    Offer,
    OfferTo,
    Refer,
    Report,
    Return,
    Rule,
)
from qiantou.core.register import DAYS, UNITS, Listed, Unit
from qiantou.core.worktime import DayRule
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger import keys, stored
from qiantou.ledger.models import Head
from qiantou.ledger.seal import seal
from qiantou.readmodel.models import MatterRow
from tests.acts.county import CLERK, MONDAY
from tests.core.world import DEPUTY, GOV, LEAD, ROADS, TOWN, WATER, county

BY = Actor(account=CLERK)
WHY = {"basis": "个人信息保护法第四十七条", "approver": "县政府办公室主任", "by": BY}
DUE = date(2026, 3, 20)
Deed = Callable[[str], Receipt | None]  # given the command's id; what it was answered with


@dataclass(frozen=True)
class Line:
    """One step of a scene: its name, hours after the scene's beginning, and what is done."""

    name: str
    hours: float
    deed: Deed

    @property
    def at(self) -> datetime:
        return MONDAY + timedelta(hours=self.hours)


def stream(name: str) -> Stream:
    return shell.fresh_for(CLERK, name)


@contextmanager
def at_its_time(scene: str, line: Line) -> Iterator[None]:
    """The clock and chance of one step, those of the key files included."""
    chance = random.Random(f"{scene}/{line.name}").randbytes
    usual = keys.secrets
    seeds = random.Random(f"{scene}/{line.name}/keys").randbytes
    keys.secrets = SimpleNamespace(token_bytes=seeds, token_hex=secrets.token_hex)  # type: ignore[attr-defined]
    try:
        with shell.scripted(lambda: line.at, chance):
            yield
    finally:
        keys.secrets = usual  # type: ignore[attr-defined]


def play(scene: str, line: Line) -> Receipt | None:
    with at_its_time(scene, line):
        return line.deed(f"{scene}/{line.name}")


def _move(name: str, command: Command, desk: Desk) -> Deed:
    return lambda command_id: execute(stream(name), command, by=Actor(desk, account=CLERK), command_id=command_id)


def _offer(name: str, doer: Desk = ROADS, **terms: object) -> Deed:
    return _move(name, Offer("task", LEAD, doer, f"修复老桥（{name}）", **terms), LEAD)  # type: ignore[arg-type]


def _listing(*listings: Listed) -> Deed:
    return lambda command_id: execute_all((), by=BY, command_id=command_id, listings=listings)


def _seal(command_id: str) -> None:
    seal(shell.now())


@contextmanager
def _chance_of_its_own() -> Iterator[None]:
    """Of several commands in one step each has its own chance, told apart by how many entries there were."""
    now = shell.now()
    with shell.scripted(lambda: now, random.Random(Head.objects.get(id=1).size).randbytes):
        yield


def _clock(command_id: str) -> None:
    clock, looked = Clock(), 1
    while looked:
        with _chance_of_its_own():
            looked = clock.run(limit=1)


def _clock_together(command_id: str) -> None:
    """All that is due in one transaction."""
    rows = MatterRow.objects.filter(next_at__lte=shell.now()).order_by("next_at", "stream")
    if due := list(rows.values_list("stream", flat=True)):
        with _chance_of_its_own():
            tick(*map(Stream, due))


def _bulk(names: list[str], command: Command, desk: Desk) -> Deed:
    steps = [Step(stream(name), command) for name in names]
    return lambda command_id: execute_all(steps, by=Actor(desk, account=CLERK), command_id=command_id)


def _launch(command_id: str) -> Receipt:
    rows = (
        Request("产销对接活动", LEAD, (ROADS, TOWN, WATER), DUE, "3月20日前", parts={TOWN: "提供场地"}),
        Request("冷链车辆通行", ROADS, (WATER,), None, "长期坚持"),
        Request("灌渠清淤", WATER, (), date(2026, 4, 30), "4月底前"),
    )
    division = Division("农产品促销", "县政办发〔2026〕3号", GOV, rows, sponsor=DEPUTY)
    return launch(division, by=Actor(GOV, account=CLERK), command_id=command_id)[1]


def _accept_launched(command_id: str) -> Receipt | None:
    """Several matters accepted by one press of a button, each at its own desk."""
    rows = MatterRow.objects.filter(place__in=("001-01", "002")).order_by("place")
    steps = [Step(Stream(row.stream), Accept(), replace(BY, desk=Desk(row.doer))) for row in rows]
    return execute_all(steps, by=BY, command_id=command_id)


def _erase(name: str, version: int) -> Deed:
    def deed(command_id: str) -> None:
        where = registers.STRUCTURE if name == "register" else stream(name)
        erase(where, version, **WHY)  # type: ignore[arg-type]

    return deed


def _rotate(command_id: str) -> None:
    """What an administrator does who was interrupted: rotate, unless that is on record already."""
    if len(stored.keychain().keys) == 1:
        rotate(by=BY)
    seal(shell.now())
    retire_old()


def _county(command_id: str) -> Receipt | None:
    listings = [entry.event for entry in county()]
    return execute_all((), by=BY, command_id=command_id, listings=listings)


def _first_start(command_id: str) -> None:
    make_key_and_witness()


def _look_at_all(command_id: str) -> None:
    """Every row as of this instant, so that two sites can be compared; in one transaction."""
    if names := list(MatterRow.objects.filter(is_open=True).order_by("stream").values_list("stream", flat=True)):
        with _chance_of_its_own():
            tick(*map(Stream, names))


def _scene(*steps: tuple[str, float, Deed]) -> tuple[Line, ...]:
    return tuple(Line(*step) for step in (*steps, ("look", 3000, _look_at_all), ("sealed", 3001, _seal)))


START = (
    Line("key and witness", -3, _first_start),
    Line("county", -2, _county),
    Line("first seal", -1.5, _seal),
)
BASE = (
    *START,
    Line("one", -1, _offer("one", due=DUE)),
    Line("two", -1, _offer("two", WATER)),
    Line("two accepted", -0.5, _move("two", Accept(), WATER)),
    Line("base sealed", -0.1, _seal),
)
"""What every scene but "start" begins from; that one begins from tables without a row."""

SCENES: dict[str, tuple[Line, ...]] = {
    "start": _scene(*((line.name, line.hours, line.deed) for line in START), ("offer", 0, _offer("a"))),
    "loop": _scene(
        ("offer", 1, _offer("a", due=DUE)),
        ("accept", 2, _move("a", Accept(), ROADS)),
        ("sealed half", 3, _seal),
        ("report", 4, _move("a", Report("过半"), ROADS)),
        ("deliver", 30, _move("a", Deliver("已修", ("照片.jpg",)), ROADS)),
        ("return", 31, _move("a", Return("缺验收单"), LEAD)),
        ("deliver again", 50, _move("a", Deliver("补齐"), ROADS)),
        ("accept delivery", 51, _move("a", AcceptDelivery("合格"), LEAD)),
    ),
    "block": _scene(
        ("accept", 1, _move("one", Accept(), ROADS)),
        ("block", 2, _move("one", Block("缺图纸", to=WATER, fresh=stream("stone")), ROADS)),
        ("stone accepted", 3, _move("stone", Accept(), WATER)),
        ("sealed half", 4, _seal),
        ("stone delivered", 50, _move("stone", Deliver("图纸已交"), WATER)),
        ("stone gone", 51, _move("stone", AcceptDelivery(), ROADS)),
        ("deliver", 74, _move("one", Deliver("已修"), ROADS)),
    ),
    "talk": _scene(
        ("counter", 1, _move("one", Counter(date(2026, 4, 3), "多几天"), ROADS)),
        ("amend", 2, _move("one", Amend(date(2026, 4, 1)), LEAD)),
        ("decline", 3, _move("one", Decline("no-means", "没有设备"), ROADS)),
        ("offer to another", 4, _move("one", OfferTo(TOWN), LEAD)),
        ("refer", 5, _move("one", Refer("请定"), TOWN)),
        ("rule", 6, _move("one", Rule(Phase.UNDERWAY, "由桥东镇办", DUE), DEPUTY)),
        (
            "more time",
            26,
            _move("more", Offer("variation", WATER, LEAD, "延期", DUE, parent=stream("two"), beside=True), WATER),
        ),
        ("granted", 27, _move("more", Accept(), LEAD)),
    ),
    "launch": _scene(
        ("launch", 1, _launch),
        ("sealed half", 2, _seal),
        ("accept two at once", 3, _accept_launched),
    ),
    "clock": _scene(
        ("offer", 1, _offer("a", due=DUE)),
        ("silence", 400, _clock),
        ("a day off", 401, _listing(Listed(DAYS, "2026-03-24", DayRule((), "停电", "通知"), date(2026, 3, 24)))),
        ("looked again", 402, _clock),
        ("sealed half", 403, _seal),
        ("more silence", 1400, _clock_together),
    ),
    "words": _scene(
        ("offer", 1, _offer("a", detail="按会议纪要办理")),
        ("renamed", 2, _listing(Listed(UNITS, TOWN, Unit(GOV, Desk("p:town")), date(2026, 1, 1), name="某某工作室"))),
        ("erased", 3, _erase("a", 1)),
        ("name erased", 4, _erase("register", 13)),
        ("sealed half", 5, _seal),
        ("accept", 6, _move("a", Accept(), ROADS)),
        ("erased too", 7, _erase("a", 2)),
    ),
    "key": _scene(
        ("offer", 1, _offer("a")),
        ("rotated", 2, _rotate),
        ("accept", 3, _move("a", Accept(), ROADS)),
    ),
}
