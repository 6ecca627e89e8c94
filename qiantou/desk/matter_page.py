"""The page of a matter: the conversation, the moves that are the reader's now, the dates and how they came about."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.access.guards import Standing, opens_joint, standing
from qiantou.access.models import Account
from qiantou.core.advance import lapse_at
from qiantou.core.contesting import BY_THE_SHEET
from qiantou.core.kernel import Desk
from qiantou.core.kinds import DISPUTE, EXEMPTION, Phase
from qiantou.core.ladder import minutes_end
from qiantou.core.light import ease
from qiantou.core.matter import APPROVAL
from qiantou.core.span import cause
from qiantou.desk import (
    accountability_hearing,
    accountability_told,
    asked_section,
    bulletin_signed,
    duty_change_told,
    labels,
    ladder_told,
    offering,
    options_answer,
)
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.answering import KINDS, section
from qiantou.desk.clocks import (
    NO_LIGHT,
    TO_ANSWER,
    Light,
    arbiter_of,
    due_day,
    last_day_before,
    shining,
    silence,
    since_words,
    with_weekday,
)
from qiantou.desk.duty_citing import rests_on
from qiantou.desk.forms import FIRST_DAY, LAST_DAY, MoveForm
from qiantou.desk.frame import directory, names_for, offered_names
from qiantou.desk.holding import desks_in_order, held, holders
from qiantou.desk.labels_review import asked_by
from qiantou.desk.letter_status import status_of
from qiantou.desk.outsiders_case import without_account
from qiantou.desk.papers_fit import papers_of
from qiantou.desk.pressing import pressing_facts, supervise_url
from qiantou.desk.situation import Situation, titled
from qiantou.desk.strip import Row, Strip, draw
from qiantou.desk.talk import deputy_of, desks_of, told_entries
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.insight.account_shields import in_doubt_from
from qiantou.readmodel.models import MatterRow

Bound = tuple[str, MoveForm]


def day_of(text: str) -> date | None:
    """The day named in an address; None for none. Raises Http404 for what is no day, or far from every record."""
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        raise Http404 from None
    if day is not None and not FIRST_DAY <= day <= LAST_DAY:
        raise Http404
    return day


def matter_page(
    request: HttpRequest, found: Situation, *, bound: Bound | None = None, status: int = 200
) -> HttpResponse:
    """The whole page; `bound` is a form that was refused and keeps what was typed."""
    account = cast(Account, request.user)
    seen = standing(account)
    asof = day_of(request.GET.get("asof", ""))
    recording = offering.named(found, request.GET.get("for", "")) if asof is None else None
    offer = offering.Offered()
    if asof is None:
        wanted = request.GET.get("move", "")
        offer = offering.offered(found, seen, wanted=wanted, recording=recording, bound=bound)
        if recording:
            _offer_paper(request, found, offer)
    case_url = _case_url(found, seen) if asof is None else ""
    precise = found.matter.kind == DISPUTE or found.matter.referral == APPROVAL
    leads = bool(case_url) and precise and not recording and bound is None
    if leads:  # the case names each answer; the form here asks for any outcome of any matter
        offer.cards = [card for card in offer.cards if card.move != "rule"]
    change = duty_change_told.told_in(found)
    heard = accountability_hearing.heard(found, seen) if asof is None else None
    if heard is not None and not recording:
        offer.cards += heard.cards
    names = _names(request, found, offer, change.desks if change else set())
    context = {
        **_heading(found, names),
        **_dates(found, names),
        "change": duty_change_told.section(change, found, names),
        "letter": section(found, offer, names),
        "options": options_answer.section(found, offer),
        "entries": _entries(found, offer, names),
        "moves": offer.cards,
        "record_for": [(f"?for={quote(desk)}", names.get(desk, desk)) for desk in offer.record_for],
        "recording": names.get(recording, recording) if recording else "",
        "without": without_account(found, seen, names) if asof is None else [],
        "waiting": _waiting(found, names),
        "desk_names": offered_names(names, seen, found.force) if offer.needs_names else [],
        "ladder": ladder_told.section(found, names),
        "related": _related(found, names),
        "strip": _strip(found, names, past=asof is not None),
        "gate": accountability_told.section(found, seen, names, hearing=heard),
        "heard": heard,
        "now": found.now,
        "day": asof,
        "latest": found.force.day,
        "asked": asked_section.section(found, seen) if asof is None else None,
        "part_url": _part_url(found, seen) if asof is None else "",
        "papers_url": _papers_url(found, seen) if asof is None else "",
        "time_url": f"{matter_url(found.row.stream)}time/",
        "supervise_url": supervise_url(found, seen) if asof is None else "",
        "case_url": case_url,
        "case_leads": leads,
        "now_url": matter_url(found.row.stream),
        "joint_opens": opens_joint(found.row.joint, (found.matter.asker, found.matter.doer), seen),
    }
    return render(request, "desk/matters/matter.html", context, status=status)


def keep_paper(request: HttpRequest, row: MatterRow, paper: str) -> None:
    """Remember for this sitting the paper named last: a letter often answers several matters of a joint work."""
    request.session["paper"] = [row.joint or row.stream, paper]


def _offer_paper(request: HttpRequest, found: Situation, offer: offering.Offered) -> None:
    of, paper = request.session.get("paper", ("", ""))
    if of == (found.row.joint or found.row.stream):
        for card in offer.cards:
            if "paper" in card.form.fields:
                card.form.fields["paper"].initial = paper


def _papers_url(found: Situation, seen: Standing) -> str:
    """Where the matter is made into a paper of the reader's."""
    return reverse("matter-papers", args=[ref(found.row.stream)]) if papers_of(found, seen) else ""


