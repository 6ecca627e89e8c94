"""Holding spans as the strip draws them: who, how long, and what was allowed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext as _

from qiantou.core.due import last_day
from qiantou.core.kinds import Phase
from qiantou.core.matter import Matter, pauses
from qiantou.core.worktime import Calendar, deadline
from qiantou.desk import labels
from qiantou.desk.strip import Held, Holder, holders_of


class Spanned(Protocol):
    """A span of core.span, or a row of it."""

    @property
    def holder(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def cause(self) -> str: ...
    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime | None: ...
    @property
    def unconfirmed(self) -> bool: ...


def held(spans: Iterable[Spanned], matter: Matter, calendar: Calendar, now: datetime) -> list[Held]:
    """The bars of one matter. Work is allowed until its due day as it stood at the end of the bar, an answer until
    the end of its clock; blocked time has no limit of its own: the blocker's clock is on the blocker."""
    return [
        Held(
            span.holder, span.start, span.end, why=labels.label(labels.CAUSES, span.cause),
            allowed_until=allowed_until(span, matter, calendar, now), unconfirmed=span.unconfirmed,
        )
        for span in spans
    ]  # fmt: skip


def allowed_until(span: Spanned, matter: Matter, calendar: Calendar, now: datetime) -> datetime | None:
    """Until when the holder of a span is in time; None where nothing limits it."""
    if span.state == Phase.UNDERWAY.value:
        due = last_day(matter.due, matter.grants, pauses(matter, calendar), calendar, span.end or now)
        return calendar.end_of_day(due) if due is not None else None
    limit = matter.policy.window if span.cause == "objection" else matter.policy.limit(Phase(span.state))
    return deadline(calendar, span.start, limit) if limit is not None else None


def holders(desks: Iterable[str], names: Mapping[str, str]) -> dict[str, Holder]:
    """Colours, letters and textures by desk, in order of first appearance; posts are superiors and ink."""
    return holders_of((desk, names.get(desk) or _("a desk without a name"), desk.startswith("p:")) for desk in desks)


def desks_in_order(spans: Sequence[Spanned]) -> list[str]:
    return list(dict.fromkeys(span.holder for span in sorted(spans, key=lambda span: span.start)))
