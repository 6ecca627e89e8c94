"""The words of duty lists on pages: the three lists, grounds, and what the reader of a workbook reports."""

from __future__ import annotations

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from qiantou.core.duty import DutySort
from qiantou.desk.labels import Labels
from qiantou.desk.labels import label as label
from qiantou.documents.duty_rows import Finding
from qiantou.documents.duty_words import CHINESE, ENGLISH

SORTS: Labels = {
    "basic": gettext_lazy("basic duties"),
    "cooperating": gettext_lazy("cooperating duties"),
    "taken-back": gettext_lazy("taken back by the department above"),
}
MEANS: Labels = {
    "basic": gettext_lazy("the unit does it and answers for it in full"),
    "cooperating": gettext_lazy("the unit helps; the department above answers for it and alone may ask for it"),
    "taken-back": gettext_lazy("the unit is neither able nor responsible: the department does it another way"),
}
GROUNDS: Labels = {
    "law": gettext_lazy("a law"),
    "rule": gettext_lazy("a regulation"),
    "three-fixed": gettext_lazy("its establishment rules"),
    "list": gettext_lazy("a published list"),
    "document": gettext_lazy("an issued paper"),
    "temporary": gettext_lazy("temporary or phased work"),
}
_LOST = {"no-headings", "sort-unknown", "no-item", "too-long", "unplaced", "unit-unknown", "unit-missing"}
"""What keeps a workbook from being loaded: a row of it was not taken, and would count as ended."""
FINDINGS: Labels = {
    "no-headings": gettext_lazy("A sheet without headings; nothing of it was read."),
    "column-missing": gettext_lazy("The list lacks a column it always has: %(column)s."),
    "column-unnamed": gettext_lazy("Words in a column without heading; they are not read."),
    "sort-unknown": gettext_lazy("Nothing says which of the three lists the row belongs to."),
    "sort-conflict": gettext_lazy("The title names one list, the columns are those of another; the title holds."),
    "no-item": gettext_lazy("The row has no duty."),
    "item-twice": gettext_lazy("The same duty stands in the list at %(other)s."),
    "class-carried": gettext_lazy("The class is blank; the one above was taken, from here on."),
    "unit-carried": gettext_lazy("The township is blank; the one above was taken, from here on."),
    "number-unclear": gettext_lazy("Words in the column of numbers."),
    "no-upper": gettext_lazy("Nobody above is named for what is only helped with, or was taken back."),
    "upper-unclear": gettext_lazy("Words among the departments that are none."),
    "upper-open": gettext_lazy("More departments may be meant than are named."),
    "formula-without-value": gettext_lazy("A formula saved without its value."),
    "too-long": gettext_lazy("A cell of more than 10,000 characters."),
    "hidden-row": gettext_lazy("The sheet hides this row; it is read all the same."),
    "unplaced": gettext_lazy("One cell alone whose place says nothing."),
    "unit-unknown": gettext_lazy("No registered unit has this name."),
    "unit-missing": gettext_lazy("The row names no unit; choose below whose list it is."),
    "upper-unknown": gettext_lazy("The department above is no registered unit; its name is kept."),
    "title": gettext_lazy("A title or heading."),
    "class": gettext_lazy("The heading of a class."),
    "note": gettext_lazy("A note or a sum."),
    "column": gettext_lazy("A column of another heading; its cells are not read."),
    "sheet": gettext_lazy("A sheet of explanations."),
    "hidden-sheet": gettext_lazy("A hidden sheet."),
    "remote-parts": gettext_lazy("Parts of the file lie elsewhere and were not read."),
    "tracked-changes": gettext_lazy("The file holds tracked changes; the accepted text was read."),
}


def keeps_from_loading(found: Finding) -> bool:
    return found.code in _LOST


def finding(found: Finding) -> str:
    """The rule in words."""
    sentence = str(FINDINGS.get(found.code, found.code))
    return sentence % {"other": found.other, "column": headings().get(found.text, found.text)}


def headings() -> dict[str, str]:
    """The words a workbook is written with, in the reader's language."""
    return dict(ENGLISH if get_language() == "en" else CHINESE)


def sort(code: str) -> str:
    return label(SORTS, code)


def sort_choices() -> list[tuple[str, str]]:
    return [("", _("all three lists")), *((code.value, sort(code)) for code in DutySort)]
