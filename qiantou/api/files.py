"""Files: scans that words name, and every paper and workbook that a page offers, by the same address under /api/."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from ninja import Router

from qiantou.api.refusing import REFUSALS
from qiantou.api.scope import TO_READ, account_of
from qiantou.desk.files import file

router = Router(tags=["files"])
SAVED = re.compile(r".*(\.docx|\.xlsx|\.ics|/export/|/template/)")
"""Addresses of pages that are files to be saved."""


@router.get("/files/{name}", response={200: bytes, **REFUSALS}, auth=TO_READ, operation_id="file")
def scan(request: HttpRequest, name: str) -> HttpResponse:
    """A scan by its name, to whoever may see a thing that names it."""
    account_of(request)
    return file(request, name)


@router.get("/downloads/{path:address}", response={200: bytes, **REFUSALS}, auth=TO_READ, operation_id="download")
def saved(request: HttpRequest, address: str) -> HttpResponse:
    """A .docx or .xlsx exactly as its page gives it: /j/REF/plan/plan.docx is downloads/j/REF/plan/plan.docx here."""
    account_of(request)
    if not SAVED.fullmatch(f"/{address}"):
        raise Http404
    try:
        match = resolve(f"/{address}")
    except Resolver404:
        raise Http404 from None
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    if answer.status_code != 200:
        raise Http404
    return answer
