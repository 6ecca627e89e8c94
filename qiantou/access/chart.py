"""The chart of a day: who sits where, what stands below a post, who keeps contact with whom.

Read off the register and kept for it and the day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from qiantou.acts import shell
from qiantou.core.acting import delegations
from qiantou.core.delegation import Delegation
from qiantou.core.kernel import Desk
from qiantou.core.lookup import DISCIPLINE
from qiantou.core.register import PARTIES, POSTS, TERMS, UNITS, InForce, Party, Post, Register, Term, Unit


@dataclass
class Chart:
    """What is in force on one day, turned around for questions about people."""

    units: dict[Desk, Unit] = field(default_factory=dict)
    posts: dict[Desk, Desk] = field(default_factory=dict)
    seats: dict[str, list[Desk]] = field(default_factory=lambda: defaultdict(list))
    below: dict[Desk, list[Desk]] = field(default_factory=lambda: defaultdict(list))
    staffed: dict[Desk, list[Desk]] = field(default_factory=lambda: defaultdict(list))
    contacts: dict[Desk, list[Desk]] = field(default_factory=lambda: defaultdict(list))
    led: dict[Desk, list[Desk]] = field(default_factory=lambda: defaultdict(list))
    served: dict[Desk, list[Desk]] = field(default_factory=lambda: defaultdict(list))  # by the office that a row names
    lent: dict[Desk, list[Delegation]] = field(default_factory=lambda: defaultdict(list))  # by the post that acts

    def whole(self, unit: Desk) -> Desk:
        """The unit itself, or the one an inner section belongs to."""
        own = self.units.get(unit)
        return Desk(own.parent) if own is not None and own.inner and own.parent else unit

    def is_discipline(self, unit: Desk) -> bool:
        """Whether the unit is a discipline body, or a section of one."""
        own = self.units.get(self.whole(unit))
        return own is not None and own.sort == DISCIPLINE

    def under(self, units: Iterable[Desk]) -> set[Desk]:
        """The units and everything below them in the tree of territory."""
        reached: set[Desk] = set()
        frontier = list(units)
        while frontier:
            unit = frontier.pop()
            if unit not in reached:
                reached.add(unit)
                frontier += self.below.get(unit, ())
        return reached

    def decides(self, post: Desk) -> bool:
        """Whether disputes of others can come before the post: it looks after a unit, or heads one with units below."""
        return any(self.units[unit].leader == post or self.below.get(unit) for unit in self.led.get(post, ()))

    def attached(self, units: Iterable[Desk]) -> set[Desk]:
        """The posts in these units and the outside parties they keep contact with."""
        found: set[Desk] = set()
        for unit in units:
            found |= {*self.staffed.get(unit, ()), *self.contacts.get(unit, ())}
        return found


def drawn(force: InForce) -> Chart:
    """The chart of what is in force."""
    chart = Chart()
    for key, unit in force.section(UNITS).items():
        if isinstance(unit, Unit):
            chart.units[Desk(key)] = unit
            if unit.parent is not None:
                chart.below[unit.parent].append(Desk(key))
            for post in {unit.head, unit.leader} - {None}:
                assert post is not None
                chart.led[post].append(Desk(key))
    for key, post_value in force.section(POSTS).items():
        if isinstance(post_value, Post):
            chart.posts[Desk(key)] = post_value.unit
            chart.staffed[post_value.unit].append(Desk(key))
            if post_value.office in chart.units:
                chart.served[post_value.office].append(Desk(key))
    for key, party in force.section(PARTIES).items():
        if isinstance(party, Party):
            chart.contacts[party.contact].append(Desk(key))
    for term in force.section(TERMS).values():
        if isinstance(term, Term) and (term.until is None or force.day <= term.until):
            chart.seats[term.person].append(term.post)
    for _key, delegation in delegations(force):
        if delegation.post in chart.posts:
            chart.lent[delegation.deputy].append(delegation)
    return chart


_kept: tuple[Register, date, Chart] | None = None


def today(register: Register) -> Chart:
    """The chart of the present day, drawn once for a register and a day."""
    global _kept
    force = register.at(shell.now())
    kept = _kept
    if kept is not None and kept[0] is register and kept[1] == force.day:
        return kept[2]
    chart = drawn(force)
    _kept = (register, force.day, chart)
    return chart
