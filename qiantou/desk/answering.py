"""A letter or signature on the page of its matter: its own lines first, when and how to answer, every point so far.

Nothing here decides: the forms are cards of the page like any other move, only wide enough for several lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.advance import lapse_at
from qiantou.core.kernel import Stream
from qiantou.core.kinds import Phase, Silence
from qiantou.core.plan import Line, Means, Purpose
from qiantou.desk import duty_citing, labels
from qiantou.desk.addresses import ref
from qiantou.desk.advice_parity import findings
from qiantou.desk.clocks import last_day_before
from qiantou.desk.drafted import Owed, deliverable
from qiantou.desk.letter_forms import Answer, Asked, Disposing, LetterForm
from qiantou.desk.letter_status import status_of
from qiantou.desk.letter_words import FATES, ROLES, opinion_note
from qiantou.desk.offering import Card, Offered
from qiantou.desk.situation import Situation, called
from qiantou.desk.stands import desks_in, stands
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.readmodel.opinions import Opinion, letters_of

Names = Mapping[str, str]

KINDS = ("consultation", "signature")
LEGEND = 80
"""Characters of a line above its answer; the whole of it stands in the table."""
MEANS_SILENCE: Mapping[Silence, Promise] = {
    Silence.CONSENT: gettext_lazy("No answer by then counts as no objection; the lead reports it upward as silence."),
    Silence.NOTE: gettext_lazy("No answer by then is no consent; the lead reports it upward as silence."),
    Silence.CLIMB: gettext_lazy("No answer by then puts it before the deciding leader."),
}


def section(found: Situation, offer: Offered, names: Names) -> dict[str, Any] | None:
    """What `desk/letters/letter.html` shows; None for a matter that is neither. Takes its forms out of `offer`."""
    if found.matter.kind not in KINDS or not found.letter.is_of_plan:
        return None
    cards = [card for card in offer.cards if isinstance(card.form, LetterForm)]
    offer.cards = [card for card in offer.cards if card not in cards]
    signed = found.matter.kind == "signature"
    return {
        "heading": _("What is signed") if signed else _("What your unit is asked about"),
        "lines": lines_table(found, names),
        "whole": found.letter.version if signed and not found.letter.lines else "",
        "plan_url": _plan_url(found),
        "reply": _reply(found),
        "silence": _silence(found),
        "ended": None if found.matter.is_open else status_of(found.letter, found.force.calendar, names),
        "round": _round(found),
        "points": points_table(found.opinions) if found.opinions else None,
        "sides": _sides(found, names),
        "paper_url": "" if signed else reverse("letter-paper", args=[ref(found.row.stream)]),
        "cards": [_parted(card) for card in cards],
        "stands": _stands(found, names) if signed and not found.letter.lines else None,
    }


def _plan_url(found: Situation) -> str:
    """What this version says otherwise than the one signed before it; all of it where none was."""
    version = found.letter.version
    signed = [f"v{one.number}" for one, _entry in found.plan.versions if one.purpose is not Purpose.CONSULTATION]
    before = signed[: signed.index(version)] if version in signed else []
    asked = urlencode({"earlier": before[-1] if before else "", "later": version})
    return f"{reverse('plan-versions', args=[ref(found.row.joint)])}?{asked}"


def _stands(found: Situation, names: Names) -> dict[str, Any]:
    """Before the sponsor signs: what stands in the whole joint work."""
    letters = letters_of(Stream(found.row.joint))
    known = {**called(desks_in(letters, found.plan) - names.keys()), **names}
    told = [said for _code, said in findings(found.plan, known)]
    return {**stands(letters, found.plan, known, found.force), "findings": told}


def lines_table(found: Situation, names: Names) -> dict[str, Any]:
    """The lines of the letter as they were put out, the doer's own first."""
    then = found.plan.at(found.letter.version)
    doer = found.matter.doer
    owed = [(name, then[name]) for name in found.letter.lines if name in then]
    owed.sort(key=lambda item: not (isinstance(item[1], Line) and item[1].unit == doer))
    cited = duty_citing.words_of((value for _name, value in owed), found.force.day)
    columns = [
        {"label": _("Line")}, {"label": _("What is owed"), "wide": True}, {"label": _("Role")}, {"label": _("Due")},
        {"label": _("Not later than")}, {"label": _("Duty cited")},
    ]  # fmt: skip
    rows = [{"cells": line_cells(name, value, doer, cited)} for name, value in owed]
    return {"label": _("Lines"), "columns": columns, "rows": rows, "empty": "", "stack": True}


def line_cells(name: str, value: Owed, doer: str, duties: Names) -> list[dict[str, Any]]:
    """One row: what is not agreed says so."""
    open_ = _("not agreed")
    if isinstance(value, Means):
        due = in_words(value.due) if value.due else open_
        return [
            {"text": name}, {"text": deliverable(value, name), "note": value.amount, "label": _("What is owed")},
            {"text": labels.label(ROLES, "promise"), "label": _("Role")}, {"text": due, "label": _("Due")},
            {"text": "–", "label": _("Not later than")},
            {"text": duties.get(value.duty or value.off_list, "–"), "note": value.source, "label": _("Duty cited")},
        ]  # fmt: skip
    role = "accept" if value.competent == doer else value.role.value
    standard = _("Standard: %(text)s") % {"text": value.standard} if value.standard else ""
    return [
        {"text": name}, {"text": deliverable(value, name), "note": standard, "label": _("What is owed")},
        {"text": labels.label(ROLES, role), "label": _("Role")},
        {"text": in_words(value.due) if value.due else open_, "label": _("Due")},
        {"text": in_words(value.outer) if value.outer else open_, "label": _("Not later than")},
        {"text": duties.get(value.duty or value.off_list, open_), "label": _("Duty cited")},
    ]  # fmt: skip


