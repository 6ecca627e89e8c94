"""Who is told what concerns a desk, and what the sending of messages asks of the program around it.

A unit's news goes to those who sit in it, to those who lead only where nobody else does; a post's to whoever fills it
and to whom it is delegated whole, else to the office that its row names and that of its unit; an outside party's to the
unit that keeps contact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from qiantou.access import chart
from qiantou.access.models import Account
from qiantou.access.terms import TERMS
from qiantou.acts import registers, shell
from qiantou.core.kernel import Desk
from qiantou.outbox.surroundings import Person, Surroundings


def recipients(desks: Collection[str]) -> dict[str, list[Person]]:
    """Desk → the accounts to be told, today; one query. Accounts that may not sign in are none."""
    drawn = chart.today(registers.current())
    circles = {desk: _circles(drawn, Desk(desk)) for desk in desks}
    sitting = _sitting(drawn, {post for two in circles.values() for posts in two for post in posts})
    return {desk: _first(two, sitting) for desk, two in circles.items()}


def surroundings() -> Surroundings:
    """The real ones."""
    return Surroundings(shell.now, lambda instant: registers.current().at(instant), recipients, TERMS)


def _circles(drawn: chart.Chart, desk: Desk) -> tuple[list[Desk], list[Desk]]:
    """The posts of those who are told, and of those who are told where nobody of the first is there."""
    if desk not in drawn.posts:
        unit = next((unit for unit, parties in drawn.contacts.items() if desk in parties), desk)
        return _office(drawn, unit), list(drawn.staffed.get(unit, ()))
    acting = [deputy for deputy, lent in drawn.lent.items() if any(one.post == desk and one.is_whole for one in lent)]
    named = [post for unit, served in drawn.served.items() if desk in served for post in drawn.staffed.get(unit, ())]
    return [desk, *acting], [*named, *_office(drawn, drawn.posts[desk])]


def _office(drawn: chart.Chart, unit: Desk) -> list[Desk]:
    """The posts of a unit that lead nothing: no leader is told what is another's."""
    return [post for post in drawn.staffed.get(unit, ()) if post not in drawn.led]


def _sitting(drawn: chart.Chart, posts: Collection[Desk]) -> dict[Desk, list[Person]]:
    """Post → the accounts of those who fill it."""
    seats = {person: [post for post in held if post in posts] for person, held in drawn.seats.items()}
    wanted = [person for person, held in seats.items() if held]
    found: dict[Desk, list[Person]] = defaultdict(list)
    rows = Account.objects.filter(is_active=True, admin="", person_id__in=wanted).order_by("id")
    for person, account, language in rows.values_list("person_id", "id", "language"):
        for post in seats[person]:
            found[post].append(Person(account, language or "zh-hans"))
    return found


def _first(circles: tuple[list[Desk], list[Desk]], sitting: dict[Desk, list[Person]]) -> list[Person]:
    """The people of the first circle that is not empty, each once."""
    told = ({person.account: person for post in circle for person in sitting.get(post, ())} for circle in circles)
    return next((list(people.values()) for people in told if people), [])
