"""The forms of a comparison: an option, a criterion, whom to ask, a position, the choice. Parsing only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.kernel import Desk
from qiantou.core.plan import CRITERIA, OPTIONS, Criterion, Option
from qiantou.core.plan_diff import content
from qiantou.core.points import Position
from qiantou.desk.drafted import Plan
from qiantou.desk.forms import DeskField, text
from qiantou.desk.letter_forms import LetterForm
from qiantou.desk.plan_forms import EntryForm
from qiantou.desk.plan_sheet import ordered
from qiantou.desk.templatetags.dates import words
from qiantou.readmodel.opinions import Opinion

MOST_WEIGHT = 100
GRADES: tuple[tuple[str, Promise], ...] = (
    ("", gettext_lazy("not said")),
    ("-2", gettext_lazy("−2 much worse than today")),
    ("-1", gettext_lazy("−1 worse")),
    ("0", gettext_lazy("0 as today")),
    ("1", gettext_lazy("+1 better")),
    ("2", gettext_lazy("+2 much better")),
)


class OptionForm(EntryForm):
    """One way of doing it."""

    label = forms.CharField(label=gettext_lazy("The option in a few words"), max_length=200)
    detail = text(gettext_lazy("What it would mean: where, how much, from when"), required=False)
    first = ("label", "detail")

    def value(self, order: int) -> Option:
        return Option(order, self.cleaned_data["label"], self.cleaned_data["detail"])


class CriterionForm(EntryForm):
    """What options are judged by."""

    label = forms.CharField(label=gettext_lazy("Judged by"), max_length=200)
    weight = forms.IntegerField(
        label=gettext_lazy("Weight"), required=False, min_value=1, max_value=MOST_WEIGHT,
        help_text=gettext_lazy("Left empty it counts 1, like every other without a weight."),
    )  # fmt: skip
    first = ("label", "weight")

    def value(self, order: int) -> Criterion:
        return Criterion(order, self.cleaned_data["weight"], self.cleaned_data["label"])


class Once(forms.Form):
    """What is pressed once: the command's own id."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, auto_id: str = "id_%s") -> None:
        super().__init__(data, initial={"command_id": uuid4().hex}, auto_id=auto_id, label_suffix="")


class AskForm(Once):
    """Which units are asked; the leaders concerned always are."""

    units = forms.MultipleChoiceField(
        label=gettext_lazy("Units with lines of the plan"), required=False, widget=forms.CheckboxSelectMultiple
    )
    further = DeskField(
        label=gettext_lazy("One more unit"), required=False,
        help_text=gettext_lazy("Whom the choice touches without a line of the plan, such as the township it is in."),
    )  # fmt: skip

    def offer(self, units: Iterable[tuple[Desk, str]], homes: Iterable[Desk]) -> None:
        choices = [(desk, words(name)) for desk, name in units]
        asked = self.fields["units"]
        assert isinstance(asked, forms.MultipleChoiceField)
        asked.choices = choices
        asked.initial = [desk for desk, _name in choices]
        further = self.fields["further"]
        assert isinstance(further, DeskField)
        further.homes = frozenset(homes)
        if not choices:
            del self.fields["units"]

    @property
    def asked(self) -> list[Desk]:
        said = self.cleaned_data
        return [Desk(one) for one in (*said.get("units", ()), said["further"]) if one]


class ChoiceForm(Once):
    """The sponsor's choice."""

    option = forms.ChoiceField(label=gettext_lazy("The option taken"), widget=forms.RadioSelect)
    reason = text(gettext_lazy("Why this one"))

    def offer(self, options: Mapping[str, Option]) -> None:
        asked = self.fields["option"]
        assert isinstance(asked, forms.ChoiceField)
        asked.choices = [(name, words(f"{name} {one.label}".strip())) for name, one in options.items()]


@dataclass(frozen=True)
class Place:
    """One option under one criterion: the names of its two fields."""

    option: str
    criterion: str

    @property
    def grade(self) -> str:
        return f"{self.option}-{self.criterion}-grade"

    @property
    def reason(self) -> str:
        return f"{self.option}-{self.criterion}-why"


class PositionForm(LetterForm):
    """A grade and its reason for each option under each criterion, or a sentence alone."""

    reason = text(gettext_lazy("In a sentence: what the options mean for your unit"), required=False, rows=2)
    options: Mapping[str, Option]
    criteria: Mapping[str, Criterion]

    def fit(self) -> None:
        self.options, self.criteria, self.opinions = {}, {}, {}

    def know(self, plan: Plan, opinions: Sequence[Opinion], today: date) -> None:
        super().know(plan, opinions, today)
        found = content(plan.entries)
        self.options = {name: one for name, one in ordered(found[OPTIONS]).items() if name in self.matter.about}
        self.criteria = ordered(found[CRITERIA])
        for place in self.places:
            self.fields[place.grade] = forms.ChoiceField(label=_("Grade"), choices=GRADES, required=False)
            self.fields[place.reason] = forms.CharField(label=_("Reason"), required=False, max_length=1000)
        self.order_fields([name for name in self.fields if name != "reason"])

    @property
    def places(self) -> list[Place]:
        return [Place(option, criterion) for option in self.options for criterion in self.criteria]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        given["positions"] = tuple(self._positions(given))
        if not given["positions"] and not (given.get("reason") or "").strip() and not self.errors:
            raise forms.ValidationError(_("Give at least one grade with its reason, or a sentence."))
        return given

    def _positions(self, given: Mapping[str, Any]) -> Iterator[Position]:
        for place in self.places:
            grade, reason = given.get(place.grade), (given.get(place.reason) or "").strip()
            if reason and not grade and place.grade not in self.errors:
                self.add_error(place.grade, _("A reason is written here: which grade does it stand for?"))
            if not grade:
                continue
            if not reason:
                self.add_error(place.reason, _("Please say in a few words why."))
            yield Position(place.option, place.criterion, int(grade), reason)
