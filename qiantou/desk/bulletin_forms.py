"""The forms of bulletins: parsing only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiantou.core.bulletin import Bulletin, Mark, Order, Sort, Struck, blamed, rests_on
from qiantou.core.kernel import Desk, Stream
from qiantou.core.plan import Every
from qiantou.desk.bulletin_words import RHYTHMS, SORTS
from qiantou.desk.forms import text

MOST = 20  # sentences of praise or criticism in one bulletin
BLANK = 2  # empty rows below those filled in
LONGEST = 500  # characters of one sentence


class Sent(forms.Form):
    """What every form here carries: which command it is."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)


class Ordering(Sent):
    """Who issues, how often, how long units have their lines before, and whether there is a public version."""

    issuer = forms.ChoiceField(label=_("Issuing office"))
    every = forms.ChoiceField(label=_("How often"), choices=[(every.value, label) for every, label in RHYTHMS.items()])
    ahead = forms.IntegerField(
        label=_("Working days a unit has its lines before"), min_value=1, max_value=20, initial=1,
        help_text=_("For whoever a line puts in a bad light."),
    )  # fmt: skip
    public = forms.BooleanField(
        label=_("A short version is open to everybody"), required=False,
        help_text=_("What was completed and what is coming; no unit that is late, nobody in person."),
    )  # fmt: skip

    def offer(self, issuers: Sequence[tuple[str, str]]) -> None:
        self.fields["issuer"].choices = list(issuers)  # type: ignore[attr-defined]

    def made(self, joint: Stream | None) -> Order:
        said = self.cleaned_data
        return Order(Desk(said["issuer"]), joint, Every(said["every"]), said["ahead"], said["public"])


class Showing(Sent):
    """The draft as it was drawn, which the marks were put to."""

    seal = forms.RegexField(r"\A[0-9a-f]{16}\Z", widget=forms.HiddenInput)


class Marking(forms.Form):
    """One sentence beside the lines it rests on; a row left empty is none."""

    lines = forms.CharField(label=_("Lines (their numbers)"), required=False, max_length=100)
    sort = forms.ChoiceField(
        label=_("Praise or criticism"), choices=[(sort.value, label) for sort, label in SORTS.items()]
    )
    said = forms.CharField(label=_("One sentence"), required=False, max_length=LONGEST)

    def mark(self, content: Bulletin) -> Mark | None:
        """The mark, of the unit whose line comes first. None for an empty row, or with an error in this form."""
        said = self.cleaned_data
        numbers = [int(number) for number in re.findall(r"\d{1,6}", said.get("lines", ""))]
        if not numbers and not said.get("said", "").strip():
            return None
        places = [number - 1 for number in numbers]
        told = dict(enumerate(content.items))
        if not places or not all(place in told for place in places):
            self.add_error("lines", _("Name lines of this bulletin by their numbers."))
            return None
        sort = Sort(said["sort"])
        first = told[places[0]]
        unit = first.unit if sort is Sort.PRAISE else next(iter(blamed(first)), first.unit)
        mark = Mark(unit, sort, tuple(dict.fromkeys(places)), said.get("said", "").strip())
        if not mark.text:
            self.add_error("said", _("Please say it in a sentence."))
        elif not all(rests_on(mark, told[place]) for place in mark.items):
            self.add_error("lines", _("These lines do not bear that out for one unit."))
        return None if self.errors else mark


class Striking(forms.Form):
    """A line that is left out, and why; a row left empty is none."""

    line = forms.IntegerField(label=_("Line that is not issued"), required=False, min_value=1)
    reason = forms.CharField(
        label=_("Why it is not issued"), required=False, max_length=LONGEST,
        help_text=_("Stands in the record; the unit named and whoever approves read it. The fact is not changed."),
    )  # fmt: skip

    def struck(self, content: Bulletin) -> Struck | None:
        """The line; None for an empty row, or with an error in this form."""
        line, reason = self.cleaned_data.get("line"), self.cleaned_data.get("reason", "").strip()
        if line is None and not reason:
            return None
        if line is None or line > len(content.items):
            self.add_error("line", _("Name lines of this bulletin by their numbers."))
        if not reason:
            self.add_error("reason", _("Please say why in a sentence."))
        return None if self.errors or line is None else Struck(line - 1, reason)


Markings = forms.formset_factory(Marking, extra=BLANK, max_num=MOST, absolute_max=MOST + BLANK)
Strikings = forms.formset_factory(Striking, extra=1, max_num=MOST, absolute_max=MOST + 1)


class Said:
    """What the office says of a draft: sentences beside its lines, and the lines it leaves out; as sent, or as they
    stand."""

    def __init__(self, data: Any, content: Bulletin) -> None:
        marks = [
            {"lines": ", ".join(str(place + 1) for place in mark.items), "sort": mark.sort.value, "said": mark.text}
            for mark in content.marks
        ]
        struck = [{"line": one.item + 1, "reason": one.reason} for one in content.struck]
        self.content = content
        self.markings = Markings(data, initial=marks, prefix="marks")
        self.strikings = Strikings(data, initial=struck, prefix="struck")
        self.marks: tuple[Mark, ...] = ()
        self.struck: tuple[Struck, ...] = ()

    def is_valid(self) -> bool:
        """Whether every row holds; then `marks` and `struck` are read from them."""
        if not (self.markings.is_valid() and self.strikings.is_valid()):
            return False
        marks = [row.mark(self.content) for row in self.markings]
        struck = [row.struck(self.content) for row in self.strikings]
        self.marks = tuple(mark for mark in marks if mark is not None)
        self.struck = tuple(one for one in struck if one is not None)
        return not any(row.errors for row in (*self.markings, *self.strikings))


class Saying(Sent):
    """A unit's own sentence below its lines."""

    desk = forms.ChoiceField(label=_("In the name of"))
    said = text(_("Our sentence"), rows=2)

    def offer(self, desks: Sequence[tuple[str, str]]) -> None:
        self.fields["desk"].choices = list(desks)  # type: ignore[attr-defined]
        if len(desks) == 1:
            self.fields["desk"].widget = forms.HiddenInput()
            self.fields["desk"].initial = desks[0][0]


class Correcting(Sent):
    """What was wrong, and what is right."""

    line = forms.IntegerField(label=_("Line of the bulletin"), required=False, min_value=1)
    said = text(_("Correction"), rows=2, help_text=_("What was wrong, and what is right."))
