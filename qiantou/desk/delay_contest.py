"""The contest of an attribution, on its own page and within its own time: one form for each of the reader's desks."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from qiantou.access.guards import Standing
from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from qiantou.core.contesting import DELAYED, Claim, contest_number, contest_stream, contested_until
from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import InForce
from qiantou.desk.bulletin_forms import Sent
from qiantou.desk.forms import text
from qiantou.desk.templatetags.dates import day
from qiantou.readmodel.models import MatterRow


class ContestDelay(Sent):
    """Why the desk's part of the delay is not what was put out."""

    desk = forms.CharField(max_length=64, widget=forms.HiddenInput)
    reason = text(_("Why, and what it rests on"))


def open_until(joint: Stream, force: InForce) -> date | None:
    """The last day on which the attribution that stands may be contested; None where none stands or that is past."""
    told = force.history(ATTRIBUTIONS, joint)
    if not told or not isinstance(told[-1].value, Attribution):
        return None
    until = contested_until(told[-1].at, force)
    return until if force.day <= until else None


def may_contest(joint: Stream, seen: Standing, force: InForce) -> list[Desk]:
    """The reader's desks with a share in the attribution that stands, as long as it may be contested, which have not
    contested it yet. One query at most."""
    told = force.history(ATTRIBUTIONS, joint)
    last = told[-1] if open_until(joint, force) is not None else None
    if last is None or not isinstance(last.value, Attribution):
        return []
    parties = {share.party for share in last.value.shares}
    desks = [desk for desk in seen.desks if desk in parties and desk != last.by]
    named = {desk: contest_stream(joint, desk, DELAYED, contest_number(Claim(DELAYED), desk, told)) for desk in desks}
    asked = (
        set(MatterRow.objects.filter(stream__in=named.values()).values_list("stream", flat=True)) if named else set()
    )
    return [desk for desk in desks if named[desk] not in asked]


def contest_forms(
    joint: Stream, seen: Standing, force: InForce, *, bound: ContestDelay | None = None
) -> list[dict[str, Any]]:
    """A form for each desk that may contest it now, with the last day; `bound` is one that was refused."""
    found: list[dict[str, Any]] = []
    until = open_until(joint, force)
    if until is None:
        return found
    for desk in may_contest(joint, seen, force):
        form = ContestDelay(
            initial={"desk": desk, "command_id": uuid4().hex}, auto_id=f"c{desk[:6]}_%s", label_suffix=""
        )
        kept = bound if bound is not None and bound.data.get("desk") == desk else form
        found.append({"desk": desk, "form": kept, "until": day(until)})
    return found
