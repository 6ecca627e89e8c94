"""From the dataclasses of the rules to bodies of requests and back to JSON: a new field shows by itself.

A body is made of the fields of a command, without what the site itself gives it, and of what every command carries.
Limits are those of the pages: 5,000 characters a text, 500 a title, days between 1990 and 2100, 31-bit numbers.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import Enum
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from qiantou.core.kernel import Stream
from qiantou.desk.forms import FIRST_DAY, LAST_DAY

LONGEST, LONGEST_TITLE, LARGEST = 5000, 500, 2**31 - 1
GIVEN = frozenset({"fresh"})
"""Fields that the site fills in: the name of what a command opens."""
_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class Unfit(Exception):
    """A body whose values lie outside what may be sent: `faults` names each field, and what is wrong with it."""

    def __init__(self, *faults: tuple[str, str]) -> None:
        super().__init__(*faults)
        self.faults = faults


class Strict(BaseModel):
    """A body that holds nothing but what it names."""

    model_config = ConfigDict(extra="forbid")


def code_of(command: type) -> str:
    """AcceptDelivery → accept-delivery."""
    return _WORD.sub("-", command.__name__).lower()


def fields_of(kind: type, without: Collection[str] = ()) -> Iterator[tuple[str, Any, Any]]:
    """Name, type and default (… for none) of each field of a dataclass, those of GIVEN and `without` left out."""
    hints = get_type_hints(kind, include_extras=True)
    for field in dataclasses.fields(kind):
        if field.name in GIVEN or field.name in without:
            continue
        default: Any = ...
        if field.default is not dataclasses.MISSING:
            default = field.default
        elif field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        yield field.name, hints[field.name], default


def body_of(kind: type, base: type[BaseModel], name: str, *, without: Collection[str] = ()) -> type[BaseModel]:
    """A body with the fields of the dataclass beside those of `base`. Raises ValueError where both name one."""
    fields: dict[str, Any] = {}
    for field, hint, default in fields_of(kind, without):
        if field in base.model_fields:
            raise ValueError(f"{name}.{field} means two things")
        fields[field] = (hint, default)
    return create_model(name, __base__=base, __doc__=kind.__doc__, **fields)


def made(kind: type, body: BaseModel, **given: Any) -> Any:
    """The dataclass with the values of the body, and those the site gives. Raises Unfit."""
    names = {field.name for field in dataclasses.fields(kind)}
    told = {name: getattr(body, name) for name in type(body).model_fields if name in names}
    value = kind(**told | {name: one for name, one in given.items() if name in names})
    check(value)
    return value


def check(value: Any, where: str = "") -> None:
    """Raises Unfit for a text too long, a day or a number out of range, anywhere inside."""
    faults = tuple(_faults(value, where))
    if faults:
        raise Unfit(*faults)


def _faults(value: Any, where: str) -> Iterator[tuple[str, str]]:
    match value:
        case bool() | None | Enum():
            return
        case str():
            most = LONGEST_TITLE if where.endswith("title") else LONGEST
            if len(value) > most:
                yield where, f"at most {most} characters"
        case int():
            if abs(value) > LARGEST:
                yield where, f"at most {LARGEST}"
        case datetime():
            if value.tzinfo is None:
                yield where, "an instant needs its offset from UTC"
            elif not FIRST_DAY <= value.date() <= LAST_DAY:
                yield where, f"between {FIRST_DAY} and {LAST_DAY}"
        case date():
            if not FIRST_DAY <= value <= LAST_DAY:
                yield where, f"between {FIRST_DAY} and {LAST_DAY}"
        case Mapping():
            for name, one in value.items():
                yield from _faults(one, f"{where}.{name}".lstrip("."))
        case list() | tuple() | set() | frozenset():
            for number, one in enumerate(value):
                yield from _faults(one, f"{where}.{number}".lstrip("."))
        case _ if dataclasses.is_dataclass(value):
            yield from _faults(vars(value), where)


def streams_in(kind: type, value: Any) -> Iterator[tuple[str, Stream]]:
    """The fields of a command that name another stream, and what they name."""
    for name, hint, _default in fields_of(kind):
        if _names_stream(hint):
            told = getattr(value, name)
            yield from ((name, one) for one in (told if isinstance(told, tuple) else (told,)) if one)


def _names_stream(hint: Any) -> bool:
    return hint is Stream or any(_names_stream(part) for part in getattr(hint, "__args__", ()))


def plain(value: Any) -> Any:
    """Any value of the rules as JSON: a dataclass as an object of its fields, an instant in UTC."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    match value:
        case Enum():
            return value.value
        case str() | bool() | int() | float() | None:
            return value
        case bytes():
            return value.hex()
        case date() | time():
            return value.isoformat()
        case Mapping():
            return {str(name): plain(one) for name, one in value.items()}
        case set() | frozenset():
            return sorted(plain(one) for one in value)
        case Sequence():
            return [plain(one) for one in value]
        case _:
            return str(value)
