"""The forms about persons lent to a body: parsing only. By an order, its paper is asked for besides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiantou.desk.charter_forms import Sent
from qiantou.desk.forms import DeskField, day, text
from qiantou.desk.mandate_forms import ScanField


class Lend(Sent):
    """Second a person: the post, never the name."""

    home = DeskField(label=_("Home unit"))
    post = forms.CharField(label=_("Post (no person's name)"), max_length=200)
    quarters = forms.DecimalField(
        label=_("Days a week"), max_digits=4, decimal_places=2, help_text=_("In quarters of a day: 0.25 to 5.")
    )
    since = day(_("From"), required=True)
    until = day(_("To"), required=True)
    order = DeskField(
        label=_("Ordered by (leader above the home unit)"), required=False,
        help_text=_("Only where a paper orders it: then its number, the clause and the scan. Else the unit is asked."),
    )  # fmt: skip
    number = forms.CharField(label=_("Number of the order"), max_length=200, required=False)
    clause = text(_("The clause, word for word"), required=False, rows=2)
    scan = ScanField(label=_("Scan (PDF, JPEG or PNG, at most 10 MB)"), required=False)

    def clean_quarters(self) -> int:
        quarters = self.cleaned_data["quarters"] * 4
        if quarters != quarters.to_integral_value():
            raise forms.ValidationError(_("In quarters of a day: 0.25 to 5."), code="quarters")
        return int(quarters)

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in ("home", "post", "quarters", "since", "until")]

    @property
    def ordered(self) -> list[forms.BoundField]:
        return [self[name] for name in ("order", "number", "clause", "scan")]

    @property
    def is_ordered(self) -> bool:
        """Whether the part about an order was begun, so that it is shown open again."""
        return any(self.data.get(name) for name in ("order", "number", "clause")) or "scan" in self.errors


class EndEarly(Sent):
    """The last day of a secondment, earlier than it was, with the reason."""

    last = day(_("Last day"), required=True)
    reason = text(_("Why it ends earlier"))

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", auto_id="end_%s", **options)
