"""建议函: suggests to a unit that another post take a matter over, after two steps without movement.

It names posts and facts, never a person, and says that being chosen anew is no finding against anybody.
"""

from dataclasses import dataclass

from qiantou.documents.papers.asked import Asked, Past, told
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import Day, said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Surface, numbered
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class Replacing:
    """`past` are the steps taken and what each moved; `answer_by` the day by which the unit says what it will do."""

    head: Head
    to: str
    asked: Asked
    due: Day = None
    past: tuple[Past, ...] = ()
    reason: str = ""
    answer_by: Day = None


def lay_replacing(replacing: Replacing, on: Surface) -> None:
    words, wording = on.wording.asking, on.wording
    numbered(on, replacing.head.number)
    what = said(replacing.asked.what, wording)
    on.title(words.replacing_title)
    on.addressee(replacing.to)
    on.body(words.replacing_opening.format(what=what, due=say_day(replacing.due, wording)))
    on.level(1, words.replacing_past)
    on.body(told(replacing.past, wording))
    on.level(1, words.replacing_suggests)
    on.body(words.replacing_suggestion)
    if replacing.reason.strip():
        on.body(words.replacing_because.format(reason=replacing.reason.strip()))
    on.body(words.replacing_answer.format(day=say_day(replacing.answer_by, wording)))
    on.body(words.replacing_no_finding)
    on.signature(replacing.head.issuer, replacing.head.day)


def write_replacing(replacing: Replacing, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, replacing.head.reference)
    lay_replacing(replacing, sheet)
    return sheet.pack()
