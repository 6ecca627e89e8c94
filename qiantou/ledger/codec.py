"""Events to stored bytes and back: facts in one canonical JSON text, typed words in another.

A field annotated as words goes into the words text under its path ("by.recorded.paper", "points.0.reason"),
everything else into the facts. A value whose type is a union of records says which it is under "is". Fields
missing in an old text take their default, so events may gain fields; any other change of shape is an upcast.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import cache, lru_cache
from typing import Annotated, Any, NewType, Union, get_args, get_origin, get_type_hints

from qiantou.core import facts as loop
from qiantou.core.kernel import WORDS, Actor, Entry, Stream
from qiantou.core.kinds import Policy
from qiantou.core.register import Listed
from qiantou.ledger import upcasts
from qiantou.ledger.canonical import Json, canonical_json, parse_canonical
from qiantou.ledger.events import Erased, KeyRotated
from qiantou.ledger.record import SHORT
from qiantou.ledger.recurring import POLICIES

SHAPE = 1
NO_WORDS = b"{}"
Encoder = Callable[[Any, dict[str, Any], str], Any]
Decoder = Callable[[Any, dict[str, Any], str], Any]
Read = Callable[[bytes], Json]


def _names() -> dict[str, type]:
    named = {f"matter.{_snake(event.__name__)}": event for event in loop.EVENTS}
    return {**named, "register.listed": Listed, "ledger.erased": Erased, "ledger.key_rotated": KeyRotated}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


EVENT_TYPES = _names()
TYPE_NAMES = {event: name for name, event in EVENT_TYPES.items()}


def encode(entry: Entry[Any]) -> tuple[bytes, bytes]:
    """The facts and the words of `entry` as canonical JSON texts."""
    words: dict[str, Any] = {}
    event = entry.event
    facts = {
        "v": SHAPE,
        "type": TYPE_NAMES[type(event)],
        "by": _encoder(Actor)(entry.by, words, "by"),
        "data": _encoder(_shape(event))(event, words, ""),
    }
    return canonical_json(facts), canonical_json(words)


def decode(
    stream: str, version: int, at: datetime, facts: bytes, words: bytes | None, *, read: Read = parse_canonical
) -> Entry[Any]:
    """The entry that the texts stand for. Erased words (None) read as empty. Raises ValueError."""
    if words is not None and words != NO_WORDS:
        by, event = _read(facts, _flat(read(words)), read)
    else:
        by, event = _short(facts) if len(facts) <= SHORT else _read(facts, {}, read)
    return Entry(Stream(stream), version, at, by, event)


def _read(facts: bytes, said: dict[str, Any], read: Read = parse_canonical) -> tuple[Actor, Any]:
    told = upcasts.upcast(POLICIES.parse(facts, read))
    event = EVENT_TYPES.get(told["type"])
    if event is None:
        raise ValueError(f"unknown entry type {told['type']!r}")
    return _decoder(Actor)(told["by"], said, "by"), _decoder(event)(told["data"], said, "")


@lru_cache(maxsize=8192)
def _short(facts: bytes) -> tuple[Actor, Any]:
    return _read(facts, {})


def _flat(told: Any) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise ValueError("these words are not those of an entry")
    return told


def instant_text(instant: datetime) -> str:
    """UTC with microseconds, always of one length: 2026-03-05T01:02:03.000004Z."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _is_words(hint: Any) -> bool:
    return get_origin(hint) is Annotated and WORDS in hint.__metadata__


def _bare(hint: Any) -> Any:
    while get_origin(hint) is Annotated or isinstance(hint, NewType):
        hint = hint.__origin__ if get_origin(hint) is Annotated else hint.__supertype__
    return hint


def _options(hint: Any) -> list[Any]:
    """The members of a union but None; a single member where the type is no union."""
    if get_origin(hint) in (Union, types.UnionType):
        return [_bare(option) for option in get_args(hint) if option is not type(None)]
    return [hint]


@cache
def _hints(shape: type) -> dict[str, Any]:
    return get_type_hints(shape, include_extras=True)


