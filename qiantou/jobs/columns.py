"""A table on a terminal: columns side by side, where a Chinese character takes two places."""

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def table(rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """The rows, the first their head; the first `left` columns begin together, the others end together."""
    wide = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for place, cell in enumerate(row):
            blank = " " * (wide[place] - width(cell))
            cells.append(cell + blank if place < left else blank + cell)
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
