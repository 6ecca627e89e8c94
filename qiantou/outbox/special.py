"""Addresses kept for special purposes, which are no part of the open Internet whatever else is said of them.

Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190; as of October 2024), every block of
them, also those a packet may reach; IPv4 multicast (RFC 5771); of IPv6 only global unicast 2000::/3 (RFC 4291) is open,
so that site-local fec0::/10 (RFC 3879) and all that is not given out yet are not. A table of our own, since what the
language's library calls global differs from version to version. The well-known prefix of NAT64 is open here: what it
carries is judged by itself.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

KEPT_4 = tuple(IPv4Network(block) for block in (
    "0.0.0.0/8",  # this network
    "10.0.0.0/8",  # private use
    "100.64.0.0/10",  # shared by carriers
    "127.0.0.0/8",  # loopback
    "169.254.0.0/16",  # link-local
    "172.16.0.0/12",  # private use
    "192.0.0.0/24",  # protocol assignments, with all that is cut from it
    "192.0.2.0/24",  # documentation
    "192.31.196.0/24",  # AS112
    "192.52.193.0/24",  # AMT
    "192.88.99.0/24",  # 6to4 relays, deprecated
    "192.168.0.0/16",  # private use
    "192.175.48.0/24",  # AS112
    "198.18.0.0/15",  # benchmarking
    "198.51.100.0/24",  # documentation
    "203.0.113.0/24",  # documentation
    "224.0.0.0/4",  # multicast
    "240.0.0.0/4",  # reserved, the broadcast address among it
))  # fmt: skip
OPEN_6 = (IPv6Network("2000::/3"), IPv6Network("64:ff9b::/96"))
KEPT_6 = tuple(IPv6Network(block) for block in (
    "2001::/23",  # protocol assignments: Teredo, benchmarking, AMT, AS112, ORCHID, DRIP
    "2001:db8::/32",  # documentation
    "2002::/16",  # 6to4
    "2620:4f:8000::/48",  # AS112
    "3fff::/20",  # documentation
))  # fmt: skip


def is_open(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is an address of the open Internet."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in KEPT_4)
    return any(address in block for block in OPEN_6) and not any(address in block for block in KEPT_6)
