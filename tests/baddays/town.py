"""A county as of now in a site of its own, for the real server: clerks who sign in, matters under way."""

from __future__ import annotations

from collections.abc import Iterator

from qiantou.access.models import Account, Person
from qiantou.acts import shell
from qiantou.acts.execute import execute, execute_all
from qiantou.core.facts import Reported
from qiantou.core.kernel import Actor, Desk, Stream
from qiantou.core.moves import Accept, Offer
from qiantou.core.register import POSTS, TERMS, Listed, Post, Term
from qiantou.jobs.site import prepare_site
from qiantou.jobs.verify_site import verify_site
from qiantou.ledger.canonical import leaf_bytes
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.models import Entry, Sent
from qiantou.ledger.writer import header, read
from tests.baddays.crowd import PASS, Told
from tests.core.world import LEAD, LONG_AGO, ROADS, county
from tests.support.passwords import hashed_as_usual

SITE = Actor(account="0" * 32)
CLERK_POST = Desk("p:roads-clerk")


def settle(matters: int) -> list[Stream]:
    """A prepared site with the county, the clerk "roads", and so many matters that ROADS has under way."""
    prepare_site()
    execute_all((), by=SITE, command_id="county", listings=[*_listings()])
    streams = [shell.fresh() for _ in range(matters)]
    for number, stream in enumerate(streams):
        offer = Offer("task", LEAD, ROADS, f"修复老桥之{number}")
        execute(stream, offer, by=Actor(LEAD, account=SITE.account), command_id=f"ask{number}")
        execute(stream, Accept(), by=Actor(ROADS, account=SITE.account), command_id=f"accept{number}")
    return streams


def _listings() -> Iterator[Listed]:
    for entry in county():
        yield entry.event
    yield Listed(POSTS, CLERK_POST, Post(ROADS), LONG_AGO, name="县交通局办公室")
    person = Person.objects.create(name="roads")
    with hashed_as_usual():
        Account.objects.create_user("roads", PASS, person=person)
    yield Listed(TERMS, "t:roads", Term(person.id, CLERK_POST), LONG_AGO)


def lost_or_twice(told: list[Told], streams: list[Stream]) -> list[str]:
    """What people were told and the record does not say, once each; empty if all is well."""
    found = []
    account = Account.objects.get(login="roads").id
    for one in told:
        entry = Entry.objects.filter(position=one.position).first()
        if entry is None or leaf_hash(leaf_bytes(header(entry))).hex() != one.leaf:
            found.append(f"acknowledged and lost: {one}")
        elif not Sent.objects.filter(
            account=account, command=one.command, stream=entry.stream, version=entry.version
        ).exists():
            found.append(f"told of another command's entry: {one}")
    reports = sum(isinstance(entry.event, Reported) for rows in read(streams).values() for entry in rows)
    if reports != len({one.command for one in told}):
        found.append(f"{reports} reports in the record, {len(told)} acknowledged")
    return found + [f"unsound: {finding.code} {dict(finding.facts)}" for finding in verify_site().findings]
