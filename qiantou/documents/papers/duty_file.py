"""履职档案 and 实绩清单: what the record holds, part by part, each line with its place in the record.

Written across the page, since each line has its matter, its waiting time and its place beside it. A part without lines
says that this proves nothing.
"""

from dataclasses import dataclass

from qiantou.documents.papers.head import Head
from qiantou.documents.papers.layout import CELL_SMALL, LANDSCAPE
from qiantou.documents.papers.saying import say_level
from qiantou.documents.papers.sheet import Sheet
from qiantou.documents.papers.surface import Row, Surface
from qiantou.documents.papers.tables import Column, Grid, centred
from qiantou.documents.papers.wording import CHINESE, Wording
from qiantou.documents.papers.wording_duty import DutyWords, duty_words


@dataclass(frozen=True)
class Told:
    """One line. `words`: what was typed, or that it was erased; `entry`: its place on record; `hash`: of its leaf."""

    when: str
    what: str
    matter: str = ""
    words: str = ""
    waited: str = ""
    doubt: str = ""
    entry: str = ""
    hash: str = ""


@dataclass(frozen=True)
class Part:
    heading: str
    lines: tuple[Told, ...] = ()


@dataclass(frozen=True)
class Sat:
    """Who sat in a post from when to when; `who` empty where the name may not be told."""

    post: str
    who: str
    since: str
    until: str = ""


@dataclass(frozen=True)
class DutyFile:
    """`whose`: the unit, post or work; `about`: label and value, a row each. `seats`: None where it tells of none.

    `own`: the person's own record of work, drawn by itself.
    """

    head: Head
    whose: str
    about: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    seats: tuple[Sat, ...] | None = None
    seats_heading: str = ""
    own: bool = False


def lay_duty_file(file: DutyFile, on: Surface) -> None:
    words = duty_words(on.wording)
    on.title(words.own_title if file.own else words.title.format(whose=file.whose))
    on.body(words.own_opening if file.own else words.opening)
    on.level(1, words.about)
    on.form([Row(label, value) for label, value in file.about])
    seats = () if file.seats is None else ((file.seats_heading, len(file.seats)),)
    counts = [*seats, *((part.heading, len(part.lines)) for part in file.parts)]
    on.level(1, words.contents)
    columns = (Column(words.part, 174), centred(words.count, 30))
    rows = [
        (say_level(1, number, heading, on.wording), str(count)) for number, (heading, count) in enumerate(counts, 3)
    ]
    on.grid(Grid(columns, rows, words.nothing))
    if file.seats is not None:
        on.level(1, file.seats_heading)
        on.grid(_seats(file.seats, words))
    for part in file.parts:
        on.level(1, part.heading)
        if part.lines:
            on.grid(_lines(part.lines, words))
        else:
            on.body(words.nothing)
    on.signature(file.head.issuer, file.head.day)


def _seats(seats: tuple[Sat, ...], words: DutyWords) -> Grid:
    columns = (
        Column(words.post, 65), Column(words.who, 60), centred(words.since, 50), centred(words.until, 50),
    )  # fmt: skip
    rows = [(seat.post, seat.who or "—", seat.since, seat.until or words.to_now) for seat in seats]
    return Grid(columns, rows, words.nothing)


def _lines(lines: tuple[Told, ...], words: DutyWords) -> Grid:
    """The column of waiting times only where a line has one; an instant breaks before its hour, never within it."""
    waited = any(line.waited for line in lines)
    columns = (
        Column(words.when, 34, CELL_SMALL), Column(words.what, 77 if waited else 97, CELL_SMALL),
        Column(words.matter, 40, CELL_SMALL), *([Column(words.waited, 20, CELL_SMALL)] if waited else []),
        Column(words.entry, 54, CELL_SMALL),
    )  # fmt: skip
    rows = [
        (
            "\n".join(line.when.rsplit(" ", 1)), _what(line, words), line.matter, *([line.waited] if waited else []),
            "\n".join(text for text in (line.entry, words.hash.format(hash=line.hash) if line.hash else "") if text),
        )
        for line in lines
    ]  # fmt: skip
    return Grid(columns, rows, words.nothing)


def _what(line: Told, words: DutyWords) -> str:
    doubt = words.doubt.format(doubt=line.doubt) if line.doubt else ""
    return "\n".join(text for text in (line.what + doubt, line.words) if text.strip())


def write_duty_file(file: DutyFile, wording: Wording = CHINESE) -> bytes:
    sheet = Sheet(wording, file.head.reference, LANDSCAPE)
    lay_duty_file(file, sheet)
    return sheet.pack()
