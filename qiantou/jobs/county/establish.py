"""Enter the demonstration county in an empty site: calendar, register, accounts, who gives opinions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import transaction

from qiantou.access.models import Account, Person
from qiantou.acts import shell
from qiantou.acts.execute import execute_all
from qiantou.core.kernel import Actor, Desk
from qiantou.core.kind_rows import EXEMPTION
from qiantou.core.kind_table import DISPUTE
from qiantou.core.register import (
    DAYS,
    DEFAULT_HOURS,
    HOURS,
    PARTIES,
    POLICIES,
    POSTS,
    TERMS,
    UNITS,
    Hours,
    Listed,
    Party,
    Post,
    Term,
    Unit,
)  # fmt: skip
from qiantou.jobs.county import offices
from qiantou.jobs.holidays import known_days, known_through

PASSWORD = "qiantou-demo"  # noqa: S105 - the one password of the demonstration, printed at its start
COUNTY = "xian"
OFFICE = "zhengfuban"  # 县政府办公室, a unit of its own
OPINES = "bianban"  # gives its opinion on whose duty it is, before the leader decides
FORGIVES = "bianban"  # decides applications for exemption


@dataclass
class County:
    """Desks by the key the papers use, and for each desk the post and account that types for it."""

    desks: dict[str, Desk] = field(default_factory=dict)
    clerks: dict[str, tuple[Desk, str]] = field(default_factory=dict)
    listings: list[Listed] = field(default_factory=list)
    accounts: list[tuple[str, str, Desk]] = field(default_factory=list)  # login, title, post

    def desk(self, key: str) -> Desk:
        return self.desks[key]

    def by(self, key: str) -> Actor:
        """The desk's own move, typed by its clerk, or by the leader whose post it is."""
        post, account = self.clerks[key]
        return Actor(desk=self.desks[key], post=post, account=account)

    def key(self, desk: Desk) -> str:
        """The key of a desk."""
        return next(key for key, own in self.desks.items() if own == desk)

    def is_leader(self, key: str) -> bool:
        return key in offices.LEADERS


def calendar_listings(today: date) -> list[Listed]:
    """The published holidays of last, this and next year, as far as they are published, and office hours."""
    since = date(today.year - 1, 1, 1)
    hours = Hours(DEFAULT_HOURS.zone, DEFAULT_HOURS.sessions, known_through())
    days = known_days(today.year - 1, today.year + 1)
    listings = [Listed(HOURS, "site", hours, since)]
    return listings + [Listed(DAYS, day.isoformat(), rule, since) for day, rule in days.items()]


def establish(today: date) -> County:
    """The county, entered in the register as of the first day of last year."""
    since = date(today.year - 1, 1, 1)
    county = County()
    for key in (COUNTY, *(row[0] for row in offices.UNITS)):
        county.desks[key] = _name("u:")
    for key in (f"{unit}.{section}" for unit, rows in offices.SECTIONS.items() for section in rows):
        county.desks[key] = _name("u:")
    for key in offices.PARTIES:
        county.desks[key] = _name("o:")
    _leaders(county, since)
    _units(county, since)
    _sections(county, since)
    for key, (name, contact) in offices.PARTIES.items():
        value = Party(contact=county.desks[contact])
        county.listings.append(Listed(PARTIES, county.desks[key], value, since, name=name))
    with transaction.atomic():
        people = _accounts(county)
        terms = [
            Listed(TERMS, f"t:{shell.noise(6).hex()}", Term(people[login], post), since)
            for login, _, post in county.accounts
        ]
        listings = (*calendar_listings(today), *county.listings, *terms)
        by = Actor()
        execute_all((), by=by, command_id=shell.fresh(), listings=listings)
        opining = Listed(POLICIES, DISPUTE.kind, replace(DISPUTE, opinion=county.desks[OPINES]), since)
        forgiving = Listed(POLICIES, EXEMPTION.kind, replace(EXEMPTION, assigner=county.desks[FORGIVES]), since)
        execute_all((), by=by, command_id=shell.fresh(), listings=[opining, forgiving])
    return county


def _name(prefix: str) -> Desk:
    return Desk(prefix + shell.noise(6).hex())


def _post(county: County, unit: str, *, name: str, login: str, since: date, office: Desk | None = None) -> Desk:
    """A post of `unit` with an account of its own, called by its title; `office`: the unit that works for it."""
    post = _name("p:")
    county.listings.append(Listed(POSTS, post, Post(county.desks[unit], office), since, name=name))
    county.accounts.append((login, name, post))
    return post


def _leaders(county: County, since: date) -> None:
    """The leaders, for all of whom the government office works, and a secretary in their own unit."""
    office = county.desks[OFFICE]
    for key, title in offices.LEADERS.items():
        county.desks[key] = _post(county, COUNTY, name=title, login=key, since=since, office=office)
    clerk = _post(county, COUNTY, name="县政府 值班秘书", login=COUNTY, since=since)
    county.clerks[COUNTY] = (clerk, COUNTY)
    county.clerks.update({key: (county.desks[key], key) for key in offices.LEADERS})
    head = county.desks[next(iter(offices.LEADERS))]
    value = Unit(head=head, sort="county")
    county.listings.append(Listed(UNITS, county.desks[COUNTY], value, since, name="县人民政府"))


def _units(county: County, since: date) -> None:
    for key, name, sort, leader, title in offices.UNITS:
        head = _post(county, key, name=f"{name} {title}", login=f"{key}.head", since=since)
        clerk = _post(county, key, name=f"{name} {offices.CLERK}", login=key, since=since)
        county.desks[f"{key}.head"] = head
        county.clerks[f"{key}.head"] = (head, f"{key}.head")
        county.clerks[key] = (clerk, key)
        parent = county.desks[COUNTY] if leader else None
        value = Unit(parent=parent, head=head, leader=county.desks.get(leader), sort=sort)
        county.listings.append(Listed(UNITS, county.desks[key], value, since, name=name))


def _sections(county: County, since: date) -> None:
    names = {row[0]: row[1] for row in offices.UNITS}
    for unit, sections in offices.SECTIONS.items():
        for section, name in sections.items():
            key = f"{unit}.{section}"
            title = f"{names[unit]} {name}负责人"
            head = _post(county, key, name=title, login=key, since=since)
            county.clerks[key] = (head, key)
            value = Unit(parent=county.desks[unit], inner=True, head=head, sort="section")
            county.listings.append(Listed(UNITS, county.desks[key], value, since, name=name))


def _accounts(county: County) -> dict[str, str]:
    """An account for every post and administrator, with the demonstration's one password. Login → opaque person."""
    password = make_password(PASSWORD)
    people, accounts = [], []
    for login, title, _ in county.accounts:
        person = Person(id=shell.noise(16).hex(), name=title)
        people.append(person)
        accounts.append(Account(id=shell.noise(16).hex(), login=login, person=person, password=password))
    for login, (kind, title) in offices.ADMINS.items():
        person = Person(id=shell.noise(16).hex(), name=title)
        people.append(person)
        accounts.append(Account(id=shell.noise(16).hex(), login=login, person=person, password=password, admin=kind))
    Person.objects.bulk_create(people)
    Account.objects.bulk_create(accounts)
    ids = {account.login: account.id for account in accounts}
    county.clerks = {key: (post, ids[login]) for key, (post, login) in county.clerks.items()}
    return {account.login: account.person_id for account in accounts}
