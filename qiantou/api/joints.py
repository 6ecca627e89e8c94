"""Joint work 牵头工作: the list, one work with its matters and who held what when, and its charter."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from ninja import Query, Router, Schema
from pydantic import Field

from qiantou.access.guards import joint_for, visible_joints
from qiantou.access.tokens import MOVE
from qiantou.acts.execute import Step, execute
from qiantou.api import cursors
from qiantou.api.entering import actor_of, force_of, speaking, today_of
from qiantou.api.matters import MatterOut, SpanOut, matter_out
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_LAUNCH, TO_READ, TO_REGISTER, business_of, needs
from qiantou.api.sending import Key, Opened, ReceiptOut, Sent, fresh, opened_out, receipt_out
from qiantou.api.shapes import Strict, Unfit, body_of, check, made, plain
from qiantou.core.kernel import Desk, Stream
from qiantou.core.moves import Basis, Offer
from qiantou.core.plan import Line
from qiantou.core.sunset import YEARLY_REPORT, stands
from qiantou.core.undertaking import Charter
from qiantou.desk.bodies import report_of
from qiantou.desk.charter_read import Change, Stage, chartering_desk, draw_up, enter, stage_of
from qiantou.desk.charters import asks_report
from qiantou.desk.clocks import light
from qiantou.desk.incoming import paper_for
from qiantou.desk.joint_chain import chain_of, spans_of
from qiantou.desk.joint_page import Found, in_tree, matters_of
from qiantou.desk.own_part import own_line
from qiantou.desk.situation import called
from qiantou.readmodel.models import MatterRow

router = Router(tags=["joint work"])
MOST_ASKED = 200


class JointOut(Schema):
    """One joint work as its charter last says."""

    stream: str
    ref: str
    title: str
    paper: str
    lead: str
    issuer: str
    keeper: str
    sponsor: str
    opened: datetime


class JointsOut(Schema):
    joints: list[JointOut]
    names: dict[str, str]
    next: str = ""


class CharterOut(Schema):
    """One version of the charter with its words. `version` is sent as `seen` with a change."""

    version: int
    title: str
    paper: str
    since: date
    at: datetime
    by: str
    charter: Charter


class HeldOut(Schema):
    """A matter of the work and who held it when: the strip as figures."""

    matter: MatterOut
    spans: list[SpanOut]


class LinkOut(Schema):
    """A stretch of the chain that decides completion; no matter where nothing was in hand."""

    matter: str
    start: datetime
    end: datetime


class WorkOut(Schema):
    """A joint work with the matters that the filters let through, at most `rows` of them after the cursor."""

    joint: JointOut
    charter: CharterOut
    history: list[CharterOut]
    matters: list[HeldOut]
    chain: list[LinkOut]
    names: dict[str, str]
    cut: bool
    next: str = ""


class WorkFilters(Schema):
    """As the page of a joint work has them."""

    q: str = Field("", max_length=200)
    unit: str = Field("", max_length=64, description="a desk that asks, does or holds")
    phase: str = Field("", max_length=12)
    late: bool = False
    cursor: str = Field("", max_length=200)
    limit: int = Field(cursors.LIMIT, ge=1, le=cursors.MOST)


@router.get("/joints", response={200: JointsOut, **REFUSALS}, auth=TO_READ, operation_id="joints")
def joints(request: HttpRequest, cursor: str = "", limit: cursors.Limit = cursors.LIMIT) -> Any:
    """Every joint work in which a desk in the reader's sight takes part, by name."""
    after = cursors.read(cursor) if cursor else ""
    works = list(visible_joints(business_of(request)).filter(stream__gt=after).order_by("stream")[: limit + 1])
    shown = works[:limit]
    return {
        "joints": [_joint(work) for work in shown],
        "names": called(desk for work in shown for desk in (work.lead, work.issuer, work.keeper, work.sponsor)),
        "next": cursors.written(shown[-1].stream) if len(works) > limit else "",
    }


