"""An even load in words: how far the search is, before and after as bars and figures, the distance, why lines moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from qiantou.desk import plan_labels
from qiantou.desk.advice_lead import days_of
from qiantou.desk.advice_load_form import counted
from qiantou.desk.advice_runs import TENTHS, fraction
from qiantou.desk.advice_svg import Bar, Row, draw, legend
from qiantou.desk.models import LoadRun
from qiantou.desk.plan_sheet import Plan
from qiantou.desk.shares import percent
from qiantou.desk.templatetags.dates import listed, words

Names = Mapping[str, str]
STAGES: Mapping[str, Promise] = {
    "search": gettext_lazy("Moving lines between units"),
    "relaxation": gettext_lazy("Proving how good a plan can be"),
}
PROOFS: Mapping[str, Promise] = {
    "units": gettext_lazy("%(units)s alone must carry %(lines)d lines, and more capacity they do not have"),
    "line": gettext_lazy("line %(line)s alone takes as much, whoever has it"),
    "busy": gettext_lazy("what stays with %(units)s and what it has lent takes as much"),
    "nothing": gettext_lazy("there is no effort to share"),
}
WHY: Mapping[str, Promise] = {
    "new": gettext_lazy("it had no unit"),
    "excluded": gettext_lazy("%(unit)s may not take it"),
    "no-capacity": gettext_lazy("%(unit)s can give no day"),
    "does-not-fit": gettext_lazy("it is not the duty of %(unit)s"),
    "too-many-units": gettext_lazy("it had more units than allowed"),
    "shared": gettext_lazy("one unit more carries it: no plan without that came as near"),
    "relieves": gettext_lazy("with it %(unit)s would stand at %(share)s"),
}
ENDS: Mapping[str, Promise] = {
    "enough": gettext_lazy("as near to the best possible as is asked for"),
    "settled": gettext_lazy("nothing better was found"),
    "time": gettext_lazy("the best found in the time"),
    "cancelled": gettext_lazy("stopped; the best found until then"),
}
FAULTS: Mapping[str, Promise] = {
    "no-capacity": gettext_lazy("No unit can give a day, so nobody can take %(lines)s."),
    "fixed-to-excluded": gettext_lazy("%(lines)s: stays where it is, and its unit may not take it. Both cannot be."),
    "fixed-without-capacity": gettext_lazy("%(lines)s: stays where it is, but its unit can give no day."),
    "fixed-to-too-many": gettext_lazy("%(lines)s: stays with more units than one line may have."),
    "nobody-left": gettext_lazy("%(lines)s: every unit that can give days is shut out."),
}


def facts(plan: Plan) -> list[dict[str, Any]]:
    """What is to be shared out, and what of it is not known."""
    sized = {name: days for name, line in plan.lines.items() if (days := days_of(line.effort)) is not None}
    bare = [name for name in plan.lines if name not in sized]
    labelled = sum(line.effort in plan_labels.SIZES for line in plan.lines.values())
    sizes = " · ".join(f"{plan_labels.SIZE_WORDS[size]} = {days}" for size, days in plan_labels.SIZES.items())
    return [
        {"label": _("Lines with an effort"), "value": len(sized),
         "note": _("left out, effort not agreed: %(lines)s") % {"lines": _few(bare)} if bare else ""},
        {"label": _("Person-days together"), "value": decimal(sum(sized.values(), Fraction(0)))},
        {"label": _("Only sized"), "value": labelled, "note": _("default person-days: %(sizes)s") % {"sizes": sizes}},
    ]  # fmt: skip


def _few(lines: Sequence[str], most: int = 8) -> str:
    more = f" … +{len(lines) - most}" if len(lines) > most else ""
    return listed(lines[:most]) + more


def job(run: LoadRun, ref: str, *, died: bool, may_stop: bool = False) -> dict[str, Any]:
    """How far it is, for `desk/advice/progress.html`."""
    near = _("largest share %(share).0f%%, proved to be no less than %(bound).0f%%")
    told = near % {"share": run.share * 100, "bound": run.bound * 100} if run.bound else ""
    return {
        "url": reverse("advice-run", args=[ref, run.id]), "cancel_url": reverse("advice-cancel", args=[ref, run.id]),
        "label": STAGES.get(run.stage, run.stage), "told": told, "died": died,
        "may_stop": may_stop and not died and not run.cancelled,
        "steps": ngettext("%(count)d step", "%(count)d steps", run.steps) % {"count": run.steps},
    }  # fmt: skip


def failure(run: LoadRun, names: Names) -> str:
    """Why there is no plan, with the lines or units at fault; empty where there is one."""
    if run.failed is None:
        return ""
    told = {"lines": listed(run.failed["lines"]), "units": _named(run.failed["units"], names)}
    if run.failed["code"] in FAULTS:
        return str(FAULTS[run.failed["code"]]) % told
    return _("This cannot be reckoned (%(code)s): %(what)s.") % {
        "code": run.failed["code"], "what": told["lines"] or told["units"],
    }  # fmt: skip


def answer(run: LoadRun, plan: Plan, names: Names) -> dict[str, Any]:
    """Bars, tables and sentences of a plan that was found."""
    found = run.found
    assert found is not None
    value, bound = Fraction(found["value"]), found["bound"]
    proof = str(PROOFS[bound["proof"]]) % {
        "units": _named(bound["units"], names), "lines": bound["lines"], "line": bound["line"],
    }  # fmt: skip
    kinds = [(pgettext("letter in a chart", "B"), _("before")), (pgettext("letter in a chart", "A"), _("after"))]
    asked = {line["line"] for line in run.asked["lines"]}
    return {
        "facts": [
            {"label": _("Largest share before"), "value": percent(Fraction(found["before"]))},
            {"label": _("Largest share after"), "value": percent(value), "note": ENDS[found["ended"]]},
            {"label": _("No plan can do better than"), "value": percent(Fraction(bound["value"])),
             "note": words(proof)},
            {"label": _("So at most above the best possible"), "value": percent(Fraction(found["distance"]), 1)},
        ],
        "svg": draw("load", _rows(found["units"], kinds, names), title=_("Share of capacity before and after")),
        "legend": legend("load", kinds),
        "units": _units_table(found["units"], names),
        "moved": _moved_table(found["moved"], plan, names, empty=_unmoved(value, Fraction(bound["value"]))),
        "unfit": _("Nobody's own duty, so anybody may take them: %(lines)s.") % {"lines": _few(found["unfit"])}
        if found["unfit"] else "",
        "left": _left(plan, asked),
    }  # fmt: skip


def _left(plan: Plan, asked: set[str]) -> str:
    left = [name for name in plan.lines if name not in asked]
    told = _("Left out, as their effort or the capacity of their unit is not known: %(lines)s.")
    return told % {"lines": _few(left)} if left else ""


def _rows(units: Sequence[Mapping[str, Any]], kinds: Sequence[tuple[str, str]], names: Names) -> list[Row]:
    rows = []
    for one in units:
        shares = [fraction(one["before"]), fraction(one["after"])]
        bars = [
            Bar(number, kinds[number][0], share, percent(share) if share is not None else _("no capacity"))
            for number, share in enumerate(shares)
        ]
        rows.append(Row(names.get(one["unit"], one["unit"]), bars))
    return rows


def _units_table(units: Sequence[Mapping[str, Any]], names: Names) -> dict[str, Any]:
    columns = [
        {"label": _("Unit")}, {"label": _("Can give, person-days"), "num": True},
        {"label": _("Carries before"), "num": True}, {"label": _("Carries after"), "num": True},
        {"label": _("Share before"), "num": True}, {"label": _("Share after"), "num": True},
    ]  # fmt: skip
    rows = [
        {"cells": [
            {"text": names.get(one["unit"], one["unit"])},
            {"text": decimal(Fraction(one["capacity"], TENTHS)), "num": True, "label": _("Can give, person-days")},
            *({"text": decimal(Fraction(effort) / TENTHS), "num": True, "label": label,
               "note": ngettext("%(count)d line", "%(count)d lines", lines) % {"count": lines}}
              for effort, lines, label in zip(one["effort"], one["lines"], (_("Carries before"), _("Carries after")),
                                              strict=True)),
            {"text": percent(fraction(one["before"])), "num": True, "label": _("Share before")},
            {"text": percent(fraction(one["after"])), "num": True, "label": _("Share after")},
        ]}
        for one in units
    ]  # fmt: skip
    return {"label": _("Load of each unit"), "columns": columns, "rows": rows, "empty": "", "stack": True}


def _unmoved(share: Fraction, bound: Fraction) -> str:
    """Why no line moves; it does not mean that nobody carries too much."""
    told = _("No line moves: the largest share is %(share)s, and no plan has less than %(bound)s.") % {
        "share": percent(share), "bound": percent(bound),
    }  # fmt: skip
    if share <= 1:
        return told
    over = _("A unit still carries more than it can give: smaller lines, more people or another day would help.")
    return f"{told} {over}"


def _moved_table(moved: Sequence[Mapping[str, Any]], plan: Plan, names: Names, *, empty: str) -> dict[str, Any]:
    columns = [
        {"label": _("Line"), "wide": True}, {"label": _("From unit")}, {"label": _("To unit")},
        {"label": _("Why"), "wide": True},
    ]  # fmt: skip
    rows = []
    for one in moved:
        line = plan.lines.get(one["line"])
        why = str(WHY[one["why"]]) % {
            "unit": names.get(one["unit"], one["unit"]),
            "share": percent(fraction(one["share"])),
        }
        rows.append({"cells": [
            {"text": one["line"], "note": plan_labels.title_of(line) if line else ""},
            {"text": _named(one["before"], names), "label": _("From unit")},
            {"text": _named(one["after"], names), "label": _("To unit")}, {"text": why, "label": _("Why")},
        ]})  # fmt: skip
    return {"label": _("Lines that move, and why"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _named(units: Sequence[str], names: Names) -> str:
    return listed(names.get(unit, unit) for unit in units) or "–"


def decimal(value: Fraction) -> str:
    """Person-days to a hundredth, without needless zeros."""
    shown = f"{float(value):.2f}"
    return shown.rstrip("0").rstrip(".")


__all__ = ["answer", "counted", "decimal", "facts", "failure", "job"]
