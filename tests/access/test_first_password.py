"""A password that somebody else chose opens one page: the one to change it."""

import pytest
from django.urls import reverse

GIVEN, OWN = "given-by-somebody", "known-to-me-alone"


@pytest.fixture
def given(sqlite_site):
    from qiantou.access.models import Account, Person

    person = Person.objects.create(name="roads clerk")
    return Account.objects.create_user("alice", GIVEN, person=person, must_change=True)


@pytest.fixture
def client(given):
    from django.test import Client

    client = Client(HTTP_HOST="localhost")
    client.post("/sign-in/", {"username": "alice", "password": GIVEN})
    return client


def change(client, new=OWN, **more):
    return client.post("/password/", {"old_password": GIVEN, "new_password1": new, "new_password2": new, **more})


@pytest.mark.parametrize("address", ["/", "/matters/", "/import/", "/units/", "/help/"])
def test_every_page_leads_to_the_password_first(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.url) == (302, f"/password/?next={address.replace('/', '%2F')}")


def test_nothing_is_done_before(client):
    assert client.post("/import/", {"text": "1.修路。（县交通局牵头）"}).url == "/password/"
    page = client.get("/password/").content.decode()
    assert 'class="lede"' in page


def test_the_own_password_opens_the_page_asked_for(client, given):
    assert change(client, next="/units/").url == "/units/"
    assert client.get("/units/").status_code in (200, 404)
    given.refresh_from_db()
    assert (given.must_change, given.check_password(OWN)) == (False, True)


def test_the_given_password_is_not_another(client, given):
    assert change(client, GIVEN).status_code == 422
    given.refresh_from_db()
    assert given.must_change


def test_signing_out_and_the_language_stay_open(client):
    assert client.post("/preferences/language/", {"lang": "en", "next": "/password/"}).url == "/password/"
    assert client.post("/sign-out/").url == reverse("sign-in")


def test_an_account_from_a_roster_starts_with_a_given_password(sqlite_site):
    from qiantou.access.models import Account
    from tests.access.test_roster import imported, workbook

    imported(workbook())
    assert set(Account.objects.values_list("must_change", flat=True)) == {True}


@pytest.mark.parametrize("deed", ["make", "password"])
def test_an_account_made_or_helped_on_the_command_line_starts_with_a_given_password(sqlite_site, deed):
    from qiantou.access.models import Account, Person
    from tests.jobs.server import qiantou

    if deed == "password":
        Account.objects.create_user("alice", OWN, person=Person.objects.create(name="甲"))
    name = ["--name", "甲"] if deed == "make" else []
    made = qiantou(sqlite_site, "account", deed, "alice", *name, typed=GIVEN + "\n")
    assert made.returncode == 0, made.stderr
    assert Account.objects.get(login="alice").must_change
