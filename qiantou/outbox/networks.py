"""Where the program may connect to: only networks that the site lists, asked of the address a name resolves to.

A listed network is a block of addresses (10.20.0.0/16), or the word `public` for every address of the open Internet.
Never listed by a wider block: loopback, which must be named by a block of its own. Never at all: link-local,
multicast, unspecified and reserved addresses. An IPv6 address that carries an IPv4 one (mapped, compatible, 6to4,
Teredo, NAT64) is judged by both. Not protected against: what a listed host itself does with a request.
What of the open Internet is kept for special purposes: `outbox.special`.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from qiantou.outbox.special import is_open

Address = IPv4Address | IPv6Address
Block = IPv4Network | IPv6Network

PUBLIC = "public"
LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")
_NUMBER = re.compile(r"(\d+|0[xX][0-9a-fA-F]*)\.?")
PORTS = {"http": 80, "https": 443}
LONGEST = 500  # characters of an address
SECONDS = 5.0  # [default] for the address of a name
MOST_ASKED = 32  # names asked at once; a name server that never answers holds up no more threads than these

_asking = threading.BoundedSemaphore(MOST_ASKED)


class Refused(Exception):
    """No connection is made. `code`: why, see codes.OUTCOMES."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Networks:
    """What a site lists."""

    blocks: tuple[Block, ...] = ()
    public: bool = False

    @classmethod
    def read(cls, text: str) -> Networks:
        """From a list separated by commas. Raises ValueError for what is neither a block nor `public`."""
        names = [name.strip() for name in text.split(",") if name.strip()]
        return cls(tuple(ip_network(name) for name in names if name != PUBLIC), PUBLIC in names)

    def holds(self, address: Address) -> bool:
        """Whether the program may connect to `address`."""
        return all(self._holds(one) for one in _meant(address))

    def _holds(self, address: Address) -> bool:
        if address.is_link_local or address.is_multicast or address.is_unspecified or _is_reserved(address):
            return False
        blocks = [block for block in self.blocks if address in block]
        if address.is_loopback:
            return any(_is_within(block, LOOPBACK) for block in blocks)
        return bool(blocks) or (self.public and is_open(address))


@dataclass(frozen=True)
class Place:
    """Where to connect to: an address that was checked, and the name that was asked for."""

    parts: SplitResult
    host: str
    port: int
    addresses: tuple[str, ...]


def read_url(url: str) -> SplitResult:
    """The parts of an address that can be used: http or https, a host, no account, no fragment.

    Raises Refused("address-form"), also for a host that is a number written in an odd way (2130706433, 0x7f.1, 127.1).
    """
    if not url or len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise Refused("address-form")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Refused("address-form") from None
    if parts.scheme not in PORTS or not host or "@" in parts.netloc or parts.fragment or port == 0 or "%" in host:
        raise Refused("address-form")
    if _NUMBER.fullmatch(host.rstrip(".").rsplit(".", 1)[-1]) and ":" not in host:
        try:
            IPv4Address(host)
        except ValueError:
            raise Refused("address-form") from None
    return parts


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port. Raises Refused("address-form")."""
    parts = read_url(url)
    return parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme]


def find(url: str, networks: Networks, *, seconds: float = SECONDS) -> Place:
    """Where `url` leads now. Every address its host resolves to must be listed: Raises Refused otherwise.

    Also Refused("timeout") where nobody says within `seconds` what addresses the host has.
    """
    parts = read_url(url)
    _scheme, host, port = origin_of(url)
    addresses = _resolved(host, port, seconds)
    if not addresses or not all(_is_listed(address, networks) for address in addresses):
        raise Refused("not-listed")
    return Place(parts, host, port, addresses)


def _resolved(host: str, port: int, seconds: float) -> tuple[str, ...]:
    """The addresses of a host, asked in a thread of its own: the system's question knows no deadline."""
    told: list[tuple[str, ...]] = []
    if not _asking.acquire(timeout=seconds):
        raise Refused("timeout")
    asker = threading.Thread(target=_ask, args=(host, port, told), name="resolving", daemon=True)
    asker.start()
    asker.join(seconds)
    if asker.is_alive():
        raise Refused("timeout")
    if not told:
        raise Refused("unresolved")
    return told[0]


def _ask(host: str, port: int, told: list[tuple[str, ...]]) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        told.append(tuple(dict.fromkeys(str(entry[4][0]) for entry in found)))
    except (OSError, UnicodeError):
        return  # nothing told: a name nobody knows
    finally:
        _asking.release()


def _is_listed(text: str, networks: Networks) -> bool:
    if "%" in text:  # a link of one machine: never listed
        return False
    return networks.holds(ip_address(text))


def _meant(address: Address) -> Sequence[Address]:
    """The address itself and every IPv4 address that is carried in it; for a mapped one that alone."""
    if isinstance(address, IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    carried: list[Address] = [address]
    if address.sixtofour is not None:
        carried.append(address.sixtofour)
    if address.teredo is not None:
        carried += address.teredo
    embedded = any(address in block for block in _NAT64) or (address in _COMPATIBLE and int(address) > 1)
    if embedded:
        carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return carried


def _is_reserved(address: Address) -> bool:
    """Reserved, but for ::/8, to which the loopback of IPv6 belongs; and the whole of 0.0.0.0/8."""
    if isinstance(address, IPv4Address):
        return address.is_reserved or address in IPv4Network("0.0.0.0/8")
    return address.is_reserved and not address.is_loopback and address not in _NAT64[0]


def _is_within(block: Block, wider: Iterable[Block]) -> bool:
    return any(block.version == one.version and block.subnet_of(one) for one in wider)  # type: ignore[arg-type]
