"""Tokens as the way in: who is let in, for what and how long, and what is told to everybody else."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.test import Client

from qiantou.access import tokens
from qiantou.access.models import Account, Deed, Person, Token
from qiantou.access.tokens import READ, TooMany, Wish, known, make, revoke
from qiantou.acts import shell
from tests.api.programs import Program, program
from tests.core.world import LEAD, ROADS
from tests.desk.town import office


@pytest.fixture
def county(sqlite_site):
    with office() as found:
        yield found


def shown(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_token_reads_the_desk_and_no_cookie_does(county):
    stream = county.town.offered()
    found = program(county, "roads").get("/api/desk").json()
    assert [one["stream"] for one in found["mine"]] == [stream]
    assert found["names"][LEAD] == "县发改局"
    assert shown(county.client("roads").get("/api/desk")) == (401, "token-missing")


def test_a_token_is_worth_nothing_once_it_ends(county):
    account = Account.objects.get(pk=county.people["roads"].pk)
    token, text = make(account, Wish("oa", (READ,), days=30))
    assert text.startswith(f"qt-{token.pk}-")
    assert known(text) == token
    assert known(text[:-1] + ("a" if text[-1] != "a" else "b")) is None
    later = shell.now() + timedelta(days=30)
    with shell.scripted(lambda: later):
        assert known(text) is None
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert known(text) is None
    Account.objects.filter(pk=account.pk).update(is_active=True, must_change=True)
    assert shown(Program(text).get("/api/desk")) == (403, "password-first")
    revoke(account, token.pk)
    assert shown(Program(text).get("/api/desk")) == (401, "token-unknown")
    assert text.rpartition("-")[2] not in str(list(Token.objects.values()))
    assert list(Deed.objects.order_by("id").values_list("what", flat=True)) == [
        "token-made",
        "token-revoked",
        "token-refused",
    ]


def test_a_token_moves_for_the_desks_it_names_and_reads_as_before(county):
    stream = county.town.offered()
    head = program(county, "roads-head", desks=("p:roads",))
    assert head.get("/api/desk").json()["desks"] == ["p:roads"]
    assert head.get(f"/api/matters/{stream[:12]}").status_code == 200
    assert shown(head.post(f"/api/matters/{stream[:12]}/moves/accept", {"desk": ROADS})) == (403, "not-your-desk")
    with pytest.raises(ValueError, match="its account alone"):
        make(Account.objects.get(pk=county.people["lead"].pk), Wish("oa", (READ,), (ROADS,)))


def test_no_account_has_more_than_a_handful(county, monkeypatch):
    monkeypatch.setattr(tokens, "MOST", 2)
    account = Account.objects.get(pk=county.people["lead"].pk)
    first, _text = make(account, Wish("1", (READ,)))
    make(account, Wish("2", (READ,)))
    with pytest.raises(TooMany):
        make(account, Wish("3", (READ,)))
    revoke(account, first.pk)
    make(account, Wish("3", (READ,)))


def test_wrong_tokens_rest_a_place_and_a_right_one_comes_in_all_the_same(county):
    roads = program(county, "roads")
    wrong = Program(roads.shown[:-4] + "zzzz")
    assert [wrong.get("/api/desk").status_code for _ in range(6)] == [401] * 5 + [429]
    assert wrong.get("/api/desk").headers["Retry-After"] == "900"
    assert Program("qt-something else").get("/api/desk").status_code == 401
    assert roads.get("/api/desk").status_code == 200


def test_administrators_see_no_business(county):
    person = Person.objects.create(name="keeper")
    county.people["keeper"] = Account.objects.create_user("keeper", None, person=person, admin="system")
    stream = county.town.offered()
    keeper = program(county, "keeper")
    for address in ("/api/desk", "/api/matters", f"/api/matters/{stream[:12]}", "/api/joints", "/api/duties"):
        assert shown(keeper.get(address)) == (404, "not-found"), address
    assert keeper.get("/api/calendar").status_code == 200
    browser = county.client("keeper")
    for page in ("/delegations/", "/decide/", "/bulk/", "/weekly/", "/matters/", "/matters/export/", "/meetings/"):
        assert browser.get(page).status_code == 404, page
    assert shown(program(county, "lead").post("/api/kinds/task", {"returns": 3})) == (404, "not-found")


def test_what_stands_around_the_operations_answers_in_json(county):
    lead = program(county, "lead")
    assert shown(lead.get("/api/nowhere")) == (404, "not-found")
    assert shown(lead.get("/api/matters/%00")) == (400, "not-understood")
    assert shown(lead.client.post("/api/asks", b"{", content_type="application/json")) == (400, "not-understood")
    large = Client().generic("POST", "/api/asks", b"x" * 2_000_000, content_type="application/json")
    assert shown(large) == (413, "too-large")
    missing = lead.client.post("/api/asks", {}, content_type="application/json")
    assert {one["field"] for one in missing.json()["facts"]["fields"]} >= {"Idempotency-Key", "sent.desk"}


def test_no_secret_is_written_to_the_log(county, caplog):
    caplog.set_level(logging.DEBUG)
    roads = program(county, "roads")
    roads.get("/api/desk")
    Program(roads.shown[:-4] + "zzzz").get("/api/desk")
    assert roads.shown.rpartition("-")[2][:20] not in caplog.text
