"""Proposals of accountability open to the reader, and what each issuer gave beside what it blamed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.bulletins import seats_of
from qiantou.access.guards import actor, business, joint_for, register_for, standing, visible_joints
from qiantou.access.refusals import sentence_for
from qiantou.acts import exempting, shell
from qiantou.acts.proposing import may_propose
from qiantou.core.bulletin import BULLETINS, ISSUES, Bulletin, Issue, Mark, stream_of
from qiantou.core.facts import Event
from qiantou.core.gate import ACCOUNTABILITY
from qiantou.core.kernel import Desk, Entry, Rejected, Stream
from qiantou.core.undertaking import Charter
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.asked import entries_of, rows_of
from qiantou.desk.charters import tell
from qiantou.desk.frame import named, names_for
from qiantou.desk.templatetags.dates import day
from qiantou.insight.issuers import Tally, tally
from qiantou.readmodel import listing_rows
from qiantou.readmodel.models import MatterRow

MOST = 200
COUNTED = 2000
"""Matters of one reader that are counted; the latest."""
HELP_AND_BLAME = ("guidance", "obstacle", "support", ACCOUNTABILITY, "task", "data", "means")


@login_required
@require_safe
def accountability(request: HttpRequest) -> HttpResponse:
    account = business(request.user)
    seen = standing(account)
    rows = rows_of(seen, [ACCOUNTABILITY], limit=MOST)
    told = entries_of(rows)
    whose = {row.stream: _concerned(told[Stream(row.stream)]) for row in rows}
    issuers = _issuers(request, rows)
    desks = {desk for row in rows for desk in (row.asker, row.doer)} | {*whose.values()} | {*issuers}
    names = names_for(request, desks)
    context = {
        "table": _table(rows, whose, names),
        "ratio": _ratio(_tallies(request, issuers), names),
        "may_propose": bool(seen.desks),
    }
    return render(request, "desk/accountability/list.html", context)


@login_required
@require_POST
def draw_check(request: HttpRequest) -> HttpResponse:
    """Draw the exemption check of a unit's part from the record: it says what speaks for the unit too.

    For whoever may propose anything of that unit in that work; to others the page does not exist.
    """
    account = business(request.user)
    work = joint_for(account, request.POST.get("joint", ""))
    joint, force = Stream(work.stream), register_for(account).at(shell.now())
    unit, command_id = Desk(request.POST.get("unit", "")), request.POST.get("command_id", "")
    desk = next((one for one in standing(account).desks if may_propose(one, unit, joint, force)), None)
    if desk is None or force.unit(unit) is None or force.whole(unit) != unit:
        raise Http404
    try:
        receipt = exempting.put_out(joint, unit, by=actor(account, desk), command_id=command_id)
    except Rejected as refusal:
        messages.error(request, sentence_for(refusal))
    else:
        tell(request, _("The exemption check is drawn from the record."), receipt)
    back = f"?joint={request.POST.get('joint', '')}&unit={named([unit]).get(unit, '')}"
    return redirect(reverse("accountability-new") + back)


def _concerned(entries: Sequence[Entry[Event]]) -> str:
    """The unit that the proposal is of."""
    about = getattr(entries[0].event, "about", ()) if entries else ()
    return about[0] if about else ""


def _table(rows: Iterable[MatterRow], whose: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    columns = [
        {"label": _("Title of the proposal"), "wide": True}, {"label": _("Unit concerned")},
        {"label": _("Proposed by")}, {"label": _("Decided by")}, {"label": _("Status")}, {"label": _("Put on")},
    ]  # fmt: skip
    lines = [
        {"cells": [
            {"text": row.title or _("(the words were erased)"), "url": matter_url(row.stream)},
            {"text": names.get(whose[row.stream], whose[row.stream]), "label": _("Unit concerned")},
            {"text": names.get(row.asker, row.asker), "label": _("Proposed by")},
            {"text": names.get(row.arbiter or row.doer, row.doer), "label": _("Decided by")},
            {"text": labels.standing(row.phase, row.outcome, row.is_open, row.kind), "label": _("Status")},
            {"text": day(row.opened), "label": _("Put on")},
        ]}
        for row in rows
    ]  # fmt: skip
    empty = _("Nobody has proposed accountability of or before your desks.")
    return {"label": _("Proposals"), "columns": columns, "rows": lines, "empty": empty, "stack": True}


def _issuers(request: HttpRequest, rows: Iterable[MatterRow]) -> list[Desk]:
    """Who proposes, leads or issues bulletins in works open to the reader; each once."""
    account = business(request.user)
    force = register_for(account).at(shell.now())
    found = (force.charter(Stream(name)) for name in visible_joints(account).values_list("stream", flat=True)[:MOST])
    charters = [one for one in found if isinstance(one, Charter)]
    leads = [desk for one in charters for desk in (one.lead, one.office, one.keeper) if desk is not None]
    return list(dict.fromkeys([*(Desk(row.asker) for row in rows), *leads]))


def _tallies(request: HttpRequest, issuers: Sequence[Desk]) -> list[Tally]:
    """From what is open to the reader alone; four queries."""
    seen = standing(business(request.user))
    rows = rows_of(seen, HELP_AND_BLAME, limit=COUNTED)
    told = entries_of(rows)
    sides: defaultdict[str, list[Sequence[Entry[Event]]]] = defaultdict(list)
    for row in rows:
        for desk in {row.asker, row.doer}:
            sides[desk].append(told[Stream(row.stream)])
    marks = _marks(request)
    found = (tally(issuer, marks.get(issuer, ()), sides.get(issuer, ())) for issuer in issuers)
    return [one for one in found if one.given or one.blamed]


def _marks(request: HttpRequest) -> dict[Desk, list[Mark]]:
    """The sentences of praise and criticism in issued bulletins that the reader reads, by issuer."""
    read = [one.name for one in seats_of(business(request.user))]
    contents = {
        (one.stream, one.version): one.value for one in listing_rows.entries(BULLETINS)
        if isinstance(one.value, Bulletin) and one.stream in {stream_of(name, one.value.end.year) for name in read}
    }  # fmt: skip
    found: dict[Desk, list[Mark]] = {}
    for one in listing_rows.entries(ISSUES):
        content = contents.get((one.stream, one.value.version)) if isinstance(one.value, Issue) else None
        if isinstance(content, Bulletin):
            found.setdefault(content.issuer, []).extend(content.marks)
    return found


def _ratio(tallies: Sequence[Tally], names: Mapping[str, str]) -> dict[str, Any]:
    heads = (
        _("Praise in bulletins"), _("Questions answered"), _("Obstacles cleared"), _("Help offered"),
        _("Help beside a work it then blamed"),
        _("Criticism in bulletins"), _("Chasers by people"), _("Proposals of accountability"), _("of these adopted"),
    )  # fmt: skip
    columns = [
        {"label": _("Issuer")},
        {"label": _("Given : blamed")},
        *({"label": head, "num": True} for head in heads),
    ]
    rows = [
        {"cells": [
            {"text": names.get(one.issuer, one.issuer)},
            {"text": f"{one.given} : {one.blamed}", "label": _("Given : blamed")},
            *({"text": str(n), "num": True, "label": head} for head, n in zip(heads, _counts(one), strict=True)),
        ]}
        for one in tallies
    ]  # fmt: skip
    empty = _("Nothing to count yet.")
    return {
        "label": _("Praise and help, beside blame"),
        "columns": columns,
        "rows": rows,
        "empty": empty,
        "stack": True,
    }


def _counts(one: Tally) -> tuple[int, ...]:
    given = (one.praise, one.answered, one.cleared, one.offered, one.for_gate)
    return (*given, one.criticism, one.chasers, one.proposals, one.adopted)


urlpatterns = [
    path("accountability/", accountability, name="accountability"),
    path("accountability/check/", draw_check, name="accountability-check"),
]
