"""The forms of a change of duty lists: why, and row by row what is added, changed or ends. Parsing only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.acts.duty_text import ADD, CHANGE, END, Application, Item
from qiantou.core.duty import GROUNDS, TEMPORARY, Duty, DutySort
from qiantou.core.kernel import Desk
from qiantou.core.register import InForce
from qiantou.desk import duty_words
from qiantou.desk.duty_citing import held_by, key_of, option
from qiantou.desk.duty_reading import uppers_in
from qiantou.desk.forms import DeskField, day, text
from qiantou.desk.labels import Labels

ACTS: Labels = {ADD: gettext_lazy("add"), CHANGE: gettext_lazy("change"), END: gettext_lazy("end")}
EMPTY = ("-", "—")
"""Typed to empty a field; one left blank stays as it is."""
WORDED = ("number", "klass", "item", "upper_name", "upper_duty", "part", "how")
MOST_ROWS = 30


class Why(forms.Form):
    """Cause, its day, the ground. Temporary work can be chosen, and is then refused with the rule."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    desk = forms.ChoiceField(label=gettext_lazy("Applied for by"))
    cause = text(gettext_lazy("Cause of the change"), rows=2)
    caused = day(gettext_lazy("Day of the cause"), required=True)
    ground = forms.ChoiceField(label=gettext_lazy("Ground"))
    source = forms.CharField(max_length=300, label=gettext_lazy("Law, rule or paper it rests on (title, number)"))

    def __init__(self, data: Any, desks: Sequence[tuple[str, str]], force: InForce) -> None:
        super().__init__(data, initial={"command_id": uuid4().hex}, label_suffix="")
        self.fields["desk"].choices = list(desks)  # type: ignore[attr-defined]
        grounds = [(code, duty_words.label(duty_words.GROUNDS, code)) for code in (*GROUNDS, TEMPORARY)]
        self.fields["ground"].choices = grounds  # type: ignore[attr-defined]
        late = _("This day has not come yet.")
        self.fields["caused"].validators.append(MaxValueValidator(force.day, message=late))


class RowWords(forms.Form):
    """What a row of a list says."""

    number = forms.CharField(required=False, max_length=20, label=gettext_lazy("No."))
    klass = forms.CharField(required=False, max_length=100, label=gettext_lazy("Class"))
    item = forms.CharField(required=False, max_length=2000, label=gettext_lazy("Duty"))
    upper_name = forms.CharField(required=False, max_length=500, label=gettext_lazy("Department above"))
    upper_duty = text(gettext_lazy("Its duty"), required=False, rows=2)
    part = text(gettext_lazy("The unit's part"), required=False, rows=2)
    how = text(gettext_lazy("How it is done now"), required=False, rows=2)

    def over(self, duty: Duty) -> Duty:
        """The row with what was typed; a blank leaves it, a dash empties it."""
        typed = {name: self.cleaned_data[name].strip().replace("\r\n", "\n") for name in WORDED}
        told = {name: "" if words in EMPTY else words for name, words in typed.items() if words}
        made = replace(duty, **told)  # type: ignore[arg-type]
        return made.under(uppers_in(made.upper_name, made.unit)) if "upper_name" in told else made


class Row(RowWords):
    """One row applied for."""

    act = forms.ChoiceField(label=gettext_lazy("What happens"), choices=list(ACTS.items()))
    unit = DeskField(label=gettext_lazy("Whose list"))
    sort = forms.ChoiceField(label=gettext_lazy("List"), choices=list(duty_words.SORTS.items()))
    row = forms.CharField(required=False, max_length=500, label=gettext_lazy("Row that changes or ends (some words)"))
    field_order = ("act", "unit", "sort", "row", *WORDED)


Rows = forms.formset_factory(Row, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True)


class Published(RowWords):
    """One row as it is published; `left_out` takes it out of what was applied for."""

    left_out = forms.BooleanField(required=False, label=gettext_lazy("Leave this row out"))


PublishedRows = forms.formset_factory(Published, extra=0, max_num=MOST_ROWS, absolute_max=MOST_ROWS)


class Publish(forms.Form):
    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    looked = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    paper = forms.CharField(max_length=200, label=gettext_lazy("Number of the paper that publishes it"))


def items_of(rows: Any, force: InForce) -> list[Item]:
    """The rows as typed; what cannot be found stands as an error at its field, and the row is left out."""
    units = list(dict.fromkeys(Desk(form.cleaned_data["unit"]) for form in rows))
    held = held_by(units, force)
    found = (_item(form, held[Desk(form.cleaned_data["unit"])]) for form in rows)
    return [item for item in found if item is not None]


def _item(form: Row, held: Mapping[str, Any]) -> Item | None:
    said = form.cleaned_data
    if said["act"] == ADD:
        duty = form.over(Duty(Desk(said["unit"]), DutySort(said["sort"])))
        if not duty.item:
            form.add_error("item", _("Please say which item this is about."))
        return Item(ADD, "", duty)
    own = {key: value for key, value in held.items() if isinstance(value, Duty)}
    key = key_of(said["row"].strip(), own)
    if not key:
        form.add_error("row", _("No row, or more than one, has these words: choose one from the list."))
        return None
    return Item(said["act"], key, form.over(own[key]) if said["act"] == CHANGE else own[key])


def initial_row(key: str, act: str, force: InForce, names: Mapping[str, str]) -> dict[str, Any]:
    """The first row of a form that begins at a row of a list; an empty one for a key that is not in force."""
    units = force.register.duties(force.day, force.instant)
    unit = next((unit for unit, rows in units.items() if key in rows), None)
    if unit is None:
        return {}
    duty = held_by([unit], force)[unit].get(key)
    if not isinstance(duty, Duty):
        return {}
    words = {name: getattr(duty, name) for name in WORDED} if act == CHANGE else {}
    return {"act": act, "unit": names.get(unit, unit), "sort": duty.sort, "row": option(duty), **words}


def application_of(why: Why, items: Sequence[Item]) -> Application:
    said = why.cleaned_data
    return Application(said["cause"], said["caused"], said["ground"], said["source"], tuple(items))
