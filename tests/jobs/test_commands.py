"""Commands that change or check a site, run as a person would."""

from dataclasses import replace

from qiantou.access.models import Account
from tests.acts.county import played
from tests.jobs.server import qiantou

PASSWORD = "Correct-horse-9\n"


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


def test_a_record_is_exported_checked_erased_from_and_rebuilt(site, tmp_path):
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


def test_an_export_is_checked_without_any_site(site, tmp_path):
    assert qiantou(site, "rotate-key").returncode == 0
    assert qiantou(site, "export", str(tmp_path / "out")).returncode == 0
    nowhere = {**site.environment, "QIANTOU_DATA": str(tmp_path / "none"), "QIANTOU_DATABASE_URL": "sqlite:///none"}
    assert qiantou(replace(site, environment=nowhere), "verify", str(tmp_path / "out")).returncode == 0
    assert not (tmp_path / "none").exists()


def test_a_receipt_needs_a_key(site, tmp_path):
    refused = qiantou(site, "verify", "--receipt", str(tmp_path / "x"))
    assert refused.returncode == 1
    assert "--key" in refused.stderr
