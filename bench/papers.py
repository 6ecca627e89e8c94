"""A division document of 200 tasks read: by the command, from nothing, and inside a running server."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.figures import Figure
from bench.ground import ROOT

TASKS = 200
COLD, WARM = 7, 15
WANTED = 1.0  # seconds
UNITS = ("县发展和改革局", "县财政局", "县交通运输局", "县水利局", "县民政局", "东河镇人民政府", "县公安局")
HEAD = "2026年重点工作任务分工方案"


def run(folder: Path) -> Iterator[Figure]:
    made: tuple[tuple[str, Callable[[Path], None]], ...] = (("txt", _text), ("docx", _word), ("xlsx", _sheet))
    for kind, make in made:
        paper = folder / f"division.{kind}"
        make(paper)
        cold, warm = tuple(_cold(paper)), tuple(_warm(paper))
        yield Figure("papers", f"{TASKS} tasks, .{kind}, cold process", "s", cold, WANTED, at_most=True)
        yield Figure("papers", f"{TASKS} tasks, .{kind}, warm", "s", warm, WANTED, at_most=True)


def _rows() -> Iterator[tuple[str, str, str, str]]:
    for number in range(TASKS):
        lead, *others = (UNITS[(number + part) % len(UNITS)] for part in range(4))
        task = f"完成第{number + 1}个村级服务站点的选址、建设和验收，确保年内投入使用"
        yield task, lead, "、".join(others), f"2026年{number % 12 + 1}月底前"


def _text(path: Path) -> None:
    lines = [HEAD]
    for number, (task, lead, others, due) in enumerate(_rows(), 1):
        lines.append(f"{number}.{task}。（牵头单位：{lead}；配合单位：{others}；{due}完成）")
    path.write_text("\n".join(lines), "utf-8")


def _word(path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_heading(HEAD)
    table = document.add_table(rows=1, cols=5)
    cells = [table.rows[0], *(table.add_row() for _ in range(TASKS))]
    for row, values in zip(cells, _table(), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.save(str(path))


def _sheet(path: Path) -> None:
    from xlsxwriter import Workbook

    with Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, HEAD)
        for number, values in enumerate(_table(), 1):
            sheet.write_row(number, 0, values)


def _table() -> Iterator[tuple[str, ...]]:
    yield "序号", "工作任务", "牵头单位", "配合单位", "完成时限"
    for number, row in enumerate(_rows(), 1):
        yield str(number), *row


def _cold(paper: Path) -> Iterator[float]:
    command = [sys.executable, "-P", "-m", "qiantou", "read-division", str(paper), "--json"]
    for _ in range(COLD):
        begun = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True)
        yield time.perf_counter() - begun
        if done.returncode or done.stdout.count('"task"') != TASKS:
            raise RuntimeError(f"{paper.name}: {done.stdout.count('task')} tasks\n{done.stdout[:500]}{done.stderr}")


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _warm(paper: Path) -> Iterator[float]:
    from qiantou.documents.division import read_division
    from qiantou.documents.opening import read_paper

    body = paper.read_bytes()
    for _ in range(WARM):
        begun = time.perf_counter()
        division = read_division(read_paper(body, paper.name))
        yield time.perf_counter() - begun
        if len(division.rows) != TASKS:
            raise RuntimeError(f"{paper.name}: {len(division.rows)} rows")
