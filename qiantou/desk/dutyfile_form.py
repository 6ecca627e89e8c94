"""Which duty file: a GET form, so that the address is the file; persons are never part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.access.duty_sight import FileSight, file_for
from qiantou.access.guards import REF, Standing, joint_titles, register_for, standing
from qiantou.access.models import Account
from qiantou.acts import shell
from qiantou.core.register import POSTS, UNITS, InForce

FIRST, LAST = date(1949, 10, 1), date(9998, 12, 30)
"""Nothing is recorded before, and no calendar reaches further."""
WORKS = 200
"""Joint works offered for choosing, the newest."""

ADDRESS = {"joint": "joint", "unit": "unit", "post": "post", "first": "from", "last": "to"}
"""Field → its name in the address."""


class Asked(forms.Form):
    """What the address says; a desk is judged by the guard, not by the form."""

    joint = forms.RegexField(REF, required=False, label=gettext_lazy("Joint work"), widget=forms.Select)
    unit = forms.CharField(max_length=64, required=False, label=gettext_lazy("Unit"), widget=forms.Select)
    post = forms.CharField(max_length=64, required=False, label=gettext_lazy("Post"), widget=forms.Select)
    first = forms.DateField(required=False, label=gettext_lazy("From"), widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(required=False, label=gettext_lazy("To"), widget=forms.DateInput({"type": "date"}))

    def add_prefix(self, field_name: str) -> str:
        """The names of the address: `from` is no name that Python gives to a field."""
        return ADDRESS.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            raise ValidationError(_("The last day is before the first."))
        return said


@dataclass(frozen=True)
class Wish:
    """The file asked for, as far as the address is well formed; `sight` None where nothing is chosen or it is not."""

    form: Asked
    sight: FileSight | None


def wish_of(account: Account, given: Mapping[str, str], names: Mapping[str, str]) -> Wish:
    """The file of the address; of the reader's own unit over the last year where it says nothing. Raises Http404."""
    seen, force = standing(account), register_for(account).at(shell.now())
    told = {name: given[name] for name in ADDRESS.values() if given.get(name)}
    if not told.keys() & {"joint", "unit", "post"} and seen.unit:
        told["unit"] = str(force.whole(seen.unit) or seen.unit)
    first, last = period_of(told.get("from", ""), told.get("to", ""), force.day)
    form = Asked({**told, "from": first, "to": last})
    form.fields["joint"].widget.choices = [("", _("all")), *_works(account)]
    form.fields["unit"].widget.choices = [("", _("none")), *_offered(UNITS, seen, force, names, told.get("unit"))]
    form.fields["post"].widget.choices = [("", _("none")), *_offered(POSTS, seen, force, names, told.get("post"))]
    if not form.is_valid() or not told.keys() & {"joint", "unit", "post"}:
        if "joint" in form.errors:
            raise Http404
        return Wish(form, None)
    said = form.cleaned_data
    period = within(said["first"], said["last"])
    sight = file_for(account, period, joint=said["joint"], unit=said["unit"], post=said["post"])
    return Wish(form, sight)


def period_of(first: str, last: str, today: date) -> tuple[str, str]:
    """The period of the address; the year up to today, or up to the last day, where it is not said."""
    try:
        end = date.fromisoformat(last) if last else today
    except ValueError:
        end = today
    begin = date(max(end.year - 1, FIRST.year), end.month, min(end.day, 28))
    return first or begin.isoformat(), last or end.isoformat()


def within(first: date, last: date) -> tuple[date, date]:
    """The period as far as the calendar reaches."""
    return min(max(first, FIRST), LAST), min(max(last, FIRST), LAST)


def address_of(sight: FileSight) -> dict[str, str]:
    """The parts of the address of a file: names of desks and days, nobody's name."""
    told = {
        "joint": sight.joint.stream[:12] if sight.joint else "", "unit": sight.unit or "", "post": sight.post or "",
        "from": sight.subject.first.isoformat(), "to": sight.subject.last.isoformat(),
    }  # fmt: skip
    return {name: str(value) for name, value in told.items() if value}


def _works(account: Account) -> list[tuple[str, str]]:
    return [
        (stream[:12], title or _("(the words were erased)")) for stream, title in joint_titles(account, limit=WORKS)
    ]


def _offered(
    section: str, seen: Standing, force: InForce, names: Mapping[str, str], chosen: str | None
) -> list[tuple[str, str]]:
    """What the reader may ask of by itself, what is in force now first; and what the address asks for."""
    known = [key for key in force.section(section) if key in seen.sight or key in seen.posts]
    wanted = dict.fromkeys([*known, *([chosen] if chosen else [])])
    return sorted(((key, names.get(key, key)) for key in wanted), key=lambda pair: pair[1])
