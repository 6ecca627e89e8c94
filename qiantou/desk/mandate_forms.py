"""The forms of a mandate: parsing only. A mandate entered from a paper asks for number, clause and scan besides."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from qiantou.access.refusals import sentence_for
from qiantou.acts.files import Scan, read_scan
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.mandate import Power, Source
from qiantou.core.plain import says
from qiantou.desk import labels
from qiantou.desk.charter_forms import DesksField
from qiantou.desk.forms import DeskField, day, text


class ScanField(forms.FileField):
    """A PDF, JPEG or PNG, told by its own bytes; cleaned to a Scan, or None where it may stay empty."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.FileInput(attrs={"accept": "application/pdf,image/jpeg,image/png"}))
        options.setdefault("allow_empty_file", True)  # told in the words of `read_scan`
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Scan | None:
        found = super().clean(data, initial)
        if not found:
            return None
        try:
            return read_scan(found.read())
        except Rejected as refusal:
            raise forms.ValidationError(sentence_for(refusal), code=refusal.code) from None


class Numbered(forms.Form):
    """Which command it is, and which entry of the mandate the person saw."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, files, initial={"command_id": uuid4().hex, **(initial or {})}, label_suffix="")

    def again(self, version: int) -> None:
        """After somebody else's change: the form speaks of what now stands, as typed."""
        self.data = {**self.data.dict(), "seen": str(version), "command_id": uuid4().hex}  # type: ignore[attr-defined]


class Issue(Numbered):
    """Lend powers by one's own post."""

    desk = forms.ChoiceField(label=_("Lent by"))
    powers = forms.MultipleChoiceField(label=_("Powers"), widget=forms.CheckboxSelectMultiple)
    scope = DesksField(
        label=_("Over whom (one or several names, one a line)"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Vertical units and outside parties, which nobody here stands above, too: each is asked for its own "
            "written consent, and can only be asked for help until it gives it."
        ),
    )
    until = day(_("Last day"), required=True)
    budget = forms.CharField(
        label=_("Budget whose use may be proposed"), required=False, max_length=500,
        help_text=_("Only for the power to propose the use of a budget: its name and number."),
    )  # fmt: skip
    ceiling = forms.CharField(
        label=_("Of it at most (10,000 yuan)"), required=False, max_length=20,
        help_text=_("A number; empty is without limit. More of it later is signed for anew."),
    )  # fmt: skip
    reason = text(_("Why"), required=False, rows=2)

    def offer(self, desks: Iterable[tuple[str, str]], homes: Collection[str]) -> None:
        """Fill the choices: who may issue, and every power with its name."""
        self.fields["desk"].choices = list(desks)  # type: ignore[attr-defined]
        powers = [(power.value, labels.label(labels.POWERS, power)) for power in Power]
        self.fields["powers"].choices = powers  # type: ignore[attr-defined]
        for field in self.fields.values():
            if isinstance(field, DesksField | DeskField):
                field.homes = homes

    def clean_powers(self) -> tuple[Power, ...]:
        return tuple(power for power in Power if power.value in self.cleaned_data["powers"])


class Transcribe(Issue):
    """Enter powers from an issued paper or numbered minutes."""

    desk = forms.ChoiceField(label=_("Entered by"))
    issuer = DeskField(label=_("Who issued the paper (a leader's post)"))
    source = forms.ChoiceField(
        label=_("Kind of paper"), widget=forms.RadioSelect, initial=Source.PAPER.value,
        choices=((Source.PAPER.value, _("issued paper")), (Source.MINUTES.value, _("numbered minutes"))),
    )  # fmt: skip
    number = forms.CharField(label=_("Number of the paper or minutes"), max_length=200)
    clause = text(_("The clause that lends the powers, word for word"))
    scan = ScanField(label=_("Scan (PDF, JPEG or PNG, at most 10 MB)"), help_text=_("No state or work secrets."))

    field_order = (
        "desk", "issuer", "source", "number", "clause", "scan", "powers", "scope", "until", "budget", "ceiling",
        "reason",
    )  # fmt: skip


class Say(Numbered):
    """Suspend, resume, confirm or end a mandate, whose `key` the page knows; suspending and ending give a reason."""

    key = ""
    act = forms.ChoiceField(
        choices=[(code, code) for code in ("suspend", "resume", "confirm", "end")], widget=forms.HiddenInput
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("act") in ("suspend", "end") and not says(said.get("reason", "")):
            self.add_error("reason", sentence_for(Rejected("reason-missing")))
        return said


class Consent(Numbered):
    """The written consent of a party to the powers lent over it, recorded by another desk than the lead."""

    desk = forms.ChoiceField(label=_("Recorded by"))
    paper = forms.CharField(label=_("Paper of that consent (title and number)"), max_length=500)
    said = day(_("Day of the paper"), required=True)
    scan = ScanField(label=_("Scan (PDF, JPEG or PNG, at most 10 MB)"), help_text=_("No state or work secrets."))

    def offer(self, desks: Iterable[tuple[str, str]]) -> None:
        self.fields["desk"].choices = list(desks)  # type: ignore[attr-defined]


class AskFor(forms.Form):
    """Ask a leader to lend one power."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    power = forms.ChoiceField(choices=[(power.value, power.value) for power in Power], widget=forms.HiddenInput)
    over = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def clean_over(self) -> Desk | None:
        return Desk(self.cleaned_data["over"]) if self.cleaned_data["over"] else None
