"""A check of exemption as it is entered: by whom it concerns, and of entries that the record holds.

It is drawn for the unit whose part it is of, or for who may propose accountability of that unit in the joint work: a
lead with the power to propose appraisal, or the office of a leader above. Whether it says what the record came to is
computed once more (`jobs/verify_site.py`); here it is asked whether it can say it at all.
Rules: docs/rules/exemption.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from qiantou.core.exempting import check_entry
from qiantou.core.exemption import Check, Shown
from qiantou.core.exemption_bodies import part_of
from qiantou.core.kernel import Actor, Desk, Entry, Rejected, Stream
from qiantou.core.mandate import Mandate, Power
from qiantou.core.matter import Matter
from qiantou.core.proposing import supervises
from qiantou.core.register import MANDATES, InForce, Listed

Look = Callable[[Stream], Matter | None]


def check_listed(listed: Listed, force: InForce, by: Actor) -> None:
    """Raises Rejected for a check or a table that cannot be in force, or a check of another's part."""
    check_entry(listed, force)
    if isinstance(listed.value, Check) and by.desk is not None and not may_draw(by.desk, listed.value, force):
        raise Rejected("not-whose-check", desk=listed.value.unit)


def may_draw(desk: Desk, check: Check, force: InForce) -> bool:
    """Whether the check concerns the desk."""
    if check.unit in (desk, part_of(desk, force)) or supervises(desk, check.unit, force):
        return True
    lent = (one for one in force.section(MANDATES).values() if isinstance(one, Mandate))
    return any((one.holder, one.joint) == (desk, check.subject) and Power.APPRAISAL in one.powers for one in lent)


def places(check: Check) -> Iterator[Shown]:
    """Every entry that a check names."""
    for stand in check.stands:
        yield from (*stand.speaks_for, *stand.against)
    yield from check.dissent


def check_places(given: Sequence[Entry[Listed]], look: Look, force: InForce) -> None:
    """Raises Rejected for a check that names an entry there is not, or one of another joint work."""
    for check in (entry.event.value for entry in given if isinstance(entry.event.value, Check)):
        joint = check.subject if force.charter(check.subject) is not None else None
        last = {one.stream: max(one.version, 1) for one in sorted(places(check), key=lambda one: one.version)}
        if any(one.version < 1 for one in places(check)):
            raise Rejected("check-of-nothing")
        for stream, version in last.items():
            matter = look(stream)
            if matter is None or version > matter.version or (joint is not None and matter.joint != joint):
                raise Rejected("check-of-nothing")
        if check.application is not None and not _is_its(look(check.application), check):
            raise Rejected("check-of-nothing")


def _is_its(application: Matter | None, check: Check) -> bool:
    return application is not None and (application.asker, application.about) == (check.unit, (check.subject,))
