"""From the rows of a roster to what would change: entries for the register, and accounts. Pure; nothing is written.

A unit is known by its name, an inner section by "unit/section", a post by its unit and title, a person by its
account. What is there already and says the same is left alone, so a second import of one file changes nothing.
What the file leaves out stays as it is: nothing ends because a row is missing. A unit under a new name is the one
its row calls by the former name (see roster_names).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from qiantou.access.roster_names import moved, path_of
from qiantou.access.roster_sheets import ADMINS, PARTIES, PEOPLE, POSTS, SORTS, UNITS, Fault, Row, is_section
from qiantou.core import register
from qiantou.core.kernel import Desk
from qiantou.core.register import Listed, Party, Post, Term, Unit

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
PostName = tuple[str, str]
"""Path of the unit, title of the post."""


@dataclass(frozen=True)
class Known:
    """What the site has now. Units by path, posts by unit and title, outside parties by name."""

    units: Mapping[str, tuple[Desk, Unit]] = field(default_factory=dict)
    posts: Mapping[PostName, Desk] = field(default_factory=dict)
    offices: Mapping[Desk, Desk] = field(default_factory=dict)  # post → the unit that its row names as its office
    parties: Mapping[str, tuple[Desk, Party]] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    accounts: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)  # login → person, name, admin


@dataclass(frozen=True)
class Newcomer:
    """An account to be made."""

    login: str
    person: str
    name: str
    admin: str


@dataclass(frozen=True)
class Plan:
    """What the import would change. With a fault nothing may be applied."""

    listings: tuple[Listed, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  # login, new name
    faults: tuple[Fault, ...] = ()
    units_renamed: tuple[tuple[str, str], ...] = ()  # former name, name; each is also one of the listings

    @property
    def changes(self) -> int:
        return len(self.listings) + len(self.newcomers) + len(self.renamed)


def plan(rows: Mapping[str, Sequence[Row]], known: Known, *, today: date, fresh: Callable[[int], bytes]) -> Plan:
    """The plan of an import on `today`; `fresh` gives random bytes for new names."""
    known, names, faults = moved(rows[UNITS], known)
    draft = _Draft(known, today, fresh)
    draft.former, draft.faults = names, faults
    draft.name_units(rows[UNITS])
    draft.name_posts(rows[POSTS])
    draft.list_units()
    draft.list_parties(rows[PARTIES])
    draft.list_people(rows[PEOPLE])
    units = tuple((former, path.rpartition("/")[2]) for path, former in names.items())
    people = tuple(draft.newcomers), tuple(draft.renamed)
    return Plan(tuple(draft.listings), *people, faults=tuple(draft.faults), units_renamed=units)


class _Draft:
    """A plan in the making: names first, since a unit names posts that stand further down."""

    def __init__(self, known: Known, today: date, fresh: Callable[[int], bytes]) -> None:
        self.known, self.today, self.fresh = known, today, fresh
        self.units = {path: desk for path, (desk, _) in known.units.items()}
        self.posts = dict(known.posts)
        self.rows: dict[str, Row] = {}
        self.former: dict[str, str] = {}
        self.listings: list[Listed] = []
        self.newcomers: list[Newcomer] = []
        self.renamed: list[tuple[str, str]] = []
        self.faults: list[Fault] = []
        self.seen: set[str] = set()

    def name_units(self, rows: Sequence[Row]) -> None:
        for row in rows:
            path = path_of(row)
            if "/" in row["name"]:
                self.faults.append(row.fault("name", "slash-in-name"))
            elif row["sort"] and row["sort"] not in (*SORTS, *SORTS.values()):
                self.faults.append(row.fault("sort", "unknown-sort"))
            elif is_section(row) and not row["parent"]:
                self.faults.append(row.fault("parent", "section-without-unit"))
            elif path in self.rows:
                self.faults.append(row.fault("name", "twice"))
            else:
                self.rows[path] = row
                self.units.setdefault(path, Desk(f"u:{self.fresh(6).hex()}"))

    def name_posts(self, rows: Sequence[Row]) -> None:
        for row in rows:
            path = self._path(row, "unit")
            if path is None:
                continue
            name = (path, row["post"])
            office = self._path(row, "office") if row["office"] else None
            value = Post(self.units[path], self.units[office] if office is not None else None)
            if name not in self.posts:
                self.posts[name] = Desk(f"p:{self.fresh(6).hex()}")
                self._list(register.POSTS, self.posts[name], value, row["post"])
            elif name not in self.known.posts:
                self.faults.append(row.fault("post", "twice"))
            elif "office" in row.texts and value.office != self.known.offices.get(self.posts[name]):
                self._list(register.POSTS, self.posts[name], value, row["post"])

    def list_units(self) -> None:
        for path, row in self.rows.items():
            value = self._unit(path, row)
            before = self.known.units.get(path)
            if value is not None and (before is None or before[1] != value or path in self.former):
                self._list(register.UNITS, self.units[path], value, row["name"])

    def _unit(self, path: str, row: Row) -> Unit | None:
        faults = len(self.faults)
        parent = self._path(row, "parent") if row["parent"] else None
        line = self._path(row, "line") if row["line"] else None
        if parent is not None and self._circles(path):
            self.faults.append(row.fault("parent", "circle"))
        head = self._own_post(path, row) if row["head"] else None
        leader = self._any_post(row, "leader") if row["leader"] else None
        if len(self.faults) > faults:
            return None
        return Unit(
            parent=self.units[parent] if parent else None,
            line=self.units[line] if line else None,
            inner=is_section(row),
            head=head,
            leader=leader,
            sort=SORTS.get(row["sort"], row["sort"]),
        )

    def _circles(self, path: str) -> bool:
        above, seen = path, set()
        while above and above not in seen:
            seen.add(above)
            row = self.rows.get(above)
            above = row["parent"] if row is not None else ""
        return above == path

    def _own_post(self, path: str, row: Row) -> Desk | None:
        found = self.posts.get((path, row["head"]))
        if found is None:
            self.faults.append(row.fault("head", "no-such-post-in-unit"))
        return found

    def _any_post(self, row: Row, column: str) -> Desk | None:
        """A post given by its title alone where only one has it, or as "unit/title"."""
        text = row[column]
        unit, _, title = text.rpartition("/")
        found = [desk for (path, name), desk in self.posts.items() if name == title and unit in ("", path)]
        if len(found) != 1:
            self.faults.append(row.fault(column, "unknown-post" if not found else "several-such-posts"))
        return found[0] if len(found) == 1 else None

    def list_parties(self, rows: Sequence[Row]) -> None:
        seen: set[str] = set()
        for row in rows:
            contact = self._path(row, "contact")
            if row["name"] in seen:
                self.faults.append(row.fault("name", "twice"))
            seen.add(row["name"])
            if contact is None:
                continue
            value = Party(self.units[contact])
            before = self.known.parties.get(row["name"])
            if before is None or before[1] != value:
                desk = before[0] if before else Desk(f"o:{self.fresh(6).hex()}")
                self._list(register.PARTIES, desk, value, row["name"])

    def list_people(self, rows: Sequence[Row]) -> None:
        people = {login: person for login, (person, *_) in self.known.accounts.items()}
        for row in rows:
            if not LOGIN.fullmatch(row["login"]):
                self.faults.append(row.fault("login", "bad-login"))
                continue
            admin = ADMINS.get(row["admin"], row["admin"])
            if admin and (admin not in ADMINS.values() or row["post"]):
                self.faults.append(row.fault("admin", "admin-with-post" if row["post"] else "unknown-admin"))
                continue
            if not admin and not row["post"]:
                self.faults.append(row.fault("post", "empty"))
                continue
            person = people.setdefault(row["login"], self.fresh(16).hex())
            self._account(row, person, admin)
            if row["post"]:
                self._term(row, person)

    def _account(self, row: Row, person: str, admin: str) -> None:
        """A person may stand in several rows, one for each post; the first tells the name."""
        login, name = row["login"], row["name"]
        before = self.known.accounts.get(login)
        if login in self.seen:
            return
        self.seen.add(login)
        if before is None:
            self.newcomers.append(Newcomer(login, person, name, admin))
        elif before[2] != admin:
            self.faults.append(row.fault("admin", "admin-changes"))
        elif before[1] != name:
            self.renamed.append((login, name))

    def _term(self, row: Row, person: str) -> None:
        path = self._path(row, "unit") if row["unit"] else None
        if path is None:
            if not row["unit"]:
                self.faults.append(row.fault("unit", "empty"))
            return
        post = self.posts.get((path, row["post"]))
        if post is None:
            self.faults.append(row.fault("post", "no-such-post-in-unit"))
            return
        try:
            since, until = row.day("since"), row.day("until")
        except ValueError:
            self.faults.append(row.fault("until" if row["until"] else "since", "not-a-date"))
            return
        if since is not None and until is not None and until < since:
            self.faults.append(row.fault("until", "ends-before-it-begins"))
            return
        term = Term(person, post, until)
        held = {key: other for key, other in self.known.terms.items() if (other.person, other.post) == (person, post)}
        if term in held.values():
            return
        key = next(iter(held), f"t:{self.fresh(6).hex()}")
        self.listings.append(Listed(register.TERMS, key, term, since or self.today))

    def _path(self, row: Row, column: str) -> str | None:
        """The path of the unit named in the column; a section's own name will do where only one has it."""
        text = row[column]
        if text in self.units:
            return text
        found = [path for path in self.units if path.rpartition("/")[2] == text]
        if len(found) == 1:
            return found[0]
        self.faults.append(row.fault(column, "several-such-units" if found else "unknown-unit"))
        return None

    def _list(self, section: str, key: Desk, value: register.Value, name: str) -> None:
        self.listings.append(Listed(section, key, value, self.today, name=name))
