"""The applicant's own word on a hearing about its exemption: it was so, or it was not.

Who decides records the hearing, so its record alone is nobody's proof. The applicant confirms it, or contests it with
its words; what it lets lie counts as heard once its days are over. A hearing that is contested is held again, once: of
a later one both words stand side by side. Nothing against the applicant is decided before; what exempts it waits for
nothing. Rules: docs/rules/exemption.md.
"""

from __future__ import annotations

from datetime import date

from qiantou.core.figures import HEARING_WORD
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.matter import Matter
from qiantou.core.register import InForce
from qiantou.core.worktime import add_working_days


def awaited(matter: Matter) -> tuple[int, ...]:
    """The hearings on which the applicant has not said its word."""
    said = {number for number, _agrees in matter.attested}
    return tuple(number for number in matter.hearings if number not in (*said, *matter.unconfirmed, *matter.contested))


def says_its_word(number: int, matter: Matter, by: Actor) -> bool:
    """Whether this answers a hearing, by the applicant itself; another says nothing in its name."""
    return by.recorded is None and by.desk == matter.asker and number in awaited(matter)


def until(number: int, matter: Matter, force: InForce) -> date:
    """The last day on which the applicant may say its word."""
    at = next(at for version, _desk, _judges, at in matter.spoken if version == number)
    calendar = force.calendar
    return add_working_days(calendar, calendar.day_of(at), force.number(HEARING_WORD))


def check_heard(matter: Matter, force: InForce) -> None:
    """Raises Rejected for a decision against an applicant who was not heard, or may still say whether it was."""
    waiting = [until(number, matter, force) for number in awaited(matter)]
    sure = [agrees for number, agrees in matter.attested if number not in (*matter.unconfirmed, *matter.contested)]
    if any(sure) or len(sure) > 1 or any(day < force.day for day in waiting):
        return
    if not waiting:
        raise Rejected("hear-first", desk=matter.asker)
    raise Rejected("word-awaited", desk=matter.asker, day=min(waiting))
