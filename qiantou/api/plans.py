"""The plan 分工方案 of a joint work: any version read, lines entered, put out, signed, launched; and its options."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from qiantou.access.guards import joint_for, names
from qiantou.acts import choosing
from qiantou.acts.letters import send_letters, send_signatures
from qiantou.acts.open_plan import open_plan
from qiantou.api.entering import actor_of, entered, today_of
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_LAUNCH, TO_READ, TO_REGISTER, TO_SIGN, business_of
from qiantou.api.sending import Key, ReceiptOut, Sent, receipt_out
from qiantou.api.shapes import Strict, Unfit, check, plain
from qiantou.core.figures import LETTER_REPLY, USUAL
from qiantou.core.kernel import Desk, Rejected, Stream
from qiantou.core.plan import CRITERIA, LINES, MEANS, OPTIONS, SHARES, Criterion, Line, Means, Option, Shares
from qiantou.core.plan_diff import content
from qiantou.core.register import Listed
from qiantou.desk.moving import is_repeat
from qiantou.desk.options_read import weighed
from qiantou.desk.plan_sheet import Plan, draft_for, names_in, plan_for
from qiantou.desk.signing import putting_out
from qiantou.desk.situation import called
from qiantou.readmodel.opinions import letters_of

router = Router(tags=["plans"])
MOST = 500  # changes of one command


class VersionOut(Schema):
    number: int
    purpose: str
    at: datetime


class PlanOut(Schema):
    """The plan as it stands, or as a version put it out. `version` is sent as `seen` with a change."""

    version: int
    lines: dict[str, Line]
    means: dict[str, Means]
    shares: Shares | None
    versions: list[VersionOut]
    drafts: bool = Field(description="whether one of one's desks may change it")
    names: dict[str, str]


class LetterOut(Schema):
    """One letter or signature: of whom, about which version and lines, how it stands, what was said of each line."""

    stream: str
    kind: str
    doer: str
    version: str
    lines: list[str]
    phase: str
    outcome: str
    unconfirmed: bool
    points: list[dict[str, Any]]


class LettersOut(Schema):
    letters: list[LetterOut]
    names: dict[str, str]


@router.get("/joints/{ref}/plan", response={200: PlanOut, **REFUSALS}, auth=TO_READ, operation_id="plan")
def plan(request: HttpRequest, ref: str, version: int | None = None) -> Any:
    business_of(request)
    found = plan_for(request, ref)
    held = _as_of(found, version)
    owed = {**held[LINES], **held[MEANS]}
    desks = {one.unit if isinstance(one, Line) else one.promiser for one in owed.values()}
    return {
        "version": found.version,
        "lines": held[LINES], "means": held[MEANS],
        "shares": next(iter(held[SHARES].values()), None),
        "versions": [
            {"number": one.number, "purpose": one.purpose.value, "at": entry.at} for one, entry in found.versions
        ],
        "drafts": found.drafter is not None,
        "names": called(desks),
    }  # fmt: skip


def _as_of(found: Plan, number: int | None) -> Any:
    """The plan's content as of a version put out, or now. Raises Http404 for one that never was."""
    if number is None:
        return found.content
    through = next((entry.version for one, entry in found.versions if one.number == number), None)
    if through is None:
        raise Http404
    return content(found.entries, through)


class PlanChange(Strict):
    """One line or one means: a new one without a name, a changed one by its name, or one taken out."""

    name: str = Field("", max_length=20)
    line: Line | None = None
    means: Means | None = None
    remove: bool = False


class PlanChanges(Sent):
    """All of them in one command, on the plan as it was read."""

    seen: int = Field(ge=0)
    changes: list[PlanChange] = Field(min_length=1, max_length=MOST)


class ChangedOut(ReceiptOut):
    """A receipt, and the name of each line or means, in the order sent."""

    changed: list[str] = []


@router.post("/joints/{ref}/plan", response={200: ChangedOut, **REFUSALS}, auth=TO_REGISTER, operation_id="plan-change")
def change(request: HttpRequest, ref: str, sent: PlanChanges, key: Key) -> Any:
    """Enter, change and take out lines and means: whoever leads, keeps, issued or decides."""
    business_of(request)
    found = draft_for(request, ref)
    listings = _listings(found, sent)
    receipt = entered(request, sent, key, listings, seen={found.joint: sent.seen})
    return {**receipt_out(receipt), "changed": [one.key.partition("/")[2] for one in listings]}


