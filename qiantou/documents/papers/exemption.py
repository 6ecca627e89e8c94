"""容错答复 and 澄清正名通知: what was found and decided, and who is told that a name is clear."""

from dataclasses import dataclass

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import Day, joined, said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Surface, numbered
from qiantou.documents.papers.tables import Column, Grid, centred
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class HeardThen:
    """One hearing; `waived`: the applicant said that none is needed."""

    day: str
    who: str
    said: str
    waived: bool = False


@dataclass(frozen=True)
class Answer:
    """The written answer. `found`: condition, finding and reason in words; `read`: how the table reads, where the
    decision is another and `departs` says why; `review`: working days to ask for a review, 0 for none."""

    head: Head
    to: str
    subject: str
    applied: Day
    heard: tuple[HeardThen, ...]
    found: tuple[tuple[str, str, str], ...]
    outcome: str
    text: str
    excluded: str = ""
    read: str = ""
    departs: str = ""
    review: int = 0


@dataclass(frozen=True)
class Cleared:
    """The notice that clears a name."""

    head: Head
    to: tuple[str, ...]
    unit: str
    subject: str
    text: str


def lay_answer(answer: Answer, on: Surface) -> None:
    words, wording = on.wording.exemption, on.wording
    subject = said(answer.subject, wording)
    numbered(on, answer.head.number)
    on.title(words.answer_title.format(subject=subject))
    on.addressee(answer.to)
    on.body(words.answer_opening.format(day=say_day(answer.applied, wording), subject=subject))
    on.level(1, words.answer_heard)
    for one in answer.heard:
        shape = words.answer_waived if one.waived else words.answer_heard_on
        on.body(shape.format(day=one.day, who=one.who, said=said(one.said, wording)))
    on.level(1, words.answer_found)
    columns = (
        centred(wording.no, 13), Column(words.condition, 58), Column(words.finding, 30), Column(wording.reason, 55),
    )  # fmt: skip
    rows = [(str(number), *row) for number, row in enumerate(answer.found, 1)]
    on.grid(Grid(columns, rows, wording.none))
    on.level(1, words.answer_decision)
    on.body(words.answer_decided.format(by=said(answer.head.issuer, wording), outcome=answer.outcome))
    if answer.excluded:
        on.body(words.answer_excluded.format(excluded=answer.excluded))
    if answer.departs.strip():
        on.body(words.answer_departs.format(read=answer.read, why=answer.departs.strip()))
    on.body(said(answer.text, wording))
    if answer.review:
        on.body(words.answer_review.format(days=answer.review))
    on.signature(answer.head.issuer, answer.head.day)


def lay_cleared(cleared: Cleared, on: Surface) -> None:
    words, wording = on.wording.exemption, on.wording
    unit, subject = said(cleared.unit, wording), said(cleared.subject, wording)
    numbered(on, cleared.head.number)
    on.title(words.notice_title.format(unit=unit))
    on.addressee(joined(cleared.to, wording) or wording.none)
    on.body(words.notice_opening.format(unit=unit, subject=subject))
    on.body(said(cleared.text, wording))
    on.body(words.notice_records)
    on.signature(cleared.head.issuer, cleared.head.day)


def write_answer(answer: Answer, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, answer.head.reference)
    lay_answer(answer, sheet)
    return sheet.pack()


def write_cleared(cleared: Cleared, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, cleared.head.reference)
    lay_cleared(cleared, sheet)
    return sheet.pack()
