"""The forms of the moves: parsing only, at most three fields each; what may be done is asked of the rules.

Hidden fields say which command it is, for which desk, and which version of the matter the person saw. A move
recorded for another asks for its paper too: what then would be a fourth field is folded away with a sense of its
own, or is a form of its own beside the first.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from qiantou.core.kernel import Desk
from qiantou.core.kinds import Effect
from qiantou.core.matter import Matter
from qiantou.core.withholding import CONFIDENTIAL
from qiantou.desk import labels
from qiantou.desk.duty_move import Citing, CitingForWork, CitingInRefusal, CitingInRuling
from qiantou.readmodel.naming import desks_called

DESKS_LIST = "desks"
"""The id of the page's list of names that desk fields offer."""
HIDDEN = ("command_id", "version", "desk", "entry")


FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
"""[default] Days nearer to any record than to a slip of the keyboard."""
_NEAR = _("This day lies far from every record: look at the year.")
WITHIN = [MinValueValidator(FIRST_DAY, message=_NEAR), MaxValueValidator(LAST_DAY, message=_NEAR)]


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DeskField(forms.CharField):
    """A unit, post or outside party by its name, a section with its unit's before it; cleaned to the desk.

    `homes`: the units whose sections the person knows of; those of others are no names.
    """

    homes: Collection[str] = ()

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown": _("No unit or post has this name; choose one from the list."),
        "several": _("Several units or posts have this name; write a section with its unit before it, as in the list."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"list": DESKS_LIST, "autocomplete": "off"}))
        options.setdefault("max_length", 200)
        super().__init__(**options)

    def clean(self, value: Any) -> Desk | None:
        name = super().clean(value).strip()
        if not name:
            return None
        found = desks_called([name], self.homes)[name]
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        if len(found) > 1:
            raise forms.ValidationError(self.error_messages["several"], code="several")
        return Desk(found[0])


def text(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, widget=widget, max_length=5000, help_text=help_text)


def day(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=Day(), validators=WITHIN)


class MoveForm(forms.Form):
    """What every move carries. `auto_id` is told apart by the move's code, as several stand on one page."""

    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    desk = forms.CharField(max_length=64, widget=forms.HiddenInput)
    entry = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    folds: ClassVar[tuple[str, ...]] = ()  # besides the day: fields of a recorded move that need not be looked at
    apart: ClassVar[tuple[str, ...]] = ()  # fields that stand on another form where the move is recorded

    def __init__(self, data: Any = None, *, matter: Matter, code: str, initial: dict[str, Any] | None = None) -> None:
        given = {"command_id": uuid4().hex, **(initial or {})}
        super().__init__(data, initial=given, auto_id=f"{code}_%s", label_suffix="")
        self.matter = matter
        self.folded: tuple[str, ...] = ()
        self.fit()

    def fit(self) -> None:
        """Adapt fields to the matter."""

    def record(self, today: date, paper: str = "") -> None:
        """Add what a move recorded for another desk needs: the paper it stands on, and the day, folded away.

        `paper`: what the recorder named last, offered again.
        """
        label = _("Paper on which it was said (title, number, page)")
        self.fields["paper"] = forms.CharField(label=label, max_length=500, initial=paper)
        self.fields["said"] = day(_("Said on"), required=True)
        self.fields["said"].initial = today
        self.folded = ("said", *self.folds)
        for name in self.apart:
            self.fields.pop(name, None)
        for name in self.folds:
            self.fields[name].initial = today if isinstance(self.fields[name], forms.DateField) else ""
            self.fields[name].required = isinstance(self.fields[name], forms.DateField)

    def photograph(self) -> None:
        """A decision that is recorded needs the photo of what was written, which is the paper."""
        self.fields["photo"] = forms.FileField(label=_("Photo or scan of the slip (PDF, JPEG, PNG)"))
        self.fields["paper"].initial = _("Handwritten note")
        self.folded = ("paper", *self.folded)

    def clean(self) -> dict[str, Any]:
        """The paper of a recorded move stands for the reason that was folded away."""
        given = super().clean() or {}
        if "reason" in self.folded and not given.get("reason"):
            given["reason"] = given.get("paper", "")
        return given

    @property
    def in_sight(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.folded]

    @property
    def in_fold(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name in self.folded]

    @property
    def is_unfolded(self) -> bool:
        """Whether something in the fold is wrong, and has to be seen."""
        return any(field.errors for field in self.in_fold)


class Nothing(MoveForm):
    """A move that needs no words."""


class Reason(MoveForm):
    reason = text(_("Reason"))


class Lift(MoveForm):
    until = day(_("Through which day (empty: until day, doer or stage changes)"))
    reason = text(_("Reason"))


class Counter(MoveForm):
    due = day(_("Day you propose"))
    reason = text(_("What you propose, and why"))


class Reserve(MoveForm):
    folds = ("since",)
    lack = forms.CharField(label=_("The one thing lacking"), max_length=500)
    curer = DeskField(label=_("Who could cure it"))
    since = day(_("Lacking since"), required=True)


