"""Forms of the moves of guidance, calls, data requests and which-first: parsing only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiantou.core.withholding import NOTHING
from qiantou.desk.asked_words import LEAST, SATISFIED
from qiantou.desk.forms import DeskField, MoveForm, day, text


class Withhold(MoveForm):
    """Refused as confidential: under which rule, who may approve, the least that can still be given."""

    rule = forms.CharField(label=_("Rule and article that forbids it"), max_length=500)
    approver = DeskField(label=_("Who may approve it"))
    least = forms.ChoiceField(label=_("What can still be given"), choices=list(LEAST.items()), widget=forms.RadioSelect)
    reason = text(_("Why nothing can be given"), required=False, rows=2)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("least") == NOTHING and not said.get("reason"):
            self.add_error("reason", _("Please say why nothing can be given."))
        return said


class TakeLeast(MoveForm):
    reason = text(_("What you need of it"), required=False, rows=2)


class Rate(MoveForm):
    """The caller's word at the end of a call."""

    folds = ("reason",)

    solved = forms.ChoiceField(
        label=_("Is it solved?"), choices=[("yes", _("yes")), ("no", _("no"))], widget=forms.RadioSelect
    )
    satisfied = forms.ChoiceField(
        label=_("How satisfied are you?"), choices=list(SATISFIED.items()), widget=forms.RadioSelect
    )
    reason = text(_("Remark"), required=False, rows=2)


class Answer(MoveForm):
    """The answer to a question for guidance."""

    reason = text(_("What is to be done, and by which rule"), rows=4)
    papers = text(
        _("Papers (title or number, one a line)"), required=False, rows=2, help_text=_("No state or work secrets.")
    )


class SendBack(MoveForm):
    reason = text(_("What the answer leaves open"))


class RuleFirst(MoveForm):
    """Which work goes first, and the other's new day; or both days stand."""

    first = forms.ChoiceField(label=_("Which goes first"), widget=forms.RadioSelect)
    due = day(_("New day of the other"))
    reason = text(_("Reason"))

    BOTH = "both"

    def know(self, works: Sequence[tuple[str, str]]) -> None:
        """The two works by their names and what they are called, with who asked and the day."""
        field: Any = self.fields["first"]
        field.choices = [*works, (self.BOTH, _("Both days stand"))]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        put_off = said.get("first") not in (None, self.BOTH)
        if put_off and not said.get("due") and "due" not in self.errors:
            self.add_error("due", _("Please name a new day for the other work."))
        return said
