"""Builds papers in memory, so that no binary file lies in the tree."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence

import docx
import openpyxl


def word_bytes(document: "docx.document.Document") -> bytes:
    """The bytes of a .docx."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_table(
    rows: Sequence[Sequence[str]],
    merges: Iterable[tuple[tuple[int, int], tuple[int, int]]] = (),
    before: Sequence[str] = (),
) -> bytes:
    """A .docx with paragraphs and one table; each merge names two corner cells."""
    document = docx.Document()
    for text in before:
        document.add_paragraph(text)
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    for first, last in merges:
        table.cell(*first).merge(table.cell(*last))
    return word_bytes(document)


def workbook(
    sheets: dict[str, Sequence[Sequence[object]]],
    merges: dict[str, Sequence[str]] | None = None,
    hidden: Iterable[str] = (),
) -> bytes:
    """A .xlsx with these sheets; merges are ranges such as C4:C5."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in (merges or {}).get(name, ()):
            sheet.merge_cells(area)
        if name in hidden:
            sheet.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def steady(data: bytes) -> bytes:
    """The package as it would be whenever it was made: no clock in it, so that drawn damage always hits alike."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", old.read(name))
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def repacked(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """The package with parts replaced, added, or (None) left out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, content in changes.items():
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def part(data: bytes, name: str) -> bytes:
    """One part of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)
