"""Text files and delimited tables: the encodings and dialects found in offices."""

import csv
import io
import re

from qiantou.core.kernel import Rejected
from qiantou.documents.paper import Block, Cell, Line, Table


def decode(data: bytes) -> str:
    """UTF-8 (with or without mark), UTF-16, GB18030, else Big5; raises paper-encoding or paper-not-a-document."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data[:4096]:  # no mark, but half of each ASCII character is zero
        encodings = ("utf-16-le",) if data[1:4096:2].count(0) > data[0:4096:2].count(0) else ("utf-16-be",)
    else:
        encodings = ("utf-8-sig", "gb18030", "big5")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    raise Rejected("paper-not-a-document" if b"\x00" in data[:4096] else "paper-encoding")


def _is_text(text: str) -> bool:
    """Text has next to no control characters and no unassigned ones."""
    sample = text[:20_000]
    strange = len(re.findall(r"[\x00-\x08\x0e-\x1f\x7f\ufffd\ue000-\uf8ff]", sample))
    return strange * 200 <= len(sample)


def lines_of(text: str) -> tuple[Block, ...]:
    """One Line per line, numbered from 1; blank lines are kept, because some layouts need them."""
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\x0b", "\n")
        .replace("\x0c", "\n")
        .replace("\u2028", "\n")
    )
    return tuple(Line(line, f"line {at}") for at, line in enumerate(text.split("\n"), 1))


def delimited(text: str) -> tuple[Block, ...]:
    """A .csv as one table with cells named R1C1; the delimiter is the one that cuts most lines alike."""
    text = text.replace("\x00", "")
    best = max(",\t;|，", key=lambda mark: _score(text, mark))
    if best == "，":
        text, best = text.replace("，", ","), ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=best))
    except csv.Error as error:
        raise Rejected("paper-broken") from error
    if max((len(row) for row in rows), default=0) < 2:
        return lines_of(text)
    width = max(len(row) for row in rows)
    cells = tuple(
        tuple(Cell(row[column].strip() if column < len(row) else "", f"R{at}C{column + 1}") for column in range(width))
        for at, row in enumerate(rows, 1)
    )
    return (Table(cells, "the table"),)


def _score(text: str, mark: str) -> tuple[int, int]:
    counts = [line.count(mark) for line in text.splitlines()[:50] if line.strip()]
    if not counts or not max(counts):
        return (0, 0)
    common = max(set(counts), key=lambda count: (counts.count(count) if count else 0, count))
    return (counts.count(common) if common else 0, common)
