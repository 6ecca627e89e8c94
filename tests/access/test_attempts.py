"""Wrong passwords: counted for the account and the place, behind proxies too, and nothing typed is kept."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from qiantou.access import attempts
from qiantou.access.models import Account, Person

PASSWORD = "a-long-enough-password"
LIMIT = 5


@pytest.fixture
def alice(sqlite_site):
    return Account.objects.create_user("alice", PASSWORD, person=Person.objects.create(name="roads clerk"))


def sign_in(login="alice", password=PASSWORD, *, forwarded="", direct="127.0.0.1"):
    headers = {"host": "localhost", "user-agent": "a browser"} | ({"x-forwarded-for": forwarded} if forwarded else {})
    client = Client(headers=headers, REMOTE_ADDR=direct)
    return client.post("/sign-in/", {"username": login, "password": password}).status_code


@pytest.fixture
def proxies(monkeypatch):
    from django.conf import settings

    return lambda count: monkeypatch.setattr(settings, "PROXIES", count)


def test_behind_a_proxy_one_place_is_locked_out_and_another_is_not(alice, proxies):
    proxies(1)
    for _ in range(LIMIT):
        sign_in(password="wrong", forwarded="6.6.6.6")

    assert sign_in(forwarded="6.6.6.6") == 429
    assert sign_in(forwarded="7.7.7.7") == 302


@pytest.mark.parametrize(
    ("count", "forwarded", "place"),
    [(0, "6.6.6.6", "127.0.0.1"), (1, "6.6.6.6", "6.6.6.6"), (1, "9.9.9.9, 6.6.6.6", "6.6.6.6"),
     (2, "9.9.9.9, 6.6.6.6, 10.0.0.1", "6.6.6.6"), (2, "6.6.6.6", "127.0.0.1"), (1, "nonsense", "127.0.0.1"),
     (1, "2001:DB8::1", "2001:db8::1"), (1, "", "127.0.0.1")],
)  # fmt: skip
def test_only_what_the_sites_own_proxies_saw_is_believed(rf_request, proxies, count, forwarded, place):
    proxies(count)

    assert attempts.place_of(rf_request(forwarded)) == place


@pytest.fixture
def rf_request():
    from django.test import RequestFactory

    return lambda forwarded: RequestFactory().get("/", headers={"x-forwarded-for": forwarded})


def test_many_accounts_tried_from_one_place_lock_that_place(alice, monkeypatch):
    monkeypatch.setattr(attempts, "ADDRESS_LIMIT", 12)
    for number in range(12):
        sign_in(f"nobody-{number}", "wrong")

    assert sign_in("nobody-again", "wrong") == 429
    assert sign_in() == 429
    assert sign_in(direct="203.0.113.9") == 302


def test_nothing_that_was_typed_nor_the_browser_is_kept(alice):
    from axes.models import AccessAttempt, AccessLog

    sign_in("my-secret-password-in-the-wrong-field", "wrong")
    sign_in("my-secret-password-in-the-wrong-field", "wrong")
    sign_in()

    kept = [str(list(model.objects.values())) for model in (AccessAttempt, AccessLog)]
    assert AccessAttempt.objects.get().failures_since_start == 2
    assert not AccessLog.objects.exists()
    for word in ("my-secret", "a browser", "csrf", "/sign-in/"):
        assert word not in "".join(kept)


def test_whoever_is_let_in_may_try_again_at_once(alice):
    for _ in range(LIMIT):
        sign_in(password="wrong")
    assert sign_in() == 429

    attempts.let_in("alice")

    assert sign_in() == 302


def test_old_attempts_and_sessions_go(alice):
    from axes.models import AccessAttempt
    from django.utils import timezone

    from qiantou.access.sessions import SessionStore

    sign_in(password="wrong")
    sign_in()
    sign_in("nobody", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - attempts.KEPT - timedelta(days=1))
    sign_in("nobody", "wrong", direct="203.0.113.9")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    attempts.remove_old_attempts()
    SessionStore.clear_expired()

    assert [kept.ip_address for kept in AccessAttempt.objects.all()] == ["203.0.113.9"]
    assert not Session.objects.exists()
