"""The tables of a consultation: every letter by unit, the points still open by line, the disposition of opinions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from qiantou.core.worktime import Calendar
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.drafted import Plan, deliverable
from qiantou.desk.letter_status import ANSWERED, GROUPS, SILENT, WAITING, group_of, status_of
from qiantou.desk.letter_words import FATES, opinion_note
from qiantou.desk.templatetags.dates import listed
from qiantou.readmodel.opinions import Letter

Names = Mapping[str, str]


def counts(found: Sequence[Letter]) -> list[dict[str, Any]]:
    """How many letters are answered, waiting and silent, and what became of the opinions."""
    groups = [group_of(one) for one in found]
    opinions = [opinion for one in found for opinion in one.opinions]
    outcomes = [opinion.answers[-1].disposal.outcome if opinion.answers else "" for opinion in opinions]
    told = [(GROUPS[group], groups.count(group)) for group in (ANSWERED, WAITING, SILENT)]
    told += [(_("opinions received"), len(opinions))]
    told += [(FATES[outcome], outcomes.count(outcome)) for outcome in ("adopted", "partly", "not")]
    return [{"label": label, "value": count} for label, count in told]


def units_table(found: Sequence[Letter], calendar: Calendar, names: Names) -> dict[str, Any]:
    """Every unit asked: what it answered, or whose turn it is and until when."""
    columns = [
        {"label": _("Unit")}, {"label": _("Lines")}, {"label": _("How it stands")},
        {"label": _("Rounds so far"), "num": True}, {"label": _("Points open"), "num": True},
    ]  # fmt: skip
    rows = []
    for one in found:
        status = status_of(one, calendar, names)
        still = sum(opinion.is_open for opinion in one.opinions)
        hatched = _("not yet confirmed") if one.matter.is_hatched else ""
        rows.append({
            "doubt": status.group == SILENT,
            "cells": [
                {**_unit(one, names), "note": hatched},
                {"text": listed(one.lines), "label": _("Lines")},
                {"text": status.word, "note": status.note, "label": _("How it stands")},
                {"text": one.matter.round, "num": True, "label": _("Rounds so far")},
                {"text": still, "num": True, "label": _("Points open")},
            ],
        })  # fmt: skip
    empty = _("The plan has not been put out for consultation yet.")
    return {"label": _("Letters by unit"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def open_table(found: Sequence[Letter], plan: Plan, names: Names) -> dict[str, Any]:
    """The points still open, in the order of the plan's lines."""
    order = {name: place for place, name in enumerate(plan.now)}
    still = [(opinion, one) for one in found for opinion in one.opinions if opinion.is_open]
    still.sort(key=lambda pair: order.get(pair[0].raised.about, len(order)))
    columns = [
        {"label": _("Line")}, {"label": _("Unit")}, {"label": _("Opinion"), "wide": True},
        {"label": _("What became of it")},
    ]  # fmt: skip
    rows = [
        {"cells": [
            {"text": opinion.raised.about or _("the whole"),
             "note": deliverable(plan.now.get(opinion.raised.about))},
            {**_unit(one, names), "label": _("Unit")},
            {"text": opinion.words, "note": opinion_note(opinion), "label": _("Opinion")},
            {"text": labels.label(FATES, opinion.fate), "label": _("What became of it")},
        ]}
        for opinion, one in still
    ]  # fmt: skip
    return {"label": _("Open points"), "columns": columns, "rows": rows, "empty": _("No point is open."), "stack": True}


def disposition_table(found: Sequence[Letter], names: Names) -> dict[str, Any]:
    """采纳情况表: number, unit, line, opinion, disposal, reason; below the opinions what was reserved."""
    columns = [
        {"label": _("No.")}, {"label": _("Unit")}, {"label": _("Line")},
        {"label": _("Opinion"), "wide": True}, {"label": _("Disposal")}, {"label": _("Reason"), "wide": True},
    ]  # fmt: skip
    rows = []
    every = [(letter, opinion) for letter in found for opinion in letter.opinions]
    for number, (one, opinion) in enumerate(every, 1):
        last = opinion.answers[-1].disposal if opinion.answers else None
        ending = labels.label(FATES, opinion.fate) if opinion.fate not in ("", "adopted", "partly", "not") else ""
        rows.append({"cells": [
            {"text": number},
            {"text": names.get(one.matter.doer, one.matter.doer), "label": _("Unit")},
            {"text": opinion.raised.about or _("the whole"), "label": _("Line")},
            {"text": opinion.words, "note": opinion_note(opinion), "label": _("Opinion")},
            {"text": labels.label(FATES, last.outcome if last else ""), "note": ending, "label": _("Disposal")},
            {"text": opinion.reply or "–", "label": _("Reason")},
        ]})  # fmt: skip
    rows += [_reserved(len(rows) + place, one, names) for place, one in enumerate(reserving(found), 1)]
    empty = _("No unit has given an opinion so far.")
    return {"label": _("Disposition of opinions"), "columns": columns, "rows": rows, "empty": empty, "stack": True}


def reserving(found: Sequence[Letter]) -> list[Letter]:
    """The letters agreed to with a lack reserved."""
    return [one for one in found if one.lack is not None]


def _reserved(number: int, one: Letter, names: Names) -> dict[str, Any]:
    return {"cells": [
        {"text": number},
        {"text": names.get(one.matter.doer, one.matter.doer), "label": _("Unit")},
        {"text": listed(one.lines) or _("the whole"), "label": _("Line")},
        {"text": one.lack.lack if one.lack else "", "note": _("agrees, one lack reserved"), "label": _("Opinion")},
        {"text": "–", "label": _("Disposal")},
        {"text": "–", "label": _("Reason")},
    ]}  # fmt: skip


def _unit(one: Letter, names: Names) -> dict[str, Any]:
    return {"text": names.get(one.matter.doer, one.matter.doer), "url": matter_url(one.row.stream)}
