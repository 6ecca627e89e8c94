"""The page of tokens: made once the password was given, shown once, revoked."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from qiantou.access.confirming import KEY
from qiantou.access.models import Token
from qiantou.access.tokens import known
from tests.desk.town import office


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        yield found


def ready(client):
    """The person of this session has given the password just now."""
    session = client.session
    session[KEY] = timezone.now().isoformat()
    session.save()
    return client


SENT = {"name": "OA 接口", "scopes": ["read", "move"], "days": "30"}


def test_a_token_is_shown_once_and_revoked(county):
    client = ready(county.client("lead"))
    page = client.post("/tokens/", SENT).content.decode()
    (text,) = re.findall(r"qt-[0-9a-f]{12}-[\w-]{43}", page)
    token = known(text)
    assert token is not None
    assert token.scopes == ["read", "move"]
    again = client.get("/tokens/").content.decode()
    assert text not in again
    assert "OA 接口" in again
    client.post(f"/tokens/{token.pk}/revoke/")
    assert known(text) is None


def test_the_password_is_asked_for_first(county):
    client = county.client("lead")
    session = client.session
    session.pop(KEY, None)
    session.save()
    assert client.post("/tokens/", SENT).templates[0].name == "access/confirm.html"
    assert not Token.objects.exists()


def test_nobody_else_revokes_it(county):
    ready(county.client("lead")).post("/tokens/", SENT)
    assert county.client("roads").post(f"/tokens/{Token.objects.get().pk}/revoke/").status_code == 404


def test_what_a_form_cannot_mean_is_refused(county):
    client = ready(county.client("lead"))
    for wrong in ({"scopes": ["all"]}, {"scopes": []}, {"days": "4000"}, {"name": ""}):
        assert client.post("/tokens/", {**SENT, **wrong}).status_code == 422, wrong
    assert not Token.objects.exists()


def test_the_page_of_operations_lists_them(county):
    page = county.client("lead").get("/programs/").content.decode()
    assert "POST /api/matters/{ref}/moves/accept" in page
    assert "<script" not in page.partition('<div class="titled">')[2]
