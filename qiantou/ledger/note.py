"""Signed notes and checkpoints, as C2SP signed-note and tlog-checkpoint; Ed25519 only (signature type 0x01).

A note is text ending in a newline, a blank line, then lines `— <key name> base64(key id ‖ signature)`. The
signature covers the text with its final newline. Key id = SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[:4].
A checkpoint's text is origin, size, base64 root, then optional extension lines.

Stricter than the specification: base64 has one form only, and a note whose known key fails to verify is
refused whole. Not checked here: whether the origin is the one expected, or the tree behind the root.
"""

import base64
import binascii
import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from qiantou.ledger.canonical import MAX_INT
from qiantou.ledger.merkle import HASH_SIZE, Head
from qiantou.ledger.report import Unsound

ED25519: Final = b"\x01"
KEY_ID_SIZE: Final = 4  # bytes
SIGNATURE_SIZE: Final = 64  # bytes
MAX_SIGNATURES: Final = 100
MAX_NOTE: Final = 1 << 20  # bytes
_DASH: Final = "\u2014 "


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A named public key; `text` is its line `name+key id in hex+base64(0x01 ‖ public key)`."""

    name: str
    public: bytes  # 32 bytes, RFC 8032

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public) != 32:
            raise Unsound("bad-key", reason="an Ed25519 public key has 32 bytes")

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Raises Unsound("bad-key") unless `text` is such a line, without the newline."""
        name, _, rest = text.partition("+")
        key_id, _, body = rest.partition("+")
        data = _unbase64(body)
        if data is None or data[:1] != ED25519 or len(data) != 33:
            raise Unsound("bad-key", reason="not an Ed25519 verifier key")
        key = cls(name, data[1:])
        if key_id != key.key_id.hex():
            raise Unsound("bad-key", reason="the key id does not belong to this name and key")
        return key

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_ID_SIZE]

    @property
    def text(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(ED25519 + self.public)}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the 32 public bytes, in hex: what two people compare by telephone."""
        return hashlib.sha256(self.public).hexdigest()

    def has_signed(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A named Ed25519 key; the seed is kept out of every repr."""

    name: str
    seed: bytes = field(repr=False)  # 32 bytes, RFC 8032

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self._private().public_key().public_bytes_raw())

    def signature_line(self, text: str) -> str:
        signature = self._private().sign(text.encode())
        return f"{_DASH}{self.name} {_base64(self.verifier.key_id + signature)}\n"

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Note:
    """An opened note: its text, and the known keys that signed it (never none)."""

    text: str
    signers: tuple[VerifierKey, ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head of one log, ready to be signed."""

    origin: str
    head: Head
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or _has_control(line):
                raise Unsound("bad-checkpoint", reason="an empty line or a control character")
        if not 0 <= self.head.size <= MAX_INT or len(self.head.root) != HASH_SIZE:
            raise Unsound("bad-checkpoint", reason="no such tree head")

    @property
    def text(self) -> str:
        lines = (self.origin, str(self.head.size), _base64(self.head.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def sign_note(text: str, signers: Sequence[SigningKey]) -> bytes:
    """The note over `text`, signed by each in turn. Raises Unsound("bad-note") on text a note cannot hold."""
    if not signers:
        raise ValueError("a note is signed by someone")
    _check_text(text)
    return f"{text}\n{''.join(key.signature_line(text) for key in signers)}".encode()


def open_note(data: bytes, known: Sequence[VerifierKey]) -> Note:
    """Read a note and check every signature by a known key; lines of unknown keys are ignored.

    Raises Unsound: "bad-note" (form), "bad-signature" (a known key's signature does not verify),
    "no-known-signature" (only unknown keys signed).
    """
    text, lines = _split_note(data)
    signers: list[VerifierKey] = []
    for name, key_id, signature in lines:
        for key in known:
            if (key.name, key.key_id) != (name, key_id):
                continue
            if not key.has_signed(text, signature):
                raise Unsound("bad-signature", key=key.name)
            if key not in signers:
                signers.append(key)
    if not signers:
        raise Unsound("no-known-signature")
    return Note(text, tuple(signers))


def note_text(data: bytes) -> str:
    """The text of a note whose signatures are *not* checked: for finding out which key to ask for."""
    return _split_note(data)[0]


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint whose text is exactly `text`. Raises Unsound("bad-checkpoint")."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "":
        raise Unsound("bad-checkpoint", reason="fewer than three lines")
    origin, size, root, *extensions = lines
    decoded = _unbase64(root)
    if decoded is None or not _is_size(size):
        raise Unsound("bad-checkpoint", reason="no such tree head")
    return Checkpoint(origin, Head(int(size), decoded), tuple(extensions))


def open_checkpoint(data: bytes, known: Sequence[VerifierKey]) -> tuple[Checkpoint, tuple[VerifierKey, ...]]:
    """A signed checkpoint and who signed it; raises as `open_note` and `parse_checkpoint` do."""
    note = open_note(data, known)
    return parse_checkpoint(note.text), note.signers


def _split_note(data: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    if len(data) > MAX_NOTE:
        raise Unsound("bad-note", reason="too long")
    try:
        note = data.decode()
    except UnicodeDecodeError:
        raise Unsound("bad-note", reason="not UTF-8") from None
    text, blank, tail = note.rpartition("\n\n")
    text += "\n"
    if not blank or not tail.endswith("\n"):
        raise Unsound("bad-note", reason="no signatures after a blank line")
    _check_text(text)
    lines = tail.split("\n")[:-1]
    if len(lines) > MAX_SIGNATURES:
        raise Unsound("bad-note", reason="too many signatures")
    return text, [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, body = line.removeprefix(_DASH).partition(" ")
    data = _unbase64(body)
    if not line.startswith(_DASH) or data is None or len(data) <= KEY_ID_SIZE or not _is_name(name):
        raise Unsound("bad-note", reason="a malformed signature line")
    return name, data[:KEY_ID_SIZE], data[KEY_ID_SIZE:]


def _check_text(text: str) -> None:
    if not text.endswith("\n") or _has_control(text.replace("\n", "")):
        raise Unsound("bad-note", reason="text must end in a newline and hold no control characters")


def _has_control(text: str) -> bool:
    return any(character < " " for character in text)


def _check_name(name: str) -> None:
    if not _is_name(name):
        raise Unsound("bad-key", reason="a key name is not empty and holds no space, plus or control")


def _is_name(name: str) -> bool:
    return bool(name) and not any(
        character in "+" or character.isspace() or unicodedata.category(character) in ("Cc", "Cs") for character in name
    )


def _is_size(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= 16 and str(int(digits)) == digits


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _unbase64(text: str) -> bytes | None:
    """Strict: one text for one value, padding and spare bits included."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    return data if _base64(data) == text else None
