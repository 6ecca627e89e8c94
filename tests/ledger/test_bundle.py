"""An export verifies as it was written; whatever is done to it, verification says no, and says where."""

import os
import shutil
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tlog_scales import tlog as outside
from tlog_scales.backend import LocalBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey

from qiantou.ledger import bundle, parallel
from qiantou.ledger.bundle import count_of_files, paths_of
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.note import sign_note
from qiantou.ledger.offline import verify_bundle
from qiantou.ledger.report import Finding, Unsound, Verdict
from qiantou.ledger.streams import Folded
from tests.ledger.sample_log import KEY, NEXT_KEY, STRANGER, SampleLog, make_record, stream_id
from tests.ledger.whole_log import verify_whole_log


def small_log():
    return SampleLog().fill(3).seal().erase(1).seal().fill(2).seal()


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    return small_log().export(tmp_path_factory.mktemp("export") / "out")


@pytest.fixture
def export(pristine, tmp_path):
    return shutil.copytree(pristine, tmp_path / "copy")


def files_of(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def codes(report):
    return {finding.code for finding in report.findings}


def refuse_every_fold(stream, entries):
    return Folded([Finding("illegal-move", {"stream": stream, "position": entries[0].header.position})])


def accept_every_fold(stream, entries):
    assert [record.header.version for record in entries] == list(range(1, len(entries) + 1))
    return Folded()


def refusing(listed, named):
    return refuse_every_fold


def accepting(listed, named):
    return accept_every_fold


def resign(folder, log, key=KEY):
    """Make the manifest fit the folder again: what an insider with the key could do."""
    listed = [
        bundle.digests_of(folder, str(path.relative_to(folder)))
        for path in files_of(folder)
        if path.name not in (bundle.MANIFEST, bundle.MANIFEST_NOTE)
    ]
    manifest = bundle.manifest_json(KEY.name, len(log.records), listed)
    (folder / bundle.MANIFEST).write_bytes(manifest)
    text = bundle.manifest_text(KEY.name, len(log.records), manifest)
    (folder / bundle.MANIFEST_NOTE).write_bytes(sign_note(text, [key]))
    return folder


def test_an_export_is_proven_by_its_key_and_intact_without(pristine):
    proven, intact = verify_bundle(pristine, KEY.verifier), verify_bundle(pristine)
    assert (proven.verdict, proven.findings, proven.exit_code) == (Verdict.PROVEN, (), 0)
    assert (intact.verdict, intact.findings, intact.exit_code) == (Verdict.INTACT, (), 0)
    assert intact.facts["fingerprint"] == KEY.verifier.fingerprint
    assert [intact.facts[name] for name in ("entries", "checkpoints", "erased")] == [6, 3, 1]


def test_the_tree_and_checkpoint_are_read_by_the_outside_implementation(pristine):
    log = small_log()
    reader = TilesReader(LocalBackend(pristine))
    checkpoint = reader.get_checkpoint()
    checkpoint.verify(Vkey.from_string(KEY.verifier.text))
    assert reader.calculate_root_hash() == checkpoint.root_hash
    for index, leaf in enumerate(log.leaves()):
        assert reader.get_entry(index) == leaf
        reader.get_inclusion_proof(index, 6).check(leaf_hash(leaf), checkpoint.root_hash)
    assert isinstance(checkpoint, outside.Checkpoint)


def test_the_sample_log_stands_up_to_the_whole_log_check():
    log = small_log()
    verify_whole_log(log.leaves(), notes=log.notes, keys=log.keys, read_tile=log.tree()._read_tile)
    with pytest.raises(AssertionError):
        verify_whole_log(log.leaves()[1:])


def test_flipping_a_bit_of_any_byte_of_any_file_is_noticed(tmp_path):
    export = SampleLog().fill(1).erase(0).seal().export(tmp_path / "out")
    for path in files_of(export):
        data = path.read_bytes()
        for at in range(len(data)):
            changed = bytearray(data)
            changed[at] ^= 1 << at % 8
            path.write_bytes(changed)
            report = verify_bundle(export)
            assert not report.is_sound, (path, at)
        path.write_bytes(data)
    assert verify_bundle(export).is_sound


def test_removing_any_file_is_noticed_and_named(export):
    for path in files_of(export):
        data = path.read_bytes()
        path.unlink()
        for key in (None, KEY.verifier):
            report = verify_bundle(export, key)
            assert not report.is_sound
            named = str(path.relative_to(export))
            assert any(named in finding.facts.values() for finding in report.findings), report.findings
        path.write_bytes(data)


@pytest.mark.parametrize("cut", [0, 1, -1])
def test_cutting_any_file_is_noticed(export, cut):
    for path in files_of(export):
        data = path.read_bytes()
        path.write_bytes(data[:cut])
        assert not verify_bundle(export).is_sound, path
        path.write_bytes(data)


@pytest.mark.parametrize("name", ["extra", "tile/0/001", "records/x001/000.jsonl", ".hidden", "坏\n名", "manifest"])
def test_an_extra_file_is_noticed(export, name):
    (export / name).parent.mkdir(exist_ok=True, parents=True)
    (export / name).write_bytes(b"")
    report = verify_bundle(export)
    assert Finding("file-extra", {"path": name}) in report.findings


@pytest.mark.parametrize("name", ["extra/", "tile/9/", "records/x/y/"])
def test_an_empty_folder_more_is_noticed(export, name):
    (export / name).mkdir(parents=True)
    assert Finding("file-extra", {"path": name}) in verify_bundle(export).findings


def test_a_name_that_is_no_text_is_noticed_and_printable(export):
    (export / os.fsdecode(b"\xff\xfe")).write_bytes(b"")
    [finding] = verify_bundle(export).findings
    assert finding.code == "file-extra"
    assert str(finding.facts["path"]).encode()


def test_links_devices_and_depth_are_refused(export, tmp_path):
    (tmp_path / "outside").write_bytes((export / "checkpoint").read_bytes())
    (export / "checkpoint").unlink()
    (export / "checkpoint").symlink_to(tmp_path / "outside")
    assert "not-a-plain-file" in codes(verify_bundle(export))
    (export / "checkpoint").unlink()
    os.mkfifo(export / "checkpoint")
    assert "not-a-plain-file" in codes(verify_bundle(export))
    (export / "checkpoint").unlink()
    (tmp_path / "outside").rename(export / "checkpoint")
    (export / "loop").symlink_to(export)
    assert "not-a-plain-file" in codes(verify_bundle(export))
    (export / "loop").unlink()
    (export / "/".join("d" * 40)).mkdir(parents=True)
    assert "too-deep" in codes(verify_bundle(export))


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "a//b", "a/./b", "", "tile\\0", "A", "manifest.note"])
def test_a_manifest_with_such_a_name_is_refused(export, path):
    log = small_log()
    listed = [bundle.Listed(path, 0, "0" * 64, "0" * 64)]
    manifest = bundle.manifest_json(KEY.name, 6, listed)
    (export / bundle.MANIFEST).write_bytes(manifest)
    note = sign_note(bundle.manifest_text(KEY.name, len(log.records), manifest), [KEY])
    (export / bundle.MANIFEST_NOTE).write_bytes(note)
    assert codes(verify_bundle(export)) == {"bad-path"}


