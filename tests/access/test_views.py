"""Signing in, being locked out, changing a password, and what a person prefers."""

import logging

import pytest

PASSWORD = "a-long-enough-password"


@pytest.fixture
def alice(sqlite_site):
    from qiantou.access.models import Account, Person

    return Account.objects.create_user("alice", PASSWORD, person=Person.objects.create(name="roads clerk"))


@pytest.fixture
def client(sqlite_site):
    from django.test import Client

    return Client(HTTP_HOST="localhost")


def sign_in(client, login="alice", password=PASSWORD, **more):
    return client.post("/sign-in/", {"username": login, "password": password, **more})


def test_the_right_password_opens_the_first_page(client, alice):
    answer = sign_in(client)

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == alice.id


def test_a_session_set_before_signing_in_is_worth_nothing_after(client, alice):
    client.get("/sign-in/")
    client.cookies["qiantou_session"] = "chosen-by-somebody-else"

    sign_in(client)

    assert client.cookies["qiantou_session"].value != "chosen-by-somebody-else"


@pytest.mark.parametrize("login", ["alice", "nobody"])
def test_a_wrong_password_and_an_unknown_account_read_the_same(client, alice, login):
    answer = sign_in(client, login, "wrong")

    assert answer.status_code == 422
    page = answer.content.decode().replace(login, "").split("<main", 1)[1]
    other = sign_in(client, "somebody", "wrong").content.decode().replace("somebody", "").split("<main", 1)[1]
    assert _without_tokens(page) == _without_tokens(other)


def _without_tokens(page: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_an_account_that_was_closed_cannot_sign_in(client, alice):
    type(alice).objects.update(is_active=False)

    assert sign_in(client).status_code == 422


def test_after_too_many_wrong_passwords_even_the_right_one_waits(client, alice, settings_limit):
    for _ in range(settings_limit):
        answer = sign_in(client, password="wrong")

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert sign_in(client).status_code == 429


def test_an_account_that_does_not_exist_is_locked_alike(client, settings_limit):
    for _ in range(settings_limit):
        answer = sign_in(client, "nobody", "wrong")

    assert answer.status_code == 429


@pytest.fixture
def settings_limit(sqlite_site):
    from django.conf import settings

    return settings.AXES_FAILURE_LIMIT


@pytest.mark.parametrize(
    ("wish", "goes_on"), [("/m/abc/", "/m/abc/"), ("https://elsewhere.example/", "/"), ("//elsewhere.example", "/")]
)
def test_an_address_to_go_on_to_is_followed_only_on_this_site(client, alice, wish, goes_on):
    from django.urls import reverse

    answer = sign_in(client, next=wish)

    assert answer.headers["Location"] == (goes_on if goes_on != "/" else reverse("desk"))


def test_signing_out_ends_the_session(client, alice):
    sign_in(client)

    client.post("/sign-out/")

    assert "_auth_user_id" not in client.session
    assert client.get("/sign-out/").status_code == 405


def test_a_new_password_ends_the_sessions_elsewhere(client, alice):
    from django.test import Client

    elsewhere = Client(HTTP_HOST="localhost")
    sign_in(client)
    sign_in(elsewhere)
    new = "another-long-password"

    answer = client.post("/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    assert answer.status_code == 302
    assert client.get("/password/").status_code == 200
    assert elsewhere.get("/password/").status_code == 302
    assert sign_in(Client(HTTP_HOST="localhost"), password=new).status_code == 302


def test_a_password_too_easy_is_refused(client, alice):
    sign_in(client)

    answer = client.post("/password/", {"old_password": PASSWORD, "new_password1": "123", "new_password2": "123"})

    assert answer.status_code == 422


def test_the_password_is_kept_as_argon2(alice):
    assert alice.password.startswith("argon2")


def test_the_language_is_kept_with_the_account_and_before_signing_in_in_a_cookie(client, alice):
    assert 'lang="zh-Hans"' in client.get("/sign-in/").content.decode()

    client.post("/preferences/language/", {"lang": "en", "next": "/sign-in/"})
    assert 'lang="en"' in client.get("/sign-in/").content.decode()

    sign_in(client)
    client.post("/preferences/theme/", {"theme": "dark", "lang": "zh-hans"})
    alice.refresh_from_db()
    assert (alice.language, alice.theme) == ("zh-hans", "dark")


def test_no_other_language_or_theme_is_kept(client, alice):
    sign_in(client)

    client.post("/preferences/", {"lang": "xx", "theme": "pink"})

    alice.refresh_from_db()
    assert (alice.language, alice.theme) == ("", "")


def test_the_log_names_no_one(client, alice, caplog):
    with caplog.at_level(logging.INFO):
        sign_in(client, password="wrong")
        sign_in(client)
        client.post("/sign-out/")

    told = [record.getMessage() for record in caplog.records if record.name == "qiantou.access"]
    assert told == [
        f"refused: account {alice.id}, by nobody signed in",
        f"signed-in: account {alice.id}, by {alice.id}",
        f"signed-out: account {alice.id}, by {alice.id}",
    ]
    assert not any("alice" in record.getMessage() for record in caplog.records)


def test_one_account_locked_leaves_the_others_at_the_same_place_alone(client, alice, settings_limit):
    for _ in range(settings_limit):
        sign_in(client, "nobody", "wrong")

    assert sign_in(client).status_code == 302
