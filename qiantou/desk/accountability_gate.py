"""The gate as a table: each condition, ✓ or missing, where it is cured, and the unit's own part with its working."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.acts.proposing import View
from qiantou.core.figures import OWN_SHARE
from qiantou.core.gate import Lack, Part, Proposal, is_climbed, is_helped
from qiantou.core.kernel import Desk
from qiantou.core.register import InForce
from qiantou.desk.addresses import address, matter_url, ref
from qiantou.desk.delay_out import gate_words

CONDITIONS = {
    Lack.LADDER: gettext_lazy("The ladder was used: a written chaser and then the bulletin, or the decision sheet"),
    Lack.GUIDANCE: gettext_lazy("Guidance was given, or help offered"),
    Lack.ATTRIBUTION: gettext_lazy("The attribution of the delay is drawn after the last entry"),
    Lack.CHECK: gettext_lazy("The exemption check is drawn after the last entry"),
    Lack.SHARE: gettext_lazy("The unit's own overtime is large enough a part of the delay"),
    Lack.EXEMPTION: gettext_lazy("No application for exemption waits for its decision"),
}


def gates(found: View, places: Collection[str], desks: Collection[Desk]) -> list[dict[str, Any]]:
    """The gate of the works of which entries are chosen, together as they would be proposed; before any is, of each by
    itself: what one lacks says nothing of another. `desks`: the reader's own."""
    if places:
        return [{"title": "", "table": gate_table(found, places, desks)}]
    each = ((work, [f"{work.matter.stream}/1"]) for work in found.looked_at)
    untold = _("(the words were erased)")
    return [{"title": work.title or untold, "table": gate_table(found, place, desks)} for work, place in each]


def gate_table(found: View, places: Collection[str], desks: Collection[Desk]) -> dict[str, Any]:
    """Context of `desk/parts/table.html`: a row a condition."""
    lacks = found.lacks(places)
    columns = [{"label": _("Condition"), "wide": True}, {"label": _("Status")}, {"label": _("Where it is cured")}]
    force = found.context.force
    notes = {
        Lack.SHARE: own_words(found.part(places), force),
        Lack.ATTRIBUTION: gate_words(found.unit, found.joint, force),
    }
    cures = {lack: _cure(lack, found.proposal(places), found, desks) for lack in lacks}
    rows = [
        {"needs": lack in lacks, "cells": [
            {"text": str(words), "note": notes.get(lack, "")},
            {"text": _("✗ missing") if lack in lacks else "✓", "label": _("Status")},
            {**cures.get(lack, {"text": ""}), "label": _("Where it is cured")},
        ]}
        for lack, words in CONDITIONS.items()
    ]  # fmt: skip
    return {"label": _("What a proposal needs"), "columns": columns, "rows": rows, "empty": "", "stack": True}


def may_help(desks: Collection[Desk], asker: str, doer: str, force: InForce) -> Desk | None:
    """The desk of these that may offer help beside a work: its asker, or a post above its doer."""
    above = force.superiors(Desk(doer))
    return next((desk for desk in desks if desk == asker or (desk != doer and desk in above)), None)


def own_words(part: Part | None, force: InForce) -> str:
    """The two numbers, the delay, and the part in percent with one place."""
    if part is None:
        return _("Known once there is an attribution.")
    day = force.calendar.day_minutes
    told = {
        "caused": in_days(part.caused, day), "overtime": in_days(Fraction(part.overtime), day),
        "delay": in_days(Fraction(part.delay), day), "own": in_days(part.own, day),
        "percent": percent(part), "least": force.number(OWN_SHARE),
    }  # fmt: skip
    return (
        _(
            "Caused %(caused)s of %(delay)s working days of delay; own overtime %(overtime)s. The smaller counts: "
            "%(own)s, that is %(percent)s %% of the delay. At least %(least)s %% are needed."
        )
        % told
    )


def in_days(minutes: Fraction, day: int) -> str:
    """Working days with one place."""
    return f"{float(minutes / day):.1f}"


def percent(part: Part) -> str:
    """Of the delay, with one place."""
    return f"{float(part.own * 100 / part.delay):.1f}" if part.delay > 0 else "0"


def _cure(lack: Lack, proposal: Proposal, found: View, desks: Collection[Desk]) -> dict[str, str]:
    match lack:
        case Lack.LADDER:
            lacking = [one for one in proposal.works if not is_climbed(one)]
            if any(not one.is_open for one in lacking):
                return {"text": _("Nowhere: the work is over, and no step of its ladder comes any more")}
            return {"text": _("The matter, its ladder"), "url": matter_url(lacking[0].stream) if lacking else ""}
        case Lack.GUIDANCE:
            lacking = [one for one in proposal.works if not is_helped(one, proposal)]
            if any(not one.is_open for one in lacking):
                return {"text": _("Nowhere: the work is over, and help comes too late")}
            mine = [one for one in lacking if may_help(desks, one.asker, one.doer, found.context.force)]
            if lacking and not mine:
                return {"text": _("By help that whoever asked for the work, or a leader above who does it, offers")}
            url = reverse("accountability-help", args=[ref(mine[0].stream)]) if mine else ""
            return {"text": _("Offer help beside the matter"), "url": url}
        case Lack.ATTRIBUTION:
            return {"text": _("Where the time went"), "url": address("delay", ref(found.joint))}
        case Lack.CHECK:
            return {"text": _("The button below draws it")}
        case Lack.SHARE:
            return {"text": _("Nowhere: this is what the record finds")}
        case _:
            return {"text": _("Who decides on the application")}
