"""通报: sections of rows drawn from the record, who approved it, and corrections appended, never worked in.

The same facts in several forms are several values: across the page for supervision, upright for one reader.
"""

from dataclasses import dataclass
from datetime import date

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.layout import CELL, CELL_CENTRED, PORTRAIT, Page
from qiantou.documents.papers.saying import Day, said, say_day, say_term
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Surface, numbered
from qiantou.documents.papers.tables import Column, Grid
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class Heading:
    """A column: its heading, its share of the width; `short` things (numbers, days) stand centred."""

    label: str
    share: float = 1.0
    short: bool = False


@dataclass(frozen=True)
class Section:
    """One part: a sentence on it, then a table where it has columns; `empty` is said in place of no rows."""

    heading: str
    text: str = ""
    columns: tuple[Heading, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    empty: str = ""


@dataclass(frozen=True)
class Correction:
    """What was put right after it went out: the day, and both the wrong and the right words."""

    day: Day
    text: str


@dataclass(frozen=True)
class Bulletin:
    """`period` are its first and last day; `issue` counts within the year; `approved` who approved it, and when."""

    head: Head
    title: str
    sections: tuple[Section, ...]
    period: tuple[date | None, date | None] = (None, None)
    issue: int | None = None
    opening: str = ""
    approved: str = ""
    approved_on: Day = None
    copied: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


def lay_bulletin(bulletin: Bulletin, on: Surface) -> None:
    words, wording = on.wording.telling, on.wording
    numbered(on, bulletin.head.number)
    issue = words.bulletin_issue.format(issue=bulletin.issue) if bulletin.issue is not None else ""
    on.title(bulletin.title or words.bulletin_title.format(work=said(bulletin.head.work, wording)), below=issue)
    if any(bulletin.period):
        on.body(words.bulletin_period.format(period=say_term(*bulletin.period, wording)))
    on.body(bulletin.opening)
    for section in bulletin.sections:
        _lay_section(section, on)
    if bulletin.corrections:
        on.level(1, words.corrections)
        for one in bulletin.corrections:
            on.level(3, words.correction.format(day=say_day(one.day, wording), text=said(one.text, wording)))
    approved = words.approved.format(by=bulletin.approved, day=say_day(bulletin.approved_on, wording))
    on.body(approved if bulletin.approved.strip() else words.not_approved)
    on.signature(bulletin.head.issuer, bulletin.head.day)
    if bulletin.copied:
        on.remark(wording.asking.copied.format(to=wording.join.join(bulletin.copied)))


def _lay_section(section: Section, on: Surface) -> None:
    on.level(1, section.heading)
    on.body(section.text)
    if section.columns:
        columns = [Column(one.label, one.share, CELL_CENTRED if one.short else CELL) for one in section.columns]
        on.grid(Grid(columns, section.rows, section.empty or on.wording.none))
    elif not section.text.strip():
        on.body(section.empty or on.wording.none)


def write_bulletin(bulletin: Bulletin, wording: Wording = CHINESE, page: Page = PORTRAIT) -> bytes:
    sheet = Sheet(wording, bulletin.head.reference, page)
    lay_bulletin(bulletin, sheet)
    return sheet.pack()
