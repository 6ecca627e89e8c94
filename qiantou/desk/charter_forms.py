"""The forms of a charter: parsing only. Everything but what, who and when may stay empty and reads "not agreed"."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from qiantou.core.kernel import Desk
from qiantou.core.undertaking import Charter, Direction, Measure, Tier
from qiantou.desk.charter_labels import DIRECTIONS, TIERS
from qiantou.desk.forms import DeskField, day, text
from qiantou.desk.unit_lists import read_units

MOST = 4000  # characters of one text
ROWS = 20  # outcome measures of one charter
BLANK = 2  # empty rows below those filled in


class DesksField(forms.CharField):
    """Several units or posts in everyday names, one a line or in a row; cleaned to desks, each once."""

    homes: Collection[str] = ()

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**{"max_length": MOST, **options})

    def clean(self, value: Any) -> tuple[Desk, ...]:
        found, faults = read_units(super().clean(value), self.homes)
        if faults:
            raise forms.ValidationError([forms.ValidationError(fault, code="unknown") for fault in faults])
        return found


def longer(label: Any, **options: Any) -> forms.CharField:
    """A text that may stay empty."""
    return text(label, required=False, **options)


class Sent(forms.Form):
    """What every form here carries: which command it is. Desk fields know the reader's sections."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)

    def knows(self, homes: Collection[str]) -> None:
        for field in self.fields.values():
            if isinstance(field, DeskField | DesksField):
                field.homes = homes


class Begin(Sent):
    """The light path (简易牵头): what, who, when; the rest is folded away."""

    title = forms.CharField(label=_("What is to be done"), max_length=500)
    units = DesksField(
        label=_("Who does it (units, one a line)"),
        help_text=_("Short names will do; a word for all towns stands for each of them."),
    )
    due = day(_("By when"))
    lead = DeskField(label=_("Lead, if it is another unit"), required=False)
    sponsor = DeskField(label=_("Who decides if the units do not agree"), required=False)
    goal = longer(_("What it is for"), rows=2)
    replaces = longer(_("Lists, forms and chat groups it replaces (one a line)"), rows=2)
    desk = forms.ChoiceField(label=_("In the name of"))

    FOLD = ("lead", "sponsor", "goal", "replaces")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if str(said.get("desk", "")).startswith("p:") and not said.get("lead") and "lead" in said:
            self.add_error("lead", _("A leader's post leads no work: name the unit that leads it."))
        return said


