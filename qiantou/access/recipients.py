"""Who is told what concerns a desk, and what the sending of messages asks of the program around it.

A unit's news goes to those who sit in it, to those who lead only where nobody else does; a post's to whoever fills
it, else to the office of its unit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from qiantou.access import chart
from qiantou.access.models import Account
from qiantou.access.terms import TERMS
from qiantou.acts import registers, shell
from qiantou.core.kernel import Desk
from qiantou.outbox.surroundings import Person, Surroundings


def recipients(desks: Collection[str]) -> dict[str, list[Person]]:
    """Desk → the accounts to be told, today; one query. Accounts that may not sign in are none."""
    drawn = chart.today(registers.current())
    sitting: dict[Desk, list[str]] = {}
    for person, posts in drawn.seats.items():
        for post in posts:
            sitting.setdefault(post, []).append(person)
    rows = Account.objects.filter(is_active=True, admin="").values_list("person_id", "id", "language").order_by("id")
    accounts: dict[str, list[Person]] = {}
    for person, account, language in rows:
        accounts.setdefault(person, []).append(Person(account, language or "zh-hans"))

    def those(posts: Iterable[Desk]) -> list[Person]:
        people = dict.fromkeys(person for post in posts for person in sitting.get(post, ()))
        return [account for person in people for account in accounts.get(person, ())]

    found: dict[str, list[Person]] = {}
    for name in desks:
        desk = Desk(name)
        if desk in drawn.posts:
            found[name] = those([desk]) or those(_office(drawn, drawn.posts[desk]))
        else:
            found[name] = those(_office(drawn, desk)) or those(drawn.staffed.get(desk, ()))
    return found


def _office(drawn: chart.Chart, unit: Desk) -> list[Desk]:
    """The posts of a unit that lead nothing: no leader is told what is another's."""
    return [post for post in drawn.staffed.get(unit, ()) if post not in drawn.led]


def surroundings() -> Surroundings:
    """The real ones."""
    return Surroundings(shell.now, lambda instant: registers.current().at(instant), recipients, TERMS)
