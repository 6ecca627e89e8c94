"""A POST goes to the address that was checked, follows what keeps the body at home, and ends in time."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from qiantou.outbox.networks import Networks, Refused
from qiantou.outbox.posting import MOST, post
from tests.support.receivers import taken, web


def test_what_is_posted_arrives_with_its_headers(here):
    with web() as server:
        answer = post(server.url("/in?a=1"), b"told", {"X-One": "1"}, here)
    assert (answer.status, answer.body) == (200, b"{}")
    (came,) = server.posted
    assert (came.path, came.body, came.headers["X-One"]) == ("/in?a=1", b"told", "1")


def test_nothing_is_posted_to_a_network_that_is_not_listed():
    with web() as server:
        for listed in ("", "public", "10.0.0.0/8", "0.0.0.0/0"):
            with pytest.raises(Refused, match="not-listed"):
                post(server.url(), b"", {}, Networks.read(listed))
    assert server.posted == []


def test_the_connection_goes_to_the_address_that_was_checked_whatever_the_name_means_later(monkeypatch, here):
    asked = []

    def rebinding(host, port, **_options):
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.9.9.9"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    with web() as server:
        real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, *more, **options: (
            rebinding(host, port) if host == "rebound.example" else real(host, port, *more, **options)
        ))  # fmt: skip
        post(f"http://rebound.example:{server.port}/", b"", {}, here)
    assert asked == ["rebound.example"]
    assert server.posted[0].headers["Host"] == f"rebound.example:{server.port}"


def led(place: str):
    """A server that leads on to `place`, whatever it is sent."""
    return lambda _posted: (307, {"Location": place}, b"")


def test_a_redirect_that_keeps_the_body_is_followed_to_another_path(here):
    with web() as server:
        server.answer = lambda one: taken(one) if one.path == "/there?b=2" else led("../there?b=2")(one)
        assert post(server.url("/in/first"), b"told", {"X-One": "1"}, here).status == 200
    assert [(one.path, one.body, one.headers["X-One"]) for one in server.posted] == [
        ("/in/first", b"told", "1"),
        ("/there?b=2", b"told", "1"),
    ]


def test_neither_a_key_nor_the_body_goes_to_another_host_or_port(here):
    with web() as second:
        for place in (second.url("/there"), f"//localhost:{second.port}/there", f"http://[::1]:{second.port}/"):
            with web(led(place)) as first, pytest.raises(Refused, match="redirect"):
                post(first.url(), b"told", {"Authorization": "Bearer key"}, here)
    assert second.posted == []


def test_a_name_that_means_another_address_after_a_redirect_is_judged_again(monkeypatch, here):
    found, real = iter(("127.0.0.1", "10.9.9.9")), socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, *more, **options: (
        real(next(found) if host == "rebound.example" else host, port, *more, **options)
    ))  # fmt: skip
    with web(led("/again")) as server, pytest.raises(Refused, match="not-listed"):
        post(f"http://rebound.example:{server.port}/", b"", {}, here)


def test_a_name_server_that_never_answers_ends_in_time(monkeypatch, here):
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_options: answered.wait(60) and [])
    begun = time.monotonic()
    try:
        with pytest.raises(Refused, match="timeout"):
            post("http://slow.example/", b"", {}, here, seconds=0.2)
    finally:
        answered.set()
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(("status", "place", "code"), [
    (307, "http://169.254.169.254/latest/", "redirect"),
    (308, "http://[::ffff:10.1.2.3]/", "redirect"),
    (307, "file:///etc/passwd", "address-form"),
    (307, "http://2130706433/", "address-form"),
    (302, "http://127.0.0.1/", "redirect"),
    (307, "", "redirect"),
    (303, "/there", "redirect"),
])  # fmt: skip
def test_a_redirect_elsewhere_is_refused(status, place, code, here):
    with web(lambda _p: (status, {"Location": place}, b"")) as server, pytest.raises(Refused, match=code):
        post(server.url(), b"", {}, here)


def test_redirects_without_end_come_to_an_end(here):
    with web() as server:
        server.answer = lambda _p: (307, {"Location": server.url("/again")}, b"")
        with pytest.raises(Refused, match="redirect"):
            post(server.url(), b"", {}, here)
    assert len(server.posted) == 4


def test_an_answer_a_byte_at_a_time_is_cut_off_in_time(here):
    with web(lambda _p: (200, {}, b"x" * 100), drip=0.1) as server:
        begun = time.monotonic()
        with pytest.raises(Refused, match="timeout"):
            post(server.url(), b"", {}, here, seconds=0.4)
    assert time.monotonic() - begun < 3


def test_an_answer_without_end_is_not_read_to_its_end(here):
    with web(lambda _p: (200, {}, b"x" * (MOST + 1))) as server, pytest.raises(Refused, match="too-long"):
        post(server.url(), b"", {}, here)


def test_where_nobody_listens_there_is_no_connection(here):
    with web(taken) as server:
        gone = server.url()
    with pytest.raises(Refused, match="unreachable"):
        post(gone, b"", {}, here)


def test_a_server_that_speaks_no_tls_is_no_connection(here):
    with web() as server, pytest.raises(Refused, match=r"unreachable|tls"):
        post(server.url().replace("http:", "https:"), b"", {}, here, seconds=3)
