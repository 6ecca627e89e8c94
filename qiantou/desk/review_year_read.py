"""The assessment sheets of a year as one reader may see them: which are final, and which units' parts are open.

A unit's parts are open to the unit, to its superiors in line, and, in the sheets that it keeps or put out, to the
office that did. Rules: docs/rules/yearly.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from qiantou.access.guards import Standing
from qiantou.acts import finality
from qiantou.acts.registers import JOINTS
from qiantou.core.figures import SHEETS_LEAST
from qiantou.core.kernel import Desk, Stream
from qiantou.core.register import InForce, Known
from qiantou.core.review import SHEETS, Sheet
from qiantou.insight.year_review import Part, UnitYear, parts_of, year_of, years
from qiantou.ledger.models import Entry
from qiantou.readmodel.models import ListingRow


@dataclass(frozen=True)
class Told:
    """One sheet as it stands. `first`: the day on which its first version was put out; `waits`: why it is not final
    yet, besides the time in which it may be contested."""

    sheet: Sheet
    last: Known
    first: date
    is_final: bool
    waits: tuple[finality.Wait, ...] = ()


@dataclass(frozen=True)
class Year:
    """The sheets first put out in a calendar year; `parts` those rows of them that are open to the reader.

    `every`: all rows, for what is reckoned over them and told without a name. `whole`: the undertakings of which every
    row is open to him.
    """

    number: int
    force: InForce
    sheets: Mapping[Stream, Told]
    parts: tuple[Part, ...]
    every: tuple[Part, ...] = ()
    whole: frozenset[Stream] = frozenset()
    numbers: tuple[int, ...] = field(default=())  # years that have a sheet, the latest first

    def units(self) -> dict[Desk, UnitYear]:
        """The year of every unit of which the reader sees a part. A unit of which he sees only some of its parts is
        reckoned over those."""
        return years(self.parts, least=self.force.number(SHEETS_LEAST))

    def is_whole(self, unit: Desk) -> bool:
        """Whether every part of the unit's year is open to the reader."""
        return all(part in self.parts for part in self.every if part.unit == unit)

    def empty(self, unit: Desk) -> UnitYear:
        """The year of a unit that has no sheet in it."""
        return year_of(unit, (), least=self.force.number(SHEETS_LEAST))


def year_for(seen: Standing, force: InForce, number: int) -> Year:
    """One query, none where no sheet was put out in the year."""
    told = _sheets(force)
    found = {joint: one for joint, one in told.items() if one[2].year == number}
    sheets = _told(found, force)
    kept = {joint for joint, one in sheets.items() if _keeps(one.sheet, seen, force)}
    rows = [part for one in sheets.values() for part in parts_of(one.sheet, is_final=one.is_final)]
    shown = tuple(part for part in rows if part.joint in kept or part.unit in seen.sight)
    whole = frozenset(sheets) - {part.joint for part in set(rows) - set(shown)}
    numbers = sorted({first.year for _sheet, _last, first in told.values()}, reverse=True)
    return Year(number, force, sheets, shown, tuple(rows), whole, tuple(numbers))


def standing_of(joint: Stream, force: InForce) -> Told | None:
    """The sheet of one undertaking; None while none is out. It is final once its time to be contested has passed and
    no contest of it waits. One query."""
    told = _sheets(force).get(joint)
    return _told({joint: told}, force)[joint] if told is not None else None


def places(sheets: Mapping[Stream, Told]) -> dict[Stream, int]:
    """Undertaking → the place in the record of its sheet as it stands; two queries."""
    rows = ListingRow.objects.filter(section=SHEETS, key__in=sorted(sheets)).order_by("version")
    versions = {Stream(key): version for key, version in rows.values_list("key", "version")}  # the last of each stays
    own = Entry.objects.filter(stream=JOINTS, version__in=sorted(versions.values()))
    positions = dict(own.values_list("version", "position"))
    return {joint: positions[version] for joint, version in versions.items()}


def _sheets(force: InForce) -> dict[Stream, tuple[Sheet, Known, date]]:
    """Undertaking → its sheet as it stands, that entry, and the day of the first."""
    found = {}
    for key, value in force.section(SHEETS).items():
        if isinstance(value, Sheet):
            told = force.history(SHEETS, key)
            found[Stream(key)] = (value, told[-1], force.calendar.day_of(told[0].at))
    return found


def _told(found: Mapping[Stream, tuple[Sheet, Known, date]], force: InForce) -> dict[Stream, Told]:
    waits = finality.waiting({joint: sheet for joint, (sheet, _last, _first) in found.items()}, force)
    return {
        joint: Told(sheet, last, first, finality.is_final(last, waits[joint], force), finality.why(waits[joint]))
        for joint, (sheet, last, first) in found.items()
    }


def _keeps(sheet: Sheet, seen: Standing, force: InForce) -> bool:
    charter = force.charter(sheet.joint)
    return sheet.by in seen.desks or (charter is not None and charter.keeper in seen.desks)
