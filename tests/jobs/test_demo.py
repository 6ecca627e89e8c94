"""`qiantou demo`: it keeps what it made, starts over only what is its own, and checks what it played."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


def qiantou(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, on a site in `data`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QIANTOU_")}
    environment |= {"QIANTOU_DATA": str(data), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-m", "qiantou", *words], env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_headless_plays_everything_and_what_it_leaves_can_be_verified_and_exported(tmp_path):
    data = tmp_path / "site"

    played = qiantou(data, "demo", "--headless")
    assert played.returncode == 0, played.stderr
    assert "Everything holds." in played.stdout

    assert qiantou(data, "verify").returncode == 0
    exported = tmp_path / "export"
    assert qiantou(data, "export", str(exported)).returncode == 0
    assert qiantou(data, "verify", str(exported)).returncode == 0

    assert qiantou(data, "erase", "7", "--basis", "law", "--approver", "head of office").returncode == 0
    before = (data / "qiantou.sqlite3").read_bytes()
    refused = qiantou(data, "demo", "--headless")
    assert (refused.returncode, "1 entries made since" in refused.stderr) == (1, True), refused.stderr
    assert (data / "qiantou.sqlite3").read_bytes() == before


def test_demo_fills_no_site_of_another_and_wipes_none(sqlite_site):
    from datetime import date

    from qiantou.acts.execute import execute_all
    from qiantou.core.kernel import Actor, Desk
    from qiantou.core.register import UNITS, Listed, Unit
    from qiantou.jobs import demo
    from qiantou.jobs.stop import Stop
    from qiantou.ledger.models import Entry

    unit = Listed(UNITS, "u:own", Unit(), date(2026, 1, 1), name="own")
    execute_all((), by=Actor(Desk("u:own")), command_id="own", listings=[unit])

    with pytest.raises(Stop):
        demo.settle()
    with pytest.raises(Stop):
        demo.wipe()

    assert Entry.objects.count() == 1


def test_a_demonstration_of_its_own_is_wiped(sqlite_site):
    from qiantou.jobs import demo

    (sqlite_site.data / demo.MARK).write_text("begun\n")
    (sqlite_site.data / "keys").mkdir(exist_ok=True)

    demo.wipe()

    assert not (sqlite_site.data / "qiantou.sqlite3").exists()
    assert not (sqlite_site.data / demo.MARK).exists()
