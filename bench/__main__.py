"""`python3 run.py bench [NAME …]`: measure, write JSON and one readable page into bench/results/.

Names: bulletins, commands, duty_file, rungs, launch, letters, plans, redmine, scale, queries, record, papers,
long_papers, evenload, waiting, networks, tenures, yearly; without one, all.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench import (
    bulletins,
    commands,
    duty_file,
    evenload,
    launching,
    letters,
    long_papers,
    networks,
    papers,
    plans,
    queries,
    record,
    redmine,
    rungs,
    scale,
    tenures,
    waiting,
    yearly,
)
from bench.figures import Figure, page
from bench.ground import ROOT, ground, load_average
from bench.machine import machine
from bench.scene import Scene, scene
from tests.support.databases import Templates

RESULTS = ROOT / "bench" / "results"
ENTRIES_A_MATTER = 4.8  # nine of ten matters come to five entries, one to three


@dataclass
class Run:
    """What the measures share: scenes are made when first asked for and kept to the end."""

    templates: Templates
    folder: Path
    sizes: argparse.Namespace
    stack: ExitStack
    scenes: dict[str, Scene] = field(default_factory=dict)

    def scene(self, name: str) -> Scene:
        if name not in self.scenes:
            matters = {
                "work": 1000,
                "items": self.sizes.items,
                "small": round(self.sizes.small / ENTRIES_A_MATTER),
                "large": round(self.sizes.large / ENTRIES_A_MATTER),
            }[name]
            tell(f"filling {matters:,} matters")
            self.scenes[name] = self.stack.enter_context(scene(self.templates, self.folder / name, matters=matters))
        return self.scenes[name]


def beside_redmine(run: Run) -> Iterable[Figure]:
    if not redmine.is_installed():
        tell("Redmine is not installed: see bench/redmine.md; this measure is left out")
        return ()
    return redmine.run(run.scene("items"), run.sizes.items)


MEASURES: dict[str, Callable[[Run], Iterable[Figure]]] = {
    "evenload": lambda _: evenload.run(),
    "waiting": lambda _: waiting.run(),
    "networks": lambda _: networks.run(),
    "tenures": lambda _: tenures.run(),
    "yearly": lambda _: yearly.run(),
    "papers": lambda run: papers.run(run.folder),
    "long_papers": lambda run: long_papers.run(run.folder),
    "queries": lambda run: queries.run(run.scene("work")),
    "launch": lambda run: launching.run(run.scene("work")),
    "letters": lambda run: letters.run(run.scene("work")),
    "bulletins": lambda run: bulletins.run(run.scene("work")),
    "duty_file": lambda run: duty_file.run(run.scene("work"), run.folder),
    "plans": lambda run: plans.run(run.scene("work")),
    "commands": lambda run: commands.run(run.scene("work")),
    "rungs": lambda run: rungs.run(run.scene("work"), run.sizes.rungs),
    "redmine": beside_redmine,
    "scale": lambda run: scale.run(run.scene("small"), run.scene("large")),
    "record": lambda run: record.run(run.scene("large"), run.folder),
}
ALONE = {
    "record": "large", "queries": "work", "launch": "work", "letters": "work", "plans": "work", "commands": "work",
    "rungs": "work", "bulletins": "work", "duty_file": "work",
    "redmine": "items",
}  # fmt: skip
"""The scene that a measure writes to in this process: it must be the one made last."""


def tell(words: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S}  {words}  (load {load_average():.1f})", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="qiantou bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(MEASURES)}")
    parser.add_argument("--small", type=int, default=10_000, metavar="N", help="entries of the small site")
    parser.add_argument("--large", type=int, default=1_000_000, metavar="N", help="entries of the large site")
    parser.add_argument("--items", type=int, default=10_000, metavar="N", help="matters, and issues of Redmine")
    parser.add_argument("--rungs", type=int, default=10_000, metavar="N", help="rungs due at once")
    sizes = parser.parse_args()
    unknown = set(sizes.names) - MEASURES.keys()
    if unknown:
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    figures, loads = [], []
    for figure in measured([name for name in MEASURES if name in (sizes.names or MEASURES)], sizes):
        figures.append(figure)
        loads.append(load_average())
        tell(f"{figure.name}: {figure.median:.3g} {figure.unit}")
    _write(figures, loads)
    return 0


def _write(figures: list[Figure], loads: list[float]) -> None:
    told = page(figures, machine())
    RESULTS.mkdir(exist_ok=True)
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    rows = [{**figure.told(), "load": load} for figure, load in zip(figures, loads, strict=True)]
    found = {"machine": machine(), "figures": rows}
    (RESULTS / f"{stamp}.json").write_text(json.dumps(found, ensure_ascii=False, indent=1))
    (RESULTS / f"{stamp}.md").write_text(told)
    print(told)
    print(f"written to {RESULTS / stamp}.md and .json", file=sys.stderr)


def measured(names: list[str], sizes: argparse.Namespace) -> Iterator[Figure]:
    """Each measure in turn; scenes of one kind are shared by those that follow."""
    with tempfile.TemporaryDirectory(prefix="qiantou-bench-") as folder, ground(Path(folder)) as templates:
        stack = ExitStack()
        with stack:
            run = Run(templates, Path(folder), sizes, stack)
            last = ""
            for name in names:
                wanted = ALONE.get(name, "")
                if wanted and wanted in run.scenes and wanted != last:
                    stack.close()
                    run.scenes.clear()
                tell(name)
                yield from MEASURES[name](run)
                last = next(reversed(run.scenes), "")


if __name__ == "__main__":
    sys.exit(main())
