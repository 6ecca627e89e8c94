"""Asking: one or several units for something, as on the page; and many accepted at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from qiantou.access.guards import actor, joint_for, matter_for, standing
from qiantou.access.models import Account
from qiantou.access.tokens import SIGN
from qiantou.acts.execute import Step, execute_all
from qiantou.api.moves import signs
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_MOVE, business_of, needs
from qiantou.api.sending import Key, Opened, ReceiptOut, Sent, fresh, opened_out, receipt_out, scans_of
from qiantou.api.shapes import Strict, Unfit, body_of, check, fields_of
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.mandate import Power
from qiantou.core.moves import Basis, Offer
from qiantou.desk.ask_form import PROPOSALS
from qiantou.desk.bulk import CHOICES
from qiantou.desk.bulk import MOST as MOST_AT_ONCE

router = Router(tags=["asking"])
MOST = 200  # doers of one command


class Asking(Sent):
    """What the site makes of an offer's fields when it is sent: see `ask`."""

    doers: list[Desk] = Field(min_length=1, max_length=MOST)
    basis: Literal["request", "post", "mandate"] = "request"
    mandate: str = Field("", max_length=80)
    dated: bool = Field(False, description="the day is set under the power to set deadlines")
    part_of: Stream | None = Field(None, description="a matter of one's own that this is a part of")
    clue: bool = Field(
        False, description="whether it is a clue of a breach of discipline or of a crime: then nothing is stored, and "
        "the refusal names the lawful channels",
    )  # fmt: skip
    duties: Mapping[Desk, str] = Field(
        default_factory=dict, description="doer → the row of its duty list, or the exception, that this rests on"
    )


OWN = (
    "asker", "doer", "parent", "several", "beside", "basis", "place", "source", "line", "after", "signature", "pinned",
    "reservation", "reply_days", "silence_consents", "new_doer", "cause", "duty", "off_list", "follows",
)  # fmt: skip
"""Fields of an offer that other acts of the site fill in: plans, letters, what stands beside a matter."""
OPENED_ELSEWHERE = frozenset({
    "word", "consultation", "signature", "options", "means", "duty-change", "passing", "proposal",
    "supervision", "contest", "accountability", "hearing", "support", "exemption", "clearing", "amending",
    "assessing",
})  # fmt: skip
Ask: Any = body_of(Offer, Asking, "Ask", without=OWN)


class Pick(Strict):
    """A matter as it was seen."""

    stream: Stream
    seen: int = Field(ge=1)


class Bulk(Sent):
    """Accept many at once: offers made to the desk, or deliveries that wait for it. All or none."""

    code: str = Field(max_length=30, description="accept or accept-delivery")
    picks: list[Pick] = Field(min_length=1, max_length=MOST_AT_ONCE)


@router.post("/asks", response={200: Opened, **REFUSALS}, auth=TO_MOVE, operation_id="ask", summary="Ask")
def ask(request: HttpRequest, sent: Ask, key: Key) -> Any:
    """One matter for each doer, all in one command; their names are under `opened`, in the order of the doers.

    Without a basis it is a request; an order cites a mandate or rests on one's post. `kind`: one of those the page
    offers, or a power to propose (budget, oversee), which needs a mandate. `blames`: whether it asks for a deduction,
    or that somebody answer; to be said of a proposal about units, and of a request to a leader above, to the office of
    one, or to who uses an assessment. What does goes by `accountability-propose`.
    """
    account = business_of(request)
    if sent.clue:
        raise Rejected("lawful-channel")
    steps = _steps(account, sent, key)
    receipt = execute_all(steps, by=actor(account, sent.desk), command_id=key, files=scans_of(sent))
    return opened_out(receipt, [step.stream for step in steps])


def _steps(account: Account, sent: Any, key: str) -> list[Step]:
    kind, basis = _basis(sent)
    doers = list(dict.fromkeys(sent.doers))
    doers.sort(key=lambda doer: doer != sent.first)  # whoever coordinates a call is called first
    joint = Stream(joint_for(account, sent.joint).stream) if sent.joint else None
    parent: Stream | None = None
    if sent.part_of:
        whole = matter_for(account, sent.part_of)
        if not {whole.doer, whole.asker} & set(standing(account).desks):
            raise Unfit(("part_of", "a matter of one's own"))
        parent, joint = Stream(whole.stream), Stream(whole.joint) if whole.joint else joint
    several = parent is None and len(doers) > 1
    given = {
        "kind": kind, "asker": sent.desk, "basis": basis, "joint": joint, "several": several,
        "parent": fresh(account, key, len(doers)) if several else parent,
    }  # fmt: skip
    told = {name: getattr(sent, name) for name, _hint, _default in fields_of(Offer, OWN)} | given
    offers = [Offer(**told, doer=doer, **_cited(sent.duties.get(doer, ""))) for doer in doers]
    check(offers)
    return [Step(fresh(account, key, number), offer) for number, offer in enumerate(offers)]


def asked_freely() -> tuple[str, ...]:
    """The kinds that anybody may ask for: those that no other act of the site opens."""
    return tuple(
        kind for kind, policy in KINDS.items() if not (policy.beside or policy.by_rule or kind in OPENED_ELSEWHERE)
    )


def _cited(name: str) -> dict[str, Any]:
    return {} if not name else {"off_list": name} if name.startswith("x:") else {"duty": name}


def _basis(sent: Any) -> tuple[str, Basis]:
    """The kind, and what the demand rests on. Raises Unfit for a kind that is not asked for in this way."""
    if sent.basis != "mandate" and sent.mandate:
        raise Unfit(("mandate", "only where the basis is a mandate"))
    if sent.kind in PROPOSALS:
        return "proposal", Basis("mandate", mandate=sent.mandate, powers=(sent.kind,))
    if sent.kind not in asked_freely():
        raise Unfit(("kind", f"one of {', '.join((*asked_freely(), *PROPOSALS))}"))
    dated = (Power.DEADLINES.value,) if sent.dated else ()
    if sent.basis == "request":
        return sent.kind, Basis("request", powers=dated)
    return sent.kind, Basis(sent.basis, dispatch=True, mandate=sent.mandate, powers=dated)


@router.post("/bulk", response={200: ReceiptOut, **REFUSALS}, auth=TO_MOVE, operation_id="bulk", summary="Many at once")
def bulk(request: HttpRequest, sent: Bulk, key: Key) -> Any:
    account = business_of(request)
    if sent.code not in CHOICES:
        raise Unfit(("code", f"one of {', '.join(CHOICES)}"))
    rows = [matter_for(account, pick.stream) for pick in sent.picks]
    if any(signs(sent.code, row.kind) for row in rows):
        needs(request, SIGN)
    seen = {Stream(row.stream): pick.seen for row, pick in zip(rows, sent.picks, strict=True)}
    steps = [Step(stream, CHOICES[sent.code][1]) for stream in seen]
    return receipt_out(execute_all(steps, by=actor(account, sent.desk), command_id=key, seen=seen))
