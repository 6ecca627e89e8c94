"""The time account of one matter, as its page tells it: minutes allowed and taken, and every stretch with its entry."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from qiantou.access.guards import matter_for, standing
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_READ, business_of
from qiantou.api.shapes import Unfit
from qiantou.desk.account_read import Read, read
from qiantou.desk.forms import FIRST_DAY, LAST_DAY
from qiantou.desk.situation import called, situation

router = Router(tags=["matters"])


class HolderOut(Schema):
    """Working minutes. `allowed` + `over` - `under` = `actual`."""

    party: str
    allowed: int
    actual: int
    over: int
    under: int


class ApartOut(Schema):
    """What no holder bears, and why; below nought where it took from the deviation."""

    party: str
    why: str
    minutes: int


class StretchOut(Schema):
    """`position`: the entry by which it came there; none where it does not open to the reader, or is not recorded."""

    party: str
    cause: str
    clock: str
    start: datetime
    end: datetime
    minutes: int
    over: bool
    position: int | None


class OwnOut(Schema):
    """The doer's own minutes beyond the day; `counted`: less what is `protected`, by what."""

    party: str
    minutes: int
    counted: int
    protected: dict[str, int]


class TimeOut(Schema):
    """`deviation`: the sum of `over` less `under` and of what stands `apart`, in working minutes against `agreed`."""

    agreed: date | None
    finish: datetime
    done: bool
    deviation: int
    holders: list[HolderOut]
    apart: list[ApartOut]
    own: OwnOut
    stretches: list[StretchOut]
    day_minutes: int
    names: dict[str, str]


@router.get("/matters/{ref}/time", response={200: TimeOut, **REFUSALS}, auth=TO_READ, operation_id="matter-time",
            summary="Where the time of a matter went")  # fmt: skip
def matter_time(request: HttpRequest, ref: str, asof: date | None = None) -> Any:
    """With `asof`, as known at the end of that day."""
    account = business_of(request)
    row = matter_for(account, ref)
    if asof is not None and not FIRST_DAY <= asof <= LAST_DAY:
        raise Unfit(("asof", f"between {FIRST_DAY} and {LAST_DAY}"))
    found = read(situation(row, standing(account), asof=asof))
    told, own = found.account, found.own
    return {
        "agreed": told.agreed, "finish": told.finish, "done": told.is_done, "deviation": told.deviation,
        "holders": [
            {"party": found.shown(one.holder), "allowed": one.allowed, "actual": one.actual, "over": one.over,
             "under": one.under}
            for one in told.rows
        ],
        "apart": [{"party": one.party, "why": one.why, "minutes": one.minutes} for one in told.apart],
        "own": {"party": own.desk, "minutes": own.minutes, "counted": own.counted,
                "protected": {str(shield): minutes for shield, minutes in own.protected}},
        "stretches": list(_stretches(found)),
        "day_minutes": told.day_minutes,
        "names": called({found.shown(one.holder) for one in told.pieces} | {own.desk}),
    }  # fmt: skip


def _stretches(found: Read) -> Any:
    for piece, minutes in zip(found.account.pieces, found.account.minutes, strict=True):
        if minutes:
            yield {
                "party": found.shown(piece.holder), "cause": piece.cause, "clock": piece.clock, "start": piece.start,
                "end": piece.end, "minutes": minutes, "over": piece.over,
                "position": found.places.get((piece.matter, piece.entry)),
            }  # fmt: skip
