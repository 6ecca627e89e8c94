"""The pages of mandates: lending, entering from a paper, countersigning, changing, asking, and what an order cites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.core.world import DEPUTY, LEAD, ROADS
from tests.desk.town import Office, office

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


@pytest.fixture
def county(site) -> Iterator[Office]:
    with office() as found:
        yield found


def test_a_leader_lends_powers_and_everybody_inside_reads_them(county):
    joint = county.joint()
    page = f"/j/{joint[:12]}/mandates/"
    deputy = county.client("deputy")
    assert deputy.get(f"{page}issue/?set=event").status_code == 200
    answer = deputy.post(f"{page}issue/", {
        "command_id": "0" * 32, "desk": DEPUTY, "powers": ["dispatch", "return"], "scope": "县交通局",
        "until": "2026-06-30",
    })  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    shown = county.client("lead").get(page).content.decode()
    assert "县交通局" in shown
    print(shown)
