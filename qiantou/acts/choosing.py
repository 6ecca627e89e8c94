"""The comparison of options 方案比选 of one joint work: entering, asking, choosing; each one command, all or nothing.

What units were asked about keeps its words: whoever thinks of another way adds an option, and asks again. The choice
closes every letter still open; what comes later is a remark. Rules: docs/rules/choosing.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from qiantou.acts import registers, shell
from qiantou.acts.execute import Asked, Receipt, Step, execute_all, sent_before
from qiantou.core.choosing import awaited, chooser, concerned, enough_options, last_letters, may_choose
from qiantou.core.evolve import evolve
from qiantou.core.guard import said, worded
from qiantou.core.kernel import RULE, Actor, Desk, Entry, Rejected, Stream, fold
from qiantou.core.matter import Matter
from qiantou.core.moves import Basis, Moot, Offer
from qiantou.core.plan import CHOICES, LINES, OPTIONS, Choice, Criterion, Line, Option
from qiantou.core.plan_diff import content
from qiantou.core.register import InForce, Listed
from qiantou.core.undertaking import Charter
from qiantou.ledger.writer import read
from qiantou.readmodel.models import MatterRow

KIND = "options"


@dataclass(frozen=True)
class Comparing:
    """The options of one joint work as a command reads them; no words."""

    joint: Stream
    charter: Charter
    force: InForce
    entries: Sequence[Entry[Listed]]
    letters: Sequence[Matter]
    asked: datetime | None  # when units were asked last

    @cached_property
    def options(self) -> tuple[str, ...]:
        return tuple(content(self.entries)[OPTIONS])

    @cached_property
    def chosen(self) -> Choice | None:
        found = list(content(self.entries)[CHOICES].values())
        return found[-1] if found and isinstance(found[-1], Choice) else None

    @cached_property
    def sponsor(self) -> Desk | None:
        return chooser(self.charter, self.force)

    @cached_property
    def units(self) -> tuple[Desk, ...]:
        """The units with lines, then those asked."""
        lines = (line.unit for line in content(self.entries)[LINES].values() if isinstance(line, Line))
        return tuple(dict.fromkeys([*lines, *(one.doer for one in self.letters)]))

    @cached_property
    def leaders(self) -> tuple[Desk, ...]:
        return concerned(self.units, self.sponsor, self.force)

    @cached_property
    def waiting(self) -> tuple[Desk, ...]:
        return awaited(self.leaders, self.letters, self.options, self.force)

    def put_out(self, name: str) -> bool:
        """Whether units were asked while this option or criterion stood there."""
        entered = next((entry.at for entry in self.entries if entry.event.key == f"{self.joint}/{name}"), None)
        return entered is not None and self.asked is not None and entered <= self.asked


def comparing(joint: Stream) -> Comparing:
    """Raises Rejected("no-such-joint-work")."""
    force = registers.current().at(shell.now())
    charter = force.charter(joint)
    if charter is None:
        raise Rejected("no-such-joint-work")
    rows = list(MatterRow.objects.filter(joint=joint, kind=KIND).order_by("opened", "stream"))
    told = read([Stream(row.stream) for row in rows]) if rows else {}
    folded = (fold(evolve, None, told[Stream(row.stream)]) for row in rows)
    letters = [one for one in folded if one is not None]
    asked = max((row.opened for row in rows), default=None)
    return Comparing(joint, charter, force, registers.plan_entries(joint), letters, asked)


def enter(
    joint: Stream, name: str, value: Option | Criterion | None, *, by: Actor, command_id: str, seen: int, section: str
) -> Receipt | None:
    """Enter, change or (None) take out an option or criterion. `seen`: the version of the plan the person saw.

    Raises Rejected: chosen already, asked about already, the plan moved on.
    """
    sent = Asked(command_id, ("enter", joint, section, name, value))
    if (before := sent_before(by, sent)) is not None:
        return before
    found = comparing(joint)
    if found.chosen is not None:
        raise Rejected("already-chosen")
    if found.put_out(name):
        raise Rejected("asked-about-already", name=name)
    if isinstance(value, Option | Criterion):
        worded(value.label)
    listed = Listed(section, f"{joint}/{name}", value, found.force.day)
    return execute_all((), by=by, command_id=sent, listings=[listed], seen={joint: seen})


def ask(joint: Stream, units: Sequence[Desk], *, title: str, by: Actor, command_id: str) -> Receipt:
    """Ask these units, and the portfolio leaders of all units concerned, what each option means for them.

    Nobody is asked twice about the same options. Raises Rejected: fewer than two options, chosen already, nobody left
    to ask, the plan moved on while it was read.
    """
    sent = Asked(command_id, ("ask", joint, tuple(units), title))
    if (before := sent_before(by, sent)) is not None:
        return before
    found = comparing(joint)
    if found.chosen is not None:
        raise Rejected("already-chosen")
    enough_options(found.options)
    leaders = concerned([*found.units, *units], found.sponsor, found.force)
    asked = last_letters(found.letters, found.options)
    fresh = [desk for desk in dict.fromkeys([*units, *leaders]) if desk not in asked and desk != by.desk]
    if not fresh:
        raise Rejected("nobody-to-ask")
    steps = [
        Step(shell.fresh_for(by.account, command_id, number), _offer(found, by, desk, title))
        for number, desk in enumerate(fresh)
    ]
    receipt = execute_all(steps, by=by, command_id=sent, seen={joint: len(found.entries)})
    assert receipt is not None  # at least one letter was opened
    return receipt


def _offer(found: Comparing, by: Actor, desk: Desk, title: str) -> Offer:
    assert by.desk is not None
    return Offer(KIND, by.desk, desk, title, basis=Basis("plan"), joint=found.joint, about=found.options)


def choose(joint: Stream, option: str, reason: str, *, by: Actor, command_id: str) -> Receipt | None:
    """The sponsor takes an option, with the reason; letters still open end with it. Raises Rejected."""
    sent = Asked(command_id, ("choose", joint, option, reason))
    if (before := sent_before(by, sent)) is not None:
        return before
    found = comparing(joint)
    may_choose(option, options=found.options, by=by.desk, sponsor=found.sponsor, waiting=found.waiting)
    if found.chosen is not None:
        raise Rejected("already-chosen")
    said(reason)
    assert by.desk is not None
    listed = Listed(CHOICES, f"{joint}/choice", Choice(option, by.desk, reason), found.force.day)
    steps = [Step(one.stream, Moot(), by=RULE) for one in found.letters if one.is_open]
    return execute_all(steps, by=by, command_id=sent, listings=[listed], seen={joint: len(found.entries)})
