"""What was proposed of a unit on the same work before, and what became of it: on the form, and to who decides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from qiantou.access.guards import Standing, readable
from qiantou.core.matter import Matter
from qiantou.core.worktime import Calendar
from qiantou.desk import labels
from qiantou.desk.addresses import matter_url
from qiantou.desk.templatetags.dates import day


def facts(earlier: Iterable[Matter], seen: Standing, calendar: Calendar) -> list[dict[str, Any]]:
    """A fact each: the day it was put and how it stands; a link where the reader reads it."""
    told = tuple(earlier)
    opened = readable([str(one.stream) for one in told], seen) if told else set()
    return [
        {"label": _("Proposed before on the same work"), "value": _("%(day)s: %(stands)s") % {
            "day": day(calendar.day_of(one.opened)) if one.opened else "–",
            "stands": labels.standing(one.phase.value, one.outcome, one.is_open, one.kind),
         }, "url": matter_url(one.stream) if one.stream in opened else ""}
        for one in told
    ]  # fmt: skip
