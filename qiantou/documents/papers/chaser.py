"""催办通知书: what is due, since when, and what was done before; it says whether a rule or a person sends it."""

from dataclasses import dataclass

from qiantou.documents.papers.asked import Asked, Past, told
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import Day, joined, said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Row, Surface, numbered
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class Chaser:
    """`due` is the current day, `late` and `paused` working days; `text` the words of whoever chases, empty by rule.

    `copied` are posts, such as the head of the unit; `coming` says which step follows, and when.
    """

    head: Head
    to: str
    asked: Asked
    given: Day = None
    due: Day = None
    late: int = 0
    paused: int = 0
    text: str = ""
    copied: tuple[str, ...] = ()
    past: tuple[Past, ...] = ()
    coming: str = ""


def lay_chaser(chaser: Chaser, on: Surface) -> None:
    words, wording = on.wording.asking, on.wording
    numbered(on, chaser.head.number)
    on.title(words.chaser_title)
    on.addressee(chaser.to)
    opening = words.chaser_late if chaser.late else words.chaser_near
    on.body(opening.format(what=said(chaser.asked.what, wording), due=say_day(chaser.due, wording), days=chaser.late))
    if chaser.text.strip():
        on.body(chaser.text.strip())
    rows = [
        Row(wording.joint_work, chaser.head.work),
        Row(words.what, said(chaser.asked.what, wording)),
        Row(words.given, say_day(chaser.given, wording)),
        Row(words.due_first, say_day(chaser.asked.due, wording)),
        Row(words.due_now, say_day(chaser.due, wording)),
        Row(words.paused, words.days.format(days=chaser.paused)),
        Row(words.chased_before, told(chaser.past, wording)),
    ]
    on.form([row for row in rows if row.value])
    on.body(words.chaser_ask)
    if chaser.coming.strip():
        on.body(words.chaser_next.format(coming=chaser.coming.strip()))
    on.signature(chaser.head.issuer, chaser.head.day)
    if not chaser.text.strip():
        on.remark(words.chaser_rule)
    if chaser.copied:
        on.remark(words.copied.format(to=joined(chaser.copied, wording)))


def write_chaser(chaser: Chaser, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, chaser.head.reference)
    lay_chaser(chaser, sheet)
    return sheet.pack()
