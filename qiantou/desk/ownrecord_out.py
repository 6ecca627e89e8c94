"""A person's own record of work as an Excel workbook and as a Word document; both say that the person drew it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import business
from qiantou.access.models import Account
from qiantou.desk import talk
from qiantou.desk.dutyfile_read import TooLong
from qiantou.desk.dutyfile_seats import last_day
from qiantou.desk.exporting import document, workbook
from qiantou.desk.frame import names_for
from qiantou.desk.letter_papers import wording
from qiantou.desk.ownrecord_form import desks_in, form_for, period_in
from qiantou.desk.ownrecord_read import Done, OwnRecord, own_record
from qiantou.desk.ownrecord_words import DID, became_of, cite_of, role_of, shared_of, title_of
from qiantou.desk.templatetags.dates import day, moment
from qiantou.documents.papers.duty_file import DutyFile as Paper
from qiantou.documents.papers.duty_file import Part, Sat, Told, write_duty_file
from qiantou.documents.papers.head import Head
from qiantou.insight.own_record import Did
from qiantou.ledger.canonical import leaf_bytes
from qiantou.ledger.merkle import leaf_hash

Names = Mapping[str, str]


@login_required
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The list as an Excel workbook; each row says by whom it was drawn."""
    drawn, names = _drawn(request)
    columns = [
        _("Day"), _("Work done"), _("Matter"), _("Joint work"), _("Role"), _("What became of it"), _("Post"),
        _("Who else sat in the post"), _("On record as"), _("Drawn"),
    ]  # fmt: skip
    rows = [
        [
            drawn.force.calendar.day_of(one.deed.entry.at), str(DID[one.deed.did]), title_of(one), one.work,
            role_of(one), became_of(one), names.get(one.deed.seat.post, one.deed.seat.post), shared_of(one),
            one.record.header.position, _("by the person"),
        ]
        for one in drawn.done
    ]  # fmt: skip
    return workbook(_("Own record of work"), columns, rows)


@login_required
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The list as a Word document that says it was drawn by the person."""
    drawn, names = _drawn(request)
    account = cast(Account, request.user)
    parts = tuple(Part(str(DID[did]), tuple(_told(one, names) for one in drawn.of(did))) for did in Did)
    seats = tuple(
        Sat(names.get(seat.post, seat.post), account.person.name, day(seat.since), last_day(seat))
        for seat in drawn.seats
    )
    period = _("%(first)s to %(last)s") % {"first": day(drawn.period[0]), "last": day(drawn.period[1])}
    by = _("%(name)s, of itself") % {"name": account.person.name}
    about = ((_("Drawn by"), by), (_("Period"), period), (_("Drawn on"), moment(drawn.force.instant)))
    head = Head("", account.person.name, "", day=drawn.force.day)
    made = Paper(head, account.person.name, about, parts, seats, _("Posts held"), own=True)
    return document(_("Own record of work"), write_duty_file(made, wording()))


def _drawn(request: HttpRequest) -> tuple[OwnRecord, Names]:
    account = business(cast(Account, request.user))
    form = form_for(request, account)
    if not form.is_valid():
        raise Http404
    try:
        drawn = own_record(account, period_in(form))
    except TooLong as fault:
        raise Http404 from fault
    return drawn, names_for(request, desks_in(drawn))


def _told(one: Done, names: Names) -> Told:
    said = talk.sentence(one.deed.entry, names, one.row.kind)
    notes = [became_of(one), one.work, role_of(one), names.get(one.deed.seat.post, ""), shared_of(one)]
    leaf = leaf_hash(leaf_bytes(one.record.header)).hex()[:16]
    words = _("; ").join(text for text in notes if text)
    return Told(moment(one.deed.entry.at), said, title_of(one), words, entry=cite_of(one), hash=leaf)
