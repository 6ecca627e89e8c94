"""The page of one case (待决策): both sides, the answers and what each sets in motion, whose days, the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.access.guards import Standing, opens_joint, standing
from qiantou.access.models import Account
from qiantou.core.deciding import Foreseen, Terms, answers
from qiantou.core.kernel import Rejected
from qiantou.core.kinds import Effect
from qiantou.core.numbering import Form
from qiantou.core.offered_moves import TRY_ANOTHER
from qiantou.desk import contest_told, labels
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.clocks import silence, since_words
from qiantou.desk.deciding_case import Brought, fits, held_days
from qiantou.desk.deciding_forms import FORMS, form_of, proposed
from qiantou.desk.deciding_grounds import grounds
from qiantou.desk.deciding_sides import positions
from qiantou.desk.deciding_words import GRAVE, called, follows, suggests
from qiantou.desk.forms import DeskField, MoveForm
from qiantou.desk.frame import directory, offered_names
from qiantou.desk.offering import fit
from qiantou.desk.papers_about import of_matter
from qiantou.desk.papers_numbers import Issued, box_of
from qiantou.desk.situation import titled
from qiantou.desk.talk import told_entries
from qiantou.desk.templatetags.dates import brief, day
from qiantou.readmodel.models import MatterRow

RECORD = 12  # entries of the record shown; the whole stands on the matter's page
NEEDS_A_DESK = ("doer", "name", "means", "lead")


@dataclass
class Card:
    """One answer: its form, and what it sets in motion, once enough is known to say so."""

    code: str
    label: str
    form: MoveForm
    action: str
    seen: Foreseen | None = None
    grave: bool = False
    open: bool = False
    asks: bool = False  # whether a day or a desk has to be filled in before it is known what follows
    follows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def first(self) -> str:
        """The first thing that follows, to be read before the answer is opened."""
        return str(self.follows[0]["then"][0]) if self.follows else ""


@dataclass(frozen=True)
class Refused:
    """A form that was sent and not carried out: refused, or only asked what would follow."""

    code: str
    form: MoveForm
    terms: Terms | None = None


def case_page(
    request: HttpRequest, brought: Brought, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The whole page. `refused`: a form kept with what was typed."""
    account = cast(Account, request.user)
    seen = standing(account)
    found, force = brought.found, brought.found.force
    cards = list(_cards(brought, seen, refused)) if brought.own else []
    joint_opens = opens_joint(found.row.joint, (found.matter.asker, found.matter.doer), seen)
    names = directory(request, titled([found.row.joint]))
    titles = titles_of(brought)
    for card in cards:
        card.label = called(card.code, brought.case, titles, names)
        card.follows = follows(card.seen, force, names, titles) if card.seen is not None else []
        if card.code == "person":
            card.follows.append(suggests(brought.case, names))
    asks_names = any(isinstance(one, DeskField) for card in cards for one in card.form.fields.values())
    context = {
        "title": found.row.title or _("(the words were erased)"),
        "kind": labels.kind(found.row.kind),
        "hue": labels.HUES.get(found.row.kind, "none"),
        "ref": ref(found.row.stream),
        "code": code_of(found.row.stream),
        "url": matter_url(found.row.stream),
        "joint": (ref(found.row.joint), names.get(found.row.joint, "")) if found.row.joint else None,
        "joint_opens": joint_opens,
        "lede": waiting(brought, names),
        "why": labels.label(labels.REFERRALS, found.matter.referral or "silence"),
        "acting": names.get(brought.decides, brought.decides) if _acts(brought, seen) else "",
        "sides": positions(brought, names),
        "notes": list(contest_told.notes(found)),
        "cards": cards,
        "prepares": brought.own is None,
        "note_url": reverse("decide-note", args=[ref(found.row.stream)]) if brought.recorder else "",
        "paper_url": reverse("decide-paper", args=[ref(found.row.stream)]),
        "number_box": box_of(_numbered(brought), seen, force),
        "days": _days(brought, names),
        "grounds": grounds(brought, names, joint_opens=joint_opens),
        "work": _work(brought, names),
        "entries": told_entries(found, names)[-RECORD:],
        "now": found.now,
        "desk_names": offered_names(names, seen, force) if asks_names else [],
    }
    return render(request, "desk/deciding/case.html", context, status=status)


def _numbered(brought: Brought) -> Issued:
    row = brought.found.row
    title, back = f"{_('Approval slip')} · {row.title}", reverse("decide-case", args=[ref(row.stream)])
    return Issued(Form.APPROVAL, of_matter(row.stream), brought.decides, title, back)


def code_of(stream: str) -> str:
    """The short code on the approval slip: twelve digits in threes."""
    short = ref(stream)
    return "-".join(short[place : place + 4] for place in range(0, len(short), 4))


def waiting(brought: Brought, names: Mapping[str, str]) -> str:
    """How long it has been with who decides, and what his silence comes to."""
    found = brought.found
    since = found.spans[-1].start if found.spans else found.now
    told = _("With %(desk)s %(since)s.") % {
        "desk": names.get(brought.decides, brought.decides),
        "since": since_words(since, found.now, found.force.calendar),
    }
    if found.matter.listed:
        return f"{told} {_('It is on the list of the next coordination meeting.')}"
    return f"{told} {silence(found.matter, found.force, names)}".strip()


def _acts(brought: Brought, seen: Standing) -> bool:
    """Whether the reader decides for a leader who is away."""
    return brought.own is not None and brought.own not in seen.posts


