"""The assessment of a joint work 结项评估: what was read of its measures, the sheet, and contests of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema
from pydantic import Field

from qiantou.access.guards import joint_for, register_for, standing
from qiantou.acts import assessing, shell
from qiantou.api.entering import actor_of
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_MOVE, TO_READ, TO_REGISTER, TO_SIGN, business_of
from qiantou.api.sending import Key, ReceiptOut, Sent, receipt_out, scans_of
from qiantou.core.contesting import Claim
from qiantou.core.kernel import Desk, Stream
from qiantou.core.review import Reading, Sheet
from qiantou.desk.charter_read import stage_of
from qiantou.desk.review_page import desks_of
from qiantou.desk.review_read import Review
from qiantou.desk.situation import called

router = Router(tags=["joint work"])


class ReadOut(Schema):
    """One outcome measure, -1 for the satisfaction of those served. `counts`: whether it feeds the sheet."""

    measure: int
    by: str
    reading: Reading | None
    counts: bool


class SheetOut(Schema):
    number: int
    at: datetime
    sheet: Sheet


class ContestOut(Schema):
    matter: str
    asker: str
    title: str
    open: bool
    outcome: str


class ReviewOut(Schema):
    """`draft`: what the record would give now, while nothing is put out. `agrees`: whether the sheet that stands comes
    out the same when it is computed again; none where another method computed it. Shares are parts of 1 and points of
    100, as exact fractions."""

    concluded: bool
    used_by: str
    measures: list[ReadOut]
    draft: Sheet | None
    sheets: list[SheetOut]
    agrees: bool | None
    contest_until: date | None
    final: bool
    contests: list[ContestOut]
    names: dict[str, str]


@router.get("/joints/{ref}/review", response={200: ReviewOut, **REFUSALS}, auth=TO_READ, operation_id="review")
def review(request: HttpRequest, ref: str) -> Any:
    """The same as the page, for whoever opens the joint work."""
    account = business_of(request)
    work = joint_for(account, ref)
    force = register_for(account).at(shell.now())
    told = Review(Stream(work.stream), stage_of(work.stream)[0], force, standing(account))
    draft = told.reckoning.sheet if told.last is None and told.reckoning is not None else None
    return {
        "concluded": told.is_concluded, "used_by": told.charter.assessment.strip(),
        "measures": [vars(one) for one in told.reads],
        "draft": draft, "sheets": [{"number": one.number, "at": row.at, "sheet": one} for row, one in told.sheets],
        "agrees": told.agrees, "contest_until": told.until, "final": told.is_final,
        "contests": [
            {"matter": row.stream, "asker": row.asker, "title": row.title, "open": row.is_open, "outcome": row.outcome}
            for row in told.contests
        ],
        "names": called(desks_of(told)),
    }  # fmt: skip


class ReadIn(Sent):
    """`by`: the desk that measured. Of those served `asked` and `satisfied`, else `value`, a decimal."""

    measure: int = Field(ge=-1)
    by: Desk
    day: date
    value: str = ""
    asked: int = Field(0, ge=0)
    satisfied: int = Field(0, ge=0)
    evidence: str = Field(min_length=1, max_length=5000)
    scan: str = ""


def _work(request: HttpRequest, ref: str) -> Stream:
    return Stream(joint_for(business_of(request), ref).stream)


@router.post("/joints/{ref}/review/measures", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER,
             operation_id="review-measure")  # fmt: skip
def measure(request: HttpRequest, ref: str, sent: ReadIn, key: Key) -> Any:
    """Enter what an outcome measure came to."""
    reading = Reading(_work(request, ref), sent.measure, sent.by, sent.day, sent.value, sent.asked, sent.satisfied,
                      evidence=sent.evidence, scan=sent.scan)  # fmt: skip
    by, files = actor_of(request, sent), scans_of(sent)
    return receipt_out(assessing.measure(reading, by=by, command_id=key, files=files))


class ConfirmIn(Sent):
    measure: int = Field(ge=-1)


@router.post("/joints/{ref}/review/confirmed", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER,
             operation_id="review-confirm")  # fmt: skip
def confirm(request: HttpRequest, ref: str, sent: ConfirmIn, key: Key) -> Any:
    """Confirm a reading by the lead itself, or recorded for the desk that measures."""
    return receipt_out(assessing.confirm(_work(request, ref), sent.measure, by=actor_of(request, sent), command_id=key))


class PutOutIn(Sent):
    """`reason`: why it is put out without the measures that nobody read, needed where there are any."""

    reason: str = Field("", max_length=5000)


@router.post("/joints/{ref}/review/sheet", response={200: ReceiptOut, **REFUSALS}, auth=TO_SIGN,
             operation_id="review-put-out")  # fmt: skip
def put_out(request: HttpRequest, ref: str, sent: PutOutIn, key: Key) -> Any:
    """Put the sheet out, as the record has it now; nothing of it is sent along."""
    joint, by = _work(request, ref), actor_of(request, sent)
    path = reverse("review", args=[joint[:12]])
    return receipt_out(assessing.put_out(joint, by=by, command_id=key, path=path, reason=sent.reason))


class ContestIn(Sent):
    """`item`: line:NAME, share:NAME/PERCENT, help:MATTER, time:MATTER, measure:NUMBER, rating:UNIT, delay:
    or, of who regained time, delay:DAYS more; `unit`: whose it is to be."""

    item: str = Field(min_length=1, max_length=80)
    unit: Desk | None = None
    title: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=5000)


@router.post("/joints/{ref}/review/contests", response={200: ReceiptOut, **REFUSALS}, auth=TO_MOVE,
             operation_id="review-contest")  # fmt: skip
def contest(request: HttpRequest, ref: str, sent: ContestIn, key: Key) -> Any:
    """Contest one item, once, before whoever put the sheet out."""
    joint, claim = _work(request, ref), Claim(sent.item, sent.unit)
    by = actor_of(request, sent)
    return receipt_out(assessing.contest(joint, claim, sent.title, sent.reason, by=by, command_id=key))


class AmendIn(Sent):
    contest: Stream
    reason: str = Field(min_length=1, max_length=5000)


@router.post("/joints/{ref}/review/amended", response={200: ReceiptOut, **REFUSALS}, auth=TO_SIGN,
             operation_id="review-amend")  # fmt: skip
def amend(request: HttpRequest, ref: str, sent: AmendIn, key: Key) -> Any:
    """Carry out what a ruling granted, and nothing else."""
    joint = _work(request, ref)
    path = reverse("review", args=[joint[:12]])
    named, by = Stream(sent.contest), actor_of(request, sent)
    return receipt_out(assessing.amend(joint, named, sent.reason, by=by, command_id=key, path=path))
