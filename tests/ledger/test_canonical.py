"""Canonical JSON has one form for a value; a leaf is exactly the header; commitments are the standards'."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.ledger import canonical
from qiantou.ledger.canonical import (
    MAX_INT,
    Header,
    canonical_json,
    commit,
    leaf_bytes,
    parse_canonical,
    parse_leaf,
    sm3,
)
from qiantou.ledger.report import Unsound

text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INT, MAX_INT) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=20,
)
instants = st.datetimes(timezones=st.just(UTC))
digests = st.binary(min_size=32, max_size=32)
headers = st.builds(
    Header,
    position=st.integers(0, MAX_INT),
    stream=st.binary(min_size=16, max_size=16).map(bytes.hex),
    version=st.integers(1, MAX_INT),
    at=instants,
    recorded_at=instants,
    facts=digests,
    words=digests,
    facts_sm3=digests,
    words_sm3=digests,
)
HEADER = Header(
    position=7,
    stream="0f" * 16,
    version=3,
    at=datetime(2026, 3, 5, 1, 2, 3, 4, tzinfo=UTC),
    recorded_at=datetime(2026, 3, 5, 1, 2, 4, tzinfo=UTC),
    facts=b"\x01" * 32,
    words=b"\x02" * 32,
    facts_sm3=b"\x03" * 32,
    words_sm3=b"\x04" * 32,
)


@given(values)
def test_a_value_reads_back_from_its_one_form(value):
    data = canonical_json(value)
    assert parse_canonical(data) == value
    assert canonical_json(parse_canonical(data)) == data


@pytest.mark.parametrize(
    ("value", "data"),
    [
        ({"b": 1, "a": [True, None]}, b'{"a":[true,null],"b":1}'),
        ({"乙": "甲\n\u0001\u007f", "é": "e\u0301"}, '{"é":"e\u0301","乙":"甲\\n\\u0001\u007f"}'.encode()),
        ({"\ufb01": 1, "\U00010000": 2}, '{"\ufb01":1,"\U00010000":2}'.encode()),  # by code point, not UTF-16
        ('/"\\\b\f\n\r\t', b'"/\\"\\\\\\b\\f\\n\\r\\t"'),
        (-MAX_INT, b"-9007199254740991"),
    ],
)
def test_the_form_is_the_documented_one(value, data):
    assert canonical_json(value) == data
    assert parse_canonical(data) == value


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1 ",
        b"1\n",
        b"1.0",
        b"1e3",
        b"-0",
        b"01",
        b"NaN",
        b"Infinity",
        b"9007199254740992",
        b"9" * 5000,
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b"[1,]",
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u000a"',
        b'"\\u001F"',
        b'"\\ud800"',
        b'"\xed\xa0\x80"',
        b'"\xff"',
        b'"\xc0\xaf"',
        b'"a\tb"',
        b"\xef\xbb\xbf1",
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b"{",
        b"nul",
    ],
)
def test_other_bytes_are_refused(data):
    with pytest.raises(Unsound, match="not-canonical"):
        parse_canonical(data)


@pytest.mark.parametrize("value", [1.0, float("nan"), {1: 2}, ("a",), b"a", "\ud800", {"\udfff": 1}, MAX_INT + 1])
def test_a_value_that_json_cannot_hold_exactly_is_refused(value):
    with pytest.raises(Unsound, match="not-canonical"):
        canonical_json([value])


@given(headers)
def test_a_leaf_is_the_canonical_json_of_its_header(header):
    leaf = leaf_bytes(header)
    assert parse_leaf(leaf) == header
    value = parse_canonical(leaf)
    assert isinstance(value, dict)
    assert (value["position"], value["stream"], value["words"]) == (
        header.position,
        header.stream,
        header.words.hex(),
    )


def test_the_leaf_of_the_documentation():
    ones, twos, threes, fours = ("01" * 32, "02" * 32, "03" * 32, "04" * 32)
    assert leaf_bytes(HEADER).decode() == (
        f'{{"at":"2026-03-05T01:02:03.000004Z","facts":"{ones}","facts_sm3":"{threes}","position":7,'
        f'"recorded_at":"2026-03-05T01:02:04.000000Z","stream":"{"0f" * 16}","version":3,'
        f'"words":"{twos}","words_sm3":"{fours}"}}'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'"position":7', b'"position":07'),
        (b'"position":7', b'"position":9007199254740992'),
        (b'"version":3', b'"version":0'),
        (b"-03-05T", b"-02-30T"),
        (b".000004Z", b".000004+00:00"),
        (b".000004Z", b"Z"),
        (b"0f0f", b"0F0F"),
        (b'{"at"', b'{ "at"'),
        (b"}", b"}\n"),
    ],
)
def test_any_other_leaf_is_refused(before, after):
    leaf = leaf_bytes(HEADER)
    assert before in leaf
    with pytest.raises(Unsound, match="bad-leaf"):
        parse_leaf(leaf.replace(before, after, 1))


@pytest.mark.parametrize(
    "moment",
    [datetime(2026, 3, 5, 1), datetime(2026, 3, 5, 1, tzinfo=timezone(timedelta(hours=8)))],  # noqa: DTZ001
)
def test_an_instant_outside_utc_never_reaches_a_leaf(moment):
    with pytest.raises(ValueError, match="UTC"):
        leaf_bytes(replace(HEADER, at=moment))


# GB/T 32905-2016, appendix A, examples 1 and 2.
SM3_VECTORS = [
    (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
]


@pytest.mark.parametrize(("message", "digest"), SM3_VECTORS)
def test_sm3_gives_the_vectors_of_the_standard(message, digest):
    assert canonical.sm3_digest(message).hex() == digest
    assert canonical._sm3_by_cryptography(message).hex() == digest


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this Python's OpenSSL has no SM3")
@pytest.mark.parametrize(("message", "digest"), SM3_VECTORS)
def test_openssl_gives_the_same_sm3(message, digest):
    by_openssl = canonical._sm3_by_openssl()
    assert by_openssl(message).hex() == digest
    assert by_openssl(message).hex() == digest  # the shared blank state stays blank


def test_commitments_hash_the_nonce_before_the_body():
    nonce = bytes(range(32))
    assert commit(nonce, b"body") == hashlib.sha256(nonce + b"body").digest()
    assert sm3(nonce, b"body") == canonical.sm3_digest(nonce + b"body")
    for act in (commit, sm3):
        with pytest.raises(ValueError, match="32 bytes"):
            act(nonce[:31], b"xbody")
