"""The form that registers an incoming paper: parsing only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from qiantou.core.kernel import Desk
from qiantou.desk.charter_forms import DesksField, Sent, longer
from qiantou.desk.forms import DeskField, day
from qiantou.desk.mandate_forms import ScanField


class Register(Sent):
    """A paper as the clerk enters it, and the lead proposed on it (拟办意见)."""

    desk = forms.ChoiceField(label=_("Registered by"))
    title = forms.CharField(label=_("Title of the paper"), max_length=500)
    number = forms.CharField(label=_("Number of the paper"), required=False, max_length=200)
    issuer = forms.CharField(label=_("Unit that issued the paper"), required=False, max_length=200)
    received = day(_("Received on"), required=True)
    scan = ScanField(
        label=_("Scan (PDF, JPEG or PNG, at most 10 MB)"), required=False, help_text=_("No state or work secrets.")
    )
    opinion = longer(_("Proposed handling"))
    proposed = DeskField(label=_("Proposed lead"), required=False)
    units = DesksField(
        label=_("Units owning most of the duties (one a line)"), required=False,
        help_text=_("They and the proposed lead are asked for one sentence each, within one working day."),
    )  # fmt: skip
    sponsor = DeskField(label=_("Who is to decide (sponsor)"), required=False)

    STEPS = (
        (_("The paper"), ("desk", "title", "number", "issuer", "received", "scan")),
        (_("What is proposed"), ("opinion", "proposed", "units", "sponsor")),
    )

    def offer(self, desks: Sequence[Desk], names: Mapping[str, str]) -> None:
        """The reader's desks; where there is one it needs no choice."""
        self.fields["desk"].choices = [(desk, names.get(desk, desk)) for desk in desks]  # type: ignore[attr-defined]
        if len(desks) == 1:
            self.fields["desk"].widget = self.fields["desk"].hidden_widget()

    @property
    def steps(self) -> list[tuple[object, list[forms.BoundField]]]:
        return [(title, [self[name] for name in names if not self[name].is_hidden]) for title, names in self.STEPS]
