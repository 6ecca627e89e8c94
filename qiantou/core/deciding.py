"""The answers to a case before a leader (待决策), each as the moves it is, and what it would set in motion.

One answer is one command: a ruling alone, or a ruling with what it opens beside (means, a passing of the lead), or the
lifting of a ladder. Nothing is promised by hand: `foreseen` carries the answer out aside and tells what came of it.
Rules: docs/rules/deciding.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from qiantou.core.advance import lapse_at
from qiantou.core.due import current_due
from qiantou.core.facts import Offered
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.kinds import Effect, Phase
from qiantou.core.loop import Play
from qiantou.core.matter import APPROVAL, Matter, pauses
from qiantou.core.moves import Basis, Command, Lift, Offer, PassUp, Rule
from qiantou.core.passing import entailed
from qiantou.core.register import InForce
from qiantou.core.undertaking import Charter

Steps = tuple[tuple[Stream, Command], ...]


@dataclass(frozen=True)
class Terms:
    """What a leader adds to an answer. `desk`: who does it, gives the means, or leads; `what`: the means, in words;
    `ordered`: whether the leader stands above that desk, so that they are an order."""

    reason: str = ""
    due: date | None = None
    desk: Desk | None = None
    what: str = ""
    duty: str = ""
    off_list: str = ""
    ordered: bool = False


@dataclass(frozen=True)
class Case:
    """What is decided: the referred matter and the work it stands beside, itself where it stands beside none."""

    matter: Matter
    work: Matter

    @property
    def decides(self) -> Desk:
        assert self.matter.arbiter is not None  # a case is with somebody who decides
        return self.matter.arbiter

    @property
    def is_sheet(self) -> bool:
        """Opened by the ladder, which nobody asked for."""
        return self.matter.policy.by_rule


def case_of(matter: Matter, parent: Matter | None) -> Case:
    return Case(matter, parent if parent is not None and matter.beside else matter)


def answers(case: Case) -> tuple[str, ...]:
    """The answers that fit such a case, the likely ones first. Which of them the rule admits now it says itself."""
    matter, policy = case.matter, case.matter.policy
    up = ("up",)
    if case.is_sheet:
        return ("date", "doer", "means", *_lead(case), "person", "lift", "keep", *up)
    if matter.referral == APPROVAL:
        return ("again", "end", *up)
    if matter.awaits_objection:
        return ("grant", "refuse", *up)
    match policy.effect:
        case Effect.FIRST:
            return (*(f"first-{number}" for number, _name in enumerate(matter.about, 1)), "refuse", *up)
        case Effect.VARY:
            return ("grant", "grant-date", "refuse", *up)
        case Effect.REASSIGN:
            return ("grant", "grant-date", "refuse", "name", *up)
        case Effect.LEAD:
            return ("grant", "refuse", "name", *up)
        case _ if policy.settles or policy.replies:
            return ("grant", "refuse", "again", *up)
    proposed = ("proposed",) if matter.proposed is not None else ()
    review = ("review", "done") if matter.delivered is not None else ()
    return (*proposed, "keep", "date", "doer", "means", *_lead(case), *review, "end", *up)


def _lead(case: Case) -> tuple[str, ...]:
    return ("lead",) if case.work.joint is not None else ()


def steps(code: str, terms: Terms, case: Case, *, fresh: Stream, charter: Charter | None = None) -> Steps:
    """The moves that the answer is, in order. `fresh` names what it opens. Raises KeyError for no such answer."""
    matter, reason = case.matter, terms.reason
    own = matter.stream
    outcome = Phase.CLOSED if matter.policy.settles else Phase.UNDERWAY
    goes_on = Rule(outcome, reason, granted=not case.is_sheet)
    match code:
        case "up":
            return ((own, PassUp(reason)),)
        case "keep":
            return ((own, goes_on),)
        case "proposed":
            return ((own, Rule(outcome, reason, matter.proposed)),)
        case "date" | "grant-date":
            return ((own, Rule(outcome, reason, terms.due)),)
        case "doer" | "name":
            return ((own, Rule(outcome, reason, terms.due, terms.desk, duty=terms.duty, off_list=terms.off_list)),)
        case "review":
            return ((own, Rule(Phase.DELIVERED, reason)),)
        case "again":
            return ((own, Rule(Phase.OFFERED, reason)),)
        case "grant" | "done":
            return ((own, Rule(Phase.CLOSED, reason)),)
        case "refuse" | "end":
            return ((own, Rule(Phase.CLOSED, reason, granted=False)),)
        case "person":
            return ((own, Rule(Phase.CLOSED, reason, granted=False, another_post=True)),)
        case "lift":
            return ((case.work.stream, Lift(reason, terms.due)), (own, goes_on))
        case "means":
            return ((fresh, _means(terms, case)), (own, goes_on))
        case "lead" if charter is not None:
            return ((fresh, _passing(terms, case, charter)), (own, goes_on))
        case "first-1" | "first-2":
            first = Stream(matter.about[int(code[-1]) - 1])
            return ((own, Rule(outcome, reason, terms.due, first=first)),)
        case _:
            raise KeyError(code)


def _means(terms: Terms, case: Case) -> Offer:
    """Means for the work, asked of a desk by who decides, beside the work."""
    desk = terms.desk or case.work.doer
    return Offer(
        "means", case.decides, desk, terms.what, due=terms.due, basis=Basis("post", dispatch=terms.ordered),
        joint=case.work.joint, parent=case.work.stream, beside=True, duty=terms.duty, off_list=terms.off_list,
    )  # fmt: skip


def _passing(terms: Terms, case: Case, charter: Charter) -> Offer:
    """The lead put to another unit, which answers: a leader above the lead puts it in the lead's place."""
    desk = terms.desk or charter.lead
    return Offer(
        "passing", charter.lead, desk, terms.reason, basis=Basis("post"), joint=case.work.joint,
        duty=terms.duty, off_list=terms.off_list,
    )  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """One matter as an answer would leave it. `was_due`, `due`: its day now and then; `lapse`: when silence next means
    something in it. `title`: of what the answer opens."""

    before: Matter | None
    after: Matter
    title: str
    was_due: date | None
    due: date | None
    lapse: datetime | None

    @property
    def is_opened(self) -> bool:
        return self.before is None

    @property
    def is_felt(self) -> bool:
        """Whether anybody has something else to do than before, or another day for it."""
        old, new = self.before, self.after
        return old is None or (old.holder, old.phase, old.doer, self.was_due) != (
            new.holder, new.phase, new.doer, self.due
        )  # fmt: skip


