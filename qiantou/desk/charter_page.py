"""What the page of a charter shows: each part as agreed or "not agreed", and how it came to be so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from qiantou.core.kernel import Desk
from qiantou.core.undertaking import BODIES, Charter, Measure
from qiantou.desk import labels
from qiantou.desk.addresses import receipt_url
from qiantou.desk.charter_labels import DIRECTIONS, TIERS
from qiantou.desk.charter_read import Stage
from qiantou.desk.templatetags.dates import day, listed, moment

Names = Mapping[str, str]


def desks_of(found: Iterable[Stage]) -> set[str]:
    """Every desk that any version of the charter names."""
    named: set[str] = set()
    for stage in found:
        charter = stage.charter
        parts = (
            charter.lead,
            charter.issuer,
            charter.keeper,
            charter.sponsor,
            charter.office,
            charter.appraiser,
            *charter.members,
            stage.by.desk,
        )
        named |= {desk for desk in (*parts, *(measure.by for measure in charter.measures)) if desk}
    return named


def parts(stage: Stage, names: Names) -> list[tuple[str, str, str]]:
    """Code, label and words of each part of the charter, in the order of the paper; "" where it is not agreed."""
    charter = stage.charter
    told = [
        ("title", _("Title"), stage.title),
        ("paper", _("Source paper"), stage.paper),
        ("goal", _("Goal"), charter.goal),
        ("lead", _("Lead"), _called(charter.lead, names)),
        ("sponsor", _("Decides (sponsor)"), _called(charter.sponsor, names)),
        ("above", _("If the sponsor is silent"), _silence(charter)),
        ("members", _("Members"), listed(_called(desk, names) for desk in charter.members)),
        ("tier", _("Form"), labels.label(TIERS, charter.tier.value)),
        ("until", _("Last day"), day(charter.until) if charter.until else ""),
        ("end", _("Ends when"), charter.end_condition),
        ("assessment", _("Assessment"), charter.assessment or _("not linked to appraisal")),
        ("replaces", _("Replaces"), "\n".join(charter.replaces)),
        ("issuer", _("Issuer of the charter"), _called(charter.issuer, names)),
        ("keeper", _("Keeps the record"), _called(charter.keeper, names)),
    ]
    if charter.appraiser:
        told.append(("appraiser", _("Used here by"), _called(charter.appraiser, names)))
    if charter.office:
        told.append(("office", _("Office of the working group"), _called(charter.office, names)))
    if charter.met:
        told.append(("met", _("Condition met on"), day(charter.met)))
    if charter.ended:
        told.append(("ended", _("Closed on"), f"{day(charter.ended)} · {charter.ending}"))
    return told


def shown(stage: Stage, names: Names) -> list[dict[str, Any]]:
    """The parts as the page lists them; a body's two ends are demanded, others may stay open."""
    return [{"label": label, "value": value or _("not agreed"), "open": not value}
            for code, label, value in parts(stage, names) if code not in ("title",)]  # fmt: skip


def _called(desk: Desk | None, names: Names) -> str:
    return names.get(desk, desk) if desk else ""


def _silence(charter: Charter) -> str:
    if charter.sponsor is None:
        return ""
    if charter.above:
        return _("the question goes to the leader above")
    return _("the question goes on the list of the next meeting")


def measures_table(charter: Charter, names: Names) -> dict[str, Any]:
    """Outcome measures, one a row."""
    columns = [
        {"label": _("What is measured"), "wide": True}, {"label": _("Today"), "num": True},
        {"label": _("Target"), "num": True}, {"label": _("Direction")}, {"label": _("Who measures")},
    ]  # fmt: skip
    rows = [{"cells": [
        {"text": one.name, "note": one.unit},
        {"text": one.baseline or _("not agreed"), "num": True, "label": _("Today")},
        {"text": one.target or _("not agreed"), "num": True, "label": _("Target")},
        {"text": labels.label(DIRECTIONS, one.direction.value), "label": _("Direction")},
        {"text": _called(one.by, names) or _("not agreed"), "label": _("Who measures")},
    ]} for one in charter.measures]  # fmt: skip
    empty = _("No outcome measure is agreed.")
    return {"label": _("Outcome measures"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def history(found: Sequence[Stage], names: Names, positions: Mapping[int, int]) -> list[dict[str, Any]]:
    """Each change, the newest first: when, by whom, its entry, and what was otherwise before."""
    told = []
    before: Stage | None = None
    for stage in found:
        told.append({
            "at": moment(stage.at), "by": _called(stage.by.desk, names) or _("by rule"),
            "passing": stage.is_passing, "changes": difference(before, stage, names) if before else [],
            "url": receipt_url(positions[stage.version]),
        })  # fmt: skip
        before = stage
    return told[::-1]


def difference(before: Stage, after: Stage, names: Names) -> list[dict[str, str]]:
    """What each part said before and says now, where they differ."""
    was = {code: value for code, _label, value in parts(before, names)}
    changes = [
        {"what": label, "before": was.get(code, "–") or _("not agreed"), "after": value or _("not agreed")}
        for code, label, value in parts(after, names) if was.get(code, "") != value
    ]  # fmt: skip
    if before.charter.measures != after.charter.measures:
        told = [_measures(stage.charter.measures, names) for stage in (before, after)]
        changes.append({"what": _("Outcome measures"), "before": told[0], "after": told[1]})
    return changes


def _measures(measures: Sequence[Measure], names: Names) -> str:
    rows = (
        " · ".join(part for part in (
            one.name, f"{one.baseline or '–'} → {one.target or '–'} {one.unit}".strip(),
            labels.label(DIRECTIONS, one.direction.value), _called(one.by, names),
        ) if part)
        for one in measures
    )  # fmt: skip
    return "\n".join(rows) or _("not agreed")


def adds_burden(charter: Charter) -> bool:
    """Whether the work replaces no list, form or chat group."""
    return not charter.replaces


def is_body(charter: Charter) -> bool:
    return charter.tier in BODIES
