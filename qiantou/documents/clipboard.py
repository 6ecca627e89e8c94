"""Cells as text: what a spreadsheet puts on the clipboard, and .csv.

Excel and WPS put tabs between cells, and quote only a cell that holds a tab or a line break, with its quotes doubled;
so a quote elsewhere is a quote, and one that is never closed does not swallow the rest. A text that a spreadsheet
would take for a formula is given an apostrophe in front, and loses one when it is read.
"""

import re
from collections.abc import Iterable, Sequence

_FORMULA = "[=+\\-@＝＋－＠]"
_AT_RISK = re.compile(rf"'*\s*{_FORMULA}")
_GUARDED = re.compile(rf"'+\s*{_FORMULA}")


def cells_of(text: str, mark: str = "\t") -> list[list[str]]:
    """The rows of a text whose cells `mark` separates; no empty row at the end. Cells keep their line breaks as \\n."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cell = re.compile(rf'"(?P<quoted>(?:[^"]++|"")*+)"(?=[{mark}\n]|\Z)|[^{mark}\n]*')
    rows: list[list[str]] = [[]]
    at = 0
    while at <= len(text):
        found = cell.match(text, at)
        assert found is not None  # the second branch matches anywhere
        rows[-1].append(_unguarded(_unquoted(found, mark)))
        at = found.end() + 1
        if found.end() < len(text) and text[found.end()] == "\n":
            rows.append([])
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """The rows for the clipboard as a spreadsheet puts them there, each ending in CRLF; no cell acts as a formula."""
    return "".join("\t".join(_quoted(cell) for cell in row) + "\r\n" for row in rows)


def _unquoted(found: "re.Match[str]", mark: str) -> str:
    inside = found["quoted"]
    if inside is None:
        return found.group()
    needed = not inside or '""' in inside or "\n" in inside or mark in inside
    return inside.replace('""', '"') if needed or mark != "\t" else found.group()


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _quoted(cell: str) -> str:
    guarded = "'" + cell if _AT_RISK.match(cell) else cell
    if "\t" in guarded or "\n" in guarded or guarded.startswith('"'):
        return '"' + guarded.replace('"', '""') + '"'
    return guarded
