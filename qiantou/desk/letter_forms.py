"""The forms of a letter: an opinion on each line, what is maintained in a later round, what becomes of each point.

Parsing only. Fields are made for the lines or points of the matter, so that all of them are one form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.access.refusals import sentence_for
from qiantou.core.kernel import Rejected
from qiantou.core.plan import LINES, Line
from qiantou.core.points import ADOPTED, CHANGE, NOT, OBJECT, PARTLY, Disposal, Point, open_points
from qiantou.core.register import Listed
from qiantou.desk.drafted import Owed, Plan
from qiantou.desk.forms import MoveForm, day, text
from qiantou.readmodel.opinions import Opinion

KEEP, DROP = "keep", "drop"
ANSWERS: tuple[tuple[str, Promise], ...] = (
    ("", gettext_lazy("agree")), (CHANGE, gettext_lazy("agree with changes")), (OBJECT, gettext_lazy("object")),
)  # fmt: skip
AGAIN = ((KEEP, gettext_lazy("maintain it")), (DROP, gettext_lazy("let it go")))
OUTCOMES = (
    (ADOPTED, gettext_lazy("adopted")), (PARTLY, gettext_lazy("partly adopted")), (NOT, gettext_lazy("not adopted")),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One part of the form: what it is about, and the point it is about where one stands already."""

    key: str
    about: str
    number: int | None = None
    answer: str = OBJECT
    due: date | None = None


class LetterForm(MoveForm):
    """A form in parts, each of several fields named "part-key-field"."""

    plan: Plan | None = None
    opinions: Mapping[int, Opinion]
    parts: Sequence[Asked] = ()
    today: date | None = None

    def know(self, plan: Plan, opinions: Sequence[Opinion], today: date) -> None:
        """The plan with its words, and the points so far with theirs."""
        self.plan, self.today = plan, today
        self.opinions = {one.raised.number: one for one in opinions}

    def said_of(self, part: Asked, field: str) -> Any:
        return self.cleaned_data.get(f"{part.key}-{field}")

    def bound(self, part: Asked, *names: str) -> list[forms.BoundField]:
        return [self[f"{part.key}-{name}"] for name in names if f"{part.key}-{name}" in self.fields]

    def owed(self, about: str) -> Owed | None:
        return self.plan.now.get(about) if self.plan else None

    @property
    def apart_from_parts(self) -> list[forms.BoundField]:
        """The visible fields of no part: the remark, and the paper of a recorded move."""
        return [field for field in self.visible_fields() if "-" not in field.name]


class Answer(LetterForm):
    """The first round asks about every line and the whole, later ones about the points still open alone."""

    def fit(self) -> None:
        self.opinions = {}
        again = bool(self.matter.points)
        if again:
            standing = open_points(self.matter.points)
            self.parts = [Asked(f"p{one.number}", one.about, one.number, one.answer, one.due) for one in standing]
        else:
            self.parts = [Asked(name, name) for name in self.matter.about[1:]] + [Asked("whole", "")]
        for part in self.parts:
            choices = AGAIN if again else ANSWERS
            label = _("Your answer")
            self.fields[f"{part.key}-answer"] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=again,
                widget=forms.RadioSelect,
                initial="" if not again else None,
            )
            if part.about:
                self.fields[f"{part.key}-due"] = day(_("Day you propose"))
                self.fields[f"{part.key}-due"].initial = part.due
            self.fields[f"{part.key}-proposal"] = text(_("How it should read instead"), required=False, rows=2)
            self.fields[f"{part.key}-reason"] = text(_("Reason"), required=False, rows=2)

    def know(self, plan: Plan, opinions: Sequence[Opinion], today: date) -> None:
        super().know(plan, opinions, today)
        for part in self.parts:
            before = self.opinions.get(part.number or 0)
            if before is not None:
                self.fields[f"{part.key}-proposal"].initial = before.latest.proposal
                self.fields[f"{part.key}-reason"].initial = before.latest.reason

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        given["points"] = tuple(self._points())
        if not given["points"] and not self.matter.points and not self.errors:
            raise forms.ValidationError(_("Every line here is agreed. To say so, press “No remark: agree”."))
        return given

    def _points(self) -> Iterator[Point]:
        for part in self.parts:
            answer = self.said_of(part, "answer")
            due, proposal, reason = (self.said_of(part, name) for name in ("due", "proposal", "reason"))
            if not answer and (due or proposal or reason):
                self.add_error(f"{part.key}-answer", _("Something is written below: do you agree, or not?"))
            if answer in (None, "", DROP):
                continue
            if not (reason or "").strip():
                self.add_error(
                    f"{part.key}-reason", sentence_for(Rejected("objection-without-reason", about=part.about))
                )
            owed = self.owed(part.about)
            if due and isinstance(owed, Line) and owed.outer is not None and due > owed.outer:
                self.add_error(
                    f"{part.key}-due", sentence_for(Rejected("past-the-outer-limit", due=due, outer=owed.outer))
                )
            code = part.answer if answer == KEEP else answer
            yield Point(part.about, code, due, part.number, proposal or "", reason or "")