def _listings(found: Plan, sent: PlanChanges) -> list[Listed]:
    """Names are given from the version that was read, so that the same command sent again says the same."""
    free, made = names_in(found.entries[: sent.seen]), {LINES: 0, MEANS: 0}
    listings = []
    for number, one in enumerate(sent.changes):
        value = one.line or one.means
        if (value is None) != one.remove or (one.line and one.means) or (one.remove and not one.name):
            raise Unfit((f"changes.{number}", "a line, or a means, or a name to take out"))
        section = LINES if one.line or (one.remove and one.name not in found.means) else MEANS
        name = one.name
        if not name:
            name = free.line(made[LINES]) if section == LINES else free.means(made[MEANS])
            made[section] += 1
        listings.append(Listed(section, f"{found.joint}/{name}", value, found.force.day))
    return listings


class SharesSet(Sent, Strict):
    """Percent of the credit set aside before weights."""

    coordination: int = Field(ge=0, le=100)
    reserve: int = Field(ge=0, le=100)


@router.post("/joints/{ref}/plan/shares", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER,
             operation_id="plan-shares")  # fmt: skip
def shares(request: HttpRequest, ref: str, sent: SharesSet, key: Key) -> Any:
    work = joint_for(business_of(request), ref)
    value = Listed(SHARES, f"{work.stream}/shares", Shares(sent.coordination, sent.reserve), today_of(request))
    return receipt_out(entered(request, sent, key, [value]))


class PuttingOut(Sent):
    """`seen`: the version of the plan that was read: nothing is put out that its sender has not seen."""

    seen: int = Field(ge=0)


class LettersSent(PuttingOut):
    """What the letters say of replying and of silence."""

    reply_days: int | None = Field(None, ge=1, le=USUAL[LETTER_REPLY].most)
    silence_consents: bool = False


@router.get("/joints/{ref}/letters", response={200: LettersOut, **REFUSALS}, auth=TO_READ, operation_id="letters")
def letters(request: HttpRequest, ref: str, kind: Literal["", "consultation", "signature"] = "") -> Any:
    """Every letter and signature of the plan, as they were opened."""
    work = joint_for(business_of(request), ref)
    found = letters_of(Stream(work.stream), *([kind] if kind else []))
    return {
        "letters": [
            {"stream": one.row.stream, "kind": one.matter.kind, "doer": one.matter.doer, "version": one.version,
             "lines": list(one.lines), "phase": one.matter.phase.value, "outcome": one.matter.outcome,
             "unconfirmed": one.matter.is_hatched, "points": [plain(opinion) for opinion in one.opinions]}
            for one in found
        ],
        "names": called({one.matter.doer for one in found}),
    }  # fmt: skip


@router.post("/joints/{ref}/letters", response={200: ReceiptOut, **REFUSALS}, auth=TO_LAUNCH,
             operation_id="letters-send")  # fmt: skip
def send(request: HttpRequest, ref: str, sent: LettersSent, key: Key) -> Any:
    """Put the plan out for consultation: the version and all its letters, or nothing."""
    business_of(request)
    found = plan_for(request, ref)
    _is_as_seen(request, found, sent.seen, key)
    return receipt_out(send_letters(
        found.joint, reply_days=sent.reply_days, silence_consents=sent.silence_consents,
        by=actor_of(request, sent), command_id=key,
    ))  # fmt: skip


@router.post("/joints/{ref}/signatures", response={200: ReceiptOut, **REFUSALS}, auth=TO_LAUNCH,
             operation_id="signatures-send")  # fmt: skip
def sign(request: HttpRequest, ref: str, sent: PuttingOut, key: Key) -> Any:
    """Put the plan out to be signed; once it was signed, what changed since, to those it touches."""
    business_of(request)
    found = plan_for(request, ref)
    _is_as_seen(request, found, sent.seen, key)
    purpose, shown = putting_out(found.joint)
    return receipt_out(send_signatures(
        found.joint, purpose=purpose, by=actor_of(request, sent), command_id=key, gaps_shown=shown
    ))  # fmt: skip


def _is_as_seen(request: HttpRequest, found: Plan, seen: int, key: str) -> None:
    """Raises Rejected where the plan says something else than what was read; sent again, a command has changed it."""
    if is_repeat(business_of(request), key):
        return
    if content(found.entries, seen) != content(found.entries):
        raise Rejected("moved-on")


