"""The only way from an account to a duty file: whose it may draw, else there is no such page (404).

A unit's is for its own people and whoever stands above it, a post's for whoever sits in it or stands above it. In one
joint work keeper, sponsor and the office that put a matter of it under supervision draw anybody's who takes part. The
work as a whole is open to all who take part. A discipline body draws none. Nothing about the reader is stored.
Rules: docs/rules/duty_file.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import Http404

from qiantou.access.guards import Standing, business, joint_for, register_for, standing
from qiantou.access.lookups import body_of
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.core.kernel import Desk
from qiantou.core.kind_table import SUPERVISION
from qiantou.core.register import POSTS, UNITS, InForce, Post, Register, Unit
from qiantou.insight.duty_file import Subject
from qiantou.readmodel.models import JointRow, MatterRow, ShareRow

Fits = Callable[[object], bool]


@dataclass(frozen=True)
class FileSight:
    """A duty file that the account may draw. `desks`: whose part counts, in some part of the period; empty for a whole
    joint work."""

    account: Account
    seen: Standing
    force: InForce
    subject: Subject
    joint: JointRow | None = None
    unit: Desk | None = None
    post: Desk | None = None

    @property
    def desks(self) -> frozenset[Desk]:
        return self.subject.desks or frozenset()


def file_for(
    account: Account, period: tuple[date, date], *, joint: str = "", unit: str = "", post: str = ""
) -> FileSight:
    """`joint`: the beginning of a joint work's name; `unit` and `post`: desks. One of the three is given.

    Raises Http404 to who may not draw it, and for what there is not.
    """
    seen = standing(business(account))
    if body_of(account) is not None:
        raise Http404
    register = register_for(account)
    force = register.at(shell.now())
    row = joint_for(account, joint) if joint else None
    if unit and not (unit in seen.sight or (row is not None and _oversees(row, Desk(unit), seen, force))):
        raise Http404
    if post and not (
        post in seen.posts or post in seen.sight
        or (row is not None and _oversees(row, unit_of_post(register, Desk(post)), seen, force))
    ):  # fmt: skip
        raise Http404
    if not (row or unit or post):
        raise Http404
    desks = desks_of(register, Desk(unit), period) if unit else frozenset[Desk]()
    if post:
        home = unit_of_post(register, Desk(post))
        desks = frozenset({Desk(post)}) | (desks_of(register, home, period) if home else frozenset())
    subject = Subject(*period, desks=desks or None, post=Desk(post) if post else None)
    return FileSight(account, seen, force, subject, row, Desk(unit) if unit else None, Desk(post) if post else None)


def desks_of(register: Register, unit: Desk, period: tuple[date, date]) -> frozenset[Desk]:
    """The unit with the sections and posts that belonged to it in some part of the period."""

    def is_section(one: object) -> bool:
        return isinstance(one, Unit) and one.inner and one.parent == unit

    inside = {unit} | _during(register, UNITS, period, is_section)
    return frozenset(
        inside | _during(register, POSTS, period, lambda one: isinstance(one, Post) and one.unit in inside)
    )


def _during(register: Register, section: str, period: tuple[date, date], fits: Fits) -> set[Desk]:
    first, last = period
    found: set[Desk] = set()
    for key, rows in register.histories(section, shell.now()).items():
        for number, known in enumerate(rows):
            ends = rows[number + 1].since if number + 1 < len(rows) else date.max
            if known.since <= last and first < ends and fits(known.value):
                found.add(Desk(key))
    return found


def unit_of_post(register: Register, post: Desk) -> Desk | None:
    """The unit to which a post belongs, or belonged at last."""
    rows = register.histories(POSTS, shell.now()).get(post, [])
    return next((known.value.unit for known in reversed(rows) if isinstance(known.value, Post)), None)


def _oversees(row: JointRow, unit: Desk | None, seen: Standing, force: InForce) -> bool:
    """Whether the reader keeps or decides in the work, or put some of it under supervision, and the unit takes part."""
    if unit is None:
        return False
    keeps = row.keeper in seen.desks or (row.sponsor and row.sponsor in seen.sight)
    if not keeps:
        mine = sorted(seen.desks)
        keeps = MatterRow.objects.filter(joint=row.stream, kind=SUPERVISION.kind, asker__in=mine).exists()
    within = {unit, force.whole(unit) or unit}
    return bool(keeps) and ShareRow.objects.filter(joint=row.stream, desk__in=sorted(within)).exists()
