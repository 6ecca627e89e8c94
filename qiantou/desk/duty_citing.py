"""Citing a row of a duty list (引用清单事项): what a page that asks a township lets the asker name.

Of each township asked whose lists are loaded one row is cited, or an exception; a row of the same item is offered for
the others, for the asker to look at. Rows that were taken back are found by their words and then refused by the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from qiantou.acts.duties import plain
from qiantou.acts.launch import Division
from qiantou.core import door
from qiantou.core.door import GRASS_ROOTS, guarded
from qiantou.core.duty import Duty, OffList
from qiantou.core.facts import Offered, Ruled
from qiantou.core.kernel import Desk, Entry
from qiantou.core.plan import Line, Means
from qiantou.core.register import DUTIES, OFF_LISTS, InForce
from qiantou.desk import duty_words
from qiantou.desk.templatetags.dates import listed
from qiantou.readmodel.listing_rows import in_force

NAMED = 20
FIELD = "duty-"
"""Before the desk in the name of a field."""


@dataclass(frozen=True)
class Cited:
    """One township asked. `key`: the row or exception found; `offered`: by the words cited for another township."""

    unit: Desk
    name: str
    typed: str = ""
    key: str = ""
    offered: bool = False
    options: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        return f"{FIELD}{self.unit}"

    @property
    def error(self) -> str:
        if self.offered:
            return _("The row of the same duty is filled in; look at it, then send it.")
        if self.typed and not self.key:
            return _("No row, or more than one, has these words: choose one from the list.")
        return ""

    @property
    def is_settled(self) -> bool:
        return bool(self.key) and not self.offered


def watched(doers: Iterable[Desk], asker: Desk, force: InForce) -> list[Desk]:
    """Those of the desks asked whose lists must hold what this asker asks."""
    return [desk for desk in dict.fromkeys(doers) if door.watched(desk, asker, force) is not None]


def unloaded(doers: Iterable[Desk], force: InForce) -> list[Desk]:
    """The townships among the desks whose lists are not loaded."""
    units = ((desk, force.unit(desk)) for desk in dict.fromkeys(doers))
    return [desk for desk, unit in units if unit and unit.sort == GRASS_ROOTS and not force.duties(desk)]


def loaded(names: Mapping[str, str], force: InForce) -> str:
    """The names of the townships whose lists are loaded, the first ones; asks nothing of the database."""
    rows = force.register.duties(force.day, force.instant)
    towns = [names.get(unit, unit) for unit in rows if guarded(unit, force)]
    return listed(towns[:NAMED]) + ("…" if len(towns) > NAMED else "")


def citing(
    units: Sequence[Desk], typed: Mapping[Desk, str], *, asker: Desk, force: InForce, names: Mapping[str, str]
) -> list[Cited]:
    """What was typed for each township, looked up; two queries where there is a township.

    `typed`: desk → the words of a row, or its key. Offered are the rows that the asker may cite; others are found by
    their words, and then refused by the rule.
    """
    if not units:
        return []
    whole = {desk: force.unit_of(desk) or desk for desk in units}
    rows = held_by(list(dict.fromkeys(whole.values())), force)
    held = {desk: rows[unit] for desk, unit in whole.items()}
    open_to = {
        desk: {key: value for key, value in own.items() if _may_be_cited(value, asker, force)}
        for desk, own in held.items()
    }
    blank = [Cited(unit, names.get(unit, unit), typed.get(unit, "").strip()) for unit in units]
    found = [_found(one, held[one.unit], open_to[one.unit]) for one in blank]
    first = next((held[one.unit][one.key] for one in found if one.key), None)
    return [_like(one, open_to[one.unit], first) if not one.typed and first else one for one in found]


Held = dict[str, "Duty | OffList"]


def held_by(units: Sequence[Desk], force: InForce) -> dict[Desk, Held]:
    """Unit → key → row or exception, with their words."""
    keys = [key for unit in units for key in force.duties(unit)]
    exceptions = [
        key
        for key, one in force.section(OFF_LISTS).items()
        if isinstance(one, OffList) and one.unit in units and one.until >= force.day
    ]
    held: dict[Desk, Held] = defaultdict(dict)
    for section, wanted in ((DUTIES, keys), (OFF_LISTS, exceptions)):
        rows = in_force(section, day=force.day, keys=wanted) if wanted else {}
        for key, row in rows.items():
            held[row.value.unit][key] = row.value
    return held


def citable(unit: Desk, asker: Desk, force: InForce) -> dict[str, str]:
    """Key → words of the rows of a township that this asker may cite now, and of its exceptions."""
    held = held_by([unit], force)[unit]
    return {key: option(value) for key, value in held.items() if _may_be_cited(value, asker, force)}


def option(value: Duty | OffList) -> str:
    """A row in one line: its list, number and item."""
    item = " ".join(value.item.split())
    if isinstance(value, OffList):
        return f"{_('exception')} {item}"
    return " ".join(part for part in (duty_words.sort(value.sort), value.number, item) if part)


def _found(one: Cited, held: Held, open_to: Held) -> Cited:
    key = one.typed if one.typed in held else key_of(one.typed, open_to) or key_of(one.typed, held)
    words = option(held[key]) if key else one.typed
    return replace(one, typed=words, key=key, options=tuple(map(option, open_to.values())))


def _may_be_cited(value: Duty | OffList, asker: Desk, force: InForce) -> bool:
    return isinstance(value, OffList) or (value.until is None and door.is_open_to(value, asker, force))


def key_of(typed: str, held: Mapping[str, Duty | OffList]) -> str:
    """The row written so; else the one whose item it is, or whose words hold it; "" for none or several."""
    if not typed:
        return ""
    wanted = plain(typed)
    ways: tuple[Callable[[Duty | OffList], bool], ...] = (
        lambda value: option(value) == typed,
        lambda value: plain(value.item) == wanted,
        lambda value: wanted in plain(option(value)),
    )
    for fits in ways:
        keys = [key for key, value in held.items() if fits(value)]
        if len(keys) == 1:
            return keys[0]
    return ""


def _like(one: Cited, held: Held, first: Duty | OffList) -> Cited:
    """The row of the same item, offered."""
    keys = [key for key, value in held.items() if plain(value.item) == plain(first.item)]
    return replace(one, typed=option(held[keys[0]]), key=keys[0], offered=True) if keys else one


def rests_on(entries: Sequence[Entry[Any]], force: InForce) -> str:
    """The words of the row or exception that a matter rests on, as it stood that day; "" for none."""
    citing = [
        one for one in entries if isinstance(one.event, Offered | Ruled) and (one.event.duty or one.event.off_list)
    ]
    if not citing:
        return ""
    told = words_of([citing[-1].event], force.calendar.day_of(citing[-1].at))
    return next(iter(told.values()), "")


def words_of(owed: Iterable[object], day: date) -> dict[str, str]:
    """Key → words of the rows and exceptions that lines and means of a plan, or entries of a matter, cite; no query
    where none does."""
    told = [one for one in owed if isinstance(one, Line | Means | Offered | Ruled)]
    found: dict[str, str] = {}
    for section, keys in ((DUTIES, {one.duty for one in told}), (OFF_LISTS, {one.off_list for one in told})):
        rows = in_force(section, keys=sorted(keys - {""}), day=day) if keys - {""} else {}
        found |= {key: option(row.value) for key, row in rows.items()}
    return found


def named(key: str) -> dict[str, str]:
    """The term of an offer that a cited key is: a row of the list, or an exception."""
    return {"off_list": key} if key.startswith("x:") else {"duty": key} if key else {}


def uncited(division: Division, force: InForce) -> dict[int, list[Desk]]:
    """Row of the division, from 0 → the townships asked in it for which nothing is cited."""
    lacking: dict[int, list[Desk]] = {}
    for number, row in enumerate(division.rows):
        asked = watched([row.lead], division.issuer, force) + watched(row.cooperating, row.lead, force)
        missing = [desk for desk in dict.fromkeys(asked) if not row.duties.get(desk)]
        if missing:
            lacking[number] = missing
    return lacking


def context(found: Sequence[Cited], missing: Sequence[Desk], names: Mapping[str, str]) -> dict[str, Any]:
    """What `desk/duties/citing.html` shows. `missing`: townships asked whose lists are not loaded."""
    return {"cited": found, "unloaded": listed(names.get(desk, desk) for desk in missing)}
