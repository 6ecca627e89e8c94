"""A signed webhook: one notice, as JSON, to an address inside the networks that the site lists.

X-Qiantou-Id is the same for every try of a message; X-Qiantou-Timestamp is the second of the try, and
X-Qiantou-Signature is "v1=" and the HMAC-SHA256 in hex, keyed with the secret, over timestamp, ".", body. Whoever
receives it compares in constant time, refuses what is minutes old, and takes an id once. Any 2xx counts as taken.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime
from typing import Any

from qiantou.outbox.models import Hook
from qiantou.outbox.networks import Networks
from qiantou.outbox.outcome import SENT, Outcome, posted
from qiantou.outbox.wording import Item, Said


def send(hook: Hook, said: Said, now: datetime, networks: Networks) -> Outcome:
    body = json.dumps(payload(said), ensure_ascii=False, separators=(",", ":")).encode()
    stamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Qiantou",
        "X-Qiantou-Id": said.name,
        "X-Qiantou-Timestamp": stamp,
        "X-Qiantou-Signature": signature(hook.secret, stamp, body),
    }
    return posted(hook.url, body, headers, networks, lambda _answer: SENT)


def signature(secret: str, stamp: str, body: bytes) -> str:
    """What a receiver compares with."""
    return "v1=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def payload(said: Said) -> dict[str, Any]:
    """The message as data; `items` is empty for a trial."""
    return {"id": said.name, "sent_by": "rule", "urgent": said.urgent, "items": [_item(item) for item in said.items]}


def _item(item: Item) -> dict[str, Any]:
    told = {
        "news": item.code, "desk": item.desk, "number": item.number, "kind": item.kind,
        "due": item.due.isoformat() if item.due else None, "link": item.link,
    }  # fmt: skip
    return {**told, "title": item.title} if item.title else told
