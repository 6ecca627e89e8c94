"""One value, one byte string: canonical JSON, the leaf of an entry, and commitments.

Canonical JSON is UTF-8 without a byte order mark; members sorted by code point; no white space; whole
numbers within ±(2^53 − 1), so that a JavaScript reader loses nothing; no floats; strings as typed (no
Unicode normalisation), escaping only `"`, `\\` and controls below U+0020 (`\\b \\t \\n \\f \\r`, else
`\\u00xx` in lower case). Lone surrogates have no UTF-8 and are refused. docs/rules/ledger.md is the source.
"""

import hashlib
import json
import json.encoder
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NoReturn

from cryptography.hazmat.primitives import hashes

from qiantou.ledger.report import Unsound

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]

MAX_INT: Final = 2**53 - 1
NONCE_SIZE: Final = 32  # bytes
_MOST_DIGITS: Final = len(str(-MAX_INT))


def canonical_json(value: Json) -> bytes:
    """The one byte string of `value`. Raises Unsound("not-canonical") when JSON cannot hold it."""
    try:
        _check_value(value)
        return _encoder.encode(value).encode()
    except (UnicodeEncodeError, RecursionError) as fault:
        raise Unsound("not-canonical", reason=_reason(fault)) from None


def parse_canonical(data: bytes) -> Json:
    """The value whose canonical form is exactly `data`; Unsound("not-canonical") on any other bytes."""
    try:
        text = data.decode()
        value: Json = _decoder.raw_decode(text)[0]  # what may stand behind it is missing below
        again = _encode(value)
    except (ValueError, RecursionError) as fault:
        raise Unsound("not-canonical", reason=_reason(fault)) from None
    if again != text:  # order, spacing, doubled members, escapes, -0: all end here
        raise Unsound("not-canonical", reason="another form of the same value")
    return value


def parse_checked(data: bytes) -> Json:
    """The value of bytes that `parse_canonical` took before: a check goes over the record twice, and asks once whether
    its texts have the one form. Raises Unsound("not-canonical") for what is no JSON."""
    try:
        value: Json = _decoder.raw_decode(data.decode())[0]
    except (ValueError, RecursionError) as fault:
        raise Unsound("not-canonical", reason=_reason(fault)) from None
    return value


@dataclass(frozen=True, slots=True)
class Header:
    """What the log commits to of one entry: nothing here can ever be erased.

    `position` counts from 0 without a gap, `version` from 1 within `stream` (32 lower-case hex digits);
    instants are aware and in UTC; the four commitments are 32 bytes each.
    """

    position: int
    stream: str
    version: int
    at: datetime
    recorded_at: datetime
    facts: bytes
    words: bytes
    facts_sm3: bytes
    words_sm3: bytes


def leaf_bytes(header: Header) -> bytes:
    """The leaf entry: the header as canonical JSON, instants with six decimals and `Z`."""
    at = _instant(header.at)
    recorded = at if header.recorded_at is header.at else _instant(header.recorded_at)
    return (
        f'{{"at":"{at}","facts":"{header.facts.hex()}"'
        f',"facts_sm3":"{header.facts_sm3.hex()}","position":{header.position}'
        f',"recorded_at":"{recorded}","stream":"{header.stream}"'
        f',"version":{header.version},"words":"{header.words.hex()}","words_sm3":"{header.words_sm3.hex()}"}}'
    ).encode("ascii")


def parse_leaf(data: bytes) -> Header:
    """The header whose leaf is exactly `data`. Raises Unsound("bad-leaf") on any other bytes."""
    found = _LEAF.fullmatch(data)
    if found is None:
        raise Unsound("bad-leaf", reason="not the canonical header")
    at, facts, facts_sm3, position, recorded_at, stream, version, words, words_sm3 = found.groups()
    try:
        header = Header(
            position=int(position),
            stream=stream.decode(),
            version=int(version),
            at=datetime.fromisoformat(at.decode()),
            recorded_at=datetime.fromisoformat(recorded_at.decode()),
            facts=bytes.fromhex(facts.decode()),
            words=bytes.fromhex(words.decode()),
            facts_sm3=bytes.fromhex(facts_sm3.decode()),
            words_sm3=bytes.fromhex(words_sm3.decode()),
        )
    except ValueError:
        raise Unsound("bad-leaf", reason="no such instant") from None
    if header.position > MAX_INT or header.version > MAX_INT:
        raise Unsound("bad-leaf", reason="number out of range")
    return header


def stream_at(position: int) -> int:
    """Where the stream begins in the leaf of this position that `parse_leaf` has found canonical."""
    return _TO_STREAM + len(str(position))


def place_in(leaf: bytes) -> tuple[str, int, datetime, datetime]:
    """Stream, version, `at` and `recorded_at` of such a leaf."""
    begun = leaf.index(_STREAM)
    at = begun + len(_STREAM)
    version = leaf[at + 32 + len(_VERSION) : leaf.index(b",", at + 32 + len(_VERSION))]
    told, recorded = leaf[_AT], leaf[begun - 2 - INSTANT : begun - 2]
    instant = datetime.fromisoformat(told.decode())
    same = recorded == told
    return (
        leaf[at : at + 32].decode(),
        int(version),
        instant,
        instant if same else datetime.fromisoformat(recorded.decode()),
    )


