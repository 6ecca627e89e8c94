"""Proposing accountability of a unit 问责建议: what of the record may be cited, what is missing, and putting it.

The same gate as on the page. Whether it is about a clue is asked of whoever sends it; a clue is refused before anything
else is looked at, and nothing of it is stored.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from qiantou.access.guards import actor, joint_for, register_for, standing
from qiantou.acts import exempting, shell
from qiantou.acts.proposing import Said, View, may_propose, propose, view
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_MOVE, TO_READ, TO_REGISTER, business_of
from qiantou.api.sending import Key, Opened, ReceiptOut, opened_out, receipt_out
from qiantou.api.shapes import Strict, Unfit, check
from qiantou.core.gate import Lack
from qiantou.core.kernel import Desk, Stream

router = Router(tags=["joint work"])
MOST_PLACES = 200


class CitableOut(Schema):
    """An entry that may be cited: `place` is what is sent, `act` what happened. `overtime`: of its work, in working
    minutes."""

    place: str
    title: str
    act: str
    overtime: int


class WorkGateOut(Schema):
    """`lacks`: what is missing yet to propose it of this work alone; empty where nothing is."""

    work: Stream
    title: str
    lacks: list[Lack]


class GateOut(Schema):
    """`works`: each by itself, those past their days first; no more than the page shows."""

    unit: Desk
    may: bool
    entries: list[CitableOut]
    works: list[WorkGateOut]


class Drawn(Strict):
    """`unit`: a whole one, no section of it."""

    desk: Desk
    unit: Desk


class Proposed(Strict):
    """`clue`: whether it is about a clue of a breach of discipline or of a crime. `places`: the entries it rests on."""

    desk: Desk
    unit: Desk
    clue: bool
    title: str = Field(min_length=1, max_length=500)
    reason: str = Field(min_length=1)
    places: list[str] = Field(max_length=MOST_PLACES)


@router.get("/joints/{ref}/accountability", response={200: GateOut, **REFUSALS}, auth=TO_READ,
            operation_id="accountability")  # fmt: skip
def gate(request: HttpRequest, ref: str, unit: Desk) -> Any:
    """What of a unit's works in the joint work may be cited; nothing where none of one's desks may propose."""
    account = business_of(request)
    joint = Stream(joint_for(account, ref).stream)
    force = register_for(account).at(shell.now())
    whole = force.whole(force.unit_of(unit)) or unit
    if not any(may_propose(desk, whole, joint, force) for desk in standing(account).desks):
        return {"unit": whole, "may": False, "entries": [], "works": []}
    found = view(joint, whole)
    entries = [
        {"place": f"{entry.stream}/{entry.version}", "title": work.title, "act": type(entry.event).__name__,
         "overtime": work.overtime}
        for work in found.works for entry in work.entries
    ]  # fmt: skip
    works = [
        {"work": work.matter.stream, "title": work.title, "lacks": list(found.lacks([f"{work.matter.stream}/1"]))}
        for work in found.looked_at
    ]
    return {"unit": whole, "may": True, "entries": entries, "works": works}


@router.post("/joints/{ref}/accountability/check", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER,
             operation_id="accountability-check")  # fmt: skip
def draw(request: HttpRequest, ref: str, sent: Drawn, key: Key) -> Any:
    """Draw the exemption check of a unit's part from the record; by whoever may propose anything of that unit."""
    account = business_of(request)
    joint, force = Stream(joint_for(account, ref).stream), register_for(account).at(shell.now())
    by = actor(account, sent.desk)
    if force.whole(sent.unit) != sent.unit or not may_propose(sent.desk, sent.unit, joint, force):
        raise Http404
    return receipt_out(exempting.put_out(joint, sent.unit, by=by, command_id=key))


@router.post("/joints/{ref}/accountability", response={200: Opened, **REFUSALS}, auth=TO_MOVE,
             operation_id="accountability-propose")  # fmt: skip
def put(request: HttpRequest, ref: str, sent: Proposed, key: Key) -> Any:
    """Put the proposal; the unit is heard first. What is missing is refused by name, as on the page."""
    account = business_of(request)
    joint = Stream(joint_for(account, ref).stream)
    force = register_for(account).at(shell.now())
    by = actor(account, sent.desk)
    check(sent.reason, "reason")
    found = view(joint, force.whole(force.unit_of(sent.unit)) or sent.unit)
    told = Said(sent.title, sent.reason, tuple(dict.fromkeys(sent.places)), clue=sent.clue)
    if not told.clue:
        _may_be_cited(told, found)
    receipt = propose(told, found, by=by, command_id=key)
    return opened_out(receipt, [receipt.stream] if receipt is not None else [])


def _may_be_cited(told: Said, found: View) -> None:
    """Raises Unfit for an entry that the page would not offer to choose."""
    shown = {f"{entry.stream}/{entry.version}" for work in found.works for entry in work.entries}
    strange = [number for number, place in enumerate(told.places) if place not in shown]
    if strange:
        raise Unfit(*((f"places.{number}", "not an entry that may be cited") for number in strange))
