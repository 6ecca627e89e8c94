"""A plan out of the system: its rows for the clipboard, as a workbook, and as a paper."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import names as names_of
from qiantou.core.plan import Line
from qiantou.desk import plan_labels
from qiantou.desk.exporting import saved
from qiantou.desk.plan_sheet import Plan, plan_for
from qiantou.desk.plan_table import cited, duty_names
from qiantou.documents.plan_cells import read_effort
from qiantou.documents.plan_rows import GridRow, RowTie
from qiantou.documents.plan_words import CHINESE, ENGLISH, Words
from qiantou.documents.plan_writing import grid_text, write_grid


@login_required
@require_safe
def copy(request: HttpRequest, ref: str) -> HttpResponse:
    """The rows as a spreadsheet puts them on the clipboard: choose all, copy, paste."""
    found = plan_for(request, ref)
    text = grid_text(grid_rows(found), wording())
    return render(request, "desk/plans/copy.html", {"work": found.work, "ref": ref, "text": text})


@login_required
@require_safe
def workbook(request: HttpRequest, ref: str) -> HttpResponse:
    found = plan_for(request, ref)
    return saved(file_name(found), write_grid(grid_rows(found), wording()))


def file_name(found: Plan) -> str:
    return f"{found.work.title[:60]} {_('Plan')}".strip()


def wording() -> Words:
    return CHINESE if (get_language() or "").startswith("zh") else ENGLISH


def grid_rows(found: Plan) -> list[GridRow]:
    """The lines as rows of the grid, with names in place of desks and duties."""
    desks = {desk for line in found.lines.values() for desk in plan_labels.desks_of(line)}
    names = {**names_of(desks), **duty_names((*found.lines.values(), *found.means.values()), found.force)}
    return [_row(number, name, line, names) for number, (name, line) in enumerate(found.lines.items(), 1)]


def _row(number: int, name: str, line: Line, names: dict[str, str]) -> GridRow:
    return GridRow(
        number, name, line.deliverable, line.standard, line.role, names.get(line.unit, line.unit),
        names.get(line.competent, line.competent) if line.competent else "", names.get(cited(line), ""), line.due,
        line.outer, line.weight, read_effort(line.effort) if line.effort else "",
        (*line.after, *(RowTie(tie.line, tie.type, tie.lag) for tie in line.ties)), line.rhythm,
        "、".join(line.needs),
    )  # fmt: skip
