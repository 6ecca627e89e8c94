"""What pages show as lists: cases to decide, points for a meeting, calls in numbers, standard requests 常规事项."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from qiantou.access.guards import register_for, standing
from qiantou.acts import shell
from qiantou.api.entering import force_of
from qiantou.api.matters import MatterOut, matter_out
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_MOVE, TO_READ, business_of
from qiantou.api.shapes import Strict
from qiantou.core.kernel import Desk
from qiantou.core.meeting import Item
from qiantou.desk.clocks import light
from qiantou.desk.meeting_list import bringable, callable_for
from qiantou.desk.situation import called
from qiantou.desk.weekly import Pair, collect, collected
from qiantou.desk.whistle_numbers import counted
from qiantou.insight.whistles import Tally
from qiantou.readmodel.cases import waiting_for

router = Router(tags=["what waits"])


class CaseRow(Schema):
    """`own`: one decides it oneself; else one works for who decides, and may enter what was written by hand."""

    own: bool
    matter: MatterOut


class CasesOut(Schema):
    decisions: list[CaseRow]
    names: dict[str, str]


@router.get("/decisions", response={200: CasesOut, **REFUSALS}, auth=TO_READ, operation_id="decisions")
def decisions(request: HttpRequest) -> Any:
    """The cases before one's desks, and before leaders one works for; the longest waiting first, at most 100 each."""
    seen, force = standing(business_of(request)), force_of(request)
    mine = waiting_for(seen.desks, [one for one in seen.lent if not one.is_whole])
    prepared = [row for row in waiting_for(seen.offices) if not row.inner or row.inner in seen.homes]
    told = [(True, row) for row in mine] + [(False, row) for row in prepared if row not in mine]
    return {
        "decisions": [
            {"own": own, "matter": matter_out(row, light(row, force.calendar, force.instant))} for own, row in told
        ],
        "names": called({desk for _own, row in told for desk in (row.asker, row.doer, row.holder)}),
    }


class PointsOut(Schema):
    """`by`: the desk that calls the meeting; `points`: what may be put on its agenda."""

    by: str
    points: list[Item]


@router.get("/meetings/points", response={200: PointsOut, **REFUSALS}, auth=TO_READ, operation_id="meeting-points")
def points(request: HttpRequest, chair: Desk, joint: str = "") -> Any:
    """For a meeting of this chair; with `joint` by its lead under the power to convene."""
    account, force = business_of(request), force_of(request)
    by, work = callable_for(account, chair, joint, force)
    return {"by": by, "points": [item for item, _title in bringable(chair, work, standing(account), force)]}


class ShareOut(Schema):
    """`k` of `n`, and where the true share lies at 95 % confidence; no interval where n is 0."""

    k: int
    n: int
    interval: tuple[float, float] | None


class TallyOut(Schema):
    """`middle`: the median of its peers; `far`: few, many, or empty for neither."""

    desk: str
    count: int
    came: ShareOut
    finished: ShareOut
    solved: ShareOut
    satisfied: ShareOut
    middle: float | None
    far: str


class CallNumbersOut(Schema):
    """The calls of the last ninety days; of desks in one's sight the rows, of the others the median alone."""

    since: date
    until: date
    count: int
    departments: list[TallyOut]
    callers: list[TallyOut]
    names: dict[str, str]


@router.get("/calls/numbers", response={200: CallNumbersOut, **REFUSALS}, auth=TO_READ, operation_id="call-numbers")
def call_numbers(request: HttpRequest) -> Any:
    """Whistles in numbers, by department called and by caller."""
    found = counted(standing(business_of(request)), force_of(request))
    return {
        "since": found.since, "until": found.until, "count": found.count, "names": called(found.desks),
        "departments": [_tally(one) for one in found.departments], "callers": [_tally(one) for one in found.callers],
    }  # fmt: skip


def _tally(one: Tally) -> dict[str, Any]:
    told = {"desk": one.desk, "count": one.count, "middle": one.middle, "far": one.far}
    shares = {"came": one.came, "finished": one.finished, "solved": one.solved, "satisfied": one.satisfied}
    return told | {name: {"k": each.k, "n": each.n, "interval": each.interval} for name, each in shares.items()}


class PairOut(Schema):
    """An asker and a kind: how many a desk accepted so far, and whether they are collected."""

    desk: str
    asker: str
    kind: str
    accepted: int
    collected: bool


class StandardOut(Schema):
    """`matters`: the standard requests that wait; they are accepted together by `bulk`."""

    pairs: list[PairOut]
    matters: list[MatterOut]
    names: dict[str, str]


@router.get("/standard-requests", response={200: StandardOut, **REFUSALS}, auth=TO_READ,
            operation_id="standard-requests")  # fmt: skip
def standard(request: HttpRequest) -> Any:
    """What may be collected, and what is collected and waits."""
    account = business_of(request)
    force = register_for(account).at(shell.now())
    found = collected(standing(account).desks, force)
    return {
        "pairs": [
            {"desk": desk, "asker": asker, "kind": kind, "accepted": len(titles),
             "collected": (desk, asker, kind) in found.marked}
            for (desk, asker, kind), titles in sorted(found.accepted.items())
        ],
        "matters": [matter_out(row, light(row, force.calendar, force.instant)) for row in found.rows],
        "names": called({desk for pair in found.accepted for desk in pair[:2]}),
    }  # fmt: skip


class Collecting(Strict):
    """Collect what an asker asks of a kind once a week, or collect it no longer. No entry of the record."""

    desk: Desk
    asker: Desk
    kind: str = Field(max_length=30)
    collected: bool = True


class Collected(Schema):
    collected: Literal[True, False]


@router.post("/standard-requests", response={200: Collected, **REFUSALS}, auth=TO_MOVE, operation_id="standard-collect")
def standard_collect(request: HttpRequest, sent: Collecting) -> Any:
    """Of what the desk accepted before. Sent again it changes nothing."""
    account = business_of(request)
    pair: Pair = (sent.desk, sent.asker, sent.kind)
    if sent.desk not in standing(account).desks or not collect(account, pair, on=sent.collected):
        raise Http404
    return {"collected": sent.collected}
