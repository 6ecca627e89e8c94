"""The only way from a discipline body to what it may read: a look-up that is open, and an entry before each page.

The entry is written first; whatever fails, nothing is shown. Outside the range nothing exists (404). Who was looked up
reads what was opened of its own matters: at once, or once the confidential case is closed. Rules: docs/rules/lookup.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from qiantou.access.guards import Standing, business, register_for, standing
from qiantou.access.models import Account
from qiantou.acts import registers, shell
from qiantou.acts.as_of import AsOf, held
from qiantou.acts.execute import Receipt, execute_all
from qiantou.core.evolve import evolve
from qiantou.core.facts import Event
from qiantou.core.kernel import Actor, Desk, Stream, fold
from qiantou.core.kernel import Entry as Fact
from qiantou.core.lookup import LOOKED, LOOKUPS, Looked, Lookup, Page, stream_of
from qiantou.core.lookup_check import is_discipline
from qiantou.core.matter import Matter
from qiantou.core.register import POSTS, UNITS, InForce, Listed
from qiantou.ledger.models import Entry
from qiantou.readmodel.listing_rows import InForce as Told
from qiantou.readmodel.listing_rows import entries
from qiantou.readmodel.models import MatterRow, PartyRow

MOST = 100
"""[default] Matters on one page of the list of a range; as many more as were opened in the instant of the last."""


@dataclass(frozen=True)
class Open:
    """A look-up under which the reader may read now, with its words."""

    key: str
    lookup: Lookup
    told: Told
    force: InForce

    @property
    def ref(self) -> str:
        return self.key.removeprefix("l:")

    @property
    def days(self) -> tuple[datetime, datetime]:
        """From when until before when entries may be read."""
        calendar = self.force.calendar
        return calendar.start_of_day(self.lookup.since), calendar.end_of_day(self.lookup.through)

    @property
    def range(self) -> QuerySet[MatterRow]:
        """The matters that may lie in the range: something was recorded of them on its days, and one of its units has
        or had a part in them. Whose they were on those days, `_shown` tells."""
        start, end = self.days
        told = Entry.objects.filter(stream=OuterRef("stream"), at__gte=start, at__lt=end)
        found = MatterRow.objects.filter(opened__lt=end, changed__gte=start).filter(Exists(told))
        if self.lookup.joint is not None:
            found = found.filter(joint=self.lookup.joint)
        if self.lookup.units:
            desks = sorted(_desks_of(self.lookup.units, self.force))
            found = found.filter(stream__in=PartyRow.objects.filter(desk__in=desks).values("stream"))
        return found


def body_of(account: Account) -> Desk | None:
    """The discipline body whose post the reader fills; None for everybody else."""
    force = register_for(account).at(shell.now())
    seats = (unit for _post, unit in standing(account).seats)
    return next((whole for unit in seats if is_discipline(unit, force) and (whole := force.whole(unit))), None)


def own_lookups(account: Account, body: Desk) -> list[Told]:
    """The look-ups of the reader's body as they stand, the newest first."""
    last: dict[str, Told] = {}
    for one in entries(LOOKUPS, body):
        last[one.key] = _as_entered(last.get(one.key), one)
    return sorted(last.values(), key=lambda one: one.at, reverse=True)


def _as_entered(before: Told | None, one: Told) -> Told:
    """With the number and the approval it was entered with: closing it tells none of its own."""
    if before is None or not isinstance(before.value, Lookup) or not isinstance(one.value, Lookup):
        return one
    first = before.value
    return replace(one, value=replace(one.value, number=first.number, approval=first.approval))


def lookup_for(account: Account, ref: str) -> Open:
    """The look-up of that name, if it is the reader's body's and open today. Raises Http404."""
    found = any_lookup(account, ref)
    if not found.lookup.is_open(found.force.day):
        raise Http404
    return found


def any_lookup(account: Account, ref: str) -> Open:
    """The same, whether it is open or over: to say so, and to close it. Raises Http404."""
    body = body_of(business(account))
    told = next((one for one in own_lookups(account, body) if one.key == f"l:{ref}"), None) if body else None
    if told is None or not isinstance(told.value, Lookup):
        raise Http404
    return Open(told.key, told.value, told, register_for(account).at(shell.now()))


@dataclass(frozen=True)
class Line:
    """A matter of the range, with who asked for it and who did it as of the last day of the range."""

    row: MatterRow
    asker: Desk
    doer: Desk
    units: tuple[Desk, ...]


@dataclass(frozen=True)
class Lines:
    """A page of the list, the latest opened first. `more`: what was opened before then is on the next one."""

    shown: list[Line]
    more: datetime | None


def matters_under(account: Account, found: Open, command_id: str, before: datetime | None = None) -> Lines:
    """The matters in the range, of those opened before an instant; the entry that says so is written first. Raises
    Rejected, and then shows nothing."""
    rows = found.range.filter(**_between(None, before)).order_by("-opened", "stream")
    opened = list(rows.values_list("opened", flat=True)[: MOST + 1])
    last = opened[MOST - 1] if len(opened) > MOST else None
    more = last if last is not None and rows.filter(opened__lt=last).exists() else None
    shown = _shown(found, rows.filter(**_between(more, None)))
    units = tuple(dict.fromkeys((*found.lookup.units, *(side for line in shown for side in line.units))))
    if units:
        _enter(account, found, Looked(found.key, Page.LIST, units, after=more, before=before), command_id)
    return Lines(shown, more)


