"""The guard of those without account: a matter, a desk of it that nobody signs in for, and who may act for contact.

Whoever may record a move for the desk, or answers for contact with it, makes links and slips for it. Anybody else
finds nothing (404).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from django.http import Http404
from django.urls import reverse

from qiantou.access.guards import Standing, matter_for, register_for, standing
from qiantou.access.models import Account
from qiantou.access.phones import speaks_by_link
from qiantou.acts import shell
from qiantou.core.kernel import Desk
from qiantou.core.recording import contact_of
from qiantou.core.register import PARTIES, POSTS, UNITS, InForce
from qiantou.desk import offering
from qiantou.desk.addresses import ref
from qiantou.desk.situation import Situation, situation


@dataclass(frozen=True)
class Case:
    """`maker`: the reader's desk that acts; `recorder`: the one that may record a move now, None for none."""

    found: Situation
    desk: Desk
    maker: Desk
    recorder: Desk | None

    @property
    def contact(self) -> Desk | None:
        return contact_of(self.desk, self.found.force)


def case_for(account: Account, name: str, wished: str) -> Case:
    """Raises Http404 for a matter the account may not see, and for a desk it may not act for."""
    seen = standing(account)
    found = situation(matter_for(account, name), seen)
    desk = offering.named(found, wished)
    case = _case(found, seen, desk) if desk else None
    if case is None:
        raise Http404
    return case


def without_account(found: Situation, seen: Standing, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The pages and names of the desks of the matter for which the reader may make links and slips now."""
    matter = found.matter
    part = dict.fromkeys(desk for desk in (matter.doer, matter.asker, *_recorded_for(found)) if desk)
    told = (_case(found, seen, desk) for desk in part if desk not in seen.desks)
    return [(page_of(case), names.get(case.desk, case.desk)) for case in told if case is not None]


def page_of(case: Case) -> str:
    return f"{reverse('outside', args=[ref(case.found.row.stream)])}?for={quote(case.desk)}"


def kept_by(account: Account) -> list[Desk]:
    """The desks without account whose phone the account may register: outside parties, then units, then posts."""
    force, seen = register_for(account).at(shell.now()), standing(account)
    every = [Desk(key) for section in (PARTIES, UNITS, POSTS) for key in force.section(section)]
    if not account.admin:
        every = [desk for desk in every if contact_of(desk, force) in seen.desks]
    return [desk for desk in _led(every, force) if speaks_by_link(desk, force)]


def _led(desks: Iterable[Desk], force: InForce) -> list[Desk]:
    """Of posts only those that can hold a matter: that lead a unit."""
    units = [force.unit(Desk(key)) for key in force.section(UNITS)]
    leading = {post for unit in units if unit is not None for post in (unit.head, unit.leader)}
    return [desk for desk in desks if desk not in force.section(POSTS) or desk in leading]


def _case(found: Situation, seen: Standing, desk: Desk) -> Case | None:
    if not speaks_by_link(desk, found.force):
        return None
    recorder = offering.recorder_for(found, seen, desk)
    contact = contact_of(desk, found.force)
    maker = recorder or (contact if contact in seen.desks else None)
    return Case(found, desk, maker, recorder) if maker is not None else None


def _recorded_for(found: Situation) -> list[Desk]:
    waiting = (found.matter.recorded_for(version) for version in found.matter.unconfirmed)
    return [pair[0] for pair in waiting if pair is not None]
