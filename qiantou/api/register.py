"""The register 在册: units, calendar, kinds, duty lists and papers, read and entered as on their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date
from typing import Any, get_type_hints

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field, create_model

from qiantou.access.guards import actor, register_for, standing
from qiantou.access.models import Account
from qiantou.access.tokens import MOVE
from qiantou.acts import shell
from qiantou.acts.duties import current, lists_version, load
from qiantou.acts.execute import Asked, execute_all, sent_before
from qiantou.api import cursors
from qiantou.api.entering import actor_of, entered, force_of
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_READ, TO_REGISTER, account_of, business_of, keeper_of, needs
from qiantou.api.sending import Key, Opened, ReceiptOut, Sent, fresh, opened_out, receipt_out
from qiantou.api.shapes import Strict, Unfit, body_of, check, made
from qiantou.core.calendar import DayRule
from qiantou.core.duty import Duty, OffList
from qiantou.core.duty_change import lists_kept_by
from qiantou.core.kernel import Actor, Desk
from qiantou.core.kinds import Clock, Lights, Policy, SilenceRow, Step
from qiantou.core.register import (
    DAYS,
    DUTIES,
    HOURS,
    OFF_LISTS,
    OUTAGES,
    PAPERS,
    POLICIES,
    Hours,
    InForce,
    Listed,
    Outage,
)  # fmt: skip
from qiantou.core.undertaking import Paper
from qiantou.core.worktime import Limit
from qiantou.desk.incoming import paper_for, words_asked
from qiantou.desk.incoming_page import seen_by
from qiantou.desk.kinds_pages import policies
from qiantou.desk.situation import called
from qiantou.desk.unit_tree import groups
from qiantou.readmodel.listing_rows import in_force

router = Router(tags=["register"])
MOST_ROWS = 5000


class PostOut(Schema):
    """`office`: the unit that works for the post beside its own, as its row names it."""

    title: str
    seated: str
    vacant: bool
    office: str


class UnitOut(Schema):
    """A unit as the page shows it: `depth` 1 for an inner section, which other units do not see. `serves`: the posts
    that it works for as their office."""

    desk: str
    name: str
    sort: str
    depth: int
    above: str
    head: str
    leader: str
    line: str
    posts: list[PostOut]
    contacts: list[str]
    serves: list[str]


@router.get("/units", response={200: list[UnitOut], **REFUSALS}, auth=TO_READ, operation_id="units")
def units(request: HttpRequest, q: cursors.Words = "", asof: date | None = None) -> Any:
    """Units and posts, who stands above whom, who sits where; as of the end of a past day with `asof`."""
    account = account_of(request)
    found = groups(request, account, _as_of(account, asof), q.strip())
    return [
        {**{name: getattr(one, name) for name in UnitOut.model_fields if name not in ("posts", "sort")},
         "sort": sort, "posts": [
             {"title": title, "seated": who, "vacant": no, "office": office} for title, who, no, office in one.posts
         ]}
        for sort, lines in found.items() for one in lines
    ]  # fmt: skip


def _as_of(account: Account, asof: date | None) -> InForce:
    register, now = register_for(account), shell.now()
    if asof is None:
        return register.at(now)
    check(asof, "asof")
    return register.at(min(now, register.at(now).calendar.end_of_day(asof)))


class CalendarOut(Schema):
    """The week's hours and zone, up to when days of rest are known, the days that differ, and closed time."""

    hours: Hours
    days: dict[str, DayRule]
    closed: list[Outage]


@router.get("/calendar", response={200: CalendarOut, **REFUSALS}, auth=TO_READ, operation_id="calendar")
def calendar(request: HttpRequest) -> Any:
    known = register_for(account_of(request)).at(shell.now()).calendar
    return {
        "hours": Hours(known.zone, known.hours, known.known_through),
        "days": {day.isoformat(): rule for day, rule in sorted(known.days.items())},
        "closed": [Outage(start, end) for start, end in known.closed],
    }


class CalendarChange(Strict):
    """One of: a day (its rule none: as the week has it), the hours of the week, or closed time."""

    day: date | None = None
    rule: DayRule | None = None
    hours: Hours | None = None
    outage: Outage | None = None
    source: str = Field("", max_length=200)


