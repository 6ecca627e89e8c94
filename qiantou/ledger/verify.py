"""Checking the live record from one snapshot: everything an export's check does, and what only a site has.

Besides entries, tree, checkpoints, erasures and folds: the guards of the database, the witness file, and that
every table kept beside the record (heads, stream heads, tiles, erasures) is what the record comes to. Whether
rows derived from the record agree with it is judged by `compare`, in the same snapshot.

Twice over the record, by position and by stream: each process reads and checks a pack or a part at a time, so
memory grows by little more than the roots of the tiles.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from qiantou.ledger import onesnapshot, places, stored, witness
from qiantou.ledger.guarded import check_guards
from qiantou.ledger.keychain import Keychain, chain_of
from qiantou.ledger.merkle import HASH_SIZE
from qiantou.ledger.models import Checkpoint as CheckpointRow
from qiantou.ledger.models import Entry as EntryRow
from qiantou.ledger.models import EntryWords, Erasure, Tile
from qiantou.ledger.note import note_text, parse_checkpoint
from qiantou.ledger.pack import PACK, Outcome, Whole
from qiantou.ledger.parallel import RunAll
from qiantou.ledger.report import Fact, Finding, Report, Unsound, Verdict
from qiantou.ledger.scans import check_scans
from qiantou.ledger.site_packs import Compare, check_pack_from, check_part
from qiantou.ledger.streams import FoldUnder, Together
from qiantou.ledger.tiles import Edge, append_leaves

_MOST_FINDINGS: Final = 200


def verify_live(
    *, fold_under: FoldUnder | None = None, together: Together | None = None, compare: Compare | None = None
) -> Report:
    """Check the site's record. Sound is "intact": the keys are the site's own. Faults are findings.

    What `fold_under` and `compare` return is handed to other processes.
    """
    checking = _Checking(fold_under, together, compare)
    try:
        checking.findings += check_guards()
        with stored.snapshot():
            checking.run()
    except Unsound as fault:
        checking.findings.append(Finding.of(fault))
    verdict = Verdict.BROKEN if checking.findings else Verdict.INTACT
    return Report(verdict, tuple(checking.findings[:_MOST_FINDINGS]), checking.facts)


@dataclass
class _Checking:
    fold_under: FoldUnder | None
    together: Together | None
    compare: Compare | None
    findings: list[Finding] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    holds: bool = True  # every entry is what it was committed as

    def run(self) -> None:
        size = stored.size()
        count = EntryRow.objects.count()
        self.facts |= {"entries": size}
        if count != size:
            self.findings.append(Finding("head-differs", {"head": size, "entries": count}))
        witnessed = self._witnessed()
        notes = list(stored.notes())
        sealed = _size_of(notes[-1]) if notes else 0
        join = onesnapshot.joining()
        with RunAll(size if join else 0, join) as run_all:
            whole = self._check_entries(size, sealed, {*notes, *witnessed}, run_all)
            chain = chain_of(stored.keychain().keys, whole.key_changes)
            self.facts |= {"key": chain.current.text, "fingerprint": chain.current.fingerprint}
            self.facts |= {"origin": chain.first.name, "checkpoints": len(notes), "sealed": sealed}
            self._check_checkpoints(chain, whole, notes)
            self._check_witness(chain, whole, witnessed, notes)
            self._check_streams(whole, run_all)

    def _check_entries(self, size: int, sealed: int, notes: set[bytes], run_all: RunAll) -> Whole:
        cuts = _cuts(notes, size)
        packs = ((first, size, cuts.get(first, frozenset())) for first in range(0, size, PACK))
        whole, tiles = Whole(), _Tiles(sealed)
        for outcome in run_all(check_pack_from, packs):
            self.holds = self.holds and not outcome.findings
            self.findings += outcome.findings
            if outcome.first != whole.size:
                raise Unsound("entries-missing", recorded=size, found=whole.size)
            whole.add(outcome)
            self.findings += tiles.compare(outcome)
        if whole.size != size:
            raise Unsound("entries-missing", recorded=size, found=whole.size)
        self.findings += tiles.compare_upper()
        self.findings += whole.check_words()
        self.facts["erased"] = len(whole.erased_positions)
        self.findings += _check_erasures(whole)
        self.findings += check_scans(whole.scans)
        return whole

    def _check_checkpoints(self, chain: Keychain, whole: Whole, notes: list[bytes]) -> None:
        good = 0
        rows = CheckpointRow.objects.order_by("size").values_list("size", "root")
        for note, (size, root) in zip(notes, rows.iterator(), strict=True):
            checkpoint = chain.open(note, after=good)
            head = checkpoint.head
            if (head.size, head.root, checkpoint.origin) != (size, bytes(root), chain.first.name):
                raise Unsound("bad-checkpoint", size=size)
            if whole.heads.get(size, Whole().head()) != head:
                raise Unsound("root-differs", good=good, bad=size)
            good = size

    def _witnessed(self) -> list[bytes]:
        try:
            return list(witness.notes(places.witness_file()))
        except Unsound as fault:
            self.findings.append(Finding.of(fault))
            return []

    def _check_witness(self, chain: Keychain, whole: Whole, witnessed: list[bytes], notes: list[bytes]) -> None:
        """The file saw every checkpoint of the database; whatever else it saw is in the record too."""
        seen = set(witnessed)
        for note in notes:
            if note not in seen:
                self.findings.append(Finding("witness-behind", {"published": _size_of(note)}))
                break
        good = 0
        for note in witnessed:
            head = chain.open(note, after=good).head
            if head.size > whole.size:
                raise Unsound("witness-ahead", witnessed=head.size, entries=whole.size)
            if whole.heads.get(head.size, Whole().head()) != head:
                raise Unsound("witness-inconsistent", witnessed=head.size, size=whole.size)
            good = head.size

    def _check_streams(self, whole: Whole, run_all: RunAll) -> None:
        """A fold, or rows, of entries that do not hold would say nothing."""
        check_fold = self.fold_under(whole.listed, whole.named) if self.fold_under and self.holds else None
        comparison = self.compare() if self.compare and check_fold else None
        checked: list[Any] = []
        told: list[Any] = []
        for outcome in run_all(partial(check_part, check_fold, comparison), stored.parts(whole.size)):
            self.findings += outcome.findings
            checked.append(outcome.compared)
            told += outcome.told
        if check_fold and self.together and not self.findings:
            self.findings += self.together(whole.listed, told)
        if comparison is not None and None not in checked:
            self.findings += comparison.whole(checked)


class _Tiles:
    """Compares stored tiles with the leaves of the first `sealed` entries, as they come in."""

    def __init__(self, sealed: int) -> None:
        self._sealed = sealed
        self._roots: list[bytes] = []
        self._count = 0

    def compare(self, outcome: Outcome) -> Iterator[Finding]:
        hashes = outcome.hashes[: max(0, self._sealed - outcome.first) * HASH_SIZE]
        self._roots += outcome.tile_roots
        first = outcome.first // 256
        stored_tiles = Tile.objects.filter(level=0, index__gte=first, index__lt=first + PACK // 256)
        found = {index: bytes(tile) for index, tile in stored_tiles.values_list("index", "hashes")}
        for at in range(0, len(hashes), 256 * HASH_SIZE):
            index, wanted = first + at // (256 * HASH_SIZE), hashes[at : at + 256 * HASH_SIZE]
            tile = found.get(index, b"")
            self._count += 1
            if tile != wanted:
                yield _tile_fault(index, tile, wanted)

    def compare_upper(self) -> Iterator[Finding]:
        wanted = append_leaves(Edge(), self._roots[: self._sealed >> 8]).tiles
        for (level, index), hashes in sorted(wanted.items()):
            self._count += 1
            if stored.read_tile(level + 1, index) != hashes:
                yield Finding("tile-differs", {"level": level + 1, "index": index})
        if Tile.objects.count() != self._count:
            yield Finding("tile-extra", {"expected": self._count})


def _tile_fault(index: int, tile: bytes, wanted: bytes) -> Finding:
    if len(tile) != len(wanted):
        return Finding("tile-differs", {"level": 0, "index": index})
    changed = next(at for at in range(len(wanted)) if tile[at] != wanted[at])
    return Finding("leaf-differs", {"position": index * 256 + changed // HASH_SIZE})


def _check_erasures(whole: Whole) -> Iterator[Finding]:
    """Permissions to remove words, and the words there are, are those on record."""
    positions = sorted(whole.erased_positions)
    places_of = EntryRow.objects.filter(position__in=positions).values_list("stream", "version")
    allowed = set(Erasure.objects.values_list("stream", "version"))
    for stream, version in sorted(allowed ^ set(places_of)):
        yield Finding("erasure-unrecorded", {"stream": stream, "version": version})
    count = EntryWords.objects.count()
    if count != whole.size - whole.wordless_count:
        yield Finding("words-extra", {"words": count, "expected": whole.size - whole.wordless_count})


def _cuts(notes: Iterable[bytes], size: int) -> dict[int, frozenset[int]]:
    """By first position of a pack, the numbers of its entries at which a checkpoint falls."""
    cuts: dict[int, set[int]] = {}
    for note in notes:
        with suppress(Unsound):  # told when the note itself is checked
            at = _size_of(note)
            if 0 < at <= size:
                cuts.setdefault((at - 1) // PACK * PACK, set()).add((at - 1) % PACK + 1)
    return {first: frozenset(numbers) for first, numbers in cuts.items()}


def _size_of(note: bytes) -> int:
    return parse_checkpoint(note_text(note)).head.size
