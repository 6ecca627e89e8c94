"""The assessment 结项评估 of a joint work: readings, the sheet with its working, contests, and how it was amended."""

from __future__ import annotations

from typing import Any, cast
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import joint_for, register_for, standing
from qiantou.access.models import Account
from qiantou.acts import rating, shell
from qiantou.core.contesting import CONTEST
from qiantou.core.kernel import Stream
from qiantou.core.review import Sheet
from qiantou.desk.addresses import ref as ref_of
from qiantou.desk.bulletin_forms import Sent
from qiantou.desk.charter_read import stage_of
from qiantou.desk.frame import names_for
from qiantou.desk.joint_nav import tabs
from qiantou.desk.review_contests import amending, contesting, contests_table, fresh, history
from qiantou.desk.review_forms import Measuring, PuttingOut, form_of
from qiantou.desk.review_read import Review
from qiantou.desk.review_tables import measure_name, measures_table, sheet_table, waits_rows, workings
from qiantou.desk.review_unread import needs_reason, unread_rows
from qiantou.desk.review_words import percent, refused
from qiantou.desk.templatetags.dates import day, moment
from qiantou.readmodel.models import JointRow


@login_required
@require_safe
def review(request: HttpRequest, ref: str) -> HttpResponse:
    return page(request, joint_for(cast(Account, request.user), ref))


def told_for(request: HttpRequest, work: JointRow) -> Review:
    account = cast(Account, request.user)
    force = register_for(account).at(shell.now())
    stage, every = stage_of(work.stream)
    return Review(Stream(work.stream), stage, force, standing(account), every)


def page(request: HttpRequest, work: JointRow, *, bound: Sent | None = None, status: int = 200) -> HttpResponse:
    """`bound`: a form of this page that was refused, shown with what was typed."""
    told = told_for(request, work)
    names = names_for(request, desks_of(told))
    sheet = told.sheet
    context: dict[str, Any] = {
        "work": work, "ref": ref_of(work.stream), "tabs": tabs(work.stream, "review"), "told": told,
        "title": told.stage.title or work.title, "standing": standing_words(told, names), "used_by": used_by(told),
        "is_linked": bool(told.terms.assessment.strip()),
        "measures": measures_table(told, names), "acts": _acts(told, names, bound),
        "opened": request.GET.get("measure", ""),
        "contests": contests_table(told, names), "history": history(told, names), "is_rated": rating.is_on(told.force),
        "refusal": bound.non_field_errors() if bound is not None and _is_without_a_form(bound, sheet) else [],
    }  # fmt: skip
    if sheet is not None:
        context |= {
            "sheet": sheet, "table": sheet_table(sheet, told, names), "workings": workings(sheet, told, names),
            "waits": waits_rows(sheet, told, names),
            "outcome": percent(sheet.outcome) if sheet.outcome is not None else "",
            "refused": [refused(one, told.lines, names) for one in sheet.refused],
            "through": moment(sheet.through), "by": names.get(sheet.by, sheet.by),
            "rates": rates_words(sheet),
        }  # fmt: skip
    return render(request, "desk/review/assessment.html", context, status=status)


def _is_without_a_form(bound: Sent, sheet: Sheet | None) -> bool:
    """Whether what was refused has no form on the page that shows why."""
    return type(bound) is Sent or (isinstance(bound, PuttingOut) and sheet is None)


def desks_of(told: Review) -> set[str | None]:
    """Every desk the page names."""
    charter = told.charter
    found: set[str | None] = {charter.lead, charter.keeper, *(one.by for one in told.reads)}
    found |= {one.reading.by for one in told.reads if one.reading is not None}
    for sheet in [told.sheet, *(one for _row, one in told.sheets)]:
        if sheet is not None:
            found |= {part.unit for part in sheet.parts} | {sheet.by} | {one.unit for one in sheet.unearned}
            found |= {one.unit for one in sheet.refused} | {one.unit for one in sheet.waits}
            found |= {one.waits_for for one in sheet.unearned}
            found |= {desk for one in sheet.earnings for desk in (one.silent, one.undone)}
    found |= {told.owed.doer} if told.owed is not None else set()
    return found | {row.asker for row in told.contests}


