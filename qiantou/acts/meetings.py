"""Coordination meetings 调度会: what waits for one, calling it, and holding it; each one command, all or nothing.

Held, its rulings, its new tasks and its minutes are entered together: a ruling that can no longer be made keeps the
whole out, and says which. Rules: docs/rules/meeting.md.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from qiantou.acts import registers, shell
from qiantou.acts.execute import Asked, Receipt, Step, execute_all, sent_before
from qiantou.core.convening import Pending, called, joinable, key_of, letters_of, meetings, to_bring
from qiantou.core.evolve import evolve
from qiantou.core.guard import is_outside
from qiantou.core.kernel import RULE, Actor, Desk, Recorded, Rejected, Stream, derived, fold
from qiantou.core.kinds import Phase
from qiantou.core.matter import APPROVAL
from qiantou.core.meeting import MEETINGS, RULINGS, Decided, Item, Meeting, Outcome
from qiantou.core.meeting_check import KIND, holders
from qiantou.core.moves import Basis, Moot, Offer, Rule, TakeUp
from qiantou.core.powers import is_above
from qiantou.core.register import InForce, Listed
from qiantou.insight.cycles import Circle, Wait, Why, circles
from qiantou.ledger.writer import read
from qiantou.readmodel.listing_rows import in_force
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.waits import edges

log = logging.getLogger("qiantou.meetings")
MINUTES = "会议纪要"
"""Before the number of the minutes, where a ruling is given no other reason: a bare number is none."""


@dataclass(frozen=True)
class Waiting:
    """What waits for a meeting and is on no agenda yet: by chair, and every circle there is. `versions`: of the matters
    when they were looked at."""

    points: dict[Desk, tuple[Item, ...]]
    circles: tuple[Circle, ...]
    versions: dict[Stream, int]


def waiting(force: InForce) -> Waiting:
    """Four queries."""
    found = circles(Wait(one, other, Why(why)) for one, other, why in edges())
    names = {name for circle in found for name in circle.matters}
    rows = pending(names)
    round_ = [[rows[name] for name in circle.matters if name in rows] for circle in found]
    told = MatterRow.objects.filter(listed=True, is_open=True, inner="").order_by("since", "stream")
    listed = [_pending(row) for row in told]
    versions = {one.stream: one.version for one in (*rows.values(), *listed)}
    return Waiting(to_bring(listed, [one for one in round_ if one], force), found, versions)


def pending(names: Iterable[Stream]) -> dict[Stream, Pending]:
    """The open ones of these matters; one query."""
    rows = MatterRow.objects.filter(stream__in=sorted(names), is_open=True)
    return {Stream(row.stream): _pending(row) for row in rows}


def _pending(row: MatterRow) -> Pending:
    joint = Stream(row.joint) if row.joint else None
    return Pending(Stream(row.stream), Desk(row.asker), Desk(row.doer), joint, row.since, row.version)


def convene() -> int:
    """By rule: every point that waits joins the meeting its chair has called, or a new one; how many meetings changed.

    Any number of workers may do so at once: whoever comes second finds the register moved on, and leaves it. So does
    who finds that a point was moved meanwhile.
    """
    seen = dict(zip(registers.STREAMS, registers.versions(), strict=True))
    force = registers.current().at(shell.now())
    changed = 0
    found = waiting(force)
    for chair, items in found.points.items():
        key, meeting = called(chair, items, force, invited=_concerned(items, chair, force))
        known = {name: found.versions[name] for item in items for name in item.matters}
        known[registers.JOINTS] = seen[registers.JOINTS] + changed
        try:
            enter(
                key, meeting, by=RULE, command_id="", seen=known | {registers.JOINTS: seen[registers.JOINTS] + changed}
            )
        except Rejected as refusal:
            if refusal.code == "moved-on":
                return changed
            log.error("no meeting is called for %s: %s %s", chair, refusal.code, refusal.facts)
        else:
            changed += 1
    return changed


def call(meeting: Meeting, *, by: Actor, command_id: str) -> str:
    """As `call_told`; the key alone."""
    return call_told(meeting, by=by, command_id=command_id)[0]


def call_told(meeting: Meeting, *, by: Actor, command_id: str | Asked) -> tuple[str, Receipt | None]:
    """Somebody calls a meeting; those concerned in its points are invited besides whom it names. Its key, the receipt.

    Where the chair has one called for that day the points join it; those of a lead join the one of that month. Sent
    again it says the same, whatever was added to the meeting since. Raises Rejected.
    """
    sent = command_id if isinstance(command_id, Asked) else Asked(command_id, ("call", meeting))
    force = registers.current().at(shell.now())
    key = key_of(meeting.chair, meeting.day)
    if by.desk not in (None, *holders(meeting.chair, force)):
        key = joinable(meeting.chair, meeting.day, force) or key
    if (before := sent_before(by, sent)) is not None:
        return key, before
    known = meetings(force).get(key)
    if known is not None and known.held is None:
        taken = set(known.matters)
        items = tuple(item for item in meeting.agenda if not taken & set(item.matters))
        invited = (*known.invited, *meeting.invited)
        place = meeting.place if known.day == meeting.day else ""
        meeting = replace(known, agenda=(*known.agenda, *items), invited=invited, place=place)
    concerned = _concerned(meeting.agenda, meeting.chair, force)
    invited = tuple(dict.fromkeys((*meeting.invited, *concerned)))
    return key, enter(key, replace(meeting, invited=invited, letters=letters_of(key)), by=by, command_id=sent)


def call_off(key: str, *, by: Actor, command_id: str | Asked) -> Receipt | None:
    """Not held: the invitations end, and the points wait for the next meeting. Raises Rejected."""
    sent = command_id if isinstance(command_id, Asked) else Asked(command_id, ("call off", key))
    if (before := sent_before(by, sent)) is not None:
        return before
    force = registers.current().at(shell.now())
    known = meetings(force).get(key)
    letters = known.letters if known is not None else None
    open_ = MatterRow.objects.filter(parent=letters, is_open=True).order_by("stream") if letters else ()
    steps = [Step(Stream(row.stream), Moot(), by=RULE) for row in open_]
    return execute_all(steps, by=by, command_id=sent, listings=[Listed(MEETINGS, key, None, force.day)])


def enter(
    key: str, meeting: Meeting, *, by: Actor, command_id: str | Asked, seen: dict[Stream, int] | None = None
) -> Receipt | None:
    """Call a meeting, or add to the one called; whoever was not invited before gets a letter."""
    sent = Asked(command_id, ("call", key, meeting)) if isinstance(command_id, str) and command_id else command_id
    if isinstance(sent, Asked) and (before := sent_before(by, sent)) is not None:
        return before
    force = registers.current().at(shell.now())
    known = meetings(force).get(key)
    if known is not None and not meeting.place:
        meeting = replace(meeting, place=_place(key, force))
    asked = known.invited if known is not None and known.letters == meeting.letters else ()
    letters = [desk for desk in meeting.invited if desk not in asked]
    steps = [_letter(key, meeting, desk, force) for desk in letters if _may_invite(meeting, desk, force)]
    listed = Listed(MEETINGS, key, meeting, force.day)
    return execute_all(steps, by=by, command_id=sent, listings=[listed], seen=seen)


def _place(key: str, force: InForce) -> str:
    """Where the meeting was to be held: words, which the register in force does not hold."""
    told = in_force(MEETINGS, day=force.day, keys=[key])
    return told[key].value.place if key in told else ""


def _letter(key: str, meeting: Meeting, desk: Desk, force: InForce) -> Step:
    """The invitation, asked by the chair's office; to who stands below it an order, where silence is a yes.

    Its title is an entry, in the language of the site; what may still change, as the points do, the page tells.
    """
    office = _office(meeting, force)
    assert meeting.letters is not None
    with translation.override(settings.LANGUAGE_CODE):  # one language on record, whoever calls it, or which worker
        told = _("Coordination meeting on %(day)s") % {"day": meeting.day.isoformat()}
    title = " · ".join(part for part in (told, meeting.place) if part)
    ordered = is_above(office, desk, force)
    offer = Offer(
        KIND, office, desk, title, due=meeting.day, basis=Basis("meeting", dispatch=ordered), joint=meeting.joint,
        parent=meeting.letters, several=True, about=(key,),
    )  # fmt: skip
    return Step(derived(meeting.letters, f"{desk}/{meeting.day.isoformat()}"), offer, by=RULE)


def _office(meeting: Meeting, force: InForce) -> Desk:
    return force.unit_of(meeting.chair) or meeting.chair


def _may_invite(meeting: Meeting, desk: Desk, force: InForce) -> bool:
    """Whether a letter can go to it: not to the office itself, nor where nobody could decide about it."""
    office = _office(meeting, force)
    if desk in (office, meeting.chair) or is_outside(desk):
        return False
    try:
        force.arbiters(office, desk, meeting.joint)
    except Rejected:
        return False
    return True


def _concerned(items: Sequence[Item], chair: Desk, force: InForce) -> tuple[Desk, ...]:
    """The units of both sides and of whoever has a point in hand, and the leads of their joint works."""
    names = [name for item in items for name in item.matters]
    found: dict[Desk, None] = {}
    for row in MatterRow.objects.filter(stream__in=names).order_by("stream"):
        charter = force.charter(Stream(row.joint)) if row.joint else None
        for desk in (row.asker, row.doer, row.holder, charter.lead if charter else ""):
            unit = force.whole(force.unit_of(Desk(desk))) if desk else None
            if unit is not None and unit != force.unit_of(chair):
                found[unit] = None
    return tuple(found)


@dataclass(frozen=True)
class Task:
    """A new task the meeting gives. `duty`, `off_list`: the row of a township's list it rests on, or the exception."""

    title: str
    doer: Desk
    due: date | None
    duty: str = ""
    off_list: str = ""