@router.get("/joints/{ref}", response={200: WorkOut, **REFUSALS}, auth=TO_READ, operation_id="joint")
def joint(request: HttpRequest, ref: str, filters: Query[WorkFilters]) -> Any:
    work = joint_for(business_of(request), ref)
    force = force_of(request)
    stage, every = stage_of(work.stream)
    found = _found(request, work.stream, filters)
    left = _after(found, filters.cursor)
    rows = left[: filters.limit]
    spans = spans_of(found.everything)
    links = chain_of(found.everything, spans, force.calendar, force.instant)
    desks = {desk for row in rows for desk in (row.asker, row.doer, row.holder)}
    desks |= {span.holder for row in rows for span in spans[row.stream]}
    return {
        "joint": _joint(work),
        "charter": _stage(stage),
        "history": [_stage(one) for one in every],
        "matters": [
            {"matter": matter_out(row, light(row, force.calendar, force.instant)),
             "spans": [plain(span) for span in spans[row.stream]]}
            for row in rows
        ],
        "chain": [{"matter": link.matter or "", "start": link.start, "end": link.end} for link in links],
        "names": called({*desks, work.lead, work.issuer, work.keeper, work.sponsor}),
        "cut": found.cut,
        "next": cursors.written(rows[-1].stream) if len(rows) < len(left) else "",
    }  # fmt: skip


def _after(found: Found, cursor: str) -> list[MatterRow]:
    """The rows after the one named, in the order of the tree, whether or not the filters let that one through."""
    if not cursor:
        return found.rows
    places = {row.stream: place for place, row in enumerate(in_tree(found.everything))}
    last = places.get(cursors.read(cursor))
    if last is None:
        raise Unfit(("cursor", "not a cursor of this list"))
    return [row for row in found.rows if places[row.stream] > last]


def _found(request: HttpRequest, stream: str, filters: WorkFilters) -> Found:
    """The matters as the page finds them, from the same words of an address."""
    asked = QueryDict(mutable=True)
    for name in ("q", "unit", "phase"):
        asked[name] = getattr(filters, name)
    if filters.late:
        asked["late"] = "on"
    request.GET = asked  # type: ignore[assignment]
    force = force_of(request)
    return matters_of(request, stream, force, force.instant)


def _joint(work: Any) -> dict[str, Any]:
    names = ("stream", "title", "paper", "lead", "issuer", "keeper", "sponsor", "opened")
    return {**{name: getattr(work, name) for name in names}, "ref": work.stream[:12]}


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "version": stage.version, "title": stage.title, "paper": stage.paper, "since": stage.since, "at": stage.at,
        "by": stage.by.desk or "", "charter": stage.charter,
    }  # fmt: skip


class Asked(Strict):
    """One unit asked for its part, at the beginning."""

    doer: Desk
    title: str
    due: date | None = None
    detail: str = ""


class Drawing(Sent):
    """A new joint work. The desk issues it and keeps its record; `own` is what it does itself: a line of the plan."""

    title: str
    paper_number: str = Field("", max_length=500)
    asks: list[Asked] = Field(default_factory=list, max_length=MOST_ASKED)
    own: Line | None = None


NOT_SAID = ("issuer", "keeper", "passed", "met", "ended", "ending")
"""Fields of a charter that whoever draws it up does not say."""
Draft: Any = body_of(Charter, Drawing, "CharterDraft", without=NOT_SAID)