@router.post("/calendar", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER, operation_id="calendar-change")
def calendar_change(request: HttpRequest, sent: CalendarChange, key: Key) -> Any:
    """By the system administrator."""
    account = keeper_of(request)
    if sum(one is not None for one in (sent.day, sent.hours, sent.outage)) != 1:
        raise Unfit(("day", "a day, or hours, or closed time"))
    today = register_for(account).at(shell.now()).day
    if sent.day is not None:
        if sent.rule is not None and not sent.rule.source.strip():
            raise Unfit(("rule.source", "the notice it rests on"))
        listed = Listed(DAYS, sent.day.isoformat(), sent.rule, today, note=sent.source)
    elif sent.hours is not None:
        listed = Listed(HOURS, "site", sent.hours, today)
    else:
        assert sent.outage is not None
        check(sent.outage, "outage")
        start, end = (instant.astimezone(UTC) for instant in (sent.outage.start, sent.outage.end))
        listed = Listed(OUTAGES, f"{start:%Y%m%dT%H%M}-{end:%Y%m%dT%H%M}", Outage(start, end), today)
    check((sent.day, listed.value))
    return receipt_out(execute_all((), by=Actor(account=account.id), command_id=key, listings=[listed]))


@router.get("/kinds", response={200: list[Policy], **REFUSALS}, auth=TO_READ, operation_id="kinds")
def kinds(request: HttpRequest) -> Any:
    """Every kind of matter: its clocks, rounds, grounds, ladder, and what silence means."""
    return list(policies(register_for(account_of(request)).at(shell.now())).values())


FIGURES = (Limit, Clock, SilenceRow, Step, Lights, int)


def _is_figure(hint: Any) -> bool:
    return hint in FIGURES or any(_is_figure(part) for part in getattr(hint, "__args__", ()))


CHANGEABLE = ("grounds", *(name for name, hint in get_type_hints(Policy).items() if _is_figure(hint)))
"""What a site may change of a kind: its figures and grounds, and not what sort of thing it is."""
_LEFT_OUT: Any = Field(default_factory=lambda: None)  # never read: only the fields that were sent are
_told: Any = {name: (get_type_hints(Policy)[name], _LEFT_OUT) for name in CHANGEABLE}
KindChange: Any = create_model("KindChange", __base__=Strict, __doc__="What is left out stays.", **_told)


@router.post("/kinds/{kind}", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER, operation_id="kind-change")
def kind_change(request: HttpRequest, kind: str, sent: KindChange, key: Key) -> Any:
    """For later offers; by the system administrator."""
    account = keeper_of(request)
    force = register_for(account).at(shell.now())
    found = policies(force).get(kind)
    if found is None:
        raise Http404
    policy = replace(found, **{name: getattr(sent, name) for name in sent.model_fields_set})
    if {clock.phase for clock in policy.clocks} != {clock.phase for clock in found.clocks}:
        raise Unfit(("clocks", "the same steps as before"))
    if bool(policy.grounds) != bool(found.grounds):
        raise Unfit(("grounds", "at least one, where the kind may be declined"))
    check(policy)
    listed = Listed(POLICIES, kind, policy, force.day)
    return receipt_out(execute_all((), by=Actor(account=account.id), command_id=key, listings=[listed]))


class DutyOut(Schema):
    key: str
    since: date
    duty: Duty


class DutiesOut(Schema):
    """`version`: sent as `seen` when lists are loaded."""

    version: int
    duties: list[DutyOut]
    names: dict[str, str]
    next: str = ""


def reader_of(request: HttpRequest) -> Account:
    """Somebody who fills a post, as on the page of duty lists. Raises Http404."""
    account = business_of(request)
    if not standing(account).posts:
        raise Http404
    return account


@router.get("/duties", response={200: DutiesOut, **REFUSALS}, auth=TO_READ, operation_id="duties")
def duties(
    request: HttpRequest, unit: cursors.Words = "", q: cursors.Words = "", cursor: str = "",
    limit: cursors.Limit = cursors.LIMIT, asof: date | None = None,
) -> Any:  # fmt: skip
    """Rows of duty lists in force, by key; `q`: words of a duty."""
    force = _as_of(reader_of(request), asof)
    until = force.instant if asof is not None else None
    found = current(in_force(DUTIES, unit or None, day=force.day, until=until, text=q.strip()), force.day)
    rows = sorted((row for row in found if row.key > (cursors.read(cursor) if cursor else "")), key=lambda row: row.key)
    shown = rows[:limit]
    return {
        "version": lists_version(),
        "duties": [{"key": row.key, "since": row.since, "duty": row.value} for row in shown],
        "names": called({desk for row in shown for desk in (row.value.unit, *row.value.uppers)}),
        "next": cursors.written(shown[-1].key) if len(rows) > limit else "",
    }


DutyRow: Any = body_of(Duty, Strict, "DutyRow", without=("change", "until"))


class DutiesLoad(Strict):
    """The rows of published lists, whole for every list they name. `desk`: the establishment office, where it loads."""

    desk: Desk | None = None
    rows: list[DutyRow] = Field(min_length=1, max_length=MOST_ROWS)
    since: date
    paper: str = Field(min_length=1, max_length=500, description="the number of the publishing paper")
    seen: int | None = None