class Decline(CitingInRefusal, MoveForm):
    apart = ("whose",)
    ground = forms.ChoiceField(label=_("Ground"))
    whose = DeskField(label=_("If it is not yours: whose"), required=False)
    reason = text(_("Reason"))

    def fit(self) -> None:
        grounds = [ground for ground in self.matter.policy.grounds if ground != CONFIDENTIAL]  # a form of its own
        choices = [(ground, labels.label(labels.GROUNDS, ground)) for ground in grounds]
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]
        if "not-ours" not in self.matter.policy.grounds:
            del self.fields["whose"]

    def record(self, today: date, paper: str = "") -> None:
        super().record(today, paper)
        ground: Any = self.fields["ground"]
        ground.choices = [choice for choice in ground.choices if choice[0] != "not-ours"]


class NotOurs(CitingInRefusal, MoveForm):
    whose = DeskField(label=_("Whose duty it is"))
    reason = text(_("Reason"))


class Amend(MoveForm):
    due = day(_("New day"))
    reason = text(_("What changes"), required=False)

    def fit(self) -> None:
        self.fields["due"].initial = self.matter.proposed or self.matter.due


class OfferTo(MoveForm):
    doer = DeskField(label=_("Ask whom"))


class Report(MoveForm):
    reason = text(_("How far it is"))
    attempted = forms.BooleanField(
        label=_("Tried without success"), required=False,
        help_text=_("What was tried and is on record counts as work done."),
    )  # fmt: skip


class PassDisputeUp(MoveForm):
    reason = text(_("Opinion, with the rule it rests on"))
    whose = DeskField(label=_("Whose duty you take it to be"), required=False)


class Block(Citing, MoveForm):
    apart = ("outside",)
    reason = forms.CharField(label=_("What is lacking"), max_length=500)
    to = DeskField(label=_("Who could remove it"))
    outside = forms.BooleanField(label=_("A cause outside: that desk only confirms it"), required=False)


class BlockOutside(Citing, MoveForm):
    reason = forms.CharField(label=_("What is lacking"), max_length=500)
    to = DeskField(label=_("Who has to confirm it"))


class BlockBy(MoveForm):
    reason = forms.CharField(label=_("What is lacking"), max_length=500)
    blocker = forms.ChoiceField(label=_("The matter it waits for"))


class Deliver(MoveForm):
    reason = text(_("What is delivered"))
    papers = text(
        _("Papers (title or number, one a line)"), required=False, rows=2, help_text=_("No state or work secrets.")
    )


class Opinion(Deliver):
    """One sentence asked for, and what it rests on."""

    reason = text(_("Opinion"))
    papers = text(
        _("What it rests on (title or number, one a line)"),
        required=False, rows=2, help_text=_("No state or work secrets."),
    )  # fmt: skip


class Hearing(Opinion):
    """What a unit has to say before anybody decides on a proposal about it."""

    reason = text(_("What your unit has to say"))


class Return(MoveForm):
    reason = text(_("What has to be completed"))
    lacking = forms.BooleanField(
        label=_("Something agreed is lacking"), required=False, initial=True,
        help_text=_(
            "Leave it out when you wish more than was agreed: the doer's clock was stopped meanwhile, and a lead then "
            "needs the power to return work."
        ),
    )  # fmt: skip


class Remark(MoveForm):
    reason = text(_("Remark"), required=False, rows=2)


class LateRemark(MoveForm):
    reason = text(_("Remark"))


RULINGS = (
    ("underway", _("the work goes on")), ("offered", _("it is asked again")), ("delivered", _("back to review")),
    ("granted", _("granted: it ends")), ("refused", _("not granted: it ends")),
)  # fmt: skip


class Rule(MoveForm):
    folds = ("reason",)
    outcome = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    due = day(_("New day, if it changes"))
    reason = text(_("Reason"))

    def fit(self) -> None:
        allowed = {"offered", "granted", "refused"}
        if not self.matter.policy.settles:
            allowed |= {"underway"} | ({"delivered"} if self.matter.delivered else set())
        own = labels.RULINGS_OF.get(self.matter.kind, {})
        choices = [(code, own.get(code, label)) for code, label in RULINGS if code in allowed]
        self.fields["outcome"].choices = choices  # type: ignore[attr-defined]
        if self.matter.policy.effect is Effect.LEAD:  # nothing falls due but the answer itself
            self.fields["due"].widget = forms.HiddenInput()


class Assign(CitingInRuling, MoveForm):
    folds = ("reason",)
    doer = DeskField(label=_("Who does it"))
    due = day(_("New day, if it changes"))
    reason = text(_("Reason"))


class Variation(CitingForWork, MoveForm):
    asks = "new_doer"
    apart = ("new_doer",)
    due = day(_("New day asked for"))
    new_doer = DeskField(label=_("Or: hand it over to"), required=False)
    reason = text(_("Why, and how far it is"))

    def record(self, today: date, paper: str = "") -> None:
        super().record(today, paper)
        self.fields["due"].required = True


class HandOver(CitingForWork, MoveForm):
    asks = "new_doer"
    new_doer = DeskField(label=_("Hand it over to"))
    reason = text(_("Why, and how far it is"))


class Dispute(CitingForWork, MoveForm):
    whose = DeskField(label=_("Whose duty it is"))
    reason = text(_("Reason, with the rule it rests on"))


class Confirm(MoveForm):
    reason = forms.CharField(label=_("Paper, if there is one"), required=False, max_length=500)
