"""The lead passes (移交牵头): the charter names the new lead from that day, and its mandates are lent to it.

The matters go over by `leading`; what the register says follows here, from every passing that took effect, and from
every one that fell after it had: then the lead goes back from that day on, by another entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qiantou.core.kernel import Desk
from qiantou.core.kinds import Effect
from qiantou.core.leading import charter_before
from qiantou.core.loop import Play
from qiantou.core.mandate import Mandate
from qiantou.core.matter import GRANTED, Matter
from qiantou.core.powers import is_above
from qiantou.core.register import CHARTERS, MANDATES, InForce, Listed
from qiantou.core.undertaking import Charter


def entailed(play: Play, force: InForce) -> Iterator[Listed]:
    """The changes of the register that the entries of a command entail."""
    made = {(entry.stream, entry.version) for entry in play.entries}
    for stream, matter in play.touched.items():
        if is_passed(matter) and (stream, matter.ended) in made:
            yield from _passed(matter, force)
        elif matter.policy.effect is Effect.LEAD and matter.outcome not in GRANTED:
            yield from _fallen(matter, play, force)


def is_passed(matter: Matter) -> bool:
    return matter.policy.effect is Effect.LEAD and not matter.is_open and matter.outcome in GRANTED


def _passed(matter: Matter, force: InForce) -> Iterator[Listed]:
    charter = force.charter(matter.joint)
    if charter is None or charter.lead != matter.asker:
        return
    to = replace(charter, lead=matter.doer, keeper=matter.doer, passed=matter.stream)
    yield from _handed(charter, to, matter, force)


def _fallen(matter: Matter, play: Play, force: InForce) -> Iterator[Listed]:
    """The lead goes back, where the present lead still rests on this passing: who led and kept the record before, by
    no passing that fell meanwhile.

    A mandate in the new lead's hands is lent back, without its scope growing; one that ended stays ended, and its
    issuer may lend it anew.
    """
    charter = force.charter(matter.joint)
    if charter is None or (charter.passed, charter.lead) != (matter.stream, matter.doer):
        return
    before = charter_before(matter, force, play.matter)
    if before is not None:
        yield from _handed(charter, before, matter, force)


def _handed(charter: Charter, to: Charter, matter: Matter, force: InForce) -> Iterator[Listed]:
    """The lead goes to who leads in `to`, with the record where the lead kept it, and with its mandates."""
    assert matter.joint is not None, "a charter was found by it"
    keeper = to.keeper if charter.keeper == charter.lead else charter.keeper
    members = _members(charter, leading=to.lead, instead=charter.lead)
    handed = replace(charter, lead=to.lead, keeper=keeper, passed=to.passed, members=members)
    yield Listed(CHARTERS, matter.joint, handed, force.day)
    for key, mandate in _lent(matter, charter.lead, force):
        yield Listed(MANDATES, key, _lent_on(mandate, to.lead, force), force.day)


def _members(charter: Charter, *, leading: Desk, instead: Desk) -> tuple[Desk, ...]:
    """Who leads is no member of its own work: the former lead takes its seat, where it had one."""
    return tuple(dict.fromkeys(instead if desk == leading else desk for desk in charter.members))


def _lent(matter: Matter, holder: Desk, force: InForce) -> Iterator[tuple[str, Mandate]]:
    for key, mandate in force.section(MANDATES).items():
        if isinstance(mandate, Mandate) and (mandate.joint, mandate.holder) == (matter.joint, holder):
            yield key, mandate


def _lent_on(mandate: Mandate, lead: Desk, force: InForce) -> Mandate | None:
    """The mandate in the hands of the new lead; None where nobody is left in its scope, its term is over, or its
    issuer does not stand above the new lead and could not have lent it."""
    scope = tuple(desk for desk in mandate.scope if desk != lead)
    if not scope or force.day > mandate.until or not is_above(mandate.issuer, lead, force):
        return None
    return replace(mandate, holder=lead, scope=scope)
