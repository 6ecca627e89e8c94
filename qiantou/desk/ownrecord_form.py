"""The period of an own record of work: the days are all that its address holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.access.guards import register_for
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.desk import talk
from qiantou.desk.dutyfile_form import period_of, within
from qiantou.desk.ownrecord_read import OwnRecord


class Period(forms.Form):
    first = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=gettext_lazy("To"), widget=forms.DateInput({"type": "date"}))

    def add_prefix(self, field_name: str) -> str:
        return {"first": "from", "last": "to"}.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            raise ValidationError(_("The last day is before the first."))
        return said


def form_for(request: HttpRequest, account: Account) -> Period:
    """The period asked for; the year up to today where the address does not say."""
    today = register_for(account).at(shell.now()).day
    first, last = period_of(request.GET.get("from", ""), request.GET.get("to", ""), today)
    return Period({"from": first, "to": last})


def period_in(form: Period) -> tuple[date, date]:
    """Both ends of a valid form."""
    return within(form.cleaned_data["first"], form.cleaned_data["last"])


def desks_in(drawn: OwnRecord) -> set[str]:
    """Every desk that the list names."""
    found: set[str] = {seat.post for seat in drawn.seats}
    for one in drawn.done:
        found |= {str(one.deed.entry.by.desk), *talk.desks_of(one.deed.entry.event)}
    return found
