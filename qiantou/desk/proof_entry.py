"""One entry of the record: its receipt, what it says, and the proof, computed by this server and in the page.

An entry of a matter is seen by those who see the matter; an entry of the register by everybody signed in, its
words only where they are not those of a joint work the reader has no part in, nor of a section of a unit it does
not sit in. A meeting's is seen by who sees the meeting, its words by who may open all it decides of; a plan's by who
has a part in the joint work; a bulletin's by who reads all of it, a unit's sentence in it by the unit; a look-up's
by the body, and by who was looked up once it may be told. None of these, nor what is lent in a joint work, is seen
by administrators. Others find nothing (404). Keys and hashes name nobody: they are shown to all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qiantou.access.guards import business, joint_for, matter_for, standing, visible_joints
from qiantou.access.lookups import entry_seen
from qiantou.access.models import Account
from qiantou.acts import registers
from qiantou.core.bulletin import OWN_SECTIONS
from qiantou.core.exemption import CHECKS
from qiantou.core.kernel import Stream
from qiantou.core.lookup import LOOKED, LOOKUPS
from qiantou.core.meeting import MEETINGS
from qiantou.core.numbering import NUMBERS
from qiantou.core.plan import PLAN_SECTIONS
from qiantou.desk.addresses import matter_url
from qiantou.desk.frame import names_for
from qiantou.desk.proof_sight import bulletin_seen, check_seen, meeting_seen
from qiantou.ledger import stored
from qiantou.ledger.canonical import leaf_bytes
from qiantou.ledger.events import RECORD
from qiantou.ledger.merkle import leaf_hash
from qiantou.ledger.prove import Prover, Sealed
from qiantou.ledger.receipt import verify_receipt, write_receipt
from qiantou.ledger.record import Record
from qiantou.ledger.report import Finding, Verdict
from qiantou.readmodel.models import MatterRow
from qiantou.readmodel.naming import homes_of

MOST = 1 << 62  # what the database counts to
BUSINESS = frozenset((registers.JOINTS, registers.AUTHORITY))
DESK = re.compile(r"\b[upo]:[0-9a-z.-]+")
FAULTS = {
    "bad-receipt": gettext_lazy("The file is not a receipt, or not in its exact form."),
    "bad-leaf": gettext_lazy("The header of the entry is not in its exact form."),
    "bad-note": gettext_lazy("The checkpoint is not in its exact form."),
    "bad-checkpoint": gettext_lazy("The checkpoint is not in its exact form."),
    "bad-signature": gettext_lazy("The signature under the checkpoint is false."),
    "no-known-signature": gettext_lazy("No key of this site has signed the checkpoint."),
    "not-included": gettext_lazy("The proof does not lead from this entry to the signed root."),
    "facts-changed": gettext_lazy("The facts are not those the entry committed to."),
    "facts-malformed": gettext_lazy("The facts are not in their exact form."),
    "words-changed": gettext_lazy("The words are not those the entry committed to."),
    "words-malformed": gettext_lazy("The words are not in their exact form."),
}


@dataclass(frozen=True)
class Sight:
    """What the reader sees of an entry: the matter it belongs to, if any, and whether its words."""

    matter: MatterRow | None
    words: bool


def fault_sentence(finding: Finding) -> str:
    sentence = FAULTS.get(finding.code)
    return str(sentence) if sentence else finding.code


def record_for(account: Account, position: int) -> tuple[Record, Sight]:
    """The entry at `position` with what the account may see of it. Raises Http404."""
    found = list(stored.records(position, position + 1)) if position < MOST else []
    if not found:
        raise Http404
    record = found[0]
    stream, section = record.header.stream, _data(record).get("section")
    if stream == RECORD:
        return record, Sight(None, _sees_erased(account, record))
    if stream in BUSINESS:
        business(account)
    if section == CHECKS:
        check_seen(account, _data(record), _desk_of(record))
        return record, Sight(None, words=True)
    if section in (LOOKUPS, LOOKED):
        entry_seen(account, _data(record)["key"])
        return record, Sight(None, words=True)
    if section == MEETINGS:
        return record, Sight(None, words=meeting_seen(account, _data(record)["key"], record.header.at))
    if section in PLAN_SECTIONS:
        joint_for(account, stream)
        return record, Sight(None, words=True)
    if section in OWN_SECTIONS:
        bulletin_seen(account, Stream(stream), record.header.version, _data(record)["key"])
        return record, Sight(None, words=True)
    if stream == registers.JOINTS:
        return record, Sight(None, visible_joints(account).filter(stream=_data(record).get("key", "")).exists())
    if stream in registers.STREAMS:
        return record, Sight(None, words=not _hidden(account, _subjects(record)))
    if section == NUMBERS:
        return record, Sight(None, words=_is_own_number(account, record))
    return record, Sight(matter_for(account, stream), words=True)


def _is_own_number(account: Account, record: Record) -> bool:
    """The numbers of a unit's papers are for its own people. Raises Http404 for others."""
    if (_data(record).get("value") or {}).get("unit") not in standing(account).desks:
        raise Http404
    return True


