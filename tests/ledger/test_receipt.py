"""A receipt stands alone: with the key it proves its entry, and any change to it is noticed."""

import json

import pytest

from qiantou.ledger.canonical import canonical_json
from qiantou.ledger.receipt import verify_receipt, write_receipt
from qiantou.ledger.report import Verdict
from tests.ledger.sample_log import KEY, NEXT_KEY, STRANGER, SampleLog

LOG = SampleLog().fill(7).seal()
POSITION = 4


def receipt(position=POSITION, **options):
    proof = LOG.tree().inclusion_proof(position, len(LOG.records))
    return write_receipt(LOG.records[position], proof, LOG.notes[-1], **options)


def changed(**members):
    return canonical_json(json.loads(receipt()) | members)


@pytest.mark.parametrize("position", range(7))
@pytest.mark.parametrize("with_words", [True, False])
def test_a_receipt_is_proven_by_the_key(position, with_words):
    report = verify_receipt(receipt(position, with_words=with_words), [STRANGER.verifier, KEY.verifier])
    assert (report.verdict, report.findings) == (Verdict.PROVEN, ())
    assert (report.facts["position"], report.facts["entries"]) == (position, 7)
    assert report.facts["fingerprint"] == KEY.verifier.fingerprint


def test_flipping_any_bit_is_noticed():
    data = receipt()
    for at in range(len(data)):
        flipped = bytearray(data)
        flipped[at] ^= 1 << at % 8
        assert not verify_receipt(bytes(flipped), [KEY.verifier]).is_sound, at


def test_another_key_proves_nothing():
    for keys in ([], [STRANGER.verifier], [NEXT_KEY.verifier]):
        report = verify_receipt(receipt(), keys)
        assert [finding.code for finding in report.findings] == ["no-known-signature"]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"leaf": LOG.leaves()[3].decode()}, "not-included"),
        ({"proof": []}, "not-included"),
        ({"proof": None}, "bad-receipt"),
        ({"proof": ["A"]}, "bad-receipt"),
        ({"proof": [1]}, "bad-receipt"),
        ({"facts": '{"by":{},"data":{},"type":"x","v":1}'}, "facts-changed"),
        ({"words": "{}"}, "words-changed"),
        ({"words_nonce": "00"}, "bad-receipt"),
        ({"words": None}, "bad-receipt"),
        ({"facts_nonce": None}, "bad-receipt"),
        ({"format": "qiantou-receipt/2"}, "bad-receipt"),
        ({"origin": "elsewhere"}, "bad-receipt"),
        ({"more": 1}, "bad-receipt"),
        ({"leaf": None}, "bad-receipt"),
        ({"leaf": "{}"}, "bad-leaf"),
        ({"checkpoint": "x"}, "bad-note"),
    ],
)
def test_what_does_not_hold_is_named(members, code):
    report = verify_receipt(changed(**members), [KEY.verifier])
    assert [finding.code for finding in report.findings] == [code]


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b"null", b" " * (1 << 25) + b" "])
def test_what_is_no_receipt_is_said_to_be_none(data):
    report = verify_receipt(data, [KEY.verifier])
    assert [finding.code for finding in report.findings] == ["bad-receipt"]
