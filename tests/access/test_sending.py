"""What may be sent: how much, which characters; and words that cannot be taken are shown again."""

import socket
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from qiantou.access import sending
from tests.access.people import ROADS, WATER, ask, settle
from tests.jobs.server import serving

HERE = {"host": "127.0.0.1"}


def signed_in(account) -> Client:
    client = Client(headers=HERE)
    client.force_login(account)
    return client


@pytest.mark.parametrize("hidden", ["\x00", "\x01", "\x1b", "\x7f"])
def test_control_characters_are_refused_before_any_page_reads_them(site, hidden):
    people = settle()
    stream = ask(ROADS, WATER)

    answer = signed_in(people["bob"]).post(f"/m/{stream[:12]}/move/remark/", {"reason": f"before{hidden}after"})

    assert answer.status_code == 400
    assert "beforeafter" in answer.content.decode()  # to be copied, without it


def test_the_breaks_of_a_word_processor_are_line_breaks(sqlite_site):
    people = settle()

    answer = signed_in(people["bob"]).post("/ask/", {"detail": "one\x0btwo\x0cthree"})

    assert answer.status_code == 422
    assert "one\ntwo\nthree" in answer.content.decode()


@pytest.mark.parametrize("address", ["/matters/?q=%00", "/m/%00/", "/sign-in/?next=%01", "/bulk/?joint=a%00"])
def test_an_address_with_a_character_nobody_types_has_a_page_of_its_own(site, address):
    answer = signed_in(settle()["alice"]).get(address)

    assert answer.status_code == 400
    assert "看不见" in answer.content.decode()


def test_a_cookie_that_is_no_session_is_nobody(site):
    client = Client(headers=HERE)
    client.cookies["qiantou_session"] = ""
    answer = client.get("/sign-in/", headers={"cookie": r'qiantou_session="\000bcdefghijklmnop"'})

    assert answer.status_code == 200


def test_nobody_may_send_more_than_the_site_takes(sqlite_site, monkeypatch):
    people = settle()
    monkeypatch.setattr(sending, "MOST_BYTES", 3000)
    monkeypatch.setattr(sending, "MOST_OF_STRANGERS", 1000)
    long = {"text": "x" * 2000}

    assert Client(headers=HERE).post("/sign-in/", long).status_code == 413
    assert signed_in(people["alice"]).post("/import/", long).status_code != 413
    refused = signed_in(people["alice"]).post("/import/", {"text": "x" * 4000})
    assert refused.status_code == 413
    assert "未接收" in refused.content.decode()


def test_a_real_server_reads_nothing_of_a_body_beyond_the_limit(sqlite_site):
    before = set(Path(tempfile.gettempdir()).glob("*.upload.*"))
    with serving(sqlite_site) as server:
        for header in (b"Content-Length: 400000000", b"Transfer-Encoding: chunked"):
            with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
                kind = b"Content-Type: multipart/form-data; boundary=x\r\n"
                line.sendall(b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + kind + header + b"\r\n\r\n")
                answer = line.recv(100)  # at once: it waits for no part of the body
            assert answer.startswith((b"HTTP/1.1 413", b"HTTP/1.1 411")), answer
    assert set(Path(tempfile.gettempdir()).glob("*.upload.*")) == before


def test_words_sent_after_the_sign_in_ended_are_shown_and_the_way_leads_back(sqlite_site):
    settle()
    stream = ask(ROADS, WATER)
    page = f"http://127.0.0.1/m/{stream[:12]}/?move=counter"
    said = {"reason": "the bridge needs two more months", "due": "2026-09-01", "command_id": "c" * 32}

    answer = Client(headers=HERE).post(f"/m/{stream[:12]}/move/counter/", said, headers={"referer": page})

    shown = answer.content.decode()
    assert answer.status_code == 403
    assert "the bridge needs two more months" in shown
    assert "c" * 32 not in shown
    assert "/sign-in/?next=" + quote(f"/m/{stream[:12]}/?move=counter", safe="") in shown


def test_a_page_elsewhere_is_no_way_back(sqlite_site):
    for referer in ("https://elsewhere.example/m/", "http://127.0.0.1//elsewhere.example", ""):
        answer = Client(headers=HERE).post("/ask/", {"title": "x"}, headers={"referer": referer})
        assert '/sign-in/?next=%2F"' in answer.content.decode()


def test_a_form_too_old_gets_its_words_back_and_one_from_elsewhere_does_not(sqlite_site):
    client = Client(headers=HERE, enforce_csrf_checks=True)
    client.force_login(settle()["alice"])

    own = client.post("/ask/", {"title": "repair it"}, headers={"sec-fetch-site": "same-origin"})
    others = client.post("/ask/", {"title": "repair it"}, headers={"sec-fetch-site": "cross-site"})

    assert (own.status_code, others.status_code) == (403, 403)
    assert "repair it" in own.content.decode()
    assert "repair it" not in others.content.decode()


def test_an_address_that_only_takes_forms_is_answered_in_words(sqlite_site):
    client = signed_in(settle()["alice"])

    answer = client.get("/m/000000000000/move/counter/")
    client.cookies["qiantou_language"] = "en"

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "不能直接打开" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("", "无法识别"), ("en", "Not understood")])
def test_a_host_that_is_not_the_sites_gets_a_page_in_the_readers_language(sqlite_site, language, words):
    client = Client(headers={"host": "elsewhere.example"})
    client.cookies["qiantou_language"] = language

    answer = client.get("/sign-in/")

    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_too_many_fields_get_the_same_page(sqlite_site, settings_of_the_test):
    settings_of_the_test(DATA_UPLOAD_MAX_NUMBER_FIELDS=3)

    answer = signed_in(settle()["alice"]).post("/ask/", {str(number): "x" for number in range(5)})

    assert answer.status_code == 400
    assert "无法识别" in answer.content.decode()


@pytest.fixture
def settings_of_the_test(monkeypatch):
    from django.conf import settings

    def change(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setattr(settings, name, value)

    return change
