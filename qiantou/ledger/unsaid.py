"""What an entry's stored words do not hold, told from their bytes: most records need not be parsed for it."""

from __future__ import annotations

from typing import Final

from qiantou.core.unsaid import MOVE, NOTHING, PAPER, SCAN, Unsaid
from qiantou.ledger.canonical import parse_checked
from qiantou.ledger.codec import NO_WORDS

_EVERYTHING: Final[Unsaid] = frozenset({MOVE, PAPER, SCAN})
_NO_PAPER: Final[Unsaid] = frozenset({PAPER, SCAN})
_OF_MOVER, _RECORDED = "by.", "by.recorded."


def unsaid_in(words: bytes | None, *, offers: bool) -> Unsaid:
    """`words`: None once erased, of which nothing is known. `offers`: whether the entry opens a matter, which then has
    a title. Raises ValueError for what is no JSON object."""
    if words is None:
        return NOTHING
    if words == NO_WORDS:
        return _EVERYTHING
    if not offers and f'"{_OF_MOVER}'.encode() not in words:
        return _NO_PAPER
    told = parse_checked(words)
    if not isinstance(told, dict):
        raise ValueError("these words are not those of an entry")
    move = "title" in told if offers else any(not name.startswith(_OF_MOVER) for name in told)
    lacking = {MOVE} if not move else set()
    return frozenset(lacking | {name for name in _NO_PAPER if _RECORDED + name not in told})
