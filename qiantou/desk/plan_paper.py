"""The plan as a paper (分工方案): lines by number or by unit, means, and how each unit signed."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.core.facts import Ruled
from qiantou.core.matter import GRANTED
from qiantou.core.plan import Line, Means
from qiantou.desk import plan_labels
from qiantou.desk.exporting import document
from qiantou.desk.letter_papers import lead_at, wording
from qiantou.desk.letter_words import dissent_note
from qiantou.desk.plan_out import file_name
from qiantou.desk.plan_sheet import Plan, plan_for
from qiantou.desk.plan_table import Beside, beside
from qiantou.desk.situation import called
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.plan import Means as PaperMeans
from qiantou.documents.papers.plan import Order, PlanLine, Signature, Signing, write_plan
from qiantou.documents.papers.plan import Plan as Paper
from qiantou.ledger.models import Entry as EntryRow
from qiantou.readmodel.opinions import Dissenting, Letter, latest


@login_required
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The draft as it stands, with the number of the last version; ?by=unit groups it by unit."""
    found = plan_for(request, ref)
    told = beside(request, found)
    order = Order.BY_UNIT if request.GET.get("by") == "unit" else Order.BY_NUMBER
    return document(file_name(found), write_plan(paper_of(found, told), order, wording()))


def paper_of(found: Plan, told: Beside) -> Paper:
    names = told.names
    position = EntryRow.objects.filter(stream=found.joint, version=found.version).values_list("position", flat=True)
    last = found.versions[-1] if found.versions else None
    day = found.force.calendar.day_of(last[1].at) if last else found.force.day
    lead = lead_at(found.work, last[1].at) if last else found.charter.lead
    issuer = told.names.get(lead) or called([lead]).get(lead, lead)
    return Paper(
        Head(found.work.title, issuer, str(next(iter(position), "")), day=day),
        tuple(_line(name, line, told) for name, line in found.lines.items()),
        tuple(_means(means, told) for means in found.means.values()),
        tuple(_signature(one, told, found) for one in latest(told.letters) if one.matter.kind == "signature"),
        source=found.work.paper, version=last[0].number if last else None,
        dissents=tuple(
            f"{name or _('the whole')} {_dissent(one, names)}"
            for name, said in told.dissent.items() if name not in found.lines for one in said
        ),
    )  # fmt: skip


def _line(name: str, line: Line, told: Beside) -> PlanLine:
    names = told.names
    dissent = "；".join(_dissent(one, names) for one in told.dissent.get(name, ()))
    when = line.due or line.outer
    rhythm = plan_labels.rhythm(line.rhythm)
    return PlanLine(
        name, names.get(line.unit, line.unit), line.deliverable, line.standard, plan_labels.role(line.role),
        rhythm or when, names.get(line.competent, line.competent) if line.competent else "", dissent,
    )  # fmt: skip


def _dissent(one: Dissenting, names: Mapping[str, str]) -> str:
    return f"{names.get(one.unit, one.unit)}：{one.words}（{dissent_note(one)}）"


def _means(means: Means, told: Beside) -> PaperMeans:
    item = " ".join(text for text in (means.what, means.amount) if text)
    return PaperMeans(item, told.names.get(means.promiser, means.promiser), means.due, means.source)


def _signature(one: Letter, told: Beside, found: Plan) -> Signature:
    matter = one.matter
    unit = told.names.get(matter.doer, matter.doer)
    if matter.is_open or matter.outcome not in GRANTED or one.closing is None:
        return Signature(unit)
    day = found.force.calendar.day_of(one.closing[0].at)
    if one.lack is not None:
        return Signature(unit, Signing.COMPLIES, day, one.lack.lack)
    if isinstance(one.closing[0].event, Ruled):
        return Signature(unit, Signing.RULED, day)
    return Signature(unit, Signing.BY_RULE if one.is_silent else Signing.SIGNED, day)
