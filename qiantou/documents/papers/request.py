"""商请函: a request between peers. It binds nobody: what may be answered stands in it, and the slip comes with it."""

from dataclasses import dataclass

from qiantou.documents.papers.asked import Asked
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import Day, said, say_day, subject_of
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.slip import Slip, lay_slip
from qiantou.documents.papers.surface import Surface, numbered
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class Request:
    """`because` says why this unit is asked (a duty, a plan line); with a `slip` the answer may come on paper."""

    head: Head
    to: str
    asked: Asked
    because: str = ""
    answer_by: Day = None
    silence: str = ""
    contact: str = ""
    slip: Slip | None = None


def lay_request(request: Request, on: Surface) -> None:
    words, wording = on.wording.asking, on.wording
    numbered(on, request.head.number)
    on.title(words.request_title.format(what=said(subject_of(request.asked.what), wording)))
    on.addressee(request.to)
    work = request.head.work.strip()
    on.body(words.request_opening_work.format(work=work) if work else words.request_opening)
    on.level(1, words.request_what)
    on.body(said("\n".join(part for part in (request.asked.what, request.asked.detail) if part), wording))
    if request.because.strip():
        on.body(words.request_because.format(because=request.because.strip()))
    on.level(1, words.request_terms)
    on.body(words.request_due.format(due=say_day(request.asked.due, wording)))
    on.body(words.request_standard.format(standard=said(request.asked.standard, wording)))
    on.level(1, words.request_answer)
    on.body(
        words.request_by.format(day=say_day(request.answer_by, wording)) if request.answer_by else words.request_soon
    )
    on.body(words.request_answers)
    if request.silence.strip():
        on.body(words.request_silence.format(silence=request.silence.strip()))
    on.body(words.request_close)
    if request.slip is not None:
        on.attachments([words.slip_title])
    on.signature(request.head.issuer, request.head.day)
    if request.contact.strip():
        on.note(wording.letter_contact.format(contact=request.contact.strip()))
    if request.slip is not None:
        on.start_attachment(1, 1)
        lay_slip(request.slip, on)


def write_request(request: Request, wording: Wording = CHINESE) -> bytes:
    """The letter and, on a page of its own where there is one, the reply slip."""
    sheet = Sheet(wording, request.head.reference)
    lay_request(request, sheet)
    return sheet.pack()
