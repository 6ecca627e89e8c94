"""Checking an export with nothing but its folder and, at best, a key brought along.

Everything is derived again: digests, leaves, commitments, tiles, every checkpoint's root and signatures,
versions, erasures, and the fold of each stream. The folder is taken to be hostile; what it says is compared,
never followed. Entries are checked in packs, over all processors, in memory that does not grow with the log.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from os import fdopen
from pathlib import Path
from typing import Any, Final

from qiantou.ledger import bundle
from qiantou.ledger.bundle import Listed
from qiantou.ledger.bundle_packs import Place, check_files, check_pack_at, check_share, check_upper_tiles
from qiantou.ledger.bundle_scans import check_scans_at, missing_or_extra
from qiantou.ledger.canonical import parse_canonical
from qiantou.ledger.keychain import Keychain, chain_of
from qiantou.ledger.note import Checkpoint, VerifierKey, note_text, open_note, parse_checkpoint
from qiantou.ledger.pack import PACK, Whole
from qiantou.ledger.parallel import RunAll
from qiantou.ledger.report import Fact, Finding, Report, Unsound, Verdict
from qiantou.ledger.streams import FoldUnder, Together, shares_of

_MOST_FINDINGS: Final = 200
_FILES_AT_ONCE: Final = 64
_MAX_LINE: Final = 1 << 21  # bytes of a line of checkpoints


def verify_bundle(
    folder: Path, key: VerifierKey | None = None, *, fold_under: FoldUnder | None = None,
    together: Together | None = None,
) -> Report:  # fmt: skip
    """Check an export. With `key`, which must be one of the log's, a sound export is proven, else intact.

    What `fold_under` returns is handed to other processes. Never raises on account of what is in the folder; every
    fault is a finding, and docs/rules/ledger.md lists their codes.
    """
    checking = _Checking(folder, key, fold_under, together)
    try:
        checking.run()
    except Unsound as fault:
        checking.findings.append(Finding.of(fault))
    except OSError as fault:
        path = bundle.printable(str(fault.filename or folder))
        checking.findings.append(Finding("file-unreadable", {"path": path}))
    verdict = Verdict.PROVEN if key is not None else Verdict.INTACT
    if checking.findings:
        verdict = Verdict.BROKEN
    return Report(verdict, tuple(checking.findings[:_MOST_FINDINGS]), checking.facts)


@dataclass
class _Checking:
    folder: Path
    key: VerifierKey | None
    fold_under: FoldUnder | None
    together: Together | None = None
    findings: list[Finding] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)

    def run(self) -> None:
        if not self.folder.is_dir():
            raise Unsound("no-such-folder", path=bundle.printable(str(self.folder)))
        found, strange = bundle.found_files(self.folder)
        self.findings += strange
        keys = bundle.parse_keys(bundle.read_small(self.folder, bundle.KEYS))
        self.facts |= {"key": keys[-1].text, "fingerprint": keys[-1].fingerprint}
        if self.key is not None and self.key not in keys:
            self.findings.append(Finding("another-key", {"fingerprint": keys[-1].fingerprint}))
        listed = self._manifest(keys[-1])
        last = parse_checkpoint(note_text(bundle.read_small(self.folder, bundle.CHECKPOINT)))
        size = last.head.size
        self.facts |= {"origin": last.origin, "entries": size, "root": last.head.root.hex()}
        if bundle.count_of_files(size) > len(found):
            self._note_missing(size, found)
            return
        scans = {path for path in found if bundle.scan_name(path)}
        with RunAll(size) as run_all:
            self._compare(found - scans, [file for file in listed if not bundle.scan_name(file.path)], size, run_all)
            self._check_scans(scans, listed, run_all)
            self._check_log(keys, last, (scans, listed), run_all)

    def _manifest(self, key: VerifierKey) -> list[Listed]:
        """The files as listed, or none where the manifest itself does not hold."""
        try:
            note = open_note(bundle.read_small(self.folder, bundle.MANIFEST_NOTE), [key])
            data = bundle.read_small(self.folder, bundle.MANIFEST, bundle.MAX_MANIFEST)
            origin, size, listed = bundle.parse_manifest(data)
            if note.text != bundle.manifest_text(origin, size, data):
                raise Unsound("manifest-changed")
            head = parse_checkpoint(note_text(bundle.read_small(self.folder, bundle.CHECKPOINT)))
            if (head.origin, head.head.size) != (origin, size):
                raise Unsound("manifest-changed")
        except Unsound as fault:
            self.findings.append(Finding(fault.code, {"path": bundle.MANIFEST} | fault.facts))
            return []
        return listed

    def _compare(self, found: set[str], listed: list[Listed], size: int, run_all: RunAll) -> None:
        """Every file there is must be one an export of this size has, listed, and exactly as listed."""
        wanted = set(bundle.paths_of(size))
        own = {bundle.MANIFEST, bundle.MANIFEST_NOTE}
        for path in sorted(found - wanted - own):
            self.findings.append(Finding("file-extra", {"path": bundle.printable(path)}))
        for path in sorted(wanted - found):
            self.findings.append(Finding("file-missing", {"path": path}))
        named = {file.path: file for file in listed}
        if listed and named.keys() != wanted:
            self.findings.append(Finding("manifest-changed", {"path": bundle.MANIFEST}))
        present = [named[path] for path in sorted(named.keys() & found)]
        some = [present[at : at + _FILES_AT_ONCE] for at in range(0, len(present), _FILES_AT_ONCE)]
        for changed in run_all(partial(check_files, self.folder), some):
            self.findings += changed

    def _check_scans(self, scans: set[str], listed: list[Listed], run_all: RunAll) -> None:
        """Every scan there is the file that its name says, and as listed; which must be there, the words tell later."""
        named = {file.path: file for file in listed}
        there = [(path.rpartition("/")[2], named.get(path)) for path in sorted(scans)]
        some = [there[at : at + _FILES_AT_ONCE] for at in range(0, len(there), _FILES_AT_ONCE)]
        for changed in run_all(partial(check_scans_at, self.folder), some):
            self.findings += changed
        self.facts["scans"] = len(there)

    def _note_missing(self, size: int, found: set[str]) -> None:
        """Names the first files that are missing; `size` may be a lie, so nothing is built from it."""
        for path in bundle.paths_of(size):
            if path not in found:
                self.findings.append(Finding("file-missing", {"path": path}))
            if len(self.findings) >= 20:
                return

    def _check_log(
        self, keys: Sequence[VerifierKey], last: Checkpoint, scans: tuple[set[str], list[Listed]], run_all: RunAll
    ) -> None:
        place = Place(self.folder, last.head.size)
        cuts = self._cuts(place.size)
        packs = [(number, cuts.get(number, frozenset())) for number in place.packs]
        whole = Whole()
        tile_roots: list[bytes] = []
        for outcome in run_all(partial(check_pack_at, place), packs):
            self.findings += outcome.findings
            if outcome.first != whole.size:
                raise Unsound("entries-missing", sealed=place.size, found=whole.size)
            whole.add(outcome)
            tile_roots += outcome.tile_roots
        self.findings += whole.check_words()
        self.facts["erased"] = len(whole.erased_positions)
        self.findings += missing_or_extra(whole.scans, *scans)
        self.findings += check_upper_tiles(place, tile_roots)
        chain = chain_of(keys, whole.key_changes)
        self._check_checkpoints(chain, whole, last)
        if self.findings:
            return  # a fold over entries that do not hold says nothing
        check_fold = None if self.fold_under is None else self.fold_under(whole.listed, whole.named)
        told: list[Any] = []
        for faults, of_share in run_all(partial(check_share, place, check_fold), range(shares_of(place.size))):
            self.findings += faults
            told += of_share
        if self.together is not None and not self.findings:
            self.findings += self.together(whole.listed, told)

    def _notes(self) -> Iterator[bytes]:
        with fdopen(bundle.open_plain(self.folder, bundle.CHECKPOINTS), "rb") as file:
            number = 0
            while line := file.readline(_MAX_LINE):
                number += 1
                note = parse_canonical(line[:-1]) if line.endswith(b"\n") else None
                if not isinstance(note, str):
                    raise Unsound("bad-checkpoint", line=number)
                yield note.encode()

    def _cuts(self, size: int) -> dict[int, frozenset[int]]:
        """By pack, the numbers of its entries at which a checkpoint falls; every size is in one."""
        cuts: dict[int, set[int]] = {}
        for note in self._notes():
            at = parse_checkpoint(note_text(note)).head.size
            if 0 < at <= size:
                pack, before = divmod(at - 1, PACK)
                cuts.setdefault(pack, set()).add(before + 1)
        return {pack: frozenset(numbers) for pack, numbers in cuts.items()}

    def _check_checkpoints(self, chain: Keychain, whole: Whole, last: Checkpoint) -> None:
        """Each checkpoint is signed by whoever must, and its root is the root of the entries as they are."""
        heads = whole.heads | {0: Whole().head()}
        good, count, note = 0, 0, b""
        for note in self._notes():
            checkpoint = chain.open(note, after=good)
            head = checkpoint.head
            if checkpoint.origin != last.origin or head.size < good or (count and head.size == good):
                raise Unsound("bad-checkpoint", size=head.size)
            if heads.get(head.size) != head:
                raise Unsound("root-differs", good=good, bad=head.size)
            good, count = head.size, count + 1
        self.facts["checkpoints"] = count
        if note != bundle.read_small(self.folder, bundle.CHECKPOINT):
            raise Unsound("bad-checkpoint", size=last.head.size)
        if whole.head() != last.head:
            raise Unsound("root-differs", good=good, bad=last.head.size)
