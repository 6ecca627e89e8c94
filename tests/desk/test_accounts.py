"""Accounts: made by one administrator, released by a second, read about by a third; unseen by everybody else."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.db.utils import ProgrammingError
from django.test import Client

from qiantou.access.deeds import note
from qiantou.access.models import Account, Deed, Person
from tests.desk.town import PASS, Office, office


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        for kind in ("security", "audit", "system"):
            person = Person.objects.create(name=kind)
            found.people[kind] = Account.objects.create_user(kind, None, person=person, admin=kind)
        yield found


@pytest.fixture
def newcomer(county: Office) -> Account:
    return Account.objects.create(login="new", person=Person.objects.create(name="n"), password="!", is_active=False)


def done(county: Office, account: Account, what: str) -> object:
    return county.client("security", language="en").post(f"/accounts/{account.id}/{what}/")


def signed_in(login: str, password: str) -> bool:
    answer = Client(headers={"host": "127.0.0.1"}).post("/sign-in/", {"username": login, "password": password})
    return answer.status_code == 302


def test_a_new_account_signs_in_only_with_the_password_made_at_its_release(county, newcomer):
    page = county.client("security", language="en").get("/accounts/?state=waiting").content.decode()
    assert "1 account waits for release" in page
    assert not signed_in("new", "!")

    answer = done(county, newcomer, "released")
    password = re.search(r'<strong class="mono">(\w+)</strong>', answer.content.decode()).group(1)

    assert signed_in("new", password)
    assert password not in county.client("security").get("/accounts/").content.decode()


def test_a_locked_account_is_out_at_once_and_back_when_unlocked(county):
    roads = county.people["roads"]
    roads.set_password(PASS)
    roads.save()
    client = county.client("roads")
    assert client.get("/").status_code == 200

    done(county, roads, "locked")
    assert client.get("/").status_code == 302
    assert not signed_in("roads", PASS)
    done(county, roads, "unlocked")
    assert signed_in("roads", PASS)


def test_a_new_password_ends_the_old_one_and_every_session(county):
    roads = county.people["roads"]
    roads.set_password(PASS)
    roads.save()
    client = county.client("roads")

    page = done(county, roads, "new-password").content.decode()

    assert client.get("/").status_code == 302
    assert not signed_in("roads", PASS)
    assert signed_in("roads", re.search(r'<strong class="mono">(\w+)</strong>', page).group(1))


def test_who_was_kept_out_after_wrong_passwords_is_let_in_again(county):
    roads = county.people["roads"]
    roads.set_password(PASS)
    roads.save()
    for _try in range(5):
        assert not signed_in("roads", "wrong")
    assert not signed_in("roads", PASS)
    page = county.client("security", language="en").get("/accounts/").content.decode()
    assert page.count("kept out after wrong passwords") == 1
    assert page.count("Let in again") == 2  # the button and its name

    done(county, roads, "let-in")

    assert signed_in("roads", PASS)


def test_a_deed_that_the_state_does_not_allow_and_one_on_oneself_do_not_exist(county, newcomer):
    assert done(county, newcomer, "unlocked").status_code == 404
    assert done(county, county.people["roads"], "released").status_code == 404
    assert done(county, county.people["roads"], "made").status_code == 404
    assert done(county, county.people["security"], "locked").status_code == 404
    assert county.client("security").post("/accounts/none/locked/").status_code == 404
    assert not Deed.objects.exists()


@pytest.mark.parametrize("who", ["lead", "deputy", "system", "audit"])
def test_to_others_the_page_of_accounts_does_not_exist(county, who):
    client = county.client(who)
    assert client.get("/accounts/").status_code == 404
    assert client.post(f"/accounts/{county.people['roads'].id}/locked/").status_code == 404
    assert Account.objects.get(login="roads").is_active


@pytest.mark.parametrize("who", ["lead", "deputy", "system", "security"])
def test_to_others_the_deeds_do_not_exist(county, who):
    client = county.client(who)
    assert client.get("/deeds/").status_code == 404
    assert client.get("/deeds/export/").status_code == 404


def test_the_audit_administrator_reads_who_did_what(county, newcomer):
    done(county, newcomer, "released")
    assert not signed_in("new", "wrong")
    assert not signed_in("nobody-such", "a secret typed into the wrong field")

    client = county.client("audit", language="en")
    page = client.get("/deeds/").content.decode()
    lines = re.findall(r"<tr data-row>(.*?)</tr>", page)
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.S)[1:] for line in lines]

    assert rows == [
        ["sign-in refused", "–", "–"],
        ["sign-in refused", "new", "–"],
        ["account released", "new", "security"],
    ]
    assert "a secret" not in page
    assert "nobody-such" not in page
    assert client.get("/deeds/?what=released").content.decode().count("<tr data-row>") == 1
    assert client.get("/deeds/?q=security").content.decode().count("<tr data-row>") == 1
    book = openpyxl.load_workbook(io.BytesIO(client.get("/deeds/export/?what=released").content))
    assert [[cell.value for cell in row][1:] for row in book.active.iter_rows(min_row=2)] == [
        ["account released", "new", "security"]
    ]


def test_long_lists_go_on_page_by_page(county):
    for _number in range(51):
        note("signed-out", by="somebody")
    client = county.client("audit", language="en")

    first = client.get("/deeds/").content.decode()
    onward = re.search(r'rel="next" href="([^"]+)"', first).group(1)

    assert first.count("<tr data-row>") == 50
    assert client.get(f"/deeds/{onward}").content.decode().count("<tr data-row>") == 1


def test_a_deed_nobody_knows_is_a_fault_of_the_program(county):
    with pytest.raises(ValueError, match="no such deed"):
        note("looked-at")


def test_on_postgresql_the_program_can_change_no_deed(postgres_site):
    note("signed-out", by="somebody")
    with pytest.raises(ProgrammingError, match="permission denied"):
        Deed.objects.update(by="another")


@pytest.mark.parametrize(("who", "first"), [("security", "/accounts/"), ("audit", "/deeds/"), ("system", "")])
def test_each_administrator_begins_at_a_page_of_its_own_and_is_led_to_no_other(county, who, first):
    client = county.client(who)
    answer = client.get("/", follow=True)
    assert answer.redirect_chain == ([(first, 302)] if first else [])
    links = set(re.findall(r'<a href="(/[^"]*)"', re.search(r"<nav.*?</nav>", answer.content.decode(), re.S).group(0)))
    assert len(links) >= 2
    assert all(client.get(link).status_code in (200, 302) for link in links)
    assert not links & {"/j/", "/matters/", "/import/"}
    for address in ("/j/", "/j/bodies/", "/papers/", "/duties/", "/duties/changes/"):
        assert client.get(address).status_code == 404, address
    assert not {"/accounts/", "/deeds/"} & set(
        re.findall(r'href="(/\w+/)"', county.client("lead").get("/").content.decode())
    )
