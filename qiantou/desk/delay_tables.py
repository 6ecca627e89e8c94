"""The tables of the page of a work's delay: parties, windows, lines, and every stretch of time with its entry."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiantou.core.attribution import NOBODY
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.delay_told import Told, in_days
from qiantou.desk.figure_words import WINDOWS
from qiantou.desk.templatetags.dates import day, listed
from qiantou.documents.plan_ties import tie_text
from qiantou.insight.as_built_parts import (
    ANEW,
    CHANGES,
    DISPUTED,
    EXCUSED,
    HINDERED,
    LATE_LAUNCH,
    LAUNCHING,
    ORDERED,
    REGAINED,
    UNDONE,
    UNLAUNCHED,
    Part,
)
from qiantou.insight.as_built_step import Step
from qiantou.insight.delay import Window as Counted
from qiantou.insight.in_tenths import tenths

CAUSES: dict[str, Promise] = {
    REGAINED: gettext_lazy("done in less than planned"),
    CHANGES: gettext_lazy("another wish of the asker"),
    EXCUSED: gettext_lazy("the reason for being late was accepted"),
    DISPUTED: gettext_lazy("while it was asked whose duty it is"),
    ANEW: gettext_lazy("withdrawn, until it was opened anew"),
    UNDONE: gettext_lazy("not asked for any more"),
    UNLAUNCHED: gettext_lazy("waits for what was not launched"),
    LATE_LAUNCH: gettext_lazy("launched late"),
    LAUNCHING: gettext_lazy("signed, waiting to be launched"),
    ORDERED: gettext_lazy("waits for what a later version put before it, or no longer does"),
    HINDERED: gettext_lazy("could not be launched"),
    "stopped": gettext_lazy("stopped, nobody named"),
    "closed": gettext_lazy("closed for a while"),
}
MOST = 300  # stretches that one page tells
LEFT_OUT: dict[str, Promise] = {
    "coordination": gettext_lazy("coordination goes along with the rest"),
    "repeats": gettext_lazy("falls due again and again"),
    "no-day": gettext_lazy("no day was agreed"),
    "not-opened": gettext_lazy("not launched"),
    "withdrawn": gettext_lazy("withdrawn"),
    "otherwise": gettext_lazy("ended without a delivery"),
}


def party_table(told: Told) -> dict[str, Any]:
    """The shares, exact in their sum; beside each its own overtime, which may have held up nobody."""
    found = told.finding
    rows = [
        [
            {"text": _("%(letter)s %(name)s") % {"letter": told.holders[p].letter, "name": told.name(p)}},
            _num(_("Share of the delay"), in_days(told.tenths[p])),
            {
                **_num(_("Own overtime"), told.days(told.overtime[p]) if p in told.overtime else "–"),
                "note": _("of it %(days)s not in the sheet") % {"days": told.days(told.left[p])}
                if p in told.left
                else "",
            },
            _num(_("In hand inside what is allowed"), told.days(told.inside[p]) if p in told.inside else "–"),
            _num(_("Time regained"), told.days(told.regained[p]) if p in told.regained else "–"),
            _num(_("Float used"), told.days(used) if (used := found.float_used.get(p, Fraction(0))) else "–"),
            {
                "text": day(told.day_at(found.but_for[p])) if found.shares.get(p) else "–",
                "label": _("Finish but for it"),
            },
            *_interval(told, p),
        ]
        for p in told.parties
    ]
    total = [
        {"text": _("Together: the delay")}, _num(_("Share of the delay"), in_days(sum(told.tenths.values()))),
        *[_num("", "") for _number in range(4)], {"text": ""}, *([_num("", "")] if found.interval is not None else []),
    ]  # fmt: skip
    columns: list[dict[str, Any]] = [
        {"label": _("Party"), "wide": True}, {"label": _("Share of the delay"), "num": True},
        {"label": _("Own overtime"), "num": True}, {"label": _("In hand inside what is allowed"), "num": True},
        {"label": _("Time regained"), "num": True}, {"label": _("Float used"), "num": True},
        {"label": _("Finish but for it")},
        *([{"label": _("95 % interval"), "num": True}] if found.interval is not None else []),
    ]  # fmt: skip
    return _table(_("Whose days were lost"), columns, [*rows, total] if rows else [])


def _interval(told: Told, party: str) -> list[dict[str, Any]]:
    """Between what the exact share lies with 95 %, where the shares were drawn."""
    bounds = told.finding.interval
    if bounds is None:
        return []
    text = " – ".join(told.days(one) for one in bounds[party]) if party in bounds else "–"
    return [_num(_("95 % interval"), text)]


def window_table(told: Told) -> dict[str, Any]:
    """The shares under each choice of window."""
    each = {
        window: tenths({p: one.shares.get(p, Fraction(0)) for p in told.parties}, told.day_minutes)
        for window, one in told.findings.items()
    }
    names = {w: _("%(window)s, counts") % {"window": WINDOWS[w]} if w is told.counts else str(WINDOWS[w]) for w in each}
    rows = [[{"text": told.name(p)}, *(_num(names[w], in_days(each[w][p])) for w in each)] for p in told.parties]
    rows.append([{"text": _("Together: the delay")},
                 *(_num(names[w], in_days(sum(each[w].values()))) for w in each)])  # fmt: skip
    columns: list[dict[str, Any]] = [
        {"label": _("Party"), "wide": True},
        *({"label": names[w], "num": True} for w in each),
    ]
    return _table(_("How the answer changes with the window"), columns, rows if told.parties else [])


def course_table(told: Told) -> dict[str, Any]:
    """The windows in which the finish changed, or several parties' time met: what was expected after each, and why."""
    columns: list[dict[str, Any]] = [
        {"label": _("Window")}, {"label": _("Finish known then")}, {"label": _("Later, working days"), "num": True},
        {"label": _("Shares of it"), "wide": True},
    ]  # fmt: skip
    rows = [_course(told, one) for one in told.finding.by_window if any(one.shares.values())]
    return _table(_("Window by window"), columns, rows[:MOST])


