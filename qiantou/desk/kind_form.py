"""The form of a kind: everything of its policy that is data, step by step. Parsing only; the register checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.kinds import EXEMPTION, NOT_OURS, Clock, Lights, Phase, Policy, Silence, SilenceRow, Step
from qiantou.core.worktime import Limit, Unit
from qiantou.desk import labels
from qiantou.desk.forms import DeskField
from qiantou.desk.kind_words import (
    ASSIGNER,
    CAPS,
    DECIDES,
    DEFAULT,
    EXTRA,
    HOLDERS,
    LIGHTS,
    MEANINGS,
    OPINION,
    QUOTA,
    basis_words,
    rung_words,
)  # fmt: skip
from qiantou.desk.situation import called

UNITS = [
    (Unit.WORKING_DAYS.value, gettext_lazy("working days")), (Unit.CALENDAR_DAYS.value, gettext_lazy("calendar days")),
    (Unit.WORKING_MINUTES.value, gettext_lazy("working minutes")), (Unit.MINUTES.value, gettext_lazy("minutes")),
]  # fmt: skip
MOST_GROUNDS = 20


class PolicyForm(forms.Form):
    """For each step: the number, its unit, the rule it rests on, what silence means; then caps and grounds."""

    def __init__(self, policy: Policy, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.policy = policy
        for clock in policy.clocks:
            self._add_limit(clock.phase.value, clock.limit)
            self._add_silence(clock.phase)
        for name in EXTRA:
            if getattr(policy, name) is not None:
                self._add_limit(name, getattr(policy, name))
        for name, label in CAPS.items():
            self.fields[name] = forms.IntegerField(
                min_value=0, max_value=99, initial=getattr(policy, name), label=str(label)
            )
        self._add_own(policy)
        for step in policy.ladder:
            self._add_limit(_rung(step), step.limit)
        for name, label in LIGHTS.items():
            self.fields[name] = forms.IntegerField(
                min_value=0, max_value=99, initial=getattr(policy.lights, name), label=str(label)
            )
        self._add_grounds()

    def _add_own(self, policy: Policy) -> None:
        """What few kinds have: a number a month, a desk that gives its opinion first, or one that assigns calls."""
        if policy.quota:
            self.fields["quota"] = forms.IntegerField(min_value=1, max_value=99, initial=policy.quota, label=str(QUOTA))
        if policy.opining is not None:
            name = called([policy.opinion]).get(policy.opinion or "", "")
            self.fields["opinion"] = DeskField(label=str(OPINION), required=False, initial=name)
        if policy.call or policy.kind == EXEMPTION:
            name = called([policy.assigner]).get(policy.assigner or "", "")
            label = DECIDES if policy.kind == EXEMPTION else ASSIGNER
            self.fields["assigner"] = DeskField(label=str(label), required=False, initial=name)

    @property
    def _own(self) -> list[str]:
        return [name for name in ("quota", "opinion", "assigner") if name in self.fields]

    def _add_limit(self, name: str, limit: Limit) -> None:
        self.fields[f"{name}_amount"] = forms.IntegerField(
            min_value=0, max_value=100_000, initial=limit.amount, label=_("Time")
        )
        self.fields[f"{name}_unit"] = forms.ChoiceField(choices=UNITS, initial=limit.unit.value, label=_("counted in"))
        self.fields[f"{name}_basis"] = forms.CharField(
            max_length=300, initial=_shown(limit.basis), label=_("Rule it rests on"), required=False
        )

    def _add_silence(self, phase: Phase) -> None:
        exact = {row.dispatch: row.meaning.value for row in self.policy.silence if row.phase is phase}
        request = self.policy.meaning(phase, dispatch=False)
        for name, label, empty, initial in (
            ("request", _("Silence to a request"), _("changes nothing"), request.value if request else ""),
            ("order", _("Silence to an order"), _("as to a request"), exact.get(True, "")),
        ):
            self.fields[f"{phase.value}_{name}"] = forms.ChoiceField(
                choices=[("", empty), *MEANINGS.items()], initial=initial, label=label, required=False
            )

    def _add_grounds(self) -> None:
        """The grounds that have words of their own as boxes; any other in a field, one a line."""
        known = [(code, words) for code, words in labels.GROUNDS.items()]
        self.fields["grounds"] = forms.MultipleChoiceField(
            choices=known, initial=[code for code in self.policy.grounds if code in labels.GROUNDS],
            label=_("Grounds for declining"), widget=forms.CheckboxSelectMultiple, required=False,
        )  # fmt: skip
        others = [ground for ground in self.policy.grounds if ground not in labels.GROUNDS]
        self.fields["others"] = forms.CharField(
            label=_("Further grounds, one a line"), widget=forms.Textarea(attrs={"rows": 2}), required=False,
            initial="\n".join(others), max_length=2000,
        )  # fmt: skip

    def clean_others(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["others"].splitlines() if line.strip()]
        if len(lines) > MOST_GROUNDS or any(len(line) > 60 for line in lines):
            raise forms.ValidationError(_("At most 20 further grounds, each of at most 60 characters."), code="long")
        return list(dict.fromkeys(lines))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.policy.grounds and not given.get("grounds") and not given.get("others"):
            self.add_error("grounds", _("Leave at least one ground: nobody could decline otherwise."))
        return given

    @property
    def steps(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each step under its name, then caps and grounds."""
        named = [(clock.phase.value, labels.label(HOLDERS, clock.phase.value)) for clock in self.policy.clocks]
        named += [(name, str(label)) for name, label in EXTRA.items() if f"{name}_amount" in self.fields]
        steps = [
            (label, [self[field] for field in self.fields if field.startswith(f"{name}_")]) for name, label in named
        ]
        steps += [
            (
                f"{_('The ladder')} · {rung_words(step)}",
                [self[field] for field in self.fields if field.startswith(f"{_rung(step)}_")],
            )
            for step in self.policy.ladder
        ]
        steps.append((_("Lights"), [self[name] for name in LIGHTS]))
        return [*steps, (_("Rounds and grounds"), [self[name] for name in (*CAPS, *self._own, "grounds", "others")])]

    def changed_policy(self) -> Policy:
        """The policy as typed. A number without a rule is marked as a default of the site."""
        given = self.cleaned_data
        clocks = tuple(
            Clock(clock.phase, _limit(given, clock.phase.value, clock.limit)) for clock in self.policy.clocks
        )
        further: dict[str, Any] = {
            name: _limit(given, name, getattr(self.policy, name)) for name in EXTRA if f"{name}_amount" in self.fields
        }
        silence = tuple(row for clock in self.policy.clocks for row in _silence(given, clock.phase))
        first = dict.fromkeys((NOT_OURS, *self.policy.grounds, *labels.GROUNDS))
        order = {code: number for number, code in enumerate(first)}
        grounds = tuple(sorted(given["grounds"], key=lambda code: order[code])) + tuple(given["others"])
        caps: dict[str, Any] = {name: given[name] for name in (*CAPS, *self._own)}
        ladder = tuple(replace(step, limit=_limit(given, _rung(step), step.limit)) for step in self.policy.ladder)
        lights = Lights(**{name: given[name] for name in LIGHTS})
        return replace(
            self.policy, clocks=clocks, silence=silence, grounds=grounds, ladder=ladder, lights=lights,
            **further, **caps,
        )  # fmt: skip


def _rung(step: Step) -> str:
    """The name of its fields."""
    return f"{step.urgency.value}_{step.rung.value}"


def _limit(given: Mapping[str, Any], name: str, before: Limit) -> Limit:
    basis = _basis(given[f"{name}_basis"], before.basis)
    return Limit(given[f"{name}_amount"], Unit(given[f"{name}_unit"]), basis)


def _silence(given: Mapping[str, Any], phase: Phase) -> Iterator[SilenceRow]:
    for name, dispatch in (("request", False), ("order", True)):
        meaning = given[f"{phase.value}_{name}"]
        if meaning:
            yield SilenceRow(phase, dispatch, Silence(meaning))


def _shown(basis: str) -> str:
    """The basis as a person writes it; nothing for a default."""
    return "" if basis == DEFAULT else basis_words(basis)


def _basis(typed: str, before: str) -> str:
    """What is recorded: the words as typed, the same code where they were left as they stood."""
    words = typed.strip()
    return before if words and words == _shown(before) else words or DEFAULT
