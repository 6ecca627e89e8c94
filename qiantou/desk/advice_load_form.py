"""The form of an even load: what each unit can give, which lines stay, who may not take which; and its instance."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from math import ceil
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.duty import Duty, DutySort
from qiantou.core.kernel import Desk
from qiantou.core.plan import Line, Role
from qiantou.core.register import DUTIES, InForce
from qiantou.desk.advice_lead import days_of
from qiantou.desk.advice_runs import TENTHS
from qiantou.desk.forms import text
from qiantou.desk.plan_sheet import Plan
from qiantou.desk.seconding import seconded
from qiantou.desk.templatetags.dates import words
from qiantou.desk.unit_lists import read_units

MOST_DAYS = 100_000
MOST_UNITS = 9
ANY, OWN = 1, 2  # grades of fit: may do it, or helps with it; its own duty


class LoadForm(forms.Form):
    """Capacity fields are named after their units; the rest is for all lines."""

    most = forms.IntegerField(
        label=gettext_lazy("At most so many units for one line"), min_value=1, max_value=MOST_UNITS, initial=1,
        help_text=gettext_lazy("Several share a line equally; other shares are for people to agree."),
    )  # fmt: skip
    fixed = text(
        gettext_lazy("Lines that stay where they are"), required=False, rows=2,
        help_text=gettext_lazy("Numbers, such as L002 L005. The lead's coordination always stays."),
    )  # fmt: skip
    excluded = text(
        gettext_lazy("Units that may not take a line"), required=False, rows=3,
        help_text=gettext_lazy("One line a row: its number, then the units, such as “L003: finance bureau”."),
    )  # fmt: skip
    plan: Plan
    names: Mapping[str, str]
    shut: Mapping[str, list[Desk]]

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="load_%s", label_suffix="")
        self.shut = {}

    def offer(self, plan: Plan, names: Mapping[str, str], capacities: Mapping[str, int]) -> None:
        """A field for each unit, in the order of the plan."""
        self.plan, self.names = plan, names
        for unit in units_of(plan):
            lent = seconded(unit, plan.force)
            note = _("of which %(days)s are lent to groups") % {"days": f"{float(lent):.1f}"} if lent else ""
            self.fields[_field(unit)] = forms.IntegerField(
                label=words(names.get(unit, unit)), required=False, min_value=0, max_value=MOST_DAYS,
                initial=capacities.get(unit), help_text=note,
            )  # fmt: skip

    @property
    def capacity_fields(self) -> list[forms.BoundField]:
        return [self[_field(unit)] for unit in units_of(self.plan)]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("most", "fixed", "excluded")]

    @property
    def capacities(self) -> dict[str, int]:
        """Unit → person-days, of those that were filled in."""
        told = ((unit, self.cleaned_data.get(_field(unit))) for unit in units_of(self.plan))
        return {unit: days for unit, days in told if days is not None}

    def clean_fixed(self) -> list[str]:
        named = re.findall(r"[^\s,，、;；]+", self.cleaned_data["fixed"])
        strange = [name for name in named if name not in self.plan.lines]
        if strange:
            raise forms.ValidationError(_("There is no line %(names)s in the plan.") % {"names": "、".join(strange)})
        return named

    def clean_excluded(self) -> str:
        """Raises ValidationError naming the row, where it is no line of the plan or names no unit here."""
        shut: dict[str, list[Desk]] = {}
        rows = [row.strip() for row in self.cleaned_data["excluded"].splitlines() if row.strip()]
        for number, row in enumerate(rows, 1):
            name, _colon, told = re.sub(r"[：:]", ":", row).partition(":")
            if name.strip() not in self.plan.lines:
                raise forms.ValidationError(
                    _("Row %(row)d: there is no line “%(name)s”.") % {"row": number, "name": name}
                )
            shut.setdefault(name.strip(), []).extend(self._units(told, number))
        self.shut = shut
        return str(self.cleaned_data["excluded"])

    def _units(self, told: str, number: int) -> list[Desk]:
        """Everyday names as in any list of units; each a unit that may carry lines here."""
        found, faults = read_units(told, self.plan.seen.homes)
        strange = [self.names.get(desk, desk) for desk in found if desk not in units_of(self.plan)]
        if strange or not (found or faults):
            wrong = _("Row %(row)d: “%(name)s” is no unit of this plan.")
            raise forms.ValidationError(wrong % {"row": number, "name": "、".join(strange)})
        if faults:
            of_row = _("Row %(row)d: %(sentence)s")
            raise forms.ValidationError([of_row % {"row": number, "sentence": fault} for fault in faults])
        return list(found)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not any(self.capacities.values()):
            raise forms.ValidationError(_("Say of one unit at least how many person-days it can give."))
        return given


def _field(unit: str) -> str:
    return f"days-{unit.replace(':', '-')}"


def units_of(plan: Plan) -> list[Desk]:
    """The units that may carry lines: those that do, the members of the joint work, the lead."""
    named = (*(line.unit for line in plan.lines.values()), *plan.charter.members, plan.charter.lead)
    return [unit for unit in dict.fromkeys(named) if plan.force.unit(unit) is not None or unit.startswith("o:")]


def counted(plan: Plan, capacities: Mapping[str, int]) -> dict[str, Line]:
    """The lines that can be weighed: their effort is agreed, and their unit's capacity was typed."""
    return {
        name: line for name, line in plan.lines.items() if days_of(line.effort) is not None and line.unit in capacities
    }


def asked_of(plan: Plan, form: LoadForm) -> dict[str, Any]:
    """The instance for the row of the search, in tenths of a person-day.

    A line that cites a duty may go to the units that the row names alone; any other to every unit not shut out.
    """
    capacities = form.capacities
    units = [
        {"unit": unit, "capacity": days * TENTHS, "busy": ceil(seconded(Desk(unit), plan.force) * TENTHS)}
        for unit, days in capacities.items()
    ]
    fixed = set(form.cleaned_data["fixed"])
    lines = [
        {
            "line": name, "effort": ceil((days_of(line.effort) or 0) * TENTHS), "now": [line.unit],
            "fixed": name in fixed or line.role is Role.COORDINATE,
            "fit": fit_of(line.duty, capacities, plan.force),
            "excluded": [str(unit) for unit in form.shut.get(name, ())],
        }
        for name, line in counted(plan, capacities).items()
    ]  # fmt: skip
    return {"units": units, "lines": lines, "most": form.cleaned_data["most"]}


def fit_of(key: str, units: Collection[str], force: InForce) -> dict[str, int]:
    """Unit → grade for the cited row: the unit whose basic duty it is, or the departments that lead it, and the unit
    that helps; what was taken back from a unit fits them alone. Where none is cited, anybody fits."""
    duty = force.section(DUTIES).get(key)
    if not isinstance(duty, Duty):
        return dict.fromkeys(units, ANY)
    grades = dict.fromkeys(duty.uppers, OWN)
    if duty.sort is not DutySort.TAKEN_BACK:
        grades[duty.unit] = OWN if duty.sort is DutySort.BASIC else ANY
    return {str(unit): grade for unit, grade in grades.items() if unit in units}
