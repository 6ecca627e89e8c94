"""The assessment sheets a reader owes, or that lie before him because nobody put them out in time."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.access.guards import Standing
from qiantou.acts.sheet_clock import owed_before
from qiantou.core.register import InForce
from qiantou.core.sheet_clock import Owed
from qiantou.desk.addresses import ref
from qiantou.desk.frame import named
from qiantou.desk.templatetags.dates import far, short_day
from qiantou.readmodel.models import JointRow


def sheets_due(seen: Standing, force: InForce) -> list[dict[str, Any]]:
    """Rows as parts/docket.html takes them; four queries where a sheet is owed, else none."""
    found = owed_before(seen.desks, force)
    if not found:
        return []
    joints = [one.joint for one in found]
    works = dict(JointRow.objects.filter(pk__in=joints).values_list("stream", "title"))
    names = named([one.holder for one in found])
    return [_docket(one, works.get(one.joint, ""), names.get(one.holder, one.holder), seen, force) for one in found]


def _docket(one: Owed, work: str, holder: str, seen: Standing, force: InForce) -> dict[str, Any]:
    url = reverse("review", args=[ref(one.joint)])
    own = one.holder in seen.desks
    late = force.day > one.due
    if own:
        why = _("The work is over: its assessment sheet is to be put out.")
    else:
        why = _("%(desk)s has not put it out in time; it lies before you.") % {"desk": holder}
    act = _("Put the sheet out") if own else _("Read it")
    return {
        "when": far(one.due, force.day), "note": _("until %(day)s") % {"day": short_day(one.due)}, "needs": late,
        "url": url, "what": _("Assessment sheet: %(work)s") % {"work": work}, "why": why,
        "kind": _("Assessment sheet"), "hue": "none", "unconfirmed": "",
        "acts": [{"label": act, "url": url, "likely": True}],
    }  # fmt: skip
