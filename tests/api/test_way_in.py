"""Tokens as the way in: who is let in, for what, and what a stranger is told."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.api.programs import program
from tests.desk.town import office


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        yield found


def test_a_token_reads_the_desk_and_no_cookie_does(county):
    stream = county.town.offered()
    roads = program(county, "roads")
    found = roads.get("/api/desk").json()
    assert [one["stream"] for one in found["mine"]] == [stream]
    assert county.client("roads").get("/api/desk").status_code == 401
    assert Client().get("/api/desk").json()["code"] == "token-missing"
