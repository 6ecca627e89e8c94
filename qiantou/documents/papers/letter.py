"""征求意见函: from the lead to one unit, that unit's own lines first; its reply slip (回执) is the attachment.

From the second round only the points still open are asked about, each with what the lead did about it and why.
Source: docs/rules/papers.md.
"""

from dataclasses import dataclass
from datetime import date

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.opinions import Disposition, Silence, say_disposition, say_silence
from qiantou.documents.papers.receipt import lay_receipt
from qiantou.documents.papers.saying import Day, said, say_day, say_day_and_weekday
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Surface
from qiantou.documents.papers.tables import Column, Grid, centred
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class LetterLine:
    number: str
    deliverable: str
    standard: str = ""
    role: str = ""
    due: Day = None


@dataclass(frozen=True)
class OpenPoint:
    """A point of the unit's not yet settled: its opinion on a line, what the lead did with it, and why."""

    line: str
    opinion: str
    disposition: Disposition | None = None
    reason: str = ""


@dataclass(frozen=True)
class Letter:
    """`round` counts from 1, `cap` is how many there may be; `points` are printed from round 2 on."""

    head: Head
    to: str
    lines: tuple[LetterLine, ...]
    round: int = 1
    cap: int | None = None
    reply_by: date | None = None
    silence: Silence | None = None
    points: tuple[OpenPoint, ...] = ()
    contact: str = ""


def lay_letter(letter: Letter, on: Surface) -> None:
    """The letter and, on a page of its own, the reply slip."""
    wording = on.wording
    title = (wording.letter_title if letter.round == 1 else wording.letter_title_again).format(work=letter.head.work)
    on.number(letter.head.number)
    on.title(title)
    on.addressee(letter.to)
    on.body(_opening(letter, wording))
    on.level(1, wording.letter_lines)
    on.grid(_lines(letter, wording))
    if letter.round > 1:
        on.level(1, wording.letter_points)
        on.body(wording.letter_points_only)
        on.grid(_points(letter, wording))
    on.level(1, wording.letter_answer)
    on.body(_reply_by(letter, wording))
    on.level(1, wording.letter_silence)
    on.body(say_silence(letter.silence, wording))
    on.body(wording.letter_close)
    on.attachments([wording.receipt_title])
    on.signature(letter.head.issuer, letter.head.day)
    if letter.contact.strip():
        on.note(wording.letter_contact.format(contact=letter.contact.strip()))
    on.start_attachment(1, 1)
    lay_receipt(on, to=letter.to, about=_about(letter, title, wording), silence=say_silence(letter.silence, wording))


def write_letter(letter: Letter, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, letter.head.reference)
    lay_letter(letter, sheet)
    return sheet.pack()


def _about(letter: Letter, title: str, wording: Wording) -> str:
    """What the slip answers, and by when if a day was named."""
    number = letter.head.number.strip() or wording.number_open.strip("（）()")
    told = wording.receipt_about.format(
        title=title, number=wording.receipt_number.format(number=number), round=letter.round
    )
    if letter.reply_by is None:
        return told
    return told + wording.receipt_reply_by.format(day=say_day_and_weekday(letter.reply_by, wording))


def _opening(letter: Letter, wording: Wording) -> str:
    if letter.cap is None:
        return wording.letter_opening.format(work=letter.head.work, round=letter.round)
    return wording.letter_opening_capped.format(work=letter.head.work, round=letter.round, cap=letter.cap)


def _reply_by(letter: Letter, wording: Wording) -> str:
    if letter.reply_by is None:
        return wording.letter_reply_open
    return wording.letter_reply_by.format(day=say_day_and_weekday(letter.reply_by, wording))


def _lines(letter: Letter, wording: Wording) -> Grid:
    return Grid(
        columns=(
            centred(wording.no, 16),
            Column(wording.deliverable, 50),
            Column(wording.standard, 36),
            centred(wording.role, 19),
            centred(wording.due, 35),
        ),
        rows=[
            (
                line.number,
                said(line.deliverable, wording),
                said(line.standard, wording),
                said(line.role, wording),
                say_day(line.due, wording),
            )
            for line in letter.lines
        ],
        empty=wording.none,
    )


def _points(letter: Letter, wording: Wording) -> Grid:
    return Grid(
        columns=(
            centred(wording.no, 16),
            Column(wording.letter_point, 55),
            centred(wording.disposition, 24),
            Column(wording.reason, 61),
        ),
        rows=[
            (
                point.line,
                said(point.opinion, wording),
                say_disposition(point.disposition, wording),
                said(point.reason, wording),
            )
            for point in letter.points
        ],
        empty=wording.none,
    )
