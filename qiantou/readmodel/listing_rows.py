"""What is in force with its words: duties, mandates, charters, papers, plans, as pages show them on any day.

A row a change of the register says only where it stands and whom it belongs to; value and words are read from the
record itself, so that a row can neither lag behind it nor keep words that were removed from it. `text` is a copy
for searching.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from qiantou.core.attribution import ATTRIBUTIONS, Attribution
from qiantou.core.bulletin import ORDERS, OWN_SECTIONS, Order
from qiantou.core.delegation import Delegation
from qiantou.core.duty import Duty, OffList
from qiantou.core.exemption import CHECKS, TABLES, Check
from qiantou.core.kernel import Actor, Entry, Stream
from qiantou.core.lookup import LOOKED, LOOKUPS, Looked, Lookup
from qiantou.core.mandate import Mandate
from qiantou.core.meeting import MEETINGS, Meeting
from qiantou.core.numbering import AGENCIES, CAPS, NUMBERS, Agency, Cap, Number
from qiantou.core.plan import PLAN_SECTIONS, joint_of
from qiantou.core.register import (
    CHARTERS,
    DELEGATIONS,
    DUTIES,
    MANDATES,
    OFF_LISTS,
    PAPERS,
    SECONDMENTS,
    Listed,
    Value,
)  # fmt: skip
from qiantou.core.review import REVIEW_SECTIONS
from qiantou.core.undertaking import Paper, Secondment
from qiantou.ledger.codec import decode
from qiantou.ledger.plain import among, fetched, read_instant
from qiantou.readmodel.models import ListingRow

SECTIONS = (
    CHECKS, TABLES, LOOKUPS, LOOKED,
    ATTRIBUTIONS,
    *REVIEW_SECTIONS, AGENCIES, CAPS, NUMBERS, MEETINGS,
    ORDERS, *OWN_SECTIONS, DUTIES, OFF_LISTS, MANDATES, SECONDMENTS, PAPERS, CHARTERS, DELEGATIONS, *PLAN_SECTIONS,
)  # fmt: skip
COLUMNS = ("stream", "version", "section", "key", "owner", "since", "text")


@dataclass(frozen=True)
class InForce:
    """One value of the register with its words, and the entry it stands in. `value` None: it has ended."""

    key: str
    value: Any
    since: date
    at: datetime
    name: str
    note: str
    stream: Stream
    version: int
    by: Actor


def row_of(entry: Entry[Listed], owner: str) -> dict[str, Any] | None:
    """The columns of the row of a change; None for sections that have rows of another kind."""
    listed = entry.event
    if listed.section not in SECTIONS:
        return None
    return {"stream": entry.stream, "version": entry.version, "section": listed.section, "key": listed.key,
            "owner": owner_of(listed) or owner, "since": listed.since, "text": text_of(listed)}  # fmt: skip


def owner_of(listed: Listed) -> str:
    """Whom a value belongs to: a unit's duties, a joint work's plan and mandates; "" for an end, which does not say."""
    match listed.value:
        case Order():
            return listed.key.removeprefix("t:")
        case (
            Duty(unit=owner) | OffList(unit=owner) | Mandate(joint=owner) | Secondment(joint=owner) | Attribution(owner)
        ):
            return owner
        case Check(unit=owner) | Lookup(body=owner) | Looked(case=owner):
            return owner
        case Meeting(chair=owner):
            return owner
        case Paper(keeper=owner) | Delegation(post=owner) | Agency(owner) | Cap(owner) | Number(owner):
            return owner
    if listed.section in (*PLAN_SECTIONS, *OWN_SECTIONS, *REVIEW_SECTIONS):
        return joint_of(listed.key)
    return listed.key if listed.section == CHARTERS else ""


def text_of(listed: Listed) -> str:
    """Every typed word of the value, for searching."""
    told = [listed.name, listed.note, *_texts(listed.value)]
    return "\n".join(text for text in told if text)


def _texts(value: Value | None) -> Iterable[str]:
    if isinstance(value, Duty):
        yield from (value.number, value.klass, value.item, value.upper_name, value.upper_duty, value.part, value.how)
    elif is_dataclass(value):
        for field in fields(value):
            if "WORDS" in str(field.type) or field.type == "Words":
                text = getattr(value, field.name)
                yield from (text,) if isinstance(text, str) else text


def in_force(
    section: str,
    owner: str | Collection[str] | None = None,
    *,
    day: date,
    until: datetime | None = None,
    keys: Iterable[str] = (),
    text: str = "",
) -> dict[str, InForce]:
    """Key → what is in force on `day` as recorded before `until`, in the order first entered; one query.

    `owner`, `keys` and `text` narrow it; a row whose present text holds `text` is meant.
    """  # fmt: skip
    chosen: dict[str, InForce] = {}
    holding: set[tuple[str, int]] = set()
    for found, holds in _told(section, owner, keys, text):
        known = chosen.get(found.key)
        fits = found.since <= day and (until is None or found.at < until)
        if fits and (known is None or known.since <= found.since):
            chosen[found.key] = found
        if holds:
            holding.add((found.stream, found.version))
    return {
        key: found
        for key, found in chosen.items()
        if found.value is not None and (found.stream, found.version) in holding
    }


def entries(
    section: str, owner: str | Collection[str] | None = None, *, keys: Iterable[str] = (), text: str = ""
) -> list[InForce]:
    """Every change of a section whose text holds `text`, oldest first."""
    return [found for found, holds in _told(section, owner, keys, text) if holds]


def _told(
    section: str, owner: str | Collection[str] | None, keys: Iterable[str], text: str
) -> list[tuple[InForce, bool]]:
    """Every change of each key one of whose changes holds `text`, oldest first, and whether this one holds it."""
    conditions, values = ["l.section = %s"], [section]
    if isinstance(owner, str):
        conditions.append("l.owner = %s")
        values.append(owner)
    elif owner is not None:
        own, more = among("l.owner", owner)
        conditions.append(own)
        values += more
    wanted = list(keys)
    if wanted:
        own, more = among("l.key", wanted)
        conditions.append(own)
        values += more
    words = text.split()
    searched = [f"%{_escaped(word)}%" for word in words]
    holds = " AND ".join(["l.text LIKE %s ESCAPE '!'"] * len(words)) or "TRUE"
    if words:
        inside = holds.replace("l.", "o.")
        conditions.append(f"l.key IN (SELECT o.key FROM readmodel_listingrow o WHERE o.section = %s AND {inside})")  # noqa: S608 — constants
        values += [section, *searched]
    told = f"SELECT e.stream, e.version, e.at, e.facts, w.body, ({holds}) FROM readmodel_listingrow l"  # noqa: S608 — constants
    joined = "JOIN ledger_entry e ON e.stream = l.stream AND e.version = l.version"
    kept = "LEFT JOIN ledger_entrywords w ON w.stream = l.stream AND w.version = l.version"
    where = " AND ".join(conditions)
    rows = fetched(f"{told} {joined} {kept} WHERE {where} ORDER BY e.position", [*searched, *values])
    return [(_read(row[:5]), bool(row[5])) for row in rows]


def _escaped(word: str) -> str:
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def _read(row: tuple[Any, ...]) -> InForce:
    stream, version, at, facts, body = row
    instant = read_instant(at)
    assert instant is not None
    entry = decode(stream, version, instant, bytes(facts), None if body is None else bytes(body))
    listed: Listed = entry.event
    return InForce(
        listed.key, listed.value, listed.since, instant, listed.name, listed.note, Stream(stream), version, entry.by
    )


def rewrite(stream: Stream, version: int, listed: Listed) -> None:
    """After words were removed: the row's copy of them."""
    ListingRow.objects.filter(stream=stream, version=version).update(text=text_of(listed))


