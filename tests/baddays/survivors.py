"""What a site must still be after its writer was killed, and after the same script was played again from the start.

The measure is the same scene played undisturbed: since instants and chance are those of the step, the killed
site must hold the first entries of that record, leaf by leaf, up to the end of one command; and after the
repetition all of them and no more, with the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.db.models import Model

from qiantou.acts import shell
from qiantou.jobs.site import make_key_and_witness
from qiantou.jobs.verify_site import verify_site
from qiantou.ledger import places
from qiantou.ledger.canonical import leaf_bytes
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.models import Entry, EntryWords, Erasure, Sent, StreamHead
from qiantou.ledger.writer import header
from qiantou.readmodel.rebuild import TABLES
from tests.baddays.scenes import BASE, SCENES, play

COMPARED: tuple[type[Model], ...] = (*TABLES, StreamHead, Sent, EntryWords, Erasure)


@dataclass(frozen=True)
class Undisturbed:
    """What the scene comes to when nothing happens."""

    leaves: tuple[str, ...]
    ends: dict[str, int]  # step → entries there are when it is done
    wholes: frozenset[int]  # entries there are after each transaction
    rows: dict[str, list[tuple[Any, ...]]]


def leaves() -> tuple[str, ...]:
    """Leaf hashes as the stored rows give them, in order of position, checked to be gapless."""
    rows = list(Entry.objects.order_by("position"))
    if [row.position for row in rows] != list(range(len(rows))):
        return ("gap",)
    return tuple(leaf_hash(leaf_bytes(header(row))).hex() for row in rows)


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every table of the site that the record governs, without row numbers."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in COMPARED:
        names = [field.name for field in table._meta.concrete_fields if field.name != "id"]
        found[table.__name__] = sorted(map(_plain, table._default_manager.values_list(*names)))
    found["the folder of keys"] = [(path.name,) for path in sorted(places.keys_folder().iterdir())]
    return found


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(value).hex() if isinstance(value, memoryview | bytes) else str(value) for value in row)


def perform(scene: str) -> Undisturbed:
    """Play the scene to its end in the connected site, noting where each step ends."""
    ends = {"": Entry.objects.count()}
    wholes = set(ends.values())
    commit = connection._commit  # type: ignore[attr-defined]

    def committed() -> None:
        wholes.add(Entry.objects.count())
        commit()

    with patch.object(connection, "_commit", committed):
        for line in SCENES[scene]:
            play(scene, line)
            ends[line.name] = Entry.objects.count()
    return Undisturbed(leaves(), ends, frozenset(wholes), rows())


def acknowledged(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def examine(scene: str, told: list[dict[str, Any]], expected: Undisturbed) -> list[str]:
    """Everything wrong with the site as the killed child left it, and with what it becomes; empty if all is well."""
    return [*_left_behind(scene, told, expected), *_gone_on(scene, expected)]


def _left_behind(scene: str, told: list[dict[str, Any]], expected: Undisturbed) -> Iterator[str]:
    found = leaves()
    for receipt in told:
        position = receipt.get("position")
        if position is not None and (position >= len(found) or found[position] != receipt["leaf"]):
            yield f"acknowledged and lost: step {receipt['step']!r}, entry {position}"
    if found != expected.leaves[: len(found)]:
        yield "recorded otherwise than undisturbed"
    if len(found) not in expected.wholes:
        yield f"half a command: {len(found)} entries"
    last = told[-1]["step"] if told else ""
    if len(found) < expected.ends[last]:
        yield f"lost entries: {len(found)} of {expected.ends[last]} after step {last!r}"
    if Entry.objects.exists() and places.witness_file().exists():
        yield from _unsound("after the kill", _time_of(scene, last))


def _gone_on(scene: str, expected: Undisturbed) -> Iterator[str]:
    """The same script from the start; it must end where the undisturbed one did."""
    try:
        make_key_and_witness()  # as at every start
        for line in SCENES[scene]:
            play(scene, line)
    except Exception as fault:
        yield f"did not go on: {type(fault).__name__}: {fault}"
        return
    found = leaves()
    if len(found) > len(expected.leaves):
        yield f"happened twice: {len(found)} entries, {len(expected.leaves)} expected"
    elif found != expected.leaves:
        yield f"another end: {len(found)} entries, {len(expected.leaves)} expected"
    now = rows()
    for table, lines in expected.rows.items():
        if now[table] != lines:
            yield f"other rows in {table}"
    yield from _unsound("after the repetition", SCENES[scene][-1].at)


def _time_of(scene: str, step: str) -> Any:
    """The instant of the step after the last acknowledged one: rows are as of then at the latest."""
    lines = [*(BASE[-1:] if scene != "start" else SCENES[scene][:1]), *SCENES[scene]]
    names = [line.name for line in SCENES[scene]]
    at = names.index(step) + 1 if step else 0
    return [*lines, lines[-1]][at + 1].at


def _unsound(when: str, now: Any) -> Iterator[str]:
    with shell.scripted(lambda: now):
        for finding in verify_site().findings:
            yield f"unsound {when}: {finding.code} {dict(finding.facts)}"
