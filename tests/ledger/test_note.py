"""Signed notes and checkpoints read and write as the published examples do, and nothing else passes."""

import base64
import hashlib

import pytest
from tlog_scales import signing as outside_signing
from tlog_scales import tlog as outside

from qiantou.ledger.merkle import Head, root_of
from qiantou.ledger.note import (
    Checkpoint,
    SigningKey,
    VerifierKey,
    note_text,
    open_checkpoint,
    open_note,
    parse_checkpoint,
    sign_note,
)
from qiantou.ledger.report import Unsound

# The example of golang.org/x/mod/sumdb/note, from which C2SP signed-note was written.
PETER = VerifierKey.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
PETER_SECRET = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
EXAMPLE = (
    TEXT + "\n\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
).encode()

# The example that opens C2SP signed-note; its public key is not published.
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "\u2014 quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
).encode()

# The example of C2SP tlog-checkpoint; its public key is not published.
SOFA = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\u2014 example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
).encode()

SITE = SigningKey("county.example/qiantou", bytes(range(32)))
OTHER = SigningKey("county.example/qiantou", bytes(range(1, 33)))


def test_the_published_note_opens_and_is_reproduced_byte_for_byte():
    assert open_note(EXAMPLE, [PETER]).text == TEXT
    assert open_note(EXAMPLE, [SITE.verifier, PETER]).signers == (PETER,)
    peter = SigningKey("PeterNeumann", PETER_SECRET)
    assert peter.verifier == PETER
    assert sign_note(TEXT, [peter]) == EXAMPLE


def test_every_changed_byte_of_the_published_note_is_noticed():
    for at in range(len(EXAMPLE)):
        for bit in range(8):
            changed = bytearray(EXAMPLE)
            changed[at] ^= 1 << bit
            with pytest.raises(Unsound):
                open_note(bytes(changed), [PETER])


def test_every_prefix_of_the_published_note_is_refused():
    for end in range(len(EXAMPLE)):
        with pytest.raises(Unsound):
            open_note(EXAMPLE[:end], [PETER])


def test_text_ends_at_the_last_blank_line():
    assert note_text(POEM).endswith("sole:\n\ned è subito sera.\n")
    with pytest.raises(Unsound, match="no-known-signature"):
        open_note(POEM, [PETER])


def test_a_key_id_is_the_hash_of_name_newline_type_and_key():
    expected = hashlib.sha256(b"PeterNeumann\n\x01" + PETER.public).digest()[:4]
    assert PETER.key_id == expected == bytes.fromhex("c74f20a3")
    assert VerifierKey("PeterNeumann2", PETER.public).key_id != expected
    assert VerifierKey.parse(PETER.text) == PETER
    assert PETER.fingerprint == hashlib.sha256(PETER.public).hexdigest()


@pytest.mark.parametrize(
    "line",
    [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # another key id
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # too long
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # unknown algorithm
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        " PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        PETER.text + "\n",
    ],
)
def test_a_mangled_key_is_refused(line):
    with pytest.raises(Unsound, match="bad-key"):
        VerifierKey.parse(line)


def test_unknown_signatures_are_ignored_but_a_false_one_of_a_known_key_is_not():
    note = sign_note("text\n", [OTHER, SITE])
    assert open_note(note, [SITE.verifier]).signers == (SITE.verifier,)
    assert open_note(note, [SITE.verifier, OTHER.verifier]).signers == (OTHER.verifier, SITE.verifier)
    forged = note.replace(b"text\n", b"test\n", 1)
    with pytest.raises(Unsound, match="bad-signature"):
        open_note(forged, [SITE.verifier])
    half_forged = sign_note("text\n", [SITE]) + sign_note("test\n", [OTHER]).split(b"\n\n")[1]
    with pytest.raises(Unsound, match="bad-signature"):
        open_note(half_forged, [SITE.verifier, OTHER.verifier])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"\xe2\x80\x94 ", b"- "),
        (b"\n\n", b"\n"),
        (b"AM=\n", b"AM=\n\n"),
        (b"AM=\n", b"AM="),
        (b"AM=\n", b"AN=\n"),  # spare bits of the last base64 character
        (b"AM=\n", b"AM\n"),
        (b"PeterNeumann x", b"PeterNeumann  x"),
        (b"PeterNeumann x", b"Peter\xc2\xa0Neumann x"),
        (b"problem,", b"problem\t,"),
        (b"problem,", b"problem\xff,"),
        (b"problem,", b"problem\r,"),
    ],
)
def test_a_malformed_note_is_refused(before, after):
    assert before in EXAMPLE
    with pytest.raises(Unsound):
        open_note(EXAMPLE.replace(before, after), [PETER])


def test_a_note_is_limited_in_size_and_signatures():
    line = EXAMPLE.split(b"\n\n")[1]
    assert open_note(EXAMPLE + 99 * line, [PETER]).signers == (PETER,)
    for note in (EXAMPLE + 100 * line, b"a" * (1 << 20) + EXAMPLE):
        with pytest.raises(Unsound, match="bad-note"):
            open_note(note, [PETER])


@pytest.mark.parametrize("text", ["", "no newline", "tab\t\n", "lone \ud800\n"])
def test_text_that_a_note_cannot_hold_is_not_signed(text):
    with pytest.raises((Unsound, UnicodeEncodeError)):
        sign_note(text, [SITE])


def test_a_seed_never_shows_in_a_repr():
    assert SITE.seed.hex() not in repr(SITE)
    assert repr(SITE.seed) not in repr(SITE)


def test_the_published_checkpoint_is_read():
    checkpoint = parse_checkpoint(note_text(SOFA))
    assert (checkpoint.origin, checkpoint.head.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.head.root.hex() == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
    assert checkpoint.text == note_text(SOFA)


def test_our_checkpoint_is_verified_by_the_outside_implementation():
    checkpoint = Checkpoint(SITE.name, Head(3, root_of([bytes(32)] * 3)))
    note = sign_note(checkpoint.text, [SITE])
    theirs = outside.Checkpoint.from_text(note.decode())
    theirs.verify(outside_signing.Vkey.from_string(SITE.verifier.text))
    assert theirs.root_hash == checkpoint.head.root
    signer = outside_signing.PlainEd25519Signer(SITE.name, SITE.seed)
    written = outside.Checkpoint.make_signed(SITE.name, 3, checkpoint.head.root, [signer]).serialize()
    assert written.encode() == note
    assert open_checkpoint(note, [SITE.verifier]) == (checkpoint, (SITE.verifier,))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n",
        "origin\n1\n",
        "\n1\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "origin\n01\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "origin\n-1\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "origin\n١\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "origin\n1\n" + base64.b64encode(bytes(31)).decode() + "\n",
        "origin\n1\n" + base64.b64encode(bytes(32)).decode()[:-2] + "B=\n",
        "origin\n1\n" + base64.b64encode(bytes(32)).decode(),
        "origin\n1\n" + base64.b64encode(bytes(32)).decode() + "\n\nextension\n",
        "origin\n99999999999999999999\n" + base64.b64encode(bytes(32)).decode() + "\n",
    ],
)
def test_other_text_is_no_checkpoint(text):
    with pytest.raises(Unsound, match="bad-checkpoint"):
        parse_checkpoint(text)


def test_extension_lines_are_kept():
    checkpoint = Checkpoint("origin", Head(0, bytes(32)), ("one", "two"))
    assert parse_checkpoint(checkpoint.text) == checkpoint
    with pytest.raises(Unsound, match="bad-checkpoint"):
        Checkpoint("origin", Head(0, bytes(32)), ("",))
