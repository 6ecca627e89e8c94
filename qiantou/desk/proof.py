"""Proof 存证: what the record is, how big, who signed it last, and a receipt checked for whoever brings one.

Nothing here is business: sizes, hashes, times, public keys. Everybody who signs in sees it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from qiantou.acts import shell
from qiantou.desk import proof_entry
from qiantou.desk.addresses import receipt_url
from qiantou.desk.templatetags.dates import moment
from qiantou.ledger import stored
from qiantou.ledger.keychain import Keychain
from qiantou.ledger.models import Checkpoint
from qiantou.ledger.receipt import MAX_RECEIPT, verify_receipt
from qiantou.ledger.report import Report, Unsound, Verdict

PER_PAGE = 20


class ReceiptForm(forms.Form):
    """A receipt file somebody saved."""

    file = forms.FileField(label=gettext_lazy("Receipt file"))

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_RECEIPT:
            raise forms.ValidationError(_("This file is too large to be a receipt."))
        return bytes(file.read())


@login_required
@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    return _page(request, ReceiptForm())


@login_required
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Check a receipt file against the site's keys; nothing of it is kept."""
    form = ReceiptForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=422)
    report = verify_receipt(form.cleaned_data["file"], stored.keychain().keys)
    return _page(request, ReceiptForm(), report=report)


def _page(request: HttpRequest, form: ReceiptForm, *, report: Report | None = None, status: int = 200) -> HttpResponse:
    page = Paginator(Checkpoint.objects.order_by("-size"), PER_PAGE).get_page(request.GET.get("page"))
    last = page[0] if page.number == 1 and len(page) else Checkpoint.objects.order_by("-size").first()
    chain, fault = _keychain()
    size = stored.size()
    context = {
        "size": size,
        "unsealed": size - last.size if last else size,
        "last": last,
        "age": age(shell.now() - last.at) if last else "",
        "key": chain.current if chain else None,
        "older_keys": chain.keys[:-1] if chain else (),
        "fault": fault,
        "page": page,
        "table": _checkpoints(page),
        "form": form,
        "checked": _told(report) if report else None,
    }
    return render(request, "desk/proof/proof.html", context, status=status)


def _keychain() -> tuple[Keychain | None, str]:
    """The keys, or the sentence why they cannot be read."""
    try:
        return stored.keychain(), ""
    except Unsound as unsound:
        told = _("The site's keys cannot be read (%(code)s). Tell the system administrator.")
        return None, told % {"code": unsound.code}


def age(passed: timedelta) -> str:
    """How long ago, in the largest unit that fits."""
    seconds = max(0, int(passed.total_seconds()))
    if seconds < 60:
        return ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    if seconds < 3600:
        return ngettext("%(count)d minute", "%(count)d minutes", seconds // 60) % {"count": seconds // 60}
    if seconds < 86400:
        return ngettext("%(count)d hour", "%(count)d hours", seconds // 3600) % {"count": seconds // 3600}
    return ngettext("%(count)d day", "%(count)d days", seconds // 86400) % {"count": seconds // 86400}


def _checkpoints(rows: Any) -> dict[str, Any]:
    columns = [
        {"label": _("Entries sealed")}, {"label": _("Signed")}, {"label": _("Root"), "wide": True},
    ]  # fmt: skip
    lines = [
        {"cells": [
            {"text": row.size, "url": reverse("proof-checkpoint", args=[row.size])},
            {"text": moment(row.at)},
            {"text": bytes(row.root).hex()},
        ]}
        for row in rows
    ]  # fmt: skip
    empty = _("Nothing is sealed yet: the first checkpoint follows the first entry by a few seconds.")
    return {"label": _("Checkpoints"), "columns": columns, "rows": lines, "empty": empty}


def _told(report: Report) -> dict[str, Any]:
    """The outcome of a check in words."""
    facts = report.facts
    position = facts.get("position")
    return {
        "holds": report.verdict is Verdict.PROVEN,
        "faults": [proof_entry.fault_sentence(finding) for finding in report.findings],
        "position": position,
        "url": receipt_url(position) if isinstance(position, int) else "",
        "facts": [
            {"label": label, "value": facts[name]}
            for name, label in (
                ("entries", _("Entries under its checkpoint")), ("leaf_hash", _("Hash of the entry")),
                ("fingerprint", _("Fingerprint of the key")),
            )
            if name in facts
        ],
    }  # fmt: skip


@login_required
@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The verifier keys as a file, the one in force first: what `--key FILE` takes."""
    chain, fault = _keychain()
    if chain is None:
        return HttpResponse(fault, status=503, content_type="text/plain; charset=utf-8")
    lines = "".join(f"{known.text}\n" for known in reversed(chain.keys))
    return saved(lines, "log.vkey")


@login_required
@require_safe
def checkpoint(request: HttpRequest, size: int) -> HttpResponse:
    """One signed note, exactly as signed."""
    row = Checkpoint.objects.filter(size=size).first()
    if row is None:
        raise Http404
    return saved(row.note, f"checkpoint-{size}.txt")


def saved(text: str, name: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


urlpatterns = [
    path("proof/", proof, name="proof"),
    path("proof/check/", check, name="proof-check"),
    path("proof/key/", key, name="proof-key"),
    path("proof/checkpoint/<int:size>/", checkpoint, name="proof-checkpoint"),
    *proof_entry.urlpatterns,
]
