"""Who may propose accountability of a unit, to whom, on which entries, and who is heard before it is decided.

Whoever proposes is a lead with the power to propose appraisal over the unit, or the office of a leader above it. The
proposal goes to a leader above both. It opens a hearing (陈述申辩): the unit says its piece within its time, and nobody
decides before that. Who decides adopts it (采纳) or does not, with the reason; no silence adopts it.
Rules: docs/rules/gate.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from qiantou.core.context import Context
from qiantou.core.gate import ACCOUNTABILITY, HEARING, HELP, SUPPORT, Cited, Proposal, missing, missing_now
from qiantou.core.guard import said
from qiantou.core.kernel import Desk, Rejected, Stream, derived
from qiantou.core.kinds import Phase
from qiantou.core.mandate import Power
from qiantou.core.matter import Matter
from qiantou.core.moves import Accept, Basis, Command, Counter, Decline, Drop, Offer, OfferTo, PassUp, Rule, Withdraw
from qiantou.core.office import offices_of, together
from qiantou.core.powers import need
from qiantou.core.register import InForce


def deciders(asker: Desk, unit: Desk, joint: Stream, force: InForce) -> tuple[Desk, ...]:
    """The posts above both the proposer and the unit, who decides in the work first."""
    above = force.superiors(unit)
    return tuple(post for post in force.arbiters(asker, unit, joint) if post in above and post != asker)


def supervises(asker: Desk, unit: Desk, force: InForce) -> bool:
    """Whether the proposer is the office of a leader above the unit, and not of the unit itself."""
    offices = {office for post in force.superiors(unit) for office in offices_of(post, force)}
    return asker in offices and force.whole(asker) != unit


def check_proposed(command: Offer, context: Context) -> Proposal:
    """The proposal as it stands on the record. Raises Rejected for one that may not be put."""
    force = context.force
    unit = _unit_of(command, force)
    joint = command.joint
    if joint is None:
        raise Rejected("no-such-joint-work")
    if force.unit(command.asker) is None or force.whole(command.asker) == unit:
        raise Rejected("asks-itself")
    if not supervises(command.asker, unit, force):
        need(Power.APPRAISAL, command.basis.mandate, holder=command.asker, over=unit, joint=joint, context=context)
    above = deciders(command.asker, unit, joint, force)
    if command.doer not in above:
        raise Rejected("decided-above-both", desk=above[0] if above else None)
    proposal = Proposal(unit, joint, tuple(_cited(command, unit, context)))
    if not any(says_something(one, proposal.unit, force, proposer=command.asker) for one in proposal.cited):
        raise Rejected("rests-on-no-record")
    _not_again(proposal, command.asker, context)
    lacks = missing(proposal, context)
    if lacks:
        raise Rejected("gate-not-passed", lacks=tuple(lack.value for lack in lacks))
    said(command.detail)
    return proposal


def _not_again(proposal: Proposal, asker: Desk, context: Context) -> None:
    """One proposal of a unit in one work at a time; once it was decided, another rests on what was done or found since.
    What was taken back was never decided. Raises Rejected."""
    named = {work.stream for work in proposal.works}
    for earlier in earlier_on(named, context.accused(proposal.unit)):
        if earlier.is_open:
            raise Rejected("proposed-before", number=earlier.stream[:12])
        told = [one for one in proposal.cited if says_something(one, proposal.unit, context.force, proposer=asker)]
        since = {one.matter.stream for one in told if _at(one) > earlier.since}
        if any(_names(earlier, work) and work not in since for work in named):
            raise Rejected("decided-before", number=earlier.stream[:12])


def _at(one: Cited) -> datetime:
    """When the entry cited was made, which a desk has made."""
    return next(at for version, _desk, _judges, at in one.matter.spoken if version == one.version)


def earlier_on(works: Collection[Stream], put: Iterable[Matter]) -> tuple[Matter, ...]:
    """Of the proposals of a unit those in any of these works that are open or were decided, in the order they were
    put."""
    told = (one for one in put if one.is_open or one.outcome in ("granted", "refused"))
    named = (one for one in told if any(_names(one, work) for work in works))
    return tuple(sorted(named, key=lambda one: (str(one.opened), one.stream)))


def _names(proposed: Matter, work: Stream) -> bool:
    return work in works_of(proposed)


def works_of(proposed: Matter) -> frozenset[Stream]:
    """The matters of which a proposal cites entries."""
    return frozenset(Stream(place.partition("/")[0]) for place in proposed.about[1:])


def as_put(proposed: Matter, context: Context) -> Proposal:
    """What a proposal on record rests on, its matters as they stand now."""
    assert proposed.joint is not None  # none is put without a joint work
    places = (place.partition("/") for place in proposed.about[1:])
    told = ((context.matter(Stream(name)), int(number)) for name, _slash, number in places)
    cited = tuple(Cited(matter, version) for matter, version in told if matter is not None)
    return Proposal(Desk(proposed.about[0]), proposed.joint, cited)


def _unit_of(command: Offer, force: InForce) -> Desk:
    named = Desk(command.about[0]) if command.about else None
    if named is None or force.unit(named) is None or force.whole(named) != named:
        raise Rejected("about-whom", power=Power.APPRAISAL.value)
    return named


def _cited(command: Offer, unit: Desk, context: Context) -> Iterator[Cited]:
    """Entries of the unit's matters in this work, and of the help it had beside them. Raises Rejected for others: what
    is not confirmed, or contested, is nobody's ground."""
    for place in command.about[1:]:
        name, _slash, number = place.partition("/")
        matter = context.matter(Stream(name))
        version = int(number) if number.isascii() and number.isdigit() else 0
        if matter is None or _joint_of(matter, context) != command.joint or not 1 <= version <= matter.version:
            raise Rejected("ground-not-found")
        if version in (*matter.unconfirmed, *matter.contested):
            raise Rejected("ground-in-doubt")
        if matter.kind not in HELP and context.force.whole(context.force.unit_of(matter.doer)) != unit:
            raise Rejected("not-the-units-work", desk=unit)
        yield Cited(matter, version)


