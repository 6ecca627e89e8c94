"""The hearing of a proposal, told on the proposal's own page: how it stands, and the answer's form for who is heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qiantou.access.guards import Standing
from qiantou.core.advance import lapse_at
from qiantou.core.gate import ACCOUNTABILITY, HEARING
from qiantou.desk import labels, offering
from qiantou.desk.addresses import matter_url
from qiantou.desk.clocks import TO_ANSWER, last_day_before
from qiantou.desk.situation import Situation, situation
from qiantou.desk.templatetags.dates import day


@dataclass(frozen=True)
class Heard:
    """`waits`: whether the reader's own desks are those that are asked. `cards`: their moves of the hearing."""

    fact: dict[str, Any]
    waits: bool = False
    cards: tuple[offering.Card, ...] = ()


def heard(found: Situation, seen: Standing) -> Heard | None:
    """What the page of a proposal says of its hearing; None for another page, or a reader it does not open to."""
    row = next((side for side in found.sides if side.kind == HEARING), None)
    if row is None or found.matter.kind != ACCOUNTABILITY:
        return None
    own = situation(row, seen)
    until = _until(own)
    stands = _("open until %(day)s") % {"day": until} if until else labels.standing(
        own.matter.phase.value, own.matter.outcome, own.matter.is_open, HEARING
    )  # fmt: skip
    fact = {"label": _("Hearing of the unit"), "value": stands, "url": matter_url(row.stream)}
    asked = own.matter.is_open and own.matter.holder == own.matter.doer
    if not asked or own.matter.doer not in seen.desks_on(HEARING, own.matter.joint):
        return Heard(fact)
    cards = sorted(offering.offered(own, seen).cards, key=lambda card: card.move != "deliver")
    for card in cards:
        card.likely = card.move == "deliver"
    return Heard(fact, waits=True, cards=tuple(cards))


def _until(own: Situation) -> str:
    """The last day on which the unit may still answer; empty where it answered, or where nobody waits for it."""
    if not own.matter.is_open or own.matter.phase.value not in TO_ANSWER:
        return ""
    lapse = lapse_at(own.matter, own.force)
    return day(last_day_before(lapse, own.force.calendar)) if lapse else ""
