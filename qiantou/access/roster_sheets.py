"""The workbook of units, posts, outside parties and people: its sheets, columns and words, in both languages.

A sheet or heading is found by either of its names; a sheet may be missing; columns stand in any order. Every
fault names sheet, row and column.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import xlsxwriter

from qiantou.documents.paper import Cell, Table
from qiantou.documents.workbook import read_workbook

UNITS, POSTS, PARTIES, PEOPLE = "units", "posts", "parties", "people"

SHEETS = {
    UNITS: ("单位", "Units"),
    POSTS: ("岗位", "Posts"),
    PARTIES: ("外部单位", "Outside parties"),
    PEOPLE: ("人员", "People"),
}
COLUMNS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    UNITS: {
        "name": ("单位", "Unit"),
        "parent": ("上级单位", "Above"),
        "line": ("条线上级", "Line superior"),
        "sort": ("类别", "Sort"),
        "head": ("主要负责人岗位", "Head post"),
        "leader": ("分管领导岗位", "Portfolio leader's post"),
        "former": ("原名称", "Former name"),
    },
    POSTS: {"unit": ("单位", "Unit"), "post": ("岗位", "Post"), "office": ("办公机构", "Office")},
    PARTIES: {"name": ("外部单位", "Outside party"), "contact": ("联系单位", "Contact unit")},
    PEOPLE: {
        "login": ("账号", "Account"),
        "name": ("姓名", "Name"),
        "unit": ("单位", "Unit"),
        "post": ("岗位", "Post"),
        "since": ("任职日期", "Since"),
        "until": ("离任日期", "Until"),
        "admin": ("管理员", "Administrator"),
    },
}
NOTES = ("说明", "Notes")
NEEDED = {UNITS: ("name",), POSTS: ("unit", "post"), PARTIES: ("name", "contact"), PEOPLE: ("login", "name")}
SORTS = {
    "县": "county", "局": "bureau", "乡镇": "township", "园区": "park", "编办": "establishment", "纪检": "discipline",
    "股室": "section", "其他": "unit",
}  # fmt: skip
ADMINS = {"系统": "system", "安全": "security", "审计": "audit"}
EXAMPLES: Mapping[str, Sequence[Sequence[str]]] = {
    UNITS: (
        ("某县人民政府", "", "", "县", "县长", ""),
        ("县政府办公室", "某县人民政府", "", "局", "", "副县长"),
        ("县住房和城乡建设局", "某县人民政府", "", "局", "局长", "副县长"),
        ("综合股", "县住房和城乡建设局", "", "股室", "股长", ""),
    ),
    POSTS: (
        ("某县人民政府", "县长", "县政府办公室"), ("某县人民政府", "副县长", "县政府办公室"),
        ("县住房和城乡建设局", "局长"), ("县住房和城乡建设局", "办公室文员"), ("县住房和城乡建设局/综合股", "股长"),
    ),
    PARTIES: (("国网县供电公司", "县住房和城乡建设局"),),
    PEOPLE: (("zhujian", "（姓名）", "县住房和城乡建设局", "办公室文员", "2026-01-01", "", ""),),
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One thing in the workbook that cannot be taken as it is. `column` is empty for the whole row or sheet."""

    sheet: str
    row: int
    column: str
    rule: str
    given: str = ""


@dataclass(frozen=True)
class Row:
    """One filled row: the text of each known column, "" where empty, and its number in the sheet."""

    sheet: str
    number: int
    texts: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.texts.get(column, "")

    def fault(self, column: str, rule: str) -> Fault:
        heading = COLUMNS[self.sheet][column][0] if column else ""
        return Fault(SHEETS[self.sheet][0], self.number, heading, rule, self[column] if column else "")

    def day(self, column: str) -> date | None:
        """The date in the column; None when empty. Raises ValueError."""
        text = self[column]
        if not text:
            return None
        found = re.fullmatch(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", text)
        if found is None:
            raise ValueError(text)
        return date(*(int(part) for part in found.groups()))


def is_section(row: Row) -> bool:
    """Whether a row of the units' sheet is an inner section."""
    return SORTS.get(row["sort"], row["sort"]) == "section"


def read_sheets(data: bytes) -> tuple[dict[str, list[Row]], list[Fault]]:
    """The filled rows of each known sheet. Raises Rejected for a file that is no sound workbook."""
    blocks, _ = read_workbook(data)
    rows: dict[str, list[Row]] = {sheet: [] for sheet in SHEETS}
    faults: list[Fault] = []
    known = {name: sheet for sheet, names in SHEETS.items() for name in names}
    for table in blocks:
        if (
            not isinstance(table, Table)
            or table.source.strip() in NOTES
            or not any(cell.text for row in table.rows for cell in row)
        ):
            continue
        sheet = known.get(table.source.strip())
        if sheet is None:
            faults.append(Fault(table.source, 0, "", "unknown-sheet"))
            continue
        faults += _read(sheet, table, rows[sheet])
    if not any(rows.values()) and not faults:
        faults.append(Fault("", 0, "", "nothing-in-it"))
    return rows, faults


def _read(sheet: str, table: Table, rows: list[Row]) -> Iterator[Fault]:
    headings = {name: column for column, names in COLUMNS[sheet].items() for name in names}
    columns = [headings.get(cell.text.strip(), "") for cell in table.rows[0]]
    for column in NEEDED[sheet]:
        if column not in columns:
            yield Fault(SHEETS[sheet][0], 1, COLUMNS[sheet][column][0], "column-missing")
            return
    for number, cells in enumerate(table.rows[1:], start=2):
        row = Row(sheet, number, dict(_texts(columns, cells)))
        if not any(row.texts.values()):
            continue
        missing = [column for column in NEEDED[sheet] if not row[column]]
        yield from (row.fault(column, "empty") for column in missing)
        if not missing:
            rows.append(row)


def _texts(columns: Sequence[str], cells: Iterable[Cell]) -> Iterator[tuple[str, str]]:
    for column, cell in zip(columns, cells, strict=False):
        if column:
            yield column, " ".join(cell.text.split())


def template(*, english: bool = False) -> bytes:
    """An empty workbook to fill in; a last sheet, which an import leaves out, shows examples."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    pages = {sheet: book.add_worksheet(names[english]) for sheet, names in SHEETS.items()}
    notes, line = book.add_worksheet(NOTES[english]), 0
    for sheet, page in pages.items():
        headings = [heading[english] for heading in COLUMNS[sheet].values()]
        for written in (page, notes):
            written.set_column(0, len(headings) - 1, 24, text)
        page.write_row(0, 0, headings, bold)
        page.freeze_panes(1, 0)
        for example in ([SHEETS[sheet][english]], headings, *EXAMPLES[sheet], []):
            notes.write_row(line, 0, example)
            line += 1
    book.close()
    return buffer.getvalue()