@dataclass(frozen=True)
class Minutes:
    held: date
    number: str
    attended: tuple[Desk, ...]
    decisions: tuple[Decided, ...]
    tasks: tuple[Task, ...] = ()
    minutes: str = ""


def hold(key: str, told: Minutes, *, by: Actor, command_id: str, seen: dict[Stream, int] | None = None) -> Receipt:
    """The minutes, and at once what was decided: rulings of the chair, and new tasks. Raises Rejected, with `step`.

    The office enters them for the chair (代录), with the minutes' number as the paper.
    """
    sent = Asked(command_id, ("hold", key, told))
    if (before := sent_before(by, sent)) is not None:
        return before
    force = registers.current().at(shell.now())
    meeting = meetings(force).get(key)
    if meeting is None:
        raise Rejected("no-such-entry")
    chair = by
    if by.desk != meeting.chair:
        assert by.desk is not None
        chair = Actor(
            meeting.chair, post=by.post, account=by.account, recorded=Recorded(by.desk, told.held, told.number)
        )
    steps: list[Step] = []
    for one in told.decisions:
        steps += _ruled(one, meeting.chair, chair, told.number)
    given, tasks = _tasks(told.tasks, meeting, chair, force=force, command_id=command_id)
    held = replace(
        meeting, held=told.held, number=told.number, attended=told.attended, minutes=told.minutes,
        decisions=(*told.decisions, *given), place=_place(key, force),
    )  # fmt: skip
    listed = Listed(MEETINGS, key, held, force.day)
    receipt = execute_all([*steps, *tasks], by=by, command_id=sent, listings=[listed], seen=seen)
    assert receipt is not None  # the minutes at least were entered
    return receipt


