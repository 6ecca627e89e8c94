"""The moves of a page: which are the reader's now, as forms, the likely one first; and recording for others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from qiantou.access.guards import Standing, unhidden
from qiantou.core.arbiter import overseers
from qiantou.core.dispute import is_for_opinion
from qiantou.core.facts import Declined, Delivered
from qiantou.core.guidance import GUIDANCE, says_nothing
from qiantou.core.kernel import Desk, Recorded
from qiantou.core.kinds import NOT_OURS, Phase
from qiantou.core.offered_moves import answerable, possible_moves
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url, ref
from qiantou.desk.asked_forms import RuleFirst
from qiantou.desk.forms import DeskField, MoveForm
from qiantou.desk.letter_forms import LetterForm
from qiantou.desk.moving import way_of
from qiantou.desk.precedence import works_told
from qiantou.desk.situation import Situation, called
from qiantou.desk.unanswered import warning
from qiantou.readmodel.models import MatterRow

LIKELY = {
    "offered": "accept", "countered": "amend", "declined": "offer-to", "underway": "deliver",
    "delivered": "accept-delivery", "referred": "rule",
}  # fmt: skip
PAPER = "…"
DECISIONS = frozenset({"rule", "assign", "pass-up", "lift"})
"""What a leader wrote by hand is entered with its photo."""
SILENT = frozenset({"accept", "counter", "reserve"})
APART = {"decline": "not-ours", "block": "block-outside", "variation": "hand-over"}
"""What is one form for the desk itself, and two for who records it and names a paper besides."""


@dataclass
class Card:
    """One move on the page; see desk/parts/move.html."""

    code: str
    move: str
    desk: Desk
    label: str
    then: str
    action: str
    form: MoveForm
    likely: bool = False
    grave: bool = False
    open: bool = False
    hint: str = ""


@dataclass
class Offered:
    """What the reader may do here. `answers`: forms to confirm or contest, by the entry recorded for them."""

    cards: list[Card] = field(default_factory=list)
    answers: dict[int, list[Card]] = field(default_factory=dict)
    record_for: list[Desk] = field(default_factory=list)
    recording: Desk | None = None

    @property
    def needs_names(self) -> bool:
        """Whether a form asks for a unit by its name."""
        return any(isinstance(entry, DeskField) for card in self.cards for entry in card.form.fields.values())


def offered(
    situation: Situation, seen: Standing, *, wanted: str = "", recording: Desk | None = None,
    bound: tuple[str, MoveForm] | None = None,
) -> Offered:  # fmt: skip
    """The moves of the reader's desks, or those it may record for the desk `recording`. `bound`: a form sent
    and refused, kept with what was typed even where its move is no longer possible."""
    found = Offered(recording=recording)
    recorder = recorder_for(situation, seen, recording) if recording else None
    acting = (recording,) if recording and recorder else () if recording else involved(situation, seen)
    for number, desk in enumerate(acting):
        for move in _codes(situation, desk, recorder, wanted):
            code = f"{move}{number + 1}" if number else move
            found.cards.append(_card(situation, move, desk, code=code, recorded=recorder is not None, bound=bound))
        if recorder is None:
            for version in answerable(situation.matter, desk, situation.context):
                found.answers.setdefault(version, []).extend(_answers(situation, desk, version, bound))
    if bound is not None and not _is_shown(found, bound[1]):
        desk = Desk(str(bound[1]["desk"].value()))
        found.cards.insert(0, _card(situation, bound[0], desk, code=bound[0], recorded=False, bound=bound))
    _unfold(found.cards, situation, wanted)
    if not recording and situation.matter.is_open:
        found.record_for = [desk for desk in _others(situation, seen) if recorder_for(situation, seen, desk)]
    return found


def named(situation: Situation, wish: str) -> Desk | None:
    """The desk that an address asks to record for; None for none. Raises Http404 for one without a part in it."""
    matter = situation.matter
    part = (matter.holder, matter.doer, matter.asker, matter.arbiter, *(desk for _, desk, _ in matter.recorders))
    if wish and wish not in part:
        raise Http404
    return Desk(wish) if wish else None


def involved(situation: Situation, seen: Standing) -> tuple[Desk, ...]:
    """Those of the reader's desks that have a part in the matter."""
    matter = situation.matter
    named = {desk for _, desk, _ in matter.recorders}
    contacts = {situation.force.unit_of(desk) for desk in named if desk.startswith("o:")}
    told = overseers(matter, situation.force) if matter.is_open else ()
    part = {matter.asker, matter.doer, matter.arbiter, matter.holder, matter.mover, *named, *contacts, *told}
    return tuple(desk for desk in seen.desks_on(matter.kind, matter.joint) if desk in part)


