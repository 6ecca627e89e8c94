"""The forms of the answers to a case: parsing only, at most three fields; and what a person adds, as terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiantou.core.deciding import Case, Terms
from qiantou.core.kernel import Desk
from qiantou.desk import duty_citing
from qiantou.desk.duty_move import Citing
from qiantou.desk.forms import Assign, DeskField, MoveForm, day, text

LOOK = "look"
"""The button that shows what follows, and records nothing."""


class Decision(MoveForm):
    """An answer that needs a sentence only."""

    reason = text(_("Decision, in a sentence"), rows=2)


class Dated(MoveForm):
    due = day(_("New day"), required=True)
    reason = text(_("Decision, in a sentence"), rows=2)


class Means(Citing, MoveForm):
    to = DeskField(label=_("Who gives them"))
    reason = forms.CharField(label=_("What is to be given"), max_length=500)
    due = day(_("By when"))

    def asker(self) -> Desk:
        """Who decides asks for them."""
        return self.matter.arbiter or self.matter.asker


class Lead(Citing, MoveForm):
    to = DeskField(label=_("Which unit should lead"))
    reason = text(_("Why"), rows=2)


FORMS: Mapping[str, type[MoveForm]] = {
    "date": Dated, "grant-date": Dated, "first-1": Dated, "first-2": Dated, "doer": Assign, "name": Assign,
    "means": Means, "lead": Lead,
}  # fmt: skip
"""The forms of the answers that need more than a sentence."""


def form_of(code: str) -> type[MoveForm]:
    return FORMS.get(code, Decision)


def terms_of(said: Mapping[str, Any], case: Case) -> Terms:
    """What the form adds to the answer. The sentence of a demand for means is also its reason."""
    desk = said.get("doer") or said.get("to")
    cited: dict[str, Any] = dict(duty_citing.named(said.get("row", "")))
    return Terms(said.get("reason", ""), said.get("due"), desk, what=said.get("reason", ""), **cited)


def proposed(code: str, case: Case) -> dict[str, Any]:
    """What stands in the form before anybody types: the day asked for, where another may be granted instead."""
    return {"due": case.matter.due} if case.matter.due is not None and code == "grant-date" else {}
