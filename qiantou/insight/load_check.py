"""Even load: what makes an instance impossible, and which lines are at fault. Source: docs/rules/load.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from qiantou.insight.load_terms import Impossible, Instance, Line


def check(instance: Instance) -> None:
    """Raises Impossible with every line (or unit) at fault in the first rule broken."""
    lines = instance.lines
    known = {unit.unit for unit in instance.units}
    _refuse_units("twice", _twice(unit.unit for unit in instance.units))
    _refuse_units("negative", [unit.unit for unit in instance.units if unit.capacity < 0 or unit.busy < 0])
    _refuse("twice", lines, _within(_twice(line.line for line in lines)))
    _refuse("negative-effort", lines, lambda line: line.effort < 0)
    _refuse("no-units-allowed", lines, lambda line: most(instance, line) < 1)
    _refuse("unknown-unit", lines, lambda line: not known.issuperset(line.now))
    _refuse("unit-twice", lines, lambda line: len(set(line.now)) < len(line.now))
    if lines and not any(unit.capacity for unit in instance.units):
        raise Impossible(lines=tuple(line.line for line in lines), code="no-capacity")
    fixed = [line for line in lines if line.fixed]
    able = {unit.unit for unit in instance.units if unit.capacity}
    _refuse("fixed-to-nobody", fixed, lambda line: not line.now)
    _refuse("fixed-to-excluded", fixed, lambda line: not line.excluded.isdisjoint(line.now))
    _refuse("fixed-to-too-many", fixed, lambda line: len(line.now) > most(instance, line))
    _refuse("fixed-without-capacity", fixed, lambda line: not able.issuperset(line.now))
    _refuse("nobody-left", lines, lambda line: able <= line.excluded)


def most(instance: Instance, line: Line) -> int:
    """How many units at most share the line."""
    return instance.most if line.most is None else line.most


def _within(names: Iterable[str]) -> Callable[[Line], bool]:
    found = set(names)
    return lambda line: line.line in found


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _refuse(code: str, lines: Iterable[Line], is_at_fault: Callable[[Line], bool]) -> None:
    found = tuple(dict.fromkeys(line.line for line in lines if is_at_fault(line)))
    if found:
        raise Impossible(lines=found, code=code)


def _refuse_units(code: str, units: Iterable[str]) -> None:
    found = tuple(units)
    if found:
        raise Impossible(units=found, code=code)
