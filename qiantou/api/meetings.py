"""Coordination meetings 调度会: called, held with minutes whose decisions become matters at once, called off."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from qiantou.access.guards import readable, standing
from qiantou.access.tokens import SIGN
from qiantou.acts.meetings import Minutes, call_off, call_told, hold
from qiantou.api.entering import actor_of, force_of
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_LAUNCH, TO_READ, TO_REGISTER, business_of, needs
from qiantou.api.sending import Key, Opened, ReceiptOut, Sent, asked, before, opened_out, receipt_out
from qiantou.api.shapes import Unfit, body_of, made
from qiantou.core.meeting import Meeting
from qiantou.core.meeting_check import holders
from qiantou.desk.meeting_list import bringable, callable_for
from qiantou.desk.meeting_read import Met, decided_of, found, known, told_to
from qiantou.desk.situation import called

router = Router(tags=["meetings"])


class MeetingOut(Schema):
    """A meeting, and the one of one's desks that may hold it."""

    key: str
    holder: str
    meeting: Meeting


class MeetingsOut(Schema):
    meetings: list[MeetingOut]
    names: dict[str, str]


@router.get("/meetings", response={200: MeetingsOut, **REFUSALS}, auth=TO_READ, operation_id="meetings")
def meetings(request: HttpRequest) -> Any:
    """The latest day first. Words of what was decided stand with the matters that open to the reader."""
    seen = standing(business_of(request))
    every = known(seen, force_of(request))
    opened = readable({name for met in every for name in decided_of(met.value)}, seen)
    told = [told_to(met, opened) for met in every]
    desks = {desk for met in told for desk in (met.value.chair, *met.value.invited)}
    return {
        "meetings": [{"key": met.key, "holder": met.holder or "", "meeting": met.value} for met in told],
        "names": called(desks),
    }


MeetingCall: Any = body_of(
    Meeting, Sent, "MeetingCall",
    without=("invited", "caller", "letters", "held", "attended", "decisions", "number", "minutes"),
)  # fmt: skip


@router.post("/meetings", response={200: Opened, **REFUSALS}, auth=TO_LAUNCH, operation_id="meeting-call")
def call(request: HttpRequest, sent: MeetingCall, key: Key) -> Any:
    """By the chair or its office, or with `joint` by the lead under the power to convene."""
    account, force = business_of(request), force_of(request)
    by, joint = callable_for(account, sent.chair, sent.joint or "", force)
    if sent.desk != by:
        raise Unfit(("desk", f"it is called by {by}"))
    points = {item for item, _title in bringable(sent.chair, joint, standing(account), force)}
    if before(request, key) is None and not set(sent.agenda) <= points:
        raise Unfit(("agenda", "points that wait for a meeting of this chair"))
    caller = None if by in holders(sent.chair, force) else by
    meeting = made(Meeting, sent, caller=caller, joint=joint)
    name, receipt = call_told(meeting, by=actor_of(request, sent), command_id=asked(request, key))
    return opened_out(receipt, [name])


def _met(request: HttpRequest, ref: str, sent: Sent) -> Met:
    """The meeting, for the desk that holds it. Raises Http404 for everybody else."""
    met = found(ref, standing(business_of(request)), force_of(request))
    if met.holder is None or met.holder != sent.desk:
        raise Http404
    return met


MinutesIn: Any = body_of(Minutes, Sent, "MinutesIn")


@router.post("/meetings/{ref}/minutes", response={200: ReceiptOut, **REFUSALS}, auth=TO_LAUNCH,
             operation_id="meeting-minutes")  # fmt: skip
def minutes(request: HttpRequest, ref: str, sent: MinutesIn, key: Key) -> Any:
    """And at once the rulings and tasks in them. `ref`: the first digits of its key, without "e:".

    The chair itself needs the scope `sign` too; its office records them from the minutes.
    """
    met = _met(request, ref, sent)
    if sent.desk == met.value.chair:
        needs(request, SIGN)
    return receipt_out(hold(met.key, made(Minutes, sent), by=actor_of(request, sent), command_id=key))


@router.post("/meetings/{ref}/off", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER,
             operation_id="meeting-off")  # fmt: skip
def off(request: HttpRequest, ref: str, sent: Sent, key: Key) -> Any:
    """Not held: its invitations end, and its points wait for the next meeting."""
    if (again := before(request, key)) is not None:
        return receipt_out(again)
    met = _met(request, ref, sent)
    return receipt_out(call_off(met.key, by=actor_of(request, sent), command_id=asked(request, key)))
