"""What every command carries and answers: the key it is known by, scans that its words name, and its receipt."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Header, Schema
from pydantic import Field

from qiantou.access.by_token import token_of
from qiantou.access.guards import actor
from qiantou.access.models import Account
from qiantou.access.tokens import MOVE, RECORD
from qiantou.acts import shell
from qiantou.acts.execute import Asked, Receipt, sent_before
from qiantou.acts.files import Scan, read_scan
from qiantou.api.scope import account_of, needs
from qiantou.api.shapes import Strict, Unfit, check
from qiantou.core.kernel import Actor, Desk, Recorded, Stream

MOST_SCANS = 5

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", pattern=r"^[!-~]{8,64}$",
        description="Any name of this command that is used once: 8 to 64 visible ASCII characters, a random UUID say. "
        "The same key with the same content answers with the same receipt; with other content it is refused.",
    ),
]  # fmt: skip


class ScanIn(Strict):
    """A PDF, JPEG or PNG of at most 10 MB. Words name it by the SHA-256 of its bytes, 64 hexadecimal digits."""

    content: str = Field(description="the bytes in Base64")


class RecordedIn(Strict):
    """A move entered for another desk (代录): by which of one's own desks, said on which day, on which paper."""

    by: Desk
    said: date
    paper: str = Field(min_length=1, max_length=500)
    scan: str = Field("", description="the name of one of the scans sent along, or kept before")


class Sent(Strict):
    """What every command carries. `desk`: whose move it is. `scans`: files that its words name."""

    desk: Desk
    scans: list[ScanIn] = Field(default_factory=list, max_length=MOST_SCANS)


class Moving(Sent):
    """`seen`: the version of the matter that was read; where another entry came since, nothing is recorded (409)."""

    seen: int | None = Field(None, ge=1)
    recorded: RecordedIn | None = None


class ReceiptOut(Schema):
    """What a command left in the record; no place where nothing had to be recorded."""

    stream: str = ""
    version: int = 0
    position: int | None = None
    at: str = ""
    leaf: str = Field("", description="hash of the entry's leaf, hexadecimal")
    entries: int = Field(0, description="how many entries the command made; 0 when it was sent before")
    repeated: bool = Field(False, description="whether the same command had been carried out before")
    proof: str = Field("", description="where the receipt with its inclusion proof is, once it is sealed")


class Opened(ReceiptOut):
    """A receipt, and the names of what the command opened."""

    opened: list[str] = []


def receipt_out(receipt: Receipt | None) -> dict[str, object]:
    if receipt is None:
        return {}
    return {
        "stream": receipt.stream, "version": receipt.version, "position": receipt.position,
        "at": receipt.at.isoformat(), "leaf": receipt.leaf.hex(), "entries": receipt.entries,
        "repeated": receipt.repeated,
        "proof": f"/api/record/{receipt.position}/receipt" if receipt.position is not None else "",
    }  # fmt: skip


def opened_out(receipt: Receipt | None, streams: Sequence[str]) -> dict[str, object]:
    return {**receipt_out(receipt), "opened": list(streams)}


def asked(request: HttpRequest, key: str) -> Asked:
    """What this request asks for: known again by its address and content, whatever came of it since."""
    content = json.dumps(json.loads(request.body or b"null"), sort_keys=True)
    return Asked(key, (request.path, content))


def before(request: HttpRequest, key: str) -> Receipt | None:
    """The receipt of the same request carried out before, for operations whose thing is then no longer there.

    None for a new one. Raises Rejected("command-id-reused") where the key came with other content.
    """
    return sent_before(Actor(account=account_of(request).id), asked(request, key))


def fresh(account: Account, key: str, number: int = 0) -> Stream:
    """The name of the `number`-th stream that the command of this key opens."""
    return shell.fresh_for(account.id, key, number)


def scans_of(sent: Sent) -> tuple[Scan, ...]:
    """The files sent along. Raises Unfit for what is no Base64, Rejected for what is no scan."""
    found = []
    for number, one in enumerate(sent.scans):
        try:
            found.append(read_scan(base64.b64decode(one.content, validate=True)))
        except ValueError:  # letters that Base64 does not have, or a wrong length
            raise Unfit((f"scans.{number}.content", "not Base64")) from None
    return tuple(found)


def mover(request: HttpRequest, sent: Moving) -> Actor:
    """Whose move it is: the desk's own, or recorded for it, which needs that scope. Raises Rejected, NotAllowed."""
    return mover_of(request, sent.desk, sent.recorded)


def mover_of(request: HttpRequest, desk: Desk, told: RecordedIn | None) -> Actor:
    account = account_of(request)
    if told is None:
        needs(request, MOVE)
        return actor(account, desk)
    needs(request, RECORD)
    check(told.said, "recorded.said")
    return actor(account, desk, recorded=Recorded(told.by, told.said, told.paper, told.scan))


def may_record(request: HttpRequest) -> bool:
    """Whether the token may record moves for others."""
    token = token_of(request)
    return token is not None and RECORD in token.scopes
