"""回执: answers to tick for a desk without an account, with the code by which whoever enters it finds the matter.

It carries the matter's title and code, no more of its content than what is answered. Source: docs/rules/papers.md.
"""

from dataclasses import dataclass

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import Day, said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Row, Surface
from qiantou.documents.papers.wording import CHINESE, Wording

ANSWER_MM = 14
SIGNED_MM = 20


@dataclass(frozen=True)
class Answer:
    """One answer to tick, and what is written beside it ("建议时限", "理由"), a line each."""

    label: str
    blanks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slip:
    """`about` is the title of what is answered, `code` the short code of its matter, `back_to` who takes the slip."""

    head: Head
    to: str
    about: str
    code: str
    answers: tuple[Answer, ...]
    reply_by: Day = None
    silence: str = ""
    back_to: str = ""
    contact: str = ""


def lay_slip(slip: Slip, on: Surface) -> None:
    """The slip as one page; a table of answers, each with room for handwriting."""
    words, wording = on.wording.asking, on.wording
    on.title(words.slip_title)
    number = words.slip_number.format(number=slip.head.number.strip()) if slip.head.number.strip() else ""
    on.form(
        [
            Row(words.slip_code, said(slip.code, wording)),
            Row(words.slip_about, said(slip.about, wording) + number),
            Row(words.slip_unit, said(slip.to, wording)),
            Row(words.slip_reply_by, say_day(slip.reply_by, wording)),
        ]
    )
    on.body(words.slip_tick)
    on.form(
        [
            Row(words.slip_box.format(answer=said(answer.label, wording)), _blanks(answer, wording), ANSWER_MM)
            for answer in slip.answers
        ]
        + [
            Row(wording.receipt_signature, "", SIGNED_MM),
            Row(words.slip_seal, wording.receipt_blank_day, SIGNED_MM),
        ]
    )
    if slip.silence.strip():
        on.remark(words.slip_silence.format(silence=slip.silence.strip()))
    back = words.slip_back.format(to=said(slip.back_to or slip.head.issuer, wording))
    on.remark(back + (words.slip_contact.format(contact=slip.contact.strip()) if slip.contact.strip() else ""))
    on.remark(words.slip_hatched)


def _blanks(answer: Answer, wording: Wording) -> str:
    return "\n".join(wording.asking.slip_blank.format(label=blank) for blank in answer.blanks)


def write_slip(slip: Slip, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, slip.head.reference)
    lay_slip(slip, sheet)
    return sheet.pack()
