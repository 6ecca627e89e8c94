"""What may be said where somebody is blamed, heard, exempted or cleared: never what names a breach or a crime.

A clue takes the lawful way to the discipline inspection body or the police; here it would be read by the sides, and be
kept for good. So every text of these kinds is looked at as it is entered, whoever says it and by which move.
Rules: docs/rules/gate.md.
"""

from __future__ import annotations

from dataclasses import replace

from qiantou.core.clues import is_clue, texts_of
from qiantou.core.exemption import CORRUPTION, Verdict
from qiantou.core.gate import ACCOUNTABILITY, HEARING
from qiantou.core.kernel import Rejected
from qiantou.core.kinds import CLEARING, EXEMPTION
from qiantou.core.moves import Command

WATCHED = (ACCOUNTABILITY, HEARING, EXEMPTION, CLEARING, "proposal")


def names_no_clue(command: Command, kind: str) -> None:
    """Raises Rejected for a move of these kinds of which any text names a breach or a crime."""
    if kind in WATCHED and is_clue(*texts_of(command)):
        raise Rejected("lawful-channel")


def kept(verdict: Verdict | None) -> Verdict | None:
    """What is kept of a verdict: one that finds corruption is its ticks alone, whatever was written beside them."""
    if verdict is None or CORRUPTION not in verdict.excluded:
        return verdict
    return replace(verdict, departs="", found=tuple(replace(one, reason="") for one in verdict.found))