def _course(told: Told, one: Counted) -> list[dict[str, Any]]:
    begins = told.day_after(one.begin or 0)
    ends = told.day_at(one.end) if one.end is not None else None
    shares = tenths({party: minutes for party, minutes in one.shares.items() if minutes}, told.day_minutes)
    who = (_("%(name)s %(days)s") % {"name": told.name(p), "days": in_days(many)} for p, many in shares.items())
    until = day(ends) if ends is not None else _("the end")
    return [
        {"text": day(begins) if ends == begins else f"{day(begins)} – {until}"},
        {"text": day(told.day_at(one.after)), "label": _("Finish known then")},
        _num(_("Later, working days"), told.days(one.after - one.before)),
        {"text": listed(who), "label": _("Shares of it")},
    ]


def line_table(told: Told) -> dict[str, Any]:
    """The steps in the order of the network."""
    columns: list[dict[str, Any]] = [
        {"label": _("Line"), "wide": True}, {"label": _("Party")}, {"label": _("After lines")},
        {"label": _("Planned finish")}, {"label": _("Finish")}, {"label": _("Later, working days"), "num": True},
        {"label": _("Float in the plan"), "num": True},
    ]  # fmt: skip
    rows = []
    for step in told.built.steps:
        later = step.actual[1] - step.planned[1]
        ends = day(told.day_at(step.actual[1]))
        rows.append([
            {"text": f"{step.name} {told.titles.get(step.name, '')}".strip(), "url": matter_url(step.matter),
             "note": _line_note(step)},
            {"text": told.name(step.party), "label": _("Party")},
            {"text": _after(told, step), "label": _("After lines")},
            {"text": day(told.day_at(step.planned[1])), "label": _("Planned finish")},
            {"text": _("expected %(day)s") % {"day": ends} if step.is_open else ends, "label": _("Finish")},
            _num(_("Later, working days"), told.days(later)),
            _num(_("Float in the plan"), told.days(told.finding.floats.get(step.name, 0))),
        ])  # fmt: skip
    return _table(_("Line by line"), columns, rows)


def _after(told: Told, step: Step) -> str:
    """What it comes after; of what a later version put before it, since when."""
    later = (_("%(line)s since %(day)s") % {"line": tie_text(tie), "day": day(told.day_at(since))}
             for tie, since in step.later)  # fmt: skip
    every = [" ".join(tie_text(tie) for tie in step.ties), *later]
    return listed(one for one in every if one) or "–"


def _line_note(step: Step) -> str:
    told = []
    if step.added is not None:
        told.append(_("A later version added it: its planned days are nobody's part of the delay."))
    if step.unheld:
        lines = " ".join(tie_text(tie) for tie in step.unheld)
        told.append(_("The record shows that it did not wait for %(lines)s.") % {"lines": lines})
    return " ".join(told)


def part_table(told: Told) -> dict[str, Any]:
    """Every stretch that made a line longer or shorter, each with the entry it rests on."""
    columns: list[dict[str, Any]] = [
        {"label": _("Line")}, {"label": _("Put down to")}, {"label": _("Held by")},
        {"label": _("Why"), "wide": True},
        {"label": _("From")}, {"label": _("Until")}, {"label": _("Working days"), "num": True},
        {"label": _("Rests on")},
    ]  # fmt: skip
    every = [(step, part) for step in told.built.steps for part in step.parts]
    rows = [_part_row(told, step, part) for step, part in every[:MOST]]
    if len(every) > MOST:
        more = _("… and %(count)s more: the pages of the matters tell them all.") % {"count": len(every) - MOST}
        rows.append([{"text": more}, *({"text": ""} for _column in columns[1:])])
    return _table(_("Every stretch with its entry"), columns, rows)


def _part_row(told: Told, step: Step, part: Part) -> list[dict[str, Any]]:
    why = str(CAUSES.get(part.cause) or labels.CAUSES.get(part.cause) or "–")
    if part.matter != step.matter:
        why = _("what stops it: %(why)s") % {"why": why}
    clock = "" if part.regained else _("beyond what is allowed") if part.over else _("inside what is allowed")
    number = told.entries.get((part.matter, part.entry))
    opens = f"{matter_url(part.matter)}#entry-{number}" if number is not None else ""
    begins = told.day_after(part.start) if part.start >= 0 else None
    return [
        {"text": step.name},
        {"text": told.name(part.party), "label": _("Put down to")},
        {"text": told.name(part.holder) if part.holder != NOBODY else "–", "label": _("Held by")},
        {"text": why, "note": clock, "label": _("Why")},
        {"text": day(begins) if begins else "–", "label": _("From")},
        {"text": day(told.day_at(part.end)), "label": _("Until")},
        _num(_("Working days"), told.days(part.minutes)),
        {"text": _("the entry") if opens else "–", "url": opens, "label": _("Rests on")},
    ]


def left_out(told: Told) -> list[str]:
    """The lines and means that are no steps, each with why."""
    return [f"{name} {LEFT_OUT[why]}" for name, why in sorted(told.built.left_out.items())]


def _num(label: str, text: str) -> dict[str, Any]:
    return {"text": text, "num": True, "label": label}


def _table(label: str, columns: list[dict[str, Any]], rows: Sequence[list[dict[str, Any]]]) -> dict[str, Any]:
    told = [{"cells": cells} for cells in rows]
    return {"label": label, "columns": columns, "rows": told, "empty": _("Nothing was longer or shorter than planned."),
            "stack": True}  # fmt: skip
