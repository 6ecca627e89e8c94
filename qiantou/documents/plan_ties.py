"""The order of two lines as project people type it: 2, 3SS+2, 4FF, 5FS-1; the days of lag are working days."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qiantou.core.plan import Line, Tie, TieType

_TYPED = re.compile(
    r"(?P<line>.+?)(?P<type>FS|SS|FF|SF)(?P<lag>[+-]\d{1,6})?(?:个?工作日|天|日|d|days?)?", re.IGNORECASE
)


def read_tie(token: str) -> Tie:
    """One token of the column; what names no order of its own comes simply first."""
    found = _TYPED.fullmatch(token)
    if found is None:
        return Tie(token)
    return Tie(found["line"], TieType(found["type"].upper()), int(found["lag"] or 0))


def tie_text(tie: Tie) -> str:
    """As typed: the number alone where it simply comes first."""
    if tie.type is TieType.FS and not tie.lag:
        return tie.line
    return f"{tie.line}{tie.type}{tie.lag:+d}" if tie.lag else f"{tie.line}{tie.type}"


def texts_of(line: Line) -> tuple[str, ...]:
    """Everything that a line is ordered after, as typed."""
    return tuple(tie_text(tie) for tie in line.before)


def apart(ties: Sequence[Tie]) -> tuple[tuple[str, ...], tuple[Tie, ...]]:
    """The lines that simply come first, and the rest; each once."""
    told = dict.fromkeys(ties)
    plain = tuple(tie.line for tie in told if tie.type is TieType.FS and not tie.lag)
    return plain, tuple(tie for tie in told if tie.type is not TieType.FS or tie.lag)
