"""The written answer and the notice that clears a name, as papers: from the record, nothing typed anew."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.acts import exempting
from qiantou.core.exemption import Outcome, Verdict, reads
from qiantou.core.facts import Delivered, Ruled
from qiantou.core.follow import cleared_by
from qiantou.core.kernel import Stream
from qiantou.core.kinds import Phase
from qiantou.desk import labels
from qiantou.desk.exemption_page import check_in, found_for
from qiantou.desk.exemption_read import hearings
from qiantou.desk.exemption_words import CONDITIONS, EXCLUSIONS, FINDINGS, OUTCOMES
from qiantou.desk.exporting import document
from qiantou.desk.frame import directory
from qiantou.desk.letter_papers import wording
from qiantou.desk.situation import Situation, Told
from qiantou.desk.templatetags.dates import listed
from qiantou.documents.papers.exemption import Answer, Cleared, HeardThen, write_answer, write_cleared
from qiantou.documents.papers.head import Head
from qiantou.ledger.writer import read


@login_required
@require_safe
def answer(request: HttpRequest, name: str) -> HttpResponse:
    """GET /exemptions/REF/answer.docx: the last decision. Raises Http404 before there is one."""
    _account, found = found_for(request, name)
    names = directory(request)
    last = next((told for told in reversed(found.told) if _verdict(told) is not None), None)
    verdict = _verdict(last) if last is not None else None
    if last is None or verdict is None:
        raise Http404
    told = _answer(found, last, verdict, names)
    return document(_("Answer to an application for exemption"), write_answer(told, wording()))


def _verdict(told: Told) -> Verdict | None:
    return told.entry.event.verdict if isinstance(told.entry.event, Delivered | Ruled) else None


def _answer(found: Situation, last: Told, verdict: Verdict, names: dict[str, str]) -> Answer:
    event, matter, calendar = last.entry.event, found.matter, found.force.calendar
    read_as = reads(check_in(found)[1], {one.condition: one.finding for one in verdict.found}, verdict.excluded)
    by = last.entry.by.desk or ""
    review = matter.policy.limit(Phase.DELIVERED)
    asks = isinstance(event, Delivered) and verdict.outcome is not Outcome.EXEMPT and review is not None
    assert matter.opened is not None
    return Answer(
        Head("", names.get(by, by), str(last.position or ""), day=calendar.day_of(last.entry.at)),
        names.get(matter.asker, matter.asker), found.row.title, calendar.day_of(matter.opened),
        tuple(
            HeardThen(one["day"], one["present"], _heard(one), one["waived"])
            for one in hearings(found.entries, found.matter, names)
        ),
        tuple(
            (labels.label(CONDITIONS, one.condition), labels.label(FINDINGS, one.finding), one.reason)
            for one in verdict.found
        ),
        labels.label(OUTCOMES, verdict.outcome),
        event.note if isinstance(event, Delivered) else getattr(event, "reason", ""),
        excluded=listed(labels.label(EXCLUSIONS, code) for code in verdict.excluded),
        read=labels.label(OUTCOMES, read_as), departs=verdict.departs,
        review=review.amount if asks and review is not None else 0,
    )  # fmt: skip


def _heard(one: dict[str, Any]) -> str:
    """What was said, with the applicant's word on whether it was so."""
    told = {"said": one["said"], "word": one["word"]}
    return _("%(said)s (%(word)s)") % told if told["word"] else told["said"]


@login_required
@require_safe
def cleared(request: HttpRequest, name: str) -> HttpResponse:
    """GET /exemptions/REF/notice.docx. Raises Http404 before the notice is given."""
    _account, found = found_for(request, name)
    names = directory(request)
    clearing = exempting.matter_of(cleared_by(found.matter)) if found.matter.verdict is Outcome.EXEMPT else None
    if clearing is None or clearing.delivered is None:
        raise Http404
    entries = read([Stream(clearing.stream)], words=True)[clearing.stream]
    last = next(one for one in reversed(entries) if isinstance(one.event, Delivered))
    told = last.event.told if isinstance(last.event, Delivered) else ()
    paper = Cleared(
        Head("", names.get(clearing.doer, clearing.doer), "", day=found.force.calendar.day_of(last.at)),
        tuple(names.get(desk, desk) for desk in told), names.get(clearing.asker, clearing.asker),
        found.row.title, last.event.note,
    )  # fmt: skip
    return document(_("Notice that clears a name"), write_cleared(paper, wording()))


urlpatterns = [
    path("exemptions/<str:name>/answer.docx", answer, name="exemption-answer"),
    path("exemptions/<str:name>/notice.docx", cleared, name="exemption-notice"),
]
