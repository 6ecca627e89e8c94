"""考核建议函: sends the final sheet of a joint assessment to whoever the charter names for its use.

It tells parts and points in the order of the register, what nobody earned, and what a ruling amended; it proposes no
rank and no consequence. Source: docs/rules/papers.md, docs/rules/yearly.md.
"""

from dataclasses import dataclass
from datetime import date

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import joined, said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Surface, numbered
from qiantou.documents.papers.tables import Column, Grid, centred
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class Row:
    """One unit: its shares, its own over-run and its points, as they are written; a dash for what is not known."""

    unit: str
    lines: str
    coordination: str
    help: str
    over: str
    points: str


@dataclass(frozen=True)
class Measured:
    name: str
    target: str
    value: str
    attained: str


@dataclass(frozen=True)
class Appraisal:
    """`use`: the charter's own words on who uses the sheet under which rule; `mandate`: the power it is sent under, ""
    where the issuer of the work sends it. `entry`: the place of the sheet in the record."""

    head: Head
    to: str
    use: str
    number: int = 0
    entry: str = ""
    final_on: date | None = None
    rows: tuple[Row, ...] = ()
    measures: tuple[Measured, ...] = ()
    earned: str = ""
    unearned: str = ""
    contests: tuple[str, ...] = ()
    mandate: str = ""


def lay_appraisal(letter: Appraisal, on: Surface) -> None:
    wording, words = on.wording, on.wording.appraisal
    work = said(letter.head.work, wording)
    numbered(on, letter.head.number)
    on.title(words.title.format(work=work))
    on.addressee(letter.to)
    day = say_day(letter.final_on, wording)
    on.body(words.opening.format(work=work, number=letter.number, entry=letter.entry, day=day))
    on.body(words.rests_on.format(use=said(letter.use, wording).rstrip("。.")))
    on.body(words.by_power.format(mandate=letter.mandate) if letter.mandate else words.by_issuer)
    on.level(1, words.parts)
    on.grid(_parts(letter, wording))
    on.body(words.parts_note.format(earned=letter.earned, unearned=letter.unearned))
    on.body(words.order)
    if letter.measures:
        on.level(1, words.measures)
        on.grid(_measures(letter, wording))
    contests = joined(letter.contests, wording)
    amended = words.amended.format(count=len(letter.contests), contests=contests)
    on.body(amended if letter.contests else words.not_amended)
    on.body(words.close)
    on.signature(letter.head.issuer, letter.head.day)


def write_appraisal(letter: Appraisal, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, letter.head.reference)
    lay_appraisal(letter, sheet)
    return sheet.pack()


def _parts(letter: Appraisal, wording: Wording) -> Grid:
    words = wording.appraisal
    columns = (Column(wording.unit, 42), centred(words.lines, 20), centred(words.coordination, 28),
               centred(words.help, 22), centred(words.over, 24), centred(words.points, 20))  # fmt: skip
    rows = [(row.unit, row.lines, row.coordination, row.help, row.over, row.points) for row in letter.rows]
    return Grid(columns, rows, wording.none)


def _measures(letter: Appraisal, wording: Wording) -> Grid:
    words = wording.appraisal
    columns = (
        Column(words.measure, 66),
        centred(words.target, 30),
        centred(words.value, 30),
        centred(words.attained, 30),
    )
    rows = [(said(one.name, wording), said(one.target, wording), one.value, one.attained) for one in letter.measures]
    return Grid(columns, rows, wording.none)
