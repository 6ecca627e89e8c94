"""What may be entered of look-ups, and by whom (docs/rules/lookup.md).

A discipline body enters its own, with a case number, a range and an end. It is not changed: it is closed, or another is
entered; the closing says the day and no words, for the number and the approval are those it was entered with. What was
opened under it is entered by the body alone, while it is open, of a matter in its range, and stays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from qiantou.core.figures import LOOKUP_TERM
from qiantou.core.kernel import Actor, Desk, Entry, Rejected, Stream
from qiantou.core.lookup import DISCIPLINE, LOOKED, LOOKUPS, Looked, Lookup, Page, stream_of
from qiantou.core.matter import Matter
from qiantou.core.plain import says
from qiantou.core.reading_back import SAID
from qiantou.core.register import InForce, Listed

Look = Callable[[Stream], Matter | None]


def is_discipline(desk: Desk | None, force: InForce) -> bool:
    """Whether the desk belongs to a discipline body."""
    unit = force.unit(force.whole(force.unit_of(desk)))
    return unit is not None and unit.sort == DISCIPLINE


def check_lookup(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for a look-up that is not lawful, or not this desk's."""
    if by.desk is None or by.recorded is not None or not is_discipline(by.desk, force):
        raise Rejected("only-a-discipline-body")
    match listed.value:
        case Looked() as looked:
            _check_looked(looked, listed, force, by)
        case Lookup() as lookup:
            _check_range(lookup, listed, force, by)
        case _:
            raise Rejected("lookup-stays")


def _check_range(lookup: Lookup, listed: Listed, force: InForce, by: Actor) -> None:
    before = force.section(LOOKUPS).get(listed.key)
    if lookup.body != by.desk or (isinstance(before, Lookup) and before.body != by.desk):
        raise Rejected("only-a-discipline-body")
    if isinstance(before, Lookup):
        if before.closed is not None or lookup.closed is None or bare(lookup) != bare(before):
            raise Rejected("lookup-stays")
        if not {lookup.number, lookup.approval} <= {"", SAID}:  # what was erased reads as said
            raise Rejected("lookup-stays")
    elif lookup.closed is not None or listed.since != force.day:
        raise Rejected("lookup-stays")
    if lookup.closed is not None and lookup.closed != force.day:
        raise Rejected("lookup-stays")
    if before is None and not lookup.number.strip():
        raise Rejected("lookup-needs-its-number")
    if before is None and not says(lookup.approval):
        raise Rejected("lookup-needs-its-approval")
    if not lookup.units and lookup.joint is None:
        raise Rejected("lookup-needs-its-range")
    if lookup.joint is not None and force.charter(lookup.joint) is None:
        raise Rejected("no-such-joint-work")
    for unit in lookup.units:
        if force.whole(unit) != unit:
            raise Rejected("unknown-desk", desk=unit)
    if lookup.since > lookup.through:
        raise Rejected("lookup-ends-before-it-begins")
    if before is None and lookup.through > force.day:  # what is not recorded yet is nobody's to look at
        raise Rejected("lookup-of-days-to-come")
    if before is None:
        _check_term(lookup, listed, force)


def _check_term(lookup: Lookup, listed: Listed, force: InForce) -> None:
    if lookup.until < listed.since:
        raise Rejected("lookup-ends-before-it-begins")
    longest = force.number(LOOKUP_TERM)
    if (lookup.until - listed.since).days > longest:
        raise Rejected("lookup-too-long", days=longest)


def _check_looked(looked: Looked, listed: Listed, force: InForce, by: Actor) -> None:
    lookup = force.section(LOOKUPS).get(looked.case)
    if listed.section != LOOKED or not isinstance(lookup, Lookup) or lookup.body != by.desk:
        raise Rejected("only-a-discipline-body")
    if not lookup.is_open(force.day):
        raise Rejected("lookup-is-over")
    if listed.key.partition("/")[0] != stream_of(looked.case) or (looked.page is Page.MATTER) is not bool(
        looked.matter
    ):
        raise Rejected("wrong-key", key=listed.key)
    if looked.page is Page.MATTER and (looked.after, looked.before) != (None, None):
        raise Rejected("wrong-value", section=LOOKED)
    in_range = not lookup.units or bool({*lookup.units} & {*looked.units})
    if not looked.units or not in_range:
        raise Rejected("lookup-needs-its-range")


def check_pages(given: Sequence[Entry[Listed]], look: Look, force: InForce) -> None:
    """Raises Rejected for a page of a matter that lies outside the range: there is none of that name, it is of another
    joint work, or nothing was recorded of it on the days of the look-up."""
    for page in (entry.event.value for entry in given):
        if not isinstance(page, Looked) or page.matter is None:
            continue
        lookup, matter = force.section(LOOKUPS).get(page.case), look(page.matter)
        if matter is None or not isinstance(lookup, Lookup) or matter.opened is None:
            raise Rejected("page-out-of-range")
        opened, last = (force.calendar.day_of(at) for at in (matter.opened, matter.at))
        beyond = opened > lookup.through or last < lookup.since
        if beyond or lookup.joint not in (None, matter.joint):
            raise Rejected("page-out-of-range")


def bare(lookup: Lookup) -> Lookup:
    """Without words, and as if it were open."""
    return replace(lookup, closed=None, number="", approval="")