def _joint_of(matter: Matter, context: Context) -> Stream | None:
    """Of help, that of the work it stands beside: a question may name none itself."""
    work = context.matter(matter.parent) if matter.kind in HELP and matter.parent is not None else None
    return work.joint if work is not None else matter.joint


def says_something(one: Cited, unit: Desk, force: InForce, *, proposer: Desk | None = None) -> bool:
    """Whether the entry shows more than that something was asked, or that time passed: the unit's own act, or what
    others found of its work, other than the proposer's own word. What the rule enters, and a chaser, show nothing."""
    if one.matter.kind in HELP:
        return False
    spoke = next(((desk, judges) for version, desk, judges, _at in one.matter.spoken if version == one.version), None)
    if spoke is None:
        return False
    desk, judges = spoke
    whose = force.whole(force.unit_of(desk))
    if whose == unit:
        return True
    return judges and (desk.startswith("p:") or proposer is None or whose not in together(proposer, force))


PRIVATE = (ACCOUNTABILITY, HEARING)
"""Kinds that are read by their sides, who decides and the leaders above alone, not by all of their joint work."""


def hearing_of(stream: Stream) -> Stream:
    """The name of the hearing that a proposal opens."""
    return derived(stream, "hearing")


def hearing(proposed: Matter, title: str) -> Offer:
    """The unit is heard by whoever decides."""
    return Offer(
        kind=HEARING, asker=proposed.doer, doer=Desk(proposed.about[0]), title=title, basis=Basis("matter"),
        joint=proposed.joint, parent=proposed.stream, beside=True,
    )  # fmt: skip


def check_hearing(command: Offer, parent: Matter | None, context: Context) -> None:
    """Raises Rejected for a hearing that no proposal opens."""
    fits = parent is not None and parent.kind == ACCOUNTABILITY and command.doer in parent.about[:1]
    if not (fits and command.beside) or HEARING in context.sides:
        raise Rejected("needs-its-matter", kind=HEARING)


def check_support(command: Offer, parent: Matter | None) -> None:
    """Help is offered beside a work, to whoever does it. Raises Rejected."""
    if parent is None or not command.beside or command.doer != parent.doer:
        raise Rejected("needs-its-matter", kind=SUPPORT)
    said(command.title)


def may_settle(command: Command, matter: Matter, context: Context) -> None:
    """Raises Rejected for a decision on a proposal before the unit was heard, or that adopts what the gate would no
    longer let through; for one that would give it to another who does not stand above both; and for what would end a
    hearing unheard."""
    if matter.kind == HEARING:
        _stays_a_hearing(command, matter)
    if matter.kind != ACCOUNTABILITY or matter.joint is None:
        return
    if not isinstance(command, Accept | Decline | Counter | Rule | PassUp | OfferTo):
        return
    unit = Desk(matter.about[0])
    heard = context.matter(hearing_of(matter.stream))
    if heard is None or not was_heard(heard):
        raise Rejected("not-heard-yet", desk=unit)
    above = deciders(matter.asker, unit, matter.joint, context.force)
    if isinstance(command, OfferTo) and command.doer not in above:
        raise Rejected("decided-above-both", desk=above[0] if above else None)
    if isinstance(command, Rule) and (command.outcome is Phase.UNDERWAY or command.doer is not None):
        raise Rejected("adopted-or-not")
    adopts = isinstance(command, Accept) or (isinstance(command, Rule) and command.granted)
    lacks = missing_now(as_put(matter, context), context) if adopts else ()
    if lacks:
        raise Rejected("gate-not-passed", lacks=tuple(lack.value for lack in lacks))


HEARD = ("answered", "silent")
"""How a hearing ends by which the unit was heard, or let its time to answer run out."""


def was_heard(hearing: Matter) -> bool:
    """Whether the unit has answered, itself or by what it confirmed, or let its time run out."""
    return not hearing.is_open and hearing.outcome in HEARD and not hearing.is_hatched


def _stays_a_hearing(command: Command, matter: Matter) -> None:
    """Only the unit's answer and its time end a hearing: whoever decides neither withdraws nor closes it, nor has
    another heard instead. Raises Rejected."""
    if isinstance(command, Withdraw | Drop):
        raise Rejected("opened-by-rule", kind=HEARING)
    closes = isinstance(command, Rule) and (command.outcome is Phase.CLOSED or command.doer is not None)
    if closes or isinstance(command, OfferTo):
        raise Rejected("not-heard-yet", desk=matter.doer)
