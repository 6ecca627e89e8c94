"""Reads a division document (分工方案) into rows, in the order of the paper.

It never invents: what the paper does not say stays empty and becomes a doubt. Rules and worked examples:
docs/rules/division.md.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qiantou.core.kernel import Rejected
from qiantou.documents.dates import years_of
from qiantou.documents.doubts import N_, Doubt
from qiantou.documents.left_out import with_left_out
from qiantou.documents.lines import clean_lines, without_notice
from qiantou.documents.notices import rule_of
from qiantou.documents.outline import outline_of
from qiantou.documents.paper import Line, Paper, Table
from qiantou.documents.prose import rows_of as rows_of_prose
from qiantou.documents.rows import Found, Reading, Row, settle
from qiantou.documents.script import fold, tidy
from qiantou.documents.tables import Columns, columns_of
from qiantou.documents.tables import rows_of as rows_of_table
from qiantou.documents.text_tables import blocks_with_tables

_TITLES = (
    "分工",
    "任务分解",
    "责任清单",
    "任务清单",
    "重点工作",
    "目标任务",
    "责任分解",
    "工作任务",
    "实施方案",
    "工作方案",
    "工作要点",
    "重点任务",
    "实事",
)


@dataclass(frozen=True)
class Division:
    """The rows of a paper, the year its dates were read with, and doubts about the paper as a whole."""

    rows: tuple[Row, ...]
    year: int | None
    doubts: tuple[Doubt, ...] = ()
    title: str = ""


def read_division(paper: Paper, *, year: int | None = None) -> Division:
    """Every task of the paper. `year` settles dates that name none; else the paper's own year does."""
    texts = list(_texts(paper))
    years = [year] if year else years_of(texts)
    reading = Reading(next(iter(years), None), rule_of(texts), tuple(years))
    blocks = blocks_with_tables(paper.blocks)
    is_division = any(word in fold(text) for text in texts[:30] if len(text) < 60 for word in _TITLES)
    title = _title(texts)
    read = (settle(found, reading) for found in _found(blocks, is_division))
    rows = tuple(row for row in read if not _is_title(row, title))
    doubts = paper.doubts if rows else (*paper.doubts, Doubt("no-rows"))
    rows, left = with_left_out(rows, paper, is_division=is_division)
    return Division(rows, reading.year, (*doubts, *left), title)


def _is_title(row: Row, title: str) -> bool:
    """A title with its year in brackets looks like a task with a date; it names no unit and is the title."""
    return bool(row.task) and not (row.lead or row.cooperating) and title.startswith(row.task)


def _texts(paper: Paper) -> Iterator[str]:
    for block in paper.blocks:
        if isinstance(block, Line):
            yield tidy(block.text)
        else:
            for row in block.rows:
                yield from (tidy(cell.text) for cell in row if cell.text and not cell.above and not cell.left)


def _title(texts: list[str]) -> str:
    for text in texts[:30]:
        plain = text.strip()
        if 4 < len(plain) < 60 and any(word in fold(plain) for word in _TITLES) and plain[-1] not in "。；：:":
            return plain
    return ""


def _found(blocks: list[Line | Table], is_division: bool) -> Iterator[Found]:
    """Tables and the running text between them, in order; a table without headings is read as text."""
    lines: list[Line] = []
    known: tuple[Columns, int] | None = None
    for block in blocks:
        if isinstance(block, Line):
            lines.append(block)
            continue
        if not block.rows:
            continue
        rows = rows_of_table(block, known)
        if rows is None:
            lines += _as_lines(block)
            continue
        yield from _prose(lines, is_division=False)
        lines = []
        head = columns_of(block)
        known = (head[1], len(block.rows[0])) if head else known
        yield from rows
    yield from _prose(lines, is_division=is_division and known is None)


def _prose(lines: list[Line], *, is_division: bool) -> list[Found]:
    return rows_of_prose(outline_of(clean_lines(without_notice(lines))), is_division=is_division)


def _as_lines(table: Table) -> Iterator[Line]:
    for row in table.rows:
        for cell in row:
            if cell.text.strip() and not cell.left and not cell.above:
                for part in cell.text.split("\n"):
                    yield Line(part, cell.source)


def to_json(division: Division) -> str:
    """The rows as a JSON list with the keys of the contract; doubts are codes."""
    rows = [
        {
            "task": row.task,
            "lead": list(row.lead),
            "cooperating": list(row.cooperating),
            "leader": row.leader,
            "due_text": row.due_text,
            "due": row.due.isoformat() if row.due else None,
            "source": row.source,
            "doubts": list(dict.fromkeys(doubt.code for doubt in row.doubts)),
        }
        for row in division.rows
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


LEAD_LINE = N_("lead: %(lead)s   cooperating: %(cooperating)s")
DUE_LINE = N_("leader: %(leader)s   due: %(due)s (%(text)s)")


def to_text(division: Division, say: Callable[[str], str] = str) -> str:
    """The rows for a terminal, each doubt as a sentence below its row; `say` translates."""
    lines = []
    for row in division.rows:
        who = {"lead": "、".join(row.lead) or "-", "cooperating": "、".join(row.cooperating) or "-"}
        when = {"leader": row.leader or "-", "due": row.due or "-", "text": row.due_text or "-"}
        lines += [f"[{row.source}] {row.task or '-'}", f"    {say(LEAD_LINE) % who}", f"    {say(DUE_LINE) % when}"]
        lines += [f"    ? {doubt.sentence(say)}" for doubt in row.doubts]
    lines += [f"? {doubt.sentence(say)}" for doubt in division.doubts]
    return "\n".join(lines)


__all__ = ["Division", "Rejected", "read_division", "to_json", "to_text"]
