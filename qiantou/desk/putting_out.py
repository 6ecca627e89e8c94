"""The button that puts a plan out, for opinions or to be signed: once, and nothing that its presser has not seen."""

from __future__ import annotations

from typing import Any, Self
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _

from qiantou.access.refusals import sentence_for
from qiantou.core.kernel import Rejected
from qiantou.core.plan_diff import content
from qiantou.desk.drafted import Plan


def of_line(refusal: Rejected) -> str:
    """The sentence of a refusal, with the line it concerns where it names one."""
    sentence = sentence_for(refusal)
    if "line" not in refusal.facts:
        return sentence
    return _("Line %(name)s: %(sentence)s") % {"name": refusal.facts["line"], "sentence": sentence}


class Once(forms.Form):
    """A button pressed once: the command's own id."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)


class PutOut(Once):
    """`version`: of the plan's stream as the page showed it."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @classmethod
    def of(cls, plan: Plan) -> Self:
        """A fresh one for the plan as it stands."""
        return cls(initial={"command_id": uuid4().hex, "version": len(plan.entries)}, auto_id="send_%s")

    def may_put_out(self, plan: Plan) -> None:
        """Raises Rejected where the plan says something else than the page did, from another tab or desk."""
        if content(plan.entries, self.cleaned_data["version"]) != content(plan.entries):
            raise Rejected("moved-on")

    def anew(self, plan: Plan) -> None:
        """What was typed, for another try on the plan as it stands now."""
        typed: dict[str, Any] = {name: self.data[name] for name in self.data}
        self.data = typed | {"version": str(len(plan.entries)), "command_id": uuid4().hex}
