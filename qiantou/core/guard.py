"""What every move is asked: is this the phase, is it your turn, is a reason given, is there such a desk?"""

from __future__ import annotations

from qiantou.core.context import Context
from qiantou.core.kernel import Actor, Desk, Rejected
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter
from qiantou.core.moves import Command


def in_phase(matter: Matter, command: Command, *phases: Phase) -> None:
    if matter.phase not in phases:
        raise Rejected("wrong-phase", move=type(command).__name__, phase=matter.phase.value)


def only(desk: Desk | None, by: Actor) -> None:
    if by.desk is None or by.desk != desk:
        raise Rejected("not-yours", holder=desk)


def party(matter: Matter, by: Actor) -> None:
    if not matter.is_party(by.desk):
        raise Rejected("not-a-party", asker=matter.asker, doer=matter.doer)


def said(text: str) -> str:
    if not text.strip():
        raise Rejected("reason-missing")
    return text


def known(desk: Desk, context: Context) -> Desk:
    if not context.force.is_known(desk):
        raise Rejected("unknown-desk", desk=desk)
    return desk
