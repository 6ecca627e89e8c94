"""How many lines a text takes in a table's cell, reckoned on the safe side, and a text cut to a number of lines.

Wide characters are one em, others 0.6: no word processor is asked, so a line is counted one character short for
punctuation that may not begin a line.
"""

import math
import unicodedata

from qiantou.documents.papers.layout import CELL, twips
from qiantou.documents.papers.stylesheet import CELL_SIDE_TWIPS

_NARROW = 0.6


def ems(text: str) -> float:
    """The width of a line of text in characters of full width."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else _NARROW for char in text)


def room_in(width_mm: float) -> float:
    """Characters of full width that surely fit in one line of a cell so wide."""
    return max(1.0, (twips(width_mm) - 2 * CELL_SIDE_TWIPS) / (CELL.size * 20) - 1)


def lines_of(text: str, width_mm: float) -> int:
    """At most so many lines; an empty text takes one."""
    room = room_in(width_mm)
    return sum(max(1, math.ceil(ems(line) / room)) for line in text.splitlines() or [""])


def shortened(text: str, width_mm: float, lines: int, mark: str) -> str:
    """As much of the text as stands in so many lines with the mark at its end; never less than the mark."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if lines_of(text[:middle].rstrip() + mark, width_mm) <= lines:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + mark
