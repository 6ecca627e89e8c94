"""The tier and the sponsor a joint work needs, as the advice says them: each with its reasons, beside the charter's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.door import GRASS_ROOTS
from qiantou.core.kernel import Desk, Stream
from qiantou.core.plan import Line, Role
from qiantou.core.powers import is_above
from qiantou.core.register import CHARTERS, SECONDMENTS, InForce
from qiantou.core.sunset import stands
from qiantou.core.undertaking import Charter, Secondment
from qiantou.desk import labels
from qiantou.desk.addresses import ref
from qiantou.desk.charter_labels import TIERS
from qiantou.desk.templatetags.dates import listed
from qiantou.insight.tier import Ground, Proposal, Sides, propose

Names = Mapping[str, str]
WEEK = 20  # quarters of a day in a working week
GROUNDS: Mapping[Ground, Promise] = {
    Ground.ALONE: gettext_lazy("no other unit owes a line"),
    Ground.LEAD_ABOVE: gettext_lazy("%(lead)s stands above all the others"),
    Ground.ONE_PORTFOLIO: gettext_lazy("%(leaders)s looks after all of them"),
    Ground.PORTFOLIOS: gettext_lazy("%(count)d leaders look after them: %(leaders)s"),
    Ground.ASKED_ONLY: gettext_lazy("%(asked)s can only be asked, and joins by its written consent"),
    Ground.PEOPLE: gettext_lazy("people work for it full time, or are lent to it"),
    Ground.TOP: gettext_lazy("across so many portfolios only %(sponsors)s stands above all"),
    Ground.TOWNSHIP_LEADS: gettext_lazy("people work for it, but a township leads no working or leading group"),
}


def proposal(lead: Desk, lines: Mapping[str, Line], doers: Iterable[Desk], force: InForce, joint: str = "") -> Proposal:
    """What the joint work of these doers needs; no query. `joint`: its stream, once it has one."""
    sides = dict.fromkeys((lead, *doers))
    lent = (one for one in force.section(SECONDMENTS).values() if isinstance(one, Secondment))
    home = force.unit(lead)
    people = people_of(lines.values(), lead)
    return propose(Sides(
        lead,
        {unit: () if unit.startswith("o:") else force.superiors(unit) for unit in sides},
        frozenset(unit for unit in sides if unit != lead and is_above(lead, unit, force)),
        None if people is None else float(people),
        lent=any(one.joint == joint and one.home != lead for one in lent),
        lead_is_township=home is not None and home.sort == GRASS_ROOTS,
    ))  # fmt: skip


def people_of(lines: Iterable[Line], lead: Desk) -> Fraction | None:
    """Full-time people of the lead on coordination; None where it is not agreed."""
    told = [
        Fraction(line.people * line.quarter_days, WEEK)
        for line in lines
        if line.unit == lead and line.role is Role.COORDINATE and line.people and line.quarter_days
    ]
    return sum(told, Fraction(0)) if told else None


def standing_bodies(sides: Collection[Desk], force: InForce, joint: str = "") -> list[Stream]:
    """Other working and leading groups in which every one of these units already sits."""
    charters = ((Stream(key), one) for key, one in force.section(CHARTERS).items() if key != joint)
    return [
        key for key, one in charters
        if isinstance(one, Charter) and stands(one) and set(sides) <= {one.lead, *one.members}
    ]  # fmt: skip


def shown(found: Proposal, lead: Desk, names: Names, charter: Charter | None = None) -> list[dict[str, Any]]:
    """Two facts: the tier and the sponsor, each with its reasons and with what the charter says instead."""
    told = {
        "lead": names.get(lead, lead), "count": len(found.portfolios), "leaders": _called(found.portfolios, names),
        "asked": _called(found.asked, names), "sponsors": _called(found.sponsors, names),
    }  # fmt: skip
    why = _("because %(reasons)s") % {"reasons": _("; ").join(str(GROUNDS[one]) % told for one in found.grounds)}
    notes = [[why], [_sponsor(found)]]
    if charter is not None and charter.tier is not found.tier:
        notes[0].append(_("the charter says: %(what)s") % {"what": labels.label(TIERS, charter.tier.value)})
    if charter is not None and charter.sponsor and charter.sponsor not in found.sponsors:
        notes[1].append(_("the charter says: %(what)s") % {"what": names.get(charter.sponsor, charter.sponsor)})
    return [
        {"label": _("Form it needs"), "value": labels.label(TIERS, found.tier.value), "note": _("; ").join(notes[0])},
        {"label": _("Who should decide"), "value": told["sponsors"] or _("nobody is known"),
         "note": _("; ").join(notes[1])},
    ]  # fmt: skip


def _sponsor(found: Proposal) -> str:
    if not found.sponsors:
        return _("the register knows no post above them: the joint work must name who decides")
    if found.asked:
        return _("the lowest post above all who can be ordered")
    return _("the lowest post above all of them")


def bodies_shown(found: Iterable[str], titles: Mapping[str, str]) -> list[dict[str, str]]:
    """The bodies that come before any new one; one the reader takes no part in keeps its name."""
    return [
        {"title": titles[one], "url": reverse("charter", args=[ref(one)])} if one in titles
        else {"title": _("a joint work you take no part in"), "url": ""}
        for one in found
    ]  # fmt: skip


def _called(units: Iterable[str], names: Names) -> str:
    return listed(names.get(unit, unit) for unit in units)
