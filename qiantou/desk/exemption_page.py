"""One application for exemption: the check with its entries, the hearing, the decision with the table, the clearing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qiantou.access.guards import actor, business, matter_for, opens_joint, readable, standing
from qiantou.access.models import Account
from qiantou.access.refusals import sentence_for
from qiantou.acts.clearing import blamed, clear
from qiantou.acts.execute import Receipt, Step, execute_all
from qiantou.acts.exempting import matter_of
from qiantou.core.exempting import check_of, days_late, stands, table_of
from qiantou.core.exemption import CORRUPTION, Check, Hearing, Outcome, Table
from qiantou.core.exemption_bodies import is_reviewed
from qiantou.core.follow import cleared_by
from qiantou.core.hearing_word import awaited
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kinds import EXEMPTION, Phase
from qiantou.core.matter import Matter
from qiantou.core.moves import Command, Confirm, Contest, Deliver, Remark, Report, Rule
from qiantou.core.receiving import answer_due
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.charters import tell
from qiantou.desk.clocks import due_day
from qiantou.desk.exemption_forms import Decide, Heard, Notice, Received, Waive, Word, blank
from qiantou.desk.exemption_read import (
    Subject,
    blamed_rows,
    check_told,
    decided_rows,
    happened,
    heard_of,
    hearings,
    subjects,
)
from qiantou.desk.exemption_words import OUTCOMES
from qiantou.desk.frame import directory, named, offered_names
from qiantou.desk.situation import Situation, situation
from qiantou.desk.templatetags.dates import day

IN_WORK = (Phase.UNDERWAY, Phase.REFERRED)


def found_for(request: HttpRequest, name: str) -> tuple[Account, Situation]:
    """The application of that name, if the account may see it. Raises Http404."""
    account = business(request.user)
    row = matter_for(account, name)
    if row.kind != EXEMPTION:
        raise Http404
    return account, situation(row, standing(account))


def check_in(found: Situation) -> tuple[Check | None, Table]:
    """The check the application rests on, and the table it is read by."""
    matter = found.matter
    return check_of(Stream(matter.about[0]), matter.asker, found.force), table_of(matter, found.force)


@login_required
@require_safe
def application(request: HttpRequest, name: str) -> HttpResponse:
    """GET /exemptions/REF/"""
    return _page(request, *found_for(request, name))


def _page(
    request: HttpRequest, account: Account, found: Situation, bound: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The whole page; `bound` holds a form that was refused and keeps what was typed."""
    names, seen, matter = directory(request), standing(account), found.matter
    check, table = check_in(found)
    clearing = matter_of(cleared_by(matter)) if matter.verdict is Outcome.EXEMPT else None
    about = subjects(matter.about).get(matter.about[0])
    told = check_told(check, table, seen)
    forms = {**_forms(found, check, table, clearing), **(bound or {})}
    context = {
        "title": found.row.title, "ref": ref(found.row.stream), "url": matter_url(found.row.stream),
        "phase": labels.standing(found.row.phase, found.row.outcome, found.row.is_open, found.row.kind),
        "facts": _facts(found, names, about), "happened": happened(found.entries),
        **told, "through": check.through if check is not None else None,
        "hearings": hearings(found.entries, matter, names), "decided": decided_rows(found.entries, table, names),
        "clearing": clearing, "clearing_url": matter_url(clearing.stream) if clearing is not None else "",
        "moves": _moves(found), **forms, "rows": list(_rows(forms.get("decide"), told["check"])),
        "desk_names": offered_names(names, seen, found.force) if forms.get("heard") or forms.get("notice") else [],
        "answer_url": reverse("exemption-answer", args=[ref(found.row.stream)]) if matter.verdict else "",
        "notice_url": _notice_url(found, clearing), "reviewable": matter.stage is Phase.DELIVERED,
    }  # fmt: skip
    return render(request, "desk/exemptions/one.html", context, status=422 if bound else 200)


def _notice_url(found: Situation, clearing: Matter | None) -> str:
    if clearing is None or clearing.delivered is None:
        return ""
    return reverse("exemption-notice", args=[ref(found.row.stream)])


