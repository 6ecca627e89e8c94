"""Every move of the loop as an operation of its own, its body made of the fields of the command.

A command that is new to the rules appears here by itself. The page's codes for what is one command to the
rules lead to that command: to reserve is to accept with a reservation, to assign is to rule that somebody does it.
What stands beside a matter is an offer beside it.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from ninja import Router

from qiantou.access.confirming import ANSWERS, RULINGS
from qiantou.access.guards import joint_for, matter_for, standing
from qiantou.access.models import Account
from qiantou.access.tokens import SIGN
from qiantou.acts import registers, shell
from qiantou.acts.execute import Step, execute_all
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_ACT, TO_RULE, account_of, business_of, needs
from qiantou.api.sending import (
    Key,
    Moving,
    Opened,
    ReceiptOut,
    fresh,
    may_record,
    mover,
    opened_out,
    receipt_out,
    scans_of,
)  # fmt: skip
from qiantou.api.shapes import Unfit, body_of, check, code_of, fields_of, made, streams_in
from qiantou.core.kernel import Desk, Recorded, Stream
from qiantou.core.moves import MOVES, Basis, Offer
from qiantou.core.offered_moves import answerable, possible_moves
from qiantou.desk import labels, offering
from qiantou.desk.matters import EARLIER
from qiantou.desk.situation import Situation
from qiantou.readmodel.models import MatterRow

router = Router(tags=["moves"])

OPEN = {code_of(command): command for command in MOVES if command is not Offer}
"""Code → command of what is done on a matter that is there."""
SAME = {"reserve": "accept", "assign": "rule"}
SIGNATURE = "signature"
OWN = (
    "asker", "basis", "joint", "parent", "beside", "several", "place", "source", "line", "after", "signature", "pinned",
    "reservation", "reply_days", "silence_consents", "follows", "standard", "due_text", "cause", "first", "repeats",
)  # fmt: skip
"""The fields of an offer that follow from the matter it stands beside, or are other acts'."""
BESIDE_TOO = {"guidance": "matter", "supervision": "approval"}
"""Kinds that may be opened beside a work without being side matters, and what such a demand rests on."""


def possible(request: HttpRequest, found: Situation) -> list[dict[str, Any]]:
    """The moves open now to the reader's desks, and those it may record for others, as the page offers them."""
    seen = standing(account_of(request))
    told = [one for desk in offering.involved(found, seen) for one in _open_to(found, desk, None)]
    if not may_record(request) or not found.matter.is_open:
        return told
    sides = (found.matter.holder, found.matter.doer, found.matter.asker, found.matter.arbiter)
    for desk in dict.fromkeys(desk for desk in sides if desk and desk not in seen.desks):
        recorder = offering.recorder_for(found, seen, desk)
        told += _open_to(found, desk, recorder) if recorder is not None else []
    return told


def _open_to(found: Situation, desk: Desk, recorder: Desk | None) -> Iterator[dict[str, Any]]:
    matter = found.matter
    recorded = Recorded(recorder, found.force.day, offering.PAPER, offering.PAPER) if recorder else None
    codes = list(possible_moves(matter, desk, found.context, recorded=recorded))
    if recorder is None and answerable(matter, desk, found.context):
        codes += ["confirm", "contest"]
    for code in codes:
        place = SAME.get(code, code)
        yield {
            "code": code, "label": labels.move(code, settles=matter.policy.settles, kind=matter.kind), "desk": desk,
            "send_to": f"/api/matters/{matter.stream[:12]}/" + (f"moves/{place}" if place in OPEN else "beside"),
            "for_other": recorder is not None,
        }  # fmt: skip


def operation(code: str, command: type) -> Callable[..., Any]:
    """The operation of one move."""
    body = body_of(command, Moving, f"{command.__name__}Move")

    def move(request: HttpRequest, ref: str, sent: body, key: Key) -> Any:  # type: ignore[valid-type]
        account = business_of(request)
        row = matter_for(account, ref)
        told = made(command, sent, fresh=fresh(account, key))
        _check_named(account, command, told)
        receipt = carry_out(request, row, Step(Stream(row.stream), told), sent, key)
        return receipt_out(receipt)

    move.__doc__ = command.__doc__ if command.__doc__ and not command.__doc__.startswith(command.__name__) else None
    return move


def signs(code: str, kind: str) -> bool:
    """Whether a move is one before which a person is asked for the password again."""
    return code in RULINGS or (code in ANSWERS and kind == SIGNATURE)


def _check_named(account: Account, command: type, value: Any) -> None:
    """What a command names besides has to be there for whoever sends it. Raises Http404."""
    for name, stream in streams_in(command, value):
        (joint_for if name == "joint" else matter_for)(account, stream)


def carry_out(request: HttpRequest, row: MatterRow, step: Step, sent: Moving, key: str) -> Any:
    """The step, recorded once. Raises Rejected, and NotAllowed for a scope that is missing."""
    if sent.recorded is None and signs(code_of(type(step.command)), row.kind):
        needs(request, SIGN)
    by = mover(request, sent)
    if sent.recorded is not None and sent.recorded.said < (row.opened - EARLIER).date():
        raise Unfit(("recorded.said", "more than a year before the matter was entered here"))
    seen = {Stream(row.stream): sent.seen} if sent.seen is not None else None
    return execute_all((step,), by=by, command_id=key, seen=seen, files=scans_of(sent))


BesideMove: Any = body_of(Offer, Moving, "BesideMove", without=OWN)

for _code, _command in OPEN.items():
    router.post(
        f"/matters/{{ref}}/moves/{_code}", response={200: ReceiptOut, **REFUSALS},
        auth=TO_RULE if _code in RULINGS else TO_ACT,
        operation_id=f"move-{_code}", summary=f"{_command.__name__}",
    )(operation(_code, _command))  # fmt: skip


@router.post("/matters/{ref}/beside", response={200: Opened, **REFUSALS}, auth=TO_ACT, operation_id="move-beside")
def beside(request: HttpRequest, ref: str, sent: BesideMove, key: Key) -> Any:
    """More time or other terms (variation), whose duty it is (dispute), or another kind that stands beside a work."""
    account = business_of(request)
    row = matter_for(account, ref)
    stream = fresh(account, key)
    told = {name: getattr(sent, name) for name, _hint, _default in fields_of(Offer, OWN)}
    offer = Offer(
        **{**told, "asker": sent.desk}, basis=Basis(BESIDE_TOO.get(sent.kind, "matter")), parent=Stream(row.stream),
        beside=True, joint=Stream(row.joint) if row.joint else None,
    )  # fmt: skip
    check(offer)
    policy = registers.current().at(shell.now()).policy(offer.kind)
    if policy.by_rule or not (policy.beside or policy.replies or policy.kind in BESIDE_TOO):
        raise Unfit(("kind", "does not stand beside a matter"))
    receipt = carry_out(request, row, Step(stream, offer), sent, key)
    return opened_out(receipt, [stream])
