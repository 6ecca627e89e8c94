"""A receipt: one entry, the way from it to a signed root, and the checkpoint; checked without the log.

Canonical JSON with the members checkpoint (the whole note), facts and facts_nonce, format, leaf (the leaf as
text), origin, proof (base64 hashes, lowest first), words and words_nonce. Bodies may be null: a receipt then
proves that an entry with these commitments exists, and not what it says.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qiantou.ledger.canonical import Header, Json, canonical_json, leaf_bytes, parse_canonical, parse_leaf
from qiantou.ledger.merkle import HASH_SIZE, is_included, leaf_hash
from qiantou.ledger.note import Checkpoint, VerifierKey, note_text, open_checkpoint, parse_checkpoint
from qiantou.ledger.record import Record, check_facts, check_words
from qiantou.ledger.report import Fact, Finding, Report, Unsound, Verdict

FORMAT: Final = "qiantou-receipt/1"
MAX_RECEIPT: Final = 1 << 25  # bytes
_MEMBERS: Final = frozenset(
    ("checkpoint", "facts", "facts_nonce", "format", "leaf", "origin", "proof", "words", "words_nonce")
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as read: nothing in it is checked yet but its form."""

    leaf: bytes
    header: Header
    proof: tuple[bytes, ...]
    note: bytes
    checkpoint: Checkpoint
    facts: bytes | None
    facts_nonce: bytes | None
    words: bytes | None
    words_nonce: bytes | None


def write_receipt(record: Record, proof: Sequence[bytes], note: bytes, *, with_words: bool = True) -> bytes:
    """The receipt file of an entry under a signed checkpoint that covers it."""
    says = record.words if with_words else None
    nonce = record.words_nonce if with_words else None
    return canonical_json(
        {
            "checkpoint": note.decode(),
            "facts": record.facts.decode(),
            "facts_nonce": record.facts_nonce.hex(),
            "format": FORMAT,
            "leaf": leaf_bytes(record.header).decode(),
            "origin": parse_checkpoint(note_text(note)).origin,
            "proof": [base64.b64encode(part).decode() for part in proof],
            "words": None if says is None else says.decode(),
            "words_nonce": None if nonce is None else nonce.hex(),
        }
    )


def verify_receipt(data: bytes, keys: Sequence[VerifierKey]) -> Report:
    """Whether the entry is in the log that one of `keys` signed. Never raises; faults are findings."""
    facts: dict[str, Fact] = {}
    try:
        receipt = read_receipt(data)
        facts |= {
            "origin": receipt.checkpoint.origin,
            "entries": receipt.checkpoint.head.size,
            "position": receipt.header.position,
            "stream": receipt.header.stream,
            "version": receipt.header.version,
            "leaf_hash": leaf_hash(receipt.leaf).hex(),
        }
        _, signers = open_checkpoint(receipt.note, keys)
        facts |= {"key": signers[0].text, "fingerprint": signers[0].fingerprint}
        head, position = receipt.checkpoint.head, receipt.header.position
        if not is_included(leaf_hash(receipt.leaf), position, head, receipt.proof):
            raise Unsound("not-included", position=position, size=head.size)
        _check_bodies(receipt)
        facts |= _proven(receipt)
    except Unsound as fault:
        return Report(Verdict.BROKEN, (Finding.of(fault),), facts)
    return Report(Verdict.PROVEN, (), facts)


def read_receipt(data: bytes) -> Receipt:
    """Raises Unsound: "bad-receipt", or what is wrong with its leaf or checkpoint."""
    try:
        if len(data) > MAX_RECEIPT:
            raise Unsound("bad-receipt")
        value = parse_canonical(data)
    except Unsound:
        raise Unsound("bad-receipt", reason="not canonical JSON") from None
    if not isinstance(value, dict) or value.keys() != _MEMBERS or value["format"] != FORMAT:
        raise Unsound("bad-receipt", reason="another format")
    leaf, note = _text(value, "leaf").encode(), _text(value, "checkpoint").encode()
    checkpoint = parse_checkpoint(note_text(note))
    if _text(value, "origin") != checkpoint.origin:
        raise Unsound("bad-receipt", reason="origin")
    facts, facts_nonce = _body(value, "facts")
    words, words_nonce = _body(value, "words")
    return Receipt(leaf, parse_leaf(leaf), _proof(value), note, checkpoint, facts, facts_nonce, words, words_nonce)


def _check_bodies(receipt: Receipt) -> None:
    if receipt.facts is not None and receipt.facts_nonce is not None:
        check_facts(receipt.header, receipt.facts_nonce, receipt.facts)
    if receipt.words is not None and receipt.words_nonce is not None:
        check_words(receipt.header, receipt.words_nonce, receipt.words)


def _proven(receipt: Receipt) -> dict[str, Fact]:
    """What the receipt says besides that the entry is there. Words left out and words erased look the same."""
    said: dict[str, Fact] = {
        "at": receipt.header.at.isoformat(),
        "words": "absent" if receipt.words is None else "present",
    }
    if receipt.facts is None:
        return said | {"facts": "absent"}
    told = parse_canonical(receipt.facts)
    by = told.get("by") if isinstance(told, dict) else None
    desk = by.get("desk") if isinstance(by, dict) else None
    kind = told.get("type") if isinstance(told, dict) else None
    return said | {"facts": "present", "move": str(kind or ""), "desk": str(desk or "")}


def _text(value: dict[str, Json], name: str) -> str:
    text = value[name]
    if not isinstance(text, str):
        raise Unsound("bad-receipt", reason=name)
    return text


def _body(value: dict[str, Json], name: str) -> tuple[bytes | None, bytes | None]:
    if value[name] is None and value[f"{name}_nonce"] is None:
        return None, None
    digits = _text(value, f"{name}_nonce")
    try:
        nonce = bytes.fromhex(digits)
    except ValueError:
        nonce = b""
    if nonce.hex() != digits or len(nonce) != HASH_SIZE:
        raise Unsound("bad-receipt", reason=f"{name}_nonce")
    return _text(value, name).encode(), nonce


def _proof(value: dict[str, Json]) -> tuple[bytes, ...]:
    parts: list[bytes] = []
    listed = value["proof"]
    for text in listed if isinstance(listed, list) else [None]:
        try:
            part = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
        except (binascii.Error, ValueError):
            part = b""
        if len(part) != HASH_SIZE or base64.b64encode(part).decode() != text:
            raise Unsound("bad-receipt", reason="proof")
        parts.append(part)
    return tuple(parts)
