"""Forms of look-ups: parsing only."""

from __future__ import annotations

from django import forms
from django.db.models import Q
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
        label=_("Joint work, by its title or number"), required=False, max_length=200,
        help_text=_("Exactly as it stands on its papers. With units too, only theirs in it."),
    )  # fmt: skip
    since = day(_("Entries from"), required=True)
    through = day(_("Entries through"), required=True)
    until = day(_("The look-up ends on"), required=True)
    confidential = forms.BooleanField(
        label=_("Confidential: those looked up read of it once it is closed"), required=False
    )

    def clean_joint(self) -> Stream | None:
        """The joint work of that number, the twelve digits in its address, or of that title; None for none."""
        typed = self.cleaned_data["joint"].strip()
        if not typed:
            return None
        wanted = Q(title=typed) | Q(stream__startswith=typed.lower()) if len(typed) >= REF else Q(title=typed)
        found = list(JointRow.objects.filter(wanted)[:2])
        if len(found) != 1:
            told = _("No joint work has this title or number.")
            if found:
                told = _("Several joint works have this title: please give the number.")
            raise forms.ValidationError(told, code="unknown")
        return Stream(found[0].stream)


class Close(Sent):
    """Which command it is, and that it is meant: nothing opens a closed look-up again."""

    sure = forms.BooleanField(
        label=_("Close it for good: it opens nothing again, and is read by those looked up"),
        error_messages={"required": _("Please say that it is meant: a closed look-up is not opened again.")},
    )
