"""A lean HTTP client: one kept-open connection, one signed-in person. It costs the server's cores little.

It speaks just enough HTTP/1.1: Content-Length and chunked bodies, cookies, no redirects followed.
"""

from __future__ import annotations

import select
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

TIMEOUT = 120  # seconds


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key == name), "")


@dataclass
class Client:
    """A browser of one person; `cookies` as the site set them."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    host: str = "127.0.0.1"
    _socket: socket.socket | None = None
    _held: bytes = b""

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"")

    def post(self, path: str, fields: Mapping[str, str] | list[tuple[str, str]]) -> Answer:
        return self._ask("POST", path, urlencode(fields).encode())

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._held = b""

    def _ask(self, method: str, path: str, body: bytes) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", f"Cookie: {cookies}"]
        head += ["Accept: text/html", "Accept-Language: zh-CN", "User-Agent: qiantou-bench"]
        if method == "POST":
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        message = "\r\n".join(head).encode() + b"\r\n\r\n" + body
        self._forget_closed()
        return self._exchange(message)

    def _forget_closed(self) -> None:
        """The server closes a connection on which nothing came for half a minute; a browser then opens another."""
        if self._socket is not None and select.select([self._socket], [], [], 0)[0]:
            self.close()

    def _exchange(self, message: bytes) -> Answer:
        if self._socket is None:
            self._socket = socket.create_connection((self.host, self.port), TIMEOUT)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(message)
        head = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        pairs = (line.partition(":") for line in head[1:] if line)
        headers = [(name.lower(), value.strip()) for name, _colon, value in pairs]
        answer = Answer(status, headers, b"")
        length = answer.header("content-length")
        if answer.header("transfer-encoding") == "chunked":
            body = self._chunks()
        else:
            body = self._take(int(length)) if length and status not in (204, 304) else b""
        for name, value in headers:
            if name == "set-cookie":
                key, _equals, said = value.partition(";")[0].partition("=")
                self.cookies[key] = said
        if answer.header("connection").lower() == "close":
            self.close()
        return Answer(status, headers, body)

    def _more(self) -> None:
        assert self._socket is not None
        data = self._socket.recv(65536)
        if not data:
            raise ConnectionError("the server closed the connection")
        self._held += data

    def _until(self, mark: bytes) -> bytes:
        while (at := self._held.find(mark)) < 0:
            self._more()
        found, self._held = self._held[:at], self._held[at + len(mark) :]
        return found

    def _take(self, count: int) -> bytes:
        while len(self._held) < count:
            self._more()
        found, self._held = self._held[:count], self._held[count:]
        return found

    def _chunks(self) -> bytes:
        parts: list[bytes] = []
        while size := int(self._until(b"\r\n").split(b";")[0], 16):
            parts.append(self._take(size))
            self._take(2)
        self._until(b"\r\n")
        return b"".join(parts)


def cookies_of(login: str) -> dict[str, str]:
    """The cookies of a browser signed in as this account, without the cost of its password."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from qiantou.access.models import Account

    account = Account.objects.get(login=login)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return {"qiantou_session": str(session.session_key), "qiantou_csrf": CSRF}


CSRF = "b" * 32
"""The token of every form these clients send."""
