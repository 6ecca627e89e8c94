"""A full disk: one clear sentence, nothing half done, and with room made the same form goes through."""

import os
import re
import resource
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from qiantou.acts import shell
from qiantou.ledger.seal import seal
from tests.baddays.crowd import Browser
from tests.baddays.fulldisk import wal_size
from tests.baddays.survivors import acknowledged, examine
from tests.baddays.town import lost_or_twice, settle
from tests.jobs.server import ROOT, serving
from tests.support.databases import NOWHERE, connect

SENTENCE = re.compile(r"^.+ cannot be written, the disk is full: what was begun is undone; make room and try again$")
PLACES = [
    ("sqlite", "database", "launch", 3),
    ("sqlite", "database:40000", "launch", 1),
    ("sqlite", "database", "block", 6),
    ("sqlite", "witness", "loop", 2),
    ("postgres", "witness", "loop", 2),
    ("sqlite", "witness", "start", 1),
    ("sqlite", "key", "start", 1),
    ("postgres", "key", "key", 1),
]


@pytest.mark.parametrize(("kind", "where", "scene", "least"), PLACES)
def test_every_step_is_refused_whole_and_goes_through_with_room(ground, kind, where, scene, least):
    expected, _seen = ground.undisturbed(kind, scene)
    with ground.place(kind, scene) as place:
        ended = ground.perform(place, scene, full=where)
        assert ended["status"] == 0, place.log.read_text("utf-8")
        told = acknowledged(place.acknowledged)
        sentences = [line["sentence"] for line in told if line.get("sentence")]
        assert len(sentences) >= least, told
        assert [sentence for sentence in sentences if not SENTENCE.match(sentence)] == []
        assert examine(scene, [line for line in told if "sentence" not in line], expected) == []


def test_the_harness_sees_half_a_command(ground):
    """With every statement for itself, some amount of room cuts a command in two."""
    expected, _seen = ground.undisturbed("sqlite", "launch")
    found = []
    for left in range(40_000, 200_000, 20_000):
        with ground.place("sqlite", "launch") as place:
            ground.perform(place, "launch", full=f"database:{left}", fault="no transaction")
            told = [line for line in acknowledged(place.acknowledged) if "sentence" not in line]
            found += examine("launch", told, expected)
    assert found != []


def test_the_page_says_so_and_the_same_form_goes_through_later(sqlite_site):
    (stream,) = settle(1)
    connect(NOWHERE)
    form = {"command_id": uuid4().hex, "version": "2", "desk": "u:roads", "reason": "进展" * 2000}
    address = f"/m/{stream[:12]}/move/report/"
    with serving(sqlite_site) as server:
        browser = Browser(server.port)
        browser.sign_in("roads")
        limit = wal_size(sqlite_site.data) + 2000
        for process in _family(server.process.pid):
            resource.prlimit(process, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        status, page = browser.post(address, **form)
        assert status == 503
        assert re.search("已无法写入|Nothing more can be written", page)
        assert server.ask("/health")[0] == 200
        for process in _family(server.process.pid):
            resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        assert browser.post(address, **form)[0] == 200
    from qiantou.settings import database_from_url

    connect(database_from_url(sqlite_site.url))
    assert [fault for fault in lost_or_twice([], [stream]) if not fault.startswith("1 reports")] == []


def test_an_export_that_does_not_fit_leaves_nothing_behind(sqlite_site):
    settle(40)
    seal(shell.now())
    connect(NOWHERE)
    folder = sqlite_site.data.parent / "export"
    refused = _export(sqlite_site, folder, limit=48_000)
    assert refused.returncode == 1
    assert SENTENCE.match(refused.stderr.removeprefix("qiantou: ").strip()), refused.stderr
    assert [path.name for path in folder.parent.iterdir() if "export" in path.name] == []
    assert _export(sqlite_site, folder, limit=resource.RLIM_INFINITY).returncode == 0


def test_a_site_whose_first_start_had_no_room_starts_later(tmp_path):
    data = tmp_path / "site"
    environment = {**os.environ, "QIANTOU_DATA": str(data), "LANG": "C.UTF-8"}
    environment.pop("QIANTOU_DATABASE_URL", None)
    for limit in (0, 20, 40_000):
        refused = _run(["migrate"], environment, limit)
        assert refused.returncode == 1, limit
        assert SENTENCE.match(refused.stderr.removeprefix("qiantou: ").strip()), refused.stderr
    assert _run(["migrate"], environment, resource.RLIM_INFINITY).returncode == 0


def _export(site, folder: Path, *, limit: int) -> subprocess.CompletedProcess[str]:
    return _run(["export", str(folder)], {**site.environment, "LANG": "C.UTF-8"}, limit)


def _run(arguments: list[str], environment: dict[str, str], limit: int) -> subprocess.CompletedProcess[str]:
    """One command with so much room in every file."""
    program = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), -1)); " \
        "from qiantou.jobs.cli import main; sys.exit(main(sys.argv[1:]))"  # fmt: skip
    return subprocess.run(
        [sys.executable, "-B", "-c", program, str(limit), *arguments],
        env=environment, capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip


def _family(pid: int) -> list[int]:
    """The process and its children."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [pid, *map(int, told)]