@router.post("/joints", response={200: Opened, **REFUSALS}, auth=TO_REGISTER, operation_id="joint-begin")
def begin(request: HttpRequest, sent: Draft, key: Key) -> Any:
    """Draw up a charter, with the first requests to units, in one command. `paper`: the incoming paper it rests on.

    With `asks` it needs the scope `move` too.
    """
    account = business_of(request)
    if sent.asks:
        needs(request, MOVE)
    if sent.paper and paper_for(account, sent.paper.removeprefix("r:"))[0].value.keeper != sent.desk:
        raise Unfit(("paper", "whoever keeps the paper draws up its charter"))
    charter = made(Charter, sent, issuer=sent.desk, keeper=sent.desk)
    stream = fresh(account, key)
    steps = [
        Step(fresh(account, key, number), Offer(
            "task", sent.desk, one.doer, one.title, due=one.due, detail=one.detail, basis=Basis("request"),
            joint=stream, place=f"{number:03}",
        ))
        for number, one in enumerate(sent.asks, 1)
    ]  # fmt: skip
    check([step.command for step in steps])
    own = [own_line(stream, sent.own, today_of(request))] if sent.own is not None else []
    by = actor_of(request, sent)
    receipt = draw_up(stream, (charter, sent.title, sent.paper_number), steps, by=by, command_id=key, plan=own)
    return opened_out(receipt, [stream, *(step.stream for step in steps)])


class Changing(Sent):
    """A new version of the charter, whole, on top of the version `seen`."""

    seen: int = Field(ge=1)
    title: str
    paper_number: str = Field("", max_length=500)


CharterChange: Any = body_of(Charter, Changing, "CharterChange", without=("issuer", "keeper", "passed", "paper"))


@router.post("/joints/{ref}/charter", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER,
             operation_id="charter-change")  # fmt: skip
def charter(request: HttpRequest, ref: str, sent: CharterChange, key: Key) -> Any:
    """Change the charter, say on which day its end condition was met, or close the work (ended, with its reason)."""
    account = business_of(request)
    work = joint_for(account, ref)
    stage, every = stage_of(work.stream)
    base = next((one for one in every if one.version == sent.seen), stage).charter
    if chartering_desk(account, base) is None:
        speaking(request, base.lead, base.issuer, base.sponsor)
    if sent.ended is not None and sent.ended != base.ended and sent.ended != today_of(request):
        raise Unfit(("ended", "a work is closed today"))
    kept = {name: getattr(base, name) for name in ("issuer", "keeper", "passed", "paper")}
    value = made(Charter, sent, **kept)
    change = Change(Stream(work.stream), value, sent.title, sent.paper_number, sent.seen)
    return receipt_out(enter(change, by=actor_of(request, sent), command_id=key, account=account))


class Passing(Sent):
    """Propose another unit as the lead. `duty`: the row of its list that says so."""

    to: Desk
    title: str
    reason: str = Field(min_length=1)
    duty: str = Field("", max_length=80)


@router.post("/joints/{ref}/pass", response={200: Opened, **REFUSALS}, auth=TO_LAUNCH, operation_id="lead-pass")
def pass_lead(request: HttpRequest, ref: str, sent: Passing, key: Key) -> Any:
    """The lead asks another unit to take its place; what follows is a matter like any other."""
    account = business_of(request)
    work = joint_for(account, ref)
    offer = Offer(
        "passing", sent.desk, sent.to, sent.title, detail=sent.reason, basis=Basis("request"),
        joint=Stream(work.stream), duty=sent.duty,
    )  # fmt: skip
    check(offer)
    stream = fresh(account, key)
    return opened_out(execute(stream, offer, by=actor_of(request, sent), command_id=key), [stream])


class Reporting(Sent):
    title: str


@router.post("/joints/{ref}/report", response={200: Opened, **REFUSALS}, auth=TO_LAUNCH, operation_id="report-ask")
def report(request: HttpRequest, ref: str, sent: Reporting, key: Key) -> Any:
    """Ask the lead of a working or leading group for the report of the year; once a year."""
    account = business_of(request)
    work = joint_for(account, ref)
    force = force_of(request)
    value = force.charter(Stream(work.stream))
    if value is None or not stands(value) or asks_report(account, value) is None:
        raise Http404
    offer = Offer(
        "task", sent.desk, value.lead, sent.title, due=date(force.day.year, 12, 31), basis=Basis("request"),
        joint=Stream(work.stream), cause=YEARLY_REPORT,
    )  # fmt: skip
    check(offer)
    stream = report_of(work.stream, force.day.year)
    return opened_out(execute(stream, offer, by=actor_of(request, sent), command_id=key), [stream])
