"""A town's entries as a verifier is handed them: records in the order of recording, each stream by itself first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from qiantou.core.register import Listed
from qiantou.core.replay_world import Recorded
from qiantou.ledger.canonical import parse_canonical
from qiantou.ledger.codec import encode
from qiantou.ledger.legal import fold_under, signatures_under, together_under
from qiantou.ledger.naming import names_of
from qiantou.ledger.record import LISTED
from qiantou.ledger.together import Placed, check_together
from tests.ledger.sample_log import make_record


def records_of(entries, first=0):
    """Positions count from `first`; what was recorded at one instant is one command."""
    found = []
    for position, entry in enumerate(entries, first):
        facts, words = encode(entry)
        made = make_record(position, entry.stream, entry.version, facts, words)
        found.append(replace(made, header=replace(made.header, at=entry.at, recorded_at=entry.at)))
    return found


def judged(records):
    """What `verify` finds in these records, but for hashes and signatures."""
    listed, told, findings = _by_stream(records, records)
    return findings or list(together_under(listed, told))


def judged_under(given, entries, later=()):
    """The same of matters alone. `given`: entries of the register and of plans, taken as they are, each where its
    instant puts it; `later`: those after them."""
    told = records_of([*_merged(given, entries), *later])
    names = {id(entry) for entry in entries}
    placed = zip(told, [*_merged(given, entries), *later], strict=True)
    own = [record for record, entry in placed if id(entry) in names]
    listed, tied, findings = _by_stream(own, told)
    if findings or (findings := list(signatures_under(listed, tied))):
        return findings
    world = Recorded()
    for entry in given:
        world.enter(entry)
    world.latest = None
    return list(check_together([], tied, world))


def _merged(given, entries):
    """In the order of recording."""
    waiting = sorted(given, key=lambda entry: entry.at)
    for entry in entries:
        while waiting and waiting[0].at <= entry.at:
            yield waiting.pop(0)
        yield entry
    yield from waiting


def judged_after(given, entries):
    """The same of matters and entries of the register in the order of their recording."""
    before = records_of(given)
    own = records_of(entries, first=len(before))
    moved = [one for one, entry in zip(own, entries, strict=True) if not isinstance(entry.event, Listed)]
    _listed, told, findings = _by_stream(moved, [*before, *own])
    if findings:
        return findings
    world = Recorded()
    for entry in given:
        world.enter(entry)
    numbered = enumerate(entries, len(before))
    entered = [Placed(place, one.at, one) for place, one in numbered if isinstance(one.event, Listed)]
    return list(check_together(entered, told, world))


def _by_stream(records, every):
    facts = [parse_canonical(one.facts) for one in every]
    listed = [one for one, told in zip(every, facts, strict=True) if told["type"] == LISTED]
    check = fold_under(listed, {name for told in facts for name in names_of(told)})
    streams = defaultdict(list)
    for record in records:
        streams[record.header.stream].append(record)
    folded = [check(stream, own) for stream, own in streams.items()]
    told = [one.told for one in folded if one.told is not None]
    return listed, told, [finding for one in folded for finding in one.findings]


def judged_entries(given, entries):
    """What `verify` finds in these entries of the register. `given`: those before them, taken as they are."""
    world = Recorded()
    for entry in given:
        world.enter(entry)
    return list(check_together([Placed(number, one.at, one) for number, one in enumerate(entries)], [], world))
