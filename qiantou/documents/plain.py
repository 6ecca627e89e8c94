"""Text files and delimited tables: the encodings and dialects found in offices."""

import csv
import io
import re

from qiantou.core.kernel import Rejected
from qiantou.core.plain import without_hidden
from qiantou.documents.doubts import Doubt
from qiantou.documents.paper import Block, Cell, Line, Table
from qiantou.documents.script import fold
from qiantou.documents.unit_words import SAME_OFFICE
from qiantou.documents.vocabulary import COOPERATING_VERBS, LABELS, LEAD_VERBS, RESPONSIBLE_VERBS, UNIT_ENDINGS

CLOSE = 0.1
"""Below this difference in common characters the choice between two encodings is a guess."""
_COMMON = frozenset(
    "、。，；：“”（）〔〕《》的一二三四五六七八九十年月日前底内和及等各全新建设完成推进加强开展做好县市区乡镇村社会项目服务管理生产安全改造提升"
    "道路河水电农民群众企业教育整治规划制定以上为中大学生活动在有不人个家座里万元年度季半末"
    + "".join([*LABELS, *COOPERATING_VERBS, *LEAD_VERBS, *RESPONSIBLE_VERBS, *UNIT_ENDINGS])
    + "".join(word for row in SAME_OFFICE for word in row)
)
"""Simplified; a text is folded before it is counted."""


def decode(data: bytes) -> tuple[str, tuple[Doubt, ...]]:
    """UTF-8 (with or without mark), UTF-16, else GB18030 or Big5, whichever reads like a paper; with a doubt where
    both do. Raises paper-encoding or paper-not-a-document."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        unicode = "utf-16"
    elif b"\x00" in data[:4096]:  # no mark, but half of each ASCII character is zero
        unicode = "utf-16-le" if data[1:4096:2].count(0) > data[0:4096:2].count(0) else "utf-16-be"
    else:
        unicode = "utf-8-sig"
    if (text := _text(data, unicode)) is not None:
        return text, ()
    read = [] if unicode != "utf-8-sig" else [(name, _text(data, name)) for name in ("gb18030", "big5")]
    found = sorted(
        ((_commonness(text), name, text) for name, text in read if text is not None),
        key=lambda one: one[0],
        reverse=True,
    )
    if not found:
        raise Rejected("paper-not-a-document" if b"\x00" in data[:4096] else "paper-encoding")
    close = len(found) > 1 and found[0][0] - found[1][0] < CLOSE
    return found[0][2], (Doubt("encoding-guessed", {"name": found[0][1].upper()}),) if close else ()


def _text(data: bytes, encoding: str) -> str | None:
    """The text without stray control characters, or None where the bytes are none in this encoding."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return without_hidden(text) if _is_text(text) else None


def _commonness(text: str) -> float:
    """The share of characters that official papers use all the time; bytes read in a wrong encoding have few."""
    characters = re.findall(r"[\u2e80-\uffef]", fold(text[:20_000]))
    return sum(char in _COMMON for char in characters) / max(len(characters), 1)


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
