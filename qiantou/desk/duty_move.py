"""Citing a row of a duty list in a move: an obstacle, a dispute or a ruling that asks a township for work.

The field is not there until the desk named is a township whose lists are loaded; then it offers the rows that whoever
asks for the work may cite, and the exceptions in force. What is chosen is judged by the rule all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from qiantou.access.refusals import sentence_for
from qiantou.acts import registers, shell
from qiantou.core.door import watched
from qiantou.core.kernel import Desk, Rejected
from qiantou.core.kinds import Effect
from qiantou.desk.duty_citing import citable
from qiantou.readmodel.models import MatterRow

if TYPE_CHECKING:
    from qiantou.core.matter import Matter

ROW = "row"


class Citing(forms.Form):
    """Before MoveForm among the bases. `asks`: the field that names the desk asked."""

    asks: ClassVar[str] = "to"
    matter: Matter
    row = forms.CharField(
        required=False, max_length=20, widget=forms.Select, label=_("Row of its duty list this rests on"),
        help_text=_("Or an exception, once a leader above it has approved one."),
    )  # fmt: skip
    is_watched = False

    def asker(self) -> Desk:
        """Who asks it of the desk named: the doer, whose work is stopped."""
        return self.matter.doer

    def is_demand(self, given: dict[str, Any]) -> bool:
        """Whether what is filled in asks the desk named for work: all but what the asker of the work itself owes it."""
        return bool(given.get(self.asks)) and given[self.asks] != self.matter.asker

    def visible_fields(self) -> list[forms.BoundField]:
        """With the row right after the desk it belongs to, where one is needed."""
        shown = [field for field in super().visible_fields() if field.name != ROW]
        if self.is_watched:
            place = next((number for number, field in enumerate(shown, 1) if field.name == self.asks), 0)
            shown.insert(place, self[ROW])
        return shown

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        chosen, given[ROW] = given.get(ROW, ""), ""
        force = registers.current().at(shell.now())
        unit = watched(given[self.asks], self.asker(), force) if self.is_demand(given) else None
        if unit is None:
            return given
        self.is_watched = True
        offered = citable(unit, self.asker(), force)
        self.fields[ROW].widget.choices = [("", _("Choose a row")), *offered.items()]
        if chosen in offered:
            given[ROW] = chosen
        else:
            self.add_error(ROW, sentence_for(Rejected("not-on-the-duty-list", unit=unit)))
        return given


class CitingForWork(Citing):
    """Where the work itself is said to be the township's: whoever asks for the work would ask it."""

    asks = "whose"

    def asker(self) -> Desk:
        return self.matter.asker


class CitingInRefusal(CitingForWork):
    """An order declined opens a dispute; a request declined asks nobody for anything."""

    def is_demand(self, given: dict[str, Any]) -> bool:
        ours = given.get("ground", "not-ours") != "not-ours"
        return self.matter.basis.dispatch and not ours and super().is_demand(given)


class CitingInRuling(CitingForWork):
    """A ruling beside a work gives that work to another; any other gives the matter itself, or passes the lead."""

    asks = "doer"

    def asker(self) -> Desk:
        if not self.matter.policy.beside or self.matter.parent is None:
            return self.matter.asker
        return Desk(MatterRow.objects.values_list("asker", flat=True).get(pk=self.matter.parent))

    def is_demand(self, given: dict[str, Any]) -> bool:
        if self.matter.policy.effect is Effect.LEAD:
            return bool(given.get(self.asks))
        asks_work = self.matter.policy.demand or self.matter.policy.beside
        return asks_work and bool(given.get(self.asks)) and given[self.asks] != self.matter.doer
