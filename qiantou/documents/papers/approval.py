"""呈批件: one page, never more: what is to be decided, both positions, the record, the waiting, what each answer does.

The leader writes on the paper; the office finds the case by its code and enters the handwritten 批示 (代录). What does
not fit is shortened at the end of its own part, and the page says where the whole stands. Source: docs/rules/papers.md.
"""

from dataclasses import dataclass
from datetime import date

from qiantou.documents.papers.asked import Past
from qiantou.documents.papers.fitting import ROW_PT, VALUE_MM, Part, fitted, height_of, lines_of, shortened
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.layout import CELL_SMALL, PORTRAIT
from qiantou.documents.papers.saying import Day, said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Row, Surface, beside_number
from qiantou.documents.papers.wording import CHINESE, Wording

TITLE_PT = 34 + 29 + 29 + 14
"""The title, the code, the line left free below it, and the air around the form."""
FEW = 4
"""So many answers have two lines of the page each, more of them one."""
WRITING_MM = 38
"""Room for the handwriting, at least; what is left over of the page is added to it."""


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
    code = said(approval.code, on.wording)
    remarks = [words.approval_decision.format(code=code), approval.address.strip()]
    on.title(words.approval_title, below=beside_number(approval.head.number, words.approval_code.format(code=code)))
    parts, style = fitted(_parts(approval, on.wording), _room(remarks), on.wording.telling.shortened)
    writing = WRITING_MM + max(0.0, _room(remarks) - height_of(parts, style)) * 25.4 / 72
    rows = [Row(part.label, part.value) for part in parts]
    on.form([*rows, Row(words.approval_writing, "", writing)], style)
    for text in remarks:
        if text:
            on.remark(text, CELL_SMALL)


def _room(remarks: list[str]) -> float:
    """Points left for the rows above the handwriting."""
    below = CELL_SMALL.line * sum(lines_of(text, PORTRAIT.type_width, CELL_SMALL) for text in remarks if text)
    return PORTRAIT.type_height / 25.4 * 72 - TITLE_PT - below - WRITING_MM / 25.4 * 72 - ROW_PT


def _parts(approval: Approval, wording: Wording) -> list[Part]:
    """The question and what follows from each answer are cut last: positions and record stand in the matter. Every
    answer keeps its line, so that no leader on paper has fewer than on the screen."""
    words = wording.telling
    follows = _follows(approval, wording)
    by_when = words.by_when.format(day=say_day(approval.by_when, wording)) if approval.by_when else ""
    return [
        Part(words.approval_to, _to(approval, wording), least=3),
        Part(words.approval_asked, said(approval.asked, wording) + by_when, least=6),
        *(Part(said(one.side, wording), said(one.words, wording), least=3) for one in approval.positions),
        Part(words.approval_past, _past(approval, wording), least=2),
        Part(words.approval_waited, _waited(approval, wording), least=3),
        Part(words.approval_follows, follows, least=lines_of(follows, VALUE_MM, CELL_SMALL)),
        Part(words.approval_proposal, approval.proposal.strip() or wording.asking.to_fill, least=4),
    ]


def _past(approval: Approval, wording: Wording) -> str:
    lines = [
        wording.asking.past.format(day=say_day(one.day, wording), what=said(one.what, wording)) for one in approval.past
    ]
    return "\n".join(reversed(lines)) or wording.none


def _waited(approval: Approval, wording: Wording) -> str:
    words = wording.telling
    since = words.approval_since.format(day=say_day(approval.since, wording))
    each = [words.waited.format(who=said(one.who, wording), days=one.days) for one in approval.waited]
    return since + (words.waited_by.format(each=wording.join.join(each)) if each else "")


def _follows(approval: Approval, wording: Wording) -> str:
    shape, mark = wording.telling.follows, wording.telling.shortened
    told = (shape.format(answer=one.answer.strip(), follows=one.follows.strip()) for one in approval.consequences)
    most = 2 if len(approval.consequences) <= FEW else 1
    return "\n".join(_short(line.replace("\n", " "), most, mark) for line in told) or wording.not_agreed


def _short(line: str, most: int, mark: str) -> str:
    if lines_of(line, VALUE_MM, CELL_SMALL) <= most:
        return line
    return shortened(line, most, mark, width_mm=VALUE_MM, style=CELL_SMALL)


def _to(approval: Approval, wording: Wording) -> str:
    issuer, day = said(approval.head.issuer, wording), say_day(approval.head.day, wording)
    return wording.telling.prepared.format(to=said(approval.to, wording), issuer=issuer, day=day)


def write_approval(approval: Approval, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, approval.head.reference)
    lay_approval(approval, sheet)
    return sheet.pack()
