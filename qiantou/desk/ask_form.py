"""The form by which one or several units are asked (商请), or ordered under a mandate (调度); parsing only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qiantou.core.kernel import Desk
from qiantou.core.kinds import Urgency
from qiantou.core.mandate import Mandate, Power
from qiantou.desk import labels
from qiantou.desk.charter_forms import DesksField
from qiantou.desk.forms import day, text
from qiantou.desk.kind_words import URGENCIES
from qiantou.readmodel.naming import desks_called

PROPOSALS = (Power.BUDGET, Power.OVERSEE)
KINDS = ("task", "meeting", "data")
"""What anybody may ask for; a proposal needs a mandate for it."""


class Chosen(forms.ChoiceField):
    """A choice whose first is meant where none was sent."""

    def clean(self, value: Any) -> Any:
        return super().clean(value or self.choices[0][0])  # type: ignore[index]


REQUEST, BY_POST = "request", "post"
CLUE = "clue"


class Ask(forms.Form):
    """`homes` as in DeskField. Whoever holds no mandate is asked nothing about one."""

    homes: Collection[str] = ()

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    desk = forms.ChoiceField(label=_("Asked by"))
    kind = Chosen(label=_("What for"))
    doers = forms.CharField(
        label=_("Ask whom (one or several names, one a line)"), widget=forms.Textarea(attrs={"rows": 2}),
        max_length=5000,
    )  # fmt: skip
    title = forms.CharField(label=_("What is asked, in one line"), max_length=500)
    due = day(_("Due day"))
    urgency = Chosen(
        label=_("Urgency"), choices=URGENCIES.items(), widget=forms.RadioSelect, initial=Urgency.ORDINARY.value,
        help_text=_("Urgent marks are counted: each desk has a few a month. Urgent work climbs the ladder faster."),
    )  # fmt: skip
    detail = text(_("Terms, and by what it is accepted"), required=False)
    joint = forms.ChoiceField(label=_("Within the joint work"), required=False)
    mandate = Chosen(label=_("As a request or as an order"), initial=REQUEST, widget=forms.RadioSelect)
    dated = forms.BooleanField(
        label=_("The due day is set under the power to set deadlines"), required=False,
        help_text=_("It can then be declined as impossible, but no other day can be proposed."),
    )  # fmt: skip
    about = DesksField(
        label=_("Units the proposal is about (one a line)"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    blames = forms.ChoiceField(
        label=_("Does it ask for a deduction, or that somebody answer for something?"), required=False,
        choices=[
            ("no", _("No")), ("yes", _("Yes")), (CLUE, _("It is a clue of a breach of discipline or of a crime")),
        ], widget=forms.RadioSelect,
        help_text=_(
            "To be answered of a proposal about units, and of a request to a leader above, to the office of one, or to "
            "who uses an assessment. What does ask so goes through the page of proposals of accountability; for a clue "
            "you are shown the lawful channels, and nothing is stored. A no stands in the record."
        ),
    )  # fmt: skip

    def offer(self, lent: Mapping[str, Mandate], told: Mapping[str, SafeString], *, posts: bool) -> None:
        """Fill the kinds and the mandates the reader's desks may cite; `told`: each mandate in words.

        `posts`: whether a leader's post is among the desks, which orders whoever stands below it without a mandate.
        """
        powers = {power for mandate in lent.values() for power in mandate.powers}
        kinds = [(kind, labels.kind(kind)) for kind in KINDS]
        kinds += [(power.value, labels.label(labels.POWERS, power)) for power in PROPOSALS if power in powers]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        request = _("a request: each accepts, proposes changes or declines; silence goes to the leader above")
        ordered = _(
            "an order by post: all asked stand below it; the terms stand unless refused on a listed ground in time"
        )
        by_post = [(BY_POST, ordered)] if posts else []
        self.fields["mandate"].choices = [(REQUEST, request), *by_post, *told.items()]  # type: ignore[attr-defined]
        needed = {
            "mandate": bool(lent) or posts,
            "dated": Power.DEADLINES in powers,
            "about": bool(powers & set(PROPOSALS)),
        }
        for name in (name for name, is_needed in needed.items() if not is_needed):
            del self.fields[name]

    def clean_mandate(self) -> str:
        chosen: str = self.cleaned_data["mandate"]
        return "" if chosen == REQUEST else chosen

    @property
    def main(self) -> list[forms.BoundField]:
        """What every demand may need; the rest is folded away."""
        return [field for field in self.visible_fields() if field.name not in ("about", "blames", "urgency")]

    def clean_doers(self) -> list[Desk]:
        names = list(dict.fromkeys(line.strip() for line in self.cleaned_data["doers"].splitlines() if line.strip()))
        found = desks_called(names, self.homes)
        wrong = [name for name in names if len(found[name]) != 1]
        if wrong:
            sentence = _("Not one unit or post of this name: %(names)s")
            raise forms.ValidationError(sentence, code="unknown", params={"names": "、".join(wrong)})
        return [Desk(found[name][0]) for name in names]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("dated") and not said.get("due") and "due" not in self.errors:
            self.add_error("due", _("Name the day that is set."))
        if said.get("dated") and not said.get("mandate"):
            self.add_error("dated", _("Choose the mandate that lends the power to set deadlines."))
        return said
