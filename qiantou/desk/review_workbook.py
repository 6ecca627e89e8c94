"""The assessment sheet as a workbook: a row a unit, the working of each share, the over-runs it counts, and whoever
else took longer than it has.

Shares stand as numbers and as the exact fractions they are; nothing is a formula, for the record is what reckons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import joint_for
from qiantou.access.models import Account
from qiantou.core.kernel import Stream
from qiantou.core.review import Ratio, Sheet
from qiantou.desk import labels
from qiantou.desk.exporting import saved
from qiantou.desk.review_exempt import basis_of, remark_on
from qiantou.desk.review_page import desks_of, told_for
from qiantou.desk.review_read import Review
from qiantou.desk.review_tables import line_name
from qiantou.desk.review_words import LACKS, SOURCES
from qiantou.desk.review_year_words import in_cell
from qiantou.desk.situation import called
from qiantou.documents.sheets import CellValue, write_book

Names = Mapping[str, str]
Row = list[CellValue]


@login_required
@require_safe
def workbook(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /j/REF/review.xlsx: the sheet that was put out, or what it would say now."""
    work = joint_for(cast(Account, request.user), ref)
    told = told_for(request, work)
    if told.sheet is None:
        raise Http404
    names = called(desks_of(told))
    tables = [
        (_("Units"), _unit_columns(), _units(told.sheet, names)),
        (_("Working"), _working_columns(), _working(told.sheet, told, names)),
        (_("Own over-runs"), _over_columns(), _overruns(told.sheet, told, names)),
        (_("Others beyond their time"), _wait_columns(), _waits(told.sheet, told, names)),
    ]
    title = f"{told.stage.title or work.title} {_('Assessment sheet')}"
    return saved(title, write_book(tables, title))


def _unit_columns() -> list[str]:
    return [_("Unit"), _("From lines, %"), _("from coordination, %"), _("from help, %"), _("Share, %"),
            _("Share, exact"), _("Own over-run, working minutes"), _("Punctuality, %"), _("Units that rated it"),
            _("Rating, %"), _("Points earned")]  # fmt: skip


def _units(sheet: Sheet, names: Names) -> Iterator[Row]:
    for part in sheet.parts:
        shares = (in_cell(one.exact) for one in (part.lines, part.coordination, part.help))
        points = round(float(part.points.exact), 4) if part.points is not None else None
        yield [names.get(part.unit, part.unit), *shares, in_cell(part.total), str(part.total), part.minutes,
               in_cell(part.process.exact), part.raters or None, _of(part.rating), points]  # fmt: skip
    left = sum((one.share.exact for one in sheet.unearned), Fraction(0))
    if left:
        yield [_("Not earned"), None, None, None, in_cell(left), str(left)]


def _working_columns() -> list[str]:
    return [_("Unit"), _("By what"), _("Line or matter"), _("Matter no."), _("Share, %"), _("Share, exact"),
            _("Working minutes it had"), _("of so many"), _("Remark")]  # fmt: skip


def _working(sheet: Sheet, told: Review, names: Names) -> Iterator[Row]:
    """Every share earned, then every share that nobody earned, with the reason: together the whole."""
    for one in sheet.earnings:
        source = labels.label(SOURCES, one.source.value)
        ruled = told_by(one.contest, told)
        yield [names.get(one.unit, one.unit), source, line_name(one.line, one.matter, told), (one.matter or "")[:12],
               in_cell(one.share.exact), str(one.share.exact), one.minutes or None, one.of or None, ruled]  # fmt: skip
    for lack in sheet.unearned:
        yield [_("Not earned"), None, line_name(lack.line, lack.matter, told), (lack.matter or "")[:12],
               in_cell(lack.share.exact), str(lack.share.exact), None, None,
               labels.label(LACKS, lack.lacks.value)]  # fmt: skip


def told_by(contest: Stream | None, told: Review) -> str | None:
    """By what it was amended, with the number of what the reader may see; None for nothing."""
    by = basis_of(contest, told.exemptions)
    return f"{by['text']} {by['number']}".strip() or None


def _over_columns() -> list[str]:
    return [_("Unit"), _("Matter"), _("Matter no."), _("Own over-run, working minutes"), _("Remark")]


def _overruns(sheet: Sheet, told: Review, names: Names) -> Iterator[Row]:
    for one in sheet.overruns:
        by = told_by(one.contest, told)
        ruled = (
            _("does not count, %(by)s") % {"by": by} if by else remark_on(one, told.pending, told.exemptions) or None
        )
        title = told.titles.get(one.matter, "")
        yield [names.get(one.unit, one.unit), title, one.matter[:12], one.minutes, ruled]


def _wait_columns() -> list[str]:
    return [_("Unit or leader"), _("Matter"), _("Matter no."), _("Beyond its time, working minutes"), _("Remark")]


def _waits(sheet: Sheet, told: Review, names: Names) -> Iterator[Row]:
    """Who held a matter to answer, to review or to decide it for longer than it has for that, superiors as well."""
    for one in sheet.waits:
        title = told.titles.get(one.matter, "")
        yield [names.get(one.unit, one.unit), title, one.matter[:12], one.minutes, _("shown; no points")]


def _of(ratio: Ratio | None) -> float | None:
    return None if ratio is None else in_cell(ratio.exact)


urlpatterns = [path("j/<str:ref>/review.xlsx", workbook, name="review-xlsx")]
