"""The forms about numbers of papers: parsing only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiantou.core.numbering import ANY_FORM, LONGEST_AGENCY, Form
from qiantou.desk.charter_forms import Sent
from qiantou.desk.papers_words import FORMS

MOST = 9999


class Take(Sent):
    """A number for one paper: of which unit, word and form, about what, and where to go on."""

    unit = forms.CharField(max_length=64)
    agency = forms.CharField(max_length=LONGEST_AGENCY)
    form = forms.ChoiceField(choices=[(form.value, form.value) for form in Form])
    about = forms.CharField(max_length=64)
    title = forms.CharField(max_length=500)
    back = forms.CharField(max_length=300)


class Free(Sent):
    """A number for a paper made elsewhere, which has no page of its own here."""

    agency = forms.ChoiceField(label=_("Word for papers"))
    form = forms.ChoiceField(label=_("Sort of paper"), choices=[(form.value, FORMS[form]) for form in Form])
    title = forms.CharField(label=_("Title"), max_length=500)
    others = forms.CharField(label=_("Sent to"), max_length=500, required=False)

    def __init__(self, words: Sequence[str], data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="free_%s", **options)
        self.fields["agency"].choices = [(word, word) for word in words]  # type: ignore[attr-defined]


class Word(Sent):
    """A word for papers of the unit (机关代字)."""

    agency = forms.CharField(
        label=_("Word for papers"), max_length=LONGEST_AGENCY,
        help_text=_("As it stands before the year, such as 丰农函. It stays this unit's for good."),
    )  # fmt: skip


class CapForm(Sent):
    """How many papers of a form may take a number in a year; empty for no cap."""

    form = forms.ChoiceField(
        label=_("Sort of paper"), required=False,
        choices=[(ANY_FORM, FORMS[ANY_FORM]), *((form.value, FORMS[form]) for form in Form)],
    )  # fmt: skip
    most = forms.IntegerField(label=_("At most in a year"), required=False, min_value=0, max_value=MOST)
