"""A plan as one request reads it: its lines and means with their words, who signed, what was launched, by whom it
may be drafted. A fixed number of queries, however many lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from django.http import Http404, HttpRequest

from qiantou.access.guards import Standing, joint_for, register_for, standing
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.core.kernel import Desk, Entry, Stream
from qiantou.core.led_plan import read_by_its_lead
from qiantou.core.plan import LINES, MEANS, Line, Means, Version
from qiantou.core.plan_diff import content, put_out
from qiantou.core.register import InForce, Listed
from qiantou.core.undertaking import Charter
from qiantou.ledger.writer import read
from qiantou.readmodel.models import JointRow


@dataclass(frozen=True)
class Plan:
    """The present draft and every entry before it. `version` is that of the plan's stream as read."""

    work: JointRow
    charter: Charter
    force: InForce
    seen: Standing
    entries: Sequence[Entry[Listed]]

    @property
    def joint(self) -> Stream:
        return Stream(self.work.stream)

    @property
    def version(self) -> int:
        return len(self.entries)

    @cached_property
    def content(self) -> Mapping[str, Mapping[str, Any]]:
        """What the plan says now, the coordination as the present lead's; `entries` say what was entered."""
        return content(read_by_its_lead(self.entries, self.joint, self.force))

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Name → line in the order of the plan."""
        return ordered(self.content[LINES])

    @cached_property
    def means(self) -> dict[str, Means]:
        return ordered(self.content[MEANS])

    @property
    def versions(self) -> list[tuple[Version, Entry[Listed]]]:
        return put_out(self.entries)

    @property
    def drafter(self) -> Desk | None:
        """The desk for which the reader may draft: lead, keeper, issuer or sponsor; None for everybody else."""
        drafting = (self.charter.lead, self.charter.keeper, self.charter.issuer, self.charter.sponsor)
        return next((desk for desk in drafting if desk in self.seen.desks), None)


@dataclass(frozen=True)
class Names:
    """The names a plan has given so far, and the next free ones: a name once used stands for one thing for ever."""

    used: frozenset[str] = field(default_factory=frozenset)

    def line(self, ahead: int = 0) -> str:
        return f"L{self._last('L') + 1 + ahead:03}"

    def means(self, ahead: int = 0) -> str:
        return f"M{self._last('M') + 1 + ahead}"

    def _last(self, letter: str) -> int:
        return max((int(name[1:]) for name in self.used if name[0] == letter and name[1:].isdecimal()), default=0)


def names_in(entries: Sequence[Entry[Listed]]) -> Names:
    return Names(frozenset(entry.event.key.partition("/")[2] for entry in entries) - {""})


def ordered(values: Mapping[str, Any]) -> dict[str, Any]:
    """By their place in the plan, then by name."""
    return dict(sorted(values.items(), key=lambda item: (item[1].order, item[0])))


def plan_for(request: HttpRequest, ref: str) -> Plan:
    """The plan of a joint work the reader takes part in. Raises Http404."""
    account = cast(Account, request.user)
    work = joint_for(account, ref)
    force = register_for(account).at(shell.now())
    charter = force.charter(Stream(work.stream))
    if charter is None:
        raise Http404
    entries = read([Stream(work.stream)], words=True)[Stream(work.stream)]
    return Plan(work, charter, force, standing(account), entries)


def draft_for(request: HttpRequest, ref: str) -> Plan:
    """As `plan_for`, for those who may change it. Raises Http404 for everybody else."""
    found = plan_for(request, ref)
    if found.drafter is None:
        raise Http404
    return found
