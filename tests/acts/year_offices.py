"""What offices do of a morning: they ask, call, hold meetings, draw up bulletins, go away, and change the calendar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from qiantou.acts import bulletins, meetings
from qiantou.acts.execute import Step
from qiantou.acts.meetings import Minutes, Task
from qiantou.core import convening
from qiantou.core.acting import delegations
from qiantou.core.bulletin import Mark, Sort, criticised, rests_on
from qiantou.core.delegation import Delegation
from qiantou.core.kernel import Actor, Desk, Rejected, Stream
from qiantou.core.kinds import Phase, Urgency
from qiantou.core.meeting import Brought, Decided, Item, Meeting, Outcome
from qiantou.core.moves import Accept, Offer, Rule, TakeUp
from qiantou.core.plan import Every, Rhythm
from qiantou.core.register import DAYS, DELEGATIONS, OUTAGES, TERMS, Listed, Outage, Term
from qiantou.core.repeating import Repeats
from qiantou.core.worktime import OFFICE_HOURS, DayRule, add_working_days
from tests.acts.year_draws import Draw, Sight, answered, ordered
from tests.acts.year_record import matter_of, open_names

if TYPE_CHECKING:
    from tests.acts.year import Year

PATIENCE = 50  # mornings after which what was never done is tried until it is
CLASSES = ("whistle-emergency", "whistle-enforcement", "whistle-key-work")


def daily(year: Year) -> None:
    """One working morning."""
    year.mornings += 1
    for likely, what in MORNINGS:
        late = year.mornings > PATIENCE and not year.done[what]
        if year.chance.random() < likely * year.busy or late:
            before = year.drawn.total()
            what(year)
            year.done[what] += year.drawn.total() > before
    _held(year)
    _bulletin(year)


def _asked(year: Year) -> None:
    asker, doer = year.chance.sample(year.cast.bureaus, 2)
    due = add_working_days(year.force.calendar, year.force.day, year.chance.randrange(2, 25))
    urgency = year.chance.choice((Urgency.ORDINARY,) * 4 + (Urgency.URGENT,))
    joint = year.chance.choice((None, None, year.cast.plain))
    offer = Offer("task", asker, doer, "一项任务", due=due, urgency=urgency, joint=joint)
    _offers(year, f"asked: {urgency.value}", offer)


def _ordered(year: Year) -> None:
    """The lead gives an order, or somebody asks in the joint work whose arbiter's silence climbs."""
    charter = year.force.charter(year.cast.joint)
    assert charter is not None
    doer = year.chance.choice([desk for desk in (*year.cast.bureaus, *year.cast.towns) if desk != charter.lead])
    due = add_working_days(year.force.calendar, year.force.day, year.chance.randrange(2, 20))
    offer = Offer("task", charter.lead, doer, "一项调度", due=due, joint=year.cast.joint)
    if year.chance.random() < 0.6:
        _offers(year, "ordered", ordered(offer, _sight(year)))
    else:
        _offers(year, "asked in the joint work", offer)


def _called(year: Year) -> None:
    """A town calls two departments, of which the first coordinates."""
    town, two = year.chance.choice(year.cast.towns), year.chance.sample(year.cast.bureaus, 2)
    kind, call = year.chance.choice(CLASSES), year.fresh()
    offers = [Offer(kind, town, one, "请到场", parent=call, several=True, first=two[0]) for one in two]
    year.does(f"called: {kind}", [Step(year.fresh(), one) for one in offers], year.cast.by(town))


def _guided(year: Year) -> None:
    town, unit = year.chance.choice(year.cast.towns), year.chance.choice(year.cast.bureaus)
    _offers(year, "guidance asked alone", Offer("guidance", town, unit, "老屋按什么标准定级", reading="先按丙类登记"))


def _worded(year: Year) -> None:
    asker, unit = year.chance.sample(year.cast.bureaus, 2)
    _offers(year, "a word asked", Offer("word", asker, unit, "能否牵头"))


def _data(year: Year) -> None:
    asker, holder = year.chance.sample(year.cast.bureaus, 2)
    due = year.force.day + timedelta(days=year.chance.randrange(8, 25))
    monthly = Repeats(Rhythm(Every.MONTH, day=20), due + timedelta(days=70)) if year.chance.random() < 0.5 else None
    offer = Offer("data", asker, holder, "死亡注销名单", due=due, repeats=monthly)
    _offers(year, "data asked by the month" if monthly else "data asked", offer)


def _passed(year: Year) -> None:
    """The lead proposes another unit in its place."""
    charter = year.force.charter(year.cast.joint)
    assert charter is not None
    other = year.chance.choice([desk for desk in year.cast.bureaus if desk != charter.lead])
    _offers(year, "passing of the lead", Offer("passing", charter.lead, other, "职责在对方", joint=year.cast.joint))


