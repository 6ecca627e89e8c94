"""Scans, served to whoever may see a thing that names them: as an attachment, of a fixed type, never run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from qiantou.access.guards import joint_for, matter_for, standing, visible_joints
from qiantou.access.models import Account
from qiantou.acts.files import SUFFIXES, Scan, kept
from qiantou.core.register import CHARTERS, DELEGATIONS, MANDATES, PAPERS, SECONDMENTS
from qiantou.core.undertaking import Charter, Paper
from qiantou.ledger.models import ScanNamed
from qiantou.readmodel.listing_rows import entries
from qiantou.readmodel.models import ListingRow

NAME = re.compile(r"[0-9a-f]{64}")


@login_required
@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    scan = file_for(cast(Account, request.user), name)
    answer = HttpResponse(scan.content, content_type=scan.media_type)
    answer["Content-Disposition"] = f'attachment; filename="scan-{name[:12]}.{SUFFIXES[scan.media_type]}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def file_for(account: Account, name: str) -> Scan:
    """The scan of this name, where the account may see a thing that names it. Raises Http404."""
    if not NAME.fullmatch(name):
        raise Http404
    places = ScanNamed.objects.filter(sha256=name).values_list("stream", "version")
    scan = kept(name) if any(_sees(account, stream, version) for stream, version in places) else None
    if scan is None:
        raise Http404
    return scan


def _sees(account: Account, stream: str, version: int) -> bool:
    row = ListingRow.objects.filter(stream=stream, version=version).first()
    if row is None:
        return _is_let(lambda: matter_for(account, stream))
    guard = GUARDS.get(row.section)
    return guard is not None and guard(account, row)


def _is_let(guard: Callable[[], object]) -> bool:
    try:
        guard()
    except Http404:
        return False
    return True


def _shares(account: Account, row: ListingRow) -> bool:
    return _is_let(lambda: joint_for(account, row.owner))


def _sees_paper(account: Account, row: ListingRow) -> bool:
    """Its keeper's people, whoever it names, and those inside a joint work that rests on it."""
    sight = standing(account).sight
    papers = [one.value for one in entries(PAPERS, row.owner, keys=[row.key]) if isinstance(one.value, Paper)]
    named = {desk for paper in papers for desk in (paper.keeper, paper.proposed, paper.sponsor, *paper.units)}
    if named & sight:
        return True
    works = visible_joints(account).values_list("stream", flat=True)
    charters = entries(CHARTERS, keys=works) if works else []
    return any(isinstance(one.value, Charter) and one.value.paper == row.key for one in charters)


def _works_for(account: Account, row: ListingRow) -> bool:
    """The post whose desk is delegated, and its office."""
    seen = standing(account)
    return row.owner in (*seen.posts, *seen.offices)


GUARDS: Mapping[str, Callable[[Account, ListingRow], bool]] = {
    MANDATES: _shares, SECONDMENTS: _shares, CHARTERS: _shares, PAPERS: _sees_paper,
    DELEGATIONS: _works_for,
}  # fmt: skip
"""Who sees an entry of the register that names a scan, by its section; of other sections nobody."""

urlpatterns = [path("files/<str:name>/", file, name="file")]
