"""The papers of a consultation: the letter with its reply slip, 采纳情况表, 分歧情况说明, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import joint_for, matter_for, standing
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.core.advance import lapse_at
from qiantou.core.facts import Amended, Insisted, Referred, Ruled, Settled
from qiantou.core.fates import LET_GO
from qiantou.core.kernel import Desk, Stream
from qiantou.core.kinds import Phase, Silence
from qiantou.core.numbering import Form
from qiantou.core.plan import Line, Means
from qiantou.desk import labels
from qiantou.desk.clocks import last_day_before
from qiantou.desk.drafted import Owed, Plan, deliverable, plan_of
from qiantou.desk.duty_citing import words_of
from qiantou.desk.exporting import document, workbook
from qiantou.desk.letter_status import ANSWERED, SILENT, group_of
from qiantou.desk.letter_tables import counts, disposition_table, reserving
from qiantou.desk.letter_words import FATES, OPINIONS, ROLES
from qiantou.desk.letters import of_version
from qiantou.desk.papers_about import of_dispositions
from qiantou.desk.papers_numbers import number_of
from qiantou.desk.situation import called, situation
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.desk.templatetags.dates import listed
from qiantou.documents.papers.disagreement import Disagreements, Dispute, Override, View, write_disagreements
from qiantou.documents.papers.disposition import Dispositions, Reserved, write_dispositions
from qiantou.documents.papers.disposition import Opinion as Row
from qiantou.documents.papers.english import ENGLISH
from qiantou.documents.papers.head import Head
from qiantou.documents.papers.letter import Letter as LetterPaper
from qiantou.documents.papers.letter import LetterLine, OpenPoint, write_letter
from qiantou.documents.papers.opinions import Disposition
from qiantou.documents.papers.opinions import Silence as SilencePaper
from qiantou.documents.papers.wording import CHINESE, Wording
from qiantou.readmodel.models import JointRow
from qiantou.readmodel.opinions import Letter, Opinion, Placed, letters_of
from qiantou.readmodel.opinions import letter as letter_of

OUTCOMES = {"adopted": Disposition.ADOPTED, "partly": Disposition.PARTLY, "not": Disposition.NOT_ADOPTED}
SILENCES = {
    Silence.CONSENT: SilencePaper.CONSENTS,
    Silence.NOTE: SilencePaper.NOTED,
    Silence.CLIMB: SilencePaper.CLIMBS,
}
Names = Mapping[str, str]


@login_required
@require_safe
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """GET /m/REF/letter.docx: the letter as it last went out, its reply slip attached."""
    account = cast(Account, request.user)
    row = matter_for(account, ref)
    if row.kind != "consultation":
        raise Http404
    found = situation(row, standing(account))
    if not found.letter.is_of_plan:
        raise Http404
    sent = as_sent(found.letter)
    names = called([sent.matter.asker, row.doer])
    made = letter_paper(sent, found.plan, JointRow.objects.get(pk=row.joint).title, names)
    return document(f"{row.title[:60]} {_('Letter')}", write_letter(made, wording()))


@login_required
@require_safe
def dispositions(request: HttpRequest, ref: str) -> HttpResponse:
    work, found, names = _version(request, ref)
    table = write_dispositions(table_paper(work, found, names), wording())
    return document(f"{work.title[:60]} {_('Disposition of opinions')}", table)


@login_required
@require_safe
def dispositions_sheet(request: HttpRequest, ref: str) -> HttpResponse:
    """The same table as a workbook; what it counts stands under it."""
    work, found, names = _version(request, ref)
    table = disposition_table(found, names)
    rows = [[_both(cell) for cell in row["cells"]] for row in table["rows"]]
    told = [["", f"{fact['label']}: {fact['value']}"] for fact in counts(found)]
    return workbook(f"{work.title} {table['label']}", [column["label"] for column in table["columns"]], [*rows, *told])


@login_required
@require_safe
def disagreements(request: HttpRequest, ref: str) -> HttpResponse:
    work, found, names = _version(request, ref)
    paper = disagreements_paper(work, found, names)
    return document(f"{work.title[:60]} {_('Disagreements')}", write_disagreements(paper, wording()))


def wording() -> Wording:
    """The paper's own texts in the reader's language."""
    return CHINESE if (get_language() or "").startswith("zh") else ENGLISH


def _version(request: HttpRequest, ref: str) -> tuple[JointRow, list[Letter], Names]:
    """The letters of the version asked for (?v=1), else the last. Raises Http404 where none was put out."""
    work = joint_for(cast(Account, request.user), ref)
    found = of_version(letters_of(Stream(work.stream), "consultation"), request.GET.get("v", ""))
    if not found:
        raise Http404
    desks = {entry.by.desk for one in found for entry, _position in one.told} | {one.matter.doer for one in found}
    return work, found, called([work.lead, work.sponsor, *desks, lead_at(work, _last(found))])


def _both(cell: Mapping[str, object]) -> object:
    return f"{cell['text']}\n{cell['note']}" if cell.get("note") else cell["text"]


def _head(work: JointRow, found: Sequence[Letter], names: Names) -> Head:
    """Of the entry and the day of the last thing that happened to the letters, in the name of whoever led then."""
    last = _last(found)
    position = max(position for one in found for entry, position in one.told if position and entry.at == last)
    lead = lead_at(work, last)
    return Head(work.title, names.get(lead, lead), str(position), day=_day(last))


def lead_at(work: JointRow, instant: datetime) -> Desk:
    """Who led at an instant; who leads now where no charter says."""
    charter = registers.current().at(instant).charter(Stream(work.stream))
    return charter.lead if charter is not None else Desk(work.lead)


def _last(found: Sequence[Letter]) -> datetime:
    return max(one.told[-1][0].at for one in found)


def _day(instant: datetime) -> date:
    return registers.current().at(instant).calendar.day_of(instant)


def letter_paper(sent: Letter, plan: Plan, work: str, names: Names) -> LetterPaper:
    """The letter of one unit as it last went out (`sent`); from the second round on with its points.

    What came after it changes nothing in it: neither an answer, nor a passing of the lead.
    """
    matter = sent.matter
    entry, position = sent.told[-1]
    force = registers.current().at(entry.at)
    lapse = lapse_at(matter, force)
    meaning = matter.policy.meaning(Phase.OFFERED, dispatch=False)
    then = plan.at(sent.version)
    cited = words_of((then.get(name) for name in sent.lines), force.day)
    return LetterPaper(
        head=Head(work, names.get(matter.asker, matter.asker), str(position), day=_day(entry.at)),
        to=names.get(matter.doer, matter.doer),
        lines=tuple(_line(name, then.get(name), matter.doer, cited) for name in sent.lines),
        round=matter.round + 1,
        cap=matter.policy.rounds,
        reply_by=last_day_before(lapse, force.calendar) if lapse else None,
        silence=SILENCES.get(meaning) if meaning else None,
        points=tuple(_open_point(one) for one in sent.opinions if one.is_open),
    )


def as_sent(found: Letter) -> Letter:
    """The letter at the entry by which it last went to the unit: the first, or the lead's answer of a later round."""
    told = found.told
    rounds = (place for place in range(len(told) - 1, 0, -1) if _goes_out(told, place))
    return letter_of(found.row, told[: next(rounds, 0) + 1])


