"""What of an entry's words was never there, though nobody erased it: then a rule that asks for it refuses the move.

A move is read back from its facts with `SAID` wherever something may have been typed. Where the words are still there
and hold nothing, nothing was typed. Not judged: which of several texts of one entry is empty.
Source: docs/rules/ledger.md, 12.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from qiantou.core.kernel import Actor
from qiantou.core.reading_back import SAID, VAGUE

MOVE, PAPER, SCAN = "move", "paper", "scan"
"""What the move itself says (an offer its title); the paper, and the scan of it, of what was recorded for a desk."""
Unsaid = frozenset[str]
NOTHING: Unsaid = frozenset()


def hushed(value: Any) -> Any:
    """The move as if nothing had been typed in it."""
    if isinstance(value, str):
        return "" if type(value) is str and value in (SAID, VAGUE) else value
    if isinstance(value, tuple):
        return tuple(hushed(part) for part in value if part != SAID)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    told = {field.name: (held, hushed(held)) for field in fields(value) for held in (getattr(value, field.name),)}
    changed = {name: after for name, (before, after) in told.items() if after is not before}
    return replace(value, **changed) if changed else value


def on_record(by: Actor, unsaid: Unsaid) -> Actor:
    """Who moved, without the paper or scan that the words do not hold."""
    if by.recorded is None or not unsaid & {PAPER, SCAN}:
        return by
    said = by.recorded
    paper = "" if PAPER in unsaid else said.paper
    return replace(by, recorded=replace(said, paper=paper, scan="" if SCAN in unsaid else said.scan))
