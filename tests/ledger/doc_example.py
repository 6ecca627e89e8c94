"""The worked example of docs/rules/ledger.md, made anew."""

import base64
import hashlib
from datetime import UTC, datetime

from qiantou.ledger.canonical import Header, canonical_json, commit, leaf_bytes, sm3
from qiantou.ledger.merkle import Head, leaf_hash, node_hash
from qiantou.ledger.note import Checkpoint, SigningKey, sign_note

FACTS_NONCE, WORDS_NONCE = b"\x01" * 32, b"\x02" * 32
STREAM = "0f" * 16


def example_entry(position):
    facts = canonical_json({"v": 1, "type": "matter.accepted", "by": {"desk": "u:roads"}, "data": {"due": None}})
    words = canonical_json({"reason": "缺场地"} if position else {})
    at = datetime(2026, 3, 5, 1, 2, 3 + position, 4, tzinfo=UTC)
    return (
        facts,
        words,
        Header(
            position=position,
            stream=STREAM,
            version=position + 1,
            at=at,
            recorded_at=at,
            facts=commit(FACTS_NONCE, facts),
            words=commit(WORDS_NONCE, words),
            facts_sm3=sm3(FACTS_NONCE, facts),
            words_sm3=sm3(WORDS_NONCE, words),
        ),
    )


def example():
    """The section's text, from "Entry 0" to the checkpoint."""
    lines, hashes = [], []
    for position in range(2):
        facts, words, header = example_entry(position)
        leaf = leaf_bytes(header)
        hashes.append(leaf_hash(leaf))
        lines += [
            f"Entry {position}: facts, words, leaf, leaf hash:",
            "",
            f"    {facts.decode()}",
            f"    {words.decode()}",
            f"    {leaf.decode()}",
            f"    {hashes[-1].hex()}",
            "",
        ]
    root = node_hash(*hashes)
    key = SigningKey("county.example/qiantou", hashlib.sha256(b"an example, not a secret").digest())
    note = sign_note(Checkpoint(key.name, Head(2, root)).text, [key]).decode()
    lines += [
        f"The root of both is `{root.hex()}`, in base64 `{base64.b64encode(root).decode()}`. The key is",
        f"`{key.verifier.text}`",
        f"(seed: `{key.seed.hex()}`, fingerprint `{key.verifier.fingerprint}`), and the checkpoint:",
        "",
        *(f"    {line}".rstrip() for line in note.splitlines()),
    ]
    return "\n".join(lines) + "\n"
