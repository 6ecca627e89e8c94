"""Who asks, who is asked, and what each said, in its own words: the last of it large, what came before it below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from qiantou.core.facts import (
    Accepted,
    Amended,
    BlockFiled,
    Contested,
    Countered,
    Declined,
    Delivered,
    Event,
    Insisted,
    NotOurs,
    Offered,
    Prompted,
    Referred,
    Reported,
    Returned,
)  # fmt: skip
from qiantou.core.kernel import Desk, Entry
from qiantou.core.matter import Matter
from qiantou.core.span import states
from qiantou.desk import labels
from qiantou.desk.deciding_case import Brought
from qiantou.desk.talk import ACTS, said
from qiantou.desk.templatetags.dates import day

POSITIONS = (
    Offered, Countered, Declined, NotOurs, Insisted, Amended, Returned, Delivered, Referred, BlockFiled, Contested,
    Accepted,
)  # fmt: skip
EARLIER = 3  # statements of one side below its last
Names = Mapping[str, str]


@dataclass(frozen=True)
class Statement:
    """What a desk said, on which day, and by which move. `doubt`: it was entered for the desk, and not confirmed."""

    desk: Desk
    on: str
    act: str
    words: str
    term: str = ""
    doubt: str = ""


def positions(brought: Brought, names: Names) -> list[dict[str, Any]]:
    """The two sides of the case, the asker first: `who`, the `last` statement and those `before` it, newest first."""
    matter = brought.case.work if brought.case.is_sheet else brought.case.matter
    told = list(_statements(brought))
    return [
        _side(matter.asker, _("asks"), [one for one in told if one.desk == matter.asker], names, hue="1"),
        _side(matter.doer, _("is asked"), [one for one in told if one.desk == matter.doer], names, hue="2"),
    ]


def _statements(brought: Brought) -> Iterator[Statement]:
    """In order of time. Nobody referred what lies on a sheet: of the work beside it reports and chasers count too, and
    what was said where its sides asked each other for something."""
    calendar = brought.found.force.calendar
    asides = [[one.entry for one in told] for told in brought.asides.values()]
    spoken = (*brought.told, *(one for told in brought.asides.values() for one in told))
    entries: Sequence[Entry[Event]] = sorted(
        [*(one.entry for one in spoken), *brought.found.entries], key=lambda entry: entry.at
    )
    matters = {own[0].stream: states(own)[-1] for own in asides if own}
    matters |= {one.stream: one for one in (brought.case.work, brought.case.matter)}
    kinds = (*POSITIONS, Reported, Prompted) if brought.case.is_sheet else POSITIONS
    for entry in entries:
        words = said(entry.event)
        matter = matters[entry.stream]
        desk = _speaks(entry, matter)
        if isinstance(entry.event, kinds) and desk is not None and words:
            act, on = str(ACTS[type(entry.event).__name__]), day(calendar.day_of(entry.at))
            yield Statement(desk, on, act, words, _term(entry.event), _doubt(entry, matter))


def _speaks(entry: Entry[Event], matter: Matter) -> Desk | None:
    """Whose word it is: what the contact unit contests, it contests for the desk it was recorded for."""
    if isinstance(entry.event, Contested):
        recorded = matter.recorded_for(entry.event.entry)
        return recorded[0] if recorded is not None else entry.by.desk
    return entry.by.desk


def _doubt(entry: Entry[Event], matter: Matter) -> str:
    if entry.version in matter.contested:
        return _("entered for it, and contested")
    return _("entered for it, not confirmed") if entry.version in matter.unconfirmed else ""


def _term(event: Event) -> str:
    """The day or ground that a statement names besides its words."""
    match event:
        case Declined(ground=ground):
            return labels.label(labels.GROUNDS, ground)
        case Offered(due=due) | Countered(due=due) | Amended(due=due) if due is not None:
            return _("due %(day)s") % {"day": day(due)}
        case _:
            return ""


def _side(desk: Desk, part: str, told: Sequence[Statement], names: Names, *, hue: str) -> dict[str, Any]:
    newest = list(reversed(told))
    return {
        "who": names.get(desk, desk),
        "part": part,
        "hue": hue,
        "last": newest[0] if newest else None,
        "before": newest[1 : 1 + EARLIER],
    }