@router.post("/joints/{ref}/launch", response={200: ReceiptOut, **REFUSALS}, auth=TO_LAUNCH, operation_id="launch")
def launch(request: HttpRequest, ref: str, sent: Sent, key: Key) -> Any:
    """Open every matter of the signed plan that is not open yet."""
    work = joint_for(business_of(request), ref)
    return receipt_out(open_plan(Stream(work.stream), by=actor_of(request, sent), command_id=key))


class GradeOut(Schema):
    desk: str
    option: str
    criterion: str
    grade: int


class OptionsOut(Schema):
    """The options compared; grades that were recorded for a desk and not confirmed by it are left out."""

    version: int
    options: dict[str, Option]
    criteria: dict[str, Criterion]
    grades: list[GradeOut]
    asked: list[str]
    awaited: list[str]
    sponsor: str
    chosen: str
    reason: str
    names: dict[str, str]


@router.get("/joints/{ref}/options", response={200: OptionsOut, **REFUSALS}, auth=TO_READ, operation_id="options")
def options(request: HttpRequest, ref: str) -> Any:
    business_of(request)
    found = weighed(plan_for(request, ref))
    choice = found.chosen[0] if found.chosen else None
    desks = {*found.answers, *found.units, *found.waiting, *((found.sponsor,) if found.sponsor else ())}
    return {
        "version": found.plan.version, "options": found.options, "criteria": found.criteria,
        "grades": [
            {"desk": desk, "option": option, "criterion": criterion, "grade": grade}
            for (desk, option, criterion), grade in found.grades.items()
        ],
        "asked": sorted(found.asked), "awaited": list(found.waiting), "sponsor": found.sponsor or "",
        "chosen": choice.option if choice else "", "reason": choice.reason if choice else "",
        "names": names(desks),
    }  # fmt: skip


class OptionChange(Sent):
    """An option (A, B, …) or a criterion (C1, C2, …) entered, changed, or taken out."""

    seen: int = Field(ge=0)
    name: str = Field(pattern=r"^[A-Z][0-9]{0,4}$")
    option: Option | None = None
    criterion: Criterion | None = None
    remove: bool = False


@router.post("/joints/{ref}/options", response={200: ReceiptOut, **REFUSALS}, auth=TO_REGISTER,
             operation_id="option-change")  # fmt: skip
def option(request: HttpRequest, ref: str, sent: OptionChange, key: Key) -> Any:
    business_of(request)
    found = weighed(draft_for(request, ref))
    value = sent.option or sent.criterion
    if (value is None) != sent.remove or (sent.option and sent.criterion):
        raise Unfit(("option", "an option, or a criterion, or a name to take out"))
    check(value)
    is_criterion = sent.criterion is not None or (sent.remove and sent.name in found.criteria)
    return receipt_out(choosing.enter(
        found.plan.joint, sent.name, value, section=CRITERIA if is_criterion else OPTIONS,
        by=actor_of(request, sent), command_id=key, seen=sent.seen,
    ))  # fmt: skip


class OptionsAsk(Sent):
    units: list[Desk] = Field(default_factory=list, max_length=MOST)
    title: str


@router.post("/joints/{ref}/options/ask", response={200: ReceiptOut, **REFUSALS}, auth=TO_LAUNCH,
             operation_id="options-ask")  # fmt: skip
def ask(request: HttpRequest, ref: str, sent: OptionsAsk, key: Key) -> Any:
    """Ask these units, and every portfolio leader concerned, what each option means for them."""
    business_of(request)
    found = draft_for(request, ref)
    check(sent.title, "title")
    return receipt_out(choosing.ask(
        found.joint, sent.units, title=sent.title, by=actor_of(request, sent), command_id=key
    ))  # fmt: skip


class OptionChosen(Sent):
    option: str = Field(max_length=20)
    reason: str


@router.post("/joints/{ref}/options/choose", response={200: ReceiptOut, **REFUSALS}, auth=TO_SIGN,
             operation_id="option-choose")  # fmt: skip
def choose(request: HttpRequest, ref: str, sent: OptionChosen, key: Key) -> Any:
    """The sponsor takes one, and says why."""
    account = business_of(request)
    work = joint_for(account, ref)
    check(sent.reason, "reason")
    by = actor_of(request, sent)
    return receipt_out(choosing.choose(Stream(work.stream), sent.option, sent.reason, by=by, command_id=key))
