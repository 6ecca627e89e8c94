"""An excerpt proves its entries without the log; whatever is done to it is noticed, and told by place."""

import base64
import hashlib
import zipfile

import pytest
from tlog_scales import tlog as outside
from tlog_scales.signing import Vkey

from qiantou.ledger import excerpt as form
from qiantou.ledger.archive import read_archive, write_archive
from qiantou.ledger.canonical import canonical_json, parse_canonical
from qiantou.ledger.excerpt import Ground, Part, entry_path, leaf_path, proof_path, write_excerpt
from qiantou.ledger.excerpt_check import is_excerpt, verify_excerpt
from qiantou.ledger.note import sign_note
from qiantou.ledger.report import Unsound, Verdict
from tests.ledger.sample_log import KEY, STRANGER, SampleLog

LOG = SampleLog().fill(9).erase(2).seal()
PAPERS = {"readme.txt": "核验说明".encode(), "duty-file.docx": b"PK paper"}
POSITIONS = (1, 2, 6, 9)


def excerpt(log=LOG, positions=POSITIONS, papers=PAPERS):
    parts = [Part(log.records[position], words=position != 6) for position in positions]
    return write_excerpt(parts, papers, Ground(log.notes[-1], log.tree(), KEY))


def verified(tmp_path, data, key=KEY.verifier):
    path = tmp_path / "file.zip"
    path.write_bytes(data)
    assert is_excerpt(path)
    return verify_excerpt(path, key)


def codes(report):
    return {finding.code for finding in report.findings}


def test_an_excerpt_is_proven_by_the_key_and_intact_without(tmp_path):
    report = verified(tmp_path, excerpt())
    assert (report.verdict, report.findings) == (Verdict.PROVEN, ())
    assert (report.facts["excerpt"], report.facts["entries"]) == (4, 10)
    assert verified(tmp_path, excerpt(), None).verdict is Verdict.INTACT
    assert codes(verified(tmp_path, excerpt(), STRANGER.verifier)) == {"another-key"}


def test_it_verifies_unpacked_as_well(tmp_path):
    (tmp_path / "file.zip").write_bytes(excerpt())
    with zipfile.ZipFile(tmp_path / "file.zip") as archive:
        archive.extractall(tmp_path / "out")
    assert is_excerpt(tmp_path / "out")
    assert verify_excerpt(tmp_path / "out", KEY.verifier).verdict is Verdict.PROVEN
    (tmp_path / "out" / "entries" / "more.json").write_bytes(b"{}")
    (tmp_path / "out" / "duty-file.docx").unlink()
    assert codes(verify_excerpt(tmp_path / "out", KEY.verifier)) == {"file-extra", "file-missing"}


def test_every_changed_byte_is_noticed(tmp_path):
    """Every byte by which the archive holds its files, and each fifth of theirs."""
    data = excerpt(positions=(6,), papers={"readme.txt": b"how"})
    inside = {
        at for body in read_archive(data).values() for at in range(data.index(body), data.index(body) + len(body))
    }
    for at in sorted(set(range(len(data))) - inside | set(range(0, len(data), 5))):
        flipped = bytearray(data)
        flipped[at] ^= 1 << at % 8
        assert not verified(tmp_path, bytes(flipped)).is_sound, at
    assert not verified(tmp_path, data + b"\0").is_sound
    assert not verified(tmp_path, data[:-1]).is_sound


@pytest.mark.parametrize("path", sorted(read_archive(excerpt())))
def test_a_changed_file_is_named(tmp_path, path):
    files = read_archive(excerpt())
    middle = len(files[path]) // 2
    files[path] = files[path][:middle] + bytes([files[path][middle] ^ 1]) + files[path][middle + 1 :]
    report = verified(tmp_path, write_archive(files))
    assert not report.is_sound
    if path not in ("manifest.json", "manifest.note", "log.vkey", "checkpoint"):
        assert [(one.code, one.facts["path"]) for one in report.findings] == [("file-changed", path)]


def resigned(change):
    """The excerpt with some files changed and its manifest signed again by the site's own key."""
    files = read_archive(excerpt())
    change(files)
    own = ("manifest.json", "manifest.note")
    old = form.parse_manifest(files["manifest.json"])
    manifest = form._manifest(old.origin, old.size, old.positions, {k: v for k, v in files.items() if k not in own})
    files["manifest.json"] = manifest
    files["manifest.note"] = sign_note(form.manifest_text(old.origin, manifest), [KEY])
    return write_archive(files)


def swap_entries(files):
    files[entry_path(1)], files[entry_path(2)] = files[entry_path(2)], files[entry_path(1)]


def other_words(files):
    told = parse_canonical(files[entry_path(1)])
    files[entry_path(1)] = canonical_json(told | {"words": "{}"})


def other_proof(files):
    files[proof_path(1)] = files[proof_path(2)]


def other_leaf(files):
    files[leaf_path(1)] = files[leaf_path(2)]


@pytest.mark.parametrize(
    ("change", "code", "position"),
    [
        (swap_entries, "out-of-place", 1),
        (other_words, "words-changed", 1),
        (other_proof, "not-included", 1),
        (other_leaf, "leaf-differs", 1),
    ],
)
def test_even_a_signed_manifest_makes_no_entry_true(tmp_path, change, code, position):
    report = verified(tmp_path, resigned(change))
    assert (code, position) in {(one.code, one.facts.get("position")) for one in report.findings}


def test_an_entry_left_out_of_the_files_is_missed(tmp_path):
    report = verified(tmp_path, resigned(lambda files: files.pop(proof_path(9))))
    assert [(one.code, one.facts["path"]) for one in report.findings] == [("manifest-changed", proof_path(9))]


def test_nothing_of_other_entries_is_in_it():
    held = b"".join(read_archive(excerpt()).values())
    for position in set(range(10)) - set(POSITIONS):
        assert LOG.records[position].facts_nonce.hex().encode() not in held
        assert LOG.leaves()[position] not in held
    assert LOG.records[6].words_nonce.hex().encode() not in held, "words that do not go out"


def test_what_is_not_sealed_cannot_be_proven():
    log = SampleLog().fill(3).seal().fill(1)
    with pytest.raises(Unsound, match="not-yet-sealed"):
        excerpt(log, (3,))


def test_a_foreign_tool_follows_the_proof():
    """C2SP tlog-proof: `index`, base64 hashes, an empty line, the checkpoint."""
    files = read_archive(excerpt())
    head, _, note = files[proof_path(6)].partition(b"\n\n")
    first, index, *hashes = head.decode().split("\n")
    assert (first, index, note) == ("c2sp.org/tlog-proof@v1", "index 6", files["checkpoint"])
    checkpoint = outside.Checkpoint.from_text(note.decode())
    checkpoint.verify(Vkey.from_string(files["log.vkey"].decode().strip()))
    leaf = hashlib.sha256(b"\x00" + files[leaf_path(6)]).digest()
    proof = [base64.b64decode(line) for line in hashes]
    outside.InclusionProof(6, checkpoint.size, proof).check(leaf, checkpoint.root_hash)
    with pytest.raises(outside.InclusionProofInvalid):
        outside.InclusionProof(5, checkpoint.size, proof).check(leaf, checkpoint.root_hash)
