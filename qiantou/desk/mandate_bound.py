"""Whether a mandate binds a unit of its scope, in words: by what, for what, until when, who is waited for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.core.advance import lapse_at
from qiantou.core.binding import is_party
from qiantou.core.mandate import Mandate, Power
from qiantou.core.register import InForce
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.clocks import deadline_words
from qiantou.desk.mandate_read import Reach
from qiantou.desk.templatetags.dates import day, listed, moment

Names = Mapping[str, str]


def bound(reach: Reach, value: Mandate, names: Names, force: InForce) -> dict[str, str]:
    """The cell of a table: `text`, where it leads, and a note on what is still open or has changed since."""
    notes = [*_limits(reach, value, names, force), *_waiting(reach, names, force)]
    asked = reach.signature
    url = matter_url(asked.stream) if asked is not None else ""
    return {"text": _said(reach, names), "url": url, "note": " ".join(notes)}


def no_longer(cell: dict[str, str]) -> dict[str, str]:
    """The same cell once the mandate has ended: it binds nobody to anything new; how it bound is told beneath."""
    return {
        **cell,
        "text": _("no longer: the mandate has ended"),
        "note": _("until then: %(how)s") % {"how": cell["text"]},
    }


def _said(reach: Reach, names: Names) -> str:
    who = names.get(reach.leader or "", reach.leader or "–")
    when = moment(reach.signature.since) if reach.signature is not None else ""
    match reach.how:
        case "above":
            return _("yes: the issuer stands above it")
        case "signed":
            return _("yes: countersigned by %(leader)s, %(when)s") % {"leader": who, "when": when}
        case "consent" if reach.paper is not None:
            told = {"paper": reach.paper.paper, "day": day(reach.paper.said)}
            return _("yes: by its own written consent, %(paper)s, %(day)s") % told
        case "consent":
            return _("yes: by its own written consent, %(when)s") % {"when": when}
    if reach.how == "unasked":
        return _("no: %(leader)s, who looks after it now, was never asked; it has to be lent anew") % {"leader": who}
    if reach.how == "unconfirmed":
        return _("not yet: it was recorded for %(leader)s, who has still to confirm it") % {"leader": who}
    if reach.leader == reach.desk:
        if reach.how == "awaited":
            return _("not yet: it is asked for its own written consent; until then it can only be asked for help")
        return _("no: it did not consent; it can only be asked for help")
    if reach.how == "awaited":
        return _("not yet: %(leader)s is asked to countersign") % {"leader": who}
    return _("no: %(leader)s did not countersign") % {"leader": who}


def _limits(reach: Reach, value: Mandate, names: Names, force: InForce) -> Iterable[str]:
    """What binds it is less than the mandate says, or another leader looks after it now."""
    if reach.paper is not None:
        yield _("recorded by %(desk)s.") % {"desk": names.get(reach.paper.by, reach.paper.by)}
    lacking = [power for power in value.powers if power not in reach.powers] if reach.powers else []
    if lacking:
        yield _("So far only for %(powers)s.") % {"powers": _listed(reach.powers)}
    if reach.until is not None:
        yield _("So far only until %(day)s.") % {"day": day(reach.until)}
    if reach.moved is not None:
        told = {"leader": names.get(reach.moved, reach.moved)}
        yield _("%(leader)s looks after it now: it stays bound as it was; anything more is asked of %(leader)s.") % told


def _waiting(reach: Reach, names: Names, force: InForce) -> Iterable[str]:
    if reach.waiting is None:
        return
    if reach.powers:
        yield _("%(leader)s is asked for the rest.") % {"leader": names.get(reach.waiting.doer, reach.waiting.doer)}
    lapse = lapse_at(reach.waiting, force)
    if is_party(reach.desk, force):
        yield _("Silence is no consent.")
    elif lapse is not None:
        yield _("silence goes to the leader above after %(when)s") % {"when": deadline_words(lapse, force.calendar)}


def consent_scan(reach: Reach) -> str:
    """Where the scan of its consent is; "" for none."""
    return reverse("file", args=[reach.paper.scan]) if reach.paper is not None and reach.paper.scan else ""


def _listed(powers: Iterable[Power]) -> str:
    return listed(labels.label(labels.POWERS, power) for power in powers)
