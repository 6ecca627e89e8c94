"""A POST goes to the address that was checked, follows what keeps the body and is listed, and ends in time."""

from __future__ import annotations

import socket
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


def test_a_redirect_that_keeps_the_body_is_followed_inside_the_listed_networks(here):
    with web() as second, web(lambda _p: (307, {"Location": second.url("/there")}, b"")) as first:
        assert post(first.url(), b"told", {}, here).status == 200
    assert [one.body for one in second.posted] == [b"told"]


@pytest.mark.parametrize(("status", "place", "code"), [
    (307, "http://169.254.169.254/latest/", "not-listed"),
    (308, "http://[::ffff:10.1.2.3]/", "not-listed"),
    (307, "file:///etc/passwd", "address-form"),
    (307, "http://2130706433/", "address-form"),
    (302, "http://127.0.0.1/", "redirect"),
    (307, "", "redirect"),
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
