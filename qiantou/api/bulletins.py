"""Bulletins 通报: ordered, shown, approved, issued, added to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from qiantou.access.bulletins import seats_of
from qiantou.access.guards import joint_for
from qiantou.acts import bulletins as acts
from qiantou.api.entering import actor_of
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_LAUNCH, TO_READ, TO_REGISTER, business_of
from qiantou.api.sending import Key, ReceiptOut, Sent, receipt_out
from qiantou.api.shapes import check
from qiantou.core.bulletin import ISSUES, Addition, Bulletin, Mark, Order, Struck, end_of, named
from qiantou.desk.bulletin_acts import tell_units
from qiantou.desk.bulletin_due import waiting as due_of
from qiantou.desk.bulletin_page import speaking, told_for
from qiantou.desk.bulletin_read import Telling
from qiantou.desk.situation import called
from qiantou.readmodel.models import ListingRow

router = Router(tags=["bulletins"])
MOST = 500


class OrderRow(Schema):
    """`ref` and the last day of a period are the address of a bulletin. `issues`: one works for the office."""

    ref: str
    order: Order
    approver: str
    issues: bool


class DueRow(Schema):
    """A bulletin that waits for the reader: `why` is draft, shown, before, asked, signed or own."""

    ref: str
    start: date
    end: date
    why: str


class IssuedRow(Schema):
    ref: str
    end: date
    issued: date


class BulletinsOut(Schema):
    """The newest issued first, of this year and the last."""

    orders: list[OrderRow]
    waiting: list[DueRow]
    issued: list[IssuedRow]
    names: dict[str, str]


@router.get("/bulletins", response={200: BulletinsOut, **REFUSALS}, auth=TO_READ, operation_id="bulletins")
def bulletins(request: HttpRequest) -> Any:
    """The orders of which one may read something, what of them waits, and what was issued."""
    seats = seats_of(business_of(request))
    by_stream = {stream: seat for seat in seats for stream in seat.streams}
    rows = ListingRow.objects.filter(section=ISSUES, owner__in=list(by_stream)) if seats else []
    found = sorted(((end_of(row.key), row) for row in rows), key=lambda one: (str(one[0]), one[1].key), reverse=True)
    return {
        "orders": [
            {"ref": one.ref, "order": one.order, "approver": one.approver or "", "issues": one.issues} for one in seats
        ],
        "waiting": [{"ref": one.seat.ref, "start": one.start, "end": one.end, "why": one.why} for one in due_of(seats)],
        "issued": [
            {"ref": by_stream[row.owner].ref, "end": end, "issued": row.since} for end, row in found if end is not None
        ],
        "names": called({desk for one in seats for desk in (one.order.issuer, one.approver) if desk}),
    }  # fmt: skip


class OrderIn(Sent):
    """Whose bulletin, in which rhythm. Without a joint work, of the whole area of an office."""

    order: Order


@router.post("/bulletins", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER, operation_id="bulletin-order")
def order(request: HttpRequest, sent: OrderIn, key: Key) -> Any:
    account = business_of(request)
    if sent.order.joint is not None:
        joint_for(account, sent.order.joint)
    check(sent.order, "order")
    owner = sent.order.joint or sent.order.issuer
    return receipt_out(acts.order(sent.order, owner, by=actor_of(request, sent), command_id=key))


class BulletinOut(Schema):
    """A bulletin as it stands, or while it is a draft as the record gives it. `seal` is sent when it is shown."""

    stage: str
    number: int
    seal: str
    content: Bulletin
    free: dict[str, datetime]
    names: dict[str, str]


@router.get("/bulletins/{ref}/{end}", response={200: BulletinOut, **REFUSALS}, auth=TO_READ, operation_id="bulletin")
def bulletin(request: HttpRequest, ref: str, end: date) -> Any:
    """Of the period that ends on that day; a unit that is not of the office sees its own lines before it is issued."""
    told = _told(request, ref, end)
    content = told.content if told.seat.whole else _told_to(told)
    desks = {desk for item in content.items for desk in named(item)}
    return {
        "stage": told.stage, "number": told.number, "seal": acts.seal_of(content.items) if told.is_whole else "",
        "content": content, "free": dict(told.free) if told.is_whole else {}, "names": called(desks),
    }  # fmt: skip


def _told_to(told: Telling) -> Bulletin:
    """What is told once it is issued, before that the lines of the reader's own desks and what is said of these, at
    the end of them those of its own that were struck; a mark names the places of the lines told."""
    lines, own = (told.lines, None) if told.is_whole else (told.mine, told.seat.seen.sight)
    places = {place: number for number, (place, _item) in enumerate(lines)}
    marks = (
        replace(mark, items=tuple(places[place] for place in mark.items if place in places)) for mark in told.marks(own)
    )
    items = (*(item for _place, item in lines), *(item for _place, item, _reason in told.struck))
    struck = tuple(Struck(len(lines) + number, one[2]) for number, one in enumerate(told.struck))
    return replace(told.content, items=items, marks=tuple(marks), struck=struck)


def _told(request: HttpRequest, ref: str, end: date) -> Telling:
    business_of(request)
    return told_for(request, ref, end.isoformat())


def _office(request: HttpRequest, ref: str, end: date) -> Telling:
    told = _told(request, ref, end)
    if not told.seat.issues:
        raise Http404
    return told


class Shown(Sent):
    """What is praised and criticised, line by line, of the draft of this `seal`, and the lines left out, with why."""

    seal: str = Field(max_length=64)
    marks: list[Mark] = Field(default_factory=list, max_length=MOST)
    struck: list[Struck] = Field(default_factory=list, max_length=MOST)


@router.post("/bulletins/{ref}/{end}/show", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER,
             operation_id="bulletin-show")  # fmt: skip
def show(request: HttpRequest, ref: str, end: date, sent: Shown, key: Key) -> Any:
    """Show it to every unit it names, a working day before it is issued."""
    told = _office(request, ref, end)
    check({"marks": sent.marks, "struck": sent.struck})
    by = actor_of(request, sent)
    with transaction.atomic():
        receipt = acts.show(told.run, sent.marks, sent.seal, by=by, command_id=key, struck=sent.struck)
        if receipt is not None and not receipt.repeated:
            tell_units("bulletin-show", told)
    return receipt_out(receipt)


class Approving(Sent):
    title: str
    text: str = ""


@router.post("/bulletins/{ref}/{end}/ask", response={200: ReceiptOut, **REFUSALS}, auth=TO_LAUNCH,
             operation_id="bulletin-ask")  # fmt: skip
def ask(request: HttpRequest, ref: str, end: date, sent: Approving, key: Key) -> Any:
    """Put it before whoever approves, for signature."""
    told = _office(request, ref, end)
    check({"title": sent.title, "text": sent.text})
    by = actor_of(request, sent)
    return receipt_out(acts.ask(told.run, sent.title, sent.text, by=by, command_id=key))


@router.post("/bulletins/{ref}/{end}/issue", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER,
             operation_id="bulletin-issue")  # fmt: skip
def issue(request: HttpRequest, ref: str, end: date, sent: Sent, key: Key) -> Any:
    told = _office(request, ref, end)
    by = actor_of(request, sent)
    with transaction.atomic():
        receipt = acts.issue(told.run, by=by, command_id=key)
        if receipt is not None and not receipt.repeated:
            tell_units("bulletin-issue", told)
    return receipt_out(receipt)


class Adding(Sent):
    """A unit's own sentence; or with `line` a correction by the office (0: of the whole)."""

    said: str
    line: int | None = Field(None, ge=0)


@router.post("/bulletins/{ref}/{end}/say", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER,
             operation_id="bulletin-say")  # fmt: skip
def say(request: HttpRequest, ref: str, end: date, sent: Adding, key: Key) -> Any:
    told = _told(request, ref, end) if sent.line is None else _office(request, ref, end)
    if sent.line is None and sent.desk not in speaking(told):
        raise Http404
    check(sent.said, "said")
    unit = sent.desk if sent.line is None else None
    addition = Addition(unit, sent.line - 1 if sent.line else None, sent.said)
    return receipt_out(acts.add(told.run, addition, by=actor_of(request, sent), command_id=key))