def _between(after: datetime | None, before: datetime | None) -> dict[str, datetime]:
    told = {"opened__gte": after, "opened__lt": before}
    return {name: at for name, at in told.items() if at is not None}


def matter_under(account: Account, found: Open, ref: str, command_id: str) -> MatterRow:
    """One matter in the range; the entry first. Raises Http404, or Rejected."""
    rows = list(found.range.filter(stream__startswith=ref)[:2]) if len(ref) >= 12 else []
    shown = next(iter(_shown(found, rows)), None)
    if shown is None:
        raise Http404
    _enter(account, found, Looked(found.key, Page.MATTER, shown.units, Stream(shown.row.stream)), command_id)
    return shown.row


def told_of(account: Account) -> list[tuple[Told, Told]]:
    """What was opened of the matters of the reader's own units, with the look-up, the newest first; two queries.

    Of a confidential case nothing before it is closed.
    """
    seen = standing(account)
    cases: dict[str, Told] = {}
    for one in entries(LOOKUPS):
        cases[one.key] = _as_entered(cases.get(one.key), one)
    told = {key: one for key, one in cases.items() if isinstance(one.value, Lookup) and one.value.is_told()}
    if not told:
        return []
    opened = entries(LOOKED, sorted(told))
    mine = [one for one in opened if isinstance(one.value, Looked) and _concerns(one.value, seen)]
    return [(one, told[one.value.case]) for one in sorted(mine, key=lambda one: one.at, reverse=True)]


def entry_seen(account: Account, key: str) -> None:
    """Whether the reader sees the entry of that key, of a look-up or of a page opened under one: the body's people do,
    and those of a unit looked up once it may be told. Raises Http404."""
    account = business(account)
    body = body_of(account)
    own = own_lookups(account, body) if body is not None else []
    if any(key == one.key or key.startswith(f"{stream_of(one.key)}/") for one in own):
        return
    if not any(key in (opened.key, case.key) for opened, case in told_of(account)):
        raise Http404


def _concerns(looked: Looked, seen: Standing) -> bool:
    return any(unit in seen.homes or unit in seen.desks for unit in looked.units)


def _enter(account: Account, found: Open, looked: Looked, command_id: str) -> Receipt | None:
    key = f"{stream_of(found.key)}/{command_id}"
    listing = Listed(LOOKED, key, looked, found.force.day)
    return execute_all((), by=by_of(account, found.lookup.body), command_id=command_id, listings=[listing])


def by_of(account: Account, body: Desk) -> Actor:
    """The reader in a post of the body: for a look-up, the only thing a discipline body enters."""
    force = register_for(account).at(shell.now())
    posts = (post for post, unit in standing(account).seats if force.whole(unit) == body)
    return Actor(body, next(posts), account.id)


GRACE = timedelta(minutes=1)
"""What was recorded while a page was being read may be told of on it, or not yet."""


def is_of_the_record(told: Told, lookup: Told) -> bool:
    """Whether a page that was entered names the units whose entries it showed, by the record before it read again."""
    looked, force = told.value, registers.current().at(told.at)
    found, place = Open(lookup.key, lookup.value, lookup, force), (told.stream, told.version)
    rows = list(found.range.filter(**_which(looked, told.at)))
    own = found.lookup.units if looked.page is Page.LIST else ()
    least, most = (
        {*own, *(side for line in _shown(found, rows, AsOf(at, place)) for side in line.units)}
        for at in (told.at - GRACE, told.at)
    )
    return least <= set(looked.units) <= most


def _which(looked: Looked, at: datetime) -> dict[str, Any]:
    if looked.page is Page.MATTER:
        return {"stream": looked.matter}
    return {"opened__lte": at, **_between(looked.after, looked.before)}


def _shown(found: Open, rows: Iterable[MatterRow], then: AsOf | None = None) -> list[Line]:
    """The matters of the range with the units whose entries of its days these are; one query for the entries."""
    told = list(rows)
    entries_of = held([Stream(row.stream) for row in told], then) if told else {}
    lines = (_line(row, entries_of[Stream(row.stream)], found) for row in told)
    wanted = set(found.lookup.units)
    return [line for line in lines if line is not None and line.units and (not wanted or wanted & set(line.units))]


def _line(row: MatterRow, told: Sequence[Fact[Event]], found: Open) -> Line | None:
    end = found.days[1]
    by_then = fold(evolve, None, [entry for entry in told if entry.at < end])
    if by_then is None:
        return None
    return Line(row, by_then.asker, by_then.doer, _sides(told, found.days, found.force))


def _sides(told: Iterable[Fact[Event]], days: tuple[datetime, datetime], force: InForce) -> tuple[Desk, ...]:
    """The units that asked, did or said what is shown, as the matter stood before and after each entry of those days;
    a leader's post stands for itself."""
    found: dict[Desk, None] = {}
    matter: Matter | None = None
    for entry in told:
        before, matter = matter, evolve(matter, entry)
        if days[0] <= entry.at < days[1]:
            desks = (
                entry.by.desk,
                *(desk for one in (before, matter) if one is not None for desk in (one.asker, one.doer)),
            )
            for desk in desks:
                whole = desk if desk is None or desk.startswith("p:") else force.whole(force.unit_of(desk))
                if whole is not None:
                    found[whole] = None
    return tuple(found)


def _desks_of(units: Iterable[Desk], force: InForce) -> set[str]:
    """The units, their sections, and the posts in them."""
    wanted = set(units)
    keys = (key for section in (UNITS, POSTS) for key in force.section(section))
    return wanted | {key for key in keys if force.whole(force.unit_of(Desk(key))) in wanted}
