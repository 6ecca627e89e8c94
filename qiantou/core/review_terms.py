"""The terms a joint work is assessed by, and who is of its lead (docs/rules/assessment.md, "Terms").

Measures, baselines, targets, who measures, the keeper, the issuer and the office are terms. Once others rest on them, a
desk of the lead changes none of them: else the lead would set the mark after the shot. Once a measure was read nobody
moves a mark any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import takewhile

from qiantou.core.kernel import Desk, Entry, Rejected, Stream
from qiantou.core.plan import Purpose, Version
from qiantou.core.register import CHARTERS, InForce, Known, Listed
from qiantou.core.review import READINGS, SERVED, SHEETS, reading_key
from qiantou.core.undertaking import Charter

Plan = Callable[[Stream], Sequence[Entry[Listed]]]


def is_of(desk: Desk | None, lead: Desk, force: InForce) -> bool:
    """Whether a desk is the lead, a section of it, or a post in either; a post that stands above the lead is not."""
    home = force.unit_of(desk)
    return desk == lead or (lead in (home, force.whole(home)) and desk not in force.superiors(lead))


def is_concluded(charter: Charter) -> bool:
    """Whether the work is over: it has ended, or its end condition was said to be met."""
    return charter.ended is not None or charter.met is not None


def over_since(joint: Stream, force: InForce) -> datetime | None:
    """When it was entered that the work is over; None while it goes on, or does so again."""
    said = _said_over(joint, force)
    return said[0].at if said else None


def over_for(unit: Desk, joint: Stream, force: InForce) -> datetime | None:
    """The same for what that unit, or post, had to do itself: nobody ends its own overtime by its own word, so that it
    is over for it when somebody else says so, at the latest with the sheet."""
    said = _said_over(joint, force)
    others = [row.at for row in said if not is_of(row.by, unit, force)]
    sheets = [row.at for row in force.history(SHEETS, joint) if said and row.at >= said[0].at]
    return min((*others, *sheets), default=None)


def _said_over(joint: Stream, force: InForce) -> list[Known]:
    """The entries that say it is over, oldest first, since it goes on no more: its end, or that its end condition was
    met; none that change something else of the charter."""
    told = reversed(force.history(CHARTERS, joint))
    over = list(takewhile(lambda row: isinstance(row.value, Charter) and is_concluded(row.value), told))[::-1]
    words = [(row.value.met, row.value.ended) if isinstance(row.value, Charter) else () for row in over]
    return [row for place, row in enumerate(over) if place == 0 or words[place] != words[place - 1]]


def are_fixed(joint: Stream, charter: Charter, plan: Iterable[Entry[Listed]], force: InForce) -> bool:
    """Whether others rest on the terms: the plan was put out to be signed, a measure was read, or the work is over."""
    versions = (entry.event.value for entry in plan)
    asked = any(isinstance(one, Version) and one.purpose is not Purpose.CONSULTATION for one in versions)
    places = (SERVED, *range(len(charter.measures)))
    return asked or is_concluded(charter) or any(force.history(READINGS, reading_key(joint, one)) for one in places)


def terms_of(charter: Charter) -> tuple[object, ...]:
    """The terms without their words."""
    measures = tuple((one.direction, one.baseline, one.target, one.by) for one in charter.measures)
    return measures, charter.keeper, charter.issuer, charter.office, charter.appraiser


def marks_of(charter: Charter) -> tuple[object, ...]:
    """From where each measure counts, and to where."""
    return tuple((one.direction, one.baseline, one.target) for one in charter.measures)


def is_read(joint: Stream, charter: Charter, force: InForce) -> bool:
    """Whether any outcome measure was read."""
    return any(force.history(READINGS, reading_key(joint, place)) for place in range(len(charter.measures)))


def check_terms(given: Sequence[Entry[Listed]], plan: Plan, force: InForce) -> None:
    """Raises Rejected("terms-stand") for a charter in which a desk of the lead changes a term that is fixed,
    "mark-stands" for one in which anybody moves a mark after the first reading."""
    for entry in given:
        charter, joint = entry.event.value, Stream(entry.event.key)
        if entry.event.section != CHARTERS or not isinstance(charter, Charter) or entry.by.desk is None:
            continue
        before = _before(entry, force)
        if before is None or terms_of(before) == terms_of(charter):
            continue
        if marks_of(before) != marks_of(charter) and is_read(joint, before, force):
            raise Rejected("mark-stands")
        if not is_of(entry.by.desk, before.lead, force):
            continue
        if are_fixed(joint, before, plan(joint), force):
            raise Rejected("terms-stand", lead=before.lead)


def concludes(entry: Entry[Listed], force: InForce) -> bool:
    """Whether a work that was not over is over by this entry of its charter."""
    charter, before = entry.event.value, _before(entry, force)
    is_over = entry.event.section == CHARTERS and isinstance(charter, Charter) and is_concluded(charter)
    return is_over and (before is None or not is_concluded(before))


def _before(entry: Entry[Listed], force: InForce) -> Charter | None:
    """The charter that stood before that entry."""
    rows = force.history(CHARTERS, entry.event.key)
    own = next((place for place, row in enumerate(rows) if row.value is entry.event.value), len(rows))
    told = [row.value for row in rows[:own]]
    return next((one for one in reversed(told) if isinstance(one, Charter)), None)
