"""会议纪要: what was decided, who does it and by when; attendance by unit and post; dissent stays in it.

Source: GB/T 9704-2012, 10.3: attendance stands below the text, and no seal is needed.
"""

from dataclasses import dataclass

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import Day, joined, said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Surface
from qiantou.documents.papers.tables import Column, Grid, centred
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class Item:
    """One point of the agenda. `said` are positions in their own words; without a decision it says so."""

    title: str
    said: tuple[str, ...] = ()
    decision: str = ""
    doer: str = ""
    due: Day = None
    dissent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Absent:
    who: str
    why: str = ""


@dataclass(frozen=True)
class Minutes:
    """`meeting` is its name, `chair` the post that held it; present and absent are units and posts."""

    head: Head
    meeting: str
    held: Day
    chair: str
    items: tuple[Item, ...]
    place: str = ""
    present: tuple[str, ...] = ()
    absent: tuple[Absent, ...] = ()
    recorder: str = ""
    copied: tuple[str, ...] = ()


def lay_minutes(minutes: Minutes, on: Surface) -> None:
    words, wording = on.wording.telling, on.wording
    meeting = said(minutes.meeting, wording)
    on.title(words.minutes_title.format(meeting=meeting), below=minutes.head.number.strip())
    opening = words.minutes_opening_at if minutes.place.strip() else words.minutes_opening
    on.body(
        opening.format(
            day=say_day(minutes.held, wording), place=minutes.place.strip(),
            chair=said(minutes.chair, wording), meeting=meeting,
        )
    )  # fmt: skip
    for item in minutes.items:
        _lay_item(item, on)
    if not minutes.items:
        on.body(words.minutes_nothing)
    decided = [item for item in minutes.items if item.decision.strip()]
    if decided:
        on.level(1, words.minutes_table)
        on.grid(_table(decided, wording))
        on.body(words.minutes_at_once)
    _lay_attendance(minutes, on)


def _lay_item(item: Item, on: Surface) -> None:
    words, wording = on.wording.telling, on.wording
    on.level(1, said(item.title, wording))
    for position in item.said:
        on.body(position)
    if item.decision.strip():
        on.body(words.decided.format(decision=item.decision.strip()))
        on.body(words.decided_who.format(doer=said(item.doer, wording), due=say_day(item.due, wording)))
    else:
        on.body(words.undecided)
    for dissent in item.dissent:
        on.body(words.dissent.format(dissent=dissent))


def _table(decided: list[Item], wording: Wording) -> Grid:
    words = wording.telling
    columns = (
        centred(wording.no, 13),
        Column(words.decision, 72),
        Column(words.decided_doer, 36),
        centred(wording.due, 35),
    )
    rows = [
        (str(number), item.decision.strip(), said(item.doer, wording), say_day(item.due, wording))
        for number, item in enumerate(decided, 1)
    ]
    return Grid(columns, rows, wording.none)


def _lay_attendance(minutes: Minutes, on: Surface) -> None:
    words, wording = on.wording.telling, on.wording
    on.body(words.present.format(who=joined(minutes.present, wording) or wording.none))
    absent = [
        words.absent_why.format(who=one.who, why=one.why.strip()) if one.why.strip() else one.who
        for one in minutes.absent
    ]
    on.body(words.absent.format(who=joined(absent, wording) or wording.none))
    if minutes.recorder.strip():
        on.body(words.recorded_by.format(who=minutes.recorder.strip()))
    issued = words.issued.format(issuer=said(minutes.head.issuer, wording), day=say_day(minutes.head.day, wording))
    on.remark(issued)
    if minutes.copied:
        on.remark(wording.asking.copied.format(to=joined(minutes.copied, wording)))


def write_minutes(minutes: Minutes, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, minutes.head.reference)
    lay_minutes(minutes, sheet)
    return sheet.pack()
