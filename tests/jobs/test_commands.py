"""Commands that change or check a site, run as a person would."""

import re
from dataclasses import replace

import pytest
from django.utils import translation

from qiantou.access.models import Account
from qiantou.acts.erase import erase
from qiantou.core.kernel import Actor
from qiantou.jobs.faults import SENTENCES
from qiantou.jobs.findings import FINDINGS, sentence_of
from qiantou.ledger.models import Entry
from qiantou.ledger.prove import Prover
from qiantou.ledger.seal import seal
from tests.acts.county import played
from tests.jobs.server import ROOT, qiantou
from tests.support.marks import ON_POSTGRES, ON_SQLITE

PASSWORD = "Correct-horse-9\n"


@ON_SQLITE
def test_an_account_is_made_locked_and_given_another_password(site):
    made = qiantou(site, "account", "make", "li", "--name", "李", typed=PASSWORD)
    assert made.returncode == 0, made.stderr
    assert Account.objects.get(login="li").check_password(PASSWORD.strip())
    assert qiantou(site, "account", "lock", "li").returncode == 0
    assert not Account.objects.get(login="li").is_active
    assert qiantou(site, "account", "unlock", "li").returncode == 0
    weak = qiantou(site, "account", "password", "li", typed="12345\n")
    assert weak.returncode == 1
    assert len(weak.stderr.strip().splitlines()) == 1
    assert qiantou(site, "account", "password", "li", typed="Another-horse-10\n").returncode == 0
    assert Account.objects.get(login="li").check_password("Another-horse-10")
    assert qiantou(site, "account", "make", "li", "--name", "李", typed=PASSWORD).returncode == 1
    assert qiantou(site, "account", "lock", "wang").returncode == 1


@ON_POSTGRES
@pytest.mark.slow
def test_a_record_is_exported_checked_erased_from_and_rebuilt(site, tmp_path):
    """On SQLite the commands stand below, each in a test of its own; rebuilding in tests/acts/test_rebuild.py."""
    assert qiantou(site, "migrate").returncode == 0
    with played() as town:
        task = town.offered()
        position = 0
    assert qiantou(site, "rotate-key").returncode == 0  # seals as well
    whole = qiantou(site, "verify")
    assert (whole.returncode, whole.stderr) == (0, "")
    out = tmp_path / "out"
    assert qiantou(site, "export", str(out)).returncode == 0
    assert qiantou(site, "export", str(out)).returncode == 1
    key = site.data / "keys" / "0002.vkey"
    proven = qiantou(site, "verify", str(out), "--key", str(key))
    assert proven.returncode == 0
    assert proven.stdout.startswith("Proven")
    assert qiantou(site, "verify", str(out)).stdout.startswith("Intact")
    (out / "strange").write_text("x")
    assert qiantou(site, "verify", str(out)).returncode == 1
    why = ("--basis", "law", "--approver", "head of office")
    assert qiantou(site, "erase", str(position), *why).returncode == 0
    assert "before" in qiantou(site, "erase", str(position), *why).stdout
    assert qiantou(site, "erase", "99999", *why).returncode == 1
    refused = qiantou(site, "erase", "1", "--basis", " ", "--approver", "head of office")
    assert (refused.returncode, refused.stderr) == (
        1,
        "qiantou: Erasing needs its basis: the rule or decision it rests on.\n",
    )
    rebuilt = qiantou(site, "rebuild")
    assert rebuilt.returncode == 0
    assert town.row(task).title == "修复老桥"
    assert qiantou(site, "verify").returncode == 0


@ON_SQLITE
def test_an_export_is_checked_without_any_site(site, tmp_path):
    assert qiantou(site, "rotate-key").returncode == 0
    assert qiantou(site, "export", str(tmp_path / "out")).returncode == 0
    nowhere = {**site.environment, "QIANTOU_DATA": str(tmp_path / "none"), "QIANTOU_DATABASE_URL": "sqlite:///none"}
    assert qiantou(replace(site, environment=nowhere), "verify", str(tmp_path / "out")).returncode == 0
    assert not (tmp_path / "none").exists()


@ON_SQLITE
def test_a_receipt_needs_a_key(site, tmp_path):
    refused = qiantou(site, "verify", "--receipt", str(tmp_path / "x"))
    assert refused.returncode == 1
    assert "--key" in refused.stderr


@ON_SQLITE
def test_an_export_after_an_erasure_holds(site, tmp_path):
    assert qiantou(site, "migrate").returncode == 0
    with played() as town:
        town.offered()
        seal(town.now)
        town.offered()
    why = ("--basis", "law", "--approver", "head of office")
    assert qiantou(site, "erase", "0", *why).returncode == 0
    out = tmp_path / "out"
    assert qiantou(site, "export", str(out)).returncode == 0
    checked = qiantou(site, "verify", str(out))
    assert (checked.returncode, checked.stderr) == (0, "")


@ON_SQLITE
def test_an_export_waits_for_the_seal_of_an_erasure_and_says_what_is_not_in_it(site, tmp_path):
    assert qiantou(site, "migrate").returncode == 0
    with played() as town:
        task = town.offered()
        seal(town.now)
        town.offered()
        out = tmp_path / "out"
        told = qiantou(site, "export", str(out)).stdout
        assert "not sealed yet" in told
        erase(task, 1, basis="law", approver="head of office", by=Actor())
        refused = qiantou(site, "export", str(tmp_path / "second"))
        assert (refused.returncode, "erasure is not sealed" in refused.stderr) == (1, True)
        assert not (tmp_path / "second").exists()
        seal(town.now)
    assert qiantou(site, "export", str(tmp_path / "second")).returncode == 0
    assert qiantou(site, "verify", str(tmp_path / "second")).returncode == 0


def test_every_finding_has_a_sentence_in_both_languages():
    section = (ROOT / "docs/rules/ledger.md").read_text("utf-8").split("\n## 10")[1].split("\n## ")[0]
    codes = re.findall(r"^\| `([a-z-]+)`", section, re.MULTILINE)
    assert len(codes) > 60
    for code in codes:
        assert code in {**FINDINGS, **SENTENCES}, code
        english = sentence_of(code)
        with translation.override("zh-hans"):
            assert sentence_of(code) != english, code


@ON_SQLITE
def test_a_receipt_without_its_words_says_so(site, tmp_path):
    assert qiantou(site, "migrate").returncode == 0
    with played() as town:
        position = Entry.objects.get(stream=town.offered(), version=1).position
        seal(town.now)
        key = next((site.data / "keys").glob("*.vkey"))
        told = {}
        for name in ("whole", "erased"):
            (tmp_path / name).write_bytes(Prover().receipt(position))
            told[name] = qiantou(site, "verify", "--receipt", str(tmp_path / name), "--key", str(key)).stdout
            if name == "whole":
                assert qiantou(site, "erase", str(position), "--basis", "law", "--approver", "head").returncode == 0
    assert "the words typed with it: in the receipt" in told["whole"]
    assert "the words typed with it: not in the receipt" in told["erased"]
    assert "move: matter.offered" in told["erased"]
