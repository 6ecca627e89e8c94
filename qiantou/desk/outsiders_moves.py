"""What a desk may do behind its link: the moves that the rules let it make now, in plain words, as forms of their own.

No form there names a unit by typing: who could remove an obstacle is chosen among the two it deals with, so nobody
learns from a link what other units there are. A whole plan or a mandate is signed with an account or on paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiantou.access.link_rows import Link
from qiantou.acts.execute import Receipt, Step, execute_all
from qiantou.core.kernel import Actor, Desk, Linked, Rejected, Stream
from qiantou.core.kinds import NOT_OURS
from qiantou.core.matter import Matter
from qiantou.core.moves import Confirm
from qiantou.core.offered_moves import answerable, possible_moves
from qiantou.core.recording import contact_of
from qiantou.desk import answering, labels, options_answer
from qiantou.desk.forms import Decline, MoveForm
from qiantou.desk.moving import carry_out, way_of
from qiantou.desk.offering import LIKELY, Card, Offered, fit
from qiantou.desk.situation import Situation
from qiantou.desk.talk import label_of

PLAIN: Mapping[str, str | Promise] = {
    "accept": _("We take it on"),
    "counter": _("We ask for another day or other terms"),
    "decline": _("We cannot take it on"),
    "deliver": _("It is done: hand it in"),
    "report": _("Say how far it is"),
    "block": _("It is stuck: say what is lacking"),
    "variation": _("Ask for more time"),
    "accept-delivery": _("What was delivered is in order"),
    "return": _("Something is still lacking"),
    "amend": _("Agree to the changes, with a day"),
    "insist": _("Stay with what was asked"),
    "remark": _("Add a remark"),
    "confirm": _("Yes, we said so"),
    "contest": _("No, we did not say so"),
}
"""The moves of a link and what they are called there; other moves need an account or a slip."""
SETTLING: Mapping[str, str | Promise] = {"accept": _("We agree"), "decline": _("We do not agree")}
ANSWERS = ("confirm", "contest")
BY_POINTS = ("counter", "amend", "insist")
"""Moves that answer a letter line by line: they need its lines."""
SILENT = ("accept", "counter", "reserve")
"""What the loop knows for a request, and what says nothing where an opinion or a position is asked for."""


class Obstacle(MoveForm):
    """What is lacking, and which of the two sides the desk knows could remove it."""

    reason = forms.CharField(label=_("What is lacking"), max_length=500)
    to = forms.ChoiceField(label=_("Who could remove it"))


@dataclass(frozen=True)
class Behind:
    """A confirmed link: the matter as it stands, whose link it is, and by whose word."""

    link: Link
    found: Situation
    through: Linked
    secret: str

    @property
    def desk(self) -> Desk:
        return Desk(self.link.desk)

    @property
    def actor(self) -> Actor:
        """A link stands for its desk as an account does; the record knows it by its id."""
        return Actor(self.desk, account=self.link.id, through=self.through)


def cards(behind: Behind, names: Mapping[str, str], bound: tuple[str, MoveForm] | None = None) -> list[Card]:
    """The moves open now, the likely one first and open; `bound`: a form that was refused."""
    told = dict.fromkeys([*([bound[0]] if bound else ()), *codes(behind)])
    found = [_card(behind, code, names, bound) for code in told]
    holds = behind.desk == behind.found.matter.holder
    likely = "confirm" if "confirm" in told else LIKELY.get(behind.found.matter.phase.value, "") if holds else ""
    for card in found:
        card.likely = card.move == likely
    return sorted(found, key=lambda card: not card.likely)


def carried_out(code: str, said: Mapping[str, Any], behind: Behind) -> Receipt | None:
    """The move, recorded once; a yes to what was recorded is one to all that was shown. Raises Rejected."""
    if code != "confirm":
        return carry_out(code, said, behind.found.matter, behind.actor)
    stream = Stream(behind.found.row.stream)
    steps = [Step(stream, Confirm(version, said["reason"])) for version in recorded(behind)]
    if not steps:
        raise Rejected("not-recorded-for-another")
    return execute_all(steps, by=behind.actor, command_id=said["command_id"])


def recorded(behind: Behind) -> tuple[int, ...]:
    """The entries recorded for the desk that it has still to answer for, whoever read the code out."""
    return answerable(behind.found.matter, behind.desk, behind.found.context, through=Linked())


def codes(behind: Behind) -> list[str]:
    """The codes of PLAIN that the rules allow this link now."""
    matter, context = behind.found.matter, behind.found.context
    answers: list[str] = []
    if recorded(behind):
        can = answerable(matter, behind.desk, context, through=behind.through)
        answers = list(ANSWERS) if can else ["contest"]
    if behind.link.confirms:
        return answers
    found = possible_moves(matter, behind.desk, context, through=behind.through)
    return [*answers, *plain(behind.found, found)]


def plain(found: Situation, codes: Sequence[str]) -> list[str]:
    """Those of the moves that a link or a slip may make of this matter, in their order."""
    matter = found.matter
    barred: tuple[str, ...] = ("deliver",) if matter.policy.opinions else ()  # published on a page of its own
    if matter.kind == "options" or (matter.kind == "word" and not matter.joint):
        barred += SILENT
    if matter.policy.pointed and not has_lines(found):
        barred += BY_POINTS
    if matter.kind == "signature" and not has_lines(found):
        barred += SILENT  # a whole plan, or a mandate: what is signed has to be read, or consented to in writing
    return [code for code in codes if code in PLAIN and code not in barred]


def has_lines(found: Situation) -> bool:
    """Whether it is a letter or signature about lines of a plan, which can be shown with it."""
    return bool(found.row.joint) and found.letter.is_of_plan and bool(found.letter.lines)


def called_plainly(code: str, matter: Matter) -> str:
    """What a move is called there; on letters and signatures by their own words."""
    own = labels.MOVES_OF.get(matter.kind, {})
    return str({**PLAIN, **(SETTLING if matter.policy.settles else {}), **own}[code])


def laid_out(found: Situation, cards: list[Card], names: Mapping[str, str]) -> dict[str, Any]:
    """The moves, and of a letter or of options what they answer, their forms in parts; no way into the site."""
    offer = Offered(cards)
    letter = answering.section(found, offer, names) if has_lines(found) else None
    options = options_answer.section(found, offer)
    return {
        "letter": {**letter, "paper_url": "", "plan_url": "", "sides": []} if letter else None,
        "options": {**options, "url": ""} if options else None,
        "moves": offer.cards,
    }


def form_for(behind: Behind, code: str, names: Mapping[str, str], data: Any = None) -> MoveForm:
    """The form of one move, empty or as sent. Raises Http404 for a move no link makes."""
    if code not in ANSWERS and (behind.link.confirms or not plain(behind.found, [code])):
        raise Http404
    matter = behind.found.matter
    shape = Obstacle if code == "block" else way_of(code, matter).form
    entry = next(iter(recorded(behind)), None) if code in ANSWERS else None
    initial = {"version": behind.found.version, "desk": behind.desk, "entry": entry}
    form = shape(data, matter=matter, code=code, initial=initial)
    if code == "block":
        sides = dict.fromkeys((matter.asker, contact_of(behind.desk, behind.found.force)))
        form.fields["to"].choices = [(desk, names.get(desk, desk)) for desk in sides if desk]  # type: ignore[attr-defined]
        return form
    fit(form, behind.found, code, recorded=False)
    if code == "contest":
        told = [(told.entry.version, label_of(told.entry.event)) for told in behind.found.told if told.position]
        choices = [(version, label) for version, label in told if version in recorded(behind)]
        form.fields["entry"] = forms.TypedChoiceField(label=_("What you did not say"), choices=choices, coerce=int)
    if isinstance(form, Decline):
        form.fields.pop("whose", None)
        grounds: Any = form.fields["ground"]
        grounds.choices = [choice for choice in grounds.choices if choice[0] != NOT_OURS]
    for name in ("new_doer", "row"):
        form.fields.pop(name, None)
    return form


def _card(behind: Behind, code: str, names: Mapping[str, str], bound: tuple[str, MoveForm] | None) -> Card:
    kept = bound[1] if bound is not None and bound[0] == code else None
    return Card(
        code=code, move=code, desk=behind.desk,
        label=called_plainly(code, behind.found.matter),
        then=labels.then(code, behind.found.matter.kind),
        action=reverse("link-move", args=[behind.secret, code]),
        form=kept or form_for(behind, code, names),
        grave=code in labels.GRAVE, open=kept is not None,
    )  # fmt: skip
