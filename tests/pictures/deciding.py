"""The leader's desk as pictures: the list, cases of several kinds, what the office sees, and who acts for whom."""

from __future__ import annotations

from collections.abc import Iterator

from tests.pictures.render import Page

VIEWERS = {"secretary": "xian"}
"""Who sits in the office of the county's leaders."""
SHOWN = 4  # cases of one leader


def decided() -> Iterator[Page]:
    from qiantou.access.guards import standing
    from qiantou.access.models import Account
    from qiantou.readmodel.cases import waiting_for

    yield Page("decide-list", "/decide/", "deputy")
    yield Page("decide-none", "/decide/", "head")
    yield Page("delegations", "/delegations/", "deputy")
    leader = Account.objects.get(login="changwu")
    rows = waiting_for(standing(leader).desks)
    kinds = {row.kind: row for row in reversed(rows)}
    for row in list(kinds.values())[:SHOWN]:
        yield Page(f"decide-{row.kind}", f"/decide/{row.stream[:12]}/", "deputy", lies=True)
    for row in rows[:1]:
        yield Page("decide-prepared", "/decide/", "secretary")
        yield Page("decide-note", f"/decide/{row.stream[:12]}/note/", "secretary")
        yield Page("decide-missing", "/decide/?code=0000-0000-0000", "secretary", status=404)