def _ruled(one: Decided, post: Desk, chair: Actor, number: str) -> list[Step]:
    """The chair takes the matter up and decides."""
    if one.matter is None or one.outcome not in RULINGS:
        return []
    matter = fold(evolve, None, read([one.matter])[one.matter])
    if matter is None:
        raise Rejected("no-such-matter")
    outcome = Phase.CLOSED
    if one.outcome is Outcome.GOES_ON:
        asks = matter.policy.settles or matter.referral == APPROVAL
        outcome = Phase.OFFERED if asks else Phase.UNDERWAY
    reason = one.words or f"{MINUTES}{number}"
    rule = Rule(outcome, reason, one.due, one.doer, granted=one.outcome is not Outcome.REFUSED)
    return [Step(one.matter, TakeUp(post), by=RULE), Step(one.matter, rule, by=chair)]


def _tasks(
    tasks: Sequence[Task], meeting: Meeting, chair: Actor, *, force: InForce, command_id: str
) -> tuple[list[Decided], list[Step]]:
    """What the meeting gives out becomes matters at once, asked by the chair."""
    given, steps = [], []
    for number, task in enumerate(tasks):
        stream = shell.fresh_for(chair.account, command_id, number)
        basis = Basis("minutes", dispatch=is_above(meeting.chair, task.doer, force))
        offer = Offer(
            "task", meeting.chair, task.doer, task.title, due=task.due, basis=basis, joint=meeting.joint,
            duty=task.duty, off_list=task.off_list,
        )  # fmt: skip
        steps.append(Step(stream, offer, by=chair))
        given.append(Decided(None, Outcome.GOES_ON, task.due, task.doer, stream, task.title))
    return given, steps
