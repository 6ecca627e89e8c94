"""One kind of matter as everybody reads it: its clocks, caps with what happens past them, its ladder and whom each rung
reaches, the desks the site named, and what the site changed of the program's row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.kernel import Desk
from qiantou.core.kind_table import KINDS
from qiantou.core.kinds import BEFORE, EXEMPTION, Policy, Rung, Step
from qiantou.desk import labels
from qiantou.desk.kind_words import (
    ASSIGNER,
    CAPS,
    DECIDES,
    EXTRA,
    HOLDERS,
    LIGHTS,
    OPINION,
    QUOTA,
    basis_words,
    changes,
    ground_words,
    limit_words,
    meaning_words,
    rung_words,
)

Names = Mapping[str, str]
PAST: labels.Labels = {
    "rounds": gettext_lazy("past it the leader decides"),
    "returns": gettext_lazy("past it the leader decides"),
    "chasers": gettext_lazy("past it a chaser is refused"),
}
"""What happens past a cap."""
QUOTAS: labels.Labels = {
    "meeting": gettext_lazy("of one chair; past it on its own word alone"),
    "supervision": gettext_lazy("of one government; past it refused"),
}
"""Whose number a month it is, and what happens past it."""


def named_by(policy: Policy) -> list[Desk]:
    """The desks the site named for the kind."""
    return [desk for desk in (policy.opinion, policy.assigner) if desk is not None]


def told(policy: Policy, names: Names, *, own: bool) -> dict[str, Any]:
    """`own`: the site has entered a row of its own. `names`: of what it names."""
    return {
        "kind": policy.kind,
        "name": labels.kind(policy.kind),
        "grounds": ground_words(policy.grounds),
        "hue": labels.HUES.get(policy.kind, "none"),
        "changed": own,
        "table": _clocks(policy),
        "ladder": _ladder(policy),
        "facts": list(_facts(policy, names)),
        "differs": _differs(policy) if own else None,
    }


def _clocks(policy: Policy) -> dict[str, Any]:
    rows = [
        {"cells": [
            {"text": labels.label(HOLDERS, clock.phase.value), "note": labels.phase(clock.phase.value)},
            {"text": limit_words(clock.limit), "note": basis_words(clock.limit.basis)},
            {"text": meaning_words(policy, clock.phase, dispatch=False)},
            {"text": meaning_words(policy, clock.phase, dispatch=True)},
        ]}
        for clock in policy.clocks
    ]  # fmt: skip
    columns = [
        {"label": _("Step"), "wide": True}, {"label": _("Time")}, {"label": _("Silence to a request")},
        {"label": _("Silence to an order")},
    ]  # fmt: skip
    return {"label": labels.kind(policy.kind), "columns": columns, "rows": rows, "empty": _("No clock runs.")}


def _facts(policy: Policy, names: Names) -> Iterator[dict[str, Any]]:
    usual = KINDS.get(policy.kind, policy)
    if policy.ladder:
        for name, label in LIGHTS.items():
            yield _number(str(label), getattr(policy.lights, name), getattr(usual.lights, name))
    for name, label in CAPS.items():
        yield _number(str(label), getattr(policy, name), getattr(usual, name), past=labels.label(PAST, name))
    if policy.quota:
        yield _number(str(QUOTA), policy.quota, usual.quota, past=labels.label(QUOTAS, policy.kind))
    for name, label in EXTRA.items():
        limit = getattr(policy, name)
        if limit is not None:
            yield {"label": str(label), "value": limit_words(limit), "note": basis_words(limit.basis)}
    if policy.opining is not None:
        yield _desk(str(OPINION), policy.opinion, names)
    if policy.call:
        yield _desk(str(ASSIGNER), policy.assigner, names)
    if policy.kind == EXEMPTION:
        found = _desk(str(DECIDES), policy.assigner, names)
        unnamed = _(
            "The site names nobody: the office of who issued the mandate, of the sponsor, or of a leader above "
            "decides, the first of them that is no side; where each is one, a leader in person."
        )
        yield found if policy.assigner is not None else {**found, "note": unnamed}


def _number(label: str, value: int, usual: int, *, past: str = "") -> dict[str, Any]:
    """A number that no rule names: the program's own, or one the site has set."""
    basis = _("default of this program; no rule says how many") if value == usual else _("set by this site")
    return {"label": label, "value": value, "note": f"{past} · {basis}" if past else basis}


def _desk(label: str, desk: Desk | None, names: Names) -> dict[str, Any]:
    if desk is None:
        return {"label": label, "value": "–", "note": _("The site names nobody: that step is left out.")}
    return {"label": label, "value": names.get(desk, desk), "note": _("set by this site")}


def _differs(policy: Policy) -> dict[str, Any] | None:
    """What the site's row says otherwise than the program's; None where the program has none, or nothing differs."""
    usual = KINDS.get(policy.kind)
    found = changes(usual, policy) if usual is not None else []
    if not found:
        return None
    columns = [{"label": _("What")}, {"label": _("as delivered")}, {"label": _("in force here")}]
    rows = [{"cells": [{"text": one.what}, {"text": one.before}, {"text": one.after}]} for one in found]
    return {"label": _("What this site changed"), "columns": columns, "rows": rows}


def _ladder(policy: Policy) -> dict[str, Any] | None:
    """Its rungs as a table; None for a kind without."""
    if not policy.ladder:
        return None
    rows = [
        {"cells": [
            {"text": rung_words(step)},
            {"text": limit_words(step.limit), "note": basis_words(step.limit.basis)},
            {"text": _to(step)},
            {"text": "–" if step.rung in (*BEFORE, Rung.SHEET) else _("the head of the doer's unit")},
        ]}
        for step in policy.ladder
    ]  # fmt: skip
    columns = [{"label": _("Rung"), "wide": True}, {"label": _("Time")}, {"label": _("Sent to")}, {"label": _("Copy")}]
    return {"label": _("The ladder"), "columns": columns, "rows": rows}


def _to(step: Step) -> str:
    """Whom the rung reaches, as the ladder addresses it."""
    match step.rung:
        case Rung.PROMPT:
            return _("whoever owes the answer, leaders too")
        case Rung.SHEET:
            return _("the leader who decides; where there is none, the asker")
        case _:
            return _("the doer")
