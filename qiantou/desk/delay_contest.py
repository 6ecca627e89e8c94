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
    """Why the desk's part of the delay is not what was put out. Who regained time has nothing to be rid of: it says how
    much more it regained."""

    desk = forms.CharField(max_length=64, widget=forms.HiddenInput)
    more = forms.IntegerField(
        label=_("Working days more that your unit regained"), min_value=1, max_value=99, initial=1,
        help_text=_("No delay is put down to your unit: it regained time. A ruling can say that it regained more."),
    )  # fmt: skip
    reason = text(_("Why, and what it rests on"))

    def __init__(self, data: Any = None, *, regained: bool = False, **given: Any) -> None:
        super().__init__(data, **given)
        if not regained:
            del self.fields["more"]

    @property
    def claim(self) -> Claim:
        return Claim(f"{DELAYED}{self.cleaned_data.get('more', '')}")


def has_regained(joint: Stream, desk: str, force: InForce) -> bool:
    """Whether the attribution that stands tells of the desk that it regained more than it lost."""
    told = force.section(ATTRIBUTIONS).get(joint)
    return isinstance(told, Attribution) and told.share(desk) < 0


def open_until(joint: Stream, force: InForce) -> date | None:
    """The last day on which the attribution that stands may be contested; None where none stands or that is past."""
    told = force.history(ATTRIBUTIONS, joint)
    if not told or not isinstance(told[-1].value, Attribution):
        return None
    until = contested_until(told[-1].at, force)
    return until if force.day <= until else None


def may_contest(joint: Stream, seen: Standing, force: InForce, *, lost: bool = False) -> list[Desk]:
    """The reader's desks with a share in the attribution that stands, as long as it may be contested, which have not
    contested it yet; `lost`: those alone to whom days are put down. One query at most."""
    told = force.history(ATTRIBUTIONS, joint)
    last = told[-1] if open_until(joint, force) is not None else None
    if last is None or not isinstance(last.value, Attribution):
        return []
    parties = {share.party for share in last.value.shares if share.top > 0 or not lost}
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
            initial={"desk": desk, "command_id": uuid4().hex}, auto_id=f"c{desk[:6]}_%s", label_suffix="",
            regained=has_regained(joint, desk, force),
        )  # fmt: skip
        kept = bound if bound is not None and bound.data.get("desk") == desk else form
        found.append({"desk": desk, "form": kept, "until": day(until)})
    return found
