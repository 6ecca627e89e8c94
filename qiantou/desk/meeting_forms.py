"""The forms of a coordination meeting: calling one, and its minutes with an answer for every point. Parsing only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.acts.meetings import Minutes, Task
from qiantou.core.kernel import Desk, Stream
from qiantou.core.meeting import Decided, Item, Outcome
from qiantou.desk.duty_citing import named
from qiantou.desk.forms import DeskField, day, text
from qiantou.desk.meeting_read import OUTCOMES

TASKS = 3  # new tasks offered on one form; more are asked of their doers one by one
WORDS = 2000  # characters of a decision


class Sent(forms.Form):
    command_id = forms.RegexField(r"\A[0-9a-f]{32}\Z", widget=forms.HiddenInput)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, label_suffix="", **options)
        self.initial.setdefault("command_id", uuid4().hex)


class Call(Sent):
    """`points`: the items that may be brought, with what each is called."""

    day = day(gettext_lazy("Day of the meeting"), required=True)
    place = forms.CharField(label=gettext_lazy("Meeting place"), required=False, max_length=200)
    chosen = forms.MultipleChoiceField(label=gettext_lazy("Points of the agenda"), widget=forms.CheckboxSelectMultiple)
    extra = forms.BooleanField(
        label=gettext_lazy("One more this month: the chair says that it is needed"), required=False
    )

    def __init__(self, points: Sequence[tuple[Item, str]], data: Any = None, *, most: int, **options: Any) -> None:
        super().__init__(data, **options)
        self.items = {item.matters[0]: item for item, _title in points}
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(item.matters[0], title) for item, title in points]
        self.initial.setdefault("chosen", [item.matters[0] for item, _title in points])
        self.fields["extra"].help_text = _("A chair holds %(most)s a month without saying so.") % {"most": most}

    @property
    def agenda(self) -> tuple[Item, ...]:
        return tuple(self.items[Stream(name)] for name in self.cleaned_data["chosen"])


class MinutesForm(Sent):
    """For each open matter of the agenda what was decided; then new tasks, and who came."""

    held = day(gettext_lazy("Held on"), required=True)
    number = forms.CharField(label=gettext_lazy("Number of the minutes"), max_length=60)
    attended = forms.MultipleChoiceField(
        label=gettext_lazy("Who attended"), widget=forms.CheckboxSelectMultiple, required=False
    )
    minutes = text(gettext_lazy("What else the minutes say"), required=False)

    def __init__(
        self, matters: Sequence[Stream], invited: Sequence[tuple[Desk, str]], data: Any = None, *,
        homes: Collection[str] = (), today: date,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"held": today})
        self.matters = matters
        self.names: Sequence[str] = ()  # of desks, which the page offers
        self.known: Mapping[str, str] = {}  # desk → its name
        attended: Any = self.fields["attended"]
        attended.choices = invited
        for number in range(len(matters)):
            self._point(f"m{number}")
        for number in range(TASKS):
            self._task(f"t{number}")
        for field in self.fields.values():
            if isinstance(field, DeskField):
                field.homes = homes

    def _point(self, name: str) -> None:
        choices = [("", "–"), *OUTCOMES.items()]
        self.fields[f"{name}_outcome"] = forms.ChoiceField(label=_("Decision"), choices=choices, required=False)
        self.fields[f"{name}_due"] = day(_("New day, if it changes"))
        self.fields[f"{name}_doer"] = DeskField(label=_("Another doer"), required=False)
        self.fields[f"{name}_words"] = forms.CharField(
            label=_("The decision in words"), required=False, max_length=WORDS, widget=forms.Textarea(attrs={"rows": 2})
        )

    def _task(self, name: str) -> None:
        self.fields[f"{name}_title"] = forms.CharField(label=_("What is to be done"), required=False, max_length=300)
        self.fields[f"{name}_doer"] = DeskField(label=_("Who does it"), required=False)
        self.fields[f"{name}_due"] = day(_("By when"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in range(TASKS):
            title, doer = given.get(f"t{number}_title"), given.get(f"t{number}_doer")
            if bool(title) is not bool(doer) and f"t{number}_doer" not in self.errors:
                self.add_error(f"t{number}_doer", _("A task names what is to be done and who does it."))
        return given

    def point(self, number: int) -> list[forms.BoundField]:
        return [self[f"m{number}_{name}"] for name in ("outcome", "due", "doer", "words")]

    @property
    def points(self) -> dict[Stream, list[forms.BoundField]]:
        return {name: self.point(number) for number, name in enumerate(self.matters)}

    @property
    def tasks(self) -> list[list[forms.BoundField]]:
        return [[self[f"t{number}_{name}"] for name in ("title", "doer", "due")] for number in range(TASKS)]

    @property
    def whole(self) -> list[forms.BoundField]:
        return [self[name] for name in ("held", "number", "attended")]

    @property
    def doers(self) -> list[Desk]:
        """Whoever a new task names, once it is known to be one."""
        return [task.doer for task in self._tasks({})]

    def said(self, cited: Mapping[Desk, str]) -> Minutes:
        """`cited`: township → the key of the row of its duty list, or of the exception, that its tasks rest on."""
        given = self.cleaned_data
        return Minutes(
            given["held"], given["number"], tuple(Desk(desk) for desk in given["attended"]),
            tuple(self._decided()), tuple(self._tasks(cited)), given["minutes"],
        )  # fmt: skip

    def _decided(self) -> Iterator[Decided]:
        given = self.cleaned_data
        for number, name in enumerate(self.matters):
            outcome = given[f"m{number}_outcome"]
            if outcome:
                due, doer, words = (given[f"m{number}_{part}"] for part in ("due", "doer", "words"))
                yield Decided(name, Outcome(outcome), due, doer, words=words)

    def _tasks(self, cited: Mapping[Desk, str]) -> Iterator[Task]:
        given = self.cleaned_data
        for number in range(TASKS):
            if given[f"t{number}_title"]:
                doer = given[f"t{number}_doer"]
                rests = cast(Any, named(cited.get(doer, "")))
                yield Task(given[f"t{number}_title"], doer, given[f"t{number}_due"], **rests)
