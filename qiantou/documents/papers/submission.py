"""请示: one question to one superior, asked before acting: the cause, both positions where two differ, the proposal,
"请批示"."""

from dataclasses import dataclass

from qiantou.documents.papers.asked import Past, told
from qiantou.documents.papers.disagreement import View
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import Day, said, say_day, subject_of
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Surface, numbered
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class Submission:
    """`subject` completes "关于…的请示"; `views` are the positions of the sides in their own words, None where it is a
    question of one; `due`: by when it is wished for."""

    head: Head
    to: str
    subject: str
    because: str = ""
    past: tuple[Past, ...] = ()
    views: tuple[View, ...] | None = ()
    proposal: str = ""
    contact: str = ""
    due: Day = None


def lay_submission(submission: Submission, on: Surface) -> None:
    words, wording = on.wording.asking, on.wording
    numbered(on, submission.head.number)
    on.title(words.submission_title.format(subject=said(subject_of(submission.subject), wording)))
    on.addressee(submission.to)
    on.level(1, words.submission_because)
    on.body(submission.because.strip() or words.to_fill)
    if submission.past:
        on.body(told(submission.past, wording))
    if submission.due:
        on.body(words.request_due.format(due=say_day(submission.due, wording)))
    if submission.views is not None:
        _lay_views(submission.views, on)
    on.level(1, words.submission_proposal)
    on.body(submission.proposal.strip() or words.to_fill)
    on.body(words.submission_close)
    on.signature(submission.head.issuer, submission.head.day)
    if submission.contact.strip():
        on.note(wording.letter_contact.format(contact=submission.contact.strip()))


def _lay_views(views: tuple[View, ...], on: Surface) -> None:
    wording = on.wording
    on.level(1, wording.asking.submission_views)
    for view in views:
        on.level(3, wording.dispute_view.format(unit=said(view.unit, wording), view=said(view.text, wording)))
        if view.basis.strip():
            on.body(wording.dispute_basis.format(basis=view.basis.strip()))
    if not views:
        on.body(wording.none)


def write_submission(submission: Submission, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, submission.head.reference)
    lay_submission(submission, sheet)
    return sheet.pack()
