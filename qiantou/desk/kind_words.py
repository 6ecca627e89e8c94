"""A kind's policy in words: limits with their basis, what silence means, and what one policy changes of another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qiantou.core.kinds import EXEMPTION, Phase, Policy, Step, Urgency
from qiantou.core.worktime import Limit, Unit
from qiantou.desk import labels
from qiantou.desk.situation import called

MEANINGS: labels.Labels = {
    "climb": gettext_lazy("goes to the deciding leader"),
    "bind": gettext_lazy("binds the doer, after one reminder to the head"),
    "consent": gettext_lazy("counts as agreed"),
    "close": gettext_lazy("the demand ends"),
    "list": gettext_lazy("goes on the list of the next coordination meeting"),
    "note": gettext_lazy("ends unanswered, and is reported as silence"),
}
HOLDERS: labels.Labels = {
    "offered": gettext_lazy("the doer answers"),
    "countered": gettext_lazy("the asker answers the proposal"),
    "declined": gettext_lazy("the asker decides what then"),
    "delivered": gettext_lazy("the asker reviews"),
    "referred": gettext_lazy("the leader decides"),
}
DEFAULT = "[default]"
BASES: labels.Labels = {
    DEFAULT: gettext_lazy("default of this program; no rule names a number"),
    "[local] not ours is said within 3 working days": gettext_lazy(
        "from a published local rule: “not ours” is said within 3 working days"
    ),
    "[local] reply within 7 working days unless stated": gettext_lazy(
        "from a published local rule: reply within 7 working days unless stated"
    ),
    "[local] countersign within 3 working days": gettext_lazy(
        "from a published local rule: countersigned within 3 working days"
    ),
    "[local] reviewed within 15 working days": gettext_lazy(
        "from a published local rule: reviewed within 15 working days"
    ),
    "[local] on site within 30 minutes": gettext_lazy("from a published local rule: on site within 30 minutes"),
    "[local] emergencies within 2 hours": gettext_lazy("from a published local rule: emergencies within 2 hours"),
    "[local] ordinary calls within 7 days": gettext_lazy("from a published local rule: ordinary calls within 7 days"),
    "[local] hard calls within 15 days": gettext_lazy("from a published local rule: hard calls within 15 days"),
    "stated in the letter": gettext_lazy("stated in the letter"),
    "[local] in writing the working day after, copied to the unit's leader": gettext_lazy(
        "from a published local rule: in writing the working day after, copied to the head of the unit"
    ),
    "[local] in the bulletin after five more working days, if unexplained": gettext_lazy(
        "from a published local rule: in the bulletin after five more working days, if unexplained"
    ),
}
EXTRA: labels.Labels = {
    "work": gettext_lazy("Work without an agreed date"),
    "chaser": gettext_lazy("Reminder to the head before silence binds"),
    "reopening": gettext_lazy("Showing cause after being bound"),
    "window": gettext_lazy("Objecting before it takes effect"),
    "opining": gettext_lazy("Giving an opinion before the decision"),
}
"""Limits besides those of a step; a kind has them or not."""
QUOTA = gettext_lazy("In a calendar month at most")
OPINION = gettext_lazy("Who gives an opinion before the decision")
ASSIGNER = gettext_lazy("Who assigns calls, before the leader decides")
DECIDES = gettext_lazy("Who decides on applications for exemption")
CAPS: labels.Labels = {
    "rounds": gettext_lazy("Proposals back and forth"),
    "returns": gettext_lazy("Sent back for completion"),
    "chasers": gettext_lazy("Chasers in one matter, the rule's counted"),
}
LIGHTS: labels.Labels = {
    "near": gettext_lazy("Blue from so many working days before the day"),
    "red": gettext_lazy("Red after so many working days past it"),
}
URGENCIES: labels.Labels = {
    "ordinary": gettext_lazy("ordinary"),
    "urgent": gettext_lazy("urgent"),
    "emergency": gettext_lazy("emergency"),
}


HOUR = 60


def limit_words(limit: Limit) -> str:
    count = limit.amount
    match limit.unit:
        case Unit.WORKING_DAYS:
            return ngettext("%(count)d working day", "%(count)d working days", count) % {"count": count}
        case Unit.CALENDAR_DAYS:
            return ngettext("%(count)d calendar day", "%(count)d calendar days", count) % {"count": count}
        case Unit.WORKING_MINUTES:
            return ngettext("%(count)d working minute", "%(count)d working minutes", count) % {"count": count}
        case Unit.MINUTES if count >= 2 * HOUR and count % HOUR == 0:
            return ngettext("%(count)d hour", "%(count)d hours", count // HOUR) % {"count": count // HOUR}
        case _:
            return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def basis_words(basis: str) -> str:
    return labels.label(BASES, basis)


def meaning_words(policy: Policy, phase: Phase, *, dispatch: bool) -> str:
    meaning = policy.meaning(phase, dispatch=dispatch)
    return labels.label(MEANINGS, meaning.value) if meaning else "–"


def ground_words(grounds: tuple[str, ...]) -> str:
    return " · ".join(labels.label(labels.GROUNDS, ground) for ground in grounds) or "–"


def rung_words(step: Step) -> str:
    """A rung and, where it is not the ordinary one, for what it is."""
    rung = labels.label(labels.RUNGS, step.rung.value)
    urgency = labels.label(URGENCIES, step.urgency.value)
    return rung if step.urgency is Urgency.ORDINARY else f"{rung} · {urgency}"


@dataclass(frozen=True)
class Change:
    """One thing that two policies say differently, in words."""

    what: str
    before: str
    after: str


def changes(before: Policy, after: Policy) -> list[Change]:
    """What `after` says differently."""
    return [Change(what, old, new) for what, old, new in _pairs(before, after) if old != new]


def _pairs(before: Policy, after: Policy) -> Iterator[tuple[str, str, str]]:
    for clock in before.clocks:
        step = labels.label(HOLDERS, clock.phase.value)
        yield step, _told(before.limit(clock.phase)), _told(after.limit(clock.phase))
        for dispatch, silence in ((False, _("silence to a request")), (True, _("silence to an order"))):
            old, new = (meaning_words(policy, clock.phase, dispatch=dispatch) for policy in (before, after))
            yield f"{step} · {silence}", old, new
    for name, label in EXTRA.items():
        yield str(label), _told(getattr(before, name)), _told(getattr(after, name))
    for name, label in CAPS.items():
        yield str(label), str(getattr(before, name)), str(getattr(after, name))
    yield str(QUOTA), str(before.quota), str(after.quota)
    names = DECIDES if after.kind == EXEMPTION else ASSIGNER
    for label, named, then in ((OPINION, before.opinion, after.opinion), (names, before.assigner, after.assigner)):
        told = called([named, then]) if named != then else {}
        yield str(label), told.get(named or "", "–"), told.get(then or "", "–")
    for rung, changed in zip(before.ladder, after.ladder, strict=False):
        yield rung_words(rung), _told(rung.limit), _told(changed.limit)
    for name, label in LIGHTS.items():
        yield str(label), str(getattr(before.lights, name)), str(getattr(after.lights, name))
    yield _("Grounds for declining"), ground_words(before.grounds), ground_words(after.grounds)


def _told(limit: Limit | None) -> str:
    return f"{limit_words(limit)} · {basis_words(limit.basis)}" if limit is not None else "–"