def _goes_out(told: Sequence[Placed], place: int) -> bool:
    """An answer that leaves points open goes to the unit; past the last round, or with none left, it ends the talk."""
    entry = told[place][0]
    ends = place + 1 < len(told) and told[place + 1][0].at == entry.at
    return isinstance(entry.event, Amended | Insisted) and not (
        ends and isinstance(told[place + 1][0].event, Referred | Settled)
    )


def _line(name: str, owed: Owed | None, doer: str, cited: Names) -> LetterLine:
    """`cited`: key → the row of a duty list, or the exception, that the line rests on."""
    text = deliverable(owed, name)
    if owed is not None and (row := cited.get(owed.duty or owed.off_list)):
        text += "\n" + _("Duty cited: %(row)s") % {"row": row}
    match owed:
        case Line(competent=competent, role=role, standard=standard, due=due):
            return LetterLine(
                name, text, standard, labels.label(ROLES, "accept" if competent == doer else role.value), due
            )
        case Means(amount=amount, due=due):
            return LetterLine(name, text, amount, labels.label(ROLES, "promise"), due)
        case _:
            return LetterLine(name, text)


def _open_point(one: Opinion) -> OpenPoint:
    last = one.answers[-1].disposal if one.answers else None
    outcome = OUTCOMES.get(last.outcome) if last else None
    until = _("asks for %(day)s") % {"day": in_words(one.latest.due)} if one.latest.due else ""
    told = "\n".join(part for part in (one.words, until) if part)
    return OpenPoint(one.raised.about or _("the whole"), told, outcome, one.reply)


