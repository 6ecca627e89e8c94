"""The only way to write: a command becomes entries, rows and a receipt in one transaction, or nothing.

Several steps may be one command (an import, a bulk acceptance): they stand or fall together. A command id is
unique per account: the same id with the same content answers with the same receipt, with other content it
is refused. A refusal stores nothing. On a conflict with another writer the command is decided afresh.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from qiantou.acts import files as scans
from qiantou.acts import rating, registers, shell
from qiantou.acts.entering import Listing
from qiantou.acts.items import check_numbers
from qiantou.acts.lapsed_lead import due_in, joints_of
from qiantou.acts.world import Stored, tied
from qiantou.core.bulletin_check import check_issued
from qiantou.core.carrying_out import check_amended
from qiantou.core.clearing import check_corrections
from qiantou.core.contest_rivals import grants_a_contest
from qiantou.core.exemption import Check
from qiantou.core.exemption_drawn import check_places, places
from qiantou.core.kernel import RULE, Actor, Entry, Rejected, Stream
from qiantou.core.lawful import papers_accuse_nobody
from qiantou.core.lookup_check import check_pages
from qiantou.core.loop import Play, named_in
from qiantou.core.moves import Command, Offer, Tick
from qiantou.core.passing import entailed
from qiantou.core.plain import refuse_hidden
from qiantou.core.plan_check import check_put_out
from qiantou.core.register import Listed
from qiantou.core.review_terms import check_terms
from qiantou.core.seconding import agreed
from qiantou.ledger.canonical import leaf_bytes
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.models import Entry as EntryRow
from qiantou.ledger.models import Sent
from qiantou.ledger.plain import fetched
from qiantou.ledger.writer import Written, header, lock, write
from qiantou.outbox.queue import queue
from qiantou.readmodel.project import project, project_listings

TRIES = 6


class Conflict(Exception):
    """Another writer was faster; what this one read no longer holds."""


@dataclass(frozen=True)
class Step:
    """One move on one stream (for an offer, the new stream's name), by the command's actor or another."""

    stream: Stream
    command: Command
    by: Actor | None = None


@dataclass(frozen=True)
class Asked:
    """What a person asked for under a command id, where the moves it becomes depend on how things stand.

    Sent again it becomes other moves, or none; so it is known again by what was asked, whatever came of it since.
    `what` reads the same each time it is sent: an act's name and its arguments, no time and nothing read from the
    record. By which of its desks the account asks is part of it only where `what` says so.
    """

    command_id: str
    what: tuple[object, ...]


@dataclass(frozen=True)
class Receipt:
    """What a command left in the record: the place of its own first entry, and how many entries followed."""

    stream: Stream
    version: int
    position: int | None
    at: datetime
    leaf: bytes
    entries: int = 0
    repeated: bool = False


def execute(stream: Stream, command: Command, *, by: Actor, command_id: str) -> Receipt | None:
    """Carry out one move. Raises Rejected. None when nothing was recorded (a tick with nothing due)."""
    return execute_all((Step(stream, command),), by=by, command_id=command_id)


def execute_all(
    steps: Sequence[Step],
    *,
    by: Actor,
    command_id: str | Asked,
    listings: Sequence[Listed] = (),
    seen: Mapping[Stream, int] | None = None,
    files: Sequence[scans.Scan] = (),
) -> Receipt | None:
    """Changes of the register, then moves, all or none. Raises Rejected, or Rejected("conflict") after TRIES.

    `seen`: the versions of streams that the person saw; Rejected("moved-on") if another entry came since.
    `files`: the scans that words of the command name; each is kept with them.
    """
    refuse_hidden((by, listings, steps))
    papers_accuse_nobody(by, *(step.by for step in steps if step.by is not None))
    _lead_first(steps, listings)
    written = repr((by, listings, steps))
    asked = command_id if isinstance(command_id, Asked) else None
    sent = _sent(by, asked) if asked is not None else (str(command_id), _digest(written))
    order = _Order(steps, listings, by, sent, seen or {}, tuple(files), scans.named_in(written))
    extra: set[Stream] = set()
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                return _transact(order, extra)
        except Conflict as conflict:
            extra |= conflict.args[0]
        except (IntegrityError, OperationalError) as error:
            if not _passing(error):
                raise
    raise Rejected("conflict")


def _lead_first(steps: Sequence[Step], listings: Sequence[Listed]) -> None:
    """Passings of the lead that are due take effect first, as by the clock; a look of the clock has no others."""
    asked = [step for step in steps if not isinstance(step.command, Tick)]
    if asked or listings:
        joints = {str(joint) for step in asked if (joint := getattr(step.command, "joint", None))} | joints_of(listings)
        catch_up(due_in(joints, [step.stream for step in asked if not isinstance(step.command, Offer)]))


def catch_up(passings: Iterable[Stream]) -> None:
    for stream in passings:
        tick(stream)


def _sent(by: Actor, asked: Asked) -> tuple[str, bytes]:
    return asked.command_id, _digest(repr((by.account, asked.what)))


def _digest(written: str) -> bytes:
    return hashlib.sha256(written.encode()).digest()


@dataclass(frozen=True)
class _Order:
    """What is to be done, by whom, under which id and content, and what was seen before."""

    steps: Sequence[Step]
    listings: Sequence[Listed]
    by: Actor
    sent: tuple[str, bytes]
    seen: Mapping[Stream, int]
    files: Sequence[scans.Scan]
    named: set[str]


def tick(*streams: Stream) -> int:
    """Record what has lapsed among the matters tied to `streams`, in one transaction, and refresh their rows; how many
    entries."""
    receipt = execute_all([Step(stream, Tick()) for stream in streams], by=RULE, command_id="")
    return receipt.entries if receipt else 0


def _passing(error: Exception) -> bool:
    """Whether the same command may succeed if tried again: a lost race, a deadlock, a busy database."""
    state = getattr(error.__cause__, "sqlstate", "")
    text = str(error).lower()
    return state in ("40001", "40P01", "23505") or "locked" in text or "unique constraint" in text


def _transact(order: _Order, extra: set[Stream]) -> Receipt | None:
    steps, by = order.steps, order.by
    named = {step.stream for step in steps} | {name for step in steps for name in named_in(step.command)}
    own_registers = extra & set(registers.STREAMS)
    streams = tied(named | (extra - own_registers)).keys()
    wanted = {registers.stream_of(listed) for listed in order.listings} | own_registers
    versions = lock(streams | wanted | order.seen.keys(), shared=set(registers.STREAMS) - wanted)
    ties = tied(streams)
    missed = ties.keys() - streams
    if missed:
        raise Conflict(missed)
    repeated = _repeated(by, order.sent)  # only now: it may have been under way until the locks were given
    if repeated is not None:
        return repeated
    if any(versions.get(name, 0) != version for name, version in order.seen.items()):
        raise Rejected("moved-on")
    register = registers.folded(tuple(versions.get(name, 0) for name in registers.STREAMS))
    now = max(shell.now(), register.last or shell.now())  # a clock set back does not undo what is in force
    listing = Listing(register, versions, by, now)
    for listed in order.listings:
        listing.add(listed)
    listing.finish()
    play = Play(Stored(listing.known, streams | _rested_on(steps) | _shown(listing.entries), ties, listing.plan), now)
    own = _play(play, steps, by, listing.entries)
    check_put_out(listing.entries, play.entries)
    check_issued(listing.entries, listing.plan, play.matter, listing.known.at(play.now))
    check_amended(listing.entries, play.matter, listing.known.at(play.now))
    check_terms(listing.entries, listing.plan, listing.known.at(play.now))
    check_places(listing.entries, play.matter, listing.known.at(play.now))
    check_corrections(listing.entries, listing.plan, play.matter)
    check_pages(listing.entries, play.matter, listing.known.at(play.now))
    check_numbers(play, listing.known.at(play.now))
    strange = {entry.stream for entry in play.entries if entry.version > 1} - streams
    if strange:
        raise Conflict(strange)
    grants = any(grants_a_contest(entry, play.matter(entry.stream)) for entry in play.entries)
    if grants and registers.JOINTS not in wanted:
        raise Conflict({registers.JOINTS})  # of two rulings on one thing the second sees the first
    force = listing.known.at(play.now)
    for listed in (*entailed(play, force), *agreed(play, force)):
        if registers.stream_of(listed) not in wanted:
            raise Conflict({registers.stream_of(listed)})
        listing.add(listed, by=RULE)
    scans.keep(order.named, order.files)
    return _record(play, listing.entries, order, own=own, locked=streams)


def _play(play: Play, steps: Sequence[Step], by: Actor, listed: Sequence[Entry[Listed]]) -> Entry[Any] | None:
    """Carry the steps out; the entry the receipt is for: the first change listed, else the first own move."""
    own: Entry[Any] | None = listed[0] if listed else None
    for number, step in enumerate(steps):
        begun = len(play.entries)
        actor = step.by or by
        try:
            play.carry_out(step.stream, step.command, actor)
        except Rejected as refusal:
            refusal.facts["step"] = number  # which of several, for the sentence
            raise
        made = [entry for entry in play.entries[begun:] if entry.stream == step.stream and entry.by == actor]
        own = own or (made[0] if made else None)
    return own


def _record(
    play: Play, listed: Sequence[Entry[Listed]], order: _Order, *, own: Entry[Any] | None, locked: Set[Stream]
) -> Receipt | None:
    """Rows first, entries and their positions last."""
    project_listings(listed, play.now)
    project(play, locked)
    queue(play)
    rating.tell(listed, play.world.register.at(play.now))
    entries = [*listed, *play.entries]
    command, content = order.sent
    if command and own is not None:
        Sent.objects.create(
            account=order.by.account, command=command, content=content, stream=own.stream, version=own.version
        )
    written = write(entries, recorded_at=play.now, noise=shell.noise)
    if not written:
        return None
    named = own or entries[0]
    mine = next(row for row in written if (row.stream, row.version) == (named.stream, named.version))
    return _receipt(mine, len(entries))


def _receipt(written: Written, entries: int) -> Receipt:
    stream = Stream(written.stream)
    return Receipt(stream, written.version, written.position, written.at, written.leaf, entries)


def sent_before(by: Actor, asked: Asked) -> Receipt | None:
    """The receipt of the same request sent before; None for nothing. Raises Rejected("command-id-reused").

    `by`: its account alone counts. What was done may have taken from it whatever it was done to.
    """
    return _repeated(by, _sent(by, asked))


def _repeated(by: Actor, sent: tuple[str, bytes]) -> Receipt | None:
    """The receipt of the same command carried out before. Raises Rejected("command-id-reused")."""
    command_id, content = sent
    if not command_id:
        return None
    sql = "SELECT content, stream, version FROM ledger_sent WHERE account = %s AND command = %s"
    for before, stream, version in fetched(sql, [by.account, command_id]):
        if bytes(before) != content:
            raise Rejected("command-id-reused")
        return receipt_of(Stream(stream), version)
    return None


def receipt_of(stream: Stream, version: int) -> Receipt:
    """The receipt of an entry recorded before."""
    row = EntryRow.objects.get(stream=stream, version=version)
    leaf = leaf_hash(leaf_bytes(header(row)))
    return replace(_receipt(Written(row.position, row.stream, row.version, row.at, leaf), 0), repeated=True)


def _rested_on(steps: Sequence[Step]) -> set[Stream]:
    """The signatures that offers rest on: read at once, not one by one, and not locked."""
    named = (getattr(step.command, "signature", None) for step in steps)
    return {name for name in named if name is not None}


def _shown(listed: Iterable[Entry[Listed]]) -> set[Stream]:
    """The matters whose entries a check of exemption names; as above."""
    checks = (entry.event.value for entry in listed)
    return {one.stream for check in checks if isinstance(check, Check) for one in places(check)}
