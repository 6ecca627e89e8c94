"""A session lets in while it lives and its account stands: no longer after signing out, in time, or a new password."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.access.people import settle


def signed_in(who: str) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(settle()[who], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/help/").status_code == 200
    return client


def test_a_cookie_kept_after_signing_out_opens_nothing(site):
    client = signed_in("bob")
    kept = client.cookies["qiantou_session"].value
    client.post("/sign-out/")
    client.cookies["qiantou_session"] = kept
    assert client.get("/matters/").status_code == 302


def test_a_session_past_its_time_opens_nothing(site):
    client = signed_in("bob")
    assert client.get("/matters/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/matters/").status_code == 302


def test_a_session_changed_by_hand_opens_nothing(site):
    client = signed_in("bob")
    Session.objects.update(session_data="nonsense")
    assert client.get("/matters/").status_code == 302
