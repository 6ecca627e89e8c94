"""The charter 立项书 and the note of a passed lead 移交牵头 as Word documents, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import joint_for, matter_for, register_for, standing
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.acts.registers import JOINTS
from qiantou.core.arbiter import overseers
from qiantou.core.facts import Referred
from qiantou.core.kernel import Desk
from qiantou.core.undertaking import Direction
from qiantou.core.worktime import Calendar
from qiantou.desk import labels
from qiantou.desk.charter_labels import TIERS
from qiantou.desk.charter_page import desks_of
from qiantou.desk.charter_read import Stage, stage_of
from qiantou.desk.exporting import document
from qiantou.desk.letter_papers import wording
from qiantou.desk.situation import Situation, called, situation
from qiantou.documents.papers import charter as paper
from qiantou.documents.papers.handover import Handover, Told, write_handover
from qiantou.documents.papers.head import Head
from qiantou.ledger.models import Entry
from qiantou.readmodel.models import JointRow

DIRECTIONS = {Direction.UP: paper.Direction.UP, Direction.DOWN: paper.Direction.DOWN}
"""What the paper has a word for; a figure to be kept as it is reads as its target."""
Names = Mapping[str, str]


@login_required
@require_safe
def charter(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /j/REF/charter.docx: the charter in force."""
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    stage, found = stage_of(work.stream)
    calendar = register_for(account).at(shell.now()).calendar
    made = charter_paper(work, stage, called(desks_of(found)), calendar)
    return document(f"{stage.title} {_('Charter')}", paper.write_charter(made, wording()))


def charter_paper(work: JointRow, stage: Stage, names: Names, calendar: Calendar) -> paper.Charter:
    """The charter as the paper lays it out; what is not agreed is left to the paper's own words."""
    said = stage.charter
    issuer = names.get(said.issuer, said.issuer)
    reference = str(Entry.objects.values_list("position", flat=True).get(stream=JOINTS, version=stage.version))
    return paper.Charter(
        Head(stage.title, issuer, reference, day=calendar.day_of(stage.at)),
        goal=said.goal, lead=names.get(said.lead, said.lead), sponsor=names.get(said.sponsor or "", ""),
        source=stage.paper, tier=labels.label(TIERS, said.tier.value), start=calendar.day_of(work.opened),
        end=said.until, end_condition=said.end_condition, replaces=said.replaces, assessment=said.assessment,
        outcomes=tuple(
            paper.Outcome(
                " ".join(text for text in (one.name, f"({one.unit})" if one.unit else "") if text), one.baseline,
                one.target, DIRECTIONS.get(one.direction), names.get(one.by or "", ""),
            )
            for one in said.measures
        ),
    )  # fmt: skip


@login_required
@require_safe
def handover(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /m/REF/passing.docx: from whom to whom, why, from when, and who was told."""
    account = cast(Account, request.user)
    row = matter_for(account, ref)
    if row.kind != "passing":
        raise Http404
    found = situation(row, standing(account))
    told = overseers(found.matter, found.force)[:1]
    names = called([row.asker, row.doer, *told])
    made = handover_paper(found, told, names, JointRow.objects.get(pk=row.joint).title)
    return document(row.title, write_handover(made, wording()))


def handover_paper(found: Situation, told: tuple[Desk, ...], names: Names, work: str) -> Handover:
    """`since` is the day from which the lead has passed; None while it has not, or has gone back."""
    matter, calendar = found.matter, found.force.calendar
    asked = found.entries[0]
    objections = {entry.by.desk: entry.event.reason for entry in found.entries if isinstance(entry.event, Referred)}
    day = calendar.day_of(asked.at)
    return Handover(
        Head(work, names.get(matter.asker, matter.asker), str(found.told[0].position), day=day),
        giver=names.get(matter.asker, matter.asker), taker=names.get(matter.doer, matter.doer),
        because=getattr(asked.event, "detail", ""), since=calendar.day_of(matter.took) if matter.took else None,
        told=tuple(Told(names.get(desk, desk), day, objections.get(desk, "")) for desk in told),
    )  # fmt: skip


urlpatterns = [
    path("j/<str:ref>/charter.docx", charter, name="charter-paper"),
    path("m/<str:ref>/passing.docx", handover, name="passing-paper"),
]
