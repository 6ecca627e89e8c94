"""Scans: told by their bytes, kept with the words that name them, gone with the last of them, verified, backed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from qiantou.acts import registers
from qiantou.acts.erase import erase
from qiantou.acts.execute import execute_all
from qiantou.acts.files import JPEG, MOST_BYTES, PDF, PNG, Scan, kept, read_scan
from qiantou.core.kernel import Actor, Rejected
from qiantou.core.mandate import Mandate, Power, Source
from qiantou.core.register import MANDATES, Listed
from qiantou.jobs.backup import backup
from qiantou.jobs.restore import restore
from qiantou.jobs.site import prepare_site
from qiantou.jobs.verify_site import verify_site
from qiantou.ledger import stored
from qiantou.ledger.bundle_scans import MAX_SCAN
from qiantou.ledger.export import write_bundle
from qiantou.ledger.models import Scan as ScanRow
from qiantou.ledger.models import ScanNamed, StreamHead
from qiantou.ledger.offline import verify_bundle
from qiantou.ledger.report import Unsound
from qiantou.ledger.seal import seal
from tests.acts.county import CLERK, played
from tests.core.world import DEPUTY, JOINT, LEAD, ROADS
from tests.jobs.test_backup import another

BODY = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
DAY = date(2026, 3, 2)
LENT = Mandate(
    JOINT, LEAD, (Power.DISPATCH,), (ROADS,), DEPUTY, date(2026, 12, 31), Source.PAPER, number="〔2026〕3号",
    clause="由县发改局牵头调度",
)  # fmt: skip
WHY = {"basis": "个人信息保护法第四十七条", "approver": "县政府办公室主任", "by": Actor(account=CLERK)}


def enter(scan: Scan | str, *, key: str = "g:paper", sent: bool = True) -> int:
    """A mandate whose words name the scan; the version of its entry."""
    name = scan if isinstance(scan, str) else scan.name
    files = [scan] if sent and isinstance(scan, Scan) else []
    listed = Listed(MANDATES, key, replace(LENT, scan=name), DAY)
    by = Actor(DEPUTY, account=CLERK)
    execute_all((), by=by, command_id=uuid4().hex, listings=[listed], files=files)
    return StreamHead.objects.get(pk=registers.AUTHORITY).version


@pytest.mark.parametrize(
    ("content", "told"),
    [(BODY, PDF), (b"\xff\xd8\xff\xe0", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (BODY.ljust(MOST_BYTES), PDF)],
    ids=["pdf", "jpeg", "png", "as large as may be"],
)
def test_a_scan_is_told_by_its_own_bytes(content, told):
    assert read_scan(content).media_type == told


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "scan-empty"), (b"<svg onload=alert(1)>", "scan-unreadable"), (b"<html>%PDF-", "scan-unreadable"),
     (BODY.ljust(MOST_BYTES + 1), "scan-too-large")],
    ids=["empty", "svg", "html", "too large"],
)  # fmt: skip
def test_what_is_no_scan_is_refused(content, code):
    with pytest.raises(Rejected, match=code):
        read_scan(content)


def test_it_is_kept_once_with_the_words_that_name_it_and_nothing_else_is(site):
    with played():
        scan, stray = read_scan(BODY), read_scan(BODY + b"%%EOF")
        enter(scan)
        enter(scan, key="g:second", sent=False)
        execute_all((), by=Actor(account=CLERK), command_id="stray", listings=[], files=[stray])
        assert kept(scan.name) == scan
        assert list(ScanRow.objects.values_list("sha256", flat=True)) == [scan.name]
        assert ScanNamed.objects.count() == 2


def test_a_name_without_a_body_is_refused_and_nothing_is_recorded(site):
    with played():
        before = StreamHead.objects.get(pk=registers.AUTHORITY).version
        with pytest.raises(Rejected, match="no-such-scan"):
            enter("f" * 64)
        assert StreamHead.objects.get(pk=registers.AUTHORITY).version == before


def test_what_is_refused_keeps_no_scan(site):
    with played():
        listed = Listed(MANDATES, "g:paper", replace(LENT, scan=read_scan(BODY).name, number=""), DAY)
        with pytest.raises(Rejected, match="number-clause-scan"):
            execute_all((), by=Actor(DEPUTY), command_id="no", listings=[listed], files=[read_scan(BODY)])
        assert not ScanRow.objects.exists()


def test_it_goes_with_the_last_words_that_name_it_and_verify_agrees(site):
    prepare_site()
    with played() as town:
        scan = read_scan(BODY)
        first, second = enter(scan), enter(scan, key="g:second")
        erase(registers.AUTHORITY, first, **WHY)
        assert kept(scan.name) == scan
        erase(registers.AUTHORITY, second, **WHY)
        assert kept(scan.name) is None
        seal(town.now)
        assert verify_site().findings == ()


FAULTS = {
    "scan-missing": lambda: ScanRow.objects.all().delete(),
    "scan-changed": lambda: ScanRow.objects.update(body=b"%PDF-another"),
    "scan-extra": lambda: ScanRow.objects.create(sha256="0" * 64, media_type=PDF, size=0, body=b""),
    "scan-index-differs": lambda: ScanNamed.objects.all().delete(),
}


@pytest.mark.parametrize("code", FAULTS)
def test_verify_finds_what_is_wrong_with_scans(sqlite_site, code):
    prepare_site()
    with played() as town:
        enter(read_scan(BODY))
        seal(town.now)
        assert verify_site().findings == ()
        FAULTS[code]()
        assert code in {finding.code for finding in verify_site().findings}


def test_a_backup_brings_scans_back_on_the_other_database(templates, tmp_path):
    (tmp_path / "from").mkdir()
    with templates.site("sqlite", tmp_path / "from"):
        prepare_site()
        with played() as town:
            scan = read_scan(BODY)
            enter(scan)
            seal(town.now)
            backup(tmp_path / "backup")
    with another(templates, "postgres", tmp_path / "to"):
        restore(tmp_path / "backup")
        assert kept(scan.name) == scan
        assert verify_site().findings == ()


def exported(folder):
    with stored.snapshot():
        write_bundle(folder, stored.source())
    return folder


def codes(folder):
    return {finding.code for finding in verify_bundle(folder).findings}


def test_an_export_holds_the_bodies_of_scans_and_no_erased_one(site, tmp_path):
    prepare_site()
    with played() as town:
        scan, gone = read_scan(BODY), read_scan(BODY + b"%%EOF")
        enter(scan)
        version = enter(gone, key="g:second")
        seal(town.now)
        both = exported(tmp_path / "both")
        assert {path.name: path.read_bytes() for path in (both / "scans").iterdir()} == {
            one.name: one.content for one in (scan, gone)
        }
        assert (verify_bundle(both).findings, verify_bundle(both).facts["scans"]) == ((), 2)
        erase(registers.AUTHORITY, version, **WHY)
        seal(town.now)
        one = exported(tmp_path / "one")
    assert [path.name for path in (one / "scans").iterdir()] == [scan.name]
    report = verify_bundle(one)
    assert (report.findings, report.facts["scans"], report.facts["erased"]) == ((), 1, 1)


def test_a_scan_changed_missing_or_added_in_an_export_is_found(sqlite_site, tmp_path):
    prepare_site()
    with played() as town:
        scan = read_scan(BODY)
        enter(scan)
        seal(town.now)
        folder = exported(tmp_path / "out")
        ScanRow.objects.update(body=b"%PDF-another")
        with pytest.raises(Unsound, match="scan-changed"):
            exported(tmp_path / "changed")
        ScanRow.objects.all().delete()
        with pytest.raises(Unsound, match="scan-missing"):
            exported(tmp_path / "missing")
    body = folder / "scans" / scan.name
    body.write_bytes(b"%PDF-another")
    assert codes(folder) == {"scan-changed", "file-changed"}
    with body.open("r+b") as file:
        file.truncate(MAX_SCAN + 1)
    assert codes(folder) == {"file-too-long"}
    body.unlink()
    assert codes(folder) == {"scan-missing", "file-extra"}
    body.write_bytes(BODY)
    (folder / "scans" / ("0" * 64)).write_bytes(b"")
    assert codes(folder) == {"scan-changed", "scan-extra"}
    (folder / "scans" / ("0" * 64)).rename(folder / "scans" / "letter.pdf")
    assert codes(folder) == {"file-extra"}
