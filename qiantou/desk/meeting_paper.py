"""The minutes of a coordination meeting as a paper 会议纪要, from what was entered once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import business, readable, standing
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.core.meeting import RULINGS
from qiantou.core.numbering import Form
from qiantou.core.office import offices_of
from qiantou.core.register import InForce
from qiantou.desk import labels
from qiantou.desk.exporting import document
from qiantou.desk.frame import named
from qiantou.desk.letter_papers import wording
from qiantou.desk.meeting_read import OUTCOMES, Met, Points, decided_of, desks_of, found, points, told_to
from qiantou.desk.papers_about import of_meeting
from qiantou.desk.papers_numbers import number_of
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.minutes import Absent, Minutes, write_minutes
from qiantou.documents.papers.minutes import Item as PaperItem

Names = Mapping[str, str]


@login_required
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    account = business(cast(Account, request.user))
    force = registers.current().at(shell.now())
    seen = standing(account)
    met = found(ref, seen, force)
    if met.value.held is None:
        raise Http404
    met = told_to(met, readable(decided_of(met.value), seen))
    told = points(met.value.agenda, seen, force)
    names = named({*desks_of([met]), *told.desks, *offices_of(met.value.chair, force)})
    written = minutes_of(met, told, names, force=force)
    return document(_("Minutes %(number)s") % {"number": met.value.number}, write_minutes(written, wording()))


def minutes_of(met: Met, told: Points, names: Names, *, force: InForce) -> Minutes:
    value = met.value
    absent = tuple(Absent(names.get(desk, desk)) for desk in value.invited if desk not in value.attended)
    number = number_of(value.chair, Form.MINUTES, of_meeting(met), force) or value.number
    office = next(iter(offices_of(value.chair, force)), "")
    return Minutes(
        Head("", names.get(office, ""), met.ref, number=number, day=value.held),
        _("coordination meeting"), value.held, names.get(value.chair, value.chair),
        tuple(_items(met, told, names, force)),
        place=value.place, present=tuple(names.get(desk, desk) for desk in value.attended), absent=absent,
    )  # fmt: skip


def _items(met: Met, told: Points, names: Names, force: InForce) -> Iterator[PaperItem]:
    """Each matter of the agenda with both positions and its answer; then the new tasks."""
    drawn = {matter["stream"]: matter for item in told.drawn(force, names) for matter in item["matters"]}
    for one in met.value.decisions:
        doer = names.get(one.doer, one.doer) if one.doer else ""
        if one.matter is None:
            yield PaperItem(one.words or _("a matter not open to you"), decision=one.words, doer=doer, due=one.due)
            continue
        sides = drawn.get(one.matter, {}).get("sides", [])
        said = tuple(_("%(who)s: %(words)s") % side for side in sides if side["words"])
        words = labels.label(OUTCOMES, one.outcome)
        decision = f"{words}。{one.words}" if one.words else words
        decided = decision if one.outcome in RULINGS else ""
        yield PaperItem(told.title(one.matter), said, decided, doer, one.due)


urlpatterns = [path("meetings/<str:ref>/minutes.docx", paper, name="meeting-docx")]
