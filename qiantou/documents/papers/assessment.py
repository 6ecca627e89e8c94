"""考核评估单: the sheet of a joint assessment, with the working of each row, as its page shows it."""

from dataclasses import dataclass
from datetime import date

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.saying import said, say_day
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.tables import Column, Grid, centred
from qiantou.documents.papers.wording import CHINESE, Wording


@dataclass(frozen=True)
class Row:
    """A unit, or what nobody earned, with its figures as they are written; "" or a dash where there are none."""

    unit: str
    lines: str = ""
    coordination: str = ""
    help: str = ""
    share: str = ""
    process: str = ""
    points: str = ""


@dataclass(frozen=True)
class Measured:
    name: str
    target: str
    value: str
    attained: str


@dataclass(frozen=True)
class Working:
    """How the points of one unit come about, a sentence a step."""

    unit: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Assessment:
    """`number` 0: not put out. `until`: the last day of the contest time; None once final. `rows` end with the sum."""

    head: Head
    number: int
    through: str
    use: str
    rows: tuple[Row, ...]
    measures: tuple[Measured, ...] = ()
    outcome: str = ""
    rates: str = ""
    workings: tuple[Working, ...] = ()
    held: tuple[str, ...] = ()
    amended: tuple[str, ...] = ()
    until: date | None = None
    is_contested: bool = False
    waits: tuple[str, ...] = ()


def write_assessment(made: Assessment, wording: Wording = CHINESE) -> bytes:
    words = wording.assessment
    sheet = Sheet(wording, made.head.reference)
    below = words.below.format(number=made.number) if made.number else words.draft
    sheet.title(words.title.format(work=said(made.head.work, wording)), below)
    sheet.body(words.through.format(through=made.through))
    sheet.body(words.use.format(use=made.use) if made.use else words.unlinked)
    if made.number:
        sheet.body(_stands(made, wording))
    sheet.level(1, words.parts)
    sheet.grid(_parts(made, wording))
    sheet.body(made.rates)
    sheet.level(1, words.measures)
    sheet.grid(_measures(made, wording))
    sheet.body(words.outcome.format(outcome=made.outcome) if made.outcome else words.no_outcome)
    for title, told in ((words.held, made.held), (words.amended, made.amended)):
        if told:
            sheet.level(1, title)
            for one in told:
                sheet.body(one)
    sheet.level(1, words.working)
    for working in made.workings:
        sheet.level(2, working.unit)
        for step in working.steps:
            sheet.body(step)
    if made.waits:
        sheet.level(1, words.waits)
        for one in made.waits:
            sheet.body(one)
    if made.number:
        sheet.signature(made.head.issuer, made.head.day)
    return sheet.pack()


def _stands(made: Assessment, wording: Wording) -> str:
    words = wording.assessment
    if made.is_contested:
        return words.contested
    return words.final if made.until is None else words.provisional.format(until=say_day(made.until, wording))


def _parts(made: Assessment, wording: Wording) -> Grid:
    words = wording.assessment
    columns = (
        Column(wording.unit, 40), centred(words.lines, 22), centred(words.coordination, 22), centred(words.help, 22),
        centred(words.share, 20), centred(words.process, 20), centred(words.points, 20),
    )  # fmt: skip
    rows = [(row.unit, row.lines, row.coordination, row.help, row.share, row.process, row.points) for row in made.rows]
    return Grid(columns, rows, wording.none)


def _measures(made: Assessment, wording: Wording) -> Grid:
    words = wording.assessment
    columns = (
        Column(words.measure, 66), centred(words.target, 30), centred(words.value, 30), centred(words.attained, 40),
    )  # fmt: skip
    rows = [(said(one.name, wording), said(one.target, wording), one.value, one.attained) for one in made.measures]
    return Grid(columns, rows, wording.none)