class Disposing(LetterForm):
    """What becomes of every waiting point, and which of those adopted are carried into the plan."""

    def fit(self) -> None:
        self.opinions = {}
        waiting = [one for one in self.matter.points if one.outcome == ""]
        self.parts = [Asked(f"p{one.number}", one.about, one.number, one.answer, one.due) for one in waiting]
        for part in self.parts:
            outcome = forms.ChoiceField(label=_("Disposal"), choices=OUTCOMES, widget=forms.RadioSelect)
            self.fields[f"{part.key}-outcome"] = outcome
            self.fields[f"{part.key}-reason"] = text(_("Why; needed unless it is adopted"), required=False, rows=2)
        self.fields["remark"] = text(_("To the unit, in a sentence"), required=False, rows=2)

    def know(self, plan: Plan, opinions: Sequence[Opinion], today: date) -> None:
        super().know(plan, opinions, today)
        for part in self.parts:
            if self.carried(part) is not None:
                self.fields[f"{part.key}-carry"] = forms.BooleanField(
                    label=_("If adopted: carry it into the plan's line"), required=False
                )

    def carried(self, part: Asked) -> Line | None:
        """The plan's line as the point would have it; None where it proposes neither a day nor a wording."""
        line, opinion = self.owed(part.about), self.opinions.get(part.number or 0)
        if not isinstance(line, Line) or opinion is None:
            return None
        said = opinion.latest
        if said.due is None and not said.proposal:
            return None
        return replace(line, due=said.due or line.due, deliverable=said.proposal or line.deliverable)

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        given["disposals"] = tuple(self._disposals())
        given["listings"] = tuple(self._listings())
        if given["listings"] and self.plan is not None:
            given["seen"] = {self.plan.joint: len(self.plan.entries)}
        return given

    def _disposals(self) -> Iterator[Disposal]:
        for part in self.parts:
            outcome, reason = self.said_of(part, "outcome"), self.said_of(part, "reason") or ""
            if not outcome or part.number is None:
                continue
            if outcome != ADOPTED and not reason.strip():
                self.add_error(f"{part.key}-reason", sentence_for(Rejected("why-not-adopted", point=part.number)))
            if outcome != ADOPTED and self.said_of(part, "carry"):
                self.add_error(f"{part.key}-carry", _("Only what is adopted is carried over as proposed."))
            yield Disposal(part.number, outcome, reason)

    def _listings(self) -> Iterator[Listed]:
        """The changed lines; several points on one line are carried into it together."""
        changed: dict[str, Line] = {}
        for part in self.parts:
            after = self.carried(part)
            if self.said_of(part, "carry") and self.said_of(part, "outcome") == ADOPTED and after is not None:
                said = self.opinions[part.number or 0].latest
                line = changed.get(part.about, after)
                changed[part.about] = replace(
                    line, due=said.due or line.due, deliverable=said.proposal or line.deliverable
                )
        assert self.plan is not None
        assert self.today is not None
        for name, line in changed.items():
            yield Listed(LINES, f"{self.plan.joint}/{name}", line, self.today)


class Refuse(MoveForm):
    """A signature is refused with reasons, and nothing else."""

    reason = text(gettext_lazy("Why your unit does not sign"))