def table_paper(work: JointRow, found: Sequence[Letter], names: Names) -> Dispositions:
    """Every opinion of the version and every lack reserved; who answered with neither, and who did not answer."""
    reserved = reserving(found)
    plain = [one for one in found if not one.opinions and group_of(one) == ANSWERED and one not in reserved]
    head, version = _head(work, found, names), found[0].version
    force = registers.current().at(shell.now())
    number = number_of(Desk(work.lead), Form.DISPOSITIONS, of_dispositions(work.stream, version), force)
    return Dispositions(
        head=replace(head, number=number),
        round=max([1, *(one.matter.round for one in found)]),
        opinions=tuple(_row(one, opinion, names) for one in found for opinion in one.opinions),
        without_opinion=tuple(names.get(one.matter.doer, one.matter.doer) for one in plain),
        silent=tuple(names.get(one.matter.doer, one.matter.doer) for one in found if group_of(one) == SILENT),
        reserved=tuple(
            Reserved(names.get(one.matter.doer, one.matter.doer), listed(one.lines) or _("the whole"), one.lack.lack)
            for one in reserved
            if one.lack is not None
        ),
    )


def _row(one: Letter, opinion: Opinion, names: Names) -> Row:
    """How it ended stands below the lead's reasons: a decision, and whether the dissent stays."""
    told = _open_point(opinion)
    ended = labels.label(FATES, opinion.fate) if opinion.fate not in ("", *OUTCOMES) else ""
    reason = "\n".join(part for part in (told.reason, ended) if part)
    return Row(names.get(one.matter.doer, one.matter.doer), told.line, told.opinion, told.disposition, reason)


def disagreements_paper(work: JointRow, found: Sequence[Letter], names: Names) -> Disagreements:
    """Of the letters with a point that was not settled between the two sides; of the day of the last of them."""
    plan = plan_of(work.stream)
    told = [one for one in found if any(_is_disputed(opinion) for opinion in one.opinions)]
    disputes = (
        _dispute(one, opinion, plan, names) for one in told for opinion in one.opinions if _is_disputed(opinion)
    )
    return Disagreements(_head(work, told or found, names), names.get(work.sponsor, ""), tuple(disputes))


def _is_disputed(opinion: Opinion) -> bool:
    return opinion.fate not in ("", "adopted", LET_GO)


def _dispute(one: Letter, opinion: Opinion, plan: Plan, names: Names) -> Dispute:
    """Both views, and what the leader decided, if he did; the view of the lead under whoever gave it."""
    owed = plan.at(one.version).get(opinion.raised.about)
    text = deliverable(owed)
    about = " ".join(part for part in (opinion.raised.about or _("the whole"), text) if part)
    unit = names.get(one.matter.doer, one.matter.doer)
    view = View(unit, _wish(opinion), opinion.reasons)
    answer = opinion.answers[-1] if opinion.answers else None
    lead = (answer.entry if answer else one.told[0][0]).by.desk or one.matter.asker
    own = answer.disposal if answer else None
    stand = View(names.get(lead, lead), labels.label(FATES, own.outcome if own else ""), opinion.reply)
    return Dispute(
        about, _at_issue(owed, unit, opinion), (view,), stand, _override(one, View(unit, opinion.words), names)
    )


def _at_issue(owed: Owed | None, unit: str, opinion: Opinion) -> str:
    """What the version put out says, against what the unit asks for."""
    asked = _("%(unit)s: %(wish)s") % {"unit": unit, "wish": _wish(opinion)}
    day = in_words(owed.due) if isinstance(owed, Line | Means) and owed.due else ""
    parts = [deliverable(owed), owed.standard if isinstance(owed, Line) else "", day]
    stands = "；".join(part for part in parts if part)
    return _("In the plan: %(plan)s. %(asked)s") % {"plan": stands, "asked": asked} if stands else asked


def _wish(opinion: Opinion) -> str:
    """Against it or for a change, the day and the wording asked for; the reason stands apart."""
    asked = opinion.latest
    until = _("asks for %(day)s") % {"day": in_words(asked.due)} if asked.due else ""
    return "；".join(part for part in (labels.label(OPINIONS, asked.answer), until, asked.proposal) if part)


def _override(one: Letter, view: View, names: Names) -> Override | None:
    closing = one.closing
    if closing is None or not isinstance(closing[0].event, Ruled):
        return None
    entry, ruled = closing[0], closing[0].event
    by = names.get(entry.by.desk or "", entry.by.desk or "")
    return Override(by, ruled.reason, _day(entry.at), (view,) if ruled.granted else ())


urlpatterns = [
    path("m/<str:ref>/letter.docx", letter, name="letter-paper"),
    path("j/<str:ref>/letters/dispositions.docx", dispositions, name="dispositions"),
    path("j/<str:ref>/letters/dispositions.xlsx", dispositions_sheet, name="dispositions-sheet"),
    path("j/<str:ref>/letters/disagreements.docx", disagreements, name="disagreements"),
]
