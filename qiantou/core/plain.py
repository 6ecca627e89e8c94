"""Typed text holds no control characters: none can be seen, papers cannot carry them, PostgreSQL cannot keep NUL.

Tab and line breaks are text. Half a surrogate pair is no character at all. A reason says something: a stop, a dash or
a number alone is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass

from qiantou.core.kernel import Rejected

HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
ENOUGH = 2
"""Letters or characters that a reason has at least: 会议, 汛期, "no"."""
BREAKS = re.compile("[\x0b\x0c]")
"""How word processors break a line or a page."""


def says(text: str) -> bool:
    """Whether a reason says anything at all: two letters or characters at least, besides signs and digits. More no rule
    can judge."""
    return sum(char.isalpha() for char in text) >= ENOUGH


def has_words(text: str) -> bool:
    """Whether a report or an answer holds more than signs: "80 %" does, and "可"."""
    return any(char.isalnum() for char in text)


def refuse_hidden(value: object) -> None:
    """Raises Rejected("control-characters") where any text within `value` holds one."""
    if any(HIDDEN.search(text) for text in _texts(value)):
        raise Rejected("control-characters")


def without_hidden(text: str) -> str:
    """The text as it reads: breaks of a line or page are line breaks, other control characters are gone."""
    return HIDDEN.sub("", BREAKS.sub("\n", text))


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from _texts([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for part in value:
            yield from _texts(part)
