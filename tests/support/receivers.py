"""Real servers on loopback that take what the program sends: a mail server, and one that answers as robots do."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Posted:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}


@dataclass
class Web:
    """A server and what it was sent; `answer` may be exchanged while it runs."""

    port: int
    answer: Callable[[Posted], Reply]
    posted: list[Posted] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


def taken(_posted: Posted) -> Reply:
    return 200, {}, b"{}"


def told(status: int, **fields: Any) -> Callable[[Posted], Reply]:
    """Always the same answer in JSON."""
    return lambda _posted: (status, {"Content-Type": "application/json"}, json.dumps(fields).encode())


@contextmanager
def web(
    answer: Callable[[Posted], Reply] = taken, *, drip: float = 0, tls: ssl.SSLContext | None = None
) -> Iterator[Web]:
    """A web server on a free port; with `drip` it sends its answer a byte at a time, that many seconds apart."""
    found: Web

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            posted = Posted(self.path, dict(self.headers), self.rfile.read(length))
            found.posted.append(posted)
            status, headers, body = found.answer(posted)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for byte in [bytes([byte]) for byte in body] if drip else [body]:
                    time.sleep(drip)  # the slow server itself is under test
                    self.wfile.write(byte)
            except OSError:  # the other side would not wait
                self.close_connection = True

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    found = Web(server.server_address[1], answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def dingtalk(secret: str) -> Callable[[Posted], Reply]:
    """As its documentation says: HTTP 200 whatever is wrong, the sign in the address, milliseconds."""

    def answer(posted: Posted) -> Reply:
        stamp = posted.query.get("timestamp", "0")
        made = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
        if posted.query.get("access_token") != "TOKEN":
            return told(200, errcode=300001, errmsg="token is not exist")(posted)
        if posted.query.get("sign") != base64.b64encode(made).decode() or len(stamp) != len("1600000000000"):
            return told(200, errcode=310000, errmsg="sign not match")(posted)
        if len(posted.body) > 20_000:
            return told(200, errcode=460101, errmsg="message too long, exceed 20000 bytes")(posted)
        assert posted.json["msgtype"] == "text"
        assert posted.json["text"]["content"]
        return told(200, errcode=0, errmsg="ok")(posted)

    return answer


def feishu(secret: str) -> Callable[[Posted], Reply]:
    """The sign in the body, seconds, the secret in the key and an empty message."""

    def answer(posted: Posted) -> Reply:
        stamp = posted.json.get("timestamp", "")
        made = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
        if posted.json.get("sign") != base64.b64encode(made).decode() or len(stamp) != len("1600000000"):
            told_off = "sign match fail or timestamp is not within one hour from current time"
            return told(200, code=19021, data={}, msg=told_off)(posted)
        if len(posted.body) > 20 * 1024:
            return told(200, code=9499, data={}, msg="Bad Request")(posted)
        assert posted.json["msg_type"] == "text"
        assert posted.json["content"]["text"]
        return told(200, StatusCode=0, StatusMessage="success", code=0, data={}, msg="success")(posted)

    return answer


def wecom(posted: Posted) -> Reply:
    """The key in the address, at most 2048 bytes of content."""
    if posted.query.get("key") != "KEY":
        return told(200, errcode=93000, errmsg="invalid webhook url")(posted)
    if len(posted.json["text"]["content"].encode()) > 2048:
        return told(200, errcode=40058, errmsg="text.content exceed max length 2048")(posted)
    return told(200, errcode=0, errmsg="ok")(posted)


@dataclass
class Mailbox:
    """What a mail server took, and over TLS or not. `refuse`: the answer to the next receivers, such as "450 later".

    While `hold` is clear no letter is answered; `held` is set once one waits for its answer.
    """

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    receivers: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refuse: str = ""
    hold: threading.Event = field(default_factory=threading.Event)
    held: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.refuse:
            return self.refuse
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:
        self.encrypted.append(session.ssl is not None)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.receivers += envelope.rcpt_tos
        while not self.hold.is_set():
            self.held.set()
            await asyncio.sleep(0.01)
        return "250 OK"


@contextmanager
def mail_server(**options: Any) -> Iterator[Mailbox]:
    """A mail server on a free port; its port is the mailbox's. `options` are aiosmtpd's: a TLS context, accounts."""
    box = Mailbox()
    box.hold.set()
    controller = Controller(box, hostname="127.0.0.1", port=_free_port(), **options)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
