"""The rows of the register: desks, terms and joint works as last listed, in the order they were listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from qiantou.core.kernel import Entry
from qiantou.core.register import CHARTERS, PARTIES, POSTS, TERMS, UNITS, Listed, Party, Post, Term, Unit
from qiantou.core.undertaking import Charter
from qiantou.readmodel import listing_rows
from qiantou.readmodel.models import DeskRow, JointRow, ShareRow, TermRow

Columns = dict[str, Any]


def desk_columns(listed: Listed) -> Columns | None:
    """What an entry says of a unit, post or outside party; None for other entries and for the end of one.

    An entry without a name keeps the name given before.
    """
    match listed.value:
        case Unit() as unit:
            told = {"sort": unit.sort or "unit", "parent": unit.parent or "", "line": unit.line or "",
                    "head": unit.head or "", "leader": unit.leader or "", "inner": unit.inner}  # fmt: skip
        case Post(unit=owner):
            told = {"sort": "post", "parent": owner}
        case Party(contact):
            told = {"sort": "party", "parent": contact}
        case _:
            return None
    return {**told, "ended": None, **({"name": listed.name} if listed.name else {})}


def term_columns(listed: Listed) -> Columns | None:
    match listed.value:
        case Term() as term:
            return {"person": term.person, "post": term.post, "since": listed.since, "until": term.until}
    return None


def joint_columns(listed: Listed) -> Columns | None:
    match listed.value:
        case Charter() as charter:
            told = {"lead": charter.lead, "issuer": charter.issuer, "keeper": charter.keeper,
                    "sponsor": charter.sponsor or ""}  # fmt: skip
            words = {"title": listed.name, "paper": listed.note} if listed.name else {}
            return told | words
    return None


def _sharers(listed: Listed) -> list[str]:
    """Who takes part in a joint work by its charter."""
    match listed.value:
        case Charter(lead=lead, issuer=issuer, keeper=keeper, sponsor=sponsor, members=members, office=office):
            named = [desk for desk in (sponsor, office) if desk]
            return sorted({lead, issuer, keeper, *members, *named})
    return []


def write_listing(entry: Entry[Listed]) -> None:
    """Bring the rows up to one more entry; whoever enters it holds the register, so no other writes them meanwhile."""
    listed, key = entry.event, entry.event.key
    if (desk := desk_columns(listed)) is not None:
        if not DeskRow.objects.filter(desk=key).update(**desk):
            DeskRow.objects.create(**{"desk": key, "name": "", **desk, "place": DeskRow.objects.count()})
    elif (term := term_columns(listed)) is not None:
        if not TermRow.objects.filter(key=key).update(**term):
            TermRow.objects.create(key=key, **term)
    elif (joint := joint_columns(listed)) is not None:
        if not JointRow.objects.filter(stream=key).update(**joint):
            JointRow.objects.create(**{"stream": key, "title": "", "paper": "", **joint, "opened": entry.at})
        shares = [ShareRow(joint=key, desk=desk) for desk in _sharers(listed)]
        ShareRow.objects.bulk_create(shares, ignore_conflicts=True)
    elif listed.value is None and listed.section in (UNITS, POSTS, PARTIES):
        DeskRow.objects.filter(desk=key).update(ended=listed.since)
    elif listed.value is None and listed.section == TERMS:
        TermRow.objects.filter(key=key).update(until=listed.since)
    elif listed.value is None and listed.section == CHARTERS:
        JointRow.objects.filter(stream=key).delete()


@dataclass
class RegisterRows:
    """All rows of the register from all its entries: what `write_listing` leaves, without a database."""

    desks: dict[str, Columns] = field(default_factory=dict)
    terms: dict[str, Columns] = field(default_factory=dict)
    joints: dict[str, Columns] = field(default_factory=dict)
    shares: set[tuple[str, str]] = field(default_factory=set)  # joint, desk
    listings: list[Columns] = field(default_factory=list)

    @classmethod
    def of(cls, entries: Iterable[Entry[Listed]]) -> RegisterRows:
        rows = cls()
        told = list(entries)
        for entry in told:
            rows._add(entry)
        rows.listings = listing_rows.rows_of(told)
        return rows

    def _add(self, entry: Entry[Listed]) -> None:
        listed, key = entry.event, entry.event.key
        if (desk := desk_columns(listed)) is not None:
            self.desks[key] = {**self.desks.get(key, _nameless(len(self.desks))), **desk}
        elif (term := term_columns(listed)) is not None:
            self.terms[key] = term
        elif (joint := joint_columns(listed)) is not None:
            known = self.joints.get(key, {"title": "", "paper": "", "opened": entry.at})
            self.joints[key] = {**known, **joint}
            self.shares |= {(key, desk) for desk in _sharers(listed)}
        elif listed.value is None:
            self._end(listed)

    def _end(self, listed: Listed) -> None:
        if listed.section in (UNITS, POSTS, PARTIES) and listed.key in self.desks:
            self.desks[listed.key]["ended"] = listed.since
        elif listed.section == TERMS and listed.key in self.terms:
            self.terms[listed.key]["until"] = listed.since
        elif listed.section == CHARTERS:
            self.joints.pop(listed.key, None)


def _nameless(place: int) -> Columns:
    empty: Columns = dict.fromkeys(("name", "parent", "line", "head", "leader"), "")
    return {**empty, "inner": False, "ended": None, "place": place}
