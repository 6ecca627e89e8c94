"""What the office entered of a leader's delegation from a paper, at the top of that leader's own list.

It counts from its entry on, since who is away cannot sign in; back again the leader sees it, and ends it where it was
never said. It stays there for KEPT after its last day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.access.guards import names
from qiantou.core.delegation import Delegation
from qiantou.core.kernel import Desk
from qiantou.core.register import DELEGATIONS, InForce
from qiantou.desk.templatetags.dates import day
from qiantou.readmodel.listing_rows import InForce as Told
from qiantou.readmodel.listing_rows import entries

KEPT = timedelta(days=30)  # [default]


def lent_on_paper(posts: Collection[Desk], force: InForce) -> list[dict[str, Any]]:
    """Rows of docket.html, the newest first, of delegations of these posts; no query where there is none, else two."""
    today, known = force.day, force.register.histories(DELEGATIONS, force.instant).values()
    lent = {one.value.post for rows in known for one in rows if isinstance(one.value, Delegation)}
    if not lent & set(posts):
        return []
    found = list(_told(posts, today))
    called = names({desk for one in found for desk in (one.value.deputy, one.value.post)}) if found else {}
    return [_row(one, called, today) for one in sorted(found, key=lambda one: one.at, reverse=True)]


def scan_of(one: Told) -> str:
    """The name of the paper's scan; "" for what the post entered itself."""
    return one.by.recorded.scan if one.by.recorded is not None else ""


def _told(posts: Collection[Desk], today: date) -> Iterator[Told]:
    last = {one.key: one for one in entries(DELEGATIONS, sorted(posts))}
    for one in last.values():
        if isinstance(one.value, Delegation) and one.by.recorded is not None and today <= one.value.until + KEPT:
            yield one


def _row(one: Told, called: dict[str, str], today: date) -> dict[str, Any]:
    value, url = one.value, reverse("delegations")
    recorded, scan = one.by.recorded, scan_of(one)
    named = {"deputy": called.get(value.deputy, value.deputy), "post": called.get(value.post, value.post)}
    why = _("%(since)s until %(until)s, entered by your office from the paper %(paper)s: end it if you never said so")
    told = {"since": day(one.since), "until": day(value.until), "paper": recorded.paper if recorded else ""}
    acts = [{"label": _("Its scan"), "url": reverse("file", args=[scan]), "likely": False}] if scan else []
    acts += [{"label": _("Look, or end it"), "url": url, "likely": True}] if today <= value.until else []
    return {
        "when": _("from a paper"),
        "note": "",
        "needs": today <= value.until,
        "url": url,
        "what": _("%(deputy)s acts for %(post)s") % named,
        "why": why % told,
        "kind": _("Delegation"),
        "hue": "none",
        "unconfirmed": _("recorded for another desk, not yet confirmed"),
        "acts": acts,
    }