def test_another_key_does_not_prove_it(pristine):
    report = verify_bundle(pristine, STRANGER.verifier)
    assert codes(report) == {"another-key"}
    assert report.findings[0].facts["fingerprint"] == KEY.verifier.fingerprint


def test_an_export_signed_anew_by_a_stranger_is_not_proven(tmp_path):
    log = SampleLog(key=STRANGER).fill(3).seal()
    folder = log.export(tmp_path / "out")
    assert verify_bundle(folder).verdict is Verdict.INTACT
    assert codes(verify_bundle(folder, KEY.verifier)) == {"another-key"}
    (folder / bundle.KEYS).write_text(KEY.verifier.text + "\n")
    resign(folder, log, STRANGER)
    assert not verify_bundle(folder, KEY.verifier).is_sound


def test_a_stranger_cannot_sign_the_manifest_alone(export):
    resign(export, small_log(), STRANGER)
    assert codes(verify_bundle(export, KEY.verifier)) == {"no-known-signature"}


# From here on the manifest is made to fit again: an insider holds the key, and the log itself must speak.


def tampered(tmp_path, log, **changes):
    return resign(log.export(tmp_path / "out", **changes), log)


def test_swapped_entries_are_named(tmp_path):
    log = small_log()
    log.records[3], log.records[4] = log.records[4], log.records[3]
    report = verify_bundle(log.export(tmp_path / "out"), KEY.verifier)
    assert Finding("out-of-place", {"position": 3}) in report.findings