def standing_words(told: Review, names: dict[str, str]) -> dict[str, Any]:
    """How the assessment stands: a chip and a sentence."""
    if not told.is_concluded:
        return {"chip": _("not concluded"), "text": ""}
    if told.last is None or told.until is None:
        text = _("What the record gives now; nothing of it is put out yet.")
        return {"chip": _("not put out"), "text": " ".join(part for part in (text, owed_words(told, names)) if part)}
    if told.is_final:
        return {"chip": _("final"), "ok": True, "text": ""}
    if told.waiting:
        if all(row.kind != CONTEST for row in told.waiting):
            return {
                "chip": _("not final"),
                "text": _("An exemption is open, or waits to reach the sheet."),
            }
        return {"chip": _("under contest"), "text": _("Not final while a contest is open or waits to be carried out.")}
    text = _("May be contested until %(day)s, then it is final by itself.") % {"day": day(told.until)}
    return {"chip": _("provisional"), "text": text}


def owed_words(told: Review, names: dict[str, str]) -> str:
    """By whom and when the sheet is to be put out."""
    owed = told.owed
    if owed is None or owed.due_now is None:
        return ""
    facts = {"desk": names.get(owed.doer, owed.doer), "day": day(owed.due_now)}
    if told.force.day <= owed.due_now:
        return _("%(desk)s puts it out by %(day)s.") % facts
    return _("%(desk)s was to put it out by %(day)s.") % facts


def used_by(told: Review) -> str:
    return told.terms.assessment.strip() or _("not linked to appraisal")


def rates_words(sheet: Sheet) -> str:
    return _(
        "As signed: coordination %(coordination)s %%, reserve for help %(reserve)s %% (each help at most %(help)s %%, "
        "the rest goes back to the lines), lines %(lines)s %% by weight. Results weigh %(result)s %%, punctuality "
        "%(rest)s %%. Shares are written so that they add up to 100; in the working each is rounded by itself, so the "
        "two may differ by 0.01."
    ) % {
        "lines": 100 - sheet.coordination - sheet.reserve, "coordination": sheet.coordination,
        "reserve": sheet.reserve, "help": sheet.rates.help_at_most, "result": sheet.rates.result,
        "rest": 100 - sheet.rates.result,
    }  # fmt: skip


def _acts(told: Review, names: dict[str, str], bound: Sent | None) -> dict[str, Any]:
    """The forms of what the reader may do now."""
    if not told.is_concluded:
        return {}
    found: dict[str, Any] = {"measuring": _measuring(told, bound), "confirming": _confirming(told)}
    if told.last is None and told.assessor() is not None:
        unbound = PuttingOut(initial=fresh(), auto_id="out_%s", label_suffix="").is_asked(asked=needs_reason(told))
        found["put_out"] = bound if isinstance(bound, PuttingOut) else unbound
        found["unread"] = unread_rows(told, names)
    found["contests"] = contesting(told, names, bound)
    if told.assessor() is not None:
        found["amending"] = amending(told, bound)
    return found


def _measuring(told: Review, bound: Sent | None) -> list[dict[str, Any]]:
    """A form for each measure the reader may enter; those that count already are read anew only before the sheet."""
    found = []
    for one in told.reads:
        if told.reader_of(one) is None or (told.last is not None and one.counts):
            continue
        given = {**fresh(), "measure": one.measure, "read_on": told.force.day}
        form: Any = form_of(one.measure)(initial=given, auto_id=f"m{one.measure}_%s", label_suffix="")
        if isinstance(bound, Measuring) and bound.data.get("measure") == str(one.measure):
            form = bound
        label = measure_name(told.terms, one.measure)
        found.append({"label": label, "form": form, "again": one.reading is not None, "place": str(one.measure)})
    return found


def _confirming(told: Review) -> list[dict[str, Any]]:
    return [
        {"label": measure_name(told.terms, one.measure), "measure": one.measure, "command_id": uuid4().hex}
        for one in told.reads if told.confirmer_of(one) is not None
    ]  # fmt: skip


urlpatterns = [
    path("j/<str:ref>/review/", review, name="review"),
    path("", include("qiantou.desk.review_acts")),
    path("", include("qiantou.desk.review_paper")),
]
