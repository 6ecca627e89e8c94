"""The warm parent: a process with Django loaded that forks one child for each performance, and says how it ended.

One JSON object a line on stdin: the site to play in, the scene, the point to die at, a fault planted on
purpose. One line on stdout for each: the child's exit status, and the names that came up if it lived.
A child writes a receipt to the file of acknowledgements after `execute` returned it, never before.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.support.databases import connect, set_up_django, speak_for


@dataclass(frozen=True)
class Job:
    """`acknowledged` gets a line for each step done; `log` whatever the child says when it fails."""

    kind: str
    data: str
    url: str
    owner_url: str
    scene: str
    acknowledged: str
    log: str
    point: str = ""
    nth: int = 0
    fault: str = ""
    full: str = ""  # where the disk is full at the first try of every step


def main() -> None:
    folder = Path(sys.argv[1])
    set_up_django(folder)
    import tests.baddays.faults
    import tests.baddays.fulldisk
    import tests.baddays.points
    import tests.baddays.scenes  # noqa: F401 — loaded once, for every child

    _worked()
    for line in sys.stdin:
        print(json.dumps(perform(Job(**json.loads(line)))), flush=True)


def _worked() -> None:
    """A process that has been at work knows its calendar and how entries are read: worked out once, for every child."""
    from qiantou.core.moves import Accept, Block, Offer
    from qiantou.ledger.codec import decode, encode
    from tests.core.world import LEAD, ROADS, WATER, Town

    town = Town()
    stream, stone = town.fresh(), town.fresh()
    town.do(stream, Offer("task", LEAD, ROADS, "w"), LEAD)
    town.do(stream, Accept(), ROADS)
    town.do(stream, Block("lack", to=WATER, fresh=stone), ROADS)
    town.do(stone, Accept(), WATER)
    for entry in (*town.listings, *town.entries):
        decode(entry.stream, entry.version, entry.at, *encode(entry))


def perform(job: Job) -> dict[str, Any]:
    """Fork, play, wait. "status": the exit code, or minus the signal's number."""
    seen = Path(job.acknowledged).with_suffix(".seen")
    child = os.fork()
    if child == 0:
        _live(job, seen)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"status": status, "seen": json.loads(seen.read_text("utf-8")) if seen.exists() else {}}


def _live(job: Job, seen: Path) -> None:
    code = 1
    try:
        with Path(job.log).open("ab") as log:
            os.dup2(log.fileno(), 2)
        seen.write_text(json.dumps(_play(job)), encoding="utf-8")
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _play(job: Job) -> Mapping[str, int]:
    from qiantou.settings import database_from_url
    from tests.baddays.faults import plant
    from tests.baddays.fulldisk import trying
    from tests.baddays.points import Points
    from tests.baddays.scenes import SCENES, play

    speak_for(Path(job.data), job.url, job.owner_url)
    connect(database_from_url(job.url))
    points = Points(job.point, job.nth)
    acknowledge = Acknowledgements(Path(job.acknowledged))
    with plant(job.fault, acknowledge):
        points.watch()
        for line in SCENES[job.scene]:
            acknowledge.step = line.name
            if job.full:
                acknowledge.refused(trying(job.full, job.scene, line))
            acknowledge(play(job.scene, line))
    return points.seen


class Acknowledgements:
    """What a person outside has been told: one line each, on its way out of the process at once."""

    def __init__(self, path: Path) -> None:
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.step = ""

    def refused(self, sentence: str) -> None:
        """What the person was told instead of a receipt; nothing if the step went through."""
        os.write(self.file, json.dumps({"step": "", "sentence": sentence}).encode() + b"\n")

    def __call__(self, receipt: Any) -> None:
        told: dict[str, Any] = {"step": self.step}
        if receipt is not None:
            told |= {"position": receipt.position, "stream": receipt.stream, "version": receipt.version}
            told |= {"leaf": receipt.leaf.hex()}
        os.write(self.file, json.dumps(told).encode() + b"\n")


def job_line(job: Job) -> str:
    return json.dumps(asdict(job)) + "\n"


if __name__ == "__main__":
    main()