class Draft(Sent):
    """A charter with all it may hold, but its outcome measures. `seen`: the version the person looked at."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title of the work"), max_length=500)
    paper_no = forms.CharField(label=_("Source paper and its number"), required=False, max_length=500)
    goal = longer(_("Goal"))
    lead = DeskField(label=_("Lead"), required=False)
    sponsor = DeskField(label=_("Who decides (sponsor)"), required=False)
    above = forms.BooleanField(
        label=_("If the sponsor does not answer in time, the question goes to the leader above"), required=False,
        help_text=_("Otherwise it goes on the list of the next meeting."),
    )  # fmt: skip
    members = DesksField(label=_("Members (units, one a line)"), required=False)
    tier = forms.ChoiceField(label=_("Form of the work"), choices=list(TIERS.items()))
    office = DeskField(
        label=_("Office of the working group"), required=False,
        help_text=_("The unit by which it acts and issues its bulletins; not the lead."),
    )  # fmt: skip
    until = day(_("Last day"))
    end_condition = longer(_("It ends when"), rows=2)
    assessment = longer(_("Who will use the assessment, under which rule"), rows=2)
    appraiser = DeskField(
        label=_("The unit here that will use it"), required=False,
        help_text=_("Where that office is a unit of this site; an office outside stands in the words above alone."),
    )  # fmt: skip
    replaces = longer(_("Lists, forms and chat groups it replaces (one a line)"), rows=2)

    STEPS = (
        (_("The work"), ("title", "paper_no", "goal")),
        (_("Who"), ("lead", "sponsor", "above", "members")),
        (_("Form and term"), ("tier", "office", "until", "end_condition")),
        (_("What it is worth, and what it replaces"), ("assessment", "appraiser", "replaces")),
    )
    FIXED = ("lead",)  # in a charter that stands: the lead is passed, not edited

    def stands(self) -> None:
        """The form changes a charter that stands: its lead is not on it."""
        for name in self.FIXED:
            del self.fields[name]

    @property
    def steps(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.STEPS]

    def applied(self, charter: Charter, measures: tuple[Measure, ...]) -> Charter:
        """The charter with what was typed."""
        said: Mapping[str, Any] = self.cleaned_data
        return replace(
            charter, lead=said.get("lead") or charter.lead, sponsor=said["sponsor"], above=said["above"],
            members=said["members"], tier=Tier(said["tier"]), until=said["until"], measures=measures,
            office=said["office"], goal=said["goal"], end_condition=said["end_condition"],
            assessment=said["assessment"], appraiser=said["appraiser"], replaces=lines(said["replaces"]),
        )  # fmt: skip


class MeasureRow(forms.Form):
    """One outcome measure; a row without a name is none."""

    name = forms.CharField(label=_("What is measured"), required=False, max_length=200)
    unit = forms.CharField(label=_("Unit of measure"), required=False, max_length=40)
    baseline = forms.CharField(label=_("Today"), required=False, max_length=40)
    target = forms.CharField(label=_("Target"), required=False, max_length=40)
    direction = forms.ChoiceField(label=_("Direction"), choices=list(DIRECTIONS.items()), required=False)
    by = DeskField(label=_("Who measures"), required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("name") and any(said.get(name) for name in ("unit", "baseline", "target", "by")):
            self.add_error("name", _("Name what is measured, or empty the row."))
        return said

    def measure(self) -> Measure | None:
        said = self.cleaned_data
        if not said.get("name"):
            return None
        direction = Direction(said["direction"] or Direction.UP.value)
        return Measure(direction, said["baseline"], said["target"], said["by"], said["name"], said["unit"])


class MeasureRows(forms.BaseFormSet):  # type: ignore[type-arg]
    def measures(self) -> tuple[Measure, ...]:
        return tuple(measure for form in self.forms if (measure := form.measure()) is not None)


MEASURES = forms.formset_factory(
    MeasureRow, formset=MeasureRows, extra=BLANK, max_num=ROWS, absolute_max=ROWS, validate_max=True
)


def measure_rows(data: Any, measures: tuple[Measure, ...], names: Mapping[str, str], homes: Collection[str]) -> Any:
    """The rows of the form, from what was sent or from the charter."""
    initial = [
        {"name": one.name, "unit": one.unit, "baseline": one.baseline, "target": one.target,
         "direction": one.direction.value, "by": names.get(one.by or "", "")}
        for one in measures
    ]  # fmt: skip
    made = MEASURES(data, prefix="m", initial=initial)
    for form in made.forms:
        form.use_required_attribute = False
        form.label_suffix = ""
        form.fields["by"].homes = homes
    return made


class Met(Sent):
    """The end condition is met (on which day)."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    met = day(_("Met on"), required=True)


class End(Sent):
    """Close the joint work, with the reason."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    ending = text(_("Why it ends"))


class Pass(Sent):
    """The lead names the unit whose duty it is."""

    to = DeskField(label=_("The unit whose duty it is"))
    reason = text(_("Why it is theirs"))
    duty = forms.CharField(
        label=_("Row of its duty list it rests on (number or words)"), required=False, max_length=500
    )


def lines(written: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in written.splitlines() if line.strip())


def initial_of(charter: Charter, title: str, paper: str, names: Mapping[str, str]) -> dict[str, Any]:
    """What the draft form shows of a charter."""
    return {
        "title": title, "paper_no": paper, "goal": charter.goal, "lead": names.get(charter.lead, ""),
        "sponsor": names.get(charter.sponsor or "", ""), "above": charter.above,
        "members": "\n".join(names.get(desk, desk) for desk in charter.members), "tier": charter.tier.value,
        "until": charter.until, "office": names.get(charter.office or "", ""),
        "end_condition": charter.end_condition, "assessment": charter.assessment,
        "appraiser": names.get(charter.appraiser or "", ""),
        "replaces": "\n".join(charter.replaces),
    }  # fmt: skip


def not_past(form: forms.Form, name: str, today: date) -> None:
    """A day asked for now is not a day gone by."""
    passed = _("This day has passed: name one from today on, or leave it empty.")
    form.fields[name].validators.append(MinValueValidator(today, message=passed))
