"""The worked examples of docs/rules/account.md, read from its tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qiantou.core.kernel import Desk, Stream
from qiantou.core.span import states
from qiantou.insight.account import Account, account
from qiantou.insight.account_own import OwnOverrun, own_overrun
from qiantou.insight.bulletin_waits import Record
from tests.core.examples import DESKS, command
from tests.core.steps import Case
from tests.core.world import Town

RULES = (Path(__file__).parents[2] / "docs" / "rules" / "account.md").read_text(encoding="utf-8")
NAMES = {str(desk): name for name, desk in DESKS.items()}


@dataclass(frozen=True)
class Example:
    moves: list[list[str]]
    through: str
    sums: list[list[str]]
    told: str


def examples() -> dict[str, Example]:
    section = RULES.split("\n## Worked examples\n")[1]
    return {part.split("\n", 1)[0]: _read(part) for part in section.split("\n### ")[1:]}


def _read(part: str) -> Example:
    moves, sums = (
        [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
        for table in re.findall(r"(?:^\|.*\n)+", part, re.MULTILINE)
    )
    through = re.search(r"^Through (\d\d-\d\d \d\d:\d\d)", part, re.MULTILINE)
    told = re.search(r"^Deviation .*$", part, re.MULTILINE)
    assert through
    return Example(moves, through[1], sums, told[0] if told else "")


def played(example: Example) -> Town:
    case = Case()
    for number, (when, who, matter, move) in enumerate(example.moves):
        desk, on = DESKS.get(who), Stream(matter)
        case.at(f"2026-{when}").when(command(move, desk, on, f"f{number}"), desk, on)
    return case.at(f"2026-{example.through}").town


def reckoned(town: Town) -> tuple[Account, OwnOverrun]:
    known = {name: Record(town.of(name), states(town.of(name))) for name in town.streams()}
    calendar = town.register.at(town.now).calendar
    work = known[Stream("work")]
    return account(work, known, calendar, town.now), own_overrun(work, known, calendar, town.now)


def shown(one: Account) -> Iterator[list[str]]:
    for row in one.rows:
        yield [NAMES[row.holder], *(str(n or "") for n in (row.allowed, row.actual, row.over, row.under))]
    for part in one.apart:
        over, under = max(part.minutes, 0), max(-part.minutes, 0)
        yield [f"{part.party}: {part.why}", "", "", str(over or ""), str(under or "")]


def summed(one: Account, own: OwnOverrun) -> str:
    day = one.agreed.strftime("%m-%d") if one.agreed else "no day"
    protected = "".join(f", {shield} {minutes}" for shield, minutes in own.protected)
    return f"Deviation {one.deviation} from {day}; own time beyond: {NAMES[Desk(own.desk)]} {own.minutes}{protected}."
