"""Fitting a form on a page: how many lines a text takes in a cell, and which parts lose lines where all do not fit.

Wide characters are one em, others 0.53, the mean of a serif text: no word processor is asked. A line is counted one
character short, a cut one three, for marks that may not begin a line or stand apart.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from qiantou.documents.papers.layout import CELL, CELL_SMALL, PORTRAIT, Style, twips
from qiantou.documents.papers.stylesheet import CELL_SIDE_TWIPS

_NARROW = 0.53
_SPARE = "　　　"
ROW_PT = 5.6
"""What a row of a form is higher than its lines, in points: the room above and below, and its border."""
LABEL_MM = PORTRAIT.type_width / 4.6
VALUE_MM = PORTRAIT.type_width - LABEL_MM


@dataclass(frozen=True)
class Part:
    """A row of the form; it keeps `least` lines as long as another row has more than its own."""

    label: str
    value: str
    least: int = 1


def height_of(parts: Sequence[Part], style: Style) -> float:
    """Points that the rows take."""
    return sum(_height(part, _lines(part, style), style) for part in parts)


def fitted(parts: Sequence[Part], room: float, mark: str) -> tuple[list[Part], Style]:
    """The parts cut to so many points, and their style: the smaller one before anything is cut.

    The part that stands most over its least loses a line, again and again; below their least, the longest does.
    """
    for style in (CELL, CELL_SMALL):
        if height_of(parts, style) <= room:
            return list(parts), style
    counts = [_lines(part, CELL_SMALL) for part in parts]
    while sum(map(_height, parts, counts, [CELL_SMALL] * len(parts))) > room and max(counts) > 1:
        over = [count - part.least for part, count in zip(parts, counts, strict=True)]
        most = over if max(over) > 0 else counts
        counts[most.index(max(most))] -= 1
    return [_cut(part, count, mark) for part, count in zip(parts, counts, strict=True)], CELL_SMALL


def _cut(part: Part, count: int, mark: str) -> Part:
    if _lines(part, CELL_SMALL) <= count:
        return part
    return replace(part, value=shortened(part.value, count, mark, width_mm=VALUE_MM, style=CELL_SMALL))


def _lines(part: Part, style: Style) -> int:
    return lines_of(part.value, VALUE_MM, style)


def _height(part: Part, count: int, style: Style) -> float:
    """The label stands beside it in full size, and may be the higher of the two."""
    return max(count * style.line, lines_of(part.label, LABEL_MM) * CELL.line) + ROW_PT


def ems(text: str) -> float:
    """The width of a line of text in characters of full width."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else _NARROW for char in text)


def room_in(width_mm: float, style: Style = CELL) -> float:
    """Characters of full width that surely fit in one line of a cell so wide."""
    return max(1.0, (twips(width_mm) - 2 * CELL_SIDE_TWIPS) / (style.size * 20) - 1)


def lines_of(text: str, width_mm: float, style: Style = CELL) -> int:
    """At most so many lines; an empty text takes one."""
    room = room_in(width_mm, style)
    return sum(max(1, math.ceil(ems(line) / room)) for line in text.splitlines() or [""])


def shortened(text: str, lines: int, mark: str, *, width_mm: float, style: Style = CELL) -> str:
    """As much of the text as stands in so many lines with the mark at its end; never less than the mark."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if lines_of(text[:middle].rstrip() + mark + _SPARE, width_mm, style) <= lines:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + mark
