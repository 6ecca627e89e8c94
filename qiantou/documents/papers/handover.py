"""移交牵头: one page that says from whom to whom, why, from when, and who was told."""

from dataclasses import dataclass
from datetime import date

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class Told:
    """Who was told on which day; without an objection the note says that they were told, no more."""

    who: str
    day: date | None = None
    objection: str = ""


@dataclass(frozen=True)
class Handover:
    """`since` is the first day on which `taker` leads; None while it does not, or no more."""

    head: Head
    giver: str
    taker: str
    because: str
    since: date | None = None
    told: tuple[Told, ...] = ()


def write_handover(handover: Handover, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, handover.head.reference)
    sheet.number(handover.head.number)
    sheet.title(wording.handover_title.format(work=handover.head.work))
    body = wording.handover_body if handover.since else wording.handover_open
    sheet.body(
        body.format(
            work=handover.head.work,
            giver=said(handover.giver, wording),
            taker=said(handover.taker, wording),
            day=say_day(handover.since, wording),
        )
    )
    if handover.because.strip():
        sheet.body(wording.handover_because.format(because=handover.because.strip()))
    sheet.body(wording.handover_content)
    for told in handover.told:
        shape = wording.handover_objected if told.objection.strip() else wording.handover_informed
        who, day = said(told.who, wording), say_day(told.day, wording)
        sheet.body(shape.format(who=who, day=day, objection=told.objection.strip()))
    if not handover.told:
        sheet.body(wording.handover_nobody)
    sheet.signature(handover.head.issuer, handover.head.day)
    return sheet.pack()
