"""The forms of a plan: one line, one means. Parsing only; what may stand is asked of the rules.

Three fields make a line: what, who, when. The rest is folded. Hidden fields say which command it is and which version
of the plan the person saw.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.duty import Duty, OffList
from qiantou.core.plan import Every, Line, Means, Rhythm, Role, Sort, Tie
from qiantou.core.register import DUTIES, OFF_LISTS, InForce
from qiantou.desk import plan_labels
from qiantou.desk.forms import DeskField, day, text
from qiantou.desk.plan_table import duty_words
from qiantou.documents.plan_cells import read_after, read_effort
from qiantou.documents.plan_ties import apart, read_tie, texts_of
from qiantou.readmodel.listing_rows import in_force


class EntryForm(forms.Form):
    """What every change of a plan carries."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    first: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Any = None, *, version: int, initial: Mapping[str, Any] | None = None) -> None:
        given = {"command_id": uuid4().hex, "version": version, **(initial or {})}
        super().__init__(data, initial=given, label_suffix="")

    @property
    def in_sight(self) -> list[forms.BoundField]:
        return [self[name] for name in self.first]

    @property
    def in_fold(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.first]

    @property
    def is_unfolded(self) -> bool:
        """Whether something in the fold is wrong, and has to be seen."""
        return any(field.errors for field in self.in_fold)

    def anew(self, version: int) -> None:
        """The same typing for another try, on the plan as it stands now."""
        typed = {name: self.data[name] for name in self.data}
        self.data = typed | {"version": str(version), "command_id": uuid4().hex}


