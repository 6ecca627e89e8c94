"""A division document 分工方案 that was read elsewhere becomes a joint work: charter and matters, all at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from qiantou.acts.launch import Division, launch
from qiantou.api.entering import actor_of
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_LAUNCH, business_of
from qiantou.api.sending import Key, Opened, Sent, opened_out
from qiantou.api.shapes import body_of, made

router = Router(tags=["joint work"])
DivisionIn: Any = body_of(Division, Sent, "DivisionIn", without=("issuer",))


@router.post("/divisions", response={200: Opened, **REFUSALS}, auth=TO_LAUNCH, operation_id="division-launch")
def division(request: HttpRequest, sent: DivisionIn, key: Key) -> Any:
    """Each row asks its lead for the whole, and its lead each cooperating unit for a part. The desk issues it."""
    business_of(request)
    value = made(Division, sent, issuer=sent.desk)
    joint, receipt = launch(value, by=actor_of(request, sent), command_id=key)
    return opened_out(receipt, [joint])