def _part_url(found: Situation, seen: Standing) -> str:
    """Where the doer of open work asks others for parts of it."""
    matter = found.matter
    whole = matter.kind in (*BY_THE_SHEET, EXEMPTION) or matter.policy.beside or matter.policy.settles
    is_work = matter.is_open and not whole
    return f"{reverse('ask')}?part={ref(found.row.stream)}" if is_work and found.matter.doer in seen.desks else ""


def _case_url(found: Situation, seen: Standing) -> str:
    """Where the reader decides it, or prepares it for who decides: the case on one screen."""
    arbiter = found.matter.arbiter if found.matter.stage is Phase.REFERRED else None
    mine = (*seen.desks_on(found.matter.kind, found.matter.joint), *seen.offices)
    return reverse("decide-case", args=[ref(found.row.stream)]) if arbiter is not None and arbiter in mine else ""


def _names(request: HttpRequest, found: Situation, offer: offering.Offered, more: set[str]) -> dict[str, str]:
    """`more`: desks that a section of the page speaks of besides."""
    desks = more | ladder_told.desks_of_ladder(found) | {str(entry.by.desk or "") for entry in found.entries}
    desks |= {deputy_of(entry) or "" for entry in found.entries}
    links = [entry.by.through for entry in found.entries if entry.by.through is not None]
    desks |= {desk for link in links for desk in (link.told or "", link.entered or "")}
    desks |= {str(entry.by.recorded.by) for entry in found.entries if entry.by.recorded is not None}
    for entry in found.entries:
        desks |= desks_of(entry.event)
    desks |= {row.holder for row in found.relatives} | {span.holder for span in found.spans}
    desks |= set(offer.record_for) | ({offer.recording} if offer.recording else set())
    matter = found.matter
    desks |= {str(desk) for desk in (matter.asker, matter.doer, matter.arbiter, matter.holder) if desk}
    desks |= {str(arbiter) for arbiter in _arbiters(found)}
    works = titled([found.row.joint])
    if offer.needs_names:
        return directory(request, works)
    return names_for(request, desks, works)


def _arbiters(found: Situation) -> list[Desk]:
    arbiter = arbiter_of(found.matter, found.force)
    return [Desk(arbiter)] if arbiter else []


def _heading(found: Situation, names: dict[str, str]) -> dict[str, Any]:
    matter, row = found.matter, found.row
    calendar = found.force.calendar
    holder = matter.holder
    since = found.spans[-1].start if found.spans else found.now
    lamp = _light(found)
    facts = [
        {"label": _("Asked by"), "value": asked_by(matter.kind, names.get(matter.asker, matter.asker))},
        {"label": _("Done by"), "value": names.get(matter.doer, matter.doer)},
    ]
    facts += bulletin_signed.facts(found)
    facts += pressing_facts(found, names)
    if cited := rests_on(found.entries, found.force):
        facts.append({"label": _("Duty cited"), "value": cited})
    if holder is not None:
        note = since_words(since, found.now, calendar)
        facts.insert(0, {"label": _("Held by"), "value": names.get(holder, holder), "note": note})
    else:
        facts.insert(0, {"label": _("Came to its end"), "value": _ended(found, names)})
    return {
        "title": row.title or _("(the words were erased)"),
        "ref": ref(row.stream),
        "kind": labels.kind(row.kind),
        "hue": labels.HUES.get(row.kind, "none"),
        "phase": labels.phase(matter.phase.value, row.kind, cause(matter)),
        "light": lamp,
        "hatched": matter.is_hatched,
        "doubted": in_doubt_from(matter, found.entries) if matter.is_hatched else None,
        "joint": (ref(row.joint), names.get(row.joint, "")) if row.joint else None,
        "parent": found.parent,
        "parent_url": matter_url(found.parent.stream) if found.parent else "",
        "facts": facts,
        "place": row.place,
    }