class LineForm(EntryForm):
    """One line of a plan."""

    first = ("deliverable", "unit", "due")
    deliverable = text(gettext_lazy("What is to be delivered"), rows=2)
    unit = DeskField(label=gettext_lazy("Who does it"))
    due = day(gettext_lazy("By when"))
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=list(plan_labels.ROLES.items()), initial=Role.DO, required=False
    )
    standard = text(gettext_lazy("By what it is accepted"), required=False, rows=2)
    outer = forms.DateField(
        label=gettext_lazy("Outer limit set by the lead"), required=False, widget=day("").widget,
        validators=day("").validators,
        help_text=gettext_lazy("The doer proposes its own day inside it."),
    )  # fmt: skip
    competent = DeskField(
        label=gettext_lazy("Competent unit that sets the standard and accepts, if not the lead"), required=False
    )
    duty = forms.CharField(
        label=gettext_lazy("Duty cited"), required=False, max_length=500,
        widget=forms.TextInput(attrs={"list": "duties", "autocomplete": "off"}),
        help_text=gettext_lazy("Number or words of a row of its duty list, or of an exception."),
    )  # fmt: skip
    weight = forms.IntegerField(
        label=gettext_lazy("Weight"), required=False, min_value=0, max_value=1_000_000,
        help_text=gettext_lazy("A whole number. Where no line has one, all count the same."),
    )  # fmt: skip
    effort = forms.CharField(
        label=gettext_lazy("Effort"), required=False, max_length=40,
        help_text=gettext_lazy("Person-days, or small, medium or large (3, 10 or 30 person-days [default])."),
    )  # fmt: skip
    after = forms.CharField(
        label=gettext_lazy("Comes after lines"), required=False, max_length=500,
        help_text=gettext_lazy(
            "Their numbers, such as L001 L003; L001SS+2 begins two working days after L001 begins, L001FF ends no "
            "earlier than it, L001FS-1 overlaps it by a day."
        ),
    )  # fmt: skip
    needs = forms.CharField(
        label=gettext_lazy("Means it needs"), required=False, max_length=500,
        help_text=gettext_lazy("Their numbers, such as M1. Its clock starts once they have arrived."),
    )  # fmt: skip
    every = forms.ChoiceField(
        label=gettext_lazy("Repeats"), required=False,
        choices=[("", gettext_lazy("once")), *plan_labels.EVERY.items()],
    )  # fmt: skip
    on_day = forms.IntegerField(
        label=gettext_lazy("by its day"), required=False, min_value=1, max_value=31,
        help_text=gettext_lazy("Of the week (1 is Monday), of the month (31 is its last), or of the first month "
                               "after the quarter or year."),
    )  # fmt: skip
    people = forms.IntegerField(label=gettext_lazy("People, for coordination"), required=False, min_value=0)
    days_a_week = forms.DecimalField(
        label=gettext_lazy("Days a week, for coordination"), required=False, min_value=Decimal("0.25"), max_value=5,
        decimal_places=2,
    )  # fmt: skip
    order = forms.IntegerField(
        label=gettext_lazy("Place in the plan"), required=False, min_value=1, max_value=100_000,
        help_text=gettext_lazy("Lines stand in the order of this number."),
    )  # fmt: skip

    def offer(self, homes: Collection[str]) -> None:
        """Sections of these units have names."""
        for name in ("unit", "competent"):
            self.fields[name].homes = homes  # type: ignore[attr-defined]

    def clean_effort(self) -> str:
        typed = self.cleaned_data["effort"].strip()
        if not typed:
            return ""
        found = read_effort(typed)
        if found == "effort-unreadable":
            raise forms.ValidationError(self.fields["effort"].help_text, code="effort")
        return effort_text(found)

    def clean_after(self) -> tuple[Tie, ...]:
        return tuple(read_tie(name.upper()) for name in read_after(self.cleaned_data["after"]))

    def clean_needs(self) -> tuple[str, ...]:
        return tuple(name.upper() for name in read_after(self.cleaned_data["needs"]))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if bool(given.get("every")) is not bool(given.get("on_day")):
            self.add_error("on_day", _("A rhythm needs both: how often, and by which day."))
        quarters = (given.get("days_a_week") or 0) * 4
        if quarters != int(quarters):
            self.add_error("days_a_week", _("Days a week are counted in quarters, such as 0.5 or 2.25."))
        return given

    def entry(self, force: InForce, order: int) -> Line | None:
        """The line as typed; None, with the fault at its field, where the duty is none of the unit's."""
        given = self.cleaned_data
        try:
            duty, off_list = Duties(force).cited(given["unit"], given["duty"])
        except forms.ValidationError as fault:
            self.add_error("duty", fault)
            return None
        after, ties = apart(given["after"])
        rhythm = Rhythm(Every(given["every"]), given["on_day"]) if given["every"] else None
        return Line(
            unit=given["unit"], role=Role(given["role"] or Role.DO), order=given["order"] or order, due=given["due"],
            outer=given["outer"], competent=given["competent"], duty=duty, off_list=off_list, weight=given["weight"],
            effort=given["effort"], people=given["people"],
            quarter_days=int(given["days_a_week"] * 4) if given["days_a_week"] else None, after=after, ties=ties,
            needs=given["needs"], rhythm=rhythm, deliverable=given["deliverable"], standard=given["standard"],
        )  # fmt: skip


def effort_text(found: Any) -> str:
    """Person-days as the plan keeps them: a size, or a decimal text of at most four places."""
    if isinstance(found, str):
        return found
    return f"{found.numerator * 10_000 // found.denominator / 10_000:.4f}".rstrip("0").rstrip(".")


def initial_of(known: Line | Means, names: Mapping[str, str]) -> dict[str, Any]:
    """What the form of a line or means shows. `names`: desk, duty or exception → what it is called."""
    return _line_initial(known, names) if isinstance(known, Line) else _means_initial(known, names)


def _line_initial(line: Line, names: Mapping[str, str]) -> dict[str, Any]:
    told = {name: getattr(line, name) for name in ("deliverable", "standard", "due", "outer", "weight", "people")}
    return told | {
        "unit": names.get(line.unit, line.unit),
        "competent": names.get(line.competent, line.competent) if line.competent else "",
        "role": line.role,
        "duty": names.get(line.duty or line.off_list, ""),
        "effort": str(plan_labels.SIZE_WORDS.get(line.effort, line.effort)),
        "after": " ".join(texts_of(line)),
        "needs": " ".join(line.needs),
        "every": line.rhythm.every if line.rhythm else "",
        "on_day": line.rhythm.day if line.rhythm else None,
        "days_a_week": f"{line.quarter_days / 4:g}" if line.quarter_days else "",
        "order": line.order or None,
    }


