"""A table on a terminal: columns side by side, where a Chinese character takes two places.

Names come from files of others: what a terminal would obey, or would show out of its place, is written as its code.
"""

import json
import re
import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


HIDDEN = "\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
"""Controls, marks of direction and of no width, and halves of characters; the line feed apart."""
IN_TEXT, IN_JSON = re.compile(f"[\n{HIDDEN}]"), re.compile(f"[{HIDDEN}]")


def plain(text: str) -> str:
    """With each control character as its code: \\x1b."""
    return IN_TEXT.sub(lambda found: ascii(found[0])[1:-1], text)


def plain_json(told: object) -> str:
    """As JSON, with Chinese as it is and control characters as their codes."""
    text = json.dumps(told, ensure_ascii=False, indent=1)
    return IN_JSON.sub(lambda found: json.dumps(found[0])[1:-1], text)


def table(rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """The rows, the first their head; the first `left` columns begin together, the others end together."""
    rows = [[plain(cell) for cell in row] for row in rows]
    wide = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for place, cell in enumerate(row):
            blank = " " * (wide[place] - width(cell))
            cells.append(cell + blank if place < left else blank + cell)
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
