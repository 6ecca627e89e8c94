"""Powers lent to the lead of a joint work, and people lent to its body: issued, changed, ended, asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from qiantou.access.guards import joint_for, standing
from qiantou.access.tokens import MOVE
from qiantou.acts.execute import execute
from qiantou.acts.lend import Lending, fresh_key, lend
from qiantou.api.entering import actor_of, entered, force_of, speaking
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_MOVE, TO_READ, TO_REGISTER, TO_SIGN, business_of, needs
from qiantou.api.sending import Key, Opened, ReceiptOut, Sent, asked, before, fresh, opened_out, receipt_out, scans_of
from qiantou.api.shapes import Unfit, body_of, check, made, plain
from qiantou.core.kernel import Desk, Stream
from qiantou.core.mandate import Mandate, Source
from qiantou.core.moves import Basis, Offer
from qiantou.core.powers import lender
from qiantou.core.register import SECONDMENTS, Listed
from qiantou.core.seconding import may_end
from qiantou.core.undertaking import Secondment
from qiantou.desk.charter_read import chartering_desk
from qiantou.desk.lent import request_for
from qiantou.desk.mandate_entry import changers, found_in, letter, stage_of
from qiantou.desk.mandate_read import Held, mandates_of
from qiantou.desk.seconding import lent_to, state_of
from qiantou.desk.situation import called

router = Router(tags=["mandates"])


class ReachOut(Schema):
    """How one unit of the scope is bound, and the signature asked for it."""

    desk: str
    bound: str
    powers: list[str]
    signature: str


class MandateOut(Schema):
    """A mandate as it stands: in-force, suspended, over, ended or passed. `version` is sent as `seen` with a change."""

    key: str
    version: int
    standing: str
    mandate: Mandate
    reach: list[ReachOut]


class MandatesOut(Schema):
    mandates: list[MandateOut]
    names: dict[str, str]


@router.get("/joints/{ref}/mandates", response={200: MandatesOut, **REFUSALS}, auth=TO_READ, operation_id="mandates")
def mandates(request: HttpRequest, ref: str) -> Any:
    work = joint_for(business_of(request), ref)
    found = mandates_of(work.stream, force_of(request))
    desks = {desk for one in found for desk in (*one.value.scope, one.value.issuer, one.value.holder)}
    return {"mandates": [_told(one) for one in found], "names": called(desks)}


def _told(one: Held) -> dict[str, Any]:
    reach = [
        {"desk": each.desk, "bound": each.how, "powers": plain(each.powers),
         "signature": each.signature.stream if each.signature else ""}
        for each in one.reach
    ]  # fmt: skip
    return {"key": one.key, "version": one.version, "standing": one.standing, "mandate": one.value, "reach": reach}


class Lent(Sent):
    """A mandate by the desk that issues it, or as entered from a paper with its number, clause and scan."""

    issuer: Desk | None = Field(None, description="the desk sending it, where left out")
    reason: str = ""


OWN = ("joint", "holder", "issuer", "countersigns", "suspended", "fund")
MandateIssue: Any = body_of(Mandate, Lent, "MandateIssue", without=OWN)


@router.post("/joints/{ref}/mandates", response={200: Opened, **REFUSALS}, auth=TO_SIGN,
             operation_id="mandate-issue")  # fmt: skip
def issue(request: HttpRequest, ref: str, sent: MandateIssue, key: Key) -> Any:
    """Lend powers to the lead. Portfolio leaders and vertical units are asked for what needs their word."""
    business_of(request)
    work, charter, _force = stage_of(request, ref)
    by = actor_of(request, sent)
    value = made(Mandate, sent, joint=Stream(work.stream), holder=charter.lead, issuer=sent.issuer or sent.desk)
    name = fresh_key(by, key)
    scan = next((one for one in scans_of(sent) if one.name == value.scan), None)
    receipt = lend(Lending(name, value, note=sent.reason, scan=scan), letter, by=by, command_id=key)
    return opened_out(receipt, [name])


class PowerAsked(Sent):
    """`over`: the unit it lacks power over; `to` is found: the lowest post that could lend it."""

    title: str
    over: Desk | None = None


@router.post("/joints/{ref}/mandates/ask", response={200: Opened, **REFUSALS}, auth=TO_MOVE, operation_id="mandate-ask")
def ask(request: HttpRequest, ref: str, sent: PowerAsked, key: Key) -> Any:
    """The lead asks for a power it lacks: a request for one sentence, and no more."""
    account = business_of(request)
    work, charter, force = stage_of(request, ref)
    post = lender(charter.lead, sent.over, force)
    if charter.lead not in standing(account).desks or post is None:
        raise Http404
    offer = Offer(
        "word", charter.lead, post, sent.title, basis=Basis("request"), joint=Stream(work.stream), cause="power"
    )  # fmt: skip
    check(offer)
    stream = fresh(account, key)
    return opened_out(execute(stream, offer, by=actor_of(request, sent), command_id=key), [stream])


class MandateSaid(Sent):
    """What becomes of a mandate that stands."""

    seen: int = Field(ge=1)
    act: Literal["suspend", "resume", "confirm", "end"]
    reason: str = ""


@router.post("/joints/{ref}/mandates/{key}/say", response={200: ReceiptOut, **REFUSALS}, auth=TO_SIGN,
             operation_id="mandate-say")  # fmt: skip
def say(request: HttpRequest, ref: str, key: str, sent: MandateSaid, command: Key) -> Any:
    """By its issuer, or a post above it. `key` without its "g:"."""
    if (again := before(request, command)) is not None:
        return receipt_out(again)
    one = _changed(request, ref, key)
    told: dict[str, Any] = {
        "suspend": {"suspended": True}, "resume": {"suspended": False}, "confirm": {"source": Source.ISSUED},
    }  # fmt: skip
    value = replace(one.value, **told[sent.act]) if sent.act in told else None
    check(sent.reason, "reason")
    lending = Lending(one.key, value, seen=sent.seen, note=sent.reason)
    return receipt_out(lend(lending, letter, by=actor_of(request, sent), command_id=asked(request, command)))


class MandateChanging(Sent):
    seen: int = Field(ge=1)
    reason: str = ""


KEPT = (*OWN, "source", "number", "clause", "scan")
MandateChange: Any = body_of(Mandate, MandateChanging, "MandateChange", without=KEPT)


@router.post("/joints/{ref}/mandates/{key}", response={200: ReceiptOut, **REFUSALS}, auth=TO_SIGN,
             operation_id="mandate-change")  # fmt: skip
def change(request: HttpRequest, ref: str, key: str, sent: MandateChange, command: Key) -> Any:
    """Change powers, scope, term or budget: by its issuer, or a post above it."""
    if (again := before(request, command)) is not None:
        return receipt_out(again)
    one = _changed(request, ref, key)
    kept = {name: getattr(one.value, name) for name in (*KEPT, "holder", "joint")}
    value = made(Mandate, sent, **kept)
    lending = Lending(one.key, value, seen=sent.seen, note=sent.reason)
    return receipt_out(lend(lending, letter, by=actor_of(request, sent), command_id=asked(request, command)))


def _changed(request: HttpRequest, ref: str, key: str) -> Held:
    """The mandate, for those who may change it. Raises Http404 for everybody else."""
    business_of(request)
    work, _charter, force = stage_of(request, ref)
    one = found_in(work, key, force)
    if not changers(request, one, force):
        raise Http404
    return one


class LentOut(Schema):
    """A person lent to the body: the post, never a name."""

    key: str
    stands: str
    lent: Secondment


class LendingsOut(Schema):
    lendings: list[LentOut]
    names: dict[str, str]


@router.get("/joints/{ref}/lendings", response={200: LendingsOut, **REFUSALS}, auth=TO_READ, operation_id="lendings")
def lendings(request: HttpRequest, ref: str) -> Any:
    business_of(request)
    work, charter, force = stage_of(request, ref)
    found = lent_to(work.stream)
    told = [{"key": one.key, "stands": state_of(one, charter, force), "lent": one.value} for one in found]
    return {"lendings": told, "names": called({one.value.home for one in found})}


PersonLent: Any = body_of(Secondment, Sent, "PersonLent", without=("joint", "asked", "agreed"))


@router.post("/joints/{ref}/lendings", response={200: Opened, **REFUSALS}, auth=TO_REGISTER, operation_id="lending")
def lending(request: HttpRequest, ref: str, sent: PersonLent, key: Key) -> Any:
    """Lend a person: by the home unit itself, by an order from above with its paper, or by asking the home unit.

    To ask it needs the scope `move` too.
    """
    account = business_of(request)
    work, charter, force = stage_of(request, ref)
    if sent.home not in standing(account).desks and chartering_desk(account, charter) is None:
        raise Http404
    if sent.begins is not None and sent.begins < force.day:
        raise Unfit(("begins", "from today on"))
    name = f"s:{fresh(account, key)[:12]}"
    value = made(Secondment, sent, joint=Stream(work.stream), begins=sent.begins or force.day)
    value, steps = request_for(value, name, sent.desk, fresh(account, key, 1), force)
    if steps:
        needs(request, MOVE)
    listed = Listed(SECONDMENTS, name, value, force.day)
    receipt = entered(request, sent, key, [listed], steps=steps)
    return opened_out(receipt, [name, *(step.stream for step in steps)])


class LendingEnds(Sent):
    last: date
    reason: str = ""


@router.post("/joints/{ref}/lendings/{name}/end", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER,
             operation_id="lending-end")  # fmt: skip
def end(request: HttpRequest, ref: str, name: str, sent: LendingEnds, key: Key) -> Any:
    """End it early, by whoever may. `name`: its key without "s:"."""
    business_of(request)
    if (again := before(request, key)) is not None:
        return receipt_out(again)
    work, charter, force = stage_of(request, ref)
    held = force.section(SECONDMENTS).get(f"s:{name}")
    found = next((one for one in lent_to(work.stream) if one.key == f"s:{name}"), None)
    if found is None or not isinstance(held, Secondment) or charter.ended is not None:
        raise Http404
    speaking(request, *(desk for desk in (sent.desk,) if may_end(desk, held, force)))
    if not force.day <= sent.last <= held.until:
        raise Unfit(("last", "from today to its present last day"))
    is_begun = held.begins is None or held.begins <= sent.last
    value = replace(found.value, until=sent.last) if is_begun else None
    check(sent.reason, "reason")
    listed = Listed(SECONDMENTS, found.key, value, force.day, note=sent.reason)
    return receipt_out(entered(request, sent, asked(request, key), [listed]))
