"""The record 存证: an entry, its receipt with the inclusion proof, checkpoints, the key, and checking a receipt."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from qiantou.access.by_token import told
from qiantou.api import cursors
from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_READ, account_of
from qiantou.api.shapes import Strict, plain
from qiantou.desk.proof_entry import record_for
from qiantou.ledger import stored
from qiantou.ledger.canonical import leaf_bytes
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.models import Checkpoint
from qiantou.ledger.prove import Prover
from qiantou.ledger.receipt import verify_receipt, write_receipt
from qiantou.ledger.report import Verdict

router = Router(tags=["record"])


class EntryOut(Schema):
    """An entry with its facts, and its words where the reader sees them (`withheld`, `erased` say why not)."""

    position: int
    stream: str
    version: int
    at: str
    leaf: str
    facts: dict[str, Any]
    words: dict[str, Any] | None
    withheld: bool
    erased: bool
    sealed: bool


class CheckpointOut(Schema):
    """A signed note over the first `size` entries, exactly as signed."""

    size: int
    at: str
    root: str
    note: str


class CheckpointsOut(Schema):
    checkpoints: list[CheckpointOut]
    next: str = ""


class KeysOut(Schema):
    """Verifier keys, the one in force first."""

    keys: list[str]
    size: int


@router.get("/record/checkpoints", response={200: CheckpointsOut, **REFUSALS}, auth=TO_READ,
            operation_id="checkpoints")  # fmt: skip
def checkpoints(request: HttpRequest, cursor: str = "", limit: cursors.Limit = cursors.LIMIT) -> Any:
    """The newest first."""
    rows = Checkpoint.objects.order_by("-size")
    if cursor:
        rows = rows.filter(size__lt=cursors.number(cursor))
    found = list(rows[: limit + 1])
    shown = found[:limit]
    told_ = [
        {"size": row.size, "at": row.at.isoformat(), "root": bytes(row.root).hex(), "note": row.note} for row in shown
    ]
    return {"checkpoints": told_, "next": cursors.written(str(shown[-1].size)) if len(found) > limit else ""}


@router.get("/record/keys", response={200: KeysOut, **REFUSALS}, auth=TO_READ, operation_id="keys")
def keys(request: HttpRequest) -> Any:
    """And how many entries there are."""
    return {"keys": [known.text for known in reversed(stored.keychain().keys)], "size": stored.size()}


@router.get("/record/{int:position}", response={200: EntryOut, **REFUSALS}, auth=TO_READ, operation_id="entry")
def entry(request: HttpRequest, position: int) -> Any:
    record, sight = record_for(account_of(request), _within(position))
    header = record.header
    words = json.loads(record.words) if sight.words and record.words is not None else None
    return {
        "position": header.position, "stream": header.stream, "version": header.version, "at": plain(header.at),
        "leaf": leaf_hash(leaf_bytes(header)).hex(), "facts": json.loads(record.facts), "words": words,
        "withheld": not sight.words, "erased": record.words is None, "sealed": Prover().sealed(position) is not None,
    }  # fmt: skip


@router.get("/record/{int:position}/receipt", response={200: dict[str, Any], **REFUSALS}, auth=TO_READ,
            operation_id="receipt")  # fmt: skip
def receipt(request: HttpRequest, position: int) -> Any:
    """The receipt file, byte for byte as the page saves it; 404 "not-sealed" until the next checkpoint."""
    record, sight = record_for(account_of(request), _within(position))
    sealed = Prover().sealed(position)
    if sealed is None:
        return told(404, "not-sealed")
    data = write_receipt(record, sealed.proof, sealed.note, with_words=sight.words)
    return HttpResponse(data, content_type="application/json")


def _within(position: int) -> int:
    if position < 0:
        raise Http404
    return position


class Checking(Strict):
    receipt: str = Field(max_length=1_000_000, description="the receipt file as text")


class CheckedOut(Schema):
    """Whether it is proven against the site's keys; if not, the codes of what does not hold."""

    holds: bool
    faults: list[str]
    facts: dict[str, Any]


@router.post("/record/check", response={200: CheckedOut, **REFUSALS}, auth=TO_READ, operation_id="receipt-check")
def check(request: HttpRequest, sent: Checking) -> Any:
    """Nothing of it is kept."""
    report = verify_receipt(sent.receipt.encode(), stored.keychain().keys)
    faults = [finding.code for finding in report.findings]
    return {"holds": report.verdict is Verdict.PROVEN, "faults": faults, "facts": plain(report.facts)}