def _away(year: Year) -> None:
    """A leader delegates the desk for some days, or is back before them."""
    one = year.chance.choice(year.cast.leaders[1:])
    held = next((key for key, told in delegations(year.force) if told.post == one), None)
    day = year.force.day
    if held is not None:
        year.does("delegation ended", (), year.cast.by(one), [Listed(DELEGATIONS, held, None, day)])
        return
    deputy = year.chance.choice([desk for desk in year.cast.leaders if desk != one])
    given = Delegation(one, deputy, day + timedelta(days=year.chance.randrange(3, 20)))
    key = f"b:{year.fresh()}"
    year.does("delegated", (), year.cast.by(one), [Listed(DELEGATIONS, key, given, day)])


ADMINISTRATOR = Actor(account="administrator")


def _absent(year: Year) -> None:
    """Whoever filled a post is away for some weeks; then the same person fills it again."""
    terms = year.force.section(TERMS)
    posts = [year.cast.accounts[desk][0] for desk in year.cast.bureaus[:3]]
    sitting = [(key, term) for key, term in sorted(terms.items()) if isinstance(term, Term) and term.post in posts]
    key, term = year.chance.choice(sitting)
    day = year.force.day
    if term.until is not None and term.until < day:
        year.cast.away.discard(term.post)
        year.does("back in post", (), ADMINISTRATOR, [Listed(TERMS, key, replace(term, until=None), day)])
    else:
        year.cast.away.add(term.post)
        gone = replace(term, until=day + timedelta(days=1))
        year.does("absent from post", (), ADMINISTRATOR, [Listed(TERMS, key, gone, day)])


def _calendar(year: Year) -> None:
    """A day of rest or of work more than the notice said, half a day, or an outage told afterwards."""
    ahead = year.force.day + timedelta(days=year.chance.randrange(2, 30))
    kind = year.chance.choice(("rest", "worked", "half", "outage"))
    rule = {"rest": (), "worked": OFFICE_HOURS, "half": OFFICE_HOURS[:1]}.get(kind)
    if rule is not None:
        listed = Listed(DAYS, ahead.isoformat(), DayRule(rule, "县里通知"), year.force.day)
    else:
        since = year.now - timedelta(hours=year.chance.randrange(3, 40))
        listed = Listed(OUTAGES, f"x:{year.fresh()[:12]}", Outage(since, year.now), year.force.day)
    year.does(f"calendar: {kind}", (), ADMINISTRATOR, [listed])


def _doubted(year: Year) -> None:
    """What was entered for a leader in a matter that has ended is confirmed or contested."""
    from qiantou.readmodel.models import MatterRow

    rows = MatterRow.objects.filter(is_open=False, hatched=True).order_by("-changed", "stream")[:3]
    for name in rows.values_list("stream", flat=True):
        found: list[Draw] = list(answered(matter_of(Stream(name)), _sight(year)))
        if found:
            one = year.chance.choice(found)
            year.does(f"{one.name} once it ended", [Step(*one.steps[0])], one.by)


def _convened(year: Year) -> None:
    """A leader calls a meeting on matters before him, besides the one of the month."""
    chair = year.chance.choice(year.cast.leaders)
    before = open_names(arbiter=chair, phase="referred")[:3]
    held = {name for one in convening.meetings(year.force).values() if one.held is None for name in one.matters}
    points = tuple(Item(Brought.PUT, (name,)) for name in before if name not in held)
    if not points:
        return
    day = add_working_days(year.force.calendar, year.force.day, 3)
    meeting = Meeting(chair, day, points, caller=chair, extra=True)
    year.sent += 1
    year.tries(
        "meeting called by its chair",
        lambda: meetings.call(meeting, by=year.cast.by(chair), command_id=f"year-{year.sent}"),
    )


def _held(year: Year) -> None:
    """The meetings whose day has come: most are held, some called off, some held days later."""
    due = [(key, one) for key, one in sorted(convening.meetings(year.force).items()) if one.held is None]
    for key, meeting in due:
        if meeting.day > year.force.day or meeting.chair not in year.cast.accounts or year.chance.random() < 0.3:
            continue
        year.sent += 1
        name = f"year-{year.sent}"
        by_office = year.chance.random() < 0.3
        by = year.cast.by(year.cast.office if by_office else meeting.chair)
        if year.chance.random() < 0.1:
            year.tries("meeting called off", lambda: meetings.call_off(key, by=by, command_id=name))  # noqa: B023
            continue
        told = _minutes(year, meeting)
        year.tries("meeting held", lambda: meetings.hold(key, told, by=by, command_id=name))  # noqa: B023


