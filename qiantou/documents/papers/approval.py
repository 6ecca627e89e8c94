"""呈批件: one page, never more: what is to be decided, both positions, the record, the waiting, what each answer does.

The leader writes on the paper; the office finds the case by its code and enters the handwritten 批示 (代录). What does
not fit is shortened at the end of its own part, and the page says where the whole stands. Source: docs/rules/papers.md.
"""

from dataclasses import dataclass, replace
from datetime import date

from qiantou.documents.papers.asked import Past
from qiantou.documents.papers.fitting import lines_of, shortened
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.layout import CELL, PORTRAIT
from qiantou.documents.papers.saying import Day, said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Row, Surface
from qiantou.documents.papers.wording import CHINESE, Wording

TITLE_PT = 34 + 29
"""The title's line and the line left free below it."""
ROW_PT = 6
"""What a row of the form is higher than its lines: the room above and below, and its border."""
WRITING_MM = 46
"""Room for the handwriting, at least."""
REMARKS_PT = 5 * 18
VALUE_MM = PORTRAIT.type_width * 3.6 / 4.6


@dataclass(frozen=True)
class Position:
    side: str
    words: str


@dataclass(frozen=True)
class Consequence:
    """One way to decide it, and what that sets in motion."""

    answer: str
    follows: str


@dataclass(frozen=True)
class Waited:
    """So many working days the case lay with this desk."""

    who: str
    days: int


@dataclass(frozen=True)
class Approval:
    """One case for one leader. `code` is the short code of its matter, `address` where the site shows it.

    `asked` is the question in one sentence, `proposal` the opinion of whoever prepared it (拟办意见).
    """

    head: Head
    to: str
    asked: str
    code: str
    positions: tuple[Position, ...] = ()
    past: tuple[Past, ...] = ()
    since: Day = None
    waited: tuple[Waited, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    proposal: str = ""
    by_when: date | None = None
    address: str = ""


def lay_approval(approval: Approval, on: Surface) -> None:
    words = on.wording.telling
    on.title(words.approval_title)
    rows = _fitted(_rows(approval, on.wording), on.wording)
    on.form(rows)
    on.remark(words.approval_decision)
    on.remark(words.approval_enter.format(code=approval.code, address=approval.address.strip()).rstrip())
    if any(row.value.endswith(words.shortened) for row in rows):
        on.remark(words.approval_shortened)


def _rows(approval: Approval, wording: Wording) -> list[Row]:
    words = wording.telling
    by_when = words.by_when.format(day=say_day(approval.by_when, wording)) if approval.by_when else ""
    rows = [
        Row(words.approval_code, said(approval.code, wording)),
        Row(words.approval_to, said(approval.to, wording)),
        Row(words.approval_asked, said(approval.asked, wording) + by_when),
        *(Row(said(one.side, wording), said(one.words, wording)) for one in approval.positions),
        Row(words.approval_past, _past(approval, wording)),
        Row(words.approval_waited, _waited(approval, wording)),
        Row(words.approval_follows, _follows(approval, wording)),
        Row(words.approval_proposal, said(approval.proposal, wording) + _prepared(approval, wording)),
    ]
    return [*rows, Row(words.approval_writing, "", WRITING_MM)]


def _past(approval: Approval, wording: Wording) -> str:
    lines = (
        wording.asking.past.format(day=say_day(one.day, wording), what=said(one.what, wording)) for one in approval.past
    )
    return "\n".join(lines) or wording.none


def _waited(approval: Approval, wording: Wording) -> str:
    words = wording.telling
    since = words.approval_since.format(day=say_day(approval.since, wording))
    each = [words.waited.format(who=said(one.who, wording), days=one.days) for one in approval.waited]
    return since + (words.waited_by.format(each=wording.join.join(each)) if each else "")


def _follows(approval: Approval, wording: Wording) -> str:
    shape = wording.telling.follows
    lines = (shape.format(answer=one.answer.strip(), follows=one.follows.strip()) for one in approval.consequences)
    return "\n".join(lines) or wording.not_agreed


def _prepared(approval: Approval, wording: Wording) -> str:
    issuer, day = said(approval.head.issuer, wording), say_day(approval.head.day, wording)
    return wording.telling.prepared.format(issuer=issuer, day=day)


def _fitted(rows: list[Row], wording: Wording) -> list[Row]:
    """The rows on one page: while they are too high, the longest but the question and the writing loses a line.

    What is left over goes to the handwriting.
    """
    room = PORTRAIT.type_height / 25.4 * 72 - TITLE_PT - REMARKS_PT
    counts = [_lines(row) for row in rows]
    least = WRITING_MM / 25.4 * 72
    free = room - least - ROW_PT * len(rows) - CELL.line * sum(counts[:-1])
    while free < 0 and max(counts[3:-1], default=1) > 1:
        longest = max(range(3, len(rows) - 1), key=counts.__getitem__)
        counts[longest] -= 1
        free += CELL.line
    mark = wording.telling.shortened
    fitted = [
        row if _lines(row) <= count else replace(row, value=shortened(row.value, VALUE_MM, count, mark))
        for row, count in zip(rows, counts, strict=True)
    ]
    return [*fitted[:-1], replace(fitted[-1], high=WRITING_MM + max(0.0, free) * 25.4 / 72)]


def _lines(row: Row) -> int:
    return lines_of(row.value, VALUE_MM)


def write_approval(approval: Approval, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, approval.head.reference)
    lay_approval(approval, sheet)
    return sheet.pack()
