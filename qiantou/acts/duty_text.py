"""An application for a change of duty lists as text: people read it in the record, and it is read back from there.

The first line says cause, day of the cause, ground and its source; each further line is one row of a list, its fields
in the order of FIELDS. Fields stand between bars; a bar, a backslash and a line break inside one are written after a
backslash. Units stand with their name for people and their key for the register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from qiantou.core.duty import Duty, DutySort
from qiantou.core.kernel import Desk

ADD, CHANGE, END = "add", "change", "end"
ACTS = {ADD: "增加", CHANGE: "调整", END: "取消"}
LISTS = {DutySort.BASIC: "基本履职", DutySort.COOPERATING: "配合履职", DutySort.TAKEN_BACK: "上级部门收回"}
HEAD = "履职事项调整申请"
BAR = "｜"
AND = "、"
_ESCAPES = {"\\": "\\\\", BAR: "\\" + BAR, "\n": "\\n", "\r": "\\r"}
_MEANT = {written[1]: char for char, written in _ESCAPES.items()}


@dataclass(frozen=True)
class Item:
    """One row applied for; `key` is the row that is changed or ends, "" for one that is added."""

    act: str
    key: str
    duty: Duty


@dataclass(frozen=True)
class Application:
    """Why the lists change, since when, on which ground with its source, and the rows."""

    cause: str
    caused: date
    ground: str
    source: str
    items: tuple[Item, ...]


def written(application: Application, names: Mapping[str, str]) -> str:
    """The text of an application; `names`: desk → name."""
    head = (HEAD, application.cause, application.caused.isoformat(), application.ground, application.source)
    return "\n".join([_line(head), *(_line(_fields(item, names)) for item in application.items)])


def _fields(item: Item, names: Mapping[str, str]) -> tuple[str, ...]:
    duty = item.duty
    return (
        ACTS[item.act], names.get(duty.unit, duty.unit), LISTS[duty.sort], duty.number, duty.klass, duty.item,
        duty.upper_name, duty.upper_duty, duty.part, duty.how, duty.unit, AND.join(duty.uppers), item.key,
    )  # fmt: skip


def _line(fields: tuple[str, ...]) -> str:
    return BAR.join("".join(_ESCAPES.get(char, char) for char in field) for field in fields)


def read(text: str) -> Application | None:
    """The application that this text is; None for any other text."""
    lines = [list(_split(line)) for line in text.split("\n")]
    head, rows = lines[0], lines[1:]
    if len(head) != 5 or head[0] != HEAD or any(len(row) != 13 for row in rows):
        return None
    acts = {word: act for act, word in ACTS.items()}
    sorts = {word: sort for sort, word in LISTS.items()}
    if any(row[0] not in acts or row[2] not in sorts for row in rows):
        return None
    try:
        caused = date.fromisoformat(head[2])
    except ValueError:
        return None
    items = tuple(Item(acts[row[0]], row[12], _duty(row, sorts[row[2]], head[3])) for row in rows)
    return Application(head[1], caused, head[3], head[4], items)


def _duty(row: list[str], sort: DutySort, ground: str) -> Duty:
    _act, _name, _sort, number, klass, item, upper_name, upper_duty, part, how, unit, uppers, _key = row
    duty = Duty(
        Desk(unit), sort, number, ground=ground, klass=klass, item=item, upper_name=upper_name,
        upper_duty=upper_duty, part=part, how=how,
    )  # fmt: skip
    return duty.under([Desk(name) for name in uppers.split(AND) if name])


def _split(line: str) -> Iterator[str]:
    """The fields of a line with what was escaped in them."""
    field, escaped = "", False
    for char in line:
        if escaped:
            field, escaped = field + _MEANT.get(char, char), False
        elif char == "\\":
            escaped = True
        elif char == BAR:
            yield field
            field = ""
        else:
            field += char
    yield field
