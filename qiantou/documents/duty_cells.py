"""One row of a duty list: each cell as its column says, what is carried down from above, and what is doubtful."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from qiantou.core.duty import DutySort
from qiantou.documents.cell_text import line_of, lines_of
from qiantou.documents.duty_rows import MAX_TEXT, DutyRow, Finding
from qiantou.documents.duty_words import Headings, sort_in
from qiantou.documents.names import is_collective, is_unit, split_names
from qiantou.documents.paper import Cell
from qiantou.documents.script import fold
from qiantou.documents.tables import names_by_line

NONE = frozenset(("—", "——", "-", "--", "/", "\\", "无"))
"""Written where a class, a unit or a department is none, and nothing is to be carried down."""
_WAY = r"(?:具体)?(?:工作|承接|履职|办理|实施)(?:方式|措施)\s*:"
_LABELLED = re.compile(
    r"\s*(?:承接|收回|接收)(?:部门|单位|主体)\s*:\s*(?P<upper>[^\n。;:]+?)\s*"
    rf"(?:[\n。;]\s*(?:{_WAY})?|(?:,\s*)?{_WAY})"
)


@dataclass(frozen=True)
class Carried:
    """What the rows above said that holds on: the heading of the class, and the last class and unit of the columns.
    `told`: the columns whose carrying was reported, so that each run is reported once."""

    section: str = ""
    klass: str = ""
    unit: str = ""
    told: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Read:
    """A duty, or None where the row holds none that could be read. `goes_on`: its duty is merged with the row above,
    so that it is no second one."""

    row: DutyRow | None
    carried: Carried
    faults: tuple[Finding, ...] = ()
    goes_on: bool = False


@dataclass
class _Sight:
    """The row under reading: its cells by field, and the faults so far."""

    cells: dict[str, Cell]
    place: str
    faults: list[Finding] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.cells[name].text if name in self.cells else ""

    def fault(self, code: str, text: str = "", other: str = "") -> None:
        self.faults.append(Finding(code, self.place, text, other))


def place_of(row: tuple[Cell, ...]) -> str:
    """Where a row stands: 基本!7, or R7 of a .csv."""
    source = row[0].source
    sheet, mark, cell = source.rpartition("!")
    if mark:
        return f"{sheet}!{cell.lstrip('ABCDEFGHIJKLMNOPQRSTUVWXYZ')}"
    return re.sub(r"C\d+$", "", source)


def read_cells(row: tuple[Cell, ...], headings: Headings, carried: Carried, sort: DutySort | None) -> Read:
    """The duty in a row that is neither heading nor note. `sort`: the list it stands in, where that is known."""
    sight = _Sight({name: row[column] for column, name in headings.columns.items()}, place_of(row))
    if row[0].hidden:
        sight.fault("hidden-row")
    for code, text, other in _about_cells(row, headings):
        sight.fault(code, text, other)
    said, carried = _carried(sight, "unit", carried)
    klass, carried = _carried(sight, "klass", carried)
    if "list" in sight.cells:
        sort = sort_in(sight.text("list"))
    item = line_of(sight.text("item"))
    if any(fault.code == "too-long" for fault in sight.faults):
        return Read(None, carried, tuple(sight.faults))
    if not item or sort is None:
        if not sight.cells["item"].unvalued:
            words = " ".join(line_of(cell.text) for cell in row if cell.text.strip() and not cell.left)
            sight.fault("no-item" if not item else "sort-unknown", words)
        return Read(None, carried, tuple(sight.faults))
    upper, how = _above(sight)
    _doubt_upper(sight, sort, upper)
    number = fold(line_of(sight.text("number"))).strip(" .、")
    if not re.fullmatch(r"[\w.()\-/]{0,12}", number):
        sight.fault("number-unclear", line_of(sight.text("number")))
    duty = DutyRow(
        sort, number, klass, item, upper, lines_of(sight.text("upper_duty")), lines_of(sight.text("part")),
        how, sight.place, said,
    )  # fmt: skip
    same = [sight.cells[name].above for name in ("number", "item") if name in sight.cells]
    return Read(duty, carried, tuple(sight.faults), all(same))


def _about_cells(row: tuple[Cell, ...], headings: Headings) -> Iterator[tuple[str, str, str]]:
    """(code, words, column) of cells that cannot be read, whatever they mean."""
    known = {*headings.columns, *(column for column, _words in headings.unknown)}
    for column, cell in enumerate(row):
        name = headings.columns.get(column, "")
        if name and cell.unvalued:
            yield "formula-without-value", "", name
        if name and len(cell.text) > MAX_TEXT:
            yield "too-long", cell.text[:40], name
        if column not in known and not cell.left and not cell.above and cell.text.strip():
            yield "column-unnamed", line_of(cell.text), ""


def _carried(sight: _Sight, name: str, carried: Carried) -> tuple[str, Carried]:
    """The class or unit of a row and what is carried on. A merged cell holds for its rows; one left blank below
    another is taken to mean the same, and reported."""
    text, before = line_of(sight.text(name)), carried.klass if name == "klass" else carried.unit
    section = carried.section if name == "klass" else ""
    told = carried.told - {name}
    if text in NONE:
        text = before = ""
    elif text:
        before = text
    elif before and name in sight.cells:
        text, told = before, carried.told | {name}
        if name not in carried.told:
            sight.fault("class-carried" if name == "klass" else "unit-carried", before)
    said = " · ".join(part for part in (section, text) if part)
    if told == carried.told and before == (carried.klass if name == "klass" else carried.unit):
        return said, carried
    return said, replace(carried, told=told, **{name: before})


def _above(sight: _Sight) -> tuple[str, str]:
    """The departments above and how they work; one column may hold both: 承接部门：县水利局 / 工作方式：…"""
    if "joined" not in sight.cells:
        upper = _names(sight.text("upper"))
        return "" if upper in NONE else upper, lines_of(sight.text("how"))
    text = lines_of(sight.text("joined"))
    if labelled := _LABELLED.match(fold(text)):
        start, end = labelled.span("upper")
        return _names(text[start:end]), text[labelled.end() :].strip()
    if (first := re.match(r"([^\n:]+)[\n:]\s*", fold(text))) and _is_all_units(text[: first.end(1)]):
        return _names(text[: first.end(1)]), text[first.end() :]
    return "", text


@lru_cache(maxsize=4096)
def _names(text: str) -> str:
    return line_of(names_by_line(lines_of(text))).strip("、，,；; ")


@lru_cache(maxsize=4096)
def _is_all_units(text: str) -> bool:
    read = split_names(text)
    return bool(read.names) and not read.unclear and all(is_unit(name.text) for name in read.names)


@lru_cache(maxsize=4096)
def _upper_code(upper: str) -> str:
    """The fault in a list of departments, or ""; of names in another script nothing is said."""
    if not re.search("[\u3400-\u9fff]", upper):
        return ""
    read = split_names(upper)
    if read.unclear or not read.names or not all(is_unit(name.text) or is_collective(name.text) for name in read.names):
        return "upper-unclear"
    return "upper-open" if read.open_after or any(is_collective(name.text) for name in read.names) else ""


def _doubt_upper(sight: _Sight, sort: DutySort, upper: str) -> None:
    if not upper:
        # a sheet of one list that has no such column was told so once, at its headings
        if sort is not DutySort.BASIC and {"upper", "joined", "list"} & set(sight.cells):
            sight.fault("no-upper")
    elif code := _upper_code(upper):
        sight.fault(code, upper)
