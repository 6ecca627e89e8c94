"""What duty lists (履职清单) hold once read: rows, what is no row, and what is left to a person."""

from dataclasses import dataclass

from qiantou.core.duty import DutySort

MAX_ROWS = 20_000
"""Rows of all lists in one file; a county of fifty townships has some 11,000."""
MAX_TEXT = 10_000
"""Characters of one cell; a spreadsheet holds 32,767."""

LEFT_OUT = ("title", "class", "note", "column", "sheet")
"""What is read and is no duty: a title or the heading of a list, the heading of a class, a note or a sum, a column
of another heading, a sheet of explanations. Beside these stand the codes of `doubts.DOUBTS` about the file."""

FAULTS = (
    "no-headings",
    "column-missing",
    "column-unnamed",
    "sort-unknown",
    "sort-conflict",
    "no-item",
    "item-twice",
    "class-carried",
    "unit-carried",
    "number-unclear",
    "no-upper",
    "upper-unclear",
    "upper-open",
    "formula-without-value",
    "too-long",
    "hidden-row",
    "unplaced",
)
"""What a person should look at. The row is read all the same, save for no-headings, sort-unknown, no-item, too-long
and unplaced: there is none."""


@dataclass(frozen=True)
class DutyRow:
    """One duty as the list gives it, every text as written but for hidden characters and blanks at its edges.

    `klass`: its class. `upper`: the departments above, separated by 、, or those that took the duty back.
    `upper_duty`, `part` and `how` keep their line breaks. `unit`: the township, where the file names one.
    `place`: the sheet and row, 基本!7; without sheets, as the reader of papers names it.
    """

    sort: DutySort
    number: str = ""
    klass: str = ""
    item: str = ""
    upper: str = ""
    upper_duty: str = ""
    part: str = ""
    how: str = ""
    place: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing that is no row, or a doubt about one: `code` is of LEFT_OUT or FAULTS. `text` holds the words meant;
    `other` the place of the first of two, or the name of the column."""

    code: str
    place: str
    text: str = ""
    other: str = ""


@dataclass(frozen=True)
class DutyLists:
    """Everything in a file: each row of it that is not blank is a row here, left out, or at fault."""

    rows: tuple[DutyRow, ...] = ()
    left_out: tuple[Finding, ...] = ()
    faults: tuple[Finding, ...] = ()
