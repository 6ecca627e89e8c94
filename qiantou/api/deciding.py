"""What waits for a decision 待决策, the answers that fit it, and who decides for whom meanwhile 代办."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from qiantou.access.by_token import token_of
from qiantou.access.guards import standing
from qiantou.access.tokens import MOVE, SIGN
from qiantou.acts.execute import Step, execute_all
from qiantou.api.entering import force_of
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_DELEGATE, TO_READ, TO_RULE, business_of, needs
from qiantou.api.sending import (
    Key,
    Opened,
    ReceiptOut,
    RecordedIn,
    Sent,
    asked,
    before,
    fresh,
    mover_of,
    opened_out,
    receipt_out,
    scans_of,
)
from qiantou.api.shapes import Unfit, body_of, check, made
from qiantou.core.binding import is_above
from qiantou.core.deciding import Terms, answers, steps
from qiantou.core.delegation import Delegation
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.register import DELEGATIONS, Listed
from qiantou.desk.deciding_case import Brought, brought
from qiantou.desk.situation import called
from qiantou.readmodel.listing_rows import entries

router = Router(tags=["deciding"])


class CaseOut(Schema):
    """A case before whoever decides: the answers that fit it. The matter itself has both sides and the record."""

    matter: str
    decides: str
    answers: list[str]
    version: int
    own: bool = Field(description="whether one decides it oneself; else one may only enter what the leader wrote")


@router.get("/decisions/{ref}", response={200: CaseOut, **REFUSALS}, auth=TO_READ, operation_id="decision")
def case(request: HttpRequest, ref: str) -> Any:
    found = _case(request, ref)
    return {
        "matter": found.found.row.stream, "decides": found.decides, "answers": list(answers(found.case)),
        "version": found.found.version, "own": found.own is not None,
    }  # fmt: skip


def _case(request: HttpRequest, ref: str) -> Brought:
    found = brought(business_of(request), ref)
    if found is None:
        raise Rejected("moved-on")
    return found


class Deciding(Sent):
    """`recorded`: what the leader wrote by hand, entered by the office, with its scan."""

    seen: int | None = Field(None, ge=1)
    recorded: RecordedIn | None = None
    names_desk: Desk | None = Field(None, description="who does it, gives the means, or leads")


Decision: Any = body_of(Terms, Deciding, "Decision", without=("ordered", "desk"))


@router.post("/decisions/{ref}/{code}", response={200: ReceiptOut, **REFUSALS}, auth=TO_RULE, operation_id="decide")
def decide(request: HttpRequest, ref: str, code: str, sent: Decision, key: Key) -> Any:
    """One answer in one step, with all that it sets in motion."""
    account = business_of(request)
    terms = made(Terms, sent, desk=sent.names_desk)
    if sent.recorded is None:
        needs(request, SIGN)
    if (again := before(request, key)) is not None:
        return receipt_out(again)
    found = _case(request, ref)
    if code not in answers(found.case):
        raise Http404
    if sent.seen is not None and sent.seen != found.found.version:
        raise Rejected("moved-on")
    above = terms.desk is not None and is_above(found.decides, terms.desk, found.found.force)
    terms = replace(terms, what=terms.what or terms.reason, ordered=above)
    moves = steps(code, terms, found.case, fresh=fresh(account, key), charter=found.charter)
    by = mover_of(request, found.decides, sent.recorded)
    told = [Step(stream, command) for stream, command in moves]
    return receipt_out(execute_all(told, by=by, command_id=asked(request, key), files=scans_of(sent)))


class DelegationOut(Schema):
    key: str
    since: date
    delegation: Delegation


class DelegationsOut(Schema):
    delegations: list[DelegationOut]
    names: dict[str, str]


@router.get("/delegations", response={200: DelegationsOut, **REFUSALS}, auth=TO_READ, operation_id="delegations")
def delegations(request: HttpRequest) -> Any:
    """Given by one's posts or by leaders one works for, or given to one's posts; as last entered."""
    seen = standing(business_of(request))
    mine = {*seen.posts, *seen.offices}
    held = {one.key: one for one in entries(DELEGATIONS)}
    told = [one for one in held.values() if isinstance(one.value, Delegation) and _names(one.value) & mine]
    return {
        "delegations": [{"key": one.key, "since": one.since, "delegation": one.value} for one in told],
        "names": called({desk for one in told for desk in _names(one.value)}),
    }


def _names(one: Delegation) -> set[Desk]:
    return {one.post, one.deputy}


class Delegating(Sent):
    """`desk`: the post whose desk it is. `recorded`: entered by its office, from a paper."""

    since: date
    recorded: RecordedIn | None = None


DelegationIn: Any = body_of(Delegation, Delegating, "DelegationIn", without=("post",))


@router.post("/delegations", response={200: Opened, **REFUSALS}, auth=TO_DELEGATE, operation_id="delegate")
def delegate(request: HttpRequest, sent: DelegationIn, key: Key) -> Any:
    """Give a desk away for a time; it ends by itself."""
    account = business_of(request)
    if sent.recorded is None:
        needs(request, SIGN)
    value = made(Delegation, sent, post=sent.desk)
    check(sent.since, "since")
    name = f"b:{fresh(account, key)}"
    by = mover_of(request, sent.desk, sent.recorded)
    listed = Listed(DELEGATIONS, name, value, sent.since)
    receipt = execute_all((), by=by, command_id=key, listings=[listed], files=scans_of(sent))
    return opened_out(receipt, [name])


class DelegationEnds(Sent):
    recorded: RecordedIn | None = None


@router.post("/delegations/{name}/over", response={200: ReceiptOut, **REFUSALS}, auth=TO_DELEGATE,
             operation_id="delegation-over")  # fmt: skip
def over(request: HttpRequest, name: str, sent: DelegationEnds, key: Key) -> Any:
    """End one before its day: by the post, its office, or the deputy who gives it back. `name`: without "b:"."""
    seen = standing(business_of(request))
    if sent.recorded is None:
        needs(request, SIGN)
    if (again := before(request, key)) is not None:
        return receipt_out(again)
    held = {one.key: one.value for one in entries(DELEGATIONS, keys=[f"b:{name}"])}.get(f"b:{name}")
    if not isinstance(held, Delegation) or not _names(held) & {*seen.posts, *seen.offices}:
        raise Http404
    if sent.desk not in _names(held):
        raise Unfit(("desk", "the post or its deputy"))
    by = _giving_back(request, sent) or mover_of(request, sent.desk, sent.recorded)
    listed = Listed(DELEGATIONS, f"b:{name}", None, force_of(request).day)
    return receipt_out(execute_all((), by=by, command_id=asked(request, key), listings=[listed], files=scans_of(sent)))


def _giving_back(request: HttpRequest, sent: DelegationEnds) -> Actor | None:
    """The post of the account's own that gives a desk back, though it moves for no desk of its own; None for others.

    Not by a token that names desks: such a post is none of them.
    """
    account, token = business_of(request), token_of(request)
    if sent.recorded is not None or token is None or token.desks or sent.desk not in standing(account).posts:
        return None
    needs(request, MOVE)
    return Actor(sent.desk, post=sent.desk, account=account.id)
