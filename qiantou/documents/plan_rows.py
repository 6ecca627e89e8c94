"""What the grid of a plan (分工方案) holds once read: a value in each cell, or a fault that names it."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qiantou.core.plan import Rhythm, Role, TieType

COLUMNS = (
    "key", "deliverable", "standard", "role", "unit", "competent", "duty", "due", "outer", "weight", "effort", "after",
    "rhythm", "means",
)  # fmt: skip
MAX_ROWS = 2_000
MAX_TEXT = 2_000
"""Characters of one cell."""

SIZES = ("small", "medium", "large")

FAULTS = (
    "too-many-rows",
    "column-unknown",
    "column-twice",
    "column-missing",
    "extra-cell",
    "empty",
    "too-long",
    "hidden-characters",
    "formula-without-value",
    "hidden-row",
    "other-sheet",
    "key-unclear",
    "key-twice",
    "role-unknown",
    "date-unreadable",
    "date-impossible",
    "date-no-year",
    "date-no-day",
    "date-serial",
    "date-several",
    "date-rhythm",
    "weight-not-whole",
    "effort-unreadable",
    "after-itself",
    "rhythm-unreadable",
    "rhythm-no-day",
    "rhythm-day",
)
LEFT_OUT = ("title", "section", "note")
"""What is read and is no line: words above the headings, the title of a section, a sum or a signature below. Beside
these stand the codes of `doubts.DOUBTS` about the file."""


@dataclass(frozen=True)
class RowTie:
    """A line that this one is ordered after in another way than simply coming first; `lag` in working days."""

    line: int | str
    type: TieType
    lag: int = 0


@dataclass(frozen=True)
class GridRow:
    """One line of a plan as typed. `row` counts the rows below the headings from 1, blank ones too.

    `unit` and `competent` are words, several names separated by 、. `effort` is person-days, a size of SIZES, or "".
    `after` names lines that come first: a key, here or elsewhere in the plan, or the number of a row of this grid that
    has no key; or a tie to one. None and "" are "not said".
    """

    row: int
    key: str = ""
    deliverable: str = ""
    standard: str = ""
    role: Role | None = None
    unit: str = ""
    competent: str = ""
    duty: str = ""
    due: date | None = None
    outer: date | None = None
    weight: int | None = None
    effort: Fraction | str = ""
    after: tuple[int | str | RowTie, ...] = ()
    rhythm: Rhythm | None = None
    means: str = ""


@dataclass(frozen=True)
class Fault:
    """One cell, row or heading that cannot be taken as it is: `row` 0 for the headings and the whole, `column` a code
    of COLUMNS or "" for the whole row, `text` as given. A cell at fault has no value."""

    code: str
    row: int
    column: str = ""
    text: str = ""


@dataclass(frozen=True)
class Grid:
    """The lines in order, the columns in the order read, and everything that is no line or no value."""

    rows: tuple[GridRow, ...] = ()
    faults: tuple[Fault, ...] = ()
    left_out: tuple[Fault, ...] = ()
    columns: tuple[str, ...] = ()
    headed: bool = False
