"""Which addresses a list of networks holds, and which spellings of one get past nobody."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiantou.outbox.networks import Networks, Refused, find, read_url
from qiantou.outbox.special import KEPT_4, KEPT_6

NEVER = (
    "169.254.169.254", "fe80::1", "0.0.0.1", "0.1.2.3", "::", "224.0.0.1", "ff02::1", "255.255.255.255",
    "240.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1",
)  # fmt: skip
EVERYTHING = Networks.read("0.0.0.0/0, ::/0, public")
PUBLIC = Networks.read("public")


@pytest.mark.parametrize("address", NEVER)
def test_what_is_never_reached_is_not_reached_where_everything_is_listed(address):
    assert not EVERYTHING.holds(ip_address(address))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"])
def test_loopback_is_no_part_of_a_wider_block(address):
    assert not EVERYTHING.holds(ip_address(address))


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_loopback_listed_by_a_block_of_its_own_is_reached(address, here):
    assert here.holds(ip_address(address))


def test_only_what_is_listed_is_reached():
    listed = Networks.read("10.20.0.0/16, 2001:db8:7::/48")
    assert [listed.holds(ip_address(one)) for one in ("10.20.3.4", "10.21.0.1", "2001:db8:7::9", "8.8.8.8")] == [
        True, False, True, False,
    ]  # fmt: skip
    assert not Networks().holds(ip_address("8.8.8.8"))
    assert Networks.read("public").holds(ip_address("8.8.8.8"))
    assert not Networks.read("public").holds(ip_address("10.20.3.4"))


@pytest.mark.parametrize("block", [*KEPT_4, *KEPT_6], ids=str)
def test_what_is_kept_for_special_purposes_is_no_part_of_the_open_internet(block):
    assert not any(PUBLIC.holds(one) for one in (block[0], block[-1], block[block.num_addresses // 2]))


@pytest.mark.parametrize("address", [
    "fec0::1", "feff::1", "fc00::1", "fdff::1", "fe80::1", "5f00::1", "100::1", "100:0:0:1::1", "4000::1", "ff0e::1",
    "::2", "2001:1::1", "2001:20::1", "64:ff9b:1::808:808", "64:ff9b::c000:8", "::ffff:192.0.0.8", "2002:808:808::1",
    "192.0.0.8", "192.0.0.192", "100.100.100.200", "198.19.255.255",
])  # fmt: skip
def test_nor_is_what_is_odd_or_not_given_out(address):
    assert not PUBLIC.holds(ip_address(address))


@pytest.mark.parametrize("address", [
    "8.8.8.8", "1.1.1.1", "192.0.1.1", "192.167.255.255", "172.32.0.1", "100.128.0.1", "223.255.255.255",
    "2400:3200::1", "2606:4700::1111", "2001:200::1", "64:ff9b::808:808", "::ffff:8.8.8.8",
])  # fmt: skip
def test_the_rest_is(address):
    assert PUBLIC.holds(ip_address(address))


@given(st.ip_addresses())
def test_no_address_is_open_that_the_library_knows_as_private(address):
    assert not (PUBLIC.holds(address) and address.is_private) or getattr(address, "ipv4_mapped", None)


@given(st.ip_addresses(v=4))
def test_an_address_carried_in_another_is_judged_as_itself(inner):
    assert isinstance(inner, IPv4Address)
    number = int(inner)
    mapped = IPv6Address((0xFFFF << 32) | number)
    assert EVERYTHING.holds(mapped) == EVERYTHING.holds(inner)
    for prefix in (0x2002 << 112, 0x0064FF9B << 96):
        outer = IPv6Address(prefix | (number << 80 if prefix >> 112 == 0x2002 else number))
        assert EVERYTHING.holds(inner) or not EVERYTHING.holds(outer)


@pytest.mark.parametrize("text", ["10.0.0.1/8", "everything", "example.org", "10.0.0.0/8;11.0.0.0/8"])
def test_a_list_that_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        Networks.read(text)


@pytest.mark.parametrize("url", [
    "", "ftp://example.org/", "file:///etc/passwd", "http://", "//example.org/", "http://user:word@example.org/",
    "http://user@example.org/", "http://example.org/#part", "http://example.org:0/", "http://example.org:99999/",
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/",
    "http://127.0.0.1./", "http://[fe80::1%25eth0]/", "http://exa mple.org/", "http://例.org/", "http://a\\b/",
    "http://example.org/\r\nX: y", "https://example.org/" + "a" * 500,
])  # fmt: skip
def test_an_address_that_means_something_else_than_it_says_is_refused(url):
    with pytest.raises(Refused, match="address-form"):
        read_url(url)


def test_every_address_that_a_name_resolves_to_must_be_listed(monkeypatch, here):
    def both(host, port, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in ("127.0.0.1", "10.9.9.9")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(Refused, match="not-listed"):
        find("http://two.example/", here)
    wider = Networks.read("127.0.0.0/8, 10.0.0.0/8")
    assert find("http://two.example/", wider).addresses == ("127.0.0.1", "10.9.9.9")


def test_a_name_nobody_knows_is_refused(here):
    with pytest.raises(Refused, match="unresolved"):
        find("http://no-such-host.invalid/", here)
