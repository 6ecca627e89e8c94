"""The tree of units in lines to read: each unit with its head, portfolio leader and posts, its sections under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.translation import gettext as _

from qiantou.access.guards import Standing, standing
from qiantou.access.models import Account, Person
from qiantou.core.register import PARTIES, POSTS, TERMS, UNITS, InForce, Party, Post, Term, Unit
from qiantou.desk import labels
from qiantou.desk.frame import directory
from qiantou.readmodel.naming import SEPARATOR

ORDER = ("county", "establishment", "bureau", "park", "township", "unit", "")


@dataclass(frozen=True)
class Line:
    """One unit; `depth` is 1 for an inner section. A post is (title, who sits there, whether nobody does,
    the unit that its row names as its office). `serves`: the posts whose rows name this unit so."""

    desk: str
    name: str
    depth: int = 0
    above: str = ""
    head: str = ""
    leader: str = ""
    line: str = ""
    posts: list[tuple[str, str, bool, str]] = field(default_factory=list)
    serves: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)  # of its posts in full, for the search

    def fits(self, text: str) -> bool:
        """No person is sought by name: what is typed stands in the address of the page."""
        told = [self.name, self.leader, self.line, *self.contacts, *self.titles]
        return not text or any(text in part for part in told)


def groups(request: HttpRequest, account: Account, force: InForce, text: str) -> dict[str, list[Line]]:
    """Sort of unit in words → its units with their sections, those in which `text` occurs."""
    names = directory(request)
    tree = _Tree(force, names, standing(account), sees_all=account.admin == "system")
    found: dict[str, list[Line]] = defaultdict(list)
    for key, unit in tree.units.items():
        if unit.inner and unit.parent in tree.units:
            continue
        own = tree.line(key, unit)
        inside = [tree.line(section, tree.units[section], depth=1) for section in tree.sections(key)]
        kept = [line for line in inside if line.fits(text)]
        if kept or own.fits(text):
            found[unit.sort or "unit"] += [own, *(inside if own.fits(text) else kept)]
    ranked = sorted(found, key=lambda sort: ORDER.index(sort) if sort in ORDER else len(ORDER))
    return {labels.label(labels.SORTS, sort): found[sort] for sort in ranked}


class _Tree:
    """What is in force, turned around: sections of a unit, posts of a unit, who sits in a post."""

    def __init__(self, force: InForce, names: dict[str, str], seen: Standing, *, sees_all: bool) -> None:
        self.names, self.seen, self.sees_all = names, seen, sees_all
        self.units = {key: unit for key, unit in force.section(UNITS).items() if isinstance(unit, Unit)}
        self._sections: dict[str, list[str]] = defaultdict(list)
        for key, unit in self.units.items():
            if unit.inner and unit.parent is not None:
                self._sections[unit.parent].append(key)
        self._posts: dict[str, list[str]] = defaultdict(list)
        self._offices: dict[str, str] = {}  # by post
        for key, post in force.section(POSTS).items():
            if isinstance(post, Post):
                self._posts[post.unit].append(key)
                if post.office in self.units:
                    self._offices[key] = post.office
        self._contacts: dict[str, list[str]] = defaultdict(list)
        for key, party in force.section(PARTIES).items():
            if isinstance(party, Party):
                self._contacts[party.contact].append(key)
        self._seats: dict[str, list[str]] = defaultdict(list)
        terms = [term for term in force.section(TERMS).values() if isinstance(term, Term)]
        for term in terms:
            if term.until is None or force.day <= term.until:
                self._seats[term.post].append(term.person)
        people = {person for persons in self._seats.values() for person in persons}
        self._people = dict(Person.objects.filter(id__in=people).values_list("id", "name")) if people else {}

    def sections(self, unit: str) -> Iterator[str]:
        """The inner sections of a unit that the reader may know of."""
        for key in self._sections.get(unit, ()):
            if self.sees_all or unit in self.seen.homes:
                yield key

    def line(self, key: str, unit: Unit, *, depth: int = 0) -> Line:
        return Line(
            desk=key,
            name=self._called(key),
            depth=depth,
            above=self._called(unit.parent),
            head=self._titled(unit.head, key),
            leader=self._called(unit.leader),
            line=self._called(unit.line),
            posts=[self._post(post, key) for post in self._posts.get(key, ())],
            contacts=[self._called(party) for party in self._contacts.get(key, ())],
            serves=[self._called(post) for post, office in self._offices.items() if office == key],
            titles=[self._called(post) for post in self._posts.get(key, ())],
        )

    def _titled(self, post: str | None, unit: str) -> str:
        """The title of a post without the name of its unit, which stands in the same line."""
        title, own = self._called(post), self._called(unit).rpartition(SEPARATOR)[2]
        return title.removeprefix(own).strip() or title

    def _post(self, post: str, unit: str) -> tuple[str, str, bool, str]:
        seated = [self._people.get(person, "") for person in self._seats.get(post, ())]
        full, title = self._called(post), self._titled(post, unit)
        who = "、".join(name for name in seated if name and name != full)
        return title, who or ("" if seated else _("vacant")), not seated, self._called(self._offices.get(post))

    def _called(self, desk: str | None) -> str:
        return self.names.get(desk, desk) if desk else ""