def _facts(found: Situation, names: Mapping[str, str], about: Any) -> list[dict[str, Any]]:
    matter, late = found.matter, days_late(found.matter, found.force)
    after = _("%(days)s working days after its time; it is heard all the same") % {"days": late} if late else ""
    due = due_day(matter, found.force.calendar, found.now).day if matter.is_open else None
    outcome = stands(matter)
    url = about.url if about and opens(about, found) else ""
    facts = [
        {"label": _("Applied for by"), "value": names.get(matter.asker, matter.asker)},
        {"label": _("Decided by"), "value": names.get(matter.doer, matter.doer)},
        {"label": _("Of"), "value": about.title if about else "–", "url": url},
        {"label": _("Went wrong on"), "value": day(matter.caused) if matter.caused else "–", "note": after},
    ]
    if due is not None:
        facts.append({"label": _("Due"), "value": day(due)})
    if outcome is not None:
        facts.append({"label": _("Decision in force"), "value": labels.label(OUTCOMES, outcome.value)})
    if matter.verdict is not None:
        came = day(found.force.calendar.day_of(matter.received)) if matter.received else _("not yet")
        facts.append({"label": _("Written answer received"), "value": came, "note": _to_deliver(found)})
    if not is_reviewed(matter.asker, matter.doer, found.force):
        facts.append({"label": _("Who reviews it"), "value": _(
            "Nobody on this site stands above who decides here: a review is asked for outside, of the level above. "
            "What comes of it is entered with its paper."
        )})  # fmt: skip
    return facts


def _to_deliver(found: Situation) -> str:
    """By when the written answer is to be with the applicant."""
    due = answer_due(found.matter, found.force)
    if due is None:
        return ""
    late = found.force.day > due
    told = _("was to be delivered by %(day)s") if late else _("to be delivered by %(day)s, by who decided")
    return told % {"day": day(due)}


def opens(about: Subject, found: Situation) -> bool:
    """Whether the page of what the application is of opens to the reader."""
    if about.is_joint:
        return opens_joint(about.stream, (), found.seen)
    return bool(readable([about.stream], found.seen))


def _moves(found: Situation) -> bool:
    """Whether a move of the matter itself is the reader's now."""
    matter = found.matter
    return matter.holder in found.seen.desks and matter.stage not in IN_WORK


def _forms(found: Situation, check: Check | None, table: Table, clearing: Matter | None) -> dict[str, Any]:
    """The forms of what is the reader's to do now."""
    matter, desks, homes = found.matter, found.seen.desks, tuple(found.seen.homes)
    told: dict[str, Any] = {}
    in_work = matter.stage in IN_WORK
    if in_work and matter.holder in desks:
        told["heard"] = blank(Heard, homes, day=found.force.day)
        told["decide"] = Decide(None, table, version=found.version, desk=matter.holder) if matter.hearings else None
    if in_work and matter.asker in desks and not matter.heard:
        told["waive"] = blank(Waive, homes)
    waiting = awaited(matter)
    if in_work and waiting and matter.asker in desks:
        told["word"] = blank(Word, homes, number=waiting[-1])
    if matter.verdict is not None and matter.received is None and matter.asker in desks:
        told["received"] = blank(Received, homes)
    if clearing is not None and clearing.stage is Phase.OFFERED and clearing.doer in desks:
        names = names_in_order(heard_of(check, matter.stream, found.force))
        lines = blamed(matter.asker, Stream(matter.about[0]), found.force)
        told["blamed"] = blamed_rows(lines, clearing.doer, named(one.issuer for one in lines))
        told["notice"] = blank(Notice, homes, told="\n".join(names))
    return told


def names_in_order(desks: list[Desk]) -> list[str]:
    names = named(desks)
    return [names[desk] for desk in desks if desk in names]


