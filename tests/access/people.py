"""A small county with fixed people, for tests of who sees what.

Alice leads the roads bureau's work as clerk; Bob is head of the water bureau; Charlie's bureau has no part
in anything; Dora and Eli sit in sections of the roads bureau; the county head is Hana, the deputy head with
roads and water in her portfolio is Petra.
"""

from datetime import date

from qiantou.access.models import Account, Person
from qiantou.acts import shell
from qiantou.acts.execute import execute, execute_all
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.moves import Offer
from qiantou.core.register import CHARTERS, PARTIES, POSTS, TERMS, UNITS, Listed, Party, Post, Term, Unit
from qiantou.core.undertaking import Charter

SINCE = date(2020, 1, 1)
COUNTY, ROADS, WATER, CULTURE = (Desk(f"u:{name}") for name in ("county", "roads", "water", "culture"))
WORKS, LAB = Desk("u:works"), Desk("u:lab")
HEAD, DEPUTY = Desk("p:head"), Desk("p:deputy")
FIRM = Desk("o:firm")
SITE = Actor(desk=COUNTY, post=None, account="")

UNIT_ROWS = {
    COUNTY: Unit(head=HEAD, sort="county"),
    ROADS: Unit(parent=COUNTY, head=Desk("p:roads-head"), leader=DEPUTY, sort="bureau"),
    WATER: Unit(parent=COUNTY, head=Desk("p:water-head"), leader=DEPUTY, sort="bureau"),
    CULTURE: Unit(parent=COUNTY, head=Desk("p:culture-head"), sort="bureau"),
    WORKS: Unit(parent=ROADS, inner=True, head=Desk("p:works-head"), sort="section"),
    LAB: Unit(parent=ROADS, inner=True, head=Desk("p:lab-head"), sort="section"),
}
POST_ROWS = {
    HEAD: COUNTY, DEPUTY: COUNTY, Desk("p:roads-head"): ROADS, Desk("p:water-head"): WATER,
    Desk("p:culture-head"): CULTURE, Desk("p:works-head"): WORKS, Desk("p:lab-head"): LAB,
    Desk("p:roads-clerk"): ROADS, Desk("p:culture-clerk"): CULTURE, Desk("p:county-clerk"): COUNTY,
}  # fmt: skip
SEATS = {
    "alice": "p:roads-clerk", "bob": "p:water-head", "charlie": "p:culture-clerk", "dora": "p:works-head",
    "eli": "p:lab-head", "hana": "p:head", "petra": "p:deputy", "rosa": "p:roads-head", "olga": "p:county-clerk",
}  # fmt: skip


def settle() -> dict[str, Account]:
    """Enter the county in the register; the accounts by first name, and an administrator "adam"."""
    accounts = {name: _account(name) for name in SEATS}
    accounts["adam"] = Account.objects.create_user(
        "adam", "a-long-password", person=Person.objects.create(name="adam"), admin="system"
    )
    listings = [Listed(UNITS, key, unit, SINCE, name=key) for key, unit in UNIT_ROWS.items()]
    listings += [Listed(POSTS, key, Post(unit), SINCE, name=key) for key, unit in POST_ROWS.items()]
    listings += [
        Listed(TERMS, f"t:{name}", Term(accounts[name].person_id, Desk(post)), SINCE) for name, post in SEATS.items()
    ]
    listings.append(Listed(PARTIES, FIRM, Party(contact=WATER), SINCE, name="firm"))
    execute_all((), by=SITE, command_id="settle", listings=listings)
    return accounts


def _account(name: str) -> Account:
    return Account.objects.create_user(name, None, person=Person.objects.create(name=name))


def ask(
    asker: Desk, doer: Desk, *, title: str = "work", joint: Stream | None = None, kind: str = "task",
    parent: Stream | None = None,
) -> Stream:  # fmt: skip
    stream = shell.fresh()
    offer = Offer(kind=kind, asker=asker, doer=doer, title=title, joint=joint, parent=parent)
    execute(stream, offer, by=Actor(desk=asker), command_id=shell.fresh())
    return stream


def charter(lead: Desk, *, sponsor: Desk | None = None) -> Stream:
    stream = shell.fresh()
    listed = Listed(CHARTERS, stream, Charter(lead, COUNTY, lead, sponsor), SINCE, name="joint", note="1")
    execute_all((), by=SITE, command_id=shell.fresh(), listings=[listed])
    return stream


def again(account: Account) -> Account:
    """The same account as the next request would load it."""
    return Account.objects.get(pk=account.pk)