def points_table(opinions: tuple[Opinion, ...]) -> dict[str, Any]:
    """Every point with what the unit last said and what became of it."""
    columns = [
        {"label": _("Line")}, {"label": _("Opinion"), "wide": True}, {"label": _("What became of it")},
        {"label": _("The lead's reason"), "wide": True},
    ]  # fmt: skip
    rows = [{"cells": _point_cells(one)} for one in opinions]
    return {"label": _("Points"), "columns": columns, "rows": rows, "empty": "", "stack": True}


def _point_cells(one: Opinion) -> list[dict[str, Any]]:
    return [
        {"text": one.raised.about or _("the whole")},
        {"text": one.words, "note": opinion_note(one), "label": _("Opinion")},
        {"text": labels.label(FATES, one.fate), "label": _("What became of it")},
        {"text": one.reply or "–", "label": _("The lead's reason")},
    ]  # fmt: skip


def _reply(found: Situation) -> str:
    matter = found.matter
    lapse = lapse_at(matter, found.force) if matter.stage is Phase.OFFERED else None
    if lapse is None:
        return ""
    return _("Reply by %(day)s.") % {"day": in_words(last_day_before(lapse, found.force.calendar))}


def _silence(found: Situation) -> str:
    meaning = found.matter.policy.meaning(Phase.OFFERED, dispatch=found.matter.basis.dispatch)
    said = MEANS_SILENCE.get(meaning) if meaning is not None and found.matter.is_open else None
    return str(said or "")


def _round(found: Situation) -> str:
    matter = found.matter
    if not matter.policy.pointed or not matter.is_open:
        return ""
    now = matter.round + (1 if matter.stage is Phase.OFFERED else 0)
    return _("Round %(now)s of %(most)s at most; then the deciding leader has it.") % {
        "now": min(now, matter.policy.rounds + 1), "most": matter.policy.rounds,
    }  # fmt: skip


def _sides(found: Situation, names: Names) -> list[dict[str, Any]]:
    """While it is before the leader: of each open point both positions, side by side."""
    if found.matter.stage is not Phase.REFERRED:
        return []
    return [
        {"about": one.raised.about or _("the whole"), "sides": positions(one, found, names)}
        for one in found.opinions
        if one.is_open
    ]


def positions(one: Opinion, found: Situation, names: Names) -> list[dict[str, Any]]:
    unit, lead = found.matter.doer, found.matter.asker
    return [
        {"hue": "1", "says": one.words, "who": names.get(unit, unit), "note": opinion_note(one)},
        {"hue": "2", "says": one.reply or _("not answered yet"), "who": names.get(lead, lead),
         "note": labels.label(FATES, one.answers[-1].disposal.outcome) if one.answers else ""},
    ]  # fmt: skip


def _parted(card: Card) -> dict[str, Any]:
    form = card.form
    assert isinstance(form, LetterForm)
    return {"move": card, "parts": [_part(form, one) for one in form.parts]}


def _part(form: LetterForm, one: Asked) -> dict[str, Any]:
    """One fieldset: its legend, what stands there now, the choice, and what is written under it."""
    owed, opinion = form.owed(one.about), form.opinions.get(one.number or 0)
    said = Truncator(deliverable(owed, "")).chars(LEGEND)
    legend = f"{one.about} {said}" if one.about else _("The plan as a whole")
    choice = form.bound(one, "answer", "outcome")
    further = form.bound(one, "due", "proposal", "reason")
    carry = form.bound(one, "carry")
    filled = any(field.errors or field.data for field in (*further, *choice)) if form.is_bound else False
    return {
        "legend": legend,
        "opinion": opinion,
        "note": opinion_note(opinion) if opinion else _now(owed),
        "answer": _last_answer(opinion) if isinstance(form, Answer) else None,
        "choice": choice,
        "further": further,
        "folds": isinstance(form, Answer),
        "open": filled or opinion is not None,
        "carry": carry,
        "carried": _carried(form, one) if carry and isinstance(form, Disposing) else "",
    }


def _now(owed: Owed | None) -> str:
    if isinstance(owed, Line) and owed.due:
        return _("due %(day)s") % {"day": in_words(owed.due)}
    return ""


def _last_answer(opinion: Opinion | None) -> dict[str, str] | None:
    if opinion is None or not opinion.answers:
        return None
    disposal = opinion.answers[-1].disposal
    return {"outcome": labels.label(FATES, disposal.outcome), "reason": disposal.reason}


def _carried(form: Disposing, one: Asked) -> str:
    """What the line would then say."""
    line = form.carried(one)
    if line is None:
        return ""
    due = in_words(line.due) if line.due else _("not agreed")
    return _("The line then reads: %(text)s · due %(day)s") % {"text": line.deliverable, "day": due}