def _rows(form: Decide | None, shown: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each condition of the form with what the record shows of it beside."""
    if form is None:
        return
    for number, (_name, finding, reason) in enumerate(form.rows()):
        yield {"finding": finding, "reason": reason, "shown": shown[number] if shown else None}


@login_required
@require_POST
def hearing(request: HttpRequest, name: str) -> HttpResponse:
    """The record of the hearing, by who decides."""
    account, found = found_for(request, name)
    form = blank(Heard, tuple(found.seen.homes), request.POST)
    return _done(
        request, account, found, form=form, field="heard", said=_("The hearing is on record."),
        carry=lambda name: _moved(
            account, found, Report(form.cleaned_data["said"], hearing=form.hearing()), found.matter.holder, name
        ),
    )  # fmt: skip


@login_required
@require_POST
def waiving(request: HttpRequest, name: str) -> HttpResponse:
    """The applicant's own word that it need not be heard."""
    account, found = found_for(request, name)
    form = blank(Waive, tuple(found.seen.homes), request.POST)
    waived = Hearing(found.force.day, waived=True)
    return _done(
        request, account, found, form=form, field="waive", said=_("It is on record that you need not be heard."),
        carry=lambda name: _moved(
            account, found, Report(form.cleaned_data["said"], hearing=waived), found.matter.asker, name
        ),
    )  # fmt: skip


@login_required
@require_POST
def word(request: HttpRequest, name: str) -> HttpResponse:
    """The applicant's word on the record of its hearing."""
    account, found = found_for(request, name)
    form = blank(Word, tuple(found.seen.homes), request.POST)
    return _done(
        request, account, found, form=form, field="word", said=_("Your word on the hearing is on record."),
        carry=lambda name: _moved(account, found, _word(form), found.matter.asker, name),
    )  # fmt: skip


def _word(form: Word) -> Command:
    number = form.cleaned_data["number"]
    return Confirm(number) if form.cleaned_data["agrees"] == "yes" else Contest(number, form.cleaned_data["said"])


@login_required
@require_POST
def receiving(request: HttpRequest, name: str) -> HttpResponse:
    """The applicant has the written answer in hand."""
    account, found = found_for(request, name)
    form = blank(Received, tuple(found.seen.homes), request.POST)
    return _done(
        request, account, found, form=form, field="received", said=_("It is on record that you have the answer."),
        carry=lambda name: _moved(account, found, Remark("", received=True), found.matter.asker, name),
    )  # fmt: skip


@login_required
@require_POST
def decision(request: HttpRequest, name: str) -> HttpResponse:
    """The decision with its table: the answer of who decides, or the ruling of who reviews."""
    account, found = found_for(request, name)
    matter = found.matter
    form = Decide(request.POST, check_in(found)[1])
    return _done(
        request, account, found, form=form, field="decide", said=_("Decided and answered."),
        carry=lambda name: _moved(
            account, found, _decision(matter, form), Desk(form.cleaned_data["desk"]), name,
            seen=form.cleaned_data["version"],
        ),
    )  # fmt: skip


def _decision(matter: Matter, form: Decide) -> Command:
    verdict, answer = form.verdict(), form.cleaned_data["answer"]
    if CORRUPTION in verdict.excluded:
        answer = _(
            "What concerns corruption goes to the discipline inspection body (telephone 12388) or the police (110)."
        )
    if matter.stage is not Phase.REFERRED:
        return Deliver(answer, verdict=verdict)
    return Rule(Phase.CLOSED, answer, granted=verdict.outcome is not Outcome.NOT, verdict=verdict)


@login_required
@require_POST
def notice(request: HttpRequest, name: str) -> HttpResponse:
    """The notice that clears the name, to those who heard of the blame."""
    account, found = found_for(request, name)
    clearing = matter_of(cleared_by(found.matter))
    if clearing is None:
        raise Http404
    form = blank(Notice, tuple(found.seen.homes), request.POST)
    return _done(
        request, account, found, form=form, field="notice", said=_("The name is cleared; those named read it."),
        carry=lambda name: clear(
            clearing, Deliver(form.cleaned_data["said"], told=form.cleaned_data["told"]), found.force,
            by=actor(account, clearing.doer), command_id=name,
        ),
    )  # fmt: skip


def _done(
    request: HttpRequest, account: Account, found: Situation, *, form: Any, field: str,
    carry: Callable[[str], Receipt | None], said: str,
) -> HttpResponse:  # fmt: skip
    """Carry the move of a form out once; the page again, with what was typed, where it is refused."""
    if form.is_valid():
        try:
            receipt = carry(form.cleaned_data["command_id"])
        except Rejected as refusal:
            form.add_error(None, sentence_for(refusal))
        else:
            tell(request, said, receipt)
            return redirect("exemption", ref(found.row.stream))
    return _page(request, account, found, {field: form})


def _moved(
    account: Account, found: Situation, command: Command, desk: Desk | None, command_id: str, *, seen: int | None = None
) -> Receipt | None:
    stream = Stream(found.row.stream)
    versions = {stream: seen} if seen is not None else None
    return execute_all((Step(stream, command),), by=actor(account, desk or ""), command_id=command_id, seen=versions)


urlpatterns = [
    path("exemptions/<str:name>/", application, name="exemption"),
    path("exemptions/<str:name>/hearing/", hearing, name="exemption-hearing"),
    path("exemptions/<str:name>/waive/", waiving, name="exemption-waive"),
    path("exemptions/<str:name>/word/", word, name="exemption-word"),
    path("exemptions/<str:name>/received/", receiving, name="exemption-received"),
    path("exemptions/<str:name>/decision/", decision, name="exemption-decide"),
    path("exemptions/<str:name>/notice/", notice, name="exemption-clear"),
]
