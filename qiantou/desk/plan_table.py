"""The lines and means of a plan as rows of a table: what each owes, who signed it, dissent beside it, its matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from qiantou.access.guards import unhidden
from qiantou.core.duty import Duty, OffList
from qiantou.core.plan import LINES, MEANS, Line, Means
from qiantou.core.plan_diff import content
from qiantou.core.register import DUTIES, OFF_LISTS, InForce
from qiantou.desk import plan_labels, plan_markup
from qiantou.desk.addresses import ref
from qiantou.desk.frame import names_for
from qiantou.desk.plan_sheet import Plan
from qiantou.desk.templatetags.dates import listed
from qiantou.readmodel.listing_rows import in_force
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.opinions import Dissenting, Letter, dissent_in, letters_of


@dataclass(frozen=True)
class Beside:
    """What stands beside the lines of one plan, by name, and the names of every desk and duty on the page."""

    names: Mapping[str, str]
    matters: Mapping[str, Sequence[MatterRow]]
    signatures: Mapping[str, Sequence[Letter]]
    dissent: Mapping[str, Sequence[Dissenting]]
    letters: Sequence[Letter]
    changed: frozenset[str]
    """Lines that were changed since their unit signed them."""


def beside(request: HttpRequest, plan: Plan) -> Beside:
    """Five queries, with names of cited duties and exceptions up to seven."""
    launched: defaultdict[str, list[MatterRow]] = defaultdict(list)
    rows = MatterRow.objects.filter(unhidden(plan.seen), joint=plan.joint, line__gt="", beside=False)
    for row in rows.order_by("place", "opened"):
        launched[row.line].append(row)
    letters = letters_of(plan.joint)
    told = dissent_in(letters, plan.entries)
    values: list[Line | Means] = [*plan.lines.values(), *plan.means.values()]
    desks = {desk for value in values for desk in plan_labels.desks_of(value)}
    desks |= {one.unit for said in told.values() for one in said}
    desks |= {one.matter.doer for one in letters} | {plan.charter.lead, plan.charter.sponsor or plan.charter.lead}
    names = {**names_for(request, desks), **duty_names((*plan.lines.values(), *plan.means.values()), plan.force)}
    signatures = _signatures(letters)
    return Beside(names, launched, signatures, told, letters, _changed(plan, signatures))


def duty_names(owed: Sequence[Line | Means], force: InForce) -> dict[str, str]:
    """Key → number and item of each duty or exception cited; no query where none is."""
    found: dict[str, str] = {}
    for section, cited in ((DUTIES, "duty"), (OFF_LISTS, "off_list")):
        keys = {key for one in owed if (key := getattr(one, cited))}
        if keys:
            listed = in_force(section, day=force.day, keys=sorted(keys))
            found |= {key: duty_words(row.value) for key, row in listed.items()}
    return found


def duty_words(value: Duty | OffList) -> str:
    number = getattr(value, "number", "")
    item = value.item.partition("\n")[0] or _("(the words were erased)")
    return f"{number} {item}".strip()


def _signatures(letters: Sequence[Letter]) -> dict[str, list[Letter]]:
    """Line → the last signature of each desk that was asked to sign it."""
    last: dict[tuple[str, str], Letter] = {}
    for one in letters:
        if one.matter.kind == "signature":
            last |= {(name, one.matter.doer): one for name in one.lines}
    found: defaultdict[str, list[Letter]] = defaultdict(list)
    for (name, _desk), one in last.items():
        found[name].append(one)
    return found


def _changed(plan: Plan, signatures: Mapping[str, Sequence[Letter]]) -> frozenset[str]:
    numbers = {f"v{version.number}": entry.version for version, entry in plan.versions}
    asked = {one.version for found in signatures.values() for one in found}
    stood = {name: _owed(content(plan.entries, numbers[name])) for name in asked if name in numbers}
    now = _owed(plan.content)
    return frozenset(
        name
        for name, found in signatures.items()
        for one in found
        if stood.get(one.version, {}).get(name) != now.get(name)
    )


def _owed(told: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {**told[LINES], **told[MEANS]}


COLUMNS = {
    "unit": gettext_lazy("Unit"), "duty": gettext_lazy("Duty cited"), "due": gettext_lazy("Due"),
    "weight": gettext_lazy("Weight and effort"), "after": gettext_lazy("Waits for"),
    "signed": gettext_lazy("Signatures"), "matter": gettext_lazy("Matter"),
}  # fmt: skip
ALWAYS = ("unit", "due")


def lines_table(plan: Plan, told: Beside) -> dict[str, Any]:
    """One row a line, in the order of the plan. A column in which nothing stands is left out."""
    listed = {line.unit: bool(plan.force.duties(line.unit)) for line in plan.lines.values()}
    base = reverse("plan", args=[ref(plan.joint)])
    rows = [
        _row(name, line, told, f"{base}{name}/", uncovered=listed[line.unit] and not cited(line))
        for name, line in plan.lines.items()
    ]
    shown = [name for name in COLUMNS if name in ALWAYS or any(row[name] != plan_markup.NONE for row in rows)]
    labels = {name: plan_markup.joined(str(COLUMNS[name])) for name in shown}
    for row in rows:
        row["cells"] = plan_markup.joined(*(plan_markup.cell(labels[name], row[name]) for name in shown))
    return {"columns": list(labels.values()), "rows": rows}


def cited(line: Line) -> str:
    return line.duty or line.off_list


def _row(name: str, line: Line, told: Beside, url: str, *, uncovered: bool) -> dict[str, Any]:
    names = told.names
    signed = [
        *(plan_markup.signed(one, names, is_stale=name in told.changed) for one in told.signatures.get(name, ())),
        *(plan_markup.dissent(one, names) for one in told.dissent.get(name, ())),
    ]
    return {
        "name": name,
        "title": plan_markup.title(line, url),
        "unit": plan_markup.unit(line, names),
        "duty": plan_markup.duty(line, names, uncovered=uncovered),
        "due": plan_markup.due(line),
        "weight": plan_markup.weight(line),
        "after": plan_markup.after(line),
        "signed": plan_markup.joined(*signed) if signed else plan_markup.NONE,
        "matter": plan_markup.matters(told.matters.get(name, ())),
        "needs": uncovered or name in told.dissent,
    }


def means_rows(plan: Plan, told: Beside) -> list[dict[str, Any]]:
    """One row a means: what, promised by whom, by when, from which paper, which lines need it, and its matter."""
    base = reverse("plan", args=[ref(plan.joint)])
    return [_means(name, means, plan, told) | {"url": f"{base}means/{name}/"} for name, means in plan.means.items()]


def apart(plan: Plan, told: Beside) -> list[dict[str, Any]]:
    """Dissent that stands beside no line of the table: on the whole, on a means, on a line taken out since."""
    return [
        {
            "about": name or _("the whole"),
            "said": plan_markup.joined(*(plan_markup.dissent(one, told.names) for one in said)),
        }
        for name, said in told.dissent.items()
        if name not in plan.lines
    ]


def _means(name: str, means: Means, plan: Plan, told: Beside) -> dict[str, Any]:
    wanted = [line for line, value in plan.lines.items() if name in value.needs]
    signed = [plan_markup.signed(one, told.names, is_stale=False) for one in told.signatures.get(name, ())]
    return {
        "name": name,
        "title": plan_labels.title_of(means),
        "sort": plan_labels.SORTS[means.sort],
        "amount": means.amount,
        "promiser": plan_markup.joined(plan_markup.called(means.promiser, told.names), *signed),
        "due": means.due.isoformat() if means.due else "",
        "source": means.source,
        "lines": listed(wanted),
        "matter": plan_markup.matters(told.matters.get(name, ())),
    }


def facts(plan: Plan) -> list[dict[str, Any]]:
    """The figures above the table; what is missing is said, never an error."""
    lines = list(plan.lines.values())
    sized = [_days_of(line.effort) for line in lines if line.effort]
    undated = sum(line.due is None and line.outer is None and line.rhythm is None for line in lines)
    weights = [line.weight for line in lines if line.weight is not None]
    bare = uncovered(plan.lines, plan.force)
    figures: list[dict[str, Any]] = [
        {"label": _("Lines"), "value": len(lines),
         "note": ngettext("%(count)d unit", "%(count)d units", len({line.unit for line in lines}))
         % {"count": len({line.unit for line in lines})}},
        {"label": _("Weights"), "value": sum(weights) if weights else _("equal"),
         "note": _("%(count)d lines without a weight") % {"count": len(lines) - len(weights)}
         if weights and len(weights) < len(lines) else ""},
        {"label": _("Effort, person-days"), "value": f"{sum(sized):g}" if sized else plan_labels.not_agreed(),
         "note": _("%(count)d lines without an effort") % {"count": len(lines) - len(sized)}
         if sized and len(sized) < len(lines) else ""},
        {"label": _("Without a day"), "value": undated},
    ]  # fmt: skip
    if bare:
        note = _("their units' duty lists are loaded")
        figures.append({"label": _("Without a duty cited"), "value": len(bare), "note": note, "late": True})
    return figures


def _days_of(effort: str) -> float:
    return plan_labels.SIZES.get(effort) or float(effort)


def uncovered(lines: Mapping[str, Line], force: InForce) -> list[str]:
    """Names of lines that cite neither a duty nor an exception of their unit, though its lists are loaded."""
    return [name for name, line in lines.items() if not cited(line) and force.duties(line.unit)]
