"""The forms of exemption: what happened, the hearing, the decision with the table, the notice. Parsing only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.exemption import Finding, Found, Hearing, Outcome, Table, Verdict
from qiantou.core.kernel import Desk
from qiantou.desk import labels
from qiantou.desk.asked import InTheNameOf
from qiantou.desk.charter_forms import DesksField, Sent
from qiantou.desk.exemption_words import CONDITIONS, EXCLUSIONS, FINDINGS, OUTCOMES
from qiantou.desk.forms import day, text

NO_SECRETS = gettext_lazy("No state or work secrets.")


class Apply(InTheNameOf):
    """What happened, and when; everything else is drawn from the record."""

    caused = day(gettext_lazy("When it went wrong"), required=True)
    what = text(gettext_lazy("What happened, and what was done about it"), rows=5, help_text=NO_SECRETS)
    about = forms.CharField(max_length=32, widget=forms.HiddenInput)

    def not_after(self, today: date) -> None:
        late = _("This day has not come yet.")
        self.fields["caused"].validators.append(MaxValueValidator(today, message=late))


class Heard(Sent):
    """The record of a hearing."""

    day = day(gettext_lazy("Heard on"), required=True)
    present = DesksField(
        label=gettext_lazy("Who was heard (units or posts, one a line)"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The applicant among them. No names of persons."),
    )  # fmt: skip
    said = text(gettext_lazy("What was said"), rows=4, help_text=NO_SECRETS)

    def hearing(self) -> Hearing:
        return Hearing(self.cleaned_data["day"], tuple(self.cleaned_data["present"]))


class Waive(Sent):
    said = text(gettext_lazy("In writing: we need not be heard, because"), rows=2)


class Word(Sent):
    """The applicant's word on the record of its hearing."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    agrees = forms.ChoiceField(
        label=gettext_lazy("Was your unit heard as recorded?"), widget=forms.RadioSelect,
        choices=[("yes", gettext_lazy("Yes, as recorded")), ("no", gettext_lazy("No, because"))],
    )  # fmt: skip
    said = text(gettext_lazy("What is not so"), rows=2, required=False)


class Received(Sent):
    """That the applicant has the written answer in hand; nothing but which command it is."""


class Notice(Sent):
    """The clearing of a name: what is told, and to whom."""

    said = text(gettext_lazy("What they are told"), rows=4, help_text=NO_SECRETS)
    told = DesksField(
        label=gettext_lazy("Who is told (units or posts that heard of the blame, one a line)"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class Decide(Sent):
    """Each condition with its reason, what is excluded, the decision, and the written answer."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    desk = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, data: Any, table: Table, **initial: Any) -> None:
        super().__init__(data, initial={"command_id": uuid4().hex, **initial}, label_suffix="", auto_id="decide_%s")
        self.table = table
        for number, row in enumerate(table.conditions, 1):
            name = f"{number}. {labels.label(CONDITIONS, row.name)}"
            self.fields[f"{row.name}-finding"] = forms.ChoiceField(
                label=name, choices=list(FINDINGS.items()), widget=forms.RadioSelect
            )
            self.fields[f"{row.name}-reason"] = text(_("Reason"), required=False, rows=2)
        self.fields["excluded"] = forms.MultipleChoiceField(
            label=_("Never exempt: does any of these apply?"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(code, labels.label(EXCLUSIONS, code)) for code in table.exclusions],
            help_text=_(
                "Where corruption is ticked, the tick alone is kept: no reasons, and an answer that names the lawful "
                "channel. Clues go to the discipline inspection body (telephone 12388) or the police (110)."
            ),
        )  # fmt: skip
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Decision"), choices=list(OUTCOMES.items()), widget=forms.RadioSelect
        )
        self.fields["departs"] = text(
            _("Why it is decided otherwise than the table reads, where it is"), required=False, rows=2
        )
        self.fields["answer"] = text(_("The written answer to the applicant"), rows=4, help_text=NO_SECRETS)

    def rows(self) -> Iterator[tuple[str, Any, Any]]:
        """Condition, its finding and its reason as fields."""
        for row in self.table.conditions:
            yield row.name, self[f"{row.name}-finding"], self[f"{row.name}-reason"]

    def rest(self) -> Sequence[Any]:
        return [self[name] for name in ("excluded", "outcome", "departs", "answer")]

    def verdict(self) -> Verdict:
        said = self.cleaned_data
        found = tuple(
            Found(row.name, Finding(said[f"{row.name}-finding"]), said[f"{row.name}-reason"])
            for row in self.table.conditions
        )
        return Verdict(Outcome(said["outcome"]), found, tuple(said["excluded"]), said["departs"])


def blank(shape: type[Sent], homes: Sequence[Desk], data: Any = None, **initial: Any) -> Any:
    """An empty form, or the form as sent; its desk fields know the reader's sections."""
    name = shape.__name__.lower()
    form = shape(data, initial={"command_id": uuid4().hex, **initial}, label_suffix="", auto_id=f"{name}_%s")
    form.knows(homes)
    return form