def _path(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


@cache
def _encoder(hint: Any) -> Encoder:
    hint = _bare(hint)
    options = _options(hint)
    if len(options) > 1:
        return _tagged_encoder(options)
    shape = options[0]
    if is_dataclass(shape) and isinstance(shape, type):
        return _record_encoder(shape)
    if get_origin(shape) is tuple:
        return _tuple_encoder(shape)
    return lambda value, words, path: _plain(value)


def _shape(value: object) -> Any:
    return type(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"{type(value).__name__} cannot stand in an entry")


def _tuple_encoder(shape: Any) -> Encoder:
    args = get_args(shape)
    if len(args) == 2 and args[1] is Ellipsis:
        item = _encoder(args[0])
        return lambda value, words, path: [item(part, words, f"{path}.{n}") for n, part in enumerate(value)]
    items = [_encoder(arg) for arg in args]
    return lambda value, words, path: [encoder(part, words, path) for encoder, part in zip(items, value, strict=True)]


def _record_encoder(shape: type) -> Encoder:
    hints = _hints(shape)
    told = [(field.name, _encoder(hints[field.name])) for field in fields(shape) if not _is_words(hints[field.name])]
    said = [field.name for field in fields(shape) if _is_words(hints[field.name])]

    def encoder(value: Any, words: dict[str, Any], path: str) -> Any:
        if value is None:
            return None
        for name in said:
            text = getattr(value, name)
            if text:
                words[_path(path, name)] = list(text) if isinstance(text, tuple) else text
        return {name: part(getattr(value, name), words, _path(path, name)) for name, part in told}

    return encoder


def _tagged_encoder(options: list[Any]) -> Encoder:
    def encoder(value: Any, words: dict[str, Any], path: str) -> Any:
        if value is None:
            return None
        return {"is": type(value).__name__, **_encoder(_shape(value))(value, words, path)}

    return encoder


@cache
def _decoder(hint: Any) -> Decoder:
    hint = _bare(hint)
    options = _options(hint)
    if len(options) > 1:
        named = {option.__name__: _decoder(option) for option in options}
        return lambda value, words, path: None if value is None else named[value["is"]](value, words, path)
    shape = options[0]
    if shape is Policy:
        return _remembered(_record_decoder(shape))
    if is_dataclass(shape) and isinstance(shape, type):
        return _record_decoder(shape)
    if get_origin(shape) is tuple:
        return _tuple_decoder(shape)
    parse = _parser(shape)
    return lambda value, words, path: None if value is None else parse(value)


def _plain_parser(hint: Any) -> Callable[[Any], Any] | None:
    """What turns a value without members into the field's; None for records, unions and tuples."""
    options = _options(_bare(hint))
    shape = options[0]
    if len(options) > 1 or is_dataclass(shape) or get_origin(shape) is tuple:
        return None
    return _parser(shape)


def _parser(shape: Any) -> Callable[[Any], Any]:
    if isinstance(shape, type) and issubclass(shape, Enum):
        return shape
    if shape in (datetime, date, time):
        parse: Callable[[Any], Any] = shape.fromisoformat
        return parse
    return _same


def _same(value: Any) -> Any:
    return value


def _remembered(decode_policy: Decoder) -> Decoder:
    """A policy pinned in thousands of offers is built once."""
    built: dict[int, Any] = {}

    def decoder(value: Any, words: dict[str, Any], path: str) -> Any:
        if not POLICIES.knows(value):
            return decode_policy(value, words, path)
        if id(value) not in built:
            built[id(value)] = decode_policy(value, words, path)
        return built[id(value)]

    return decoder


def _tuple_decoder(shape: Any) -> Decoder:
    args = get_args(shape)
    if len(args) == 2 and args[1] is Ellipsis:
        item = _decoder(args[0])
        return lambda value, words, path: tuple(item(part, words, f"{path}.{n}") for n, part in enumerate(value))
    items = [_decoder(arg) for arg in args]
    return lambda value, words, path: tuple(
        decoder(part, words, path) for decoder, part in zip(items, value, strict=True)
    )


def _record_decoder(shape: type) -> Decoder:
    hints = _hints(shape)
    same, plain, nested, said = [], [], [], []
    for field in fields(shape):
        hint, optional = hints[field.name], field.default is not MISSING
        parse = _plain_parser(hint)
        if _is_words(hint):
            said.append((field.name, () if get_origin(_bare(hint)) is tuple else ""))
        elif parse is _same:
            same.append(field.name)
        elif parse is not None:
            plain.append((field.name, parse, optional))
        else:
            nested.append((field.name, _decoder(hint), optional))
    needed = {field.name for field in fields(shape) if field.default is MISSING}

    def decoder(value: Any, words: dict[str, Any], path: str) -> Any:
        if value is None:
            return None
        try:
            given: dict[str, Any] = {name: value[name] for name in same}
        except KeyError:  # an old text: fields added since take their default
            given = {name: value[name] for name in same if name in value or name in needed}
        for name, parse, optional in plain:
            if name in value or not optional:
                told = value[name]
                given[name] = told if told is None else parse(told)
        for name, part, optional in nested:
            if name in value or not optional:
                given[name] = part(value[name], words, f"{path}.{name}" if path else name)
        for name, empty in said:
            text = words.get(_path(path, name), empty) if words else empty
            given[name] = tuple(text) if isinstance(text, list) else text
        return shape(**given)

    return decoder