def write(listings: Iterable[Entry[Listed]]) -> None:
    """The rows of more changes; an end belongs to whom the value belonged."""
    told = [entry for entry in listings if entry.event.section in SECTIONS]
    if not told:
        return
    ended = [entry.event.key for entry in told if entry.event.value is None]
    known = ListingRow.objects.filter(key__in=ended).order_by("id") if ended else ListingRow.objects.none()
    owners = {(section, key): owner for section, key, owner in known.values_list("section", "key", "owner")}
    rows = [ListingRow(**columns) for columns in rows_of(told, owners)]
    ListingRow.objects.bulk_create(rows, batch_size=400)


def rows_of(
    listings: Iterable[Entry[Listed]], before: Mapping[tuple[str, str], str] | None = None
) -> list[dict[str, Any]]:
    """All rows from all entries, without a database. `before`: section and key → owner of what was there already."""
    owners: dict[tuple[str, str], str] = dict(before or {})
    made: list[dict[str, Any]] = []
    for entry in listings:
        place = (entry.event.section, entry.event.key)
        columns = row_of(entry, owners.get(place, ""))
        if columns is not None:
            owners[place] = columns["owner"]
            made.append(columns)
    return made


def kept(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], tuple[Any, ...]]:
    """Rows by stream and version, for comparing."""
    return {(row["stream"], row["version"]): tuple(row[name] for name in COLUMNS[2:]) for row in rows}