def is_committed(nonce: bytes, body: bytes, *, sha256: bytes, by_sm3: bytes) -> bool:
    """Whether these are the commitments of nonce and body, as `commit` and `sm3` make them."""
    told = nonce + body
    return len(nonce) == NONCE_SIZE and hashlib.sha256(told).digest() == sha256 and sm3_digest(told) == by_sm3


def commit(nonce: bytes, body: bytes) -> bytes:
    """SHA-256(nonce ‖ body). The nonce keeps short bodies from being guessed once they are erased."""
    _check_nonce(nonce)
    return hashlib.sha256(nonce + body).digest()


def sm3(nonce: bytes, body: bytes) -> bytes:
    """SM3(nonce ‖ body), GB/T 32905-2016."""
    _check_nonce(nonce)
    return sm3_digest(nonce + body)


def _sm3_by_openssl() -> Callable[[bytes], bytes]:
    blank = hashlib.new("sm3")

    def digest(data: bytes) -> bytes:
        state = blank.copy()
        state.update(data)
        return state.digest()

    return digest


def _sm3_by_cryptography(data: bytes) -> bytes:
    state = hashes.Hash(hashes.SM3())
    state.update(data)
    return state.finalize()


# Python's own OpenSSL may be built without SM3; the cryptography wheel brings its own.
sm3_digest: Final = _sm3_by_openssl() if "sm3" in hashlib.algorithms_available else _sm3_by_cryptography


def _instant(moment: datetime) -> str:
    if moment.utcoffset() != timedelta(0):
        raise ValueError("an instant of the record must be aware and in UTC")
    return moment.isoformat(timespec="microseconds")[:26] + "Z"


_STREAM: Final = b'"stream":"'
_TO_STREAM: Final = len(
    b'{"at":"2026-03-05T01:02:03.000004Z","facts":"'
    + b"0" * 64 + b'","facts_sm3":"' + b"0" * 64 + b'","position":,"recorded_at":"2026-03-05T01:02:03.000004Z",'
) + len(_STREAM)  # fmt: skip
_VERSION: Final = b'","version":'
INSTANT: Final = len(b"2026-03-05T01:02:03.000004Z")
_AT: Final = slice(len(b'{"at":"'), len(b'{"at":"2026-03-05T01:02:03.000004Z'))
_INSTANT: Final = rb"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)"
_DIGEST: Final = rb"([0-9a-f]{64})"
_LEAF: Final = re.compile(
    rb'\{"at":"' + _INSTANT + rb'","facts":"' + _DIGEST + rb'","facts_sm3":"' + _DIGEST + rb'"'
    rb',"position":(0|[1-9][0-9]{0,15}),"recorded_at":"' + _INSTANT + rb'","stream":"([0-9a-f]{32})"'
    rb',"version":([1-9][0-9]{0,15}),"words":"' + _DIGEST + rb'","words_sm3":"' + _DIGEST + rb'"\}'
)


def _check_nonce(nonce: bytes) -> None:
    if len(nonce) != NONCE_SIZE:
        raise ValueError(f"a nonce has {NONCE_SIZE} bytes")


def _check_value(value: object) -> None:
    match value:
        case None | bool() | str():
            return
        case int():
            if abs(value) > MAX_INT:
                raise Unsound("not-canonical", reason="number out of range")
        case list():
            for item in value:
                _check_value(item)
        case dict():
            for name, item in value.items():
                if not isinstance(name, str):
                    raise Unsound("not-canonical", reason="a member name that is not text")
                _check_value(item)
        case _:
            raise Unsound("not-canonical", reason=f"a value of type {type(value).__name__}")


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS or abs(number := int(digits)) > MAX_INT:
        raise ValueError("number out of range")
    return number


def _no_float(digits: str) -> NoReturn:
    raise ValueError("a number that is not whole")


def _reason(fault: Exception) -> str:
    match fault:
        case UnicodeError():
            return "not UTF-8"
        case RecursionError():
            return "nested too deeply"
        case json.JSONDecodeError():
            return "not JSON"
        case _:
            return str(fault)


_encoder: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
)


def _by_one_encoder() -> Callable[[Json], str]:
    """As `_encoder.encode`, which builds Python's own encoder in C anew for each value; where there is none, that."""
    made: Any = getattr(json.encoder, "c_make_encoder", None)
    if made is None:
        return _encoder.encode
    parts = made(None, _encoder.default, json.encoder.encode_basestring, None, ":", ",", True, False, False)
    return lambda value: "".join(parts(value, 0))


_encode: Final = _by_one_encoder()
_decoder: Final = json.JSONDecoder(parse_float=_no_float, parse_int=_whole, parse_constant=_no_float)