def test_changed_bodies_are_named(tmp_path):
    for position, change, code in (
        (2, {"facts": b'{"by":{},"data":{},"type":"matter.closed","v":1}'}, "facts-changed"),
        (4, {"words": b'{"text":"other"}'}, "words-changed"),
        (5, {"facts_nonce": bytes(32)}, "facts-changed"),
        (0, {"words_nonce": bytes(32)}, "words-changed"),
    ):
        log = small_log()
        log.records[position] = replace(log.records[position], **change)
        report = verify_bundle(log.export(tmp_path / f"{position}"), KEY.verifier)
        assert report.findings == (Finding(code, {"position": position}),)


def test_a_rewritten_entry_with_new_commitments_fails_between_two_checkpoints(tmp_path):
    log = small_log()
    log.records[4] = make_record(4, log.records[4].header.stream, 2, log.records[5].facts)
    report = verify_bundle(log.export(tmp_path / "out"), KEY.verifier)
    assert report.findings == (Finding("root-differs", {"good": 4, "bad": 6}),)


def test_a_rewritten_entry_is_named_where_its_tile_was_left(export, tmp_path):
    log = small_log()
    log.records[4] = make_record(4, log.records[4].header.stream, 2, log.records[5].facts)
    other = log.export(tmp_path / "out")
    tile = "tile/0/000.p/6"
    (other / tile).write_bytes((export / tile).read_bytes())
    report = verify_bundle(resign(other, log), KEY.verifier)
    assert Finding("leaf-differs", {"position": 4}) in report.findings


def test_a_manifest_changed_along_with_its_file_is_not_the_signed_one(export):
    note = (export / bundle.MANIFEST_NOTE).read_bytes()
    (export / bundle.CHECKPOINTS).write_bytes(b"")
    resign(export, small_log())
    (export / bundle.MANIFEST_NOTE).write_bytes(note)
    assert "manifest-changed" in codes(verify_bundle(export))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'","facts_nonce"', b'", "facts_nonce"'),
        ("牵".encode(), b"\\u7275"),
        (b'"position":0', b'"position":00'),
        (b'"position":0', b'"position":1'),
        (b"\n", b"\r\n"),
        (b'"words":null', b'"words":0'),
        (b'{"facts":"', b'{"facts":1,"facts":"'),
    ],
)
def test_records_in_any_other_form_are_refused(export, before, after):
    path = export / bundle.record_path(0)
    assert before in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(before, after, 1))
    assert "bad-record" in codes(verify_bundle(resign(export, small_log())))


def test_a_line_too_many_is_noticed(export):
    with (export / bundle.record_path(0)).open("ab") as file:
        file.write(b"\n")
    assert codes(verify_bundle(resign(export, small_log()))) == {"bad-record"}


@pytest.mark.parametrize(("name", "code"), [("facts_sm3", "facts-changed"), ("words_sm3", "words-changed")])
def test_an_sm3_commitment_must_hold_too(tmp_path, name, code):
    log = SampleLog().fill(2)
    log.records[1] = replace(log.records[1], header=replace(log.records[1].header, **{name: bytes(32)}))
    report = verify_bundle(log.seal().export(tmp_path / "out"))
    assert report.findings == (Finding(code, {"position": 1}),)


def test_words_missing_without_an_erasure_are_tampering(tmp_path):
    log = small_log()
    log.records[3] = replace(log.records[3], words=None, words_nonce=None)
    report = verify_bundle(log.export(tmp_path / "out"), KEY.verifier)
    assert report.findings == (Finding("words-missing", {"position": 3}),)


