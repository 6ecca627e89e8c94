"""A proposal of accountability: the unit's works, which entries may be cited, what is missing, and putting it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from qiantou.acts import registers, shell
from qiantou.acts.execute import Receipt, execute
from qiantou.acts.world import Stored
from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from qiantou.core.clues import is_clue
from qiantou.core.contesting import DELAYED
from qiantou.core.context import Context
from qiantou.core.facts import Event
from qiantou.core.gate import ACCOUNTABILITY, HELP, Cited, Lack, Part, Proposal, contests, missing, part_of, time_of
from qiantou.core.kernel import Actor, Desk, Entry, Rejected, Stream
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import Rung
from qiantou.core.loop import Play
from qiantou.core.mandate import Mandate, Power
from qiantou.core.matter import Matter
from qiantou.core.moves import Basis, Offer
from qiantou.core.proposing import deciders, earlier_on, says_something, supervises
from qiantou.core.register import MANDATES, InForce
from qiantou.readmodel.models import MatterRow

WORKS = tuple(kind for kind, row in KINDS.items() if any(step.rung is Rung.CHASER for step in row.ladder))
"""Pieces of work: what the ladder chases."""
MOST = 100
"""Works of one unit in one joint work that are shown; the latest."""
AT_ONCE = 5
"""Works whose gate is shown before any is chosen."""


@dataclass(frozen=True)
class Work:
    """One of the unit's works: its entries that may be cited, none by rule, and the unit's own overtime in it, in
    working minutes, by the attribution in force; nought without one."""

    matter: Matter
    title: str
    entries: tuple[Entry[Event], ...]
    overtime: int


@dataclass(frozen=True)
class View:
    """A unit in a joint work, as the record stands. `helps`: what was asked or offered beside its works."""

    joint: Stream
    unit: Desk
    works: tuple[Work, ...]
    helps: tuple[Matter, ...]
    context: Context

    def proposal(self, places: Iterable[str]) -> Proposal:
        """With these entries, and all help there is beside their matters."""
        chosen = {place.partition("/")[0]: place for place in places}
        own = [Cited(work.matter, 1) for work in self.works if work.matter.stream in chosen]
        beside = [Cited(one, 1) for one in self.helps if one.parent in chosen]
        return Proposal(self.unit, self.joint, (*own, *beside))

    @property
    def earlier(self) -> tuple[Matter, ...]:
        """What was proposed of the unit in any of its works before, and is open or was decided."""
        return earlier_on({work.matter.stream for work in self.works}, self.context.accused(self.unit))

    @property
    def looked_at(self) -> tuple[Work, ...]:
        """Each of these is looked at by itself before anybody chose any: those past their days, most first, else the
        latest."""
        late = sorted((work for work in self.works if work.overtime), key=lambda work: -work.overtime)
        return tuple(late or self.works)[:AT_ONCE]

    def lacks(self, places: Iterable[str]) -> tuple[Lack, ...]:
        return missing(self.proposal(places), self.context)

    def part(self, places: Iterable[str]) -> Part | None:
        return part_of(self.proposal(places), self.context)


def view(joint: Stream, unit: Desk) -> View:
    """The works of the unit in the joint work; six queries."""
    now = shell.now()
    register = registers.current()
    force = register.at(now)
    desks = [
        unit,
        *(key for key in chain(*(force.section(name) for name in ("unit", "post"))) if _is_of(key, unit, force)),
    ]
    found = MatterRow.objects.filter(joint=joint, doer__in=desks, kind__in=WORKS).order_by("-opened", "stream")
    titles = {Stream(name): title for name, title in found.values_list("stream", "title")[:MOST]}
    sides = MatterRow.objects.filter(parent__in=list(titles), kind__in=HELP).values_list("stream", flat=True)
    beside = [Stream(name) for name in sides]
    contested = chain(*(contests(joint, unit, item, force) for item in (DELAYED, *(time_of(name) for name in titles))))
    stored = Stored(register, [*titles, *beside, *contested])
    play = Play(stored, now)
    applied = play.applied(unit)
    put = play.accused(unit)
    context = Context(now, force, play.matter, applied=lambda _unit: applied, accused=lambda _unit: put)
    works = [
        _work(one, titles[one.stream], stored.entries[one.stream], unit=unit, context=context)
        for one in _matters(titles, play)
    ]
    return View(joint, unit, tuple(works), tuple(_matters(beside, play)), context)


def put_before(proposed: Matter) -> tuple[Matter, ...]:
    """What was proposed of its unit on the same works before it; two queries."""
    assert proposed.opened is not None
    play = Play(Stored(registers.current()), shell.now())
    named = {Stream(place.partition("/")[0]) for place in proposed.about[1:]}
    told = earlier_on(named, play.accused(Desk(proposed.about[0])))
    return tuple(one for one in told if one.opened is not None and one.opened < proposed.opened)


def _is_of(key: str, unit: Desk, force: InForce) -> bool:
    return key != unit and force.whole(force.unit_of(Desk(key))) == unit


def _matters(names: Iterable[Stream], play: Play) -> list[Matter]:
    return [one for name in names if (one := play.matter(name)) is not None]


def _work(matter: Matter, title: str, entries: Sequence[Entry[Any]], *, unit: Desk, context: Context) -> Work:
    doubted = (*matter.unconfirmed, *matter.contested)
    told = (one for one in entries if says_something(Cited(matter, one.version), unit, context.force))
    sure = tuple(one for one in told if one.version not in doubted)
    held = context.force.section(ATTRIBUTIONS).get(matter.joint or Stream(""))
    overtime = held.own_overtime(unit, matter.stream) if isinstance(held, Attribution) else 0
    return Work(matter, title, sure, overtime)


def basis_of(asker: Desk, unit: Desk, joint: Stream, force: InForce) -> Basis:
    """The mandate by which it may propose; plain for the office of a leader above, and where it has none."""
    if supervises(asker, unit, force):
        return Basis("request")
    lent = ((key, one) for key, one in force.section(MANDATES).items() if isinstance(one, Mandate))
    fits = (key for key, one in lent if (one.holder, one.joint) == (asker, joint) and Power.APPRAISAL in one.powers)
    return Basis("mandate", mandate=next(fits, ""), powers=())


def may_propose(asker: Desk, unit: Desk, joint: Stream, force: InForce) -> bool:
    """Whether the desk is one that the gate lets come as far as the record."""
    return supervises(asker, unit, force) or bool(basis_of(asker, unit, joint, force).mandate)


@dataclass(frozen=True)
class Said:
    """What a person put into the form. `places`: the entries cited, "stream/version"."""

    title: str
    reason: str
    places: tuple[str, ...]
    clue: bool = False


def propose(said: Said, found: View, *, by: Actor, command_id: str) -> Receipt | None:
    """Raises Rejected, for a clue before anything else is looked at."""
    if said.clue or is_clue(said.title, said.reason):
        raise Rejected("lawful-channel")
    assert by.desk is not None
    chosen = {place.partition("/")[0] for place in said.places}
    helps = [f"{one.stream}/1" for one in found.helps if one.parent in chosen]
    force = found.context.force
    offer = Offer(
        ACCOUNTABILITY, by.desk, next(iter(deciders(by.desk, found.unit, found.joint, force)), Desk("")), said.title,
        detail=said.reason, basis=basis_of(by.desk, found.unit, found.joint, force), joint=found.joint,
        about=(found.unit, *said.places, *helps),
    )  # fmt: skip
    return execute(shell.fresh_for(by.account, command_id), offer, by=by, command_id=command_id)
