"""Duty lists (履职清单): what a unit must do, what it helps with, and what the department above took back.

A row is in force from the day its entry names; a unit's list is loaded once it has a row. Temporary or phased
work is no ground of a duty. Source: shared practice of 2024–25, docs/rules/duty_lists.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from qiantou.core.kernel import Desk, Stream, Words


class DutySort(StrEnum):
    BASIC = "basic"  # 基本履职: must do, full responsibility
    COOPERATING = "cooperating"  # 配合履职: helps; the upper department answers for it
    TAKEN_BACK = "taken-back"  # 上级部门收回: the upper department does it itself


GROUNDS = ("law", "rule", "three-fixed", "list", "document")
"""What a duty may rest on: a law, a regulation, the unit's establishment rules (三定), a published list, a paper."""

TEMPORARY = "temporary"
"""Temporary or phased work, which is no ground of a duty."""


@dataclass(frozen=True)
class Duty:
    """One row of one unit's list.

    `upper`: the department that answers for what is only helped with, or that took it back; `others`: further ones that
    the row names beside it. `change`: the duty change by which the row was published; None where it came with a
    published list.
    """

    unit: Desk
    sort: DutySort
    number: str = ""
    upper: Desk | None = None
    ground: str = "list"
    change: Stream | None = None
    until: date | None = None
    klass: Words = ""
    item: Words = ""
    upper_name: Words = ""
    upper_duty: Words = ""
    part: Words = ""
    how: Words = ""
    others: tuple[Desk, ...] = ()

    @property
    def uppers(self) -> tuple[Desk, ...]:
        """The departments the row names that are known here."""
        return (self.upper, *self.others) if self.upper is not None else self.others

    def under(self, uppers: Sequence[Desk]) -> Duty:
        """The row naming these departments."""
        return replace(self, upper=uppers[0] if uppers else None, others=tuple(uppers[1:]))


@dataclass(frozen=True)
class OffList:
    """An exception (清单外事项): one item a unit may be asked for until a day, and who approved it."""

    unit: Desk
    approver: Desk
    until: date
    item: Words = ""
    reason: Words = ""
