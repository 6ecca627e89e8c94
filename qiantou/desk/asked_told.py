"""What entries of guidance, calls, data requests and which-first say besides words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from qiantou.core.facts import Declined, Delivered, Event, Offered, Reported, Ruled
from qiantou.core.repeating import Repeats
from qiantou.core.withholding import Withheld
from qiantou.desk import labels
from qiantou.desk.asked_words import EVERY, LEAST, SATISFIED
from qiantou.desk.exemption_words import OUTCOMES
from qiantou.desk.templatetags.dates import day, listed

Names = Mapping[str, str]
Facts = list[tuple[str, str]]


def asked_desks(event: Event) -> set[str | None]:
    """The desks that such an entry speaks of."""
    match event:
        case Offered(first=first, touches=touches, between=between):
            return {first, *touches, *between}
        case Declined(withheld=Withheld(approver=approver)):
            return {approver}
        case Delivered(told=told):
            return {*told}
        case Reported(hearing=hearing) if hearing is not None:
            return {*hearing.present}
        case _:
            return set()


def asked_facts(event: Offered, names: Names) -> Facts:
    found: Facts = []
    if event.first is not None:
        found.append((_("coordinates"), names.get(event.first, event.first)))
    if event.touches:
        found.append((_("concerns"), listed(names.get(desk, desk) for desk in event.touches)))
    if event.repeats is not None:
        found.append((_("repeats"), repeats_words(event.repeats)))
    if event.reads:
        found.append((_("own reading"), _("counts as diligence until an answer comes")))
    return found


def exempted_facts(event: Event, names: Names) -> Facts:
    """What entries of an application for exemption, and of the clearing of a name, say besides words."""
    match event:
        case Offered(caused=caused) if caused is not None:
            return [(_("went wrong on"), day(caused))]
        case Reported(hearing=hearing) if hearing is not None:
            heard = listed(names.get(desk, desk) for desk in hearing.present)
            return [(_("hearing"), _("need not be heard, in its own words") if hearing.waived else heard)]
        case Delivered(verdict=verdict) | Ruled(verdict=verdict) if verdict is not None:
            return [(_("decision"), labels.label(OUTCOMES, verdict.outcome))]
        case Delivered(told=told) if told:
            return [(_("told"), listed(names.get(desk, desk) for desk in told))]
        case _:
            return []


def repeats_words(repeats: Repeats) -> str:
    facts = {"every": labels.label(EVERY, repeats.rhythm.every.value), "until": day(repeats.until)}
    return _("%(every)s until %(until)s") % facts


def withheld_facts(withheld: Withheld, names: Names) -> Facts:
    return [
        (_("what can still be given"), labels.label(LEAST, withheld.least)),
        (_("may approve it"), names.get(withheld.approver, withheld.approver)),
    ]


def rating_facts(solved: bool, satisfied: str) -> Facts:
    return [(_("solved"), _("yes") if solved else _("no")), (_("the caller"), labels.label(SATISFIED, satisfied))]