def recorder_for(situation: Situation, seen: Standing, desk: Desk) -> Desk | None:
    """The reader's desk that may record a move for `desk`; None if it may move for itself or none may."""
    if desk in seen.desks_on(situation.matter.kind, situation.matter.joint):
        return None
    for mine in seen.desks:
        recorded = Recorded(mine, situation.context.force.day, PAPER, PAPER)
        if possible_moves(situation.matter, desk, situation.context, recorded=recorded):
            return mine
    return None


def _codes(situation: Situation, desk: Desk, recorder: Desk | None, wanted: str) -> Iterator[str]:
    day: date = situation.context.force.day
    recorded = Recorded(recorder, day, PAPER, PAPER) if recorder else None
    for code in possible_moves(situation.matter, desk, situation.context, recorded=recorded):
        if code == "deliver" and situation.matter.policy.opinions:
            continue  # what it delivers is published on its own page
        if code in SILENT and _is_opinion(situation):
            continue  # the sentence is the answer: none closes it without a word
        yield code
        if recorded and code in APART and (code != "decline" or NOT_OURS in situation.matter.policy.grounds):
            yield APART[code]
        if code == "block" and wanted == "block-by":
            yield "block-by"


def _is_opinion(situation: Situation) -> bool:
    """Whether one sentence on an incoming paper is asked for; a word within a joint work may be a consent."""
    return situation.matter.kind == "word" and not situation.matter.joint


def _others(situation: Situation, seen: Standing) -> list[Desk]:
    matter = situation.matter
    part = dict.fromkeys(desk for desk in (matter.holder, matter.doer, matter.asker, matter.arbiter) if desk)
    return [desk for desk in part if desk not in seen.desks]


def _card(
    situation: Situation, move: str, desk: Desk, *, code: str, recorded: bool,
    bound: tuple[str, MoveForm] | None,
) -> Card:  # fmt: skip
    address = reverse("move", args=[ref(situation.row.stream), move])
    kept = bound[1] if bound is not None and bound[0] == move and bound[1]["desk"].value() == desk else None
    form = kept or empty_form(situation, move, desk, code=code, recorded=recorded)
    return Card(
        code=code, move=move, desk=desk, form=form,
        label=_called(situation, move, desk),
        then=_then(situation, move, desk if recorded else ""),
        action=f"{address}?for={quote(desk)}" if recorded else address,
        grave=move in labels.GRAVE, open=kept is not None,
    )  # fmt: skip


def _called(situation: Situation, move: str, desk: Desk) -> str:
    """What the move is called; taking up what one is told of is to object."""
    matter = situation.matter
    if move == "refer" and matter.policy.overseen and not matter.is_party(desk):
        return _("I object")
    if move == "pass-up" and is_for_opinion(matter):
        return _("Give the opinion and pass it up")
    if move == "block" and desk != matter.doer:
        return _("Name the superior who blocks it, in the township's stead")
    return labels.move(move, settles=matter.policy.settles, kind=matter.kind)


def _then(situation: Situation, move: str, recorded_for: str) -> str:
    """What follows, before it bites; a block may also name an open matter, on a form of its own."""
    words = labels.then(move, situation.matter.kind)
    if move == "accept-delivery":
        return format_html("{} {}", words, warning(situation.sides))
    if move != "block":
        return words
    named = f"?for={quote(recorded_for)}&" if recorded_for else "?"
    address = f"{matter_url(situation.row.stream)}{named}move=block-by#move-block-by"
    link = format_html('<a href="{}">{}</a>', address, _("It waits for an open matter"))
    return format_html("{} {}", words, link)