class Duties:
    """The rows of units' duty lists, and their exceptions, looked up by words; a unit is asked for once."""

    def __init__(self, force: InForce) -> None:
        self._force = force
        self._rows: dict[tuple[str, str], dict[str, Duty | OffList]] = {}

    def cited(self, unit: str, typed: str) -> tuple[str, str]:
        """Keys of the duty, or of the exception, of the unit that the words name. Raises ValidationError.

        Words name a row by its number, by its item, or by a part of one item alone.
        """
        wish = typed.strip()
        if not wish:
            return "", ""
        for section in (DUTIES, OFF_LISTS):
            rows = self._of(section, unit)
            found = _named(wish, rows)
            if len(found) == 1:
                return (found[0], "") if section == DUTIES else ("", found[0])
            if len(found) > 1:
                several = "；".join(duty_words(rows[key]) for key in found[:5])
                raise forms.ValidationError(
                    _("Several rows are called so: %(rows)s") % {"rows": several}, code="several"
                )
        missing = _("No row of this unit's duty list, and no exception, is called so.")
        raise forms.ValidationError(missing, code="no-duty")

    def _of(self, section: str, unit: str) -> dict[str, Duty | OffList]:
        if (section, unit) not in self._rows:
            listed = in_force(section, unit, day=self._force.day)
            self._rows[section, unit] = {key: row.value for key, row in listed.items()}
        return self._rows[section, unit]


def _named(wish: str, rows: Mapping[str, Duty | OffList]) -> list[str]:
    exact = [key for key, row in rows.items() if wish in (row.item, duty_words(row))]
    numbered = [key for key, row in rows.items() if isinstance(row, Duty) and row.number == wish]
    return exact or numbered or [key for key, row in rows.items() if wish in row.item]


class MeansForm(EntryForm):
    """One means promised for the work."""

    first = ("what", "promiser", "due")
    what = text(gettext_lazy("What is promised"), rows=2)
    promiser = DeskField(label=gettext_lazy("By whom"))
    due = day(gettext_lazy("By when"))
    sort = forms.ChoiceField(label=gettext_lazy("Sort"), choices=list(plan_labels.SORTS.items()), initial=Sort.MONEY)
    amount = forms.CharField(label=gettext_lazy("Amount"), required=False, max_length=200)
    source = forms.CharField(label=gettext_lazy("Source paper"), required=False, max_length=500)
    duty = forms.CharField(
        label=gettext_lazy("Duty cited"), required=False, max_length=500,
        widget=forms.TextInput(attrs={"list": "duties", "autocomplete": "off"}),
        help_text=gettext_lazy("Number or words of a row of its duty list, or of an exception."),
    )  # fmt: skip
    order = forms.IntegerField(label=gettext_lazy("Place in the plan"), required=False, min_value=1, max_value=100_000)

    def offer(self, homes: Collection[str]) -> None:
        """Sections of these units have names."""
        self.fields["promiser"].homes = homes  # type: ignore[attr-defined]

    def entry(self, force: InForce, order: int) -> Means | None:
        """The means as typed; None as of a line."""
        given = self.cleaned_data
        try:
            duty, off_list = Duties(force).cited(given["promiser"], given["duty"])
        except forms.ValidationError as fault:
            self.add_error("duty", fault)
            return None
        return Means(
            Sort(given["sort"]), given["promiser"], given["due"], given["order"] or order, given["what"],
            given["amount"], given["source"], duty, off_list,
        )  # fmt: skip


def _means_initial(means: Means, names: Mapping[str, str]) -> dict[str, Any]:
    told = {name: getattr(means, name) for name in ("what", "due", "sort", "amount", "source")}
    return told | {
        "promiser": names.get(means.promiser, means.promiser),
        "duty": names.get(means.duty or means.off_list, ""),
        "order": means.order or None,
    }