def _ended(found: Situation, names: dict[str, str]) -> str:
    """How it ended: a letter or signature in its own words."""
    if found.matter.kind in KINDS and found.letter.is_of_plan:
        return status_of(found.letter, found.force.calendar, names).word
    return labels.ended(found.matter.outcome, found.matter.kind)


def _light(found: Situation) -> Light:
    matter, calendar = found.matter, found.force.calendar
    if not matter.is_open or matter.is_hatched or matter.phase.value == "blocked":
        return NO_LIGHT
    if matter.phase.value in TO_ANSWER:
        lapse = lapse_at(matter, found.force)
        return shining(last_day_before(lapse, calendar) if lapse else None, calendar, found.now)
    day, why = due_day(matter, calendar, found.now).day, ease(matter).value
    end = minutes_end(matter, found.force, found.now)
    return shining(day, calendar, found.now, why=why, lights=matter.policy.lights, end=end)


def _dates(found: Situation, names: dict[str, str]) -> dict[str, Any]:
    matter, calendar = found.matter, found.force.calendar
    due = due_day(matter, calendar, found.now)
    note = found.row.due_text
    if matter.due:
        original = with_weekday(matter.due, found.now) if matter.is_open else in_words(matter.due)
        note = _("original %(day)s") % {"day": original}
    value = "–"
    if matter.phase is Phase.UNDERWAY and not (due.day or matter.due or matter.grants):
        value = _("no day agreed")
    if due.day:
        value = with_weekday(due.day, found.now) if matter.is_open else in_words(due.day)
    fact = {"label": _("Due"), "value": value, "note": note, "late": matter.is_open and due.late > 0}
    return {
        "due_fact": fact,
        "steps": due.steps,
        "answer": due.answer,
        "warning": due.warning,
        "silence": silence(matter, found.force, names) if matter.is_open else "",
    }


def _entries(found: Situation, offer: offering.Offered, names: dict[str, str]) -> list[dict[str, Any]]:
    entries = told_entries(found, names)
    for entry in entries:
        entry["answers"] = offer.answers.get(entry["version"], [])
        if entry["pending"]:
            entry["facts"].append(("", _("time alone has done this; the clock will record it at this instant")))
    return entries


def _waiting(found: Situation, names: dict[str, str]) -> str:
    holder = found.matter.holder
    if holder is None:
        return _("This matter is closed.")
    return _("It is with %(holder)s. Until then nothing here is yours to do.") % {"holder": names.get(holder, holder)}


def _related(found: Situation, names: dict[str, str]) -> dict[str, Any]:
    groups = (
        (_("beside it"), found.sides), (_("tied to it"), found.tied), (_("part of it"), found.parts),
        (_("asked in the same go"), found.siblings),
    )  # fmt: skip
    rows = [
        {"cells": [
            {"text": row.title, "url": matter_url(row.stream), "note": labels.kind(row.kind)},
            {"text": word, "label": _("How it is related")},
            {"text": labels.standing(row.phase, row.outcome, row.is_open, row.kind), "label": _("Status")},
            {"text": names.get(row.holder, "–"), "label": _("Held by")},
        ]}
        for word, group in groups for row in group
    ]  # fmt: skip
    columns = [
        {"label": _("Matter"), "wide": True}, {"label": _("How it is related")}, {"label": _("Status")},
        {"label": _("Held by")},
    ]  # fmt: skip
    return {"label": _("Related matters"), "columns": columns, "rows": rows, "empty": "", "stack": True}


def _strip(found: Situation, names: dict[str, str], *, past: bool) -> Strip:
    calendar = found.force.calendar
    bars = held(found.spans, found.matter, calendar, found.now)
    row = Row(found.row.title or "–", bars, note=labels.phase(found.matter.phase.value, found.row.kind))
    return draw([row], holders(desks_in_order(found.spans), names), calendar, found.now, past=past)
