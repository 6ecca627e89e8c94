"""The ladder of a matter on its page: the rungs taken and whether anything moved, and the next one before it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from qiantou.acts import registers
from qiantou.core.facts import Urged
from qiantou.core.kernel import Desk
from qiantou.core.kinds import SHEET, Phase
from qiantou.core.ladder import Coming, coming, is_resting
from qiantou.desk import labels
from qiantou.desk.situation import Situation
from qiantou.desk.templatetags.dates import far, moment

Names = Mapping[str, str]


def next_rung(found: Situation) -> Coming | None:
    """The rung that comes next if nobody acts; None once none does."""
    return coming(found.matter, found.force, found.now)


def desks_of_ladder(found: Situation) -> set[str]:
    """Whom the section names besides the desks of the entries."""
    step = next_rung(found)
    return {str(desk) for desk in (step.to, step.copied) if desk} if step is not None else set()


def section(found: Situation, names: Names) -> dict[str, Any] | None:
    """What `desk/matters/ladder.html` shows; None where the matter has no ladder and took no rung."""
    rows = [*_taken(found, names)]
    ahead = _ahead(found, names)
    if not rows and not ahead:
        return None
    columns = [
        {"label": _("Rung")}, {"label": _("Sent by rule")}, {"label": _("Sent to")}, {"label": _("Copied to")},
        {"label": _("Moved since")},
    ]  # fmt: skip
    return {"next": ahead, "table": {"label": _("Rungs taken"), "columns": columns, "rows": rows, "stack": True}}


def _taken(found: Situation, names: Names) -> Iterator[dict[str, Any]]:
    """Every rung of the record; what moved is known of those that still count."""
    moved = {taken.at: taken.moved for taken in found.matter.rungs}
    for entry in found.entries:
        if not isinstance(entry.event, Urged):
            continue
        event = entry.event
        counts = entry.at in moved
        answer = (_("yes") if moved[entry.at] else _("nothing yet")) if counts else _("since then another day or stage")
        cells = [
            labels.label(labels.RUNGS, event.rung.value), moment(entry.at), _named(event.to, names),
            _named(event.copied, names), answer,
        ]  # fmt: skip
        heads = ("", _("Sent by rule"), _("Sent to"), _("Copied to"), _("Moved since"))
        yield {"cells": [{"text": text, "label": head} for text, head in zip(cells, heads, strict=True)]}


def _ahead(found: Situation, names: Names) -> str:
    """ "Next: Thursday 12 March, written chaser, to the roads office, copied to its head", or why none comes."""
    matter = found.matter
    if not matter.is_open or not matter.policy.ladder:
        return ""
    if matter.lifted == date.max:
        return _("By decision no further rung is taken, until the day, the doer or the stage changes.")
    if any(rest.kind == SHEET for rest in matter.asking):
        return _("It lies before the deciding leader: until the decision nobody is chased.")
    if matter.stage is Phase.UNDERWAY and is_resting(matter):
        return _("The ladder rests: the doer waits for others, or its reason was accepted. Nobody is chased.")
    step = next_rung(found)
    if step is None:
        return ""
    today = timezone.localtime(found.now, registers.zone()).date()
    day = timezone.localtime(step.at, registers.zone()).date()
    facts = {
        "when": f"{moment(step.at)} ({far(day, today)})",
        "rung": labels.label(labels.RUNGS, step.rung.value),
        "to": _named(step.to, names),
        "copied": _named(step.copied, names),
    }
    if step.copied is not None:
        return _("Next, by rule: %(when)s, %(rung)s, to %(to)s, copied to %(copied)s.") % facts
    return _("Next, by rule: %(when)s, %(rung)s, to %(to)s.") % facts


def _named(desk: Desk | None, names: Names) -> str:
    return names.get(desk, desk) if desk else "–"
