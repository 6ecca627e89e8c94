"""A .docx of fifty pages: a bulletin of prose and tables, beside the same words and cells by python-docx alone.

python-docx is what the paper is written with; alone it knows no layout, no numbers of pages and no fixed widths. Its
tables are filled the way its own guide shows. The pages are counted once by LibreOffice, where it is installed.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

from bench.figures import Figure
from qiantou.documents.papers.bulletin import Bulletin, Heading, Section, write_bulletin
from qiantou.documents.papers.head import Head

PAGES, TIMES = 50, 9
WANTED = 3.0  # seconds
PARTS, ROWS, PARAGRAPHS = 5, 95, 10
COLUMNS = (Heading("序号", 1, short=True), Heading("单位", 3), Heading("事项", 6), Heading("期限", 2, short=True),
           Heading("情况", 6))  # fmt: skip
SAID = "该项工作由牵头单位会同有关单位按照分工推进，已完成踏勘、设计和征求意见，目前正在办理招标手续。" * 4


def run(folder: Path) -> Iterator[Figure]:
    paper = made()
    body = write_bulletin(paper)  # the first one loads the library
    pages = counted(body, folder)
    if pages is not None and pages < PAGES:
        raise RuntimeError(f"{pages} pages")
    own, alone = [], []
    for _ in range(TIMES):
        own.append(_seconds(lambda: write_bulletin(paper)))
        alone.append(_seconds(lambda: plainly(paper)))
    note = f"{pages} pages by LibreOffice" if pages is not None else "pages not counted: no LibreOffice here"
    name = f".docx of {PAGES} pages"
    yield Figure("long_papers", name, "s", tuple(own), WANTED, at_most=True, note=note)
    yield Figure("long_papers", f"{name}: its words and cells by python-docx alone", "s", tuple(alone))
    ratios = tuple(one / other for one, other in zip(own, alone, strict=True))
    yield Figure("long_papers", f"{name}: times python-docx alone", "×", ratios)


def made() -> Bulletin:
    """Parts of a table and some prose each."""
    sections: list[Section] = []
    for part in range(PARTS):
        rows = tuple(
            (str(number + 1), f"第{number % 40 + 1}办事单位", f"第{part + 1}部分第{number + 1}项任务，年内完成并验收",
             f"{number % 12 + 1}月底前", f"已完成{number % 10}成，其余部分等待上级批复后继续办理")
            for number in range(ROWS)
        )  # fmt: skip
        sections.append(Section(f"第{part + 1}部分", f"共{ROWS}项。", COLUMNS, rows))
        sections += [Section(f"第{part + 1}部分之{number + 1}", SAID) for number in range(PARAGRAPHS)]
    head = Head("重点工作", "县政府办公室", "QT-50", "县府办〔2026〕50号", date(2026, 11, 20))
    return Bulletin(head, "", tuple(sections), (date(2026, 11, 1), date(2026, 11, 20)), 50)


def plainly(paper: Bulletin) -> bytes:
    """The same words and cells, without any layout."""
    from docx import Document

    document = Document()
    for section in paper.sections:
        document.add_heading(section.heading)
        document.add_paragraph(section.text)
        if section.columns:
            table = document.add_table(rows=1, cols=len(section.columns))
            for cell, column in zip(table.rows[0].cells, section.columns, strict=True):
                cell.text = column.label
            for row in section.rows:
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text = value
    body = BytesIO()
    document.save(body)
    return body.getvalue()


def counted(body: bytes, folder: Path) -> int | None:
    """How many pages LibreOffice makes of it; None where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    paper = folder / "long.docx"
    paper.write_bytes(body)
    profile = f"-env:UserInstallation=file://{folder / 'office'}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(paper)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return _pages(paper.with_suffix(".pdf").read_bytes())


def _pages(pdf: bytes) -> int:
    """Pages of a PDF whose objects are not packed, as LibreOffice writes them."""
    return pdf.count(b"/Type/Page") - pdf.count(b"/Type/Pages")


def _seconds(act: Callable[[], bytes]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
