"""A bulletin outside its page: the table as a workbook, the paper 通报, and the short version open to everybody."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.bulletins import Seat, ref_of
from qiantou.access.guards import NOBODY
from qiantou.acts import bulletins as acts
from qiantou.acts import registers, shell
from qiantou.core.bulletin import Addition
from qiantou.core.kernel import Rejected
from qiantou.core.numbering import Form
from qiantou.desk import bulletin_words as said
from qiantou.desk.bulletin_page import form_of, headed, told_for, written
from qiantou.desk.bulletin_read import Telling, telling, work_of
from qiantou.desk.bulletin_sections import sections
from qiantou.desk.bulletin_shapes import Written, public_version, sentences
from qiantou.desk.exporting import document, workbook
from qiantou.desk.frame import named
from qiantou.desk.letter_papers import wording
from qiantou.desk.papers_about import of_bulletin
from qiantou.desk.papers_numbers import number_of
from qiantou.documents.papers.bulletin import Bulletin as Paper
from qiantou.documents.papers.bulletin import Correction, write_bulletin
from qiantou.documents.papers.head import Head


@login_required
@require_safe
def table(request: HttpRequest, ref: str, end: str) -> HttpResponse:
    """Excel of every line, one a row."""
    told = _whole(request, ref, end)
    write = written(request, told)
    title = _title(told, write)
    columns = [
        _("No."), _("Unit"), _("Matter"), _("What it says"), _("Working days"), _("Past the first day"), _("Who else"),
        _("Day"), _("In words"), _("The unit's own sentence"), _("Matter no."),
    ]  # fmt: skip
    own = sentences(told)
    rows = []
    for place, item in told.lines:
        line = write.line(place, item)
        whose = write.name(item.whose) if item.whose else ""
        rows.append([
            place + 1, line["unit"], line["title"], line["code"], item.days, item.beyond, whose, item.day, line["said"],
            own.get(item.unit, ""), item.matter[:12],
        ])  # fmt: skip
    return workbook(title, columns, rows)


@login_required
@require_safe
def paper(request: HttpRequest, ref: str, end: str) -> HttpResponse:
    """The bulletin as a Word document, in the form asked for (?form=…): else the whole, or the reader's own lines."""
    told = told_for(request, ref, end)
    form = form_of(request, told) if "form" in request.GET else "table" if told.is_whole else "own"
    write = written(request, told)
    signed = told.letter if told.stage in ("signed", "issued") else None
    made = Paper(
        _head(told, write), "", sections(form, told, write),
        (told.content.start, told.content.end), told.number or None,
        approved=write.name(signed[0].approver) if signed else "",
        approved_on=_day(told, signed[1].since) if signed else None,
        corrections=tuple(
            Correction(_day(told, one.at), _corrected(addition, write.name(one.by.desk)))
            for addition, one in told.corrections()
        ),
    )  # fmt: skip
    return document(_title(told, write), write_bulletin(made, wording()))


def _corrected(addition: Addition, by: str) -> str:
    """With who cleared the name, where it was not the office itself that corrects."""
    if addition.clearing is None:
        return addition.text
    return " · ".join((addition.text, _("%(by)s, clearing the name") % {"by": by}))


@require_safe
def public(request: HttpRequest, ref: str, end: str) -> HttpResponse:
    """The short version, for everybody, once it is issued and where the order opens it; else there is no such page."""
    force = registers.current().at(shell.now())
    found = [(name, order) for name, order in acts.orders(force).items() if ref_of(name) == ref and order.public]
    try:
        last = date.fromisoformat(end)
        told = telling(Seat(found[0][0], found[0][1], force, NOBODY, None), last) if found else None
    except (ValueError, Rejected) as fault:
        raise Http404 from fault
    if told is None or told.stage != "issued":
        raise Http404
    write = Written(told, named([item.unit for _, item in told.lines] + [told.seat.order.issuer]), {})
    context = {**headed(told, write), "shared": public_version(told, write), "tabs": [], "receipt_url": ""}
    return render(request, "desk/bulletins/public.html", context)


def _whole(request: HttpRequest, ref: str, end: str) -> Telling:
    told = told_for(request, ref, end)
    if not told.is_whole:
        raise Http404
    return told


def _title(told: Telling, write: Written) -> str:
    return said.titled(work_of(told.seat, write.names), told.content)


def _head(told: Telling, write: Written) -> Head:
    issue = told.run.issued
    at = _day(told, issue.at) if issue is not None else None
    seat, work = told.seat, work_of(told.seat, write.names)
    number = number_of(seat.order.issuer, Form.BULLETIN, of_bulletin(seat, told.run.end), seat.force)
    return Head(work, write.name(seat.order.issuer), told.run.stream[:12], number=number, day=at)


def _day(told: Telling, at) -> date:  # type: ignore[no-untyped-def]
    return told.seat.force.calendar.day_of(at)


_ONE = "bulletins/<str:ref>/<str:end>/"
urlpatterns = [
    path(f"{_ONE}table.xlsx", table, name="bulletin-xlsx"),
    path(f"{_ONE}paper.docx", paper, name="bulletin-docx"),
    path("public/bulletins/<str:ref>/<str:end>/", public, name="bulletin-public"),
]