@router.post("/duties", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER, operation_id="duties-load")
def duties_load(request: HttpRequest, sent: DutiesLoad, key: Key) -> Any:
    """What these rows change in the lists of their units; by the establishment office or the system administrator."""
    account = account_of(request)
    force = register_for(account).at(shell.now())
    if sent.desk is None:
        by = Actor(account=keeper_of(request).id)
    elif sent.desk != lists_kept_by(force):
        raise Http404
    else:
        by = actor(account, sent.desk)
    rows = [made(Duty, row) for row in sent.rows]
    check(sent.since, "since")
    return receipt_out(load(rows, since=sent.since, paper=sent.paper, by=by, command_id=key, seen=sent.seen))


class ExceptionOut(Schema):
    key: str
    since: date
    exception: OffList


@router.get("/duties/exceptions", response={200: list[ExceptionOut], **REFUSALS}, auth=TO_READ,
            operation_id="duty-exceptions")  # fmt: skip
def exceptions(request: HttpRequest, unit: cursors.Words = "") -> Any:
    """The exceptions to duty lists in force today."""
    day = register_for(reader_of(request)).at(shell.now()).day
    found = in_force(OFF_LISTS, unit or None, day=day)
    return [{"key": key, "since": row.since, "exception": row.value} for key, row in found.items()]


ExceptionIn: Any = body_of(OffList, Sent, "ExceptionIn", without=("approver",))


@router.post("/duties/exceptions", response={200: Opened, **REFUSALS}, auth=TO_REGISTER,
             operation_id="duty-exception")  # fmt: skip
def exception(request: HttpRequest, sent: ExceptionIn, key: Key) -> Any:
    """One item a unit may be asked for until a day, entered by the post that approves it."""
    account = reader_of(request)
    force = force_of(request)
    value = made(OffList, sent, approver=sent.desk)
    if value.until < force.day:
        raise Unfit(("until", "from today on"))
    by, name = actor_of(request, sent), f"x:{fresh(account, key)[:12]}"
    again = Asked(key, ("exception", value))
    listed = Listed(OFF_LISTS, name, value, force.day)
    return opened_out(sent_before(by, again) or execute_all((), by=by, command_id=again, listings=[listed]), [name])


class PaperOut(Schema):
    """An incoming paper with the proposed lead; `title` is the entry's name."""

    key: str
    title: str
    since: date
    version: int
    paper: Paper


class PapersOut(Schema):
    papers: list[PaperOut]
    names: dict[str, str]


@router.get("/papers", response={200: PapersOut, **REFUSALS}, auth=TO_READ, operation_id="papers")
def papers(request: HttpRequest) -> Any:
    """The incoming papers that one has a part in."""
    account, force = business_of(request), force_of(request)
    sight = standing(account).sight
    mine = [key for key, one in force.section(PAPERS).items() if isinstance(one, Paper) and seen_by(one, sight)]
    found = list(in_force(PAPERS, day=force.day, keys=mine).values()) if mine else []
    return _papers(found)


@router.get("/papers/{ref}", response={200: PapersOut, **REFUSALS}, auth=TO_READ, operation_id="paper")
def paper(request: HttpRequest, ref: str) -> Any:
    """One of them; the sentences asked for are matters about it."""
    found, _force = paper_for(business_of(request), ref)
    return _papers([found])


def _papers(found: Sequence[Any]) -> dict[str, Any]:
    told = [
        {"key": row.key, "title": row.name, "since": row.since, "version": row.version, "paper": row.value}
        for row in found
    ]  # fmt: skip
    desks = {desk for row in found for desk in (row.value.keeper, row.value.proposed, row.value.sponsor)}
    return {"papers": told, "names": called(desks)}


class Registering(Sent):
    title: str = Field(min_length=1)


PaperIn: Any = body_of(Paper, Registering, "PaperIn", without=("keeper",))


@router.post("/papers", response={200: Opened, **REFUSALS}, auth=TO_REGISTER, operation_id="paper-register")
def paper_register(request: HttpRequest, sent: PaperIn, key: Key) -> Any:
    """Enter a paper and the proposed lead, and ask that unit and those named for one sentence each.

    To ask it needs the scope `move` too.
    """
    account = business_of(request)
    value = made(Paper, sent, keeper=sent.desk)
    check(sent.title, "title")
    name = f"r:{fresh(account, key)[:12]}"
    steps = words_asked(name, value, sent.title)
    if steps:
        needs(request, MOVE)
    listed = Listed(PAPERS, name, value, force_of(request).day, name=sent.title)
    receipt = entered(request, sent, key, [listed], steps=steps)
    return opened_out(receipt, [name, *(step.stream for step in steps)])
