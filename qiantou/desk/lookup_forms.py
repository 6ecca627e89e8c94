"""Forms of look-ups: parsing only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from qiantou.core.kernel import Stream
from qiantou.desk.addresses import REF
from qiantou.desk.charter_forms import DesksField, Sent
from qiantou.desk.forms import day
from qiantou.readmodel.models import JointRow


class Enter(Sent):
    number = forms.CharField(label=_("Case number"), max_length=100)
    approval = forms.CharField(label=_("Approved by (body or post)"), max_length=200)
    units = DesksField(label=_("Units (one a line)"), required=False)
    joint = forms.CharField(
        label=_("Joint work, by its number"), required=False, max_length=32,
        help_text=_("The 12 digits in the address of its pages. With units too, only theirs in it."),
    )  # fmt: skip
    since = day(_("Entries from"), required=True)
    through = day(_("Entries through"), required=True)
    until = day(_("The look-up ends on"), required=True)
    confidential = forms.BooleanField(
        label=_("Confidential: those looked up read of it once it is closed"), required=False
    )

    def clean_joint(self) -> Stream | None:
        """The joint work of that number; None for none."""
        typed = self.cleaned_data["joint"].strip().lower()
        if not typed:
            return None
        found = list(JointRow.objects.filter(stream__startswith=typed)[:2]) if len(typed) >= REF else []
        if len(found) != 1:
            raise forms.ValidationError(_("No joint work has this number."), code="unknown")
        return Stream(found[0].stream)


class Close(Sent):
    """Nothing but which command it is."""
