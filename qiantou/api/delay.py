"""Where the time of a joint work went 时间去向: the shares of its delay, its lines, every stretch; putting it out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from qiantou.access.guards import joint_for
from qiantou.acts import registers, shell
from qiantou.acts.attributing import Reading, put_out, reading
from qiantou.api.entering import actor_of
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_READ, TO_SIGN, business_of
from qiantou.api.sending import Key, ReceiptOut, Sent, receipt_out
from qiantou.api.shapes import check
from qiantou.core.attribution import Attribution, Window
from qiantou.core.attribution_check import window_at
from qiantou.core.kernel import Stream
from qiantou.core.plan import Tie
from qiantou.core.register import InForce
from qiantou.desk.delay_left import left_of, minutes_left
from qiantou.desk.delay_out import entered
from qiantou.desk.situation import called
from qiantou.insight.as_built_parts import Part
from qiantou.insight.as_built_step import Step
from qiantou.insight.delay import Finding

router = Router(tags=["joint work"])


class ShareOut(Schema):
    """Working minutes as "top/bottom", exact, below nought where regained. `party`: a desk, "outside" or "nobody"."""

    party: str
    minutes: str
    overtime: int = Field(description="minutes in its own hands beyond its clock, whether or not they held anybody up")
    not_counted: int = Field(
        0, description="minutes of that overtime that a ruling or an exemption takes out of the sheet"
    )
    float_used: str
    finish_but_for: str = Field(description="minutes from the launch to the finish without its part")
    interval: list[str] | None = Field(
        None, description="95 % bounds of the share where it was drawn by lot, else null"
    )


class PartOut(Schema):
    """A stretch by which a line grew, in minutes from the launch, with the entry it rests on."""

    start: int
    end: int
    party: str
    holder: str
    cause: str
    over: bool
    regained: bool
    matter: str
    entry: int


class StepOut(Schema):
    """A line or means; `planned` and `actual` are its start and finish in minutes from the launch. `later`: what a
    later version put before it, each with the minute from which it counts."""

    line: str
    party: str
    matter: str
    due: date
    planned: tuple[int, int]
    actual: tuple[int, int]
    open: bool
    ties: list[Tie]
    later: list[tuple[Tie, int]]
    not_waited_for: list[Tie]
    parts: list[PartOut]


class DelayOut(Schema):
    """Of the record through an instant. Everything in working minutes from the launch. `window`: looked through;
    `counts`: the number of the site that what is put out is shared by. `put_out`: what is pinned; `before`: what was,
    oldest first."""

    window: Window
    counts: Window
    through: datetime
    launched: datetime | None = None
    final: bool = False
    planned_finish: str = "0"
    actual_finish: str = "0"
    delay: str = "0"
    concurrent: str = "0"
    day_minutes: int
    shares: list[ShareOut] = []
    steps: list[StepOut] = []
    left_out: dict[str, str] = {}
    put_out: Attribution | None = None
    before: list[Attribution] = []
    names: dict[str, str] = {}


class DelayFilters(Schema):
    window: Window | None = Field(None, description="to look through; by default the one that counts")
    asof: date | None = Field(None, description="as of the end of that day", ge=date(1950, 1, 1), le=date(2199, 12, 31))


@router.get("/joints/{ref}/delay", response={200: DelayOut, **REFUSALS}, auth=TO_READ, operation_id="delay")
def delay(request: HttpRequest, ref: str, filters: Query[DelayFilters]) -> Any:
    """The same as the page; without a launched plan there are no steps."""
    work = joint_for(business_of(request), ref)
    now = shell.now()
    until = registers.current().at(now).calendar.end_of_day(filters.asof) if filters.asof is not None else now
    through = min(now, until)
    force = registers.current().at(through)
    one = reading(Stream(work.stream), force, through)
    made = [row.value for row in entered(Stream(work.stream), through if filters.asof is not None else None)]
    counts = window_at(through, force)
    window = filters.window or counts
    told = {"window": window, "counts": counts, "through": through, "day_minutes": force.calendar.day_minutes,
            "put_out": made[-1] if made else None, "before": made[:-1]}  # fmt: skip
    if one is None or not one.built.steps:
        return told
    return told | _told(one, one.finding(window), force)


def _told(one: Reading, found: Finding, force: InForce) -> dict[str, Any]:
    built = one.built
    over = built.overtime
    left = minutes_left(left_of(one, force), over)
    parties = sorted({*found.shares, *over})
    bounds = found.interval or {}
    return {
        "launched": built.axis.origin, "final": built.is_final, "planned_finish": str(found.planned_finish),
        "actual_finish": str(found.actual_finish), "delay": str(found.delay), "concurrent": str(found.concurrent),
        "shares": [
            {"party": party, "minutes": str(found.shares.get(party, 0)), "overtime": over.get(party, 0),
             "not_counted": left.get(party, 0),
             "float_used": str(found.float_used.get(party, 0)),
             "finish_but_for": str(found.but_for.get(party, found.actual_finish)),
             "interval": [str(one) for one in bounds[party]] if party in bounds else None}
            for party in parties
        ],
        "steps": [_step(step) for step in built.steps],
        "left_out": dict(built.left_out),
        "names": called({*parties, *(part.holder for step in built.steps for part in step.parts)}),
    }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    return {
        "line": step.name, "party": step.party, "matter": step.matter, "due": step.due, "planned": step.planned,
        "actual": step.actual, "open": step.is_open, "ties": list(step.ties), "not_waited_for": list(step.unheld),
        "later": list(step.later),
        "parts": [_part(part) for part in step.parts],
    }  # fmt: skip


def _part(part: Part) -> dict[str, Any]:
    return dict(vars(part))


class Attribute(Sent):
    """Nothing of it is chosen. `reason`: why anew, needed where one was put out before."""

    reason: str = Field("", max_length=2000)


@router.post("/joints/{ref}/delay", response={200: ReceiptOut, **REFUSALS}, auth=TO_SIGN, operation_id="delay-out")
def delay_out(request: HttpRequest, ref: str, sent: Attribute, key: Key) -> Any:
    """Put the attribution out under the site's window, as the record has it now; nothing of it is sent along."""
    check(sent.reason, "reason")
    work = joint_for(business_of(request), ref)
    return receipt_out(put_out(Stream(work.stream), by=actor_of(request, sent), command_id=key, reason=sent.reason))
