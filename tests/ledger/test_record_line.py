"""A line of an export is read in one way only, whichever way its texts are taken out of their marks."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qiantou.ledger.record import bodies_of, parse_record, record_line, unquoted
from qiantou.ledger.report import Unsound
from tests.ledger.sample_log import make_record

BODIES = st.text(st.sampled_from('{}[]:,"\\/ abn0\n\t\x7fé字😀'), max_size=30)
STRANGE = st.sampled_from((b'"', b"\\", b'\\"', b"\x01", b" ", b"0", b"\xff", b'","facts_nonce":"', b"A", b"\n"))


def outcome(record, line):
    try:
        return parse_record(record.header, line)
    except Unsound as fault:
        return fault.code


@given(BODIES, BODIES)
def test_a_line_reads_back_as_the_record_it_was_written_of(facts, words):
    record = make_record(7, "0" * 32, 1, facts.encode(), words.encode())
    line = record_line(record)
    assert parse_record(record.header, line) == record
    assert bodies_of(7, line) == (record.facts, record.words)
    erased = replace(record, words=None, words_nonce=None)
    assert bodies_of(7, record_line(erased)) == (record.facts, None)


@given(BODIES, BODIES, st.integers(0, 400), STRANGE, st.booleans())
def test_a_line_that_was_touched_is_no_record_or_another_one(facts, words, at, strange, instead):
    record = make_record(7, "0" * 32, 1, facts.encode(), words.encode())
    line = record_line(record)
    touched = line[:at] + strange + line[at + len(strange) * instead :]
    told = outcome(record, touched)
    assert told == "bad-record" or record_line(told) == touched


@given(
    st.one_of(st.binary(max_size=12), st.lists(st.sampled_from((b"\\", b'"', b"\x1f", b"a")), max_size=8).map(b"".join))
)
def test_a_text_is_taken_out_of_its_marks_only_where_json_reads_the_same(text):
    body = unquoted(text)
    assert body is None or json.dumps(body.decode(), ensure_ascii=False).encode() == b'"' + text + b'"'
