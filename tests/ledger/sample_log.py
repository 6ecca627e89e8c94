"""A small log made of plain values: records, tiles and checkpoints, the same every time."""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from qiantou.ledger.canonical import Header, canonical_json, commit, leaf_bytes, sm3
from qiantou.ledger.export import Source, write_bundle
from qiantou.ledger.merkle import Head, leaf_hash
from qiantou.ledger.note import Checkpoint, SigningKey, sign_note
from qiantou.ledger.record import ERASED, KEY_ROTATED, Record
from qiantou.ledger.tiles import Edge, TileTree, append_leaves

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
KEY = SigningKey("county.example/qiantou", hashlib.sha256(b"the site").digest())
NEXT_KEY = SigningKey("county.example/qiantou", hashlib.sha256(b"the site, later").digest())
STRANGER = SigningKey("county.example/qiantou", hashlib.sha256(b"a stranger").digest())


def stream_id(name):
    return hashlib.sha256(str(name).encode()).hexdigest()[:32]


def nonce_of(*of):
    return hashlib.sha256(repr(of).encode()).digest()


def body_of(**facts):
    return canonical_json({"v": 1, "by": {"desk": "u:roads"}, **facts})


def make_record(position, stream, version, facts, words=b'{"text":"\xe7\x89\xb5\xe5\xa4\xb4"}'):
    facts_nonce, words_nonce = nonce_of("facts", position), nonce_of("words", position)
    at = START + timedelta(minutes=position)
    header = Header(
        position=position,
        stream=stream,
        version=version,
        at=at,
        recorded_at=at + timedelta(microseconds=4),
        facts=commit(facts_nonce, facts),
        words=commit(words_nonce, words),
        facts_sm3=sm3(facts_nonce, facts),
        words_sm3=sm3(words_nonce, words),
    )
    return Record(header, facts, facts_nonce, words, words_nonce)


@dataclass
class SampleLog:
    """Add entries, erase words, seal, rotate the key; then `source` is what an export takes."""

    key: SigningKey = KEY
    records: list[Record] = field(default_factory=list)
    notes: list[bytes] = field(default_factory=list)
    keys: list = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)

    def __post_init__(self):
        self.keys.append(self.key.verifier)
        self.sealed, self.endorser = 0, None

    def add(self, name, type_="matter.reported", **data):
        stream = stream_id(name)
        self.versions[stream] = self.versions.get(stream, 0) + 1
        facts = body_of(type=type_, data=data)
        self.records.append(make_record(len(self.records), stream, self.versions[stream], facts))
        return self

    def fill(self, count, streams=3):
        for number in range(len(self.records), len(self.records) + count):
            self.add(number % streams, number=number)
        return self

    def erase(self, position):
        self.records[position] = replace(self.records[position], words=None, words_nonce=None)
        return self.add("record", ERASED, position=position)

    def rotate(self, key):
        self.add("record", KEY_ROTATED, old=self.key.verifier.text, new=key.verifier.text)
        self.endorser, self.key = self.key, key
        self.keys.append(key.verifier)
        return self

    def tree(self):
        growth = append_leaves(Edge(), map(leaf_hash, self.leaves()))
        return TileTree(lambda level, index: growth.tiles[level, index])

    def leaves(self):
        return [leaf_bytes(record.header) for record in self.records]

    def seal(self):
        size = len(self.records)
        checkpoint = Checkpoint(KEY.name, Head(size, self.tree().root_at(size)))
        signers = [key for key in (self.key, self.endorser) if key is not None]
        self.notes.append(sign_note(checkpoint.text, signers))
        self.endorser = None
        return self

    def source(self, **changes):
        return replace(Source(self.records, self.notes, self.keys, self.key), **changes)

    def export(self, folder, **changes):
        write_bundle(folder, self.source(**changes))
        return folder
