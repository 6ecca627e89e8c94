"""The record at its full size: sealing, proofs from the database, checks of the live site and of its export."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import Figure
from bench.fill import SEED
from bench.ground import ROOT
from bench.scene import Scene

PROOFS, ROUNDS = 2000, 5
CHECKS = 2


def run(scene: Scene, folder: Path) -> Iterator[Figure]:
    from qiantou.ledger.models import Checkpoint

    size = Checkpoint.objects.order_by("-size")[0].size
    told = f"{size:,} entries"
    yield from _proofs(size, told)
    yield Figure("record", f"verify, the live site, {told}", "s", tuple(_checks(scene, [])), 60.0, at_most=True)
    exported = folder / "exported"
    begun = time.perf_counter()
    _command(scene, ["export", str(exported)])
    yield Figure("record", f"export of {told}", "s", (time.perf_counter() - begun,))
    checks = tuple(_checks(scene, [str(exported)]))
    yield Figure("record", f"verify, an exported folder, {told}", "s", checks, 60.0, at_most=True)


def _proofs(size: int, told: str) -> Iterator[Figure]:
    from qiantou.ledger.prove import Prover

    chance = random.Random(SEED)
    kept, fresh, receipts = [], [], []
    for _ in range(ROUNDS):
        positions = [chance.randrange(size) for _ in range(PROOFS)]
        prover = Prover()
        begun = time.perf_counter()
        for position in positions:
            assert prover.sealed(position) is not None
        kept.append(PROOFS / (time.perf_counter() - begun))
        begun = time.perf_counter()
        for position in positions[:200]:
            assert Prover().sealed(position) is not None
        fresh.append(200 / (time.perf_counter() - begun))
        begun = time.perf_counter()
        for position in positions[:500]:
            assert prover.receipt(position)
        receipts.append(500 / (time.perf_counter() - begun))
    yield Figure("record", f"inclusion proofs of {told}", "/s", tuple(kept), 1000.0, note="one prover kept")
    yield Figure("record", f"inclusion proofs of {told}, nothing kept", "/s", tuple(fresh), note="a new prover each")
    yield Figure("record", f"whole receipts of {told}", "/s", tuple(receipts), note="entry, words and proof")


def _checks(scene: Scene, arguments: list[str]) -> Iterator[float]:
    for _ in range(CHECKS):
        begun = time.perf_counter()
        _command(scene, ["verify", *arguments])
        yield time.perf_counter() - begun


def _command(scene: Scene, arguments: list[str]) -> None:
    """A command of `qiantou` as a person runs it, start of the program included. Raises RuntimeError."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "qiantou", *arguments],
        env={**scene.site.environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{arguments}: {done.stdout}\n{done.stderr}"[:3000])
