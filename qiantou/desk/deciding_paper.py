"""The approval slip 呈批件 of a case: one page drawn from the record, with the code that opens it for the office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import standing
from qiantou.access.models import Account
from qiantou.core.deciding import Foreseen
from qiantou.core.facts import BlockerMoved, Doubted, SideNoted
from qiantou.core.numbering import Form
from qiantou.core.office import offices_of
from qiantou.desk.clocks import last_day_before
from qiantou.desk.deciding_case import Brought, brought, held_days
from qiantou.desk.deciding_page import admitted, code_of, titles_of
from qiantou.desk.deciding_sides import positions
from qiantou.desk.deciding_words import TO_NAME, called, follows, suggests
from qiantou.desk.exporting import document
from qiantou.desk.frame import directory
from qiantou.desk.labels import label
from qiantou.desk.letter_papers import wording
from qiantou.desk.papers_about import of_matter
from qiantou.desk.papers_numbers import number_of
from qiantou.desk.situation import titled
from qiantou.desk.talk import said, sentence
from qiantou.documents.papers.approval import Approval, Consequence, Position, Waited, write_approval
from qiantou.documents.papers.asked import Past
from qiantou.documents.papers.head import Head

Names = Mapping[str, str]
PAST = 6  # entries of the record in short
NOTED = (SideNoted, BlockerMoved, Doubted)  # what one matter tells another: nobody's act


@login_required
@require_safe
def slip(request: HttpRequest, ref: str) -> HttpResponse:
    found = brought(cast(Account, request.user), ref)
    if found is None:
        raise Http404
    names = directory(request, titled([found.found.row.joint]))
    told = write_approval(approval_of(found, names, request), wording())
    return document(f"{_('Approval slip')} {found.found.row.title}"[:80], told)


def approval_of(found: Brought, names: Names, request: HttpRequest) -> Approval:
    """In the name of the office of the post, one that its row names before its own unit; of today."""
    row, force = found.found.row, found.found.force
    office = next(iter(offices_of(found.decides, force)), found.decides)
    work = names.get(row.joint, "") if row.joint else ""
    number = number_of(found.decides, Form.APPROVAL, of_matter(row.stream), force)
    head = Head(work, names.get(office, office), code_of(row.stream), number=number, day=force.day)
    until = last_day_before(row.reply_at, force.calendar) if row.reply_at is not None else None
    return Approval(
        head=head,
        to=names.get(found.decides, found.decides),
        asked=row.title or _("(the words were erased)"),
        code=code_of(row.stream),
        positions=tuple(_position(side) for side in positions(found, names)),
        past=tuple(_past(found, names)),
        since=force.calendar.day_of(found.found.spans[-1].start) if found.found.spans else None,
        waited=tuple(_waited(found, names)),
        consequences=tuple(_consequences(found, names, request)),
        by_when=until,
        address=request.build_absolute_uri(reverse("decide")),
    )


def _position(side: Mapping[str, Any]) -> Position:
    last = side["last"]
    words = "；".join(part for part in ((last.words, last.term) if last is not None else ()) if part)
    words = words or _("There is no word of it in the record: ask the unit.")
    return Position(f"{side['who']}（{side['part']}）", words.replace("\n", "；"))


def _past(found: Brought, names: Names) -> Iterator[Past]:
    """The last entries of the case and the work beside it: who did what, which rung came to whom, and the first of the
    words."""
    calendar = found.found.force.calendar
    kinds = {one.stream: one.kind for one in (found.case.work, found.case.matter)}
    own = [] if found.case.is_sheet else found.found.entries  # a sheet is opened by rule: its story is that of the work
    entries = sorted([*(one.entry for one in found.told), *own], key=lambda entry: entry.at)
    for entry in [entry for entry in entries if not isinstance(entry.event, NOTED)][-PAST:]:
        words = said(entry.event).replace("\n", " ")[:60]
        told = sentence(entry, names, kinds[entry.stream])
        yield Past(calendar.day_of(entry.at), f"{told}。{words}" if words else told)


def _waited(found: Brought, names: Names) -> Iterator[Waited]:
    length = found.found.force.calendar.day_minutes
    for desk, (own, work) in held_days(found).items():
        days = -(-max(own, work) // length)
        if days:
            yield Waited(names.get(desk, desk), days)


def _consequences(found: Brought, names: Names, request: HttpRequest) -> Iterator[Consequence]:
    """Every answer the rule admits, with what follows; of those that first need a day or a desk, what to name."""
    seen = standing(cast(Account, request.user))
    titles = titles_of(found)
    for code, outcome in admitted(found, seen).items():
        answer = called(code, found.case, titles, names)
        if isinstance(outcome, Foreseen):
            told = follows(outcome, found.found.force, names, titles)
            told += [suggests(found.case, names)] if code == "person" else []
            yield Consequence(answer, "；".join("，".join(one["then"]) for one in told))
        else:
            yield Consequence(answer, label(TO_NAME, code))


urlpatterns = [path("decide/<str:ref>/slip/", slip, name="decide-paper")]
