"""延期申请: asked before the day comes, with reason, progress, a concrete new day and the leader's consent."""

from dataclasses import dataclass

from qiantou.documents.papers.asked import Asked
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import Day, said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Row, Surface, numbered
from qiantou.documents.papers.wording import CHINESE, Wording

SIGNED_MM = 20
ANSWER_MM = 24


@dataclass(frozen=True)
class Extension:
    """`due` is the day in force now, `wanted` the day asked for; the first day stands in `asked`."""

    head: Head
    to: str
    asked: Asked
    due: Day = None
    wanted: Day = None
    reason: str = ""
    progress: str = ""
    answer: str = ""


def lay_extension(extension: Extension, on: Surface) -> None:
    words, wording = on.wording.asking, on.wording
    numbered(on, extension.head.number)
    on.title(words.extension_title)
    on.addressee(extension.to)
    due, wanted = say_day(extension.due, wording), say_day(extension.wanted, wording)
    on.body(words.extension_opening.format(what=said(extension.asked.what, wording), due=due, wanted=wanted))
    rows = [
        Row(wording.joint_work, extension.head.work),
        Row(words.what, said(extension.asked.what, wording)),
        Row(words.due_first, say_day(extension.asked.due, wording)),
        Row(words.due_now, due),
        Row(words.due_wanted, wanted),
        Row(words.reason_asked, said(extension.reason, wording)),
        Row(words.progress, extension.progress.strip() or words.to_fill),
        Row(words.head_consents, words.signed_blank, SIGNED_MM),
        Row(words.answer_given, extension.answer or words.signed_blank, ANSWER_MM),
    ]
    on.form([row for row in rows if row.value])
    on.remark(words.extension_meanwhile)
    on.signature(extension.head.issuer, extension.head.day)


def write_extension(extension: Extension, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, extension.head.reference)
    lay_extension(extension, sheet)
    return sheet.pack()
