"""The lead passes (移交牵头): the charter names the new lead from that day, and its mandates are lent to it.

The matters go over by `follow`; what the register says follows here, from every passing that ended granted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qiantou.core.kinds import Effect
from qiantou.core.loop import Play
from qiantou.core.mandate import Mandate
from qiantou.core.matter import Matter
from qiantou.core.register import CHARTERS, MANDATES, InForce, Listed


def entailed(play: Play, force: InForce) -> Iterator[Listed]:
    """The changes of the register that the entries of a command entail."""
    for stream, matter in play.touched.items():
        if is_passed(matter) and any(entry.stream == stream and not was_open(play, matter) for entry in play.entries):
            yield from _passed(matter, force)


def is_passed(matter: Matter) -> bool:
    return matter.policy.effect is Effect.LEAD and not matter.is_open and matter.outcome in ("granted", "consented")


def was_open(play: Play, matter: Matter) -> bool:
    """Whether the entry that closed the matter is older than this command."""
    return all(entry.version != matter.ended for entry in play.entries if entry.stream == matter.stream)


def _passed(matter: Matter, force: InForce) -> Iterator[Listed]:
    charter = force.charter(matter.joint)
    if charter is None or matter.joint is None or charter.lead != matter.asker:
        return
    keeper = matter.doer if charter.keeper == matter.asker else charter.keeper
    passed = replace(charter, lead=matter.doer, keeper=keeper, passed=matter.stream)
    yield Listed(CHARTERS, matter.joint, passed, force.day)
    for key, mandate in force.section(MANDATES).items():
        if isinstance(mandate, Mandate) and (mandate.joint, mandate.holder) == (matter.joint, matter.asker):
            scope = tuple(desk for desk in mandate.scope if desk != matter.doer)
            yield Listed(MANDATES, key, replace(mandate, holder=matter.doer, scope=scope), force.day)
