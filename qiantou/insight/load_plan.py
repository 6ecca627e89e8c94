"""Even load: the plan as told to people, in exact numbers: who carries what, what moved and why.

Last, a line that has moved goes back to a unit it has today wherever that keeps every share within the limit; so each
move that stays has its reason. Source: docs/rules/load.md.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm

from qiantou.insight.load_table import Ints, Table
from qiantou.insight.load_terms import Bound, Ended, Instance, Line, Moved, Plan, UnitLoad, Why

Places = list[list[int]]
"""For each line of a table, the places of its units."""


def places_of(line: Ints, at: Ints) -> Places:
    """The pieces gathered by line; every line has at least one."""
    found: dict[int, list[int]] = defaultdict(list)
    for of, unit in zip(line.tolist(), at.tolist(), strict=True):
        found[of].append(unit)
    return [found[of] for of in range(len(found))]


def plan(table: Table, places: Places, *, bound: Bound, ended: Ended) -> Plan:
    """The plan for these places, once what need not move has gone back."""
    instance = table.instance
    limit = max(_largest(table, places), bound.value * (1 + instance.enough))
    _settle_back(table, places, limit)
    assigned = {line.line: line.now for line in instance.lines if line.fixed}
    for line, found in zip(table.lines, places, strict=True):
        assigned[line.line] = _named(table, line, found)
    loads = _loads(instance, {line.line: line.now for line in instance.lines}), _loads(instance, assigned)
    units = tuple(_told(unit.unit, unit.capacity, *loads) for unit in instance.units)
    return Plan(
        assigned={line.line: assigned[line.line] for line in instance.lines},
        value=max((unit.share_after or Fraction(0) for unit in units), default=Fraction(0)),
        before=max((unit.share_before or Fraction(0) for unit in units), default=Fraction(0)),
        bound=bound,
        limit=limit,
        units=units,
        moved=tuple(_moves(table, places, assigned, limit)),
        unfit=table.unfit,
        ended=ended,
    )


def _named(table: Table, line: Line, places: list[int]) -> tuple[str, ...]:
    """The units of a line: those it has today first, in their order, then the new ones in the order of all units."""
    names = {table.units[at].unit for at in places}
    kept = [unit for unit in line.now if unit in names]
    return (*kept, *(table.units[at].unit for at in sorted(places) if table.units[at].unit not in kept))


def _scaled(table: Table, places: Places) -> tuple[int, list[int]]:
    """A number that makes every piece whole, and the loads of the units times it."""
    scale = lcm(*(len(units) for units in places), *(base.denominator for base in table.base))
    loads = [int(base * scale) for base in table.base]
    for line, units in zip(table.lines, places, strict=True):
        for at in units:
            loads[at] += line.effort * scale // len(units)
    return scale, loads


def _largest(table: Table, places: Places) -> Fraction:
    scale, loads = _scaled(table, places)
    shares = (Fraction(load, unit.capacity * scale) for load, unit in zip(loads, table.units, strict=True))
    return max(shares, default=Fraction(0))


def _settle_back(table: Table, places: Places, limit: Fraction) -> None:
    """Take back every move that is not needed, small lines first: so the fewest lines change hands."""
    scale, loads = _scaled(table, places)
    room = [unit.capacity * scale * limit.numerator // limit.denominator for unit in table.units]
    order = sorted(range(len(places)), key=lambda at: table.lines[at].effort)
    changed = True
    while changed:
        changed = False
        for at in order:
            line, units = table.lines[at], places[at]
            size = line.effort * scale // len(units)
            allowed = set(table.open_to(at).tolist())
            for home in (table.place[unit] for unit in line.now if table.place.get(unit) in allowed):
                away = [unit for unit in units if table.units[unit].unit not in line.now]
                if home in units or not away or loads[home] + size > room[home]:
                    continue
                leaving = max(away, key=lambda unit: Fraction(loads[unit], table.units[unit].capacity))
                units[units.index(leaving)] = home
                loads[leaving] -= size
                loads[home] += size
                changed = True


def _moves(table: Table, places: Places, assigned: Mapping[str, tuple[str, ...]], limit: Fraction) -> Iterable[Moved]:
    scale, loads = _scaled(table, places)
    for at, line in enumerate(table.lines):
        after = assigned[line.line]
        if set(after) != set(line.now):
            back = {
                unit: Fraction(loads[place] + line.effort * scale // len(after), table.units[place].capacity * scale)
                for unit in line.now
                if unit not in after and (place := table.place.get(unit)) is not None
            }
            why, unit = _why(table, at, after, {unit for unit, share in back.items() if share > limit})
            yield Moved(line.line, line.now, after, why, unit, back.get(unit) if why is Why.RELIEVES else None)


def _why(table: Table, at: int, after: tuple[str, ...], over: set[str]) -> tuple[Why, str]:
    """The reason a line is not where it is today, and the unit it is about. `over`: back there would be too much."""
    line, allowed = table.lines[at], {table.units[place].unit for place in table.open_to(at).tolist()}
    gone = [unit for unit in line.now if unit not in after]
    barred = next((unit for unit in gone if unit not in allowed), "")
    if not line.now:
        return Why.NEW, ""
    if barred in line.excluded:
        return Why.EXCLUDED, barred
    if barred:
        return (Why.DOES_NOT_FIT if barred in table.place else Why.NO_CAPACITY), barred
    if len(after) < len(line.now):
        return Why.TOO_MANY, gone[0]
    relieved = next((unit for unit in gone if unit in over), "")
    return (Why.RELIEVES, relieved) if relieved else (Why.SHARED, "")


def _loads(instance: Instance, assigned: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, Fraction], Counter[str]]:
    """The effort and the number of lines of each unit, other work included in the effort."""
    loads = {unit.unit: Fraction(unit.busy) for unit in instance.units}
    lines: Counter[str] = Counter()
    for line in instance.lines:
        units = assigned[line.line]
        for unit in units:
            loads[unit] += Fraction(line.effort, len(units))
            lines[unit] += 1
    return loads, lines


def _told(
    unit: str,
    capacity: int,
    before: tuple[dict[str, Fraction], Counter[str]],
    after: tuple[dict[str, Fraction], Counter[str]],
) -> UnitLoad:
    return UnitLoad(unit, capacity, before[0][unit], after[0][unit], before[1][unit], after[1][unit])
