"""One stored entry with its bodies, and whether they are what its header commits to.

Facts and words are canonical JSON objects. Facts have the members v, type, by and data. Two types are the
ledger's own: `ledger.erased` (data.position names the entry whose words are gone) and `ledger.key_rotated`
(data.old and data.new are verifier-key lines). Everything else is judged by the fold, not here.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from qiantou.ledger.canonical import Header, Json, is_committed, parse_canonical
from qiantou.ledger.recurring import POLICIES
from qiantou.ledger.report import Unsound

SHORT: Final = 512  # bytes of facts that often come again: the same account's reports, deliveries, acceptances
ERASED: Final = "ledger.erased"
KEY_ROTATED: Final = "ledger.key_rotated"
LISTED: Final = "register.listed"


@dataclass(frozen=True, slots=True)
class Record:
    """An entry as stored: bodies exactly as hashed; words and their nonce are both None once erased."""

    header: Header
    facts: bytes
    facts_nonce: bytes
    words: bytes | None
    words_nonce: bytes | None


def check_record(record: Record) -> dict[str, Json]:
    """The facts of a record whose bodies are what its header commits to; erased words are no fault here.

    Raises Unsound as `check_facts` and `check_words` do.
    """
    facts = check_facts(record.header, record.facts_nonce, record.facts)
    if record.words is not None and record.words_nonce is not None:
        check_words(record.header, record.words_nonce, record.words)
    elif record.words is not record.words_nonce:
        raise Unsound("words-changed", position=record.header.position)
    return facts


def check_facts(header: Header, nonce: bytes, facts: bytes) -> dict[str, Json]:
    """The committed facts, not to be changed. Raises Unsound("facts-changed" or "facts-malformed")."""
    if not is_committed(nonce, facts, sha256=header.facts, by_sm3=header.facts_sm3):
        raise Unsound("facts-changed", position=header.position)
    told = _short_facts(facts) if len(facts) <= SHORT else _object(facts, POLICIES.parse)
    if told is None or not isinstance(told.get("type"), str) or not isinstance(told.get("data"), dict):
        raise Unsound("facts-malformed", position=header.position)
    return told


def check_words(header: Header, nonce: bytes, words: bytes) -> None:
    """Raises Unsound("words-changed" or "words-malformed") unless these are the committed words."""
    if not is_committed(nonce, words, sha256=header.words, by_sm3=header.words_sm3):
        raise Unsound("words-changed", position=header.position)
    if words != _SAID_NOTHING and _object(words, parse_canonical) is None:
        raise Unsound("words-malformed", position=header.position)


def record_line(record: Record) -> bytes:
    """A line of an export: canonical JSON, bodies as text, so that a reader hashes what it sees.

    Raises Unsound("facts-malformed" or "words-malformed") on stored bytes that are no text.
    """
    position = record.header.position
    facts = _quoted(record.facts, "facts-malformed", position)
    words = "null" if record.words is None else _quoted(record.words, "words-malformed", position)
    words_nonce = "null" if record.words_nonce is None else f'"{record.words_nonce.hex()}"'
    return (
        f'{{"facts":{facts},"facts_nonce":"{record.facts_nonce.hex()}","position":{position}'
        f',"words":{words},"words_nonce":{words_nonce}}}\n'
    ).encode()


def parse_record(header: Header, line: bytes) -> Record:
    """The record of an export's line. Raises Unsound("bad-record") unless the line has exactly that form."""
    record = _plainly(header, line)
    if record is not None:
        return record
    try:
        text = line.decode()
        facts, at = _decoder.raw_decode(text, len(_BEFORE_FACTS))
        found = _BETWEEN.match(text, at)
        if found is None or not isinstance(facts, str):
            raise ValueError
        words, at = _decoder.raw_decode(text, found.end())
        after = _AFTER.match(text, at)
        if after is None or not (words is None or isinstance(words, str)):
            raise ValueError
        record = Record(
            header,
            facts.encode(),
            bytes.fromhex(found[1]),
            None if words is None else words.encode(),
            None if after[1] is None else bytes.fromhex(after[1]),
        )
    except (ValueError, RecursionError):
        raise Unsound("bad-record", position=header.position) from None
    if record_line(record) != line:  # another position, other escapes, white space, a byte more
        raise Unsound("bad-record", position=header.position)
    return record


