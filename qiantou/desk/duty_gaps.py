"""Gaps and overlaps 空白与交叉: plan lines that no duty of their unit covers, and one duty claimed by two units.

A gap is a line of a plan the reader sees, of a unit whose lists are loaded, that cites no row and no exception, one
that ended, or one that only another department may cite. Coordination is no duty of a list. Two basic rows are the
same duty where their items are equal but for blanks and marks; townships among themselves have the same duties and do
not overlap, so that where no other unit's lists are loaded no row is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from qiantou.access.guards import joint_titles, register_for
from qiantou.acts import shell
from qiantou.acts.duties import current, plain
from qiantou.core.door import GRASS_ROOTS, is_ended, is_open_to
from qiantou.core.duty import DutySort, OffList
from qiantou.core.plan import LINES, Line, Role, joint_of, name_of
from qiantou.core.register import DUTIES, OFF_LISTS, InForce
from qiantou.desk.addresses import joint_url
from qiantou.desk.duties import item_words, reader
from qiantou.desk.frame import directory
from qiantou.desk.templatetags.dates import day as in_words
from qiantou.readmodel.listing_rows import InForce as Row
from qiantou.readmodel.listing_rows import in_force

WORKS = 200  # joint works looked through, the newest
SHOWN = 100
CLAIMS = 4  # of one duty; bureaus first, and townships are many


@login_required
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    account = reader(request)
    force, names = register_for(account).at(shell.now()), directory(request)
    works = dict(joint_titles(account, limit=WORKS))
    lines = in_force(LINES, sorted(works), day=force.day) if works else {}
    found = [(row, lack) for row in lines.values() if (lack := lacking(row, force))]
    claimed = list(overlaps(current(in_force(DUTIES, day=force.day), force.day), force)) if _may_overlap(force) else []
    context = {
        "gaps": _gaps_table(found[:SHOWN], works, names), "more_gaps": max(0, len(found) - SHOWN),
        "overlaps": _overlaps_table(claimed[:SHOWN], names), "more_overlaps": max(0, len(claimed) - SHOWN),
    }  # fmt: skip
    return render(request, "desk/duties/gaps.html", context)


def _may_overlap(force: InForce) -> bool:
    """Whether the lists of a unit that is no township are loaded."""
    return any(not _is_township(unit, force) for unit in force.register.duties(force.day, force.instant))


def lacking(row: Row, force: InForce) -> str:
    """Why no duty of its unit covers the line; "" where one does, or where nothing can be said."""
    line: Line = row.value
    held = force.duties(line.unit)
    if not held or line.role is Role.COORDINATE:
        return ""
    if line.off_list:
        return _lacking_exception(line, force)
    if not line.duty:
        return _("cites no duty")
    duty = held.get(line.duty)
    if duty is None:
        return _("the row cited is not on the list any more")
    if duty.sort is DutySort.TAKEN_BACK:
        return _("the row cited was taken back")
    if is_ended(duty, force) and duty.until is not None:
        return _("the duty cited ended on %(day)s") % {"day": in_words(duty.until)}
    charter = force.charter(joint_of(row.key))
    asker = line.competent or (charter.lead if charter is not None else None)
    if _is_township(line.unit, force) and asker is not None and not is_open_to(duty, asker, force):
        return _("only the department that the row cited names may ask it")
    return ""


def _lacking_exception(line: Line, force: InForce) -> str:
    found = force.section(OFF_LISTS).get(line.off_list)
    if not isinstance(found, OffList) or found.unit != line.unit:
        return _("the exception cited is not there any more")
    if force.day > found.until:
        return _("the exception cited ended on %(day)s") % {"day": in_words(found.until)}
    return ""


def overlaps(rows: Sequence[Row], force: InForce) -> Iterator[list[Row]]:
    """The basic rows of one item that two units claim, not both of them townships; one row a unit."""
    same: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        if row.value.sort is DutySort.BASIC and row.value.item.strip():
            same[plain(row.value.item)].setdefault(row.value.unit, row)
    for claims in same.values():
        others = [unit for unit in claims if not _is_township(unit, force)]
        if len(claims) > 1 and others:
            yield sorted(claims.values(), key=lambda row: _is_township(row.value.unit, force))


def _is_township(unit: str, force: InForce) -> bool:
    found = force.unit(unit)  # type: ignore[arg-type]
    return found is not None and found.sort == GRASS_ROOTS


def _gaps_table(found: Sequence[tuple[Row, str]], works: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    heads = [_("Line"), _("What is owed"), _("Unit"), _("Joint work"), _("Gap")]
    rows = [
        {"cells": [
            {"text": name_of(row.key)}, {"text": row.value.deliverable or "–", "label": heads[1]},
            {"text": names.get(row.value.unit, row.value.unit), "label": heads[2],
             "url": f"{reverse('duties')}?unit={row.value.unit}"},
            {"text": works[joint_of(row.key)], "url": joint_url(joint_of(row.key)), "label": heads[3]},
            {"text": lack, "label": heads[4]},
        ]}
        for row, lack in found
    ]  # fmt: skip
    columns = [{"label": head, "wide": head in (heads[1], heads[3])} for head in heads]
    empty = _("No line of a plan you see lacks a duty of a unit whose lists are loaded.")
    return {"label": _("Gaps"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def _overlaps_table(found: Sequence[list[Row]], names: Mapping[str, str]) -> dict[str, Any]:
    """Every claim in a row of its own, the duty named once above the others."""
    heads = [_("Duty"), _("Claimed by"), _("Settle it")]
    rows: list[dict[str, Any]] = []
    for claims in found:
        for place, row in enumerate(claims[:CLAIMS]):
            key = row.key[2:]
            rows.append({"cells": [
                {"text": item_words(row.value) if not place else "〃 " + item_words(row.value),
                 "url": reverse("duty", args=[key])},
                {"text": names.get(row.value.unit, row.value.unit), "label": heads[1]},
                {"text": _("Apply for a change"), "url": f"{reverse('duty-change-new')}?row={key}&act=end",
                 "label": heads[2]},
            ]})  # fmt: skip
    columns = [{"label": head, "wide": head == heads[0]} for head in heads]
    empty = _("No two units claim the same duty.")
    return {"label": _("Overlaps"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


urlpatterns = [path("duties/gaps/", gaps, name="duty-gaps")]
