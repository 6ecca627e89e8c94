"""The forms of an assessment: parsing only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiantou.core.contesting import Claim, Item
from qiantou.core.kernel import Desk, Stream
from qiantou.core.review import SERVED, Reading
from qiantou.desk.bulletin_forms import Sent
from qiantou.desk.forms import day, text
from qiantou.desk.mandate_forms import ScanField


class Measuring(Sent):
    """What one measure came to."""

    measure = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.CharField(label=_("What was measured"), max_length=27, help_text=_("A figure, such as 82.5."))
    read_on = day(_("Measured on"), required=True)
    evidence = text(_("What it rests on"), rows=2, help_text=_("A report, a count, a source that others can look up."))
    scan = ScanField(label=_("Scan (PDF, JPEG or PNG, at most 10 MB)"), required=False)

    def made(self, joint: Stream, by: Desk) -> Reading:
        said, scan = self.cleaned_data, self.cleaned_data["scan"]
        return Reading(
            joint, said["measure"], by, said["read_on"], said.get("value", ""), said.get("asked") or 0,
            said.get("satisfied") or 0, evidence=said["evidence"], scan=scan.name if scan else "",
        )  # fmt: skip


class Serving(Measuring):
    """How satisfied those served are."""

    value = None  # type: ignore[assignment]
    asked = forms.IntegerField(label=_("How many were asked"), min_value=1)
    satisfied = forms.IntegerField(label=_("How many of them were satisfied"), min_value=0)
    field_order = ("command_id", "measure", "asked", "satisfied", "read_on", "evidence", "scan")


class PuttingOut(Sent):
    """Why the sheet is put out without the measures that nobody read; asked only where there are any."""

    reason = text(
        _("Why it is put out without them"), rows=2, help_text=_("The reason stands in the sheet, for every party.")
    )

    def is_asked(self, *, asked: bool) -> PuttingOut:
        if not asked:
            del self.fields["reason"]
        return self


class Contesting(Sent):
    """One item, as the unit would have it."""

    desk = forms.CharField(max_length=64, widget=forms.HiddenInput)
    item = forms.ChoiceField(label=_("What is contested"))
    part = forms.IntegerField(
        label=_("How much of that line is yours, %"), min_value=1, max_value=99, required=False,
        help_text=_("Where more of a line is yours than the sheet says: so much of a hundred."),
    )  # fmt: skip
    reason = text(_("Why, and what it rests on"))

    def offer(self, items: Sequence[tuple[str, str]]) -> None:
        """These items; how much is asked for only where the unit shares a line."""
        self.fields["item"].choices = list(items)  # type: ignore[attr-defined]
        if not any(_is_shared(item) for item, _words in items):
            self.fields.pop("part", None)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if _is_shared(said.get("item", "")) and not said.get("part") and "part" not in self.errors:
            self.add_error("part", _("Please say how much of the line is yours."))
        return said

    def claim(self) -> Claim:
        """An item and, behind a bar, the unit whose it is to be."""
        item, _bar, unit = self.cleaned_data["item"].partition("|")
        asked = f"{item}/{self.cleaned_data['part']}" if _is_shared(item) else item
        return Claim(asked, Desk(unit) if unit else None)


def _is_shared(item: str) -> bool:
    return item.startswith(f"{Item.SHARE}:")


class Amending(Sent):
    contest = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    reason = text(_("The ruling in a sentence"), rows=2)


def form_of(place: int) -> type[Measuring]:
    return Serving if place == SERVED else Measuring
