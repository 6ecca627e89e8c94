"""Entering in the register by a program: what the page enters, by the desk that may, once per key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from pydantic import Field

from qiantou.access.guards import actor, register_for, standing
from qiantou.acts import shell
from qiantou.acts.execute import Asked, Receipt, Step, execute_all
from qiantou.api.scope import business_of
from qiantou.api.sending import Sent, scans_of
from qiantou.api.shapes import check
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.register import InForce, Listed


class Entering(Sent):
    """`seen`: the version that was read of what is changed; where it moved on since, nothing is recorded (409)."""

    seen: int | None = Field(None, ge=0)


def force_of(request: HttpRequest) -> InForce:
    """The register in force now, for an account that reads business. Raises Http404 for administrators."""
    return register_for(business_of(request)).at(shell.now())


def today_of(request: HttpRequest) -> date:
    return force_of(request).day


def actor_of(request: HttpRequest, sent: Sent) -> Actor:
    """Who acts for the desk of what was sent. Raises Rejected("not-your-desk")."""
    return actor(business_of(request), sent.desk)


def entered(
    request: HttpRequest, sent: Sent, key: str | Asked, listings: Sequence[Listed], *, steps: Sequence[Step] = (),
    seen: Mapping[Stream, int] | None = None,
) -> Receipt | None:  # fmt: skip
    """The changes, with the moves that go with them, in one command by the desk. Raises Rejected, Unfit."""
    check([listed.value for listed in listings])
    by = actor_of(request, sent)
    return execute_all(steps, by=by, command_id=key, listings=listings, seen=seen, files=scans_of(sent))


def speaking(request: HttpRequest, *desks: Desk | None) -> Desk:
    """The first of these desks for which the account moves. Raises Http404 where it moves for none."""
    mine = standing(business_of(request)).desks
    found = next((desk for desk in desks if desk is not None and desk in mine), None)
    if found is None:
        raise Http404
    return found


def told(value: Any, row: Any) -> dict[str, Any]:
    """A value of the register with where it stands."""
    return {
        "key": row.key, "value": value, "since": row.since, "name": row.name, "note": row.note, "at": row.at,
        "by": row.by.desk or "", "version": row.version,
    }  # fmt: skip
