"""Long values that stand in thousands of texts under one member name, parsed and checked once.

A member's name ends in an unescaped quote and a colon, which no string holds: where `"NAME":` stands once and a
member has that name, it stands there. Such a text is canonical if it is so with 0 for the member's value and
the value is so by itself.
What is handed out is shared: it must never be changed.
"""

from collections.abc import Callable
from typing import Final

from qiantou.ledger.canonical import Json, canonical_json, parse_canonical

_MOST: Final = 64  # values remembered; those met first, since the kinds of a site are few


class Recurring:
    """Parses texts whose `data` may have a member `name` that is an object."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._member = f'"{name}":'.encode()
        self._known: dict[bytes, dict[str, Json]] = {}

    def parse(self, text: bytes, read: Callable[[bytes], Json] = parse_canonical) -> Json:
        """As `read`."""
        at = text.find(self._member)
        if at < 0 or text.find(self._member, at + 1) >= 0:
            return read(text)
        start = at + len(self._member)
        for known, value in self._known.items():
            end = start + len(known)
            if text.startswith(known, start) and text[end : end + 1] in (b",", b"}"):
                return self._with(read(text[:start] + b"0" + text[end:]), value) or read(text)
        told = read(text)
        self._remember(told)
        return told

    def knows(self, value: object) -> bool:
        """Whether this very object was handed out for several texts."""
        return any(value is known for known in self._known.values())

    def _with(self, told: Json, value: dict[str, Json]) -> Json:
        """The text's value with the remembered one in its place; None where that place is not in `data`."""
        data = told.get("data") if isinstance(told, dict) else None
        if not isinstance(data, dict) or self._name not in data:
            return None
        data[self._name] = value
        return told

    def _remember(self, told: Json) -> None:
        data = told.get("data") if isinstance(told, dict) else None
        value = data.get(self._name) if isinstance(data, dict) else None
        if isinstance(value, dict) and len(self._known) < _MOST:
            self._known[canonical_json(value)] = value


POLICIES: Final = Recurring("policy")
"""The rows of policy pinned in offers."""
