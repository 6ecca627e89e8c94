"""What is written and bears on a case: the charter, the plan's line, the mandate cited, the row of the duty list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from qiantou.core.facts import Offered
from qiantou.core.mandate import Mandate
from qiantou.core.plan import Line
from qiantou.core.register import MANDATES
from qiantou.desk.addresses import ref
from qiantou.desk.charter_read import stages
from qiantou.desk.deciding_case import Brought
from qiantou.desk.drafted import deliverable, plan_of
from qiantou.desk.duty_citing import rests_on
from qiantou.desk.templatetags.dates import day
from qiantou.desk.templatetags.papers import place
from qiantou.readmodel.listing_rows import in_force

Names = Mapping[str, str]


def grounds(brought: Brought, names: Names, *, joint_opens: bool) -> list[dict[str, Any]]:
    """Facts for `desk/parts/facts.html`, each with the page it stands on; empty where nothing written bears on it.

    `joint_opens`: whether the pages of the joint work open to the reader. They are no links where they do not.
    """
    everybodys = ("", reverse("duties"))
    found = _grounds(brought, names)
    return [one if joint_opens or one["url"] in everybodys else {**one, "url": ""} for one in found]


def _grounds(brought: Brought, names: Names) -> Iterator[dict[str, Any]]:
    work, force = brought.case.work, brought.found.force
    if work.joint is not None and brought.charter is not None:
        yield _charter(brought, work.joint, names)
    if work.joint is not None and work.line:
        owed = plan_of(work.joint).now.get(work.line)
        if isinstance(owed, Line):
            told = _("line %(line)s, due %(day)s") % {"line": work.line, "day": day(owed.due)}
            yield _fact(_("The plan"), deliverable(owed, work.line), told, reverse("plan", args=[ref(work.joint)]))
    if work.basis.mandate:
        yield from _mandate(work.basis.mandate, brought, names)
    entries = [one.entry for one in brought.told] or brought.found.entries
    if cited := rests_on(entries, force):
        yield _fact(_("The duty list"), cited, "", reverse("duties"))
    opened = entries[0].event
    if isinstance(opened, Offered) and opened.source:
        yield _fact(_("Named in the paper"), place(opened.source), "", "")


def _charter(brought: Brought, joint: str, names: Names) -> dict[str, Any]:
    """Its goal, who leads, and whether the leader's silence goes to his superior."""
    charter = brought.charter
    assert charter is not None
    told = _("led by %(lead)s") % {"lead": names.get(charter.lead, charter.lead)}
    if charter.above:
        told += " · " + _("the leader's silence goes to his superior")
    goal = next((one.charter.goal for one in reversed(stages(joint)) if one.charter.goal), "")
    return _fact(_("The charter"), goal or names.get(joint, "–"), told, reverse("charter", args=[ref(joint)]))


def _mandate(key: str, brought: Brought, names: Names) -> Iterator[dict[str, Any]]:
    found = in_force(MANDATES, brought.case.work.joint or None, day=brought.found.force.day, keys=[key]).get(key)
    if found is None or not isinstance(found.value, Mandate):
        return
    lent = found.value
    note = _("lent by %(issuer)s until %(day)s") % {
        "issuer": names.get(lent.issuer, lent.issuer),
        "day": day(lent.until),
    }
    words = " ".join(part for part in (lent.number, lent.clause) if part)
    url = reverse("mandates", args=[ref(lent.joint)])
    yield _fact(_("The mandate"), words or _("no paper quoted"), note, url)


def _fact(label: str, value: str, note: str, url: str) -> dict[str, Any]:
    return {"label": label, "value": value, "note": note, "url": url}