def test_words_still_there_after_their_erasure_are_a_fault(tmp_path):
    log = small_log()
    log.records[1] = SampleLog().fill(3).records[1]
    report = verify_bundle(log.export(tmp_path / "out"), KEY.verifier)
    assert report.findings == (Finding("erased-words-present", {"position": 1, "erased_by": 3}),)


def test_an_erasure_of_what_comes_later_is_a_fault(tmp_path):
    log = SampleLog().fill(2).add("record", "ledger.erased", position=2).seal()
    assert codes(verify_bundle(log.export(tmp_path / "out"))) == {"erased-too-early"}


@pytest.mark.parametrize("data", [{}, {"position": "1"}, {"position": True}])
def test_a_malformed_erasure_is_a_fault(tmp_path, data):
    log = SampleLog().fill(2).add("record", "ledger.erased", **data).seal()
    assert codes(verify_bundle(log.export(tmp_path / "out"))) == {"facts-malformed"}


@pytest.mark.parametrize("body", [b"[]", b'{"a": 1}', b'{"type":"x"}', b"\xe7\x89\xb5"])
def test_bodies_that_are_no_canonical_facts_are_named(tmp_path, body):
    log = SampleLog().fill(2)
    log.records.append(make_record(2, stream_id("x"), 1, body))
    report = verify_bundle(log.seal().export(tmp_path / "out"))
    assert report.findings == (Finding("facts-malformed", {"position": 2}),)


def test_a_gap_in_versions_and_time_going_back_are_faults(tmp_path):
    log = SampleLog().fill(2)
    log.records.append(make_record(2, stream_id("x"), 2, log.records[0].facts))
    report = verify_bundle(log.seal().export(tmp_path / "gap"))
    assert report.findings == (Finding("version-gap", {"position": 2, "expected": 1}),)
    log = SampleLog().fill(2, streams=1)
    late = log.records[0].header
    log.records[0] = replace(log.records[0], header=replace(late, at=late.at.replace(year=2027)))
    report = verify_bundle(log.seal().export(tmp_path / "back"))
    assert report.findings == (Finding("time-goes-back", {"position": 1}),)


def test_the_fold_of_each_stream_is_judged(pristine):
    assert verify_bundle(pristine, fold_under=accepting).is_sound
    report = verify_bundle(pristine, KEY.verifier, fold_under=refusing)
    assert codes(report) == {"illegal-move"}
    assert len(report.findings) == 4


@pytest.mark.parametrize(
    "notes",
    [
        lambda notes: [notes[0], notes[2], notes[2]],
        lambda notes: [notes[1], notes[0], notes[2]],
        lambda notes: [notes[0].replace(b"county", b"cpunty"), notes[2]],
        lambda notes: [sign_note("county.example/qiantou\n3\n" + "A" * 43 + "=\n", [KEY]), notes[2]],
    ],
)
def test_checkpoints_out_of_order_forged_or_untrue_are_faults(tmp_path, notes):
    log = small_log()
    report = verify_bundle(log.export(tmp_path / "out", checkpoints=notes(log.notes)))
    assert codes(report) <= {"bad-checkpoint", "bad-signature", "no-known-signature", "root-differs"}
    assert not report.is_sound


def test_a_rotated_key_is_followed_both_ways(tmp_path):
    log = SampleLog().fill(3).seal().rotate(NEXT_KEY).fill(2).seal().fill(1).seal()
    folder = log.export(tmp_path / "out")
    for key in (KEY.verifier, NEXT_KEY.verifier):
        assert verify_bundle(folder, key).verdict is Verdict.PROVEN
    assert verify_bundle(folder).facts["key"] == NEXT_KEY.verifier.text


def test_a_rotation_that_the_old_key_did_not_sign_is_refused(tmp_path):
    log = SampleLog().fill(3).seal().rotate(NEXT_KEY)
    log.endorser = None
    assert codes(verify_bundle(log.seal().export(tmp_path / "out"))) == {"unsigned"}


