"""The strip of a plan's lines with the lines that decided completion marked, and the table of them beside it.

Marked are the lines that had no float in the network as it went: had any of them been a day later, so had the whole
been. Time in which a line waited for what it is ordered after, and then had its planned duration, is
inside what it was allowed. Of a past day both stand as they did at its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from qiantou.acts.attributing import Reading
from qiantou.core.kernel import Stream
from qiantou.core.span import Span
from qiantou.desk.addresses import matter_url
from qiantou.desk.delay_told import in_days
from qiantou.desk.frame import names_for
from qiantou.desk.holding import holders
from qiantou.desk.joint_chain import spans_of
from qiantou.desk.joint_page import ROWS, matters_of, strip_rows
from qiantou.desk.strip import Row, Strip, draw
from qiantou.desk.templatetags.dates import moment
from qiantou.insight.account_shields import Waiting
from qiantou.insight.as_built_step import Step
from qiantou.insight.delay import slack
from qiantou.insight.in_tenths import tenths
from qiantou.readmodel.models import MatterRow

Slack = Mapping[str, tuple[Fraction, Fraction]]
"""Line → its float in the plan and as it went, in working minutes."""


@dataclass(frozen=True)
class Course:
    """The strip, and the table of its lines"""

    strip: Strip
    table: dict[str, Any]


def strip_of_lines(request: HttpRequest, one: Reading, parties: Sequence[str], *, past: bool) -> Course | None:
    """None where the reader sees none of their matters. At most ROWS rows. `parties` have the first letters."""
    force = one.built.axis.force
    steps = {step.name: step for step in one.built.steps}
    found = matters_of(request, one.joint, force, force.instant)
    lines = (row for row in found.everything if row.line in steps and not row.beside)
    shown = [row for row in lines if row.opened <= force.instant][:ROWS]
    if not shown:
        return None
    room = slack(one.built.activities, one.built.links)
    spans = {name: _by(force.instant, told) for name, told in spans_of(shown).items()}
    names = names_for(request, {span.holder for row in shown for span in spans[row.stream]} | {r.doer for r in shown})
    rows = [
        _as_it_went(row, told, _until(one.built.waited.get(Stream(row.stream), ())), spans[row.stream])
        for row, told in zip(shown, strip_rows(shown, spans, force, names=names), strict=True)
    ]
    marked = [
        told if room[row.line][1] else replace(told, deciding=_decided(one, steps[row.line], spans[row.stream]))
        for row, told in zip(shown, rows, strict=True)
    ]
    titles = {row.line: row.title or "–" for row in shown}
    began = sorted((span for row in marked for span in row.spans), key=lambda span: span.start)
    desks = dict.fromkeys((*parties, *(span.desk for span in began)))
    picture = draw(marked, holders(desks, names), force.calendar, force.instant, past=past)
    return Course(picture, _table(one, room, titles))


def _by(instant: datetime, spans: Sequence[Span]) -> list[Span]:
    """What had begun by then; what ended since had no end yet."""
    begun = (span for span in spans if span.start <= instant)
    return [span if span.end is None or span.end <= instant else replace(span, end=None) for span in begun]


def _until(waited: Waiting) -> datetime | None:
    """Until when a line waited that did so from its beginning."""
    return max((end for start, end in waited if start is None), default=None)


def _as_it_went(row: MatterRow, told: Row, waited: datetime | None, spans: Sequence[Span]) -> Row:
    """What its doer had in hand by `waited` is inside what it was allowed: by the plan it waited."""
    if waited is None:
        return told
    bars = [
        replace(bar, allowed_until=max(bar.allowed_until, waited))
        if bar.allowed_until is not None and span.holder == row.doer and span.state == "underway" else bar
        for bar, span in zip(told.spans, spans, strict=True)
    ]  # fmt: skip
    return replace(told, spans=bars)


def _decided(one: Reading, step: Step, spans: Sequence[Span]) -> list[tuple[datetime, datetime]]:
    """From where the line began to where it ended, as far as this matter of it was in somebody's hands by now."""
    if not spans:
        return []
    start = max(one.built.instant(step.actual[0]), spans[0].start)
    end = min(one.built.instant(step.actual[1]), spans[-1].end or one.built.through)
    return [(start, end)] if start < end else []


def _ends(one: Reading, step: Step) -> tuple[datetime, datetime]:
    """When the first of its minutes was worked, and the last was over."""
    start, end = step.actual
    begins = one.built.instant(start + 1) - timedelta(minutes=1) if start < end else one.built.instant(start)
    return begins, one.built.instant(end)


def _table(one: Reading, room: Slack, titles: Mapping[str, str]) -> dict[str, Any]:
    """Line by line, when it ran as it went, what room it had in the plan, and what was left of that in the end."""
    minutes = one.built.axis.force.calendar.day_minutes
    rows = []
    for step in one.built.steps:
        before, left = (in_days(tenths({"": many}, minutes)[""]) for many in room[step.name])
        begins, ends = (moment(at) for at in _ends(one, step))
        rows.append({"cells": [
            {"text": f"{step.name} {titles.get(step.name, '')}".strip(), "url": matter_url(step.matter)},
            {"text": begins, "label": _("From")},
            {"text": _("expected %(day)s") % {"day": ends} if step.is_open else ends, "label": _("Until")},
            {"text": before, "num": True, "label": _("Float in the plan")},
            {"text": left, "num": True, "label": _("Float left")},
            {"text": _("no") if room[step.name][1] else _("yes"), "label": _("Decided the finish")},
        ]})  # fmt: skip
    columns: list[dict[str, Any]] = [
        {"label": _("Line"), "wide": True}, {"label": _("From")}, {"label": _("Until")},
        {"label": _("Float in the plan"), "num": True}, {"label": _("Float left"), "num": True},
        {"label": _("Decided the finish")},
    ]  # fmt: skip
    label = _("Which lines decided the finish, and how much room the others had")
    return {"label": label, "columns": columns, "rows": rows, "empty": "", "stack": True}
