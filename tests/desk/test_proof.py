"""Proof: who sees an entry and what of it, the receipt that is saved, the check of one that is brought."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiantou.acts import shell
from qiantou.acts.erase import erase
from qiantou.core.kernel import Actor, Stream
from qiantou.core.moves import Accept
from qiantou.jobs.site import make_key_and_witness
from qiantou.ledger import stored
from qiantou.ledger.models import Entry
from qiantou.ledger.receipt import verify_receipt
from qiantou.ledger.seal import seal
from tests.api.programs import program
from tests.core.world import LEAD, ROADS
from tests.desk.town import Office, office


@pytest.fixture
def county(sqlite_site):
    """An empty site has a key before its first entry."""
    make_key_and_witness()
    with office() as found:
        yield found


def entry_of(county: Office, **terms: object) -> int:
    """The position of the first entry of a new matter between LEAD and ROADS."""
    return Entry.objects.get(stream=county.town.offered(**terms), version=1).position


def sealed(county: Office) -> None:
    seal(shell.now())


def test_the_page_says_how_big_the_record_is_and_who_signed(county):
    sealed(county)
    page = county.client("town").get("/proof/").content.decode()
    assert f"{stored.size()}" in re.search(r"<h1>(.*?)</h1>", page).group(1)
    assert stored.keychain().current.text in page
    assert stored.keychain().current.fingerprint in page


def test_an_empty_record_is_said_to_be_unsealed(county):
    assert county.client("town", language="en").get("/proof/").status_code == 200
    page = county.client("town", language="en").get("/proof/").content.decode()
    assert "Nothing is sealed yet" in page


def test_checkpoints_come_in_pages(county):
    for _ in range(23):
        entry_of(county)
        sealed(county)
    first = county.client("town").get("/proof/").content.decode()
    second = county.client("town").get("/proof/?page=2").content.decode()
    assert first.count("/proof/checkpoint/") == 20
    assert second.count("/proof/checkpoint/") == 3


def test_a_checkpoint_is_saved_exactly_as_signed(county):
    sealed(county)
    size = stored.size()
    assert county.client("town").get(f"/proof/checkpoint/{size}/").content in list(stored.notes())
    assert county.client("town").get(f"/proof/checkpoint/{size + 1}/").status_code == 404


def test_both_sides_see_an_entry_of_their_matter_and_strangers_nothing(county):
    position = entry_of(county)
    sealed(county)
    for who in ("lead", "roads"):
        page = county.client(who).get(f"/proof/{position}/")
        assert page.status_code == 200
        assert "修复老桥" in page.content.decode()
    for address in (f"/proof/{position}/", f"/proof/{position}/receipt/"):
        assert county.client("town").get(address).status_code == 404
    assert county.client("lead").get("/proof/99999/").status_code == 404


def test_a_change_of_the_register_is_open_to_everybody(county):
    sealed(county)
    page = county.client("town").get("/proof/0/").content.decode()
    assert "register.listed" in page


def test_the_title_of_a_joint_work_is_withheld_from_those_outside(county):
    joint = county.joint("修复老桥")
    position = stored.size() - 1
    assert joint in bytes(Entry.objects.get(position=position).facts).decode()
    sealed(county)
    assert "修复老桥" in county.client("lead").get(f"/proof/{position}/").content.decode()
    outside = county.client("town")
    assert "修复老桥" not in outside.get(f"/proof/{position}/").content.decode()
    receipt = outside.get(f"/proof/{position}/receipt/").content
    assert json.loads(receipt)["words"] is None
    assert verify_receipt(receipt, stored.keychain().keys).is_sound


def test_an_entry_of_a_plan_is_open_to_who_has_a_part_in_the_work(county):
    joint = county.joint("修复老桥")
    sent = {
        "desk": LEAD,
        "seen": 0,
        "changes": [{"line": {"unit": ROADS, "deliverable": "桥面", "standard": "可通车"}}],
    }
    receipt = program(county, "lead").post(f"/api/joints/{joint[:12]}/plan", sent).json()
    sealed(county)
    opened = {who: county.client(who).get(f"/proof/{receipt['position']}/") for who in ("lead", "deputy", "town")}
    assert {who: answer.status_code for who, answer in opened.items()} == {"lead": 200, "deputy": 200, "town": 404}
    assert "可通车" in opened["lead"].content.decode()
    assert program(county, "lead").get(receipt["proof"]).status_code == 200
    assert program(county, "town").get(receipt["proof"]).status_code == 404


def test_the_saved_receipt_holds_under_the_saved_key(county):
    position = entry_of(county)
    sealed(county)
    receipt = county.client("lead").get(f"/proof/{position}/receipt/").content
    assert verify_receipt(receipt, stored.keychain().keys).is_sound
    key = county.client("lead").get("/proof/key/").content.decode()
    assert key == stored.keychain().current.text + "\n"


def test_before_the_seal_there_is_no_receipt_yet(county):
    position = entry_of(county)
    client = county.client("lead", language="en")
    assert client.get(f"/proof/{position}/receipt/").headers["Location"] == f"/proof/{position}/"
    page = client.get(f"/proof/{position}/").content.decode()
    assert "will seal this entry" in page
    assert "data-proof" not in page


def test_erased_words_are_gone_and_said_to_be(county):
    position = entry_of(county)
    told = Entry.objects.get(position=position)
    erase(Stream(told.stream), 1, basis="条例", approver="县政府办", by=Actor(LEAD))
    sealed(county)
    page = county.client("lead", language="en").get(f"/proof/{position}/").content.decode()
    assert "The words were erased" in page
    assert "修复老桥" not in page
    told = Entry.objects.order_by("-position").first().position
    assert "条例" in county.client("lead").get(f"/proof/{told}/").content.decode()
    assert "条例" not in county.client("town").get(f"/proof/{told}/").content.decode()


def brought(county: Office, data: bytes) -> str:
    file = SimpleUploadedFile("receipt.json", data)
    return county.client("town", language="en").post("/proof/check/", {"file": file}).content.decode()


def test_a_receipt_that_holds_is_said_to_hold_to_whoever_brings_it(county):
    position = entry_of(county)
    sealed(county)
    page = brought(county, county.client("lead").get(f"/proof/{position}/receipt/").content)
    assert f"Entry {position} is in the record" in page


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("修复老桥", "拆除老桥", "The words are not those the entry committed to."),
        ("qiantou-receipt/1", "another/1", "not a receipt"),
        ('"version\\":1', '"version\\":2', "does not lead from this entry to the signed root"),
    ],
)
def test_a_receipt_that_was_changed_is_said_not_to_hold(county, old: str, new: str, sentence: str):
    position = entry_of(county)
    sealed(county)
    data = county.client("lead").get(f"/proof/{position}/receipt/").content.decode()
    assert old in data
    page = brought(county, data.replace(old, new).encode())
    assert sentence in page
    assert "is in the record" not in page


def test_no_file_is_asked_for_again(county):
    answer = county.client("town").post("/proof/check/", {})
    assert answer.status_code == 422


def test_nobody_without_an_account_sees_the_record(county):
    from django.test import Client

    for address in ("/proof/", "/proof/0/", "/proof/0/receipt/", "/proof/key/"):
        assert Client(headers={"host": "127.0.0.1"}).get(address).status_code == 302


@pytest.mark.parametrize(("address", "queries"), [("/proof/", 9), ("/proof/{position}/", 15)])
def test_the_queries_of_a_page_do_not_grow_with_the_record(county, address: str, queries: int):
    position = entry_of(county)
    county.town.do(Entry.objects.get(position=position).stream, Accept(), ROADS)
    sealed(county)
    client = county.client("lead")
    client.get(address.format(position=position))  # the register is folded once
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as counted:
            client.get(address.format(position=position))
        counts.append(len(counted))
        for _ in range(30):
            entry_of(county)
        sealed(county)
    assert counts[0] == counts[1] == queries, [query["sql"][:90] for query in counted.captured_queries]
