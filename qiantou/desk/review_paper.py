"""The assessment sheet 考核评估单 as a Word document, with the working of each row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import joint_for
from qiantou.access.models import Account
from qiantou.acts.registers import JOINTS
from qiantou.core.review import SHEETS, Sheet
from qiantou.desk.exporting import document
from qiantou.desk.letter_papers import wording
from qiantou.desk.review_contests import history
from qiantou.desk.review_page import desks_of, rates_words, told_for
from qiantou.desk.review_read import Review
from qiantou.desk.review_tables import attained_rows, sheet_table, waits_rows, workings
from qiantou.desk.review_unread import left_out_words
from qiantou.desk.review_words import percent, refused
from qiantou.desk.situation import called
from qiantou.desk.templatetags.dates import moment
from qiantou.documents.papers.assessment import Assessment, Measured, Row, Working, write_assessment
from qiantou.documents.papers.head import Head
from qiantou.ledger.models import Entry
from qiantou.readmodel.models import ListingRow

Names = Mapping[str, str]


@login_required
@require_safe
def sheet_paper(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /j/REF/review.docx"""
    work = joint_for(cast(Account, request.user), ref)
    told = told_for(request, work)
    if told.sheet is None:
        raise Http404
    names = called(desks_of(told))
    made = paper_of(told, told.sheet, told.stage.title or work.title, names)
    return document(f"{made.head.work} {_('Assessment sheet')}", write_assessment(made, wording()))


def paper_of(told: Review, sheet: Sheet, work: str, names: Names) -> Assessment:
    at = told.last[0].at if told.last is not None else sheet.through
    head = Head(work, names.get(sheet.by, sheet.by), _reference(told), day=told.force.calendar.day_of(at))
    return Assessment(
        head, sheet.number if told.last is not None else 0, moment(sheet.through), told.terms.assessment.strip(),
        tuple(_rows(sheet_table(sheet, told, names)["rows"])), tuple(_measured(told, sheet)),
        percent(sheet.outcome) if sheet.outcome is not None else "", _under(told, sheet),
        tuple(Working(one["unit"], tuple(_steps(one))) for one in workings(sheet, told, names)),
        tuple(refused(one, told.lines, names) for one in sheet.refused), tuple(_amended(told, names)),
        None if told.is_final else told.until, bool(told.waiting), tuple(_waits(told, sheet, names)),
    )  # fmt: skip


def _reference(told: Review) -> str:
    """The place in the record of the sheet that stands."""
    row = ListingRow.objects.filter(section=SHEETS, key=told.joint).order_by("version").last()
    if row is None:
        return ""
    return str(Entry.objects.values_list("position", flat=True).get(stream=JOINTS, version=row.version))


def _rows(rows: list[dict[str, Any]]) -> Iterator[Row]:
    for row in rows:
        first, *rest = row["cells"]
        unit = f"{first['text']}（{first['note']}）" if first.get("note") else first["text"]
        yield Row(unit, *(str(cell["text"]) for cell in rest))


def _measured(told: Review, sheet: Sheet) -> Iterator[Measured]:
    for one, row in zip(sheet.measures, attained_rows(sheet, told.terms), strict=True):
        within = 0 <= one.measure < len(told.terms.measures)
        target = told.terms.measures[one.measure].target if within else ""
        yield Measured(row["name"], target, one.value or "–", row["value"])


def _steps(working: dict[str, Any]) -> Iterator[str]:
    yield f"{working['formula']} = {working['points']}"
    for row in working["rows"]:
        told = [row["what"], row["name"], row["value"], row["note"]]
        yield " · ".join(part for part in told if part)
    yield working["process"]


def _waits(told: Review, sheet: Sheet, names: Names) -> Iterator[str]:
    for row in waits_rows(sheet, told, names):
        yield " · ".join(part for part in (row["unit"], row["name"], row["value"]) if part)


def _amended(told: Review, names: Names) -> Iterator[str]:
    for one in history(told, dict(names)):
        if one["contest"]["text"]:
            number = _("No. %(number)s") % {"number": one["number"]}
            yield " · ".join((number, one["at"], one["reason"], *one["changes"]))


def _under(told: Review, sheet: Sheet) -> str:
    """What is said below the parts: the terms, and why it was put out without a reading."""
    first = told.sheets[0][1] if told.sheets else sheet
    left_out = left_out_words(first, told) if told.sheets else ""
    parts = (rates_words(sheet), left_out, told.reasons.get(first.number, "") if left_out else "")
    return " · ".join(part for part in parts if part)


urlpatterns = [path("j/<str:ref>/review.docx", sheet_paper, name="review-docx")]