def _cards(brought: Brought, seen: Standing, refused: Refused | None) -> Iterator[Card]:
    """The answers the rule admits now. Where a desk has yet to be named, what follows is told once it is."""
    for code in answers(brought.case):
        kept = refused if refused is not None and refused.code == code else None
        form = kept.form if kept else new_form(brought, code)
        terms = kept.terms if kept else Terms(due=proposed(code, brought.case).get("due"))
        outcome = _outcome(brought, code, terms, seen)
        if kept is None and not _is_open(brought, code, outcome):
            continue
        tells = outcome if isinstance(outcome, Foreseen) else None
        action = reverse("decide-answer", args=[ref(brought.found.row.stream), code])
        yield Card(code, "", form, action, tells, grave=code in GRAVE, open=kept is not None, asks=code in FORMS)


def admitted(brought: Brought, seen: Standing) -> dict[str, Foreseen | Rejected | None]:
    """The answers the rule admits now, as far as that is known before anything is filled in; see `_outcome`."""
    tried = {
        code: _outcome(brought, code, Terms(due=proposed(code, brought.case).get("due")), seen)
        for code in answers(brought.case)
    }
    return {code: outcome for code, outcome in tried.items() if _is_open(brought, code, outcome)}


def _outcome(brought: Brought, code: str, terms: Terms | None, seen: Standing) -> Foreseen | Rejected | None:
    """What the answer sets in motion or why it is refused; None while what it turns on is to be filled in."""
    return None if terms is None or _lacks(code, terms) else fits(brought, code, terms, seen)


def _is_open(brought: Brought, code: str, outcome: Foreseen | Rejected | None) -> bool:
    if code == "lead" and not _may_put_up(brought):
        return False
    return not isinstance(outcome, Rejected) or outcome.code in TRY_ANOTHER


def new_form(brought: Brought, code: str) -> MoveForm:
    """An empty form of the answer."""
    initial = {
        "version": brought.found.version, "desk": brought.decides, "command_id": uuid4().hex,
        **proposed(code, brought.case),
    }  # fmt: skip
    form = form_of(code)(matter=brought.found.matter, code=code, initial=initial)
    fit(form, brought.found, "assign", recorded=False)
    return form


def _lacks(code: str, terms: Terms) -> bool:
    """Whether what the answer turns on is still to be filled in."""
    if code in NEEDS_A_DESK:
        return terms.desk is None
    return code in FORMS and terms.due is None


def _may_put_up(brought: Brought) -> bool:
    charter = brought.charter
    return charter is not None and brought.found.force.stands_over(brought.decides, charter.lead)


def titles_of(brought: Brought) -> dict[str, str]:
    """The titles of the case, of what is tied to it, and of the two works of which one goes first; no or one query."""
    rows: list[MatterRow] = [brought.found.row, *brought.found.relatives]
    found = {row.stream: row.title for row in rows}
    if brought.case.matter.policy.effect is Effect.FIRST:
        asked = [name for name in brought.case.matter.about if name not in found]
        found |= dict(MatterRow.objects.filter(stream__in=asked).values_list("stream", "title"))
    return found


def _days(brought: Brought, names: Mapping[str, str]) -> dict[str, Any]:
    """Who had the case, and the work beside it, in hand, and how long: working time, added up from the record."""
    length = brought.found.force.calendar.day_minutes
    beside = bool(brought.told)
    columns = [{"label": _("Held by")}, {"label": _("This case"), "num": True}]
    columns += [{"label": _("The work"), "num": True}] if beside else []
    rows = []
    for desk, (own, work) in held_days(brought).items():
        cells = [{"text": names.get(desk, desk)}, _time(own, length, _("This case"))]
        rows.append({"cells": cells + ([_time(work, length, _("The work"))] if beside else [])})
    return {"label": _("Days with each holder"), "columns": columns, "rows": rows, "empty": _("Nobody has had it yet.")}


def _time(minutes: int, length: int, label: str) -> dict[str, Any]:
    return {"text": brief(minutes, length) if minutes else "–", "num": True, "label": label}


def _work(brought: Brought, names: Mapping[str, str]) -> dict[str, Any] | None:
    """The work beside the case: how it stands, its rungs so far, and whether anything moved on each."""
    parent, work = brought.parent, brought.case.work
    if parent is None or work is brought.case.matter:
        return None
    calendar = brought.found.force.calendar
    rungs = [
        {"cells": [
            {"text": labels.label(labels.RUNGS, taken.rung.value)},
            {"text": day(calendar.day_of(taken.at)), "label": _("Day")},
            {"text": _("the doer moved") if taken.moved else _("nothing moved"), "label": _("What came of it")},
        ]}
        for taken in work.rungs
    ]  # fmt: skip
    columns = [{"label": _("Rung")}, {"label": _("Day")}, {"label": _("What came of it")}]
    due = parent.due_now or parent.due
    facts = [
        {"label": _("Matter"), "value": parent.title, "url": matter_url(parent.stream)},
        {"label": _("Held by"), "value": names.get(parent.holder, "–")},
        {"label": _("Status"), "value": labels.standing(parent.phase, parent.outcome, parent.is_open, parent.kind)},
        {"label": _("Due"), "value": day(due)},
    ]
    table = {"label": _("Rungs so far"), "columns": columns, "rows": rungs, "empty": "", "stack": True}
    return {"facts": facts, "rungs": table}