def empty_form(situation: Situation, move: str, desk: Desk, *, code: str, recorded: bool) -> MoveForm:
    initial: dict[str, Any] = {"version": situation.version, "desk": desk}
    form = way_of(move, situation.matter).form(matter=situation.matter, code=code, initial=initial)
    fit(form, situation, move, recorded=recorded)
    return form


def fit(form: MoveForm, situation: Situation, move: str, *, recorded: bool) -> None:
    """What a form needs besides its kind: whose sections are known, the paper, the matters one may wait for."""
    for asked in form.fields.values():
        if isinstance(asked, DeskField):
            asked.homes = situation.seen.homes
    if recorded:
        form.record(situation.context.force.day)
        if move in DECISIONS:
            form.photograph()
    if isinstance(form, LetterForm):
        form.know(situation.plan, situation.opinions, situation.context.force.day)
    if move == "offer-to":
        form.fields["doer"].initial = _named_instead(situation)
    if isinstance(form, RuleFirst):
        form.know(works_told(situation))
    if move == "block-by":
        form.fields["blocker"].choices = list(_blockers(situation, recorded=recorded))  # type: ignore[attr-defined]


def _named_instead(situation: Situation) -> str:
    """The name of the unit that the last refusal says it is the duty of; empty for none."""
    last = situation.entries[-1].event
    whose = last.whose if isinstance(last, Declined) else None
    return called([whose]).get(whose, "") if whose else ""


def _blockers(situation: Situation, *, recorded: bool) -> Iterator[tuple[str, str]]:
    """Open matters the doer may wait for: what it asked of others, and the obstacles of the joint work.

    Whoever records for the doer is shown none that the doer asked for elsewhere, and nobody an inner affair of
    a unit it does not sit in.
    """
    owed = Q(asker=situation.row.doer)
    if recorded:
        owed &= Q(stream__in=[row.stream for row in situation.relatives])
    if situation.row.joint:
        owed |= Q(joint=situation.row.joint, kind="obstacle")
    others = MatterRow.objects.filter(owed, unhidden(situation.seen)).exclude(stream=situation.row.stream)
    yield from others.filter(is_open=True).order_by("-changed").values_list("stream", "title")[:100]


def _answers(situation: Situation, desk: Desk, version: int, bound: tuple[str, MoveForm] | None) -> list[Card]:
    cards = []
    for move in ("confirm", "contest"):
        card = _card(situation, move, desk, code=f"{move}{version}", recorded=False, bound=bound)
        card.form.initial["entry"] = version
        cards.append(card)
    return cards


def _is_shown(found: Offered, form: MoveForm) -> bool:
    answers = (card for cards in found.answers.values() for card in cards)
    return any(card.form is form for card in (*found.cards, *answers))


def names_nothing(situation: Situation) -> bool:
    """Whether an answer to a question for guidance waits for its asker and names nothing to do."""
    last = next((entry.event for entry in reversed(situation.entries) if isinstance(entry.event, Delivered)), None)
    waits = situation.matter.kind == GUIDANCE and situation.matter.stage is Phase.DELIVERED
    return waits and last is not None and not last.files and says_nothing(last.note)


def _unfold(cards: Sequence[Card], situation: Situation, wanted: str) -> None:
    """The likely move of the phase first and open; the one asked for in the address open too."""
    likely = LIKELY.get(situation.matter.phase.value, "")
    if likely == "accept" and _is_opinion(situation):
        likely = "deliver"
    if any(card.move == "take-least" for card in cards):
        likely = "take-least"
    if names_nothing(situation):
        likely = "return"
    for card in cards:
        card.likely = card.move == likely and card.desk == situation.matter.holder
        card.open = card.open or wanted in (card.code, card.move)