@dataclass(frozen=True)
class Foreseen:
    """What an answer sets in motion: the matters it moves, and who leads the joint work from then, if that changes."""

    turns: tuple[Turn, ...]
    leads: Desk | None = None


def foreseen(play: Play, moves: Steps, by: Actor) -> Foreseen:
    """What the moves come to, tried on a copy. Raises Rejected as carrying them out would."""
    aside = play.aside()
    begun = len(aside.entries)
    for stream, command in moves:
        aside.carry_out(stream, command, by)
    made = aside.entries[begun:]
    force = aside.world.register.at(aside.now)
    titles = {entry.stream: entry.event.title for entry in made if isinstance(entry.event, Offered)}
    names = dict.fromkeys(entry.stream for entry in made)
    turns = tuple(_turn(play.matter(name), aside.matter(name), titles.get(name, ""), force) for name in names)
    leads = [listed.value.lead for listed in entailed(aside, force) if isinstance(listed.value, Charter)]
    return Foreseen(turns, leads[0] if leads else None)


def _turn(before: Matter | None, after: Matter | None, title: str, force: InForce) -> Turn:
    assert after is not None  # it has just got an entry
    return Turn(before, after, title, _due(before, force), _due(after, force), lapse_at(after, force))


def _due(matter: Matter | None, force: InForce) -> date | None:
    if matter is None or not matter.is_open:
        return None
    calendar = force.calendar
    return current_due(matter.due, matter.grants, pauses(matter, calendar), calendar, force.instant)
