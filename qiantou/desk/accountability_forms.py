"""Forms of proposals of accountability: parsing only. The first question is whether it is a clue."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiantou.access.sentences_gate import GATE
from qiantou.desk.asked import InTheNameOf
from qiantou.desk.charter_forms import Sent
from qiantou.desk.forms import DeskField, text

YES, NO = "yes", "no"


class Choose(forms.Form):
    """Which unit, in which joint work; sent by its address."""

    joint = forms.ChoiceField(label=_("Joint work"))
    unit = DeskField(label=_("Unit concerned"))


class Propose(InTheNameOf):
    clue = forms.ChoiceField(
        label=_("Is this about a clue of a breach of discipline or of a crime?"),
        choices=[(NO, _("No")), (YES, _("Yes"))],
        widget=forms.RadioSelect,
        help_text=_(
            "If it is, it does not pass through here: you are shown the lawful channels, and nothing is stored."
        ),
    )
    places = forms.MultipleChoiceField(
        label=_("The entries it rests on"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": GATE["rests-on-no-record"]},
        help_text=_("That nothing is on record proves nothing. Choose entries that show what was done or said."),
    )  # fmt: skip
    title = forms.CharField(label=_("Title of the proposal"), max_length=500)
    reason = text(_("Why, by these entries"), help_text=_("No state or work secrets."))

    def cite(self, choices: list[tuple[str, Any]]) -> None:
        field: Any = self.fields["places"]
        field.choices = choices


class OfferHelp(Sent):
    """Help beside a work: what, by whom, from when."""

    offered = text(_("What you offer: people, means, time, an explanation"), rows=3)
