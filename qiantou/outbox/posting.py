"""A POST to a listed network: the connection goes to the very address that was checked, on each redirect again.

No proxy, no cookie, no environment. At most REDIRECTS of the sorts that keep the body (307, 308), and only to another
path of the same origin (RFC 6454: scheme, host, port): keys, signatures and what is said are for nobody else. The whole
exchange ends after SECONDS, the question for the address and the answer included; of an answer no more than MOST bytes
are read.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from qiantou.outbox.networks import PORTS, Networks, Place, Refused, find, origin_of

SECONDS = 15.0  # [default] for one exchange with everything it is led on to
REDIRECTS = 3  # [default]
MOST = 64 * 1024  # bytes of an answer
KEPT = (307, 308)
FIRST_REDIRECT, LAST_REDIRECT = 300, 399


RESTS = ("Retry-After", "X-Ogw-Ratelimit-Reset")
"""Headers that say after how many seconds to come again: RFC 9110, 10.2.3, and what Feishu sends."""


@dataclass(frozen=True)
class Answer:
    """`rest`: after how many seconds the other side wants to be asked again; 0 where it does not say."""

    status: int
    body: bytes
    rest: int = 0


class _Pinned(http.client.HTTPConnection):
    """A connection to the first checked address that answers, under the name that was asked for."""

    def __init__(self, place: Place, until: float) -> None:
        self.default_port = PORTS[place.parts.scheme]  # what the Host header may leave out
        super().__init__(place.host, place.port)
        self._place, self._until = place, until
        self.line: socket.socket | None = None  # `sock` is forgotten once an answer that ends the connection begins

    def connect(self) -> None:
        self.sock = self.line = self._reached()
        if self._place.parts.scheme == "https":
            context = ssl.create_default_context()
            secure = context.wrap_socket(self.sock, server_hostname=self._place.host, do_handshake_on_connect=False)
            self.sock = self.line = secure  # from here on it can be cut, the handshake included
            secure.do_handshake()

    def _reached(self) -> socket.socket:
        fault: OSError = OSError("no address")
        for address in self._place.addresses:
            try:
                return socket.create_connection((address, self._place.port), timeout=_left(self._until))
            except OSError as found:
                fault = found
        raise fault


def post(url: str, body: bytes, headers: Mapping[str, str], networks: Networks, *, seconds: float = SECONDS) -> Answer:
    """The answer to a POST. Raises Refused; a later redirect is judged like the first address."""
    until = time.monotonic() + seconds
    origin = origin_of(url)
    for _hop in range(REDIRECTS + 1):
        answer, onward = _exchange(find(url, networks, seconds=_left(until)), body, headers, until)
        if not FIRST_REDIRECT <= answer.status <= LAST_REDIRECT:
            return answer
        if answer.status not in KEPT or not onward:
            raise Refused("redirect")
        url = urljoin(url, onward)
        if origin_of(url) != origin:
            raise Refused("redirect")
    raise Refused("redirect")


def _exchange(place: Place, body: bytes, headers: Mapping[str, str], until: float) -> tuple[Answer, str]:
    connection = _Pinned(place, until)
    target = (place.parts.path or "/") + (f"?{place.parts.query}" if place.parts.query else "")
    watch = threading.Timer(_left(until), _cut, [connection])
    watch.daemon = True
    try:
        watch.start()
        connection.request("POST", target, body=body, headers=dict(headers))
        response = connection.getresponse()
        told = response.read(MOST + 1)
    except ssl.SSLCertVerificationError:
        raise Refused("tls") from None
    except TimeoutError:
        raise Refused("timeout") from None
    except (OSError, http.client.HTTPException):
        raise Refused("timeout" if time.monotonic() >= until else "unreachable") from None
    finally:
        watch.cancel()
        connection.close()
    if time.monotonic() >= until:
        raise Refused("timeout")
    if len(told) > MOST:
        raise Refused("too-long")
    return Answer(response.status, told, _rest(response)), response.getheader("Location") or ""


def _rest(response: http.client.HTTPResponse) -> int:
    """A number of up to five digits; a date, which Retry-After may hold too, is not read."""
    said = next((value for name in RESTS if (value := response.getheader(name))), "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 0


def _cut(connection: _Pinned) -> None:
    """End an exchange that takes too long, whatever it waits for; one byte a second is no answer either."""
    if connection.line is not None:
        try:
            socket.socket.shutdown(connection.line, socket.SHUT_RDWR)
        except OSError:  # it ended by itself meanwhile
            return


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise Refused("timeout")
    return left