def bodies_of(position: int, line: bytes) -> tuple[bytes, bytes | None]:
    """Facts and words of a line of this position that `parse_record` has found to have its form; words None where
    erased."""
    end = line.find(_FACTS_END)
    words = end + len(_FACTS_END) + 64 + len(_TO_WORDS) + len(str(position))
    told = unquoted(line[len(_BEFORE_FACTS) + 1 : end])
    is_said = line[words : words + 1] == b'"'
    said = unquoted(line[words + 1 : -len(_WORDS_END) - 64 - len(_LAST)]) if is_said else None
    if told is not None and (said is not None or not is_said):
        return told, said
    row = json.loads(line)
    return row["facts"].encode(), None if row["words"] is None else row["words"].encode()


def _plainly(header: Header, line: bytes) -> Record | None:
    """The record of a line whose texts escape nothing but quotation marks, as nearly all do; None for any other line.

    No unescaped mark stands inside a text, so a text ends where a mark is followed by the next member's name.
    """
    begin, end = len(_BEFORE_FACTS) + 1, line.find(_FACTS_END)
    nonce = end + len(_FACTS_END)
    between = b'","position":%d,"words":"' % header.position
    if end < begin or line[:begin] != _BEGIN or not line.startswith(between, nonce + 64):
        return None
    words = nonce + 64 + len(between)
    last = len(line) - len(_WORDS_END) - 64 - len(_LAST)
    if last < words or line[last : last + len(_WORDS_END)] != _WORDS_END or not line.endswith(_LAST):
        return None
    told = (unquoted(line[begin:end]), _of_hex(line[nonce : nonce + 64]))
    said = (unquoted(line[words:last]), _of_hex(line[last + len(_WORDS_END) : -len(_LAST)]))
    if told[0] is None or told[1] is None or said[0] is None or said[1] is None:
        return None
    return Record(header, told[0], told[1], said[0], said[1])


def unquoted(text: bytes) -> bytes | None:
    """What stands between the marks of a JSON string in its canonical form; None where more than marks is escaped, or
    it is no such form."""
    body = text.translate(None, _ESCAPES)
    marks = text.count(b'"')
    if (
        len(text) - len(body) != marks or text.count(b'\\"') != marks
    ):  # each left out stood before a mark, each mark had one
        return None
    if not body.isascii():
        try:
            body.decode()
        except UnicodeDecodeError:
            return None
    return body


def _of_hex(digits: bytes) -> bytes | None:
    """The bytes of lower-case digits."""
    try:
        told = bytes.fromhex(digits.decode("ascii"))
    except ValueError:
        return None
    return told if told.hex().encode() == digits else None


def names_in(words: bytes) -> tuple[str, ...]:
    """The scans that an entry's words name by their SHA-256, each once: words of exactly 64 hexadecimal digits."""
    return tuple(dict.fromkeys(name.decode() for name in _SCAN.findall(words)))


def _object(body: bytes, parse: Callable[[bytes], Json]) -> dict[str, Json] | None:
    try:
        value = parse(body)
    except Unsound:
        return None
    return value if isinstance(value, dict) else None


@lru_cache(maxsize=8192)
def _short_facts(facts: bytes) -> dict[str, Json] | None:
    return _object(facts, parse_canonical)


def _quoted(body: bytes, code: str, position: int) -> str:
    try:
        return _encoder.encode(body.decode())
    except UnicodeDecodeError:
        raise Unsound(code, position=position) from None


# One line is read and written a million times in a check, so its fixed shape is matched, not parsed.
_BEFORE_FACTS: Final = '{"facts":'
_BETWEEN: Final = re.compile(r',"facts_nonce":"([0-9a-f]{64})","position":[0-9]+,"words":')
_AFTER: Final = re.compile(r',"words_nonce":(?:null|"([0-9a-f]{64})")\}\n')
_SAID_NOTHING: Final = b"{}"
_BEGIN: Final = b'{"facts":"'
_FACTS_END: Final = b'","facts_nonce":"'
_TO_WORDS: Final = b'","position":,"words":'
_WORDS_END: Final = b'","words_nonce":"'
_LAST: Final = b'"}\n'
_ESCAPES: Final = b"\\" + bytes(range(0x20))
_SCAN: Final = re.compile(rb'"([0-9a-f]{64})"')
_decoder: Final = json.JSONDecoder()
_encoder: Final = json.JSONEncoder(ensure_ascii=False)
