"""Faults of a table pasted into a plan, in sentences that name what is wrong and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.kernel import Rejected
from qiantou.desk.plan_out import wording
from qiantou.documents.plan_cells import day_of_serial
from qiantou.documents.plan_rows import Fault

SENTENCES = {
    "too-many-rows": gettext_lazy("There are %(text)s rows: paste at most 2,000 at once."),
    "column-unknown": gettext_lazy("The column “%(text)s” is none of a plan; it is left out."),
    "column-twice": gettext_lazy("“%(text)s” names a column that stands there already."),
    "column-missing": gettext_lazy("There is no column for the deliverable: name one 事项/成果 or Deliverable."),
    "extra-cell": gettext_lazy("“%(text)s” stands outside the columns named; it is left out."),
    "empty": gettext_lazy(
        "The row says who or when but not what: %(text)s. Copying loses merged cells: fill it in, or "
        "choose the workbook itself below."
    ),
    "too-long": gettext_lazy("The cell holds more than 2,000 characters: %(text)s…"),
    "hidden-characters": gettext_lazy("The cell holds characters that nobody can see: %(text)s"),
    "formula-without-value": gettext_lazy("The formula has no value: write the value itself."),
    "hidden-row": gettext_lazy("The row is hidden in the workbook, and is read all the same."),
    "other-sheet": gettext_lazy("Only the first sheet is read; left out: %(text)s"),
    "key-unclear": gettext_lazy("“%(text)s” cannot be the number of a line: use at most 40 letters and digits."),
    "key-twice": gettext_lazy("The number %(text)s stands at another row already."),
    "role-unknown": gettext_lazy("“%(text)s” is no role: 牵头, 承办, 配合 or 统筹; lead, do, support or coordinate."),
    "date-unreadable": gettext_lazy("“%(text)s” is no day: write 2026-06-30."),
    "date-impossible": gettext_lazy("“%(text)s” is no day of the calendar."),
    "date-no-year": gettext_lazy("“%(text)s” has no year: write 2026-06-30."),
    "date-no-day": gettext_lazy("“%(text)s” names no last day: write one, or leave the cell empty."),
    "date-serial": gettext_lazy(
        "“%(text)s” is a spreadsheet's own number for %(day)s: write that, or format the cell as "
        "a date and copy it again."
    ),
    "date-several": gettext_lazy("“%(text)s” holds several days: give each its own row."),
    "date-rhythm": gettext_lazy("“%(text)s” is a rhythm: it belongs into the column for it."),
    "weight-not-whole": gettext_lazy("“%(text)s” is no weight: write a whole number."),
    "effort-unreadable": gettext_lazy("“%(text)s” is no effort: write person-days, or small, medium, large."),
    "after-itself": gettext_lazy("The row cannot come after itself."),
    "rhythm-unreadable": gettext_lazy("“%(text)s” is no rhythm: write 每月5日前 or monthly by day 5."),
    "rhythm-no-day": gettext_lazy("“%(text)s” says how often but not by which day."),
    "rhythm-day": gettext_lazy("“%(text)s” names a day that there is not."),
    "unit-missing": gettext_lazy(
        "The row names no unit. Copying loses merged cells: fill it in, or choose the workbook itself below."
    ),
    "unit-unknown": gettext_lazy("No unit or post is called “%(text)s”."),
    "unit-perhaps": gettext_lazy("No unit or post is called “%(text)s”; %(perhaps)s perhaps?"),
    "unit-several": gettext_lazy("Several units or posts are called “%(text)s”: put the unit before the section."),
    "unit-collective": gettext_lazy("“%(text)s” stands for several units: name each of them, one row each."),
    "unit-collective-perhaps": gettext_lazy(
        "“%(text)s” stands for several units: name each of them, one row each. They may be: %(perhaps)s."
    ),
    "competent-several": gettext_lazy("One competent unit accepts a line; here stand several: %(text)s"),
    "after-unknown": gettext_lazy("There is no line %(text)s to come first."),
    "nothing-read": gettext_lazy(
        "No line was found in it. Copy the cells themselves from the spreadsheet, with their "
        "headings: a tab then stands between them."
    ),
    "no-headings": gettext_lazy("No row of headings was found, so the cells were read in this order: %(text)s."),
    "row-twice": gettext_lazy("Row %(text)s already names this deliverable and this unit."),
    "day-past": gettext_lazy("The day lies in the past: %(text)s."),
    "means-unknown": gettext_lazy("No means of the plan is called “%(text)s”: add it first, or name its number."),
}
PASSED_OVER = frozenset(
    {"column-unknown", "extra-cell", "hidden-row", "other-sheet", "no-headings", "row-twice", "day-past"}
)
"""Said, and nothing waits for them."""
LEFT_OUT = {
    "title": gettext_lazy("a title above the table"),
    "section": gettext_lazy("the title of a section"),
    "note": gettext_lazy("a note or a sum"),
}


@dataclass(frozen=True)
class Told:
    """One fault as it is shown: `row` counts below the headings, 0 the table itself."""

    row: int
    column: str
    sentence: str
    is_passed_over: bool = False


def told(fault: Fault, **facts: str) -> Told:
    day = day_of_serial(fault.text) if fault.code == "date-serial" else None
    sentence = str(SENTENCES[fault.code]) % {"text": fault.text, "day": day or "", **facts}
    return Told(fault.row, column_words(fault.column), sentence, fault.code in PASSED_OVER)


def column_words(code: str) -> str:
    """The heading of a column as the grid itself writes it; "" for the whole row."""
    return wording().headings.get(code, "")


def by_row(refusal: Rejected, rows: Mapping[str, int]) -> Rejected:
    """The same with the rows of the table in place of numbers that its lines do not bear yet."""

    def called(told: object) -> object:
        if isinstance(told, tuple):
            return tuple(called(one) for one in told)
        return _("Row %(row)s") % {"row": rows[told]} if isinstance(told, str) and rows.get(told) else told

    return Rejected(refusal.code, **{name: called(told) for name, told in refusal.facts.items()})