def _desk_of(record: Record) -> str:
    """Whose entry it is; "" for none."""
    by: dict[str, Any] = json.loads(record.facts).get("by") or {}
    return str(by.get("desk") or "")


def _data(record: Record) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(record.facts).get("data", {})
    return data


def _subjects(record: Record) -> set[str]:
    """The desks that an entry of the register is about: its key, or the post that somebody is given."""
    data = _data(record)
    value = data.get("value") or {}
    return {data.get("key", ""), value.get("post", "") if isinstance(value, dict) else ""}


def _hidden(account: Account, desks: Collection[str]) -> set[str]:
    """Those of the desks that do not exist for the reader: other units' sections, and their posts."""
    homes = standing(account).homes
    return {desk for desk, home in homes_of(desks).items() if home not in homes}


def _names(request: HttpRequest, desks: Collection[str], sight: Sight) -> list[tuple[str, str]]:
    """What the desks of an entry are called; a section of another unit only as a side of the matter itself."""
    if sight.matter is None and not sight.words:
        return []
    sides = {sight.matter.asker, sight.matter.doer, sight.matter.holder} if sight.matter else set()
    shown = set(desks) - (_hidden(cast(Account, request.user), desks) - sides)
    names = names_for(request, shown)
    return [(desk, names[desk]) for desk in sorted(shown) if desk in names]


def _sees_erased(account: Account, record: Record) -> bool:
    """The words of an erasure may tell what was erased: only who sees that matter reads them."""
    stream = _data(record).get("stream", "")
    if not stream or stream in registers.STREAMS:
        return True
    try:
        matter_for(account, stream)
    except Http404:
        return False
    return True


@login_required
@require_safe
def entry(request: HttpRequest, position: int) -> HttpResponse:
    account = cast(Account, request.user)
    record, sight = record_for(account, position)
    sealed = Prover().sealed(position)
    chain = stored.keychain()
    facts = json.loads(record.facts)
    desks = set(DESK.findall(json.dumps(facts)))
    context = {
        "receipt": _receipt(record, sealed),
        "facts": _readable(record.facts),
        "type": facts.get("type", ""),
        "words": _readable(record.words) if sight.words and record.words is not None else "",
        "erased": record.words is None,
        "withheld": not sight.words,
        "desks": _names(request, desks, sight),
        "matter": sight.matter,
        "matter_url": matter_url(sight.matter.stream) if sight.matter else "",
        "leaf": leaf_bytes(record.header).decode(),
        "known_keys": "\n".join(known.text for known in chain.keys),
        "key": chain.current,
    }
    if sealed is not None:
        data = write_receipt(record, sealed.proof, sealed.note, with_words=sight.words)
        report = verify_receipt(data, chain.keys)
        context["holds"] = report.verdict is Verdict.PROVEN
        context["faults"] = [fault_sentence(finding) for finding in report.findings]
        context["path"] = [part.hex() for part in sealed.proof]
    return render(request, "desk/proof/entry.html", context)


def _receipt(record: Record, sealed: Sealed | None) -> dict[str, Any]:
    header = record.header
    shown: dict[str, Any] = {
        "position": header.position, "at": header.at, "stream": header.stream, "version": header.version,
        "leaf_hash": leaf_hash(leaf_bytes(header)).hex(),
    }  # fmt: skip
    if sealed is not None:
        shown |= {
            "tree_size": sealed.size, "root_hash": sealed.root.hex(), "checkpoint": sealed.note.decode(),
            "file_url": reverse("proof-receipt", args=[header.position]),
        }  # fmt: skip
    return shown


def _readable(body: bytes) -> str:
    return json.dumps(json.loads(body), ensure_ascii=False, indent=2)


@login_required
@require_safe
def receipt(request: HttpRequest, position: int) -> HttpResponse:
    """The receipt file, to save; the page reads the same file for its own computation."""
    record, sight = record_for(cast(Account, request.user), position)
    sealed = Prover().sealed(position)
    if sealed is None:
        messages.info(request, _("The next checkpoint, a few seconds from now, will seal this entry."))
        return redirect("proof-entry", position)
    data = write_receipt(record, sealed.proof, sealed.note, with_words=sight.words)
    answer = HttpResponse(data, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{position}.json"'
    return answer


urlpatterns = [
    path("proof/<int:position>/", entry, name="proof-entry"),
    path("proof/<int:position>/receipt/", receipt, name="proof-receipt"),
]