def _minutes(year: Year, meeting: Meeting) -> Minutes:
    """A decision that the rules allow for each point, tried aside; else nothing is decided of it."""
    decisions = tuple(_decided(year, meeting.chair, name) for name in meeting.matters)
    tasks = ()
    if year.chance.random() < 0.4:
        doer = year.chance.choice(year.cast.bureaus)
        tasks = (Task("会议交办", doer, add_working_days(year.force.calendar, year.force.day, 10)),)
    for one in decisions:
        year.drawn[f"decided in a meeting: {one.outcome.value}"] += 1
    attended = meeting.invited[:1] or (meeting.chair,)
    return Minutes(year.force.day, f"纪要{year.sent}期", attended, decisions, tasks)


def _decided(year: Year, chair: Desk, name: Stream) -> Decided:
    ruled = [Outcome.GOES_ON, Outcome.GRANTED, Outcome.REFUSED]
    year.chance.shuffle(ruled)
    found = [*ruled, year.chance.choice((Outcome.NEXT, Outcome.NONE))]
    if year.chance.random() < 0.15:
        found.reverse()
    due = add_working_days(year.force.calendar, year.force.day, 8)
    for outcome in found:
        one = Decided(name, outcome, due if outcome is not Outcome.REFUSED else None, words="会议定")
        if outcome in (Outcome.NEXT, Outcome.NONE) or _stands(year, chair, one):
            return one
    raise AssertionError("a meeting may always decide nothing")


def _stands(year: Year, chair: Desk, one: Decided) -> bool:
    """Whether the chair may decide so, tried in memory."""
    from qiantou.acts import registers
    from qiantou.acts.world import Stored
    from qiantou.core.kernel import RULE
    from qiantou.core.loop import Play

    assert one.matter is not None
    matter = matter_of(one.matter)
    if not matter.is_open:
        return False
    outcome = Phase.CLOSED
    if one.outcome is Outcome.GOES_ON:
        outcome = Phase.OFFERED if matter.policy.settles else Phase.UNDERWAY
    play = Play(Stored(registers.current()), year.now)
    try:
        play.carry_out(one.matter, TakeUp(chair), RULE)
        ruling = Rule(outcome, "会议定", one.due, granted=one.outcome is not Outcome.REFUSED)
        play.carry_out(one.matter, ruling, year.cast.by(chair))
    except Rejected:
        return False
    return True


def _bulletin(year: Year) -> None:
    """The bulletin of the month before: shown, put up for signature, signed, and issued."""
    for name, order in bulletins.orders(year.force).items():
        due = bulletins.due_period(name, order, year.force)
        if due is None:
            continue
        run = bulletins.run_of(name, order, due[1])
        if run.issued is not None:
            continue
        year.sent += 1
        by, command = year.cast.by(year.cast.office), f"year-{year.sent}"
        if run.content is None:
            year.tries("bulletin shown", lambda: _shown(year, run, command))  # noqa: B023
        elif not (letters := open_names(kind="signature", cause__in=("reply", "decision"), title="通报")):
            if not year.tries("bulletin issued", lambda: bulletins.issue(run, by=by, command_id=command)):  # noqa: B023
                asked = f"{command}-asked"
                year.tries(
                    "bulletin put up",
                    lambda: bulletins.ask(run, "通报", "请审定", by=by, command_id=asked),  # noqa: B023
                )
        elif year.chance.random() < 0.5:
            letter = matter_of(letters[0])
            year.does("bulletin approved", [Step(letters[0], Accept())], year.cast.by(letter.doer))


def _shown(year: Year, run: bulletins.Run, command: str) -> object:
    content = bulletins.drawn(run, year.force)
    marks: tuple[Mark, ...] = ()
    for unit in criticised(content)[:1]:
        told = Mark(unit, Sort.CRITICISM, (0,), "逾期未办")
        places = tuple(place for place, item in enumerate(content.items) if rests_on(told, item))
        marks = (replace(told, items=places),) if places else ()
    seal = bulletins.seal_of(content.items)
    return bulletins.show(run, marks, seal, by=year.cast.by(year.cast.office), command_id=command)


def _offers(year: Year, name: str, offer: Offer) -> None:
    year.does(name, [Step(year.fresh(), offer)], year.cast.by(offer.asker))


def _sight(year: Year) -> Sight:
    return Sight(year.force, year.chance, year.cast, year.fresh)


MORNINGS: tuple[tuple[float, Callable[[Year], None]], ...] = (
    (0.2, _asked), (0.08, _ordered), (0.3, _called), (0.08, _guided), (0.25, _worded), (0.07, _data), (0.08, _passed),
    (0.3, _away), (0.12, _absent), (0.04, _calendar), (0.15, _doubted), (0.04, _convened),
)  # fmt: skip
"""How likely each is on a working morning."""