def test_an_old_key_cannot_sign_for_the_log_any_more(tmp_path):
    log = SampleLog().fill(3).seal().rotate(NEXT_KEY).seal().fill(1)
    log.key = KEY
    assert codes(verify_bundle(log.seal().export(tmp_path / "out", signer=NEXT_KEY))) == {"unsigned"}
    assert codes(verify_bundle(resign(tmp_path / "out", log, KEY))) == {"no-known-signature", "unsigned"}


@pytest.mark.parametrize("keys", [[KEY], [NEXT_KEY], [NEXT_KEY, KEY], [KEY, STRANGER, NEXT_KEY]])
def test_listed_keys_must_be_the_recorded_ones(tmp_path, keys):
    log = SampleLog().fill(3).seal().rotate(NEXT_KEY).seal()
    folder = log.export(tmp_path / "out", keys=[key.verifier for key in keys], signer=keys[-1])
    assert not verify_bundle(folder).is_sound


def test_an_empty_log_has_an_export_too(tmp_path):
    assert verify_bundle(SampleLog().seal().export(tmp_path / "out"), KEY.verifier).verdict is Verdict.PROVEN


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.integers(0, 300), min_size=1, max_size=4))
def test_any_history_verifies(tmp_path, steps):
    log = SampleLog()
    for count in steps:
        if not log.notes or count:
            log.fill(count, streams=7).seal()
    folder = log.export(tmp_path / "out")
    assert verify_bundle(folder, KEY.verifier).verdict is Verdict.PROVEN
    found, strange = bundle.found_files(folder)
    assert not strange
    assert found == {*paths_of(len(log.records)), bundle.MANIFEST, bundle.MANIFEST_NOTE}
    shutil.rmtree(folder)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 4096, 65_535, 65_536, 65_537, 70_000])
def test_the_number_of_files_is_known_beforehand(size):
    assert count_of_files(size) == len(set(paths_of(size)))


def test_a_lie_about_the_size_costs_nothing(export):
    for size in (10**6, 2**53 - 1):
        text = f"{KEY.name}\n{size}\n{'A' * 43}=\n"
        (export / bundle.CHECKPOINT).write_bytes(sign_note(text, [KEY]))
        report = verify_bundle(export)
        assert "file-missing" in codes(report)
        assert len(report.findings) <= 30


def test_what_is_no_export_is_said_to_be_none(tmp_path):
    assert codes(verify_bundle(tmp_path / "nowhere")) == {"no-such-folder"}
    assert codes(verify_bundle(tmp_path)) == {"file-missing"}


def test_several_processes_come_to_the_same(tmp_path, monkeypatch):
    log = small_log()
    log.records[4] = replace(log.records[4], words=None, words_nonce=None)
    folder = log.export(tmp_path / "out")
    alone = verify_bundle(folder, fold_under=refusing)
    monkeypatch.setattr(parallel, "SMALL_LOG", 0)
    assert verify_bundle(folder, fold_under=refusing) == alone
    assert codes(alone) == {"words-missing"}


def test_streams_are_told_apart_in_shares(tmp_path, monkeypatch):
    folder = SampleLog().fill(50, streams=9).seal().export(tmp_path / "out")
    monkeypatch.setattr("qiantou.ledger.streams.SHARE", 10)
    report = verify_bundle(folder, fold_under=refusing)
    assert len(report.findings) == 9
    assert verify_bundle(folder, fold_under=accepting).is_sound


def test_an_export_is_whole_or_not_there(tmp_path):
    log = small_log()
    log.records.pop()
    with pytest.raises(Unsound, match=r"entries-missing.*sealed=6.*found=5"):
        log.export(tmp_path / "out")
    with pytest.raises(Unsound, match="never-sealed"):
        log.export(tmp_path / "out", checkpoints=[])
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "out").mkdir()
    small_log().export(tmp_path / "out")
    with pytest.raises(Unsound, match="export-in-the-way"):
        small_log().export(tmp_path / "out")


def test_what_is_not_yet_sealed_is_left_out(tmp_path):
    report = verify_bundle(small_log().fill(5).export(tmp_path / "out"), KEY.verifier)
    assert (report.verdict, report.facts["entries"]) == (Verdict.PROVEN, 6)
