"""Numbers of the site: read by everybody, entered by the system administrator, as on their page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from qiantou.access.guards import register_for
from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_READ, TO_REGISTER, account_of, keeper_of
from qiantou.api.sending import Key, ReceiptOut, receipt_out
from qiantou.api.shapes import Strict, check
from qiantou.core.figures import USUAL, Counted
from qiantou.core.kernel import Actor
from qiantou.core.register import FIGURES, Listed
from qiantou.desk.figures_pages import figure_of, last_change

router = Router(tags=["register"])


class FigureOut(Schema):
    """`amount` is in force, since `since` where the site entered it; `least` to `most` may be entered."""

    name: str
    amount: int
    counted: Counted
    basis: str
    since: date | None
    usual: int
    least: int
    most: int


@router.get("/figures", response={200: list[FigureOut], **REFUSALS}, auth=TO_READ, operation_id="figures")
def figures(request: HttpRequest) -> Any:
    """Every number that a site sets besides the rows of the kinds."""
    force = register_for(account_of(request)).at(shell.now())
    told = ((name, usual, force.figure(name), last_change(name, force)) for name, usual in USUAL.items())
    return [
        {"name": name, "amount": now.amount, "counted": usual.counted, "basis": now.basis,
         "since": change.since if change is not None else None, "usual": usual.amount, "least": usual.least,
         "most": usual.most}
        for name, usual, now, change in told
    ]  # fmt: skip


class FigureChange(Strict):
    """`basis`: the rule it rests on; without one another number than the usual is a default."""

    amount: int
    basis: str = Field("", max_length=300)


@router.post("/figures/{name}", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER, operation_id="figure-change")
def figure_change(request: HttpRequest, name: str, sent: FigureChange, key: Key) -> Any:
    """From today on; by the system administrator."""
    account = keeper_of(request)
    if name not in USUAL:
        raise Http404
    check(sent.basis, "basis")
    listed = Listed(FIGURES, name, figure_of(name, sent.amount, sent.basis), register_for(account).at(shell.now()).day)
    return receipt_out(execute_all((), by=Actor(account=account.id), command_id=key, listings=[listed]))
